//! The service killed with SIGKILL under load, again and again: at the steps of a mail's way, and at any moment.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use mentorpost::ids::Ids;

use crate::server::SERVICE;
use crate::several::introduced;
use crate::town::{ADA, MARIA, Town};
use crate::wait::until;

/// What the log says at the steps of a mail's way.
const STEPS: [&str; 5] =
    ["mentorpost runs", "the mailbox is open", "mail has come", "a mail was handled", "a mail was handed over"];
/// A kill at any moment comes at the latest so many milliseconds after the start, by when a few mails are done.
const LATEST: i64 = 2_500;

/// How often it is killed; `tests/kills-long` asks for more.
fn wanted() -> usize {
    let asked = std::env::var("MENTORPOST_KILLS").ok();
    asked.map_or(10, |asked| asked.parse().expect("MENTORPOST_KILLS is a number"))
}

#[test]
fn killed_at_any_moment_it_loses_nothing_and_does_nothing_twice() {
    let mut town = Town::start();
    let introduction = introduced(&mut town);
    let (kills, mut written) = (wanted(), 0);
    let mut random = Ids::seeded(20_260_305 + kills as u64);
    for round in 0..kills {
        for _ in 0..1 + random.random() % 4 {
            town.answer(ADA, &introduction, &format!("Message number {written}."), Vec::new());
            written += 1;
        }
        let mut serving = town.serve();
        if round % 2 == 0 {
            // Each mail is new, so that every step is reached.
            serving.wait_for(STEPS[round / 2 % STEPS.len()], 1);
        } else {
            std::thread::sleep(Duration::from_millis(u64::try_from(random.random() % LATEST).unwrap()));
        }
        serving.kill();
    }
    let mut serving = town.serve();
    serving.wait_for("mentorpost runs", 1);
    until("all mail is moved", || (town.dovecot.count(SERVICE, "") == 0).then_some(()));
    town.settled();
    serving.stop();

    let relayed: Vec<_> = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").collect();
    let ids: HashSet<&str> = relayed.iter().map(|mail| mail.message_id.as_str()).collect();
    let mut words: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
    for mail in &relayed {
        let line = mail.text.lines().find(|line| line.starts_with("Message number")).unwrap_or_default();
        words.entry(line).or_default().insert(&mail.message_id);
    }
    let lost = (0..written).filter(|n| !words.contains_key(format!("Message number {n}.").as_str())).count();
    let doubled = words.values().filter(|ids| ids.len() > 1).count();
    println!(
        "{kills} kills, {written} mails: {lost} lost, {doubled} doubled, {} came twice under one Message-ID",
        relayed.len() - ids.len()
    );
    let given_up = town.says(&["inbox", "list", "--state", "failed"]);
    assert_eq!((lost, doubled, ids.len()), (0, 0, written), "{given_up}");
    // Three mails led to the introduction.
    assert_eq!((town.total("inbox"), town.counted("inbox", "relayed")), (3 + written as u64, written as u64));
    assert_eq!(town.counted("outbox", "sent"), town.total("outbox"));
    assert_eq!((town.dovecot.count(SERVICE, ""), town.dovecot.count(SERVICE, ".Processed")), (0, 3 + written));
    // A letter is taken twice only where a kill fell inside its sending.
    assert!(relayed.len() - ids.len() <= kills, "more copies than kills");
}
