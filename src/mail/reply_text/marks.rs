//! Where in a body an earlier mail begins: the marks that [`super::tail`] cuts by.

use super::attribution::{self, Attribution};
use super::footer::{self, Mobile};
use super::header_block;
use super::lines::Line;
use super::separator::{self, Separator};
use super::signature;
use super::words;

/// What was found in a body.
pub(super) struct Marks {
    /// From here on nothing is new; the number of lines where there is no such place.
    pub(super) cut: usize,
    /// Bytes of line `cut` that are still new words.
    pub(super) prefix: usize,
    /// Attributions above `cut`, from the top.
    pub(super) attributions: Vec<Attribution>,
    /// Is what follows a forwarded mail?
    pub(super) forwarded: bool,
    /// Nothing but an attributed quote: an answer without words is truly empty.
    pub(super) answers_nothing: bool,
}

/// Finds the marks of a body.
pub(super) fn find(lines: &[Line<'_>]) -> Marks {
    let following = next_words(lines);
    let labels = header_block::Labels::of(lines);
    let mut marks =
        Marks { cut: lines.len(), prefix: 0, attributions: Vec::new(), forwarded: false, answers_nothing: false };
    let mut floor = 0;
    // The first line with words on it that is neither mark nor quote.
    let mut own = None;
    // Does one of them say more than "Hello"?
    let mut message = false;
    let mut footer = None;
    for (at, line) in lines.iter().enumerate() {
        if line.blank || line.depth > 0 || line.fenced || at < floor {
            continue;
        }
        let next = following.get(at + 1).copied().flatten().and_then(|next| lines.get(next));
        if let Some(hard) = hard_cut(lines, &labels, at) {
            marks.forwarded |= hard == Hard::Forward;
            if own.is_some() || !marks.attributions.is_empty() {
                marks.cut = above_rules(lines, at, floor);
                break;
            }
            if let Some(block) = block_above_quote(lines, &labels, at) {
                floor = block.end + 1;
                marks.attributions.push(block);
            } else if hard != Hard::Above {
                // Nothing stands above it: there is nothing to tell apart.
                break;
            }
            continue;
        }
        let quoted_next = next.is_some_and(|next| next.depth > 0);
        if let Some(found) = attribution::ending_at(lines, at, floor, quoted_next) {
            floor = at + 1;
            let on_top = !own_before(own, found.start) && found.prefix == 0;
            if quoted_next || on_top {
                own = own.filter(|own| *own < found.start || found.prefix > 0);
                marks.attributions.push(found);
                if found.prefix > 0 {
                    own = Some(found.start);
                }
                continue;
            }
            marks.cut = found.start;
            marks.prefix = found.prefix;
            break;
        }
        if message && footer.is_none() && ends_at_footer(lines, at, next) {
            footer = Some(at);
        }
        own = own.or(Some(at));
        message |= !words::is_greeting(&line.lower);
    }
    // Programs write it right above the history. Where that is marked in a way of its own, a person may have written below.
    if let Some(footer) = footer
        && marks.cut == lines.len()
        && lines.iter().skip(footer).all(|line| line.depth == 0)
    {
        marks.cut = footer;
    }
    quoted_only(lines, &mut marks, own);
    marks
}

fn own_before(own: Option<usize>, start: usize) -> bool {
    own.is_some_and(|own| own < start)
}

/// A line below which there is only an earlier mail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hard {
    Original,
    Forward,
    Above,
}

fn hard_cut(lines: &[Line<'_>], labels: &header_block::Labels, at: usize) -> Option<Hard> {
    match separator::read(lines.get(at)?) {
        Some(Separator::Original) => return Some(Hard::Original),
        Some(Separator::Forward) => return Some(Hard::Forward),
        Some(Separator::WriteAbove) => return Some(Hard::Above),
        Some(Separator::Rule) => return None,
        None => {}
    }
    let block = header_block::starting_at(lines, labels, at).is_some()
        || header_block::card_at(lines, at)
        || header_block::table_at(lines, at);
    block.then_some(Hard::Original)
}

/// The separator or header block at `at` with a quote right below it, which announces that quote as an attribution does; the answer may
/// stand below.
fn block_above_quote(lines: &[Line<'_>], labels: &header_block::Labels, at: usize) -> Option<Attribution> {
    let separated = separator::read(lines.get(at)?) == Some(Separator::Original);
    let start = at + usize::from(separated);
    // Proton Mail writes a separator and an attribution.
    let quoted = |at: usize| {
        lines.iter().skip(at).take(3).find(|line| !line.blank || line.depth > 0).is_some_and(|line| line.depth > 0)
    };
    if separated
        && let Some(found) = (start..start + 4)
            .filter(|end| quoted(end + 1))
            .find_map(|end| attribution::ending_at(lines, end, start, true))
    {
        return Some(Attribution { start: at, ..found });
    }
    let end = header_block::starting_at(lines, labels, start)?;
    let below = lines.iter().skip(end).take(3).find(|line| !line.blank || line.depth > 0)?;
    (below.depth > 0).then_some(Attribution { start: at, end: end - 1, prefix: 0 })
}

/// A mobile footer with a paragraph below it.
fn ends_at_footer(lines: &[Line<'_>], at: usize, next: Option<&Line<'_>>) -> bool {
    let Some(next) = next else { return false };
    let alone = at > 0
        && lines.get(at - 1).is_some_and(|above| above.blank)
        && lines.get(at + 1).is_some_and(|below| below.blank);
    // Words that announce the footer ("my telephone adds this:") are about it.
    let announced = at.checked_sub(2).and_then(|above| lines.get(above)).is_some_and(|above| above.looks().colon);
    alone
        && !announced
        && next.depth == 0
        && !signature::is_postscript(next)
        && !separator::is_rule(&next.lower)
        && lines.get(at).and_then(footer::mobile) == Some(Mobile::Certain)
        && footer::mobile(next).is_none()
}

/// Takes the rules and empty lines right above a mark along with it.
fn above_rules(lines: &[Line<'_>], mark: usize, floor: usize) -> usize {
    let mut cut = mark;
    for at in (floor..mark).rev() {
        match lines.get(at) {
            Some(line) if line.blank => {}
            Some(line) if line.depth == 0 && (separator::is_rule(&line.lower) || is_heading(line)) => cut = at,
            _ => break,
        }
    }
    cut
}

/// Some words between dashes: above an earlier mail its heading, whatever the language.
fn is_heading(line: &Line<'_>) -> bool {
    line.looks().dashed && line.words() <= 6 && !line.lower.ends_with('.')
}

/// Notes whether there is nothing but quoted lines under an attribution, and whether a quote is of a forwarded mail.
fn quoted_only(lines: &[Line<'_>], marks: &mut Marks, own: Option<usize>) {
    let mut quoted = lines.iter().enumerate().filter(|(_, line)| line.depth > 0 && !line.blank);
    let Some((first, line)) = quoted.next() else { return };
    marks.forwarded |= separator::read(line) == Some(Separator::Forward);
    let attributed = marks.attributions.first().is_some_and(|found| found.start < first)
        || (first..(first + 4).min(lines.len()))
            .any(|at| attribution::ending_at(lines, at, first, true).is_some_and(|found| found.start == first));
    marks.answers_nothing = own.is_none() && attributed && !marks.forwarded;
}

/// For each line the next one (itself included) that has words on it, or a quote mark.
fn next_words(lines: &[Line<'_>]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut found: Vec<Option<usize>> = lines
        .iter()
        .enumerate()
        .rev()
        .map(|(at, line)| {
            if !line.blank || line.depth > 0 {
                next = Some(at);
            }
            next
        })
        .collect();
    found.reverse();
    found
}
