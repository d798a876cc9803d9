//! Faults on command: what the next client that comes to a certain point will meet.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// How the IMAP side misbehaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImapFault {
    /// The connection breaks in the middle of the next literal of a FETCH.
    DropMidLiteral,
    /// The newest message arrives while SELECT is answered: a second EXISTS comes before the tagged line.
    ExistsDuringSelect,
    /// The next command is answered with an untagged BYE and the end of the connection (RFC 3501, section 7.1.5).
    Bye,
    /// The next command of this name (`FETCH`, `MOVE`, …; `UID` is not part of it) is refused with NO.
    No(String),
    /// FETCH of what the message with this UID holds is refused with NO, as by a server whose copy is damaged.
    Withhold {
        /// Which message.
        uid: u32,
        /// Is its header refused as well?
        header: bool,
    },
    /// IDLE is acknowledged, then nothing is ever said again.
    SilentAfterIdle,
    /// The connection breaks when the next command of this name has been read; it has had no effect.
    CloseOnCommand(String),
    /// The connection breaks when the next command of this name has been carried out, before the client is told.
    CloseAfter(String),
    /// The next literal of a FETCH is announced as half as long as it is.
    WrongLiteralSize,
    /// The next literal of a FETCH is announced as twice as long as it is.
    LongLiteral,
    /// When the next command of this name has been read, the open folder gets a new UIDVALIDITY, as after a restore from
    /// backup; the command has no effect and the client is sent away.
    Renumber(String),
}

/// The moments of an SMTP dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpStage {
    /// Before the greeting.
    Connect,
    /// EHLO or HELO.
    Ehlo,
    /// AUTH.
    Auth,
    /// MAIL.
    Mail,
    /// RCPT.
    Rcpt,
    /// DATA, before the text is sent.
    Data,
    /// After the line with the dot.
    Dot,
}

/// How the SMTP side misbehaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmtpFault {
    /// This answer stands in place of the right one, and what was asked is not done; after 421 the connection ends
    /// (RFC 5321, section 3.8).
    Reply {
        /// When.
        stage: SmtpStage,
        /// The code, such as 451.
        code: u16,
        /// What follows the code, with an enhanced status code if there shall be one.
        text: String,
    },
    /// The connection breaks in place of the answer; what was asked is not done.
    CloseAt(SmtpStage),
    /// The message is kept, then the connection breaks before the client is told.
    CloseAfterDot,
    /// No answer, now or ever; what was asked is not done.
    SilentAt(SmtpStage),
}

/// Faults that wait for their moment. Each moment takes the first that fits it, in the order they were pushed.
#[derive(Debug)]
pub struct Faults<F> {
    waiting: Mutex<VecDeque<Waiting<F>>>,
    fired: watch::Sender<usize>,
}

#[derive(Debug)]
struct Waiting<F> {
    fault: F,
    /// How often still; none: until cleared.
    times: Option<usize>,
}

impl<F> Default for Faults<F> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), fired: watch::Sender::new(0) }
    }
}

impl<F: Clone> Faults<F> {
    /// Happens once.
    pub fn push(&self, fault: F) {
        self.push_times(fault, 1);
    }

    /// Happens `times` times.
    pub fn push_times(&self, fault: F, times: usize) {
        if times > 0 {
            self.add(Waiting { fault, times: Some(times) });
        }
    }

    /// Happens each time, until [`Faults::clear`].
    pub fn push_always(&self, fault: F) {
        self.add(Waiting { fault, times: None });
    }

    /// Forgets all that has not happened yet.
    pub fn clear(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many pushed faults have not run out; one pushed for always counts as one.
    pub fn pending(&self) -> usize {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// How many faults have happened so far.
    pub fn fired(&self) -> usize {
        *self.fired.borrow()
    }

    /// Waits until at least `count` faults have happened since the start.
    pub async fn wait_fired(&self, count: usize) {
        // The sender lives as long as `self`, so that waiting cannot fail.
        let _ = self.fired.subscribe().wait_for(|fired| *fired >= count).await;
    }

    fn add(&self, waiting: Waiting<F>) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(waiting);
    }

    /// The first fault that `fits` this moment; it counts as happened.
    pub(super) fn take(&self, fits: impl Fn(&F) -> bool) -> Option<F> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(|entry| fits(&entry.fault))?;
        let entry = waiting.get_mut(at)?;
        let fault = entry.fault.clone();
        if let Some(times) = &mut entry.times {
            *times -= 1;
            if *times == 0 {
                waiting.remove(at);
            }
        }
        drop(waiting);
        self.fired.send_modify(|fired| *fired += 1);
        Some(fault)
    }
}
