//! Blocks of header labels ("From: … Sent: … To: …"), which Outlook and its like put before the earlier mail.

use std::cell::OnceCell;

use super::lines::Line;
use super::words::{self, Label};

/// How many lines that are no labels (wrapped values, blank lines) may stand between two labels.
const MAX_GAP: usize = 2;
/// How many lines a block may have in all.
const MAX_LINES: usize = 24;

/// One label line, read: the kinds of its labels, as a set of bits; none where the label is not known here.
#[derive(Clone, Copy, Debug)]
struct Labelled(u8);

/// The labels of a body's lines, each read once where it is asked for, so that looking for blocks only combines what was found.
pub(super) struct Labels(Vec<OnceCell<Option<Labelled>>>);

impl Labels {
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        Self(vec![OnceCell::new(); lines.len()])
    }

    fn at(&self, at: usize, line: &Line<'_>) -> Option<Labelled> {
        *self.0.get(at)?.get_or_init(|| read_label(line))
    }
}

/// Where the block that begins at `start` ends (exclusive), if one begins there.
pub(super) fn starting_at(lines: &[Line<'_>], labels: &Labels, start: usize) -> Option<usize> {
    let first = lines.get(start)?;
    let head = labels.at(start, first)?;
    let mut kinds = head.0;
    let mut unknown = usize::from(head.0 == 0);
    let mut evidence = Evidence { headed: head.0 != 0, led: first.looks().address, ..Evidence::default() };
    evidence.add(first, Some(head), 0);
    let mut end = start + 1;
    let (mut gap, mut blanks) = (0, 0);
    for (at, line) in lines.iter().enumerate().skip(start + 1).take(MAX_LINES) {
        if line.depth != first.depth {
            break;
        }
        match labels.at(at, line) {
            // An unknown label needs to stand directly below.
            Some(found) if found.0 != 0 || gap == 0 => {
                unknown += usize::from(found.0 == 0);
                evidence.add(line, Some(found), kinds);
                kinds |= found.0;
                end = at + 1;
                (gap, blanks) = (0, 0);
            }
            _ => {
                gap += 1;
                blanks += usize::from(line.blank);
                if gap > MAX_GAP || blanks > 1 {
                    break;
                }
                evidence.add(line, None, kinds);
            }
        }
    }
    plausible(kinds, unknown, &evidence).then_some(end)
}

/// How many lines the card of Notes may have down to its subject.
const MAX_CARD: usize = 14;

/// HCL Notes prints a card: the sender, below it the moment, and labels on lines of their own ("To", "Subject") with the values below.
/// Older ones set the labels far to the right, the first of them above the moment.
pub(super) fn card_at(lines: &[Line<'_>], start: usize) -> bool {
    let sender =
        |line: &Line<'_>| line.looks().bracketed && line.words() <= 8 && !line.looks().colon && !line.looks().verb;
    let (Some(first), second) = (lines.get(start), lines.get(start + 1)) else { return false };
    let torn = is_far_right(first, 8)
        && first.words() <= 5
        && second.is_some_and(|second| sender(second) && second.words() == 1);
    if !sender(first) && !torn {
        return false;
    }
    let (mut moment, mut labels) = (false, 0);
    for line in lines.iter().skip(start + 1).take(MAX_CARD).filter(|line| !line.blank) {
        moment |= line.looks().date && line.looks().time && line.words() <= 6;
        let kind = words::label(line.lower.trim_end_matches(':')).filter(|_| moment || is_far_right(line, 24));
        labels |= kind.map_or(0, bit);
    }
    moment && labels & bit(Label::To) != 0 && labels & bit(Label::Subject) != 0
}

fn is_far_right(line: &Line<'_>, blanks: usize) -> bool {
    line.raw.bytes().take_while(|byte| *byte == b' ').count() >= blanks
}

/// HCL Notes in plain text draws a table: a rule that ends in an arrow, and the label below it in a cell.
pub(super) fn table_at(lines: &[Line<'_>], start: usize) -> bool {
    let drawn = |line: &Line<'_>| {
        let rule = line.lower.strip_prefix('|').and_then(|rest| rest.strip_suffix('>'));
        rule.is_some_and(|rule| rule.len() >= 5 && rule.bytes().all(|byte| byte == b'-'))
    };
    let label = |line: &Line<'_>| {
        let name = line.lower.trim_matches(['|', ' ']).strip_suffix(':').and_then(words::label);
        name.is_some_and(|kind| kind != Label::Other)
    };
    lines.get(start).is_some_and(drawn) && lines.get(start + 1).is_some_and(label)
}

/// What the values of a block say.
#[derive(Default)]
struct Evidence {
    /// The first label is known: above a block may stand words with a colon.
    headed: bool,
    /// An address stands behind the first label, whatever that means.
    led: bool,
    /// An address stands behind a label that is known.
    address: bool,
    /// Behind the label of the sender stands something other than a moment.
    sender: bool,
    date: bool,
    /// A date with a time behind one label.
    moment: bool,
    /// Such a moment behind the label of the date.
    dated: bool,
    /// An address behind the label of the recipient.
    addressed: bool,
    /// "From, sent, to" is a mail's order; a journey is "from, to, on" or "on, from, to".
    ordered: bool,
    labelled: usize,
}

impl Evidence {
    /// Adds a line: with its labels, or, without any, as what may be the rest of a value. `above` are the kinds of labels above it.
    fn add(&mut self, line: &Line<'_>, labels: Option<Labelled>, above: u8) {
        let looks = line.looks();
        let Some(Labelled(kinds)) = labels else {
            self.address |= looks.address && (line.lower.starts_with('<') || line.words() <= 4);
            return;
        };
        let has = |kinds: u8, kind| kinds & bit(kind) != 0;
        self.labelled += 1;
        self.address |= looks.address && kinds != 0;
        self.date |= looks.date;
        self.moment |= looks.date && looks.time;
        self.dated |= has(kinds, Label::Date) && looks.date && looks.time;
        self.addressed |= has(kinds, Label::To) && looks.address;
        self.sender |=
            has(kinds, Label::From) && (looks.address || kinds.count_ones() > 1 || !looks.date && !looks.time);
        self.ordered |=
            has(kinds, Label::Date) && looks.time && has(above | kinds, Label::From) && !has(above, Label::To);
    }
}

fn bit(kind: Label) -> u8 {
    1 << kind as u8
}

fn plausible(kinds: u8, unknown: usize, evidence: &Evidence) -> bool {
    let has = |kind| kinds & bit(kind) != 0;
    let distinct = (kinds & !bit(Label::Other)).count_ones();
    // Without a sender it is somebody's own list: of a talk, a journey, an advertisement.
    let sent = evidence.headed && has(Label::From) && evidence.sender && distinct >= 2;
    // Labels of a language not known here: an address behind the first of three in a row, and below it a moment.
    let foreign = !has(Label::From) && (unknown >= 2 || unknown == 1 && has(Label::Date)) && evidence.labelled >= 3;
    sent && evidence.address
        || sent && has(Label::Subject) && (has(Label::Date) && evidence.date || distinct >= 3)
        || sent && has(Label::To) && evidence.ordered && evidence.date
        // Some programs leave the sender out: a moment and an address remain.
        || evidence.headed && evidence.dated && evidence.addressed
        || foreign && evidence.led && evidence.moment
}

/// Reads a line as labels with values; `None` where it does not begin with something like a label.
fn read_label(line: &Line<'_>) -> Option<Labelled> {
    if line.blank || line.lower.len() > 500 {
        return None;
    }
    let lower = line.lower.trim_start_matches(['*', '_', '|', ' ']);
    let at = lower.find([':', '：'])?;
    let name = tidy(lower.get(..at)?);
    if name.is_empty() || name.len() > 60 || name.split(' ').count() > 3 {
        return None;
    }
    let value = lower.get(at + 1..).unwrap_or("").trim_start_matches(|c: char| !c.is_ascii() && !c.is_alphanumeric());
    if value.starts_with("//")
        || value.starts_with(|c: char| c.is_ascii_digit()) && name.ends_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let Some(kind) = words::label(&name) else {
        // The marks above and below letters of many scripts are no letters by themselves.
        let worded = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-') || !c.is_ascii());
        return worded.then_some(Labelled(0));
    };
    Some(Labelled(bit(kind) | further(value)))
}

/// Labels further on in the same line, which is what is left of a table or of lost line breaks.
fn further(value: &str) -> u8 {
    let mut kinds = 0;
    let mut previous = "";
    for word in value.split_whitespace().take(60) {
        let bare = word.trim_matches('*');
        let name = if bare == ":" { Some(previous) } else { bare.strip_suffix(':') };
        if let Some(name) = name.filter(|name| *name != "re")
            && let Some(kind) = words::label(&tidy(name))
        {
            kinds |= bit(kind);
        }
        previous = word;
    }
    kinds
}

/// A label without emphasis and doubled spaces.
fn tidy(name: &str) -> String {
    let bare: String = name.chars().filter(|c| !matches!(c, '*' | '_' | '|')).collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}
