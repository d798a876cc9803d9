//! Clocks that stand still: while somebody is away or pauses, nobody is pressed for an answer on their account.
//!
//! For any rule that waits for people: it does nothing while [`pausing`] says so, and puts each of its moments where
//! [`when_back`] puts it, since an absence has an end that is known.

use jiff::Timestamp;

use super::person::{Person, PersonState};

/// Does any of these people pause, so that the clocks of what waits for them stand still until they resume?
pub(super) fn pausing<'p>(people: impl IntoIterator<Item = &'p Person>) -> bool {
    people.into_iter().any(|person| person.state == PersonState::Paused)
}

/// The later of `moment` and the return of whoever of these is away, where the absence has anything to do with what has waited
/// since `since`.
pub(super) fn when_back<'p>(
    moment: Timestamp,
    since: Timestamp,
    people: impl IntoIterator<Item = &'p Person>,
) -> Timestamp {
    let back = people.into_iter().filter_map(|person| person.away_until).filter(|back| *back > since).max();
    back.map_or(moment, |back| moment.max(back))
}
