//! Settling: what was decided is kept whole, several decisions to a transaction, each undone alone where it lost a race.

use jiff::Timestamp;

use super::backend::{Tx, row, run, run_maybe};
use super::ring::ring;
use super::words::{message_id, micros, text};
use super::{
    EventRef, Leased, Leasing, Outgoing, Ring, Settled, Settlement, Store, StoreError, capped, changes, outbox,
};
use crate::programme::conversation::InboxId;

/// Why a settlement stops half-way.
pub(super) enum Stop {
    /// A row was changed by somebody else meanwhile.
    Conflict,
    /// The event has been settled before.
    Already,
    /// The database fails.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        let violated = error
            .as_database_error()
            .map_or((false, false), |e| (e.is_unique_violation(), e.is_foreign_key_violation()));
        if violated.1 {
            tracing::error!("a decision refers to a row that does not exist: {error}");
        }
        // A number that is taken or a row that is gone: what was decided about is no longer what is there.
        if violated.0 || violated.1 { Self::Conflict } else { Self::Store(error.into()) }
    }
}

impl Store {
    /// Keeps what was decided, all in one transaction; each settlement is kept whole or, where a row it replaces has
    /// changed meanwhile, not at all, without touching the others.
    pub async fn settle(&self, settlements: &[Settlement], now: Timestamp) -> Result<Vec<Settled>, StoreError> {
        Ok(self.settle_and_lease(settlements, None, now).await?.0)
    }

    /// As [`Store::settle`], and leases of the letters that come of it those that somebody waits for and [`Store::lease`] would
    /// lease now.
    pub async fn settle_and_lease(
        &self,
        settlements: &[Settlement],
        leasing: Option<Leasing<'_>>,
        now: Timestamp,
    ) -> Result<(Vec<Settled>, Vec<Leased>), StoreError> {
        let letters = settlements.iter().map(|s| s.outgoing.len()).sum();
        let (mut tx, first) = self.write_with_numbers(letters).await?;
        let mut number = first;
        let mut settled = Vec::with_capacity(settlements.len());
        run!(&mut tx, "SAVEPOINT settlement")?;
        for settlement in settlements {
            let result = match in_one_go(&mut tx, settlement, number, now).await? {
                true => Settled::Stored,
                false => step_by_step(&mut tx, settlement, number, now).await?,
            };
            number = number.saturating_add(i64::try_from(settlement.outgoing.len()).unwrap_or(0));
            settled.push(result);
        }
        if settlements.iter().any(|settlement| matches!(settlement.event, EventRef::Inbox(_))) {
            ring(&mut tx, Ring::Handled).await?;
        }
        let leased = match leasing {
            Some(leasing) if letters > 0 => {
                let written = settlements.iter().flat_map(|settlement| &settlement.outgoing);
                outbox::lease_written(&mut tx, now, leasing, first, written).await?
            }
            _ => Vec::new(),
        };
        if leased.len() < letters {
            ring(&mut tx, Ring::Written).await?;
        }
        tracing::trace!(settled = settled.len(), "what comes of events is being kept");
        tx.commit().await?;
        Ok((settled, leased))
    }
}

/// Puts one settlement in place by one trip to the database, behind a savepoint of its own; gives whether that could be done. If not,
/// nothing of it is there.
async fn in_one_go(tx: &mut Tx, settlement: &Settlement, number: i64, now: Timestamp) -> Result<bool, StoreError> {
    // PostgreSQL takes one statement at a time where there are values in it.
    let Tx::Sqlite(writing) = &mut *tx else { return Ok(false) };
    writing.gather();
    // That of the one before; so the text is the same for all.
    run_maybe!(&mut *tx, "RELEASE SAVEPOINT settlement")?;
    run_maybe!(&mut *tx, "SAVEPOINT settlement")?;
    let gathered = apply(tx, settlement, number, now).await;
    let Tx::Sqlite(writing) = &mut *tx else { return Ok(false) };
    if gathered.is_err() {
        writing.drop_gathered();
        return Ok(false);
    }
    let ran = writing.run_gathered().await;
    if ran.is_ok_and(|ran| !ran.missed) {
        return Ok(true);
    }
    // Which of them found nothing to change, or what stood in its way, and whether that matters, shows step by step.
    run!(tx, "ROLLBACK TO SAVEPOINT settlement")?;
    Ok(false)
}

/// Puts one settlement in place, whole or not at all.
async fn step_by_step(
    tx: &mut Tx,
    settlement: &Settlement,
    number: i64,
    now: Timestamp,
) -> Result<Settled, StoreError> {
    run!(&mut *tx, "SAVEPOINT step")?;
    let result = match apply(tx, settlement, number, now).await {
        Ok(()) => Settled::Stored,
        Err(Stop::Store(error)) => return Err(error),
        Err(Stop::Already) => {
            run!(&mut *tx, "ROLLBACK TO SAVEPOINT step")?;
            Settled::Stored
        }
        Err(Stop::Conflict) => {
            run!(&mut *tx, "ROLLBACK TO SAVEPOINT step")?;
            Settled::Conflict
        }
    };
    run!(tx, "RELEASE SAVEPOINT step")?;
    Ok(result)
}

/// Puts one settlement in place; its letters get the numbers from `number` on.
async fn apply(tx: &mut Tx, settlement: &Settlement, number: i64, now: Timestamp) -> Result<(), Stop> {
    let inbox = match settlement.event {
        EventRef::Inbox(id) => {
            finish_mail(tx, id, settlement, now).await?;
            Some(id)
        }
        EventRef::GivenUp(letter) => {
            run!(tx, "UPDATE outbox SET settled = TRUE WHERE letter = $1", letter.0)?;
            None
        }
        // Whether it is still due is for the versions of the rows it changes to say.
        EventRef::Due(_) | EventRef::Mailbox => None,
    };
    changes::apply(tx, &settlement.changes, inbox, now).await?;
    // What an erasure tells, and to whom, is not kept once it is told.
    let scrub = settlement.changes.iter().any(changes::erases);
    for (number, letter) in (number..).zip(&settlement.outgoing) {
        let clock = matches!(settlement.event, EventRef::Due(_));
        post(tx, number, letter, (inbox, clock), now).await?;
        if !clock {
            let conversation = letter.conversation.map(|conversation| conversation.0);
            capped::hurry(tx, conversation, &letter.to.key()).await?;
        }
        if scrub {
            run!(tx, "UPDATE outbox SET scrub = TRUE WHERE letter = $1", letter.letter.0)?;
        }
    }
    Ok(())
}

/// Notes where a mail ends. Only a pending one can: of two processes that decided about it, the second changes nothing.
async fn finish_mail(tx: &mut Tx, id: InboxId, settlement: &Settlement, now: Timestamp) -> Result<(), Stop> {
    let (state, reason) = settlement.disposition.as_ref().map_or(("done", ""), |(state, why)| (*state, why.as_str()));
    let done = run!(
        tx,
        "UPDATE inbox SET state = $2, reason = $3, person = $4, conversation = $5, message_id = $6, settled_at = $7,
             leased_by = '', leased_until = 0
         WHERE id = $1 AND state = 'pending'",
        id.0,
        state,
        text(reason).into_owned(),
        settlement.person.map(|person| person.0),
        settlement.conversation.map(|conversation| conversation.0),
        settlement.message_id.as_deref().map(|id| message_id(id).into_owned()),
        micros(now)
    )?;
    if done > 0 {
        return Ok(());
    }
    let known = row!(tx, (i64,), "SELECT id FROM inbox WHERE id = $1", id.0)?;
    Err(if known.is_some() { Stop::Already } else { Stop::Store(StoreError::NoSuch(format!("inbox row {}", id.0))) })
}

/// Puts a letter into the outbox, unless one with its `once` key was ever there.
async fn post(
    tx: &mut Tx,
    number: i64,
    letter: &Outgoing,
    (inbox, clock): (Option<InboxId>, bool),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    run!(
        tx,
        "INSERT INTO outbox (id, letter, person, writer, address, address_key, kind, conversation, once_key, answer,
             to_staff, fingerprint, envelope_from, size, from_inbox, created_at, state, response, attempts, next_at,
             leased_by, leased_until, settled, failed, clock)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'queued', '', 0, 0, '', 0,
             FALSE, FALSE, $17)
         ON CONFLICT (once_key) DO NOTHING",
        number,
        letter.letter.0,
        letter.person.map(|person| person.0),
        letter.writer.map(|person| person.0),
        letter.to.as_str(),
        letter.to.key(),
        letter.kind.as_str(),
        letter.conversation.map(|conversation| conversation.0),
        letter.once.as_deref(),
        letter.answer,
        letter.to_staff,
        letter.fingerprint.cast_signed(),
        letter.envelope_from.as_str(),
        i64::try_from(letter.bytes.len()).unwrap_or(i64::MAX),
        inbox.map(|inbox| inbox.0),
        micros(now),
        clock
    )?;
    run!(
        tx,
        "INSERT INTO outbox_bytes (outbox, message) SELECT id, $2 FROM outbox WHERE id = $1",
        number,
        letter.bytes.as_slice()
    )?;
    Ok(())
}
