//! What the people who act in a batch have of their own, the newest of each kind.

use std::collections::{BTreeSet, HashMap};

use sqlx::FromRow;

use super::super::StoreError;
use super::super::backend::{Tx, list, rows_together};
use super::super::meetings::MeetingRow;
use super::super::mentorships::MentorshipRow;
use super::super::records::{CaseRow, ConversationRow, QuestionRow, RequestRow};
use super::One;
use crate::programme::case::Case;
use crate::programme::conversation::Conversation;
use crate::programme::meeting::Meeting;
use crate::programme::mentorship::Mentorship;
use crate::programme::question::Question;
use crate::programme::request::Request;

/// A row, and whose it is.
#[derive(FromRow)]
struct Of<T> {
    whose: i64,
    #[sqlx(flatten)]
    row: T,
}

/// The values by the number of the person; those of one person stay in the order in which they came.
fn by_person<T, V: TryFrom<T, Error = StoreError>>(found: Vec<Of<T>>) -> Result<HashMap<i64, Vec<V>>, StoreError> {
    let mut all: HashMap<i64, Vec<V>> = HashMap::new();
    for Of { whose, row } in found {
        all.entry(whose).or_default().push(V::try_from(row)?);
    }
    Ok(all)
}

/// What everybody who acts has.
struct Owned {
    requests: HashMap<i64, Vec<Request>>,
    mentorships: HashMap<i64, Vec<Mentorship>>,
    meetings: HashMap<i64, Vec<Meeting>>,
    cases: HashMap<i64, Vec<Case>>,
    questions: HashMap<i64, Vec<Question>>,
    services: HashMap<i64, Vec<Conversation>>,
}

pub(super) async fn own(tx: &mut Tx, all: &mut [One<'_>]) -> Result<(), StoreError> {
    let acting: BTreeSet<i64> = all.iter().filter_map(|one| one.acting).map(|person| person.0).collect();
    if acting.is_empty() {
        return Ok(());
    }
    let owned = owned(tx, &list(acting)).await?;
    for One { snapshot, acting, .. } in all {
        let Some(person) = acting.map(|person| person.0) else { continue };
        snapshot.requests = owned.requests.get(&person).cloned().unwrap_or_default();
        snapshot.requests.sort_by_key(|request| std::cmp::Reverse(request.id));
        snapshot.mentorships = owned.mentorships.get(&person).cloned().unwrap_or_default();
        snapshot.mentorships.sort_by_key(|mentorship| std::cmp::Reverse(mentorship.id));
        snapshot.meetings = owned.meetings.get(&person).cloned().unwrap_or_default();
        snapshot.meetings.sort_by_key(|meeting| std::cmp::Reverse(meeting.id));
        snapshot.cases = owned.cases.get(&person).cloned().unwrap_or_default();
        snapshot.cases.sort_by_key(|case| std::cmp::Reverse(case.id));
        snapshot.questions = owned.questions.get(&person).cloned().unwrap_or_default();
        snapshot.questions.sort_by_key(|question| std::cmp::Reverse(question.id));
        snapshot.service = owned.services.get(&person).and_then(|all| all.first().cloned());
    }
    Ok(())
}

async fn owned(tx: &mut Tx, people: &str) -> Result<Owned, StoreError> {
    let (requests, mentorships, meetings, cases, questions, services) = rows_together!(
        tx,
        (
            Of<RequestRow>,
            each("requests", "mentee = j.value OR mentor = j.value ORDER BY id DESC LIMIT 200"),
            people
        ),
        (
            Of<MentorshipRow>,
            each("mentorships", "mentee = j.value OR mentor = j.value ORDER BY id DESC LIMIT 200"),
            people
        ),
        (
            Of<MeetingRow>,
            each("meetings", "mentee = j.value OR mentor = j.value ORDER BY id DESC LIMIT 200"),
            people
        ),
        (Of<CaseRow>, each("cases", "person = j.value ORDER BY id DESC LIMIT 50"), people),
        (
            Of<QuestionRow>,
            each("questions", "asked = j.value AND answered_at IS NULL ORDER BY id DESC LIMIT 50"),
            people
        ),
        (
            Of<ConversationRow>,
            each("conversations", "topic = 'service' AND topic_id = j.value ORDER BY id LIMIT 1"),
            people
        ),
    );
    Ok(Owned {
        requests: by_person(requests)?,
        mentorships: by_person(mentorships)?,
        meetings: by_person(meetings)?,
        cases: by_person(cases)?,
        questions: by_person(questions)?,
        services: by_person(services)?,
    })
}
