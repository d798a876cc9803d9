//! The story's beginning: single facts, the people, and mail that arrives.

use sqlx::{Connection, PgConnection};

use super::*;
use crate::ids::Ids;
use crate::programme::change::Change;
use crate::programme::event::Due;
use crate::programme::person::{Person, PersonState, Profile, Role, Team};

pub(super) async fn facts(store: &Store) {
    assert_eq!(store.schema_version().await.unwrap(), migrate::KNOWN);
    let first = store.reserve(5).await.unwrap();
    assert_eq!(store.reserve(1).await.unwrap(), first + 5);

    let key = store.instance_key(&mut Ids::seeded(1)).await.unwrap();
    assert_eq!(key.len(), 32);
    assert_eq!(store.instance_key(&mut Ids::seeded(2)).await.unwrap(), key);

    assert_eq!(store.last_fetch().await.unwrap(), None);
    store.note_fetch(at(1)).await.unwrap();
    assert_eq!(store.last_fetch().await.unwrap(), Some(at(1)));
    assert_eq!(store.clock_seen().await.unwrap(), None);
    store.note_clock(at(5)).await.unwrap();
    store.note_clock(at(3)).await.unwrap();
    assert_eq!(store.clock_seen().await.unwrap(), Some(at(5)));

    waiting(store).await;

    assert_eq!(store.last_digest().await.unwrap(), None);
    store.begin_digests(at(0)).await.unwrap();
    store.begin_digests(at(9)).await.unwrap();
    assert_eq!(store.last_digest().await.unwrap(), Some(at(0)));

    // Beside an SQLite file it is a lock, which no time ends.
    if store.pools.shared_file().is_none() {
        assert!(store.lease_mailbox("a", at(0), at(60)).await.unwrap());
        assert!(!store.lease_mailbox("b", at(30), at(90)).await.unwrap());
        assert!(store.lease_mailbox("a", at(30), at(90)).await.unwrap());
        assert!(store.lease_mailbox("b", at(90), at(150)).await.unwrap());
        store.release_mailbox("a").await.unwrap();
        assert!(!store.lease_mailbox("a", at(100), at(160)).await.unwrap(), "only who has it gives it back");
        store.release_mailbox("b").await.unwrap();
        assert!(store.lease_mailbox("a", at(100), at(160)).await.unwrap());
        store.release_mailbox("a").await.unwrap();
    }
    assert_eq!(store.next_wake(at(0), None).await.unwrap(), None);
}

async fn waiting(store: &Store) {
    assert_eq!(store.waiting().await.unwrap(), []);
    store.note_waiting(Awaited::Mailbox, "gone", at(2)).await.unwrap();
    store.note_waiting(Awaited::Mailbox, "still\0 gone", at(3)).await.unwrap();
    store.note_waiting(Awaited::WayOut, "shut", at(4)).await.unwrap();
    let of = |what, since, why: &str| Waiting { what, since: at(since), why: why.to_owned() };
    let way_out = of(Awaited::WayOut, 4, "shut");
    let found = store.waiting().await.unwrap();
    assert_eq!(found.last(), Some(&way_out));
    assert_eq!((found[0].what, found[0].since), (Awaited::Mailbox, at(2)));
    assert!(found[0].why.starts_with("still"), "the newest reason, and the oldest moment");
    store.note_fetch(at(1)).await.unwrap();
    assert_eq!(store.waiting().await.unwrap(), [way_out], "a look into the mailbox ends the wait for it");
    store.note_working(Awaited::WayOut).await.unwrap();
    assert_eq!(store.waiting().await.unwrap(), []);

    assert_eq!(store.alarm().await.unwrap(), None);
    for last_fetch in [None, Some(at(1))] {
        let alarm = Alarm { since: at(1), last_fetch };
        store.note_alarm(Some(alarm)).await.unwrap();
        assert_eq!(store.alarm().await.unwrap(), Some(alarm));
    }
    store.note_alarm(None).await.unwrap();
    assert_eq!((store.alarm().await.unwrap(), store.oldest().await.unwrap()), (None, [None, None]));
}

pub(super) async fn people(store: &Store) -> People {
    let sam = ("Sam".to_owned(), address("sam@uni.example"), Team::Careers);
    let kim = ("Kim".to_owned(), address("kim@uni.example"), Team::Alumni);
    store.sync_staff(&[sam.clone(), kim.clone()], at(0)).await.unwrap();
    store.sync_staff(&[sam.clone(), kim.clone()], at(1)).await.unwrap();
    let before = store.snapshot(&query(at(2))).await.unwrap();
    assert_eq!(before.staff.len(), 2);
    assert!(before.people.values().all(|person| person.version == 1), "nothing changed the second time");
    store.sync_staff(std::slice::from_ref(&sam), at(3)).await.unwrap();
    let after = store.snapshot(&query(at(4))).await.unwrap();
    assert_eq!(after.staff.len(), 1);
    let staff = after.staff[0];
    assert_eq!(after.people[&staff].role, Role::Staff(Team::Careers));

    import(store, staff).await
}

/// Until a transaction waits for another.
async fn until_one_waits(url: &str) {
    let mut database = PgConnection::connect(url).await.unwrap();
    for _ in 0..10_000 {
        let waiting = sqlx::query("SELECT pid FROM pg_locks WHERE NOT granted").fetch_all(&mut database).await.unwrap();
        if !waiting.is_empty() {
            return;
        }
    }
    panic!("nobody waits");
}

/// Two processes on PostgreSQL that add the same person: whoever comes second finds them.
pub(super) async fn started_together(url: &str) {
    let (store, other) = (Store::open(url).await.unwrap(), Store::open(url).await.unwrap());
    let id = PersonId(store.reserve(1).await.unwrap());
    let pat = ("Pat".to_owned(), address("pat@uni.example"), Team::Alumni);
    let known = store.snapshot(&query(at(40_000))).await.unwrap();
    let mut staff: Vec<_> = known
        .staff
        .iter()
        .map(|id| &known.people[id])
        .map(|one| (one.name.clone(), one.address.clone(), Team::Careers))
        .collect();
    let first = Person { id, name: pat.0.clone(), address: pat.1.clone(), ..known.people[&known.staff[0]].clone() };
    staff.push(pat);
    let mut adding = store.pools.write().await.unwrap();
    assert!(people::insert(&mut adding, &first).await.unwrap());
    let add = async {
        until_one_waits(url).await;
        adding.commit().await.unwrap();
    };
    let (synced, ()) = tokio::join!(other.sync_staff(&staff, at(40_000)), add);
    synced.unwrap();
    let after =
        store.snapshot(&SnapshotQuery { from: Some(address("pat@uni.example")), ..query(at(40_001)) }).await.unwrap();
    assert_eq!((after.staff.len(), after.sender), (staff.len(), Some(id)));

    let rows = [row(Role::Mentor, "Rob", "rob@corp.example")];
    let mut adding = store.pools.write().await.unwrap();
    let first = Person { id: PersonId(store.reserve(1).await.unwrap()), address: address("rob@corp.example"), ..first };
    assert!(people::insert(&mut adding, &first).await.unwrap());
    let add = async {
        until_one_waits(url).await;
        adding.commit().await.unwrap();
    };
    let mut ids = Ids::seeded(4);
    let mut progress = |_| ();
    let (imported, ()) = tokio::join!(other.import(&rows, true, at(40_002), &mut ids, &mut progress), add);
    let refused = imported.unwrap_err().to_string();
    assert!(refused.contains("rob@corp.example was changed at the same moment"), "{refused}");
    other.close().await;
    store.close().await;
}

fn row(role: Role, name: &str, to: &str) -> ImportRow {
    let profile = Profile { job: "Baker\0".into(), aims: "Bread".into(), ..Profile::default() };
    ImportRow { role, name: name.into(), address: address(to), profile, capacity: 2, untold: Vec::new() }
}

async fn import(store: &Store, staff: PersonId) -> People {
    let mut ids = Ids::seeded(3);
    let mut told = Vec::new();
    let rows = [row(Role::Mentor, "Max", "max@corp.example"), row(Role::Mentee, "Ada", "Ada@stud.example")];
    let counts = store.import(&rows, true, at(5), &mut ids, &mut |done| told.push(done)).await.unwrap();
    assert_eq!((counts, told), (ImportCounts { added: 2, ..ImportCounts::default() }, vec![2]));

    let invited = [row(Role::Mentor, "Ina", "ina@corp.example")];
    store.import(&invited, false, at(6), &mut ids, &mut |_| ()).await.unwrap();
    let mut again = vec![rows[0].clone(), rows[1].clone()];
    again[1].name = "Ada Lovelace".into();
    again[0].profile.job = "Baker\u{fffd}".into();
    again[1].profile.job = "Baker\u{fffd}".into();
    let counts = store.import(&again, true, at(7), &mut ids, &mut |_| ()).await.unwrap();
    assert_eq!(counts, ImportCounts { updated: 1, unchanged: 1, added: 0 });

    let asked = ["new@x.example", "max@corp.example", "sam+x@uni.example", "ADA@stud.example"];
    let conflicts = store.import_conflicts(&asked.map(|to| row(Role::Mentor, "Kim", to))).await.unwrap();
    assert_eq!(conflicts.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [2, 3], "{conflicts:?}");
    let wrong = [row(Role::Mentor, "Nora", "nora@x.example"), row(Role::Mentee, "Max", "max@corp.example")];
    let refused = store.import(&wrong, true, at(8), &mut ids, &mut |_| ()).await.unwrap_err();
    assert!(
        refused.to_string().contains("nothing was imported: max@corp.example is registered as a mentor"),
        "{refused}"
    );
    let taken = ("Max".to_owned(), address("max@corp.example"), Team::Alumni);
    assert!(store.sync_staff(&[taken], at(8)).await.unwrap_err().to_string().contains("another address"));

    let due = store.due(at(10), false, 10).await.unwrap();
    let [Due::Person(_), Due::Person(_), Due::Person(invited)] = due[..] else { panic!("{due:?}") };
    assert_eq!(store.due(at(4), false, 10).await.unwrap(), []);
    assert_eq!(store.due(at(10), true, 10).await.unwrap(), [], "all of these wait for the end of quiet time");
    assert_eq!(store.next_wake(at(10), Some(at(40))).await.unwrap(), Some(at(40)));
    assert_eq!(store.next_wake(at(0), None).await.unwrap(), Some(at(5)));
    for looked_at in &due[..2] {
        rest(store, *looked_at).await;
    }
    assert_eq!(store.due(at(10), false, 10).await.unwrap(), due[2..]);
    let sender = async |from| {
        let asked = SnapshotQuery { from: Some(address(from)), ..query(at(9)) };
        store.snapshot(&asked).await.unwrap().sender
    };
    assert_eq!(sender("nora@x.example").await, None, "nothing of a refused list is kept");
    let mentor = sender("prvs=1234=MAX+tag@corp.example").await.unwrap();
    let mentee = sender("ada@stud.example").await.unwrap();
    let asked = SnapshotQuery { due: Some(due[2]), ..query(at(9)) };
    let snapshot = store.snapshot(&asked).await.unwrap();
    let person = &snapshot.people[&invited];
    assert_eq!((person.state, person.role, person.capacity), (PersonState::Invited, Role::Mentor, 2));
    assert_eq!((person.profile.job.as_str(), person.profile.aims.as_str()), ("Baker\u{fffd}", "Bread"));
    People { mentor, mentee, invited, staff }
}

/// The clock has looked at somebody of whom nothing is due.
async fn rest(store: &Store, due: Due) {
    let Due::Person(id) = due else { panic!("{due:?}") };
    let asked = SnapshotQuery { due: Some(due), ..query(at(9)) };
    let person = store.snapshot(&asked).await.unwrap().people[&id].clone();
    assert!(person.joining.by_staff && person.joining.active_since == Some(at(5)), "{person:?}");
    let change = Change::Person(Person { due_at: None, ..person });
    let settlement = Settlement { changes: vec![change], ..settlement(EventRef::Due(due)) };
    assert_eq!(store.settle(&[settlement], at(9)).await.unwrap(), [Settled::Stored]);
}

pub(super) async fn inbox(store: &Store) {
    assert_eq!(store.cursor("INBOX").await.unwrap(), None);
    let cursor = Cursor { folder: "INBOX".into(), uid_validity: 7, uid: u32::MAX };
    let oversize = Arrived { oversize: Some(u64::from(u32::MAX) * 2), ..arrived(2, 2, b"header") };
    let batch = [arrived(1, 1, b"first\0\xff"), oversize, arrived(3, 3, b"third"), arrived(4, 1, b"first\0\xff")];
    assert_eq!(store.ingest(&batch, Some(&cursor), at(10)).await.unwrap(), 3);
    assert_eq!(store.ingest(&batch, Some(&cursor), at(11)).await.unwrap(), 0);
    assert_eq!(store.cursor("INBOX").await.unwrap(), Some(cursor));

    assert_eq!((store.pending_count(at(20), 2).await.unwrap(), store.pending_count(at(20), 10).await.unwrap()), (2, 3));
    let none = store.moves("INBOX", 7, 10).await.unwrap();
    assert_eq!(none, [], "a pending mail stays where it is");
    let found = store.pending(at(20), "a", at(80), 10, 13).await.unwrap();
    let [first, second] = &found[..] else { panic!("{found:?}") };
    assert_eq!((first.raw.as_slice(), first.attempts, first.content_key), (&b"first\0\xff"[..], 1, [1; 32]));
    assert_eq!((second.oversize, second.received_at), (Some(u64::from(u32::MAX) * 2), at(2)));
    let third = store.pending(at(20), "b", at(90), 10, 0).await.unwrap();
    assert_eq!(third.len(), 1, "one at least, and none that is leased");
    assert_eq!(store.next_wake(at(20), None).await.unwrap(), Some(at(20)), "the invitation is still due");
    let again = store.pending(at(80), "b", at(90), 10, 1_000).await.unwrap();
    assert_eq!(again.iter().map(|p| p.attempts).collect::<Vec<_>>(), [2, 2]);

    store.failed(first.id, "a", "was stopped for long, and has lost it", None).await.unwrap();
    store.failed(first.id, "b", "could not be read\0", Some(at(200))).await.unwrap();
    for (now, until, expected) in [(199, 200, third[0].id), (199, 210, second.id), (210, 211, first.id)] {
        let alone = store.pending(at(now), "c", at(until), 10, 1_000).await.unwrap();
        assert_eq!(alone.iter().map(|p| p.id).collect::<Vec<_>>(), [expected], "tried twice, it comes alone, and last");
    }
    store.failed(first.id, "c", "could not be read", None).await.unwrap();
    store.failed(first.id, "c", "too late", Some(at(1))).await.unwrap();
    let failed = [1, 4].map(|uid| Move { mail: first.id, uid, target: Target::Failed, copied: false });
    assert_eq!(store.moves("INBOX", 7, 10).await.unwrap(), failed, "every copy is moved");
    assert_eq!(store.moves("INBOX", 8, 10).await.unwrap(), []);
    store.moved("INBOX", 7, &[1], &[4]).await.unwrap();
    let copied = Move { mail: first.id, uid: 4, target: Target::Failed, copied: true };
    assert_eq!(store.moves("INBOX", 7, 10).await.unwrap(), [copied], "it lies there, and here too");
    store.moved("INBOX", 7, &[4], &[]).await.unwrap();
    assert_eq!(store.moves("INBOX", 7, 10).await.unwrap(), []);

    let done = [second.id, third[0].id]
        .map(|id| Settlement { disposition: Some(("ignored", "automatic".into())), ..settlement(EventRef::Inbox(id)) });
    assert_eq!(store.settle(&done, at(30)).await.unwrap(), [Settled::Stored, Settled::Stored]);
    assert_eq!(store.pending(at(300), "a", at(310), 10, 1_000).await.unwrap().len(), 0);
    let handled = Move { mail: second.id, uid: 2, target: Target::Processed, copied: false };
    assert_eq!(store.moves("INBOX", 7, 1).await.unwrap(), [handled]);
    store.moved("INBOX", 8, &[2, 3], &[]).await.unwrap();
    assert_eq!(store.moves("INBOX", 7, 1).await.unwrap(), [handled], "another folder's");
    store.moved("INBOX", 7, &[2, 3], &[]).await.unwrap();
}

/// Mail that is leased as it is kept.
pub(super) async fn ingest_leased(store: &Store) {
    let known = store.ingest(&[arrived(90, 90, b"known")], None, at(400)).await.unwrap();
    assert_eq!(known, 1);
    let batch =
        vec![arrived(90, 90, b"known"), arrived(91, 91, b"new"), arrived(92, 91, b"new"), arrived(93, 93, b"also")];
    let ours = Lease { owner: "a", until: at(460) };
    let leased = store.ingest_leased(batch, None, ours, at(401)).await.unwrap();
    let as_given =
        |mails: &[Pending]| mails.iter().map(|m| (m.raw.clone(), m.content_key[0], m.attempts)).collect::<Vec<_>>();
    assert_eq!(as_given(&leased), [(b"new".to_vec(), 91, 1), (b"also".to_vec(), 93, 1)], "only what is new, once");
    let others = store.pending(at(402), "b", at(460), 10, 1_000).await.unwrap();
    assert_eq!(as_given(&others), [(b"known".to_vec(), 90, 1)], "what is leased is nobody else's");
    let again = store.pending(at(460), "b", at(461), 10, 1_000).await.unwrap();
    let as_kept = |mails: &[Pending]| mails.iter().map(|m| (m.id, m.received_at, m.oversize)).collect::<Vec<_>>();
    assert_eq!(as_kept(&again[1..]), as_kept(&leased), "what was given is what is kept");
    assert_eq!(again.iter().map(|m| m.attempts).collect::<Vec<_>>(), [2, 2, 2]);
    let done = |mail: &Pending| Settlement {
        disposition: Some(("ignored", "automatic".into())),
        ..settlement(EventRef::Inbox(mail.id))
    };
    let done: Vec<_> = again.iter().map(done).collect();
    store.settle(&done, at(462)).await.unwrap();
}
