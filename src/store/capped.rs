//! How much of the outbox goes to one address within an hour: what is too much waits, and nothing of it is dropped.
//!
//! All that an address has been handed in the last hour counts, and what is under way to it. Two processes that lease at the very same
//! moment do not see each other's letters, so that together they may go over the bound by what one of them leases at a time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sqlx::FromRow;

use super::backend::{Tx, rows_together, run, run_maybe, texts};
use super::words::{count, micros};
use super::{HourCaps, StoreError};

/// An hour, in microseconds.
pub(super) const HOUR: i64 = 3_600_000_000;
/// After how long it is looked again where all that counts is still under way.
const UNDER_WAY: i64 = 60_000_000;

/// A letter that could be leased.
#[derive(FromRow)]
pub(super) struct WaitingRow {
    id: i64,
    address_key: String,
    clock: bool,
    to_staff: bool,
    size: i64,
}

/// What an address has had.
#[derive(Clone, Copy, Default)]
struct Had {
    letters: u32,
    /// When the oldest of them counts no more.
    until: Option<i64>,
}

/// The numbers and sizes of those that may go now; the others are put off until one more may.
pub(super) async fn within(
    tx: &mut Tx,
    waiting: Vec<WaitingRow>,
    now: Timestamp,
    caps: HourCaps,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let bounded = |row: &WaitingRow| !row.to_staff && bound(row.clock, caps).is_some();
    if !waiting.iter().any(bounded) {
        return Ok(waiting.into_iter().map(|row| (row.id, row.size)).collect());
    }
    let mut had = had(tx, &waiting, micros(now)).await?;
    let mut free = Vec::new();
    let mut full: BTreeSet<(String, bool)> = BTreeSet::new();
    for row in waiting {
        let had = had.entry(row.address_key.clone()).or_default();
        if !row.to_staff && bound(row.clock, caps).is_some_and(|bound| had.letters >= bound) {
            full.insert((row.address_key, row.clock));
            continue;
        }
        had.letters = had.letters.saturating_add(u32::from(!row.to_staff));
        free.push((row.id, row.size));
    }
    for (key, clock) in full {
        let until = had.get(&key).and_then(|had| had.until).unwrap_or_else(|| micros(now).saturating_add(UNDER_WAY));
        put_off(tx, &key, clock, until, micros(now)).await?;
    }
    Ok(free)
}

fn bound(clock: bool, caps: HourCaps) -> Option<u32> {
    let all = Some(caps.all).filter(|all| *all > 0);
    let own = Some(caps.clock).filter(|own| clock && *own > 0);
    match (all, own) {
        (Some(all), Some(own)) => Some(all.min(own)),
        (all, own) => all.or(own),
    }
}

/// How many letters of a kind each address of a list has.
macro_rules! letters {
    ($keys:literal, $more:literal, $which:literal) => {
        concat!(
            "SELECT o.address_key, COUNT(*)",
            $more,
            " FROM ",
            $keys,
            " CROSS JOIN outbox o WHERE o.address_key = k.value AND ",
            $which,
            " GROUP BY o.address_key"
        )
    };
}

/// What the addresses of these letters have had in the last hour, or have under way.
async fn had(tx: &mut Tx, waiting: &[WaitingRow], now: i64) -> Result<BTreeMap<String, Had>, StoreError> {
    let keys: BTreeSet<&str> = waiting.iter().map(|row| row.address_key.as_str()).collect();
    let keys = texts(keys);
    // Each address is looked up alone: all that was ever sent has the same state, and grows.
    let (sent, leased) = rows_together!(
        tx,
        (
            (String, i64, i64),
            either(
                letters!(
                    "json_each($1) k",
                    ", MIN(o.ended_at)",
                    "o.state = 'sent' AND NOT o.to_staff AND o.ended_at > $2"
                ),
                letters!(
                    "json_array_elements_text(CAST($1 AS JSON)) k (value)",
                    ", MIN(o.ended_at)",
                    "o.state = 'sent' AND NOT o.to_staff AND o.ended_at > $2"
                )
            ),
            keys.as_str(),
            now.saturating_sub(HOUR)
        ),
        (
            (String, i64),
            either(
                letters!(
                    "json_each($1) k",
                    "",
                    "o.state IN ('queued', 'uncertain') AND NOT o.to_staff AND o.leased_until > $2"
                ),
                letters!(
                    "json_array_elements_text(CAST($1 AS JSON)) k (value)",
                    "",
                    "o.state IN ('queued', 'uncertain') AND NOT o.to_staff AND o.leased_until > $2"
                )
            ),
            keys.as_str(),
            now
        ),
    );
    let mut had: BTreeMap<String, Had> = BTreeMap::new();
    for (key, letters, oldest) in sent {
        had.insert(key, Had { letters: count(letters), until: Some(oldest.saturating_add(HOUR)) });
    }
    for (key, letters) in leased {
        let had = had.entry(key).or_default();
        had.letters = had.letters.saturating_add(count(letters));
    }
    Ok(had)
}

/// Nothing of this kind goes to the address before then, so that what waits does not stand before the letters of others.
async fn put_off(tx: &mut Tx, key: &str, clock: bool, until: i64, now: i64) -> Result<(), StoreError> {
    run!(
        tx,
        "UPDATE outbox SET next_at = $2, response = 'waits: the address has had as many letters as it gets in an hour'
         WHERE address_key = $1 AND state IN ('queued', 'uncertain') AND NOT to_staff AND (clock OR NOT $3)
         AND next_at < $2 AND leased_until <= $4",
        key,
        until,
        clock,
        now
    )?;
    Ok(())
}

/// A letter that somebody waits for goes before those of the clock; what stands before it in its own conversation goes with it, since
/// it must not be overtaken.
pub(super) async fn hurry(tx: &mut Tx, conversation: Option<i64>, key: &str) -> Result<(), sqlx::Error> {
    let Some(conversation) = conversation else { return Ok(()) };
    run_maybe!(
        tx,
        "UPDATE outbox SET clock = FALSE, next_at = CASE WHEN attempts = 0 THEN 0 ELSE next_at END
         WHERE conversation = $1 AND address_key = $2 AND state IN ('queued', 'uncertain') AND clock",
        conversation,
        key
    )?;
    Ok(())
}
