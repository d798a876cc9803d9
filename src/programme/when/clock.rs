//! Times of the day in the words people use.

use jiff::civil::Time;

/// A time as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub hour: i8,
    pub minute: i8,
    /// Is it certain which half of the day it is in?
    pub certain: bool,
}

/// A part of the day, which tells three in the afternoon from three in the morning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
}

impl Clock {
    /// The times it may be: one, or that of either half of the day.
    pub(super) fn times(self, part: Option<Part>) -> Vec<Time> {
        let time = |hour: i8| Time::new(hour, self.minute, 0, 0).ok();
        let hours = match (self.certain, part) {
            (true, _) => vec![self.hour],
            (false, Some(Part::Morning)) => vec![self.hour % 12],
            (false, Some(Part::Afternoon | Part::Evening)) => vec![self.hour % 12 + 12],
            (false, None) => vec![self.hour % 12, self.hour % 12 + 12],
        };
        hours.into_iter().filter_map(time).collect()
    }

    /// The first time it may be that is later than `start`; for the end of a span.
    pub(super) fn after(self, start: Time) -> Time {
        let later = |time: &Time| *time > start;
        self.times(None).into_iter().find(later).unwrap_or(start)
    }

    /// "15:00", or "3 o'clock" where the half of the day is open.
    pub(super) fn shown(self) -> String {
        match (self.certain, self.minute) {
            (true, _) => format!("{:02}:{:02}", self.hour, self.minute),
            (false, 0) => format!("{} o’clock", self.hour),
            (false, _) => format!("{}:{:02}", self.hour, self.minute),
        }
    }

    /// From an hour, minutes, and whether it is said to be in the morning or afternoon; `None` for what no clock shows.
    pub(super) fn new(hour: i8, minute: Option<i8>, half: Option<Half>, leading_zero: bool) -> Option<Self> {
        let minutes = minute.unwrap_or(0);
        if !(0..=59).contains(&minutes) || !(0..=23).contains(&hour) {
            return None;
        }
        let certain = |hour| Some(Self { hour, minute: minutes, certain: true });
        match half {
            Some(Half::Am) if (1..=12).contains(&hour) => certain(hour % 12),
            Some(Half::Pm) if (1..=12).contains(&hour) => certain(hour % 12 + 12),
            // "15:00 pm" says the same twice; "15 am" nothing.
            Some(Half::Pm) if hour > 12 => certain(hour),
            Some(_) => None,
            // Written with minutes, the clock of 24 hours is meant, but for the hours at which nobody meets at night.
            None if hour == 0 || hour >= 12 || leading_zero => certain(hour),
            None if minute.is_some() && hour >= 8 => certain(hour),
            None => Some(Self { hour, minute: minutes, certain: false }),
        }
    }
}

/// a.m. or p.m.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
}

impl Half {
    pub(super) fn of(word: &str) -> Option<Self> {
        match word.chars().next() {
            Some('a' | 'A') => Some(Self::Am),
            Some('p' | 'P') => Some(Self::Pm),
            _ => None,
        }
    }
}

/// The number that a word or digits stand for, up to twelve in words.
pub(super) fn number(word: &str) -> Option<i32> {
    const WORDS: &[&str] =
        &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let folded = word.trim().to_lowercase();
    if matches!(folded.as_str(), "a" | "an") {
        return Some(1);
    }
    let named = (1..).zip(WORDS).find(|(_, name)| **name == folded).map(|(n, _)| n);
    named.or_else(|| (folded.len() <= 4).then(|| folded.parse().ok()).flatten())
}
