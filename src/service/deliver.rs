//! The outbox handed over: leased, sent outside any transaction, and what became of it recorded.

use std::collections::VecDeque;
use std::future::{Future, pending};
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;
use tokio::time::Instant;

use super::bells::Bells;
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

/// How many mails are leased at a time for each that is under way.
const AHEAD: usize = 8;
/// How many letters may be on their way, or handed over without that being noted, unless there are more than half as many connections:
/// as many may come twice after a crash, under the same `Message-ID`.
const UNNOTED: usize = 16;
/// For how long a leased mail is ours alone: longer than the longest send, or it would go out twice.
pub(super) const LEASE: Duration = Duration::from_secs(30 * 60);
/// How often the outbox is looked into while letters are handed on.
const EVERY: Duration = Duration::from_secs(1);
/// How many bytes of letters are leased at a time.
const LEASED_BYTES: u64 = 16 << 20;

/// A letter that was handed over, and what the server said of it; nothing where it was not to be handed over at all.
pub(super) struct Ended {
    pub letter: Leased,
    pub handed: Option<Handed>,
}

/// What a turn with the store has brought.
struct Turn {
    leased: Vec<Leased>,
    /// Are there perhaps more? `None` where that was not looked for.
    more: Option<bool>,
}

/// When the outbox is looked into.
#[derive(Debug)]
pub(super) struct Looking {
    /// There may be letters.
    pub wanted: bool,
    /// Somebody has rung since the last look began.
    rung: bool,
    /// It was looked into since the sending began. Some letters may have been found to wait for others that were under way then.
    looked: bool,
    /// When that was last.
    at: Instant,
    /// How often this process had been taken for dead when its letters were leased.
    deaths: u64,
}

impl Default for Looking {
    fn default() -> Self {
        Self { wanted: true, rung: false, looked: false, at: Instant::now(), deaths: 0 }
    }
}

impl Looking {
    fn begin(&mut self) {
        (self.rung, self.looked) = (false, false);
    }

    fn look(&mut self, does: bool) {
        if does {
            (self.rung, self.looked, self.at) = (false, true, Instant::now());
        }
    }

    fn ring(&mut self, rung: bool) {
        self.rung |= rung;
        self.wanted |= rung;
    }

    /// Was the last look so long ago that others may have waited meanwhile, however much is handed on?
    fn is_overdue(&self) -> bool {
        self.at.elapsed() >= EVERY
    }
}

/// What came of a time of sending.
pub(super) struct Delivered {
    /// How many letters there were.
    pub count: usize,
    /// The outbox was looked into.
    pub looked: bool,
}

async fn hand_over<T: Transport>(transport: &T, only: Only, letter: Leased) -> Ended {
    let wanted = match only {
        Only::Everyone => true,
        Only::Staff => letter.to_staff,
        Only::Nobody => false,
    };
    let handed = match wanted {
        true => Some(transport.hand(&letter.envelope_from, letter.to.as_str(), &letter.message).await),
        false => None,
    };
    Ended { letter, handed }
}

/// Waits until there are letters; says whether they are to be looked for.
async fn letters_come(bells: Option<&Bells>) -> bool {
    match bells {
        Some(bells) => bells.letters_come().await,
        None => pending().await,
    }
}

impl Service {
    /// Sends what is due in the outbox, several at a time; says how many there were.
    ///
    /// # Errors
    /// When the store fails; what was sent meanwhile is then sent again with the same `Message-ID`.
    pub async fn deliver_batch<T: Transport>(&self, transport: &T, how: &Delivering) -> Result<usize, ServiceError> {
        let mut looking = Looking { deaths: self.deaths(), ..Looking::default() };
        Ok(self.deliver(transport, how, &mut looking, None).await?.count)
    }

    /// Sends what is handed on and, where that is looked for, what is due in the outbox, several at a time. While some are under way,
    /// what became of the others is noted, as many together as have ended meanwhile, and more are leased: nothing waits for the disk.
    pub(super) async fn deliver<T: Transport>(
        &self,
        transport: &T,
        how: &Delivering,
        looking: &mut Looking,
        bells: Option<&Bells>,
    ) -> Result<Delivered, ServiceError> {
        let places = how.connections.max(1);
        let (mut waiting, mut ended, mut count) = (VecDeque::new(), Vec::new(), 0);
        let mut under_way = FuturesUnordered::new();
        // At most one: the store takes one writer at a time anyhow.
        let (mut turns, mut being_noted) = (FuturesUnordered::new(), 0);
        looking.begin();
        loop {
            // A process that was stopped and goes on may find its letters with another; those under way may come twice, under the
            // same Message-ID.
            let deaths = self.deaths();
            if self.counts_as_dead() || deaths != looking.deaths {
                waiting.clear();
                while self.handed(bells).is_some() {}
                looking.wanted = false;
                // Once it is known to live again they are looked for.
                if let (Some(bells), true) = (bells, deaths != looking.deaths) {
                    bells.letters_astray.store(true, Ordering::SeqCst);
                    bells.written.notify_one();
                }
                looking.deaths = deaths;
            } else if bells.is_some() && looking.is_overdue() {
                looking.wanted = true;
            }
            // With one connection a turn that has begun is not left alone with what it has locked.
            while under_way.len() < places
                && under_way.len() + ended.len() + being_noted < UNNOTED.max(2 * places)
                && (places > 1 || bells.is_none() || turns.is_empty())
            {
                // Whoever writes now goes before what the clock wrote. Neither can overtake in a conversation: only its oldest letter is
                // ever leased.
                let handed = self.handed(bells).inspect(|_| count += 1);
                let Some(one) = handed.or_else(|| waiting.pop_front()) else { break };
                under_way.push(hand_over(transport, how.only, one));
            }
            if turns.is_empty() {
                let wanted = if looking.wanted && waiting.len() < places * AHEAD { places * AHEAD } else { 0 };
                if wanted > 0 || !ended.is_empty() {
                    looking.look(wanted > 0);
                    being_noted = ended.len();
                    turns.push(self.turn(std::mem::take(&mut ended), wanted, how));
                }
            }
            let is_busy = !under_way.is_empty() || !turns.is_empty();
            tokio::select! {
                Some(one) = under_way.next(), if !under_way.is_empty() => {
                    self.tell(&one);
                    ended.push(one);
                }
                // With one connection all comes in the same order each time, whichever of the two is faster.
                Some(turn) = turns.next(), if !turns.is_empty() && (places > 1 || under_way.is_empty()) => {
                    let Turn { leased, more } = turn?;
                    being_noted = 0;
                    count += leased.len();
                    waiting.extend(leased);
                    looking.wanted = more.unwrap_or(looking.wanted) || looking.rung;
                    if bells.is_some() {
                        self.way_out(transport.trouble()).await?;
                    }
                }
                rung = letters_come(bells), if is_busy => looking.ring(rung),
                else => break,
            }
        }
        if count > 0 {
            self.way_out(transport.trouble()).await?;
        }
        Ok(Delivered { count, looked: looking.looked })
    }

    /// The next letter that was handed on; one that has waited for long is found in the outbox when its lease has run out.
    fn handed(&self, bells: Option<&Bells>) -> Option<Leased> {
        let letters = &bells?.letters;
        std::iter::from_fn(|| letters.take()).find(|one| one.created_at + LEASE / 2 > self.clock.now())
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

    /// Notes what became of letters, then leases up to `wanted` more.
    async fn turn(&self, mut ended: Vec<Ended>, wanted: usize, how: &Delivering) -> Result<Turn, ServiceError> {
        let told = self.note_all(&mut ended, how).await?;
        if wanted == 0 {
            return Ok(Turn { leased: Vec::new(), more: told.then_some(true) });
        }
        let now = self.clock.now();
        let leased = self.store.lease(now, Leasing { limit: wanted, ..self.leasing(now) }).await?;
        if !leased.is_empty() {
            tracing::trace!(letters = leased.len(), "letters are about to be handed over");
        }
        Ok(Turn { more: Some(!leased.is_empty()), leased })
    }
}
