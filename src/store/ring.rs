//! Bells between the processes on one PostgreSQL database: whoever waits for work is rung for, and need not look again and again.

use sqlx::postgres::PgListener;

use super::backend::{Pools, Tx, run};
use super::{Store, StoreError};

/// What a process is rung for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Mail has been stored.
    Arrived,
    /// Mail has been handled.
    Handled,
    /// Letters have been written.
    Written,
    /// Nobody knows for what: the connection was lost for a while.
    Anything,
}

impl Ring {
    fn word(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Handled => "handled",
            Self::Written => "written",
            Self::Anything => "anything",
        }
    }

    fn of_word(word: &str) -> Self {
        let all = [Self::Arrived, Self::Handled, Self::Written];
        all.into_iter().find(|ring| ring.word() == word).unwrap_or(Self::Anything)
    }
}

/// A connection on which bells are heard.
pub struct Listening(PgListener);

impl std::fmt::Debug for Listening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Listening").finish()
    }
}

impl Store {
    /// May processes of other machines work on this database too?
    pub fn is_shared(&self) -> bool {
        matches!(self.pools, Pools::Postgres(_))
    }

    /// Listens for bells; `None` on SQLite, whose processes look by themselves.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn listen(&self) -> Result<Option<Listening>, StoreError> {
        let Pools::Postgres(pool) = &self.pools else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen("mentorpost").await?;
        Ok(Some(Listening(listener)))
    }
}

impl Listening {
    /// Waits for the next bell.
    ///
    /// # Errors
    /// When the server is gone and does not come back at once.
    pub async fn next(&mut self) -> Result<Ring, StoreError> {
        let rung = self.0.try_recv().await?;
        // Nothing says that the connection was lost; what was rung for meanwhile was not heard.
        Ok(rung.map_or(Ring::Anything, |rung| Ring::of_word(rung.payload())))
    }
}

/// Rings, once this transaction is committed.
pub(super) async fn ring(tx: &mut Tx, ring: Ring) -> Result<(), StoreError> {
    if matches!(tx, Tx::Postgres(_)) {
        run!(tx, "SELECT pg_notify('mentorpost', $1)", ring.word())?;
    }
    Ok(())
}
