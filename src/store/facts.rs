//! Single facts: the number space, the instance's key, when things were last done.

use jiff::Timestamp;

use super::backend::{Pools, Tx, row, run};
use super::words::{instant, micros};
use super::{Store, StoreError};
use crate::ids::Ids;

const LAST_FETCH: &str = "last_fetch";
const CLOCK_SEEN: &str = "clock_seen";

impl Store {
    /// Reserves `n` numbers for new rows and gives the first of them; none is ever given again.
    pub async fn reserve(&self, n: i64) -> Result<i64, StoreError> {
        let mut tx = self.pools.write().await?;
        let first = reserve(&mut tx, n).await?;
        tx.commit().await?;
        Ok(first)
    }

    /// Begins a transaction that may write, with `n` numbers reserved for it.
    pub(super) async fn write_with_numbers(&self, n: usize) -> Result<(Tx, i64), StoreError> {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        match &self.pools {
            _ if n == 0 => Ok((self.pools.write().await?, 0)),
            Pools::Sqlite { .. } | Pools::Alone(_) => {
                let mut tx = self.pools.write().await?;
                let first = reserve(&mut tx, n).await?;
                Ok((tx, first))
            }
            // In the transaction itself, the counter's row would make every other process wait for its end.
            Pools::Postgres(_) => {
                let first = self.reserve(n).await?;
                Ok((self.pools.write().await?, first))
            }
        }
    }

    /// The 32 random bytes that are this instance's own: made at the first call, the same ever after.
    pub async fn instance_key(&self, ids: &mut Ids) -> Result<Vec<u8>, StoreError> {
        // The low half of each number: its highest bit is never set.
        let fresh: Vec<u8> = (0..8).flat_map(|_| ids.random().to_be_bytes().into_iter().skip(4)).collect();
        let mut tx = self.pools.write().await?;
        run!(
            &mut tx,
            "INSERT INTO facts (name, number, bytes) VALUES ('instance_key', 0, $1) ON CONFLICT (name) DO NOTHING",
            fresh.as_slice()
        )?;
        let kept = row!(&mut tx, (Option<Vec<u8>>,), "SELECT bytes FROM facts WHERE name = 'instance_key'")?;
        tx.commit().await?;
        kept.and_then(|(key,)| key).ok_or_else(|| StoreError::Damaged("the instance key is gone".into()))
    }

    /// Notes that the mailbox was looked into, which is therefore not waited for. A clock that was put forward and back again
    /// must not make it seem so later, so that an earlier instant replaces a later one.
    pub async fn note_fetch(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        fetched(&mut tx, now).await?;
        tx.commit().await
    }

    /// When the mailbox was last looked into.
    pub async fn last_fetch(&self) -> Result<Option<Timestamp>, StoreError> {
        self.noted(LAST_FETCH).await
    }

    /// Notes what the clock shows; an earlier instant than the one noted changes nothing.
    pub async fn note_clock(&self, now: Timestamp) -> Result<(), StoreError> {
        self.note(CLOCK_SEEN, now).await
    }

    /// The latest instant the clock has shown: one that shows less now has been put back.
    pub async fn clock_seen(&self) -> Result<Option<Timestamp>, StoreError> {
        self.noted(CLOCK_SEEN).await
    }

    /// Takes or keeps the right to fetch mail until `until`: of several processes on one database one has it, and another
    /// gets it once it has run out. Gives whether `owner` has it now.
    ///
    /// Beside an SQLite file it is a lock, which runs out with the process.
    pub async fn lease_mailbox(&self, owner: &str, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
        if let Some(database) = self.pools.shared_file()
            && let Some(has_it) = self.rights.take_mailbox(database, owner.to_owned()).await
        {
            return Ok(has_it);
        }
        let mut tx = self.pools.write().await?;
        let done = run!(
            &mut tx,
            "INSERT INTO facts (name, number, bytes) VALUES ('mailbox_lease', $1, $2)
             ON CONFLICT (name) DO UPDATE SET number = excluded.number, bytes = excluded.bytes
             WHERE facts.number <= $3 OR facts.bytes = excluded.bytes",
            micros(until),
            owner.as_bytes(),
            micros(now)
        )?;
        tx.commit().await?;
        Ok(done > 0)
    }

    /// Does `owner` have the right to fetch mail for as long as it lives, so that nothing has to be done to keep it?
    pub fn keeps_mailbox(&self, owner: &str) -> bool {
        self.rights.has_mailbox(owner)
    }

    /// Gives the right to fetch mail back, if `owner` has it.
    pub async fn release_mailbox(&self, owner: &str) -> Result<(), StoreError> {
        if self.rights.release_mailbox(owner) {
            return Ok(());
        }
        let mut tx = self.pools.write().await?;
        run!(&mut tx, "DELETE FROM facts WHERE name = 'mailbox_lease' AND bytes = $1", owner.as_bytes())?;
        tx.commit().await
    }

    async fn note(&self, name: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(
            &mut tx,
            "INSERT INTO facts (name, number) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET number = excluded.number WHERE facts.number < excluded.number",
            name,
            micros(now)
        )?;
        tx.commit().await
    }

    async fn noted(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        let mut tx = self.pools.read().await?;
        number(&mut tx, name).await.map(|found| found.map(instant))
    }
}

/// A number by its name.
async fn number(tx: &mut Tx, name: &str) -> Result<Option<i64>, StoreError> {
    Ok(row!(tx, (i64,), "SELECT number FROM facts WHERE name = $1", name)?.map(|(number,)| number))
}

/// Reserves within a transaction; see [`Store::reserve`].
pub(super) async fn reserve(tx: &mut Tx, n: i64) -> Result<i64, StoreError> {
    let next = row!(
        tx,
        (i64,),
        "UPDATE facts SET number = number + $1 WHERE name = 'next_number' RETURNING number",
        n.max(0)
    )?;
    let (next,) = next.ok_or_else(|| StoreError::Damaged("the number counter is gone".into()))?;
    Ok(next - n.max(0))
}

/// Notes that the mailbox has been looked into, so that it is not waited for.
pub(super) async fn fetched(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    run!(
        &mut *tx,
        "INSERT INTO facts (name, number) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET number = excluded.number",
        LAST_FETCH,
        micros(now)
    )?;
    super::waiting::works(tx, super::Awaited::Mailbox).await
}
