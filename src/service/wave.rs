//! Mails that are decided about at one time: those of them that depend on none of the others, and those that have to wait.

use std::collections::HashSet;

use jiff::Timestamp;

use super::read::Read;
use crate::mail::inbound::Kind;
use crate::programme::snapshot::Snapshot;
use crate::store::Settlement;

/// Mails that were decided about at one time, none of which depends on another, and those that do.
#[derive(Debug, Default)]
pub(super) struct Wave {
    pub now: Timestamp,
    /// What is to be settled, and the mail of each.
    pub group: Vec<Settlement>,
    pub members: Vec<Read>,
    /// What has to wait until that is settled, in the order in which it came.
    pub later: Vec<Read>,
    /// What may change when what is decided is settled, and when what has to wait is.
    pub touched: HashSet<Touched>,
    pub waiting: HashSet<Touched>,
    /// Of the batch they are of: see [`super::batch::Batch`].
    pub count: usize,
    pub is_full: bool,
}

impl Wave {
    /// May one that touches these depend on what is decided, waits or is under way?
    pub fn must_wait(&self, touches: &[Touched], under_way: &HashSet<Touched>) -> bool {
        let changing = [&self.touched, &self.waiting, under_way];
        touches.iter().any(|touch| changing.iter().any(|of| of.contains(touch)))
    }

    /// It has to wait, and others for it.
    pub fn put_off(&mut self, read: Read, touches: Vec<Touched>) {
        self.waiting.extend(touches);
        self.later.push(read);
    }

    /// What has to wait, to be decided about with the mails that come next. Where that is the greater part, each waits for another, and
    /// it is left here, to be settled one after the other before any more is.
    pub fn take_later(&mut self) -> Vec<Read> {
        let waiting = std::mem::take(&mut self.waiting);
        if self.later.len() <= self.members.len() {
            return std::mem::take(&mut self.later);
        }
        self.touched.extend(waiting);
        Vec::new()
    }

    /// How many are to be settled, and how many wait for them.
    #[cfg(test)]
    pub fn numbers(&self) -> (usize, usize) {
        (self.members.len(), self.later.len())
    }
}

/// What a decision may change or count, so that the next one about the same has to wait for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Touched {
    /// The row of that number.
    Number(i64),
    /// What is answered to this address; all that have none are taken for one.
    Writer(Option<String>),
}

impl Touched {
    fn writer(read: &Read) -> Self {
        Self::Writer(read.inbound.from.as_ref().map(|from| from.key()))
    }
}

/// Which of these mails have to wait for others before them or for what is under way, as far as they themselves tell.
pub(super) fn waits(reads: &[Read], under_way: &HashSet<Touched>) -> Vec<bool> {
    let mut named = HashSet::new();
    let waits = reads.iter().map(|read| {
        let touches = named_by(read);
        let waits = touches.iter().any(|touch| named.contains(touch) || under_way.contains(touch));
        named.extend(touches);
        waits
    });
    waits.collect()
}

/// What a decision may change as far as the mail itself names it: who writes, whom it answers, and where.
pub(super) fn named_by(read: &Read) -> Vec<Touched> {
    let token = read.token.into_iter();
    let mut named: Vec<_> = token.flat_map(|(person, place)| [person.0, place.0]).map(Touched::Number).collect();
    // Bounces come from a few servers, to whom nothing is ever said.
    if read.inbound.kind != Kind::Bounce {
        named.push(Touched::writer(read));
    }
    named
}

/// What a decision may change.
pub(super) fn touches(read: &Read, snapshot: &Snapshot) -> Vec<Touched> {
    let letter = snapshot.letter.as_ref();
    let people = [snapshot.sender, letter.and_then(|l| l.person), letter.and_then(|l| l.writer)];
    let mut touched: Vec<Touched> = people.iter().flatten().map(|person| Touched::Number(person.0)).collect();
    touched.extend(snapshot.conversation.as_ref().map(|c| Touched::Number(c.id.0)));
    touched.extend(named_by(read));
    if touched.is_empty() {
        touched.push(Touched::writer(read));
    }
    touched
}
