//! The words of a mentorship: goals, the swap of addresses, an end and its reason, and what is answered to the programme's
//! questions.

use super::questions::question;
use super::world::*;
use crate::programme::change::Change;
use crate::programme::conversation::{ConversationId, Topic};
use crate::programme::goal::Goal;
use crate::programme::mentorship::{EndReason, Mentorship, MentorshipId};
use crate::programme::outcome::{Disposition, Outcome};
use crate::programme::person::{PersonId, PersonState};
use crate::programme::question::{About, Question};

fn goal(number: i64, words: &str, met: bool) -> Goal {
    let met = met.then(|| (ADA, at("2026-11-19T00:00:00Z")));
    Goal { mentorship: MentorshipId(44), number, words: words.into(), added_by: MONA, added_at: now(), met }
}

/// Mona is Ada's mentor, and they have these goals, met or not.
fn with_goals(met: &[bool]) -> World {
    let goals = (1..).zip(met).map(|(number, met)| goal(number, &format!("Goal number {number}"), *met)).collect();
    World::running().with(|w| w.snapshot.goals = goals)
}

/// Ada has Mona and Karl as mentors, and the mail is to the service.
fn two() -> World {
    World::running().with(|w| {
        let other = Mentorship { conversation: ConversationId(301), ..mentorship(45, 34, ADA, KARL) };
        w.snapshot.mentorships.push(other);
        w.snapshot.conversation = None;
        w.snapshot.request = None;
        w.snapshot.mentorship = None;
    })
}

/// Somebody was asked about the mentorship of Ada and Mona, and the mail is in the conversation that asks.
pub(super) fn asked(who: PersonId, about: About, words: &str) -> World {
    let question = Question { asked: who, words: words.into(), ..question(about) };
    World::running().with(|w| {
        w.snapshot.request = None;
        w.snapshot.conversation = Some(conversation(QUESTION, Topic::Question(question.id)));
        w.snapshot.questions = vec![question.clone()];
        w.snapshot.question = Some(question);
    })
}

fn row(outcome: &Outcome) -> Option<&Mentorship> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Mentorship(mentorship) => Some(mentorship),
        _ => None,
    })
}

fn goals_changed(outcome: &Outcome) -> Vec<(i64, String, bool)> {
    let changed = outcome.changes.iter().filter_map(|change| match change {
        Change::NewGoal(goal) | Change::Goal(goal) => Some((goal.number, goal.words.clone(), goal.met.is_some())),
        _ => None,
    });
    changed.collect()
}

fn answer(outcome: &Outcome) -> Option<(&str, &str)> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Question(question) => Some((question.answer.as_str(), question.remark.as_str())),
        _ => None,
    })
}

#[test]
fn goals_are_added_listed_and_met() {
    let fifty = with_goals(&[true; 50]);
    let cases = [
        (
            "first",
            with_goals(&[]),
            "GOAL Find a placement",
            "17: goals, 1: goals",
            Some((1, "Find a placement", false)),
        ),
        (
            "third",
            with_goals(&[true, false]),
            "goal: Learn to listen.",
            "17: goals, 1: goals",
            Some((3, "Learn to listen.", false)),
        ),
        (
            "on the next line",
            with_goals(&[]),
            "GOAL\nFind a\nplacement",
            "17: goals, 1: goals",
            Some((1, "Find a placement", false)),
        ),
        ("none given", with_goals(&[]), "GOAL", "1: not-allowed", None),
        ("too many", fifty, "GOAL One more", "1: not-allowed", None),
        ("met", with_goals(&[false, false]), "DONE 2", "17: goals, 1: goals", Some((2, "Goal number 2", true))),
        (
            "the last",
            with_goals(&[true, false]),
            "Done 2.",
            "17: goals-met, 1: goals-met",
            Some((2, "Goal number 2", true)),
        ),
        ("met already", with_goals(&[true, false]), "DONE 1", "1: already-done", None),
        ("no such", with_goals(&[false]), "DONE 7", "1: not-allowed", None),
        ("list", with_goals(&[true, false]), "GOALS", "1: goals", None),
        ("empty list", with_goals(&[]), "GOALS", "1: goals", None),
        ("ended", World::ended(), "GOAL Find a placement", "1: already-done", None),
        ("nowhere", World::new(), "GOAL Find a placement", "1: not-allowed", None),
    ];
    for (name, world, text, expected, change) in cases {
        let outcome = world.from(ADA, text);
        assert_eq!(told(&outcome), expected, "{name}");
        let change = change.map(|(number, words, met)| (number, words.to_owned(), met));
        assert_eq!(goals_changed(&outcome), Vec::from_iter(change), "{name}");
        let thread = outcome.letters.iter().filter(|l| l.notice.kind().starts_with("goals"));
        assert!(thread.clone().all(|letter| letter.conversation == Some(PAIR)), "{name}: answered where it belongs");
    }
    let long = format!("GOAL {}", "x".repeat(301));
    assert_eq!(told(&World::running().from(ADA, &long)), "1: not-allowed");
}

#[test]
fn words_below_a_goal_are_passed_on_and_an_address_in_it_is_not() {
    let outcome = World::running().from(ADA, "GOAL Find a placement\n\nWhat do you think?");
    assert!(says(&outcome, "goals").contains("What do you think?"));
    assert_eq!(row(&outcome).unwrap().mentee_wrote_at, Some(now()), "that was a message");
    let outcome = World::running().from(ADA, "GOAL Find a placement");
    assert_eq!(row(&outcome).unwrap().mentee_wrote_at, None, "a goal alone is none");
    for text in [
        "GOAL Write to mona@corp.example",
        "GOAL Find a placement\n\nI am ada@student.uni.example",
        "GOAL\nMona@Corp.example",
    ] {
        let outcome = World::running().from(ADA, text);
        assert_eq!((told(&outcome).as_str(), goals_changed(&outcome)), ("1: held", vec![]), "{text}");
    }
    let outcome = with_goals(&[false]).from(ADA, "DONE 1\n\nMy address is ada@student.uni.example");
    assert_eq!((told(&outcome).as_str(), goals_changed(&outcome)), ("1: held", vec![]));
    let gone = World::running().edit(MONA, |p| p.state = PersonState::Suspended);
    assert_eq!(told(&gone.from(ADA, "GOAL Find a placement")), "1: goals", "nobody there to tell");
}

#[test]
fn a_word_that_could_be_about_several_is_asked_about() {
    for text in ["GOAL Find a placement", "GOALS", "DONE 1", "SHARE", "END", "END no time\n\nFarewell!"] {
        let outcome = two().from(ADA, text);
        assert_eq!(told(&outcome), "1: which-one", "{text}");
        assert!(row(&outcome).is_none(), "{text}");
        let says = says(&outcome, "which-one");
        assert!(says.contains("Mona Berg") && says.contains("Karl Lind"), "{says}");
        assert!(
            outcome.changes.iter().any(|c| matches!(c, Change::NewQuestion(q) if q.about == About::Which)),
            "{text}"
        );
    }
    let one = two().with(|w| w.snapshot.mentorships.truncate(1));
    assert_eq!(told(&one.from(ADA, "GOAL Find a placement")), "17: goals, 1: goals", "no need to ask");
}

#[test]
fn the_answer_names_one_and_the_word_is_carried_out() {
    let cases = [
        ("Mona Berg", "17: goals, 1: goals"),
        ("karl lind.", "18: goals, 1: goals"),
        ("Karl", "18: goals, 1: goals"),
        ("> *Mona Berg*", "17: goals, 1: goals"),
        ("both", "1: not-understood"),
        ("", "1: not-understood"),
        ("STATUS", "1: status"),
    ];
    for (text, expected) in cases {
        let world = asked(ADA, About::Which, "GOAL Find a placement\n\nWhat do you think?").with(|w| {
            w.snapshot.mentorships = two().snapshot.mentorships;
            w.snapshot.mentorship = None;
        });
        let outcome = world.from(ADA, text);
        assert_eq!(told(&outcome), expected, "{text}");
        let carried_out = expected.contains("goals");
        assert_eq!(answer(&outcome).is_some(), carried_out, "{text}");
        assert!(!carried_out || says(&outcome, "goals").contains("What do you think?"), "{text}");
    }
}

#[test]
fn addresses_are_swapped_when_both_want_it() {
    let shares = |mentor: bool, mentee: bool| {
        World::running().with(|w| {
            let progress = &mut w.snapshot.mentorship.as_mut().unwrap().progress;
            progress.mentor_shared_at = mentor.then(now);
            progress.mentee_shared_at = mentee.then(now);
            w.snapshot.mentorships = vec![w.snapshot.mentorship.clone().unwrap()];
        })
    };
    let cases = [
        ("first", shares(false, false), "17: share, 1: share", (false, true)),
        ("second", shares(true, false), "17: shared, 1: shared", (true, true)),
        ("again", shares(false, true), "1: already-done", (false, false)),
        ("long since", shares(true, true), "1: already-done", (false, false)),
    ];
    for (name, world, expected, both) in cases {
        let outcome = world.from(ADA, "SHARE");
        assert_eq!(told(&outcome), expected, "{name}");
        let now_shared =
            row(&outcome).map(|m| (m.progress.mentor_shared_at.is_some(), m.progress.mentee_shared_at.is_some()));
        assert_eq!(now_shared.unwrap_or_default(), both, "{name}");
    }
    let outcome = shares(true, false).from(ADA, "SHARE");
    let shown = |to: PersonId| {
        let letter = outcome.letters.iter().find(|l| l.to.person == Some(to)).unwrap();
        serde_json::to_string(&letter.notice).unwrap()
    };
    assert!(shown(ADA).contains("mona@corp.example") && shown(MONA).contains("ada@student.uni.example"));

    let words = "I am at ada@student.uni.example, and so are you at mona@corp.example";
    assert_eq!(told(&shares(true, true).from(ADA, words)), "17: relay", "no secret any more");
    for not_yet in [shares(true, false), shares(false, true), shares(false, false)] {
        assert_eq!(told(&not_yet.from(ADA, words)), "1: held");
    }
    let third = shares(true, true).from(ADA, "Write to karl@bank.example");
    let listed = shares(true, true).snapshot.addresses.iter().any(|(_, key)| key == "karl@bank.example");
    assert!(listed && told(&third) == "1: held", "that of a third is one still");
    let suspended = shares(false, false).edit(MONA, |p| p.state = PersonState::Suspended);
    assert_eq!(told(&suspended.from(ADA, "SHARE")), "1: not-allowed");
}

#[test]
fn the_wish_to_swap_can_be_taken_back_or_turned_down() {
    let world = |who, mentor: bool, mentee: bool| {
        asked(who, About::Share(MentorshipId(44)), "").with(|w| {
            let progress = &mut w.snapshot.mentorship.as_mut().unwrap().progress;
            progress.mentor_shared_at = mentor.then(now);
            progress.mentee_shared_at = mentee.then(now);
        })
    };
    let cases = [
        ("taken back", world(ADA, false, true), ADA, "NO", "1: done", Some(false)),
        ("turned down", world(MONA, false, true), MONA, "NO", "1: done, 17: done", Some(false)),
        ("with a name", world(MONA, false, true), MONA, "NO\n\nMona", "1: done, 17: done", Some(false)),
        (
            "with words",
            world(MONA, false, true),
            MONA,
            "NO\n\nI would rather keep it here.",
            "17: not-relayed, 1: done, 17: done",
            Some(false),
        ),
        ("yes", world(MONA, false, true), MONA, "YES", "1: shared, 17: shared", Some(true)),
        ("share", world(MONA, false, true), MONA, "SHARE", "1: shared, 17: shared", Some(true)),
        ("taken back meanwhile: asks anew", world(MONA, false, false), MONA, "YES", "1: share, 17: share", Some(false)),
        ("nothing to turn down", world(MONA, false, false), MONA, "NO", "17: already-done", None),
        ("too late", world(ADA, true, true), ADA, "NO", "1: already-done", None),
        ("words", world(MONA, false, true), MONA, "Why not, gladly", "17: not-relayed", None),
    ];
    for (name, world, who, text, expected, shared) in cases {
        let outcome = world.from(who, text);
        assert_eq!(told(&outcome), expected, "{name}");
        assert_eq!(row(&outcome).map(Mentorship::shared), shared, "{name}");
    }
}

#[test]
fn an_end_without_a_reason_asks_for_it_and_notes_it_afterwards() {
    let outcome = World::running().from(ADA, "END\n\nThank you.");
    assert!(outcome.letters.iter().any(|l| l.to.person == Some(ADA) && l.conversation == Some(PAIR)));
    let mine = outcome.letters.iter().find(|l| l.to.person == Some(ADA)).unwrap();
    assert!(serde_json::to_string(&mine.notice).unwrap().contains("\"reason_wanted\":true"));
    let ended = |reason| {
        World::ended().with(|w| w.snapshot.mentorship.as_mut().unwrap().ended.as_mut().unwrap().reason = reason)
    };
    let cases = [
        (ADA, EndReason::Unsaid, "END no time", "1: thanks", Some(EndReason::Time)),
        (ADA, EndReason::Unsaid, "END", "1: already-done", None),
        (ADA, EndReason::Goals, "END no time", "1: already-done", None),
        (MONA, EndReason::Unsaid, "END no time", "17: already-done", None),
    ];
    for (who, reason, text, expected, noted) in cases {
        let outcome = ended(reason).from(who, text);
        assert_eq!(told(&outcome), expected, "{who:?} {reason:?} {text}");
        assert_eq!(
            row(&outcome).and_then(|m| m.ended.as_ref()).map(|e| (e.reason, e.at)),
            noted.map(|r| (r, at("2026-11-10T00:00:00Z")))
        );
    }
}

#[test]
fn nobody_is_told_of_an_end_who_has_left() {
    for state in [PersonState::Left, PersonState::Suspended, PersonState::Erased] {
        let outcome = World::running().edit(MONA, |p| p.state = state).from(ADA, "END no time\n\nFarewell!");
        assert_eq!(told(&outcome), "1: ended, 1: feedback", "{state:?}");
    }
}

#[test]
fn a_check_in_is_for_the_team_alone() {
    let world = || asked(ADA, About::CheckIn(MentorshipId(44), 3), "");
    let cases = [
        ("GREAT", "1: thanks", Some(("GREAT", ""))),
        ("GREAT\n\nWe meet each week.", "30: case, 1: thanks", Some(("GREAT", "We meet each week."))),
        ("Great, thank you!", "30: case, 1: thanks", Some(("GREAT", "Great, thank you!"))),
        ("ok", "1: thanks", Some(("OK", ""))),
        ("HELP", "30: case, 1: done", Some(("HELP", ""))),
        ("HELP\n\nShe is silent.", "30: case, 1: done", Some(("HELP", "She is silent."))),
        ("We have not met yet", "30: case, 1: thanks", Some(("", "We have not met yet"))),
        (
            "My address is ada@student.uni.example",
            "30: case, 1: thanks",
            Some(("", "My address is ada@student.uni.example")),
        ),
        ("", "1: not-understood", None),
        ("STATUS", "1: status", None),
        ("CONCERN She is rude", "30: case, 1: concern-sent", None),
    ];
    for (text, expected, noted) in cases {
        let outcome = world().from(ADA, text);
        assert_eq!((told(&outcome).as_str(), answer(&outcome)), (expected, noted), "{text}");
    }
    let case = says(&world().from(ADA, "HELP\n\nShe is silent."), "case");
    assert!(case.contains("She is silent.") && case.contains("Mona Berg") && case.contains("3 months"), "{case}");
    let quiet = world().from(ADA, "OK\n\nShe is often late.");
    let closed = quiet.changes.iter().any(|c| matches!(c, Change::NewCase(case) if case.closed_at.is_some()));
    assert!(closed && says(&quiet, "case").contains("OK."), "words alone are no task for the team");
    let answered = world().with(|w| {
        let question = w.snapshot.question.take().unwrap();
        w.snapshot.question = Some(question.answered("OK", "So far.", now()));
    });
    assert_eq!(told(&answered.from(ADA, "GREAT")), "1: already-done");
    let more = answered.from(ADA, "One more thing: she is lovely.");
    assert_eq!(answer(&more), Some(("OK", "So far.\n\nOne more thing: she is lovely.")), "nothing is lost");
    let nowhere = world().with(|w| {
        w.snapshot.conversation = None;
        w.snapshot.question = None;
    });
    assert_eq!(answer(&nowhere.from(ADA, "GREAT")), Some(("GREAT", "")), "the only question that takes it");
}

#[test]
fn feedback_is_a_number_and_words_that_nobody_else_sees() {
    let world = || asked(MONA, About::Feedback(MentorshipId(44)), "");
    let cases = [
        ("5", "17: thanks", Some(("5", ""))),
        ("4\n\nA joy.", "17: thanks", Some(("4", "A joy."))),
        ("2/5, sorry", "17: thanks", Some(("2", "2/5, sorry"))),
        ("It was short.", "31: case, 17: thanks", Some(("", "It was short."))),
        ("", "17: not-understood", None),
        ("END", "17: already-done", None),
    ];
    for (text, expected, noted) in cases {
        let outcome = world().with(|w| w.snapshot.mentorship = World::ended().snapshot.mentorship).from(MONA, text);
        assert_eq!((told(&outcome).as_str(), answer(&outcome)), (expected, noted), "{text}");
    }
}

#[test]
fn it_goes_on_after_the_studies_unless_one_says_no() {
    let world = || asked(ADA, About::GoOn(MentorshipId(44)), "2027-07");
    let cases = [
        ("YES", "1: thanks", Some("YES"), None),
        ("NO", "17: ended, 17: feedback, 1: ended, 1: feedback", Some("NO"), Some(EndReason::Other)),
        (
            "NO\n\nThank you for all!",
            "17: ended, 17: feedback, 1: ended, 1: feedback",
            Some("NO"),
            Some(EndReason::Other),
        ),
        ("END goals reached", "17: ended, 17: feedback, 1: ended, 1: feedback", None, Some(EndReason::Goals)),
        ("I think so", "1: not-relayed", None, None),
    ];
    for (text, expected, noted, reason) in cases {
        let outcome = world().from(ADA, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(answer(&outcome).map(|(answer, _)| answer), noted, "{text}");
        assert_eq!(row(&outcome).and_then(|m| m.ended.as_ref()).map(|e| e.reason), reason, "{text}");
    }
    let leak = world().from(ADA, "NO\n\nI am ada@student.uni.example");
    assert_eq!(told(&leak), "1: held");
    assert!(row(&leak).is_none(), "it runs on");
    let over = world().with(|w| w.snapshot.mentorship = World::ended().snapshot.mentorship);
    assert_eq!(told(&over.from(ADA, "NO")), "1: already-done");
    assert!(matches!(over.from(ADA, "YES").disposition, Disposition::Answered("already-done")));
}

#[test]
fn status_lists_the_goals_of_what_runs() {
    let world = with_goals(&[true, false]);
    let status = says(&world.from(ADA, "STATUS"), "status");
    let goals = r#""goals":["With Mona Berg, 1: Goal number 1 (met)","With Mona Berg, 2: Goal number 2"]"#;
    assert!(status.contains(goals), "{status}");
    let over = world.with(|w| w.snapshot.mentorships = World::ended().snapshot.mentorships);
    assert!(says(&over.from(ADA, "STATUS"), "status").contains(r#""goals":[]"#));
}

#[test]
fn an_address_in_a_talk_is_a_command_only_with_a_mail_address() {
    let cases = [
        ("Address: 12 High Street, Leeds", "17: relay"),
        ("Address", "17: relay"),
        ("ADDRESS REMOVE the second line", "17: relay"),
        ("ADDRESS ada@home.example", "1: not-allowed"),
        ("ADDRESS REMOVE ada@home.example", "1: not-allowed"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(&World::running().from(ADA, text)), expected, "{text}");
    }
    // Outside a talk it is explained.
    let service = World::running().with(|w| w.snapshot.conversation = None);
    assert_eq!(told(&service.from(ADA, "ADDRESS")), "1: not-allowed");
}
