//! The few rows that a decision may depend on, loaded before it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::case::Case;
use super::conversation::{Conversation, ConversationId, Held, InboxId, Thread};
use super::goal::Goal;
use super::letter::LetterRecord;
use super::meeting::Meeting;
use super::mentorship::Mentorship;
use super::period::Period;
use super::person::{Person, PersonId, PersonState};
use super::question::Question;
use super::request::Request;
use super::search::index::Index;

/// What the store knows that bears on one event. Rows that do not exist are absent, never invented.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Everyone named anywhere below.
    pub people: BTreeMap<PersonId, Person>,
    /// Who the author's address belongs to (any of their addresses).
    pub sender: Option<PersonId>,
    /// All addresses of everyone in `people`, for finding leaks: normalised keys ([`crate::mail::address::Address::key`]).
    pub addresses: Vec<(PersonId, String)>,
    /// The conversation the event belongs to: by token, else by `In-Reply-To`/`References`.
    pub conversation: Option<Conversation>,
    /// Its messages, oldest first.
    pub thread: Thread,
    /// The request of that conversation, or that fell due.
    pub request: Option<Request>,
    /// The mentorship of that conversation, or that fell due.
    pub mentorship: Option<Mentorship>,
    /// The case of that conversation.
    pub case: Option<Case>,
    /// The held mail that conversation asks about.
    pub held: Option<Held>,
    /// The question of that conversation, or that fell due; `mentorship` is then the one it is about.
    pub question: Option<Question>,
    /// The questions to the acting person that wait for an answer, newest first, at most 50.
    pub questions: Vec<Question>,
    /// All requests of the acting person (sender, or the one whose token it is), newest first, at most 200.
    pub requests: Vec<Request>,
    /// All mentorships of the acting person, newest first, at most 200.
    pub mentorships: Vec<Mentorship>,
    /// The goals of those of them that run, and of `mentorship`, by mentorship and number.
    pub goals: Vec<Goal>,
    /// All meetings of the acting person, newest first, at most 200; of a meeting that fell due, that one alone.
    pub meetings: Vec<Meeting>,
    /// The conversation of the acting person with the service itself, where there is one already.
    pub service: Option<Conversation>,
    /// The cases of the acting person, newest first, at most 50.
    pub cases: Vec<Case>,
    /// Every active mentor with how full they are, in the order of their numbers; loaded only when
    /// [`super::snapshot::Needs::directory`] says so.
    pub directory: Arc<Vec<MentorEntry>>,
    /// The index of the directory, where the shell has one of the very same names and profiles.
    pub index: Option<Arc<Index>>,
    /// Other requests of the mentees whose requests are above, loaded with the directory: whom not to suggest to them.
    pub of_mentees: Vec<Request>,
    /// What the acting person was last shown of the directory.
    pub view: Option<View>,
    /// Every member of staff who is in the configuration.
    pub staff: Vec<PersonId>,
    /// The letter that bounced or was refused.
    pub letter: Option<LetterRecord>,
    /// Of a stranger's mail: the letter of ours that it answers, if that went to the very address it comes from.
    pub answered: Option<LetterRecord>,
    /// The latest automatic answers to the author's address.
    pub answers: Answers,
    /// The inbox row that already holds this very message.
    pub duplicate_of: Option<InboxId>,
    /// All that is kept about the acting person; loaded only when [`Needs::keepsake`] says so.
    pub keepsake: Option<Keepsake>,
    /// What the acting person did of late, newest first, at most 50; loaded only when [`Needs::steps`] says so.
    pub steps: Vec<Step>,
    /// What those in the acting person's requests have going on; loaded with the steps.
    pub loads: BTreeMap<PersonId, Load>,
    /// What the digest has to tell; loaded only for it.
    pub digest: Option<DigestFacts>,
    /// Everybody but staff and the erased, in order of their numbers; loaded only where staff ask about all.
    pub everybody: Vec<Person>,
    /// The next people that a confirmed announcement may be for, in order of their numbers; loaded only when it is due.
    pub audience: Vec<Person>,
    /// When there was last a reminder about each number that staff name.
    pub reminded: BTreeMap<i64, Timestamp>,
    /// The messages of the conversations of the open requests and the cases that staff name.
    pub threads: BTreeMap<ConversationId, Thread>,
    /// The mails among the numbers that staff name which could not be handled.
    pub unplaced: Vec<Unplaced>,
    /// The figures of each period that staff ask for.
    pub reports: Vec<ReportFacts>,
    /// All there is, for tables; loaded only where staff ask for it.
    pub export: Option<ExportFacts>,
}

/// A mail that could not be handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Its row.
    pub id: InboxId,
    /// Why.
    pub reason: String,
    /// The beginning of its bytes; empty where they are kept no more.
    pub head: Vec<u8>,
}

/// A search that a mentee goes through page by page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The words; empty for the ranking by their own aims.
    pub query: String,
    /// Whom they were shown.
    pub shown: Vec<PersonId>,
}

/// A mentor as the directory knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentorEntry {
    /// The mentor.
    pub person: Arc<Person>,
    /// How many mentorships they have now.
    pub running: u32,
    /// How many requests wait for them.
    pub open: u32,
}

/// What was answered automatically to one address (RFC 3834; loops end here).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// How many in the last 24 hours.
    pub today: u32,
    /// The fingerprint of the last one ([`super::letter::Letter::fingerprint`]).
    pub last: Option<u64>,
    /// How many mails of the sender's went on to others, or to the team, in the last 24 hours.
    pub passed_on: u32,
}

/// All that is kept about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keepsake {
    /// It, as a JSON object.
    pub json: String,
    /// How many there are of each kind.
    pub counts: Vec<(&'static str, usize)>,
}

/// Something that a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: jiff::Timestamp,
    /// What, as the audit has it (`request.accepted`).
    pub what: String,
    /// The number of what it was done to.
    pub subject: i64,
}

/// What a person has going on, as far as somebody else's step depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Requests that are open.
    pub open: u32,
    /// Mentorships that run.
    pub running: u32,
    /// When the newest of those began.
    pub newest: Option<jiff::Timestamp>,
}

/// What the parts of a snapshot cost is asked for only where an event may need it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The whole directory.
    pub directory: bool,
    /// All that is kept about the acting person.
    pub keepsake: bool,
    /// What the acting person did of late.
    pub steps: bool,
    /// This person besides: the mentor that a command names.
    pub person: Option<PersonId>,
}

/// What the digest tells, counted by the store for its period.
#[derive(Clone, Debug, Default)]
pub struct DigestFacts {
    /// Is it the week's rather than the day's?
    pub weekly: bool,
    /// Open cases, oldest first, with who opened them.
    pub cases: Vec<Case>,
    /// People who wait for staff's decision.
    pub applied: Vec<PersonId>,
    /// People whose address is given up.
    pub unreachable: Vec<PersonId>,
    /// Who has not answered their invitation or finished the form for so long that nobody waits any more, since the last digest.
    pub lapsed: Vec<PersonId>,
    /// Mails that could not be handled or placed: number and reason.
    pub unplaced: Vec<(InboxId, String)>,
    /// Requests that will expire within three days.
    pub expiring: Vec<Request>,
    /// Requests asked since the last digest.
    pub asked: u32,
    /// Requests accepted since the last digest.
    pub accepted: u32,
    /// Requests declined since the last digest.
    pub declined: u32,
    /// Requests expired since the last digest.
    pub expired: u32,
    /// Mentorships ended since the last digest.
    pub ended: u32,
    /// Messages relayed since the last digest.
    pub relayed: u32,
    /// Mentorships that run now.
    pub running: u32,
    /// Active mentors now.
    pub mentors: u32,
    /// Active mentees now.
    pub mentees: u32,
    /// Requests open now.
    pub open: u32,
    /// People who joined or were taken in since the last digest.
    pub joined: u32,
    /// Cases opened since the last digest.
    pub opened: u32,
    /// Mentors of more than one mentee, the busiest first: how many each has.
    pub loads: Vec<(PersonId, u32)>,
    /// Mentees whose latest requests all went unanswered: how many in a row.
    pub unanswered: Vec<(PersonId, u32)>,
    /// Mentors with an open yearly review: after how many reminders.
    pub unreviewed: Vec<(PersonId, u32)>,
    /// What people wrote in answer to the yearly review, to a check-in or as feedback, and the marks they gave.
    pub remarks: Vec<Remark>,
    /// Why the mentorships that ended since the last digest did, by the word of the reason.
    pub reasons: Vec<(String, u32)>,
    /// The answers to check-ins since the last digest.
    pub check_ins: CheckIns,
    /// Running mentorships in which nobody has written for long.
    pub quiet: Vec<Mentorship>,
    /// The weeks of the chart, oldest first.
    pub weeks: Vec<WeekFacts>,
}

/// What somebody said in answer to a question of the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Who.
    pub by: PersonId,
    /// What they were asked: `review`, `check-in` or `feedback`.
    pub about: String,
    /// The word or number they answered with.
    pub answer: String,
    /// What they wrote beside it; empty for nothing.
    pub words: String,
}

/// Answers to check-ins, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckIns {
    /// All is well.
    pub great: u32,
    /// It could be better.
    pub ok: u32,
    /// The team is asked for help.
    pub help: u32,
}

/// A period to be counted, with its instants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSpan {
    /// The days.
    pub period: Period,
    /// When they begin.
    pub from: Timestamp,
    /// When they end.
    pub until: Timestamp,
}

/// What a report tells.
#[derive(Clone, Debug)]
pub struct ReportFacts {
    /// The days it is about.
    pub period: Period,
    /// The whole.
    pub total: PeriodFacts,
    /// Part by part.
    pub parts: Vec<(Period, PeriodFacts)>,
    /// Within how many hours half of the answers came; `None` without an answer.
    pub hours_to_answer: Option<u32>,
    /// Why mentorships ended, by the word of the reason.
    pub reasons: Vec<(String, u32)>,
}

/// A period, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeriodFacts {
    /// Requests sent.
    pub asked: u32,
    /// Requests accepted.
    pub accepted: u32,
    /// Requests declined.
    pub declined: u32,
    /// Requests expired.
    pub expired: u32,
    /// Requests taken back.
    pub withdrawn: u32,
    /// Mentorships begun.
    pub begun: u32,
    /// Mentorships ended.
    pub ended: u32,
    /// Mentorships running at the end.
    pub running: u32,
    /// People who joined.
    pub joined: u32,
    /// People who left.
    pub left: u32,
    /// Messages passed on.
    pub relayed: u32,
    /// Cases opened.
    pub opened: u32,
    /// Concerns among them.
    pub concerns: u32,
    /// The answers to check-ins.
    pub check_ins: CheckIns,
    /// How often a mentorship that ended was given a mark from 1 to 5.
    pub marks: u32,
    /// All those marks together.
    pub marks_sum: u32,
}

/// All there is, in order of the numbers.
#[derive(Clone, Debug, Default)]
pub struct ExportFacts {
    /// Everybody, staff and the erased too: their numbers are named by the others.
    pub people: Vec<Person>,
    /// All requests.
    pub requests: Vec<Request>,
    /// All mentorships.
    pub mentorships: Vec<Mentorship>,
}

/// One week, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekFacts {
    /// When it began.
    pub from: Timestamp,
    /// Requests sent in it.
    pub asked: u32,
    /// Requests accepted in it.
    pub accepted: u32,
    /// Mentorships that ran at its end.
    pub running: u32,
}

/// What the digest's facts are counted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestSpan {
    /// What happened since then is told.
    pub since: Timestamp,
    /// Is it the week's digest?
    pub weekly: bool,
    /// When each week of the chart begins, oldest first, and when the last one ends.
    pub weeks: Vec<Timestamp>,
    /// A mentorship in which nobody has written since then is quiet.
    pub quiet_before: Timestamp,
}

impl Snapshot {
    /// Where somebody stood before the event.
    pub fn state(&self, id: PersonId) -> Option<PersonState> {
        let listed = || self.directory.iter().find(|entry| entry.person.id == id).map(|entry| entry.person.state);
        self.people.get(&id).map(|person| person.state).or_else(listed)
    }

    /// The person with that number, where the snapshot has them.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id)
    }
}
