//! What everyone can ask for at any time.

use mentorpost::demo::SERVICE;

use crate::village::{asked, count, end, everything, hours, introduced, kinds, last_state, town};

#[tokio::test]
async fn the_handbook_answers_by_mail() {
    let mut town = town().await;
    town.ada.write(SERVICE, "A question", "FAQ how long does it last?").await.unwrap();
    let answer = town.ada.receive("faq").await.unwrap();
    assert_eq!(answer.subject, "How long does a mentorship last?");
    assert!(answer.text.contains("As long as it is useful to both."), "{}", answer.text);
    town.ada.answer(&answer, "FAQ").await.unwrap();
    let list = town.ada.receive("faq").await.unwrap();
    assert!(list.text.contains("For mentees") && !list.text.contains("For mentors"), "{}", list.text);
    town.ada.press(&list, "FAQ declined").await.unwrap();
    let answer = town.ada.receive("faq").await.unwrap();
    assert!(answer.text.contains("after 90 days"), "{}", answer.text);
    town.maria.write(SERVICE, "A question", "FAQ parking").await.unwrap();
    let nothing = town.maria.receive("faq").await.unwrap();
    assert!(nothing.text.contains("no answer that fits “parking”"), "{}", nothing.text);
    assert!(nothing.text.contains("FAQ how-many – How many mentees should I have?"), "{}", nothing.text);
    end(town).await;
}

#[tokio::test]
async fn all_that_is_kept_about_one_comes_as_a_file() {
    let mut town = town().await;
    let (_, to_maria) = introduced(&mut town).await;
    town.maria.answer(&to_maria, "Tell me of your plans.\nMaria").await.unwrap();
    town.ada.receive("relay").await.unwrap();
    town.ada.write(SERVICE, "My data", "MYDATA").await.unwrap();
    let data = town.ada.receive("mydata").await.unwrap();
    assert_eq!(data.files, ["my-data.json"]);
    assert!(data.text.contains("mentorships: 1"), "{}", data.text);
    let all = everything(&data.raw);
    for word in [
        "a first job in marketing",
        "could you tell me about brand management",
        "tell me of your plans",
        "request.asked",
    ] {
        assert!(all.contains(word), "{word}");
    }
    assert!(!all.contains("maria.schmidt@"), "the other side stays masked");
    end(town).await;
}

#[tokio::test]
async fn an_erased_person_is_gone_and_the_other_side_was_told() {
    let mut town = town().await;
    let (to_ada, to_maria) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "How did you begin?\nAda").await.unwrap();
    town.maria.receive("relay").await.unwrap();
    town.ada.write(SERVICE, "Goodbye", "ERASE").await.unwrap();
    let question = town.ada.receive("erase").await.unwrap();
    assert!(question.text.contains("- Maria Schmidt"), "{}", question.text);
    town.ada.press(&question, "NO").await.unwrap();
    town.ada.receive("done").await.unwrap();
    assert_eq!(count(&town, &town.maria, "departed").await, 0);
    town.ada.write(SERVICE, "Goodbye", "ERASE").await.unwrap();
    let question = town.ada.receive("erase").await.unwrap();
    town.ada.press(&question, "YES").await.unwrap();
    let departed = town.maria.receive("departed").await.unwrap();
    assert!(departed.text.contains("Ada Byrne has left"), "{}", departed.text);
    town.ada.receive("erased").await.unwrap();
    town.settled().await.unwrap();
    let store = town.service.store();
    assert_eq!(store.keepsake_of(&town.ada.address).await.unwrap(), None);
    for letter in store.outbox_list(None, 100).await.unwrap() {
        assert_ne!(letter.to, town.ada.address, "{letter:?}");
    }
    // The server's copies of what she wrote go too, as soon as the mailbox is tidied again.
    let gone =
        |messages: &[mentorpost::sandbox::StoredMessage]| messages.iter().all(|m| !everything(&m.raw).contains("ada@"));
    town.sandbox.wait_until(SERVICE, "Processed", gone).await;
    // What the other side writes reaches nobody, and they are told so; what she writes is a stranger's.
    town.maria.answer(&to_maria, "Are you still there?").await.unwrap();
    let back = town.maria.receive("not-relayed").await.unwrap();
    assert!(!everything(&back.raw).contains("ada@"), "{}", back.text);
    town.ada.write(SERVICE, "Hello", "HELP").await.unwrap();
    town.ada.receive("stranger").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn steps_are_taken_back_and_the_other_side_is_told() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "DECLINE").await.unwrap();
    town.ada.receive("declined").await.unwrap();
    let sent = town.maria.receive("decline-sent").await.unwrap();
    town.maria.press(&sent, "UNDO").await.unwrap();
    let undone = town.maria.receive("undone").await.unwrap();
    let open = town.ada.receive("undone").await.unwrap();
    assert!(open.text.contains("was a slip") && open.text.contains("Your request is open again"), "{}", open.text);
    town.maria.press(&sent, "UNDO").await.unwrap();
    town.maria.receive("already-done").await.unwrap();

    town.maria.press(&undone, "ACCEPT").await.unwrap();
    let introduction = town.maria.receive("introduction").await.unwrap();
    town.maria.press(&introduction, "UNDO").await.unwrap();
    let undone = town.maria.receive("undone").await.unwrap();
    let open = town.ada.receive("undone").await.unwrap();
    assert!(open.text.contains("a little too early"), "{}", open.text);
    town.ada.write(SERVICE, "Status", "STATUS").await.unwrap();
    let status = town.ada.receive("status").await.unwrap();
    assert!(status.text.contains("Request to Maria Schmidt: open for 0 days."), "{}", status.text);
    assert!(!status.text.contains("With Maria"), "{}", status.text);
    town.maria.press(&undone, "ACCEPT").await.unwrap();
    let introduction = town.maria.receive("introduction").await.unwrap();

    town.maria.answer(&introduction, "END\n\nFarewell!").await.unwrap();
    let ended = town.maria.receive("ended").await.unwrap();
    town.ada.receive("ended").await.unwrap();
    town.maria.press(&ended, "UNDO").await.unwrap();
    let goes_on = town.ada.receive("undone").await.unwrap();
    assert_eq!(goes_on.subject, "Your mentorship with Maria Schmidt goes on");
    town.ada.answer(&goes_on, "I am glad.").await.unwrap();
    town.maria.receive("relay").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn a_break_is_taken_back_on_the_same_day_alone() {
    let mut town = town().await;
    town.maria.write(SERVICE, "Pause", "PAUSE").await.unwrap();
    let paused = town.maria.receive("paused").await.unwrap();
    town.maria.write(SERVICE, "Status", "STATUS").await.unwrap();
    let status = town.maria.receive("status").await.unwrap();
    assert!(status.text.contains("Your break began on 23 November 2026."), "{}", status.text);
    town.live_until(hours(25)).await.unwrap();
    town.maria.press(&paused, "UNDO").await.unwrap();
    let late = town.maria.receive("not-allowed").await.unwrap();
    assert!(late.text.contains("more than 24 hours ago"), "{}", late.text);
    town.maria.press(&paused, "RESUME").await.unwrap();
    town.maria.receive("resumed").await.unwrap();
    town.maria.write(SERVICE, "Pause", "PAUSE").await.unwrap();
    let paused = town.maria.receive("paused").await.unwrap();
    town.maria.press(&paused, "UNDO").await.unwrap();
    town.maria.receive("undone").await.unwrap();
    town.maria.press(&paused, "UNDO").await.unwrap();
    town.maria.receive("already-done").await.unwrap();
    assert_eq!(count(&town, &town.maria, "undone").await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_concern_in_the_middle_of_a_talk_stays_in_confidence() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "How do you do?").await.unwrap();
    let relayed = town.maria.receive("relay").await.unwrap();
    town.maria.answer(&relayed, "Well. Could you lend me money?").await.unwrap();
    let reply = town.ada.receive("relay").await.unwrap();
    let before = kinds(&town, &town.maria).await;
    town.ada.answer(&reply, "CONCERN\n\nMy mentor asks me for money, and it worries me.").await.unwrap();
    let confidence = town.ada.receive("concern-sent").await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    assert!(case.subject.starts_with("Concern") && case.text.contains("it worries me"), "{}", case.text);
    // A slip of the finger does not send it to the one it is about.
    town.ada.answer(&reply, "CONCENR he asks again").await.unwrap();
    let asked = town.ada.receive("not-understood").await.unwrap();
    assert!(asked.text.contains("looks like CONCERN"), "{}", asked.text);
    // The talk goes on as before, and nothing of it shows.
    town.ada.answer(&reply, "I cannot, I am sorry.").await.unwrap();
    let goes_on = town.maria.receive("relay").await.unwrap();
    town.maria.write(SERVICE, "Status", "STATUS").await.unwrap();
    let status = town.maria.receive("status").await.unwrap();
    for mail in [&goes_on, &status] {
        let all = everything(&mail.raw);
        assert!(!all.contains("worries") && !all.contains("concern-sent") && !all.contains("case"), "{}", mail.text);
    }
    town.helen.answer(&case, "Thank you for telling us. We speak with him.").await.unwrap();
    town.ada.receive("case-reply").await.unwrap();
    town.ada.answer(&confidence, "He has stopped.").await.unwrap();
    town.helen.receive("case").await.unwrap();
    let after = kinds(&town, &town.maria).await;
    assert_eq!(&after[..before.len()], before);
    assert_eq!(after[before.len()..], ["relay", "status"]);
    end(town).await;
}

#[tokio::test]
async fn what_is_not_understood_is_never_met_with_silence_or_the_same_words() {
    let mut town = town().await;
    for kind in ["not-understood", "not-understood-again", "not-understood"] {
        town.ada.write(SERVICE, "Hello", "Is anybody there?").await.unwrap();
        let answer = town.ada.receive(kind).await.unwrap();
        assert!(answer.text.contains("Is anybody there?") && answer.text.contains("STAFF"), "{}", answer.text);
        assert_eq!(last_state(&town).await, "answered");
    }
    end(town).await;
}
