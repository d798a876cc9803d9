//! A way out that refuses, defers, breaks off or falls silent at any stage.

use std::collections::BTreeMap;

use mentorpost::sandbox::SmtpFault::{self, *};
use mentorpost::sandbox::SmtpStage::{self, *};

use crate::house::{House, Reach};
use crate::story::{STEPS, live, undisturbed};

const STAGES: [SmtpStage; 7] = [Connect, Ehlo, Auth, Mail, Rcpt, Data, Dot];

fn reply(stage: SmtpStage, code: u16, text: &str) -> SmtpFault {
    Reply { stage, code, text: text.to_owned() }
}

/// Each of these happens at every step; the story must end as it does without them. How many copies came besides?
async fn survived(faults: Vec<SmtpFault>) -> usize {
    let expected = undisturbed(&Reach::default()).await;
    let (mut copies, mut survived) = (0, 0);
    for fault in faults {
        let mut house = House::start().await;
        // A kept connection has the greeting and the login behind it.
        let push = |house: &House, _| house.sandbox.smtp_faults().push(fault.clone());
        let ending = live(&mut house, push).await;
        let fired = house.sandbox.smtp_faults().fired();
        assert!(fired == STEPS || (fired > 0 && early(&fault)), "{fault:?} happened {fired} times");
        assert_eq!(ending, expected, "{fault:?}");
        copies += house.copies();
        survived += fired;
        house.end().await;
    }
    println!("{survived} faults of the way out survived");
    copies
}

/// May a kept connection have it behind it?
fn early(fault: &SmtpFault) -> bool {
    matches!(fault, CloseAt(s) | SilentAt(s) | Reply { stage: s, .. } if matches!(s, Connect | Ehlo | Auth))
}

#[tokio::test]
async fn put_off_at_any_stage() {
    for text in ["4.3.2 Come back later", "try again", "4.7.1 Greylisted, see https://help.example/grey"] {
        let faults = STAGES.iter().map(|stage| reply(*stage, 451, text)).collect();
        assert_eq!(survived(faults).await, 0);
    }
}

#[tokio::test]
async fn sent_away_at_any_stage() {
    let faults = STAGES.iter().map(|stage| reply(*stage, 421, "4.3.2 Shutting down")).collect();
    assert_eq!(survived(faults).await, 0);
}

#[tokio::test]
async fn too_many_recipients_and_no_room() {
    let faults = vec![
        reply(Rcpt, 452, "4.5.3 Too many recipients"),
        reply(Rcpt, 452, "Too many recipients"),
        reply(Mail, 452, "4.3.1 Insufficient system storage"),
        reply(Rcpt, 450, "4.2.1 Mailbox busy"),
        reply(Dot, 452, "4.2.2 Over quota"),
    ];
    assert_eq!(survived(faults).await, 0);
}

#[tokio::test]
async fn a_server_that_refuses_the_service_refuses_no_letter() {
    let faults = vec![
        reply(Connect, 554, "5.3.2 No service here"),
        reply(Ehlo, 550, "5.7.1 Not you"),
        reply(Auth, 535, "5.7.8 Wrong name or password"),
        reply(Auth, 535, "Wrong name or password"),
    ];
    assert_eq!(survived(faults).await, 0);
}

#[tokio::test]
async fn cut_off_at_any_stage() {
    assert_eq!(survived(STAGES.iter().map(|stage| CloseAt(*stage)).collect()).await, 0);
}

#[tokio::test]
async fn silent_at_any_stage() {
    assert_eq!(survived(STAGES.iter().map(|stage| SilentAt(*stage)).collect()).await, 0);
}

#[tokio::test]
async fn cut_off_after_the_dot_is_the_one_fault_that_may_bring_a_copy() {
    assert_eq!(survived(vec![CloseAfterDot]).await, STEPS);
}

/// A letter that is refused for good is tried once, its writer and staff hear of it, and everything else goes on.
#[tokio::test]
async fn refused_for_good_at_any_stage() {
    let cases = [
        reply(Mail, 553, "5.1.8 Bad sender"),
        reply(Rcpt, 550, "5.1.1 No such user"),
        reply(Rcpt, 550, "No such user here"),
        reply(Rcpt, 552, "5.2.2 Mailbox full"),
        reply(Data, 554, "5.6.0 No"),
        reply(Dot, 554, "5.7.1 Looks like spam"),
        reply(Dot, 550, "Content rejected"),
    ];
    let expected = undisturbed(&Reach::default()).await;
    for fault in cases {
        let mut house = House::start().await;
        let push = |house: &House, step| {
            if step == STEPS - 1 {
                house.sandbox.smtp_faults().push(fault.clone());
            }
        };
        let ending = live(&mut house, push).await;
        assert_eq!((ending.outbox.get("failed"), house.copies()), (Some(&1), 0), "{fault:?}");
        assert_eq!((&ending.received, &ending.standings), (&expected.received, &expected.standings), "{fault:?}");
        let mut missing = expected.letters.clone();
        let mut besides = BTreeMap::new();
        for (person, letters) in &ending.letters {
            for letter in letters {
                let known = missing.get_mut(person).unwrap();
                match known.iter().position(|other| other == letter) {
                    Some(at) => drop(known.remove(at)),
                    None => besides.entry(person.as_str()).or_insert_with(Vec::new).push(letter.0.as_str()),
                }
            }
        }
        assert_eq!(missing["Ada Byrne"].len(), 1, "{fault:?}: only Maria's answer is missing");
        assert_eq!(missing["Ada Byrne"][0].0, "relay", "{fault:?}");
        assert_eq!(besides.get("Maria Schmidt"), Some(&vec!["undelivered"]), "{fault:?}: {besides:?}");
        house.end().await;
    }
}
