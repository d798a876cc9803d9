//! Who wrote, with what proof, and what comes of mail that is not sure.

use super::world::*;
use crate::mail::inbound::{Authentication, Inbound, Kind, Verdict};
use crate::programme::change::Change;
use crate::programme::conversation::{HeldWhy, InboxId};
use crate::programme::event::{Event, Mail};
use crate::programme::outcome::{Disposition, Ignored, Outcome};
use crate::programme::person::PersonState;
use crate::programme::request::RequestState;
use crate::programme::snapshot::Answers;

fn ignored(outcome: &Outcome) -> Option<Ignored> {
    match outcome.disposition {
        Disposition::Ignored(why) => Some(why),
        _ => None,
    }
}

fn held(outcome: &Outcome) -> Option<HeldWhy> {
    outcome.changes.iter().find_map(|change| match change {
        Change::NewHeld(held) => Some(held.why),
        _ => None,
    })
}

#[test]
fn a_state_changes_only_on_proof() {
    use Verdict as V;
    let auth = |dmarc, dkim, spf| Authentication { dmarc, dkim, spf, by: None };
    let accepted = "1: accepted, 1: introduction, 17: introduction";
    let asked = "17: confirm-command";
    let cases = [
        (auth(V::Pass, V::None, V::None), true, accepted),
        (auth(V::None, V::None, V::None), true, accepted),
        (auth(V::None, V::Pass, V::Fail), true, accepted),
        (auth(V::None, V::None, V::Fail), true, asked),
        (auth(V::Fail, V::Pass, V::Pass), true, asked),
        (auth(V::Pass, V::None, V::None), false, accepted),
        (auth(V::None, V::Pass, V::None), false, accepted),
        (auth(V::None, V::None, V::Pass), false, accepted),
        (auth(V::None, V::None, V::None), false, asked),
        (auth(V::Fail, V::None, V::None), false, asked),
    ];
    for (authentication, token, expected) in cases {
        let world = World::asked(RequestState::Open);
        let mut mail = world.write(MONA, "ACCEPT");
        mail.authentication = authentication.clone();
        let outcome = world.send(MONA, &mail, token);
        assert_eq!(told(&outcome), expected, "{authentication:?} token {token}");
        assert_eq!(held(&outcome), (expected == asked).then_some(HeldWhy::Command));
        if expected == asked {
            assert_eq!(letter(&outcome, "confirm-command").to.address.as_str(), "mona@corp.example");
            assert!(letter(&outcome, "confirm-command").references.is_empty());
        }
    }
}

#[test]
fn a_rehearsal_needs_no_proof() {
    let world = World::asked(RequestState::Open).with(|w| w.policy.require_authentication = false);
    let mut mail = world.write(MONA, "ACCEPT");
    mail.authentication = authentication(Verdict::Fail);
    assert_eq!(world.send(MONA, &mail, false).disposition, Disposition::Done("request.accepted"));
}

#[test]
fn talk_and_questions_need_less() {
    let cases = [
        (Verdict::None, false, "HELP", "1: help"),
        (Verdict::None, false, "MENTORS", "1: directory"),
        (Verdict::None, false, "Hello Mona", "17: relay"),
        (Verdict::Fail, true, "Hello Mona", "17: relay"),
        (Verdict::Fail, false, "Hello Mona", "1: confirm-command"),
        (Verdict::Fail, false, "HELP", "1: confirm-command"),
        (Verdict::None, false, "END", "1: confirm-command"),
        (Verdict::None, false, "STAFF hello", "1: confirm-command"),
    ];
    for (dmarc, token, text, expected) in cases {
        let world = World::running();
        let mut mail = world.write(ADA, text);
        mail.authentication = authentication(dmarc);
        assert_eq!(told(&world.send(ADA, &mail, token)), expected, "{dmarc:?} {token} {text}");
    }
}

#[test]
fn a_token_opens_for_its_own_person_alone() {
    let world = World::running().with(|w| w.snapshot.sender = Some(BEN));
    for text in ["ACCEPT", "Dear Ada, dear Mona"] {
        let mut mail = world.write(BEN, text);
        let outcome = world.mail(&mail, Some((MONA, PAIR)));
        assert_eq!((told(&outcome).as_str(), audit(&outcome).as_str()), ("2: not-relayed", ""), "{text}");
        let words = says(&outcome, "not-relayed");
        assert!(words.contains(text) && !words.contains("Mona Berg"), "nothing is lost, nothing disclosed: {words}");
        for verdict in [Verdict::Fail, Verdict::None] {
            mail.authentication = authentication(verdict);
            let outcome = world.mail(&mail, Some((MONA, PAIR)));
            assert_eq!(ignored(&outcome), Some(Ignored::Forged));
            assert_eq!((told(&outcome).as_str(), outcome.changes.len()), ("", 0), "{verdict:?}");
        }
    }
}

#[test]
fn staff_answer_a_case_by_whichever_copy_they_have() {
    let world = World::case(false, false).with(|w| w.snapshot.sender = Some(ALAN));
    let outcome = world.mail(&world.write(ALAN, "Dear Ada, yes."), Some((STELLA, CASE)));
    assert_eq!(told(&outcome), "1: case-reply, 30: case-answered");
    let closed = world.mail(&world.write(ALAN, "CLOSE"), Some((STELLA, CASE)));
    assert!(audit(&closed).contains("case.closed"), "{closed:?}");
    let forged = Inbound { authentication: authentication(Verdict::None), ..world.write(ALAN, "Dear Ada, no.") };
    assert_eq!(told(&world.mail(&forged, Some((STELLA, CASE)))), "");
}

#[test]
fn somebody_elses_conversation_counts_as_none() {
    let world = World::running();
    for text in ["Hello", "END", "ACCEPT"] {
        let outcome = world.send(BEN, &world.write(BEN, text), false);
        assert!(!told(&outcome).contains("17:") && !told(&outcome).contains("1:"), "{text}: {}", told(&outcome));
    }
    assert_eq!(told(&World::case(false, false).from(BEN, "Hello")), "2: not-understood");
    assert_eq!(told(&World::held(HeldWhy::Command, None).from(BEN, "YES")), "2: not-understood");
}

#[test]
fn an_unknown_address_with_a_token_is_asked_about() {
    let world = World::asked(RequestState::Open);
    let mut mail = inbound("ACCEPT");
    mail.from = Some(address("mona@home.example"));
    let outcome = world.mail(&mail, Some((MONA, PAIR)));
    assert_eq!((told(&outcome).as_str(), held(&outcome)), ("17: confirm-address", Some(HeldWhy::Address)));
    assert_eq!(letter(&outcome, "confirm-address").to.address.as_str(), "mona@corp.example");
    assert!(says(&outcome, "confirm-address").contains("mona@home.example"));
    let gone = world.edit(MONA, |p| p.state = PersonState::Left).mail(&mail, Some((MONA, PAIR)));
    assert_eq!(ignored(&gone), Some(Ignored::NotTakingPart));
}

#[test]
fn an_author_who_cannot_be_told_commands_nothing() {
    let world = World::asked(RequestState::Open).with(|w| w.snapshot.sender = Some(MONA));
    for (from, ambiguous) in [(None, false), (None, true), (Some(address("mona@corp.example")), true)] {
        let mut mail = inbound("ACCEPT");
        mail.from = from;
        mail.from_ambiguous = ambiguous;
        assert_eq!(told(&world.mail(&mail, Some((MONA, PAIR)))), "17: confirm-command");
        assert_eq!(ignored(&world.mail(&mail, None)), Some(Ignored::Forged));
    }
}

#[test]
fn strangers_are_answered_once_a_day() {
    let mut mail = inbound("What is this?");
    mail.from = Some(address("who@else.example"));
    let first = World::new().mail(&mail, None);
    assert_eq!((told(&first).as_str(), &first.disposition), ("0: stranger", &Disposition::Answered("stranger")));
    let again = World::new().with(|w| {
        w.snapshot.answers.today = 1;
        w.snapshot.answers.last = Some(first.letters[0].fingerprint());
    });
    let again = again.mail(&mail, None);
    assert_eq!(ignored(&again), Some(Ignored::SameAnswer));
    mail.authentication = authentication(Verdict::Fail);
    assert_eq!(ignored(&World::new().mail(&mail, None)), Some(Ignored::Forged));
    mail.authentication = authentication(Verdict::None);
    mail.suppress_response = true;
    assert_eq!(ignored(&World::new().mail(&mail, None)), Some(Ignored::Automatic));
}

#[test]
fn a_held_mail_is_decided_once_by_yes_or_no() {
    let decided = |outcome: &Outcome| {
        outcome.changes.iter().find_map(|change| match change {
            Change::DecideHeld { vouched, inbox, version, .. } => Some((*vouched, *inbox, *version)),
            _ => None,
        })
    };
    let added = |outcome: &Outcome| outcome.changes.iter().any(|change| matches!(change, Change::NewAddress(..)));
    let row = |vouched| Some((vouched, InboxId(9), 2));
    let cases = [
        (HeldWhy::Command, None, "YES", row(Some(ADA)), false, "1: done"),
        (HeldWhy::Command, None, "no", row(None), false, "1: done"),
        (HeldWhy::Address, None, "Yes.", row(Some(ADA)), true, "1: done"),
        (HeldWhy::Address, None, "NO", row(None), false, "1: done"),
        (HeldWhy::Address, None, "Who is that?", None, false, "1: not-understood"),
        (HeldWhy::Address, None, "HELP", None, false, "1: not-understood"),
        (HeldWhy::Address, Some(true), "YES", None, false, "1: already-done"),
        (HeldWhy::Command, Some(false), "YES", None, false, "1: already-done"),
    ];
    for (why, released, text, change, address, expected) in cases {
        let outcome = World::held(why, released).from(ADA, text);
        assert_eq!(decided(&outcome), change, "{why:?} {text}");
        assert_eq!(added(&outcome), address, "{why:?} {text}");
        assert_eq!(told(&outcome), expected, "{why:?} {text}");
    }
}

#[test]
fn a_vouched_mail_is_proven() {
    let world = World::asked(RequestState::Open).with(|w| w.snapshot.duplicate_of = Some(InboxId(1)));
    let mut mail = inbound("ACCEPT");
    mail.from = Some(address("mona@home.example"));
    mail.authentication = authentication(Verdict::Fail);
    let event = Event::Mail(Mail { vouched: Some(MONA), ..super::world::mail(&mail, Some((MONA, PAIR))) });
    let outcome = world.event(&event);
    assert_eq!(outcome.disposition, Disposition::Done("request.accepted"));
    assert_eq!(letter(&outcome, "accepted").to.address.as_str(), "ada@student.uni.example");
}

#[test]
fn the_kinds_are_told_apart_in_their_order() {
    let cases = [
        (Kind::Own, Ignored::Own),
        (Kind::Bounce, Ignored::UnknownBounce),
        (Kind::Complaint, Ignored::Complaint),
        (Kind::Receipt, Ignored::Receipt),
        (Kind::AutoReply, Ignored::Automatic),
        (Kind::CalendarReply, Ignored::NoMeeting),
        (Kind::Unreadable, Ignored::Unreadable),
    ];
    for (kind, why) in cases {
        let world = World::running();
        let mut mail = world.write(ADA, "END");
        mail.kind = kind;
        let outcome = world.send(ADA, &mail, true);
        assert_eq!((ignored(&outcome), told(&outcome).as_str()), (Some(why), ""), "{kind:?}");
        mail.received_count = 51;
        let looped = world.send(ADA, &mail, true);
        assert_eq!(ignored(&looped), Some(if kind == Kind::Own { Ignored::Own } else { Ignored::Loop }), "{kind:?}");
    }
    let mut own = inbound("HELP");
    own.from = Some(address("mentoring+token@uni.example"));
    assert_eq!(ignored(&World::new().mail(&own, None)), Some(Ignored::Own));
    let twice = World::running().with(|w| w.snapshot.duplicate_of = Some(InboxId(3)));
    assert_eq!(ignored(&twice.from(ADA, "END")), Some(Ignored::Duplicate));
    let itself = World::running().with(|w| w.snapshot.duplicate_of = Some(InboxId(8)));
    assert_eq!(told(&itself.from(ADA, "Hello")), "17: relay");
}

#[test]
fn answers_have_limits_and_deeds_have_not() {
    let full = |world: World| world.with(|w| w.snapshot.answers = Answers { today: 10, last: None, passed_on: 0 });
    let help = full(World::new()).from(ADA, "HELP");
    assert_eq!(ignored(&help), Some(Ignored::AnswerLimit));
    assert_eq!(told(&help), "30: done, 31: done", "staff are told");
    assert!(help.letters.iter().all(|l| l.once.is_some()));
    // What would come to nothing unseen has more room.
    assert_eq!(told(&full(World::running()).from(ADA, "LEAVE")), "1: leaving");
    assert_eq!(told(&full(World::asked(RequestState::Open)).from(MONA, "Sure, happy to!")), "17: confirm-meaning");
    let fuller = |world: World| world.with(|w| w.snapshot.answers = Answers { today: 30, last: None, passed_on: 0 });
    let unclear = fuller(World::asked(RequestState::Open)).from(MONA, "Sure, happy to!");
    assert_eq!(ignored(&unclear), Some(Ignored::AnswerLimit));
    assert_eq!(told(&fuller(World::new()).from(STELLA, "PENDING")), "30: transcript", "staff work by mail");
    let decline = full(World::asked(RequestState::Open)).from(MONA, "DECLINE");
    assert_eq!(
        (told(&decline).as_str(), &decline.disposition),
        ("1: declined", &Disposition::Done("request.declined"))
    );
    let held = {
        let world = full(World::running());
        let mut mail = world.write(ADA, "END");
        mail.authentication = authentication(Verdict::Fail);
        world.send(ADA, &mail, true)
    };
    assert_eq!(ignored(&held), Some(Ignored::AnswerLimit));
    assert!(held.changes.is_empty(), "nothing is held that nobody is asked about");
    assert_eq!(told(&full(World::running()).from(ADA, "Hello")), "17: relay");
}

#[test]
fn mail_in_her_name_uses_up_half_of_her_answers_and_no_more() {
    let after = |today: u32, dmarc: Verdict, token: bool| {
        let world = World::new().with(|w| w.snapshot.answers = Answers { today, last: None, passed_on: 0 });
        let mut mail = world.write(ADA, "PAUSE");
        mail.authentication = authentication(dmarc);
        world.send(ADA, &mail, token)
    };
    assert_eq!(told(&after(4, Verdict::Fail, false)), "1: confirm-command");
    let sixth = after(5, Verdict::Fail, false);
    assert_eq!((ignored(&sixth), told(&sixth).as_str()), (Some(Ignored::Forged), ""));
    for (dmarc, token) in [(Verdict::Pass, false), (Verdict::Fail, true), (Verdict::None, false)] {
        assert_ne!(told(&after(5, dmarc, token)), "", "{dmarc:?} {token}");
    }
}

#[test]
fn of_strangers_without_number_staff_hear_once() {
    let key = |from: &str| {
        let world = World::new().with(|w| {
            w.snapshot.sender = None;
            w.snapshot.answers = Answers { today: 10, last: None, passed_on: 0 };
        });
        let mut mail = inbound("Hello?");
        mail.from = Some(address(from));
        mail.authentication = authentication(Verdict::Pass);
        let outcome = world.mail(&mail, None);
        assert_eq!(told(&outcome), "30: done, 31: done");
        outcome.letters[0].once.clone().unwrap()
    };
    assert_eq!(key("one@elsewhere.example"), key("two@elsewhere.example"));
    assert!(!key("one@elsewhere.example").contains("one@"));
}

#[test]
fn the_same_answer_is_not_given_twice_in_a_row() {
    let first = World::new().from(ADA, "Hm?");
    let last = Some(letter(&first, "not-understood").fingerprint());
    let after = |text: &str| {
        World::new().with(|w| w.snapshot.answers = Answers { today: 1, last, passed_on: 0 }).from(ADA, text)
    };
    assert_eq!(told(&after("Hm?")), "1: not-understood-again");
    assert_eq!(told(&after("Hm again?")), "1: not-understood-again");
    let status = World::new().from(ADA, "STATUS");
    let last = Some(letter(&status, "status").fingerprint());
    let again =
        World::new().with(|w| w.snapshot.answers = Answers { today: 1, last, passed_on: 0 }).from(ADA, "STATUS");
    assert_eq!(told(&again), "1: status", "who asks twice is told twice");
}

#[test]
fn no_answer_goes_where_none_may() {
    let world = World::asked(RequestState::Open);
    for (text, expected) in [("HELP", ""), ("hm", ""), ("DECLINE", "1: declined")] {
        let mut mail = world.write(MONA, text);
        mail.suppress_response = true;
        let world = world.clone().with(|w| {
            if text != "DECLINE" {
                w.snapshot.conversation = None;
            }
        });
        assert_eq!(told(&world.send(MONA, &mail, true)), expected, "{text}");
    }
}

#[test]
fn whoever_does_not_take_part_is_told_how_to_reach_the_team() {
    for state in [PersonState::Suspended, PersonState::Left] {
        let world = World::running().edit(ADA, |p| p.state = state);
        let words = world.from(ADA, "Hello Mona, are you there?");
        assert_eq!(told(&words), "1: not-relayed");
        assert!(says(&words, "not-relayed").contains("are you there?"), "nothing of hers is lost");
        assert_eq!(told(&world.from(ADA, "END")), "1: help");
        let help = world.from(ADA, "HELP");
        assert_eq!(told(&help), "1: help");
        let last = Some(help.letters[0].fingerprint());
        let again = world.clone().with(|w| w.snapshot.answers.last = last).from(ADA, "HELP");
        assert_eq!(ignored(&again), Some(Ignored::NotTakingPart));
        assert_eq!(told(&world.from(ADA, "STAFF why?")), "30: case, 1: done");
    }
    let erased = World::running().edit(ADA, |p| p.state = PersonState::Erased);
    assert_eq!(told(&erased.from(ADA, "HELP")), "");
}
