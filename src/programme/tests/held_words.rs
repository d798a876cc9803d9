//! Words in which an address stands: what their writer can answer, and what happens without an answer.

use super::questions::question;
use super::world::*;
use crate::mail::html_text::HtmlPart;
use crate::programme::change::Change;
use crate::programme::conversation::{Held, HeldId, HeldWhy, InboxId, Topic};
use crate::programme::event::{Due, Event, Mail};
use crate::programme::outcome::{Disposition, Ignored, Outcome};
use crate::programme::person::{PersonId, PersonState};
use crate::programme::question::{About, Question, QuestionId};

const WORDS: &str = "Write to ada@student.uni.example, please.";

/// Words of Ada to Mona wait, and the mail is in the conversation that asks about them.
fn waiting(world: World) -> World {
    world.with(|w| {
        let held = HeldId(66);
        w.snapshot.held = Some(Held {
            id: held,
            inbox: InboxId(9),
            asked: ADA,
            why: HeldWhy::Leak,
            from: address("ada@student.uni.example"),
            released: None,
            version: 2,
        });
        let asked_at = at("2026-11-18T10:00:00Z");
        let due_at = Some(at("2026-11-20T10:00:00Z"));
        let about = question(About::Words(held, MONA));
        w.snapshot.question = Some(Question { words: WORDS.into(), asked_at, due_at, ..about });
        w.snapshot.conversation = Some(conversation(QUESTION, Topic::Question(QuestionId(77))));
        w.snapshot.request = None;
        w.snapshot.mentorship = None;
    })
}

fn edit(w: &mut World) -> &mut Question {
    w.snapshot.question.as_mut().unwrap()
}

/// The other side (or the writer too) has asked to swap addresses.
fn wishes(world: World, mentor: bool, mentee: bool) -> World {
    world.with(|w| {
        let progress = &mut w.snapshot.mentorships[0].progress;
        progress.mentor_shared_at = mentor.then(now);
        progress.mentee_shared_at = mentee.then(now);
    })
}

/// What became of the held mail: who vouches for it, and whether the address is left out.
fn decided(outcome: &Outcome) -> Option<(Option<PersonId>, bool)> {
    outcome.changes.iter().find_map(|change| match change {
        Change::DecideHeld { held: HeldId(66), version: 2, inbox: InboxId(9), vouched, leave_out } => {
            Some((*vouched, *leave_out))
        }
        _ => None,
    })
}

fn asked(outcome: &Outcome) -> Option<Question> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Question(question) | Change::NewQuestion(question) if matches!(question.about, About::Words(..)) => {
            Some(question.clone())
        }
        _ => None,
    })
}

#[test]
fn words_with_an_address_wait_and_nothing_else_happens() {
    let outcome = World::running().from(ADA, WORDS);
    assert_eq!(told(&outcome), "1: held");
    assert!(matches!(outcome.disposition, Disposition::Held(_)));
    assert!(!outcome.changes.iter().any(|c| matches!(c, Change::Mentorship(_))), "they have not been written yet");
    let held = outcome.changes.iter().find_map(|change| match change {
        Change::NewHeld(held) => Some((held.why, held.asked, held.inbox)),
        _ => None,
    });
    assert_eq!(held, Some((HeldWhy::Leak, ADA, InboxId(8))));
    let question = asked(&outcome).unwrap();
    assert_eq!((question.words.as_str(), question.due_at), (WORDS, Some(at("2026-11-22T10:00:00Z"))));
    let says = says(&outcome, "held");
    assert!(says.contains(WORDS) && says.contains("\"share\":true") && says.contains("Mona Berg"), "{says}");
}

#[test]
fn addresses_can_be_swapped_only_in_a_mentorship_and_where_that_helps() {
    let asking = World::asked(crate::programme::request::RequestState::Open);
    let cases = [
        (World::running(), "is mona@corp.example yours?", true),
        (World::running(), "and karl@bank.example?", false),
        (asking, "I am at ada@student.uni.example", false),
    ];
    for (world, words, share) in cases {
        let says = says(&world.from(ADA, words), "held");
        assert!(says.contains(&format!("\"share\":{share}")), "{words}: {says}");
    }
}

#[test]
fn each_answer_decides_as_it_says() {
    let running = || waiting(World::running());
    let asking = || waiting(World::asked(crate::programme::request::RequestState::Open));
    let sent = Some((Some(ADA), true));
    let as_it_is = Some((Some(ADA), false));
    let cases = [
        ("without", running(), "WITHOUT", "1: done", sent, Some("WITHOUT")),
        ("without, to one who only is asked", asking(), "Without.", "1: done", sent, Some("WITHOUT")),
        ("no", running(), "NO", "1: done", Some((None, false)), Some("NO")),
        ("share, and the other does not yet", running(), "SHARE", "17: share, 1: share", None, Some("SHARE")),
        (
            "share, and the other does",
            wishes(running(), true, false),
            "SHARE",
            "17: shared, 1: shared",
            as_it_is,
            Some("SHARE"),
        ),
        ("share, asked before", wishes(running(), false, true), "SHARE", "1: done", None, Some("SHARE")),
        ("shared meanwhile", wishes(running(), true, true), "SHARE", "1: done", as_it_is, Some("SHARE")),
        ("share without a mentorship", asking(), "SHARE", "1: not-allowed", None, None),
        ("yes says not which", running(), "YES", "1: not-understood", None, None),
        ("other words", running(), "Please send it.", "1: not-understood", None, None),
        ("another command", running(), "STATUS", "1: status", None, None),
    ];
    for (name, world, text, expected, decision, answer) in cases {
        let outcome = world.from(ADA, text);
        assert_eq!(told(&outcome), expected, "{name}");
        assert_eq!(decided(&outcome), decision, "{name}");
        assert_eq!(asked(&outcome).map(|q| q.answer), answer.map(str::to_owned), "{name}");
    }
    let share = running().from(ADA, "SHARE");
    assert!(asked(&share).unwrap().open(), "it still waits");
    let waits = share.letters.iter().find(|l| l.to.person == Some(ADA)).unwrap();
    assert!(serde_json::to_string(&waits.notice).unwrap().contains("\"message_waits\":true"));
}

#[test]
fn a_second_answer_changes_nothing() {
    let over = waiting(World::running()).with(|w| w.snapshot.held.as_mut().unwrap().released = Some(true));
    let outcome = over.from(ADA, "WITHOUT");
    assert_eq!((told(&outcome).as_str(), decided(&outcome)), ("1: already-done", None));
    let doubtful = waiting(World::running());
    let mut mail = doubtful.write(ADA, "WITHOUT");
    mail.authentication = authentication(crate::mail::inbound::Verdict::Fail);
    let outcome = doubtful.send(ADA, &mail, true);
    assert_eq!((told(&outcome).as_str(), decided(&outcome)), ("1: confirm-command", None));
}

#[test]
fn a_bare_word_finds_the_one_question_it_answers() {
    let world = waiting(World::running()).with(|w| {
        w.snapshot.questions = w.snapshot.question.clone().into_iter().collect();
        w.snapshot.conversation = None;
    });
    assert_eq!(decided(&world.from(ADA, "WITHOUT")), Some((Some(ADA), true)));
    assert_eq!(told(&World::running().from(ADA, "WITHOUT")), "1: not-understood", "nothing waits");
}

#[test]
fn what_is_released_goes_without_the_address_and_with_all_else() {
    let world = World::running();
    let mut mail = world.write(ADA, "Write to ada@student.uni.example, or ADA+x@Student.Uni.Example.\n\nAda");
    mail.subject = "From ada@student.uni.example".into();
    mail.html = HtmlPart::new_part(Some("<p>Write to ada@student.uni.example</p>".into()));
    let release = |leave_out| {
        let event = Event::Mail(Mail { vouched: Some(ADA), leave_out, ..super::world::mail(&mail, Some((ADA, PAIR))) });
        world.event(&event)
    };
    let outcome = release(true);
    assert_eq!(told(&outcome), "17: relay");
    let relayed = letter(&outcome, "relay");
    assert!(says(&outcome, "relay").contains("Write to [address left out], or [address left out].\\n\\nAda"));
    assert_eq!((relayed.subject.as_deref(), &relayed.words_html), (Some("From [address left out]"), &None));
    assert_eq!(told(&release(false)), "1: held", "nobody has swapped addresses");
}

#[test]
fn a_command_is_carried_out_when_its_words_are_released() {
    let world = World::asked(crate::programme::request::RequestState::Open);
    let mail = world.write(MONA, "ACCEPT\n\nWrite to mona@corp.example!");
    let outcome = world.send(MONA, &mail, true);
    assert_eq!(told(&outcome), "17: held");
    assert!(!outcome.changes.iter().any(|c| matches!(c, Change::Request(_))));
    let event =
        Event::Mail(Mail { vouched: Some(MONA), leave_out: true, ..super::world::mail(&mail, Some((MONA, PAIR))) });
    let outcome = world.event(&event);
    assert!(says(&outcome, "accepted").contains("Write to [address left out]!"), "{}", told(&outcome));
}

#[test]
fn the_clock_reminds_once_and_then_gives_the_words_back() {
    let due = |world: &World| world.event(&Event::Due(Due::Question(QuestionId(77))));
    let reminded = due(&waiting(World::running()));
    assert_eq!(told(&reminded), "1: held");
    let question_now = asked(&reminded).unwrap();
    assert_eq!((question_now.reminders, question_now.due_at), (1, Some(at("2026-11-25T10:00:00Z"))));
    assert!(letter(&reminded, "held").once.is_some());

    let back = due(&waiting(World::running()).with(|w| edit(w).reminders = 1));
    assert_eq!((told(&back).as_str(), decided(&back)), ("1: not-relayed", Some((None, false))));
    assert!(says(&back, "not-relayed").contains(WORDS));
    assert!(!asked(&back).unwrap().open());

    let gone = waiting(World::running()).with(|w| edit(w).reminders = 1).edit(ADA, |p| p.state = PersonState::Left);
    assert_eq!((told(&due(&gone)).as_str(), decided(&due(&gone))), ("", Some((None, false))));
    let over = waiting(World::running()).with(|w| w.snapshot.held = None);
    assert_eq!(due(&over).disposition, Disposition::Ignored(Ignored::NothingDue));
}

/// Two processes find it due, and the second comes when the first has put its moment later.
#[test]
fn what_somebody_else_has_carried_out_is_not_due() {
    let reminded = waiting(World::running()).with(|w| {
        let later = at("2026-11-25T10:00:00Z");
        (edit(w).reminders, edit(w).due_at) = (1, Some(later));
    });
    let outcome = reminded.event(&Event::Due(Due::Question(QuestionId(77))));
    assert_eq!(outcome.disposition, Disposition::Ignored(Ignored::NothingDue));
    assert!(outcome.letters.is_empty() && outcome.changes.is_empty());
}

#[test]
fn words_that_wait_for_a_swap_go_with_it_or_are_asked_about_again() {
    let due = |world: World| {
        world.with(|w| edit(w).answer = "SHARE".into()).event(&Event::Due(Due::Question(QuestionId(77))))
    };
    let shared = due(wishes(waiting(World::running()), true, true));
    assert_eq!((told(&shared).as_str(), decided(&shared)), ("", Some((Some(ADA), false))));
    let refused = due(wishes(waiting(World::running()), false, false));
    assert_eq!((told(&refused).as_str(), decided(&refused)), ("1: held", None));
    assert!(says(&refused, "held").contains("have not swapped addresses"));
    assert_eq!(asked(&refused).unwrap().answer, "");
    let ended = due(waiting(World::ended()));
    assert_eq!((told(&ended).as_str(), decided(&ended)), ("1: not-relayed", Some((None, false))));
}

#[test]
fn a_swap_wakes_the_words_that_wait_for_it() {
    let world = wishes(World::running(), false, true).with(|w| {
        w.snapshot.mentorship.as_mut().unwrap().progress.mentee_shared_at = Some(now());
    });
    let woken = |outcome: &Outcome| outcome.changes.iter().any(|c| matches!(c, Change::WakeWords(ADA, MONA)));
    assert!(woken(&world.from(MONA, "SHARE")));
    assert!(woken(&world.from(MONA, "END no time")));
    assert!(!woken(&world.from(MONA, "Hello")));
    assert!(!woken(&World::running().from(MONA, "END no time")), "nobody asked to swap");
}

#[test]
fn the_question_comes_however_many_answers_there_were_today() {
    for text in [WORDS, "END"] {
        let busy = World::running().with(|w| w.snapshot.answers.today = 10);
        let outcome = busy.from(ADA, text);
        assert!(matches!(told(&outcome).as_str(), "1: held" | "1: ending"), "{text}: {}", told(&outcome));
        assert!(outcome.letters.iter().all(|letter| !letter.answer), "{text}");
    }
}
