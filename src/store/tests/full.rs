//! A disk that is full: said, nothing half kept, and got over as soon as there is room.

use super::*;
use crate::store::backend::Pools;

#[tokio::test]
async fn a_full_disk_is_said_and_got_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("full.db").display())).await.unwrap();
    let Pools::Sqlite { writer, .. } = &store.pools else { panic!("not SQLite") };
    let (pages,): (i64,) = sqlx::query_as("PRAGMA page_count").fetch_one(writer).await.unwrap();
    // The limit is the connection's own and stands for that of the disk.
    let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 8));
    sqlx::query(limit).execute(writer).await.unwrap();
    let mail = |n: u8| Arrived {
        folder: "INBOX".to_owned(),
        uid_validity: 1,
        uid: u32::from(n),
        content_key: [n; 32],
        raw: vec![n; 100_000],
        oversize: None,
        received_at: at(1),
    };
    let cursor = Cursor { folder: "INBOX".to_owned(), uid_validity: 1, uid: 2 };
    let error = store.ingest(&[mail(1), mail(2)], Some(&cursor), at(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Full(_)) && error.is_transient(), "{error}");
    assert!(error.to_string().contains("make room"), "{error}");
    assert_eq!((store.inbox_list(None, 9).await.unwrap().len(), store.cursor("INBOX").await.unwrap()), (0, None));
    // Where SQLite has broken the transaction off by itself, there is room again, since the connection is another one.
    let error = store.note_waiting(Awaited::WayOut, &"x".repeat(100_000), at(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Full(_)), "{error}");
    assert_eq!(store.ingest(&[mail(1), mail(2)], Some(&cursor), at(1)).await.unwrap(), 2);
    assert_eq!(store.cursor("INBOX").await.unwrap(), Some(cursor));
    store.close().await;
}
