//! Reading the few rows that decisions may depend on, all from one state of the database: for a whole batch of events with one
//! query of each kind, since it is the number of queries that costs.

mod event;
mod own;
mod people;
mod place;
mod staff;

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use super::backend::{Tx, list, row, rows, rows_in, rows_together};
use super::mentors::Directory;
use super::mentorships::GoalRow;
use super::records::{self, RequestRow};
use super::{SnapshotQuery, Store, StoreError, digest, keepsake, report, steps};
use crate::programme::event::Due;
use crate::programme::goal::Goal;
use crate::programme::person::PersonId;
use crate::programme::question::About;
use crate::programme::request::Request;
use crate::programme::snapshot::{Snapshot, View};

pub(super) use event::letter_of;
pub(super) use place::thread;

/// How many bytes of mails are sent to a person who asks for all that is kept about them; few servers take more than twice that.
const KEEPSAKE: usize = 6 << 20;

/// One event, and what has been found about it so far.
struct One<'a> {
    query: &'a SnapshotQuery,
    snapshot: Snapshot,
    due: event::DueRows,
    /// Who acts: the one whose token it is, else who vouches, else the sender; of what comes from no person, the one it is due
    /// for, or whose letter failed.
    acting: Option<PersonId>,
}

impl Store {
    /// What bears on one event.
    pub async fn snapshot(&self, query: &SnapshotQuery) -> Result<Snapshot, StoreError> {
        let mut snapshots = self.snapshots(std::slice::from_ref(query)).await?;
        Ok(snapshots.pop().unwrap_or_default())
    }

    /// What bears on each of these events, in their order; all as it is now, whatever each of them changes for the others.
    pub async fn snapshots(&self, queries: &[SnapshotQuery]) -> Result<Vec<Snapshot>, StoreError> {
        let mut tx = self.pools.read().await?;
        let tx = &mut tx;
        let begun = |query| One { query, snapshot: Snapshot::default(), due: event::DueRows::default(), acting: None };
        let mut all: Vec<One<'_>> = queries.iter().map(begun).collect();
        place::senders(tx, &mut all).await?;
        for one in &mut all {
            one.by_event(tx).await?;
        }
        place::conversations(tx, &mut all).await?;
        place::topics(tx, &mut all).await?;
        for one in &mut all {
            one.topic_of_due(tx).await?;
        }
        own::own(tx, &mut all).await?;
        self.goals_and_staff(tx, &mut all).await?;
        let (mut named, mut directory) = (Vec::with_capacity(all.len()), None);
        for one in &mut all {
            if one.query.needs.directory {
                self.directory(tx, one, &mut directory).await?;
            }
            named.push(by_need(tx, one).await?);
        }
        people::people(tx, &mut all, &named).await?;
        Ok(all.into_iter().map(|one| one.snapshot).collect())
    }

    async fn goals_and_staff(&self, tx: &mut Tx, all: &mut [One<'_>]) -> Result<(), StoreError> {
        let running = |one: &One<'_>| {
            let mentorships = one.snapshot.mentorships.iter().chain(&one.snapshot.mentorship);
            mentorships.filter(|m| m.running()).map(|m| m.id).collect::<BTreeSet<_>>()
        };
        let wanted: BTreeSet<_> = all.iter().flat_map(running).collect();
        let (goals, staff) = rows_together!(
            tx,
            (
                GoalRow,
                among("SELECT * FROM goals WHERE mentorship", "ORDER BY mentorship, number"),
                list(wanted.iter().map(|mentorship| mentorship.0))
            ),
            (
                (i64,),
                plain(
                    "SELECT id FROM people WHERE role IN ('staff-alumni', 'staff-careers') AND state = 'active' ORDER BY id"
                )
            ),
        );
        let goals: Vec<Goal> = records::all(goals)?;
        let staff: Vec<PersonId> = staff.into_iter().map(|(id,)| PersonId(id)).collect();
        for one in all {
            let running = running(one);
            one.snapshot.goals = goals.iter().filter(|goal| running.contains(&goal.mentorship)).cloned().collect();
            one.snapshot.staff.clone_from(&staff);
        }
        Ok(())
    }

    /// The directory, read once for a batch.
    async fn directory(&self, tx: &mut Tx, one: &mut One<'_>, known: &mut Option<Directory>) -> Result<(), StoreError> {
        let directory = match known {
            Some(known) => known.clone(),
            None => known.insert(self.mentors.directory(tx).await?).clone(),
        };
        let snapshot = &mut one.snapshot;
        (snapshot.directory, snapshot.index) = (directory.entries, Some(directory.index));
        snapshot.of_mentees = of_mentees(tx, snapshot).await?;
        if let Some(person) = one.acting {
            snapshot.view = view(tx, person).await?;
        }
        Ok(())
    }
}

/// What costs and few events need; everyone whom the snapshot names.
async fn by_need(tx: &mut Tx, one: &mut One<'_>) -> Result<BTreeSet<PersonId>, StoreError> {
    let One { query, snapshot, acting, .. } = one;
    if let Some(person) = acting.filter(|_| query.needs.keepsake) {
        snapshot.keepsake = Some(keepsake::keepsake(tx, person, KEEPSAKE).await?);
    }
    if let Some(person) = acting.filter(|_| query.needs.steps) {
        snapshot.steps = steps::of(tx, person).await?;
        snapshot.loads = steps::loads(tx, person).await?;
    }
    let acts_as_staff = acting.is_some_and(|person| snapshot.staff.contains(&person));
    if matches!(query.due, Some(Due::Digest(_))) || (acts_as_staff && query.staff.digest) {
        snapshot.digest = Some(digest::facts(tx, &query.digest, query.now).await?);
    }
    if acts_as_staff {
        staff::asked_by_staff(tx, snapshot, &query.staff.numbers).await?;
        report::asked_by_staff(tx, snapshot, &query.staff).await?;
    }
    if matches!(query.due, Some(Due::Question(_))) {
        snapshot.audience = report::audience(tx, snapshot.question.as_ref()).await?;
    }
    let mut named = people::named(snapshot);
    if acts_as_staff {
        named.extend(query.staff.numbers.iter().map(|number| PersonId(*number)));
        named.extend(report::known(tx, &query.staff.addresses).await?);
    }
    named.extend(*acting);
    named.extend(query.token.map(|(person, _)| person));
    named.extend(query.vouched);
    named.extend(query.needs.person);
    Ok(named)
}

impl One<'_> {
    /// What only few events name, and with it who acts.
    async fn by_event(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let query = self.query;
        if let Some(from) = query.from.as_ref().filter(|_| self.snapshot.sender.is_none()) {
            self.snapshot.answered = event::answered(tx, query, &from.key()).await?;
        }
        self.snapshot.letter = event::letter(tx, query).await?;
        self.due = event::due_rows(tx, query.due).await?;
        let token = query.token.map(|(person, _)| person);
        let acting = token.or(query.vouched).or(self.snapshot.sender).or(self.due.person);
        self.acting =
            acting.or_else(|| self.snapshot.letter.as_ref().and_then(|letter| letter.writer.or(letter.person)));
        Ok(())
    }

    /// What fell due stands for what the conversation is about, where that has none.
    async fn topic_of_due(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let snapshot = &mut self.snapshot;
        snapshot.request = snapshot.request.take().or(self.due.request.take());
        snapshot.mentorship = snapshot.mentorship.take().or(self.due.mentorship.take());
        snapshot.question = snapshot.question.take().or(self.due.question.take());
        if let Some(About::Words(of, _)) = snapshot.question.as_ref().map(|question| question.about) {
            snapshot.held = event::held(tx, of).await?;
        }
        let about = snapshot.question.as_ref().and_then(|question| question.about.mentorship());
        if let (None, Some(id)) = (&snapshot.mentorship, about) {
            snapshot.mentorship = event::mentorship(tx, id).await?;
        }
        Ok(())
    }
}

/// The rows of a batch under the key that they are looked for by.
fn keyed<T, K: Hash + Eq>(values: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, T> {
    values.into_iter().map(|value| (key(&value), value)).collect()
}

/// The requests of the mentees whose requests are at hand: whom they know already is not suggested to them.
async fn of_mentees(tx: &mut Tx, snapshot: &Snapshot) -> Result<Vec<Request>, StoreError> {
    let mentees: BTreeSet<i64> = snapshot.requests.iter().chain(&snapshot.request).map(|r| r.mentee.0).collect();
    let found =
        rows_in!(tx, RequestRow, "SELECT * FROM requests WHERE mentee", "ORDER BY id DESC LIMIT 500", list(mentees))?;
    records::all(found)
}

/// What somebody was last shown of the directory.
async fn view(tx: &mut Tx, person: PersonId) -> Result<Option<View>, StoreError> {
    let found = row!(tx, (String, String), "SELECT query, shown FROM directory_views WHERE person = $1", person.0)?;
    let ids = |shown: &str| shown.split(',').filter_map(|id| id.parse().ok().map(PersonId)).collect();
    Ok(found.map(|(query, shown)| View { query, shown: ids(&shown) }))
}
