//! People: their rows, their addresses, and the staff that the configuration names.

use jiff::Timestamp;

use super::backend::{Tx, row, rows, run};
use super::erasure;
use super::records::{self, PersonRow};
use super::traces::Traces;
use super::words::{Word, micros, text};
use super::{Store, StoreError};
use crate::mail::address::Address;
use crate::programme::person::{Care, Joining, Person, PersonId, PersonState, Profile, Role, Team};

/// How often it is begun anew because somebody else changed what it was based on.
const RACES: usize = 8;

impl Store {
    /// Makes the staff in the store those of the configuration; who is no longer among them has left.
    ///
    /// # Errors
    /// When an address is somebody else's, or the store fails; then nothing is changed.
    pub async fn sync_staff(&self, staff: &[(String, Address, Team)], now: Timestamp) -> Result<(), StoreError> {
        for _ in 0..RACES {
            if self.try_sync_staff(staff, now).await? {
                return Ok(());
            }
        }
        Err(StoreError::Serialisation("the rows of staff kept changing".to_owned()))
    }

    /// Gives whether nobody changed meanwhile what is changed here; else nothing is.
    async fn try_sync_staff(&self, staff: &[(String, Address, Team)], now: Timestamp) -> Result<bool, StoreError> {
        let (mut tx, first) = self.write_with_numbers(staff.len()).await?;
        let mut named = Vec::with_capacity(staff.len());
        for (number, (name, address, team)) in (first..).zip(staff) {
            let person = Person {
                id: PersonId(number),
                role: Role::Staff(*team),
                state: PersonState::Active,
                name: name.clone(),
                address: address.clone(),
                profile: Profile::default(),
                joining: Joining::default(),
                care: Care::default(),
                capacity: 0,
                away_until: None,
                failures: 0,
                created_at: now,
                due_at: None,
                version: 1,
            };
            let Some(id) = sync_one(&mut tx, person).await? else { return Ok(false) };
            named.push(id);
        }
        let known = rows!(&mut tx, PersonRow, "SELECT * FROM people WHERE role LIKE 'staff-%' AND state <> 'left'")?;
        for person in records::all::<_, Person>(known)? {
            let left = Person { state: PersonState::Left, due_at: None, ..person };
            if !named.contains(&left.id) && !update(&mut tx, &left).await? {
                return Ok(false);
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// What speaks against these being addresses of staff: one sentence for each that somebody else has.
    pub async fn staff_conflicts(&self, addresses: impl Iterator<Item = &Address>) -> Result<Vec<String>, StoreError> {
        let mut tx = self.pools.read().await?;
        let mut conflicts = Vec::new();
        for address in addresses {
            conflicts.extend(by_address(&mut tx, address).await?.and_then(|known| conflict(&known, address)));
        }
        Ok(conflicts)
    }
}

/// Why somebody who is known cannot be a member of staff with this address; `None` where they can.
fn conflict(known: &Person, address: &Address) -> Option<String> {
    let role = match known.role {
        Role::Staff(_) => return None,
        role => role.word(),
    };
    Some(format!(
        "the staff address {address} is registered as a {role}: name another address for that member of staff"
    ))
}

/// Puts one member of staff in place; gives their number, or none where somebody else was faster.
async fn sync_one(tx: &mut Tx, wanted: Person) -> Result<Option<PersonId>, StoreError> {
    let Some(known) = by_address(tx, &wanted.address).await? else {
        let added = insert(tx, &wanted).await?;
        return Ok(added.then_some(wanted.id));
    };
    if let Some(why) = conflict(&known, &wanted.address) {
        return Err(StoreError::NotPossible(why));
    }
    let changed = Person { role: wanted.role, state: wanted.state, name: wanted.name, ..known.clone() };
    let kept = changed == known || update(tx, &changed).await?;
    Ok(kept.then_some(known.id))
}

/// Who uses an address.
pub(super) async fn by_address(tx: &mut Tx, address: &Address) -> Result<Option<Person>, StoreError> {
    let found = row!(
        tx,
        PersonRow,
        "SELECT * FROM people WHERE id = (SELECT person FROM addresses WHERE address_key = $1)",
        address.key()
    )?;
    records::one(found)
}

/// Adds a person with their address; gives `false` where the address is somebody else's.
pub(super) async fn insert(tx: &mut Tx, person: &Person) -> Result<bool, StoreError> {
    let p = &person.profile;
    run!(
        tx,
        "INSERT INTO people (id, role, state, name, address, course, job, history, strengths, moves, help, languages,
             year, graduation, aims, capacity, failures, created_at, away_until, due_at, version, preferred_name, language,
             by_staff, invited_at, applied_at, active_since, reviewed_year, unasked_since,
             invite_reminders)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27, $28, $29, $30)",
        person.id.0,
        person.role.word(),
        person.state.word(),
        text(&person.name).into_owned(),
        person.address.as_str(),
        text(&p.course).into_owned(),
        text(&p.job).into_owned(),
        text(&p.history).into_owned(),
        text(&p.strengths).into_owned(),
        text(&p.moves).into_owned(),
        text(&p.help).into_owned(),
        text(&p.languages).into_owned(),
        text(&p.year).into_owned(),
        text(&p.graduation).into_owned(),
        text(&p.aims).into_owned(),
        i64::from(person.capacity),
        i64::from(person.failures),
        micros(person.created_at),
        person.away_until.map(micros),
        person.due_at.map(micros),
        person.version,
        text(&p.preferred_name).into_owned(),
        text(&p.language).into_owned(),
        person.joining.by_staff,
        person.joining.invited_at.map(micros),
        person.joining.applied_at.map(micros),
        person.joining.active_since.map(micros),
        person.care.reviewed_year,
        person.care.unasked_since.map(micros),
        i64::from(person.joining.reminders)
    )?;
    add_address(tx, person.id, &person.address).await
}

/// Puts a person's row in place of the one with the same version; gives whether that was still there.
pub(super) async fn update(tx: &mut Tx, person: &Person) -> Result<bool, StoreError> {
    let p = &person.profile;
    // What they are recognised by has to be known before it is gone.
    let traces = match person.state {
        PersonState::Erased => Some(Traces::of(tx, person.id).await?),
        _ => None,
    };
    let done = run!(
        tx,
        "UPDATE people SET role = $3, state = $4, name = $5, address = $6, course = $7, job = $8, history = $9,
             strengths = $10, moves = $11, help = $12, languages = $13, year = $14, graduation = $15, aims = $16,
             capacity = $17, failures = $18, away_until = $19, due_at = $20, preferred_name = $21,
             language = $22, by_staff = $23, invited_at = $24, applied_at = $25, active_since = $26, reviewed_year = $27,
             unasked_since = $28, invite_reminders = $29, version = version + 1
         WHERE id = $1 AND version = $2",
        person.id.0,
        person.version,
        person.role.word(),
        person.state.word(),
        text(&person.name).into_owned(),
        person.address.as_str(),
        text(&p.course).into_owned(),
        text(&p.job).into_owned(),
        text(&p.history).into_owned(),
        text(&p.strengths).into_owned(),
        text(&p.moves).into_owned(),
        text(&p.help).into_owned(),
        text(&p.languages).into_owned(),
        text(&p.year).into_owned(),
        text(&p.graduation).into_owned(),
        text(&p.aims).into_owned(),
        i64::from(person.capacity),
        i64::from(person.failures),
        person.away_until.map(micros),
        person.due_at.map(micros),
        text(&p.preferred_name).into_owned(),
        text(&p.language).into_owned(),
        person.joining.by_staff,
        person.joining.invited_at.map(micros),
        person.joining.applied_at.map(micros),
        person.joining.active_since.map(micros),
        person.care.reviewed_year,
        person.care.unasked_since.map(micros),
        i64::from(person.joining.reminders)
    )?;
    if done == 0 {
        return Ok(false);
    }
    if let Some(traces) = traces {
        erasure::erase(tx, person.id, &traces).await?;
        return Ok(true);
    }
    add_address(tx, person.id, &person.address).await
}

/// Notes one more address of a person; gives `false` where it is somebody else's.
pub(super) async fn add_address(tx: &mut Tx, person: PersonId, address: &Address) -> Result<bool, StoreError> {
    let done = run!(
        tx,
        "INSERT INTO addresses (address_key, person, address) VALUES ($1, $2, $3) ON CONFLICT (address_key)
         DO UPDATE SET address = excluded.address WHERE addresses.person = excluded.person",
        address.key(),
        person.0,
        address.as_str()
    )?;
    Ok(done > 0)
}

/// Forgets an address of a person, unless their mail goes there; gives how many were forgotten.
pub(super) async fn drop_address(tx: &mut Tx, person: PersonId, address: &Address) -> Result<u64, StoreError> {
    Ok(run!(
        tx,
        "DELETE FROM addresses WHERE address_key = $1 AND person = $2
             AND NOT EXISTS (SELECT 1 FROM people WHERE id = $2 AND address = $3)",
        address.key(),
        person.0,
        address.as_str()
    )?)
}
