//! What everyone can do at any time: erase, ask for their data, take a step back, tell a worry; and what is answered to what cannot be understood.

use jiff::Timestamp;

use super::world::*;
use crate::programme::change::Change;
use crate::programme::event::Event;
use crate::programme::mentorship::{EndReason, Ended};
use crate::programme::outcome::{Disposition, Outcome};
use crate::programme::person::{PersonId, PersonState};
use crate::programme::question::About;
use crate::programme::request::RequestState;
use crate::programme::snapshot::{Keepsake, Load, Step};

fn states(outcome: &Outcome) -> Vec<PersonState> {
    let states = outcome.changes.iter().filter_map(|change| match change {
        Change::Person(person) => Some(person.state),
        _ => None,
    });
    states.collect()
}

#[test]
fn erasing_is_asked_once_and_then_done() {
    let asked = World::running().from(ADA, "ERASE");
    assert_eq!((told(&asked).as_str(), states(&asked)), ("1: erase", vec![]));
    assert!(says(&asked, "erase").contains("Mona Berg"));
    let again = World::running().with(|w| w.snapshot.questions = vec![super::questions::question(About::Erase)]);
    let again = again.from(ADA, "ERASE");
    assert!(!again.changes.iter().any(|change| matches!(change, Change::NewQuestion(_))), "asked once");
    assert_eq!(letter(&again, "erase").conversation, Some(QUESTION));

    let world = super::questions::asked(About::Erase).with(|w| {
        let pair = World::running();
        w.snapshot.requests =
            vec![request(34, ADA, KARL, RequestState::Open), request(35, ADA, LEA, RequestState::Declined)];
        w.snapshot.mentorships = pair.snapshot.mentorships;
    });
    let no = world.from(ADA, "NO");
    assert_eq!((told(&no).as_str(), states(&no)), ("1: done", vec![]));
    let yes = world.from(ADA, "yes.");
    // The others first, and the person last of all.
    assert_eq!(told(&yes), "17: departed, 18: departed, 1: erased");
    assert_eq!(states(&yes), [PersonState::Erased]);
    assert_eq!(audit(&yes), "mentorship.ended-by-leaving, person.erased");
    assert_eq!(letter(&yes, "erased").conversation, None, "nothing leads back");
    assert_eq!(yes.disposition, Disposition::Done("person.erased"));
    let prose = world.from(ADA, "Yes, I think so, but first tell me more");
    assert_eq!((told(&prose).as_str(), states(&prose)), ("1: not-understood", vec![]));
}

#[test]
fn who_does_not_take_part_keeps_their_rights() {
    for state in [PersonState::Left, PersonState::Suspended, PersonState::Invited, PersonState::Applied] {
        let world = World::new().edit(ADA, |p| p.state = state).with(|w| {
            w.snapshot.keepsake = Some(Keepsake { json: "{}".into(), counts: vec![("profile", 1), ("goals", 0)] });
        });
        assert_eq!(told(&world.from(ADA, "ERASE")), "1: erase", "{state:?}");
        let data = world.from(ADA, "MYDATA");
        assert_eq!((told(&data).as_str(), states(&data)), ("1: mydata", vec![]), "{state:?}");
        assert_eq!(letter(&data, "mydata").attachments[0].bytes, b"{}");
        assert!(!says(&data, "mydata").contains("goals"));
        assert_eq!(told(&world.from(ADA, "CONCERN help")), "30: case, 1: concern-sent", "{state:?}");
    }
    let erased = World::new().event(&Event::Erase(MONA));
    assert_eq!((told(&erased).as_str(), states(&erased)), ("17: erased", vec![PersonState::Erased]));
    for who in [STELLA, PersonId(999)] {
        assert_eq!(told(&World::new().event(&Event::Erase(who))), "", "{who:?}");
    }
}

fn step(hours: i64, what: &str, subject: i64) -> Step {
    let at = now().checked_sub(jiff::SignedDuration::from_hours(hours)).unwrap();
    Step { at, what: what.into(), subject }
}

fn ended(world: World, by: PersonId) -> World {
    world.with(|w| {
        let at = step(2, "", 0).at;
        w.snapshot.mentorships[0].ended = Some(Ended { at, by, reason: EndReason::Time });
        w.snapshot.mentorship = Some(w.snapshot.mentorships[0].clone());
    })
}

fn undone(world: &World, who: PersonId, steps: &[Step]) -> String {
    told(&world.clone().with(|w| w.snapshot.steps = steps.to_vec()).from(who, "UNDO"))
}

#[test]
fn the_newest_step_is_taken_back() {
    let accepted = World::running();
    assert_eq!(undone(&accepted, MONA, &[step(1, "request.accepted", 33)]), "1: undone, 17: undone");
    let declined = World::asked(RequestState::Declined);
    assert_eq!(undone(&declined, MONA, &[step(24, "request.declined", 33)]), "1: undone, 17: undone");
    let over = ended(World::running(), ADA);
    assert_eq!(undone(&over, ADA, &[step(2, "mentorship.ended", 44)]), "17: undone, 1: undone");
    let pausing = World::new().edit(ADA, |p| p.state = PersonState::Paused);
    assert_eq!(undone(&pausing, ADA, &[step(3, "person.paused", 1), step(4, "mentorship.ended", 44)]), "1: undone");

    let talking = World::running().edit(ADA, |p| p.state = PersonState::Paused);
    assert_eq!(undone(&talking, ADA, &[step(3, "person.paused", 1)]), "1: undone", "wherever it is said");

    let outcome = accepted.with(|w| w.snapshot.steps = vec![step(1, "request.accepted", 33)]).from(MONA, "UNDO");
    let request = outcome.changes.iter().find_map(|change| match change {
        Change::Request(request) => Some(request.clone()),
        _ => None,
    });
    let request = request.unwrap();
    assert_eq!((request.state, request.decided_at), (RequestState::Open, None));
    assert!(request.due_at.is_some_and(|due| due > now()), "its clock runs again");
    let reason = outcome.changes.iter().find_map(|change| match change {
        Change::Mentorship(mentorship) => mentorship.ended.as_ref().map(|ended| ended.reason),
        _ => None,
    });
    assert_eq!(reason, Some(EndReason::Undone));
}

/// Reminded of late, it has until the 20th at eleven; it is declined two hours before, and that is taken back the next day.
#[test]
fn a_request_whose_decline_is_taken_back_has_the_time_that_it_had_left() {
    let world = World::asked(RequestState::Declined).with(|w| {
        let late = |request: &mut crate::programme::request::Request| {
            request.moved_at = at("2026-11-01T10:00:00Z");
            (request.reminders, request.reminded_at) = (2, Some(at("2026-11-17T11:00:00Z")));
            request.decided_at = Some(at("2026-11-20T09:00:00Z"));
        };
        w.snapshot.request.iter_mut().chain(&mut w.snapshot.requests).for_each(late);
        w.snapshot.steps = vec![step(1, "request.declined", 33)];
        w.now = at("2026-11-21T09:00:00Z");
    });
    let outcome = world.from(MONA, "UNDO");
    let due = outcome.changes.iter().find_map(|change| match change {
        Change::Request(request) => request.due_at,
        _ => None,
    });
    assert_eq!(due, Some(at("2026-11-21T11:00:00Z")), "{}", told(&outcome));
}

#[test]
fn a_yes_given_again_goes_on_in_the_same_mentorship() {
    let world = ended(World::running(), MONA).with(|w| {
        w.snapshot.request.as_mut().unwrap().state = RequestState::Open;
        w.snapshot.requests[0].state = RequestState::Open;
    });
    let outcome = world.from(MONA, "ACCEPT");
    assert!(told(&outcome).contains("17: introduction"), "{}", told(&outcome));
    assert!(!outcome.changes.iter().any(|change| matches!(change, Change::NewMentorship(_))));
    assert!(
        outcome.changes.iter().any(|change| matches!(change, Change::Mentorship(m) if m.running() && m.id.0 == 44))
    );
    let began = |change: &Change| matches!(change, Change::Audit { what: "mentorship.began", subject: 44, .. });
    assert!(outcome.changes.iter().any(began), "{:?}", outcome.changes);
}

#[test]
fn what_cannot_be_taken_back_is_refused_with_the_reason() {
    let refused = |world: &World, who, steps: &[Step], why: &str| {
        let outcome = world.clone().with(|w| w.snapshot.steps = steps.to_vec()).from(who, "UNDO");
        let number = who.0;
        assert_eq!(told(&outcome), format!("{number}: not-allowed"), "{why}");
        assert!(says(&outcome, "not-allowed").contains(why), "{why}: {}", says(&outcome, "not-allowed"));
        assert!(
            outcome
                .changes
                .iter()
                .all(|c| !matches!(c, Change::Request(_) | Change::Mentorship(_) | Change::Person(_)))
        );
    };
    let accepted = [step(1, "request.accepted", 33)];
    let declined = [step(1, "request.declined", 33)];
    let over = [step(2, "mentorship.ended", 44)];
    let load = |open, running, newest: Option<Timestamp>| Load { open, running, newest };
    refused(&World::running(), MONA, &[], "nothing of the last 24 hours");
    refused(&World::running(), MONA, &[step(25, "request.accepted", 33)], "more than 24 hours ago");
    refused(
        &World::running().edit(ADA, |p| p.state = PersonState::Left),
        MONA,
        &accepted,
        "Ada Lovelace does not take part",
    );
    let wrote = World::running().with(|w| w.snapshot.mentorships[0].mentee_wrote_at = Some(now()));
    refused(&wrote, MONA, &accepted, "has written to you");
    let busy = World::asked(RequestState::Declined).with(|w| w.snapshot.loads.extend([(ADA, load(3, 0, None))]));
    refused(&busy, MONA, &declined, "has asked others meanwhile");
    let found =
        World::asked(RequestState::Declined).with(|w| w.snapshot.loads.extend([(ADA, load(0, 1, Some(now())))]));
    refused(&found, MONA, &declined, "has found another mentor");
    let found = ended(World::running(), MONA).with(|w| w.snapshot.loads.extend([(ADA, load(0, 1, Some(now())))]));
    refused(&found, MONA, &over, "has found another mentor");
    let full = ended(World::running(), ADA).with(|w| w.snapshot.loads.extend([(MONA, load(0, 2, None))]));
    refused(&full, ADA, &over, "as many mentees as they want");
    // What the other side did is not for one to take back.
    refused(&ended(World::running(), MONA), ADA, &over, "moved on");
    let twice = World::asked(RequestState::Open);
    assert_eq!(
        undone(&twice, MONA, &[step(0, "request.decline-undone", 33), step(1, "request.declined", 33)]),
        "17: already-done"
    );
    // In a conversation only its own steps count.
    assert_eq!(undone(&World::running(), MONA, &[step(0, "request.declined", 99)]), "17: not-allowed");
}

#[test]
fn a_concern_goes_to_the_team_alone() {
    let world = World::running();
    for text in ["CONCERN He asked me for money", "Concern\n\nHe asked me for money", "concern: He asked me for money."]
    {
        let outcome = world.from(ADA, text);
        assert_eq!(told(&outcome), "30: case, 1: concern-sent", "{text}");
        assert!(!outcome.changes.iter().any(|change| matches!(change, Change::Mentorship(_))), "nothing is frozen");
        assert_ne!(letter(&outcome, "concern-sent").conversation, Some(PAIR));
    }
    // A slip of the finger must not send it to the one it is about.
    for text in ["CONCERNS He asked me for money", "CONCERM He asked me", "CONCENR: he asked", "STAF he asked"] {
        assert_eq!(told(&world.from(ADA, text)), "1: not-understood", "{text}");
    }
    let other = world.with(|w| w.snapshot.cases = World::case(false, true).snapshot.case.into_iter().collect());
    assert!(!says(&other.from(MONA, "STATUS"), "status").contains("55"));
}

#[test]
fn the_same_answer_never_comes_twice_in_a_row() {
    let mut world = World::new();
    let mut kinds = Vec::new();
    for text in ["What is this?", "What is this?", "And now?", "Hm"] {
        let outcome = world.from(ADA, text);
        kinds.push(told(&outcome));
        world.snapshot.answers.last = outcome.letters.first().map(|letter| letter.fingerprint());
    }
    let (first, again) = ("1: not-understood", "1: not-understood-again");
    assert_eq!(kinds, [first, again, first, again]);
}

#[test]
fn a_word_with_a_slip_is_offered() {
    for (text, word) in [("MENTRS", "MENTORS"), ("STAUS", "STATUS"), ("Pasue", "PAUSE"), ("HELLP me", "HELP")] {
        let outcome = World::new().from(ADA, text);
        let said = says(&outcome, "not-understood");
        assert!(said.contains(&format!("looks like {word}")), "{said}");
    }
    assert!(!says(&World::new().from(ADA, "Dear all, hello"), "not-understood").contains("looks like"));
}
