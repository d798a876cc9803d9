//! The handbook's answers, one Markdown file each: the shipped ones, with those of the folder `faq` of the overrides over and beside them.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::TemplateError;
use super::source::{self, Source};
use crate::programme::faq::{Audience, FaqEntry};

macro_rules! shipped {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../email-templates/faq/", $name, ".md")))),*]
    };
}

/// The answers that are part of the program, in the order of the list: name and text.
pub(super) const SHIPPED: &[(&str, &str)] = shipped![
    "who-can-mentor"
    "when-to-join"
    "mentor-role"
    "good-mentor"
    "support"
    "time"
    "benefits"
    "mentees-expect"
    "profile"
    "answering"
    "how-many"
    "not-approached"
    "who-can-join"
    "finding"
    "good-request"
    "no-answer"
    "declined"
    "first-conversation"
    "goals"
    "not-to-ask"
    "after-graduation"
    "matching"
    "contact"
    "how-often"
    "how-long"
    "meetings"
    "confidentiality"
    "payment"
    "not-expected"
    "ending"
    "leaving"
    "undo"
    "details"
    "my-data"
    "whom-to-ask"
];

/// An answer, taken apart.
pub(super) struct Answer {
    /// What it is found by.
    pub entry: FaqEntry,
    /// The file, as messages name it.
    pub file: String,
    /// The template of what it says, on the lines where the file has it.
    pub body: String,
}

/// All answers, those of the folder that are new behind the shipped ones.
pub(super) fn all(overrides: Option<&Path>) -> Result<Vec<Answer>, TemplateError> {
    let mut folder = match overrides.map(|folder| folder.join(source::ANSWERS)).filter(|folder| folder.is_dir()) {
        Some(folder) => written(&folder)?,
        None => BTreeMap::new(),
    };
    let mut answers = Vec::new();
    for (name, text) in SHIPPED {
        let shipped = || Source { file: format!("email-templates/faq/{name}.md"), text: (*text).to_owned() };
        answers.push(answer(name, folder.remove(*name).unwrap_or_else(shipped))?);
    }
    for (name, source) in folder {
        answers.push(answer(&name, source)?);
    }
    Ok(answers)
}

/// The answers of a folder by name.
fn written(folder: &Path) -> Result<BTreeMap<String, Source>, TemplateError> {
    let mut found = BTreeMap::new();
    for file in source::files(folder, ".md")? {
        let source = source::read(&folder.join(&file))?;
        found.insert(file.trim_end_matches(".md").to_owned(), source);
    }
    Ok(found)
}

fn answer(name: &str, source: Source) -> Result<Answer, TemplateError> {
    source::check_size(&source)?;
    let wrong =
        |line: usize, what: String, remedy: &str| Err(TemplateError::new(&source.file, Some(line), what, remedy));
    let text = source.text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut lines = text.lines().zip(1..);
    if lines.next().is_none_or(|(line, _)| line.trim_end() != "---") {
        return wrong(1, "the head is missing".to_owned(), "Begin the file as the shipped answers do, with a line ---");
    }
    let (mut title, mut audience, mut keywords) = (String::new(), None, String::new());
    for (line, number) in lines.by_ref() {
        match line.split_once(':').map(|(key, value)| (key.trim(), value.trim())) {
            _ if line.trim_end() == "---" => {
                let Some(audience) = audience.filter(|_| !title.is_empty()) else {
                    let what = "title: … or audience: … is missing above".to_owned();
                    return wrong(number, what, "Write both, each on a line of its own");
                };
                let body = lines.map(|(line, _)| line).collect::<Vec<_>>().join("\n");
                let entry = FaqEntry { name: name.to_owned(), title, audience, keywords, text: body.clone() };
                // Empty lines stand for what was taken off.
                return Ok(Answer { entry, file: source.file, body: format!("{}{body}\n", "\n".repeat(number)) });
            }
            Some(("title", value)) => title = value.to_owned(),
            Some(("keywords", value)) => keywords = value.to_owned(),
            Some(("audience", value)) => match of_word(value) {
                Some(known) => audience = Some(known),
                None => {
                    let what = format!("\"{value}\" is nobody an answer can be for");
                    return wrong(number, what, "Write audience: mentors, mentees or everyone");
                }
            },
            _ => {
                let what = "only title: …, audience: … and keywords: … can stand here".to_owned();
                return wrong(number, what, "End this part with a line --- before the text");
            }
        }
    }
    wrong(1, "the line --- below the head is missing".to_owned(), "Write --- on a line of its own before the text")
}

fn of_word(word: &str) -> Option<Audience> {
    match word {
        "mentors" => Some(Audience::Mentors),
        "mentees" => Some(Audience::Mentees),
        "everyone" => Some(Audience::Everyone),
        _ => None,
    }
}
