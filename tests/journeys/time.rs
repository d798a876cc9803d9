//! What time brings by itself, each thing once.

use mentorpost::demo::{SERVICE, Town};

use crate::village::{asked, count, days, end, hours, kinds, reference_in, town};

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
async fn a_month_of_silence_ends_in_a_reminder_and_days_to_heed_it() {
    let mut town = town().await;
    asked(&mut town).await;
    for (day, expired) in [(30, 0), (32, 0), (33, 1), (60, 1)] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(reminders(&town).await, 1, "after {day} days");
        assert_eq!(count(&town, &town.ada, "request-expired").await, expired, "after {day} days");
        assert_eq!(count(&town, &town.maria, "request-expired").await, expired, "after {day} days");
    }
    end(town).await;
}

#[tokio::test]
async fn a_pause_stops_the_clock_of_a_request() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "PAUSE").await.unwrap();
    town.maria.receive("paused").await.unwrap();
    let waits = town.ada.receive("request-waits").await.unwrap();
    assert!(waits.text.contains("Maria Schmidt is taking a break"), "{}", waits.text);
    assert!(waits.text.contains("James Okafor"), "others are suggested: {}", waits.text);
    for day in [3, 7, 10] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(reminders(&town).await, 0, "after {day} days");
    }
    town.maria.answer(&request, "RESUME").await.unwrap();
    town.maria.receive("resumed").await.unwrap();
    for (day, expected) in [(12, 0), (13, 1), (17, 2), (23, 2)] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(reminders(&town).await, expected, "after {day} days");
    }
    assert_eq!(count(&town, &town.ada, "request-waits").await, 1);
    assert_eq!(count(&town, &town.ada, "request-expired").await, 0);
    town.live_until(days(24)).await.unwrap();
    assert_eq!(count(&town, &town.ada, "request-expired").await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_mentee_who_pauses_lets_the_mentor_know() {
    let mut town = town().await;
    asked(&mut town).await;
    town.ada.write(SERVICE, "A break", "PAUSE").await.unwrap();
    let waits = town.maria.receive("request-waits").await.unwrap();
    town.live_until(days(7)).await.unwrap();
    assert_eq!(reminders(&town).await, 0);
    // The mentor may answer all the same.
    town.maria.press(&waits, "ACCEPT").await.unwrap();
    town.ada.receive("introduction").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn a_question_of_the_mentor_is_remembered_to_the_mentee() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "Which year are you in?").await.unwrap();
    let question = town.ada.receive("request-question").await.unwrap();
    town.live_until(days(3)).await.unwrap();
    assert_eq!((reminders(&town).await, count(&town, &town.ada, "request-reminder").await), (0, 1));
    town.ada.answer(&question, "In my last.").await.unwrap();
    town.maria.receive("request-question").await.unwrap();
    for (day, expected) in [(5, 0), (6, 1), (10, 2), (16, 2)] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(reminders(&town).await, expected, "after {day} days");
    }
    town.live_until(days(17)).await.unwrap();
    assert_eq!(count(&town, &town.maria, "request-expired").await, 1);
    assert_eq!(count(&town, &town.ada, "request-reminder").await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_suspended_mentor_lets_nobody_wait() {
    let mut town = town().await;
    asked(&mut town).await;
    let sent = town.ada.all_mail().into_iter().find(|mail| mail.kind == "request-sent").unwrap();
    let maria = reference_in(&sent, "Maria Schmidt");
    town.helen.write(SERVICE, "", &format!("SUSPEND {}", maria.trim_start_matches('M'))).await.unwrap();
    town.helen.receive("transcript").await.unwrap();
    let closed = town.ada.receive("request-closed").await.unwrap();
    assert!(closed.text.contains("James Okafor") && !closed.text.contains("suspend"), "{}", closed.text);
    town.live_until(days(20)).await.unwrap();
    assert_eq!(reminders(&town).await, 0);
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
    assert_eq!(kinds(&town, &town.maria).await, ["request", "decline-sent"]);
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
