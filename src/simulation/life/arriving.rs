//! What the service handed over reaches people's mailboxes.

use super::{Happening, Life, automatic, key, number};
use crate::mail::address::Address;
use crate::mail::envelope::Purpose;
use crate::programme::person::PersonId;
use crate::simulation::actor::Part;
use crate::simulation::incoming::Incoming;
use crate::simulation::post::Sent;
use crate::simulation::story::NOBODY;
use crate::simulation::watch::{Arrival, Broken, Sight};
use crate::simulation::{Faults, SimulationError};

impl Life {
    /// What the service handed over reaches the mailboxes.
    pub(super) fn deliver(&mut self) -> Result<(), SimulationError> {
        for sent in self.town.sent() {
            self.delivered(sent)?;
        }
        Ok(())
    }

    pub(super) fn delivered(&mut self, sent: Sent) -> Result<(), SimulationError> {
        self.digest.update(sent.to.as_bytes());
        self.digest.update(&sent.raw);
        let Some((mail, all)) = Incoming::read(&sent.raw) else {
            let how = format!("a mail to {} cannot be read", sent.to);
            self.broken.push(Broken { promise: "every mail can be answered", how, people: Vec::new() });
            return Ok(());
        };
        let to = key(&sent.to).unwrap_or_default();
        let reader = self.watch.known.addresses.get(&to).copied();
        let opened =
            Address::parse(&mail.reply_to).and_then(|address| self.town.service().ok()?.addressing().open(&address));
        let opens = opened.filter(|t| t.purpose == Purpose::Reply).map(|t| (PersonId(t.person), t.thread));
        // A mail program drops what it has already.
        let copy = self.seen.insert(mail.message_id.clone(), ()).is_some();
        let copy = copy && self.plan.faults != Faults::default();
        let arrival = Arrival { mail: &mail, all: &all, to: &to, reader, opens, copy };
        let broken = self.watch.see(&Sight::Out(&arrival));
        self.broken.extend(broken);
        let who = self.by_address.get(&to).copied();
        let what = format!("{} gets a {} {:?}", sent.to, mail.kind, mail.subject);
        self.story.note(self.now, [who.map_or(NOBODY, number), NOBODY], what);
        if copy {
            return Ok(());
        }
        self.out += 1;
        *self.figures.sent.entry(mail.kind.clone()).or_default() += 1;
        if let Some(who) = who {
            self.figures.to_participants += usize::from(self.actors[who].part != Part::Staff);
            self.comes_to(who, mail, &sent);
        }
        Ok(())
    }

    pub(super) fn comes_to(&mut self, who: usize, mail: Incoming, sent: &Sent) {
        if self.bounces.contains(&who) {
            let raw = automatic::bounce(&sent.to, &sent.envelope_from, &mail.message_id, self.now);
            return self.by_machine(who, "bounce", raw);
        }
        if let Some(until) = self.actors[who].away_until(self.now)
            && self.actors[who].told_away != Some(until)
        {
            self.actors[who].told_away = Some(until);
            let raw = automatic::away(&self.actors[who].writer, &mail, until, self.now);
            self.by_machine(who, "out-of-office", raw);
        }
        let at = self.actors[who].reads_at(self.now);
        self.plan_for(at, Happening::Reads(who, Box::new(mail)));
    }
}
