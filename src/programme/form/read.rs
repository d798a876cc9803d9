//! Reads what came back of a form: beside the labels, below them, quoted, in another order, without the colons, as a table.
//!
//! The new words are read first; what the reading of replies cut off as history comes second, since many people fill in the form where
//! it stands quoted. Each text is read in three ways (labels with a sign behind them, bare labels, the numbers in front), and the way
//! that finds the most answers counts. All of it is bounded, and linear in the text.

use std::collections::BTreeMap;

use super::{Field, fields};

/// The most that is looked at, in bytes and in lines: several times what all fields may hold.
const MOST_BYTES: usize = 200_000;
const MOST_LINES: usize = 4_000;
/// So many labels with a sign behind them make a form, filled in or not: then no sentence is mistaken for an answer.
const PLENTY: usize = 3;
/// No label is longer, hint and all.
const LONGEST_HEAD: usize = 110;
/// What ends every form of ours.
pub(in crate::programme) const END: &str = "(end of the form)";

/// What can be asked: for each number in front, the names a label may go by.
pub(in crate::programme) struct Labels<K>(Vec<(K, u32, Vec<String>)>);

impl Labels<Field> {
    /// The labels of a role's form.
    pub fn of(mentor: bool) -> Self {
        let one = |(field, number): (&Field, u32)| {
            let own = std::iter::once(field.label(mentor)).chain(field.other_names().iter().copied());
            (*field, number, own.map(folded).collect())
        };
        Self(fields(mentor).iter().zip(1..).map(one).collect())
    }
}

impl<K: Copy + Ord> Labels<K> {
    /// Labels of a form that is made for the moment.
    pub fn new(labels: impl IntoIterator<Item = (K, u32, String)>) -> Self {
        Self(labels.into_iter().map(|(key, number, label)| (key, number, vec![folded(&label)])).collect())
    }

    /// The answers that stand in a mail, as they were written. `clears` tells whether an empty answer among the new words counts
    /// against one in the history.
    pub fn answers(&self, text: &str, elided: &str, clears: bool) -> BTreeMap<K, String> {
        let mut answers = self.read(text);
        for (key, answer) in self.read(elided) {
            match answers.get(&key) {
                Some(own) if clears || !own.trim().is_empty() => {}
                _ => {
                    answers.insert(key, answer);
                }
            }
        }
        answers
    }

    /// The answers in one text, read in the way that finds the most.
    pub fn read(&self, text: &str) -> BTreeMap<K, String> {
        let text = text.get(..text.floor_char_boundary(MOST_BYTES)).unwrap_or_default();
        let lines: Vec<Line<'_>> = text.lines().take(MOST_LINES).map(Line::of).collect();
        let said = |answers: &BTreeMap<K, String>| answers.values().filter(|a| !a.trim().is_empty()).count();
        let mut best = self.read_as(&lines, Way::Signed);
        if best.len() >= PLENTY {
            return best;
        }
        for (way, least) in [(Way::Bare, 2), (Way::Numbered, 3)] {
            let found = self.read_as(&lines, way);
            if said(&found) > said(&best).max(least - 1) {
                best = found;
            }
        }
        best
    }

    fn read_as(&self, lines: &[Line<'_>], way: Way) -> BTreeMap<K, String> {
        // Where our form stands quoted several times over, the newest is quoted least.
        let heads: Vec<Option<Head<K>>> = lines.iter().enumerate().map(|(at, _)| self.head(lines, at, way)).collect();
        let depth = lines.iter().zip(&heads).filter(|(_, head)| head.is_some()).map(|(line, _)| line.depth).min();
        let depth = depth.unwrap_or(0);
        let mut answers: BTreeMap<K, String> = BTreeMap::new();
        let mut open: Option<Answer<K>> = None;
        let mut skip = 0;
        for (line, head) in lines.iter().zip(heads) {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            match head {
                Some(head) if line.depth == depth => {
                    close(&mut answers, open.take());
                    skip = head.lines - 1;
                    open = Some(Answer { key: head.key, beside: head.rest, below: Vec::new(), quoted: depth > 0 });
                }
                _ if line.ends_form() => close(&mut answers, open.take()),
                _ if line.depth > depth => {}
                _ => {
                    if let Some(answer) = &mut open {
                        answer.below.push((line.depth, line.text.to_owned()));
                    }
                }
            }
        }
        close(&mut answers, open);
        answers
    }

    /// The label that a line begins with, in one way of reading.
    fn head(&self, lines: &[Line<'_>], at: usize, way: Way) -> Option<Head<K>> {
        let line = lines.get(at)?;
        let (number, words) = numbered(line.text);
        if way == Way::Numbered {
            let (key, ..) = self.0.iter().find(|(_, n, _)| Some(*n) == number)?;
            let rest = signed(words).map_or(words, |(_, rest)| rest);
            return Some(Head { key: *key, rest: rest.to_owned(), lines: 1 });
        }
        if way == Way::Bare {
            let bare = folded(words);
            let of =
                |name: &String| bare.strip_prefix(name.as_str()).is_some_and(|r| r.is_empty() || r.starts_with(' '));
            // The form's own labels only, the longest that fits: "course" begins many a sentence.
            let fits = self.0.iter().filter_map(|(key, _, names)| names.first().filter(|n| of(n)).map(|n| (key, n)));
            let (key, name) = fits.max_by_key(|(_, name)| name.len())?;
            return Some(Head { key: *key, rest: after_words(words, name).to_owned(), lines: 1 });
        }
        // A mail program may have broken the line within the hint.
        if words.contains('(') && !words.contains(')') && words.len() < LONGEST_HEAD {
            let joined = format!("{words} {}", lines.get(at + 1).filter(|next| next.depth == line.depth)?.text.trim());
            let (head, rest) = signed(&joined)?;
            return Some(Head { key: self.named(head)?, rest: rest.to_owned(), lines: 2 });
        }
        let (head, rest) = signed(words)?;
        Some(Head { key: self.named(head)?, rest: rest.to_owned(), lines: 1 })
    }

    /// Whose name this is, a slip of the finger aside.
    fn named(&self, head: &str) -> Option<K> {
        let head = folded(head);
        let exact = self.0.iter().find(|(.., names)| names.contains(&head));
        let near = || self.0.iter().find(|(.., names)| names.iter().any(|name| near(name, &head)));
        exact.or_else(near).map(|(key, ..)| *key)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A label, then a sign: `Name: Ada`, `Name | Ada`.
    Signed,
    /// A label alone on its line, or at its beginning, as the cells of a table are.
    Bare,
    /// A number, whatever stands behind it: a mail program may have translated the labels.
    Numbered,
}

struct Head<K> {
    key: K,
    rest: String,
    /// How many lines it takes.
    lines: usize,
}

struct Answer<K> {
    key: K,
    beside: String,
    below: Vec<(usize, String)>,
    quoted: bool,
}

/// What stands below a quoted label, unquoted, is the answer; else what stands beside it and below.
fn close<K: Ord>(answers: &mut BTreeMap<K, String>, answer: Option<Answer<K>>) {
    let Some(answer) = answer else { return };
    let own: Vec<&str> = answer.below.iter().filter(|(depth, _)| *depth == 0).map(|(_, text)| text.as_str()).collect();
    let own = own.join("\n");
    let value = if answer.quoted && !own.trim().is_empty() {
        own
    } else {
        let below = answer.below.iter().map(|(_, text)| text.as_str());
        std::iter::once(answer.beside.as_str()).chain(below).collect::<Vec<_>>().join("\n")
    };
    // The first counts: what comes later is an older copy.
    let known = answers.entry(answer.key).or_default();
    if known.trim().is_empty() {
        *known = value;
    }
}

/// A line without the marks of quoting.
struct Line<'a> {
    depth: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let mut text = line.trim_end();
        let mut depth = 0;
        while let Some(rest) = text.trim_start().strip_prefix('>') {
            depth += 1;
            text = rest;
        }
        Self { depth, text: text.strip_prefix(' ').unwrap_or(text) }
    }

    fn ends_form(&self) -> bool {
        let text = self.text.trim();
        text == "--" || text.trim_matches(['*', '_', ' ']).eq_ignore_ascii_case(END)
    }
}

fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '*' | '_' | '#' | '•' | '·' | '-' | '–' | '→' | '"' | '“' | '”' | '|' | '☐' | '✔' | '✓')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

/// The number in front, and what follows it.
fn numbered(line: &str) -> (Option<u32>, &str) {
    let line = line.trim_start_matches(is_mark);
    let digits = line.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    match rest.strip_prefix(['.', ')', ':']) {
        Some(rest) if (1..=2).contains(&digits) => (number.parse().ok(), rest.trim_start_matches(is_mark)),
        _ => (None, line),
    }
}

/// A label and what follows the sign behind it; hints in brackets belong to the label.
fn signed(line: &str) -> Option<(&str, &str)> {
    let mut within = 0usize;
    let mut end = None;
    for (at, c) in line.char_indices().take_while(|(at, _)| *at <= LONGEST_HEAD) {
        match c {
            '(' | '[' => within += 1,
            ')' | ']' => within = within.saturating_sub(1),
            ':' | '：' | '\t' | '|' | '=' | '?' if within == 0 => end = Some((at, c.len_utf8())),
            '-' | '–' | '—' if within == 0 && line.get(..at).is_some_and(|head| head.ends_with(' ')) => {
                end = Some((at, c.len_utf8()));
            }
            _ => {}
        }
        if end.is_some() {
            break;
        }
    }
    let (at, width) = end?;
    let rest = line.get(at + width..)?;
    let rest = rest.trim_start_matches(|c: char| is_mark(c) || c == ':').trim_end_matches(['|', ' ']);
    Some((line.get(..at)?, if rest.chars().all(is_mark) { "" } else { rest }))
}

/// Lower case, single spaces, nothing in brackets, no marks around.
fn folded(label: &str) -> String {
    let mut out = String::new();
    let mut within = 0usize;
    for c in label.chars().take(2 * LONGEST_HEAD) {
        match c {
            // "language(s)" is one word.
            '(' | '[' if out.ends_with(char::is_whitespace) || out.is_empty() => within += 1,
            ')' | ']' if within > 0 => within -= 1,
            _ if within > 0 => {}
            '\u{a0}' => out.push(' '),
            c => out.extend(c.to_lowercase()),
        }
    }
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    out.trim_matches(|c: char| is_mark(c) || c == ':').to_owned()
}

/// What follows the words of a label on its line.
fn after_words<'a>(line: &'a str, name: &str) -> &'a str {
    let mut rest = line;
    for _ in name.split(' ') {
        rest = rest.trim_start_matches(is_mark);
        rest = rest.find(char::is_whitespace).and_then(|at| rest.get(at..)).unwrap_or_default();
    }
    let rest = rest.trim_start_matches(is_mark);
    // The hint is no answer.
    let rest = if rest.starts_with('(') { rest.split_once(')').map_or(rest, |(_, rest)| rest) } else { rest };
    rest.trim_start_matches(|c: char| is_mark(c) || c == ':')
}

/// Are two labels a letter or two apart? Short ones must be the same.
fn near(name: &str, head: &str) -> bool {
    let most = match name.chars().count() {
        0..=4 => return false,
        5..=11 => 1,
        _ => 2,
    };
    let (a, b): (Vec<char>, Vec<char>) = (name.chars().collect(), head.chars().take(80).collect());
    if a.len().abs_diff(b.len()) > most || a.first() != b.first() {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        let mut left = i + 1;
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + usize::from(x != y)).min(*above + 1).min(left + 1);
            diagonal = *above;
            *above = best;
            left = best;
        }
    }
    row.last().is_some_and(|distance| *distance <= most)
}
