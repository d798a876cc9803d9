//! Invitations and joining forms that nobody answers, or answers late; and one that is filled in.

use mentorpost::demo::SERVICE;
use mentorpost::demo::person::Person;
use mentorpost::demo::{PASSWORD, Town};

use crate::people::{GRADUATE, answered, newcomer};
use crate::snapshots::assert_mail;
use crate::village::{count, days, end, hours, kinds, town};

/// Nora, whom staff have invited; and her number.
async fn invited(town: &mut Town) -> (Person, String) {
    let clock = town.service.clock().clone();
    let nora = Person::new(&town.sandbox, clock, "Nora Vale", "nora@alumni.example", PASSWORD).unwrap();
    town.helen.write(SERVICE, "To do", "INVITE mentor nora@alumni.example Nora Vale").await.unwrap();
    let transcript = town.helen.receive("transcript").await.unwrap();
    let (_, rest) = transcript.text.split_once("number ").unwrap();
    let number = rest.chars().take_while(char::is_ascii_digit).collect();
    town.live_until(hours(1)).await.unwrap();
    (nora, number)
}

#[tokio::test]
async fn an_invitation_without_a_profile_becomes_a_mentor() {
    let mut town = town().await;
    let (mut nora, number) = invited(&mut town).await;
    let invitation = nora.receive("invitation").await.unwrap();
    nora.press(&invitation, "YES").await.unwrap();
    let form = nora.receive("form").await.unwrap();
    assert!(form.text.contains("1. Name: Nora Vale"), "{}", form.text);
    assert!(!form.text.contains("the next time begins"), "who is invited waits for no window: {}", form.text);
    nora.answer(&form, &answered(&form, &GRADUATE[1..])).await.unwrap();
    nora.receive("application-received").await.unwrap();
    town.helen.write(SERVICE, "To do", &format!("APPROVE {number}")).await.unwrap();
    town.helen.receive("transcript").await.unwrap();
    nora.receive("approved").await.unwrap();
    town.ada.write(SERVICE, "Mentors", "MENTORS laboratory").await.unwrap();
    let directory = town.ada.receive("directory").await.unwrap();
    assert!(directory.text.contains("Nora Vale"), "{}", directory.text);
    town.live_until(days(40)).await.unwrap();
    assert_eq!(count(&town, &nora, "invitation").await, 1, "nobody reminds her of what she answered");
    end(town).await;
}

#[tokio::test]
async fn an_invitation_is_remembered_once_and_its_end_is_told_to_staff() {
    let mut town = town().await;
    let (mut nora, number) = invited(&mut town).await;
    let invitation = nora.receive("invitation").await.unwrap();
    for (day, expected) in [(6, 1), (7, 2), (8, 2), (20, 2), (28, 2), (60, 2)] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(count(&town, &nora, "invitation").await, expected, "after {day} days");
    }
    let reminder = nora.receive("invitation").await.unwrap();
    assert_mail("invitation-reminder", &reminder);
    let told = town.helen.all_mail().into_iter().filter(|mail| mail.kind == "digest");
    let line = format!("Nora Vale ({number})");
    let told = told.filter(|mail| mail.text.contains("without an answer") && mail.text.contains(&line)).count();
    assert_eq!(told, 1, "once");
    // A late answer counts all the same.
    nora.press(&invitation, "YES").await.unwrap();
    nora.receive("form").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn a_form_that_is_not_finished_is_remembered_with_what_it_says_so_far() {
    let town = town().await;
    let mut lena = newcomer(&town, "Lena Fox", "lena@student.uni.example");
    lena.write(SERVICE, "Join", "JOIN").await.unwrap();
    let form = lena.receive("form").await.unwrap();
    lena.answer(&form, "Course: History of Art").await.unwrap();
    lena.receive("form-again").await.unwrap();
    for (day, expected) in [(6, 0), (7, 1), (8, 1), (20, 1)] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(count(&town, &lena, "form-reminder").await, expected, "after {day} days");
    }
    let reminder = lena.receive("form-reminder").await.unwrap();
    assert_mail("form-reminder", &reminder);
    assert!(reminder.text.contains("3. Course: History of Art"), "{}", reminder.text);
    let rest = [
        ("Year of study", "Second"),
        ("Month of graduation", "July 2028"),
        ("Aims and ambitions", "To work in a museum"),
        ("What you want help with", "Museums"),
    ];
    lena.answer(&reminder, &answered(&reminder, &rest)).await.unwrap();
    lena.receive("welcome").await.unwrap();
    town.live_until(days(60)).await.unwrap();
    let digests = town.helen.all_mail().into_iter().filter(|mail| mail.kind == "digest");
    assert!(digests.filter(|mail| mail.text.contains("not finished")).count() == 0);
    end(town).await;
}

#[tokio::test]
async fn the_mail_that_somebody_joined_by_is_theirs() {
    let town = town().await;
    let mut lena = newcomer(&town, "Lena Fox", "lena@student.uni.example");
    lena.write(SERVICE, "Join", "JOIN").await.unwrap();
    lena.receive("form").await.unwrap();
    assert_eq!(kinds(&town, &lena).await, ["form"]);
    let lines = town.service.store().trace_person(&lena.address).await.unwrap();
    let told: Vec<_> = lines.iter().map(|line| line.what.as_str()).collect();
    assert!(told.iter().any(|line| line.starts_with("mail ")), "{told:?}");
    end(town).await;
}
