//! The inbox: mail is kept here before anything is done about it, and stays until it has been handled.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::FromRow;

use super::backend::{Tx, fitting, list, row, rows, rows_in, run};
use super::ring::ring;
use super::words::{count, instant, message_id, micros, text};
use super::{Arrived, Cursor, Lease, Move, Pending, Ring, Store, StoreError, Target};
use crate::programme::conversation::InboxId;
use crate::programme::person::PersonId;

/// So many tries of a mail, others may be tried together with it.
pub const SHARED_TRIES: u32 = 2;
/// How many mails are kept at a time.
const TOGETHER: usize = 10;

#[derive(FromRow)]
struct PendingRow {
    id: i64,
    oversize: Option<i64>,
    received_at: i64,
    content_key: Vec<u8>,
    vouched_by: Option<i64>,
    leave_out: bool,
    attempts: i64,
}

impl PendingRow {
    /// The mail with its bytes.
    fn with(self, raw: Option<Vec<u8>>) -> Result<Pending, StoreError> {
        let damaged = |_| StoreError::Damaged(format!("the content key of inbox row {}", self.id));
        Ok(Pending {
            id: InboxId(self.id),
            raw: raw.unwrap_or_default(),
            oversize: self.oversize.and_then(|size| u64::try_from(size).ok()),
            received_at: instant(self.received_at),
            content_key: self.content_key.try_into().map_err(damaged)?,
            vouched_by: self.vouched_by.map(PersonId),
            leave_out: self.leave_out,
            attempts: count(self.attempts),
        })
    }
}

impl Store {
    /// Keeps what was fetched, moves the cursor and notes that the mailbox has been looked into, all or nothing; gives how many mails
    /// were new.
    ///
    /// A mail whose content key is here already is not kept again; its copy on the server is remembered, to be moved too.
    pub async fn ingest(
        &self,
        arrived: &[Arrived],
        cursor: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let new = self.keep_fetched(arrived, cursor, None, now).await?;
        Ok(new.iter().flatten().count().try_into().unwrap_or(u64::MAX))
    }

    /// As [`Store::ingest`], with the new mails leased from the start, their first attempt counted as [`Store::pending`] would.
    pub async fn ingest_leased(
        &self,
        arrived: Vec<Arrived>,
        cursor: Option<&Cursor>,
        lease: Lease<'_>,
        now: Timestamp,
    ) -> Result<Vec<Pending>, StoreError> {
        let new = self.keep_fetched(&arrived, cursor, Some(lease), now).await?;
        let pending = |(mail, id): (Arrived, Option<InboxId>)| {
            Some(Pending {
                id: id?,
                raw: mail.raw,
                oversize: mail.oversize,
                received_at: mail.received_at,
                content_key: mail.content_key,
                vouched_by: None,
                leave_out: false,
                attempts: 1,
            })
        };
        Ok(arrived.into_iter().zip(new).filter_map(pending).collect())
    }

    /// Keeps a mail that the server lists but does not hand out as one that failed, with its header if that is known. No attempt
    /// to handle it is counted: there can be none.
    pub async fn ingest_withheld(
        &self,
        mail: &Arrived,
        known_as: Option<&str>,
        why: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (mut tx, id) = self.write_with_numbers(1).await?;
        keep(&mut tx, id, mail, None, now).await?;
        run!(
            &mut tx,
            "UPDATE inbox SET state = 'failed', reason = $2, message_id = $3 WHERE id = $1",
            id,
            text(why).into_owned(),
            known_as.map(|id| message_id(id).into_owned())
        )?;
        tx.commit().await
    }

    /// Gives the row of each mail that is new.
    async fn keep_fetched(
        &self,
        arrived: &[Arrived],
        cursor: Option<&Cursor>,
        lease: Option<Lease<'_>>,
        now: Timestamp,
    ) -> Result<Vec<Option<InboxId>>, StoreError> {
        let (mut tx, first) = self.write_with_numbers(arrived.len()).await?;
        let mut new = Vec::new();
        for (first, mails) in (first..).step_by(TOGETHER).zip(arrived.chunks(TOGETHER)) {
            new.extend(keep_all(&mut tx, first, mails, lease, now).await?);
        }
        if let Tx::Sqlite(writing) = &mut tx {
            writing.gather();
        }
        if let Some(cursor) = cursor {
            run!(
                &mut tx,
                "INSERT INTO cursors (folder, uid_validity, uid) VALUES ($1, $2, $3) ON CONFLICT (folder)
                 DO UPDATE SET uid_validity = excluded.uid_validity, uid = CASE
                     WHEN cursors.uid_validity = excluded.uid_validity AND cursors.uid > excluded.uid THEN cursors.uid
                     ELSE excluded.uid END",
                cursor.folder.as_str(),
                i64::from(cursor.uid_validity),
                i64::from(cursor.uid)
            )?;
        }
        super::facts::fetched(&mut tx, now).await?;
        if let Tx::Sqlite(writing) = &mut tx {
            writing.run_gathered().await?;
        }
        let new: Vec<_> = new.into_iter().zip(first..).map(|(new, id)| new.then_some(InboxId(id))).collect();
        if new.iter().any(Option::is_some) {
            // What is leased is for nobody else to look for.
            if lease.is_none() {
                ring(&mut tx, Ring::Arrived).await?;
            }
            tracing::trace!(new = new.iter().flatten().count(), "mail is being kept");
        }
        tx.commit().await?;
        Ok(new)
    }

    /// How far a folder has been fetched.
    pub async fn cursor(&self, folder: &str) -> Result<Option<Cursor>, StoreError> {
        let mut tx = self.pools.read().await?;
        let found = row!(&mut tx, (i64, i64), "SELECT uid_validity, uid FROM cursors WHERE folder = $1", folder)?;
        let cursor =
            |(validity, uid)| Cursor { folder: folder.to_owned(), uid_validity: count(validity), uid: count(uid) };
        Ok(found.map(cursor))
    }

    /// The oldest mails to be handled now, at most `limit` and about `max_bytes` of them but at least one.
    ///
    /// They are leased to `owner` until `until`, and the attempt is counted before it is made: a mail that brings the
    /// process down is seen to do so. One that was tried [`SHARED_TRIES`] times comes alone, after all that were not, and of several
    /// such the one that was tried least: so no other is blamed for it, and none is held up.
    pub async fn pending(
        &self,
        now: Timestamp,
        owner: &str,
        until: Timestamp,
        limit: usize,
        max_bytes: u64,
    ) -> Result<Vec<Pending>, StoreError> {
        // There mostly is nothing, and whoever writes meanwhile need not wait for that to be seen.
        if !self.is_pending(now).await? {
            return Ok(Vec::new());
        }
        let mut tx = self.pools.write().await?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut found = rows!(
            &mut tx,
            (i64, i64),
            // By any other index it would put in order all that wait.
            sqlite: "SELECT id, size FROM inbox INDEXED BY inbox_pending
                     WHERE state = 'pending' AND next_at <= $1 AND leased_until <= $1 AND attempts < $3
                     ORDER BY id LIMIT $2 + 0",
            postgres: "SELECT id, size FROM inbox
                       WHERE state = 'pending' AND next_at <= $1 AND leased_until <= $1 AND attempts < $3
                       ORDER BY id LIMIT $2 + 0 FOR UPDATE SKIP LOCKED",
            micros(now),
            limit,
            i64::from(SHARED_TRIES)
        )?;
        if found.is_empty() {
            found = rows!(
                &mut tx,
                (i64, i64),
                sqlite: "SELECT id, size FROM inbox WHERE state = 'pending' AND next_at <= $1 AND leased_until <= $1
                         ORDER BY attempts, id LIMIT 1",
                postgres: "SELECT id, size FROM inbox WHERE state = 'pending' AND next_at <= $1 AND leased_until <= $1
                           ORDER BY attempts, id LIMIT 1 FOR UPDATE SKIP LOCKED",
                micros(now)
            )?;
        }
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let ids = list(fitting(found, max_bytes));
        let mut leased = rows_in!(
            &mut tx,
            PendingRow,
            "UPDATE inbox SET attempts = attempts + 1, leased_by = $2, leased_until = $3 WHERE id",
            "RETURNING id, oversize, received_at, content_key, vouched_by, leave_out, attempts",
            ids.as_str(),
            owner,
            micros(until)
        )?;
        let bytes = rows_in!(&mut tx, (i64, Vec<u8>), "SELECT inbox, raw FROM inbox_bytes WHERE inbox", "", ids)?;
        tx.commit().await?;
        let mut bytes: BTreeMap<i64, Vec<u8>> = bytes.into_iter().collect();
        leased.sort_by_key(|row| row.id);
        let with_bytes = |row: PendingRow| {
            let raw = bytes.remove(&row.id);
            row.with(raw)
        };
        leased.into_iter().map(with_bytes).collect()
    }

    /// Is there anything that can be leased now?
    pub async fn is_pending(&self, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.pools.read().await?;
        let sql = "SELECT id FROM inbox WHERE state = 'pending' AND next_at <= $1 AND leased_until <= $1 LIMIT 1";
        Ok(row!(&mut tx, (i64,), sql, micros(now))?.is_some())
    }

    /// Notes that handling a mail that `owner` has leased failed: it is tried again at `again`, or given up as `failed` where that is
    /// `None`. A mail that is another's by now is theirs to tell of.
    pub async fn failed(
        &self,
        id: InboxId,
        owner: &str,
        error: &str,
        again: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        let state = if again.is_some() { "pending" } else { "failed" };
        run!(
            &mut tx,
            "UPDATE inbox SET state = $2, reason = $3, next_at = $4, leased_by = '', leased_until = 0
             WHERE id = $1 AND state = 'pending' AND leased_by = $5",
            id.0,
            state,
            text(error).into_owned(),
            again.map_or(0, micros),
            owner
        )?;
        tx.commit().await
    }

    /// A mail that `owner` has leased is left alone until `next`, and does not count as tried.
    pub async fn put_off(&self, id: InboxId, owner: &str, next: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(
            &mut tx,
            "UPDATE inbox SET next_at = $3, leased_by = '', leased_until = 0, attempts = attempts - 1
             WHERE id = $1 AND state = 'pending' AND leased_by = $2",
            id.0,
            owner,
            micros(next)
        )?;
        tx.commit().await
    }

    /// How many mails wait to be handled, counted up to `most`; those that wait for another try are not among them.
    pub async fn pending_count(&self, now: Timestamp, most: usize) -> Result<usize, StoreError> {
        let mut tx = self.pools.read().await?;
        let found = row!(
            &mut tx,
            (i64,),
            "SELECT COUNT(*) FROM (SELECT id FROM inbox WHERE state = 'pending' AND next_at <= $1 LIMIT $2 + 0) AS waiting",
            micros(now),
            i64::try_from(most).unwrap_or(i64::MAX)
        )?;
        Ok(found.map_or(0, |(n,)| usize::try_from(n).unwrap_or(0)))
    }

    /// The copies on the server of mails that have been handled but not moved yet, and where they belong.
    ///
    /// `limit` counts mails; all copies of one come together.
    pub async fn moves(&self, folder: &str, uid_validity: u32, limit: usize) -> Result<Vec<Move>, StoreError> {
        let mut tx = self.pools.read().await?;
        let found = rows!(
            &mut tx,
            (i64, i64, bool, bool),
            "SELECT c.inbox, c.uid, w.state = 'failed', c.copied FROM
                 (SELECT DISTINCT d.inbox, i.state FROM copies d JOIN inbox i ON i.id = d.inbox
                     WHERE d.folder = $1 AND d.uid_validity = $2 AND NOT d.moved AND i.state <> 'pending'
                     ORDER BY d.inbox LIMIT $3 + 0) w
             JOIN copies c ON c.inbox = w.inbox WHERE c.folder = $1 AND c.uid_validity = $2 AND NOT c.moved
             ORDER BY c.inbox, c.uid",
            folder,
            i64::from(uid_validity),
            i64::try_from(limit).unwrap_or(i64::MAX)
        )?;
        let target = |failed| if failed { Target::Failed } else { Target::Processed };
        let one =
            |(mail, uid, failed, copied)| Move { mail: InboxId(mail), uid: count(uid), target: target(failed), copied };
        Ok(found.into_iter().map(one).collect())
    }

    /// Notes that these messages of a folder have been moved, and that those others lie where they belong but are still here too.
    pub async fn moved(
        &self,
        folder: &str,
        uid_validity: u32,
        moved: &[u32],
        copied: &[u32],
    ) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        let numbers = |uids: &[u32]| list(uids.iter().map(|uid| i64::from(*uid)));
        let validity = i64::from(uid_validity);
        rows_in!(
            &mut tx,
            (i64,),
            "UPDATE copies SET moved = TRUE WHERE folder = $2 AND uid_validity = $3 AND uid",
            "RETURNING uid",
            numbers(moved),
            folder,
            validity
        )?;
        if !copied.is_empty() {
            rows_in!(
                &mut tx,
                (i64,),
                "UPDATE copies SET copied = TRUE WHERE folder = $2 AND uid_validity = $3 AND uid",
                "RETURNING uid",
                numbers(copied),
                folder,
                validity
            )?;
        }
        tx.commit().await
    }
}

/// Keeps some mails, by one trip to SQLite; gives of each whether it is new.
async fn keep_all(
    tx: &mut Tx,
    first: i64,
    mails: &[Arrived],
    lease: Option<Lease<'_>>,
    now: Timestamp,
) -> Result<Vec<bool>, StoreError> {
    if let Tx::Sqlite(writing) = &mut *tx {
        writing.gather();
    }
    let mut new = Vec::with_capacity(mails.len());
    for (id, mail) in (first..).zip(mails) {
        new.push(keep(tx, id, mail, lease, now).await? > 0);
    }
    let Tx::Sqlite(writing) = tx else { return Ok(new) };
    // Of the three statements for each mail the first is the one that finds it new.
    Ok(writing.run_gathered().await?.changed.iter().step_by(3).map(|rows| *rows > 0).collect())
}

/// Keeps one mail and where its copy lies; gives 1 where it is new.
async fn keep(
    tx: &mut Tx,
    id: i64,
    mail: &Arrived,
    lease: Option<Lease<'_>>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let new = run!(
        tx,
        "INSERT INTO inbox (id, content_key, size, oversize, received_at, fetched_at, state, reason, attempts, next_at,
             leased_by, leased_until)
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', '', $7, 0, $8, $9) ON CONFLICT (content_key) DO NOTHING",
        id,
        mail.content_key.as_slice(),
        i64::try_from(mail.raw.len()).unwrap_or(i64::MAX),
        mail.oversize.map(|size| i64::try_from(size).unwrap_or(i64::MAX)),
        micros(mail.received_at),
        micros(now),
        i64::from(lease.is_some()),
        lease.map_or("", |lease| lease.owner),
        lease.map_or(0, |lease| micros(lease.until))
    )?;
    run!(tx, "INSERT INTO inbox_bytes (inbox, raw) SELECT id, $2 FROM inbox WHERE id = $1", id, mail.raw.as_slice())?;
    // A copy that is found where one had been moved away is there all the same, and is moved again.
    run!(
        tx,
        "INSERT INTO copies (folder, uid_validity, uid, inbox, moved)
         SELECT $1, $2, $3, id, FALSE FROM inbox WHERE content_key = $4
         ON CONFLICT (folder, uid_validity, uid) DO UPDATE SET inbox = excluded.inbox, moved = FALSE",
        mail.folder.as_str(),
        i64::from(mail.uid_validity),
        i64::from(mail.uid),
        mail.content_key.as_slice()
    )?;
    Ok(new)
}
