//! The outbox: letters in their final bytes, handed over one attempt at a time, in order within a conversation.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::FromRow;

use super::backend::{list, rows, rows_in, run};
use super::capped::{self, WaitingRow};
use super::words::{address, count, instant, micros, text};
use super::{HourCaps, Leased, Store, StoreError};
use crate::programme::letter::LetterId;

#[derive(FromRow)]
struct LeasedRow {
    id: i64,
    letter: i64,
    address: String,
    envelope_from: String,
    message: Option<Vec<u8>>,
    attempts: i64,
    created_at: i64,
    to_staff: bool,
}

impl TryFrom<LeasedRow> for Leased {
    type Error = StoreError;

    fn try_from(row: LeasedRow) -> Result<Self, StoreError> {
        let gone = || StoreError::Damaged(format!("the message of outbox row {} is gone", row.id));
        Ok(Self {
            id: row.id,
            letter: LetterId(row.letter),
            to: address(&row.address)?,
            envelope_from: row.envelope_from,
            message: row.message.ok_or_else(gone)?,
            attempts: count(row.attempts),
            created_at: instant(row.created_at),
            to_staff: row.to_staff,
        })
    }
}

/// What is said of an attempt.
struct Attempt<'a> {
    state: &'static str,
    response: &'a str,
    next_at: i64,
    ended_at: Option<Timestamp>,
}

impl Store {
    /// The letters to be handed over now, oldest first, leased to `owner` until `until`, the attempt counted.
    ///
    /// Of the letters of one conversation to one address only the oldest that waits is given, so that none overtakes another. Those
    /// that somebody waits for go before those of the clock, and what an address has too many of waits (`caps`).
    pub async fn lease(
        &self,
        now: Timestamp,
        owner: &str,
        until: Timestamp,
        limit: usize,
        caps: HourCaps,
    ) -> Result<Vec<Leased>, StoreError> {
        let mut tx = self.pools.write().await?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        macro_rules! oldest {
            ($lock:literal) => {
                concat!(
                    "SELECT o.id, o.address_key, o.clock, o.to_staff FROM outbox o WHERE o.state IN ('queued', 'uncertain')
                     AND o.next_at <= $1 AND o.leased_until <= $1
                     AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.state IN ('queued', 'uncertain')
                         AND p.conversation = o.conversation AND p.address_key = o.address_key AND p.id < o.id)
                     ORDER BY o.clock, o.id LIMIT $2 + 0 ",
                    $lock
                )
            };
        }
        let found = rows!(
            &mut tx,
            WaitingRow,
            sqlite: oldest!(""),
            postgres: oldest!("FOR UPDATE OF o SKIP LOCKED"),
            micros(now),
            limit
        )?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let found = capped::within(&mut tx, found, now, caps).await?;
        let order: BTreeMap<i64, usize> = found.iter().copied().zip(0..).collect();
        let mut leased = rows_in!(
            &mut tx,
            LeasedRow,
            "UPDATE outbox SET attempts = attempts + 1, leased_by = $2, leased_until = $3 WHERE id",
            "RETURNING id, letter, address, envelope_from, message, attempts, created_at, to_staff",
            list(found.into_iter()),
            owner,
            micros(until)
        )?;
        tx.commit().await?;
        leased.sort_by_key(|row| order.get(&row.id).copied());
        super::records::all(leased)
    }

    /// The server took a letter.
    pub async fn sent(&self, id: i64, response: &str, now: Timestamp) -> Result<(), StoreError> {
        self.attempted(id, Attempt { state: "sent", response, next_at: 0, ended_at: Some(now) }).await
    }

    /// The server could not be reached, or would not have a letter yet: it is tried again.
    pub async fn deferred(&self, id: i64, until: Timestamp, why: &str) -> Result<(), StoreError> {
        self.attempted(id, Attempt { state: "queued", response: why, next_at: micros(until), ended_at: None }).await
    }

    /// The connection broke after the last byte, so nobody knows whether the server has the letter: it is tried again, later.
    pub async fn uncertain(&self, id: i64, until: Timestamp, why: &str) -> Result<(), StoreError> {
        self.attempted(id, Attempt { state: "uncertain", response: why, next_at: micros(until), ended_at: None }).await
    }

    /// The server refused a letter for good. It is among the [`Store::refusals`] until that has been settled.
    pub async fn refused(&self, id: i64, why: &str, now: Timestamp) -> Result<(), StoreError> {
        self.attempted(id, Attempt { state: "failed", response: why, next_at: 0, ended_at: Some(now) }).await
    }

    /// In a rehearsal: a letter would have been handed over.
    pub async fn rehearsed(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        self.attempted(id, Attempt { state: "rehearsed", response: "", next_at: 0, ended_at: Some(now) }).await
    }

    /// The refused letters about which nothing was decided yet, oldest first, with what the server said.
    pub async fn refusals(&self, limit: usize) -> Result<Vec<(LetterId, String)>, StoreError> {
        let mut tx = self.pools.read().await?;
        let found = rows!(
            &mut tx,
            (i64, String),
            "SELECT letter, response FROM outbox WHERE state = 'failed' AND NOT settled ORDER BY id LIMIT $1 + 0",
            i64::try_from(limit).unwrap_or(i64::MAX)
        )?;
        Ok(found.into_iter().map(|(letter, why)| (LetterId(letter), why)).collect())
    }

    /// Notes an attempt's end; a letter that was sent or dropped meanwhile stays so.
    async fn attempted(&self, id: i64, attempt: Attempt<'_>) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(
            &mut tx,
            "UPDATE outbox SET state = $2, response = $3, next_at = $4, ended_at = $5, leased_by = '', leased_until = 0
             WHERE id = $1 AND state IN ('queued', 'uncertain')",
            id,
            attempt.state,
            text(attempt.response).into_owned(),
            attempt.next_at,
            attempt.ended_at.map(micros)
        )?;
        super::erasure::scrub(&mut tx, id).await?;
        tx.commit().await
    }
}
