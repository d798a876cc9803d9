//! A mailbox server that refuses one thing and does all others: nothing else is held up by it.

use std::time::Duration;

use mentorpost::demo::SERVICE;
use mentorpost::sandbox::ImapFault;
use mentorpost::store::InboxMail;

use crate::house::{House, Reach};
use crate::waiting::Loops;

async fn once(house: &House) {
    house.service.run_once(house.pool.as_ref(), &house.running).await.unwrap();
}

/// What Ada has got, in the order of the alphabet.
fn kinds(house: &House) -> Vec<String> {
    let mut kinds: Vec<_> = house.ada.all_mail().into_iter().map(|mail| mail.kind).collect();
    kinds.sort();
    kinds
}

fn in_folders(house: &House) -> [usize; 3] {
    ["INBOX", "Processed", "Failed"].map(|folder| house.sandbox.messages(SERVICE, folder).len())
}

async fn failed(house: &House) -> Vec<InboxMail> {
    let mut failed = Vec::new();
    for row in house.service.store().inbox_list(Some("failed"), 10).await.unwrap() {
        failed.push(house.service.store().inbox_show(row.id).await.unwrap().unwrap());
    }
    failed
}

#[tokio::test]
async fn a_message_that_is_not_handed_out_is_set_aside_and_the_others_are_handled() {
    for (uid, header) in [(1, false), (2, true), (3, true)] {
        let mut house = House::start().await;
        house.sandbox.imap_faults().push_always(ImapFault::Withhold { uid, header });
        for words in ["FAQ", "HELP", "STATUS"] {
            house.ada.write(SERVICE, "Hello", words).await.unwrap();
        }
        once(&house).await;
        let answers = ["faq", "help", "status"].into_iter().zip(1..).filter(|(_, of)| *of != uid).map(|(kind, _)| kind);
        assert_eq!(kinds(&house), answers.collect::<Vec<_>>(), "{uid}");
        assert_eq!(in_folders(&house), [0, 2, 1], "{uid}");
        let [mail] = &failed(&house).await[..] else { panic!("{uid}") };
        assert!(mail.row.reason.contains("refuses FETCH"), "{}", mail.row.reason);
        let known = String::from_utf8(mail.raw.clone().unwrap()).unwrap();
        assert_eq!(known.contains("Subject: Hello"), !header, "{known}");
        let again = house.service.store().inbox_replay(mail.row.id).await.unwrap_err().to_string();
        assert!(again.contains("never handed out"), "{again}");
        once(&house).await;
        assert_eq!((failed(&house).await.len(), house.copies()), (1, 0), "it is set aside once");
        house.end().await;
    }
}

#[tokio::test]
async fn a_server_that_hands_out_nothing_is_ill_and_no_mail_to_blame() {
    let mut house = House::start().await;
    house.ada.write(SERVICE, "Hello", "HELP").await.unwrap();
    house.sandbox.imap_faults().push_always(ImapFault::Withhold { uid: 1, header: true });
    for _ in 0..3 {
        let refused = house.service.run_once(house.pool.as_ref(), &house.running).await.unwrap_err();
        assert!(refused.to_string().contains("refuses FETCH"), "{refused}");
    }
    assert_eq!((failed(&house).await.len(), in_folders(&house)), (0, [1, 0, 0]));
    // The next mail shows that it is not.
    house.ada.write(SERVICE, "Hello", "STATUS").await.unwrap();
    once(&house).await;
    assert_eq!((kinds(&house), in_folders(&house)), (vec!["status".to_owned()], [0, 1, 1]));
    house.end().await;

    // So does the header of the only one.
    let mut house = House::start().await;
    house.ada.write(SERVICE, "Hello", "HELP").await.unwrap();
    house.sandbox.imap_faults().push_always(ImapFault::Withhold { uid: 1, header: false });
    once(&house).await;
    assert_eq!((failed(&house).await.len(), in_folders(&house)), (1, [0, 0, 1]));
    house.end().await;

    // It was ill for a moment.
    let mut house = House::start().await;
    for words in ["HELP", "STATUS"] {
        house.ada.write(SERVICE, "Hello", words).await.unwrap();
    }
    house.sandbox.imap_faults().push_times(ImapFault::Withhold { uid: 1, header: false }, 2);
    once(&house).await;
    assert_eq!((kinds(&house).len(), in_folders(&house)), (2, [0, 2, 0]));
    house.end().await;
}

#[tokio::test]
async fn mail_is_handled_as_it_comes_although_no_move_is_allowed() {
    let mut house = House::start().await;
    house.sandbox.imap_faults().push_always(ImapFault::No("MOVE".to_owned()));
    let loops = Loops::start(&house);
    for (words, answers) in [("HELP", 1), ("STATUS", 2), ("FAQ", 3)] {
        house.ada.write(SERVICE, "Hello", words).await.unwrap();
        let mail = house.sandbox.wait_until(house.ada.address.as_str(), "INBOX", |mail| mail.len() >= answers);
        tokio::time::timeout(Duration::from_secs(30), mail).await.expect("an answer");
    }
    assert_eq!(in_folders(&house), [3, 0, 0]);
    assert_eq!(house.sandbox.imap_faults().fired(), 1, "the session goes on, and does not ask each time");
    loops.end().await;
    house.sandbox.imap_faults().clear();
    house.rest().await;
    assert_eq!((in_folders(&house), house.copies()), ([0, 3, 0], 0));
    house.end().await;
}

/// Of several messages only one cannot be moved.
#[tokio::test]
async fn a_message_that_cannot_be_moved_holds_up_no_other() {
    let mut house = House::start().await;
    for words in ["FAQ", "HELP", "STATUS"] {
        house.ada.write(SERVICE, "Hello", words).await.unwrap();
    }
    // All together, and then the first alone.
    house.sandbox.imap_faults().push_times(ImapFault::No("MOVE".to_owned()), 2);
    once(&house).await;
    assert_eq!(in_folders(&house), [1, 2, 0]);
    once(&house).await;
    assert_eq!(in_folders(&house), [0, 3, 0]);
    house.end().await;
}

#[tokio::test]
async fn what_has_been_copied_is_not_copied_again() {
    for (without, refused, rest) in [("UIDPLUS", None, 1), ("", Some("STORE"), 0), ("", Some("EXPUNGE"), 0)] {
        let without_imap = ["MOVE", without].map(str::to_owned).to_vec();
        let mut house = House::start_with(&Reach { without_imap, ..Reach::default() }).await;
        if let Some(command) = refused {
            house.sandbox.imap_faults().push_always(ImapFault::No(command.to_owned()));
        }
        house.ada.write(SERVICE, "Hello", "HELP").await.unwrap();
        for _ in 0..3 {
            once(&house).await;
            assert_eq!(in_folders(&house), [1, 1, 0], "{refused:?}");
        }
        house.sandbox.imap_faults().clear();
        once(&house).await;
        assert_eq!((in_folders(&house), house.copies()), ([rest, 1, 0], 0), "{refused:?}");
        house.end().await;
    }
}

#[tokio::test]
async fn erased_mail_without_a_message_id_is_deleted_on_the_server() {
    let house = House::start().await;
    let ada = house.ada.address.clone();
    let raw = |from: &str, words: &str| format!("From: {from}\r\nTo: {SERVICE}\r\nSubject: Hello\r\n\r\n{words}\r\n");
    house.sandbox.deliver(SERVICE, raw(ada.as_str(), "A secret").as_bytes()).unwrap();
    house.sandbox.deliver(SERVICE, raw("eve@else.example", "Nothing of hers").as_bytes()).unwrap();
    house.rest().await;
    assert_eq!(in_folders(&house), [0, 2, 0]);
    let (id, _) = house.service.store().keepsake_of(&ada).await.unwrap().unwrap();
    assert!(house.service.erase(id, house.clock.now()).await.unwrap());
    // Where it is refused, it is not taken for done.
    house.sandbox.imap_faults().push_times(ImapFault::No("EXPUNGE".to_owned()), 1);
    once(&house).await;
    house.rest().await;
    once(&house).await;
    let left = house.sandbox.messages(SERVICE, "Processed");
    let left: Vec<_> = left.iter().map(|mail| String::from_utf8_lossy(&mail.raw).into_owned()).collect();
    assert!(left.len() == 1 && left[0].contains("Nothing of hers"), "{left:?}");
    assert!(house.service.store().expunge_list().await.unwrap().is_empty());
    house.end().await;
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_not_read_whole_among_others_either() {
    let mut house = House::start().await;
    house.under(|policy| policy.max_message = 20_000).await;
    for words in ["HELP".to_owned(), "A long story. ".repeat(5_000), "STATUS".to_owned()] {
        house.ada.write(SERVICE, "Hello", &words).await.unwrap();
    }
    once(&house).await;
    assert_eq!(kinds(&house), ["help", "status", "too-big"]);
    house.end().await;
}
