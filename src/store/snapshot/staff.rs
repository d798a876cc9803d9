//! What staff name in the lines of a mail.

use super::super::StoreError;
use super::super::backend::{Tx, list, rows, rows_in};
use super::super::mentorships::MentorshipRow;
use super::super::records::{self, CaseRow, RequestRow};
use crate::programme::mentorship::Mentorship;
use crate::programme::request::Request;
use crate::programme::snapshot::Snapshot;

/// The cases and requests that staff name, and the open requests of people whom they name; their own lists are empty, as they take no part themselves.
pub(super) async fn asked_by_staff(tx: &mut Tx, snapshot: &mut Snapshot, numbers: &[i64]) -> Result<(), StoreError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let ids = list(numbers.iter().copied());
    let cases: Vec<_> = records::all(rows_in!(tx, CaseRow, "SELECT * FROM cases WHERE id", "", ids.as_str())?)?;
    snapshot.cases.extend(cases);
    // By their own number, and by that of each of the two people, the open ones first: what becomes of those is decided with the person.
    let requests = [
        rows_in!(tx, RequestRow, "SELECT * FROM requests WHERE id", "", ids.as_str())?,
        rows_in!(
            tx,
            RequestRow,
            "SELECT * FROM requests WHERE mentee",
            "ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT 200",
            ids.as_str()
        )?,
        rows_in!(
            tx,
            RequestRow,
            "SELECT * FROM requests WHERE mentor",
            "ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT 200",
            ids.as_str()
        )?,
    ];
    for request in records::all::<_, Request>(requests.into_iter().flatten().collect())? {
        if snapshot.requests.iter().all(|known| known.id != request.id) {
            snapshot.requests.push(request);
        }
    }
    let mentorships = [
        rows_in!(tx, MentorshipRow, "SELECT * FROM mentorships WHERE id", "", ids.as_str())?,
        rows_in!(
            tx,
            MentorshipRow,
            "SELECT * FROM mentorships WHERE mentee",
            "ORDER BY id DESC LIMIT 100",
            ids.as_str()
        )?,
        rows_in!(
            tx,
            MentorshipRow,
            "SELECT * FROM mentorships WHERE mentor",
            "ORDER BY id DESC LIMIT 100",
            ids.as_str()
        )?,
    ];
    for mentorship in records::all::<_, Mentorship>(mentorships.into_iter().flatten().collect())? {
        if snapshot.mentorships.iter().all(|known| known.id != mentorship.id) {
            snapshot.mentorships.push(mentorship);
        }
    }
    Ok(())
}
