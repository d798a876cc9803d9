//! A moment in the words people use ("Thursday 3 December, 3 pm Berlin time, for 45 minutes at the library"), read without guessing:
//! what could mean two things, or cannot be, is handed back with what was understood.

mod clock;
mod day;
mod pieces;
mod scan;
mod take_clock;
mod take_day;
mod take_rest;
#[cfg(test)]
mod tests;
mod zone;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan, ZonedDateTime};

use clock::Clock;
use scan::Scan;
pub use zone::{Zone, zone_of};

/// How long a meeting is that does not say.
pub const USUAL_MINUTES: u32 = 60;
/// The longest wording that is read, in bytes: a longer one is prose.
const LONGEST: usize = 400;
/// The shortest and the longest meeting, in minutes.
const MINUTES: std::ops::RangeInclusive<u32> = 5..=8 * 60;

/// A moment that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// When it begins.
    pub at: Timestamp,
    /// How long it is.
    pub minutes: u32,
    /// Where: a place, a link, or nothing.
    pub place: String,
    /// The zone that the words name; `None` where they name none.
    pub zone: Option<Zone>,
}

/// Words that do not name one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// What was understood, one sentence; empty where nothing was.
    pub understood: String,
    /// What is not clear, one or two sentences.
    pub question: String,
    /// What may have been meant, each as it would be written.
    pub options: Vec<String>,
}

/// Reads the words behind `MEET`, said at `now` by somebody whose clock shows `zone`.
pub fn read(words: &str, now: Timestamp, zone: &Zone) -> Result<When, Unclear> {
    let words = words.trim();
    if words.len() > LONGEST {
        return Err(unclear("", "That is too long to find a day and a time in it."));
    }
    let scan = Scan::read(words);
    let here = scan.zone.clone().unwrap_or_else(|| zone.clone());
    let today = now.to_zoned_datetime(here.tz());
    let reading = Reading { scan, zone: here, now, today };
    reading.when()
}

/// Is there a day or a time of day in these words at all?
pub fn names_a_moment(words: &str) -> bool {
    words.len() <= LONGEST && {
        let scan = Scan::read(words.trim());
        scan.day.is_some() || scan.weekday.is_some() || scan.clock.is_some()
    }
}

/// A moment as [`read`] takes it, for a button.
pub fn as_words(when: &When, zone: &Zone) -> String {
    let local = when.at.to_zoned_datetime(zone.tz());
    written(local.date(), local.time(), when.zone.as_ref(), when.minutes, &when.place)
}

/// A moment as people read it: "Thursday 3 December 2026 at 15:00 (London time)".
pub fn shown(at: Timestamp, zone: &Zone) -> String {
    let local = at.to_zoned_datetime(zone.tz());
    format!("{} at {} ({})", day_shown(local.date()), local.strftime("%H:%M"), zone.label())
}

/// A day as people read it.
fn day_shown(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// A length as people read it.
pub fn length_shown(minutes: u32) -> String {
    let hours = match minutes / 60 {
        0 => String::new(),
        1 => "1 hour".to_owned(),
        n => format!("{n} hours"),
    };
    match (minutes % 60, hours.is_empty()) {
        (0, false) => hours,
        (n, true) => format!("{n} minutes"),
        (n, false) => format!("{hours} {n} minutes"),
    }
}

fn written(date: Date, time: Time, zone: Option<&Zone>, minutes: u32, place: &str) -> String {
    let mut words = format!("{} {}", date.strftime("%Y-%m-%d"), time.strftime("%H:%M"));
    if let Some(zone) = zone {
        words.push_str(&format!(" {}", zone.name()));
    }
    if minutes != USUAL_MINUTES {
        words.push_str(&format!(" for {minutes} minutes"));
    }
    if !place.is_empty() {
        words.push_str(&format!(" at {place}"));
    }
    words
}

fn unclear(understood: &str, question: &str) -> Unclear {
    Unclear { understood: understood.to_owned(), question: question.to_owned(), options: Vec::new() }
}

/// What the words say, and from where they are said.
struct Reading {
    scan: Scan,
    zone: Zone,
    now: Timestamp,
    /// Now, where the writer is.
    today: ZonedDateTime,
}

impl Reading {
    fn when(self) -> Result<When, Unclear> {
        let days = self.days();
        let known = self.understood(&days);
        if let Some(problem) = &self.scan.problem {
            return Err(unclear(&known, problem));
        }
        if days.is_empty() {
            let question = match self.scan.clock {
                Some(_) => "On which day?",
                None => "There is no day and no time in it that I can read.",
            };
            return Err(unclear(&known, question));
        }
        let Some(clock) = self.scan.clock else {
            return Err(unclear(&known, "At what time of the day?"));
        };
        self.check_weekday(&days, &known)?;
        let times = clock.times(self.scan.part);
        let [date] = days.as_slice() else {
            let question = format!("Which of the two do you mean: {}?", either(days.iter().map(|d| day_shown(*d))));
            return Err(self.asked(&known, question, &days, &times));
        };
        let [time] = times.as_slice() else {
            let question = format!("Is that {}?", either(times.iter().map(|t| t.strftime("%H:%M").to_string())));
            return Err(self.asked(&known, question, &days, &times));
        };
        let minutes = self.minutes(*time, &known)?;
        let at = self.instant(date.to_datetime(*time), &known)?;
        self.check_distance(at, &known)?;
        let zone = self.scan.zone.clone();
        Ok(When { at, minutes, place: self.scan.place.clone(), zone })
    }

    /// The days that may be meant: none, one, or the two that "next Tuesday" can be.
    fn days(&self) -> Vec<Date> {
        let date = self.today.date();
        match (self.scan.day, self.scan.weekday) {
            (Some(day), _) => day.dates(date, self.scan.weekday),
            (None, Some(weekday)) => day::of_weekday(weekday, self.scan.which_week, date),
            (None, None) => Vec::new(),
        }
    }

    /// What is certain so far, one sentence.
    fn understood(&self, days: &[Date]) -> String {
        let day = match days {
            [day] => Some(day_shown(*day)),
            _ => None,
        };
        let time = self.scan.clock.map(Clock::shown);
        match (day, time) {
            (Some(day), Some(time)) => format!("I have read {day}, {time}."),
            (Some(day), None) => format!("I have read {day}."),
            (None, Some(time)) => format!("I have read {time}."),
            (None, None) => String::new(),
        }
    }

    /// A day of the week beside a date must be that day's.
    fn check_weekday(&self, days: &[Date], known: &str) -> Result<(), Unclear> {
        let (Some(weekday), Some(_), [date]) = (self.scan.weekday, self.scan.day, days) else { return Ok(()) };
        if date.weekday() == weekday {
            return Ok(());
        }
        let shown = date.strftime("%-d %B %Y is a %A");
        let question = format!("{shown}, not a {}. Which is right, the date or the day of the week?", name_of(weekday));
        Err(unclear(known, &question))
    }

    fn minutes(&self, time: Time, known: &str) -> Result<u32, Unclear> {
        let by_end = self.scan.until.map(|until| {
            let end = until.after(time);
            let span = end.duration_since(time).as_secs() / 60;
            u32::try_from(span).unwrap_or(0)
        });
        let minutes = self.scan.minutes.or(by_end).unwrap_or(USUAL_MINUTES);
        if MINUTES.contains(&minutes) {
            return Ok(minutes);
        }
        Err(unclear(known, "A meeting here takes between 5 minutes and 8 hours. How long should it be?"))
    }

    /// The instant at which a clock shows this, there; on the nights of the clock change, not every time is shown once.
    fn instant(&self, local: DateTime, known: &str) -> Result<Timestamp, Unclear> {
        let zone = self.zone.tz();
        let ambiguous = zone.to_ambiguous_timestamp(local);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {
                ambiguous.compatible().map_err(|_| unclear(known, "That is further away than any calendar goes."))
            }
            AmbiguousOffset::Gap { .. } => {
                let question = format!(
                    "{} does not exist on that day ({}): the clocks go forward. Which time do you mean?",
                    local.strftime("%H:%M"),
                    self.zone.label()
                );
                Err(unclear(known, &question))
            }
            AmbiguousOffset::Fold { before, after } => {
                let question = format!(
                    "{} comes twice on that day ({}), as the clocks go back. Which of the two?",
                    local.strftime("%H:%M"),
                    self.zone.label()
                );
                let minutes = self.scan.minutes.unwrap_or(USUAL_MINUTES);
                let options = [before, after].map(|offset| {
                    let fixed = Zone::fixed(offset);
                    written(local.date(), local.time(), Some(&fixed), minutes, &self.scan.place)
                });
                Err(Unclear { options: options.to_vec(), ..unclear(known, &question) })
            }
        }
    }

    /// A meeting is ahead, and not years away.
    fn check_distance(&self, at: Timestamp, known: &str) -> Result<(), Unclear> {
        let shown = shown(at, &self.zone);
        if at <= self.now {
            return Err(unclear(known, &format!("{shown} is in the past. When do you mean?")));
        }
        let limit = self.today.checked_add(13.months()).map_or(Timestamp::MAX, |limit| limit.timestamp());
        if at > limit {
            return Err(unclear(known, &format!("{shown} is more than a year away. Is the year right?")));
        }
        Ok(())
    }

    /// A question with everything that may be meant and is still ahead, as buttons.
    fn asked(&self, known: &str, question: String, days: &[Date], times: &[Time]) -> Unclear {
        let minutes = self.scan.minutes.unwrap_or(USUAL_MINUTES);
        let pairs = days.iter().flat_map(|date| times.iter().map(move |time| (*date, *time)));
        let ahead = pairs.filter(|(date, time)| date.to_datetime(*time) > self.today.datetime());
        let options = ahead.map(|(date, time)| written(date, time, self.scan.zone.as_ref(), minutes, &self.scan.place));
        Unclear { options: options.take(4).collect(), ..unclear(known, &question) }
    }
}

/// "a or b".
fn either(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" or ")
}

fn name_of(weekday: jiff::civil::Weekday) -> &'static str {
    use jiff::civil::Weekday as W;
    match weekday {
        W::Monday => "Monday",
        W::Tuesday => "Tuesday",
        W::Wednesday => "Wednesday",
        W::Thursday => "Thursday",
        W::Friday => "Friday",
        W::Saturday => "Saturday",
        W::Sunday => "Sunday",
    }
}

/// The zone in which the programme's days begin, as a [`Zone`].
pub fn zone_of_programme(tz: &TimeZone) -> Zone {
    Zone::of_tz(tz)
}
