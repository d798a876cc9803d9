//! The outbox: letters in their final bytes, handed over one attempt at a time, in order within a conversation.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::FromRow;

use super::backend::{Tx, fitting, list, rows, rows_in, run};
use super::capped::{self, WaitingRow};
use super::words::{address, count, instant, micros, text};
use super::{Leased, Leasing, Outgoing, Store, StoreError};
use crate::programme::letter::LetterId;

#[derive(FromRow)]
struct LeasedRow {
    id: i64,
    letter: i64,
    address: String,
    envelope_from: String,
    attempts: i64,
    created_at: i64,
    put_off_at: Option<i64>,
    state: String,
    to_staff: bool,
    leased_until: i64,
}

impl LeasedRow {
    /// The letter with its bytes.
    fn with(self, message: Option<Vec<u8>>) -> Result<Leased, StoreError> {
        let gone = || StoreError::Damaged(format!("the message of outbox row {} is gone", self.id));
        Ok(Leased {
            id: self.id,
            letter: LetterId(self.letter),
            to: address(&self.address)?,
            envelope_from: self.envelope_from,
            message: message.ok_or_else(gone)?,
            attempts: count(self.attempts),
            created_at: instant(self.created_at),
            put_off_at: self.put_off_at.map(instant),
            uncertain: self.state == "uncertain",
            to_staff: self.to_staff,
            until: instant(self.leased_until),
        })
    }
}

/// How often letters are looked for behind those that have to wait.
const PUT_OFF: usize = 20;
/// How many attempts are noted at a time.
const TOGETHER: usize = 8;

/// What became of a letter that was leased.
#[derive(Clone, Debug)]
pub enum Became {
    /// The server took it; its words.
    Sent(String),
    /// The server could not be reached: it is tried again then.
    Unreached(Timestamp, String),
    /// The server would not have it yet: it is tried again then.
    Deferred(Timestamp, String),
    /// The connection broke after the last byte, so nobody knows whether the server has it: it is tried again then.
    Uncertain(Timestamp, String),
    /// It is not tried again, and will not arrive; why.
    Failed(String),
    /// It is not tried again, and may have arrived; why.
    Unconfirmed(String),
    /// In a rehearsal: it would have been handed over.
    Rehearsed,
}

impl Became {
    fn attempt(&self, now: Timestamp) -> Attempt<'_> {
        let waits = |state, at: &Timestamp, response, put_off_at| Attempt {
            state,
            response,
            next_at: micros(*at),
            put_off_at,
            ended_at: None,
        };
        let ended = |state, response| Attempt { state, response, next_at: 0, put_off_at: None, ended_at: Some(now) };
        match self {
            Self::Sent(words) => ended("sent", words.as_str()),
            Self::Unreached(at, why) => waits("queued", at, why.as_str(), None),
            Self::Deferred(at, why) => waits("queued", at, why.as_str(), Some(now)),
            Self::Uncertain(at, why) => waits("uncertain", at, why.as_str(), Some(now)),
            Self::Failed(why) => ended("failed", why.as_str()),
            Self::Unconfirmed(why) => ended("unconfirmed", why.as_str()),
            Self::Rehearsed => ended("rehearsed", ""),
        }
    }
}

/// What is said of an attempt.
struct Attempt<'a> {
    state: &'static str,
    response: &'a str,
    next_at: i64,
    put_off_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
}

impl Store {
    /// The letters to be handed over now, oldest first, leased, the attempt counted.
    ///
    /// Of the letters of one conversation to one address only the oldest that waits is given, so that none overtakes another. Those
    /// that somebody waits for go before those of the clock, and what an address has too many of waits. They are fewer where they
    /// are large, but at least one.
    pub async fn lease(&self, now: Timestamp, leasing: Leasing<'_>) -> Result<Vec<Leased>, StoreError> {
        let mut tx = self.pools.write().await?;
        let mut leased = Vec::new();
        for _ in 0..PUT_OFF {
            // Where all that were found have to wait, those behind them need not.
            match lease(&mut tx, now, leasing).await? {
                Some(found) if found.is_empty() => {}
                found => {
                    leased = found.unwrap_or_default();
                    break;
                }
            }
        }
        if leased.is_empty() {
            // What was put off stays so.
            tx.commit().await?;
            return Ok(Vec::new());
        }
        let ids = list(leased.iter().map(|row| row.id));
        let bytes =
            rows_in!(&mut tx, (i64, Vec<u8>), "SELECT outbox, message FROM outbox_bytes WHERE outbox", "", ids)?;
        tx.commit().await?;
        let mut bytes: BTreeMap<i64, Vec<u8>> = bytes.into_iter().collect();
        let with_bytes = |row: LeasedRow| {
            let message = bytes.remove(&row.id);
            row.with(message)
        };
        leased.into_iter().map(with_bytes).collect()
    }

    /// Notes what became of letters, all in one transaction.
    pub async fn attempted(&self, all: &[(i64, Became)], now: Timestamp) -> Result<(), StoreError> {
        if all.is_empty() {
            return Ok(());
        }
        let mut tx = self.pools.write().await?;
        for some in all.chunks(TOGETHER) {
            if let Tx::Sqlite(writing) = &mut tx {
                writing.gather();
            }
            for (id, became) in some {
                note(&mut tx, *id, became.attempt(now)).await?;
            }
            if let Tx::Sqlite(writing) = &mut tx {
                writing.run_gathered().await?;
            }
        }
        scrubbed(&mut tx, all.iter().map(|(id, _)| *id)).await?;
        tx.commit().await
    }

    /// The server took a letter.
    pub async fn sent(&self, id: i64, response: &str, now: Timestamp) -> Result<(), StoreError> {
        self.attempted(&[(id, Became::Sent(response.to_owned()))], now).await
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
}

/// Leases letters, in the order in which they go; `None` where there are none. Some of those there are may have to wait for their
/// address, which is noted.
async fn lease(tx: &mut Tx, now: Timestamp, leasing: Leasing<'_>) -> Result<Option<Vec<LeasedRow>>, StoreError> {
    macro_rules! oldest {
        ($lock:literal) => {
            concat!(
                "SELECT o.id, o.address_key, o.clock, o.to_staff, o.size FROM outbox o WHERE o.state IN ('queued', 'uncertain')
                 AND o.next_at <= $1 AND o.leased_until <= $1
                 AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.state IN ('queued', 'uncertain')
                     AND p.conversation = o.conversation AND p.address_key = o.address_key AND p.id < o.id)
                 ORDER BY o.clock, o.id LIMIT $2 + 0 ",
                $lock
            )
        };
    }
    let found = rows!(
        &mut *tx,
        WaitingRow,
        sqlite: oldest!(""),
        postgres: oldest!("FOR UPDATE OF o SKIP LOCKED"),
        micros(now),
        i64::try_from(leasing.limit).unwrap_or(i64::MAX)
    )?;
    if found.is_empty() {
        return Ok(None);
    }
    let free = capped::within(&mut *tx, found, now, leasing.caps).await?;
    if free.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let found: Vec<i64> = fitting(free, leasing.bytes).collect();
    let order: BTreeMap<i64, usize> = found.iter().copied().zip(0..).collect();
    let mut leased = rows_in!(
        tx,
        LeasedRow,
        "UPDATE outbox SET attempts = attempts + 1, leased_by = $2, leased_until = $3 WHERE id",
        "RETURNING id, letter, address, envelope_from, attempts, created_at, put_off_at, state, to_staff, leased_until",
        list(found),
        leasing.lease.owner,
        micros(leasing.lease.until)
    )?;
    leased.sort_by_key(|row| order.get(&row.id).copied());
    Ok(Some(leased))
}

/// Leases those of the letters that were written from number `first` on, in this very transaction; their bytes are known. Those that
/// wait for others of their conversation, those of the clock, and all to an address that may have had too many are left to
/// [`Store::lease`].
pub(super) async fn lease_written<'a>(
    tx: &mut Tx,
    now: Timestamp,
    leasing: Leasing<'_>,
    first: i64,
    written: impl Iterator<Item = &'a Outgoing>,
) -> Result<Vec<Leased>, StoreError> {
    let mut room = leasing.bytes;
    let fits = |(index, (_, letter)): &(usize, (i64, &Outgoing))| {
        room = room.saturating_sub(letter.bytes.len().try_into().unwrap_or(u64::MAX));
        *index == 0 || room > 0
    };
    let written: BTreeMap<i64, &Outgoing> =
        (first..).zip(written).take(leasing.limit).enumerate().take_while(fits).map(|(_, one)| one).collect();
    let Some(last) = written.keys().next_back() else { return Ok(Vec::new()) };
    let mut leased = rows!(
        tx,
        LeasedRow,
        "UPDATE outbox SET attempts = attempts + 1, leased_by = $1, leased_until = $2
         WHERE id BETWEEN $3 AND $4 AND state = 'queued' AND NOT clock
         AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.state IN ('queued', 'uncertain')
             AND p.conversation = outbox.conversation AND p.address_key = outbox.address_key AND p.id < outbox.id)
         AND (to_staff OR $5 = 0 OR $5 >= $6 +
             (SELECT COUNT(*) FROM outbox s WHERE s.address_key = outbox.address_key
                 AND s.state = 'sent' AND NOT s.to_staff AND s.ended_at > $7) +
             (SELECT COUNT(*) FROM outbox u WHERE u.address_key = outbox.address_key
                 AND u.state IN ('queued', 'uncertain') AND NOT u.to_staff AND u.leased_until > $8))
         RETURNING id, letter, address, envelope_from, attempts, created_at, put_off_at, state, to_staff, leased_until",
        leasing.lease.owner,
        micros(leasing.lease.until),
        first,
        *last,
        i64::from(leasing.caps.all),
        // Any of them may go to one address.
        i64::try_from(written.len()).unwrap_or(i64::MAX),
        micros(now).saturating_sub(capped::HOUR),
        micros(now)
    )?;
    leased.sort_by_key(|row| row.id);
    let with_bytes = |row: LeasedRow| {
        let message = written.get(&row.id).map(|letter| letter.bytes.clone());
        row.with(message)
    };
    leased.into_iter().map(with_bytes).collect()
}

/// Notes an attempt's end; a letter that was sent or dropped meanwhile stays so, and one that may have arrived does so whatever the server
/// says of the next attempt.
async fn note(tx: &mut Tx, id: i64, attempt: Attempt<'_>) -> Result<(), StoreError> {
    run!(
        tx,
        "UPDATE outbox SET state = CASE WHEN $2 = 'queued' THEN state ELSE $2 END, response = $3, next_at = $4, ended_at = $5,
             put_off_at = COALESCE(put_off_at, $6), leased_by = '', leased_until = 0
         WHERE id = $1 AND state IN ('queued', 'uncertain')",
        id,
        attempt.state,
        text(attempt.response).into_owned(),
        attempt.next_at,
        attempt.ended_at.map(micros),
        attempt.put_off_at.map(micros)
    )?;
    Ok(())
}

/// Forgets those of these letters that must not be kept once they are out.
async fn scrubbed(tx: &mut Tx, ids: impl Iterator<Item = i64>) -> Result<(), StoreError> {
    let found = rows_in!(&mut *tx, (i64,), "SELECT id FROM outbox WHERE scrub AND id", "", list(ids))?;
    for (id,) in found {
        super::erasure::scrub(tx, id).await?;
    }
    Ok(())
}
