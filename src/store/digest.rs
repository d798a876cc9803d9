//! What the digest has to tell, counted.

use jiff::Timestamp;

use super::StoreError;
use super::backend::{Tx, row, rows};
use super::mentorships::MentorshipRow;
use super::records::{self, CaseRow, RequestRow};
use super::words::{count, micros};
use crate::programme::conversation::InboxId;
use crate::programme::mentorship::Mentorship;
use crate::programme::person::PersonId;
use crate::programme::snapshot::{CheckIns, DigestFacts, DigestSpan, Remark, WeekFacts};

/// How far ahead the digest looks, in microseconds.
const SOON: i64 = 3 * 86_400_000_000;

/// A query that counts; `$1` and `$2` are the beginning and the end of the period where it names them.
macro_rules! number {
    ($tx:expr, $sql:literal $(, $arg:expr)*) => {
        row!($tx, (i64,), $sql $(, $arg)*)?.map_or(0, |(number,)| count(number))
    };
}

/// The facts from the span's beginning up to `now`.
///
/// `expiring` holds the open requests whose next rule falls due within three days, be it a reminder or the expiry, and
/// `unreachable` everybody whose address has failed at all: which of them counts is for the rules, whose numbers are
/// not known here.
pub(super) async fn facts(tx: &mut Tx, span: &DigestSpan, now: Timestamp) -> Result<DigestFacts, StoreError> {
    let soon = micros(now).saturating_add(SOON);
    let cases = rows!(tx, CaseRow, "SELECT * FROM cases WHERE closed_at IS NULL ORDER BY opened_at, id LIMIT 200")?;
    let expiring = rows!(
        tx,
        RequestRow,
        "SELECT * FROM requests WHERE state = 'open' AND due_at <= $1 ORDER BY due_at, id LIMIT 200",
        soon
    )?;
    let mut facts = DigestFacts {
        weekly: span.weekly,
        cases: records::all(cases)?,
        applied: ids(rows!(tx, (i64,), "SELECT id FROM people WHERE state = 'applied' ORDER BY id LIMIT 200")?),
        unreachable: ids(rows!(
            tx,
            (i64,),
            "SELECT id FROM people WHERE failures > 0 AND state NOT IN ('left', 'erased') ORDER BY id LIMIT 200"
        )?),
        lapsed: lapsed(tx, micros(span.since), micros(now)).await?,
        unplaced: unplaced(tx).await?,
        expiring: records::all(expiring)?,
        loads: loads(tx).await?,
        unanswered: unanswered(tx).await?,
        unreviewed: unreviewed(tx).await?,
        remarks: remarks(tx, micros(span.since), micros(now)).await?,
        reasons: reasons(tx, micros(span.since), micros(now)).await?,
        check_ins: answers(tx, micros(span.since), micros(now)).await?.0,
        quiet: quiet(tx, span.quiet_before).await?,
        weeks: weeks(tx, &span.weeks).await?,
        ..DigestFacts::default()
    };
    count_period(tx, &mut facts, micros(span.since), micros(now)).await?;
    facts.running = number!(tx, "SELECT COUNT(*) FROM mentorships WHERE ended_at IS NULL");
    facts.mentors = number!(tx, "SELECT COUNT(*) FROM people WHERE role = 'mentor' AND state = 'active'");
    facts.mentees = number!(tx, "SELECT COUNT(*) FROM people WHERE role = 'mentee' AND state = 'active'");
    facts.open = number!(tx, "SELECT COUNT(*) FROM requests WHERE state = 'open'");
    Ok(facts)
}

/// What happened from `a` up to `b`.
async fn count_period(tx: &mut Tx, facts: &mut DigestFacts, a: i64, b: i64) -> Result<(), StoreError> {
    facts.asked = number!(tx, "SELECT COUNT(*) FROM requests WHERE asked_at >= $1 AND asked_at < $2", a, b);
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
            _ => {}
        }
    }
    facts.ended = number!(tx, "SELECT COUNT(*) FROM mentorships WHERE ended_at >= $1 AND ended_at < $2", a, b);
    facts.relayed = number!(
        tx,
        "SELECT COUNT(*) FROM inbox WHERE state = 'relayed' AND settled_at >= $1 AND settled_at < $2",
        a,
        b
    );
    facts.opened = number!(tx, "SELECT COUNT(*) FROM cases WHERE opened_at >= $1 AND opened_at < $2", a, b);
    facts.joined = number!(
        tx,
        "SELECT COUNT(*) FROM audit WHERE at >= $1 AND at < $2 AND what IN ('person.joined', 'person.approved')",
        a,
        b
    );
    Ok(())
}

/// Mentors of more than one mentee: from how many on it is too many is for the rules.
async fn loads(tx: &mut Tx) -> Result<Vec<(PersonId, u32)>, StoreError> {
    let found = rows!(
        tx,
        (i64, i64),
        "SELECT mentor, COUNT(*) FROM mentorships WHERE ended_at IS NULL GROUP BY mentor HAVING COUNT(*) > 1
         ORDER BY 2 DESC, 1 LIMIT 200"
    )?;
    Ok(counted(found))
}

/// Active mentees whose requests since the last one that was answered have expired.
async fn unanswered(tx: &mut Tx) -> Result<Vec<(PersonId, u32)>, StoreError> {
    let found = rows!(
        tx,
        (i64, i64),
        "SELECT r.mentee, COUNT(*) FROM requests r JOIN people p ON p.id = r.mentee AND p.state = 'active'
         WHERE r.state = 'expired' AND NOT EXISTS (SELECT 1 FROM requests o WHERE o.mentee = r.mentee
             AND o.state IN ('accepted', 'declined') AND o.decided_at >= r.decided_at)
         GROUP BY r.mentee HAVING COUNT(*) > 1 ORDER BY 2 DESC, 1 LIMIT 200"
    )?;
    Ok(counted(found))
}

/// Active mentors who have not answered the yearly review: how often they were reminded.
async fn unreviewed(tx: &mut Tx) -> Result<Vec<(PersonId, u32)>, StoreError> {
    let found = rows!(
        tx,
        (i64, i64),
        "SELECT q.asked, MAX(q.reminders) FROM questions q JOIN people p ON p.id = q.asked AND p.state = 'active'
         WHERE q.about = 'review' AND q.answered_at IS NULL GROUP BY q.asked ORDER BY q.asked LIMIT 1000"
    )?;
    Ok(counted(found))
}

/// Marks without words are told too; a check-in's answer without words is only counted.
async fn remarks(tx: &mut Tx, a: i64, b: i64) -> Result<Vec<Remark>, StoreError> {
    let found = rows!(
        tx,
        (i64, String, String, String),
        "SELECT asked, about, answer, remark FROM questions WHERE about IN ('review', 'check-in', 'feedback')
         AND answered_at >= $1 AND answered_at < $2 AND (remark <> '' OR (about = 'feedback' AND answer <> ''))
         ORDER BY answered_at, id LIMIT 200",
        a,
        b
    )?;
    let remark = |(by, about, answer, words)| Remark { by: PersonId(by), about, answer, words };
    Ok(found.into_iter().map(remark).collect())
}

/// The answers to check-ins, and the marks given as feedback: how many, and all of them together.
pub(super) async fn answers(tx: &mut Tx, a: i64, b: i64) -> Result<(CheckIns, u32, u32), StoreError> {
    let found = rows!(
        tx,
        (String, i64),
        "SELECT answer, COUNT(*) FROM questions WHERE about IN ('check-in', 'feedback') AND answer <> ''
         AND answered_at >= $1 AND answered_at < $2 GROUP BY answer",
        a,
        b
    )?;
    let (mut check_ins, mut marks, mut sum) = (CheckIns::default(), 0_u32, 0_u32);
    for (answer, number) in found {
        let number = count(number);
        match answer.as_str() {
            "GREAT" => check_ins.great = number,
            "OK" => check_ins.ok = number,
            "HELP" => check_ins.help = number,
            mark => {
                let Ok(mark @ 1..=5) = mark.parse::<u32>() else { continue };
                marks = marks.saturating_add(number);
                sum = sum.saturating_add(mark.saturating_mul(number));
            }
        }
    }
    Ok((check_ins, marks, sum))
}

/// Why mentorships ended, by the word of the reason.
pub(super) async fn reasons(tx: &mut Tx, a: i64, b: i64) -> Result<Vec<(String, u32)>, StoreError> {
    let found = rows!(
        tx,
        (Option<String>, i64),
        "SELECT end_reason, COUNT(*) FROM mentorships WHERE ended_at >= $1 AND ended_at < $2 GROUP BY end_reason ORDER BY 1",
        a,
        b
    )?;
    Ok(found.into_iter().map(|(reason, number)| (reason.unwrap_or_default(), count(number))).collect())
}

async fn quiet(tx: &mut Tx, before: Timestamp) -> Result<Vec<Mentorship>, StoreError> {
    let found = rows!(
        tx,
        MentorshipRow,
        "SELECT * FROM mentorships WHERE ended_at IS NULL AND began_at < $1
         AND (mentor_wrote_at IS NULL OR mentor_wrote_at < $1) AND (mentee_wrote_at IS NULL OR mentee_wrote_at < $1)
         ORDER BY began_at, id LIMIT 200",
        micros(before)
    )?;
    records::all(found)
}

/// The weeks between these instants.
async fn weeks(tx: &mut Tx, bounds: &[Timestamp]) -> Result<Vec<WeekFacts>, StoreError> {
    let mut weeks = Vec::new();
    for pair in bounds.windows(2) {
        let [from, until] = pair else { continue };
        let (a, b) = (micros(*from), micros(*until));
        let asked = number!(tx, "SELECT COUNT(*) FROM requests WHERE asked_at >= $1 AND asked_at < $2", a, b);
        let accepted = number!(
            tx,
            "SELECT COUNT(*) FROM requests WHERE state = 'accepted' AND decided_at >= $1 AND decided_at < $2",
            a,
            b
        );
        let running = number!(
            tx,
            "SELECT COUNT(*) FROM mentorships WHERE began_at < $1 AND (ended_at IS NULL OR ended_at >= $1)",
            b
        );
        weeks.push(WeekFacts { from: *from, asked, accepted, running });
    }
    Ok(weeks)
}

fn counted(rows: Vec<(i64, i64)>) -> Vec<(PersonId, u32)> {
    rows.into_iter().map(|(person, number)| (PersonId(person), count(number))).collect()
}

/// Who is still invited, and for whom nobody waits any more.
async fn lapsed(tx: &mut Tx, a: i64, b: i64) -> Result<Vec<PersonId>, StoreError> {
    Ok(ids(rows!(
        tx,
        (i64,),
        "SELECT id FROM people WHERE state = 'invited' AND id IN (SELECT subject FROM audit
             WHERE at >= $1 AND at < $2 AND what IN ('person.invitation-lapsed', 'person.form-lapsed'))
         ORDER BY id LIMIT 1000",
        a,
        b
    )?))
}

/// The newest mails that were given up: they wait for somebody to look at them.
async fn unplaced(tx: &mut Tx) -> Result<Vec<(InboxId, String)>, StoreError> {
    let found =
        rows!(tx, (i64, String), "SELECT id, reason FROM inbox WHERE state = 'failed' ORDER BY id DESC LIMIT 50")?;
    Ok(found.into_iter().map(|(id, reason)| (InboxId(id), reason)).collect())
}

fn ids(rows: Vec<(i64,)>) -> Vec<PersonId> {
    rows.into_iter().map(|(id,)| PersonId(id)).collect()
}
