//! What the digest has to tell, counted.

use jiff::Timestamp;

use super::StoreError;
use super::backend::{Tx, row, rows};
use super::records::{self, CaseRow, RequestRow};
use super::words::{count, micros};
use crate::programme::conversation::InboxId;
use crate::programme::person::PersonId;
use crate::programme::snapshot::DigestFacts;

/// How far ahead the digest looks, in microseconds.
const SOON: i64 = 3 * 86_400_000_000;

/// A query that counts; `$1` and `$2` are the beginning and the end of the period where it names them.
macro_rules! number {
    ($tx:expr, $sql:literal $(, $arg:expr)*) => {
        row!($tx, (i64,), $sql $(, $arg)*)?.map_or(0, |(number,)| count(number))
    };
}

/// The facts from `since` up to `now`.
///
/// `expiring` holds the open requests whose next rule falls due within three days, be it a reminder or the expiry, and
/// `unreachable` everybody whose address has failed at all: which of them counts is for the rules, whose numbers are
/// not known here.
pub(super) async fn facts(tx: &mut Tx, since: Timestamp, now: Timestamp) -> Result<DigestFacts, StoreError> {
    let soon = micros(now).saturating_add(SOON);
    let cases = rows!(tx, CaseRow, "SELECT * FROM cases WHERE closed_at IS NULL ORDER BY opened_at, id LIMIT 200")?;
    let expiring = rows!(
        tx,
        RequestRow,
        "SELECT * FROM requests WHERE state = 'open' AND due_at <= $1 ORDER BY due_at, id LIMIT 200",
        soon
    )?;
    let mut facts = DigestFacts {
        cases: records::all(cases)?,
        applied: ids(rows!(tx, (i64,), "SELECT id FROM people WHERE state = 'applied' ORDER BY id LIMIT 200")?),
        unreachable: ids(rows!(
            tx,
            (i64,),
            "SELECT id FROM people WHERE failures > 0 AND state NOT IN ('left', 'erased') ORDER BY id LIMIT 200"
        )?),
        unplaced: unplaced(tx).await?,
        expiring: records::all(expiring)?,
        ..DigestFacts::default()
    };
    let (a, b) = (micros(since), micros(now));
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
    facts.running = number!(tx, "SELECT COUNT(*) FROM mentorships WHERE ended_at IS NULL");
    facts.mentors = number!(tx, "SELECT COUNT(*) FROM people WHERE role = 'mentor' AND state = 'active'");
    facts.mentees = number!(tx, "SELECT COUNT(*) FROM people WHERE role = 'mentee' AND state = 'active'");
    facts.open = number!(tx, "SELECT COUNT(*) FROM requests WHERE state = 'open'");
    Ok(facts)
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
