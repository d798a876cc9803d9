//! Signatures: the RFC 3676 section 4.3 delimiter, its worn forms, and rules drawn above a card of contact details.

use super::lines::Line;
use super::separator;
use super::words::{self, Label};

/// Lines below "-- " that a signature may have.
const MAX_LINES: usize = 16;
/// Lines below a drawn rule that a signature may have.
const MAX_CARD: usize = 9;

/// Where the signature begins in `lines[..end]`; `end` where there is none. Nothing above `floor` is looked at.
pub(super) fn start(lines: &[Line<'_>], floor: usize, end: usize) -> usize {
    let mut below = 0;
    let mut contacts = 0;
    let (mut prose, mut sentences) = (0, 0);
    // Of the lines below that are no contacts: those that name somebody, and those that label something else.
    let (mut names, mut labels) = (0, 0);
    let mut found = end;
    for at in (floor..end).rev() {
        let Some(line) = lines.get(at) else { break };
        if line.blank {
            continue;
        }
        if line.depth == 0 && !line.fenced {
            // The exact delimiter is set by programs; its worn forms people type, too.
            let fits = below <= MAX_LINES && prose == 0 && (line.raw == "-- " || sentences == 0);
            if is_delimiter(line) && fits {
                found = at;
                continue;
            }
            if separator::is_rule(&line.lower)
                && line.lower.chars().count() >= 3
                && below <= MAX_CARD
                && prose == 0
                && sentences == 0
                && (contacts > 0 && names > 0 || below <= 2 && labels == 0 && is_drawn(&line.lower))
            {
                found = at;
                continue;
            }
        }
        below += 1;
        // Nothing of what somebody adds below her signature is one.
        if is_postscript(line) {
            break;
        }
        let contact = is_contact(line);
        // A motto is a sentence, too, but asks nothing and is short.
        let long = line.clean.ends_with(['?', '？']) || line.words() >= 7;
        sentences += usize::from(long && is_sentence(line) && !is_quotation(line) || is_item(line));
        contacts += usize::from(contact);
        names += usize::from(is_named(line));
        labels += usize::from(!contact && line.lower.contains(':'));
        prose += usize::from(line.depth > 0 || line.clean.chars().count() > 160 || line.clean.is_empty());
        if below > MAX_LINES {
            break;
        }
    }
    found
}

/// "-- ", "--", "—": the delimiter of signatures.
pub(super) fn is_delimiter(line: &Line<'_>) -> bool {
    let bare = line.lower.as_str();
    matches!(bare, "--" | "—" | "–" | "- -" | "__" | "――") || bare.len() >= 6 && bare.chars().all(|c| c == '—')
}

/// Underscores are drawn above signatures, hardly ever inside a text.
fn is_drawn(lower: &str) -> bool {
    lower.len() >= 5 && lower.chars().all(|c| c == '_')
}

/// Does the line begin with "PS"?
pub(super) fn is_postscript(line: &Line<'_>) -> bool {
    const MARKS: [&str; 8] = ["ps", "p.s", "pps", "p.p.s", "pd", "p.d", "nb", "n.b"];
    let first = line.lower.split(' ').next().unwrap_or("");
    let bare = first.trim_end_matches([':', '.', ',', '-']);
    MARKS.contains(&bare) && (bare.len() < first.len() || bare == "ps" && line.clean.starts_with("PS"))
}

/// Is it a sentence, as a signature has none?
pub(super) fn is_sentence(line: &Line<'_>) -> bool {
    let spoken = line.clean.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count() >= 2
        && (words::is_sentence(&line.lower)
            || line.words() >= 4 && line.clean.ends_with(['.', '?', '!', '…']) && !is_contact(line));
    spoken || line.clean.ends_with(['。', '？', '！'])
}

/// Is it somebody else's saying, in quotation marks with no more than a name behind them?
fn is_quotation(line: &Line<'_>) -> bool {
    const CLOSING: [char; 6] = ['"', '”', '“', '’', '»', '«'];
    let mut said = line.clean.chars();
    let opened = said.next().is_some_and(|first| matches!(first, '"' | '“' | '„' | '«' | '»' | '‘' | '”'));
    let behind = said.as_str().rsplit_once(CLOSING).map(|(_, behind)| behind);
    opened
        && behind.is_some_and(|behind| {
            behind.split_whitespace().all(|word| !word.starts_with(char::is_lowercase)) && !behind.contains(['?', ':'])
        })
}

/// Is it an item of a list?
fn is_item(line: &Line<'_>) -> bool {
    let bare = line.clean.trim_start_matches(|c: char| c.is_ascii_digit());
    bare.len() < line.clean.len() && bare.starts_with([')', '.']) && bare.contains(' ')
        || line.clean.starts_with("- ")
        || line.clean.starts_with("* ")
}

/// May it be the name on a visiting card, a few words written large? A mailing list and the recipient of an earlier mail count as well.
fn is_named(line: &Line<'_>) -> bool {
    let mut words = line.clean.split_whitespace();
    (1..=5).contains(&line.words())
        && !line.clean.contains([':', '@'])
        && words.all(|word| !word.starts_with(char::is_lowercase))
        || line.lower.contains("mailing list")
        || line.looks().address
            && line.lower.split_once(':').is_some_and(|(name, _)| words::label(name) == Some(Label::To))
}

/// Looks like a line of a visiting card: an address, a link, a telephone number.
pub(super) fn is_contact(line: &Line<'_>) -> bool {
    let digits = line.lower.chars().filter(char::is_ascii_digit).count();
    line.looks().address
        || line.lower.contains("http")
        || line.lower.contains("www.")
        || line.lower.contains("mailing list")
        || digits >= 7 && line.words() <= 10 && !line.looks().date
}
