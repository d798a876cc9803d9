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
    for (id, attempt) in [(0, 3), (1, 3), (2, 3), (0, 4)] {
        assert_eq!(take().await, [(ids[id], attempt)], "each alone, the one that was tried least");
    }
    store.failed(ids[0], "a", "given up", None).await.unwrap();
    assert_eq!(store.ingest(&[arrived(4, 4, b"d")], None, at(1)).await.unwrap(), 1);
    assert_eq!(take().await.len(), 1, "a new one is not held up");
    assert_eq!(take().await.len(), 1, "nor by its second try");
    assert_eq!(take().await.iter().map(|(_, attempt)| *attempt).collect::<Vec<_>>(), [3], "now it is suspected too");
    assert_eq!(take().await, [(ids[1], 4)]);
    store.failed(ids[1], "a", "later", Some(at(50))).await.unwrap();
    assert_eq!(take().await, [(ids[2], 4)]);
    store.close().await;
}

#[tokio::test]
async fn what_is_given_back_does_not_count_as_tried() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("blame.db").display())).await.unwrap();
    let mails = [arrived(1, 1, b"a"), arrived(2, 2, b"b"), arrived(3, 3, b"c")];
    assert_eq!(store.ingest(&mails, None, at(0)).await.unwrap(), 3);
    let take = async |owner, most, now| {
        let found = store.pending(at(now), owner, at(1_000), most, 1_000).await.unwrap();
        found.into_iter().map(|mail| (mail.id, mail.attempts)).collect::<Vec<_>>()
    };
    let ours = take("a", 2, 1).await;
    let theirs = take("b", 2, 1).await;
    assert_eq!((ours.len(), theirs.len()), (2, 1));
    store.free_mails("a", true).await.unwrap();
    store.free_mails("b", true).await.unwrap();
    assert_eq!(take("a", 2, 1).await, [(ours[0].0, 2), (ours[1].0, 2)], "unless they do");
    store.free_mails("a", false).await.unwrap();
    assert_eq!(take("b", 10, 1).await, [(ours[0].0, 2), (ours[1].0, 2), (theirs[0].0, 2)]);
    store.put_off(ours[0].0, "b", at(50)).await.unwrap();
    store.put_off(theirs[0].0, "a", at(50)).await.unwrap();
    assert_eq!(take("a", 10, 49).await, []);
    assert_eq!(take("a", 10, 50).await, [(ours[0].0, 2)], "and no other's");
    store.close().await;
}
