//! The store: everything the service keeps, in SQLite or PostgreSQL, each query written once for both.

mod alone;
mod backend;
mod browse;
mod capped;
mod changes;
mod digest;
mod due;
mod erasure;
mod error;
mod facts;
mod import;
mod inbox;
mod keepsake;
mod meetings;
mod mentors;
mod mentorships;
mod migrate;
mod model;
mod open;
mod outbox;
mod people;
mod personal;
mod places;
mod presence;
mod records;
mod refresh_token;
mod removal;
mod report;
mod rights;
mod ring;
mod script;
mod settle;
mod snapshot;
mod status;
mod steps;
#[cfg(test)]
pub(crate) mod tests;
mod trace;
mod traces;
mod waiting;
mod watch;
mod words;

pub use error::StoreError;
pub use inbox::SHARED_TRIES;
pub use model::*;
pub use outbox::Became;
pub use places::Place;
pub use presence::{Presence, Shown};
pub use refresh_token::KeptToken;
pub use removal::Moved;
pub use ring::{Listening, Ring};
pub use waiting::{Alarm, Awaited, Waiting};
pub use watch::{Deed, MentorshipStands, PersonStands, RequestStands, Standings};

/// The database; its clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: backend::Pools,
    mentors: mentors::Mentors,
    rights: rights::Rights,
}
