//! Rows as they are stored, and the values of the programme that they are.

use serde::{Deserialize, Deserializer};
use sqlx::FromRow;

use super::StoreError;
use super::words::{Word, address, count, instant};
use crate::programme::case::{Case, CaseId};
use crate::programme::conversation::{Conversation, ConversationId, Held, HeldId, InboxId, Topic};
use crate::programme::letter::{LetterId, LetterRecord};
use crate::programme::mentorship::MentorshipId;
use crate::programme::person::{Care, Joining, Person, PersonId, PersonState, Profile, Role};
use crate::programme::question::{About, Question, QuestionId};
use crate::programme::request::{Request, RequestId};

/// Of a row, or of a JSON list of its values in this order.
#[derive(FromRow, Deserialize)]
pub(super) struct PersonRow {
    id: i64,
    role: String,
    state: String,
    name: String,
    address: String,
    course: String,
    job: String,
    history: String,
    strengths: String,
    moves: String,
    help: String,
    languages: String,
    year: String,
    graduation: String,
    aims: String,
    preferred_name: String,
    language: String,
    #[serde(deserialize_with = "truth")]
    by_staff: bool,
    invited_at: Option<i64>,
    invite_reminders: i64,
    applied_at: Option<i64>,
    active_since: Option<i64>,
    reviewed_year: i64,
    unasked_since: Option<i64>,
    capacity: i64,
    failures: i64,
    created_at: i64,
    away_until: Option<i64>,
    due_at: Option<i64>,
    version: i64,
}

/// A truth value as SQLite has it in JSON: a number.
fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(i64::deserialize(from)? != 0)
}

impl PersonRow {
    /// Is it that of somebody who is in the directory?
    pub(super) fn is_active_mentor(&self) -> bool {
        self.role == Role::Mentor.word() && self.state == PersonState::Active.word()
    }
}

impl TryFrom<PersonRow> for Person {
    type Error = StoreError;

    fn try_from(row: PersonRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: PersonId(row.id),
            role: Word::of_word(&row.role)?,
            state: Word::of_word(&row.state)?,
            name: row.name,
            address: address(&row.address)?,
            profile: Profile {
                course: row.course,
                job: row.job,
                history: row.history,
                strengths: row.strengths,
                moves: row.moves,
                help: row.help,
                languages: row.languages,
                year: row.year,
                graduation: row.graduation,
                aims: row.aims,
                preferred_name: row.preferred_name,
                language: row.language,
            },
            care: Care { reviewed_year: row.reviewed_year, unasked_since: row.unasked_since.map(instant) },
            joining: Joining {
                by_staff: row.by_staff,
                invited_at: row.invited_at.map(instant),
                reminders: count(row.invite_reminders),
                applied_at: row.applied_at.map(instant),
                active_since: row.active_since.map(instant),
            },
            capacity: count(row.capacity),
            away_until: row.away_until.map(instant),
            failures: count(row.failures),
            created_at: instant(row.created_at),
            due_at: row.due_at.map(instant),
            version: row.version,
        })
    }
}

#[derive(FromRow)]
pub(super) struct ConversationRow {
    id: i64,
    topic: String,
    topic_id: i64,
    subject: String,
}

/// The word and the number under which a topic is stored.
pub(super) fn topic_words(topic: Topic) -> (&'static str, i64) {
    match topic {
        Topic::Service(PersonId(id)) => ("service", id),
        Topic::Pair(RequestId(id)) => ("pair", id),
        Topic::Case(CaseId(id)) => ("case", id),
        Topic::Held(HeldId(id)) => ("held", id),
        Topic::Question(QuestionId(id)) => ("question", id),
    }
}

impl TryFrom<ConversationRow> for Conversation {
    type Error = StoreError;

    fn try_from(row: ConversationRow) -> Result<Self, StoreError> {
        let topic = match row.topic.as_str() {
            "service" => Topic::Service(PersonId(row.topic_id)),
            "pair" => Topic::Pair(RequestId(row.topic_id)),
            "case" => Topic::Case(CaseId(row.topic_id)),
            "held" => Topic::Held(HeldId(row.topic_id)),
            "question" => Topic::Question(QuestionId(row.topic_id)),
            other => return Err(StoreError::Damaged(format!("the topic {other:?} of conversation {}", row.id))),
        };
        Ok(Self { id: ConversationId(row.id), topic, subject: row.subject })
    }
}

#[derive(FromRow)]
pub(super) struct RequestRow {
    id: i64,
    mentee: i64,
    mentor: i64,
    conversation: i64,
    state: String,
    message: String,
    asked_at: i64,
    moved_at: i64,
    asked_back: bool,
    reminders: i64,
    reminded_at: Option<i64>,
    stopped_at: Option<i64>,
    decided_at: Option<i64>,
    due_at: Option<i64>,
    version: i64,
}

impl TryFrom<RequestRow> for Request {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: RequestId(row.id),
            mentee: PersonId(row.mentee),
            mentor: PersonId(row.mentor),
            conversation: ConversationId(row.conversation),
            state: Word::of_word(&row.state)?,
            message: row.message,
            asked_at: instant(row.asked_at),
            moved_at: instant(row.moved_at),
            asked_back: row.asked_back,
            reminders: count(row.reminders),
            reminded_at: row.reminded_at.map(instant),
            stopped_at: row.stopped_at.map(instant),
            decided_at: row.decided_at.map(instant),
            due_at: row.due_at.map(instant),
            version: row.version,
        })
    }
}

#[derive(FromRow)]
pub(super) struct CaseRow {
    id: i64,
    person: i64,
    team: String,
    concern: bool,
    conversation: i64,
    opened_at: i64,
    answered_at: Option<i64>,
    closed_at: Option<i64>,
    words: String,
    version: i64,
}

impl TryFrom<CaseRow> for Case {
    type Error = StoreError;

    fn try_from(row: CaseRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: CaseId(row.id),
            person: PersonId(row.person),
            team: Word::of_word(&row.team)?,
            concern: row.concern,
            conversation: ConversationId(row.conversation),
            opened_at: instant(row.opened_at),
            answered_at: row.answered_at.map(instant),
            closed_at: row.closed_at.map(instant),
            words: row.words,
            version: row.version,
        })
    }
}

#[derive(FromRow)]
pub(super) struct HeldRow {
    id: i64,
    inbox: i64,
    asked: i64,
    why: String,
    from_address: String,
    released: Option<bool>,
    version: i64,
}

impl TryFrom<HeldRow> for Held {
    type Error = StoreError;

    fn try_from(row: HeldRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: HeldId(row.id),
            inbox: InboxId(row.inbox),
            asked: PersonId(row.asked),
            why: Word::of_word(&row.why)?,
            from: address(&row.from_address)?,
            released: row.released,
            version: row.version,
        })
    }
}

#[derive(FromRow)]
pub(super) struct QuestionRow {
    id: i64,
    asked: i64,
    about: String,
    about_id: i64,
    about_number: i64,
    conversation: i64,
    words: String,
    asked_at: i64,
    reminders: i64,
    answered_at: Option<i64>,
    answer: String,
    remark: String,
    due_at: Option<i64>,
    version: i64,
}

/// The word and the two numbers under which it is stored what a question is about.
pub(super) fn about_words(about: About) -> (&'static str, i64, i64) {
    match about {
        About::Join => ("join", 0, 0),
        About::Leave => ("leave", 0, 0),
        About::Erase => ("erase", 0, 0),
        About::Announce => ("announce", 0, 0),
        About::CheckIn(MentorshipId(id), months) => ("check-in", id, months),
        About::Feedback(MentorshipId(id)) => ("feedback", id, 0),
        About::GoOn(MentorshipId(id)) => ("go-on", id, 0),
        About::Share(MentorshipId(id)) => ("share", id, 0),
        About::End(MentorshipId(id)) => ("end", id, 0),
        About::Which => ("which", 0, 0),
        About::Review(year) => ("review", 0, year),
        About::Words(HeldId(held), PersonId(to)) => ("words", held, to),
    }
}

impl QuestionRow {
    fn about(&self) -> Result<About, StoreError> {
        let mentorship = MentorshipId(self.about_id);
        Ok(match self.about.as_str() {
            "join" => About::Join,
            "leave" => About::Leave,
            "erase" => About::Erase,
            "announce" => About::Announce,
            "check-in" => About::CheckIn(mentorship, self.about_number),
            "feedback" => About::Feedback(mentorship),
            "go-on" => About::GoOn(mentorship),
            "share" => About::Share(mentorship),
            "end" => About::End(mentorship),
            "which" => About::Which,
            "review" => About::Review(self.about_number),
            "words" => About::Words(HeldId(self.about_id), PersonId(self.about_number)),
            other => return Err(StoreError::Damaged(format!("question {} about {other:?}", self.id))),
        })
    }
}

impl TryFrom<QuestionRow> for Question {
    type Error = StoreError;

    fn try_from(row: QuestionRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: QuestionId(row.id),
            asked: PersonId(row.asked),
            about: row.about()?,
            conversation: ConversationId(row.conversation),
            words: row.words,
            asked_at: instant(row.asked_at),
            reminders: count(row.reminders),
            answered_at: row.answered_at.map(instant),
            answer: row.answer,
            remark: row.remark,
            due_at: row.due_at.map(instant),
            version: row.version,
        })
    }
}

#[derive(FromRow)]
pub(super) struct LetterRow {
    letter: i64,
    person: Option<i64>,
    address: String,
    kind: String,
    conversation: Option<i64>,
    writer: Option<i64>,
    created_at: i64,
    failed: bool,
}

impl TryFrom<LetterRow> for LetterRecord {
    type Error = StoreError;

    fn try_from(row: LetterRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: LetterId(row.letter),
            person: row.person.map(PersonId),
            address: address(&row.address)?,
            kind: row.kind,
            conversation: row.conversation.map(ConversationId),
            writer: row.writer.map(PersonId),
            created_at: instant(row.created_at),
            failed: row.failed,
        })
    }
}

/// Every row as the value it is.
pub(super) fn all<R, T>(rows: Vec<R>) -> Result<Vec<T>, StoreError>
where
    T: TryFrom<R, Error = StoreError>,
{
    rows.into_iter().map(T::try_from).collect()
}

/// The one row as the value it is.
pub(super) fn one<R, T>(row: Option<R>) -> Result<Option<T>, StoreError>
where
    T: TryFrom<R, Error = StoreError>,
{
    row.map(T::try_from).transpose()
}
