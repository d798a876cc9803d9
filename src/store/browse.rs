//! The inbox and the outbox for people at the command line: look, try again, drop.

use jiff::Timestamp;
use sqlx::FromRow;

use super::backend::{row, rows, run};
use super::words::{address, count, instant, micros};
use super::{InboxMail, InboxRow, OutboxMail, OutboxRow, Store, StoreError};
use crate::programme::conversation::{ConversationId, InboxId};
use crate::programme::letter::LetterId;
use crate::programme::person::PersonId;

/// The columns of [`MailRow`], with what follows them.
macro_rules! mail_rows {
    ($tail:literal) => {
        concat!(
            "SELECT id, state, reason, attempts, received_at, settled_at, message_id, person, conversation, size FROM inbox ",
            $tail
        )
    };
}

/// The columns of [`SentRow`], with what follows them.
macro_rules! sent_rows {
    ($tail:literal) => {
        concat!(
            "SELECT id, letter, state, response, attempts, address, kind, conversation, from_inbox, created_at, next_at,
                 ended_at FROM outbox ",
            $tail
        )
    };
}

pub(super) use {mail_rows, sent_rows};

#[derive(FromRow)]
pub(super) struct MailRow {
    id: i64,
    state: String,
    reason: String,
    attempts: i64,
    received_at: i64,
    settled_at: Option<i64>,
    message_id: Option<String>,
    person: Option<i64>,
    conversation: Option<i64>,
    size: i64,
}

impl TryFrom<MailRow> for InboxRow {
    type Error = StoreError;

    fn try_from(row: MailRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: InboxId(row.id),
            state: row.state,
            reason: row.reason,
            attempts: count(row.attempts),
            received_at: instant(row.received_at),
            settled_at: row.settled_at.map(instant),
            message_id: row.message_id,
            person: row.person.map(PersonId),
            conversation: row.conversation.map(ConversationId),
            size: u64::try_from(row.size).unwrap_or(0),
        })
    }
}

#[derive(FromRow)]
pub(super) struct SentRow {
    id: i64,
    letter: i64,
    state: String,
    response: String,
    attempts: i64,
    address: String,
    kind: String,
    conversation: Option<i64>,
    from_inbox: Option<i64>,
    created_at: i64,
    next_at: i64,
    ended_at: Option<i64>,
}

impl TryFrom<SentRow> for OutboxRow {
    type Error = StoreError;

    fn try_from(row: SentRow) -> Result<Self, StoreError> {
        let waits = matches!(row.state.as_str(), "queued" | "uncertain");
        let created_at = instant(row.created_at);
        Ok(Self {
            id: row.id,
            letter: LetterId(row.letter),
            state: row.state,
            response: row.response,
            attempts: count(row.attempts),
            to: address(&row.address)?,
            kind: row.kind,
            conversation: row.conversation.map(ConversationId),
            from_inbox: row.from_inbox.map(InboxId),
            created_at,
            next_at: waits.then(|| instant(row.next_at).max(created_at)),
            ended_at: row.ended_at.map(instant),
        })
    }
}

impl Store {
    /// Received mails, newest first, of one state or of all.
    pub async fn inbox_list(&self, state: Option<&str>, limit: usize) -> Result<Vec<InboxRow>, StoreError> {
        let mut tx = self.pools.read().await?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        super::records::all(match state {
            Some(state) => {
                rows!(&mut tx, MailRow, mail_rows!("WHERE state = $1 ORDER BY id DESC LIMIT $2"), state, limit)?
            }
            None => rows!(&mut tx, MailRow, mail_rows!("ORDER BY id DESC LIMIT $1"), limit)?,
        })
    }

    /// One received mail with its bytes.
    pub async fn inbox_show(&self, id: InboxId) -> Result<Option<InboxMail>, StoreError> {
        let mut tx = self.pools.read().await?;
        let Some(found) = row!(&mut tx, MailRow, mail_rows!("WHERE id = $1"), id.0)? else {
            return Ok(None);
        };
        let raw = row!(&mut tx, (Vec<u8>,), "SELECT raw FROM inbox_bytes WHERE inbox = $1", id.0)?;
        Ok(Some(InboxMail { row: found.try_into()?, raw: raw.map(|(raw,)| raw) }))
    }

    /// Has a mail handled once more, from the first attempt on. What was carried out or passed on is not: it would
    /// happen twice.
    pub async fn inbox_replay(&self, id: InboxId) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        let found = row!(
            &mut tx,
            (String, i64, bool),
            "SELECT state, attempts, EXISTS (SELECT 1 FROM inbox_bytes b WHERE b.inbox = i.id) FROM inbox i WHERE i.id = $1",
            id.0
        )?;
        let Some((state, attempts, kept)) = found else {
            return Err(StoreError::NoSuch(format!("received mail {}", id.0)));
        };
        if matches!(state.as_str(), "done" | "relayed") {
            let why = format!("mail {} is {state} already: handling it again would do it twice", id.0);
            return Err(StoreError::NotPossible(why));
        }
        if state == "failed" && attempts == 0 {
            let why = format!(
                "the mail server never handed out mail {}: once it does, move it from the folder for failed mail back into \
                 the one that is read",
                id.0
            );
            return Err(StoreError::NotPossible(why));
        }
        if !kept {
            let why = format!("the bytes of mail {} were purged: ask its sender to send it again", id.0);
            return Err(StoreError::NotPossible(why));
        }
        run!(
            &mut tx,
            "UPDATE inbox SET state = 'pending', reason = '', attempts = 0, next_at = 0, leased_by = '', leased_until = 0,
                 settled_at = NULL WHERE id = $1",
            id.0
        )?;
        tx.commit().await
    }

    /// Letters, newest first, of one state or of all.
    pub async fn outbox_list(&self, state: Option<&str>, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        let mut tx = self.pools.read().await?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        super::records::all(match state {
            Some(state) => {
                rows!(&mut tx, SentRow, sent_rows!("WHERE state = $1 ORDER BY id DESC LIMIT $2"), state, limit)?
            }
            None => rows!(&mut tx, SentRow, sent_rows!("ORDER BY id DESC LIMIT $1"), limit)?,
        })
    }

    /// One letter with its bytes.
    pub async fn outbox_show(&self, id: i64) -> Result<Option<OutboxMail>, StoreError> {
        let mut tx = self.pools.read().await?;
        let Some(found) = row!(&mut tx, SentRow, sent_rows!("WHERE id = $1"), id)? else {
            return Ok(None);
        };
        let bytes = row!(
            &mut tx,
            (String, Option<Vec<u8>>),
            "SELECT o.envelope_from, b.message FROM outbox o LEFT JOIN outbox_bytes b ON b.outbox = o.id WHERE o.id = $1",
            id
        )?;
        let (envelope_from, message) = bytes.unwrap_or_default();
        Ok(Some(OutboxMail { row: found.try_into()?, envelope_from, message }))
    }

    /// Has a letter tried at once, from the first attempt on. One that was sent is not sent again, and one that is being handed over would
    /// go twice.
    pub async fn outbox_retry(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        let done = run!(
            &mut tx,
            "UPDATE outbox SET state = 'queued', attempts = 0, next_at = 0, ended_at = NULL, leased_by = '', leased_until = 0,
                 put_off_at = NULL, settled = FALSE, failed = FALSE
             WHERE id = $1 AND state IN ('queued', 'uncertain', 'failed', 'unconfirmed', 'dropped') AND leased_until <= $2
             AND id IN (SELECT outbox FROM outbox_bytes)",
            id,
            micros(now)
        )?;
        if done == 0 {
            drop(tx);
            return Err(self.why_not(id, "be tried again", now).await?);
        }
        tx.commit().await
    }

    /// Has a letter not sent at all. One that was sent stays sent, and one that is being handed over goes.
    pub async fn outbox_drop(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        let done = run!(
            &mut tx,
            "UPDATE outbox SET state = 'dropped', leased_by = '', leased_until = 0, settled = TRUE
             WHERE id = $1 AND state IN ('queued', 'uncertain', 'failed', 'unconfirmed') AND leased_until <= $2",
            id,
            micros(now)
        )?;
        if done == 0 {
            drop(tx);
            return Err(self.why_not(id, "be dropped", now).await?);
        }
        super::erasure::scrub(&mut tx, id).await?;
        tx.commit().await
    }

    async fn why_not(&self, id: i64, what: &str, now: Timestamp) -> Result<StoreError, StoreError> {
        let leased = "SELECT id FROM outbox WHERE id = $1 AND leased_until > $2";
        if row!(&mut self.pools.read().await?, (i64,), leased, id, micros(now))?.is_some() {
            return Ok(StoreError::NotPossible(format!(
                "letter {id} cannot {what}: it is being handed over now; see what comes of that"
            )));
        }
        Ok(match self.outbox_show(id).await? {
            None => StoreError::NoSuch(format!("letter {id}")),
            Some(mail) if mail.message.is_none() => {
                StoreError::NotPossible(format!("letter {id} cannot {what}: its bytes were purged"))
            }
            Some(mail) => {
                StoreError::NotPossible(format!("letter {id} cannot {what}: it is {} already", mail.row.state))
            }
        })
    }
}
