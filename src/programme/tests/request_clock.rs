//! Reminders and expiry of a request; what stops them; and what becomes of it when one of the two pauses or goes.

use super::world::*;
use crate::programme::change::Change;
use crate::programme::event::{Due, Event};
use crate::programme::outcome::{Disposition, Ignored, Outcome};
use crate::programme::person::{PersonId, PersonState};
use crate::programme::request::{Request, RequestId, RequestState};

fn due(world: &World, instant: &str) -> Outcome {
    world.clone().with(|w| w.now = at(instant)).event(&Event::Due(Due::Request(RequestId(33))))
}

fn row(outcome: &Outcome) -> Option<Request> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Request(request) => Some(request.clone()),
        _ => None,
    })
}

fn with_request(world: World, change: impl Fn(&mut Request)) -> World {
    world.with(|w| {
        change(w.snapshot.request.as_mut().unwrap());
        w.snapshot.requests.iter_mut().for_each(change);
    })
}

/// An open request, reminded of so many times, the last time then.
fn reminded(count: u32, last: &str) -> World {
    let last = Some(at(last));
    with_request(World::asked(RequestState::Open), move |r| (r.reminders, r.reminded_at) = (count, last))
}

/// Asked on 16 November at ten: reminders on the 19th and the 23rd, expiry on the 30th.
#[test]
fn a_request_is_reminded_of_twice_and_then_expires() {
    let open = || World::asked(RequestState::Open);
    let (first, second) = (|| reminded(1, "2026-11-19T10:00:00Z"), || reminded(2, "2026-11-23T10:00:00Z"));
    let (reminder, expired) = ("17: request-reminder", "1: request-expired, 17: request-expired");
    let cases = [
        ("too early", open(), "2026-11-18T10:00:00Z", "", Some((0, Some("2026-11-19T10:00:00Z")))),
        ("first", open(), "2026-11-19T10:00:00Z", reminder, Some((1, Some("2026-11-23T10:00:00Z")))),
        ("again too early", first(), "2026-11-20T10:00:00Z", "", Some((1, Some("2026-11-23T10:00:00Z")))),
        ("second", first(), "2026-11-23T10:00:00Z", reminder, Some((2, Some("2026-11-30T10:00:00Z")))),
        ("nothing between", second(), "2026-11-29T00:00:00Z", "", Some((2, Some("2026-11-30T10:00:00Z")))),
        ("expiry", second(), "2026-11-30T10:00:00Z", expired, Some((2, None))),
        // After silences of the service itself.
        ("one for both", open(), "2026-11-25T00:00:00Z", reminder, Some((2, Some("2026-11-30T10:00:00Z")))),
        (
            "late, so days lie between",
            open(),
            "2026-11-22T10:00:00Z",
            reminder,
            Some((1, Some("2026-11-24T10:00:00Z"))),
        ),
        (
            "a reminder before the end",
            open(),
            "2027-01-30T10:00:00Z",
            reminder,
            Some((2, Some("2027-02-02T10:00:00Z"))),
        ),
        ("and time to heed it", reminded(2, "2027-01-30T10:00:00Z"), "2027-02-02T09:59:59Z", "", None),
        ("the end at last", reminded(2, "2027-01-30T10:00:00Z"), "2027-02-02T10:00:00Z", expired, Some((2, None))),
    ];
    for (name, world, instant, expected, change) in cases {
        let outcome = due(&world, instant);
        assert_eq!(told(&outcome), expected, "{name}");
        if let Some((count, next)) = change {
            assert_eq!(row(&outcome).map(|r| (r.reminders, r.due_at)), Some((count, next.map(at))), "{name}");
        }
    }
    let expired = due(&second(), "2026-11-30T10:00:00Z");
    assert_eq!(row(&expired).unwrap().state, RequestState::Expired);
    assert!(says(&expired, "request-expired").contains("M18"), "others who fit are shown");
    assert!(expired.letters.iter().all(|l| l.once.is_some()));
}

#[test]
fn a_reminder_says_how_long() {
    let outcome = due(&World::asked(RequestState::Open), "2026-11-19T10:00:01Z");
    let says = says(&outcome, "request-reminder");
    assert!(says.contains("\"waited\":3") && says.contains("\"days\":11"), "{says}");
}

#[test]
fn the_clock_waits_while_whose_answer_is_wanted_is_away() {
    let away = |world: World, who: PersonId, until: &str| {
        let until = at(until);
        world.edit(who, move |p| p.away_until = Some(until))
    };
    let open = || World::asked(RequestState::Open);
    let late = || reminded(2, "2026-12-05T00:00:00Z");
    let (reminder, expired) = ("17: request-reminder", "1: request-expired, 17: request-expired");
    let cases = [
        (away(open(), MONA, "2026-11-25T00:00:00Z"), "2026-11-19T10:00:00Z", "", Some("2026-11-25T00:00:00Z")),
        (away(open(), MONA, "2026-11-25T00:00:00Z"), "2026-11-25T00:00:00Z", reminder, Some("2026-11-30T10:00:00Z")),
        (away(open(), MONA, "2026-12-05T00:00:00Z"), "2026-11-30T10:00:00Z", "", Some("2026-12-05T00:00:00Z")),
        (away(open(), MONA, "2026-12-05T00:00:00Z"), "2026-12-05T00:00:00Z", reminder, Some("2026-12-08T00:00:00Z")),
        (away(late(), MONA, "2026-12-05T00:00:00Z"), "2026-12-08T00:00:00Z", expired, None),
        // An absence before the request, or of the one who only waits, stops nothing.
        (away(open(), MONA, "2026-11-01T00:00:00Z"), "2026-11-19T10:00:00Z", reminder, Some("2026-11-23T10:00:00Z")),
        (away(open(), ADA, "2026-12-05T00:00:00Z"), "2026-11-19T10:00:00Z", reminder, Some("2026-11-23T10:00:00Z")),
    ];
    for (world, instant, expected, next) in cases {
        let outcome = due(&world, instant);
        assert_eq!(told(&outcome), expected, "{instant}");
        assert_eq!(row(&outcome).map(|r| r.due_at), Some(next.map(at)), "{instant}");
    }
}

/// Mona has asked Ada something first, so that Ada's answer is waited for.
#[test]
fn a_question_turns_the_clock_round() {
    let asked = World::asked(RequestState::Open).from(MONA, "Which year are you in?");
    let waiting = row(&asked).unwrap();
    assert_eq!((waiting.asked_back, waiting.moved_at, waiting.state), (true, now(), RequestState::Open));
    assert_eq!(waiting.due_at, Some(at("2026-11-23T10:00:00Z")));
    let world = with_request(World::asked(RequestState::Open), move |r| *r = waiting.clone());
    let reminder = due(&world, "2026-11-23T10:00:00Z");
    assert_eq!(told(&reminder), "1: request-reminder");
    let says = says(&reminder, "request-reminder");
    assert!(says.contains("\"to_mentor\":false") && says.contains("Mona Berg"), "{says}");
    let silent = with_request(world.clone(), |r| (r.reminders, r.reminded_at) = (2, Some(at("2026-11-27T10:00:00Z"))));
    let expired = due(&silent, "2026-12-04T10:00:00Z");
    assert_eq!(told(&expired), "1: request-expired, 17: request-expired");
    assert!(self::says(&expired, "request-expired").contains("\"asked_back\":true"));
    let answered = row(&silent.from(ADA, "In my last year.")).unwrap();
    assert_eq!((answered.asked_back, answered.reminders, answered.reminded_at), (false, 0, None));
    // Words that do not go through leave the clock alone.
    assert!(row(&world.from(ADA, "Write to ada@student.uni.example")).is_none());
}

#[test]
fn nothing_is_due_of_what_is_decided_or_gone() {
    use RequestState as S;
    for state in [S::Accepted, S::Declined, S::Withdrawn, S::Expired, S::Closed] {
        let outcome = due(&World::asked(state), "2026-12-30T00:00:00Z");
        assert_eq!((told(&outcome).as_str(), &outcome.disposition), ("", &Disposition::Ignored(Ignored::NothingDue)));
    }
    assert_eq!(told(&due(&World::new(), "2026-12-30T00:00:00Z")), "");
    let left = World::asked(S::Open).edit(MONA, |p| p.state = PersonState::Left);
    let outcome = due(&left, "2026-11-19T10:00:00Z");
    assert_eq!((told(&outcome).as_str(), row(&outcome).unwrap().state), ("1: request-closed", S::Closed));
    let both = left.edit(ADA, |p| p.state = PersonState::Suspended);
    assert_eq!(told(&due(&both, "2026-11-19T10:00:00Z")), "");
}

#[test]
fn a_pause_stops_the_clock_and_the_other_side_is_told_once() {
    for (who, other, told_to) in [(MONA, ADA, "1: request-waits"), (ADA, MONA, "17: request-waits")] {
        let open = World::asked(RequestState::Open);
        let paused = open.from(who, "PAUSE");
        assert!(told(&paused).contains(told_to), "{}", told(&paused));
        let stopped = row(&paused).unwrap();
        assert_eq!((stopped.state, stopped.stopped_at), (RequestState::Open, Some(now())));
        // It ends if the pause lasts for as long as a request may wait.
        assert_eq!(stopped.due_at, Some(at("2026-12-04T10:00:00Z")));
        let world = with_request(open.edit(who, |p| p.state = PersonState::Paused), move |r| *r = stopped.clone());
        assert_eq!(told(&due(&world, "2026-11-25T10:00:00Z")), "", "no reminder");
        assert_eq!(told(&due(&world, "2026-12-04T10:00:00Z")), "1: request-expired, 17: request-expired");
        // Five days later it goes on where it stood: four days after the asking.
        let later = world.clone().with(|w| w.now = at("2026-11-25T10:00:00Z"));
        let back = row(&later.from(who, "RESUME")).unwrap();
        assert_eq!((back.stopped_at, back.moved_at), (None, at("2026-11-21T10:00:00Z")));
        assert_eq!(back.due_at, Some(at("2026-11-25T10:00:00Z")).max(Some(at("2026-11-24T10:00:00Z"))));
        // While the other pauses too, it still stands.
        let both = later.edit(other, |p| p.state = PersonState::Paused);
        assert!(row(&both.from(who, "RESUME")).is_none());
    }
}

/// A pause that came about where the requests were not at hand is found when the request is next due.
#[test]
fn the_clock_finds_a_pause_by_itself() {
    let world = World::asked(RequestState::Open).edit(MONA, |p| p.state = PersonState::Paused);
    let outcome = due(&world, "2026-11-19T10:00:00Z");
    assert_eq!((told(&outcome).as_str(), row(&outcome).unwrap().stopped_at.is_some()), ("1: request-waits", true));
    let back = with_request(World::asked(RequestState::Open), |r| r.stopped_at = Some(at("2026-11-17T10:00:00Z")));
    let outcome = due(&back, "2026-11-19T10:00:00Z");
    assert_eq!((told(&outcome).as_str(), row(&outcome).unwrap().due_at), ("", Some(at("2026-11-21T10:00:00Z"))));
}

#[test]
fn whoever_is_suspended_takes_their_requests_along() {
    for (who, told_to) in [(MONA, "1: request-closed"), (ADA, "17: request-closed")] {
        let world = World::asked(RequestState::Open);
        let outcome = world.from(ALAN, &format!("SUSPEND {}", who.0));
        assert!(told(&outcome).contains(told_to), "{}", told(&outcome));
        assert_eq!(row(&outcome).unwrap().state, RequestState::Closed);
        let other = says(&outcome, "request-closed");
        assert!(!other.to_lowercase().contains("suspend"), "{other}");
    }
}

#[test]
fn a_mentor_who_fills_up_is_told_who_still_waits_and_they_are_told_too() {
    let ben = request(34, BEN, MONA, RequestState::Open);
    let world = World::asked(RequestState::Open).with(|w| w.snapshot.requests.push(ben));
    let room = world.clone().edit(MONA, |p| p.capacity = 2).from(MONA, "ACCEPT");
    assert_eq!(told(&room), "1: accepted, 1: introduction, 17: introduction");
    let full = world.edit(MONA, |p| p.capacity = 1).from(MONA, "ACCEPT");
    assert_eq!(told(&full), "2: request-waits, 1: accepted, 1: introduction, 17: introduction");
    let mentors = full.letters.iter().filter(|l| l.to.person == Some(MONA));
    let mentors = serde_json::to_string(&mentors.map(|l| &l.notice).collect::<Vec<_>>()).unwrap();
    assert!(mentors.contains("\"waiting\":\"Ben Okri\"") && mentors.contains("\"over\":false"), "{mentors}");
}
