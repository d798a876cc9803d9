//! Of a batch during which the program ends, each mail comes alone afterwards, so that only the one that ends it is given up.

use super::*;

#[tokio::test]
async fn what_ended_the_program_twice_is_tried_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("blame.db").display())).await.unwrap();
    let mails = [arrived(1, 1, b"a"), arrived(2, 2, b"b"), arrived(3, 3, b"c")];
    assert_eq!(store.ingest(&mails, None, at(0)).await.unwrap(), 3);
    // The lease is over at once, as that of a process that died.
    let take = async || {
        let found = store.pending(at(1), "a", at(1), 10, 1_000).await.unwrap();
        found.into_iter().map(|mail| (mail.id, mail.attempts)).collect::<Vec<_>>()
    };
    let (first, second) = (take().await, take().await);
    assert_eq!((first.len(), second.len()), (3, 3));
    let ids: Vec<_> = first.into_iter().map(|(id, _)| id).collect();
    for attempt in [3, 4] {
        assert_eq!(take().await, [(ids[0], attempt)], "it alone is tried until it is handled or given up");
    }
    store.failed(ids[0], "given up", None).await.unwrap();
    assert_eq!(take().await, [(ids[1], 3)]);
    store.failed(ids[1], "later", Some(at(50))).await.unwrap();
    assert_eq!(store.ingest(&[arrived(4, 4, b"d")], None, at(1)).await.unwrap(), 1);
    assert_eq!(take().await, [(ids[2], 3)], "a new one waits for the suspect before it");
    store.failed(ids[2], "later", Some(at(50))).await.unwrap();
    assert_eq!(take().await.len(), 1);
    store.close().await;
}
