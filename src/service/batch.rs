//! Mails that are about to be handled: handed on by who fetched them, or the oldest that lie in the database.

use std::time::Duration;

use super::bells::Bells;
use super::read::Read;
use super::{Service, ServiceError};
use crate::programme::conversation::InboxId;
use crate::store::Pending;

/// How many mails are taken at a time, and how many bytes of them memory holds.
pub(super) const BATCH: usize = 100;
const BATCH_BYTES: u64 = 16 << 20;
/// For how long the mails of a batch are ours alone.
pub(super) const LEASE: Duration = Duration::from_secs(300);

/// Mails that are ours for a while, read.
#[derive(Debug, Default)]
pub struct Batch {
    pub(super) reads: Vec<Read>,
    /// How many there were before some could not be read.
    pub(super) count: usize,
    /// There was no room for more, so that others are likely to wait in the database.
    pub(super) is_full: bool,
}

impl Batch {
    /// Mails that were counted already, and had to wait for others.
    pub(super) fn again(reads: Vec<Read>) -> Self {
        Self { count: reads.len(), reads, is_full: false }
    }

    /// The mail that is alone in it, and how often it has been tried.
    pub(super) fn only(&self) -> Option<(InboxId, u32)> {
        let [read] = self.reads.as_slice() else { return None };
        Some((read.pending.id, read.pending.attempts))
    }

    /// Both, in the order in which they came.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.reads.extend(other.reads);
        self.reads.sort_by_key(|read| read.pending.id);
        Self { reads: self.reads, count: self.count + other.count, is_full: self.is_full || other.is_full }
    }
}

impl Service {
    /// What was handed on; where that is nothing, or others are to have their turn (`look`), the oldest that lie in the database, up to
    /// `most`, and with them what was handed on: neither overtakes the other.
    pub(super) async fn next_batch(&self, bells: &Bells, look: bool, most: usize) -> Result<Batch, ServiceError> {
        let handed = || bells.mails.take();
        if !look && let Some(batch) = handed() {
            return Ok(batch);
        }
        // What is being read came before what may lie there.
        if bells.mails.is_awaited() {
            return Ok(handed().unwrap_or_default());
        }
        let before = bells.order.before_looking();
        let batch = self.take_batch(most).await?;
        if batch.count == 0 {
            bells.order.nothing_waits(before);
            bells.mails.taken.notify_one();
        }
        Ok(batch.with(handed().unwrap_or_default()))
    }

    /// Leases the oldest pending mails to this process, up to `most`, and reads them.
    pub(super) async fn take_batch(&self, most: usize) -> Result<Batch, ServiceError> {
        let now = self.clock.now();
        let pending = self.store.pending(now, &self.owner, now + LEASE, most, BATCH_BYTES).await?;
        let is_full = pending.len() >= most;
        Ok(Batch { is_full, ..self.read_batch(pending).await? })
    }

    /// Reads mails that are ours.
    pub(super) async fn read_batch(&self, pending: Vec<Pending>) -> Result<Batch, ServiceError> {
        let count = pending.len();
        if count > 0 {
            tracing::trace!(mails = count, "mail is about to be handled");
        }
        Ok(Batch { reads: self.read_all(pending).await?, count, is_full: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::address::Address;
    use crate::mail::parse::{ParseContext, parse};

    fn batch(ids: &[i64], is_full: bool) -> Batch {
        let context = ParseContext::new(Address::parse("mentoring@uni.example").unwrap(), Vec::new());
        let read = |id: &i64| Read {
            pending: Pending {
                id: InboxId(*id),
                raw: Vec::new(),
                oversize: None,
                received_at: jiff::Timestamp::UNIX_EPOCH,
                content_key: [0; 32],
                vouched_by: None,
                leave_out: false,
                attempts: 1,
            },
            inbound: parse(b"From: ada@student.uni.example\r\n\r\nHello\r\n", &context),
            token: None,
            bounce_of: None,
            also_in: Vec::new(),
            also_to: Vec::new(),
        };
        Batch { reads: ids.iter().map(read).collect(), count: ids.len(), is_full }
    }

    #[test]
    fn what_lies_in_the_database_and_what_was_handed_on_go_in_the_order_in_which_they_came() {
        // One that a rule let go, one that is to be tried again, and one that came after what was handed on.
        let both = batch(&[2, 5, 9], true).with(batch(&[7, 8], false));
        assert_eq!(both.reads.iter().map(|read| read.pending.id.0).collect::<Vec<_>>(), [2, 5, 7, 8, 9]);
        assert_eq!((both.count, both.is_full), (5, true));
    }
}
