//! What the programme does to look after mentors: the yearly review, and a word to those whom nobody asks.

use jiff::Timestamp;

use super::world::*;
use crate::programme::change::Change;
use crate::programme::conversation::Topic;
use crate::programme::event::{Due, Event};
use crate::programme::outcome::Outcome;
use crate::programme::person::{Care, Person, PersonId, PersonState};
use crate::programme::question::{About, Question, QuestionId};
use crate::programme::request::{Request, RequestState};
use crate::programme::snapshot::{CheckIns, DigestFacts, Remark};

/// Mona's day: 1 + 17 modulo 14.
const DAY: &str = "2027-08-04T10:00:00Z";

fn mona(outcome: &Outcome) -> Option<Person> {
    outcome.changes.iter().rev().find_map(|change| match change {
        Change::Person(person) if person.id == MONA => Some(person.clone()),
        _ => None,
    })
}

fn asked(outcome: &Outcome) -> Option<Question> {
    outcome.changes.iter().find_map(|change| match change {
        Change::NewQuestion(question) | Change::Question(question) => Some(question.clone()),
        _ => None,
    })
}

/// Mona's clock rings at an instant; nobody counts yet how long she has not been asked.
fn rings(world: World, instant: &str) -> Outcome {
    let world = world.with(|w| {
        w.now = at(instant);
        w.policy.rules.not_approached_days = 0;
    });
    world.event(&Event::Due(Due::Person(MONA)))
}

#[test]
fn every_mentor_is_asked_once_a_year() {
    let outcome = rings(World::new(), DAY);
    assert_eq!(told(&outcome), "17: yearly-review");
    assert_eq!(letter(&outcome, "yearly-review").once.as_deref(), Some("yearly-review/17/2027"));
    assert!(says(&outcome, "yearly-review").contains("Head of Marketing"), "the profile is there to look over");
    let question = asked(&outcome).unwrap();
    assert_eq!((question.about, question.due_at), (About::Review(2027), Some(at("2027-08-11T10:00:00Z"))));
    let after = mona(&outcome).unwrap();
    assert_eq!((after.care.reviewed_year, after.due_at), (2027, Some(at("2028-08-04T10:00:00Z"))));
}

#[test]
fn the_review_comes_neither_early_nor_to_the_wrong() {
    let joined = |when: &'static str| move |p: &mut Person| p.joining.active_since = Some(at(when));
    let cases: [(&str, World, &str); 8] = [
        ("before her day", World::new(), "2027-08-04T09:59:59Z"),
        ("asked already", World::new().edit(MONA, |p| p.care.reviewed_year = 2027), DAY),
        ("just joined", World::new().edit(MONA, joined("2027-06-20T00:00:00Z")), DAY),
        ("pausing", World::new().edit(MONA, |p| p.state = PersonState::Paused), DAY),
        ("invited", World::new().edit(MONA, |p| p.state = PersonState::Suspended), DAY),
        ("unreachable", World::new().edit(MONA, |p| p.failures = 2), DAY),
        ("months too late", World::new(), "2027-11-01T10:00:00Z"),
        ("switched off", World::new().with(|w| w.policy.rules.review_month = 0), DAY),
    ];
    for (why, world, instant) in cases {
        assert_eq!(told(&rings(world, instant)), "", "{why}");
    }
    let late = rings(World::new(), "2027-08-20T10:00:00Z");
    assert_eq!(told(&late), "17: yearly-review", "two weeks late is not too late");
    let mentee = World::new().with(|w| w.now = at(DAY)).event(&Event::Due(Due::Person(ADA)));
    assert_eq!(told(&mentee), "");
}

#[test]
fn not_all_are_asked_on_one_day() {
    let mut days = Vec::new();
    for id in [MONA, KARL, LEA] {
        let world = World::new().edit(id, |p| p.care = Care { reviewed_year: 2026, unasked_since: Some(at(DAY)) });
        let outcome = world.with(|w| w.now = at("2027-01-01T00:00:00Z")).event(&Event::Due(Due::Person(id)));
        let person = outcome.changes.iter().find_map(|c| match c {
            Change::Person(p) => Some(p.due_at),
            _ => None,
        });
        days.push(person.flatten());
    }
    assert_eq!(days, ["04", "05", "06"].map(|d| Some(at(&format!("2027-08-{d}T10:00:00Z")))));
}

fn open(reminders: u32, due: &str) -> World {
    let question = Question {
        id: QuestionId(77),
        asked: MONA,
        about: About::Review(2027),
        conversation: QUESTION,
        words: String::new(),
        asked_at: at(DAY),
        reminders,
        answered_at: None,
        answer: String::new(),
        remark: String::new(),
        due_at: Some(at(due)),
        version: 3,
    };
    World::new().with(|w| {
        w.now = at(due);
        w.snapshot.conversation = Some(conversation(QUESTION, Topic::Question(question.id)));
        w.snapshot.questions = vec![question.clone()];
        w.snapshot.question = Some(question);
    })
}

#[test]
fn an_open_review_is_reminded_of_twice() {
    let due = |world: World| world.event(&Event::Due(Due::Question(QuestionId(77))));
    let cases: [(u32, &str, &str, u32, Option<&str>); 5] = [
        (0, "2027-08-11T10:00:00Z", "17: yearly-review", 1, Some("2027-08-18T10:00:00Z")),
        (1, "2027-08-18T10:00:00Z", "17: yearly-review", 2, None),
        // The service was down for both: one mail.
        (0, "2027-08-25T10:00:00Z", "17: yearly-review", 2, None),
        (2, "2027-09-01T10:00:00Z", "", 2, None),
        // The mentor was away until now: the second does not come two days later.
        (0, "2027-08-16T10:00:00Z", "17: yearly-review", 1, Some("2027-08-19T10:00:00Z")),
    ];
    for (before, instant, expected, reminders, next) in cases {
        let outcome = due(open(before, instant));
        assert_eq!(told(&outcome), expected, "{instant}");
        let question = asked(&outcome).unwrap();
        assert_eq!((question.reminders, question.due_at), (reminders, next.map(at)), "{instant}");
    }
    let said = |before, instant| says(&due(open(before, instant)), "yearly-review");
    assert!(!said(0, "2027-08-11T10:00:00Z").contains("\"last\":true"));
    assert!(
        said(1, "2027-08-18T10:00:00Z").contains("\"last\":true"),
        "two in the same words would look like a mistake"
    );
    let back: Timestamp = at("2027-08-16T00:00:00Z");
    let away = due(open(0, "2027-08-11T10:00:00Z").edit(MONA, |p| p.away_until = Some(back)));
    assert_eq!((told(&away).as_str(), asked(&away).unwrap().due_at), ("", Some(back)));
    let left = due(open(0, "2027-08-11T10:00:00Z").edit(MONA, |p| p.state = PersonState::Left));
    assert_eq!((told(&left).as_str(), asked(&left).unwrap().due_at), ("", None));
}

#[test]
fn who_never_answers_pauses_only_where_that_is_wanted() {
    let world = open(2, "2027-09-03T10:00:00Z").with(|w| w.policy.rules.review_pause_days = 30);
    let outcome = world.event(&Event::Due(Due::Question(QuestionId(77))));
    assert_eq!(told(&outcome), "17: paused");
    assert_eq!(mona(&outcome).map(|p| p.state), Some(PersonState::Paused));
    assert_eq!(audit(&outcome), "person.paused-by-review");
    assert!(!asked(&outcome).unwrap().open());
}

#[test]
fn a_word_or_a_sentence_answers_it() {
    let world = open(0, "2027-08-05T10:00:00Z");
    for (text, answer, remark) in [
        ("CONFIRM", "CONFIRM", ""),
        ("Confirm.\n\nIt is a joy.", "CONFIRM", "It is a joy."),
        ("All is well, thank you.", "WORDS", "All is well, thank you."),
    ] {
        let outcome = world.from(MONA, text);
        assert_eq!(told(&outcome), "17: done", "{text}");
        let question = asked(&outcome).unwrap();
        assert_eq!(
            (question.answer.as_str(), question.remark.as_str(), question.due_at),
            (answer, remark, None),
            "{text}"
        );
    }
    // From outside its conversation too; and without a review nothing is confirmed.
    let elsewhere = world.clone().with(|w| w.snapshot.conversation = None).from(MONA, "CONFIRM");
    assert_eq!(asked(&elsewhere).map(|q| q.answer), Some("CONFIRM".to_owned()));
    assert_eq!(told(&World::new().from(MONA, "CONFIRM")), "17: already-done");
    assert_eq!(told(&World::new().from(ADA, "CONFIRM")), "1: not-allowed");
}

fn remark(by: PersonId, about: &str, answer: &str, words: &str) -> Remark {
    Remark { by, about: about.into(), answer: answer.into(), words: words.into() }
}

#[test]
fn staff_see_who_has_not_answered_and_what_the_others_wrote() {
    let facts = DigestFacts {
        unreviewed: vec![(MONA, 2), (KARL, 2), (LEA, 1)],
        remarks: vec![
            remark(LEA, "review", "CONFIRM", "It is\na joy."),
            remark(MONA, "feedback", "4", "Good talks"),
            remark(ADA, "feedback", "2", ""),
            remark(ADA, "check-in", "OK", "Slow"),
        ],
        reasons: vec![("goals".to_owned(), 2), ("time".to_owned(), 1)],
        check_ins: CheckIns { great: 3, ok: 1, help: 0 },
        ..DigestFacts::default()
    };
    let world = World::new().with(|w| w.snapshot.digest = Some(facts));
    let outcome = world.from(ALAN, "PENDING\nDIGEST");
    let says = says(&outcome, "digest");
    for part in [
        "2 mentors have not answered the yearly review: Mona Berg (17), Karl Lind (18).",
        "REMIND 17",
        "Lea Roth writes in the yearly review: “It is a joy.”",
        "Mona Berg gives 4 of 5 as feedback: “Good talks”",
        "Ada Lovelace gives 2 of 5 as feedback.",
        "Ada Lovelace writes at the check-in: “Slow”",
        "Why mentorships ended: goals reached (2), no time (1).",
        "Check-ins answered: great (3), all right (1).",
    ] {
        assert!(says.contains(part), "{part} in {says}");
    }
    assert!(super::world::says(&outcome, "transcript").contains("Karl Lind (18)"));
    let remind =
        open(2, "2027-09-01T10:00:00Z").with(|w| w.snapshot.conversation = None).from(ALAN, "REMIND 17\nREMIND 17");
    assert_eq!(told(&remind), "17: yearly-review, 31: transcript");
}

/// Mona's clock rings on the day after half a year of taking part.
fn unasked(change: impl FnOnce(&mut World)) -> Outcome {
    let world = World::new().with(|w| {
        w.now = at("2027-03-02T00:00:00Z");
        w.policy.rules.review_month = 0;
        change(w);
    });
    world.event(&Event::Due(Due::Person(MONA)))
}

#[test]
fn whom_nobody_asks_is_told_kindly_and_not_again_for_half_a_year() {
    let outcome = unasked(|_| {});
    assert_eq!(told(&outcome), "17: not-approached");
    assert!(says(&outcome, "not-approached").contains("\"months\":6"), "{}", says(&outcome, "not-approached"));
    let after = mona(&outcome).unwrap();
    assert_eq!(after.care.unasked_since, Some(at("2027-03-02T00:00:00Z")));
    assert_eq!(after.due_at, Some(at("2027-08-31T00:00:00Z")));
}

#[test]
fn who_was_asked_or_could_not_be_is_not_told() {
    let request = |asked: &str| Request { asked_at: at(asked), ..request(33, ADA, MONA, RequestState::Expired) };
    let recently = unasked(|w| w.snapshot.requests = vec![request("2027-01-10T00:00:00Z")]);
    assert_eq!(told(&recently), "");
    assert_eq!(mona(&recently).unwrap().due_at, Some(at("2027-07-11T00:00:00Z")), "half a year after that");
    let long_ago = unasked(|w| w.snapshot.requests = vec![request("2026-08-01T00:00:00Z")]);
    assert_eq!(told(&long_ago), "17: not-approached");
    let full = unasked(|w| {
        let mut two = vec![mentorship(44, 33, ADA, MONA), mentorship(45, 34, BEN, MONA)];
        two[1].began_at = at("2026-09-02T00:00:00Z");
        w.snapshot.mentorships = two;
    });
    assert_eq!(told(&full), "");
    for change in [
        (|p: &mut Person| p.failures = 2) as fn(&mut Person),
        |p| p.state = PersonState::Paused,
        |p| p.capacity = 0,
        |p| p.care.unasked_since = Some(at("2027-03-01T00:00:00Z")),
    ] {
        assert_eq!(told(&unasked(|w| *w = w.clone().edit(MONA, change))), "");
    }
    assert_eq!(told(&unasked(|w| w.policy.rules.not_approached_days = 0)), "");
}

#[test]
fn a_break_does_not_count_as_not_being_asked() {
    let world = World::new().edit(MONA, |p| p.state = PersonState::Paused).with(|w| w.now = at("2027-05-01T00:00:00Z"));
    let outcome = world.from(MONA, "RESUME");
    assert_eq!(mona(&outcome).unwrap().care.unasked_since, Some(at("2027-05-01T00:00:00Z")));
}
