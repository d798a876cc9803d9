//! Who may do what, wherever a mail says it: every word in every conversation, by those who take part no more and by those who may
//! not be who they say.

use super::world::*;
use crate::mail::inbound::Verdict;
use crate::programme::change::Change;
use crate::programme::command::Word;
use crate::programme::conversation::{HeldId, Topic};
use crate::programme::guard::only_asks;
use crate::programme::mentorship::MentorshipId;
use crate::programme::outcome::Outcome;
use crate::programme::person::{PersonId, PersonState};
use crate::programme::question::{About, Question};

const M: MentorshipId = MentorshipId(44);
const ABOUTS: [About; 12] = [
    About::Join,
    About::Leave,
    About::Erase,
    About::Announce,
    About::CheckIn(M, 1),
    About::Feedback(M),
    About::GoOn(M),
    About::Share(M),
    About::End(M),
    About::Which,
    About::Review(2026),
    About::Words(HeldId(66), MONA),
];

/// Ada and Mona have a mentorship, and a question of `who` about it, open or answered, is where the mail comes.
fn asked(who: PersonId, about: About, open: bool) -> World {
    let answered_at = (!open).then(|| at("2026-11-19T12:00:00Z"));
    let question = Question { asked: who, answered_at, ..super::questions::question(about) };
    World::running().with(|w| {
        w.snapshot.conversation = Some(conversation(QUESTION, Topic::Question(question.id)));
        w.snapshot.questions = vec![question.clone()];
        w.snapshot.question = Some(question);
    })
}

/// Each conversation that somebody can write to.
fn places(who: PersonId) -> Vec<(String, World)> {
    let questions = ABOUTS
        .iter()
        .flat_map(|about| [true, false].map(|open| (format!("{about:?}, open: {open}"), asked(who, *about, open))));
    let service = World::running().with(|w| w.snapshot.conversation = None);
    let pairs = [("pair", World::running()), ("ended", World::ended()), ("service", service)];
    questions.chain(pairs.map(|(place, world)| (place.to_owned(), world))).collect()
}

/// The word as somebody would write it, with what it wants, and words below.
fn written(word: Word) -> String {
    let wants = match word {
        Word::Mentor | Word::Interested => " M18",
        Word::Limit => " 5",
        Word::Done => " 1",
        Word::Meet => " Friday 3pm",
        Word::Address => " other@home.example",
        _ => "",
    };
    format!("{}{wants}\n\nSome words of mine.", if word == Word::Rating { "4" } else { word.as_str() })
}

/// Whom it tells besides the writer and staff.
fn others(outcome: &Outcome, who: PersonId) -> Vec<String> {
    let known = |person: Option<PersonId>| person.is_some_and(|id| [who, STELLA, ALAN].contains(&id));
    outcome.letters.iter().filter(|l| !known(l.to.person)).map(|l| l.notice.kind().to_owned()).collect()
}

#[test]
fn who_takes_part_no_more_changes_nothing_and_reaches_nobody_but_the_team() {
    for state in [PersonState::Suspended, PersonState::Left] {
        for who in [ADA, MONA] {
            for (place, world) in places(who) {
                let world = world.edit(who, |person| person.state = state);
                for word in Word::all() {
                    let outcome = world.from(who, &written(*word));
                    let seen = || format!("{state:?} {who} {place} {word:?}: {outcome:?}");
                    let rejoins = state == PersonState::Left && matches!(word, Word::Join | Word::JoinMentor);
                    let erases = place == "Erase, open: true" && *word == Word::Yes;
                    assert!(erases || others(&outcome, who).is_empty(), "{}", seen());
                    for change in &outcome.changes {
                        let allowed = match change {
                            Change::Person(_) | Change::WakeMentorships(_) => rejoins || erases,
                            Change::Mentorship(_) | Change::Request(_) => erases,
                            Change::NewRequest(_) | Change::NewMentorship(_) | Change::NewGoal(_) => false,
                            Change::Goal(_) | Change::NewMeeting(_) | Change::Meeting(_) => false,
                            Change::NewPerson(_) | Change::NewAddress(..) | Change::DropAddress(..) => false,
                            Change::NewHeld(_) | Change::DecideHeld { .. } | Change::Viewed(..) => false,
                            _ => true,
                        };
                        assert!(allowed, "{change:?} of {}", seen());
                    }
                }
            }
        }
    }
}

#[test]
fn who_may_be_somebody_else_changes_nothing_anywhere() {
    // A mail that fails authentication, to the address of the conversation; and one of which nothing is known, without that address.
    for (verdict, token) in [(Verdict::Fail, true), (Verdict::None, false)] {
        for who in [ADA, MONA] {
            for (place, world) in places(who) {
                for word in Word::all().iter().filter(|word| !only_asks(**word)) {
                    let mut mail = world.write(who, &written(*word));
                    mail.authentication = authentication(verdict);
                    let outcome = world.send(who, &mail, token);
                    let chat = ["relay", "closed-thread"];
                    let told = outcome.letters.iter().filter(|l| !chat.contains(&l.notice.kind())).count();
                    let relayed = told < outcome.letters.len();
                    let held = outcome.changes.iter().any(|change| matches!(change, Change::NewHeld(_)));
                    let seen = || format!("{verdict:?} {who} {place} {word:?}: {outcome:?}");
                    assert!(held || relayed || place == "pair" || place == "ended", "{}", seen());
                    for change in &outcome.changes {
                        let allowed = match change {
                            Change::NewHeld(_) | Change::NewConversation(_) | Change::Audit { .. } => true,
                            // What was relayed as talk.
                            Change::ThreadId { .. } | Change::Mentorship(_) => relayed,
                            _ => false,
                        };
                        assert!(allowed, "{change:?} of {}", seen());
                    }
                }
            }
        }
    }
}

#[test]
fn who_left_or_was_stopped_is_not_back_by_an_old_mail() {
    for state in [PersonState::Suspended, PersonState::Left] {
        for word in ["RESUME", "PAUSE", "YES", "CONFIRM"] {
            for about in ABOUTS {
                let world = asked(MONA, about, false).edit(MONA, |person| person.state = state);
                let outcome = world.from(MONA, word);
                assert_eq!(
                    told(&outcome),
                    if about == About::Erase && word == "YES" { "17: already-done" } else { "17: help" }
                );
            }
        }
    }
}

#[test]
fn feedback_of_who_has_left_reaches_the_team() {
    let world = asked(ADA, About::Feedback(M), true).edit(ADA, |person| person.state = PersonState::Left);
    assert_eq!(told(&world.from(ADA, "4")), "1: thanks");
    assert!(told(&world.from(ADA, "It was good, but short.")).contains("30: case"));
}

#[test]
fn who_is_no_longer_staff_commands_nothing() {
    let question = Question { asked: STELLA, ..super::questions::question(About::Announce) };
    let announces = World::new().with(|w| {
        w.snapshot.conversation = Some(conversation(QUESTION, Topic::Question(question.id)));
        w.snapshot.question = Some(question.clone());
    });
    for world in [World::new(), World::running(), World::case(false, false), announces] {
        let gone = world.clone().edit(STELLA, |person| person.state = PersonState::Left);
        for text in
            ["SUSPEND 17", "INVITE mentor zoe@x.example Zoe", "CLOSE 55", "YES", "PENDING", "Dear Ada, come by."]
        {
            let outcome = gone.from(STELLA, text);
            assert_eq!((told(&outcome).as_str(), audit(&outcome).as_str()), ("30: not-allowed", ""), "{text}");
        }
        assert_ne!(told(&world.from(STELLA, "PENDING")), "", "staff are answered");
    }
}
