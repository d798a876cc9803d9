//! What has happened since it was last looked at, for whoever watches the whole: deeds, mails, and how people and things stand.

use jiff::Timestamp;

use super::backend::{list, rows, rows_in, run};
use super::browse::{MailRow, mail_rows};
use super::words::{Word, instant, micros};
use super::{InboxRow, Store, StoreError, records};
use crate::mail::address::Address;
use crate::programme::conversation::InboxId;
use crate::programme::mentorship::MentorshipId;
use crate::programme::person::{PersonId, PersonState, Role};
use crate::programme::request::{RequestId, RequestState};

/// A line of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Its number: later lines have larger ones.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it, where it was a person.
    pub actor: Option<PersonId>,
    /// What, in a word (`request.accepted`).
    pub what: String,
    /// The number of whom or what it was done to.
    pub subject: i64,
    /// The mail it came of.
    pub inbox: Option<InboxId>,
}

/// How somebody stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonStands {
    /// Who.
    pub id: PersonId,
    /// What they take part as.
    pub role: Role,
    /// Where they stand.
    pub state: PersonState,
    /// What they are called.
    pub name: String,
    /// Where their mail goes.
    pub address: Address,
    /// Until when their clocks stand still.
    pub away_until: Option<Timestamp>,
}

/// How a request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestStands {
    /// Which.
    pub id: RequestId,
    /// Who asks.
    pub mentee: PersonId,
    /// Who was asked.
    pub mentor: PersonId,
    /// Where it stands.
    pub state: RequestState,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When one of the two last said something about it.
    pub moved_at: Timestamp,
    /// Does its clock stand still?
    pub stopped: bool,
    /// When it left the open state.
    pub decided_at: Option<Timestamp>,
}

/// How a mentorship stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MentorshipStands {
    /// Which.
    pub id: MentorshipId,
    /// Who advises.
    pub mentor: PersonId,
    /// Who is advised.
    pub mentee: PersonId,
    /// Does it run?
    pub running: bool,
    /// Have both asked to swap addresses?
    pub shared: bool,
}

/// How people, requests and mentorships stand.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// The people.
    pub people: Vec<PersonStands>,
    /// The requests.
    pub requests: Vec<RequestStands>,
    /// The mentorships.
    pub mentorships: Vec<MentorshipStands>,
}

type PersonColumns = (i64, String, String, String, String, Option<i64>);
type RequestColumns = (i64, i64, i64, String, i64, i64, bool, Option<i64>);
type MentorshipColumns = (i64, i64, i64, bool, bool);

/// The three queries, for all rows or for those of a list.
macro_rules! stands {
    (people, $tail:literal) => {
        concat!("SELECT id, role, state, name, address, away_until FROM people ", $tail)
    };
    (requests, $tail:literal) => {
        concat!(
            "SELECT id, mentee, mentor, state, asked_at, moved_at, stopped_at IS NOT NULL, decided_at FROM requests ",
            $tail
        )
    };
    (mentorships, $tail:literal) => {
        concat!(
            "SELECT id, mentor, mentee, ended_at IS NULL,
                 mentor_shared_at IS NOT NULL AND mentee_shared_at IS NOT NULL FROM mentorships ",
            $tail
        )
    };
}

impl Store {
    /// Notes that somebody looked, by the program's own commands, at what is kept about a person or at a mail.
    pub async fn note_look(&self, what: &'static str, subject: i64, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(&mut tx, "INSERT INTO audit (at, what, subject) VALUES ($1, $2, $3)", micros(now), what, subject)?;
        tx.commit().await
    }

    /// The deeds after the one with that number, oldest first.
    pub async fn deeds_after(&self, id: i64, limit: usize) -> Result<Vec<Deed>, StoreError> {
        let mut tx = self.pools.read().await?;
        let found = rows!(
            &mut tx,
            (i64, i64, Option<i64>, String, i64, Option<i64>),
            "SELECT id, at, actor, what, subject, inbox FROM audit WHERE id > $1 ORDER BY id LIMIT $2 + 0",
            id,
            i64::try_from(limit).unwrap_or(i64::MAX)
        )?;
        let deed = |(id, at, actor, what, subject, inbox): (_, _, Option<i64>, _, _, Option<i64>)| Deed {
            id,
            at: instant(at),
            actor: actor.map(PersonId),
            what,
            subject,
            inbox: inbox.map(InboxId),
        };
        Ok(found.into_iter().map(deed).collect())
    }

    /// The received mails after the one with that number, oldest first.
    pub async fn inbox_after(&self, id: InboxId, limit: usize) -> Result<Vec<InboxRow>, StoreError> {
        let mut tx = self.pools.read().await?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        records::all(rows!(&mut tx, MailRow, mail_rows!("WHERE id > $1 ORDER BY id LIMIT $2 + 0"), id.0, limit)?)
    }

    /// How those with these numbers stand; without numbers, everybody and everything.
    pub async fn standings(&self, of: Option<&[i64]>) -> Result<Standings, StoreError> {
        let mut tx = self.pools.read().await?;
        let Some(numbers) = of else {
            return stand(
                rows!(&mut tx, PersonColumns, stands!(people, "ORDER BY id"))?,
                rows!(&mut tx, RequestColumns, stands!(requests, "ORDER BY id"))?,
                rows!(&mut tx, MentorshipColumns, stands!(mentorships, "ORDER BY id"))?,
            );
        };
        let ids = list(numbers.iter().copied());
        stand(
            rows_in!(&mut tx, PersonColumns, stands!(people, "WHERE id"), "ORDER BY id", ids.as_str())?,
            rows_in!(&mut tx, RequestColumns, stands!(requests, "WHERE id"), "ORDER BY id", ids.as_str())?,
            rows_in!(&mut tx, MentorshipColumns, stands!(mentorships, "WHERE id"), "ORDER BY id", ids.as_str())?,
        )
    }
}

fn stand(
    people: Vec<PersonColumns>,
    requests: Vec<RequestColumns>,
    mentorships: Vec<MentorshipColumns>,
) -> Result<Standings, StoreError> {
    let person = |(id, role, state, name, address, away_until): PersonColumns| {
        Ok(PersonStands {
            id: PersonId(id),
            role: Word::of_word(&role)?,
            state: Word::of_word(&state)?,
            name,
            address: super::words::address(&address)?,
            away_until: away_until.map(instant),
        })
    };
    let request = |(id, mentee, mentor, state, asked_at, moved_at, stopped, decided_at): RequestColumns| {
        Ok(RequestStands {
            id: RequestId(id),
            mentee: PersonId(mentee),
            mentor: PersonId(mentor),
            state: Word::of_word(&state)?,
            asked_at: instant(asked_at),
            moved_at: instant(moved_at),
            stopped,
            decided_at: decided_at.map(instant),
        })
    };
    let mentorship = |(id, mentor, mentee, running, shared): MentorshipColumns| MentorshipStands {
        id: MentorshipId(id),
        mentor: PersonId(mentor),
        mentee: PersonId(mentee),
        running,
        shared,
    };
    Ok(Standings {
        people: people.into_iter().map(person).collect::<Result<_, StoreError>>()?,
        requests: requests.into_iter().map(request).collect::<Result<_, StoreError>>()?,
        mentorships: mentorships.into_iter().map(mentorship).collect(),
    })
}
