//! What a process leased that has died is free at once, and what one leased that lives is not.

use super::*;

#[tokio::test]
async fn only_the_leases_of_the_dead_are_freed() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let store = Store::open(&url).await.unwrap();
    store.ingest(&[arrived(1, 1, b"mail")], None, at(1)).await.unwrap();
    let leased = async |owner: &str| store.pending(at(2), owner, at(300), 10, 1_000).await.unwrap().len();

    let first = store.enter().await.unwrap();
    assert!(first.is_some());
    assert_eq!(leased("first").await, 1);
    let second = store.enter().await.unwrap();
    assert!(second.is_some());
    assert_eq!(leased("second").await, 0, "the first is present");
    drop(first);
    let third = store.enter().await.unwrap();
    assert_eq!(leased("third").await, 0, "the second is present, and might have been the one");
    drop((second, third));
    let _fourth = store.enter().await.unwrap();
    assert_eq!(leased("fourth").await, 1);
}

/// On both databases, within the story.
pub(super) async fn heartbeats(store: &Store) {
    let mail = one_mail(store, 70, 70, at(60)).await;
    let leased = async |owner: &str, now: i64| {
        let found = store.pending(at(now), owner, at(9_000), 10, 1_000).await.unwrap();
        found.into_iter().filter(|pending| pending.id == mail).count()
    };
    store.heartbeat("one", at(61), at(91)).await.unwrap();
    store.heartbeat("two", at(61), at(91)).await.unwrap();
    // The lease that fetching it took has run out.
    assert_eq!(leased("one", 130).await, 1);
    store.heartbeat("one", at(130), at(160)).await.unwrap();
    store.heartbeat("two", at(130), at(160)).await.unwrap();
    assert_eq!(leased("two", 140).await, 0, "the first lives");
    store.heartbeat("two", at(160), at(190)).await.unwrap();
    assert_eq!(leased("two", 160).await, 1, "the first has not said so again");
    let tries = async |owner: &str, now: i64| {
        let found = store.pending(at(now), owner, at(9_000), 10, 1_000).await.unwrap();
        found.into_iter().find(|pending| pending.id == mail).map(|pending| pending.attempts)
    };
    store.leave("two").await.unwrap();
    assert_eq!(tries("three", 170).await, Some(3), "who stops in order has given it back, and has not tried it");
    store.leave("three").await.unwrap();
    let done = Settlement { disposition: Some(("done", String::new())), ..settlement(EventRef::Inbox(mail)) };
    store.settle(&[done], at(501)).await.unwrap();
}
