//! A single SQLite connection that its only user takes turns on: for a database that is thrown away and that nobody else opens.
//!
//! Where there is nobody else, a transaction that only reads needs neither a beginning nor an end, and nothing that the connection
//! has read can have been changed by another. So most of what a pool and a shared file cost is saved.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

/// How long a turn is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// The connection, until it is closed.
#[derive(Clone, Debug)]
pub(super) struct Alone {
    connection: Arc<Mutex<Option<SqliteConnection>>>,
    /// Has a transaction begun that has not ended? Whoever began it may have been dropped meanwhile.
    begun: Arc<AtomicBool>,
    file: PathBuf,
}

/// A turn on the connection; a transaction that it does not commit leaves nothing behind.
pub(super) struct Turn {
    connection: OwnedMappedMutexGuard<Option<SqliteConnection>, SqliteConnection>,
    begun: Arc<AtomicBool>,
}

impl Alone {
    pub(super) async fn open(options: &SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let connection = options.connect().await?;
        Ok(Self {
            connection: Arc::new(Mutex::new(Some(connection))),
            begun: Arc::default(),
            file: options.get_filename().to_owned(),
        })
    }

    /// The file of the database.
    pub(super) fn file(&self) -> &std::path::Path {
        &self.file
    }

    /// A turn without a transaction.
    pub(super) async fn read(&self) -> Result<Turn, sqlx::Error> {
        let guard = match Arc::clone(&self.connection).try_lock_owned() {
            Ok(guard) => guard,
            // Whoever asks for a turn within a turn would wait for ever.
            Err(_) => tokio::time::timeout(PATIENCE, Arc::clone(&self.connection).lock_owned())
                .await
                .map_err(|_| sqlx::Error::PoolTimedOut)?,
        };
        let connection = OwnedMutexGuard::try_map(guard, Option::as_mut).map_err(|_| sqlx::Error::PoolClosed)?;
        let mut turn = Turn { connection, begun: Arc::clone(&self.begun) };
        if turn.begun.swap(false, Ordering::Relaxed) {
            // A commit that was cut short may have been carried out all the same; then there is nothing to undo.
            let _ = sqlx::query("ROLLBACK").execute(&mut *turn).await;
        }
        Ok(turn)
    }

    /// A turn with a transaction.
    pub(super) async fn write(&self) -> Result<Turn, sqlx::Error> {
        let mut turn = self.read().await?;
        turn.begun.store(true, Ordering::Relaxed);
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *turn).await?;
        Ok(turn)
    }

    /// Ends the connection once the turn that is under way is over.
    pub(super) async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            // What cannot be closed in order is closed by its end.
            let _ = connection.close().await;
        }
    }
}

impl Turn {
    /// Makes what was done last.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        if self.begun.load(Ordering::Relaxed) {
            sqlx::query("COMMIT").execute(&mut *self).await?;
            self.begun.store(false, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl Deref for Turn {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}
