//! Several processes on one PostgreSQL database: one reads the mailbox, all work, and nothing happens twice whoever dies.

use std::collections::BTreeMap;

use crate::postgres::Server;
use crate::server::SERVICE;
use crate::story::reference;
use crate::town::{ADA, MARIA, Received, Serving, Town};
use crate::wait::until;

const MESSAGES: usize = 40;

/// Ada and Maria are mentee and mentor; the introduction that Ada got.
pub fn introduced(town: &mut Town) -> Received {
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    town.says(&["serve", "--once"]);
    let directory = town.gets(ADA, "directory");
    let asking = format!("INTERESTED {}\n\nHow did you begin?", reference(&directory, "Maria Schmidt"));
    town.write(ADA, SERVICE, "Dear Maria", &asking);
    town.says(&["serve", "--once"]);
    let request = town.gets(MARIA, "request");
    town.answer(MARIA, &request, "ACCEPT", Vec::new());
    town.says(&["serve", "--once"]);
    town.gets(ADA, "introduction")
}

fn reads_the_mailbox(serving: &Serving) -> bool {
    serving.logged("the mailbox is open") > 0
}

/// How often each message of Ada's has come to Maria; a second copy under the same Message-ID counts as one.
fn arrived(town: &Town) -> BTreeMap<String, usize> {
    let mut relayed: Vec<_> = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").collect();
    relayed.sort_by(|a, b| a.message_id.cmp(&b.message_id));
    relayed.dedup_by(|a, b| a.message_id == b.message_id);
    let mut counts = BTreeMap::new();
    for mail in relayed {
        let line = mail.text.lines().find(|line| line.starts_with("Message number")).unwrap_or_default().to_owned();
        *counts.entry(line).or_default() += 1;
    }
    counts
}

#[test]
fn three_processes_share_the_work_and_outlive_one_another() {
    let database = Server::start();
    let mut town = Town::start_on(&database.url("secret", "postgres"));
    let introduction = introduced(&mut town);
    let mut serving: Vec<Serving> = (0..3).map(|_| town.serve()).collect();
    until("one of them reads the mailbox", || serving.iter().any(reads_the_mailbox).then_some(()));
    assert_eq!(serving.iter().filter(|one| reads_the_mailbox(one)).count(), 1, "only one may");
    let reader = serving.iter().position(reads_the_mailbox).unwrap();
    let reader = serving.swap_remove(reader);

    for number in 0..MESSAGES {
        town.answer(ADA, &introduction, &format!("Message number {number}."), Vec::new());
        if number == MESSAGES / 4 {
            // It believes that it has the mailbox still when it wakes up.
            reader.signal("STOP");
        }
    }
    until("another takes over", || serving.iter().any(reads_the_mailbox).then_some(()));
    reader.signal("CONT");
    let second = serving.iter().position(reads_the_mailbox).unwrap();
    serving.swap_remove(second).kill();
    town.settled_after(3 + MESSAGES);

    let expected: BTreeMap<_, _> = (0..MESSAGES).map(|n| (format!("Message number {n}."), 1)).collect();
    assert_eq!(arrived(&town), expected);
    assert_eq!(town.dovecot.count(SERVICE, ""), 0);
    reader.stop();
    for one in serving {
        one.stop();
    }
}

#[test]
fn a_database_that_goes_away_is_waited_for() {
    let database = Server::start();
    let mut town = Town::start_on(&database.url("secret", "postgres"));
    let introduction = introduced(&mut town);
    let mut serving = town.serve();
    serving.wait_for("the mailbox is open", 1);
    town.answer(ADA, &introduction, "Message number 0.", Vec::new());
    town.settled_after(4);
    database.end();
    for number in 1..4 {
        town.answer(ADA, &introduction, &format!("Message number {number}."), Vec::new());
    }
    serving.wait_for("connected to again", 1);
    // One that is started meanwhile waits as well.
    let mut second = town.serve();
    second.wait_for("the database is away", 1);
    database.begin();
    town.settled_after(7);
    second.wait_for("mentorpost runs", 1);

    let expected: BTreeMap<_, _> = (0..4).map(|n| (format!("Message number {n}."), 1)).collect();
    assert_eq!(arrived(&town), expected);
    serving.stop();
    second.stop();
}
