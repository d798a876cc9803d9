//! Mentorships and their goals, kept and read.

use jiff::Timestamp;
use sqlx::FromRow;

use super::StoreError;
use super::backend::{Tx, run, run_maybe};
use super::settle::Stop;
use super::words::{Word, count, instant, micros, text};
use crate::programme::conversation::ConversationId;
use crate::programme::goal::Goal;
use crate::programme::mentorship::{Ended, Mentorship, MentorshipId, Progress};
use crate::programme::person::PersonId;
use crate::programme::request::RequestId;

#[derive(FromRow)]
pub(super) struct MentorshipRow {
    id: i64,
    request: i64,
    mentor: i64,
    mentee: i64,
    conversation: i64,
    began_at: i64,
    ended_at: Option<i64>,
    ended_by: Option<i64>,
    end_reason: Option<String>,
    mentor_wrote_at: Option<i64>,
    mentee_wrote_at: Option<i64>,
    nudges: i64,
    nudged_at: Option<i64>,
    stopped: bool,
    resumed_at: Option<i64>,
    mentor_asked: i64,
    mentee_asked: i64,
    graduations: String,
    mentor_shared_at: Option<i64>,
    mentee_shared_at: Option<i64>,
    due_at: Option<i64>,
    version: i64,
}

impl TryFrom<MentorshipRow> for Mentorship {
    type Error = StoreError;

    fn try_from(row: MentorshipRow) -> Result<Self, StoreError> {
        let ended = match (row.ended_at, row.ended_by, row.end_reason) {
            (Some(at), Some(by), Some(reason)) => {
                Some(Ended { at: instant(at), by: PersonId(by), reason: Word::of_word(&reason)? })
            }
            (None, None, None) => None,
            _ => return Err(StoreError::Damaged(format!("mentorship {} has ended by half", row.id))),
        };
        Ok(Self {
            id: MentorshipId(row.id),
            request: RequestId(row.request),
            mentor: PersonId(row.mentor),
            mentee: PersonId(row.mentee),
            conversation: ConversationId(row.conversation),
            began_at: instant(row.began_at),
            ended,
            mentor_wrote_at: row.mentor_wrote_at.map(instant),
            mentee_wrote_at: row.mentee_wrote_at.map(instant),
            progress: Progress {
                nudges: count(row.nudges),
                nudged_at: row.nudged_at.map(instant),
                stopped: row.stopped,
                resumed_at: row.resumed_at.map(instant),
                mentor_asked: row.mentor_asked,
                mentee_asked: row.mentee_asked,
                graduations: row.graduations.split_whitespace().map(str::to_owned).collect(),
                mentor_shared_at: row.mentor_shared_at.map(instant),
                mentee_shared_at: row.mentee_shared_at.map(instant),
            },
            due_at: row.due_at.map(instant),
            version: row.version,
        })
    }
}

/// Keeps a new mentorship; what only time brings begins empty, and so do its columns.
pub(super) async fn insert(tx: &mut Tx, mentorship: &Mentorship) -> Result<u64, Stop> {
    let ended = mentorship.ended.as_ref();
    Ok(run!(
        tx,
        "INSERT INTO mentorships (id, request, mentor, mentee, conversation, began_at, ended_at, ended_by, end_reason,
             mentor_wrote_at, mentee_wrote_at, stopped, due_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        mentorship.id.0,
        mentorship.request.0,
        mentorship.mentor.0,
        mentorship.mentee.0,
        mentorship.conversation.0,
        micros(mentorship.began_at),
        ended.map(|e| micros(e.at)),
        ended.map(|e| e.by.0),
        ended.map(|e| e.reason.word()),
        mentorship.mentor_wrote_at.map(micros),
        mentorship.mentee_wrote_at.map(micros),
        mentorship.progress.stopped,
        mentorship.due_at.map(micros),
        mentorship.version
    )?)
}

/// Puts a mentorship in place of the row with the same version.
pub(super) async fn update(tx: &mut Tx, mentorship: &Mentorship) -> Result<u64, Stop> {
    let (ended, progress) = (mentorship.ended.as_ref(), &mentorship.progress);
    Ok(run!(
        tx,
        "UPDATE mentorships SET ended_at = $3, ended_by = $4, end_reason = $5, mentor_wrote_at = $6, mentee_wrote_at = $7,
             nudges = $8, nudged_at = $9, stopped = $10, resumed_at = $11, mentor_asked = $12, mentee_asked = $13,
             graduations = $14, mentor_shared_at = $15, mentee_shared_at = $16, due_at = $17, version = version + 1
         WHERE id = $1 AND version = $2",
        mentorship.id.0,
        mentorship.version,
        ended.map(|e| micros(e.at)),
        ended.map(|e| e.by.0),
        ended.map(|e| e.reason.word()),
        mentorship.mentor_wrote_at.map(micros),
        mentorship.mentee_wrote_at.map(micros),
        i64::from(progress.nudges),
        progress.nudged_at.map(micros),
        progress.stopped,
        progress.resumed_at.map(micros),
        progress.mentor_asked,
        progress.mentee_asked,
        text(&progress.graduations.join(" ")).into_owned(),
        progress.mentor_shared_at.map(micros),
        progress.mentee_shared_at.map(micros),
        mentorship.due_at.map(micros)
    )?)
}

/// Has the running mentorships of a person looked at now. What is being decided about one of them at this moment depends
/// on the person as they were, so it is decided again.
pub(super) async fn wake(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
    run_maybe!(
        tx,
        "UPDATE mentorships SET due_at = $2, version = version + 1
         WHERE id IN (SELECT id FROM mentorships WHERE mentor = $1 AND ended_at IS NULL
             UNION ALL SELECT id FROM mentorships WHERE mentee = $1 AND ended_at IS NULL)",
        person.0,
        micros(now)
    )?;
    Ok(())
}

/// A goal as it is kept.
#[derive(FromRow)]
pub(super) struct GoalRow {
    mentorship: i64,
    number: i64,
    words: String,
    added_by: i64,
    added_at: i64,
    met_by: Option<i64>,
    met_at: Option<i64>,
}

impl TryFrom<GoalRow> for Goal {
    type Error = StoreError;

    fn try_from(row: GoalRow) -> Result<Self, StoreError> {
        Ok(Self {
            mentorship: MentorshipId(row.mentorship),
            number: row.number,
            words: row.words,
            added_by: PersonId(row.added_by),
            added_at: instant(row.added_at),
            met: row.met_by.zip(row.met_at).map(|(by, at)| (PersonId(by), instant(at))),
        })
    }
}

/// Keeps a new goal.
pub(super) async fn insert_goal(tx: &mut Tx, goal: &Goal) -> Result<u64, Stop> {
    Ok(run!(
        tx,
        "INSERT INTO goals (mentorship, number, words, added_by, added_at, met_by, met_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        goal.mentorship.0,
        goal.number,
        text(&goal.words).into_owned(),
        goal.added_by.0,
        micros(goal.added_at),
        goal.met.map(|(by, _)| by.0),
        goal.met.map(|(_, at)| micros(at))
    )?)
}

/// Notes that a goal is met, once.
pub(super) async fn update_goal(tx: &mut Tx, goal: &Goal) -> Result<u64, Stop> {
    Ok(run!(
        tx,
        "UPDATE goals SET met_by = $3, met_at = $4 WHERE mentorship = $1 AND number = $2 AND met_at IS NULL",
        goal.mentorship.0,
        goal.number,
        goal.met.map(|(by, _)| by.0),
        goal.met.map(|(_, at)| micros(at))
    )?)
}
