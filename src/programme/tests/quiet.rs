//! Quiet time, and when it ends: over midnight, over days, and when the clocks are put forward and back.

use jiff::tz::TimeZone;

use super::world::*;
use crate::programme::event::Due;
use crate::programme::policy::Policy;
use crate::programme::quiet::{QuietHours, QuietWeekdays, until, waits};

fn quiet(zone: &str, hours: &[&str], days: &[&str]) -> Policy {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut policy = policy();
    policy.timezone = TimeZone::get(zone).unwrap();
    policy.rules.quiet_hours = QuietHours::try_from(words(hours)).unwrap();
    policy.rules.quiet_weekdays = QuietWeekdays::try_from(words(days)).unwrap();
    policy
}

fn end(policy: &Policy, now: &str) -> String {
    until(policy, at(now)).map(|end| end.to_string()).unwrap_or_default()
}

#[test]
fn a_night_ends_in_the_morning_and_a_quiet_day_on_the_next() {
    let policy = quiet("Europe/London", &["21:00", "07:30"], &["Sunday"]);
    let cases = [
        // A Friday.
        ("2026-11-20T07:29:59Z", "2026-11-20T07:30:00Z"),
        ("2026-11-20T07:30:00Z", ""),
        ("2026-11-20T20:59:59Z", ""),
        ("2026-11-20T21:00:00Z", "2026-11-21T07:30:00Z"),
        // The night to a Sunday ends with that Sunday's, on Monday.
        ("2026-11-21T20:59:59Z", ""),
        ("2026-11-21T21:00:00Z", "2026-11-23T07:30:00Z"),
        ("2026-11-22T12:00:00Z", "2026-11-23T07:30:00Z"),
        ("2026-11-22T23:59:59Z", "2026-11-23T07:30:00Z"),
        // Summer time.
        ("2026-07-03T06:29:59Z", "2026-07-03T06:30:00Z"),
        ("2026-07-03T06:30:00Z", ""),
        ("2026-07-03T20:00:00Z", "2026-07-04T06:30:00Z"),
    ];
    for (now, expected) in cases {
        assert_eq!(end(&policy, now), expected, "{now}");
    }
}

#[test]
fn the_clocks_are_put_forward_and_back_within_quiet_time() {
    let night = quiet("Europe/London", &["21:00", "07:30"], &[]);
    // Forward on 29 March 2026 at one, back on 25 October 2026 at two.
    assert_eq!(end(&night, "2026-03-28T23:00:00Z"), "2026-03-29T06:30:00Z");
    assert_eq!(end(&night, "2026-10-24T23:00:00Z"), "2026-10-25T07:30:00Z");
    // 01:30 does not exist on the one day, and comes twice on the other.
    let short = quiet("Europe/London", &["00:30", "01:30"], &[]);
    let cases = [
        ("2026-03-29T00:29:59Z", ""),
        ("2026-03-29T00:45:00Z", "2026-03-29T01:30:00Z"),
        ("2026-03-29T01:10:00Z", ""),
        ("2026-10-24T23:45:00Z", "2026-10-25T00:30:00Z"),
        ("2026-10-25T00:40:00Z", ""),
        ("2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z"),
        ("2026-10-25T01:30:00Z", ""),
    ];
    for (now, expected) in cases {
        assert_eq!(end(&short, now), expected, "{now}");
    }
    // A day that begins at one, since midnight is skipped.
    let day = quiet("America/Sao_Paulo", &[], &["Saturday"]);
    assert_eq!(end(&day, "2017-10-14T15:00:00Z"), "2017-10-15T03:00:00Z");
}

#[test]
fn quiet_hours_may_lie_within_a_day_and_all_but_one_day_may_be_quiet() {
    let siesta = quiet("UTC", &["13:00", "15:00"], &[]);
    for (now, expected) in [("12:59:59", ""), ("13:00:00", "2026-11-20T15:00:00Z"), ("15:00:00", "")] {
        assert_eq!(end(&siesta, &format!("2026-11-20T{now}Z")), expected, "{now}");
    }
    let six = quiet("UTC", &["08:00", "07:00"], &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]);
    assert_eq!(end(&six, "2026-11-23T12:00:00Z"), "2026-11-29T07:00:00Z");
    assert_eq!(end(&quiet("UTC", &[], &[]), "2026-11-23T03:00:00Z"), "");
}

/// The end is later than now, and is quiet no more.
#[test]
fn quiet_time_always_ends() {
    let policies = [
        quiet("Europe/London", &["21:00", "07:30"], &["Sunday"]),
        quiet("Europe/London", &["00:30", "01:30"], &["Sun", "Mon"]),
        quiet("Australia/Lord_Howe", &["01:45", "02:15"], &["Sunday"]),
    ];
    for policy in &policies {
        for quarter in 0..4 * 24 * 366 {
            let now = at("2026-01-01T00:00:00Z").checked_add(jiff::SignedDuration::from_mins(15 * quarter)).unwrap();
            if let Some(end) = until(policy, now) {
                assert!(end > now && until(policy, end).is_none(), "{now}: {end}");
            }
        }
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    for hours in [&["21:00"][..], &["21", "7"], &["25:00", "07:00"], &["07:00", "07:00"], &["a:b", "07:00"]] {
        assert!(QuietHours::try_from(words(hours)).is_err(), "{hours:?}");
    }
    let all = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    for days in [&["Someday"][..], &["S"], &all] {
        assert!(QuietWeekdays::try_from(words(days)).is_err(), "{days:?}");
    }
}

#[test]
fn the_digest_alone_does_not_wait() {
    assert!(!waits(Due::Digest(now())));
    assert!(waits(Due::Person(ADA)));
}
