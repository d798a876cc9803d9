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
