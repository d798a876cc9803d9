//! One session with the mailbox: what is new is fetched and stored, what is handled is moved, and then it waits.

use std::collections::HashSet;
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use tokio::sync::Notify;

use super::receive::Fetching;
use super::{Service, ServiceError};
use crate::imap::{self, Mailbox, batches};
use crate::store::Target;

/// How many messages one FETCH names, and how many bytes of them memory holds.
const BATCH: usize = 50;
const BATCH_BYTES: u64 = 8 << 20;
/// How many messages one move names.
const MOVES: usize = 500;

/// What the mailbox task rings when it has mail, and what rings it when mail has been handled.
#[derive(Debug, Default)]
pub struct Bells {
    /// Mail has been stored.
    pub arrived: Notify,
    /// Mail has been handled: its copies can be moved.
    pub handled: Notify,
    /// Letters have been written.
    pub written: Notify,
}

impl Service {
    /// Fetches and stores all that is new.
    ///
    /// # Errors
    /// When the server or the store fails; what is stored by then stays.
    pub async fn collect(&self, mailbox: &mut Mailbox, settings: &imap::Settings) -> Result<u64, ServiceError> {
        let place = Fetching { folder: settings.folder.clone(), uid_validity: mailbox.uid_validity() };
        let cursor = self.store.cursor(&place.folder).await?;
        // After a change of UIDVALIDITY everything is read again; what was handled has no second effect.
        let after = cursor.filter(|c| c.uid_validity == place.uid_validity).map_or(0, |c| c.uid);
        let uids = mailbox.search_new(after).await?;
        let mut new = 0;
        for slice in uids.chunks(1_000) {
            let sizes = mailbox.sizes(slice).await?;
            for batch in batches(&sizes, BATCH_BYTES, BATCH) {
                new += self.collect_batch(mailbox, &place, &sizes, &batch).await?;
            }
        }
        self.store.note_fetch(self.clock.now()).await?;
        Ok(new)
    }

    async fn collect_batch(
        &self,
        mailbox: &mut Mailbox,
        place: &Fetching,
        sizes: &[(u32, u32)],
        batch: &[u32],
    ) -> Result<u64, ServiceError> {
        if let [uid] = batch
            && let Some(size) = sizes.iter().find(|(u, _)| u == uid).map(|(_, size)| u64::from(*size))
            && size > self.policy.max_message
        {
            let Some(raw) = mailbox.fetch_header(*uid).await? else { return Ok(0) };
            let header = vec![imap::Fetched { uid: *uid, raw }];
            return self.receive(place, header, Some(size), Some(*uid)).await;
        }
        let mail = mailbox.fetch(batch).await?;
        let got: HashSet<u32> = mail.iter().map(|message| message.uid).collect();
        // A message the server lists but does not hand out is asked for again the next time: the cursor stays before it.
        let up_to = match batch.iter().position(|uid| !got.contains(uid)) {
            None => batch.last().copied(),
            Some(missing) => batch.get(..missing).and_then(<[u32]>::last).copied(),
        };
        self.receive(place, mail, None, up_to).await
    }

    /// Moves what has been handled out of the folder; says how many.
    ///
    /// # Errors
    /// When the server or the store fails; moving again does no harm.
    pub async fn tidy(&self, mailbox: &mut Mailbox, settings: &imap::Settings) -> Result<usize, ServiceError> {
        // What is on this list has been handled, so that it lies in one of the two folders after this.
        let erased = self.store.expunge_list().await?;
        let mut moved = 0;
        for (target, folder) in [(Target::Processed, &settings.processed), (Target::Failed, &settings.failed)] {
            loop {
                let rows = self.store.moves(&settings.folder, mailbox.uid_validity(), target, MOVES).await?;
                if rows.is_empty() {
                    break;
                }
                let uids: Vec<u32> = rows.iter().map(|(_, uid)| *uid).collect();
                mailbox.move_to(&uids, folder).await?;
                let ids: Vec<_> = rows.iter().map(|(id, _)| *id).collect();
                self.store.moved(&ids).await?;
                moved += ids.len();
            }
        }
        Ok(moved + self.delete_copies(mailbox, settings, &erased).await?)
    }

    /// Keeps one session: collects, moves, waits, until the connection is lost. Handled mail older than `purge_days` is deleted
    /// once a session and day; 0 keeps it.
    ///
    /// # Errors
    /// Whatever ends the session.
    pub async fn keep_session(
        &self,
        settings: &imap::Settings,
        poll: Duration,
        purge_days: i64,
        bells: &Bells,
    ) -> Result<(), ServiceError> {
        let mut mailbox = Mailbox::open(settings).await?;
        tracing::info!(folder = settings.folder, "the mailbox is open");
        let mut purged_on = None;
        loop {
            let new = self.collect(&mut mailbox, settings).await?;
            if new > 0 {
                bells.arrived.notify_one();
            }
            let moved = self.tidy(&mut mailbox, settings).await?;
            if new > 0 || moved > 0 {
                // The server may have told of more mail while it handed out or moved this; it does not say so again in IDLE.
                continue;
            }
            let now = self.clock.now();
            let today = now.as_second().div_euclid(86_400);
            if purge_days > 0 && purged_on != Some(today) {
                if let Some(before) = purge_date(now, purge_days) {
                    let deleted = mailbox.purge(&settings.processed, &before).await?;
                    tracing::info!(deleted, "old handled mail was deleted on the server");
                }
                purged_on = Some(today);
                // Mail may have come while another folder was open.
                continue;
            }
            mailbox.idle(poll, bells.handled.notified()).await?;
        }
    }

    /// One session without waiting: what is new, and what has been handled.
    ///
    /// # Errors
    /// When the server or the store fails.
    pub async fn visit(&self, settings: &imap::Settings) -> Result<u64, ServiceError> {
        let mut mailbox = Mailbox::open(settings).await?;
        let new = self.collect(&mut mailbox, settings).await?;
        self.tidy(&mut mailbox, settings).await?;
        mailbox.logout().await;
        Ok(new)
    }
}

/// The day `days` before `now` as IMAP writes it (RFC 3501, `date-text`).
fn purge_date(now: Timestamp, days: i64) -> Option<String> {
    let before = now.checked_sub(days.checked_mul(24)?.hours()).ok()?;
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
        assert_eq!(purge_date(now, i64::MAX), None);
    }
}
