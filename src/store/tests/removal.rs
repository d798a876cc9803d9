//! Everything kept moves to the other database and back.

use super::*;
use crate::programme::change::Change;
use crate::programme::event::Due;

/// Moved from SQLite to PostgreSQL and back, everything is what it was, and goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_story_moves_to_the_other_database_and_back() {
    let server = postgres::Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    story(&file("old.db")).await;
    let old = Store::open_existing(&file("old.db")).await.unwrap();
    let new = Store::open(&server.url("secret", "postgres")).await.unwrap();

    // What the story's processes leased is free at the other end; so that the two can be compared, here too.
    old.free_leases().await.unwrap();
    let mut told = Vec::new();
    let moved = new.take_over(&old, at(9_999), &mut |done, total| told.push((done, total))).await.unwrap();
    let rows: u64 = moved.iter().map(|table| table.rows).sum();
    assert!(rows > 100, "{rows}");
    assert_eq!(told.last(), Some(&(rows, rows)));
    assert!(told.is_sorted());
    assert_eq!(new.status().await.unwrap(), old.status().await.unwrap());
    assert_eq!(new.schema_version().await.unwrap(), old.schema_version().await.unwrap());
    // Its numbers go on behind those that came.
    assert_eq!(new.reserve(1).await.unwrap(), old.reserve(1).await.unwrap());
    let audit = Change::Audit { actor: None, what: "person.away", subject: 1 };
    let more = Settlement { changes: vec![audit], ..settlement(EventRef::Due(Due::Person(PersonId(1)))) };
    assert_eq!(new.settle(std::slice::from_ref(&more), at(10_000)).await.unwrap(), [Settled::Stored]);
    assert_eq!(old.settle(&[more], at(10_000)).await.unwrap(), [Settled::Stored]);

    let back = Store::open(&file("back.db")).await.unwrap();
    let moved = back.take_over(&new, at(10_001), &mut |_, _| {}).await.unwrap();
    let third = Store::open(&file("third.db")).await.unwrap();
    assert_eq!(third.take_over(&old, at(10_001), &mut |_, _| {}).await.unwrap(), moved, "from both the same comes out");

    let used = new.take_over(&back, at(10_002), &mut |_, _| {}).await.unwrap_err().to_string();
    assert!(used.contains("in use already"), "{used}");
    let empty = Store::open(&file("empty.db")).await.unwrap();
    let _working = back.enter().await.unwrap().unwrap();
    let busy = empty.take_over(&back, at(10_002), &mut |_, _| {}).await.unwrap_err().to_string();
    assert!(busy.contains("stop every"), "{busy}");
    new.heartbeat("other", at(10_002), at(10_060)).await.unwrap();
    let busy = empty.take_over(&new, at(10_003), &mut |_, _| {}).await.unwrap_err().to_string();
    assert!(busy.contains("stop every"), "{busy}");
    assert!(empty.take_over(&new, at(10_061), &mut |_, _| {}).await.is_ok(), "who has not said so for a while is dead");
    for store in [old, new, back, third, empty] {
        store.close().await;
    }
}
