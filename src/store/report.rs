//! What staff ask about beyond the rows they name: everybody, the figures of a period, all there is, and whom to write to.

use super::backend::{Tx, list, row, rows, rows_in};
use super::digest;
use super::mentorships::MentorshipRow;
use super::records::{self, PersonRow, QuestionRow, RequestRow};
use super::words::{count, instant, micros};
use super::{StaffNeeds, StoreError};
use crate::mail::address::Address;
use crate::programme::announcement::{Announcement, BATCH};
use crate::programme::conversation::InboxId;
use crate::programme::person::{Person, PersonId};
use crate::programme::question::{About, Question};
use crate::programme::request::RequestState;
use crate::programme::snapshot::{ExportFacts, PeriodFacts, ReportFacts, ReportSpan, Snapshot, Unplaced};

/// A query that counts between `$1` and `$2`.
macro_rules! number {
    ($tx:expr, $a:expr, $b:expr, $sql:literal) => {
        row!($tx, (i64,), $sql, $a, $b)?.map_or(0, |(number,)| count(number))
    };
}

/// The mails among these that could not be handled, with as much of each as a look at it needs.
async fn unplaced(tx: &mut Tx, ids: &str) -> Result<Vec<Unplaced>, StoreError> {
    let found = rows_in!(
        tx,
        (i64, String, Option<Vec<u8>>),
        "SELECT i.id, i.reason, substr(b.raw, 1, 20000) FROM inbox i LEFT JOIN inbox_bytes b ON b.inbox = i.id
         WHERE i.state = 'failed' AND i.id",
        "ORDER BY i.id",
        ids
    )?;
    let mail = |(id, reason, head): (i64, String, Option<Vec<u8>>)| Unplaced {
        id: InboxId(id),
        reason,
        head: head.unwrap_or_default(),
    };
    Ok(found.into_iter().map(mail).collect())
}

/// What the lines of a staff mail need.
pub(super) async fn asked_by_staff(tx: &mut Tx, snapshot: &mut Snapshot, needs: &StaffNeeds) -> Result<(), StoreError> {
    if !needs.numbers.is_empty() {
        let ids = list(needs.numbers.iter().copied());
        let reminded = rows_in!(
            tx,
            (i64, i64),
            "SELECT subject, MAX(at) FROM audit WHERE what IN ('request.reminded', 'person.reminded', 'person.invited',
             'person.review-asked', 'person.review-reminded')
             AND subject",
            "GROUP BY subject",
            ids.as_str()
        )?;
        snapshot.reminded = reminded.into_iter().map(|(subject, at)| (subject, instant(at))).collect();
        let open = snapshot.requests.iter().filter(|r| r.state == RequestState::Open).map(|r| (r.id.0, r.conversation));
        let cases = snapshot.cases.iter().map(|case| (case.id.0, case.conversation));
        let named: Vec<_> = open.chain(cases).filter(|(number, _)| needs.numbers.contains(number)).collect();
        for (_, conversation) in named {
            snapshot.threads.insert(conversation, super::snapshot::thread(tx, conversation.0).await?);
        }
        let reviews = rows_in!(
            tx,
            QuestionRow,
            "SELECT * FROM questions WHERE about = 'review' AND answered_at IS NULL AND asked",
            "ORDER BY id",
            ids.as_str()
        )?;
        snapshot.questions.extend(records::all::<_, Question>(reviews)?);
        snapshot.unplaced = unplaced(tx, &ids).await?;
    }
    if needs.everybody {
        let people = rows!(
            tx,
            PersonRow,
            "SELECT * FROM people WHERE role IN ('mentor', 'mentee') AND state <> 'erased' ORDER BY id"
        )?;
        snapshot.everybody = records::all(people)?;
    }
    if needs.export {
        snapshot.export = Some(ExportFacts {
            people: records::all(rows!(tx, PersonRow, "SELECT * FROM people ORDER BY id")?)?,
            requests: records::all(rows!(tx, RequestRow, "SELECT * FROM requests ORDER BY id")?)?,
            mentorships: records::all(rows!(tx, MentorshipRow, "SELECT * FROM mentorships ORDER BY id")?)?,
        });
    }
    for spans in &needs.reports {
        snapshot.reports.extend(report(tx, spans).await?);
    }
    Ok(())
}

/// Who uses one of these addresses.
pub(super) async fn known(tx: &mut Tx, addresses: &[Address]) -> Result<Vec<PersonId>, StoreError> {
    let mut known = Vec::new();
    for address in addresses {
        let found = row!(tx, (i64,), "SELECT person FROM addresses WHERE address_key = $1", address.key())?;
        known.extend(found.map(|(person,)| PersonId(person)));
    }
    Ok(known)
}

/// The next people that a confirmed announcement may be for.
pub(super) async fn audience(tx: &mut Tx, question: Option<&Question>) -> Result<Vec<Person>, StoreError> {
    let confirmed = question.filter(|question| question.about == About::Announce && question.answer == "YES");
    let Some(announcement) = confirmed.and_then(|question| Announcement::of_kept(&question.words)) else {
        return Ok(Vec::new());
    };
    let people = rows!(
        tx,
        PersonRow,
        "SELECT * FROM people WHERE id > $1 AND role IN ('mentor', 'mentee') AND state = 'active' ORDER BY id LIMIT $2",
        announcement.after,
        i64::try_from(BATCH).unwrap_or(i64::MAX)
    )?;
    records::all(people)
}

/// The figures of a period and of its parts.
async fn report(tx: &mut Tx, spans: &[ReportSpan]) -> Result<Option<ReportFacts>, StoreError> {
    let Some((whole, parts)) = spans.split_first() else {
        return Ok(None);
    };
    let (a, b) = (micros(whole.from), micros(whole.until));
    let mut hours: Vec<i64> = rows!(
        tx,
        (i64,),
        "SELECT (decided_at - asked_at) / 3600000000 FROM requests
         WHERE state IN ('accepted', 'declined') AND decided_at >= $1 AND decided_at < $2",
        a,
        b
    )?
    .into_iter()
    .map(|(hours,)| hours)
    .collect();
    hours.sort_unstable();
    let mut facts = ReportFacts {
        period: whole.period,
        total: counted(tx, whole).await?,
        parts: Vec::new(),
        hours_to_answer: hours.get(hours.len() / 2).map(|hours| count(*hours)),
        reasons: digest::reasons(tx, a, b).await?,
    };
    for part in parts {
        facts.parts.push((part.period, counted(tx, part).await?));
    }
    Ok(Some(facts))
}

async fn counted(tx: &mut Tx, span: &ReportSpan) -> Result<PeriodFacts, StoreError> {
    let (a, b) = (micros(span.from), micros(span.until));
    let mut facts = PeriodFacts::default();
    let decided = rows!(
        tx,
        (String, i64),
        "SELECT state, COUNT(*) FROM requests WHERE decided_at >= $1 AND decided_at < $2 GROUP BY state",
        a,
        b
    )?;
    for (state, number) in decided {
        match state.as_str() {
            "accepted" => facts.accepted = count(number),
            "declined" => facts.declined = count(number),
            "expired" => facts.expired = count(number),
            "withdrawn" => facts.withdrawn = count(number),
            _ => {}
        }
    }
    let done = rows!(
        tx,
        (String, i64),
        "SELECT what, COUNT(*) FROM audit WHERE at >= $1 AND at < $2
         AND what IN ('person.joined', 'person.approved', 'person.left') GROUP BY what",
        a,
        b
    )?;
    for (what, number) in done {
        match what.as_str() {
            "person.left" => facts.left += count(number),
            _ => facts.joined += count(number),
        }
    }
    (facts.check_ins, facts.marks, facts.marks_sum) = digest::answers(tx, a, b).await?;
    facts.asked = number!(tx, a, b, "SELECT COUNT(*) FROM requests WHERE asked_at >= $1 AND asked_at < $2");
    facts.begun = number!(tx, a, b, "SELECT COUNT(*) FROM mentorships WHERE began_at >= $1 AND began_at < $2");
    facts.ended = number!(tx, a, b, "SELECT COUNT(*) FROM mentorships WHERE ended_at >= $1 AND ended_at < $2");
    let running = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM mentorships WHERE began_at < $1 AND (ended_at IS NULL OR ended_at >= $1)",
        b
    )?;
    facts.running = running.map_or(0, |(number,)| count(number));
    facts.relayed = number!(
        tx,
        a,
        b,
        "SELECT COUNT(*) FROM inbox WHERE state = 'relayed' AND settled_at >= $1 AND settled_at < $2"
    );
    facts.opened = number!(tx, a, b, "SELECT COUNT(*) FROM cases WHERE opened_at >= $1 AND opened_at < $2");
    facts.concerns =
        number!(tx, a, b, "SELECT COUNT(*) FROM cases WHERE concern AND opened_at >= $1 AND opened_at < $2");
    Ok(facts)
}
