//! Asking a mentor, and what they answer.

use super::world::*;
use crate::programme::change::Change;
use crate::programme::outcome::{Disposition, Outcome};
use crate::programme::person::{PersonId, PersonState};
use crate::programme::request::{Request, RequestState};

fn changed(outcome: &Outcome) -> Option<Request> {
    outcome.changes.iter().find_map(|change| match change {
        Change::NewRequest(request) | Change::Request(request) => Some(request.clone()),
        _ => None,
    })
}

#[test]
fn a_mentee_asks() {
    let outcome = World::new().from(ADA, "INTERESTED M17\n\nDear Mona, may I?");
    assert_eq!(outcome.disposition, Disposition::Done("request.asked"));
    assert_eq!(told(&outcome), "17: request, 1: request-sent");
    let request = changed(&outcome).unwrap();
    assert_eq!((request.mentee, request.mentor, request.state), (ADA, MONA, RequestState::Open));
    assert_eq!(request.message, "Dear Mona, may I?");
    assert_eq!(request.due_at, Some(at("2026-11-23T10:00:00Z")));
    let asked = says(&outcome, "request");
    for part in ["\"running\":1", "\"suggested\":2", "\"capacity\":2", "\"days\":14", "BA English", "Dear Mona, may I?"]
    {
        assert!(asked.contains(part), "{part} in {asked}");
    }
    assert!(outcome.letters.iter().all(|l| l.conversation == Some(request.conversation)));
    // The request's first mail is one entry: the mentee's own mail, the mentor's letter.
    let (hers, his) = (known(&outcome, ADA), known(&outcome, MONA));
    assert_eq!(hers[0].0, his[0].0);
    assert_eq!(hers[0].1, "written@home.example");
    assert_eq!(his[0].1, message_id(outcome.letters[0].id));
}

#[test]
fn what_a_mentee_says_of_themselves_leads_nowhere_else() {
    let world = World::new().edit(ADA, |p| {
        p.profile.aims = "To work in Germany; write to ada@home.example".into();
        p.profile.help = "Marketing, see https://ada.example/cv or ring +44 20 7946 0958".into();
    });
    let asked = says(&world.from(ADA, "INTERESTED M17\n\nDear Mona, may I?"), "request");
    for hidden in ["ada@home", "ada.example", "7946"] {
        assert!(!asked.contains(hidden), "{hidden} in {asked}");
    }
    assert!(asked.contains("To work in Germany") && asked.contains("[left out]"), "{asked}");
}

#[test]
fn what_stands_in_the_way_of_a_request_is_said() {
    let more = |requests: Vec<Request>| World::new().with(|w| w.snapshot.requests = requests);
    let old = |state, decided: &str| {
        let mut request = request(33, ADA, MONA, state);
        request.decided_at = Some(at(decided));
        vec![request]
    };
    let three = |_: ()| (40..43).map(|id| request(id, ADA, PersonId(id), RequestState::Open)).collect();
    let ask = "INTERESTED M17\nHello";
    let cases: Vec<(&str, World, &str, &str)> = vec![
        ("no message", World::new(), "INTERESTED M17", "1: message-wanted"),
        ("nobody there", World::new(), "INTERESTED M99\nHello", "1: not-allowed"),
        ("a mentee's number", World::new(), "INTERESTED M2\nHello", "1: not-allowed"),
        ("full", World::new(), "INTERESTED M19\nHello", "1: not-allowed"),
        ("three open", more(three(())), ask, "1: not-allowed"),
        ("three open, no message", more(three(())), "INTERESTED M17", "1: not-allowed"),
        ("declined lately", more(old(RequestState::Declined, "2026-10-01T00:00:00Z")), ask, "1: not-allowed"),
        (
            "declined long ago",
            more(old(RequestState::Declined, "2026-08-01T00:00:00Z")),
            ask,
            "17: request, 1: request-sent",
        ),
        (
            "expired lately",
            more(old(RequestState::Expired, "2026-11-01T00:00:00Z")),
            ask,
            "17: request, 1: request-sent",
        ),
        (
            "withdrawn lately",
            more(old(RequestState::Withdrawn, "2026-11-01T00:00:00Z")),
            ask,
            "17: request, 1: request-sent",
        ),
        ("open already", World::asked(RequestState::Open), ask, "1: already-done"),
        ("theirs already", World::running(), ask, "1: not-allowed"),
        ("theirs once", World::ended(), ask, "17: request, 1: request-sent"),
        ("pausing mentee", World::new().edit(ADA, |p| p.state = PersonState::Paused), ask, "1: not-allowed"),
        ("dead address", World::new().edit(MONA, |p| p.failures = 2), ask, "1: not-allowed"),
        ("gives address away", World::new(), "INTERESTED M17\nWrite to Ada@Student.Uni.Example", "1: held"),
    ];
    for (name, world, text, expected) in cases {
        assert_eq!(told(&world.from(ADA, text)), expected, "{name}");
    }
}

#[test]
fn only_its_own_role_can_say_a_word() {
    let open = || World::asked(RequestState::Open);
    for (name, who, text) in [
        ("mentor asks", MONA, "INTERESTED M18\nHello"),
        ("mentor searches", MONA, "MENTORS marketing"),
        ("mentor withdraws", MONA, "WITHDRAW"),
        ("mentee accepts", ADA, "ACCEPT"),
        ("mentee declines", ADA, "DECLINE"),
        ("mentee sets a limit", ADA, "LIMIT 3"),
    ] {
        let outcome = open().from(who, text);
        assert_eq!(told(&outcome), format!("{}: not-allowed", who.0), "{name}");
        assert_eq!(audit(&outcome), "", "{name}");
    }
}

#[test]
fn a_yes_begins_a_mentorship() {
    let outcome = World::asked(RequestState::Open).from(MONA, "Accept.\n\nWelcome, Ada!");
    assert_eq!(outcome.disposition, Disposition::Done("request.accepted"));
    assert_eq!(told(&outcome), "1: accepted, 1: introduction, 17: introduction");
    assert_eq!(changed(&outcome).unwrap().state, RequestState::Accepted);
    assert_eq!(changed(&outcome).unwrap().version, 5);
    let mentorship = outcome.changes.iter().find_map(|change| match change {
        Change::NewMentorship(mentorship) => Some(mentorship.clone()),
        _ => None,
    });
    let mentorship = mentorship.unwrap();
    assert_eq!((mentorship.mentee, mentorship.mentor, mentorship.conversation), (ADA, MONA, PAIR));
    assert_eq!(mentorship.mentor_wrote_at, Some(now()));
    assert!(says(&outcome, "accepted").contains("Welcome, Ada!"));
    assert_eq!(audit(&outcome), "request.accepted, mentorship.began");
}

#[test]
fn a_no_is_passed_on_with_others_who_fit() {
    let outcome = World::asked(RequestState::Open).from(MONA, "DECLINE\nToo much to do, sorry.");
    assert_eq!(told(&outcome), "1: declined, 17: decline-sent");
    assert_eq!(changed(&outcome).unwrap().state, RequestState::Declined);
    let declined = says(&outcome, "declined");
    assert!(declined.contains("Too much to do") && declined.contains("M18"), "{declined}");
    assert!(
        !declined.contains("M17") && !declined.contains("M19"),
        "neither the one who said no nor one who is full: {declined}"
    );
}

#[test]
fn a_request_is_decided_once() {
    use RequestState as S;
    let cases = [
        (S::Accepted, MONA, "ACCEPT", "accepted"),
        (S::Accepted, MONA, "DECLINE", "accepted"),
        (S::Declined, MONA, "ACCEPT", "declined"),
        (S::Declined, MONA, "DECLINE", "declined"),
        (S::Withdrawn, MONA, "ACCEPT", "taken the request back"),
        (S::Expired, MONA, "ACCEPT", "expired"),
        (S::Expired, MONA, "DECLINE", "expired"),
        (S::Accepted, ADA, "WITHDRAW", "accepted"),
        (S::Declined, ADA, "WITHDRAW", "declined"),
        (S::Withdrawn, ADA, "WITHDRAW", "taken"),
        (S::Expired, ADA, "WITHDRAW", "expired"),
    ];
    for (state, who, text, expected) in cases {
        let outcome = World::asked(state).from(who, text);
        assert_eq!(told(&outcome), format!("{}: already-done", who.0), "{state:?} {text}");
        assert!(says(&outcome, "already-done").contains(expected), "{state:?} {text}");
        assert!(changed(&outcome).is_none(), "{state:?} {text}");
    }
}

#[test]
fn outside_its_thread_a_word_is_about_the_only_open_request() {
    let elsewhere = |requests: Vec<Request>| World::new().with(|w| w.snapshot.requests = requests);
    let ada = || request(33, ADA, MONA, RequestState::Open);
    let ben = || request(34, BEN, MONA, RequestState::Open);
    let done = || request(35, BEN, MONA, RequestState::Declined);
    let cases = [
        ("one", elsewhere(vec![ada()]), MONA, "ACCEPT", "1: accepted, 1: introduction, 17: introduction"),
        ("one open, one done", elsewhere(vec![done(), ada()]), MONA, "DECLINE", "1: declined, 17: decline-sent"),
        ("two", elsewhere(vec![ada(), ben()]), MONA, "ACCEPT", "17: which-request"),
        (
            "the second",
            elsewhere(vec![ada(), ben()]),
            MONA,
            "ACCEPT 34",
            "2: accepted, 2: introduction, 17: introduction",
        ),
        ("the second, no", elsewhere(vec![ada(), ben()]), MONA, "DECLINE 34\nSorry", "2: declined, 17: decline-sent"),
        ("one done", elsewhere(vec![ada(), done()]), MONA, "ACCEPT 35", "17: already-done"),
        ("somebody else's", elsewhere(vec![ada()]), KARL, "ACCEPT 33", "18: not-allowed"),
        ("by the mentor", elsewhere(vec![ada()]), ADA, "WITHDRAW M17", "17: withdrawn, 1: withdrawn"),
        ("by its number", elsewhere(vec![ada()]), ADA, "WITHDRAW 33", "17: withdrawn, 1: withdrawn"),
        ("nobody asked", elsewhere(vec![ada()]), ADA, "WITHDRAW M18", "1: not-allowed"),
        ("none any more", elsewhere(vec![done()]), MONA, "ACCEPT", "17: already-done"),
        ("never one", elsewhere(vec![]), MONA, "ACCEPT", "17: not-allowed"),
        ("withdraw", elsewhere(vec![ada()]), ADA, "WITHDRAW", "17: withdrawn, 1: withdrawn"),
        (
            "withdraw, with words",
            elsewhere(vec![ada()]),
            ADA,
            "WITHDRAW\n\nI have found somebody else, and thank you.",
            "1: not-relayed, 17: withdrawn, 1: withdrawn",
        ),
        ("withdraw nothing", elsewhere(vec![]), ADA, "WITHDRAW", "1: not-allowed"),
    ];
    for (name, world, who, text, expected) in cases {
        assert_eq!(told(&world.from(who, text)), expected, "{name}");
    }
    let several = elsewhere(vec![ada(), ben()]).from(MONA, "ACCEPT");
    let which = says(&several, "which-request");
    for part in ["ACCEPT 33", "says yes to Ada Lovelace, who asked 4 days ago", "ACCEPT 34", "Ben Okri"] {
        assert!(which.contains(part), "{part} in {which}");
    }
    let more = elsewhere(vec![ada(), request(36, ADA, KARL, RequestState::Open)]).from(ADA, "WITHDRAW");
    assert!(says(&more, "which-request").contains("\"word\":\"WITHDRAW M18\""));
}

#[test]
fn words_about_an_open_request_are_asked_about_or_passed_on() {
    let open = || World::asked(RequestState::Open);
    let cases = [
        (MONA, "What are your aims?", "1: request-question"),
        (MONA, "I'd be happy to!", "17: confirm-meaning"),
        (MONA, "Not able to accept right now", "17: confirm-meaning"),
        (MONA, "YES", "17: confirm-meaning"),
        (MONA, "No.", "17: confirm-meaning"),
        (MONA, "", "17: not-understood"),
        (MONA, "Write to me at mona@corp.example?", "17: held"),
        (ADA, "I should like to work in Germany.", "17: request-question"),
        (ADA, "Yes", "17: request-question"),
        (ADA, "I'd be happy to!", "17: request-question"),
        (ADA, "WITHDRAW", "17: withdrawn, 1: withdrawn"),
    ];
    for (who, text, expected) in cases {
        assert_eq!(told(&open().from(who, text)), expected, "{text}");
    }
    let asked = open().from(MONA, "I'd be happy to!");
    assert_eq!(letter(&asked, "confirm-meaning").conversation, Some(PAIR), "its buttons answer the request");
    assert_eq!(audit(&asked), "");
}

#[test]
fn a_yes_to_somebody_who_has_gone_begins_nothing() {
    for state in [PersonState::Left, PersonState::Erased, PersonState::Suspended] {
        let outcome = World::asked(RequestState::Open).edit(ADA, |p| p.state = state).from(MONA, "ACCEPT");
        assert_eq!(told(&outcome), "17: not-allowed", "{state:?}");
    }
}

#[test]
fn a_decision_whose_words_leak_waits() {
    for text in ["ACCEPT\nWrite to mona@corp.example", "DECLINE\nask ada@student.uni.example"] {
        let outcome = World::asked(RequestState::Open).from(MONA, text);
        assert_eq!(told(&outcome), "17: held", "{text}");
        assert!(changed(&outcome).is_none());
    }
}
