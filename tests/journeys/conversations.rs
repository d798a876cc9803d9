//! Two people talk, each in one thread, and neither sees the other's address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mentorpost::demo::SERVICE;
use mentorpost::demo::Town;
use mentorpost::demo::person::Person;
use mentorpost::mail::inbound::Attachment;

use crate::village::{end, everything, field, introduced, kinds, town};

/// The ids of `In-Reply-To` and `References`.
fn named(mail: &[u8]) -> Vec<String> {
    ids_in(&format!("{} {}", field(mail, "In-Reply-To"), field(mail, "References")))
}

fn ids_in(value: &str) -> Vec<String> {
    value.split_whitespace().map(|id| id.trim_matches(['<', '>']).to_owned()).collect()
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

/// How many threads a mail program shows of these mails, each an id and the ids that it names (oldest first): a mail hangs from the last
/// one that is there, and mails that name the same missing one hang together from its place (Zawinski, "Message threading", 1997).
fn threads(mails: &[(String, Vec<String>)]) -> usize {
    let mut parent: BTreeMap<String, String> = BTreeMap::new();
    let root = |parent: &BTreeMap<String, String>, id: &str| {
        let mut at = id.to_owned();
        while let Some(above) = parent.get(&at) {
            at.clone_from(above);
        }
        at
    };
    for (id, named) in mails {
        let chain: Vec<&String> = named.iter().chain([id]).collect();
        for pair in chain.windows(2) {
            let [above, below] = pair else { continue };
            // What is linked already stays where it is, and no loop is made.
            if !parent.contains_key(*below) && root(&parent, above) != **below {
                parent.insert((*below).clone(), (*above).clone());
            }
        }
    }
    mails.iter().map(|(id, _)| root(&parent, id)).collect::<BTreeSet<_>>().len()
}

#[tokio::test]
async fn a_mail_program_shows_one_thread_to_each() {
    let mut town = town().await;
    talk(&mut town).await;
    town.settled().await.unwrap();
    for person in [&town.ada, &town.maria] {
        let talk = ["introduction", "relay"];
        let got = person.all_mail().into_iter().filter(|mail| talk.contains(&mail.kind.as_str()));
        let mut mails: Vec<(String, Vec<String>)> =
            got.map(|mail| (id_of(&mail.raw), ids_in(&field(&mail.raw, "References")))).collect();
        let received = mails.len();
        let beginning = mails.first().map(|(id, _)| id.clone()).unwrap_or_default();
        // What they wrote in answer; a new mail to an old address begins a thread of its own in their mailbox.
        let sent = written(&town, person);
        let answers = sent.iter().map(|raw| (id_of(raw), ids_in(&field(raw, "References"))));
        mails.extend(answers.filter(|(_, named)| named.contains(&beginning)));
        assert!(received >= 3 && mails.len() > received, "{mails:?}");
        assert_eq!(threads(&mails), 1, "{}: {mails:?}", person.name);
        let strangers = mails.iter().filter(|(_, named)| named.is_empty()).count();
        assert!(strangers <= 1, "only the first may begin a thread: {mails:?}");
    }
    end(town).await;
}

#[test]
fn threads_are_counted_as_mail_programs_do() {
    let mail = |id: &str, named: &[&str]| (id.to_owned(), named.iter().map(|id| (*id).to_owned()).collect());
    assert_eq!(threads(&[mail("a", &[]), mail("b", &["a"]), mail("c", &["a", "b"])]), 1);
    assert_eq!(threads(&[mail("a", &[]), mail("b", &["x"]), mail("c", &["x"])]), 2);
    assert_eq!(threads(&[mail("a", &["b"]), mail("b", &["a"])]), 1);
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
