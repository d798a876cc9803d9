//! What people ask the service and the team, and what the team does.

use mentorpost::demo::SERVICE;

use crate::village::{asked, count, end, hours, introduced, kinds, last_state, reference_in, town};

#[tokio::test]
async fn the_directory_is_searched_and_shown() {
    let mut town = town().await;
    town.ada.write(SERVICE, "Mentors", "MENTORS engineering").await.unwrap();
    let found = town.ada.receive("directory").await.unwrap();
    assert!(found.text.contains("Priya Nair") && !found.text.contains("Maria Schmidt"), "{}", found.text);
    let priya = reference_in(&found, "Priya Nair");
    town.ada.write(SERVICE, "Who", &format!("MENTOR {priya}")).await.unwrap();
    let shown = town.ada.receive("mentor").await.unwrap();
    assert!(shown.text.contains("Engineer at a wind-energy company"), "{}", shown.text);
    town.ada.write(SERVICE, "Who", "MENTOR M9999").await.unwrap();
    let unknown = town.ada.receive("not-allowed").await.unwrap();
    assert!(unknown.text.contains("M9999"), "{}", unknown.text);
    town.maria.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    town.maria.receive("not-allowed").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn people_learn_where_they_stand() {
    let mut town = town().await;
    asked(&mut town).await;
    town.ada.write(SERVICE, "status", "STATUS").await.unwrap();
    let status = town.ada.receive("status").await.unwrap();
    assert!(status.text.contains("Request to Maria Schmidt: open for 0 days."), "{}", status.text);
    town.maria.write(SERVICE, "status", "Status.").await.unwrap();
    let status = town.maria.receive("status").await.unwrap();
    assert!(status.text.contains("Request of Ada Byrne: open for 0 days."), "{}", status.text);
    town.ada.write(SERVICE, "help", "help").await.unwrap();
    let help = town.ada.receive("help").await.unwrap();
    assert!(help.text.contains("MENTORS") && !help.text.contains("LIMIT"), "{}", help.text);
    town.maria.write(SERVICE, "help", "HELP").await.unwrap();
    let help = town.maria.receive("help").await.unwrap();
    assert!(help.text.contains("LIMIT") && !help.text.contains("INTERESTED"), "{}", help.text);
    town.ada.write(SERVICE, "Hello", "What shall I write here?").await.unwrap();
    let answer = town.ada.receive("not-understood").await.unwrap();
    assert!(answer.text.contains("What shall I write here?"), "{}", answer.text);
    end(town).await;
}

#[tokio::test]
async fn who_pauses_is_not_found_until_they_resume() {
    let mut town = town().await;
    town.maria.write(SERVICE, "Pause", "PAUSE").await.unwrap();
    let paused = town.maria.receive("paused").await.unwrap();
    town.ada.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    let without = town.ada.receive("directory").await.unwrap();
    assert!(!without.text.contains("Maria Schmidt") && without.text.contains("James Okafor"), "{}", without.text);
    town.maria.write(SERVICE, "Pause", "PAUSE").await.unwrap();
    town.maria.receive("already-done").await.unwrap();
    town.maria.press(&paused, "RESUME").await.unwrap();
    town.maria.receive("resumed").await.unwrap();
    town.ada.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    let with = town.ada.receive("directory").await.unwrap();
    assert!(with.text.contains("Maria Schmidt"), "{}", with.text);
    end(town).await;
}

#[tokio::test]
async fn a_question_to_the_team_becomes_a_case_that_is_closed() {
    let mut town = town().await;
    town.tom.write(SERVICE, "A question", "STAFF May I have two mentors?").await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    assert!(case.text.contains("May I have two mentors?"), "{}", case.text);
    let told = town.tom.receive("done").await.unwrap();
    town.helen.answer(&case, "Yes, you may.").await.unwrap();
    let reply = town.tom.receive("case-reply").await.unwrap();
    assert!(reply.text.contains("Yes, you may."), "{}", reply.text);
    assert!(!reply.from_name.contains("Helen"), "{}", reply.from_name);
    assert!(!crate::village::everything(&reply.raw).contains("helen.price"));
    town.tom.answer(&reply, "Thank you!").await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    town.helen.answer(&case, "CLOSE").await.unwrap();
    town.tom.receive("case-closed").await.unwrap();
    town.helen.receive("done").await.unwrap();
    town.helen.answer(&case, "CLOSE").await.unwrap();
    town.helen.receive("already-done").await.unwrap();
    assert_eq!(count(&town, &town.tom, "case-closed").await, 1);
    // One more word opens it again.
    town.tom.answer(&told, "One more thing.").await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    assert!(case.text.contains("One more thing."), "{}", case.text);
    end(town).await;
}

#[tokio::test]
async fn a_concern_about_a_mentor_reaches_the_team_alone() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    let before = kinds(&town, &town.maria).await;
    town.ada.answer(&to_ada, "CONCERN I do not feel well with this.").await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    assert!(case.text.contains("I do not feel well with this."), "{}", case.text);
    town.ada.receive("concern-sent").await.unwrap();
    assert_eq!(kinds(&town, &town.maria).await, before);
    end(town).await;
}

#[tokio::test]
async fn staff_read_and_decide_by_mail() {
    let mut town = town().await;
    asked(&mut town).await;
    town.tom.write(SERVICE, "A question", "STAFF\nMay I have two mentors?").await.unwrap();
    town.helen.receive("case").await.unwrap();
    town.live_until(hours(1)).await.unwrap();
    town.helen.write(SERVICE, "Digest", "DIGEST").await.unwrap();
    let digest = town.helen.receive("digest").await.unwrap();
    assert!(digest.text.contains("of Tom Whitfield: open for 0 days, not answered yet."), "{}", digest.text);
    assert!(digest.text.contains("1 request was sent."), "{}", digest.text);
    town.helen.receive("transcript").await.unwrap();
    town.helen.write(SERVICE, "Look", "PENDING\nPEOPLE Ada\nthanks\nSUSPEND 1").await.unwrap();
    let transcript = town.helen.receive("transcript").await.unwrap();
    assert!(transcript.text.contains("Ada Byrne"), "{}", transcript.text);
    assert_eq!(last_state(&town).await, "answered");
    end(town).await;
}
