//! What the service stands on fails for a while: the mail server, its password, a disk. It says so, and goes on by itself.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::server::{PASSWORD, SERVICE};
use crate::several::introduced;
use crate::town::{ADA, MARIA, Town};
use crate::wait::until;

/// What `status` says that the service waits for.
fn waiting(town: &Town) -> String {
    let status: Value = serde_json::from_str(&town.says(&["status", "--json"])).unwrap();
    status["waiting"].to_string()
}

/// What `/readyz` answers.
fn ready(port: u16) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: here\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned())
}

#[test]
fn a_password_that_is_changed_and_changed_back_is_waited_for() {
    let mut town = Town::start();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    town.add_settings(&format!("[http]\nlisten = \"127.0.0.1:{port}\"\n"));
    let serving = town.serve();
    until("it is ready", || (ready(port)? == "ready\n").then_some(()));
    town.dovecot.change_password("another one");
    until("it says what it waits for", || waiting(&town).contains("the login is refused").then_some(()));
    assert!(waiting(&town).contains("check username and password") && !waiting(&town).contains(PASSWORD));
    assert_eq!(ready(port).unwrap(), "waiting for mailbox\n");
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    town.dovecot.change_password(PASSWORD);
    town.gets(ADA, "directory");
    town.settled_after(1);
    assert_eq!((waiting(&town).as_str(), ready(port).unwrap().as_str()), ("[]", "ready\n"));
    assert_eq!((town.total("inbox"), town.total("outbox")), (1, 1));
    serving.stop();
}

#[test]
fn a_password_that_is_wrong_from_the_start_is_a_reason_not_to_start() {
    let mut town = Town::start();
    town.dovecot.change_password("another one");
    let output = town.run(&["serve"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("check username and password of [imap]"), "{said}");
}

#[test]
fn dovecot_that_goes_and_comes_back_again_and_again_costs_nothing() {
    let mut town = Town::start();
    let introduction = introduced(&mut town);
    let serving = town.serve();
    for number in 0..4 {
        town.answer(ADA, &introduction, &format!("Message number {number}."), Vec::new());
        if number % 2 == 0 {
            town.dovecot.kill();
        } else {
            town.dovecot.stop();
        }
        town.dovecot.launch();
    }
    town.settled_after(3 + 4);
    let relayed: Vec<_> = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").collect();
    assert_eq!((relayed.len(), town.dovecot.count(SERVICE, "")), (4, 0));
    serving.stop();
}

#[test]
fn a_disk_that_takes_no_more_of_its_user_is_waited_for() {
    let mut town = Town::start();
    let introduction = introduced(&mut town);
    let serving = town.serve_by_leave();
    until("the mailbox is open", || (serving.logged("the mailbox is open") > 0).then_some(()));
    town.answer(ADA, &introduction, "Message number 0.", Vec::new());
    town.settled_after(4);
    serving.may_write(false);
    for number in 1..4 {
        town.answer(ADA, &introduction, &format!("Message number {number}. {}", "x".repeat(20_000)), Vec::new());
    }
    until("it says so", || {
        (serving.logged("the disk fails: check that it works, its room, and the quota") > 0).then_some(())
    });
    assert_eq!(town.dovecot.count(SERVICE, ""), 3, "what cannot be kept stays on the server");
    serving.may_write(true);
    town.settled_after(3 + 4);
    let relayed: Vec<_> = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").collect();
    assert_eq!((relayed.len(), town.total("inbox"), town.counted("inbox", "relayed")), (4, 7, 4));
    serving.stop();
}

#[test]
fn mailboxes_that_take_nothing_lose_no_letter() {
    let mut town = Town::start();
    let introduction = introduced(&mut town);
    town.answer(ADA, &introduction, &format!("Message number 0. {}", "x".repeat(20_000)), Vec::new());
    town.dovecot.may_write(false);
    // Whether the mail can be read or not is Dovecot's affair; no letter can be delivered.
    town.run(&["serve", "--once"]);
    assert_eq!(town.dovecot.count(SERVICE, "") + town.dovecot.count(SERVICE, ".Processed"), 4);
    assert_eq!(town.mail_of(MARIA).iter().filter(|mail| mail.kind == "relay").count(), 0);
    town.dovecot.may_write(true);
    town.says(&["serve", "--once", "--now", "2036-01-01T00:00:00Z"]);
    let relayed: Vec<_> = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").collect();
    assert_eq!((relayed.len(), town.total("inbox")), (1, 4));
    assert_eq!((town.dovecot.count(SERVICE, ""), town.dovecot.count(SERVICE, ".Processed")), (0, 4));
}

#[test]
fn settings_and_templates_that_break_while_it_runs_break_nothing_until_the_next_start() {
    let mut town = Town::start();
    let ours = town.path("ours");
    fs::create_dir(&ours).unwrap();
    fs::write(ours.join("faq.hbs"), "---\nsubject: Our own answers\n---\nAnswers of ours.\n").unwrap();
    town.add_settings("[templates]\nfolder = \"ours\"\n");
    let whole = fs::read_to_string(town.path("config.toml")).unwrap();
    let mut serving = town.serve();
    serving.wait_for("the mailbox is open", 1);
    fs::remove_dir_all(&ours).unwrap();
    fs::write(town.path("config.toml"), "[programme\nname = ").unwrap();
    town.write(ADA, SERVICE, "A question", "FAQ");
    assert!(town.gets(ADA, "faq").text.contains("Answers of ours."));
    until("it is moved", || (town.dovecot.count(SERVICE, ".Processed") == 1).then_some(()));
    serving.stop();

    town.write(ADA, SERVICE, "A question", "FAQ words");
    town.refuses(&["serve", "--once"], "config.toml:1:");
    fs::write(town.path("config.toml"), whole).unwrap();
    town.refuses(&["serve", "--once"], "ours is not a folder; create it or leave the key out");
    assert_eq!(town.dovecot.count(SERVICE, ""), 1, "the mail waits where it is");
    fs::create_dir(&ours).unwrap();
    town.says(&["serve", "--once"]);
    town.gets(ADA, "faq");
    assert_eq!((town.dovecot.count(SERVICE, ""), town.total("inbox")), (0, 2));
}

#[test]
fn a_database_that_another_program_holds_is_waited_for() {
    let mut town = Town::start();
    let introduction = introduced(&mut town);
    let serving = town.serve();
    until("the mailbox is open", || (serving.logged("the mailbox is open") > 0).then_some(()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = format!("sqlite://{}", town.path("mentorpost.db").display());
    let mut other = runtime.block_on(SqliteConnection::connect(&url)).unwrap();
    runtime.block_on(sqlx::query("BEGIN IMMEDIATE").execute(&mut other)).unwrap();
    for number in 0..3 {
        town.answer(ADA, &introduction, &format!("Message number {number}."), Vec::new());
    }
    until("it says so", || (serving.logged("locked by another process: stop the other one") > 0).then_some(()));
    assert_eq!(town.dovecot.count(SERVICE, ""), 3, "what cannot be kept stays on the server");
    runtime.block_on(sqlx::query("ROLLBACK").execute(&mut other)).unwrap();
    runtime.block_on(other.close()).unwrap();
    town.settled_after(3 + 3);
    let relayed = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").count();
    assert_eq!((relayed, town.total("inbox"), town.counted("inbox", "relayed")), (3, 6, 3));
    serving.stop();
}

#[test]
fn mail_in_hand_when_the_database_fails_does_not_wait_for_its_lease() {
    let mut town = Town::start();
    let introduction = introduced(&mut town);
    let mut serving = town.serve();
    serving.wait_for("the mailbox is open", 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = format!("sqlite://{}", town.path("mentorpost.db").display());
    let mut other = runtime.block_on(SqliteConnection::connect(&url)).unwrap();
    let broken = "CREATE TRIGGER broken BEFORE UPDATE ON inbox WHEN NEW.state = 'relayed'
                  BEGIN SELECT RAISE(ABORT, 'it is broken'); END";
    runtime.block_on(sqlx::query(broken).execute(&mut other)).unwrap();
    for number in 0..3 {
        town.answer(ADA, &introduction, &format!("Message number {number}."), Vec::new());
    }
    serving.wait_for("handling mail failed", 1);
    runtime.block_on(sqlx::query("DROP TRIGGER broken").execute(&mut other)).unwrap();
    runtime.block_on(other.close()).unwrap();
    // Waiting has an end before the lease has.
    town.settled_after(3 + 3);
    let relayed = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").count();
    assert_eq!((relayed, town.total("inbox"), town.counted("inbox", "relayed")), (3, 6, 3));
    serving.stop();
}
