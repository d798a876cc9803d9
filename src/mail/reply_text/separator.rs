//! Lines that part the new text from an earlier mail: "Original Message", a forwarding line, our own and other services' "write above".

use super::lines::Line;
use super::words;

/// What a line parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// An earlier mail follows.
    Original,
    /// A mail that is passed on follows.
    Forward,
    /// "Please write above this line".
    WriteAbove,
    /// Nothing but dashes, underscores or the like.
    Rule,
}

/// What `line` parts, if it parts something.
pub(super) fn read(line: &Line<'_>) -> Option<Separator> {
    if line.blank || line.lower.len() > 200 || line.words() > 14 {
        return None;
    }
    let lower = line.lower.trim_matches(['*', ' ']);
    if is_rule(lower) {
        return Some(Separator::Rule);
    }
    let core = lower
        .trim_matches(|c: char| matches!(c, '-' | '_' | '=' | '—' | '–' | '#' | '~' | ' ' | '*' | '+' | '―' | '─'));
    let fenced = is_fenced(lower, core);
    if core.contains("above this line") && (fenced || starts_as_request(core)) {
        return Some(Separator::WriteAbove);
    }
    if fenced && core.split_whitespace().count() <= 7 {
        if words::names_forward(core) {
            return Some(Separator::Forward);
        }
        // "--- original message of the firm ---" announces what somebody copied.
        if words::names_original(core) && !core.split_whitespace().any(words::relates) {
            return Some(Separator::Original);
        }
    }
    // Apple Mail: "Begin forwarded message:" in any language.
    let sentence = lower.strip_suffix([':', '：']).map(str::trim_end);
    if let Some(sentence) = sentence
        && sentence.split_whitespace().count() <= 6
        && words::names_forward(sentence)
    {
        return Some(Separator::Forward);
    }
    None
}

fn starts_as_request(core: &str) -> bool {
    ["please write", "please type", "please reply", "reply above", "write above", "type your", "write your"]
        .iter()
        .any(|opening| core.starts_with(opening))
}

/// Words with dashes or the like on both sides.
fn is_fenced(lower: &str, core: &str) -> bool {
    let Some(at) = lower.find(core).filter(|_| !core.is_empty()) else { return false };
    let before = lower.get(..at).unwrap_or("").trim();
    let after = lower.get(at + core.len()..).unwrap_or("").trim();
    before.len() >= 2 && after.len() >= 2
}

/// Nothing but the marks that rules are drawn with, two or more.
pub(super) fn is_rule(lower: &str) -> bool {
    let mut marks = 0;
    for c in lower.chars().filter(|c| !c.is_whitespace()) {
        if !matches!(c, '-' | '_' | '=' | '—' | '–' | '#' | '~' | '*' | '+' | '―' | '─' | '•' | '·') {
            return false;
        }
        marks += if c.is_ascii() { 1 } else { 2 };
    }
    marks >= 2
}
