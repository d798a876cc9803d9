//! The letters that this process has in hand, from when they are leased until what became of them is noted.

use std::collections::{BTreeSet, VecDeque};
use std::future::pending;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::bells::Bells;
use super::deliver::{Delivering, Handed, LEASE, Transport};
use super::{Service, ServiceError};
use crate::config::Only;
use crate::store::Leased;

/// How many mails are leased at a time for each that is under way.
const AHEAD: usize = 8;
/// How many letters may be on their way, or handed over without that being noted, unless there are more than half as many connections:
/// as many may come twice after a crash, under the same `Message-ID`.
const UNNOTED: usize = 16;
/// How often the outbox is looked into while letters are handed on.
const EVERY: Duration = Duration::from_secs(1);

/// A letter that was handed over, and what the server said of it; nothing where it was not to be handed over at all.
pub(super) struct Ended {
    pub letter: Leased,
    pub handed: Option<Handed>,
}

/// What a turn with the store has brought.
struct Turn {
    /// The numbers of the letters that were to be noted, and those of them that could not be.
    tried: Vec<i64>,
    unnoted: Vec<Ended>,
    /// What was leased, and whether there is perhaps more; `None` where that was not looked for.
    leased: Result<(Vec<Leased>, Option<bool>), ServiceError>,
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

/// The letters that this process has in hand. What is under way, and what has ended without the database knowing of it, outlives a failure
/// of the database: a letter that was taken is not handed over again.
pub(super) struct Sending<'a, T> {
    service: &'a Service,
    transport: &'a T,
    how: Delivering,
    /// Where there are none, all that is due is sent and nothing waited for.
    bells: Option<&'a Bells>,
    /// Once it is true no more are begun.
    stop: Option<watch::Receiver<bool>>,
    pub looking: Looking,
    /// Leased, and not begun.
    waiting: VecDeque<Leased>,
    under_way: FuturesUnordered<BoxFuture<'a, Ended>>,
    ended: Vec<Ended>,
    /// The numbers of all that were begun and are not known to be noted.
    unnoted: BTreeSet<i64>,
}

impl<'a, T: Transport> Sending<'a, T> {
    /// Nothing is in hand yet.
    pub fn new(
        service: &'a Service,
        transport: &'a T,
        how: Delivering,
        bells: Option<&'a Bells>,
        stop: Option<watch::Receiver<bool>>,
    ) -> Self {
        Self {
            service,
            transport,
            how,
            bells,
            stop,
            looking: Looking { deaths: service.deaths(), ..Looking::default() },
            waiting: VecDeque::new(),
            under_way: FuturesUnordered::new(),
            ended: Vec::new(),
            unnoted: BTreeSet::new(),
        }
    }

    /// Sends what is handed on and, where that is looked for, what is due in the outbox, several at a time. While some are under way,
    /// what became of the others is noted, as many together as have ended meanwhile, and more are leased: nothing waits for the disk.
    ///
    /// # Errors
    /// When the store fails; what is in hand stays there, and is noted the next time.
    pub async fn deliver(&mut self) -> Result<Delivered, ServiceError> {
        // At most one: the store takes one writer at a time anyhow.
        let mut turns = FuturesUnordered::new();
        let mut count = 0;
        self.looking.begin();
        loop {
            self.let_go();
            count += self.begin(!turns.is_empty());
            if turns.is_empty() {
                turns.extend(self.next_turn());
            }
            let is_busy = !self.under_way.is_empty() || !turns.is_empty();
            tokio::select! {
                Some(ended) = self.under_way.next(), if !self.under_way.is_empty() => self.end(ended),
                // With one connection all comes in the same order each time, whichever of the two is faster.
                Some(turn) = turns.next(), if !turns.is_empty() && (self.places() > 1 || self.under_way.is_empty()) => {
                    count += self.take_in(turn)?;
                    if self.bells.is_some() {
                        self.service.way_out(self.transport.trouble()).await?;
                    }
                }
                rung = letters_come(self.bells), if is_busy => self.looking.ring(rung),
                else => break,
            }
        }
        if count > 0 {
            self.service.way_out(self.transport.trouble()).await?;
        }
        Ok(Delivered { count, looked: self.looking.looked })
    }

    fn places(&self) -> usize {
        self.how.connections.max(1)
    }

    fn is_stopping(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| *stop.borrow())
    }

    /// Lets go of what is not to be begun any more.
    fn let_go(&mut self) {
        // A process that was stopped and goes on may find its letters with another; those under way may come twice, under the
        // same Message-ID.
        let deaths = self.service.deaths();
        if self.is_stopping() {
            // Their leases are given back when the process leaves.
            self.waiting.clear();
            self.looking.wanted = false;
        } else if self.service.counts_as_dead() || deaths != self.looking.deaths {
            self.waiting.clear();
            if let Some(bells) = self.bells {
                while bells.letters.take().is_some() {}
                // Once it is known to live again they are looked for.
                if deaths != self.looking.deaths {
                    bells.letters_astray.store(true, Ordering::SeqCst);
                    bells.written.notify_one();
                }
            }
            self.looking.wanted = false;
            self.looking.deaths = deaths;
        } else if self.bells.is_some() && self.looking.is_overdue() {
            self.looking.wanted = true;
        }
    }

    /// Begins to hand over as many as there is room for; says how many of them had been handed on.
    fn begin(&mut self, in_turn: bool) -> usize {
        let (places, mut handed_on) = (self.places(), 0);
        // With one connection a turn that has begun is not left alone with what it has locked.
        while !self.is_stopping()
            && self.under_way.len() < places
            && self.unnoted.len() < UNNOTED.max(2 * places)
            && (places > 1 || self.bells.is_none() || !in_turn)
        {
            let Some(letter) = self.next(&mut handed_on) else { break };
            self.unnoted.insert(letter.id);
            self.under_way.push(hand_over(self.transport, self.how.only, letter).boxed());
        }
        handed_on
    }

    /// The next letter; one that has waited for long is found in the outbox when its lease has run out, before which it could not be
    /// handed over for certain.
    fn next(&mut self, handed_on: &mut usize) -> Option<Leased> {
        let oldest = self.service.clock.now() + LEASE / 2;
        // Whoever writes now goes before what the clock wrote. Neither can overtake in a conversation: only its oldest letter is
        // ever leased.
        let handed = std::iter::from_fn(|| self.bells?.letters.take()).inspect(|_| *handed_on += 1);
        let waiting = std::iter::from_fn(|| self.waiting.pop_front());
        handed.chain(waiting).find(|letter| letter.until > oldest)
    }

    fn end(&mut self, ended: Ended) {
        self.service.tell(&ended);
        self.ended.push(ended);
    }

    /// What is to be noted and leased, if anything is.
    fn next_turn(&mut self) -> Option<BoxFuture<'a, Turn>> {
        let ahead = self.places() * AHEAD;
        let wanted = if self.looking.wanted && self.waiting.len() < ahead { ahead } else { 0 };
        if wanted == 0 && self.ended.is_empty() {
            return None;
        }
        self.looking.look(wanted > 0);
        let (service, how, mut unnoted) = (self.service, self.how, std::mem::take(&mut self.ended));
        let turn = async move {
            let tried = unnoted.iter().map(|ended| ended.letter.id).collect();
            let leased = service.turn(&mut unnoted, wanted, &how).await;
            Turn { tried, unnoted, leased }
        };
        Some(turn.boxed())
    }

    /// Takes in what a turn has brought; says how many letters there are more.
    fn take_in(&mut self, turn: Turn) -> Result<usize, ServiceError> {
        let Turn { tried, mut unnoted, leased } = turn;
        for id in tried {
            self.unnoted.remove(&id);
        }
        self.unnoted.extend(unnoted.iter().map(|ended| ended.letter.id));
        unnoted.append(&mut self.ended);
        self.ended = unnoted;
        let (leased, more) = leased?;
        let count = leased.len();
        self.waiting.extend(leased);
        self.looking.wanted = more.unwrap_or(self.looking.wanted) || self.looking.rung;
        Ok(count)
    }

    /// Is something under way, or has ended without being noted?
    pub fn is_unnoted(&self) -> bool {
        !self.unnoted.is_empty()
    }

    /// Waits after a failure, while what is under way goes on.
    pub async fn rest(&mut self, wait: Duration) {
        let going_on = async {
            while let Some(ended) = self.under_way.next().await {
                self.end(ended);
            }
            pending::<()>().await;
        };
        // It never ends before that.
        let _ = timeout(wait, going_on).await;
    }

    /// Gives back the letters that are leased to this process, so that they are found in the outbox; all but those that were begun and
    /// are not noted.
    pub async fn find_letters(&mut self, bells: &Bells) {
        // Nobody hands on what was leased before that.
        let _handing = bells.handing_letters.lock().await;
        while bells.letters.take().is_some() {}
        self.waiting.clear();
        self.looking.wanted = true;
        let begun: Vec<i64> = self.unnoted.iter().copied().collect();
        if let Err(error) = self.service.store.free_letters(&self.service.owner, &begun).await {
            tracing::debug!(%error, "letters that are leased are looked for later");
            bells.letters_astray.store(true, Ordering::SeqCst);
        }
    }
}
