//! A mailbox server that breaks off, refuses, lies, falls silent or forgets: at every step of the story, one fault at a time.

use mentorpost::clock::Clock;
use mentorpost::demo::SERVICE;
use mentorpost::imap::{Credential, Mailbox, Security, Settings};
use mentorpost::sandbox::ImapFault::{self, *};
use mentorpost::sandbox::{Sandbox, SandboxConfig};
use secrecy::SecretString;

use crate::house::{House, Reach};
use crate::story::{STEPS, live, undisturbed};

/// Each of these happens `times` times at every step; the story must end as it does without them.
async fn survived(reach: &Reach, faults: Vec<(ImapFault, usize)>) {
    let expected = undisturbed(reach).await;
    let mut survived = 0;
    for (fault, times) in faults {
        let mut house = House::start_with(reach).await;
        let push = |house: &House, _| house.sandbox.imap_faults().push_times(fault.clone(), times);
        let ending = live(&mut house, push).await;
        assert_eq!(house.sandbox.imap_faults().fired(), times * STEPS, "{fault:?} did not happen");
        assert_eq!(ending, expected, "{fault:?}, {times} times");
        assert_eq!(house.copies(), 0, "{fault:?}");
        survived += times * STEPS;
        house.end().await;
    }
    println!("{survived} faults of the mailbox survived");
}

fn at(fault: fn(String) -> ImapFault, commands: &[&str]) -> Vec<(ImapFault, usize)> {
    commands.iter().map(|command| (fault((*command).to_owned()), 1)).collect()
}

/// Every command that the service says, and it is never the server's duty to like one.
const COMMANDS: &[&str] = &["LOGIN", "CAPABILITY", "LIST", "SELECT", "SEARCH", "FETCH", "MOVE"];
/// Where the server cannot MOVE.
const SLOW_MOVE: &[&str] = &["COPY", "STORE", "EXPUNGE"];

fn without_move() -> Reach {
    Reach { without_imap: vec!["MOVE".to_owned()], ..Reach::default() }
}

#[tokio::test]
async fn refused_at_any_command() {
    survived(&Reach::default(), at(No, COMMANDS)).await;
    survived(&without_move(), at(No, SLOW_MOVE)).await;
}

#[tokio::test]
async fn cut_off_before_any_command_is_carried_out() {
    survived(&Reach::default(), at(CloseOnCommand, COMMANDS)).await;
    survived(&without_move(), at(CloseOnCommand, SLOW_MOVE)).await;
}

#[tokio::test]
async fn cut_off_after_any_command_was_carried_out() {
    survived(&Reach::default(), at(CloseAfter, COMMANDS)).await;
    survived(&without_move(), at(CloseAfter, SLOW_MOVE)).await;
}

#[tokio::test]
async fn the_folder_is_numbered_anew_in_the_middle() {
    survived(&Reach::default(), at(Renumber, &["SEARCH", "FETCH", "MOVE"])).await;
    survived(&without_move(), at(Renumber, SLOW_MOVE)).await;
}

#[tokio::test]
async fn literals_that_break_off_or_lie() {
    let faults = vec![(DropMidLiteral, 1), (DropMidLiteral, 3), (WrongLiteralSize, 1), (LongLiteral, 1)];
    survived(&Reach::default(), faults).await;
}

#[tokio::test]
async fn goodbye_and_news_at_the_wrong_moment() {
    let faults = vec![(Bye, 1), (Bye, 5), (ExistsDuringSelect, 1), (No("MOVE".to_owned()), 4)];
    survived(&Reach::default(), faults).await;
}

#[tokio::test]
async fn numbered_anew_between_two_visits() {
    let expected = undisturbed(&Reach::default()).await;
    let mut house = House::start().await;
    let renumber =
        |house: &House, _| assert!(house.sandbox.change_uid_validity(SERVICE, "INBOX").is_some(), "renumbered");
    assert_eq!(live(&mut house, renumber).await, expected);
    house.end().await;
}

/// UIDs that follow one another, and messages that are whole.
#[tokio::test]
async fn what_has_just_come_is_fetched_up_to_the_first_gap_and_the_first_large_mail() {
    let config = SandboxConfig::new("uni.example", Clock::fixed(jiff::Timestamp::UNIX_EPOCH));
    let sandbox = Sandbox::start(config).await.unwrap();
    sandbox.add_user(SERVICE, "pw");
    let credential = Credential::Password(SecretString::from("pw"));
    let port = sandbox.imap_addr().port();
    let settings = Settings::new("127.0.0.1", port, Security::Plain, SERVICE, credential);
    let mut mailbox = Mailbox::open(&settings).await.unwrap();
    assert!(mailbox.fetch_next(0, 100).await.unwrap().is_empty(), "of nothing");
    // A folder whose UIDs are used up has no next message.
    assert!(mailbox.fetch_next(u32::MAX, 100).await.unwrap().is_empty());
    let mail = |bytes: usize| format!("Subject: {}\r\n\r\n", "x".repeat(bytes - 13)).into_bytes();
    for bytes in [40, 99, 100, 40, 30, 20, 20, 20, 20, 20] {
        sandbox.deliver(SERVICE, &mail(bytes)).unwrap();
    }
    mailbox.logout().await;
    let mut mailbox = Mailbox::open(&settings).await.unwrap();
    let mut next = async |after| {
        let next = mailbox.fetch_next(after, 100).await.unwrap();
        next.into_iter().map(|message| (message.uid, message.raw.len())).collect::<Vec<_>>()
    };
    assert_eq!(next(0).await, [(1, 40), (2, 99)], "the third may be larger than it looks");
    assert_eq!(next(2).await, []);
    assert_eq!(next(3).await, [(4, 40), (5, 30), (6, 20), (7, 20)], "a few at a time");
    assert_eq!(next(10).await, []);
    mailbox.move_to(&[5], "Processed").await.unwrap();
    let after_a_gap = mailbox.fetch_next(3, 100).await.unwrap();
    assert_eq!(after_a_gap.len(), 1, "one that is listed but not handed out must not be passed over");
    assert!(mailbox.fetch_next(4, 100).await.unwrap().is_empty());
    mailbox.logout().await;
    sandbox.stop().await;
}
