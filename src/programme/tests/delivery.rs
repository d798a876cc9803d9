//! Letters that do not arrive, and mails that are too large.

use super::world::*;
use crate::mail::inbound::{Action, DeliveryStatus, Kind, Verdict};
use crate::programme::change::Change;
use crate::programme::event::{Event, GivenUp};
use crate::programme::letter::{LetterId, LetterRecord};
use crate::programme::outcome::{Disposition, Ignored, Outcome};
use crate::programme::person::PersonId;
use crate::programme::request::RequestState;

fn record(kind: &str, writer: Option<PersonId>) -> LetterRecord {
    LetterRecord {
        id: LetterId(77),
        person: Some(MONA),
        address: address("mona@corp.example"),
        kind: kind.into(),
        conversation: Some(PAIR),
        writer,
        created_at: now(),
        failed: false,
    }
}

fn bounce(world: &World, status: &str, action: Action, permanent: bool) -> Outcome {
    let mut mail = inbound("");
    mail.kind = Kind::Bounce;
    mail.from = Some(address("mailer-daemon@corp.example"));
    mail.suppress_response = true;
    mail.bounce = vec![DeliveryStatus {
        recipient: "mona@corp.example".into(),
        status: (!status.is_empty()).then(|| status.to_owned()),
        action,
        permanent,
    }];
    world.mail(&mail, None)
}

fn failures(outcome: &Outcome) -> Option<u32> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Person(person) => Some(person.failures),
        _ => None,
    })
}

#[test]
fn only_a_dead_address_is_counted() {
    let world = World::running().with(|w| w.snapshot.letter = Some(record("relay", Some(ADA))));
    let cases = [
        ("5.1.1", Action::Failed, true, Some(1), "1: undelivered"),
        ("5.2.1", Action::Failed, true, Some(1), "1: undelivered"),
        ("", Action::Failed, true, Some(1), "1: undelivered"),
        ("5.1.8", Action::Failed, true, None, "1: undelivered"),
        ("5.7.1", Action::Failed, true, None, "1: undelivered"),
        ("5.3.4", Action::Failed, true, None, "1: undelivered"),
        ("4.2.2", Action::Delayed, false, None, ""),
        ("4.4.7", Action::Failed, false, None, ""),
        ("2.0.0", Action::Delivered, false, None, ""),
    ];
    for (status, action, permanent, count, expected) in cases {
        let outcome = bounce(&world, status, action, permanent);
        assert_eq!(outcome.disposition, Disposition::Ignored(Ignored::Bounce), "{status}");
        assert_eq!((failures(&outcome), told(&outcome).as_str()), (count, expected), "{status}");
    }
}

#[test]
fn the_second_failure_is_told_to_the_team() {
    let world = World::running().edit(MONA, |p| p.failures = 1);
    let world = world.with(|w| w.snapshot.letter = Some(record("introduction", None)));
    let outcome = bounce(&world, "5.1.1", Action::Failed, true);
    assert_eq!((failures(&outcome), told(&outcome).as_str()), (Some(2), "31: address-failing"));
    let third = bounce(&world.edit(MONA, |p| p.failures = 2), "5.1.1", Action::Failed, true);
    assert_eq!((failures(&third), told(&third).as_str()), (Some(3), ""), "told once");
}

#[test]
fn a_failure_is_told_once() {
    let world = World::running().with(|w| {
        w.snapshot.letter = Some(LetterRecord { failed: true, ..record("relay", Some(ADA)) });
    });
    let outcome = bounce(&world, "5.1.1", Action::Failed, true);
    assert_eq!((told(&outcome).as_str(), outcome.changes.len()), ("", 0));
    let unknown = bounce(&World::running(), "5.1.1", Action::Failed, true);
    assert_eq!(unknown.disposition, Disposition::Ignored(Ignored::UnknownBounce));
}

#[test]
fn messages_that_fail_are_told_apart_by_their_time() {
    let failed = |id, minutes| {
        let world = World::running().with(|w| {
            let created_at = now() + jiff::SignedDuration::from_mins(minutes);
            w.snapshot.letter = Some(LetterRecord { id: LetterId(id), created_at, ..record("relay", Some(ADA)) });
        });
        let outcome = bounce(&world, "5.1.1", Action::Failed, true);
        let letter = letter(&outcome, "undelivered");
        (letter.notice.clone(), letter.once.clone())
    };
    assert_eq!(failed(77, 0).1, failed(78, 0).1, "of two in one minute one is told");
    let (earlier, later) = (failed(77, 0), failed(78, 1));
    assert_ne!(format!("{:?}", earlier.0), format!("{:?}", later.0));
    assert_ne!(earlier.1, later.1);
}

#[test]
fn a_report_about_an_old_address_says_nothing_of_the_new() {
    let world = World::running().edit(MONA, |p| p.address = address("mona@new.example"));
    let world = world.with(|w| w.snapshot.letter = Some(record("relay", Some(ADA))));
    let outcome = bounce(&world, "5.1.1", Action::Failed, true);
    assert_eq!((failures(&outcome), told(&outcome).as_str()), (None, "1: undelivered"));
}

#[test]
fn a_refusal_is_told_like_a_bounce() {
    let world = World::asked(RequestState::Open).with(|w| w.snapshot.letter = Some(record("request", None)));
    let refuse = |letter| {
        let why = GivenUp::Recipient(Some("5.1.1".to_owned()));
        world.event(&Event::GivenUp { letter: LetterId(letter), why })
    };
    let outcome = refuse(77);
    assert_eq!((failures(&outcome), told(&outcome).as_str()), (Some(1), "1: undelivered"), "the mentee hears of it");
    assert!(outcome.changes.iter().any(|c| matches!(c, Change::LetterFailed(LetterId(77)))));
    assert_eq!(letter(&outcome, "undelivered").conversation, Some(PAIR));
    assert_eq!(refuse(78).disposition, Disposition::Ignored(Ignored::UnknownBounce));
}

#[test]
fn only_a_refused_recipient_is_the_fault_of_the_address() {
    let world = World::running().with(|w| w.snapshot.letter = Some(record("relay", Some(ADA))));
    let status = |status: &str| Some(status.to_owned());
    let cases = [
        (GivenUp::Recipient(None), Some(1), false),
        (GivenUp::Recipient(status("5.1.1")), Some(1), false),
        (GivenUp::Recipient(status("5.7.1")), None, false),
        (GivenUp::Message(None), None, false),
        (GivenUp::Message(status("5.1.1")), Some(1), false),
        (GivenUp::Message(status("5.1.8")), None, false),
        (GivenUp::Sender, None, false),
        (GivenUp::PutOff, None, false),
        (GivenUp::Unconfirmed, None, true),
    ];
    for (why, count, perhaps) in cases {
        let outcome = world.event(&Event::GivenUp { letter: LetterId(77), why: why.clone() });
        assert_eq!((failures(&outcome), told(&outcome).as_str()), (count, "1: undelivered"), "{why:?}");
        let says = says(&outcome, "undelivered");
        assert!(says.contains(&format!("\"perhaps\":{perhaps}")), "{why:?}: {says}");
    }
}

#[test]
fn a_mail_too_large_is_answered_to_the_registered_address() {
    let big = |world: &World, mail: &crate::mail::inbound::Inbound, token| {
        let mail = super::world::mail(mail, token);
        world.event(&Event::TooBig { mail, size: 30 * 1024 * 1024 + 1 })
    };
    let world = World::running().with(|w| w.snapshot.sender = Some(ADA));
    let outcome = big(&world, &world.write(ADA, ""), Some((ADA, PAIR)));
    assert_eq!(told(&outcome), "1: too-big");
    assert!(says(&outcome, "too-big").contains("\"mib\":31") && says(&outcome, "too-big").contains("\"limit\":25"));
    let mut forged = world.write(ADA, "");
    forged.authentication = authentication(Verdict::Fail);
    assert_eq!(told(&big(&world, &forged, None)), "");
    let mut list = world.write(ADA, "");
    list.kind = Kind::AutoReply;
    assert_eq!(told(&big(&world, &list, None)), "");
}
