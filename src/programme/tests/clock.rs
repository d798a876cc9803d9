//! What the clock brings: reminders, expiry, invitations, the digest.

use jiff::Timestamp;

use super::world::*;
use crate::mail::inbound::Kind;
use crate::programme::case::{Case, CaseId};
use crate::programme::change::Change;
use crate::programme::conversation::InboxId;
use crate::programme::event::{Due, Event};
use crate::programme::outcome::{Disposition, Ignored, Outcome};
use crate::programme::person::{PersonState, Team};
use crate::programme::question::About;
use crate::programme::request::{Request, RequestState};
use crate::programme::snapshot::{DigestFacts, WeekFacts};

#[test]
fn an_absence_is_noted_from_an_answer_of_the_person_alone() {
    let away = |outcome: &Outcome| {
        outcome.changes.iter().find_map(|change| match change {
            Change::Person(person) => person.away_until,
            _ => None,
        })
    };
    let world = World::running();
    let automatic = |date: Option<jiff::civil::Date>, token: bool| {
        let mut mail = world.write(MONA, "I am away. ACCEPT");
        mail.kind = Kind::AutoReply;
        mail.away_until = date;
        let outcome = world.send(MONA, &mail, token);
        assert_eq!((told(&outcome).as_str(), &outcome.disposition), ("", &Disposition::Ignored(Ignored::Automatic)));
        away(&outcome)
    };
    let date = |text: &str| Some(text.parse().unwrap());
    let expected: Option<Timestamp> = Some(at("2026-12-01T00:00:00Z"));
    assert_eq!(automatic(date("2026-12-01"), true), expected);
    assert_eq!(automatic(date("2026-12-01"), false), None, "no answer to anything of ours");
    assert_eq!(automatic(date("2026-11-01"), true), None, "past");
    assert_eq!(automatic(date("2036-11-01"), true), Some(at("2027-02-18T10:00:00Z")), "at most 90 days");
    assert_eq!(automatic(None, true), None);
}

#[test]
fn an_invitation_is_sent_once() {
    let due = |state| {
        let world = World::new().edit(ADA, move |p| {
            p.state = state;
            p.joining.by_staff = true;
            p.due_at = Some(now());
        });
        world.event(&Event::Due(Due::Person(ADA)))
    };
    let outcome = due(PersonState::Invited);
    assert_eq!(told(&outcome), "1: invitation");
    assert_eq!(outcome.letters[0].once.as_deref(), Some("invitation/1"));
    let later = Some(at("2026-11-27T10:00:00Z"));
    assert!(
        outcome.changes.iter().any(|c| matches!(c, Change::Person(p) if p.due_at == later)),
        "it is remembered then"
    );
    assert_eq!(told(&due(PersonState::Active)), "");
}

#[test]
fn who_does_not_answer_an_invitation_is_reminded_once_and_then_waited_for_no_more() {
    let world = |by_staff: bool, days: i64, reminders: u32| {
        let world = World::new().edit(ADA, move |p| {
            p.state = PersonState::Invited;
            p.joining.by_staff = by_staff;
            p.joining.invited_at = Some(crate::programme::desk::Desk::days_after(now(), -days));
            p.joining.reminders = reminders;
        });
        world.with(|w| w.snapshot.questions = vec![super::questions::question(About::Join)])
    };
    let cases = [
        ("too early", true, 6, 0, "", "", 0),
        ("invited", true, 7, 0, "1: invitation", "person.reminded", 1),
        ("reminded already", true, 20, 1, "", "", 1),
        ("over", true, 28, 1, "", "person.invitation-lapsed", 2),
        ("over at once, after a long standstill", true, 40, 0, "", "person.invitation-lapsed", 2),
        ("over already", true, 400, 2, "", "", 2),
        ("a form", false, 7, 0, "1: form-reminder", "person.reminded", 1),
        ("a form, over", false, 28, 1, "", "person.form-lapsed", 2),
    ];
    for (name, by_staff, days, reminders, expected, what, after) in cases {
        let outcome = world(by_staff, days, reminders).event(&Event::Due(Due::Person(ADA)));
        assert_eq!((told(&outcome).as_str(), audit(&outcome).as_str()), (expected, what), "{name}");
        let person = outcome.changes.iter().find_map(|change| match change {
            Change::Person(person) => Some(person.clone()),
            _ => None,
        });
        let person = person.unwrap();
        assert_eq!((person.joining.reminders, person.state), (after, PersonState::Invited), "{name}");
        assert!(person.due_at.is_none_or(|at| at > now()), "{name}: due again at once");
        assert!(outcome.letters.iter().all(|letter| letter.once.is_some()), "{name}");
    }
    let never = world(true, 400, 0).with(|w| {
        w.policy.rules.invitation_reminder_days = 0;
        w.policy.rules.invitation_expiry_days = 0;
    });
    assert_eq!(told(&never.event(&Event::Due(Due::Person(ADA)))), "");
    let late = World::new().edit(ADA, |p| p.state = PersonState::Invited).edit(ADA, |p| p.joining.reminders = 2);
    assert!(told(&late.from(ADA, "YES")).starts_with("1: "), "a late answer counts");
}

#[test]
fn the_digest_says_for_whom_nobody_waits_any_more() {
    let lapsed = DigestFacts { lapsed: vec![ADA, BEN], ..DigestFacts::default() };
    let world = World::new().edit(BEN, |p| p.joining.by_staff = false).edit(BEN, |p| p.name.clear());
    let world = world.with(|w| w.snapshot.digest = Some(lapsed));
    let says = says(&world.event(&Event::Due(Due::Digest(at("2026-11-20T08:00:00Z")))), "digest");
    for line in [
        "Invitations without an answer within 28 days, and not reminded again: Ada Lovelace (1).",
        "Joining forms not finished within 28 days, and not reminded again: ben@student.uni.example (2).",
    ] {
        assert!(says.contains(line), "{says}");
    }
}

fn facts() -> DigestFacts {
    let case = |id, concern, opened: &str| Case {
        id: CaseId(id),
        person: ADA,
        team: Team::Careers,
        concern,
        conversation: CASE,
        opened_at: at(opened),
        answered_at: None,
        closed_at: None,
        words: String::new(),
        version: 0,
    };
    DigestFacts {
        cases: vec![case(70, false, "2026-11-01T00:00:00Z"), case(71, true, "2026-11-10T00:00:00Z")],
        applied: vec![BEN],
        unreachable: vec![KARL, LEA],
        unplaced: vec![(InboxId(12), "it could not be parsed.".into())],
        // The second has been asked today: only its reminder is near.
        expiring: vec![
            Request {
                asked_at: at("2026-11-07T10:00:00Z"),
                moved_at: at("2026-11-07T10:00:00Z"),
                ..request(33, ADA, MONA, RequestState::Open)
            },
            request(34, BEN, MONA, RequestState::Open),
        ],
        unanswered: vec![(ADA, 3), (BEN, 2)],
        loads: vec![(LEA, 4), (KARL, 3), (MONA, 2)],
        quiet: vec![mentorship(44, 33, ADA, MONA)],
        weeks: vec![WeekFacts { from: at("2026-11-09T00:00:00Z"), asked: 1, accepted: 0, running: 4 }],
        asked: 1,
        relayed: 5,
        running: 4,
        ..DigestFacts::default()
    }
}

/// The digest of a Friday, with Karl's address given up; the busy Lea's has failed once.
fn digest_of(facts: DigestFacts) -> Outcome {
    let world = World::new().edit(KARL, |p| p.failures = 2).edit(LEA, |p| p.failures = 1);
    world.with(|w| w.snapshot.digest = Some(facts)).event(&Event::Due(Due::Digest(at("2026-11-20T08:00:00Z"))))
}

#[test]
fn the_digest_tells_what_waits_first() {
    let outcome = digest_of(facts());
    assert_eq!(told(&outcome), "30: digest, 31: digest");
    assert_eq!(outcome.letters[0].once.as_deref(), Some("digest/30/2026-11-20"));
    let says = says(&outcome, "digest");
    let place = |text: &str| says.find(text).unwrap_or_else(|| panic!("{text} in {says}"));
    let order = [
        "Friday 20 November 2026",
        "Concern 71",
        "Ada Lovelace: 3 requests in a row",
        "Lea Roth has 4 mentees",
        "Karl Lind has 3 mentees",
        "Case 70",
        "Ben Okri has applied",
        "Mail 12",
        "Mail to Karl Lind",
        "1 request was sent.",
        "5 messages",
        "Mona Berg and Ada Lovelace: nobody has written for 2 days.",
        "Mona Berg has waited 13 days and expires in 1 day.",
        "Mentors taking part",
        "9 Nov",
    ];
    let places: Vec<_> = order.iter().map(|text| place(text)).collect();
    assert!(places.is_sorted(), "{places:?} in {says}");
    for word in ["CLOSE 71", "SHOW 70", "APPROVE 2", "REJECT 2", "RESTORE 18", "REMIND 33", "CLOSE 12"] {
        place(word);
    }
    for other in ["Mail to Lea", "Ben Okri: 2 requests", "Mona Berg has 2", "REMIND 34"] {
        assert!(!says.contains(other), "{other} in {says}");
    }
}

#[test]
fn each_team_reads_its_own_first() {
    let applied = DigestFacts { applied: vec![ADA, MONA], ..DigestFacts::default() };
    let outcome = digest_of(applied);
    for (staff, first, second) in [(STELLA, "Ada", "Mona"), (ALAN, "Mona", "Ada")] {
        let letter = outcome.letters.iter().find(|l| l.to.person == Some(staff)).unwrap();
        let says = serde_json::to_string(&letter.notice).unwrap();
        assert!(says.find(first).unwrap() < says.find(second).unwrap(), "{says}");
    }
}

#[test]
fn what_stands_for_weeks_is_told_once_a_week() {
    let standing = DigestFacts {
        loads: vec![(LEA, 4)],
        unanswered: vec![(ADA, 5)],
        quiet: vec![mentorship(44, 33, ADA, MONA)],
        ..DigestFacts::default()
    };
    assert_eq!(told(&digest_of(standing.clone())), "");
    let weekly = digest_of(DigestFacts { weekly: true, ..standing });
    assert_eq!(told(&weekly), "30: digest, 31: digest");
    assert!(says(&weekly, "digest").contains("Requests this week"));
}

#[test]
fn nothing_to_say_is_not_said() {
    let quiet = |weekly| Some(DigestFacts { weekly, running: 3, mentors: 9, ..DigestFacts::default() });
    for digest in [None, quiet(false), quiet(true)] {
        let world = World::new().with(|w| w.snapshot.digest = digest);
        let outcome = world.event(&Event::Due(Due::Digest(now())));
        assert_eq!(told(&outcome), "");
        assert!(matches!(outcome.changes[..], [Change::DigestDone(_)]), "the period is done all the same");
    }
}
