//! Reads a calendar part, however it was written; bounded, and silent about what it cannot tell for certain.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::line::{Line, MOST_LINES, unfolded};
use super::windows;
use super::{Answer, Event, Method};
use crate::mail::address::Address;

/// How many of those invited are read.
const MOST_ATTENDEES: usize = 50;

/// The first event of a calendar part; times that name no zone are those of `zone`. `None` where there is no event with a `UID`.
pub fn read(text: &str, zone: &TimeZone) -> Option<Event> {
    let joined = unfolded(text);
    let lines: Vec<Line<'_>> = joined.lines().take(MOST_LINES).filter_map(Line::read).collect();
    let zones = Zones { default: zone, offsets: offsets(&lines) };
    let mut event = Event {
        method: Method::Other,
        uid: String::new(),
        sequence: None,
        start: None,
        end: None,
        repeats: false,
        summary: String::new(),
        location: String::new(),
        comment: String::new(),
        attendees: Vec::new(),
        by_microsoft: false,
    };
    let mut inside: Vec<String> = Vec::new();
    let mut length = None;
    for line in &lines {
        match line.name.as_str() {
            "BEGIN" if inside.len() < 20 => inside.push(line.value.trim().to_ascii_uppercase()),
            "END" => {
                let ended = inside.pop();
                if ended.as_deref() == Some("VEVENT") && !event.uid.is_empty() {
                    break;
                }
            }
            "METHOD" => event.method = method(line.value),
            "PRODID" => event.by_microsoft = line.value.to_ascii_lowercase().contains("microsoft"),
            _ if inside.last().is_some_and(|name| name == "VEVENT") => take(&mut event, line, &zones, &mut length),
            _ => {}
        }
    }
    if let (None, Some(start), Some(length)) = (event.end, event.start, length) {
        event.end = start.checked_add(length).ok();
    }
    event.end = event.end.filter(|end| event.start.is_some_and(|start| *end > start));
    (!event.uid.is_empty()).then_some(event)
}

fn method(value: &str) -> Method {
    match value.trim().to_ascii_uppercase().as_str() {
        "REQUEST" => Method::Request,
        "REPLY" => Method::Reply,
        "COUNTER" => Method::Counter,
        "CANCEL" => Method::Cancel,
        _ => Method::Other,
    }
}

/// Takes one line of an event.
fn take(event: &mut Event, line: &Line<'_>, zones: &Zones<'_>, length: &mut Option<SignedDuration>) {
    match line.name.as_str() {
        "UID" => event.uid = line.text(500),
        "SEQUENCE" => event.sequence = line.value.trim().parse().ok(),
        "DTSTART" => event.start = zones.instant(line),
        "DTEND" => event.end = zones.instant(line),
        "DURATION" => *length = duration(line.value),
        "RRULE" | "RDATE" => event.repeats = true,
        "SUMMARY" => event.summary = line.text(250),
        "LOCATION" => event.location = line.text(250),
        "COMMENT" => {
            let comment = line.text(4_000);
            if !comment.is_empty() && event.comment.len() < 8_000 {
                let between = if event.comment.is_empty() { "" } else { "\n" };
                event.comment = format!("{}{between}{comment}", event.comment);
            }
        }
        "ATTENDEE" if event.attendees.len() < MOST_ATTENDEES => {
            let value = line.value.trim();
            let bare = value.get(..7).filter(|head| head.eq_ignore_ascii_case("mailto:")).and_then(|_| value.get(7..));
            if let Some(address) = Address::parse(bare.unwrap_or(value)) {
                event.attendees.push((address, line.parameter("PARTSTAT").and_then(answer)));
            }
        }
        _ => {}
    }
}

fn answer(value: &str) -> Option<Answer> {
    match value.trim().to_ascii_uppercase().as_str() {
        "ACCEPTED" => Some(Answer::Accepted),
        "DECLINED" => Some(Answer::Declined),
        "TENTATIVE" => Some(Answer::Tentative),
        _ => None,
    }
}

/// What the zones of a part come to.
struct Zones<'z> {
    default: &'z TimeZone,
    /// Zones of the part itself that have one offset all year.
    offsets: Vec<(String, Offset)>,
}

impl Zones<'_> {
    /// The instant of a `DTSTART` or `DTEND`; `None` for whole days and zones nobody knows.
    fn instant(&self, line: &Line<'_>) -> Option<Timestamp> {
        let value = line.value.trim();
        let (local, utc) = match value.strip_suffix(['Z', 'z']) {
            Some(local) => (local, true),
            None => (value, false),
        };
        let local = date_time(local)?;
        let zone = match line.parameter("TZID") {
            _ if utc => TimeZone::UTC,
            Some(name) => self.named(name)?,
            None => self.default.clone(),
        };
        // A time that a night of the clock change shows twice is the first of the two (RFC 5545, section 3.3.5).
        local.to_zoned_datetime(zone).ok().map(|zoned| zoned.timestamp())
    }

    /// The zone of a name: of the zone database, with or without a prefix that some programs write, or of Windows.
    fn named(&self, name: &str) -> Option<TimeZone> {
        let name = name.trim();
        let plain = name.rfind('/').and_then(|last| name.get(..last)).and_then(|head| head.rfind('/'));
        let short = plain.and_then(|at| name.get(at + 1..));
        let known = [Some(name), short, windows::zone(name)].into_iter().flatten();
        // The zone database takes any text as a name; nothing longer is one.
        let mut found = known.filter(|name| name.len() < 60).filter_map(|name| TimeZone::get(name).ok());
        let own = || self.offsets.iter().find(|(known, _)| known == name).map(|(_, offset)| offset.to_time_zone());
        found.next().or_else(own)
    }
}

/// The zones that a part describes with the same offset in summer and winter: others are known by their name or not at all.
fn offsets(lines: &[Line<'_>]) -> Vec<(String, Offset)> {
    let mut found: Vec<(String, Offset)> = Vec::new();
    let mut name = None;
    let mut seen: Vec<Offset> = Vec::new();
    for line in lines {
        match (line.name.as_str(), line.value.trim()) {
            ("BEGIN", "VTIMEZONE") => {
                name = None;
                seen.clear();
            }
            ("TZID", value) => name = Some(value.to_owned()),
            ("TZOFFSETTO", value) => seen.extend(offset(value)),
            ("END", "VTIMEZONE") if found.len() < 20 => {
                let first = seen.first().copied();
                if let (Some(name), Some(first)) = (name.take(), first)
                    && seen.iter().all(|other| *other == first)
                {
                    found.push((name, first));
                }
            }
            _ => {}
        }
    }
    found
}

fn offset(value: &str) -> Option<Offset> {
    let (sign, digits) = match value.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let part = |range| digits.get(range).and_then(|text: &str| text.parse::<i32>().ok());
    let seconds = part(0..2)? * 3600 + part(2..4)? * 60;
    Offset::from_seconds(sign * seconds).ok()
}

/// `20261203T150000`; a date alone is a whole day, which is no time for a meeting.
fn date_time(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(['T', 't'])?;
    let plain = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if !plain(date, 8) || !(plain(time, 6) || plain(time, 4)) {
        return None;
    }
    let number = |text: &str, from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<i8>().ok());
    let date = Date::new(date.get(..4)?.parse().ok()?, number(date, 4, 6)?, number(date, 6, 8)?).ok()?;
    let second = number(time, 4, 6).unwrap_or(0).min(59);
    Some(date.to_datetime(Time::new(number(time, 0, 2)?, number(time, 2, 4)?, second, 0).ok()?))
}

/// `PT1H30M`, `P1D`, at most a week.
fn duration(value: &str) -> Option<SignedDuration> {
    let rest = value.trim().trim_start_matches('+').strip_prefix('P')?;
    let mut seconds = 0i64;
    let mut number = String::new();
    for c in rest.chars().take(30) {
        let unit = match c {
            'T' => continue,
            'W' => 604_800,
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            '0'..='9' if number.len() < 6 => {
                number.push(c);
                continue;
            }
            _ => return None,
        };
        seconds = seconds.saturating_add(number.parse::<i64>().ok()?.saturating_mul(unit));
        number.clear();
    }
    (1..=604_800).contains(&seconds).then(|| SignedDuration::from_secs(seconds))
}
