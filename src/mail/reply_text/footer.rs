//! What programs and employers add below a person's words: mobile footers, legal notices, mailing-list footers.

use super::lines::Line;
use super::words::{self, SentFrom};

/// The link below Gmail's reactions.
const GMAIL: &str = "google.com/gmail/about";

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
    // "Get Outlook for iOS" in a language whose word for "get" is not known here.
    if words::offers_program(lower) && line.words() <= 7 && one_sentence(lower) && !lower.ends_with(['?', ':']) {
        return Some(Mobile::Likely);
    }
    let slogan = words::is_slogan(lower) && !lower.ends_with('?') || lower.contains(GMAIL);
    if line.words() <= 9 && slogan {
        return Some(Mobile::Likely);
    }
    let sent = words::sent_from(lower)?;
    let rest = match sent {
        SentFrom::Opens(bytes) => lower.get(bytes..).unwrap_or(""),
        SentFrom::Closes => lower,
    };
    let device = words::names_device(lower);
    let program = sent != SentFrom::Closes && line.words() <= 7 && words::is_program(rest);
    if device && one_sentence(rest) || program {
        return Some(Mobile::Certain);
    }
    // A device unknown here: a name of capitals and digits ("my Wiko RIDGE FAB 4G").
    (sent != SentFrom::Closes && line.words() <= 8 && model_name(&line.clean)).then_some(Mobile::Certain)
}

/// "Ann reacted via Gmail" in any language, with the link below that Gmail writes there.
pub(super) fn is_reaction(line: &Line<'_>, below: &Line<'_>) -> bool {
    below.words() == 1 && below.lower.contains(GMAIL) && line.words() <= 10 && line.lower.contains("gmail")
}

/// Is the line the program's own link, right below its footer?
pub(super) fn is_link_of(line: &Line<'_>, above: &Line<'_>) -> bool {
    let link = line.lower.trim_matches(['<', '>', '(', ')', '[', ']']);
    line.words() == 1 && link.starts_with("http") && mobile(above) == Some(Mobile::Certain)
}

/// No sentence and no second thought on the line, but for an excuse about typing.
fn one_sentence(rest: &str) -> bool {
    let body = rest.split("<http").next().unwrap_or(rest);
    let body = body.split("(http").next().unwrap_or(body);
    let (head, tail) = match body.find([',', '.', '!', ';', '?']) {
        // The full stop of "mail.ru" ends nothing.
        Some(at) if body.get(at + 1..).is_none_or(|tail| !tail.starts_with(char::is_alphabetic)) => body.split_at(at),
        _ => (body, ""),
    };
    let excuse = [
        "excuse",
        "typo",
        "brevity",
        "kürze",
        "tippfehler",
        "faute",
        "erreur",
        "error",
        "erro",
        "fout",
        "forgive",
        "entschuldig",
        "get the app",
        "disculp",
        "brevedad",
        "brièveté",
        "brevità",
        "brevidade",
        "zwięzłość",
        "beknopt",
        "kortfattet",
        "stručnost",
    ];
    let excused = excuse.iter().any(|word| tail.contains(word));
    let tail_words = tail.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    head.split_whitespace().count() <= 10
        && !words::is_sentence(head)
        && !words::tells_of_sending(head)
        && !head.contains(" to all")
        && (tail_words == 0 || excused || tail_words <= 4 && words::names_device(tail))
}

fn model_name(clean: &str) -> bool {
    let mut names = clean.split_whitespace().skip(3).peekable();
    names.peek().is_some()
        && names.clone().all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
        && names
            .any(|word| word.chars().any(char::is_numeric) || word.len() > 2 && word.chars().all(char::is_uppercase))
}

/// Is the paragraph something that employers and scanners add: a legal notice, a word about paper? The notice speaks of the mail that it
/// stands in, and nobody speaks of herself there.
pub(super) fn is_notice(paragraph: &[Line<'_>]) -> bool {
    if paragraph.iter().any(|line| words::in_first_person(&line.clean)) {
        return false;
    }
    let mut text = String::new();
    for line in paragraph {
        if line.clean.is_empty() && !line.blank {
            text.extend(line.raw.chars().take(4000).flat_map(char::to_lowercase));
        }
        text.push_str(&line.lower);
        text.push(' ');
        if text.len() > 8000 {
            break;
        }
    }
    text.len() >= 90 && words::legal_words(&text) >= 3 && words::speaks_of_mail(&text)
        || text.len() <= 160 && words::is_added(&text)
}
