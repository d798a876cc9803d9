//! What an installation holds is still there after a newer program has brought its schema up to date.

use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::*;
use crate::store::backend::rows;

/// So many steps had been done when the bytes of mails still stood in their rows.
const BYTES_IN_ROWS: usize = 11;

#[tokio::test]
async fn the_bytes_of_mails_move_out_of_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("old.db").display());
    let mut old = SqliteConnectOptions::from_str(&url).unwrap().create_if_missing(true).connect().await.unwrap();
    let mut script = "CREATE TABLE schema_steps (version BIGINT PRIMARY KEY);".to_owned();
    for (number, step) in (1..).zip(migrate::STEPS.iter().take(BYTES_IN_ROWS)) {
        script.push_str(&migrate::worded(step, false));
        script.push_str(&format!(";INSERT INTO schema_steps VALUES ({number});"));
    }
    for (id, raw) in [(1, "'Hello'"), (2, "NULL")] {
        script.push_str(&format!(
            "INSERT INTO inbox (id, content_key, raw, size, received_at, fetched_at, state, reason, attempts, next_at, leased_by,
                 leased_until) VALUES ({id}, randomblob(32), CAST({raw} AS BLOB), 5, 0, 0, 'ignored', '', 1, 0, '', 0);
             INSERT INTO copies (folder, uid_validity, uid, inbox, moved) VALUES ('INBOX', 7, {id}, {id}, {id} = 2);
             INSERT INTO outbox (id, letter, address, address_key, kind, answer, to_staff, fingerprint, envelope_from, message,
                 created_at, state, response, attempts, next_at, leased_by, leased_until, settled, failed)
             VALUES ({id}, {id}, 'ada@stud.example', 'ada@stud.example', 'help', FALSE, FALSE, 0, 'b@uni.example',
                 CAST({raw} AS BLOB), 0, 'queued', '', 0, 0, '', 0, FALSE, FALSE);"
        ));
    }
    sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut old).await.unwrap();
    old.close().await.unwrap();

    let store = Store::open(&url).await.unwrap();
    for (id, kept) in [(1, Some(b"Hello".to_vec())), (2, None)] {
        assert_eq!(store.inbox_show(InboxId(id)).await.unwrap().unwrap().raw, kept);
        assert_eq!(store.outbox_show(id).await.unwrap().unwrap().message, kept);
    }
    let mut tx = store.pools.read().await.unwrap();
    let sizes = rows!(&mut tx, (i64,), "SELECT size FROM outbox ORDER BY id").unwrap();
    assert_eq!(sizes, [(5,), (0,)]);
    drop(tx);
    let copy = Move { mail: InboxId(1), uid: 1, target: Target::Processed, copied: false };
    assert_eq!(store.moves("INBOX", 7, 9).await.unwrap(), [copy], "it is moved whole");
    store
        .purge(at(0) - SignedDuration::from_hours(999_999), at(0) - SignedDuration::from_hours(999_999))
        .await
        .unwrap();
    store.inbox_replay(InboxId(1)).await.unwrap();
    assert_eq!(store.pending(at(1), "a", at(60), 9, 99).await.unwrap()[0].raw, b"Hello");
    assert!(matches!(store.inbox_replay(InboxId(2)).await.unwrap_err(), StoreError::NotPossible(_)));
    store.outbox_drop(2, at(1)).await.unwrap();
    let leased = store.lease(at(1), leasing("a", at(60), 9, HourCaps::default())).await.unwrap();
    assert_eq!(leased.iter().map(|one| one.message.as_slice()).collect::<Vec<_>>(), [b"Hello"]);
    store.close().await;
}
