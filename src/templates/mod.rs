//! The mails' words: one template a mail, Markdown with handlebars, rendered to text and HTML from the same source.

mod builtin;
pub mod gallery;
mod html;
mod load;
mod markdown;
mod mask;
#[cfg(test)]
mod tests;

use handlebars::Handlebars;
use serde_json::{Map, Value};

use crate::programme::notice::Notice;
use mask::Mask;

/// Why a template cannot be used: which, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It is not a template.
    #[error("{file}{line}: {why}; mend it, or delete the file to use the built-in one", line = .line.map(|n| format!(":{n}")).unwrap_or_default())]
    Broken {
        /// Its file.
        file: String,
        /// The line, where it can be told.
        line: Option<usize>,
        /// What is wrong.
        why: String,
    },
    /// The folder of templates.
    #[error("{0}")]
    Folder(String),
}

/// What surrounds a notice.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What the programme is called.
    pub programme: String,
    /// The university.
    pub university: String,
    /// How the recipient is greeted; empty for strangers.
    pub first_name: String,
    /// Where an answer goes, and the mails of the buttons.
    pub reply_address: String,
    /// The bare address of the service.
    pub service_address: String,
    /// Where longer advice stands.
    pub handbook_url: Option<String>,
    /// The person's words as sanitised HTML, in place of the notice's plain `words`.
    pub words_html: Option<String>,
    /// The subject, in place of the template's own.
    pub subject: Option<String>,
}

/// A rendered mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, on one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// Every template, compiled.
#[derive(Debug)]
pub struct Templates {
    registry: Handlebars<'static>,
}

impl Templates {
    /// Renders a notice. What people wrote has no meaning to Markdown, handlebars or HTML: it is put in afterwards.
    ///
    /// # Errors
    /// When the template asks for something the notice does not have.
    pub fn render(&self, notice: &Notice, page: &Page) -> Result<Rendered, TemplateError> {
        let kind = notice.kind();
        let mut mask = Mask::default();
        let context = context(notice, page, &mut mask)?;
        let render = |name: &str| {
            self.registry.render(name, &context).map_err(|error| broken(name, error.line_no, error.reason()))
        };
        let own_subject = render(&format!("{kind}/subject"))?;
        let body = render(&format!("{kind}/body"))?;
        let footer = render("footer/body")?;
        let subject = match &page.subject {
            Some(subject) if !subject.trim().is_empty() => subject.clone(),
            _ => mask.plain(&own_subject),
        };
        let text = format!("{}\n-- \n{}", mask.text(&markdown::text(&body)), mask.text(&markdown::text(&footer)));
        let filled = html::Filled { mask: &mask, page };
        let html = html::whole(&filled.fill(&markdown::html(&body)), &filled.fill(&markdown::html(&footer)), page);
        Ok(Rendered { subject: single_line(&subject), text, html })
    }
}

fn broken(name: &str, line: Option<usize>, why: &impl ToString) -> TemplateError {
    let file = format!("{}.hbs", name.split('/').next().unwrap_or(name));
    TemplateError::Broken { file, line, why: why.to_string() }
}

/// The notice's fields and the page's, every text in them masked.
fn context(notice: &Notice, page: &Page, mask: &mut Mask) -> Result<Value, TemplateError> {
    let fields = serde_json::to_value(notice).map_err(|error| broken(notice.kind(), None, &error))?;
    let mut object = match fields {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    for (name, value) in [
        ("programme", &page.programme),
        ("university", &page.university),
        ("first_name", &page.first_name),
        ("service_address", &page.service_address),
    ] {
        object.insert(name.to_owned(), Value::String(value.clone()));
    }
    object.insert("handbook_url".to_owned(), Value::String(page.handbook_url.clone().unwrap_or_default()));
    object.insert("relayed".to_owned(), Value::Bool(notice.relays_words()));
    let mut context = Value::Object(object);
    mask.hide(&mut context);
    Ok(context)
}

fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
