//! Which processes work on the database now: what others have leased was leased by processes that have died.
//!
//! On one machine file locks tell at once ([`super::rights`]). Beyond one machine each process says again and again that it lives, and
//! one that has not said so for a while counts as dead.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::backend::{Tx, list, rows, rows_in, run};
use super::rights::Others;
use super::ring::ring;
use super::words::micros;
use super::{Ring, Store, StoreError};

/// Held by a process that works on the database; the system ends it with the process, however that dies.
#[derive(Debug)]
pub struct Presence {
    /// Together with the others that are present.
    _lock: Lock,
}

/// A locked file, until it is dropped or the process dies.
#[derive(Debug)]
pub(super) struct Lock(pub(super) File);

impl Drop for Lock {
    /// Closing the file alone would leave it locked for as long as another has a copy of its descriptor, as a program that is just being
    /// started has.
    fn drop(&mut self) {
        let _ = warned(self.0.unlock());
    }
}

/// How others see that a process lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// By what it has said, for a while.
    Said,
    /// For as long as it does, by a lock.
    Locked {
        /// Others work on the database too, and may die.
        beside_others: bool,
    },
}

/// Frees the mails of one process, and takes back so many tries of each.
const MAILS: &str = "UPDATE inbox SET leased_by = '', leased_until = 0, attempts = attempts - $2
    WHERE state = 'pending' AND leased_by = $1";
/// Frees the letters of one process.
const LETTERS: &str = "UPDATE outbox SET leased_by = '', leased_until = 0
    WHERE state IN ('queued', 'uncertain') AND leased_by = $1";

impl Store {
    /// Notes that this process works on the database from now on. Where nobody else does, it frees what a process that died had
    /// leased, so that nothing waits for those leases to run out.
    ///
    /// `None` for PostgreSQL, on which processes of several machines may work, and where files cannot be locked: there leases
    /// run out by themselves.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn enter(&self) -> Result<Option<Presence>, StoreError> {
        let Some(database) = self.pools.file() else { return Ok(None) };
        let Some((lock, alone)) = lock_beside(&database).await else { return Ok(None) };
        if alone {
            self.free_leases().await?;
        }
        // A lock that is held already is changed: from now on others may be present too.
        let shared = unblocked(move || warned(lock.0.lock_shared()).map(|()| lock)).await;
        Ok(shared.map(|lock| Presence { _lock: lock }))
    }

    /// Notes that the process `owner` lives, and will have said so again before `until`; frees what is leased by processes that have
    /// not said so, or have died. Each has to before it leases anything. Beside an SQLite file a lock says so, for as long as the process
    /// lives.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn heartbeat(&self, owner: &str, now: Timestamp, until: Timestamp) -> Result<Shown, StoreError> {
        if let Some(database) = self.pools.shared_file()
            && let Some(Others { dead, living }) = self.rights.live(database, owner.to_owned()).await
        {
            if !dead.is_empty() {
                let mut tx = self.pools.write().await?;
                for process in &dead {
                    free(&mut tx, &process.owner).await?;
                }
                tx.commit().await?;
                self.rights.bury(dead);
            }
            return Ok(Shown::Locked { beside_others: living });
        }
        let mut tx = self.pools.write().await?;
        let name = format!("process/{owner}");
        run!(
            &mut tx,
            "INSERT INTO facts (name, number) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET number = excluded.number",
            name.as_str(),
            micros(until)
        )?;
        run!(&mut tx, "DELETE FROM facts WHERE name LIKE 'process/%' AND number <= $1", micros(now))?;
        // Not of those alone that were just found dead: one that was stopped in the middle of a transaction may go on, take something
        // after that, and be killed before it says that it lives.
        for (sql, bell) in [
            (
                "UPDATE inbox SET leased_by = '', leased_until = 0 WHERE state = 'pending' AND leased_by <> ''
                     AND 'process/' || leased_by NOT IN (SELECT name FROM facts WHERE name LIKE 'process/%')",
                Ring::Arrived,
            ),
            (
                "UPDATE outbox SET leased_by = '', leased_until = 0
                 WHERE state IN ('queued', 'uncertain') AND leased_by <> ''
                     AND 'process/' || leased_by NOT IN (SELECT name FROM facts WHERE name LIKE 'process/%')",
                Ring::Written,
            ),
        ] {
            // It would lie there until somebody looks.
            if run!(&mut tx, sql)? > 0 {
                ring(&mut tx, bell).await?;
            }
        }
        tx.commit().await?;
        Ok(Shown::Said)
    }

    /// Notes that the process `owner` has stopped in order: what it has leased still is free. A mail among it has not
    /// been tried, and does not count as tried.
    ///
    /// # Errors
    /// When the store fails; it counts as dead a while later.
    pub async fn leave(&self, owner: &str) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(&mut tx, MAILS, owner, 1_i64)?;
        run!(&mut tx, LETTERS, owner)?;
        run!(&mut tx, "DELETE FROM facts WHERE name = $1", format!("process/{owner}"))?;
        tx.commit().await?;
        self.rights.end(owner);
        Ok(())
    }

    /// Gives back the letters that the process `owner` has leased, but for those of the numbers `begun`; no other is under way.
    ///
    /// # Errors
    /// When the store fails; they are free when their leases have run out.
    pub async fn free_letters(&self, owner: &str, begun: &[i64]) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        rows_in!(
            &mut tx,
            (i64,),
            "UPDATE outbox SET leased_by = '', leased_until = 0 WHERE id NOT",
            "AND state IN ('queued', 'uncertain') AND leased_by = $2 RETURNING id",
            list(begun.iter().copied()),
            owner
        )?;
        tx.commit().await
    }

    /// Gives back the mails that the process `owner` has leased; it has none of them in hand. Whether they count as `tried` is for it to
    /// say.
    ///
    /// # Errors
    /// When the store fails; they are free when their leases have run out.
    pub async fn free_mails(&self, owner: &str, tried: bool) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        if run!(&mut tx, MAILS, owner, i64::from(!tried))? > 0 {
            ring(&mut tx, Ring::Arrived).await?;
        }
        tx.commit().await
    }

    pub(super) async fn free_leases(&self) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(
            &mut tx,
            "UPDATE inbox SET leased_by = '', leased_until = 0 WHERE state = 'pending' AND leased_until > 0"
        )?;
        run!(
            &mut tx,
            "UPDATE outbox SET leased_by = '', leased_until = 0
             WHERE state IN ('queued', 'uncertain') AND leased_until > 0"
        )?;
        run!(&mut tx, "DELETE FROM facts WHERE name = 'mailbox_lease'")?;
        tx.commit().await
    }
}

/// Frees what a process that has died had leased.
async fn free(tx: &mut Tx, owner: &str) -> Result<(), StoreError> {
    run!(&mut *tx, MAILS, owner, 0_i64)?;
    run!(tx, LETTERS, owner)?;
    Ok(())
}

/// The file that says who works on this database, and whether nobody else does; it is locked for us alone then.
pub(super) async fn lock_beside(database: &Path) -> Option<(Lock, bool)> {
    let path = beside(database);
    unblocked(move || lock(&path)).await
}

/// Waiting for a lock is no work for the threads that keep connections alive.
pub(super) async fn unblocked<T: Send + 'static>(work: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok().flatten()
}

/// The file that is locked; the database itself cannot be, as SQLite locks ranges of it.
fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

pub(super) fn lock(path: &Path) -> Option<(Lock, bool)> {
    let file = warned(File::options().create(true).truncate(false).write(true).open(path))?;
    match file.try_lock() {
        Ok(()) => Some((Lock(file), true)),
        Err(TryLockError::WouldBlock) => Some((Lock(file), false)),
        Err(TryLockError::Error(error)) => warned(Err(error)),
    }
}

pub(super) fn warned<T>(result: std::io::Result<T>) -> Option<T> {
    result.inspect_err(|error| tracing::warn!(%error, "what a killed process left waits until its lease runs out")).ok()
}
