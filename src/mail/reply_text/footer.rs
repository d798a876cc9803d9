//! What programs and employers add below a person's words: mobile footers, legal notices, mailing-list footers.

use super::lines::Line;
use super::words::{self, SentFrom};

/// How sure it is that a line is a mobile footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mobile {
    /// At the end of the text it is one.
    Likely,
    /// It names a device or program, on a line of its own.
    Certain,
}

/// Reads `line` as a mobile footer ("Sent from my iPhone").
pub(super) fn mobile(line: &Line<'_>) -> Option<Mobile> {
    if line.blank || line.words() > 16 || line.lower.len() > 260 {
        return None;
    }
    // Markdown links: "Get [Outlook for iOS](…)".
    let plain = line.lower.replace(['[', ']'], "");
    let lower =
        plain.trim_matches(['<', '(', '[', '*', '_', '-', '~', '—', '–', ' ', '>', ')', ']', '/', '|', '\'', '"', '“']);
    if lower.starts_with("someone from mobile") {
        return Some(Mobile::Likely);
    }
    let sent = words::sent_from(lower)?;
    let rest = match sent {
        SentFrom::Opens(bytes) => lower.get(bytes..).unwrap_or(""),
        SentFrom::Closes => lower,
    };
    let device = words::names_device(lower);
    if device && one_sentence(rest) {
        return Some(Mobile::Certain);
    }
    // A device unknown here: a name of capitals and digits ("my Wiko RIDGE FAB 4G").
    (sent != SentFrom::Closes && line.words() <= 8 && model_name(&line.clean)).then_some(Mobile::Certain)
}

/// No second thought on the line, but for an excuse about typing.
fn one_sentence(rest: &str) -> bool {
    let body = rest.split("<http").next().unwrap_or(rest);
    let body = body.split("(http").next().unwrap_or(body);
    let (head, tail) = match body.find([',', '.', '!', ';', '?']) {
        Some(at)
            if !body
                .get(at..)
                .is_some_and(|t| t.starts_with(".ru") || t.starts_with(".de") || t.starts_with(".com")) =>
        {
            (body.get(..at).unwrap_or(""), body.get(at + 1..).unwrap_or(""))
        }
        _ => (body, ""),
    };
    let excused = [
        "excuse",
        "typo",
        "brevity",
        "kürze",
        "tippfehler",
        "fautes",
        "erreurs",
        "errores",
        "erros",
        "errori",
        "fouten",
        "please",
        "forgive",
        "entschuldig",
    ]
    .iter()
    .any(|word| tail.contains(word));
    head.split_whitespace().count() <= 11 && (tail.split_whitespace().count() <= 1 || excused)
        // "sent from my phone app to all users" speaks about something else.
        && !["to all", " because", " and i ", " but ", " while", " when i"].iter().any(|word| head.contains(word))
}

fn model_name(clean: &str) -> bool {
    let mut names = clean.split_whitespace().skip(3).peekable();
    names.peek().is_some()
        && names.clone().all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
        && names
            .any(|word| word.chars().any(char::is_numeric) || word.len() > 2 && word.chars().all(char::is_uppercase))
}

/// Is the paragraph `lines[start..end]` a legal notice?
pub(super) fn is_legal(lines: &[Line<'_>], start: usize, end: usize) -> bool {
    let mut text = String::new();
    for line in lines.get(start..end).unwrap_or(&[]) {
        if line.clean.is_empty() && !line.blank {
            text.extend(line.raw.chars().take(4000).flat_map(char::to_lowercase));
        }
        text.push_str(&line.lower);
        text.push(' ');
        if text.len() > 8000 {
            break;
        }
    }
    text.len() >= 90 && words::legal_words(&text) >= 2
}
