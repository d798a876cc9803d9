//! Quiet hours and days: when the clock writes to nobody but staff.
//!
//! Quiet time is kept at one place, where the moments that have come are looked at (`service/due.rs`): a moment of a kind that
//! [`waits`] is simply looked at when the quiet time is over, and then decided about as things stand *then*. So a rule need not
//! know of quiet hours at all, nobody is reminded in the morning of what they answered at night, and no letter that was written
//! at night holds up another of its conversation. What answers a mail or passes words on is no [`Due`] and never waits.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;

use super::event::Due;
use super::policy::Policy;

/// From when until when a day is quiet (`["21:00", "07:30"]`, in the programme's time zone); `[]` is never.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(try_from = "Vec<String>")]
pub struct QuietHours(Option<(Time, Time)>);

/// The days that are quiet from midnight to midnight (`["Sunday"]`).
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(try_from = "Vec<String>")]
pub struct QuietWeekdays(Vec<Weekday>);

impl TryFrom<Vec<String>> for QuietHours {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        let time = |word: &String| {
            let time = word.contains(':').then(|| word.trim().parse::<Time>().ok()).flatten();
            time.ok_or_else(|| format!("quiet_hours: {word:?} is not a time of day, such as \"21:00\""))
        };
        match words.as_slice() {
            [] => Ok(Self(None)),
            [from, until] => match (time(from)?, time(until)?) {
                (from, until) if from == until => Err("quiet_hours: the two times must differ".to_owned()),
                both => Ok(Self(Some(both))),
            },
            _ => Err("quiet_hours: wants two times, such as [\"21:00\", \"07:30\"], or none".to_owned()),
        }
    }
}

impl TryFrom<Vec<String>> for QuietWeekdays {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        let mut days = Vec::new();
        for word in words {
            let day =
                weekday(&word).ok_or_else(|| format!("quiet_weekdays: {word:?} is not a day, such as \"Sunday\""))?;
            if !days.contains(&day) {
                days.push(day);
            }
        }
        if days.len() == 7 {
            return Err("quiet_weekdays: at least one day of the week must be left".to_owned());
        }
        Ok(Self(days))
    }
}

/// The day of the week that a name or its first three letters mean.
pub fn weekday(name: &str) -> Option<Weekday> {
    match name.trim().to_lowercase().get(..3)? {
        "mon" => Some(Weekday::Monday),
        "tue" => Some(Weekday::Tuesday),
        "wed" => Some(Weekday::Wednesday),
        "thu" => Some(Weekday::Thursday),
        "fri" => Some(Weekday::Friday),
        "sat" => Some(Weekday::Saturday),
        "sun" => Some(Weekday::Sunday),
        _ => None,
    }
}

/// Does a moment of this kind wait for the end of quiet time?
///
/// To be answered anew for each kind: what is bound to an hour of its own, or goes to staff alone, does not wait.
pub fn waits(due: Due) -> bool {
    match due {
        Due::Request(_) | Due::Mentorship(_) | Due::Person(_) | Due::Question(_) => true,
        // A reminder belongs to so many hours before its meeting, at night as well.
        Due::Meeting(_) | Due::Digest(_) => false,
    }
}

/// When the clock may write to participants again; `None` where it may now.
pub fn until(policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    let quiet = Quiet { hours: policy.rules.quiet_hours.0, days: &policy.rules.quiet_weekdays.0 };
    quiet.until(&policy.timezone, now)
}

/// The two settings together.
struct Quiet<'a> {
    hours: Option<(Time, Time)>,
    days: &'a [Weekday],
}

impl Quiet<'_> {
    fn until(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let mut local = now.to_zoned_datetime(zone.clone()).datetime();
        let mut end = None;
        // The end of one quiet time may lie in another: a night before a quiet day, and the early morning after it.
        for _ in 0..16 {
            local = match self.end_at(local) {
                Some(later) => later,
                None => break,
            };
            end = instant(local, zone, now);
        }
        end
    }

    /// The end of the quiet time that a moment of the zone's own clocks lies in.
    fn end_at(&self, local: DateTime) -> Option<DateTime> {
        let tomorrow = |date: Date| date.checked_add(1.day()).ok();
        if self.days.contains(&local.date().weekday()) {
            return tomorrow(local.date()).map(|date| date.to_datetime(Time::midnight()));
        }
        let (from, until) = self.hours?;
        let time = local.time();
        let over_midnight = from > until;
        let quiet = if over_midnight { time >= from || time < until } else { time >= from && time < until };
        let date = if over_midnight && time >= from { tomorrow(local.date())? } else { local.date() };
        quiet.then(|| date.to_datetime(until))
    }
}

/// The first instant after `now` at which the zone's clocks show `local`; where they skip it, the instant they do so.
///
/// In the autumn they show an hour twice, and the first of the two may be over already.
fn instant(local: DateTime, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    [ambiguous.compatible(), ambiguous.later()].into_iter().flatten().find(|at| *at > now)
}
