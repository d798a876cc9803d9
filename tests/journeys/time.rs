//! What time brings by itself, each thing once.

use mentorpost::demo::Town;

use crate::village::{asked, count, days, end, hours, kinds, town};

async fn reminders(town: &Town) -> usize {
    count(town, &town.maria, "request-reminder").await
}

#[tokio::test]
async fn a_request_is_remembered_twice_and_then_expires() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    for (hour, expected) in [(24 * 3 - 1, 0), (24 * 3, 1), (24 * 3 + 1, 1), (24 * 7 - 1, 1), (24 * 7, 2), (24 * 13, 2)]
    {
        town.live_until(hours(hour)).await.unwrap();
        assert_eq!(reminders(&town).await, expected, "after {hour} hours");
    }
    let reminder = town.maria.receive("request-reminder").await.unwrap();
    assert!(reminder.text.contains("could you tell me about brand management?"), "{}", reminder.text);
    for day in [14, 15, 30] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(count(&town, &town.maria, "request-expired").await, 1, "after {day} days");
        assert_eq!(count(&town, &town.ada, "request-expired").await, 1, "after {day} days");
        assert_eq!(reminders(&town).await, 2, "after {day} days");
    }
    town.maria.answer(&request, "ACCEPT").await.unwrap();
    let late = town.maria.receive("already-done").await.unwrap();
    assert!(late.text.contains("has expired"), "{}", late.text);
    assert_eq!(count(&town, &town.ada, "accepted").await, 0);
    end(town).await;
}

#[tokio::test]
async fn a_week_of_silence_ends_in_one_reminder() {
    let mut town = town().await;
    asked(&mut town).await;
    town.live_until(days(8)).await.unwrap();
    assert_eq!(reminders(&town).await, 1);
    town.live_until(days(9)).await.unwrap();
    assert_eq!(reminders(&town).await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_month_of_silence_ends_in_the_expiry_alone() {
    let mut town = town().await;
    asked(&mut town).await;
    town.live_until(days(30)).await.unwrap();
    assert_eq!(reminders(&town).await, 0);
    assert_eq!(count(&town, &town.ada, "request-expired").await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_decided_request_reminds_nobody() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "DECLINE").await.unwrap();
    town.ada.receive("declined").await.unwrap();
    for day in [3, 7, 14] {
        town.live_until(days(day)).await.unwrap();
    }
    assert_eq!(kinds(&town, &town.maria).await, ["request", "done"]);
    end(town).await;
}

#[tokio::test]
async fn staff_get_one_digest_a_working_day() {
    let mut town = town().await;
    asked(&mut town).await;
    // Tuesday at eight, later that day, and the weekend, which has none.
    for (hour, expected) in [(22, 0), (23, 1), (30, 1)] {
        town.live_until(hours(hour)).await.unwrap();
        assert_eq!(count(&town, &town.helen, "digest").await, expected, "after {hour} hours");
    }
    let digest = town.helen.receive("digest").await.unwrap();
    assert!(digest.text.contains("1 request was sent."), "{}", digest.text);
    end(town).await;
}
