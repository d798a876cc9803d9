//! A request is asked, talked about and decided, once.

use mentorpost::clock::Clock;
use mentorpost::demo::{Narrator, SERVICE, Town, play};

use crate::village::{asked, count, end, kinds, last_state, received, reference, town, town_at};

#[tokio::test]
async fn the_story_of_the_demo_leaves_nothing_lying() {
    // The digest tells what happened before it, so that time has to pass.
    let mut town = town_at(Clock::system()).await;
    play(&mut town, &Narrator::silent()).await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn a_mentor_asks_first_and_then_declines() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "Hello Ada, which year are you in?\nMaria").await.unwrap();
    let question = town.ada.receive("request-question").await.unwrap();
    assert!(question.text.contains("which year are you in?"));
    assert!(question.from_name.contains("Maria Schmidt"), "{}", question.from_name);
    town.ada.answer(&question, "In my last.\nAda").await.unwrap();
    let answer = town.maria.receive("request-question").await.unwrap();
    assert!(answer.text.contains("In my last."));
    town.maria.answer(&answer, "DECLINE\n\nThat is too soon for me, I am sorry.").await.unwrap();
    let declined = town.ada.receive("declined").await.unwrap();
    assert!(declined.text.contains("too soon for me"));
    assert!(!declined.text.contains("DECLINE"), "{}", declined.text);
    assert!(declined.text.contains("James Okafor"), "others are suggested: {}", declined.text);
    assert!(!suggestions(&declined.text).contains("Maria Schmidt"), "{}", declined.text);
    town.maria.receive("decline-sent").await.unwrap();
    // The decided request has nothing left to talk about.
    town.ada.answer(&declined, "What a pity.").await.unwrap();
    town.ada.receive("not-relayed").await.unwrap();
    assert_eq!(kinds(&town, &town.maria).await, ["request", "request-question", "decline-sent"]);
    end(town).await;
}

/// The lines that name a mentor by reference.
fn suggestions(text: &str) -> String {
    let line = |line: &&str| line.contains("INTERESTED") || line.contains("(M") || line.contains("M1");
    text.lines().filter(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_mentee_takes_a_request_back() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    let sent = town.ada.all_mail().into_iter().find(|mail| mail.kind == "request-sent").unwrap();
    town.ada.press(&sent, "WITHDRAW").await.unwrap();
    town.ada.receive("withdrawn").await.unwrap();
    town.maria.receive("withdrawn").await.unwrap();
    // Too late.
    town.maria.answer(&request, "ACCEPT").await.unwrap();
    let late = town.maria.receive("already-done").await.unwrap();
    assert!(late.text.contains("has taken the request back"), "{}", late.text);
    assert_eq!(count(&town, &town.ada, "accepted").await, 0);
    town.ada.press(&sent, "WITHDRAW").await.unwrap();
    town.ada.receive("already-done").await.unwrap();
    assert_eq!(count(&town, &town.maria, "withdrawn").await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_decision_is_made_once() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.press(&request, "ACCEPT").await.unwrap();
    town.maria.receive("introduction").await.unwrap();
    for word in ["ACCEPT", "DECLINE"] {
        town.maria.press(&request, word).await.unwrap();
        let already = town.maria.receive("already-done").await.unwrap();
        assert!(already.text.contains("accepted the request of Ada Byrne already"), "{}", already.text);
    }
    assert_eq!(kinds(&town, &town.ada).await, ["directory", "request-sent", "accepted", "introduction"]);
    end(town).await;
}

#[tokio::test]
async fn a_yes_after_a_no_changes_nothing() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "DECLINE").await.unwrap();
    town.maria.receive("decline-sent").await.unwrap();
    town.maria.answer(&request, "ACCEPT").await.unwrap();
    let already = town.maria.receive("already-done").await.unwrap();
    assert!(already.text.contains("declined the request of Ada Byrne already"), "{}", already.text);
    assert_eq!(kinds(&town, &town.ada).await, ["directory", "request-sent", "declined"]);
    end(town).await;
}

#[tokio::test]
async fn the_same_mail_twice_has_one_effect() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "ACCEPT\n\nWelcome!").await.unwrap();
    let to_ada = town.ada.receive("introduction").await.unwrap();
    again(&town).await;
    town.ada.answer(&to_ada, "Thank you!").await.unwrap();
    town.maria.receive("relay").await.unwrap();
    again(&town).await;
    assert_eq!(kinds(&town, &town.ada).await, ["directory", "request-sent", "accepted", "introduction"]);
    assert_eq!(kinds(&town, &town.maria).await, ["request", "introduction", "relay"]);
    end(town).await;
}

/// Puts the newest handled mail into the mailbox a second time, as hosts do that restore or move mail.
async fn again(town: &Town) {
    town.settled().await.unwrap();
    let last = town.sandbox.messages(SERVICE, "Processed").pop().unwrap();
    town.sandbox.deliver(SERVICE, &last.raw).unwrap();
    assert!(!received(town).await.is_empty());
}

#[tokio::test]
async fn what_sounds_like_a_yes_is_asked_about() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "I'd be happy to!").await.unwrap();
    let which = town.maria.receive("confirm-meaning").await.unwrap();
    assert!(which.text.contains("I'd be happy to!"), "{}", which.text);
    assert_eq!(last_state(&town).await, "answered");
    assert_eq!(kinds(&town, &town.ada).await, ["directory", "request-sent"]);
    town.maria.press(&which, "ACCEPT").await.unwrap();
    town.ada.receive("introduction").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn a_request_without_words_is_asked_for_some() {
    let mut town = town().await;
    let maria = reference(&mut town, "Maria Schmidt").await;
    town.ada.write(SERVICE, "Interested", &format!("INTERESTED {maria}")).await.unwrap();
    town.ada.receive("message-wanted").await.unwrap();
    assert_eq!(kinds(&town, &town.maria).await, [] as [&str; 0]);
    end(town).await;
}
