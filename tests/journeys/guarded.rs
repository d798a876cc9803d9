//! Mail whose author is not sure, mail of machines, mail of strangers.

use mentorpost::demo::SERVICE;

use crate::village::{count, end, field, introduced, kinds, last_state, raw, received, town};

#[tokio::test]
async fn a_forged_command_waits_for_the_word_of_its_owner() {
    let mut town = town().await;
    let mail = raw("Maria Schmidt <maria.schmidt@alumni.example>", SERVICE, "Pause", &[], "PAUSE");
    town.sandbox.deliver_from(None, "attacker@elsewhere.example", SERVICE, &mail).unwrap();
    let question = town.maria.receive("confirm-command").await.unwrap();
    assert!(question.text.contains("PAUSE"), "{}", question.text);
    assert_eq!(received(&town).await.last().unwrap().0, "held");
    assert_eq!(kinds(&town, &town.maria).await, ["confirm-command"]);
    town.maria.press(&question, "YES").await.unwrap();
    town.maria.receive("done").await.unwrap();
    town.maria.receive("paused").await.unwrap();
    // The same yes again releases nothing a second time.
    town.maria.press(&question, "YES").await.unwrap();
    town.maria.receive("already-done").await.unwrap();
    assert_eq!(count(&town, &town.maria, "paused").await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_no_drops_the_forged_command() {
    let mut town = town().await;
    let mail = raw("Maria Schmidt <maria.schmidt@alumni.example>", SERVICE, "Pause", &[], "PAUSE");
    town.sandbox.deliver_from(None, "attacker@elsewhere.example", SERVICE, &mail).unwrap();
    let question = town.maria.receive("confirm-command").await.unwrap();
    town.maria.answer(&question, "NO").await.unwrap();
    town.maria.receive("done").await.unwrap();
    town.maria.answer(&question, "YES").await.unwrap();
    town.maria.receive("already-done").await.unwrap();
    assert_eq!(count(&town, &town.maria, "paused").await, 0);
    end(town).await;
}

#[tokio::test]
async fn another_address_of_a_participant_is_confirmed_once() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    let private = "ada.private@elsewhere.example";
    let mail = raw(&format!("Ada <{private}>"), &to_ada.reply_to, "Re: Mentoring", &[], "Hello from my own address!");
    town.sandbox.deliver_from(None, private, &to_ada.reply_to, &mail).unwrap();
    let question = town.ada.receive("confirm-address").await.unwrap();
    assert!(question.text.contains(private), "{}", question.text);
    assert_eq!(count(&town, &town.maria, "relay").await, 0);
    town.ada.press(&question, "YES").await.unwrap();
    let relayed = town.maria.receive("relay").await.unwrap();
    assert!(relayed.text.contains("Hello from my own address!"), "{}", relayed.text);
    // From now on it counts as hers.
    let mail = raw(&format!("Ada <{private}>"), &to_ada.reply_to, "Re: Mentoring", &[], "And once more!");
    town.sandbox.deliver_from(None, private, &to_ada.reply_to, &mail).unwrap();
    let relayed = town.maria.receive("relay").await;
    assert!(relayed.is_ok_and(|mail| mail.text.contains("And once more!")), "{:?}", received(&town).await);
    end(town).await;
}

#[tokio::test]
async fn a_participant_cannot_use_the_address_of_another() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    let tom = town.tom.address.to_string();
    let before = (kinds(&town, &town.ada).await, kinds(&town, &town.maria).await);
    town.tom.write(&to_ada.reply_to, "Hello", "This is not from Ada.").await.unwrap();
    let back = town.tom.receive("not-relayed").await.unwrap();
    assert!(back.text.contains("This is not from Ada."), "{}", back.text);
    let mail = raw(&format!("Tom <{tom}>"), &to_ada.reply_to, "Hello", &[], "END");
    town.sandbox.deliver_from(None, &tom, &to_ada.reply_to, &mail).unwrap();
    assert_eq!(last_state(&town).await, "ignored");
    assert_eq!((kinds(&town, &town.ada).await, kinds(&town, &town.maria).await), before);
    assert_eq!(kinds(&town, &town.tom).await, ["not-relayed"], "only what is surely his is answered");
    end(town).await;
}

#[tokio::test]
async fn an_automatic_reply_goes_nowhere() {
    let mut town = town().await;
    let (to_ada, to_maria) = introduced(&mut town).await;
    let maria = town.maria.address.to_string();
    town.ada.answer(&to_ada, "How do you do?").await.unwrap();
    town.maria.receive("relay").await.unwrap();
    let before = (kinds(&town, &town.ada).await, kinds(&town, &town.maria).await);
    for (fields, subject, body) in [
        (&["Auto-Submitted: auto-replied"][..], "Re: Mentoring", "I am away until 4 December."),
        (&["X-Autoreply: yes"], "Automatic reply: Mentoring", "I am away until 4 December."),
        (&["Auto-Submitted: auto-replied"], "Out of office", "ACCEPT"),
    ] {
        let mail = raw(&format!("Maria <{maria}>"), &to_maria.reply_to, subject, fields, body);
        town.sandbox.deliver_from(Some(&maria), "", &to_maria.reply_to, &mail).unwrap();
        assert_eq!(last_state(&town).await, "ignored", "{subject}");
    }
    assert_eq!((kinds(&town, &town.ada).await, kinds(&town, &town.maria).await), before);
    end(town).await;
}

#[tokio::test]
async fn the_writer_learns_that_a_letter_did_not_arrive() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "How do you do?").await.unwrap();
    let relayed = town.maria.receive("relay").await.unwrap();
    let path = field(&relayed.raw, "Return-Path");
    let path = path.trim_matches(['<', '>']);
    assert_ne!(path, relayed.reply_to, "a bounce has an address of its own");
    let report = "--b\nContent-Type: text/plain\n\nYour mail could not be delivered.\n--b\n\
         Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.alumni.example\n\n\
         Final-Recipient: rfc822; maria.schmidt@alumni.example\nAction: failed\nStatus: 5.1.1\n\n--b--";
    let fields = [
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-replied",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    ];
    for _ in 0..2 {
        let mail = raw("MAILER-DAEMON@mx.alumni.example", path, "Undelivered", &fields, report);
        town.sandbox.deliver_from(None, "", path, &mail).unwrap();
        assert_eq!(last_state(&town).await, "ignored");
    }
    let told = town.ada.receive("undelivered").await.unwrap();
    assert!(told.text.contains("Maria Schmidt"), "{}", told.text);
    assert!(!told.text.contains("maria.schmidt@"), "{}", told.text);
    assert_eq!(count(&town, &town.ada, "undelivered").await, 1);
    end(town).await;
}

#[tokio::test]
async fn a_stranger_is_answered_once() {
    let town = town().await;
    let stranger = "somebody@student.uni.example";
    town.sandbox.add_user(stranger, "secret");
    for body in ["Hello, what is this?", "MENTORS", "Are you there?"] {
        let mail = raw(&format!("Somebody <{stranger}>"), SERVICE, "Hello", &[], body);
        town.sandbox.deliver_from(Some(stranger), stranger, SERVICE, &mail).unwrap();
        town.settled().await.unwrap();
    }
    let got = town.sandbox.messages(stranger, "INBOX");
    let kinds: Vec<_> = got.iter().map(|mail| field(&mail.raw, "X-Mentorpost-Kind")).collect();
    assert_eq!(kinds, ["stranger"]);
    // Whoever forges a stranger's address makes us write to nobody.
    let mail = raw("Victim <victim@student.uni.example>", SERVICE, "Hello", &[], "Hello");
    town.sandbox.add_user("victim@student.uni.example", "secret");
    town.sandbox.deliver_from(None, "x@elsewhere.example", SERVICE, &mail).unwrap();
    assert_eq!(last_state(&town).await, "ignored");
    assert!(town.sandbox.messages("victim@student.uni.example", "INBOX").is_empty());
    end(town).await;
}
