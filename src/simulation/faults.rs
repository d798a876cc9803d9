//! What goes wrong on the way, when it is told to: to mail, to the servers, to the process and to its clock.

use super::chance::Chance;

/// How often each thing goes wrong, as a share of the mails or of the steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Faults {
    /// A mail to the service never arrives.
    pub lost: f64,
    /// A mail to the service is on its way for hours, and others overtake it.
    pub late: f64,
    /// A mail to the service lies in the mailbox twice, the second time perhaps with other `Received` fields.
    pub twice: f64,
    /// The way out says "not now".
    pub deferred: f64,
    /// The way out says "never", though the address works.
    pub refused: f64,
    /// The connection is lost behind the final dot; the mail arrived.
    pub uncertain: f64,
    /// The process dies between two transactions.
    pub crash: f64,
    /// A day on which the service goes down for a week, as a share of the days.
    pub week_down: f64,
    /// A day on which the clock jumps by hours, as a share of the days.
    pub clock: f64,
}

impl Faults {
    /// Everything that goes wrong in a bad year.
    pub fn all() -> Self {
        Self {
            lost: 0.003,
            late: 0.02,
            twice: 0.02,
            deferred: 0.02,
            refused: 0.002,
            uncertain: 0.01,
            crash: 0.005,
            week_down: 0.008,
            clock: 0.02,
        }
    }

    /// What must change nothing at all: copies of mail in both directions.
    pub fn copies() -> Self {
        Self { twice: 0.2, uncertain: 0.2, ..Self::default() }
    }
}

/// Between which two transactions the process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// Mail was stored, nothing handled.
    Received,
    /// Mail was taken to be handled, nothing settled.
    Taken,
    /// Letters were taken to be sent, nothing sent.
    Leased,
    /// A letter was sent, nothing recorded.
    Sent,
}

impl Crash {
    /// One of them.
    pub fn any(chance: &mut Chance) -> Self {
        *chance.pick(&[Self::Received, Self::Taken, Self::Leased, Self::Sent])
    }
}
