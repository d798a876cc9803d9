//! Lengths and zones, as the pieces of a wording name them, and the word that makes two of one.

use regex::Captures;

use super::clock::number;
use super::scan::{Scan, text};
use super::zone::{self, zone_of};

pub(super) fn hour_and_half(scan: &mut Scan, found: &Captures<'_>) -> bool {
    number(text(found, 1)).is_some_and(|hours| scan.minutes(hours * 60 + 30))
}

pub(super) fn half_hour(scan: &mut Scan, _: &Captures<'_>) -> bool {
    scan.minutes(30)
}

pub(super) fn three_quarters(scan: &mut Scan, _: &Captures<'_>) -> bool {
    scan.minutes(45)
}

pub(super) fn minutes(scan: &mut Scan, found: &Captures<'_>) -> bool {
    number(text(found, 1)).is_some_and(|minutes| scan.minutes(minutes))
}

pub(super) fn hours_and_half(scan: &mut Scan, found: &Captures<'_>) -> bool {
    number(text(found, 1)).is_some_and(|hours| scan.minutes(hours * 60 + 30))
}

pub(super) fn hours(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let more: i32 = found.get(2).or(found.get(3)).and_then(|more| more.as_str().parse().ok()).unwrap_or(0);
    number(text(found, 1)).is_some_and(|hours| scan.minutes(hours.saturating_mul(60) + more))
}

pub(super) fn offset(scan: &mut Scan, found: &Captures<'_>) -> bool {
    scan.clock.is_some() && zone_of(text(found, 1)).is_some_and(|zone| scan.zone(zone))
}

pub(super) fn named_zone(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let name = text(found, 1);
    if zone::doubtful(name) {
        return doubtful(scan, name);
    }
    zone_of(name).is_some_and(|zone| scan.zone(zone))
}

pub(super) fn abbreviation(scan: &mut Scan, found: &Captures<'_>) -> bool {
    let name = text(found, 1);
    let upper = name.bytes().all(|b| b.is_ascii_uppercase());
    if scan.clock.is_none() || !zone::abbreviation(name) || (!upper && name.len() < 3) {
        return false;
    }
    if zone::doubtful(name) {
        return doubtful(scan, name);
    }
    zone_of(name).is_some_and(|zone| scan.zone(zone))
}

pub(super) fn doubtful(scan: &mut Scan, name: &str) -> bool {
    let name = name.to_uppercase();
    scan.problem(&format!("{name} is the name of several time zones. Please name a city, as in “London time”."));
    true
}

pub(super) fn own_time(scan: &mut Scan, found: &Captures<'_>) -> bool {
    if text(found, 1).eq_ignore_ascii_case("your") {
        scan.problem("I do not know whose clock you mean. Please name a city, as in “London time”.");
    }
    true
}

pub(super) fn or(scan: &mut Scan, _: &Captures<'_>) -> bool {
    scan.problem("There is more than one time in it. Please write one; the other side can suggest another.");
    true
}
