//! The outbox handed over: leased, sent outside any transaction, and what became of it recorded.

use std::future::Future;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::{Timestamp, ToSpan};

use super::process::nothing_asked;
use super::{Service, ServiceError, backoff};
use crate::config::Only;
use crate::programme::event::Event;
use crate::smtp::{Delivery, Pool};
use crate::store::{EventRef, HourCaps, Leased, SnapshotQuery};

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
    /// For how many days a mail that is refused for now is tried again.
    pub retry_days: i64,
    /// Who gets mail at all.
    pub only: Only,
}

/// For how long a leased mail is ours alone: longer than the longest send, or it would go out twice.
const LEASE: Duration = Duration::from_secs(30 * 60);
const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(4 * 3600);

impl Service {
    /// Sends what is due in the outbox, several at a time; says how many there were.
    ///
    /// # Errors
    /// When the store fails; what was sent meanwhile is then sent again with the same `Message-ID`.
    pub async fn deliver_batch<T: Transport>(&self, transport: &T, how: &Delivering) -> Result<usize, ServiceError> {
        let now = self.clock.now();
        let rules = &self.policy.rules;
        let caps = HourCaps { clock: rules.letters_per_hour, all: rules.words_per_hour };
        let leased = self.store.lease(now, &self.owner, now + LEASE, how.connections.max(1) * 8, caps).await?;
        let count = leased.len();
        let mut waiting = leased.into_iter();
        let mut under_way = FuturesUnordered::new();
        loop {
            // A process that was stopped and goes on may find its letters with another; those under way may come twice, under the
            // same Message-ID.
            if self.counts_as_dead() {
                waiting.by_ref().for_each(drop);
            }
            while under_way.len() < how.connections.max(1) {
                let Some(one) = waiting.next() else { break };
                under_way.push(self.deliver_one(transport, how, one));
            }
            match under_way.next().await {
                Some(result) => result?,
                None if count == 0 => return Ok(0),
                None => {
                    self.way_out(transport.trouble()).await?;
                    return Ok(count);
                }
            }
        }
    }

    async fn deliver_one<T: Transport>(
        &self,
        transport: &T,
        how: &Delivering,
        one: Leased,
    ) -> Result<(), ServiceError> {
        let wanted = match how.only {
            Only::Everyone => true,
            Only::Staff => one.to_staff,
            Only::Nobody => false,
        };
        if !wanted {
            self.store.rehearsed(one.id, self.clock.now()).await?;
            return Ok(());
        }
        let handed = transport.hand(&one.envelope_from, one.to.as_str(), &one.message).await;
        self.meter.tried(&handed);
        let now = self.clock.now();
        let wait = backoff(one.attempts, FIRST_WAIT, LONGEST_WAIT, self.random());
        match handed {
            Handed::Accepted(words) => {
                tracing::info!(outbox.id = one.id, attempt = one.attempts, "a mail was handed over");
                self.store.sent(one.id, &words, now).await?;
            }
            Handed::Deferred(why) if self.given_up(&one, how, now) => {
                self.refuse(&one, None, &format!("tried for {} days; at last: {why}", how.retry_days), now).await?;
            }
            Handed::Deferred(why) => {
                tracing::warn!(outbox.id = one.id, attempt = one.attempts, why, "a mail has to wait");
                self.store.deferred(one.id, now + wait, &why).await?;
            }
            Handed::Uncertain(why) => {
                tracing::warn!(outbox.id = one.id, attempt = one.attempts, why, "a mail may have been handed over");
                self.store.uncertain(one.id, now + wait, &why).await?;
            }
            Handed::Refused { status, text } => self.refuse(&one, status, &text, now).await?,
        }
        Ok(())
    }

    fn given_up(&self, one: &Leased, how: &Delivering, now: Timestamp) -> bool {
        let last = one.created_at.checked_add((how.retry_days.saturating_mul(24)).hours());
        last.is_ok_and(|last| now >= last)
    }

    /// A mail that will never be delivered: its writer is told by the rules first, then it is laid aside; dying between the two
    /// repeats the try, and the rules tell nobody twice.
    async fn refuse(
        &self,
        one: &Leased,
        status: Option<String>,
        why: &str,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        tracing::warn!(outbox.id = one.id, attempt = one.attempts, why, "a mail was refused for good");
        let query = SnapshotQuery { bounce_of: Some(one.letter), ..nothing_asked(now) };
        let event = Event::Refused { letter: one.letter, status };
        match self.carry_out(&event, EventRef::Refused(one.letter), &query, now).await {
            Ok(_) => {}
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                // Laid aside now, nobody would ever be told; so it is handed over again, and refused again, later.
                tracing::error!(outbox.id = one.id, error = %error, "that a mail was refused could not be told");
                self.store.deferred(one.id, now + LONGEST_WAIT, why).await?;
                return Ok(());
            }
        }
        self.store.refused(one.id, why, now).await?;
        Ok(())
    }
}
