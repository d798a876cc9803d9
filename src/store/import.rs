//! Importing people from a list, the whole list or nothing of it.

use jiff::Timestamp;

use super::backend::Tx;
use super::words::Word;
use super::{ImportCounts, ImportRow, Store, StoreError};
use super::{mentorships, people};
use crate::ids::Ids;
use crate::programme::person::{Care, Joining, Person, PersonId, PersonState, Role};

/// After how many rows the caller is told how far it has got.
const CHUNK: usize = 200;
/// How many rows that cannot be imported are named at the most.
const NAMED: usize = 20;

/// What became of one row.
enum Put {
    Added,
    Updated,
    Unchanged,
    /// It cannot be imported, for this reason.
    Refused(String),
}

impl Store {
    /// What speaks against importing these rows: the index of each that cannot be, and why.
    pub async fn import_conflicts(&self, rows: &[ImportRow]) -> Result<Vec<(usize, String)>, StoreError> {
        let mut tx = self.pools.read().await?;
        let mut conflicts = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let known = people::by_address(&mut tx, &row.address).await?;
            conflicts.extend(known.and_then(|known| conflict(&known, row)).map(|why| (index, why)));
        }
        Ok(conflicts)
    }

    /// Imports people: new ones are added, known ones (by address) get what the list says of them.
    ///
    /// New ones take part at once where `active`; else they are invited, and an invitation is due now. Nothing is kept
    /// unless every row can be. `progress` is told how many rows are done.
    pub async fn import(
        &self,
        rows: &[ImportRow],
        active: bool,
        now: Timestamp,
        ids: &mut Ids,
        progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<ImportCounts, StoreError> {
        let (tx, counts) = self.put_all(rows, active, now, ids, progress).await?;
        tx.commit().await?;
        Ok(counts)
    }

    /// What [`Store::import`] would do, without doing it.
    pub async fn import_rehearsed(
        &self,
        rows: &[ImportRow],
        active: bool,
        now: Timestamp,
        ids: &mut Ids,
    ) -> Result<ImportCounts, StoreError> {
        // What is not committed leaves nothing behind.
        let (_, counts) = self.put_all(rows, active, now, ids, &mut |_| ()).await?;
        Ok(counts)
    }

    async fn put_all(
        &self,
        rows: &[ImportRow],
        active: bool,
        now: Timestamp,
        ids: &mut Ids,
        progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<(Tx, ImportCounts), StoreError> {
        let (mut tx, first) = self.write_with_numbers(rows.len()).await?;
        ids.give(first, i64::try_from(rows.len()).unwrap_or(i64::MAX));
        let mut counts = ImportCounts::default();
        let mut refused = Vec::new();
        for (done, row) in (1..).zip(rows) {
            match put(&mut tx, row, active, now, ids).await? {
                Put::Added => counts.added += 1,
                Put::Updated => counts.updated += 1,
                Put::Unchanged => counts.unchanged += 1,
                Put::Refused(why) => refused.push(why),
            }
            if done % CHUNK == 0 || done == rows.len() {
                progress(done);
            }
        }
        if !refused.is_empty() {
            let more = refused.len().saturating_sub(NAMED);
            refused.truncate(NAMED);
            let more = if more == 0 { String::new() } else { format!("; and {more} more") };
            return Err(StoreError::NotPossible(format!("nothing was imported: {}{more}", refused.join("; "))));
        }
        Ok((tx, counts))
    }
}

/// Why a row cannot be imported over the person who has its address; `None` where it can.
fn conflict(known: &Person, row: &ImportRow) -> Option<String> {
    let address = &row.address;
    match known.role {
        Role::Staff(_) => Some(format!("{address} is the address of a member of staff")),
        role if role != row.role => Some(format!("{address} is registered as a {}", role.word())),
        _ => None,
    }
}

async fn put(tx: &mut Tx, row: &ImportRow, active: bool, now: Timestamp, ids: &mut Ids) -> Result<Put, StoreError> {
    let Some(known) = people::by_address(tx, &row.address).await? else {
        let added = people::insert(tx, &newcomer(row, active, now, ids)).await?;
        return Ok(if added { Put::Added } else { changed_meanwhile(row) });
    };
    if let Some(why) = conflict(&known, row) {
        return Ok(Put::Refused(why));
    }
    let joins = active && known.state == PersonState::Invited;
    let mut changed = Person {
        name: row.name.clone(),
        profile: row.profile.clone(),
        capacity: row.capacity,
        state: if joins { PersonState::Active } else { known.state },
        joining: Joining {
            active_since: if joins { Some(now) } else { known.joining.active_since },
            ..known.joining.clone()
        },
        due_at: if joins { Some(now) } else { known.due_at },
        ..known.clone()
    };
    for field in &row.untold {
        field.put(&mut changed, field.of(&known));
    }
    if changed == known {
        return Ok(Put::Unchanged);
    }
    if !people::update(tx, &changed).await? {
        return Ok(changed_meanwhile(row));
    }
    if changed.profile.graduation != known.profile.graduation {
        mentorships::wake(tx, changed.id, now).await?;
    }
    Ok(Put::Updated)
}

/// Their own mail may be handled while they are imported.
fn changed_meanwhile(row: &ImportRow) -> Put {
    Put::Refused(format!("{} was changed at the same moment; import the list again", row.address))
}

fn newcomer(row: &ImportRow, active: bool, now: Timestamp, ids: &mut Ids) -> Person {
    Person {
        id: PersonId(ids.number()),
        role: row.role,
        state: if active { PersonState::Active } else { PersonState::Invited },
        name: row.name.clone(),
        address: row.address.clone(),
        profile: row.profile.clone(),
        care: Care::default(),
        joining: Joining { by_staff: true, active_since: active.then_some(now), ..Joining::default() },
        capacity: row.capacity,
        away_until: None,
        failures: 0,
        created_at: now,
        // The clock of people looks at everybody once, and says itself when it wants to look again.
        due_at: Some(now),
        version: 1,
    }
}
