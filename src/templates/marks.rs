//! The handlebars marks that a template may use besides the built-in ones.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonRender, JsonTruthy, Output, PathAndJson, RenderContext,
    RenderError, RenderErrorReason, Renderable, handlebars_helper,
};
use serde_json::Value;

use super::marker;

/// Makes all marks known.
pub(super) fn register(registry: &mut Handlebars<'_>) {
    registry.register_helper("if", Box::new(If { wanted: true }));
    registry.register_helper("unless", Box::new(If { wanted: false }));
    registry.register_helper("words", Box::new(Block::Words));
    registry.register_helper("letter", Box::new(Block::Letter));
    registry.register_helper("button", Box::new(Block::Button));
    registry.register_helper("option", Box::new(Block::Option));
    registry.register_helper("handbook", Box::new(Handbook));
    registry.register_helper("chart", Box::new(Block::Chart));
    registry.register_helper("count", Box::new(count));
    registry.register_helper("join", Box::new(join));
}

handlebars_helper!(count: |n: i64, one: str, {many: str = ""}| match (n, many) {
    (1, _) => format!("1 {one}"),
    (n, "") => format!("{n} {one}s"),
    (n, many) => format!("{n} {many}"),
});

handlebars_helper!(join: |*parts| parts.iter().map(|part| part.render()).collect::<Vec<_>>().join(" "));

/// `{{#if value}}` and `{{#unless value}}`: as the built-in ones, but a value that does not exist is an error, as it is everywhere
/// else in strict mode. (handlebars takes it for false, so that a misspelt name hides a paragraph for ever.)
struct If {
    wanted: bool,
}

impl HelperDef for If {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let truthy = parameter(helper, 0)?.value().is_truthy(false);
        let chosen = if truthy == self.wanted { helper.template() } else { helper.inverse() };
        chosen.map_or(Ok(()), |template| template.render(registry, context, render, out))
    }
}

/// The marks that stand as a block of their own.
enum Block {
    /// `{{words aims}}`: somebody's words, set off from the programme's.
    Words,
    /// `{{letter words}}`: somebody's words as the mail's own text.
    Letter,
    /// `{{button "Accept" "ACCEPT" "what it does"}}`: label, command, explanation (may be left out).
    Button,
    /// `{{option this}}` within `{{#each options}}`.
    Option,
    /// `{{chart weeks}}`: the figures by week, as a picture and as a table.
    Chart,
}

impl HelperDef for Block {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let text = |position| parameter(helper, position).map(|p| marker::plain(&p.value().render()));
        let block = match self {
            Self::Words | Self::Letter => {
                let body = parameter(helper, 0)?.relative_path().is_some_and(|path| path == "words");
                marker::words(&text(0)?, body, matches!(self, Self::Letter))
            }
            Self::Button => {
                let does = if helper.param(2).is_some() { text(2)? } else { String::new() };
                marker::button(&text(0)?, &text(1)?, &does)
            }
            Self::Option => option(parameter(helper, 0)?.value())?,
            Self::Chart => chart(parameter(helper, 0)?.value())?,
        };
        out.write(&format!("\n\n{block}\n\n"))?;
        Ok(())
    }
}

/// The name under which an answer of the handbook is registered.
pub(super) fn answer_key(name: &str) -> String {
    format!("faq/{name}")
}

/// `{{handbook answer.name}}`: the answer of that name, whole.
struct Handbook;

impl HelperDef for Handbook {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let name = marker::plain(&parameter(helper, 0)?.value().render());
        match registry.get_template(&answer_key(&name)) {
            Some(template) => template.render(registry, context, render, out),
            None => Err(RenderErrorReason::Other(format!("there is no answer named \"{name}\"")).into()),
        }
    }
}

fn option(line: &Value) -> Result<String, RenderError> {
    let text = |name: &str| line.get(name).and_then(Value::as_str).map(marker::plain);
    let (Some(word), Some(does), Some(button)) = (text("word"), text("does"), line.get("button")) else {
        let what = "{{option}} wants one of the \"options\"";
        return Err(RenderErrorReason::Other(what.to_owned()).into());
    };
    Ok(if button.as_bool() == Some(true) { marker::button(&word, &word, &does) } else { marker::option(&word, &does) })
}

fn chart(weeks: &Value) -> Result<String, RenderError> {
    let wrong = || RenderErrorReason::Other("{{chart}} wants the \"weeks\" of a digest".to_owned());
    let mut rows = vec![["Week from", "Requests", "Acceptances", "Running mentorships"].map(str::to_owned)];
    for week in weeks.as_array().ok_or_else(wrong)? {
        let text = |name: &str| week.get(name).map(|value| marker::plain(&value.render())).ok_or_else(wrong);
        rows.push([text("week")?, text("requests")?, text("acceptances")?, text("running")?]);
    }
    Ok(marker::chart(&rows))
}

fn parameter<'h, 'rc>(helper: &'h Helper<'rc>, position: usize) -> Result<&'h PathAndJson<'rc>, RenderError> {
    let Some(parameter) = helper.param(position) else {
        let what = format!("{{{{{}}}}} wants more behind its name", helper.name());
        return Err(RenderErrorReason::Other(what).into());
    };
    if parameter.is_value_missing() {
        return Err(RenderError::strict_error(parameter.relative_path()));
    }
    Ok(parameter)
}
