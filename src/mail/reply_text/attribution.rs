//! Attribution lines ("On …, … wrote:"), in any language, wrapped over lines or not.
//!
//! Found from their end: a line that closes like one is grown upwards until it holds what an attribution holds. Growth is bounded, so the
//! whole search is linear.

use super::lines::{Line, Looks};
use super::words;

/// How many lines an attribution may be wrapped over.
const MAX_LINES: usize = 6;
/// Longer than this is prose.
const MAX_CHARS: usize = 420;

/// The lines of an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribution {
    /// Its first line.
    pub(super) start: usize,
    /// Its last line.
    pub(super) end: usize,
    /// Bytes of the first line's raw text that are a person's words, where the two share a line.
    pub(super) prefix: usize,
}

/// What several lines hold together.
#[derive(Default)]
struct Window {
    date: bool,
    time: bool,
    address: bool,
    bracketed: bool,
    verb: bool,
    weak_verb: bool,
    chars: usize,
}

impl Window {
    fn add(&mut self, line: &Line<'_>) {
        let Looks { date, time, address, bracketed, verb, weak_verb, .. } = line.looks();
        self.date |= date;
        self.time |= time;
        self.address |= address;
        self.bracketed |= bracketed || (address && (self.bracketed || line.lower.contains('>')));
        self.verb |= verb;
        self.weak_verb |= weak_verb;
        self.chars += line.clean.len();
    }
}

/// The attribution whose last line is `end`, if there is one.
///
/// `quoted_next`: the next line with words on it is quoted. `floor`: lines before it are spoken for.
pub(super) fn ending_at(lines: &[Line<'_>], end: usize, floor: usize, quoted_next: bool) -> Option<Attribution> {
    let found = grown_from(lines, end, floor, quoted_next)?;
    // "My boss wrote on Monday:" is somebody's own sentence: programs name the writer and say no more of her.
    let told =
        |found: &Attribution| lines.get(found.start..=end).is_some_and(|lines| lines.iter().any(tells_of_writer));
    Some(found).filter(|found| quoted_next || !told(found))
}

/// Does the line say who the writer is to somebody: "your tutor", "the firm"? Within a name, such a word is written large.
fn tells_of_writer(line: &Line<'_>) -> bool {
    let mut words = line.clean.split_whitespace().peekable();
    let first = words.next_if(|word| words::relates(&word.to_lowercase()));
    first.is_some() && words.peek().is_some_and(|next| next.starts_with(char::is_lowercase))
        || words.any(words::relates)
}

/// See [`ending_at`].
fn grown_from(lines: &[Line<'_>], end: usize, floor: usize, quoted_next: bool) -> Option<Attribution> {
    let last = lines.get(end)?;
    if last.blank || last.words() > 45 {
        return None;
    }
    if is_stamp_above_quote(lines, end, last) {
        return Some(Attribution { start: end, end, prefix: 0 });
    }
    let unclosed = names_sender_after_date(last);
    if !(last.looks().colon || last.looks().ends_verb || last.looks().dashed || unclosed) {
        return None;
    }
    if last.looks().dashed && last.looks().verb && (last.words() <= 12 || last.looks().date) {
        return Some(Attribution { start: end, end, prefix: 0 });
    }
    let mut window = Window::default();
    let mut start = end;
    let mut blanks = 0;
    // Enough only because a quote follows, and only where growing finds nothing better.
    let mut weak = None;
    for _ in 0..MAX_LINES {
        let line = lines.get(start)?;
        window.add(line);
        if window.chars > MAX_CHARS {
            return None;
        }
        if !line.blank {
            if accepts(&window, line, last, quoted_next) {
                return Some(widen(lines, start, end, floor, last));
            }
            if weak.is_none() && accepts_before_quote(&window, line, last, quoted_next) {
                weak = Some(start);
            }
        }
        let Some((above, next)) =
            start.checked_sub(1).filter(|above| *above >= floor).and_then(|above| Some((above, lines.get(above)?)))
        else {
            break;
        };
        if next.blank {
            blanks += 1;
            // One blank line: Polymail sets the address off. It begins with a bracket then.
            if blanks > 1 || !line.lower.starts_with(['<', '(']) && !line.raw.trim_start().starts_with('<') {
                break;
            }
        } else if breaks(next) {
            break;
        }
        start = above;
    }
    sender_only(lines, end, floor, last)
        .or_else(|| verb_first(lines, end, floor, last))
        .or_else(|| weak.map(|start| widen(lines, start, end, floor, last)))
}

/// Nextcloud: a name, an address and a moment, without a verb or a colon, and the quote on the next line.
fn is_stamp_above_quote(lines: &[Line<'_>], end: usize, last: &Line<'_>) -> bool {
    let Looks { date, time, address, verb, colon, .. } = last.looks();
    if verb || colon {
        return false;
    }
    let quote = lines.get(end + 1).is_some_and(|below| below.depth > last.depth);
    quote
        && date
        && time
        && address
        && last.words() <= 16
        && last.clean.contains(['–', '—', '-'])
        && !last.clean.ends_with(['.', '?', '!'])
}

/// A date and a time, closed by a colon, right above a quote.
fn accepts_before_quote(window: &Window, first: &Line<'_>, last: &Line<'_>, quoted_next: bool) -> bool {
    let moment = window.date && window.time && first.looks().opens && last.words() <= 20;
    let sender = std::ptr::eq(first, last)
        && last.words() <= 12
        && (last.looks().bracketed && closes_with_sender(last) || names_writer(last));
    // "[Ann, 3 March 2026 10:15]:" opens with no word that is known here.
    let bare = std::ptr::eq(first, last) && window.date && window.time && last.words() <= 10;
    quoted_next && last.looks().colon && (moment || sender || bare)
}

/// "Ann Marsh wrote:" without more.
fn names_writer(line: &Line<'_>) -> bool {
    let mut names = line.clean.split_whitespace().rev().skip(1);
    // "As Orwell wrote:" is somebody's own sentence.
    const JOINTS: [&str; 8] = ["as ", "like ", "what ", "and ", "but ", "wie ", "comme ", "como "];
    line.looks().ends_verb
        && !JOINTS.iter().any(|joint| line.lower.starts_with(joint))
        && (2..=5).contains(&line.words())
        && names.all(|word| word.chars().count() > 1 && word.starts_with(char::is_uppercase))
}

/// May a line of an attribution not be followed by another: the end of a sentence, of a label, of a list?
fn breaks(line: &Line<'_>) -> bool {
    let bare = line.lower.trim_end_matches(['*', '"', ' ']);
    let mut ends = bare.chars().rev();
    match ends.next() {
        Some('.') => !ends.next().is_some_and(char::is_numeric) && !ends_with_short_word(bare),
        Some('!' | '?' | ':' | ';' | '。') => true,
        _ => line.depth > 0 && line.looks().verb,
    }
}

/// Ends with an abbreviation ("Fr.", "a.m.")?
fn ends_with_short_word(bare: &str) -> bool {
    let word = bare.rsplit(' ').next().unwrap_or("");
    words::is_calendar(word) || word == "г." || word == "р." || matches!(word, "a.m." | "p.m." | "godz.")
}

fn accepts(window: &Window, first: &Line<'_>, last: &Line<'_>, quoted_next: bool) -> bool {
    let Window { date, time, address, bracketed, verb, weak_verb, .. } = *window;
    let dated = first.looks().date && first.looks().time && first.words() <= 14;
    let begins = first.looks().opens || dated || first.looks().bracketed || first.looks().verb && first.words() > 2;
    if !date || !begins {
        return false;
    }
    let colon = last.looks().colon;
    if colon && verb {
        return (time || address || quoted_next)
            && (quoted_next || !in_first_person(last))
            && closes(last, quoted_next);
    }
    if colon && weak_verb && time && address {
        return true;
    }
    if colon && time {
        // The verb of a language not known here, wrapped to a line of its own.
        let torn = !std::ptr::eq(first, last) && last.words() <= 3 && !last.looks().address;
        return bracketed && (torn || closes_with_sender(last))
            || address && first.looks().opens && closes_with_sender(last);
    }
    if colon && bracketed && closes_with_sender(last) && first.looks().opens {
        return true;
    }
    // No colon: Zoho, and programs that forgot it.
    if last.looks().ends_verb && time && first.looks().opens && (address || last.looks().dashed || quoted_next) {
        return true;
    }
    names_sender_after_date(first) && std::ptr::eq(first, last)
}

/// "… I wrote:" is a person quoting herself, unless a quote follows.
fn in_first_person(last: &Line<'_>) -> bool {
    let lower = &last.lower;
    lower.ends_with(" i wrote:")
        || lower.ends_with("ich schrieb:")
        || lower.contains("schrieb ich")
        || lower.ends_with("j'ai écrit :")
        || lower.ends_with("j'ai écrit:")
}

/// After the English verb nothing but a date may stand before the colon; in other languages the name follows, which is short.
fn closes(last: &Line<'_>, quoted_next: bool) -> bool {
    if quoted_next || last.looks().address || last.looks().ends_verb {
        return true;
    }
    match last.lower.rfind("wrote") {
        Some(at) => last
            .lower
            .get(at + 5..)
            .is_some_and(|tail| tail.split_whitespace().count() <= 1 || last.looks().date || last.looks().time),
        None => last.words() <= 20,
    }
}

/// Ends as "<ann@example.org>:" or with an address or a time before the colon.
fn closes_with_sender(last: &Line<'_>) -> bool {
    let bare = last.lower.trim_end_matches(['*', '"', ' ', ':', '：', '-']);
    bare.ends_with(['>', ')', ']'])
        || bare.rsplit([' ', '<']).next().is_some_and(|word| word.contains('@'))
        || bare.ends_with(|c: char| c.is_numeric())
        || last.looks().bracketed
            && bare.rsplit(['>', ')']).next().is_some_and(|tail| tail.split_whitespace().count() <= 5)
}

/// "2016-03-03 17:21 GMT+01:00 Ann Other" or "2013/7/20 ann via Forum <info@example.org>": a date first, a sender last, no colon.
fn names_sender_after_date(line: &Line<'_>) -> bool {
    let lower = &line.lower;
    if !lower.starts_with(|c: char| c.is_ascii_digit()) || !line.looks().date || line.words() > 14 {
        return false;
    }
    let first = lower.split(' ').next().unwrap_or("");
    let iso = first.len() >= 8 && first.matches(['-', '/', '.']).count() == 2;
    iso && (line.looks().address && lower.ends_with('>')
        || line.looks().time && lower.contains(" gmt") && lower.ends_with(char::is_alphabetic))
}

/// "Ann Other <ann@example.org> wrote:" has no date.
fn sender_only(lines: &[Line<'_>], end: usize, floor: usize, last: &Line<'_>) -> Option<Attribution> {
    if !last.looks().verb || !(last.looks().colon || last.looks().ends_verb) {
        return None;
    }
    let whole = |line: &Line<'_>| line.looks().bracketed && line.words() <= 14;
    if whole(last) {
        let name = last.lower.split(['<', '(']).next().unwrap_or("");
        let tail = last.lower.rsplit(['>', ')']).next().unwrap_or("");
        let named = name.split_whitespace().count() <= 6 && !name.contains([',', '?', '!']);
        return (named && tail.split_whitespace().count() <= 5).then(|| widen(lines, end, end, floor, last));
    }
    // The verb alone was wrapped.
    let above = end.checked_sub(1).filter(|above| *above >= floor)?;
    let line = lines.get(above)?;
    let after = line.lower.rsplit(['>', ')']).next().unwrap_or("");
    (last.words() <= 3 && whole(line) && after.split_whitespace().count() <= 2).then_some(Attribution {
        start: above,
        end,
        prefix: 0,
    })
}

/// "Quoting Ann Other" with the address wrapped below it.
fn verb_first(lines: &[Line<'_>], end: usize, floor: usize, last: &Line<'_>) -> Option<Attribution> {
    let above = end.checked_sub(1).filter(|above| *above >= floor)?;
    let line = lines.get(above)?;
    let alone = last.looks().bracketed && last.looks().colon && last.words() == 1;
    (alone && line.looks().verb && line.words() <= 6 && !breaks(line) && is_set_off(lines, above))
        .then_some(Attribution { start: above, end, prefix: 0 })
}

/// Takes in the line above where the attribution plainly began there, and parts it from words on its own first line.
fn widen(lines: &[Line<'_>], start: usize, end: usize, floor: usize, last: &Line<'_>) -> Attribution {
    let mut found = Attribution { start, end, prefix: 0 };
    if let Some(line) = lines.get(start) {
        if let Some(prefix) = shared_prefix(line) {
            found.prefix = prefix;
            return found;
        }
        let above = start.checked_sub(1).filter(|above| *above >= floor).and_then(|above| lines.get(above));
        let opened = line.looks().opens && !line.lower.starts_with(|c: char| c.is_numeric());
        if let Some(above) = above
            && !above.blank
            && above.depth == last.depth
            && !breaks(above)
            && above.words() <= 12
            && (!opened && above.looks().opens && (above.looks().date || above.looks().time)
                || is_sender_torn(lines, start - 1, above, line))
        {
            found.start = start - 1;
        }
    }
    found.start = sender_above(lines, found.start, floor).unwrap_or(found.start);
    found
}

/// Where the sender begins that narrow wrapping left above the attribution: the bare address on a line of its own, and the name
/// above that.
fn sender_above(lines: &[Line<'_>], start: usize, floor: usize) -> Option<usize> {
    let at = start.checked_sub(1).filter(|at| *at >= floor)?;
    let address = lines.get(at)?;
    let bare = address.looks().bracketed && address.words() == 1 && address.clean.starts_with('<');
    if !bare || lines.get(start).is_some_and(|line| line.looks().address) {
        return None;
    }
    let named = |at: &usize| {
        *at >= floor
            && lines
                .get(*at)
                .is_some_and(|name| !name.blank && name.words() <= 5 && !breaks(name) && is_set_off(lines, *at))
    };
    Some(at.checked_sub(1).filter(named).unwrap_or(at))
}

/// Was the sender's name left on the line above, and the address wrapped to this one?
fn is_sender_torn(lines: &[Line<'_>], at: usize, above: &Line<'_>, line: &Line<'_>) -> bool {
    let begins = line.lower.split(' ').next().unwrap_or("");
    if above.lower.ends_with('<') {
        return begins.contains('@');
    }
    // "Ann Other <ann@example.org>" on a line of its own, and all the rest below.
    if above.looks().bracketed && !line.looks().address && above.words() <= 8 {
        return is_set_off(lines, at);
    }
    let named = above.looks().date || above.looks().time || above.looks().verb || above.words() <= 5;
    begins.starts_with('<') && begins.contains('@') && is_set_off(lines, at) && named
}

/// Does nothing stand right above the line?
fn is_set_off(lines: &[Line<'_>], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| lines.get(before)).is_none_or(|before| before.blank)
}

/// Where a person's words share the line with the attribution ("fine--- On Wed, Apr 4 … wrote:"): how many bytes are hers.
fn shared_prefix(line: &Line<'_>) -> Option<usize> {
    if !(line.looks().date && line.looks().colon && line.looks().verb) || line.raw.len() > 1000 {
        return None;
    }
    let mut offset = 0;
    let mut found = None;
    for word in line.raw.split_inclusive(' ') {
        let rest = line.raw.get(offset + word.len()..).unwrap_or("");
        if word.trim_end() == "On" && offset > 0 && followed_by_date(rest) {
            found = Some(offset);
        }
        offset += word.len();
    }
    let before = line.raw.get(..found?)?;
    let own = before.trim_end().trim_end_matches('-').trim_end();
    (own.chars().any(char::is_alphanumeric)).then_some(own.len())
}

fn followed_by_date(rest: &str) -> bool {
    rest.split([' ', ',']).next().is_some_and(|word| {
        let lower = word.to_lowercase();
        words::is_calendar(&lower) || lower.starts_with(|c: char| c.is_ascii_digit())
    })
}
