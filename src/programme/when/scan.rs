//! Reads a wording from left to right, piece by piece: days, times, lengths, zones; what is none of these is the place.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use regex::{Captures, Regex};

use super::clock::{Clock, Part};
use super::day::{Day, Week};
use super::pieces::{MONTH, PIECES, WEEKDAY};
use super::take_day::weekday_of;
use super::zone::Zone;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub day: Option<Day>,
    pub weekday: Option<Weekday>,
    pub which_week: Week,
    pub clock: Option<Clock>,
    pub until: Option<Clock>,
    pub part: Option<Part>,
    pub minutes: Option<u32>,
    pub zone: Option<Zone>,
    pub place: String,
    /// What stands in the way, one or two sentences.
    pub problem: Option<String>,
}

/// Words that say nothing by themselves.
static FILLER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:on|at|the|please|pls|let['’]?s|say|shall we|should we|could we|can we|can you|how about|what about|perhaps|maybe|around|about|approx|roughly|from|starting|is|ok|okay|and|meet|you|me|us|for|a|meeting|call|chat)\b|^[-–—,;:.?!()|]+").ok()
});

impl Scan {
    /// Reads a wording.
    pub(super) fn read(words: &str) -> Self {
        let mut scan = Self::default();
        let mut rest = words.trim();
        // Each round takes at least a character.
        while !rest.is_empty() {
            let taken = scan.piece(rest).or_else(|| scan.filler(rest)).unwrap_or_else(|| scan.place(rest));
            rest = rest.get(taken.max(1)..).unwrap_or_default().trim_start();
        }
        scan.place = tidy(&scan.place);
        scan
    }

    /// Takes a piece from the beginning of `rest`; says how long it is.
    fn piece(&mut self, rest: &str) -> Option<usize> {
        for (pattern, take) in PIECES.iter() {
            if let Some(found) = pattern.captures(rest)
                && take(self, &found)
            {
                return found.get(0).map(|whole| whole.end());
            }
        }
        None
    }

    /// Takes words that say nothing, where what follows them says something.
    fn filler(&self, rest: &str) -> Option<usize> {
        let end = FILLER.as_ref()?.find(rest)?.end();
        let behind = rest.get(end..)?.trim_start();
        let marks = rest.chars().next().is_some_and(|c| !c.is_alphanumeric());
        let mut trial = Self { day: self.day, weekday: self.weekday, clock: self.clock, ..Self::default() };
        let says = behind.is_empty() || trial.piece(behind).is_some() || trial.filler(behind).is_some();
        (says || marks).then_some(end)
    }

    /// Takes words that are no piece, up to where one certainly begins; they are the place.
    fn place(&mut self, rest: &str) -> usize {
        let whole = self.has_day() && self.clock.is_some();
        let mut end = rest.len();
        for (at, _) in rest.match_indices(' ').take(80) {
            let behind = rest.get(at..).unwrap_or_default().trim_start();
            if certain(behind, whole) {
                end = at;
                break;
            }
        }
        let words = rest.get(..end).unwrap_or_default();
        if !self.place.is_empty() {
            self.place.push(' ');
        }
        self.place.push_str(words.trim());
        end
    }

    pub(super) fn has_day(&self) -> bool {
        self.day.is_some() || self.weekday.is_some()
    }

    pub(super) fn day(&mut self, day: Day) -> bool {
        if self.day.is_some_and(|known| known != day) {
            self.problem("There are two days in it. Please write one; the other side can suggest another.");
        }
        self.day = Some(day);
        true
    }

    pub(super) fn weekday(&mut self, found: &Captures<'_>, group: usize, week: Week) -> bool {
        let Some(weekday) = found.get(group).and_then(|word| weekday_of(word.as_str())) else { return false };
        if self.weekday.is_some_and(|known| known != weekday) {
            self.problem("There are two days in it. Please write one; the other side can suggest another.");
        }
        self.weekday = Some(weekday);
        if week != Week::Any {
            self.which_week = week;
        }
        true
    }

    pub(super) fn clock(&mut self, clock: Option<Clock>) -> bool {
        let Some(clock) = clock else { return false };
        if self.clock.is_some_and(|known| known != clock) {
            self.problem("There are two times in it. Please write one; the other side can suggest another.");
        }
        self.clock = Some(clock);
        true
    }

    pub(super) fn minutes(&mut self, minutes: i32) -> bool {
        self.minutes = u32::try_from(minutes).ok();
        true
    }

    pub(super) fn zone(&mut self, zone: Zone) -> bool {
        self.zone = Some(zone);
        true
    }

    pub(super) fn problem(&mut self, what: &str) {
        self.problem.get_or_insert_with(|| what.to_owned());
    }
}

/// Does a piece begin here that no place has in its name? With day and time known, only a length and a choice do.
fn certain(text: &str, whole: bool) -> bool {
    static LENGTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)^\(?for\s+(?:about\s+)?(?:\d|an?\b|one|two|three|half)|^\(?\d{1,3}\s?min|^or\s").ok()
    });
    static MOMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let pattern = format!(
            r"(?i)^(?:on\s+|at\s+)?(?:\d{{4}}-\d\d|\d{{1,2}}[/]\d|\d{{1,2}}(?:st|nd|rd|th)?\s*{MONTH}\b|{MONTH}\s+\d|\d{{1,2}}[:.]\d\d|\d{{1,2}}\s?[ap]\.?m|(?:next\s+|this\s+)?{WEEKDAY}\b|tomorrow\b|today\b|noon\b)"
        );
        Regex::new(&pattern).ok()
    });
    let begins = |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|regex| regex.is_match(text));
    begins(&LENGTH) || (!whole && begins(&MOMENT))
}

/// A place without the word before it and the mark behind it.
fn tidy(place: &str) -> String {
    let plain = place.trim().trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '|'));
    let plain = plain.trim_end_matches(['.', '!', '?', ',']);
    let (first, rest) = plain.split_once(' ').unwrap_or(("", plain));
    let place = match first.to_lowercase().as_str() {
        "at" | "in" | "on" | "via" | "by" | "over" | "@" | "using" | "-" | "–" => rest,
        _ => plain,
    };
    place.trim().chars().filter(|c| !c.is_control()).take(200).collect()
}

/// A group's words; empty where it has none.
pub(super) fn text<'f>(found: &'f Captures<'_>, group: usize) -> &'f str {
    found.get(group).map_or("", |part| part.as_str())
}

/// A group's small number.
pub(super) fn digits(found: &Captures<'_>, group: usize) -> Option<i8> {
    text(found, group).parse().ok()
}
