//! What an event names that only few events name: a letter that failed, a row that fell due, the mail it answers.

use super::super::backend::{Tx, row, rows};
use super::super::mentorships::MentorshipRow;
use super::super::records::{self, HeldRow, LetterRow, QuestionRow, RequestRow};
use super::super::words::message_id;
use super::super::{SnapshotQuery, StoreError};
use crate::programme::conversation::{ConversationId, Held, HeldId};
use crate::programme::event::Due;
use crate::programme::letter::{LetterId, LetterRecord};
use crate::programme::mentorship::{Mentorship, MentorshipId};
use crate::programme::person::PersonId;
use crate::programme::question::{Question, QuestionId};
use crate::programme::request::{Request, RequestId};

/// How many of the ids that a mail or a report names are looked for.
const IDS: usize = 100;

/// The letter that a mail answers, if it went to this address: nobody else can know its Message-ID.
pub(super) async fn answered(
    tx: &mut Tx,
    query: &SnapshotQuery,
    key: &str,
) -> Result<Option<LetterRecord>, StoreError> {
    for letter in query.message_ids.iter().filter_map(|id| letter_of(id)).take(IDS) {
        let found = row!(
            tx,
            LetterRow,
            "SELECT letter, person, address, kind, conversation, writer, created_at, failed FROM outbox
             WHERE letter = $1 AND address_key = $2",
            letter.0,
            key
        )?;
        if found.is_some() {
            return records::one(found);
        }
    }
    Ok(None)
}

/// The letter a bounce address names, else the first that the report names.
pub(super) async fn letter(tx: &mut Tx, query: &SnapshotQuery) -> Result<Option<LetterRecord>, StoreError> {
    let asked = query.bounce_of.iter().chain(&query.reported_message_ids).take(IDS);
    for letter in asked {
        let found = row!(
            tx,
            LetterRow,
            "SELECT letter, person, address, kind, conversation, writer, created_at, failed FROM outbox WHERE letter = $1",
            letter.0
        )?;
        if found.is_some() {
            return records::one(found);
        }
    }
    Ok(None)
}

/// The rows that fell due.
#[derive(Default)]
pub(super) struct DueRows {
    pub request: Option<Request>,
    pub mentorship: Option<Mentorship>,
    pub question: Option<Question>,
    pub person: Option<PersonId>,
}

pub(super) async fn due_rows(tx: &mut Tx, due: Option<Due>) -> Result<DueRows, StoreError> {
    let mut rows = DueRows::default();
    match due {
        Some(Due::Request(id)) => {
            rows.request = request(tx, id).await?;
            rows.person = rows.request.as_ref().map(|r| r.mentee);
        }
        Some(Due::Mentorship(id)) => {
            rows.mentorship = mentorship(tx, id).await?;
            rows.person = rows.mentorship.as_ref().map(|m: &Mentorship| m.mentee);
        }
        Some(Due::Meeting(id)) => {
            let of = row!(tx, (i64,), "SELECT mentorship FROM meetings WHERE id = $1", id.0)?;
            if let Some((of,)) = of {
                rows.mentorship = mentorship(tx, MentorshipId(of)).await?;
            }
            rows.person = rows.mentorship.as_ref().map(|m: &Mentorship| m.mentee);
        }
        Some(Due::Person(id)) => rows.person = Some(id),
        Some(Due::Question(id)) => {
            rows.question = question(tx, id).await?;
            rows.person = rows.question.as_ref().map(|q| q.asked);
        }
        Some(Due::Digest(_)) | None => {}
    }
    Ok(rows)
}

async fn request(tx: &mut Tx, id: RequestId) -> Result<Option<Request>, StoreError> {
    records::one(row!(tx, RequestRow, "SELECT * FROM requests WHERE id = $1", id.0)?)
}

pub(super) async fn mentorship(tx: &mut Tx, id: MentorshipId) -> Result<Option<Mentorship>, StoreError> {
    records::one(row!(tx, MentorshipRow, "SELECT * FROM mentorships WHERE id = $1", id.0)?)
}

pub(super) async fn question(tx: &mut Tx, id: QuestionId) -> Result<Option<Question>, StoreError> {
    records::one(row!(tx, QuestionRow, "SELECT * FROM questions WHERE id = $1", id.0)?)
}

pub(super) async fn held(tx: &mut Tx, id: HeldId) -> Result<Option<Held>, StoreError> {
    records::one(row!(tx, HeldRow, "SELECT * FROM held WHERE id = $1", id.0)?)
}

/// The conversation of the message that a mail answers: the newest id known, one from the acting person's mailbox first.
pub(super) async fn by_message_ids(
    tx: &mut Tx,
    ids: &[String],
    acting: Option<PersonId>,
) -> Result<Option<ConversationId>, StoreError> {
    let mut of_others = None;
    // The first is the In-Reply-To, the newest reference is the last.
    let wanted = ids.iter().take(1).chain(ids.iter().skip(1).rev()).take(IDS);
    for id in wanted {
        let found = rows!(
            tx,
            (i64, i64),
            "SELECT conversation, person FROM thread_ids WHERE message_id = $1 ORDER BY conversation DESC LIMIT 20",
            message_id(id).into_owned()
        )?;
        let own = found.iter().find(|(_, person)| acting.is_some_and(|acting| acting.0 == *person));
        if let Some((conversation, _)) = own {
            return Ok(Some(ConversationId(*conversation)));
        }
        of_others = of_others.or(found.first().map(|(conversation, _)| ConversationId(*conversation)));
        if of_others.is_none() {
            of_others = by_letter(tx, id).await?;
        }
    }
    Ok(of_others)
}

/// The conversation of a letter of ours, whose Message-ID nobody can guess.
async fn by_letter(tx: &mut Tx, id: &str) -> Result<Option<ConversationId>, StoreError> {
    let Some(letter) = letter_of(id) else {
        return Ok(None);
    };
    let found = row!(tx, (Option<i64>,), "SELECT conversation FROM outbox WHERE letter = $1", letter.0)?;
    Ok(found.and_then(|(conversation,)| conversation).map(ConversationId))
}

/// The letter that a Message-ID names, whatever the domain.
pub(in crate::store) fn letter_of(id: &str) -> Option<LetterId> {
    let (_, domain) = id.rsplit_once('@')?;
    LetterId::of_message_id(id, domain)
}
