//! The two databases behind one transaction type, and the macros that compile each query, written once, for both.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;

use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, Sqlite, SqliteConnection, Transaction};

use super::StoreError;
use super::alone::{Alone, Turn};

/// The connections.
#[derive(Clone, Debug)]
pub(super) enum Pools {
    /// SQLite has one writer at a time, so there is one connection that writes; readers see the last commit meanwhile.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    /// SQLite without anybody to share it with.
    Alone(Alone),
    Postgres(PgPool),
}

/// A transaction on either; dropped without [`Tx::commit`], it leaves nothing behind.
pub(super) enum Tx {
    Sqlite(SqliteTx),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction on SQLite.
pub(super) enum SqliteTx {
    Shared(Transaction<'static, Sqlite>),
    Alone(Turn),
}

impl Deref for SqliteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Shared(tx) => tx,
            Self::Alone(turn) => turn,
        }
    }
}

impl DerefMut for SqliteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Shared(tx) => tx,
            Self::Alone(turn) => turn,
        }
    }
}

impl Pools {
    /// Begins a transaction that may write.
    pub(super) async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            // A plain BEGIN that reads before it writes fails at once when another process wrote in between, whatever
            // the busy time-out (sqlite.org/lang_transaction.html).
            Self::Sqlite { writer, .. } => Tx::Sqlite(SqliteTx::Shared(begin(writer, "BEGIN IMMEDIATE").await?)),
            Self::Alone(alone) => Tx::Sqlite(SqliteTx::Alone(alone.write().await?)),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?),
        })
    }

    /// Begins a transaction that sees one state of the database throughout.
    pub(super) async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(SqliteTx::Shared(begin(readers, "BEGIN").await?)),
            Self::Alone(alone) => Tx::Sqlite(SqliteTx::Alone(alone.read().await?)),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Ends every connection.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                // The last connection to close folds the write-ahead log into the file; that must be one that may write.
                readers.close().await;
                writer.close().await;
            }
            Self::Alone(alone) => alone.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// The file of an SQLite database.
    pub(super) fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite { writer, .. } => Some(writer.connect_options().get_filename().to_owned()),
            Self::Alone(alone) => Some(alone.file().to_owned()),
            Self::Postgres(_) => None,
        }
    }
}

/// How often a connection is replaced before a transaction cannot be begun: as often as there may be broken ones.
const REPLACED: usize = 5;

/// Begins a transaction. SQLite ends one by itself when the disk is full or fails (sqlite.org/lang_transaction.html, section 3).
/// sqlx does not learn of that, and its connection would refuse every transaction from then on: it is replaced.
async fn begin(pool: &SqlitePool, statement: &'static str) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    for _ in 0..REPLACED {
        match pool.begin_with(statement).await {
            Err(sqlx::Error::InvalidSavePointStatement) => {
                tracing::warn!("a connection to the database is replaced, as its last transaction was broken off");
                // One that cannot even be closed in order is gone all the same.
                let _ = pool.acquire().await?.close().await;
            }
            other => return other,
        }
    }
    pool.begin_with(statement).await
}

impl Tx {
    /// Makes everything that was done last.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(SqliteTx::Shared(tx)) => tx.commit().await?,
            Self::Sqlite(SqliteTx::Alone(turn)) => turn.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// The numbers as the JSON text that `rows_in!` takes its list from.
pub(super) fn list(ids: impl IntoIterator<Item = i64>) -> String {
    let mut text = String::from("[");
    for id in ids {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&id.to_string());
    }
    text.push(']');
    text
}

// SQLite plans a statement anew at each run where its plan depends on what is bound: on a bare `LIMIT $1`, and on `column = $1` where
// an index is for some values of that column only. `LIMIT $1 + 0` and the value itself spare that, which costs more than most runs.

/// Runs a statement; gives how many rows it changed.
macro_rules! run {
    ($tx:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $tx {
            $crate::store::backend::Tx::Sqlite(c) => {
                sqlx::query::<sqlx::Sqlite>($sql)$(.bind($arg))*.execute(&mut **c).await.map(|done| done.rows_affected())
            }
            $crate::store::backend::Tx::Postgres(c) => {
                sqlx::query::<sqlx::Postgres>($sql)$(.bind($arg))*.execute(&mut **c).await.map(|done| done.rows_affected())
            }
        }
    };
}

/// All rows of a query, each as `$row` (a tuple or a struct that derives `FromRow`).
macro_rules! rows {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        rows!($tx, $row, sqlite: $sql, postgres: $sql $(, $arg)*)
    };
    // Where the two databases say it differently.
    ($tx:expr, $row:ty, sqlite: $sqlite:expr, postgres: $postgres:expr $(, $arg:expr)* $(,)?) => {
        match $tx {
            $crate::store::backend::Tx::Sqlite(c) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($sqlite)$(.bind($arg))*.fetch_all(&mut **c).await
            }
            $crate::store::backend::Tx::Postgres(c) => {
                sqlx::query_as::<sqlx::Postgres, $row>($postgres)$(.bind($arg))*.fetch_all(&mut **c).await
            }
        }
    };
}

/// The rows whose column (the end of `$head`) is among a JSON list of numbers, which is `$1`; see [`list`].
macro_rules! rows_in {
    ($tx:expr, $row:ty, $head:expr, $tail:literal $(, $arg:expr)* $(,)?) => {
        rows!(
            $tx,
            $row,
            sqlite: concat!($head, " IN (SELECT value FROM json_each($1)) ", $tail),
            postgres: concat!(
                $head,
                " IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON))) ",
                $tail
            )
            $(, $arg)*
        )
    };
}

/// The one row of a query, or none.
macro_rules! row {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $tx {
            $crate::store::backend::Tx::Sqlite(c) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await
            }
            $crate::store::backend::Tx::Postgres(c) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await
            }
        }
    };
}

pub(super) use {row, rows, rows_in, run};
