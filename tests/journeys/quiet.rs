//! When the clock may write: quiet hours across the change of the clocks, quiet days, and no more in an hour than one can read.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mentorpost::clock::Clock;
use mentorpost::demo::{SERVICE, Town};
use mentorpost::programme::quiet::{QuietHours, QuietWeekdays};

use crate::village::{BEGIN, asked, count, end, introduced, reference, town_with};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hours(from: &str, until: &str) -> QuietHours {
    QuietHours::try_from(vec![from.to_owned(), until.to_owned()]).unwrap()
}

/// How many reminders Maria has at that instant.
async fn reminders(town: &Town, instant: &str) -> usize {
    town.live_until(at(instant)).await.unwrap();
    count(town, &town.maria, "request-reminder").await
}

#[tokio::test]
async fn a_reminder_of_the_night_waits_for_the_morning_by_the_clocks_of_the_day() {
    // In London the clocks go forward on the 28th of March 2027, between the request and its reminder.
    let clock = Clock::fixed(at("2027-03-25T22:00:00Z"));
    let mut town = town_with(clock, |policy| {
        policy.timezone = TimeZone::get("Europe/London").unwrap();
        policy.rules.quiet_hours = hours("21:00", "07:30");
    })
    .await;
    // What people write is passed on at night as well.
    asked(&mut town).await;
    assert_eq!(reminders(&town, "2027-03-28T22:00:00Z").await, 0, "it is eleven at night");
    assert_eq!(reminders(&town, "2027-03-29T06:29:00Z").await, 0, "it is not half past seven");
    assert_eq!(reminders(&town, "2027-03-29T06:30:00Z").await, 1, "it is, since the day before yesterday");
    end(town).await;
}

#[tokio::test]
async fn a_reminder_of_a_quiet_day_waits_for_the_day_after() {
    // Wednesday; three days later it is Saturday.
    let clock = Clock::fixed(at("2026-11-25T09:00:00Z"));
    let days = QuietWeekdays::try_from(vec!["Saturday".to_owned(), "Sunday".to_owned()]).unwrap();
    let mut town = town_with(clock, |policy| policy.rules.quiet_weekdays = days).await;
    asked(&mut town).await;
    assert_eq!(reminders(&town, "2026-11-28T09:00:00Z").await, 0);
    assert_eq!(reminders(&town, "2026-11-29T23:59:00Z").await, 0);
    assert_eq!(reminders(&town, "2026-11-30T00:00:00Z").await, 1);
    end(town).await;
}

#[tokio::test]
async fn reminders_beyond_the_bound_wait_for_the_next_hour_and_words_do_not() {
    let mut town = town_with(Clock::fixed(at(BEGIN)), |policy| policy.rules.letters_per_hour = 1).await;
    let maria = reference(&mut town, "Maria Schmidt").await;
    let body = format!("INTERESTED {maria}\n\nDear Maria, may I ask you about brands?");
    town.ada.write(SERVICE, "A mentor for me", &body).await.unwrap();
    town.ada.receive("request-sent").await.unwrap();
    town.tom.write(SERVICE, "A mentor for me", &body).await.unwrap();
    let sent = town.tom.receive("request-sent").await.unwrap();
    // Both requests went to her at once, since their writers wait.
    assert_eq!(count(&town, &town.maria, "request").await, 2);
    assert_eq!(reminders(&town, "2026-11-26T09:00:00Z").await, 1, "one in the hour");
    assert_eq!(reminders(&town, "2026-11-26T09:59:00Z").await, 1);
    // Tom's words do not wait behind the reminder of another's request.
    town.tom.answer(&sent, "I forgot to say: I am in my second year.").await.unwrap();
    town.maria.receive("request-question").await.unwrap();
    assert!(reminders(&town, "2026-11-26T12:00:00Z").await == 2, "nothing is dropped");
    end(town).await;
}

#[tokio::test]
async fn a_talk_of_many_words_is_not_held_up() {
    let mut town = town_with(Clock::fixed(at(BEGIN)), |policy| policy.rules.letters_per_hour = 1).await;
    let (to_ada, _) = introduced(&mut town).await;
    for number in 0..5 {
        town.ada.answer(&to_ada, &format!("And one more question, number {number}.")).await.unwrap();
        let relay = town.maria.receive("relay").await.unwrap();
        assert!(relay.text.contains(&format!("number {number}")), "in their order: {}", relay.text);
    }
    end(town).await;
}
