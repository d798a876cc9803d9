//! What became of a message, and what happened to a person.

use jiff::Timestamp;

use super::backend::{row, rows};
use super::browse::{MailRow, SentRow, mail_rows, sent_rows};
use super::words::{instant, message_id};
use super::{InboxRow, OutboxRow, Store, StoreError, Trace, TraceLine, records, snapshot};
use crate::mail::address::Address;
use crate::programme::person::PersonId;

/// How many lines of each kind a person's trace has at the most, the newest.
const LINES: i64 = 500;

impl Store {
    /// What became of the mail or letter with this Message-ID (angle brackets or not): its row, the reason, and every
    /// mail that came of it. `None` where nothing is known of it.
    pub async fn trace_message(&self, id: &str) -> Result<Option<Trace>, StoreError> {
        let id = id.trim().trim_start_matches('<').trim_end_matches('>');
        let mut tx = self.pools.read().await?;
        let received = row!(
            &mut tx,
            MailRow,
            mail_rows!("WHERE message_id = $1 ORDER BY id LIMIT 1"),
            message_id(id).into_owned()
        )?;
        let mut trace = Trace { inbox: records::one(received)?, ..Trace::default() };
        if trace.inbox.is_none() {
            let Some(letter) = snapshot::letter_of(id) else {
                return Ok(None);
            };
            let Some(found) = row!(&mut tx, SentRow, sent_rows!("WHERE letter = $1"), letter.0)? else {
                return Ok(None);
            };
            let letter = OutboxRow::try_from(found)?;
            if let Some(inbox) = letter.from_inbox {
                trace.inbox = records::one(row!(&mut tx, MailRow, mail_rows!("WHERE id = $1"), inbox.0)?)?;
            }
            trace.letter = Some(letter);
        }
        if let Some(inbox) = &trace.inbox {
            trace.came_of_it =
                records::all(rows!(&mut tx, SentRow, sent_rows!("WHERE from_inbox = $1 ORDER BY id"), inbox.id.0)?)?;
        }
        Ok(Some(trace))
    }

    /// Whose address this is.
    pub async fn person_at(&self, address: &Address) -> Result<Option<PersonId>, StoreError> {
        let mut tx = self.pools.read().await?;
        let found = row!(&mut tx, (i64,), "SELECT person FROM addresses WHERE address_key = $1", address.key())?;
        Ok(found.map(|(id,)| PersonId(id)))
    }

    /// What a person with this address wrote, was sent, did and had done to them, oldest first; for an address that is
    /// nobody's, what it was sent.
    pub async fn trace_person(&self, address: &Address) -> Result<Vec<TraceLine>, StoreError> {
        let mut tx = self.pools.read().await?;
        let key = address.key();
        let person =
            row!(&mut tx, (i64,), "SELECT person FROM addresses WHERE address_key = $1", key.as_str())?.map(|(id,)| id);
        let mails = rows!(&mut tx, MailRow, mail_rows!("WHERE person = $1 ORDER BY id DESC LIMIT $2"), person, LINES)?;
        let letters = rows!(
            &mut tx,
            SentRow,
            sent_rows!("WHERE person = $1 OR address_key = $2 ORDER BY id DESC LIMIT $3"),
            person,
            key.as_str(),
            LINES
        )?;
        let audit = rows!(
            &mut tx,
            (i64, String, i64),
            "SELECT at, what, subject FROM audit WHERE actor = $1 OR subject = $1 ORDER BY id DESC LIMIT $2",
            person,
            LINES
        )?;
        let mails: Vec<InboxRow> = records::all(mails)?;
        let letters: Vec<OutboxRow> = records::all(letters)?;
        let mut lines: Vec<_> = mails.iter().map(mail_line).chain(letters.iter().map(letter_line)).collect();
        lines.extend(audit.into_iter().map(|(at, what, subject)| line(instant(at), format!("{what} {subject}"))));
        lines.sort_by_key(|line| line.at);
        Ok(lines)
    }
}

fn line(at: Timestamp, what: String) -> TraceLine {
    TraceLine { at, what }
}

fn mail_line(row: &InboxRow) -> TraceLine {
    line(row.received_at, format!("mail {} {} {}", row.id.0, row.state, row.reason).trim_end().to_owned())
}

fn letter_line(row: &OutboxRow) -> TraceLine {
    line(row.created_at, format!("letter {} {} {}", row.id, row.kind, row.state))
}
