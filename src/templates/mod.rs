//! Templates: a typed [`Notice`] becomes subject, text and HTML, from one Markdown source for both parts.
//!
//! The way of a mail: its values are hidden by `marker`; handlebars fills the template; Markdown's events are written once as
//! `text` and once as `html`, which is where the values come out again, as plain text. So nothing that a person wrote is ever
//! read as handlebars, Markdown or HTML.

mod chart;
mod error;
mod faq;
pub mod gallery;
mod html;
mod mailto;
mod marker;
mod marks;
mod shipped;
mod source;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use handlebars::{Context, Handlebars, no_escape};
use pulldown_cmark::{Event, Options, Parser, Tag, TextMergeStream};
use serde_json::{Map, Value, json};

pub use self::error::TemplateError;
use self::source::Source;
use crate::mail::inbound::Attachment;
use crate::programme::faq::FaqEntry;
use crate::programme::notice::{FaqTitle, Notice};

/// All templates, read and tried.
#[derive(Clone, Debug)]
pub struct Templates {
    registry: Handlebars<'static>,
    /// By file name.
    sources: BTreeMap<&'static str, Source>,
    /// The handbook's answers, and the file of each.
    answers: Vec<(FaqEntry, String)>,
    from_folder: usize,
}

/// What a mail needs to know besides its notice.
#[derive(Clone, Debug)]
pub struct Page {
    /// The programme's name.
    pub programme: String,
    /// The university's name.
    pub university: String,
    /// The reader's first name; may be empty.
    pub first_name: String,
    /// Where answers go: the address that the buttons write to.
    pub reply_address: String,
    /// The programme's own address, for a mail that begins something new.
    pub service_address: String,
    /// The handbook.
    pub handbook_url: Option<String>,
    /// The notice's `words` as sanitised HTML, to stand in place of them in the HTML part.
    pub words_html: Option<String>,
    /// The subject, where the thread has one already; else the template's.
    pub subject: Option<String>,
}

/// A mail's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, on one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part, a whole page.
    pub html: String,
    /// The pictures that the HTML shows.
    pub pictures: Vec<Attachment>,
}

impl Templates {
    /// Reads the shipped templates, with those in the folder `overrides` in place of the ones of the same name. Where there are any, all
    /// are rendered with samples of what they may have to tell: one may be part of others. The shipped ones a test renders.
    pub fn load(overrides: Option<&Path>) -> Result<Self, TemplateError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        // Values are marked, and escaped where they are put in.
        registry.register_escape_fn(no_escape);
        marks::register(&mut registry);
        let sources = source::all(overrides)?;
        for (name, source) in &sources {
            let key = name.trim_end_matches(".hbs");
            let mut register = |key: &str, text: &str| {
                registry
                    .register_template_string(key, text)
                    .map_err(|error| TemplateError::unreadable(&source.file, text, &error))
            };
            if shipped::SHARED.iter().any(|(shared, _)| shared == name) {
                register(key, source.text.trim_start_matches('\u{feff}'))?;
            } else {
                let parts = source::parts(source)?;
                register(&subject_key(key), &parts.subject)?;
                register(key, &parts.body)?;
            }
        }
        let mut answers = Vec::new();
        for answer in faq::all(overrides)? {
            registry
                .register_template_string(&marks::answer_key(&answer.entry.name), &answer.body)
                .map_err(|error| TemplateError::unreadable(&answer.file, &answer.body, &error))?;
            answers.push((answer.entry, answer.file));
        }
        let from_folder = overrides.map_or(Ok(0), source::used)?;
        let templates = Self { registry, sources, answers, from_folder };
        if overrides.is_some() {
            templates.try_all()?;
        }
        Ok(templates)
    }

    /// Renders every template with samples.
    fn try_all(&self) -> Result<(), TemplateError> {
        let page = Page::sample();
        for notice in Notice::samples() {
            self.worded(&notice, &page)?;
        }
        if let Some(example) = Notice::samples().iter().find(|n| matches!(n, Notice::Faq { .. })) {
            for entry in self.answers() {
                let (name, values) = (marks::answer_key(&entry.name), context(values(example, &page)));
                self.events(&name, &self.filled(&name, &name, &values)?)?;
            }
        }
        Ok(())
    }

    /// How many are from the folder that replaces shipped ones.
    pub fn from_folder(&self) -> usize {
        self.from_folder
    }

    /// The handbook's answers, for finding them.
    pub fn answers(&self) -> impl Iterator<Item = &FaqEntry> {
        self.answers.iter().map(|(entry, _)| entry)
    }

    /// A sample of all that can be told: each notice, and each answer of the handbook.
    pub(super) fn samples(&self) -> Vec<Notice> {
        let samples = Notice::samples();
        let example = samples.iter().find(|n| matches!(n, Notice::Faq { answer: Some(_), .. })).cloned();
        let answers = self.answers().filter_map(|entry| {
            let Some(Notice::Faq { query, groups, numbers, .. }) = example.clone() else { return None };
            let answer = Some(FaqTitle { name: entry.name.clone(), title: entry.title.clone() });
            Some(Notice::Faq { query, answer, groups, numbers })
        });
        let answers: Vec<_> = answers.collect();
        samples.into_iter().chain(answers).collect()
    }

    /// The mail that tells `notice`.
    pub fn render(&self, notice: &Notice, page: &Page) -> Result<Rendered, TemplateError> {
        Ok(Rendered { pictures: pictures(notice), ..self.worded(notice, page)? })
    }

    /// The mail without its pictures.
    fn worded(&self, notice: &Notice, page: &Page) -> Result<Rendered, TemplateError> {
        let kind = notice.kind();
        // One context for all: handlebars copies the values otherwise, each time.
        let mut values = context(values(notice, page));
        let subject = match &page.subject {
            Some(subject) => marker::without_markers(subject),
            None => marker::plain(&self.filled(&subject_key(kind), kind, &values)?),
        };
        let subject = single_line(&subject);
        let (body, footer) = (self.filled(kind, kind, &values)?, self.filled("footer", "footer", &values)?);
        set(&mut values, "letter", json!(notice.relays_words()));
        set(&mut values, "subject", json!(marker::value(&subject)));
        let mut framed = |layout: &str, body: String, footer: String| {
            set(&mut values, "body", Value::String(body));
            set(&mut values, "footer", Value::String(footer));
            self.filled(layout, layout, &values)
        };
        let (body, footer) = (self.events(kind, &body)?, self.events("footer", &footer)?);
        let html = framed("layout.html", html::html(&body, page, &subject), html::html(&footer, page, &subject))?;
        let text = framed("layout.text", text::text(&body), text::text(&footer))?;
        let text = format!("{}\n", marker::plain(&text).trim());
        Ok(Rendered { subject, text, html: html::filled(&html), pictures: Vec::new() })
    }

    /// The events of a template that was filled, which is Markdown; refused where it holds what a mail must not.
    fn events<'a>(&self, name: &str, markdown: &'a str) -> Result<Vec<Event<'a>>, TemplateError> {
        let events: Vec<_> = TextMergeStream::new(Parser::new_ext(markdown, Options::ENABLE_TABLES)).collect();
        for event in &events {
            let (what, remedy, found) = match event {
                Event::Html(html) | Event::InlineHtml(html) => (
                    "this is HTML",
                    "Write Markdown, which becomes text and HTML; for a note to yourself, {{! … }}",
                    html,
                ),
                Event::Start(Tag::Image { dest_url, .. }) => {
                    ("this is a picture", "Mails load nothing from elsewhere: leave it out", dest_url)
                }
                _ => continue,
            };
            let start = found.lines().next().unwrap_or_default();
            let source = self.source(name);
            let line = source.and_then(|s| s.text.lines().position(|line| line.contains(start))).map(|line| line + 1);
            return Err(TemplateError::new(self.file(name), line, what, remedy));
        }
        Ok(events)
    }

    /// The template `key`, which belongs to the file `name`, filled.
    fn filled(&self, key: &str, name: &str, values: &Context) -> Result<String, TemplateError> {
        self.registry.render_with_context(key, values).map_err(|error| {
            let inner = error.template_name.as_deref().filter(|inner| self.file(inner) != *inner);
            let known: Vec<_> = values.data().as_object().into_iter().flat_map(Map::keys).cloned().collect();
            TemplateError::unfillable(self.file(inner.unwrap_or(name)), &error, &known)
        })
    }

    fn source(&self, name: &str) -> Option<&Source> {
        self.sources.get(format!("{name}.hbs").as_str())
    }

    fn file<'a>(&'a self, name: &'a str) -> &'a str {
        let answer = || self.answers.iter().find(|(entry, _)| marks::answer_key(&entry.name) == name);
        self.source(name).map(|s| &s.file).or_else(|| answer().map(|(_, file)| file)).map_or(name, String::as_str)
    }
}

impl Page {
    /// A page with everything on it, for trying templates out and for the gallery.
    pub fn sample() -> Self {
        Self {
            programme: "Career Mentoring".to_owned(),
            university: "University of Northwick".to_owned(),
            first_name: "Ada".to_owned(),
            reply_address: "mentoring+k7m2qx4d9w@northwick.example".to_owned(),
            service_address: "mentoring@northwick.example".to_owned(),
            handbook_url: Some("https://www.northwick.example/mentoring".to_owned()),
            words_html: None,
            subject: None,
        }
    }
}

/// The pictures that a mail's HTML shows.
fn pictures(notice: &Notice) -> Vec<Attachment> {
    let chart = match notice {
        Notice::Digest { weeks, .. } => chart::png(weeks),
        _ => None,
    };
    let picture = |bytes| Attachment {
        name: "chart.png".to_owned(),
        media_type: "image/png".to_owned(),
        inline: true,
        content_id: Some(chart::CONTENT_ID.to_owned()),
        bytes,
    };
    chart.map(picture).into_iter().collect()
}

fn subject_key(kind: &str) -> String {
    format!("{kind} (subject)")
}

/// The values as handlebars takes them.
fn context(values: Map<String, Value>) -> Context {
    let mut context = Context::null();
    *context.data_mut() = Value::Object(values);
    context
}

fn set(context: &mut Context, name: &str, value: Value) {
    if let Some(values) = context.data_mut().as_object_mut() {
        values.insert(name.to_owned(), value);
    }
}

/// All that a template may name, each text hidden in markers.
fn values(notice: &Notice, page: &Page) -> Map<String, Value> {
    let mut values = match serde_json::to_value(notice) {
        Ok(Value::Object(fields)) => fields,
        // Every variant is a struct of plain fields.
        _ => Map::new(),
    };
    let texts = [
        ("programme", page.programme.as_str()),
        ("university", &page.university),
        ("first_name", &page.first_name),
        ("service_address", &page.service_address),
        ("handbook_url", page.handbook_url.as_deref().unwrap_or_default()),
    ];
    values.extend(texts.map(|(name, text)| (name.to_owned(), json!(text))));
    let team = matches!(
        notice,
        Notice::Case { .. }
            | Notice::CaseAnswered { .. }
            | Notice::AnnouncementConfirm { .. }
            | Notice::Report { .. }
            | Notice::Export { .. }
            | Notice::Transcript { .. }
            | Notice::Digest { .. }
            | Notice::AddressFailing { .. }
            | Notice::MailboxAway { .. }
            | Notice::MailboxBack { .. }
    );
    // What a mail's end says of reaching a person depends on who reads it.
    values.insert("to_team".to_owned(), json!(team));
    // There HELP is an answer, and not the question what can be written.
    values.insert("help_is_answer".to_owned(), json!(matches!(notice, Notice::CheckIn { .. })));
    values.insert("to_stranger".to_owned(), json!(matches!(notice, Notice::Stranger {})));
    values.values_mut().for_each(mark);
    values
}

/// Marks every text in `value`; a notice is a few levels deep.
fn mark(value: &mut Value) {
    match value {
        Value::String(text) => *text = marker::value(text),
        Value::Array(values) => values.iter_mut().for_each(mark),
        Value::Object(fields) => fields.values_mut().for_each(mark),
        _ => {}
    }
}

/// `text` with all white space and control characters as single spaces: a subject must not begin a new header.
fn single_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
