//! The directory with its index, kept in memory between one mail and the next.
//!
//! Both follow from the rows alone. The database notes which mentors a change bears on (`mentor_changes`, by triggers, so that no
//! statement can forget it); only those are read again and put in their place, so that a mail costs what has changed since the one
//! before it, not what there is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::Mutex;

use super::backend::{Tx, list, row, rows, rows_together, run};
use super::records::PersonRow;
use super::words::count;
use super::{Store, StoreError};
use crate::programme::person::{Person, PersonId};
use crate::programme::search;
use crate::programme::search::index::Index;
use crate::programme::snapshot::MentorEntry;

/// Every active mentor with how full they are, in the order of their numbers, and the index of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    /// The mentors.
    pub entries: Arc<Vec<MentorEntry>>,
    /// The index of their names and profiles.
    pub index: Arc<Index>,
}

/// What is known of the mentors who take part.
#[derive(Clone, Debug, Default)]
pub(super) struct Mentors(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    directory: Directory,
    /// From where on changes are not in it yet; none while nothing was read.
    since: Option<i64>,
}

/// How many of something each mentor has.
type Counts = BTreeMap<PersonId, u32>;

impl Store {
    /// Reads the directory of mentors as far as it is not known yet, so that the first mail that asks for it need not wait for all of it.
    ///
    /// # Errors
    /// When the database fails; the directory is read when it is asked for, then.
    pub async fn read_directory(&self) -> Result<(), StoreError> {
        let mut tx = self.pools.read().await?;
        self.mentors.directory(&mut tx).await?;
        Ok(())
    }
}

impl Mentors {
    /// The directory as this transaction sees it, or as one that has gone on since does.
    pub async fn directory(&self, tx: &mut Tx) -> Result<Directory, StoreError> {
        // Held while the database is asked, so that what one has read does not take the place of what another read later.
        let mut known = self.0.lock().await;
        let Some(since) = known.since else {
            let next = next(tx).await?;
            *known = Known { directory: all(tx).await?, since: Some(next) };
            return Ok(known.directory.clone());
        };
        // Before the changes are listed: what is committed in between is listed twice rather than never.
        let on_postgres = match tx {
            Tx::Sqlite(_) => None,
            Tx::Postgres(_) => Some(next(tx).await?),
        };
        let changes = rows!(tx, (i64, i64), "SELECT mentor, seq FROM mentor_changes WHERE seq >= $1", since)?;
        let latest = changes.iter().map(|(_, seq)| seq + 1).max();
        if !changes.is_empty() {
            let changed: BTreeSet<PersonId> = changes.into_iter().map(|(mentor, _)| PersonId(mentor)).collect();
            let current = some(tx, &changed).await?;
            known.directory.put(&changed, current);
        }
        known.since = on_postgres.or(latest).or(Some(since));
        Ok(known.directory.clone())
    }
}

impl Directory {
    /// Puts those of the changed mentors who are active in their places, and takes the others out.
    fn put(&mut self, changed: &BTreeSet<PersonId>, mut current: BTreeMap<PersonId, MentorEntry>) {
        // Neither is copied unless somebody decides by it at this moment.
        let entries = Arc::make_mut(&mut self.entries);
        for id in changed {
            let place = entries.binary_search_by_key(id, |entry| entry.person.id);
            let old = place.ok().and_then(|place| entries.get(place)).map(|entry| Arc::clone(&entry.person));
            let new = current.remove(id);
            let (before, after) = (old.as_deref(), new.as_ref().map(|entry| &*entry.person));
            if !search::finds_alike(before, after) {
                search::replace(Arc::make_mut(&mut self.index), before, after);
            }
            match (place, new) {
                (Ok(place), Some(new)) => {
                    if let Some(entry) = entries.get_mut(place) {
                        *entry = new;
                    }
                }
                (Ok(place), None) => {
                    entries.remove(place);
                }
                (Err(place), Some(new)) => entries.insert(place, new),
                (Err(_), None) => {}
            }
        }
    }
}

/// Forgets changes of mentors that have changed once more since, which only PostgreSQL keeps; and those of a server that this database
/// was restored from, whose transactions say nothing here.
pub(super) async fn forget_changes(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(_) = tx {
        run!(
            tx,
            "DELETE FROM mentor_changes WHERE (mentor, seq) IN (SELECT mentor, seq FROM mentor_changes c
                 WHERE c.seq >= pg_snapshot_xmax(pg_current_snapshot())::TEXT::BIGINT
                     OR EXISTS (SELECT 1 FROM mentor_changes d WHERE d.mentor = c.mentor AND d.seq > c.seq)
                 FOR UPDATE SKIP LOCKED)"
        )?;
    }
    Ok(())
}

/// From where on the changes stand that this transaction does not see.
async fn next(tx: &mut Tx) -> Result<i64, StoreError> {
    let found = match tx {
        Tx::Sqlite(_) => row!(tx, (i64,), "SELECT COALESCE(MAX(seq), 0) + 1 FROM mentor_changes")?,
        Tx::Postgres(_) => row!(tx, (i64,), "SELECT pg_snapshot_xmin(pg_current_snapshot())::TEXT::BIGINT")?,
    };
    Ok(found.map_or(0, |(next,)| next))
}

/// Every active mentor.
async fn all(tx: &mut Tx) -> Result<Directory, StoreError> {
    let running = rows!(
        tx,
        (i64, i64),
        // By any other index it would look through all mentorships that there have ever been.
        sqlite: "SELECT mentor, COUNT(*) FROM mentorships INDEXED BY mentorships_running WHERE ended_at IS NULL GROUP BY mentor",
        postgres: "SELECT mentor, COUNT(*) FROM mentorships WHERE ended_at IS NULL GROUP BY mentor"
    )?;
    let open = rows!(tx, (i64, i64), "SELECT mentor, COUNT(*) FROM requests WHERE state = 'open' GROUP BY mentor")?;
    let (running, open) = (counts(running), counts(open));
    let (mut all, mut index) = (Vec::new(), Index::default());
    let mut take_in = |people| {
        let some = entries(people, &running, &open)?;
        for entry in &some {
            search::replace(&mut index, None, Some(&entry.person));
        }
        all.extend(some);
        Ok::<(), StoreError>(())
    };
    if let Tx::Postgres(_) = tx {
        let mut people = rows!(tx, PersonRow, "SELECT * FROM people WHERE role = 'mentor' AND state = 'active'")?;
        while !people.is_empty() {
            take_in(people.split_off(people.len().saturating_sub(PAGE)))?;
            // Others have their turn in between: all of them are a tenth of a second where there are 25,000.
            tokio::task::yield_now().await;
        }
    } else {
        let mut found = page(tx, i64::MIN).await?;
        while let Some((last, people)) = found {
            // SQLite reads the next in its own thread while these are taken in.
            let (next, taken) = tokio::join!(biased; page(tx, last), async { take_in(people_of(last, &people)?) });
            taken?;
            found = next?;
        }
    }
    all.shrink_to_fit();
    all.sort_unstable_by_key(|entry| entry.person.id);
    Ok(Directory { entries: Arc::new(all), index: Arc::new(index) })
}

/// How many mentors are taken in at a time.
const PAGE: usize = 100;

/// [`PAGE`] of the active mentors whose rows in SQLite's file are numbered above `last`, in any order, as one JSON text, with the last of
/// these numbers; nothing where there are no more.
///
/// By itself each of the thirty values of a row is copied by SQLite and again by sqlx, and each row wakes a thread, which was three
/// quarters of the time. By the numbers of the rows they are read as the index has them, so that SQLite need not put them in order.
async fn page(tx: &mut Tx, last: i64) -> Result<Option<(i64, String)>, StoreError> {
    let found = row!(
        tx,
        (Option<i64>, String),
        "SELECT MAX(number), json_group_array(json_array(id, role, state, name, address, course, job, history, strengths, moves,
             help, languages, year, graduation, aims, preferred_name, language, by_staff, invited_at, invite_reminders, applied_at,
             active_since, reviewed_year, unasked_since, capacity, failures, created_at, away_until, due_at, version))
         FROM (SELECT rowid AS number, * FROM people WHERE role = 'mentor' AND state = 'active' AND rowid > $1
             ORDER BY rowid LIMIT $2 + 0)",
        last,
        i64::try_from(PAGE).unwrap_or(i64::MAX)
    )?;
    Ok(found.and_then(|(last, people)| Some((last?, people))))
}

/// The mentors of a [`page`].
fn people_of(last: i64, page: &str) -> Result<Vec<PersonRow>, StoreError> {
    serde_json::from_str(page).map_err(|error| StoreError::Damaged(format!("mentors up to row {last}: {error}")))
}

/// Those of these people who are active mentors.
async fn some(tx: &mut Tx, ids: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, MentorEntry>, StoreError> {
    let ids = || list(ids.iter().map(|id| id.0));
    let (people, running, open) = rows_together!(
        tx,
        // SQLite would rather look through all active mentors than find these, if it were asked for both.
        (PersonRow, among("SELECT * FROM people WHERE id", ""), ids()),
        (
            (i64, i64),
            among("SELECT mentor, COUNT(*) FROM mentorships WHERE ended_at IS NULL AND mentor", "GROUP BY mentor"),
            ids()
        ),
        (
            (i64, i64),
            among("SELECT mentor, COUNT(*) FROM requests WHERE state = 'open' AND mentor", "GROUP BY mentor"),
            ids()
        ),
    );
    let listed = people.into_iter().filter(PersonRow::is_active_mentor).collect();
    let listed = entries(listed, &counts(running), &counts(open))?;
    Ok(listed.into_iter().map(|entry| (entry.person.id, entry)).collect())
}

fn counts(found: Vec<(i64, i64)>) -> Counts {
    found.into_iter().map(|(id, n)| (PersonId(id), count(n))).collect()
}

fn entries(people: Vec<PersonRow>, running: &Counts, open: &Counts) -> Result<Vec<MentorEntry>, StoreError> {
    let of = |counts: &Counts, id| counts.get(&id).copied().unwrap_or(0);
    let entry = |row| {
        let person = Person::try_from(row)?;
        Ok(MentorEntry { running: of(running, person.id), open: of(open, person.id), person: Arc::new(person) })
    };
    people.into_iter().map(entry).collect()
}
