//! Handled mail on the server: moved where it belongs, deleted where it was erased here, purged after its days. None of it is urgent, so
//! that what the server refuses ends no session: it is told of once, and asked for again later.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{Service, ServiceError};
use crate::imap::{self, ImapError, Mailbox, Moving};
use crate::mail::parse;
use crate::store::{Move, Target};

/// How many messages one move names.
const MOVES: usize = 500;
/// After how long the server is asked again for what it has refused.
const AGAIN: Duration = Duration::from_secs(300);

/// What the server of a session has refused.
#[derive(Debug, Default)]
pub struct Refusals {
    told: bool,
    again: Option<Instant>,
}

impl Refusals {
    /// Has it refused nothing lately?
    pub(super) fn are_over(&self) -> bool {
        self.again.is_none_or(|again| Instant::now() >= again)
    }

    fn note(&mut self, refused: &ImapError) {
        self.again = Some(Instant::now() + AGAIN);
        if !self.told {
            tracing::warn!(error = %refused, "handled mail stays where it is on the server; it is tried again every five minutes");
        }
        self.told = true;
    }

    /// What was done; nothing where it was refused.
    fn or_note<T>(&mut self, done: Result<T, ImapError>) -> Result<Option<T>, ImapError> {
        match done {
            Err(refused @ ImapError::Refused(..)) => {
                self.note(&refused);
                Ok(None)
            }
            done => done.map(Some),
        }
    }
}

impl Service {
    /// Moves what has been handled out of the folder; says how many.
    ///
    /// # Errors
    /// When the connection is lost or the store fails; moving again does no harm.
    pub async fn tidy(
        &self,
        mailbox: &mut Mailbox,
        settings: &imap::Settings,
        refusals: &mut Refusals,
    ) -> Result<usize, ServiceError> {
        if !refusals.are_over() {
            return Ok(0);
        }
        // What is on this list has been handled, so that it lies in one of the two folders after this.
        let erased = self.store.expunge_list().await?;
        let mut moved = 0;
        loop {
            let some = self.move_handled(mailbox, settings, refusals).await?;
            moved += some;
            if some < MOVES || !refusals.are_over() {
                break;
            }
        }
        Ok(moved + self.delete_copies(mailbox, settings, &erased, refusals).await?)
    }

    /// Moves what has been handled, as much as one command names at a time; says how many.
    pub(super) async fn move_handled(
        &self,
        mailbox: &mut Mailbox,
        settings: &imap::Settings,
        refusals: &mut Refusals,
    ) -> Result<usize, ServiceError> {
        let validity = mailbox.uid_validity();
        let rows = self.store.moves(&settings.folder, validity, MOVES).await?;
        if rows.is_empty() || !refusals.are_over() {
            return Ok(0);
        }
        let (copied, whole): (Vec<Move>, Vec<Move>) = rows.into_iter().partition(|row| row.copied);
        let uids = |target| whole.iter().filter(|row| row.target == target).map(|row| row.uid).collect::<Vec<_>>();
        let mut all = Moving::default();
        for (uids, folder) in [(uids(Target::Processed), &settings.processed), (uids(Target::Failed), &settings.failed)]
        {
            all.add(mailbox.move_to(&uids, folder).await?);
        }
        all.add(mailbox.take_away(&copied.iter().map(|row| row.uid).collect::<Vec<_>>()).await?);
        if let Some(refused) = &all.refused {
            refusals.note(refused);
        }
        tracing::trace!(mails = all.moved.len(), "handled mail was moved");
        self.store.moved(&settings.folder, validity, &all.moved, &all.copied).await?;
        Ok(all.moved.len())
    }

    /// Deletes the server's copies of mails that have been erased here; they have been moved before.
    async fn delete_copies(
        &self,
        mailbox: &mut Mailbox,
        settings: &imap::Settings,
        erased: &[String],
        refusals: &mut Refusals,
    ) -> Result<usize, ServiceError> {
        if erased.is_empty() {
            return Ok(0);
        }
        let mut deleted = Vec::new();
        for folder in [&settings.processed, &settings.failed] {
            let done = mailbox.delete(folder, erased, parse::message_id, self.policy.max_message).await;
            deleted.extend(refusals.or_note(done)?.unwrap_or_default());
        }
        let count = deleted.len();
        // What the server would not move is not there yet.
        let gone: Vec<String> = match refusals.are_over() {
            true => erased.to_vec(),
            false => deleted.into_iter().collect::<HashSet<_>>().into_iter().collect(),
        };
        self.store.expunged(&gone).await?;
        tracing::info!(deleted = count, "the server's copies of erased mail were deleted");
        Ok(count)
    }

    /// Deletes handled mail older than `days` on the server; gives whether it did.
    pub(super) async fn purge_handled(
        &self,
        mailbox: &mut Mailbox,
        settings: &imap::Settings,
        days: i64,
        refusals: &mut Refusals,
    ) -> Result<bool, ServiceError> {
        let Some(before) = purge_date(self.clock.now(), days) else { return Ok(true) };
        let done = mailbox.purge(&settings.processed, &before).await;
        let deleted = refusals.or_note(done)?;
        if let Some(deleted) = deleted {
            tracing::info!(deleted, "old handled mail was deleted on the server");
        }
        Ok(deleted.is_some())
    }
}

/// The day `days` before `now` as IMAP writes it (RFC 3501, `date-text`).
fn purge_date(now: Timestamp, days: i64) -> Option<String> {
    let before = now.checked_sub(super::days(days)).ok()?;
    let date = before.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.get(usize::try_from(date.month()).ok()?.checked_sub(1)?)?;
    Some(format!("{}-{month}-{}", date.day(), date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purge_names_the_day_as_imap_does() {
        let now = "2026-03-05T01:00:00Z".parse().unwrap();
        assert_eq!(purge_date(now, 30).as_deref(), Some("3-Feb-2026"));
        assert_eq!([9_999_999, 9_999_999_999, i64::MAX].map(|days| purge_date(now, days)), [None, None, None]);
    }
}
