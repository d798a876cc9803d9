//! Days, as the pieces of a wording name them.

use jiff::civil::{Date, Weekday};
use regex::Captures;

use super::clock::number;
use super::day::Day;
use super::scan::{Scan, digits, text};
use super::take_clock::part_of;

pub(super) fn month_of(word: &str) -> Option<i8> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let folded = word.to_lowercase();
    (1..).zip(names).find(|(_, name)| folded.starts_with(name)).map(|(n, _)| n)
}

pub(super) fn weekday_of(word: &str) -> Option<Weekday> {
    use Weekday as W;
    let days = [
        ("mon", W::Monday),
        ("tue", W::Tuesday),
        ("wed", W::Wednesday),
        ("thu", W::Thursday),
        ("fri", W::Friday),
        ("sat", W::Saturday),
        ("sun", W::Sunday),
    ];
    let folded = word.to_lowercase();
    days.into_iter().find(|(name, _)| folded.starts_with(name)).map(|(_, day)| day)
}

pub(super) fn whole_date(scan: &mut Scan, year: i16, month: i8, day: i8) -> bool {
    match Date::new(year, month, day) {
        Ok(date) => scan.day(Day::Whole(date)),
        Err(_) => no_such_day(scan, month, day),
    }
}

pub(super) fn of_year(scan: &mut Scan, month: i8, day: i8) -> bool {
    // 2028 has every day that there is.
    match Date::new(2028, month, day) {
        Ok(_) => scan.day(Day::OfYear { month, day }),
        Err(_) => no_such_day(scan, month, day),
    }
}

pub(super) fn no_such_day(scan: &mut Scan, month: i8, day: i8) -> bool {
    let what = if (1..=12).contains(&month) {
        format!("That month has no day {day}. Which day do you mean?")
    } else {
        format!("Days are read as day, month, year here, and there is no month {month}. Which day do you mean?")
    };
    scan.problem(&what);
    true
}

pub(super) fn iso(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let year: Option<i16> = text(found, 1).parse().ok();
    match (year, digits(found, 2), digits(found, 3)) {
        (Some(year), Some(month), Some(day)) => whole_date(scan, year, month, day),
        _ => false,
    }
}

pub(super) fn with_year(scan: &mut Scan, year: &str, month: Option<i8>, day: Option<i8>) -> bool {
    let (Some(month), Some(day)) = (month, day) else { return false };
    match year.parse::<i16>() {
        Ok(year) if year < 100 => whole_date(scan, 2000 + year, month, day),
        Ok(year) => whole_date(scan, year, month, day),
        Err(_) => of_year(scan, month, day),
    }
}

pub(super) fn day_month(scan: &mut Scan, found: &Captures<'_>) -> bool {
    with_year(scan, text(found, 3), month_of(text(found, 2)), digits(found, 1))
}

pub(super) fn month_day(scan: &mut Scan, found: &Captures<'_>) -> bool {
    with_year(scan, text(found, 3), month_of(text(found, 1)), digits(found, 2))
}

/// "03/12/2026", "3/12", "3.12.", in the British order; "15.30" is a time.
pub(super) fn numeric_date(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let (day, month) = (digits(found, 1), digits(found, 3));
    let year = if found.get(4).is_some() { text(found, 4) } else { text(found, 5) };
    let point = text(found, 2) == ".";
    if year.is_empty() && (text(found, 2) == "-" || (point && text(found, 6).is_empty())) {
        return false;
    }
    with_year(scan, year, month, day)
}

pub(super) fn of_month(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let day = digits(found, 1).or_else(|| digits(found, 2));
    day.is_some_and(|day| if (1..=31).contains(&day) { scan.day(Day::OfMonth(day)) } else { no_such_day(scan, 1, day) })
}

pub(super) fn today(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let word = text(found, 0).split_whitespace().last().unwrap_or_default().to_lowercase();
    scan.part = scan.part.or(part_of(&word));
    scan.day(Day::Ahead(0))
}

pub(super) fn ahead(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let each = match text(found, 2).to_lowercase().as_str() {
        "day" => 1,
        "week" => 7,
        _ => 14,
    };
    number(text(found, 1)).filter(|n| *n <= 60).is_some_and(|n| scan.day(Day::Ahead(n * each)))
}
