//! What is personal: every column has a word on it, an erased person leaves nothing behind, and who asks is shown everything.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::programme::change::Change;
use crate::programme::person::{Person, PersonState, Profile};
use crate::store::backend::rows;
use crate::store::personal::TABLES;

async fn store(folder: &tempfile::TempDir) -> Store {
    Store::open(&format!("sqlite://{}", folder.path().join("store.db").display())).await.unwrap()
}

#[tokio::test]
async fn every_column_is_classified() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut tx = store.pools.read().await.unwrap();
    let found = rows!(
        &mut tx,
        (String, String),
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
    )
    .unwrap();
    drop(tx);
    let mut schema: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, column) in found {
        schema.entry(table).or_default().insert(column);
    }
    let known: BTreeMap<String, BTreeSet<String>> = TABLES
        .iter()
        .map(|table| (table.name.to_owned(), table.columns.iter().map(|(name, ..)| (*name).to_owned()).collect()))
        .collect();
    let all: BTreeSet<_> = schema.keys().chain(known.keys()).cloned().collect();
    for table in all {
        assert_eq!(
            schema.get(&table),
            known.get(&table),
            "\n\nThe table {table} is not what src/store/personal.rs says (left: the schema; right: personal.rs).\nSay there, for \
             each new column, what becomes of it when its person is erased, and what they are shown of it.\n\n"
        );
    }
    store.close().await;
}

/// Words that are in no other text of the test.
const WORDS: &[&str] =
    &["Xanthippe", "Quillfeather", "xq@stud.example", "xq.home@elsewhere.example", "zymurgy", "halcyon"];

/// A mentee with words of theirs in every table that keeps any.
async fn somebody(store: &Store) -> Person {
    let number = store.reserve(20).await.unwrap();
    let row = |role, name: &str, mail: &str, profile| ImportRow {
        role,
        name: name.into(),
        address: address(mail),
        profile,
        capacity: 2,
        untold: Vec::new(),
    };
    let profile = Profile {
        course: "zymurgy".into(),
        help: "zymurgy".into(),
        aims: "zymurgy".into(),
        preferred_name: "Xanthippe".into(),
        ..Profile::default()
    };
    use crate::programme::person::Role;
    let rows = [
        row(Role::Mentee, "Xanthippe Quillfeather", "xq@stud.example", profile),
        row(Role::Mentor, "Max Moor", "max@corp.example", Profile::default()),
    ];
    let mut ids = crate::ids::Ids::seeded(5);
    store.import(&rows, true, at(1), &mut ids, &mut |_| {}).await.unwrap();
    let asked = |from: &str| SnapshotQuery { from: Some(address(from)), ..query(at(2)) };
    let me = store.snapshot(&asked("xq@stud.example")).await.unwrap();
    let (me, them) =
        (me.people[&me.sender.unwrap()].clone(), store.snapshot(&asked("max@corp.example")).await.unwrap());
    let them = them.sender.unwrap();
    fill(store, &me, them, number).await;
    me
}

/// A request with its mail and letters, a case, a question, a held mail, a list sent to somebody else.
async fn fill(store: &Store, me: &Person, them: PersonId, number: i64) {
    use crate::programme::conversation::{Conversation, Held, HeldId, HeldWhy, Topic};
    use crate::programme::question::{About, Question, QuestionId};
    use crate::programme::request::{Request, RequestId, RequestState};
    let raw = b"From: xq@stud.example\r\nSubject: halcyon\r\nMessage-ID: <zymurgy@stud.example>\r\n\r\nDear Max, zymurgy!\r\n";
    let quoted = b"From: max@corp.example\r\n\r\nYes.\r\n> Dear Max, zymurgy!\r\n";
    // Nothing of hers can be read in these bytes without decoding them.
    let listed = b"From: o@x.example\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nWGFudGhpcHBlIFF1aWxsZmVhdGhlcg==\r\n";
    let mails = [arrived(1, 1, raw), arrived(2, 2, quoted), arrived(3, 3, listed), arrived(4, 4, raw)];
    store.ingest(&mails, None, at(3)).await.unwrap();
    let inbox: Vec<_> =
        store.pending(at(3), "a", at(9), 10, 10_000).await.unwrap().iter().map(|mail| mail.id).collect();
    let (pair, asking, held) = (ConversationId(number), ConversationId(number + 1), ConversationId(number + 2));
    let request = Request {
        id: RequestId(number + 3),
        mentee: me.id,
        mentor: them,
        conversation: pair,
        state: RequestState::Open,
        message: "Dear Max, zymurgy!".into(),
        asked_at: at(3),
        moved_at: at(3),
        asked_back: false,
        reminders: 0,
        reminded_at: None,
        stopped_at: None,
        decided_at: None,
        due_at: None,
        version: 0,
    };
    let question = Question {
        id: QuestionId(number + 4),
        asked: me.id,
        about: About::Join,
        conversation: asking,
        words: "halcyon".into(),
        asked_at: at(3),
        reminders: 0,
        answered_at: Some(at(4)),
        answer: "4".into(),
        remark: "halcyon".into(),
        due_at: None,
        version: 0,
    };
    let home = address("xq.home@elsewhere.example");
    let waiting = Held {
        id: HeldId(number + 5),
        inbox: inbox[3],
        asked: me.id,
        why: HeldWhy::Address,
        from: home.clone(),
        released: None,
        version: 0,
    };
    let conversation = |id, topic| Change::NewConversation(Conversation { id, topic, subject: "halcyon".into() });
    let thread = |person, id: &str| Change::ThreadId {
        conversation: pair,
        entry: 1,
        parent: None,
        person,
        message_id: id.into(),
    };
    let letter = |id, to: &str, person, writer, text: &str| Outgoing {
        person,
        writer,
        bytes: format!("To: {to}\r\n\r\n{text}\r\n").into_bytes(),
        ..outgoing(id, to, Some(pair))
    };
    let mine = Settlement {
        disposition: Some(("relayed", "passed on".into())),
        person: Some(me.id),
        conversation: Some(pair),
        message_id: Some("zymurgy@stud.example".into()),
        changes: vec![
            conversation(pair, Topic::Pair(request.id)),
            conversation(asking, Topic::Question(question.id)),
            conversation(held, Topic::Held(waiting.id)),
            Change::NewRequest(request),
            Change::NewQuestion(question),
            Change::NewAddress(me.id, home),
            Change::NewHeld(waiting),
            thread(me.id, "zymurgy@stud.example"),
            thread(them, "ours@uni.example"),
            Change::Audit { actor: Some(me.id), what: "request.asked", subject: number + 3 },
        ],
        outgoing: vec![
            letter(11, "max@corp.example", Some(them), Some(me.id), "zymurgy"),
            letter(12, "xq@stud.example", Some(me.id), None, "Dear Xanthippe"),
        ],
        ..settlement(EventRef::Inbox(inbox[0]))
    };
    let theirs = |index: usize, conversation, outgoing| Settlement {
        disposition: Some(("done", String::new())),
        person: Some(them),
        conversation,
        message_id: Some(format!("{index}@corp.example")),
        outgoing,
        ..settlement(EventRef::Inbox(inbox[index]))
    };
    let mut list = letter(13, "ben@stud.example", None, None, "Xanthippe Quillfeather is shown to Ben");
    (list.conversation, list.once) = (None, Some("overflow/1/xq@stud.example/2026".into()));
    let held = Settlement {
        disposition: Some(("held", String::new())),
        person: Some(me.id),
        ..settlement(EventRef::Inbox(inbox[3]))
    };
    let all = [mine, theirs(1, Some(pair), vec![]), theirs(2, None, vec![list]), held];
    assert_eq!(store.settle(&all, at(5)).await.unwrap(), [Settled::Stored; 4]);
    for letter in store.lease(at(6), leasing("a", at(7), 10, HourCaps::default())).await.unwrap() {
        store.sent(letter.id, "250 for xq@stud.example", at(6)).await.unwrap();
    }
}

/// Everything in the database's files.
fn bytes(folder: &tempfile::TempDir) -> Vec<u8> {
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        all.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    all
}

fn found_in(all: &[u8], word: &str) -> bool {
    all.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[tokio::test]
async fn an_erased_person_leaves_nothing_behind_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let me = somebody(&store).await;
    let before = store.status().await.unwrap();
    assert!(WORDS.iter().all(|word| found_in(&bytes(&folder), word)), "the test has to find what it looks for");
    assert!(!store.sweep().await.unwrap(), "nothing is to be swept yet");

    let goodbye = Outgoing { person: Some(me.id), ..outgoing(21, "xq@stud.example", None) };
    let farewell = Outgoing { bytes: b"Xanthippe has left".to_vec(), ..outgoing(22, "max@corp.example", None) };
    let erased = Person { state: PersonState::Erased, name: String::new(), ..me.clone() };
    let settled = Settlement {
        changes: vec![Change::Person(erased)],
        outgoing: vec![farewell, goodbye],
        ..settlement(EventRef::Due(crate::programme::event::Due::Person(me.id)))
    };
    assert_eq!(store.settle(&[settled], at(10)).await.unwrap(), [Settled::Stored]);
    assert!(!store.sweep().await.unwrap(), "two letters are still to go out");
    let waiting = store.lease(at(11), leasing("a", at(12), 10, HourCaps::default())).await.unwrap();
    assert_eq!(waiting.iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), ["max@corp.example", "xq@stud.example"]);
    for letter in waiting {
        store.sent(letter.id, "250 Ok", at(11)).await.unwrap();
    }
    let copies = store.expunge_list().await.unwrap();
    assert_eq!(copies, ["1@corp.example", "2@corp.example", "zymurgy@stud.example"]);
    store.expunged(&copies).await.unwrap();
    assert_eq!(store.expunge_list().await.unwrap(), [] as [&str; 0]);
    assert!(store.sweep().await.unwrap());
    for word in WORDS {
        assert!(!found_in(&bytes(&folder), word), "{word} is still there");
    }
    // What counts stays; only the mail that waited for her word is decided now.
    let after = store.status().await.unwrap();
    assert_eq!((after.requests, after.mentorships), (before.requests, before.mentorships));
    assert_eq!(after.people.iter().map(|(.., n)| n).sum::<i64>(), before.people.iter().map(|(.., n)| n).sum::<i64>());
    let gone = store.snapshot(&SnapshotQuery { from: Some(me.address), ..query(at(12)) }).await.unwrap();
    assert_eq!(gone.sender, None);
    assert_eq!(store.keepsake_of(&address("xq.home@elsewhere.example")).await.unwrap(), None);
    store.close().await;
}

/// Erases a person as their own word does.
async fn erased(store: &Store, me: &Person, now: jiff::Timestamp) {
    let erased = Person { state: PersonState::Erased, name: String::new(), ..me.clone() };
    let due = EventRef::Due(crate::programme::event::Due::Person(me.id));
    let settled = Settlement { changes: vec![Change::Person(erased)], ..settlement(due) };
    assert_eq!(store.settle(&[settled], now).await.unwrap(), [Settled::Stored]);
}

#[tokio::test]
async fn mail_of_others_that_nobody_could_handle_outlives_an_erasure() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let me = somebody(&store).await;
    let raw = |from: &str, words: &str| format!("From: {from}\r\nMessage-ID: <{words}@x>\r\n\r\n{words}\r\n");
    let words = ["Xanthippe", "Xanthippe Quillfeather", "Xanthippe\r\n> Quillfeather", "Hello"];
    let from = ["tom@x.example", "tom@x.example", "tom@x.example", "xq@stud.example"];
    for (number, (from, words)) in (40..).zip(from.into_iter().zip(words)) {
        store.ingest(&[arrived(number.into(), number, raw(from, words).as_bytes())], None, at(6)).await.unwrap();
    }
    let mut failed = Vec::new();
    for mail in store.pending(at(7), "a", at(8), 10, 10_000).await.unwrap() {
        store.failed(mail.id, "a", "a rule panicked", None).await.unwrap();
        failed.push(mail.id);
    }
    let kept = async || {
        let mut kept = Vec::new();
        for id in &failed {
            kept.push(store.inbox_show(*id).await.unwrap().unwrap().raw.is_some());
        }
        kept
    };
    erased(&store, &me, at(10)).await;
    assert_eq!(kept().await, [true, true, true, false], "hers alone is lost");
    let mut copies = store.expunge_list().await.unwrap();
    copies.retain(|id| id.ends_with("@x"));
    assert_eq!(copies, ["Hello@x"]);
    store.purge(at(0), at(0)).await.unwrap();
    assert_eq!(kept().await, [true, true, true, false], "somebody is to look at them still");

    // One is closed, one is handled after all.
    let closing = Settlement {
        changes: vec![Change::InboxClosed(failed[1])],
        ..settlement(EventRef::Due(crate::programme::event::Due::Person(me.id)))
    };
    store.settle(&[closing], at(11)).await.unwrap();
    for id in [failed[0], failed[2]] {
        store.inbox_replay(id).await.unwrap();
        store.purge(at(0), at(0)).await.unwrap();
        store.settle(&[settlement(EventRef::Inbox(id))], at(12)).await.unwrap();
    }
    store.purge(at(0), at(0)).await.unwrap();
    assert_eq!(kept().await, [true, false, false, false], "a first name alone is nobody's");
    assert!(store.expunge_list().await.unwrap().contains(&"XanthippeQuillfeather@x".to_owned()));
    store.close().await;
}

/// There an address stands as it is compared.
#[tokio::test]
async fn what_is_told_once_forgets_the_address() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let row = ImportRow {
        role: crate::programme::person::Role::Mentee,
        name: "Jo".into(),
        address: address("J_ne+Uni@stud.example"),
        profile: Profile::default(),
        capacity: 0,
        untold: Vec::new(),
    };
    store.import(&[row], true, at(1), &mut crate::ids::Ids::seeded(5), &mut |_| {}).await.unwrap();
    let asked = SnapshotQuery { from: Some(address("j_ne@stud.example")), ..query(at(2)) };
    let me = store.snapshot(&asked).await.unwrap();
    let me = me.people[&me.sender.unwrap()].clone();
    let told = |letter, who: &str| Outgoing {
        once: Some(format!("overflow/1/{who}@stud.example/2026")),
        ..outgoing(letter, "helen@uni.example", None)
    };
    let due = EventRef::Due(crate::programme::event::Due::Person(me.id));
    let overflow = Settlement { outgoing: vec![told(1, "j_ne"), told(2, "jane")], ..settlement(due) };
    store.settle(&[overflow], at(3)).await.unwrap();
    erased(&store, &me, at(10)).await;
    let mut tx = store.pools.read().await.unwrap();
    let keys = rows!(&mut tx, (Option<String>,), "SELECT once_key FROM outbox ORDER BY letter").unwrap();
    assert_eq!(keys, [(None,), (Some("overflow/1/jane@stud.example/2026".to_owned()),)]);
    drop(tx);
    store.close().await;
}

/// So much mail that memory would not hold it together.
#[tokio::test]
async fn an_erasure_finds_a_person_in_large_mails() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let me = somebody(&store).await;
    for number in 40..46 {
        let named = if number % 2 == 0 { "Xanthippe Quillfeather" } else { "nobody" };
        let raw = format!("From: tom@x.example\r\n\r\n{}{named}\r\n", "It is long. \r\n".repeat(150_000));
        let mail = arrived(number.into(), number, raw.as_bytes());
        store.ingest(&[mail], None, at(6)).await.unwrap();
    }
    let mut mails = Vec::new();
    while let [mail] = &store.pending(at(7), "a", at(8), 1, 1).await.unwrap()[..] {
        store.settle(&[settlement(EventRef::Inbox(mail.id))], at(7)).await.unwrap();
        mails.push(mail.id);
    }
    erased(&store, &me, at(10)).await;
    let mut kept = Vec::new();
    for id in mails {
        kept.push(store.inbox_show(id).await.unwrap().unwrap().raw.is_some());
    }
    assert_eq!(kept, [false, true, false, true, false, true]);
    store.close().await;
}

#[tokio::test]
async fn the_file_is_to_be_swept_until_it_has_been() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let me = somebody(&store).await;
    erased(&store, &me, at(10)).await;
    let backend::Pools::Sqlite { writer, .. } = &store.pools else { panic!("not SQLite") };
    sqlx::query("PRAGMA busy_timeout = 50").execute(writer).await.unwrap();
    // Somebody else still reads what was there before.
    let mut reading = store.pools.read().await.unwrap();
    backend::row!(&mut reading, (i64,), "SELECT COUNT(*) FROM people").unwrap();
    store.note_clock(at(12)).await.unwrap();
    let busy = store.sweep().await.unwrap_err();
    assert!(matches!(busy, StoreError::Locked(_)), "{busy:?}");
    drop(reading);
    // An erasure that comes while it is swept.
    let due = store.sweep_due().await.unwrap().unwrap();
    store.expunged(&[]).await.unwrap();
    store.swept(due).await.unwrap();
    assert!(store.sweep().await.unwrap(), "it is due still");
    assert!(!store.sweep().await.unwrap());
    assert_eq!(store.sweep_due().await.unwrap(), None);
    // And after that.
    store.expunged(&[]).await.unwrap();
    assert!(store.sweep_due().await.unwrap().is_some_and(|number| number > due));
    store.close().await;
}

#[tokio::test]
async fn who_asks_is_shown_everything_of_theirs_and_nothing_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let me = somebody(&store).await;
    let (id, all) = store.keepsake_of(&me.address).await.unwrap().unwrap();
    assert_eq!(id, me.id);
    let shown: serde_json::Value = serde_json::from_str(&all.json).unwrap();
    for word in WORDS {
        assert!(all.json.contains(word), "{word} is missing in\n{}", all.json);
    }
    for table in TABLES.iter().filter(|table| !table.mine.is_empty() && !matches!(table.name, "mentorships" | "cases"))
    {
        // A table that comes later is filled by its own tests.
        if let Some(lines) = shown[table.name].as_array().filter(|lines| !lines.is_empty()) {
            assert!(lines.iter().all(serde_json::Value::is_object), "{}", table.name);
        }
    }
    for table in ["people", "requests", "questions", "conversations", "inbox", "held", "outbox", "thread_ids", "audit"]
    {
        assert!(shown[table].as_array().is_some_and(|lines| !lines.is_empty()), "{table} is empty");
    }
    assert_eq!(shown["requests"][0]["asked_at"], "2026-11-23T10:00:03Z");
    assert_eq!(shown["names"].as_object().unwrap().values().collect::<Vec<_>>(), ["Max Moor"]);
    assert_eq!(shown["inbox"][0]["text"], "Dear Max, zymurgy!\r\n");
    for other in ["max@corp.example\"", "ben@stud.example"] {
        assert!(!all.json.contains(other), "{other}");
    }
    let few =
        SnapshotQuery { from: Some(me.address), needs: Needs { keepsake: true, ..Needs::default() }, ..query(at(8)) };
    assert_eq!(store.snapshot(&few).await.unwrap().keepsake.unwrap(), all);
    store.close().await;
}

/// Their server may still send what they wrote before.
#[tokio::test]
async fn mail_that_comes_from_somebody_erased_is_forgotten_with_the_next_purge() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("late.db").display())).await.unwrap();
    let gone = mailbox::people(&store).await.mentee;
    let mut tx = store.pools.write().await.unwrap();
    backend::run!(&mut tx, "UPDATE people SET state = 'erased' WHERE id = $1", gone.0).unwrap();
    tx.commit().await.unwrap();
    let mut kept = Vec::new();
    for (uid, person) in [(1, Some(gone)), (2, None)] {
        let mail = one_mail(&store, u32::from(uid), uid, at(i64::from(uid))).await;
        let message_id = Some(format!("{uid}@stud.example"));
        let settled = Settlement { person, message_id, ..settlement(EventRef::Inbox(mail)) };
        assert_eq!(store.settle(&[settled], at(3)).await.unwrap(), [Settled::Stored]);
        kept.push(mail);
    }
    store.purge(at(0), at(0)).await.unwrap();
    for (mail, stays) in kept.into_iter().zip([false, true]) {
        let InboxMail { row, raw } = store.inbox_show(mail).await.unwrap().unwrap();
        assert_eq!((raw.is_some(), row.message_id.is_some()), (stays, stays));
    }
    store.close().await;
}
