//! What waits in the mailbox: much of it, too large, broken, and numbered anew.

use std::collections::HashSet;
use std::fs;

use crate::server::{Dovecot, SERVICE};
use crate::town::{ADA, Town};

/// A mail from Ada for which the university's server vouches.
fn from_ada(message_id: &str, body: &str) -> Vec<u8> {
    format!(
        "Return-Path: <{ADA}>\r\nDelivered-To: {SERVICE}\r\n\
         Authentication-Results: mx.uni.example; dmarc=pass header.from=student.uni.example\r\n\
         From: Ada Byrne <{ADA}>\r\nTo: {SERVICE}\r\nSubject: A mail\r\nMessage-ID: <{message_id}>\r\n\
         Date: Thu, 5 Mar 2026 10:00:00 +0000\r\n\r\n{body}\r\n"
    )
    .into_bytes()
}

/// A notice that some machine sends and that wants no answer.
fn automatic(number: usize) -> Vec<u8> {
    format!(
        "From: cron@machines.example\r\nTo: {SERVICE}\r\nAuto-Submitted: auto-generated\r\nSubject: Report {number}\r\n\
         Message-ID: <{number}@machines.example>\r\nDate: Thu, 5 Mar 2026 10:00:00 +0000\r\n\r\nReport {number}.\r\n"
    )
    .into_bytes()
}

#[test]
fn a_thousand_mails_that_wait_are_each_handled_once() {
    let mut town = Town::start();
    let mut put: HashSet<Vec<u8>> = (0..999).map(automatic).collect();
    put.insert(from_ada("question@student.uni.example", "MENTORS"));
    put.iter().for_each(|mail| town.dovecot.put(SERVICE, mail));
    town.says(&["serve", "--once"]);
    assert_eq!(town.dovecot.count(SERVICE, ""), 0);
    let processed = town.dovecot.messages(SERVICE, ".Processed");
    assert_eq!(processed.len(), 1_000);
    assert!(processed.into_iter().collect::<HashSet<_>>() == put, "another mail than those that came");
    assert_eq!((town.total("inbox"), town.counted("inbox", "ignored")), (1_000, 999));
    assert_eq!(town.total("outbox"), 1);
    let listed = town.says(&["inbox", "list", "--limit", "2000"]);
    let ids: HashSet<&str> =
        listed.lines().filter_map(|line| line.split_whitespace().find(|w| w.contains('@'))).collect();
    assert_eq!((listed.lines().count(), ids.len()), (1_000, 1_000));
    town.gets(ADA, "directory");
    town.says(&["serve", "--once"]);
    assert_eq!((town.total("inbox"), town.total("outbox")), (1_000, 1));
}

#[test]
fn of_a_mail_that_is_too_large_only_the_header_is_read_and_its_writer_is_told() {
    let mut town = Town::start();
    let line = format!("{}\r\n", "x".repeat(70));
    town.dovecot.put(SERVICE, &from_ada("large@student.uni.example", &line.repeat(30 * 1024 * 1024 / line.len())));
    town.dovecot.put(SERVICE, &from_ada("small@student.uni.example", "MENTORS"));
    town.says(&["serve", "--once"]);
    let told = town.gets(ADA, "too-big");
    assert!(told.text.contains("31 MB") && told.text.contains("25 MB"), "{}", told.text);
    town.gets(ADA, "directory");
    let kept: u64 = ["mentorpost.db", "mentorpost.db-wal"]
        .iter()
        .filter_map(|name| fs::metadata(town.path(name)).ok())
        .map(|file| file.len())
        .sum();
    assert!(kept < 5 << 20, "{kept} bytes were kept");
    assert_eq!((town.dovecot.count(SERVICE, ""), town.dovecot.count(SERVICE, ".Processed")), (0, 2));
    assert_eq!((town.total("inbox"), town.counted("inbox", "pending")), (2, 0));
}

#[test]
fn a_broken_mail_does_not_stop_the_next() {
    let mut town = Town::start();
    let garbage: Vec<u8> = (0..40_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let endless = format!("{}\r\n\r\nHELP", "Content-Type: multipart/mixed; boundary=".repeat(2_000));
    for mail in [garbage.as_slice(), b"\r\n", b"From: \xff\xfe\0\x01", endless.as_bytes()] {
        town.dovecot.put(SERVICE, mail);
    }
    town.dovecot.put(SERVICE, &from_ada("good@student.uni.example", "MENTORS"));
    town.says(&["serve", "--once"]);
    town.gets(ADA, "directory");
    let [processed, failed] = [".Processed", ".Failed"].map(|folder| town.dovecot.count(SERVICE, folder));
    assert_eq!((town.dovecot.count(SERVICE, ""), processed + failed), (0, 5));
    assert_eq!((town.total("inbox"), town.counted("inbox", "pending")), (5, 0));
    assert_eq!(town.mail_of(ADA).len(), 1);
}

/// UIDVALIDITY of the service's INBOX, as the first line of Dovecot's own list says (`3 V<number> …`).
fn uid_validity(dovecot: &Dovecot) -> String {
    let list = fs::read_to_string(dovecot.mailbox(SERVICE).join("dovecot-uidlist")).unwrap();
    list.split_whitespace().find(|word| word.starts_with('V')).unwrap().to_owned()
}

#[test]
fn mails_that_the_server_numbers_anew_have_no_second_effect() {
    let mut town = Town::start();
    let mail = from_ada("once@student.uni.example", "MENTORS");
    town.dovecot.put(SERVICE, &mail);
    town.says(&["serve", "--once"]);
    town.gets(ADA, "directory");
    let before = uid_validity(&town.dovecot);
    town.dovecot.kill();
    for entry in fs::read_dir(town.dovecot.mailbox(SERVICE)).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name == "dovecot-uidlist" || name.starts_with("dovecot.index") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    town.dovecot.put(SERVICE, &mail);
    town.dovecot.put(SERVICE, &automatic(1));
    town.dovecot.launch();
    town.says(&["serve", "--once"]);
    assert_ne!(uid_validity(&town.dovecot), before);
    assert_eq!((town.total("inbox"), town.total("outbox")), (2, 1));
    assert_eq!(town.mail_of(ADA).len(), 1);
    assert_eq!((town.dovecot.count(SERVICE, ""), town.dovecot.count(SERVICE, ".Processed")), (0, 3));
}
