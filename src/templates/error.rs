//! What can be wrong with a template, said to whoever edits it.

use std::fmt;

use handlebars::{RenderErrorReason, TemplateErrorReason};

/// A template that cannot be used: which file, where in it, what is wrong and what to do. Never transient.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{line}: {what}. {remedy}.", line = Line(*.line))]
pub struct TemplateError {
    /// The file's name, with its folder where it came from one.
    pub file: String,
    /// The line in it, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What to do about it, without a full stop.
    pub remedy: String,
}

struct Line(Option<usize>);

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(line) => write!(out, ", line {line}"),
            None => Ok(()),
        }
    }
}

impl TemplateError {
    pub(super) fn new(file: &str, line: Option<usize>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), remedy: remedy.into() }
    }

    /// From handlebars' own refusal to read a template; `text` is what the file says, on the lines where it says it.
    pub(super) fn unreadable(file: &str, text: &str, error: &handlebars::TemplateError) -> Self {
        let remedy = "Look for an {{#if …}} or {{#each …}} without its end, or a {{ without }}";
        let line = error.pos().map(|(line, _)| line);
        match (error.reason(), unclosed(text)) {
            (TemplateErrorReason::MismatchingClosedHelper(opened, closed), _) => {
                Self::new(file, line, format!("{{{{#{opened}}}}} is closed by {{{{/{closed}}}}}"), remedy)
            }
            // The grammar notices it only where the file ends.
            (_, Some((line, name))) => {
                let what = format!("{{{{#{name} …}}}} has no end");
                Self::new(file, Some(line), what, format!("Write {{{{/{name}}}}} where it shall end"))
            }
            // The grammar's own explanation names its inner rules, which helps nobody.
            _ => Self::new(file, line, "the handlebars marks do not fit together here", remedy),
        }
    }

    /// From handlebars' refusal to fill a template; `known` are the values that there are.
    pub(super) fn unfillable(file: &str, error: &handlebars::RenderError, known: &[String]) -> Self {
        let (what, remedy) = match error.reason() {
            RenderErrorReason::MissingVariable(name) => (
                format!("there is no value named \"{}\"", name.as_deref().unwrap_or("?")),
                format!("This mail knows: {}", known.join(", ")),
            ),
            RenderErrorReason::HelperNotFound(name) => (
                format!("\"{name}\" with something behind it is not known"),
                "The marks are: if, unless, each, with, words, letter, button, option, count, join".to_owned(),
            ),
            RenderErrorReason::PartialNotFound(name) => (
                format!("there is no part named \"{name}\""),
                "The parts that a mail can take in are {{> greeting}} and {{> suggestions}}".to_owned(),
            ),
            other => (other.to_string(), "See the shipped template of the same name for one that works".to_owned()),
        };
        Self::new(file, error.line_no, what, remedy)
    }
}

/// The last block that was opened and never closed: its line and name.
fn unclosed(text: &str) -> Option<(usize, &str)> {
    let mut open = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        for mark in line.split("{{").skip(1) {
            match mark.strip_prefix('#') {
                Some(block) => open.push((number, block.split([' ', '}']).next().unwrap_or_default())),
                None if mark.starts_with('/') => drop(open.pop()),
                None => {}
            }
        }
    }
    open.pop()
}
