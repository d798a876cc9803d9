//! What one loop hands on to the next as it is, leased already, so that nobody has to lease it and read it back from the database.
//!
//! It is a short cut and nothing more: what is handed on lies in the database all the same, with a lease that runs out, and what does
//! not fit is found there.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// A short queue between two loops.
#[derive(Debug)]
pub struct Hand<T> {
    waiting: Mutex<VecDeque<T>>,
    /// How many are on their way here.
    announced: AtomicUsize,
    /// Rung when something has come.
    pub came: Notify,
    /// Rung when there may be room again.
    pub taken: Notify,
}

impl<T> Default for Hand<T> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), announced: AtomicUsize::default(), came: Notify::new(), taken: Notify::new() }
    }
}

impl<T> Hand<T> {
    fn waiting(&self) -> MutexGuard<'_, VecDeque<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait to be taken.
    pub fn len(&self) -> usize {
        self.waiting().len()
    }

    /// One is on its way, until what is given here is dropped.
    pub fn announce(self: &Arc<Self>) -> Announced<T> {
        self.announced.fetch_add(1, Ordering::SeqCst);
        Announced(Arc::clone(self))
    }

    /// Is one on its way?
    pub fn is_awaited(&self) -> bool {
        self.announced.load(Ordering::SeqCst) > 0
    }

    /// Hands one on.
    pub fn put(&self, one: T) {
        self.waiting().push_back(one);
        self.came.notify_one();
    }

    /// The one that has waited longest.
    pub fn take(&self) -> Option<T> {
        let one = self.waiting().pop_front();
        if one.is_some() {
            self.taken.notify_one();
        }
        one
    }
}

/// Something that is to be handed on soon.
#[derive(Debug)]
pub struct Announced<T>(Arc<Hand<T>>);

impl<T> Drop for Announced<T> {
    fn drop(&mut self) {
        self.0.announced.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether mail may be lying in the database that nobody has leased and that came before what is fetched now: then nothing is handed
/// on, or it would overtake that mail.
#[derive(Debug)]
pub struct Order {
    /// How often mail was kept without being handed on.
    kept: AtomicU64,
    /// How often it had been when nothing was found to wait.
    seen: AtomicU64,
}

impl Default for Order {
    fn default() -> Self {
        // Nobody has looked yet.
        Self { kept: AtomicU64::new(1), seen: AtomicU64::new(0) }
    }
}

impl Order {
    /// Mail is kept, or may have been, that is not handed on. Said before it is kept and once more after it: whoever looks in between
    /// may not see it yet.
    pub fn kept(&self) {
        self.kept.fetch_add(1, Ordering::SeqCst);
    }

    /// What is to be said once nothing is found to wait.
    pub fn before_looking(&self) -> u64 {
        self.kept.load(Ordering::SeqCst)
    }

    /// Nothing was found to wait.
    pub fn nothing_waits(&self, before_looking: u64) {
        self.seen.store(before_looking, Ordering::SeqCst);
    }

    /// Does nothing wait that came before?
    pub fn is_clear(&self) -> bool {
        self.kept.load(Ordering::SeqCst) == self.seen.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_while_somebody_looks_counts_as_not_seen() {
        let order = Order::default();
        assert!(!order.is_clear(), "nobody has looked");
        let before = order.before_looking();
        order.nothing_waits(before);
        assert!(order.is_clear());
        order.kept();
        let before = order.before_looking();
        // It is committed only now.
        order.kept();
        order.nothing_waits(before);
        assert!(!order.is_clear());
        order.nothing_waits(order.before_looking());
        assert!(order.is_clear());
    }

    #[test]
    fn what_was_handed_on_first_is_taken_first() {
        let hand = Hand::default();
        hand.put(1);
        hand.put(2);
        assert_eq!((hand.len(), hand.take(), hand.take(), hand.take()), (2, Some(1), Some(2), None));
        let hand = Arc::new(hand);
        let coming = hand.announce();
        assert!(hand.is_awaited());
        drop(coming);
        assert!(!hand.is_awaited(), "whatever became of it");
    }
}
