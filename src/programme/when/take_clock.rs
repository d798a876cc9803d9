//! Times of the day, as the pieces of a wording name them.

use regex::Captures;

use super::clock::{Clock, Half, Part, number};
use super::scan::{Scan, digits, text};
use super::zone::Zone;

pub(super) fn part_of(word: &str) -> Option<Part> {
    match word.to_lowercase().as_str() {
        "morning" => Some(Part::Morning),
        "afternoon" | "lunchtime" | "lunch time" => Some(Part::Afternoon),
        "evening" | "night" | "tonight" => Some(Part::Evening),
        _ => None,
    }
}

pub(super) fn part(scan: &mut Scan, found: &Captures<'_>) -> bool {
    scan.part = part_of(text(found, 1));
    true
}

pub(super) fn hour_of(word: &str) -> Option<i8> {
    number(word).and_then(|n| i8::try_from(n).ok())
}

pub(super) fn note_part(scan: &mut Scan, word: &str) {
    if let Some(part) = part_of(word) {
        scan.part = Some(part);
    }
}

pub(super) fn half_past(scan: &mut Scan, found: &Captures<'_>) -> bool {
    note_part(scan, text(found, 3));
    let clock = hour_of(text(found, 1)).and_then(|hour| Clock::new(hour, None, Half::of(text(found, 2)), false));
    scan.clock(clock.map(|clock| Clock { minute: 30, ..clock }))
}

pub(super) fn quarter(scan: &mut Scan, found: &Captures<'_>) -> bool {
    note_part(scan, text(found, 4));
    let to = text(found, 1).eq_ignore_ascii_case("to");
    let clock = hour_of(text(found, 2)).and_then(|hour| Clock::new(hour, None, Half::of(text(found, 3)), false));
    scan.clock(clock.map(|clock| match to {
        true if clock.hour <= 1 => Clock { hour: if clock.certain { 0 } else { 12 }, minute: 45, ..clock },
        true => Clock { hour: clock.hour - 1, minute: 45, ..clock },
        false => Clock { minute: 15, ..clock },
    }))
}

/// "3-4pm", "15:00 to 16:30": the half of the day that the end names is the beginning's too, unless it would end before it begins.
pub(super) fn span(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let written = |group: usize| text(found, group).len() == 2 && text(found, group).starts_with('0');
    let minute = |a: usize| digits(found, a).or_else(|| digits(found, a + 1));
    let (first, last) = (Half::of(text(found, 4)), Half::of(text(found, 9)));
    let bare = minute(2).is_none() && minute(7).is_none() && first.is_none() && last.is_none();
    let hyphen = text(found, 5).starts_with(['-', '–', '—']);
    if bare && (!scan.has_day() || text(found, 5).eq_ignore_ascii_case("and")) && hyphen {
        return false;
    }
    let (Some(from), Some(to)) = (digits(found, 1), digits(found, 6)) else { return false };
    let end = Clock::new(to, minute(7), last, written(6));
    let with = |half| Clock::new(from, minute(2), half, written(1));
    let same_half = from % 12 < to % 12 || (from == to);
    let begin = match (first, last) {
        (Some(half), _) => with(Some(half)),
        (None, Some(half)) if same_half => with(Some(half)),
        (None, Some(Half::Pm)) => with(Some(Half::Am)),
        (None, _) => with(None),
    };
    let (Some(begin), Some(end)) = (begin, end) else { return false };
    scan.until = Some(end);
    scan.clock(Some(begin))
}

pub(super) fn twelve_hours(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let (Some(hour), minute) = (digits(found, 1), digits(found, 2).or_else(|| digits(found, 3))) else { return false };
    let half = Half::of(text(found, 4));
    match Clock::new(hour, minute, half, false) {
        Some(clock) => scan.clock(Some(clock)),
        None => {
            scan.problem("No clock shows that time. What time do you mean?");
            true
        }
    }
}

/// "15:00", "15.30", "15h", "at 3", "3 o'clock": a bare number is a time only behind "at" or before "o'clock".
pub(super) fn plain_time(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let minute = digits(found, 3).or_else(|| digits(found, 4));
    let whole = text(found, 0).to_lowercase();
    let h = minute.is_none()
        && whole.contains('h')
        && found
            .get(2)
            .is_some_and(|hour| whole.get(hour.end()..).is_some_and(|behind| behind.trim_start().starts_with('h')));
    let marked = found.get(1).is_some() || found.get(5).is_some() || found.get(6).is_some();
    if minute.is_none() && !h && !(marked && (scan.clock.is_none())) {
        return false;
    }
    let Some(hour) = digits(found, 2) else { return false };
    let zero = text(found, 2).starts_with('0') && text(found, 2).len() == 2 && minute.is_some();
    note_part(scan, text(found, 6));
    match Clock::new(hour, minute.or(h.then_some(0)), None, zero) {
        Some(clock) => scan.clock(Some(clock)),
        None => {
            scan.problem("No clock shows that time. What time do you mean?");
            true
        }
    }
}

pub(super) fn four_digits(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let marked = found.get(1).is_some() || found.get(4).is_some() || (scan.has_day() && scan.clock.is_none());
    if !marked {
        return false;
    }
    let clock = digits(found, 2).and_then(|hour| Clock::new(hour, digits(found, 3), None, true));
    scan.clock(clock)
}

pub(super) fn named_hour(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let (minutes, marked) = (text(found, 2).to_lowercase(), [2, 3, 4, 5].iter().any(|g| found.get(*g).is_some()));
    let at = text(found, 0).to_lowercase().starts_with("at");
    if !marked && !at {
        return false;
    }
    let minute = match minutes.as_str() {
        "" => 0,
        "fifteen" => 15,
        "thirty" => 30,
        _ => 45,
    };
    note_part(scan, text(found, 5));
    let clock = hour_of(text(found, 1)).and_then(|hour| Clock::new(hour, None, Half::of(text(found, 4)), false));
    scan.clock(clock.map(|clock| Clock { minute, ..clock }))
}

pub(super) fn noon(scan: &mut Scan, found: &Captures<'_>) -> bool {
    if text(found, 1).eq_ignore_ascii_case("midnight") {
        scan.problem("Midnight can be the beginning or the end of a day. Please write the time in numbers.");
        return true;
    }
    scan.clock(Some(Clock { hour: 12, minute: 0, certain: true }))
}

pub(super) fn in_utc(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let clock = digits(found, 1).and_then(|hour| Clock::new(hour, digits(found, 2), None, true));
    scan.clock(clock) && scan.zone(Zone::fixed(jiff::tz::Offset::UTC))
}
