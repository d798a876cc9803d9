//! Recruitment windows: the months in which new mentors are taken in.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};

use super::policy::Policy;

/// When the next window opens; `None` where one is open at that instant, or new mentors are always taken.
pub(super) fn opening(policy: &Policy, at: Timestamp) -> Option<Timestamp> {
    let months = &policy.rules.recruitment_months;
    let today = at.to_zoned_datetime(policy.timezone.clone()).date();
    if months.is_empty() || months.contains(&today.month()) {
        return None;
    }
    let next = (1..=12).find_map(|ahead| {
        let first: Date = date(today.year(), today.month(), 1).checked_add(ahead.months()).ok()?;
        months.contains(&first.month()).then_some(first)
    })?;
    next.to_zoned_datetime(policy.timezone.clone()).ok().map(|midnight| midnight.timestamp())
}

/// The months of the windows, in order of the year, as mails write them: "March and August".
pub(super) fn months(policy: &Policy) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let wanted = &policy.rules.recruitment_months;
    let named: Vec<_> = (1..).zip(NAMES).filter(|(month, _)| wanted.contains(month)).map(|(_, name)| name).collect();
    match named.as_slice() {
        [] => "the whole year".to_owned(),
        [.., _] if named.len() == NAMES.len() => "the whole year".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A day as mails write it: "1 March 2027".
pub(super) fn day(policy: &Policy, at: Timestamp) -> String {
    at.to_zoned_datetime(policy.timezone.clone()).strftime("%-d %B %Y").to_string()
}
