//! One line of a mail body, read once: its quote depth, its cleaned words and what they look like.

use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::Regex;

use super::words;

/// Lines longer than this are text by rule: no program writes an attribution or a label of that length.
const MAX_READ: usize = 600;

/// What a line looks like; it is found once, where it is asked for, so that windows of lines only combine flags and nobody looks at
/// what stands below the cut.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looks {
    /// A calendar date, or enough of one: a year, a numeric date, a month with a day.
    pub(super) date: bool,
    /// A time of day.
    pub(super) time: bool,
    /// An email address.
    pub(super) address: bool,
    /// An email address in brackets.
    pub(super) bracketed: bool,
    /// A verb of writing.
    pub(super) verb: bool,
    /// A verb that needs an address beside it ("sent").
    pub(super) weak_verb: bool,
    /// Ends with a colon, of any script.
    pub(super) colon: bool,
    /// Begins as attributions begin: an opening word, a date, a quotation mark.
    pub(super) opens: bool,
    /// Ends with a verb of writing, dashes aside.
    pub(super) ends_verb: bool,
    /// Wrapped in dashes.
    pub(super) dashed: bool,
}

/// One line, read.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// As it came, without its line break.
    pub(super) raw: &'a str,
    /// How many quote marks it begins with.
    pub(super) depth: usize,
    /// Its words: quote marks, bidi marks, emphasis around it and outer space removed, case kept. Empty for over-long lines.
    pub(super) clean: String,
    /// `clean` in lower case.
    pub(super) lower: String,
    looks: OnceCell<Looks>,
    /// Nothing but space (quote marks aside).
    pub(super) blank: bool,
    /// Stands inside a code fence, where nothing is history or signature.
    pub(super) fenced: bool,
}

static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\d{1,2}\s?[:：٫h]\s?\d\d(?:\D|$)|(?:^|[\s,])\d{1,2}\.\d\d(?:\.\d\d)?(?:[\s,:;)]|$)|\d{1,2}\s?[時时点點시]|\d\s?[ap]\.?m\b").ok()
});
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\D)(?:19|20|25)\d\d(?:\D|$)|\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d\s?[月월]\s?\d").ok()
});
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"[^\s<>()\[\]",;:@]@[^\s<>()\[\]",;:@]+\.[^\s<>()\[\]",;:@]"#).ok());

pub(super) fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|re| re.is_match(text))
}

/// Is `c` invisible: a direction mark, a zero-width character, a soft hyphen, Streak's tracking letter?
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{1427}')
}

/// Digits of other scripts as the ones that everything here looks for.
fn western(c: char) -> char {
    if c.is_ascii() || !c.is_numeric() {
        return c;
    }
    // The zeros of Arabic, Persian, the scripts of India, Thai, Lao, Burmese, Khmer, and the full-width one.
    const ZEROS: [u32; 16] = [
        0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0x1040, 0x17e0,
        0xff10,
    ];
    let digit = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|digit| *digit < 10));
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

impl<'a> Line<'a> {
    /// Reads one line.
    pub(super) fn read(raw: &'a str) -> Self {
        let (depth, rest) = quote_marks(raw);
        if rest.len() > MAX_READ * 4 {
            let blank = rest.chars().all(|c| c.is_whitespace() || invisible(c));
            return Self {
                raw,
                depth,
                clean: String::new(),
                lower: String::new(),
                looks: OnceCell::new(),
                blank,
                fenced: false,
            };
        }
        let (clean, lower) = words_of(rest);
        Self { raw, depth, blank: clean.is_empty(), clean, lower, looks: OnceCell::new(), fenced: false }
    }

    /// What it looks like.
    pub(super) fn looks(&self) -> Looks {
        let look = || if self.lower.is_empty() { Looks::default() } else { Looks::of(&self.lower) };
        *self.looks.get_or_init(look)
    }

    /// Number of words.
    pub(super) fn words(&self) -> usize {
        self.clean.split_whitespace().count()
    }
}

/// A line without what cannot be seen, as it is and in lower case.
fn words_of(rest: &str) -> (String, String) {
    let rest = rest.trim();
    if rest.is_ascii() {
        let clean = rest.bytes().map(|byte| if matches!(byte, b'\t'..=b'\r') { b' ' } else { byte }).collect();
        let clean = String::from_utf8(clean).unwrap_or_default();
        let lower = clean.to_ascii_lowercase();
        return (clean, lower);
    }
    let visible: String =
        rest.chars().filter(|c| !invisible(*c)).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let clean = visible.trim().to_owned();
    // The Turkish dotted capital leaves a combining dot behind.
    let lower = clean.to_lowercase().chars().filter(|c| *c != '\u{307}').map(western).collect();
    (clean, lower)
}

/// How many quote marks a line begins with, and what follows them.
fn quote_marks(raw: &str) -> (usize, &str) {
    let mut depth = 0;
    let mut rest = raw;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        // More than a few spaces before the first mark is somebody's indented text, not a quote.
        if depth == 0 && rest.len() - trimmed.len() > 3 {
            return (0, raw);
        }
        match trimmed.strip_prefix('>') {
            Some(after) => {
                depth += 1;
                rest = after;
            }
            None if depth == 0 => return (0, raw),
            None => return (depth, rest),
        }
    }
}

impl Looks {
    fn of(lower: &str) -> Self {
        if lower.len() > MAX_READ {
            return Self::default();
        }
        let mut looks = Self::default();
        let bare = lower.trim_matches(['*', '_', ' ', '"', '“', '”', '>']).trim();
        let undashed = bare.trim_matches(['-', '—', '–', '=', ' ', '*']);
        looks.dashed = bare.starts_with("--") && (bare.ends_with("--") || bare.ends_with("--:"));
        looks.colon = bare.ends_with([':', '：', '﹕', '՝', '։']);
        let mut last = "";
        let mut first = "";
        let (mut named, mut short_number) = (false, false);
        for word in undashed
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '\u{301}' | '\u{307}')))
            .filter(|w| !w.is_empty())
        {
            if first.is_empty() {
                first = word;
            }
            last = word;
            let senses = words::senses(word);
            looks.verb |= senses.verb;
            looks.weak_verb |= senses.weak_verb;
            named |= senses.calendar;
            short_number |= word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
        }
        looks.verb |= words::has_verb_part(lower);
        looks.ends_verb = words::senses(last).verb;
        // Both patterns want a digit.
        let numbered = lower.bytes().any(|b| b.is_ascii_digit());
        looks.date = (named && short_number) || numbered && matches(&DATE, lower);
        looks.time = numbered && matches(&TIME, lower);
        looks.address = lower.contains('@') && matches(&ADDRESS, lower);
        looks.bracketed = looks.address && (lower.contains(['<', '(', '[']) || lower.contains("&lt;"))
            || bare.ends_with(">:")
            || bare.ends_with("):");
        let begins = words::senses(first);
        looks.opens = begins.opening || begins.calendar || first.starts_with(|c: char| c.is_numeric()) || looks.dashed;
        looks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_white_space_is_a_space() {
        for (raw, clean) in [
            ("Yes\tplease\u{b}all\u{c}of it\r", "Yes please all of it"),
            // The same where there is more than ASCII.
            ("Ja\tgern\u{b}für\u{c}alle\u{a0}drei\r", "Ja gern für alle drei"),
        ] {
            assert_eq!(Line::read(raw).clean, clean);
        }
    }
}
