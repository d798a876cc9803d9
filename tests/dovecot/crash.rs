//! The service killed with SIGKILL in the middle of its work, and started again.

use std::collections::{BTreeMap, BTreeSet};

use crate::server::SERVICE;
use crate::story::reference;
use crate::town::{ADA, JAMES, MARIA, Town};

/// The mails of somebody, by kind; a mail that came twice under one Message-ID counts once.
fn kinds(town: &Town, person: &str) -> BTreeMap<String, usize> {
    let distinct: BTreeSet<(String, String)> =
        town.mail_of(person).into_iter().map(|mail| (mail.message_id, mail.kind)).collect();
    distinct.into_iter().fold(BTreeMap::new(), |mut counts, (_, kind)| {
        *counts.entry(kind).or_default() += 1;
        counts
    })
}

/// Three mails wait; the service is killed as soon as it has logged `what` for the `n`th time, twice, and then left alone.
fn killed_when(what: &str, n: usize) {
    let mut town = Town::start();
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    town.says(&["serve", "--once"]);
    let directory = town.gets(ADA, "directory");
    for name in ["James Okafor", "Maria Schmidt"] {
        let asking = format!("INTERESTED {}\n\nHow did you begin, dear {name}?", reference(&directory, name));
        town.write(ADA, SERVICE, &format!("Dear {name}"), &asking);
    }
    town.write(ADA, SERVICE, "The list", "MENTORS marketing");
    let mut serving = town.serve();
    serving.wait_for(what, n);
    serving.kill();
    let mut serving = town.serve();
    serving.wait_for("the mailbox is open", 1);
    serving.kill();
    let mut serving = town.serve();
    // A signal that comes before it is listened for ends any process.
    serving.wait_for("mentorpost runs", 1);
    town.settled_after(4);
    serving.stop();

    let expected = |kinds: &[(&str, usize)]| kinds.iter().map(|(kind, n)| ((*kind).to_owned(), *n)).collect();
    let of_ada: BTreeMap<String, usize> = expected(&[("directory", 2), ("request-sent", 2)]);
    assert_eq!(kinds(&town, ADA), of_ada, "{what} {n}");
    let of_mentor: BTreeMap<String, usize> = expected(&[("request", 1)]);
    assert_eq!((kinds(&town, JAMES), kinds(&town, MARIA)), (of_mentor.clone(), of_mentor), "{what} {n}");
    assert_eq!((town.total("inbox"), town.counted("inbox", "done") + town.counted("inbox", "answered")), (4, 4));
    assert_eq!((town.total("outbox"), town.counted("outbox", "sent")), (6, 6));
    assert_eq!((town.dovecot.count(SERVICE, ""), town.dovecot.count(SERVICE, ".Processed")), (0, 4));
}

#[test]
fn killed_when_mail_has_come() {
    killed_when("mail has come", 1);
}

#[test]
fn killed_when_the_first_mail_was_handled() {
    killed_when("a mail was handled", 1);
}

#[test]
fn killed_when_the_last_mail_was_handled() {
    killed_when("a mail was handled", 3);
}

#[test]
fn killed_when_the_first_mail_was_handed_over() {
    killed_when("a mail was handed over", 1);
}

#[test]
fn killed_when_the_third_mail_was_handed_over() {
    killed_when("a mail was handed over", 3);
}
