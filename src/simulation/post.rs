//! The way out, in memory: what the service hands over, and what it is told became of it.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::chance::Chance;
use super::faults::Faults;
use crate::service::{Handed, Stage, Transport};

/// A mail that was handed over.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The return path.
    pub envelope_from: String,
    /// The recipient.
    pub to: String,
    /// The bytes.
    pub raw: Vec<u8>,
}

/// How a mailbox behaves that does not simply take mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Box {
    /// The address does not exist any more, and its server says so at once.
    Gone,
    /// The mailbox is full: not now.
    Full,
}

/// The way out.
pub struct Post {
    state: Mutex<State>,
}

struct State {
    sent: Vec<Sent>,
    boxes: HashMap<String, Box>,
    /// Letters (by return path) that were taken though the service was told nothing.
    taken: HashSet<String>,
    chance: Chance,
    faults: Faults,
    dies: bool,
}

impl Post {
    /// A way out with these faults.
    pub fn new(chance: Chance, faults: Faults) -> Self {
        let state =
            State { sent: Vec::new(), boxes: HashMap::new(), taken: HashSet::new(), chance, faults, dies: false };
        Self { state: Mutex::new(state) }
    }

    /// What was handed over since it was last asked, in order.
    pub fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.lock().sent)
    }

    /// From now on the mailbox of that address behaves so.
    pub fn behaves(&self, address: &str, how: Option<Box>) {
        let mut state = self.lock();
        match how {
            Some(how) => state.boxes.insert(address.to_lowercase(), how),
            None => state.boxes.remove(&address.to_lowercase()),
        };
    }

    /// The next mail is taken, and the process dies before it hears of it.
    pub fn die_at_next(&self, dies: bool) {
        self.lock().dies = dies;
    }

    /// Does the next mail still kill?
    pub fn is_to_die(&self) -> bool {
        self.lock().dies
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn hand(&mut self, sent: Sent) -> Handed {
        let ok = || Handed::Accepted("250 2.0.0 Ok".to_owned());
        // Each letter has a fate of its own, so that the order in which they go out changes nobody's.
        match self.boxes.get(&sent.to.to_lowercase()) {
            Some(Box::Gone) => {
                return Handed::Refused {
                    stage: Stage::Rcpt,
                    status: Some("5.1.1".to_owned()),
                    text: "RCPT: 550 5.1.1 no such user".to_owned(),
                };
            }
            Some(Box::Full) => return Handed::Deferred("RCPT: 452 4.2.2 mailbox full".to_owned()),
            None => {}
        }
        let again = self.taken.remove(&sent.envelope_from);
        let Faults { deferred, refused, uncertain, .. } = self.faults;
        if self.chance.is(deferred) {
            return Handed::Deferred("MAIL: 451 4.3.2 try again later".to_owned());
        }
        if !again && self.chance.is(refused) {
            return Handed::Refused {
                stage: Stage::Data,
                status: Some("5.7.1".to_owned()),
                text: "DATA: 554 5.7.1 looks like spam".to_owned(),
            };
        }
        if !again && self.chance.is(uncertain) {
            self.taken.insert(sent.envelope_from.clone());
            self.sent.push(sent);
            return Handed::Uncertain("connection lost after the final dot".to_owned());
        }
        self.sent.push(sent);
        ok()
    }
}

impl Transport for Post {
    async fn hand(&self, envelope_from: &str, to: &str, message: &[u8]) -> Handed {
        let sent = Sent { envelope_from: envelope_from.to_owned(), to: to.to_owned(), raw: message.to_vec() };
        let dies = std::mem::take(&mut self.lock().dies);
        if dies {
            self.lock().sent.push(sent);
            // Whoever waits here is dropped with the process.
            return std::future::pending().await;
        }
        self.lock().hand(sent)
    }
}
