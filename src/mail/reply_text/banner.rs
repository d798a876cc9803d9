//! What gateways stamp above a person's words: that the mail came from outside, or from somebody who seldom writes.

use super::lines::Line;
use super::separator;
use super::words;

/// How many lines a stamp may be wrapped over.
const MAX_LINES: usize = 4;
/// How many lines Proofpoint's may have, between its own marks.
const MAX_MARKED: usize = 12;
/// How many stamps may stand above each other.
const MAX_STAMPS: usize = 3;

/// Proofpoint's marks, invisible in HTML.
const MARK_START: &str = "zjqcmqryfpfptbannerstart";
const MARK_END: &str = "zjqcmqryfpfptbannerend";

/// How many lines at the beginning are stamps. Without words below them they are none: nobody sends nothing.
pub(super) fn end(lines: &[Line<'_>]) -> usize {
    let mut end = 0;
    for _ in 0..MAX_STAMPS {
        let below = lines.get(end..).unwrap_or(&[]);
        let blanks = below.iter().take_while(|line| line.blank && line.depth == 0).count();
        let stamp = stamped(below.get(blanks..).unwrap_or(&[]));
        if stamp == 0 {
            break;
        }
        end += blanks + stamp;
    }
    let own = |line: &Line<'_>| line.depth == 0 && !line.blank && !separator::is_rule(&line.lower);
    if lines.iter().skip(end).any(own) { end } else { 0 }
}

/// How many lines the stamp has that begins with the first of `lines`.
fn stamped(lines: &[Line<'_>]) -> usize {
    if let Some(first) = lines.first()
        && first.lower.contains(MARK_START)
    {
        return lines.iter().take(MAX_MARKED).position(|line| line.lower.contains(MARK_END)).map_or(0, |end| end + 1);
    }
    let length = lines.iter().take(MAX_LINES + 1).take_while(|line| !line.blank && line.depth == 0).count();
    let paragraph = lines.get(..length).unwrap_or(&[]);
    // A bare label stands for itself, whatever is written right below it.
    if paragraph.first().is_some_and(|line| words::is_outside_label(&line.lower)) {
        return 1;
    }
    let text = paragraph.iter().map(|line| line.lower.as_str()).collect::<Vec<_>>().join(" ");
    let stamp = words::says_outside(&text) && !text.contains(['?', '？']);
    let own = paragraph.iter().any(|line| words::in_first_person(&line.clean));
    if length > MAX_LINES || !stamp || own {
        return 0;
    }
    // Words may stand right below, without an empty line: the stamp ends with the last line that warns, and with what was wrapped of it.
    let warns = |line: &Line<'_>| words::says_outside(&line.lower) || words::warns(&line.lower);
    let last = paragraph.iter().rposition(warns).unwrap_or(length);
    let wrapped = paragraph.windows(2).skip(last).take_while(|pair| match pair {
        [above, below] => {
            !above.clean.ends_with(['.', '!', '>', ')', ']', '*']) && below.clean.starts_with(char::is_lowercase)
        }
        _ => false,
    });
    (last + 1 + wrapped.count()).min(length)
}
