//! The directory with its index, kept in memory between one mail and the next.
//!
//! Both follow from the rows alone: what is kept is told from what is stored by the versions of all mentors' rows, only rows with
//! another version are read again, and the index is made anew only when a name or a profile has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::StoreError;
use super::backend::{Tx, list, row, rows, rows_in};
use super::records::PersonRow;
use super::words::count;
use crate::programme::person::{Person, PersonId};
use crate::programme::search;
use crate::programme::search::index::Index;
use crate::programme::snapshot::MentorEntry;

/// What is known of the mentors who take part.
#[derive(Clone, Debug, Default)]
pub(super) struct Mentors(Arc<Mutex<Known>>);

#[derive(Clone, Debug, Default)]
struct Known {
    /// Number and version of each, as the database lists them.
    versions: String,
    people: BTreeMap<PersonId, Arc<Person>>,
    index: Arc<Index>,
}

/// The counts of a query by mentor. They come as one text: a row for each of thousands takes ten times as long.
macro_rules! counted {
    ($tx:expr, $counts:literal) => {{
        let found = rows!(
            $tx,
            (Option<String>,),
            sqlite: concat!("SELECT GROUP_CONCAT(mentor || ':' || n, ' ') FROM (", $counts, ")"),
            postgres: concat!("SELECT STRING_AGG(mentor || ':' || n, ' ') FROM (", $counts, ") AS counted")
        )?;
        let text = found.into_iter().next().and_then(|(text,)| text).unwrap_or_default();
        text.split(' ').filter_map(pair).collect::<BTreeMap<PersonId, i64>>()
    }};
}

impl Mentors {
    /// Every active mentor with how full they are, and the index of them in that order.
    pub async fn directory(&self, tx: &mut Tx) -> Result<(Vec<MentorEntry>, Arc<Index>), StoreError> {
        let known = self.known(tx).await?;
        let running =
            counted!(tx, "SELECT mentor, COUNT(*) AS n FROM mentorships WHERE ended_at IS NULL GROUP BY mentor");
        let open = counted!(tx, "SELECT mentor, COUNT(*) AS n FROM requests WHERE state = 'open' GROUP BY mentor");
        let of = |counts: &BTreeMap<PersonId, i64>, id: PersonId| counts.get(&id).map_or(0, |n| count(*n));
        let entry = |person: &Arc<Person>| MentorEntry {
            running: of(&running, person.id),
            open: of(&open, person.id),
            person: Arc::clone(person),
        };
        Ok((known.people.values().map(entry).collect(), known.index))
    }

    /// What is known, brought up to date with what this transaction sees.
    async fn known(&self, tx: &mut Tx) -> Result<Known, StoreError> {
        let versions = versions(tx).await?;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.versions == versions {
            return Ok(known);
        }
        let wanted: Vec<(PersonId, i64)> = versions.split(' ').filter_map(pair).collect();
        let current = |id: &PersonId, version: i64| known.people.get(id).filter(|person| person.version == version);
        let missing = wanted.iter().filter(|(id, version)| current(id, *version).is_none()).map(|(id, _)| id.0);
        let found = rows_in!(tx, PersonRow, "SELECT * FROM people WHERE id", "", list(missing))?;
        let found: Vec<Person> = super::records::all(found)?;
        let ids: BTreeSet<PersonId> = wanted.iter().map(|(id, _)| *id).collect();
        let mut people = known.people.clone();
        people.retain(|id, _| ids.contains(id));
        people.extend(found.into_iter().map(|person| (person.id, Arc::new(person))));
        let same = people.len() == known.people.len()
            && people.values().zip(known.people.values()).all(|(new, old)| says_the_same(new, old));
        let index = if same { known.index } else { Arc::new(search::index(people.values().map(|person| &**person))) };
        let known = Known { versions, people, index };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = known.clone();
        Ok(known)
    }
}

/// Are they the same person with the same words?
fn says_the_same(new: &Person, old: &Person) -> bool {
    new.id == old.id && new.name == old.name && new.profile == old.profile
}

/// Number and version of every active mentor, as one text: `17:3 18:1`.
async fn versions(tx: &mut Tx) -> Result<String, StoreError> {
    let found = match tx {
        Tx::Sqlite(_) => row!(
            tx,
            (Option<String>,),
            "SELECT GROUP_CONCAT(v, ' ') FROM (SELECT id || ':' || version AS v FROM people
                 WHERE role = 'mentor' AND state = 'active' ORDER BY id)"
        )?,
        Tx::Postgres(_) => row!(
            tx,
            (Option<String>,),
            "SELECT STRING_AGG(id || ':' || version, ' ' ORDER BY id) FROM people
             WHERE role = 'mentor' AND state = 'active'"
        )?,
    };
    Ok(found.and_then(|(versions,)| versions).unwrap_or_default())
}

fn pair(text: &str) -> Option<(PersonId, i64)> {
    let (id, version) = text.split_once(':')?;
    Some((PersonId(id.parse().ok()?), version.parse().ok()?))
}
