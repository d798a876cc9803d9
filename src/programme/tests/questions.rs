//! Questions of the programme: whose answer belongs to them, and which words go on meaning what they mean everywhere.

use super::world::*;
use crate::mail::inbound::Verdict;
use crate::programme::change::Change;
use crate::programme::conversation::Topic;
use crate::programme::desk::Desk;
use crate::programme::outcome::Disposition;
use crate::programme::question::{About, Question, QuestionId, ask};

/// Ada is asked, and the mail is in the conversation that asks.
pub(super) fn asked(about: About) -> World {
    let question = question(about);
    World::new().with(|w| {
        w.snapshot.conversation = Some(conversation(QUESTION, Topic::Question(question.id)));
        w.snapshot.questions = vec![question.clone()];
        w.snapshot.question = Some(question);
    })
}

/// An open question to Ada.
pub(super) fn question(about: About) -> Question {
    Question {
        id: QuestionId(77),
        asked: ADA,
        about,
        conversation: QUESTION,
        words: String::new(),
        asked_at: at("2026-11-19T10:00:00Z"),
        reminders: 0,
        answered_at: None,
        answer: String::new(),
        remark: String::new(),
        due_at: None,
        version: 3,
    }
}

#[test]
fn words_that_a_question_does_not_take_mean_what_they_mean_everywhere() {
    let world = asked(About::Erase);
    for (text, expected) in [
        ("HELP", "1: help"),
        ("STATUS", "1: status"),
        ("STAFF what is this?", "30: case, 1: done"),
        ("CONCERN I did not ask for this", "30: case, 1: concern-sent"),
    ] {
        assert_eq!(told(&world.from(ADA, text)), expected, "{text}");
    }
}

#[test]
fn the_question_of_another_is_no_question() {
    let outcome = asked(About::Erase).from(BEN, "YES");
    assert!(outcome.changes.iter().all(|c| !matches!(c, Change::Question(_))), "{outcome:?}");
}

#[test]
fn an_answer_that_may_be_forged_is_held() {
    let world = asked(About::Erase);
    let mut mail = world.write(ADA, "YES");
    mail.authentication = authentication(Verdict::Fail);
    let outcome = world.send(ADA, &mail, true);
    assert!(matches!(outcome.disposition, Disposition::Held(_)), "{outcome:?}");
    assert!(outcome.changes.iter().all(|c| !matches!(c, Change::Question(_))));
}

#[test]
fn a_second_answer_is_told_so() {
    let world = asked(About::Leave).with(|w| {
        let question = w.snapshot.question.take().unwrap();
        w.snapshot.question = Some(question.answered("NO", "", now()));
    });
    assert_eq!(told(&world.from(ADA, "YES")), "1: already-done");
}

#[test]
fn asking_opens_a_conversation_of_its_own() {
    let world = World::new();
    let mut ids = crate::ids::Ids::seeded(1);
    ids.give(1_000, crate::ids::Ids::PER_DECISION);
    let mut desk = Desk::new(&world.snapshot, &world.policy, world.now, &mut ids);
    let question = ask(&mut desk, ADA, About::Review(2026), "so far", None);
    let outcome = desk.close(Disposition::Done("asked"));
    let opened = outcome.changes.iter().find_map(|c| match c {
        Change::NewConversation(c) => Some((c.id, c.topic)),
        _ => None,
    });
    assert_eq!(opened, Some((question.conversation, Topic::Question(question.id))));
    assert!(outcome.changes.iter().any(|c| matches!(c, Change::NewQuestion(q) if *q == question)));
    assert!(question.open());
}
