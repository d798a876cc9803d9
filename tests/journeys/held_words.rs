//! A mail address in words for somebody else: each answer of their writer, and none.

use mentorpost::demo::Town;
use mentorpost::demo::person::Received;

use crate::snapshots::assert_mail;
use crate::village::{asked, count, days, end, everything, introduced, kinds, last_state, received, town};

const ADDRESS: &str = "maria.schmidt@alumni.example";

/// Maria has written her address to Ada; what she is asked.
async fn held(town: &mut Town) -> Received {
    let (_, to_maria) = introduced(town).await;
    let words = format!("Just write to {ADDRESS}, it is quicker.\n\nMaria");
    town.maria.answer(&to_maria, &words).await.unwrap();
    let held = town.maria.receive("held").await.unwrap();
    assert!(held.text.contains(ADDRESS) && held.text.contains("Ada Byrne"), "{}", held.text);
    assert_eq!(last_state(town).await, "held");
    assert_eq!(count(town, &town.ada, "relay").await, 0);
    held
}

#[tokio::test]
async fn the_words_go_without_the_address() {
    let mut town = town().await;
    let held = held(&mut town).await;
    assert_mail("held", &held);
    town.maria.press(&held, "WITHOUT").await.unwrap();
    town.maria.receive("done").await.unwrap();
    let relay = town.ada.receive("relay").await.unwrap();
    assert!(relay.text.contains("Just write to [address left out], it is quicker."), "{}", relay.text);
    assert!(!everything(&relay.raw).contains(ADDRESS));
    // The first answer counts.
    town.maria.press(&held, "NO").await.unwrap();
    town.maria.receive("already-done").await.unwrap();
    assert!(received(&town).await.iter().all(|(state, _)| state != "held"));
    // It is a message like any other: the answer to it finds its way.
    town.ada.answer(&relay, "Then let us talk here.").await.unwrap();
    assert!(town.maria.receive("relay").await.unwrap().text.contains("let us talk here"));
    end(town).await;
}

#[tokio::test]
async fn the_words_go_as_they_are_once_both_swap_addresses() {
    let mut town = town().await;
    let held = held(&mut town).await;
    town.maria.press(&held, "SHARE").await.unwrap();
    let waits = town.maria.receive("share").await.unwrap();
    assert!(waits.text.contains("Your message goes"), "{}", waits.text);
    let asked = town.ada.receive("share").await.unwrap();
    assert!(!everything(&asked.raw).contains(ADDRESS));
    town.ada.press(&asked, "SHARE").await.unwrap();
    town.ada.receive("shared").await.unwrap();
    town.maria.receive("shared").await.unwrap();
    town.live_until(town.service.clock().now()).await.unwrap();
    let relay = town.ada.receive("relay").await.unwrap();
    assert!(relay.text.contains(&format!("Just write to {ADDRESS}, it is quicker.")), "{}", relay.text);
    end(town).await;
}

#[tokio::test]
async fn a_swap_that_is_turned_down_asks_again_how_they_shall_go() {
    let mut town = town().await;
    let held = held(&mut town).await;
    town.maria.press(&held, "SHARE").await.unwrap();
    let asked = town.ada.receive("share").await.unwrap();
    town.ada.press(&asked, "NO").await.unwrap();
    town.maria.receive("done").await.unwrap();
    town.live_until(town.service.clock().now()).await.unwrap();
    let again = town.maria.receive("held").await.unwrap();
    assert!(again.text.contains("have not swapped addresses"), "{}", again.text);
    town.maria.press(&again, "WITHOUT").await.unwrap();
    let relay = town.ada.receive("relay").await.unwrap();
    assert!(!everything(&relay.raw).contains(ADDRESS));
    end(town).await;
}

#[tokio::test]
async fn the_words_are_not_sent_at_all() {
    let mut town = town().await;
    let held = held(&mut town).await;
    town.maria.press(&held, "NO").await.unwrap();
    assert!(town.maria.receive("done").await.unwrap().text.contains("has not been sent"));
    town.live_until(days(20)).await.unwrap();
    assert_eq!(count(&town, &town.ada, "relay").await, 0);
    assert_eq!(count(&town, &town.maria, "held").await, 1);
    end(town).await;
}

#[tokio::test]
async fn words_that_nobody_decides_about_come_back() {
    let mut town = town().await;
    held(&mut town).await;
    for (day, reminders, back) in [(1, 0, 0), (2, 1, 0), (3, 1, 0), (6, 1, 0), (7, 1, 1), (20, 1, 1)] {
        town.live_until(days(day)).await.unwrap();
        let counts = (count(&town, &town.maria, "held").await - 1, count(&town, &town.maria, "not-relayed").await);
        assert_eq!(counts, (reminders, back), "after {day} days");
    }
    let back = town.maria.receive("not-relayed").await.unwrap();
    assert!(back.text.contains("it is quicker"), "nothing is lost: {}", back.text);
    assert_eq!(count(&town, &town.ada, "relay").await, 0);
    end(town).await;
}

#[tokio::test]
async fn a_yes_with_an_address_decides_nothing_before_its_writer_does() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, &format!("ACCEPT\n\nJust write to {ADDRESS}, please.")).await.unwrap();
    let held = town.maria.receive("held").await.unwrap();
    assert!(!held.text.contains("SHARE"), "there is no mentorship yet: {}", held.text);
    assert_eq!(kinds(&town, &town.ada).await, ["directory", "request-sent"]);
    town.maria.press(&held, "WITHOUT").await.unwrap();
    let accepted = town.ada.receive("accepted").await.unwrap();
    assert!(accepted.text.contains("[address left out]"), "{}", accepted.text);
    town.ada.receive("introduction").await.unwrap();
    end(town).await;
}
