//! Each change of a decision, as the statement that carries it out.

use jiff::Timestamp;

use super::backend::{Tx, run, run_maybe};
use super::records::{about_words, topic_words};
use super::settle::Stop;
use super::words::{Word, message_id, micros, text};
use super::{meetings, mentorships, people};
use crate::programme::case::Case;
use crate::programme::change::Change;
use crate::programme::conversation::{Conversation, Held, HeldId, InboxId};
use crate::programme::person::PersonId;
use crate::programme::person::PersonState;
use crate::programme::question::Question;
use crate::programme::request::Request;
use crate::programme::snapshot::View;

/// Carries out the changes that the mail `inbox`, or a moment, brought about.
pub(super) async fn apply(tx: &mut Tx, changes: &[Change], inbox: Option<InboxId>, now: Timestamp) -> Result<(), Stop> {
    // What others refer to comes first: people, conversations, then requests. Whoever is woken is woken last, since that counts
    // as a change of the row.
    let mut ordered: Vec<_> = changes.iter().collect();
    ordered.sort_by_key(|change| match change {
        Change::NewPerson(_) => 0,
        Change::NewConversation(_) => 1,
        Change::NewRequest(_) => 2,
        // After everything that could leave something of them behind.
        erasure if erases(erasure) => 4,
        Change::WakeMentorships(_) | Change::WakeWords(..) => 5,
        _ => 3,
    });
    for change in ordered {
        apply_one(tx, change, inbox, now).await?;
    }
    Ok(())
}

/// Does this erase a person?
pub(super) fn erases(change: &Change) -> bool {
    matches!(change, Change::Person(person) if person.state == PersonState::Erased)
}

async fn apply_one(tx: &mut Tx, change: &Change, inbox: Option<InboxId>, now: Timestamp) -> Result<(), Stop> {
    match change {
        Change::NewConversation(conversation) => new_conversation(tx, conversation).await,
        Change::NewRequest(request) => new_request(tx, request).await,
        Change::Request(request) => update_request(tx, request).await,
        Change::NewMentorship(mentorship) => changed(mentorships::insert(tx, mentorship).await?),
        Change::Mentorship(mentorship) => changed(mentorships::update(tx, mentorship).await?),
        Change::WakeMentorships(person) => Ok(mentorships::wake(tx, *person, now).await?),
        Change::WakeWords(from, to) => wake_words(tx, *from, *to, now).await,
        Change::NewGoal(goal) => changed(mentorships::insert_goal(tx, goal).await?),
        Change::Goal(goal) => changed(mentorships::update_goal(tx, goal).await?),
        Change::NewCase(case) => new_case(tx, case).await,
        Change::Case(case) => update_case(tx, case).await,
        Change::NewMeeting(meeting) => changed(meetings::insert(tx, meeting).await?),
        Change::Meeting(meeting) => changed(meetings::update(tx, meeting).await?),
        Change::NewQuestion(question) => new_question(tx, question).await,
        Change::Question(question) => update_question(tx, question).await,
        Change::NewPerson(person) => changed(u64::from(people::insert(tx, person).await?)),
        Change::Person(person) => changed(u64::from(people::update(tx, person).await?)),
        Change::NewAddress(person, address) => changed(u64::from(people::add_address(tx, *person, address).await?)),
        Change::DropAddress(person, address) => changed(people::drop_address(tx, *person, address).await?),
        Change::NewHeld(held) => new_held(tx, held).await,
        Change::DecideHeld { held, version, inbox, vouched, leave_out } => {
            decide_held(tx, *held, *version, vouched.is_some()).await?;
            release(tx, *inbox, *vouched, *leave_out, now).await
        }
        Change::ThreadId { conversation, entry, parent, person, message_id } => {
            thread_id(tx, conversation.0, *entry, *parent, *person, message_id).await
        }
        // Handled again meanwhile, it waits for nobody any more, and nothing is to be done.
        Change::InboxClosed(mail) => {
            run!(
                tx,
                "UPDATE inbox SET state = 'ignored', reason = 'closed by staff' WHERE id = $1 AND state = 'failed'",
                mail.0
            )?;
            Ok(())
        }
        Change::Viewed(person, view) => viewed(tx, *person, view, now).await,
        Change::LetterFailed(letter) => {
            changed(run!(tx, "UPDATE outbox SET failed = TRUE WHERE letter = $1 AND NOT failed", letter.0)?)
        }
        Change::DigestDone(period) => {
            changed(run!(tx, "INSERT INTO digests (period, made_at) VALUES ($1, $2)", micros(*period), micros(now))?)
        }
        Change::Audit { actor, what, subject } => changed(run!(
            tx,
            "INSERT INTO audit (at, actor, what, subject, inbox) VALUES ($1, $2, $3, $4, $5)",
            micros(now),
            actor.map(|actor| actor.0),
            *what,
            *subject,
            inbox.map(|inbox| inbox.0)
        )?),
    }
}

/// A statement that found no row found one that somebody else had changed.
fn changed(rows: u64) -> Result<(), Stop> {
    if rows == 0 { Err(Stop::Conflict) } else { Ok(()) }
}

async fn new_conversation(tx: &mut Tx, conversation: &Conversation) -> Result<(), Stop> {
    let (topic, topic_id) = topic_words(conversation.topic);
    changed(run!(
        tx,
        "INSERT INTO conversations (id, topic, topic_id, subject) VALUES ($1, $2, $3, $4)",
        conversation.id.0,
        topic,
        topic_id,
        text(&conversation.subject).into_owned()
    )?)
}

async fn new_request(tx: &mut Tx, request: &Request) -> Result<(), Stop> {
    changed(run!(
        tx,
        "INSERT INTO requests (id, mentee, mentor, conversation, state, message, asked_at, reminders, decided_at, due_at,
             version, moved_at, asked_back, reminded_at, stopped_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        request.id.0,
        request.mentee.0,
        request.mentor.0,
        request.conversation.0,
        request.state.word(),
        text(&request.message).into_owned(),
        micros(request.asked_at),
        i64::from(request.reminders),
        request.decided_at.map(micros),
        request.due_at.map(micros),
        request.version,
        micros(request.moved_at),
        request.asked_back,
        request.reminded_at.map(micros),
        request.stopped_at.map(micros)
    )?)
}

async fn update_request(tx: &mut Tx, request: &Request) -> Result<(), Stop> {
    changed(run!(
        tx,
        "UPDATE requests SET state = $3, message = $4, reminders = $5, decided_at = $6, due_at = $7,
             moved_at = $8, asked_back = $9, reminded_at = $10, stopped_at = $11, version = version + 1
         WHERE id = $1 AND version = $2",
        request.id.0,
        request.version,
        request.state.word(),
        text(&request.message).into_owned(),
        i64::from(request.reminders),
        request.decided_at.map(micros),
        request.due_at.map(micros),
        micros(request.moved_at),
        request.asked_back,
        request.reminded_at.map(micros),
        request.stopped_at.map(micros)
    )?)
}

async fn new_case(tx: &mut Tx, case: &Case) -> Result<(), Stop> {
    changed(run!(
        tx,
        "INSERT INTO cases (id, person, team, concern, conversation, opened_at, answered_at, closed_at, version, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        case.id.0,
        case.person.0,
        case.team.word(),
        case.concern,
        case.conversation.0,
        micros(case.opened_at),
        case.answered_at.map(micros),
        case.closed_at.map(micros),
        case.version,
        text(&case.words).into_owned()
    )?)
}

async fn update_case(tx: &mut Tx, case: &Case) -> Result<(), Stop> {
    changed(run!(
        tx,
        "UPDATE cases SET team = $3, concern = $4, answered_at = $5, closed_at = $6, words = $7, version = version + 1
         WHERE id = $1 AND version = $2",
        case.id.0,
        case.version,
        case.team.word(),
        case.concern,
        case.answered_at.map(micros),
        case.closed_at.map(micros),
        text(&case.words).into_owned()
    )?)
}

async fn new_question(tx: &mut Tx, question: &Question) -> Result<(), Stop> {
    let (about, about_id, about_number) = about_words(question.about);
    changed(run!(
        tx,
        "INSERT INTO questions (id, asked, about, about_id, about_number, conversation, words, asked_at, reminders,
             answered_at, answer, remark, due_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        question.id.0,
        question.asked.0,
        about,
        about_id,
        about_number,
        question.conversation.0,
        text(&question.words).into_owned(),
        micros(question.asked_at),
        i64::from(question.reminders),
        question.answered_at.map(micros),
        text(&question.answer).into_owned(),
        text(&question.remark).into_owned(),
        question.due_at.map(micros),
        question.version
    )?)
}

async fn update_question(tx: &mut Tx, question: &Question) -> Result<(), Stop> {
    changed(run!(
        tx,
        "UPDATE questions SET words = $3, reminders = $4, answered_at = $5, answer = $6, remark = $7, due_at = $8,
             version = version + 1
         WHERE id = $1 AND version = $2",
        question.id.0,
        question.version,
        text(&question.words).into_owned(),
        i64::from(question.reminders),
        question.answered_at.map(micros),
        text(&question.answer).into_owned(),
        text(&question.remark).into_owned(),
        question.due_at.map(micros)
    )?)
}

/// Remembers what somebody was shown of the directory, in place of what they were shown before.
async fn viewed(tx: &mut Tx, person: PersonId, view: &View, now: Timestamp) -> Result<(), Stop> {
    let shown: Vec<_> = view.shown.iter().map(|id| id.0.to_string()).collect();
    changed(run!(
        tx,
        "INSERT INTO directory_views (person, query, shown, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person) DO UPDATE SET query = excluded.query, shown = excluded.shown, at = excluded.at",
        person.0,
        text(&view.query).into_owned(),
        shown.join(","),
        micros(now)
    )?)
}

async fn new_held(tx: &mut Tx, held: &Held) -> Result<(), Stop> {
    changed(run!(
        tx,
        "INSERT INTO held (id, inbox, asked, why, from_address, released, version) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        held.id.0,
        held.inbox.0,
        held.asked.0,
        held.why.word(),
        held.from.as_str(),
        held.released,
        held.version
    )?)
}

/// Decides about a held mail.
async fn decide_held(tx: &mut Tx, held: HeldId, version: i64, released: bool) -> Result<(), Stop> {
    changed(run!(
        tx,
        "UPDATE held SET released = $3, version = version + 1 WHERE id = $1 AND version = $2 AND released IS NULL",
        held.0,
        version,
        released
    )?)
}

/// A released mail is handled anew from the first attempt on; a dropped one ends so.
///
/// A mail that was handled again meanwhile, by hand, is no longer held; then the answer comes too late for it.
async fn release(
    tx: &mut Tx,
    inbox: InboxId,
    vouched: Option<PersonId>,
    leave_out: bool,
    now: Timestamp,
) -> Result<(), Stop> {
    match vouched {
        Some(person) => run!(
            tx,
            "UPDATE inbox SET state = 'pending', reason = '', vouched_by = $2, leave_out = $3, attempts = 0, next_at = 0,
                 settled_at = NULL
             WHERE id = $1 AND state = 'held'",
            inbox.0,
            person.0,
            leave_out
        )?,
        None => run!(
            tx,
            "UPDATE inbox SET state = 'ignored', reason = 'dropped', settled_at = $2 WHERE id = $1 AND state = 'held'",
            inbox.0,
            micros(now)
        )?,
    };
    Ok(())
}

/// Has the words of one to another that wait until both swap addresses looked at now.
async fn wake_words(tx: &mut Tx, from: PersonId, to: PersonId, now: Timestamp) -> Result<(), Stop> {
    run_maybe!(
        tx,
        "UPDATE questions SET due_at = $3, version = version + 1
         WHERE asked = $1 AND answered_at IS NULL AND about = 'words' AND about_number = $2 AND answer = 'SHARE'",
        from.0,
        to.0,
        micros(now)
    )?;
    Ok(())
}

async fn thread_id(
    tx: &mut Tx,
    conversation: i64,
    entry: i64,
    parent: Option<i64>,
    person: PersonId,
    id: &str,
) -> Result<(), Stop> {
    // The entries' own numbers are random, so their order is kept beside them.
    changed(run!(
        tx,
        "INSERT INTO thread_ids (conversation, entry, parent, person, message_id, position)
         VALUES ($1, $2, $3, $4, $5, COALESCE(
             (SELECT MIN(t.position) FROM thread_ids t WHERE t.conversation = $1 AND t.entry = $2),
             (SELECT MAX(t.position) + 1 FROM thread_ids t WHERE t.conversation = $1), 1))
         ON CONFLICT (conversation, entry, person) DO UPDATE SET message_id = excluded.message_id",
        conversation,
        entry,
        parent,
        person.0,
        message_id(id).into_owned()
    )?)
}
