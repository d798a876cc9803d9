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

/// Beside an SQLite file each process shows by a lock that it lives, and that it reads the mailbox.
#[tokio::test]
async fn what_a_process_held_is_free_the_moment_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let (one, two) = (Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap());
    let files = || {
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().contains(".process-")).count()
    };
    one.ingest(&[arrived(1, 1, b"mail")], None, at(1)).await.unwrap();
    assert_eq!(one.pending(at(2), "one", at(9_000), 10, 1_000).await.unwrap().len(), 1);
    for _ in 0..2 {
        one.heartbeat("one", at(2), at(32)).await.unwrap();
        let beside = Shown::Locked { beside_others: true };
        assert_eq!(two.heartbeat("two", at(2), at(32)).await.unwrap(), beside);
        assert!(one.lease_mailbox("one", at(2), at(32)).await.unwrap());
        // Whatever the clock shows: a process that lives is not taken for dead.
        assert!(!two.lease_mailbox("two", at(8_000), at(8_030)).await.unwrap());
    }
    two.heartbeat("two", at(8_000), at(8_030)).await.unwrap();
    let free = async || two.pending(at(8_000), "two", at(9_000), 10, 1_000).await.unwrap().len();
    assert_eq!((free().await, files()), (0, 2));
    drop(one);
    assert!(two.lease_mailbox("two", at(3), at(33)).await.unwrap());
    assert_eq!(free().await, 0, "nobody has looked who lives");
    let alone = Shown::Locked { beside_others: false };
    two.heartbeat("two", at(3), at(33)).await.unwrap();
    assert_eq!(two.heartbeat("two", at(3), at(33)).await.unwrap(), alone);
    assert_eq!((free().await, files()), (1, 1));

    let three = Store::open(&url).await.unwrap();
    two.release_mailbox("three").await.unwrap();
    assert!(!three.lease_mailbox("three", at(4), at(34)).await.unwrap(), "only who has it gives it back");
    two.release_mailbox("two").await.unwrap();
    assert!(three.lease_mailbox("three", at(4), at(34)).await.unwrap());
    two.leave("two").await.unwrap();
    assert_eq!(files(), 0);
}

/// A program that is being started has a copy of every descriptor for a moment.
#[test]
fn a_lock_ends_though_its_descriptor_was_copied() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.lock");
    let taken = || crate::store::presence::lock(&path).unwrap();
    let (held, alone) = taken();
    let copy = held.0.try_clone().unwrap();
    assert!(alone);
    assert!(!taken().1, "it is held");
    drop(held);
    assert!(taken().1);
    drop(copy);
}

/// On databases whose processes are known by their word alone, within the story.
pub(super) async fn heartbeats(store: &Store) {
    if store.pools.shared_file().is_some() {
        return;
    }
    let mail = one_mail(store, 70, 70, at(60)).await;
    let leased = async |owner: &str, now: i64| {
        let found = store.pending(at(now), owner, at(9_000), 10, 1_000).await.unwrap();
        found.into_iter().filter(|pending| pending.id == mail).count()
    };
    store.heartbeat("one", at(61), at(91)).await.unwrap();
    store.heartbeat("two", at(61), at(91)).await.unwrap();
    // The lease that fetching it took has run out.
    assert_eq!(leased("one", 130).await, 1);
    assert_eq!(store.heartbeat("one", at(130), at(160)).await.unwrap(), Shown::Said);
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
    // Stopped, taken for dead, gone on and killed before it could say that it lives.
    assert_eq!(leased("ghost", 171).await, 1);
    store.heartbeat("two", at(172), at(202)).await.unwrap();
    assert_eq!(leased("two", 172).await, 1, "whoever has never said so is dead");
    store.leave("two").await.unwrap();
    let done = Settlement { disposition: Some(("done", String::new())), ..settlement(EventRef::Inbox(mail)) };
    store.settle(&[done], at(501)).await.unwrap();
}
