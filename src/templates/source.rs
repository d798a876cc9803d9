//! Where templates come from: the shipped ones, with those of a folder in place of the ones of the same name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::error::TemplateError;
use super::shipped::{MAILS, SHARED};

/// What a template may be long, and how deep its marks may stand in one another (handlebars reads them recursively).
const MAX_BYTES: usize = 64 * 1024;
const MAX_DEPTH: usize = 40;

/// The folder of the handbook's answers within one of overrides.
pub(super) const ANSWERS: &str = "faq";

/// One template's text.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The file, as messages name it.
    pub file: String,
    /// What it says.
    pub text: String,
}

/// A mail's template, taken apart; each part stands on the line where the file has it, so that messages name the right one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The template of the subject.
    pub subject: String,
    /// The template of the body.
    pub body: String,
}

/// All templates by file name.
pub(super) fn all(overrides: Option<&Path>) -> Result<BTreeMap<&'static str, Source>, TemplateError> {
    let shipped = |&(name, text): &(&'static str, &'static str)| {
        (name, Source { file: format!("email-templates/en/{name}"), text: text.to_owned() })
    };
    let mut sources: BTreeMap<_, _> = SHARED.iter().chain(MAILS).map(shipped).collect();
    if let Some(folder) = overrides {
        for file in files(folder, ".hbs")? {
            override_one(&mut sources, folder, &file)?;
        }
    }
    for source in sources.values() {
        check_size(source)?;
    }
    Ok(sources)
}

/// The names of the files in `folder` that end so, in order.
pub(super) fn files(folder: &Path, end: &str) -> Result<Vec<String>, TemplateError> {
    let refused = |error: std::io::Error| {
        let what = format!("the folder of templates cannot be read ({error})");
        TemplateError::new(&folder.display().to_string(), None, what, "Make it readable, or take the setting out")
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let name = entry.map_err(refused)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(end) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// How many files in a folder of overrides are read. Those that lie elsewhere below it are not, and that is said: somebody may have
/// copied the shipped folders as they are.
pub(super) fn used(folder: &Path) -> Result<usize, TemplateError> {
    let answers = folder.join(ANSWERS);
    let mut used = files(folder, ".hbs")?.len();
    if answers.is_dir() {
        used += files(&answers, ".md")?.len();
    }
    for name in files(folder, "")?.iter().filter(|name| *name != ANSWERS) {
        let below = folder.join(name);
        if files(&below, ".hbs").is_ok_and(|files| !files.is_empty()) {
            let (below, folder) = (below.display(), folder.display());
            tracing::warn!("the templates in {below} are not used: move them into {folder} itself");
        }
    }
    Ok(used)
}

fn override_one(sources: &mut BTreeMap<&str, Source>, folder: &Path, name: &str) -> Result<(), TemplateError> {
    let path = folder.join(name);
    let known = sources.keys().copied().collect::<Vec<_>>().join(", ");
    let Some(source) = sources.get_mut(name) else {
        return Err(TemplateError::new(
            &path.display().to_string(),
            None,
            "no mail is made from a template of this name",
            format!("Rename it to one of these, or take it out of the folder: {known}"),
        ));
    };
    *source = read(&path)?;
    Ok(())
}

/// One file of a folder.
pub(super) fn read(path: &Path) -> Result<Source, TemplateError> {
    let file = path.display().to_string();
    let text = fs::read(path).map_err(|error| {
        TemplateError::new(&file, None, format!("it cannot be read ({error})"), "Make it readable, or take it out")
    })?;
    let text = String::from_utf8(text).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        TemplateError::new(&file, Some(line), "this is not UTF-8", "Save the file as UTF-8")
    })?;
    Ok(Source { file, text })
}

/// Refuses what is too long or too deep to be a mail.
pub(super) fn check_size(source: &Source) -> Result<(), TemplateError> {
    if source.text.len() > MAX_BYTES {
        let what = format!("it is longer than {} KiB", MAX_BYTES / 1024);
        return Err(TemplateError::new(&source.file, None, what, "No mail needs so many words: shorten it"));
    }
    let mut depth = 0_usize;
    for (number, line) in source.text.lines().enumerate() {
        depth += line.matches("{{#").count() + line.matches('(').count();
        if depth > MAX_DEPTH + line.matches(')').count() {
            let what = format!("marks stand more than {MAX_DEPTH} deep in one another");
            return Err(TemplateError::new(&source.file, Some(number + 1), what, "Take some of them out"));
        }
        depth = depth.saturating_sub(line.matches("{{/").count() + line.matches(')').count());
    }
    Ok(())
}

/// Takes a mail's template apart.
pub(super) fn parts(source: &Source) -> Result<Parts, TemplateError> {
    let wrong = |line, what: &str, remedy: &str| Err(TemplateError::new(&source.file, Some(line), what, remedy));
    let text = source.text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut lines = text.lines().zip(1..);
    if lines.next().is_none_or(|(line, _)| line.trim_end() != "---") {
        return wrong(1, "the subject is missing", "Begin the file with a line ---, a line subject: …, and a line ---");
    }
    let mut subject = None;
    for (line, number) in lines.by_ref() {
        if line.trim_end() == "---" {
            let Some(subject) = subject else {
                return wrong(
                    number,
                    "there is no subject above this line",
                    "Write subject: … between the two lines ---",
                );
            };
            // Empty lines stand for what was taken off.
            let body = lines.map(|(line, _)| line).collect::<Vec<_>>().join("\n");
            return Ok(Parts { subject, body: format!("{}{body}\n", "\n".repeat(number)) });
        }
        match line.split_once(':').map(|(key, value)| (key.trim(), value.trim())) {
            Some(("subject", "")) => return wrong(number, "the subject is empty", "Write it behind subject:"),
            Some(("subject", _)) if subject.is_some() => {
                return wrong(number, "this is a second subject", "Keep one of the two");
            }
            Some(("subject", value)) => subject = Some(format!("{}{value}", "\n".repeat(number - 1))),
            _ => {
                return wrong(
                    number,
                    "only subject: … can stand here",
                    "End this part with a line --- before the text",
                );
            }
        }
    }
    wrong(1, "the line --- below the subject is missing", "Write --- on a line of its own between subject and text")
}
