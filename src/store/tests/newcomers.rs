//! The story's newcomers: people who come by mail, and the addresses of people.

use super::programme::Pair;
use super::*;
use crate::programme::change::Change;
use crate::programme::event::Due;
use crate::programme::person::{Care, Joining, Person, PersonState, Profile, Role};

pub(super) async fn newcomers(store: &Store, pair: &Pair) {
    let nina = Person {
        id: PersonId(store.reserve(1).await.unwrap()),
        role: Role::Mentor,
        state: PersonState::Applied,
        name: "Nina\0".into(),
        address: address("nina@corp.example"),
        profile: Profile { preferred_name: "Nini".into(), language: "Welsh".into(), ..Profile::default() },
        care: Care { reviewed_year: 2025, unasked_since: Some(at(12)) },
        joining: Joining {
            by_staff: false,
            invited_at: Some(at(1)),
            reminders: 1,
            applied_at: Some(at(2)),
            active_since: Some(at(3)),
        },
        capacity: 3,
        away_until: None,
        failures: 0,
        created_at: at(740),
        due_at: None,
        version: 1,
    };
    let settle = async |changes| {
        let settlement = Settlement { changes, ..settlement(EventRef::Due(Due::Person(pair.people.mentor))) };
        store.settle(&[settlement], at(740)).await.unwrap()[0]
    };
    assert_eq!(settle(vec![Change::NewPerson(nina.clone())]).await, Settled::Stored);
    let again = Person { id: PersonId(store.reserve(1).await.unwrap()), ..nina.clone() };
    assert_eq!(settle(vec![Change::NewPerson(again)]).await, Settled::Conflict, "the address is taken");
    let known = async |from: &str| {
        let asked = SnapshotQuery { from: Some(address(from)), ..query(at(741)) };
        let snapshot = store.snapshot(&asked).await.unwrap();
        snapshot.sender.and_then(|id| snapshot.people.get(&id).cloned())
    };
    let stored = Person { name: "Nina\u{fffd}".into(), ..nina.clone() };
    assert_eq!(known("NINA@corp.example").await.as_ref(), Some(&stored));

    let home = address("nina@home.example");
    assert_eq!(settle(vec![Change::NewAddress(nina.id, home.clone())]).await, Settled::Stored);
    let moved = Person { address: home.clone(), ..stored };
    assert_eq!(settle(vec![Change::Person(moved.clone())]).await, Settled::Stored);
    assert_eq!(known("nina@home.example").await.map(|p| p.address), Some(home.clone()));
    for (owner, which, expected) in [
        (pair.people.mentee, nina.address.clone(), Settled::Conflict),
        (nina.id, home, Settled::Conflict),
        (nina.id, nina.address.clone(), Settled::Stored),
    ] {
        assert_eq!(settle(vec![Change::DropAddress(owner, which)]).await, expected);
    }
    assert_eq!(known("nina@corp.example").await, None);
    let gone = Person { state: PersonState::Left, version: 2, ..moved };
    assert_eq!(settle(vec![Change::Person(gone)]).await, Settled::Stored);
}
