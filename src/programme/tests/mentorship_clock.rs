//! What time brings to a mentorship: nudges, check-ins, the end of the studies; to whom, when, and how often at the most.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::world::*;
use crate::programme::change::Change;
use crate::programme::event::{Due, Event};
use crate::programme::mentorship::{Mentorship, MentorshipId};
use crate::programme::outcome::Outcome;
use crate::programme::person::{PersonId, PersonState};

/// Mona is Ada's mentor since a Wednesday morning, nobody has written, and Ada graduates in July.
fn begun() -> World {
    World::running().edit(ADA, |p| p.profile.graduation = "2027-07".into()).with(|w| {
        w.snapshot.mentorship.as_mut().unwrap().began_at = at("2026-11-18T09:00:00Z");
    })
}

fn mentorship_of(world: &World) -> &Mentorship {
    world.snapshot.mentorship.as_ref().unwrap()
}

/// The clock looks at an instant; what it changes is kept.
fn look(world: &mut World, now: Timestamp) -> Outcome {
    world.now = now;
    let outcome = world.event(&Event::Due(Due::Mentorship(MentorshipId(44))));
    keep(world, &outcome);
    outcome
}

fn keep(world: &mut World, outcome: &Outcome) {
    for change in &outcome.changes {
        match change {
            Change::Mentorship(changed) => {
                world.snapshot.mentorship = Some(changed.clone());
                world.snapshot.mentorships = vec![changed.clone()];
            }
            Change::WakeMentorships(_) => wake(world),
            _ => {}
        }
    }
}

/// As the store does when a person has changed.
fn wake(world: &mut World) {
    let now = world.now;
    world.snapshot.mentorship.as_mut().unwrap().due_at = Some(now);
}

/// Lives from wake to wake until an instant: when something was written, and what.
fn live(world: &mut World, until: &str) -> Vec<(String, String)> {
    let until = at(until);
    let mut told_so_far = Vec::new();
    if mentorship_of(world).due_at.is_none() {
        wake(world);
    }
    while let Some(due) = mentorship_of(world).due_at.filter(|due| *due <= until) {
        let outcome = look(world, due.max(world.now));
        let next = mentorship_of(world).due_at;
        assert!(next.is_none_or(|next| next > world.now), "the clock would not stop: {next:?}");
        if !outcome.letters.is_empty() {
            told_so_far.push((world.now.to_string(), told(&outcome)));
        }
    }
    told_so_far
}

fn lines(told: &[(String, String)]) -> Vec<(&str, &str)> {
    told.iter().map(|(at, what)| (at.as_str(), what.as_str())).collect()
}

#[test]
fn a_silent_mentorship_from_beginning_to_end() {
    let told = live(&mut begun(), "2029-01-01T00:00:00Z");
    let expected = [
        ("2026-12-18T09:00:00Z", "1: nudge, 17: check-in, 1: check-in"),
        ("2027-01-17T09:00:00Z", "1: nudge, 17: nudge"),
        ("2027-02-18T09:00:00Z", "17: check-in, 1: check-in"),
        ("2027-05-18T09:00:00Z", "17: check-in, 1: check-in"),
        ("2027-06-01T09:00:00Z", "1: studies-end, 17: studies-end"),
    ];
    assert_eq!(lines(&told), expected);
}

#[test]
fn nine_in_the_morning_stays_nine_in_the_morning() {
    let cases = [
        // London puts its clocks forward on 29 March 2026 and back on 25 October.
        ("Europe/London", "2026-03-01T09:00:00Z", "2026-03-31T08:00:00Z", "2026-04-01T08:00:00Z"),
        ("Europe/London", "2026-10-01T08:00:00Z", "2026-10-31T09:00:00Z", "2026-11-01T09:00:00Z"),
        // No 30 February: the month's last day.
        ("Europe/London", "2026-01-30T09:00:00Z", "2026-02-28T09:00:00Z", "2026-03-01T09:00:00Z"),
        // Begun in the hour that the spring skips a month later.
        ("Europe/London", "2026-02-28T01:30:00Z", "2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"),
        // Across the date line the day is another, the hour the same.
        ("Pacific/Auckland", "2026-03-20T20:00:00Z", "2026-04-19T21:00:00Z", "2026-04-20T21:00:00Z"),
    ];
    for (zone, began, first, second) in cases {
        let mut world = begun().edit(ADA, |p| p.profile.graduation = String::new()).with(|w| {
            w.policy.timezone = TimeZone::get(zone).unwrap();
            w.snapshot.mentorship.as_mut().unwrap().began_at = at(began);
            w.now = at(began);
        });
        let found = live(&mut world, "2026-12-01T00:00:00Z");
        let times: Vec<_> = found.iter().map(|(at, _)| at.as_str()).take(2).collect();
        assert_eq!(times, [first, second], "{zone} {began}");
    }
}

#[test]
fn the_one_whose_turn_it_is_is_nudged_first() {
    let wrote = |mentor: Option<&str>, mentee: Option<&str>| {
        begun().with(|w| {
            let m = w.snapshot.mentorship.as_mut().unwrap();
            (m.mentor_wrote_at, m.mentee_wrote_at) = (mentor.map(at), mentee.map(at));
        })
    };
    let (early, late) = (Some("2026-12-01T09:00:00Z"), Some("2026-12-02T09:00:00Z"));
    for (name, mut world, expected, first_word) in [
        ("nobody has written: the mentee, who asked", wrote(None, None), "1: nudge", true),
        ("only the mentor has", wrote(late, None), "1: nudge", false),
        ("only the mentee has", wrote(None, late), "17: nudge", false),
        ("the mentor last", wrote(late, early), "1: nudge", false),
        ("the mentee last", wrote(early, late), "17: nudge", false),
    ] {
        world.policy.rules.check_in_months.clear();
        let now = at("2027-01-01T09:00:00Z");
        let outcome = look(&mut world, now);
        assert_eq!(told(&outcome), expected, "{name}");
        assert!(says(&outcome, "nudge").contains(&format!("\"first_word\":{first_word}")), "{name}");
        assert!(outcome.letters.iter().all(|letter| letter.once.is_some()));
        assert_eq!(told(&look(&mut world, now)), "", "{name}: not twice");
    }
}

#[test]
fn a_message_begins_the_quiet_days_anew() {
    let mut world = begun().with(|w| w.policy.rules.check_in_months.clear());
    assert_eq!(live(&mut world, "2026-12-20T00:00:00Z").len(), 1);
    world.now = at("2026-12-20T12:00:00Z");
    let outcome = world.from(ADA, "Hello Mona!");
    assert_eq!(told(&outcome), "17: relay");
    keep(&mut world, &outcome);
    assert_eq!(mentorship_of(&world).due_at, Some(at("2027-01-19T12:00:00Z")));
    assert_eq!(lines(&live(&mut world, "2027-01-20T00:00:00Z")), [("2027-01-19T12:00:00Z", "17: nudge")]);
}

/// Both nudges may be due when somebody looks at last, and the second not long after the first.
#[test]
fn a_service_that_was_down_does_not_catch_up() {
    let mut world = begun();
    assert_eq!(told(&look(&mut world, at("2027-11-01T00:00:00Z"))), "1: nudge, 17: nudge", "a year later");
    assert_eq!(mentorship_of(&world).due_at, None);
    let mut world = begun().with(|w| w.policy.rules.check_in_months.clear());
    assert_eq!(told(&look(&mut world, at("2027-01-16T09:00:00Z"))), "1: nudge", "a day before the second");
    assert_eq!(mentorship_of(&world).due_at, Some(at("2027-01-23T09:00:00Z")));
    let mut world = begun();
    let outcome = look(&mut world, at("2027-05-20T00:00:00Z"));
    assert_eq!(told(&outcome), "1: nudge, 17: nudge, 17: check-in, 1: check-in", "the last check-in alone");
    assert!(says(&outcome, "check-in").contains("\"months\":6"));
}

#[test]
fn nobody_is_nudged_or_asked_who_cannot_answer() {
    use PersonState as S;
    for state in [S::Paused, S::Suspended, S::Left, S::Erased, S::Applied] {
        let mut world = begun().edit(MONA, |p| p.state = state);
        for (when, what) in live(&mut world, "2029-01-01T00:00:00Z") {
            assert!(!what.contains("17: ") && !what.contains("nudge"), "{state:?} {when} {what}");
        }
    }
    let mut world = begun().edit(ADA, |p| p.failures = 2);
    assert!(live(&mut world, "2029-01-01T00:00:00Z").iter().all(|(_, what)| !what.contains("1: nudge")));
    let mut both = begun().edit(ADA, |p| p.state = S::Paused).edit(MONA, |p| p.state = S::Paused);
    assert_eq!(live(&mut both, "2029-01-01T00:00:00Z"), []);
    assert_eq!(mentorship_of(&both).due_at, None, "nothing to look for");
}

#[test]
fn a_pause_and_a_holiday_stop_the_quiet_days() {
    let quiet = || begun().with(|w| w.policy.rules.check_in_months.clear());
    let back = at("2026-12-15T09:00:00Z");
    let mut away = quiet().edit(MONA, |p| p.away_until = Some(back));
    assert_eq!(lines(&live(&mut away, "2027-01-31T00:00:00Z")), [("2027-01-14T09:00:00Z", "1: nudge")], "away");

    let mut world = quiet();
    look(&mut world, at("2026-11-19T00:00:00Z"));
    world.now = at("2026-12-01T00:00:00Z");
    let outcome = world.from(MONA, "PAUSE");
    assert!(outcome.changes.iter().any(|c| matches!(c, Change::WakeMentorships(MONA))), "{outcome:?}");
    world = world.edit(MONA, |p| p.state = PersonState::Paused);
    keep(&mut world, &outcome);
    assert_eq!(live(&mut world, "2027-05-01T00:00:00Z"), []);
    world.now = at("2027-05-01T00:00:00Z");
    let outcome = world.from(MONA, "RESUME");
    world = world.edit(MONA, |p| p.state = PersonState::Active);
    keep(&mut world, &outcome);
    assert_eq!(lines(&live(&mut world, "2027-06-01T08:00:00Z")), [("2027-05-31T00:00:00Z", "1: nudge")], "resumed");
}

#[test]
fn who_is_on_holiday_is_asked_afterwards_if_it_is_not_too_late() {
    let only_check_ins =
        || begun().with(|w| w.policy.rules.quiet_days = 3_000).with(|w| w.policy.rules.very_quiet_days = 3_001);
    for (back, expected) in [
        (
            "2026-12-28T00:00:00Z",
            vec![("2026-12-18T09:00:00Z", "1: check-in"), ("2026-12-28T00:00:00Z", "17: check-in")],
        ),
        ("2027-01-18T09:00:00Z", vec![("2026-12-18T09:00:00Z", "1: check-in")]),
    ] {
        let until = at(back);
        let mut world = only_check_ins().edit(MONA, |p| p.away_until = Some(until));
        assert_eq!(lines(&live(&mut world, "2027-02-01T00:00:00Z")), expected, "{back}");
    }
    let mut world = only_check_ins().edit(MONA, |p| p.away_until = Some(at("2027-06-10T00:00:00Z")));
    world.policy.rules.check_in_months.clear();
    let both = [("2027-06-10T00:00:00Z", "1: studies-end, 17: studies-end")];
    assert_eq!(lines(&live(&mut world, "2027-12-01T00:00:00Z")), both);
}

#[test]
fn the_end_of_the_studies_is_asked_about_once_for_each_date() {
    let of = |graduation: &str| {
        let graduation = graduation.to_owned();
        let mut world = begun().edit(ADA, move |p| p.profile.graduation = graduation.clone());
        world.policy.rules.check_in_months.clear();
        world.policy.rules.quiet_days = 3_000;
        world.policy.rules.very_quiet_days = 3_001;
        world
    };
    for (graduation, expected) in [
        ("2027-07", vec!["2027-06-01T09:00:00Z"]),
        ("2027-01", vec!["2026-12-01T09:00:00Z"]),
        ("2026-12", vec![]), // begun too late for the question
        ("2019-07", vec![]),
        ("", vec![]),
        ("next summer", vec![]),
        ("2027-13", vec![]),
        ("99999999999-01", vec![]),
    ] {
        let mut world = of(graduation);
        let found = live(&mut world, "2030-01-01T00:00:00Z");
        assert_eq!(found.iter().map(|(at, _)| at.as_str()).collect::<Vec<_>>(), expected, "{graduation}");
    }
    let mut world = of("2027-07");
    assert_eq!(live(&mut world, "2027-06-02T00:00:00Z").len(), 1);
    for (graduation, expected) in [("2028-01", 1), ("2027-07", 0), ("2028-01", 0), ("2028-03", 1)] {
        world = world.edit(ADA, |p| p.profile.graduation = graduation.into());
        wake(&mut world);
        let day = format!("{graduation}-01T00:00:00Z");
        assert_eq!(live(&mut world, &day).len(), expected, "{graduation}");
    }
}

#[test]
fn what_has_ended_is_looked_at_no_more() {
    let mut world = World::ended().with(|w| w.snapshot.mentorship.as_mut().unwrap().due_at = Some(now()));
    assert_eq!(told(&look(&mut world, at("2027-06-01T09:00:00Z"))), "");
    assert_eq!(mentorship_of(&world).due_at, None);
}

/// Small and the same everywhere (Knuth's MMIX numbers); the high bits are the good ones.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Something that happens in a life, at a day of it. Gives whether a person has changed.
fn happens(world: &mut World, dice: &mut Dice) -> bool {
    let who = if dice.below(2) == 0 { ADA } else { MONA };
    let now = world.now;
    match dice.below(12) {
        0..=3 if world.snapshot.people[&who].state == PersonState::Active => {
            let outcome = world.from(who, "Hello!");
            keep(world, &outcome);
            false
        }
        4 => {
            let days = 1 + i64::try_from(dice.below(40)).unwrap();
            *world = world.clone().edit(who, |p| p.away_until = Some(now + SignedDuration::from_hours(24 * days)));
            true
        }
        5 => {
            let state = [PersonState::Active, PersonState::Paused, PersonState::Suspended][dice.below(3) as usize];
            *world = world.clone().edit(who, |p| p.state = state);
            wake(world);
            true
        }
        6 | 7 => {
            *world = world.clone().edit(who, |p| p.state = PersonState::Active);
            wake(world);
            true
        }
        8 => {
            let graduation = ["2027-07", "2027-11", "2028-02", "2026-01", ""][dice.below(5) as usize];
            *world = world.clone().edit(ADA, |p| p.profile.graduation = graduation.into());
            wake(world);
            true
        }
        _ => false,
    }
}

/// Two years of habits: whatever happens, nobody is written to more often than the rules say, nobody who is not there, and the
/// clock wakes for nothing only where somebody has changed since it was set.
#[test]
fn in_two_years_nobody_is_asked_too_often() {
    let mut letters_in_all = 0;
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let mut world = begun();
        world.policy.timezone = TimeZone::get("Europe/London").unwrap();
        world.now = at("2026-11-18T09:00:00Z");
        wake(&mut world);
        let mut counted: BTreeMap<(String, PersonId), u32> = BTreeMap::new();
        let mut changed = true;
        for day in 0..730_i64 {
            let began = mentorship_of(&world).began_at;
            world.now = began + SignedDuration::from_hours(24 * day);
            changed |= happens(&mut world, &mut dice);
            // Some days nobody looks.
            if dice.below(9) == 0 || mentorship_of(&world).due_at.is_none_or(|due| due > world.now) {
                continue;
            }
            let before = mentorship_of(&world).clone();
            let quiet_since = before.quiet_since();
            let now = world.now;
            let outcome = look(&mut world, now);
            assert!(changed || !outcome.letters.is_empty(), "seed {seed}, day {day}: woken for nothing: {before:?}");
            changed = false;
            for letter in &outcome.letters {
                let person = letter.to.person.unwrap();
                let there = &world.snapshot.people[&person];
                let away = there.away_until.is_some_and(|until| until > now) && letter.notice.kind() != "studies-end";
                assert!(
                    there.state == PersonState::Active && !away,
                    "seed {seed}, day {day}: {} to {there:?}",
                    letter.notice.kind()
                );
                let period = match letter.notice.kind() {
                    "nudge" => format!("nudge since {quiet_since}"),
                    _ => letter.once.clone().unwrap(),
                };
                *counted.entry((period, person)).or_default() += 1;
                letters_in_all += 1;
            }
        }
        for ((period, person), count) in counted {
            let most = if period.starts_with("nudge") { 2 } else { 1 };
            assert!(count <= most, "seed {seed}: {person:?} {period} {count} times");
        }
    }
    assert!(letters_in_all > 300, "only {letters_in_all} letters: nothing was tried");
}
