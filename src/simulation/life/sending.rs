//! What people write on its way to the service, and what may go wrong there.

use jiff::SignedDuration;

use super::{Happening, Life, key, number};
use crate::simulation::actor::{Meant, Written};
use crate::simulation::incoming::Incoming;
use crate::simulation::program::{Letter, Proof, Writer};
use crate::simulation::story::NOBODY;
use crate::simulation::watch::{PutIn, Sight};

impl Life {
    /// A mail is written and on its way, with what may go wrong there.
    pub(super) fn write(&mut self, who: usize, written: &Written) {
        let actor = &mut self.actors[who];
        actor.written += 1;
        let from = if written.elsewhere { actor.other.clone() } else { None };
        let writer = Writer { address: from.unwrap_or_else(|| actor.writer.address.clone()), ..actor.writer.clone() };
        let message_id = format!("{}.{}@{}", actor.written, actor.mark, "mail.example");
        let raw = writer.write(&Letter {
            to: &written.to,
            subject: &written.subject,
            words: &written.words,
            answers: written.answers.as_ref(),
            at: self.now,
            message_id: &message_id,
            proof: if written.elsewhere { Proof::None } else { written.proof },
            parcel: &written.parcel,
        });
        let from = key(&writer.address).unwrap_or_default();
        let person = self.watch.known.addresses.get(&from).copied();
        let first = written.words.lines().next().unwrap_or_default();
        let about = written.answers.as_ref().map_or("of their own accord", |mail| mail.kind.as_str());
        let what = format!("{} writes {first:?} ({about}; {:?})", writer.address, written.meant);
        self.story.note(self.now, [number(who), NOBODY], what);
        let put = PutIn { message_id, meant: written.meant, writer: person, from };
        self.send(who, put, raw);
    }

    pub(super) fn send(&mut self, who: usize, put: PutIn, raw: Vec<u8>) {
        let faults = self.plan.faults;
        let mut count = |name| *self.figures.faults.entry(name).or_default() += 1;
        if self.chance.is(faults.lost) {
            count("lost");
            return;
        }
        let mut at = self.now;
        if self.chance.is(faults.late) {
            count("late");
            at = self.now + SignedDuration::from_mins(self.chance.between(10, 3_000));
        }
        let twice = self.chance.is(faults.twice);
        if twice {
            count("twice");
            let other = self.chance.is(0.5);
            let copy = if other { received_again(&raw) } else { raw.clone() };
            let later = if other { at + SignedDuration::from_mins(self.chance.between(0, 300)) } else { at };
            self.plan_for(later, Happening::Arrives(who, Box::new(put.clone()), copy));
        }
        if at > self.now || twice {
            self.plan_for(at, Happening::Arrives(who, Box::new(put), raw));
        } else {
            self.arrives(who, put, raw);
        }
    }

    pub(super) fn arrives(&mut self, _: usize, put: PutIn, raw: Vec<u8>) {
        self.waiting.push(raw);
        let broken = self.watch.see(&Sight::In(&put));
        self.broken.extend(broken);
    }

    /// A mail that a machine writes.
    pub(super) fn by_machine(&mut self, who: usize, what: &str, raw: Vec<u8>) {
        let (mail, _) = Incoming::read(&raw).unwrap_or_default();
        let from = key(self.name(who)).unwrap_or_default();
        let put = PutIn { message_id: mail.message_id, meant: Meant::Talk, writer: None, from };
        self.story.note(self.now, [number(who), NOBODY], format!("{} sends an automatic {what}", self.name(who)));
        self.plan_for(self.now, Happening::Arrives(who, Box::new(put), raw));
    }
}

/// The same mail by another way.
fn received_again(raw: &[u8]) -> Vec<u8> {
    let mut copy = b"Received: from relay.example by mx.uni.example; Mon, 1 Jan 2029 00:00:00 +0000\r\n".to_vec();
    copy.extend_from_slice(raw);
    copy
}
