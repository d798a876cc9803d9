//! Whoever watches sees each deed and each mail once, and how those stand whom they are about.

use super::programme::Pair;
use super::*;

pub(super) async fn watching(store: &Store, pair: &Pair) {
    let deeds = store.deeds_after(0, 1_000).await.unwrap();
    assert!(deeds.len() > 1 && deeds.windows(2).all(|two| two[0].id < two[1].id), "{deeds:?}");
    let first = store.deeds_after(0, 1).await.unwrap();
    assert_eq!(first, deeds[..1]);
    assert_eq!(store.deeds_after(first[0].id, 1_000).await.unwrap(), deeds[1..]);
    assert_eq!(store.deeds_after(i64::MAX, 10).await.unwrap(), []);

    store.note_look("person.exported", pair.people.mentee.0, at(9_000)).await.unwrap();
    let looked = store.deeds_after(deeds[deeds.len() - 1].id, 10).await.unwrap();
    let [looked] = looked.as_slice() else { panic!("{looked:?}") };
    assert_eq!((looked.what.as_str(), looked.actor, looked.subject), ("person.exported", None, pair.people.mentee.0));

    let mails = store.inbox_after(InboxId(0), 1_000).await.unwrap();
    assert!(mails.len() > 1 && mails.windows(2).all(|two| two[0].id < two[1].id));
    assert_eq!(store.inbox_after(mails[0].id, 1_000).await.unwrap(), mails[1..]);

    let all = store.standings(None).await.unwrap();
    let one = store.standings(Some(&[pair.people.mentee.0, pair.request.0])).await.unwrap();
    assert_eq!(one.people.iter().map(|p| p.id).collect::<Vec<_>>(), [pair.people.mentee]);
    assert_eq!(one.requests.iter().map(|r| r.id).collect::<Vec<_>>(), [pair.request]);
    assert!(one.mentorships.is_empty() && !all.mentorships.is_empty());
    assert!(all.people.len() > 1 && all.people.contains(&one.people[0]) && all.requests.contains(&one.requests[0]));

    let address = one.people[0].address.as_str().to_uppercase();
    let places = store.places(&["nowhere at all".into(), address]).await.unwrap();
    assert!(places.iter().all(|place| place.word == 1), "{places:?}");
    for (table, column) in [("people", "address"), ("held", "from_address")] {
        let there = places.iter().find(|place| (place.table, place.column.as_str()) == (table, column));
        assert_eq!(
            there.unwrap_or_else(|| panic!("{table}.{column}: {places:?}")).since.is_some(),
            table == "people",
            "{table}.{column}"
        );
    }
    // Bytes are as old as the mail that they are.
    let first = store.inbox_show(mails[0].id).await.unwrap().unwrap();
    assert!(first.raw.unwrap().starts_with(b"first"));
    let places = store.places(&["first".into()]).await.unwrap();
    let since = Some(first.row.received_at);
    assert!(places.iter().any(|place| (place.table, place.since) == ("inbox_bytes", since)), "{places:?}");
}
