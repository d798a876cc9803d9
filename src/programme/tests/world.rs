//! A small programme of plain values: Ada and Ben look for a mentor; Mona, Karl and the busy Lea are mentors; Stella and Alan run it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

use crate::ids::Ids;
use crate::mail::address::Address;
use crate::mail::html_text::HtmlPart;
use crate::mail::inbound::{Authentication, Inbound, Kind, Verdict};
use crate::programme::case::{Case, CaseId};
use crate::programme::change::Change;
use crate::programme::conversation::{Conversation, ConversationId, Held, HeldId, HeldWhy, InboxId, Topic};
use crate::programme::decide::decide;
use crate::programme::event::{Event, Mail};
use crate::programme::letter::{Letter, LetterId};
use crate::programme::mentorship::{EndReason, Ended, Mentorship, MentorshipId, Progress};
use crate::programme::outcome::Outcome;
use crate::programme::person::{Care, Joining, Person, PersonId, PersonState, Profile, Role, Team};
use crate::programme::policy::{Policy, Rules};
use crate::programme::request::{Request, RequestId, RequestState};
use crate::programme::snapshot::{MentorEntry, Snapshot};

pub const ADA: PersonId = PersonId(1);
pub const BEN: PersonId = PersonId(2);
pub const MONA: PersonId = PersonId(17);
pub const KARL: PersonId = PersonId(18);
pub const LEA: PersonId = PersonId(19);
pub const STELLA: PersonId = PersonId(30);
pub const ALAN: PersonId = PersonId(31);
pub const PAIR: ConversationId = ConversationId(300);
pub const CASE: ConversationId = ConversationId(400);
pub const QUESTION: ConversationId = ConversationId(500);
pub const SERVICE: ConversationId = ConversationId(600);

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The instant at which the mails of the tests come.
pub fn now() -> Timestamp {
    at("2026-11-20T10:00:00Z")
}

pub fn policy() -> Policy {
    Policy {
        programme: "Career Mentoring".into(),
        university: "University of Example".into(),
        address: address("mentoring@uni.example"),
        timezone: TimeZone::UTC,
        handbook_url: None,
        student_domains: vec!["student.uni.example".into()],
        require_authentication: true,
        max_attachments: 1_000,
        max_message: 25 * 1024 * 1024,
        digest_at: Time::constant(8, 0, 0, 0),
        faq: Vec::new(),
        weekly_on: Some(Weekday::Monday),
        rules: Rules::default(),
    }
}

pub fn person(id: PersonId, role: Role, name: &str, mail: &str) -> Person {
    Person {
        id,
        role,
        state: PersonState::Active,
        name: name.into(),
        address: address(mail),
        profile: Profile::default(),
        care: Care::default(),
        joining: Joining { by_staff: true, active_since: Some(at("2026-09-01T00:00:00Z")), ..Joining::default() },
        capacity: 2,
        away_until: None,
        failures: 0,
        created_at: at("2026-09-01T00:00:00Z"),
        due_at: None,
        version: 7,
    }
}

fn profile(job: &str, help: &str, moves: &str) -> Profile {
    Profile {
        job: job.into(),
        help: help.into(),
        moves: moves.into(),
        course: "BA Economics".into(),
        ..Profile::default()
    }
}

/// What is known, to be changed by a test before it asks.
#[derive(Clone)]
pub struct World {
    pub snapshot: Snapshot,
    pub policy: Policy,
    pub now: Timestamp,
}

impl World {
    pub fn new() -> Self {
        let mut people: BTreeMap<PersonId, Person> = BTreeMap::new();
        let all = [
            person(ADA, Role::Mentee, "Ada Lovelace", "ada@student.uni.example"),
            person(BEN, Role::Mentee, "Ben Okri", "ben@student.uni.example"),
            person(MONA, Role::Mentor, "Mona Berg", "mona@corp.example"),
            person(KARL, Role::Mentor, "Karl Lind", "karl@bank.example"),
            person(LEA, Role::Mentor, "Lea Roth", "lea@agency.example"),
            person(STELLA, Role::Staff(Team::Careers), "Stella Moss", "stella@uni.example"),
            person(ALAN, Role::Staff(Team::Alumni), "Alan Reed", "alan@uni.example"),
        ];
        people.extend(all.map(|p| (p.id, p)));
        let mut edit = |id, new: Profile| people.get_mut(&id).unwrap().profile = new;
        edit(
            ADA,
            Profile {
                help: "marketing jobs".into(),
                aims: "work in Germany".into(),
                course: "BA English".into(),
                ..Profile::default()
            },
        );
        edit(MONA, profile("Head of Marketing", "marketing, first graduate job", "Moved to Germany"));
        edit(KARL, profile("Analyst at a bank", "finance, salary negotiation", "Moved to London"));
        edit(LEA, profile("Marketing consultant", "marketing, business plans", "France"));
        let entry = |id, running| MentorEntry { person: people[&id].clone().into(), running, open: 0 };
        let mut directory = vec![entry(KARL, 0), entry(LEA, 2), entry(MONA, 1)];
        directory.sort_by_key(|entry| entry.person.id);
        let addresses = people.values().map(|p| (p.id, p.address.key())).collect();
        let directory = std::sync::Arc::new(directory);
        let snapshot = Snapshot { people, directory, addresses, staff: vec![STELLA, ALAN], ..Snapshot::default() };
        Self { snapshot, policy: policy(), now: now() }
    }

    /// Ada has asked Mona, and the mail is in their conversation.
    pub fn asked(state: RequestState) -> Self {
        let mut world = Self::new();
        let request = request(33, ADA, MONA, state);
        world.snapshot.conversation = Some(conversation(PAIR, Topic::Pair(request.id)));
        world.snapshot.requests = vec![request.clone()];
        world.snapshot.request = Some(request);
        world
    }

    /// Mona is Ada's mentor, and the mail is in their conversation.
    pub fn running() -> Self {
        let mut world = Self::asked(RequestState::Accepted);
        let mentorship = mentorship(44, 33, ADA, MONA);
        world.snapshot.mentorships = vec![mentorship.clone()];
        world.snapshot.mentorship = Some(mentorship);
        world
    }

    /// Their mentorship has ended.
    pub fn ended() -> Self {
        let mut world = Self::running();
        let ended = Some(Ended { at: at("2026-11-10T00:00:00Z"), by: ADA, reason: EndReason::Time });
        world.snapshot.mentorships[0].ended = ended.clone();
        world.snapshot.mentorship.as_mut().unwrap().ended = ended;
        world
    }

    /// Ada has a case with the careers service, and the mail is in its conversation.
    pub fn case(closed: bool, concern: bool) -> Self {
        let mut world = Self::new();
        let case = Case {
            id: CaseId(55),
            person: ADA,
            team: Team::Careers,
            concern,
            conversation: CASE,
            opened_at: at("2026-11-15T00:00:00Z"),
            answered_at: None,
            closed_at: closed.then(|| at("2026-11-18T00:00:00Z")),
            words: "My mentor does not answer.".into(),
            version: 3,
        };
        world.snapshot.conversation = Some(conversation(CASE, Topic::Case(case.id)));
        world.snapshot.case = Some(case);
        world
    }

    /// A mail waits for Ada's word, and the mail is in the conversation that asks.
    pub fn held(why: HeldWhy, released: Option<bool>) -> Self {
        let mut world = Self::new();
        let held = Held {
            id: HeldId(66),
            inbox: InboxId(9),
            asked: ADA,
            why,
            from: address("ada@home.example"),
            released,
            version: 2,
        };
        world.snapshot.conversation = Some(conversation(QUESTION, Topic::Held(held.id)));
        world.snapshot.held = Some(held);
        world
    }

    pub fn directory(&mut self) -> &mut Vec<MentorEntry> {
        std::sync::Arc::make_mut(&mut self.snapshot.directory)
    }

    pub fn edit(mut self, id: PersonId, change: impl Fn(&mut Person)) -> Self {
        change(self.snapshot.people.get_mut(&id).unwrap());
        for entry in self.directory().iter_mut().filter(|entry| entry.person.id == id) {
            change(std::sync::Arc::make_mut(&mut entry.person));
        }
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// A proven mail of this person, with the token of the conversation.
    pub fn from(&self, id: PersonId, text: &str) -> Outcome {
        self.send(id, &self.write(id, text), true)
    }

    /// The mail this person would write.
    pub fn write(&self, id: PersonId, text: &str) -> Inbound {
        let from = self.snapshot.people[&id].address.clone();
        Inbound { from: Some(from), ..inbound(text) }
    }

    /// Sends a mail in this person's name, with or without their token.
    pub fn send(&self, id: PersonId, inbound: &Inbound, token: bool) -> Outcome {
        let mut world = self.clone();
        world.snapshot.sender = Some(id);
        let here = world.snapshot.conversation.as_ref().map_or(SERVICE, |c| c.id);
        world.mail(inbound, token.then_some((id, here)))
    }

    pub fn mail(&self, inbound: &Inbound, token: Option<(PersonId, ConversationId)>) -> Outcome {
        self.event(&Event::Mail(mail(inbound, token)))
    }

    pub fn event(&self, event: &Event<'_>) -> Outcome {
        let mut ids = Ids::seeded(1);
        ids.give(1_000, Ids::PER_DECISION);
        let outcome = decide(&self.snapshot, event, &self.policy, self.now, &mut ids);
        assert!(ids.number() <= 1_000 + Ids::PER_DECISION, "more numbers than a decision may use");
        outcome
    }
}

pub fn mail(inbound: &Inbound, token: Option<(PersonId, ConversationId)>) -> Mail<'_> {
    Mail {
        inbox: InboxId(8),
        inbound,
        token,
        bounce_of: None,
        also_in: Vec::new(),
        also_to: Vec::new(),
        vouched: None,
        leave_out: false,
        received_at: now(),
    }
}

pub fn conversation(id: ConversationId, topic: Topic) -> Conversation {
    Conversation { id, topic, subject: "Mentoring".into() }
}

pub fn request(id: i64, mentee: PersonId, mentor: PersonId, state: RequestState) -> Request {
    Request {
        id: RequestId(id),
        mentee,
        mentor,
        conversation: if mentor == MONA && mentee == ADA { PAIR } else { ConversationId(id + 10_000) },
        state,
        message: "Dear mentor, may I ask you?".into(),
        asked_at: at("2026-11-16T10:00:00Z"),
        moved_at: at("2026-11-16T10:00:00Z"),
        asked_back: false,
        reminders: 0,
        reminded_at: None,
        stopped_at: None,
        decided_at: (state != RequestState::Open).then(|| at("2026-11-18T00:00:00Z")),
        due_at: None,
        version: 5,
    }
}

pub fn mentorship(id: i64, request: i64, mentee: PersonId, mentor: PersonId) -> Mentorship {
    Mentorship {
        id: MentorshipId(id),
        request: RequestId(request),
        mentor,
        mentee,
        conversation: PAIR,
        began_at: at("2026-11-18T00:00:00Z"),
        ended: None,
        mentor_wrote_at: None,
        mentee_wrote_at: None,
        progress: Progress::default(),
        due_at: None,
        version: 4,
    }
}

pub fn inbound(text: &str) -> Inbound {
    Inbound {
        kind: Kind::Human,
        reason: String::new(),
        from: None,
        from_name: None,
        from_ambiguous: false,
        delivered_to: Vec::new(),
        addressed_to: Vec::new(),
        subject: "Re: Mentoring".into(),
        message_id: "written@home.example".into(),
        in_reply_to: Vec::new(),
        references: Vec::new(),
        date: None,
        text: text.into(),
        elided: String::new(),
        html: HtmlPart::default(),
        forwarded: false,
        attachments: Vec::new(),
        bounce: Vec::new(),
        reported_message_ids: Vec::new(),
        auto_reply: false,
        away_until: None,
        suppress_response: false,
        authentication: authentication(Verdict::Pass),
        received_count: 3,
        calendar: None,
        warnings: Vec::new(),
    }
}

pub fn authentication(dmarc: Verdict) -> Authentication {
    Authentication { dmarc, by: Some("mx.uni.example".into()), ..Authentication::default() }
}

/// Every letter as "number of its recipient: kind", in order; strangers are 0.
pub fn letters(outcome: &Outcome) -> Vec<String> {
    let line = |l: &Letter| format!("{}: {}", l.to.person.map_or(0, |p| p.0), l.notice.kind());
    outcome.letters.iter().map(line).collect()
}

/// The letters in one line, for tables.
pub fn told(outcome: &Outcome) -> String {
    letters(outcome).join(", ")
}

/// The audit's words, in one line.
pub fn audit(outcome: &Outcome) -> String {
    let words = outcome.changes.iter().filter_map(|change| match change {
        Change::Audit { what, .. } => Some(*what),
        _ => None,
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The letter of a kind.
pub fn letter<'o>(outcome: &'o Outcome, kind: &str) -> &'o Letter {
    outcome.letters.iter().find(|l| l.notice.kind() == kind).unwrap_or_else(|| panic!("no {kind} in {}", told(outcome)))
}

/// A letter's notice with all its words, as JSON.
pub fn says(outcome: &Outcome, kind: &str) -> String {
    serde_json::to_string(&letter(outcome, kind).notice).unwrap()
}

/// The ids under which this person's mail program knows the new entries of threads.
pub fn known(outcome: &Outcome, who: PersonId) -> Vec<(i64, String)> {
    let ids = outcome.changes.iter().filter_map(|change| match change {
        Change::ThreadId { entry, person, message_id, .. } if *person == who => Some((*entry, message_id.clone())),
        _ => None,
    });
    ids.collect()
}

pub fn message_id(id: LetterId) -> String {
    id.message_id("uni.example")
}
