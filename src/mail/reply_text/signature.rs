//! Signatures: the RFC 3676 section 4.3 delimiter, its worn forms, and rules drawn above a card of contact details.

use super::lines::Line;
use super::separator;
use super::words;

/// Lines below "-- " that a signature may have.
const MAX_LINES: usize = 16;
/// Lines below a drawn rule that a signature may have.
const MAX_CARD: usize = 9;

/// Where the signature begins in `lines[..end]`; `end` where there is none. Nothing above `floor` is looked at.
pub(super) fn start(lines: &[Line<'_>], floor: usize, end: usize) -> usize {
    let mut below = 0;
    let mut contacts = 0;
    let mut prose = 0;
    let mut sentences = 0;
    let mut found = end;
    for at in (floor..end).rev() {
        let Some(line) = lines.get(at) else { break };
        if line.blank {
            continue;
        }
        if line.depth == 0 && !line.fenced {
            // The exact delimiter is set by programs; its worn forms people type, too.
            let fits = below <= MAX_LINES && prose == 0 && (line.raw == "-- " || sentences < 2);
            if is_delimiter(line) && fits {
                found = at;
                continue;
            }
            if separator::is_rule(&line.lower)
                && line.lower.chars().count() >= 3
                && below <= MAX_CARD
                && prose == 0
                && (contacts > 0 && sentences == 0 || below <= 2 && is_drawn(&line.lower))
            {
                found = at;
                continue;
            }
        }
        below += 1;
        sentences += usize::from(line.words() >= 7 && line.clean.ends_with(['.', '?', '!']));
        contacts += usize::from(is_contact(line));
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

/// Is it a sentence, as a signature has none?
pub(super) fn is_sentence(line: &Line<'_>) -> bool {
    let spoken = line.clean.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count() >= 2
        && (words::is_sentence(&line.lower)
            || line.words() >= 4 && line.clean.ends_with(['.', '?', '!', '…']) && !is_contact(line));
    spoken || line.clean.ends_with(['。', '？', '！'])
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
