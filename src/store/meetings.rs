//! Meetings, as they are stored.

use sqlx::FromRow;

use super::StoreError;
use super::backend::{Tx, run};
use super::words::{Word, count, instant, micros, text};
use crate::programme::conversation::ConversationId;
use crate::programme::meeting::{Meeting, MeetingId, Over, Proposal, Side, Slot};
use crate::programme::mentorship::MentorshipId;
use crate::programme::person::PersonId;

#[derive(FromRow)]
pub(super) struct MeetingRow {
    id: i64,
    mentorship: i64,
    conversation: i64,
    mentor: i64,
    mentee: i64,
    agreed_at: Option<i64>,
    agreed_minutes: i64,
    agreed_place: String,
    proposed_at: Option<i64>,
    proposed_minutes: i64,
    proposed_place: String,
    proposed_by: Option<i64>,
    over: String,
    sequence: i64,
    mentor_zone: String,
    mentee_zone: String,
    mentor_invited: bool,
    mentee_invited: bool,
    mentor_says: String,
    mentee_says: String,
    source_uid: String,
    due_at: Option<i64>,
    version: i64,
}

impl TryFrom<MeetingRow> for Meeting {
    type Error = StoreError;

    fn try_from(row: MeetingRow) -> Result<Self, StoreError> {
        let slot =
            |at: Option<i64>, minutes, place| at.map(|at| Slot { at: instant(at), minutes: count(minutes), place });
        let proposed = slot(row.proposed_at, row.proposed_minutes, row.proposed_place);
        let proposed = match (proposed, row.proposed_by) {
            (Some(slot), Some(by)) => Some(Proposal { slot, by: PersonId(by) }),
            (None, None) => None,
            _ => return Err(StoreError::Damaged(format!("meeting {} is proposed by half", row.id))),
        };
        Ok(Self {
            id: MeetingId(row.id),
            mentorship: MentorshipId(row.mentorship),
            conversation: ConversationId(row.conversation),
            mentor: PersonId(row.mentor),
            mentee: PersonId(row.mentee),
            agreed: slot(row.agreed_at, row.agreed_minutes, row.agreed_place),
            proposed,
            over: if row.over.is_empty() { None } else { Some(Word::of_word(&row.over)?) },
            sequence: count(row.sequence),
            of_mentor: Side {
                zone: row.mentor_zone,
                invited: row.mentor_invited,
                says: Word::of_word(&row.mentor_says)?,
            },
            of_mentee: Side {
                zone: row.mentee_zone,
                invited: row.mentee_invited,
                says: Word::of_word(&row.mentee_says)?,
            },
            source_uid: row.source_uid,
            due_at: row.due_at.map(instant),
            version: row.version,
        })
    }
}

/// Adds a meeting; gives how many rows that made.
pub(super) async fn insert(tx: &mut Tx, meeting: &Meeting) -> Result<u64, sqlx::Error> {
    let row = Columns::of(meeting);
    run!(
        tx,
        "INSERT INTO meetings (id, mentorship, conversation, mentor, mentee, agreed_at, agreed_minutes, agreed_place,
             proposed_at, proposed_minutes, proposed_place, proposed_by, over, sequence, mentor_zone, mentee_zone,
             mentor_invited, mentee_invited, mentor_says, mentee_says, source_uid, due_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
        meeting.id.0,
        meeting.mentorship.0,
        meeting.conversation.0,
        meeting.mentor.0,
        meeting.mentee.0,
        row.agreed.0,
        row.agreed.1,
        row.agreed.2,
        row.proposed.0,
        row.proposed.1,
        row.proposed.2,
        row.proposed_by,
        row.over,
        i64::from(meeting.sequence),
        text(&meeting.of_mentor.zone).into_owned(),
        text(&meeting.of_mentee.zone).into_owned(),
        meeting.of_mentor.invited,
        meeting.of_mentee.invited,
        meeting.of_mentor.says.word(),
        meeting.of_mentee.says.word(),
        text(&meeting.source_uid).into_owned(),
        meeting.due_at.map(micros),
        meeting.version
    )
}

/// Puts a meeting in place of the row with the same version; gives how many there were.
pub(super) async fn update(tx: &mut Tx, meeting: &Meeting) -> Result<u64, sqlx::Error> {
    let row = Columns::of(meeting);
    run!(
        tx,
        "UPDATE meetings SET agreed_at = $3, agreed_minutes = $4, agreed_place = $5, proposed_at = $6, proposed_minutes = $7,
             proposed_place = $8, proposed_by = $9, over = $10, sequence = $11, mentor_zone = $12, mentee_zone = $13,
             mentor_invited = $14, mentee_invited = $15, mentor_says = $16, mentee_says = $17, source_uid = $18,
             due_at = $19, version = version + 1
         WHERE id = $1 AND version = $2",
        meeting.id.0,
        meeting.version,
        row.agreed.0,
        row.agreed.1,
        row.agreed.2,
        row.proposed.0,
        row.proposed.1,
        row.proposed.2,
        row.proposed_by,
        row.over,
        i64::from(meeting.sequence),
        text(&meeting.of_mentor.zone).into_owned(),
        text(&meeting.of_mentee.zone).into_owned(),
        meeting.of_mentor.invited,
        meeting.of_mentee.invited,
        meeting.of_mentor.says.word(),
        meeting.of_mentee.says.word(),
        text(&meeting.source_uid).into_owned(),
        meeting.due_at.map(micros)
    )
}

/// The parts of a meeting that take several columns each.
struct Columns {
    agreed: (Option<i64>, i64, String),
    proposed: (Option<i64>, i64, String),
    proposed_by: Option<i64>,
    over: &'static str,
}

impl Columns {
    fn of(meeting: &Meeting) -> Self {
        let slot = |slot: Option<&Slot>| match slot {
            Some(slot) => (Some(micros(slot.at)), i64::from(slot.minutes), text(&slot.place).into_owned()),
            None => (None, 0, String::new()),
        };
        Self {
            agreed: slot(meeting.agreed.as_ref()),
            proposed: slot(meeting.proposed.as_ref().map(|proposal| &proposal.slot)),
            proposed_by: meeting.proposed.as_ref().map(|proposal| proposal.by.0),
            over: meeting.over.map_or("", Over::word),
        }
    }
}
