//! What a person did of late, and what those around them have going on: what taking a step back depends on.

use std::collections::BTreeMap;

use super::StoreError;
use super::backend::{Tx, rows};
use super::words::{count, instant};
use crate::programme::person::PersonId;
use crate::programme::snapshot::{Load, Step};

/// What the person did, newest first.
pub(super) async fn of(tx: &mut Tx, person: PersonId) -> Result<Vec<Step>, StoreError> {
    let found = rows!(
        tx,
        (i64, String, i64),
        "SELECT at, what, subject FROM audit WHERE actor = $1 ORDER BY id DESC LIMIT 50",
        person.0
    )?;
    Ok(found.into_iter().map(|(at, what, subject)| Step { at: instant(at), what, subject }).collect())
}

/// What everyone has going on whom the person has asked, or who has asked them.
pub(super) async fn loads(tx: &mut Tx, person: PersonId) -> Result<BTreeMap<PersonId, Load>, StoreError> {
    let found = rows!(
        tx,
        (i64, i64, i64, Option<i64>),
        // Each side by its own index: either of two together is looked for among all that are open.
        "SELECT p.id,
             (SELECT COUNT(*) FROM requests o WHERE o.state = 'open' AND o.mentee = p.id)
                 + (SELECT COUNT(*) FROM requests o WHERE o.state = 'open' AND o.mentor = p.id),
             (SELECT COUNT(*) FROM mentorships m WHERE m.ended_at IS NULL AND m.mentee = p.id)
                 + (SELECT COUNT(*) FROM mentorships m WHERE m.ended_at IS NULL AND m.mentor = p.id),
             (SELECT MAX(m.began_at) FROM (
                 SELECT began_at FROM mentorships WHERE ended_at IS NULL AND mentee = p.id
                 UNION ALL SELECT began_at FROM mentorships WHERE ended_at IS NULL AND mentor = p.id) m)
         FROM people p WHERE p.id IN (SELECT mentor FROM requests WHERE mentee = $1
             UNION SELECT mentee FROM requests WHERE mentor = $1)
         ORDER BY p.id",
        person.0
    )?;
    let load = |(id, open, running, newest): (i64, i64, i64, Option<i64>)| {
        (PersonId(id), Load { open: count(open), running: count(running), newest: newest.map(instant) })
    };
    Ok(found.into_iter().map(load).collect())
}
