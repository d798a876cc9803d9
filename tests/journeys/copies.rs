//! Mails that go to others besides one conversation.

use mentorpost::demo::{SERVICE, Town};

use crate::village::{asked, count, end, introduced, kinds, raw, reference, town};

/// A mail of Ada's to these addresses, of which the server hands us one copy.
async fn send(town: &mut Town, to: &str, fields: &[&str], body: &str) {
    let mail = raw(&format!("Ada Byrne <{}>", town.ada.address), to, "Hello", fields, body);
    town.ada.send_raw(&mail, SERVICE).await.unwrap();
    town.settled().await.unwrap();
}

#[tokio::test]
async fn one_mail_to_two_mentors_reaches_the_first_and_its_writer_knows() {
    let mut town = town().await;
    asked(&mut town).await;
    let priya = reference(&mut town, "Priya Nair").await;
    let body = format!("INTERESTED {priya}\n\nDear Priya, may I ask you too?");
    town.ada.write(SERVICE, "A second mentor", &body).await.unwrap();
    town.priya.receive("request").await.unwrap();
    let sent: Vec<_> = town.ada.all_mail().into_iter().filter(|mail| mail.kind == "request-sent").collect();
    let [to_maria, to_priya] = sent.as_slice() else { panic!("{} requests", sent.len()) };
    let both = format!("{}, {}", to_priya.reply_to, to_maria.reply_to);
    send(&mut town, &both, &[], "I am free on Mondays as well.").await;
    assert!(town.priya.receive("request-question").await.unwrap().text.contains("Mondays"));
    assert_eq!(count(&town, &town.maria, "request-question").await, 0);
    let told = town.ada.receive("done").await.unwrap();
    assert!(told.text.contains("the one with Priya Nair"), "{}", told.text);
    // Where each has a copy of its own there is nothing to tell.
    let mail = raw(&format!("Ada Byrne <{}>", town.ada.address), &both, "Hello", &[], "And on Tuesdays.");
    for to in [&to_priya.reply_to, &to_maria.reply_to] {
        town.ada.send_raw(&mail, to).await.unwrap();
    }
    assert!(town.priya.receive("request-question").await.unwrap().text.contains("Tuesdays"));
    assert!(town.maria.receive("request-question").await.unwrap().text.contains("Tuesdays"));
    assert_eq!(count(&town, &town.ada, "done").await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_stranger_who_is_copied_in_gets_nothing_and_the_writer_knows() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    let own = format!("Cc: {}", town.ada.address);
    send(&mut town, &to_ada.reply_to, &[&own], "The first.").await;
    assert_eq!(count(&town, &town.ada, "done").await, 0);
    for words in ["The second.", "The third."] {
        send(&mut town, &to_ada.reply_to, &["Cc: Sam <sam@elsewhere.example>"], words).await;
    }
    let relayed = kinds(&town, &town.maria).await.into_iter().filter(|kind| kind == "relay").count();
    assert_eq!(relayed, 3);
    assert!(town.sandbox.messages("sam@elsewhere.example", "INBOX").is_empty());
    assert_eq!(count(&town, &town.ada, "done").await, 1, "once in a conversation");
    let told = town.ada.receive("done").await.unwrap();
    assert!(told.text.contains("no part in your conversation with Maria Schmidt"), "{}", told.text);
    for mail in town.maria.all_mail() {
        assert!(!String::from_utf8_lossy(&mail.raw).contains("elsewhere.example"));
    }
    end(town).await;
}
