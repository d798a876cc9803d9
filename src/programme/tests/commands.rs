//! The words of mentees, mentors and the invited that ask or change something of their own.

use super::world::*;
use crate::programme::case::{Case, CaseId};
use crate::programme::change::Change;
use crate::programme::decide::needs;
use crate::programme::event::{Due, Event};
use crate::programme::outcome::{Disposition, Outcome};
use crate::programme::person::{Person, PersonState};
use crate::programme::question::About;
use crate::programme::request::{RequestId, RequestState};

fn changed(outcome: &Outcome) -> Option<Person> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Person(person) => Some(person.clone()),
        _ => None,
    })
}

#[test]
fn the_directory_ranks_by_what_is_looked_for_and_leaves_out_the_full() {
    let outcome = World::new().from(ADA, "MENTORS");
    let page = says(&outcome, "directory");
    let (mona, karl) = (page.find("M17").unwrap(), page.find("M18").unwrap());
    assert!(mona < karl && !page.contains("M19"), "{page}");
    assert!(page.contains("marketing") && page.contains("\"total\":2") && page.contains("\"next\":null"), "{page}");
}

#[test]
fn a_search_wants_all_words_and_widens_where_none_fits() {
    let cases = [
        ("MENTORS marketing", &["M17", "M19"][..], false),
        ("mentors Marketing GERMANY", &["M17"], false),
        ("MENTORS market", &["M17", "M19"], false),
        ("MENTORS salary", &["M18"], false),
        ("MENTORS karl", &["M18"], false),
        ("MENTORS finance germany", &["M17", "M18"], true),
        ("MENTORS astronomy", &[], true),
    ];
    for (text, expected, widened) in cases {
        let page = says(&World::new().from(ADA, text), "directory");
        for reference in ["M17", "M18", "M19"] {
            assert_eq!(page.contains(reference), expected.contains(&reference), "{text} {reference}: {page}");
        }
        assert_eq!(page.contains("\"widened\":true"), widened, "{text}");
    }
}

#[test]
fn the_directory_comes_in_pages() {
    let small = || World::new().with(|w| w.policy.rules.page_size = 1);
    let next = |outcome: &Outcome| {
        let page: serde_json::Value = serde_json::from_str(&says(outcome, "directory")).unwrap();
        (page["mentors"][0]["reference"].as_str().map(str::to_owned), page["next"].as_str().map(str::to_owned))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(next(&small().from(ADA, "MENTORS")), (some("M17"), some("MENTORS NEXT")));
    assert_eq!(next(&small().from(ADA, "MENTORS PAGE 2")), (some("M18"), None));
    assert_eq!(next(&small().from(ADA, "MENTORS page 99")), (some("M18"), None));
    assert_eq!(next(&small().from(ADA, "MENTORS NEXT")), (some("M17"), some("MENTORS NEXT")));
    assert_eq!(next(&small().from(ADA, "MENTORS marketing")), (some("M17"), some("MENTORS NEXT")));
}

#[test]
fn the_directory_leaves_out_who_is_asked_already() {
    let page = says(&World::asked(RequestState::Open).from(ADA, "MENTORS"), "directory");
    assert!(!page.contains("M17") && page.contains("M18"), "{page}");
}

#[test]
fn one_profile_is_shown_without_the_address() {
    let page = says(&World::new().from(ADA, "MENTOR M17"), "mentor");
    assert!(page.contains("Head of Marketing") && page.contains("Can help with"), "{page}");
    assert!(!page.contains('@'), "{page}");
    assert_eq!(told(&World::new().from(ADA, "MENTOR M99")), "1: not-allowed");
}

#[test]
fn help_says_what_can_be_done_from_here() {
    let cases = [
        (
            World::new(),
            ADA,
            &["MENTORS", "STATUS", "STAFF", "PAUSE", "PROFILE", "ADDRESS you@home.example", "LEAVE", "MYDATA"][..],
            &["ACCEPT", "RESUME"][..],
        ),
        (World::new(), MONA, &["LIMIT", "STATUS"], &["MENTORS", "ACCEPT"]),
        (World::asked(RequestState::Open), MONA, &["ACCEPT", "DECLINE"], &["WITHDRAW", "END"]),
        (World::asked(RequestState::Open), ADA, &["WITHDRAW"], &["ACCEPT", "END"]),
        (World::running(), ADA, &["END"], &["WITHDRAW"]),
        (World::new().edit(ADA, |p| p.state = PersonState::Paused), ADA, &["RESUME"], &["PAUSE"]),
    ];
    for (world, who, wanted, unwanted) in cases {
        let help = says(&world.from(who, "HELP"), "help");
        for word in wanted {
            assert!(help.contains(&format!("\"word\":\"{word}")), "{word} in {help}");
        }
        for word in unwanted {
            assert!(!help.contains(&format!("\"word\":\"{word}")), "{word} not in {help}");
        }
    }
    // Whoever has no conversations yet, or no more, is not told how to go on with one.
    use PersonState as S;
    for (state, converses) in [
        (S::Active, true),
        (S::Paused, true),
        (S::Invited, false),
        (S::Applied, false),
        (S::Waiting, false),
        (S::Left, false),
    ] {
        let help = says(&World::new().edit(ADA, |p| p.state = state).from(ADA, "HELP"), "help");
        assert!(help.contains(&format!("\"converses\":{converses}")), "{state:?}: {help}");
    }
}

#[test]
fn status_tells_requests_and_mentorships_and_who_is_away() {
    let away = |world: World| world.edit(MONA, |p| p.away_until = Some(at("2026-12-01T00:00:00Z")));
    let status = says(&away(World::asked(RequestState::Open)).from(ADA, "STATUS"), "status");
    assert!(status.contains("to Mona Berg: open for 4 days. Mona Berg is away until 1 December 2026."), "{status}");
    let status = says(&World::running().from(MONA, "STATUS"), "status");
    assert!(status.contains("With Ada Lovelace: since 18 November 2026. Neither of you has written yet."), "{status}");
    let status = says(&World::ended().from(MONA, "STATUS"), "status");
    assert!(status.contains("ended 10 days ago"), "{status}");
}

#[test]
fn status_lists_what_the_team_was_asked_and_not_what_it_was_told() {
    let case = |id, opened: &str, closed: Option<&str>| Case {
        id: CaseId(id),
        opened_at: at(opened),
        closed_at: closed.map(at),
        ..World::case(false, false).snapshot.case.unwrap()
    };
    let (monday, friday) = ("2026-11-16T10:00:00Z", "2026-11-20T09:00:00Z");
    let cases = [
        (case(55, monday, None), true),
        (case(56, monday, Some(friday)), true),
        // Feedback: closed from the beginning.
        (case(57, monday, Some(monday)), false),
    ];
    for (case, listed) in cases {
        let id = case.id.0;
        let status = says(&World::new().with(|w| w.snapshot.cases = vec![case]).from(ADA, "STATUS"), "status");
        assert_eq!(status.contains(&format!("Case {id}")), listed, "{status}");
    }
    let asked = |count: usize| {
        let question = super::questions::question(About::Erase);
        says(&World::new().with(|w| w.snapshot.questions = vec![question; count]).from(ADA, "STATUS"), "status")
    };
    for (count, expected) in [(0, ""), (1, "One question of mine waits"), (2, "2 questions of mine wait")] {
        assert!(asked(count).contains(&format!("\"asked\":\"{expected}")), "{}", asked(count));
        assert!(asked(count).contains("\"cases\":[]"), "they are no questions to the team");
    }
}

#[test]
fn pausing_and_limits_change_the_person_alone() {
    let paused = || World::new().edit(MONA, |p| p.state = PersonState::Paused);
    let cases = [
        (World::new(), "PAUSE", "17: paused", Some((PersonState::Paused, 2))),
        (paused(), "PAUSE", "17: already-done", None),
        (paused(), "RESUME", "17: resumed", Some((PersonState::Active, 2))),
        (World::new(), "RESUME", "17: already-done", None),
        (World::new(), "LIMIT 3", "17: done", Some((PersonState::Active, 3))),
        (World::new(), "LIMIT 0", "17: done", Some((PersonState::Active, 0))),
        (World::new(), "LIMIT 2", "17: already-done", None),
        (World::new(), "LIMIT 99", "17: not-allowed", None),
        (World::new(), "JOIN", "17: already-done", None),
    ];
    for (world, text, expected, row) in cases {
        let outcome = world.from(MONA, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(changed(&outcome).map(|p| (p.state, p.capacity)), row, "{text}");
    }
}

#[test]
fn a_word_for_mentors_points_a_mentee_to_the_team() {
    let outcome = World::new().from(ADA, "CONFIRM");
    assert_eq!(told(&outcome), "1: not-allowed");
    assert!(says(&outcome, "not-allowed").contains("STAFF"));
}

#[test]
fn what_cannot_be_understood_is_answered_with_what_can_be_said() {
    for text in ["Hello there", "", "YES", "accept my apologies", "mentor of the year", "INTERESTED in marketing"] {
        let outcome = World::new().from(ADA, text);
        assert_eq!(told(&outcome), "1: not-understood", "{text}");
        assert!(says(&outcome, "not-understood").contains("MENTORS"), "{text}");
    }
}

#[test]
fn the_invited_join_by_their_first_word_or_say_no() {
    let cases = [
        ("YES", "1: welcome", Some(PersonState::Active)),
        ("JOIN", "1: welcome", Some(PersonState::Active)),
        ("Accept", "1: welcome", Some(PersonState::Active)),
        ("HELP", "1: help", None),
        ("PROFILE", "1: profile", None),
        ("FAQ", "1: faq", None),
        ("ERASE", "1: erase", None),
        ("MENTORS", "1: welcome, 1: directory", Some(PersonState::Active)),
        ("INTERESTED M17\nHello", "1: welcome, 17: request, 1: request-sent", Some(PersonState::Active)),
        ("NO", "1: done", Some(PersonState::Left)),
        ("Decline", "1: done", Some(PersonState::Left)),
        ("STAFF what is this?", "30: case, 1: done", None),
        ("What is this?", "1: not-understood", None),
    ];
    let invited = World::new().edit(ADA, |p| {
        p.state = PersonState::Invited;
        p.profile.year = "Third year".into();
        p.profile.graduation = "2027-07".into();
    });
    for (text, expected, state) in cases {
        let outcome = invited.from(ADA, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(changed(&outcome).map(|p| p.state), state, "{text}");
    }
    let unproven = invited.clone().with(|_| {});
    let mut mail = unproven.write(ADA, "HELP");
    mail.authentication = authentication(crate::mail::inbound::Verdict::None);
    assert_eq!(told(&unproven.send(ADA, &mail, false)), "1: confirm-command");
}

#[test]
fn applicants_wait() {
    let applied = World::new().edit(ADA, |p| p.state = PersonState::Applied);
    for (text, expected) in
        [("MENTORS", "1: not-allowed"), ("HELP", "1: help"), ("STATUS", "1: status"), ("RESUME", "1: not-allowed")]
    {
        assert_eq!(told(&applied.from(ADA, text)), expected, "{text}");
    }
}

#[test]
fn who_writes_can_be_written_to_again() {
    let outcome = World::new().edit(ADA, |p| p.failures = 2).from(ADA, "PAUSE");
    assert_eq!(changed(&outcome).map(|p| (p.failures, p.state)), Some((0, PersonState::Paused)));
    let rows = outcome.changes.iter().filter(|change| matches!(change, Change::Person(_))).count();
    assert_eq!(rows, 1, "a row is written once");
}

#[test]
fn every_answer_goes_to_the_service_conversation_and_the_registered_address() {
    let outcome = World::running().from(ADA, "STATUS");
    assert!(matches!(outcome.changes.first(), Some(Change::NewConversation(_))), "a first one is opened");
    let letter = letter(&outcome, "status");
    assert!(letter.answer && letter.conversation.is_some_and(|id| id != PAIR));
    assert_eq!(letter.references, ["written@home.example"]);
    let known = World::new().with(|w| {
        let topic = crate::programme::conversation::Topic::Service(ADA);
        w.snapshot.service = Some(conversation(SERVICE, topic));
    });
    let outcome = known.from(ADA, "STATUS");
    assert_eq!((outcome.letters[0].conversation, outcome.changes.len()), (Some(SERVICE), 0));
    assert_eq!(outcome.disposition, Disposition::Answered("status"));
}

#[test]
fn the_directory_is_loaded_where_it_may_be_needed() {
    let cases = [
        ("MENTORS", true),
        ("INTERESTED M17\nHello", true),
        ("DECLINE", true),
        ("MENTOR M1", true),
        ("PEOPLE marketing", true),
        ("HELP", false),
        ("ACCEPT", true),
        ("PAUSE", true),
        ("Hello", false),
    ];
    for (text, expected) in cases {
        let inbound = inbound(text);
        assert_eq!(needs(&Event::Mail(mail(&inbound, None))).directory, expected, "{text}");
    }
    assert!(needs(&Event::Due(Due::Request(RequestId(1)))).directory);
}

#[test]
fn what_was_nearly_a_word_is_answered_with_that_word_first() {
    let first = |text: &str| {
        let outcome = World::new().from(MONA, text);
        let json = serde_json::to_value(&letter(&outcome, "not-understood").notice).unwrap();
        (json["options"][0]["word"].as_str().unwrap().to_owned(), json["understood"].as_str().unwrap().to_owned())
    };
    assert_eq!(first("pause until january").0, "PAUSE");
    assert_eq!(first("LIMIT lots").0, "LIMIT 2");
    for text in ["unsubscribe", "Unsubscribe me, please", "STOP"] {
        let (word, understood) = first(text);
        assert!(word == "PAUSE" && understood.contains("LEAVE"), "{text}: {word}, {understood}");
    }
}
