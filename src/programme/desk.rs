//! The desk a decision is made at: what is known, and the changes and letters gathered so far.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::case::{Case, CaseId};
use super::change::Change;
use super::conversation::{Conversation, ConversationId, Thread, ThreadEntry, Topic};
use super::draft::{Draft, own_references};
use super::event::Mail;
use super::held_words;
use super::letter::{Author, Letter, LetterId, Recipient};
use super::mentorship::Mentorship;
use super::mentorship_clock;
use super::notice::Notice;
use super::open_requests;
use super::outcome::{Disposition, Outcome};
use super::person::{Person, PersonId, PersonState};
use super::person_clock;
use super::policy::Policy;
use super::question::Question;
use super::request::{Request, RequestId};
use super::snapshot::Snapshot;
use crate::ids::Ids;
use crate::mail::address::Address;

/// One decision in the making.
pub(super) struct Desk<'a> {
    /// What is known.
    pub snapshot: &'a Snapshot,
    /// The settings.
    pub policy: &'a Policy,
    /// The current instant.
    pub now: Timestamp,
    ids: &'a mut Ids,
    numbers_used: i64,
    changes: Vec<Change>,
    letters: Vec<Letter>,
    threads: BTreeMap<ConversationId, Thread>,
    service: Vec<(PersonId, ConversationId)>,
    /// Whose clock has just run: one that does not move on must not be due again at once, for ever.
    pub rang: Option<PersonId>,
}

impl<'a> Desk<'a> {
    /// An empty desk.
    pub fn new(snapshot: &'a Snapshot, policy: &'a Policy, now: Timestamp, ids: &'a mut Ids) -> Self {
        Self {
            snapshot,
            policy,
            now,
            ids,
            numbers_used: 0,
            changes: Vec::new(),
            letters: Vec::new(),
            threads: BTreeMap::new(),
            service: Vec::new(),
            rang: None,
        }
    }

    /// The next number for a row.
    pub fn number(&mut self) -> i64 {
        self.numbers_used += 1;
        self.ids.number()
    }

    /// Are there numbers left for `count` more rows of this decision?
    pub fn has_numbers(&self, count: i64) -> bool {
        self.numbers_used + count <= Ids::PER_DECISION
    }

    /// A person as this decision has left them so far.
    pub fn person(&self, id: PersonId) -> Option<Person> {
        let changed = self.changes.iter().rev().find_map(|change| match change {
            Change::Person(person) | Change::NewPerson(person) if person.id == id => Some(person.clone()),
            _ => None,
        });
        let in_directory = || self.snapshot.directory.iter().map(|entry| &*entry.person).find(|p| p.id == id).cloned();
        changed.or_else(|| self.snapshot.person(id).cloned()).or_else(in_directory)
    }

    /// A case as this decision has left it so far.
    pub fn case(&self, id: CaseId) -> Option<Case> {
        self.changes.iter().rev().find_map(|change| match change {
            Change::Case(case) | Change::NewCase(case) if case.id == id => Some(case.clone()),
            _ => None,
        })
    }

    /// Has this decision put one of these words on the record about that number?
    pub fn audited(&self, words: &[&str], number: i64) -> bool {
        let same =
            |c: &Change| matches!(c, Change::Audit { what, subject, .. } if *subject == number && words.contains(what));
        self.changes.iter().any(same)
    }

    /// Whom this decision has added at an address.
    pub fn newcomer_at(&self, address: &Address) -> Option<PersonId> {
        self.changes.iter().find_map(|change| match change {
            Change::NewPerson(person) if person.address.key() == address.key() => Some(person.id),
            _ => None,
        })
    }

    /// The name others see; a plain word where the person is not known any more.
    pub fn name(&self, id: PersonId) -> String {
        match self.person(id) {
            Some(person) if !person.name.is_empty() => person.name,
            _ => "a former participant".to_owned(),
        }
    }

    /// A request that this decision has changed, as it has left it so far.
    pub fn request(&self, id: RequestId) -> Option<Request> {
        self.changes.iter().rev().find_map(|change| match change {
            Change::Request(request) if request.id == id => Some(request.clone()),
            _ => None,
        })
    }

    /// Adds a change. A row that this decision changes twice is written once, as it is at the end.
    pub fn change(&mut self, change: Change) {
        let change = match change {
            // Somebody new is written once, as they are at the end.
            Change::Person(person) if self.changes.iter().any(|old| is_new(old, person.id)) => {
                Change::NewPerson(person)
            }
            change => change,
        };
        let same = |old: &Change| match (old, &change) {
            (Change::Person(a), Change::Person(b)) | (Change::NewPerson(a), Change::NewPerson(b)) => a.id == b.id,
            (Change::Request(a), Change::Request(b)) => a.id == b.id,
            (Change::Mentorship(a), Change::Mentorship(b)) => a.id == b.id,
            (Change::Meeting(a), Change::Meeting(b)) => a.id == b.id,
            (Change::Case(a), Change::Case(b)) => a.id == b.id,
            (Change::Question(a), Change::Question(b)) => a.id == b.id,
            _ => false,
        };
        match self.changes.iter_mut().find(|old| same(old)) {
            Some(old) => *old = change,
            None => self.changes.push(change),
        }
    }

    /// The audit's line for a change.
    pub fn audit(&mut self, actor: Option<PersonId>, what: &'static str, subject: i64) {
        self.change(Change::Audit { actor, what, subject });
    }

    /// A new conversation.
    pub fn new_conversation(&mut self, topic: Topic, subject: &str) -> ConversationId {
        let id = ConversationId(self.number());
        self.open_conversation(id, topic, subject);
        id
    }

    /// A new conversation under a number that was taken before.
    pub fn open_conversation(&mut self, id: ConversationId, topic: Topic, subject: &str) {
        self.change(Change::NewConversation(Conversation { id, topic, subject: subject.to_owned() }));
    }

    /// Where a person talks with the service itself: the one there is, else a new one.
    pub fn service(&mut self, person: PersonId) -> Option<ConversationId> {
        if let Some((_, id)) = self.service.iter().find(|(p, _)| *p == person) {
            return Some(*id);
        }
        let known = [self.snapshot.service.as_ref(), self.snapshot.conversation.as_ref()];
        let known = known.into_iter().flatten().find(|c| c.topic == Topic::Service(person)).map(|c| c.id);
        let id = match known {
            Some(id) => id,
            // Without a number left the letter goes out all the same; its answer comes to the bare address.
            None if !self.has_numbers(1) => return None,
            None => self.new_conversation(Topic::Service(person), &self.policy.programme.clone()),
        };
        self.service.push((person, id));
        Some(id)
    }

    /// The thread of a conversation, as far as it is known, with what this decision adds.
    fn thread(&mut self, conversation: ConversationId) -> &mut Thread {
        let snapshot = self.snapshot;
        let here = snapshot.conversation.as_ref().is_some_and(|c| c.id == conversation);
        let other = || snapshot.threads.get(&conversation).cloned().unwrap_or_default();
        let known = || if here { snapshot.thread.clone() } else { other() };
        self.threads.entry(conversation).or_insert_with(known)
    }

    /// A new entry of a thread; with a mail, the entry under which its writer knows it.
    pub fn entry(&mut self, conversation: ConversationId, mail: Option<(&Mail<'_>, PersonId)>) -> i64 {
        let number = self.number();
        let thread = self.thread(conversation);
        let newest = thread.0.last().map(|e| e.entry);
        let answered = mail.and_then(|(m, _)| thread.answered(&m.inbound.in_reply_to, &m.inbound.references));
        let parent = answered.or(newest);
        thread.0.push(ThreadEntry { entry: number, parent, ids: Vec::new() });
        if let Some((mail, writer)) = mail {
            self.known_as(conversation, number, writer, mail.inbound.message_id.clone());
        }
        number
    }

    fn known_as(&mut self, conversation: ConversationId, number: i64, person: PersonId, message_id: String) {
        let thread = self.thread(conversation);
        let Some(entry) = thread.0.iter_mut().find(|e| e.entry == number) else { return };
        entry.ids.push((person, message_id.clone()));
        let parent = entry.parent;
        self.change(Change::ThreadId { conversation, entry: number, parent, person, message_id });
    }

    /// Writes a letter to a person of ours. Nobody writes to those whose data is gone.
    pub fn post(&mut self, draft: Draft) {
        let Some(person) = self.person(draft.to) else { return };
        if person.state == PersonState::Erased {
            return;
        }
        let id = LetterId(self.ids.random());
        let conversation = match draft.conversation {
            Some(id) => Some(id),
            None if draft.bare => None,
            None => self.service(person.id),
        };
        let mut references = draft.references;
        if let (Some(conversation), Some(entry)) = (draft.conversation, draft.entry) {
            let thread = self.thread(conversation);
            let parent = thread.0.iter().find(|e| e.entry == entry).and_then(|e| e.parent);
            if references.is_empty() && parent.is_some() {
                references = thread.references_for(person.id, parent);
            }
            let message_id = id.message_id(self.policy.address.domain());
            self.known_as(conversation, entry, person.id, message_id);
        }
        self.letters.push(Letter {
            id,
            to: Recipient {
                person: Some(person.id),
                name: person.name,
                called: person.profile.preferred_name,
                address: person.address,
            },
            author: draft.author,
            conversation,
            notice: draft.notice,
            subject: draft.subject,
            references,
            words_html: draft.words_html,
            attachments: draft.attachments,
            calendar: draft.calendar,
            once: draft.once,
            answer: draft.answer,
        });
    }

    /// What a letter with this notice to the author of a stranger's mail would be known by.
    pub fn stranger_fingerprint(&mut self, mail: &Mail<'_>, notice: &Notice) -> Option<u64> {
        self.stranger_letter(mail, notice.clone()).map(|letter| letter.fingerprint())
    }

    /// Writes a letter to an address that nobody has registered.
    pub fn post_stranger(&mut self, mail: &Mail<'_>, notice: Notice) {
        let letter = self.stranger_letter(mail, notice);
        self.letters.extend(letter);
    }

    fn stranger_letter(&mut self, mail: &Mail<'_>, notice: Notice) -> Option<Letter> {
        let address = mail.inbound.from.clone()?;
        Some(Letter {
            id: LetterId(self.ids.random()),
            to: Recipient { person: None, name: String::new(), called: String::new(), address },
            author: Author::Programme,
            conversation: None,
            notice,
            subject: None,
            references: own_references(mail),
            words_html: None,
            attachments: Vec::new(),
            calendar: None,
            once: None,
            answer: true,
        })
    }

    /// Puts rows of the slow kinds in place.
    pub fn put_request(&mut self, request: Request) {
        self.change(Change::Request(request));
    }

    /// As [`Desk::put_request`], for a mentorship.
    pub fn put_mentorship(&mut self, mentorship: Mentorship) {
        self.change(Change::Mentorship(mentorship));
    }

    /// As [`Desk::put_request`], for a case.
    pub fn put_case(&mut self, case: Case) {
        self.change(Change::Case(case));
    }

    /// As [`Desk::put_request`], for a question.
    pub fn put_question(&mut self, question: Question) {
        self.change(Change::Question(question));
    }

    /// The day it is in the programme's time zone.
    pub fn today(&self) -> jiff::civil::Date {
        self.now.to_zoned_datetime(self.policy.timezone.clone()).date()
    }

    /// The instant `days` days after another.
    pub fn days_after(instant: Timestamp, days: i64) -> Timestamp {
        instant.checked_add(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(Timestamp::MAX)
    }

    /// Whole days from `earlier` to now.
    pub fn days_since(&self, earlier: Timestamp) -> i64 {
        (self.now.as_second() - earlier.as_second()) / 86_400
    }

    /// The letters so far.
    pub fn letters_mut(&mut self) -> &mut Vec<Letter> {
        &mut self.letters
    }

    /// The desk cleared of everything gathered so far.
    pub fn fresh(self) -> Self {
        let Self { snapshot, policy, now, ids, numbers_used, .. } = self;
        Self { numbers_used, ..Self::new(snapshot, policy, now, ids) }
    }

    /// Gives every mentorship that is written down the moment at which a rule wants to look next, and has those looked at whose
    /// people have changed.
    fn wind_mentorships(&mut self) {
        let wind = |change: &Change| match change {
            Change::Mentorship(m) | Change::NewMentorship(m) => Some(mentorship_clock::wound(self, m.clone())),
            _ => None,
        };
        let wound: Vec<_> = self.changes.iter().map(wind).collect();
        for (change, wound) in self.changes.iter_mut().zip(wound) {
            if let (Change::Mentorship(mentorship) | Change::NewMentorship(mentorship), Some(wound)) = (change, wound) {
                *mentorship = wound;
            }
        }
        let failures = self.policy.rules.failures;
        let changed = self.changes.iter().filter_map(|change| match change {
            Change::Person(new) => self.snapshot.person(new.id).map(|old| (old, new)),
            _ => None,
        });
        let woken = changed.filter(|(old, new)| mentorship_clock::woken_by(old, new, failures));
        let woken: Vec<_> = woken.map(|(_, new)| Change::WakeMentorships(new.id)).collect();
        self.changes.extend(woken);
    }

    /// What it all comes to. Everybody who is written down is so with the moment at which a rule wants to look next.
    pub fn close(mut self, disposition: Disposition) -> Outcome {
        let moved = self.changes.iter().filter_map(|change| match change {
            Change::Person(person) if self.snapshot.state(person.id) != Some(person.state) => Some(person.clone()),
            _ => None,
        });
        for person in moved.collect::<Vec<_>>() {
            open_requests::follow(&mut self, &person);
        }
        for change in &mut self.changes {
            if let Change::Person(person) | Change::NewPerson(person) = change {
                // Whoever was hidden could not be asked: the time that nobody asks them counts from here.
                let before = self.snapshot.person(person.id).map(|known| known.state);
                if person.state == PersonState::Active && before.is_some_and(|state| state != PersonState::Active) {
                    person.care.unasked_since = Some(self.now);
                }
                wind(person, self.policy, self.now);
                let soonest = (self.rang == Some(person.id)).then(|| Self::days_after(self.now, 1));
                person.due_at = person.due_at.map(|at| if at <= self.now { soonest.unwrap_or(at) } else { at });
            }
        }
        self.wind_mentorships();
        let woken = held_words::woken(self.snapshot, &self.changes);
        self.changes.extend(woken);
        Outcome { disposition, changes: self.changes, letters: self.letters }
    }
}

fn is_new(change: &Change, id: PersonId) -> bool {
    matches!(change, Change::NewPerson(person) if person.id == id)
}

/// Sets the clock of a person.
fn wind(person: &mut Person, policy: &Policy, now: Timestamp) {
    if person.state == PersonState::Active && person.joining.active_since.is_none() {
        person.joining.active_since = Some(now);
    }
    person.due_at = person_clock::next(person, policy);
}
