//! The people whom a snapshot names, with their addresses.

use std::collections::{BTreeSet, HashMap};

use super::super::StoreError;
use super::super::backend::{Tx, list, rows_together};
use super::super::records::{self, PersonRow};
use super::{One, keyed};
use crate::programme::conversation::{Conversation, Topic};
use crate::programme::person::{Person, PersonId};
use crate::programme::question::About;
use crate::programme::snapshot::Snapshot;

/// Everyone that the snapshot names so far, the directory aside.
pub(super) fn named(snapshot: &Snapshot) -> BTreeSet<PersonId> {
    let digest = snapshot.digest.as_ref();
    let mut named: BTreeSet<_> = snapshot.sender.into_iter().chain(snapshot.staff.iter().copied()).collect();
    if let Some(Conversation { topic: Topic::Service(person), .. }) = snapshot.conversation {
        named.insert(person);
    }
    let expiring = digest.iter().flat_map(|d| &d.expiring);
    for request in snapshot.requests.iter().chain(&snapshot.request).chain(expiring) {
        named.extend([request.mentee, request.mentor]);
    }
    for mentorship in snapshot.mentorships.iter().chain(&snapshot.mentorship) {
        named.extend([mentorship.mentee, mentorship.mentor]);
    }
    let cases = digest.iter().flat_map(|d| &d.cases);
    named.extend(snapshot.cases.iter().chain(&snapshot.case).chain(cases).map(|case| case.person));
    named.extend(snapshot.held.iter().map(|held| held.asked));
    named.extend(snapshot.question.iter().map(|question| question.asked));
    if let Some(About::Words(_, to)) = snapshot.question.as_ref().map(|question| question.about) {
        named.insert(to);
    }
    named.extend(snapshot.letter.iter().flat_map(|letter| letter.person.into_iter().chain(letter.writer)));
    named.extend(snapshot.thread.0.iter().flat_map(|entry| entry.ids.iter().map(|(person, _)| *person)));
    named.extend(digest.iter().flat_map(|d| d.applied.iter().chain(&d.unreachable).chain(&d.lapsed).copied()));
    named.extend(snapshot.audience.iter().map(|person| person.id));
    named.extend(
        digest.iter().flat_map(|d| d.loads.iter().chain(&d.unanswered).chain(&d.unreviewed).map(|(person, _)| *person)),
    );
    named.extend(digest.iter().flat_map(|d| d.remarks.iter().map(|remark| remark.by)));
    named.extend(digest.iter().flat_map(|d| d.quiet.iter().flat_map(|m| [m.mentor, m.mentee])));
    named
}

/// The people named in each, with their addresses; the others of the directory stand there alone.
pub(super) async fn people(tx: &mut Tx, all: &mut [One<'_>], named: &[BTreeSet<PersonId>]) -> Result<(), StoreError> {
    let wanted: BTreeSet<i64> = named.iter().flatten().map(|person| person.0).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let ids = list(wanted);
    let (found, keys) = rows_together!(
        tx,
        (PersonRow, among("SELECT * FROM people WHERE id", ""), ids.as_str()),
        (
            (i64, String),
            among("SELECT person, address_key FROM addresses WHERE person", "ORDER BY person, address_key"),
            ids.as_str()
        ),
    );
    let people = keyed::<Person, _>(records::all(found)?, |person| person.id);
    let mut addresses: HashMap<PersonId, Vec<String>> = HashMap::new();
    for (person, key) in keys {
        addresses.entry(PersonId(person)).or_default().push(key);
    }
    for (one, named) in all.iter_mut().zip(named) {
        let known = named.iter().filter_map(|id| people.get(id));
        one.snapshot.people.extend(known.map(|person| (person.id, person.clone())));
        let keys = named.iter().flat_map(|id| addresses.get(id).into_iter().flatten().map(|key| (*id, key.clone())));
        one.snapshot.addresses = keys.collect();
    }
    Ok(())
}
