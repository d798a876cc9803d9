//! Erasing a person: everything that [`super::personal`] says is theirs, what others were told of them, and what is left in the file.

use std::panic::catch_unwind;

use mail_parser::{MessageParser, PartType};
use sqlx::AssertSqlSafe;

use super::backend::{Pools, Tx, row, rows, run};
use super::personal::{Fate, IN_MY_CONVERSATIONS, TABLES, TO_ME, Table};
use super::{Store, StoreError};
use crate::programme::person::PersonId;

/// Where an erased person's address stood: no mail can ever reach it (RFC 2606, section 2).
const NOWHERE: &str = "erased@invalid";
/// How many mails are looked through at a time.
const BATCH: i64 = 50;
/// How many mails the server is asked to delete at a time.
const EXPUNGED_AT_ONCE: i64 = 200;
const SWEEP_DUE: &str = "sweep_due";

/// By what a person is recognised in a mail, in lower case.
pub(super) struct Traces(Vec<String>);

impl Traces {
    /// The names and addresses of a person, to be read before they are gone.
    pub async fn of(tx: &mut Tx, person: PersonId) -> Result<Self, StoreError> {
        let names = row!(
            tx,
            (String, String, String),
            "SELECT name, preferred_name, address FROM people WHERE id = $1",
            person.0
        )?;
        let addresses = rows!(tx, (String,), "SELECT address FROM addresses WHERE person = $1", person.0)?;
        let names = names.into_iter().flat_map(|(name, preferred, address)| [name, preferred, address]);
        let traces =
            names.chain(addresses.into_iter().map(|(address,)| address)).map(|trace| trace.trim().to_lowercase());
        // A name of one or two letters stands in every mail.
        Ok(Self(traces.filter(|trace| trace.chars().count() > 2 && trace != NOWHERE).collect()))
    }

    /// Does a mail hold one of them, in its bytes, its header or a decoded part?
    fn stand_in(&self, raw: &[u8]) -> bool {
        let holds = |text: &str| {
            let text = text.to_lowercase();
            self.0.iter().any(|trace| text.contains(trace))
        };
        // What cannot be taken apart safely is not kept.
        holds(&String::from_utf8_lossy(raw))
            || catch_unwind(|| parts(raw)).map_or(true, |parts| parts.iter().any(|p| holds(p)))
    }
}

fn parts(raw: &[u8]) -> Vec<String> {
    let Some(message) = MessageParser::default().parse(raw) else { return Vec::new() };
    let headers = message.headers().iter().map(|header| format!("{:?}", header.value));
    let bodies = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Text(text) | PartType::Html(text) => Some(text.to_string()),
        _ => None,
    });
    headers.chain(bodies).collect()
}

/// Erases a person. Letters to others that wait to be sent still go, and are forgotten afterwards.
pub(super) async fn erase(tx: &mut Tx, person: PersonId, traces: &Traces) -> Result<(), StoreError> {
    let id = person.0;
    drop_held(tx, id).await?;
    letters(tx, id).await?;
    mails_in_conversations(tx, id).await?;
    for trace in &traces.0 {
        // The key under which something is told once may name an address.
        run!(tx, "UPDATE outbox SET once_key = NULL WHERE once_key LIKE $1", format!("%/{trace}/%"))?;
    }
    look_through(tx, traces, "inbox", "raw", "state NOT IN ('pending', 'held')").await?;
    look_through(tx, traces, "outbox", "message", "TRUE").await?;
    note_copies(tx, "person = $1 AND state <> 'pending'", id).await?;
    for table in TABLES {
        forget(tx, table, id).await?;
    }
    due(tx).await
}

/// What the table says is lost of the person's rows.
async fn forget(tx: &mut Tx, table: &Table, id: i64) -> Result<(), StoreError> {
    if table.erased.is_empty() {
        return Ok(());
    }
    let sql = if table.deleted {
        format!("DELETE FROM {} WHERE {}", table.name, table.erased)
    } else {
        let lost = table.columns.iter().filter_map(|(name, fate, _)| match fate {
            Fate::Kept => None,
            Fate::Emptied => Some(format!("{name} = ''")),
            Fate::Dropped => Some(format!("{name} = NULL")),
            Fate::Nowhere => Some(format!("{name} = '{NOWHERE}'")),
        });
        format!("UPDATE {} SET {} WHERE {}", table.name, lost.collect::<Vec<_>>().join(", "), table.erased)
    };
    // Made of constants of this program alone.
    run!(tx, AssertSqlSafe(sql), id)?;
    Ok(())
}

/// Mails that wait for the person's word will never have it.
async fn drop_held(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    run!(
        tx,
        "UPDATE inbox SET state = 'ignored', reason = 'dropped', person = $1 WHERE state = 'held'
         AND id IN (SELECT inbox FROM held WHERE asked = $1 AND released IS NULL)",
        id
    )?;
    Ok(())
}

/// Letters to the person that wait are dropped; those of or about them to others are flagged or lose their bytes.
async fn letters(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    let dropped = format!("UPDATE outbox SET state = 'dropped' WHERE {TO_ME} AND state IN ('queued', 'uncertain')");
    run!(tx, AssertSqlSafe(dropped), id)?;
    let theirs =
        format!("(writer = $1 OR {IN_MY_CONVERSATIONS} OR from_inbox IN (SELECT id FROM inbox WHERE person = $1))");
    let flagged = format!("UPDATE outbox SET scrub = TRUE WHERE {theirs} AND state IN ('queued', 'uncertain')");
    run!(tx, AssertSqlSafe(flagged), id)?;
    let ended = format!("{theirs} AND state NOT IN ('queued', 'uncertain')");
    drop_bytes(tx, "outbox", &ended, id).await?;
    run!(tx, AssertSqlSafe(format!("UPDATE outbox SET response = '' WHERE {ended}")), id)?;
    Ok(())
}

/// What others wrote in the person's conversations quotes them.
async fn mails_in_conversations(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    let handled =
        format!("{IN_MY_CONVERSATIONS} AND id IN (SELECT inbox FROM inbox_bytes) AND state NOT IN ('pending', 'held')");
    note_copies(tx, &handled, id).await?;
    drop_bytes(tx, "inbox", &handled, id).await
}

/// Forgets the bytes of the mails of a table that `which` names.
async fn drop_bytes(tx: &mut Tx, table: &str, which: &str, id: i64) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM {table}_bytes WHERE {table} IN (SELECT id FROM {table} WHERE {which})");
    run!(tx, AssertSqlSafe(sql), id)?;
    Ok(())
}

/// The server's copies of these mails are to be deleted.
async fn note_copies(tx: &mut Tx, which: &str, id: i64) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO expunge (message_id) SELECT DISTINCT message_id FROM inbox WHERE message_id IS NOT NULL AND ({which})
         ON CONFLICT (message_id) DO NOTHING"
    );
    run!(tx, AssertSqlSafe(sql), id)?;
    Ok(())
}

/// Any other mail that names the person loses its bytes: lists of mentors, digests, answers that quote them.
async fn look_through(tx: &mut Tx, traces: &Traces, table: &str, bytes: &str, which: &str) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let sql = format!(
            "SELECT id, {bytes} FROM {table} JOIN {table}_bytes b ON b.{table} = id WHERE {which} AND id > $1
             ORDER BY id LIMIT {BATCH}"
        );
        let found =
            rows!(tx, (i64, Vec<u8>), sqlite: AssertSqlSafe(sql.clone()), postgres: AssertSqlSafe(sql.clone()), after)?;
        let Some((last, _)) = found.last() else { return Ok(()) };
        after = *last;
        let named: Vec<i64> = found.iter().filter(|(_, raw)| traces.stand_in(raw)).map(|(id, _)| *id).collect();
        for id in named {
            if table == "outbox" {
                run!(tx, "UPDATE outbox SET scrub = TRUE WHERE id = $1 AND state IN ('queued', 'uncertain')", id)?;
                drop_bytes(tx, table, "id = $1 AND NOT scrub", id).await?;
                run!(tx, "UPDATE outbox SET response = '' WHERE id = $1 AND NOT scrub", id)?;
            } else {
                note_copies(tx, "id = $1", id).await?;
                drop_bytes(tx, table, "id = $1", id).await?;
            }
        }
    }
}

/// A letter has gone out or never will: one that must not be kept is forgotten.
pub(super) async fn scrub(tx: &mut Tx, outbox: i64) -> Result<(), StoreError> {
    let done = run!(
        tx,
        "UPDATE outbox SET response = '' WHERE id = $1 AND scrub AND state NOT IN ('queued', 'uncertain')",
        outbox
    )?;
    if done == 0 {
        return Ok(());
    }
    run!(tx, "DELETE FROM outbox_bytes WHERE outbox = $1", outbox)?;
    run!(
        tx,
        "UPDATE outbox SET address = $2, address_key = $2, envelope_from = ''
         WHERE id = $1 AND person IN (SELECT id FROM people WHERE state = 'erased')",
        outbox,
        NOWHERE
    )?;
    due(tx).await
}

/// Mail that an erased person's address still gets is not kept either.
pub(super) async fn forget_late_mail(tx: &mut Tx) -> Result<(), StoreError> {
    run!(
        tx,
        "UPDATE inbox SET message_id = NULL WHERE person IN (SELECT id FROM people WHERE state = 'erased')
         AND state <> 'pending' AND message_id IS NOT NULL"
    )?;
    let done = run!(
        tx,
        "DELETE FROM inbox_bytes WHERE inbox IN (SELECT id FROM inbox
             WHERE person IN (SELECT id FROM people WHERE state = 'erased') AND state <> 'pending')"
    )?;
    if done > 0 { due(tx).await } else { Ok(()) }
}

/// What was erased still stands in the file's free space, until it is swept.
async fn due(tx: &mut Tx) -> Result<(), StoreError> {
    run!(tx, "INSERT INTO facts (name, number) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET number = 1", SWEEP_DUE)?;
    Ok(())
}

impl Store {
    /// After an erasure, writes the file anew so that nothing is left of what was erased in its free space; gives whether it did.
    /// It waits until the last letters about it are out. (PostgreSQL does so by itself, in its own time.)
    pub async fn sweep(&self) -> Result<bool, StoreError> {
        let mut tx = self.pools.read().await?;
        let due =
            row!(&mut tx, (i64,), "SELECT number FROM facts WHERE name = $1 AND number = 1", SWEEP_DUE)?.is_some();
        if !due {
            return Ok(false);
        }
        let waiting =
            row!(&mut tx, (i64,), "SELECT id FROM outbox WHERE scrub AND state IN ('queued', 'uncertain') LIMIT 1")?;
        drop(tx);
        if waiting.is_some() {
            return Ok(false);
        }
        let mut tx = self.pools.write().await?;
        run!(&mut tx, "UPDATE facts SET number = 0 WHERE name = $1", SWEEP_DUE)?;
        tx.commit().await?;
        // The log holds the old pages until it is cut off.
        for sql in ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            let sql = sqlx::query::<sqlx::Sqlite>(sql);
            match &self.pools {
                Pools::Sqlite { writer, .. } => sql.execute(writer).await.map(|_| ())?,
                Pools::Alone(alone) => sql.execute(&mut *alone.read().await?).await.map(|_| ())?,
                Pools::Postgres(_) => {}
            }
        }
        Ok(true)
    }

    /// The `Message-ID`s of mails whose copies on the server are to be deleted.
    pub async fn expunge_list(&self) -> Result<Vec<String>, StoreError> {
        let mut tx = self.pools.read().await?;
        let found =
            rows!(&mut tx, (String,), "SELECT message_id FROM expunge ORDER BY message_id LIMIT $1", EXPUNGED_AT_ONCE)?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// The copies of these mails have been deleted.
    pub async fn expunged(&self, message_ids: &[String]) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        for id in message_ids {
            run!(&mut tx, "DELETE FROM expunge WHERE message_id = $1", id.as_str())?;
        }
        due(&mut tx).await?;
        tx.commit().await
    }
}
