//! The time as a value: everything that waits asks a [`Clock`], so that a test can live through a year in a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Where the service gets the current instant from.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    /// Microseconds since 1970 UTC; moves only when told to.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of this machine.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `instant` until [`Clock::set`] moves it; its clones move with it.
    pub fn fixed(instant: Timestamp) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(instant.as_microsecond()))))
    }

    /// The current instant, cut to the microseconds that the database keeps.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        let micros = match &self.0 {
            Source::System => Timestamp::now().as_microsecond(),
            Source::Set(at) => at.load(Ordering::Acquire),
        };
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
    }

    /// Moves a fixed clock; the system clock stays as it is.
    pub fn set(&self, instant: Timestamp) {
        if let Source::Set(at) = &self.0 {
            at.store(instant.as_microsecond(), Ordering::Release);
        }
    }
}
