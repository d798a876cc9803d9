//! The promises of the programme, watched over while it lives: each looks at what happens and says where one is broken.

mod addresses;
mod answerable;
mod dispositions;
mod files;
mod gone;
mod invitations;
mod meant;
mod moves;
mod pace;
mod requests;
mod strangers;
#[cfg(test)]
mod tests;
mod twice;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::actor::Meant;
use super::incoming::Incoming;
use crate::programme::mentorship::MentorshipId;
use crate::programme::person::{PersonId, PersonState, Role};
use crate::programme::policy::Policy;
use crate::programme::request::RequestId;
use crate::store::{Deed, InboxRow, MentorshipStands, PersonStands, RequestStands, Standings};

/// Something that can be seen from outside.
pub enum Sight<'a> {
    /// A mail was put into the mailbox of the service.
    In(&'a PutIn),
    /// A mail arrived in somebody's mailbox.
    Out(&'a Arrival<'a>),
    /// Where a received mail ended, or that it still waits.
    Handled(&'a InboxRow),
    /// A line of the audit.
    Deed(&'a Deed),
    /// How some of the people and things stand now.
    Stand(&'a Standings),
    /// How everybody and everything stands now.
    All(&'a Standings),
}

/// A mail to the service.
#[derive(Clone, Debug)]
pub struct PutIn {
    /// Its `Message-ID`.
    pub message_id: String,
    /// What its writer meant it to do.
    pub meant: Meant,
    /// Whose address it bears, where that is one of ours.
    pub writer: Option<PersonId>,
    /// The key of that address.
    pub from: String,
}

/// A mail to somebody.
pub struct Arrival<'a> {
    /// The mail as they see it.
    pub mail: &'a Incoming,
    /// All that anybody could find in it, in lower case.
    pub all: &'a str,
    /// The key of the address it goes to.
    pub to: &'a str,
    /// Whose that is.
    pub reader: Option<PersonId>,
    /// For whom, and for which conversation, the address opens that an answer goes to.
    pub opens: Option<(PersonId, i64)>,
    /// Is it the same mail a second time, as a mail program would drop it?
    pub copy: bool,
}

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub promise: &'static str,
    /// How.
    pub how: String,
    /// Whom it is about.
    pub people: Vec<PersonId>,
}

/// What is known of everybody by now, from the store.
pub struct Known {
    /// The numbers of the rules.
    pub policy: Policy,
    /// The current instant, by the clock of the service.
    pub now: Timestamp,
    /// By how much the clocks of the world and of the service may differ, in seconds.
    pub slack: i64,
    /// Everybody.
    pub people: BTreeMap<PersonId, PersonStands>,
    /// Since when they have stood as they stand.
    pub since: BTreeMap<PersonId, Timestamp>,
    /// Every address that belongs, or ever belonged, to somebody.
    pub addresses: BTreeMap<String, PersonId>,
    /// Every request.
    pub requests: BTreeMap<RequestId, RequestStands>,
    /// Every mentorship.
    pub mentorships: BTreeMap<MentorshipId, MentorshipStands>,
    /// Who may know whose address: the mentorships in which both have shared, as pairs.
    pub shared: BTreeSet<(PersonId, PersonId)>,
    /// When each last wrote.
    pub wrote: BTreeMap<PersonId, Timestamp>,
    /// Who was erased and has been answered as a stranger since.
    pub strangers: BTreeSet<PersonId>,
}

impl Known {
    /// Nobody yet.
    pub fn new(policy: Policy, now: Timestamp) -> Self {
        Self {
            policy,
            now,
            slack: 0,
            people: BTreeMap::new(),
            since: BTreeMap::new(),
            addresses: BTreeMap::new(),
            requests: BTreeMap::new(),
            mentorships: BTreeMap::new(),
            shared: BTreeSet::new(),
            wrote: BTreeMap::new(),
            strangers: BTreeSet::new(),
        }
    }

    fn note(&mut self, stand: &Standings) {
        for person in &stand.people {
            let state = self.people.get(&person.id).map(|known| known.state);
            if state != Some(person.state) {
                self.since.insert(person.id, self.now);
            }
            if person.state != PersonState::Erased {
                self.addresses.insert(person.address.key(), person.id);
            }
            self.people.insert(person.id, person.clone());
        }
        for m in stand.mentorships.iter().filter(|m| m.shared) {
            self.shared.extend([(m.mentor, m.mentee), (m.mentee, m.mentor)]);
        }
        self.requests.extend(stand.requests.iter().map(|r| (r.id, r.clone())));
        self.mentorships.extend(stand.mentorships.iter().map(|m| (m.id, *m)));
    }

    fn note_stranger(&mut self, arrival: &Arrival<'_>) {
        let erased = |person: &PersonId| self.people.get(person).is_some_and(|p| p.state == PersonState::Erased);
        if arrival.mail.kind == "stranger" {
            self.strangers.extend(arrival.reader.filter(erased));
        }
    }

    /// The state of somebody, and since when.
    pub fn state(&self, person: PersonId) -> Option<(PersonState, Timestamp)> {
        Some((self.people.get(&person)?.state, *self.since.get(&person)?))
    }

    /// Who had been erased before that instant, and since when.
    pub fn erased_before(&self, instant: Timestamp) -> impl Iterator<Item = (PersonId, Timestamp)> {
        let erased = self.people.values().filter(|person| person.state == PersonState::Erased);
        let since = erased.filter_map(|person| Some((person.id, *self.since.get(&person.id)?)));
        since.filter(move |(_, since)| *since < instant)
    }

    /// Is this one of the staff?
    pub fn is_staff(&self, person: PersonId) -> bool {
        self.people.get(&person).is_some_and(|p| matches!(p.role, Role::Staff(_)))
    }
}

/// One promise.
pub trait Promise {
    /// Looks at something that happened; what stood before it is in `known`.
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken>;

    /// Looks at what is missing when all is over.
    fn at_the_end(&self) -> Vec<Broken> {
        Vec::new()
    }
}

/// All promises, and what is known.
pub struct Watch {
    /// What is known.
    pub known: Known,
    promises: Vec<Box<dyn Promise + Send>>,
}

impl Watch {
    /// All promises.
    pub fn new(policy: Policy, now: Timestamp) -> Self {
        Self {
            known: Known::new(policy, now),
            promises: vec![
                Box::new(dispositions::Dispositions::default()),
                Box::new(addresses::Addresses),
                Box::new(moves::Moves::default()),
                Box::new(twice::Twice::default()),
                Box::new(pace::Pace::default()),
                Box::new(requests::Requests::default()),
                Box::new(answerable::Answerable),
                Box::new(gone::Gone),
                Box::new(meant::MeantOnly::default()),
                Box::new(invitations::Invitations::default()),
                Box::new(strangers::Strangers::default()),
                Box::new(files::Files),
            ],
        }
    }

    /// Shows everybody what happened; gives the promises that it breaks.
    pub fn see(&mut self, sight: &Sight<'_>) -> Vec<Broken> {
        let broken: Vec<_> = self.promises.iter_mut().flat_map(|promise| promise.see(sight, &self.known)).collect();
        match sight {
            Sight::Stand(stand) | Sight::All(stand) => self.known.note(stand),
            Sight::In(put) => {
                if let Some(writer) = put.writer {
                    self.known.wrote.insert(writer, self.known.now);
                }
            }
            Sight::Out(arrival) => self.known.note_stranger(arrival),
            _ => {}
        }
        broken
    }
}

impl Watch {
    /// What is missing when all is over.
    pub fn at_the_end(&self) -> Vec<Broken> {
        self.promises.iter().flat_map(|promise| promise.at_the_end()).collect()
    }
}

/// A broken promise, in one line.
fn broken(promise: &'static str, how: String, people: impl IntoIterator<Item = PersonId>) -> Broken {
    Broken { promise, how, people: people.into_iter().collect() }
}
