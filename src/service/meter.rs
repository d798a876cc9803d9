//! What the service has done since it started, counted: numbers alone, nothing about anybody.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

use super::Handed;

/// The upper bounds of the latency's classes, in seconds.
pub const BOUNDS: [u64; 7] = [1, 2, 5, 15, 60, 300, 3600];

/// The counters.
#[derive(Debug, Default)]
pub struct Meter {
    sent: AtomicU64,
    deferred: AtomicU64,
    uncertain: AtomicU64,
    refused: AtomicU64,
    mailbox_lost: AtomicU64,
    set_back: AtomicU64,
    /// How many mails were handled within each of the [`BOUNDS`], and how many took longer.
    handled: [AtomicU64; BOUNDS.len() + 1],
    handled_micros: AtomicU64,
}

/// The counters as they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Letters handed over.
    pub sent: u64,
    /// Attempts that the other server put off.
    pub deferred: u64,
    /// Attempts whose end is not known.
    pub uncertain: u64,
    /// Letters refused for good.
    pub refused: u64,
    /// Sessions with the mailbox that failed.
    pub mailbox_lost: u64,
    /// Tries to handle a mail that failed.
    pub set_back: u64,
    /// Mails handled within each of the [`BOUNDS`] after they came, and those that took longer.
    pub handled: [u64; BOUNDS.len() + 1],
    /// How long they took together, in microseconds.
    pub handled_micros: u64,
}

impl Meter {
    /// As they stand.
    pub fn counts(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            sent: read(&self.sent),
            deferred: read(&self.deferred),
            uncertain: read(&self.uncertain),
            refused: read(&self.refused),
            mailbox_lost: read(&self.mailbox_lost),
            set_back: read(&self.set_back),
            handled: self.handled.each_ref().map(read),
            handled_micros: read(&self.handled_micros),
        }
    }

    /// A letter was tried.
    pub(super) fn tried(&self, handed: &Handed) {
        one_more(match handed {
            Handed::Accepted(_) => &self.sent,
            Handed::Unreached(_) | Handed::Deferred(_) => &self.deferred,
            Handed::Uncertain(_) => &self.uncertain,
            Handed::Refused { .. } => &self.refused,
        });
    }

    /// A session with the mailbox failed.
    pub(super) fn mailbox_lost(&self) {
        one_more(&self.mailbox_lost);
    }

    /// A mail could not be handled this time.
    pub(super) fn set_back(&self) {
        one_more(&self.set_back);
    }

    /// A mail that came at `received` has been handled.
    pub(super) fn handled(&self, received: Timestamp, now: Timestamp) {
        // A clock that was put back makes nothing negative.
        let micros = u64::try_from(now.duration_since(received).as_micros()).unwrap_or(0);
        let class = BOUNDS.iter().position(|bound| micros <= bound * 1_000_000).unwrap_or(BOUNDS.len());
        if let Some(class) = self.handled.get(class) {
            one_more(class);
        }
        self.handled_micros.fetch_add(micros, Ordering::Relaxed);
    }
}

fn one_more(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_falls_into_its_class() {
        let meter = Meter::default();
        let at = |micros| Timestamp::from_microsecond(micros).unwrap();
        for micros in [0, 1_000_000, 1_000_001, 4_000_000, 9_000_000_000] {
            meter.handled(at(0), at(micros));
        }
        meter.handled(at(10), at(0));
        assert_eq!(meter.counts().handled, [3, 1, 1, 0, 0, 0, 0, 1]);
        assert_eq!(meter.counts().handled_micros, 9_006_000_001);
    }
}
