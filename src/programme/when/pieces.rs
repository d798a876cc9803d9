//! The kinds of pieces that a wording is made of, each as the pattern it begins with and what is taken from it.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::day::{Day, Week};
use super::scan::Scan;
use super::take_clock::{
    four_digits, half_past, in_utc, named_hour, noon, part, plain_time, quarter, span, twelve_hours,
};
use super::take_day::{ahead, day_month, iso, month_day, numeric_date, of_month, today};
use super::take_rest::{
    abbreviation, half_hour, hour_and_half, hours, hours_and_half, minutes, named_zone, offset, or, own_time,
    three_quarters,
};
use super::zone::Zone;

/// How a piece is taken in; false where it does not fit after all and the next kind is tried.
pub(super) type Take = fn(&mut Scan, &Captures<'_>) -> bool;

pub(super) const MONTH: &str = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
pub(super) const WEEKDAY: &str =
    "(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)";
const HALF: &str = r"([ap]\.?\s?m\b\.?)";
const COUNT: &str = r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)";
const HOUR: &str = "(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d{1,2})";
const PART: &str = r"(?:\s*,?\s+(?:in the |this )?(morning|afternoon|evening))?";

/// The kinds of pieces, in the order in which they are tried.
pub(super) static PIECES: LazyLock<Vec<(Regex, Take)>> = LazyLock::new(|| {
    let numeric = r"(\d{1,2})([/.-])(\d{1,2})(?:[/.-]\s?(\d{4})\b|[/.-](\d{2})\b|(\.))?";
    let time = r"(\d{1,2})(?:[:.](\d{2})|\s?h\s?(\d{2})?)?";
    let list: Vec<(String, Take)> = vec![
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T\b|T|\b)".to_owned(), iso),
        (
            format!(r"(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s.-]*{MONTH}\b\.?,?(?:[\s-]*(20\d\d)\b)?"),
            day_month,
        ),
        (format!(r"{MONTH}\.?\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?(?:(?:,\s*|\s+)(20\d\d))?\b"), month_day),
        (format!(r"(?:at\s+)?(?:half|half\s+past)\s+{HOUR}\b\s*{HALF}?{PART}"), half_past),
        (format!(r"(?:at\s+)?(?:a\s+)?quarter\s+(past|to)\s+{HOUR}\b\s*{HALF}?{PART}"), quarter),
        (format!(r"\(?(?:for\s+)?(?:about\s+)?{COUNT}\s?(?:hours?|hrs?)\s+and\s+a\s+half\)?"), hour_and_half),
        (r"\(?(?:for\s+)?(?:about\s+)?(?:half\s+an\s+hour|½\s*h(?:our)?|a\s+half\s+hour)\)?".to_owned(), half_hour),
        (r"\(?(?:for\s+)?(?:about\s+)?three\s+quarters\s+of\s+an\s+hour\)?".to_owned(), three_quarters),
        (format!(r"\(?(?:for\s+)?(?:about\s+)?{COUNT}\s?-?(?:minutes?|mins?|m|['’′])(?:\b|\)|\s|$)\)?"), minutes),
        (r"\(?(?:for\s+)?(?:about\s+)?(\d)[.,]5\s?(?:hours?|hrs?|h)\b\)?".to_owned(), hours_and_half),
        (
            format!(
                r"\(?for\s+(?:about\s+)?{COUNT}\s?(?:(?:hours?|hrs?|h)\b\s?(?:(?:and\s+)?(\d{{1,2}})\s?(?:minutes?|mins?|m)?\b)?|h(\d\d)\b)\)?"
            ),
            hours,
        ),
        (format!(r"\(?{COUNT}\s?(?:hours?|hrs?)\b\)?"), hours),
        (
            format!(
                r"(?:from\s+|between\s+|at\s+)?{time}\s*{HALF}?\s*(-|–|—|to\b|until\b|till\b|and\b)\s*{time}\s*{HALF}?(?:\s*(?:hrs|uhr))?\b"
            ),
            span,
        ),
        (numeric.to_owned(), numeric_date),
        (r"(\d{2}):(\d{2})(?::\d{2})?Z\b".to_owned(), in_utc),
        (format!(r"(?:at\s+|@\s*|by\s+)?{time}\s*{HALF}"), twelve_hours),
        (format!(r"(at\s+|@\s*)?{time}\s*(o\s?['’]?\s?clock|hrs\b|hours\b|uhr\b)?{PART}(?:\b|$)"), plain_time),
        (r"(at\s+)?([01]\d|2[0-3])([0-5]\d)\s*(hrs\b|hours\b|h\b|uhr\b)?(?:\b|$)".to_owned(), four_digits),
        (
            format!(
                r"(?:at\s+)?(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?:({}|thirty|fifteen)\s*)?(o\s?['’]?\s?clock)?\s*{HALF}?{PART}",
                "forty[- ]five"
            ),
            named_hour,
        ),
        (r"(?:at\s+)?(?:12\s+)?(noon|midday|midnight)\b".to_owned(), noon),
        (format!(r"in\s+{COUNT}\s+(day|week|fortnight)s?\b(?:['’]?s?\s+time)?"), ahead),
        (r"(?:a|one)\s+fortnight\s+(?:from\s+)?today\b".to_owned(), |scan, _| scan.day(Day::Ahead(14))),
        (r"(?:the\s+)?day\s+after\s+tomorrow\b".to_owned(), |scan, _| scan.day(Day::Ahead(2))),
        (r"(?:a\s+week\s+(?:from\s+)?tomorrow|tomorrow\s+week)\b".to_owned(), |scan, _| scan.day(Day::Ahead(8))),
        (r"(?:a\s+week\s+(?:from\s+)?today|a\s+week\s+from\s+now|today\s+week)\b".to_owned(), |scan, _| {
            scan.day(Day::Ahead(7))
        }),
        (r"(?:tomorrow|tmrw|tmw)\b".to_owned(), |scan, _| scan.day(Day::Ahead(1))),
        (r"(?:today|this\s+(?:morning|afternoon|evening)|tonight)\b".to_owned(), today),
        (format!(r"a\s+week\s+(?:on\s+)?{WEEKDAY}\b"), |scan, found| scan.weekday(found, 1, Week::After)),
        (format!(r"{WEEKDAY}\s+(?:in\s+a\s+)?week\b"), |scan, found| scan.weekday(found, 1, Week::After)),
        (format!(r"{WEEKDAY}\s+(?:of\s+)?next\s+week\b"), |scan, found| scan.weekday(found, 1, Week::OfNext)),
        (format!(r"next\s+week,?\s+(?:on\s+)?{WEEKDAY}\b\.?"), |scan, found| scan.weekday(found, 1, Week::OfNext)),
        (format!(r"{WEEKDAY},?\s+next\b"), |scan, found| scan.weekday(found, 1, Week::Next)),
        (format!(r"(?:on\s+)?next\s+{WEEKDAY}\b\.?"), |scan, found| scan.weekday(found, 1, Week::Next)),
        (format!(r"(?:on\s+)?(?:this|coming|this\s+coming)\s+{WEEKDAY}\b\.?"), |scan, found| {
            scan.weekday(found, 1, Week::This)
        }),
        (format!(r"{WEEKDAY}\b\.?"), |scan, found| scan.weekday(found, 1, Week::Any)),
        (r"(?:on\s+)?the\s+(\d{1,2})(?:st|nd|rd|th)\b|(\d{1,2})(?:st|nd|rd|th)\b".to_owned(), of_month),
        (r"(?:in\s+the\s+|at\s+)?(morning|afternoon|evening|lunchtime|lunch\s+time|night)\b".to_owned(), part),
        (r"\(?((?:UTC|GMT)\s?[+−-]\s?\d{1,2}(?::?\d{2})?|[+−]\d{2}:?\d{2}|-\d{2}:\d{2})\b\)?".to_owned(), offset),
        (r"\(?([A-Z][a-z]+(?:/[A-Z][A-Za-z_-]+){1,2})\b\)?".to_owned(), named_zone),
        (r"\(?(?:in\s+)?(my|our|local|your)\s+(?:local\s+)?time(?:\s*zone)?\b\)?".to_owned(), own_time),
        (r"\(?(?:in\s+)?([\p{L}]+(?:[ -][\p{L}]+)?)\s+time\b\)?".to_owned(), named_zone),
        (r"\(?([A-Za-z]{2,4})\b(?:\s+time\b)?\)?".to_owned(), abbreviation),
        (r"Z\b".to_owned(), |scan, _| scan.zone(Zone::fixed(jiff::tz::Offset::UTC))),
        (r"or\b".to_owned(), or),
    ];
    list.into_iter()
        .filter_map(|(pattern, take)| Regex::new(&format!("^(?i:{pattern})")).ok().map(|regex| (regex, take)))
        .collect()
});
