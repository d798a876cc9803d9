//! The outbox handed over: leased, sent outside any transaction, and what became of it recorded.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;

use super::sending::{Ended, Sending};
use super::{Service, ServiceError};
use crate::config::Only;
use crate::smtp::{Delivery, Pool};
use crate::store::{HourCaps, Lease, Leased, Leasing};

/// What hands one mail over.
pub trait Transport: Send + Sync {
    /// Hands `message` over for one recipient.
    fn hand(&self, envelope_from: &str, to: &str, message: &[u8]) -> impl Future<Output = Handed> + Send;

    /// What stands in the way of all mail, if anything.
    fn trouble(&self) -> Option<String> {
        None
    }
}

/// What became of one mail.
pub type Handed = Delivery;

impl Transport for Pool {
    async fn hand(&self, envelope_from: &str, to: &str, message: &[u8]) -> Handed {
        self.deliver(envelope_from, to, message).await
    }

    fn trouble(&self) -> Option<String> {
        Pool::trouble(self)
    }
}

/// How the outbox is worked off.
#[derive(Clone, Copy, Debug)]
pub struct Delivering {
    /// How many mails are under way at a time.
    pub connections: usize,
    /// For how many days a mail is tried again that is refused for now or not confirmed, from the first such answer on.
    pub retry_days: i64,
    /// Who gets mail at all.
    pub only: Only,
}

/// For how long a leased mail is ours alone: longer than the longest send, or it would go out twice.
pub(super) const LEASE: Duration = Duration::from_secs(30 * 60);
/// How many bytes of letters are leased at a time.
const LEASED_BYTES: u64 = 16 << 20;

impl Service {
    /// Sends what is due in the outbox, several at a time; says how many there were.
    ///
    /// # Errors
    /// When the store fails; what was sent meanwhile is then sent again with the same `Message-ID`.
    pub async fn deliver_batch<T: Transport>(&self, transport: &T, how: &Delivering) -> Result<usize, ServiceError> {
        Ok(Sending::new(self, transport, *how, None, None).deliver().await?.count)
    }

    /// Whose letters are that are leased now, and within which bounds.
    pub(super) fn leasing(&self, now: Timestamp) -> Leasing<'_> {
        let rules = &self.policy.rules;
        Leasing {
            lease: Lease { owner: &self.owner, until: now + LEASE },
            limit: 0,
            bytes: LEASED_BYTES,
            caps: HourCaps { clock: rules.letters_per_hour, all: rules.words_per_hour },
        }
    }

    /// Notes what became of letters, which leaves those that could not be noted, then leases up to `wanted` more.
    pub(super) async fn turn(
        &self,
        ended: &mut Vec<Ended>,
        wanted: usize,
        how: &Delivering,
    ) -> Result<(Vec<Leased>, Option<bool>), ServiceError> {
        let told = self.note_all(ended, how).await?;
        if wanted == 0 {
            return Ok((Vec::new(), told.then_some(true)));
        }
        let now = self.clock.now();
        let leased = self.store.lease(now, Leasing { limit: wanted, ..self.leasing(now) }).await?;
        if !leased.is_empty() {
            tracing::trace!(letters = leased.len(), "letters are about to be handed over");
        }
        let more = !leased.is_empty();
        Ok((leased, Some(more)))
    }
}
