//! What asking keeps: the search a mentee goes through.

use super::programme::{self, Pair};
use super::*;
use crate::programme::change::Change;
use crate::programme::conversation::Topic;
use crate::programme::event::Due;
use crate::programme::person::{Care, Joining, Person, PersonState, Profile, Role};
use crate::programme::snapshot::View;
use crate::store::backend::rows;

pub(super) async fn views(store: &Store, pair: &Pair) {
    let asked = SnapshotQuery {
        vouched: Some(pair.people.mentee),
        needs: Needs { directory: true, ..Needs::default() },
        ..query(at(9_000))
    };
    assert_eq!(store.snapshot(&asked).await.unwrap().view, None);
    for (words, shown) in [("bread", vec![pair.people.mentor]), ("", Vec::new())] {
        let view = View { query: words.into(), shown };
        let settled = Settlement {
            changes: vec![Change::Viewed(pair.people.mentee, view.clone())],
            ..settlement(EventRef::Due(Due::Person(pair.people.mentee)))
        };
        assert_eq!(store.settle(&[settled], at(9_000)).await.unwrap(), [Settled::Stored]);
        let snapshot = store.snapshot(&asked).await.unwrap();
        assert_eq!(snapshot.view, Some(view));
        // What is handed on from the snapshot before is the same directory with the same index.
        let again = store.snapshot(&asked).await.unwrap();
        assert_eq!(again.directory.len(), snapshot.directory.len());
        assert!(std::sync::Arc::ptr_eq(&again.index.unwrap(), &snapshot.index.unwrap()));
    }
    let named =
        SnapshotQuery { needs: Needs { person: Some(pair.people.mentor), ..Needs::default() }, ..query(at(9_000)) };
    assert!(store.snapshot(&named).await.unwrap().people.contains_key(&pair.people.mentor));
}

/// Two that look at one directory each see what the other changes, in whatever order it is committed.
pub(super) async fn two_directories(url: &str) {
    let (one, two) = (Store::open(url).await.unwrap(), Store::open(url).await.unwrap());
    let look = SnapshotQuery { needs: Needs { directory: true, ..Needs::default() }, ..query(at(30_000)) };
    let shown = async |store: &Store| {
        let directory = store.snapshot(&look).await.unwrap().directory;
        directory.iter().map(|entry| (entry.person.id, entry.person.name.clone(), entry.open)).collect::<Vec<_>>()
    };
    let before = shown(&one).await;
    assert_eq!(shown(&two).await, before);
    let known = async |id| one.snapshot(&look).await.unwrap().directory.iter().find(|e| e.person.id == id).cloned();
    let mentor = known(before[0].0).await.unwrap().person;
    let settle = async |store: &Store, change| {
        let settled = Settlement { changes: vec![change], ..settlement(EventRef::Due(Due::Person(mentor.id))) };
        assert_eq!(store.settle(&[settled], at(30_000)).await.unwrap(), [Settled::Stored]);
    };
    let added = PersonId(one.reserve(1).await.unwrap());
    let newcomer =
        Person { id: added, name: "Nora".into(), address: address("nora@corp.example"), ..(*mentor).clone() };

    // Begun first and committed last, where two can write at a time.
    let mut slow = one.pools.write().await.unwrap();
    people::update(&mut slow, &Person { name: "Maximilian".into(), ..(*mentor).clone() }).await.unwrap();
    if let backend::Tx::Postgres(_) = slow {
        settle(&two, Change::NewPerson(newcomer)).await;
        // Another change that bears on the same mentor does not wait for it.
        let number = two.reserve(2).await.unwrap();
        let people = People { mentor: mentor.id, mentee: added, invited: added, staff: added };
        let request = programme::new_request(number, people, ConversationId(number + 1));
        settle(&two, programme::conversation(number + 1, Topic::Pair(request.id))).await;
        settle(&two, Change::NewRequest(request)).await;
        assert_eq!(shown(&two).await[0].2, before[0].2 + 1);
        assert_eq!(shown(&two).await.len(), before.len() + 1);
        assert_eq!(shown(&two).await[0].1, before[0].1);
        slow.commit().await.unwrap();
    } else {
        slow.commit().await.unwrap();
        settle(&two, Change::NewPerson(newcomer)).await;
    }
    for store in [&one, &two] {
        let after = shown(store).await;
        assert_eq!((after.len(), after[0].1.as_str()), (before.len() + 1, "Maximilian"));
    }
    // What has changed once more since is forgotten, and nothing else.
    one.purge(at(0), at(0)).await.unwrap();
    let mut tx = one.pools.read().await.unwrap();
    let kept = rows!(&mut tx, (i64, i64), "SELECT mentor, COUNT(*) FROM mentor_changes GROUP BY mentor").unwrap();
    assert!(kept.len() > 1 && kept.iter().all(|(_, rows)| *rows == 1), "{kept:?}");
    drop(tx);
    let person = known(added).await.unwrap().person;
    settle(&one, Change::Person(Person { state: PersonState::Paused, ..(*person).clone() })).await;
    for store in [&one, &two] {
        assert!(shown(store).await.iter().all(|(id, ..)| *id != added));
    }
    one.close().await;
    two.close().await;
}

/// Who reads all of it at once has the same directory, and finds the same in it, as who has been told of one mentor after another.
pub(super) async fn whole_directory(url: &str) {
    let told = Store::open(url).await.unwrap();
    let look = SnapshotQuery { needs: Needs { directory: true, ..Needs::default() }, ..query(at(31_000)) };
    let shown = async |store: &Store| store.snapshot(&look).await.unwrap().directory.to_vec();
    let found = async |store: &Store| {
        let index = store.snapshot(&look).await.unwrap().index.unwrap();
        ["249", "17 names", "histories", "łódź", "moves 36"].map(|words| index.found(words, false))
    };
    let before = shown(&told).await;
    let first = told.reserve(250).await.unwrap();
    let hard = "\"quoted\", a \\ and a / \u{1}\t\r\nłódź \u{1f600} \u{2028}{[null]}";
    let when = |n: i64| at(40_000 + n);
    let newcomer = |n: i64| Person {
        id: PersonId(first + n),
        role: if n % 10 == 3 { Role::Mentee } else { Role::Mentor },
        state: if n % 10 == 4 { PersonState::Paused } else { PersonState::Active },
        name: format!("Name {n}"),
        address: address(&format!("m{n}@corp.example")),
        profile: Profile {
            course: format!("course {n}"),
            job: format!("job {n}"),
            history: format!("history {n} {hard}"),
            strengths: format!("strengths {n}"),
            moves: format!("moves {n}"),
            help: format!("help {n}"),
            languages: format!("languages {n}"),
            year: format!("year {n}"),
            graduation: format!("graduation {n}"),
            aims: format!("aims {n}"),
            preferred_name: format!("preferred {n}"),
            language: format!("language {n}"),
        },
        joining: Joining {
            by_staff: n % 2 == 0,
            invited_at: Some(when(n)).filter(|_| n % 3 == 0),
            reminders: u32::try_from(n % 3).unwrap(),
            applied_at: Some(when(n + 1_000)),
            active_since: Some(when(n + 2_000)),
        },
        care: Care { reviewed_year: 2_000 + n, unasked_since: Some(when(n + 3_000)) },
        capacity: u32::try_from(n).unwrap(),
        away_until: Some(when(n + 4_000)),
        failures: u32::try_from(n % 7).unwrap(),
        created_at: when(n + 5_000),
        due_at: None,
        version: 1,
    };
    // Not in the order of their numbers.
    let mut changes: Vec<_> = (0..250).map(|n| Change::NewPerson(newcomer(n * 7 % 250))).collect();
    let number = told.reserve(2).await.unwrap();
    let people = People {
        mentor: PersonId(first),
        mentee: PersonId(first + 3),
        invited: PersonId(first),
        staff: PersonId(first),
    };
    let request = programme::new_request(number, people, ConversationId(number + 1));
    changes.extend([programme::conversation(number + 1, Topic::Pair(request.id)), Change::NewRequest(request)]);
    for change in changes {
        let settled = Settlement { changes: vec![change], ..settlement(EventRef::Due(Due::Person(PersonId(first)))) };
        assert_eq!(told.settle(&[settled], at(31_000)).await.unwrap(), [Settled::Stored]);
        shown(&told).await;
    }
    let expected = shown(&told).await;
    assert_eq!(expected.len(), before.len() + 200);
    assert!(expected.iter().any(|entry| entry.person.id == PersonId(first) && entry.open == 1));
    let afresh = Store::open(url).await.unwrap();
    afresh.read_directory().await.unwrap();
    assert_eq!(shown(&afresh).await, expected);
    let expected_found = found(&told).await;
    assert!(expected_found.iter().all(|found| found.contains('M')), "{expected_found:?}");
    assert_eq!(found(&afresh).await, expected_found);
    let of = |n: i64| expected.iter().find(|entry| entry.person.id == PersonId(first + n)).map(|entry| &*entry.person);
    for n in 0..250 {
        let due_at = of(n).and_then(|person| person.due_at);
        let expected = Some(Person { due_at, ..newcomer(n) });
        assert_eq!(of(n).cloned(), expected.filter(|p| (p.role, p.state) == (Role::Mentor, PersonState::Active)));
    }
    // One of them is a mentor no more.
    let mentee = Person { role: Role::Mentee, ..newcomer(0) };
    let settled =
        Settlement { changes: vec![Change::Person(mentee)], ..settlement(EventRef::Due(Due::Person(PersonId(first)))) };
    assert_eq!(told.settle(&[settled], at(31_000)).await.unwrap(), [Settled::Stored]);
    for store in [&told, &afresh] {
        let left = shown(store).await;
        assert!(left.len() + 1 == expected.len() && left.iter().all(|entry| entry.person.id != PersonId(first)));
    }
    told.close().await;
    afresh.close().await;
}
