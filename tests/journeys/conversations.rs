//! Two people talk, each in one thread, and neither sees the other's address.

use std::sync::Arc;

use mentorpost::demo::SERVICE;
use mentorpost::demo::Town;
use mentorpost::demo::person::Person;
use mentorpost::mail::inbound::Attachment;

use crate::village::{end, everything, field, introduced, kinds, town};

/// The ids of `In-Reply-To` and `References`.
fn named(mail: &[u8]) -> Vec<String> {
    let both = format!("{} {}", field(mail, "In-Reply-To"), field(mail, "References"));
    both.split_whitespace().map(|id| id.trim_matches(['<', '>']).to_owned()).collect()
}

/// All that a person has written, as the service has it.
fn written(town: &Town, person: &Person) -> Vec<Arc<[u8]>> {
    let handled = town.sandbox.messages(SERVICE, "Processed").into_iter().map(|mail| mail.raw);
    handled.filter(|raw| field(raw, "From").contains(person.address.as_str())).collect()
}

/// Each id that a mail to this person names is that of a mail they got before or wrote themselves.
fn assert_threads(town: &Town, person: &Person) {
    let mut known: Vec<String> = written(town, person).iter().map(|raw| id_of(raw)).collect();
    let mut linked = 0;
    for mail in person.all_mail() {
        let names = named(&mail.raw);
        for id in &names {
            assert!(known.contains(id), "{} to {} names {id}, known are {known:?}", mail.kind, person.name);
        }
        linked += usize::from(!names.is_empty());
        known.push(id_of(&mail.raw));
    }
    assert!(linked >= 3, "only {linked} mails to {} belong to a thread", person.name);
}

fn id_of(mail: &[u8]) -> String {
    field(mail, "Message-ID").trim_matches(['<', '>']).to_owned()
}

async fn talk(town: &mut Town) {
    let (to_ada, to_maria) = introduced(town).await;
    town.ada.answer(&to_ada, "How did you begin?\n\n-- \nAda Byrne").await.unwrap();
    let first = town.maria.receive("relay").await.unwrap();
    assert!(first.text.contains("How did you begin?"));
    let note = Attachment {
        name: "note.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        inline: false,
        content_id: None,
        bytes: b"A note.\n".to_vec(),
    };
    town.maria.answer_with(&first, "By listening; see the note.", vec![note]).await.unwrap();
    let second = town.ada.receive("relay").await.unwrap();
    assert_eq!(second.files, ["note.txt"]);
    town.ada.answer(&second, "Thank you, that helps.").await.unwrap();
    let third = town.maria.receive("relay").await.unwrap();
    assert!(!third.text.contains("By listening"), "no quotes go along: {}", third.text);
    // An older mail is answered, and a new one is written to a reply address of long ago.
    town.maria.answer(&to_maria, "By the way: when shall we meet?").await.unwrap();
    town.ada.receive("relay").await.unwrap();
    town.ada.write(&to_ada.reply_to, "Something new", "On Friday?").await.unwrap();
    let new = town.maria.receive("relay").await.unwrap();
    assert!(new.text.contains("On Friday?"));
    town.ada.answer(&second, "END goals reached\n\nGoodbye!").await.unwrap();
    town.maria.receive("ended").await.unwrap();
    town.ada.receive("ended").await.unwrap();
}

#[tokio::test]
async fn each_of_two_has_one_thread_of_mails_they_know() {
    let mut town = town().await;
    talk(&mut town).await;
    town.settled().await.unwrap();
    assert_threads(&town, &town.ada);
    assert_threads(&town, &town.maria);
    end(town).await;
}

#[tokio::test]
async fn no_byte_gives_an_address_away() {
    let mut town = town().await;
    talk(&mut town).await;
    town.settled().await.unwrap();
    for (reader, hidden) in [(&town.ada, "maria.schmidt"), (&town.maria, "ada@student"), (&town.maria, "ada@")] {
        for mail in reader.all_mail() {
            let all = everything(&mail.raw);
            // A person's own mail, quoted to them, may hold what is theirs.
            assert!(!all.contains(hidden), "the {} to {} holds {hidden}: {all}", mail.kind, reader.name);
        }
    }
    end(town).await;
}

#[tokio::test]
async fn nothing_goes_on_after_the_end() {
    let mut town = town().await;
    talk(&mut town).await;
    let before = kinds(&town, &town.ada).await;
    let last = town.maria.all_mail().into_iter().rfind(|mail| mail.kind == "ended").unwrap();
    town.maria.answer(&last, "One more word.").await.unwrap();
    let back = town.maria.receive("not-relayed").await.unwrap();
    assert!(back.text.contains("has ended"), "{}", back.text);
    assert_eq!(kinds(&town, &town.ada).await, before);
    end(town).await;
}
