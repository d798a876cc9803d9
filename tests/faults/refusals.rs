//! A mailbox server that refuses one thing and does all others: nothing else is held up by it.

use std::time::Duration;

use mentorpost::demo::SERVICE;
use mentorpost::sandbox::ImapFault;

use crate::house::{House, Reach};
use crate::waiting::Loops;

async fn once(house: &House) {
    house.service.run_once(house.pool.as_ref(), &house.running).await.unwrap();
}

fn in_folders(house: &House) -> [usize; 3] {
    ["INBOX", "Processed", "Failed"].map(|folder| house.sandbox.messages(SERVICE, folder).len())
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
