//! What the service waits for that somebody else must mend, kept for `status` and for the alarm that staff get.

use jiff::Timestamp;

use super::backend::{Tx, row, rows, run};
use super::words::{instant, micros, text};
use super::{Store, StoreError};

const ALARM: &str = "mailbox_alarm";

/// What can be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The server of the mailbox.
    Mailbox,
    /// The server that takes mail.
    WayOut,
}

impl Awaited {
    /// Its name among the facts.
    const fn fact(self) -> &'static str {
        match self {
            Self::Mailbox => "waiting/mailbox",
            Self::WayOut => "waiting/way_out",
        }
    }
}

/// Something that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub what: Awaited,
    /// Since when.
    pub since: Timestamp,
    /// What stands in the way.
    pub why: String,
}

/// Staff have been told that the mailbox is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Since when, as they were told.
    pub since: Timestamp,
    /// The last look into the mailbox before that: another one ends the alarm.
    pub last_fetch: Option<Timestamp>,
}

impl Store {
    /// Notes that `what` is waited for, and why; since when stays as it was.
    pub async fn note_waiting(&self, what: Awaited, why: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(
            &mut tx,
            "INSERT INTO facts (name, number, bytes) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes",
            what.fact(),
            micros(now),
            text(why).as_bytes()
        )?;
        tx.commit().await
    }

    /// Notes that `what` works.
    pub async fn note_working(&self, what: Awaited) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        works(&mut tx, what).await?;
        tx.commit().await
    }

    /// All that is waited for.
    pub async fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        let mut tx = self.pools.read().await?;
        let mut found = Vec::new();
        for what in [Awaited::Mailbox, Awaited::WayOut] {
            let sql = "SELECT number, bytes FROM facts WHERE name = $1";
            let kept = row!(&mut tx, (i64, Option<Vec<u8>>), sql, what.fact())?;
            found.extend(kept.map(|(since, why)| Waiting {
                what,
                since: instant(since),
                why: String::from_utf8_lossy(&why.unwrap_or_default()).into_owned(),
            }));
        }
        Ok(found)
    }

    /// The alarm that has been raised and not been taken back.
    pub async fn alarm(&self) -> Result<Option<Alarm>, StoreError> {
        let mut tx = self.pools.read().await?;
        let found = row!(&mut tx, (i64, Option<Vec<u8>>), "SELECT number, bytes FROM facts WHERE name = $1", ALARM)?;
        Ok(found.map(|(since, last)| Alarm {
            since: instant(since),
            last_fetch: last.and_then(|last| String::from_utf8(last).ok()?.parse().ok()).map(instant),
        }))
    }

    /// Notes that an alarm has been raised, or with `None` that it has been taken back.
    pub async fn note_alarm(&self, alarm: Option<Alarm>) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(&mut tx, "DELETE FROM facts WHERE name = $1", ALARM)?;
        if let Some(alarm) = alarm {
            let last = alarm.last_fetch.map(|at| micros(at).to_string().into_bytes());
            run!(
                &mut tx,
                "INSERT INTO facts (name, number, bytes) VALUES ($1, $2, $3)",
                ALARM,
                micros(alarm.since),
                last
            )?;
        }
        tx.commit().await
    }

    /// How long ago the oldest mail came that is still to be handled, and the oldest letter was written that is still to be sent.
    pub async fn oldest(&self) -> Result<[Option<Timestamp>; 2], StoreError> {
        let mut tx = self.pools.read().await?;
        let sql = "SELECT MIN(fetched_at) FROM inbox WHERE state = 'pending'
             UNION ALL SELECT MIN(created_at) FROM outbox WHERE state IN ('queued', 'uncertain')";
        let found = rows!(&mut tx, (Option<i64>,), sql)?;
        let at = |index: usize| found.get(index).and_then(|(at,)| *at).map(instant);
        Ok([at(0), at(1)])
    }
}

/// What was waited for works again.
pub(super) async fn works(tx: &mut Tx, what: Awaited) -> Result<(), StoreError> {
    run!(tx, "DELETE FROM facts WHERE name = $1", what.fact())?;
    Ok(())
}
