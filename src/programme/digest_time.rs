//! When a digest is due, whether it is the week's, and what it counts.

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::policy::Policy;
use super::snapshot::DigestSpan;

/// How many weeks the chart shows.
const WEEKS: i64 = 8;

/// The latest instant not after `now` at which a digest was due, on one of these days.
pub fn latest(now: Timestamp, days: &[Weekday], policy: &Policy) -> Option<Timestamp> {
    let today = now.to_zoned_datetime(policy.timezone.clone()).date();
    (0..7).find_map(|back| {
        let day = today.checked_sub(back.days()).ok()?;
        let instant = due_on(day, policy)?;
        (days.contains(&day.weekday()) && instant <= now).then_some(instant)
    })
}

fn due_on(day: Date, policy: &Policy) -> Option<Timestamp> {
    Some(day.to_datetime(policy.digest_at).to_zoned_datetime(policy.timezone.clone()).ok()?.timestamp())
}

/// What the digest at `until` counts when the one before was at `last`.
///
/// It is the week's when a weekly one was due since then, so that a service that was down on Monday makes it on Tuesday.
pub fn span(last: Timestamp, until: Timestamp, policy: &Policy) -> DigestSpan {
    let weekly = policy.weekly_on.and_then(|day| latest(until, &[day], policy)).is_some_and(|at| at > last);
    let week_ago = until.checked_sub(SignedDuration::from_hours(7 * 24)).unwrap_or(Timestamp::MIN);
    let quiet = SignedDuration::from_hours(policy.rules.very_quiet_days.clamp(0, 36_500) * 24);
    DigestSpan {
        since: if weekly { last.min(week_ago) } else { last },
        weekly,
        weeks: weeks(until, policy),
        quiet_before: until.checked_sub(quiet).unwrap_or(Timestamp::MIN),
    }
}

/// The bounds of the last weeks, Monday to Monday in the programme's zone; the last one ends now.
fn weeks(until: Timestamp, policy: &Policy) -> Vec<Timestamp> {
    let zone = &policy.timezone;
    let today = until.to_zoned_datetime(zone.clone()).date();
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).unwrap_or(today);
    // Early on a Monday the week has hardly begun: the ones that are over say more.
    let newest = if monday == today { 1 } else { 0 };
    let start = |back: i64| {
        let day = monday.checked_sub((back * 7).days()).ok()?;
        Some(day.to_zoned_datetime(zone.clone()).ok()?.timestamp())
    };
    let mut bounds: Vec<_> = (newest..newest + WEEKS).rev().filter_map(start).collect();
    bounds.push(if newest == 1 { start(0).unwrap_or(until) } else { until });
    bounds
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;
    use crate::programme::tests::world;

    fn policy() -> Policy {
        let timezone = jiff::tz::TimeZone::get("Europe/London").unwrap();
        Policy { timezone, digest_at: time(8, 0, 0, 0), ..world::policy() }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_latest_digest_follows_the_zone_and_the_days() {
        let weekdays = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        for (now, expected) in [
            ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z"),
            ("2026-11-23T07:59:59Z", "2026-11-20T08:00:00Z"),
            ("2026-11-22T12:00:00Z", "2026-11-20T08:00:00Z"),
            // Summer time: 08:00 in London is 07:00 UTC.
            ("2026-07-01T07:00:00Z", "2026-07-01T07:00:00Z"),
        ] {
            assert_eq!(latest(at(now), &weekdays, &policy()), Some(at(expected)), "{now}");
        }
        assert_eq!(latest(at("2026-11-23T08:00:00Z"), &[], &policy()), None);
    }

    #[test]
    fn mondays_digest_is_the_weeks_even_when_it_comes_late() {
        let cases = [
            ("2026-11-20T08:00:00Z", "2026-11-23T08:00:00Z", true, "2026-11-16T08:00:00Z"),
            ("2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z", false, "2026-11-23T08:00:00Z"),
            ("2026-11-20T08:00:00Z", "2026-11-24T08:00:00Z", true, "2026-11-17T08:00:00Z"),
            ("2026-11-01T08:00:00Z", "2026-11-24T08:00:00Z", true, "2026-11-01T08:00:00Z"),
        ];
        for (last, until, weekly, since) in cases {
            let span = span(at(last), at(until), &policy());
            assert_eq!((span.weekly, span.since), (weekly, at(since)), "{last} to {until}");
        }
        let none = Policy { weekly_on: None, ..policy() };
        assert!(!span(at("2026-11-20T08:00:00Z"), at("2026-11-23T08:00:00Z"), &none).weekly);
    }

    #[test]
    fn the_charts_weeks_begin_on_mondays_across_summer_time() {
        let bounds = span(at("2026-11-03T08:00:00Z"), at("2026-11-04T08:00:00Z"), &policy()).weeks;
        assert_eq!(bounds.len(), 9);
        assert_eq!((bounds[0], bounds[5]), (at("2026-09-13T23:00:00Z"), at("2026-10-18T23:00:00Z")));
        assert_eq!((bounds[7], bounds[8]), (at("2026-11-02T00:00:00Z"), at("2026-11-04T08:00:00Z")));
        let monday = span(at("2026-11-01T08:00:00Z"), at("2026-11-02T08:00:00Z"), &policy()).weeks;
        assert_eq!(monday.last(), Some(&at("2026-11-02T00:00:00Z")), "only weeks that are over");
        assert_eq!(monday.len(), 9);
    }
}
