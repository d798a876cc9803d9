//! Templates compiled and tried: the built-in ones, with those of a folder in their place.

use std::path::Path;

use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason, no_escape};

use super::builtin::BUILTIN;
use super::mask::{BUTTON, VALUE, WORDS};
use super::{Page, TemplateError, Templates};
use crate::programme::notice::Notice;

/// The largest template that is read.
const MAX_TEMPLATE: u64 = 256 * 1024;

impl Templates {
    /// The built-in templates, with the files of `folder` in place of those of the same name; each is rendered once with sample
    /// data.
    ///
    /// # Errors
    /// When a file cannot be used: which, where, and what to do.
    pub fn load(folder: Option<&Path>) -> Result<Self, TemplateError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(no_escape);
        registry.register_helper("words", Box::new(words));
        registry.register_helper("button", Box::new(button));
        let own = folder.map(own_files).transpose()?.unwrap_or_default();
        for (kind, builtin) in BUILTIN {
            let (place, source) = match own.iter().find(|(name, ..)| name == kind) {
                Some((_, place, source)) => (place.clone(), source.as_str()),
                None => (format!("email-templates/en/{kind}.hbs"), *builtin),
            };
            register(&mut registry, kind, &place, source)?;
        }
        let templates = Self { registry };
        templates.try_all(folder, &own)?;
        Ok(templates)
    }

    fn try_all(&self, folder: Option<&Path>, own: &[(String, String, String)]) -> Result<(), TemplateError> {
        let page = Page::sample();
        for notice in Notice::samples() {
            let Err(TemplateError::Broken { file, line, why }) = self.render(&notice, &page) else { continue };
            let kind = file.trim_end_matches(".hbs");
            let replaced = own.iter().find(|(name, ..)| name == kind);
            let place = match (replaced, folder) {
                (Some((_, place, _)), Some(_)) => place.clone(),
                _ => file.clone(),
            };
            // Lines of the body are counted after the front matter.
            let skipped = replaced.map_or(0, |(_, _, source)| parts(source).map_or(0, |(_, _, lines)| lines));
            return Err(TemplateError::Broken { file: place, line: line.map(|line| line + skipped), why });
        }
        Ok(())
    }
}

/// The files of a folder: kind, place, contents.
fn own_files(folder: &Path) -> Result<Vec<(String, String, String)>, TemplateError> {
    let failed = |error: std::io::Error| {
        TemplateError::Folder(format!("{}: the folder of templates cannot be read ({error})", folder.display()))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|extension| extension != "hbs") {
            continue;
        }
        let place = path.display().to_string();
        let broken = |why: String| TemplateError::Broken { file: place.clone(), line: None, why };
        let kind = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        if !BUILTIN.iter().any(|(known, _)| *known == kind) {
            let known: Vec<_> = BUILTIN.iter().map(|(known, _)| *known).collect();
            return Err(broken(format!("there is no mail of that name; the names are {}", known.join(", "))));
        }
        if path.metadata().map_err(failed)?.len() > MAX_TEMPLATE {
            return Err(broken("is larger than 256 KiB".to_owned()));
        }
        let source =
            std::fs::read_to_string(&path).map_err(|error| broken(format!("cannot be read as UTF-8 ({error})")))?;
        files.push((kind, place, source));
    }
    files.sort();
    Ok(files)
}

fn register(registry: &mut Handlebars<'static>, kind: &str, place: &str, source: &str) -> Result<(), TemplateError> {
    let broken = |line: Option<usize>, why: String| TemplateError::Broken { file: place.to_owned(), line, why };
    let Some((subject, body, lines)) = parts(source) else {
        return Err(broken(
            Some(1),
            "must begin with a line ---, a line \"subject: …\" and another line ---".to_owned(),
        ));
    };
    if subject.is_empty() && kind != "footer" {
        return Err(broken(Some(2), "the subject is empty".to_owned()));
    }
    for (part, text, skipped) in [("subject", subject, 1), ("body", body, lines)] {
        registry.register_template_string(&format!("{kind}/{part}"), text).map_err(|error| {
            let line = error.pos().map(|(line, _)| line + skipped);
            broken(line, error.reason().to_string())
        })?;
    }
    Ok(())
}

/// Subject, body, and how many lines stand before the body.
fn parts(source: &str) -> Option<(&str, &str, usize)> {
    let rest = source.strip_prefix("---")?.trim_start_matches('\r').strip_prefix('\n')?;
    let (line, rest) = rest.split_once('\n')?;
    let subject = line.trim_end().strip_prefix("subject:")?.trim();
    let (fence, body) = rest.split_once('\n')?;
    (fence.trim_end() == "---").then_some((subject, body, 3))
}

/// `{{words x}}`: what a person wrote, as a block.
fn words(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let value = argument(helper, 0, "words")?;
    if let Some(number) = value.strip_prefix(VALUE.0).and_then(|rest| rest.strip_suffix(VALUE.1)) {
        out.write(&format!("\n\n{}{number}{}\n\n", WORDS.0, WORDS.1))?;
    }
    Ok(())
}

/// `{{button "Label" "WORD" more…}}`: a link that answers with the words.
fn button(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let label = argument(helper, 0, "button")?;
    let mut body = argument(helper, 1, "button")?;
    for index in 2..helper.params().len() {
        body.push(' ');
        body.push_str(&argument(helper, index, "button")?);
    }
    out.write(&format!("{}{label}{}{body}{}", BUTTON.0, BUTTON.1, BUTTON.2))?;
    Ok(())
}

fn argument(helper: &Helper<'_>, index: usize, name: &'static str) -> Result<String, RenderErrorReason> {
    let value = helper.param(index).ok_or(RenderErrorReason::ParamNotFoundForIndex(name, index))?;
    if value.is_value_missing() {
        let why = format!("{name}: this mail has no {}", value.relative_path().map_or("such value", String::as_str));
        return Err(RenderErrorReason::Other(why));
    }
    Ok(value.value().as_str().map_or_else(|| value.value().to_string(), str::to_owned))
}
