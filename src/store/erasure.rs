//! Erasing a person: everything that [`super::personal`] says is theirs, what others were told of them, and what is left in the file.

use sqlx::AssertSqlSafe;

use super::backend::{Pools, Tx, fitting, list, row, rows, rows_in, run};
use super::personal::{Fate, IN_MY_CONVERSATIONS, TABLES, TO_ME, Table};
use super::traces::{NOWHERE, Tie, Traces};
use super::words::message_id;
use super::{Store, StoreError};
use crate::programme::person::PersonId;

/// How many mails are looked through at a time, and how many bytes of them memory holds.
const LOOKED_THROUGH: i64 = 200;
const BYTES: u64 = 4 << 20;
/// How many mails the server is asked to delete at a time.
const EXPUNGED_AT_ONCE: i64 = 200;
const SWEEP_DUE: &str = "sweep_due";
/// The states of mail that is still to be handled, by the service or by people.
const WAITS: &str = "('pending', 'held', 'failed')";

/// Erases a person. Letters to others that wait to be sent still go, and are forgotten afterwards.
pub(super) async fn erase(tx: &mut Tx, person: PersonId, traces: &Traces) -> Result<(), StoreError> {
    let id = person.0;
    drop_held(tx, id).await?;
    letters(tx, id).await?;
    mails_in_conversations(tx, id).await?;
    for address in traces.addresses() {
        // The key under which something is told once may name an address.
        let named = format!("%/{}/%", literally(address));
        run!(tx, "UPDATE outbox SET once_key = NULL WHERE once_key LIKE $1 ESCAPE '!'", named)?;
    }
    look_through_received(tx, traces).await?;
    look_through_sent(tx, traces).await?;
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
    let handled = format!("{IN_MY_CONVERSATIONS} AND id IN (SELECT inbox FROM inbox_bytes) AND state NOT IN {WAITS}");
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

/// A text as a pattern that finds nothing else.
fn literally(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Any other mail that names the person loses its bytes: answers that quote them. What others wrote and nobody has handled yet is
/// flagged instead, and loses them when it has been.
async fn look_through_received(tx: &mut Tx, traces: &Traces) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let sized = rows!(
            &mut *tx,
            (i64, i64),
            "SELECT b.inbox, i.size FROM inbox_bytes b JOIN inbox i ON i.id = b.inbox WHERE b.inbox > $1
             ORDER BY b.inbox LIMIT $2 + 0",
            after,
            LOOKED_THROUGH
        )?;
        let Some((ids, last)) = next(sized) else { return Ok(()) };
        after = last;
        let raw = rows_in!(&mut *tx, (i64, Vec<u8>), "SELECT inbox, raw FROM inbox_bytes WHERE inbox", "", ids)?;
        for (id, tie, known_as) in found(traces, raw).await? {
            // What they wrote themselves nobody needs to look at any more.
            let waits = match tie {
                Tie::Wrote => "('pending', 'held')",
                Tie::Named => WAITS,
            };
            let flag = format!(
                "UPDATE inbox SET scrub = TRUE, message_id = COALESCE(message_id, $2) WHERE id = $1 AND state IN {waits}"
            );
            if run!(&mut *tx, AssertSqlSafe(flag), id, message_id(&known_as).into_owned())? == 0 {
                note_copy(tx, id, &known_as).await?;
                drop_bytes(tx, "inbox", "id = $1", id).await?;
            }
        }
    }
}

/// So do letters: lists of mentors, digests.
async fn look_through_sent(tx: &mut Tx, traces: &Traces) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let sized = rows!(
            &mut *tx,
            (i64, i64),
            "SELECT b.outbox, o.size FROM outbox_bytes b JOIN outbox o ON o.id = b.outbox WHERE b.outbox > $1
             ORDER BY b.outbox LIMIT $2 + 0",
            after,
            LOOKED_THROUGH
        )?;
        let Some((ids, last)) = next(sized) else { return Ok(()) };
        after = last;
        let bytes =
            rows_in!(&mut *tx, (i64, Vec<u8>), "SELECT outbox, message FROM outbox_bytes WHERE outbox", "", ids)?;
        for (id, ..) in found(traces, bytes).await? {
            run!(&mut *tx, "UPDATE outbox SET scrub = TRUE WHERE id = $1 AND state IN ('queued', 'uncertain')", id)?;
            drop_bytes(tx, "outbox", "id = $1 AND NOT scrub", id).await?;
            run!(&mut *tx, "UPDATE outbox SET response = '' WHERE id = $1 AND NOT scrub", id)?;
        }
    }
}

/// The first of these mails that memory holds together, and the last of them.
fn next(sized: Vec<(i64, i64)>) -> Option<(String, i64)> {
    let ids: Vec<i64> = fitting(sized, BYTES).collect();
    let last = *ids.last()?;
    Some((list(ids), last))
}

/// Those of the mails that have to do with the person, with what and their `Message-ID`.
async fn found(traces: &Traces, mails: Vec<(i64, Vec<u8>)>) -> Result<Vec<(i64, Tie, String)>, StoreError> {
    let traces = traces.clone();
    let look = move || {
        let one = |(id, raw): (i64, Vec<u8>)| traces.find(&raw).map(|(tie, message_id)| (id, tie, message_id));
        mails.into_iter().filter_map(one).collect()
    };
    // Megabytes are no work for the threads that keep connections alive.
    let looking = tokio::task::spawn_blocking(look).await;
    looking.map_err(|error| StoreError::NotPossible(format!("mail could not be looked through: {error}")))
}

/// The server's copies of a mail are to be deleted; of one that nobody could handle its row does not say what it is known as.
async fn note_copy(tx: &mut Tx, id: i64, known_as: &str) -> Result<(), StoreError> {
    run!(
        tx,
        "INSERT INTO expunge (message_id) SELECT COALESCE(message_id, $2) FROM inbox WHERE id = $1
         ON CONFLICT (message_id) DO NOTHING",
        id,
        message_id(known_as).into_owned()
    )?;
    Ok(())
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

/// Mail that comes from somebody erased is not kept either, nor what names them once it has been handled.
pub(super) async fn forget_late_mail(tx: &mut Tx) -> Result<(), StoreError> {
    run!(
        tx,
        "UPDATE inbox SET message_id = NULL WHERE person IN (SELECT id FROM people WHERE state = 'erased')
         AND state <> 'pending' AND message_id IS NOT NULL"
    )?;
    let mut done = run!(
        tx,
        "DELETE FROM inbox_bytes WHERE inbox IN (SELECT id FROM inbox
             WHERE person IN (SELECT id FROM people WHERE state = 'erased') AND state <> 'pending')"
    )?;
    let handled = format!("SELECT id FROM inbox WHERE scrub AND state NOT IN {WAITS}");
    for (id,) in rows!(tx, (i64,), sqlite: AssertSqlSafe(handled.clone()), postgres: AssertSqlSafe(handled.clone()))? {
        note_copies(tx, "id = $1", id).await?;
        drop_bytes(tx, "inbox", "id = $1", id).await?;
        run!(tx, "UPDATE inbox SET scrub = FALSE WHERE id = $1", id)?;
        done += 1;
    }
    if done > 0 { due(tx).await } else { Ok(()) }
}

/// What was erased still stands in the file's free space, until it is swept. The number grows with each erasure, and is negative once
/// that has been done after the last: so one that comes meanwhile is not taken for swept.
async fn due(tx: &mut Tx) -> Result<(), StoreError> {
    run!(
        tx,
        "INSERT INTO facts (name, number) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET number = ABS(facts.number) + 1",
        SWEEP_DUE
    )?;
    Ok(())
}

impl Store {
    /// After an erasure, writes the file anew so that nothing is left of what was erased in its free space; gives whether it did.
    /// It waits until the last letters about it are out. (PostgreSQL does so by itself, in its own time.)
    ///
    /// # Errors
    /// When the store fails or somebody else is in the way; then it is still due.
    pub async fn sweep(&self) -> Result<bool, StoreError> {
        let Some(due) = self.sweep_due().await? else { return Ok(false) };
        // Whoever reads what was there before keeps it in the log: to write the file anew would be in vain.
        self.cut_log().await?;
        self.run_alone("VACUUM").await?;
        self.cut_log().await?;
        self.swept(due).await?;
        Ok(true)
    }

    /// Up to which erasure the file is to be swept now.
    pub(super) async fn sweep_due(&self) -> Result<Option<i64>, StoreError> {
        let mut tx = self.pools.read().await?;
        let due = row!(&mut tx, (i64,), "SELECT number FROM facts WHERE name = $1 AND number > 0", SWEEP_DUE)?;
        let Some((due,)) = due else { return Ok(None) };
        let waiting =
            row!(&mut tx, (i64,), "SELECT id FROM outbox WHERE scrub AND state IN ('queued', 'uncertain') LIMIT 1")?;
        Ok(if waiting.is_none() { Some(due) } else { None })
    }

    /// It has been, after the erasures up to that one.
    pub(super) async fn swept(&self, due: i64) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(&mut tx, "UPDATE facts SET number = -number WHERE name = $1 AND number = $2", SWEEP_DUE, due)?;
        tx.commit().await
    }

    /// Folds the write-ahead log into the file and cuts it off: until then it holds the old pages.
    async fn cut_log(&self) -> Result<(), StoreError> {
        let busy = self.run_alone("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        // SQLite tells of that in its answer, not by an error (sqlite.org/pragma.html).
        if busy { Err(StoreError::Locked("its log is being read".into())) } else { Ok(()) }
    }

    /// Runs what SQLite does outside of any transaction; gives whether it answers with a number other than 0 first.
    async fn run_alone(&self, sql: &'static str) -> Result<bool, StoreError> {
        let sql = sqlx::query_as::<sqlx::Sqlite, (i64,)>(sql);
        let answer = match &self.pools {
            Pools::Sqlite { writer, .. } => sql.fetch_optional(writer).await?,
            Pools::Alone(alone) => sql.fetch_optional(&mut *alone.read().await?).await?,
            Pools::Postgres(_) => None,
        };
        Ok(answer.is_some_and(|(first,)| first != 0))
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
