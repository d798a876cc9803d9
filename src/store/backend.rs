//! The two databases behind one transaction type, and the macros that compile each query, written once, for both.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;

use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, Sqlite, SqliteConnection, Transaction};

use super::StoreError;
use super::alone::{Alone, Turn};
use super::script::Writing;

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
    Sqlite(Writing),
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

impl SqliteTx {
    /// Makes everything that was done last.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Shared(tx) => tx.commit().await?,
            Self::Alone(turn) => turn.commit().await?,
        }
        Ok(())
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
            Self::Sqlite { writer, .. } => {
                Tx::Sqlite(Writing::new(SqliteTx::Shared(begin(writer, "BEGIN IMMEDIATE").await?)))
            }
            Self::Alone(alone) => Tx::Sqlite(Writing::new(SqliteTx::Alone(alone.write().await?))),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?),
        })
    }

    /// Begins a transaction that sees one state of the database throughout.
    pub(super) async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(Writing::new(SqliteTx::Shared(begin(readers, "BEGIN").await?))),
            Self::Alone(alone) => Tx::Sqlite(Writing::new(SqliteTx::Alone(alone.read().await?))),
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

    /// The file of an SQLite database that several processes may share.
    pub(super) fn shared_file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite { .. } => self.file(),
            Self::Alone(_) | Self::Postgres(_) => None,
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
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// The numbers as the JSON text that `among` in [`sql!`] takes its list from.
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

/// The first of these rows whose sizes together are not above `bytes`, but at least one.
pub(super) fn fitting(rows: Vec<(i64, i64)>, bytes: u64) -> impl Iterator<Item = i64> {
    let mut room = i64::try_from(bytes).unwrap_or(i64::MAX);
    let fits = rows.into_iter().enumerate().take_while(move |(index, (_, size))| {
        room = room.saturating_sub(*size);
        *index == 0 || room >= 0
    });
    fits.map(|(_, (id, _))| id)
}

/// The texts as the JSON text that `among_texts` in [`sql!`] takes its list from.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a (impl AsRef<str> + ?Sized + 'a)>) -> String {
    let values = texts.into_iter().map(|text| serde_json::Value::from(text.as_ref()));
    serde_json::Value::Array(values.collect()).to_string()
}

/// The statement as it is.
#[cfg(not(test))]
pub(super) fn heard<T>(sql: T) -> T {
    sql
}
#[cfg(test)]
pub(super) use super::tests::plans::heard;

// SQLite plans a statement anew at each run where its plan depends on what is bound: on a bare `LIMIT $1`, and on `column = $1` where
// an index is for some values of that column only. `LIMIT $1 + 0` and the value itself spare that, which costs more than most runs.

/// Runs a statement; gives how many rows it changed.
macro_rules! run {
    ($tx:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::store::backend::run!(must: true, $tx, $sql $(, $arg)*)
    };
    (must: $must:literal, $tx:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $tx {
            $crate::store::backend::Tx::Sqlite(c) => match c.script() {
                Some(script) => {
                    script.add($crate::store::backend::heard($sql), $must);
                    $(script.bind($arg);)*
                    Ok(1)
                }
                None => {
                    let query = sqlx::query::<sqlx::Sqlite>($crate::store::backend::heard($sql));
                    query$(.bind($arg))*.execute(&mut **c).await.map(|done| done.rows_affected())
                }
            },
            $crate::store::backend::Tx::Postgres(c) => {
                sqlx::query::<sqlx::Postgres>($sql)$(.bind($arg))*.execute(&mut **c).await.map(|done| done.rows_affected())
            }
        }
    };
}

/// As `run!`, a statement that finds nothing to change more often than not.
macro_rules! run_maybe {
    ($tx:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::store::backend::run!(must: false, $tx, $sql $(, $arg)*)
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
            $crate::store::backend::Tx::Sqlite(c) if c.is_gathering() => Err($crate::store::script::must_read()),
            $crate::store::backend::Tx::Sqlite(c) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($crate::store::backend::heard($sqlite))$(.bind($arg))*.fetch_all(&mut **c).await
            }
            $crate::store::backend::Tx::Postgres(c) => {
                sqlx::query_as::<sqlx::Postgres, $row>($postgres)$(.bind($arg))*.fetch_all(&mut **c).await
            }
        }
    };
}

/// How a statement is said to each of the databases.
macro_rules! sql {
    // The rows whose column (the end of `$head`) is among a JSON list of numbers, which is `$1`; see [`list`].
    (sqlite, among, $head:expr, $tail:literal) => {
        concat!($head, " IN (SELECT value FROM json_each($1)) ", $tail)
    };
    (postgres, among, $head:expr, $tail:literal) => {
        concat!($head, " IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON))) ", $tail)
    };
    // The rows whose column (the end of `$head`) is among a JSON list of texts, which is `$1`; see [`texts`].
    (sqlite, among_texts, $head:expr) => {
        concat!($head, " IN (SELECT value FROM json_each($1))")
    };
    (postgres, among_texts, $head:expr) => {
        concat!($head, " IN (SELECT value FROM json_array_elements_text(CAST($1 AS JSON)))")
    };
    // For each number of a JSON list, which is `$1`, the rows of `$table` that `$which` names; there the number is `j.value`, and in
    // each row it stands in front as `whose`. A bound in `$which` is for each number alone.
    (sqlite, each, $table:literal, $which:literal) => {
        concat!(
            "SELECT j.value AS whose, r.* FROM json_each($1) j CROSS JOIN ",
            $table,
            " r ON r.id IN (SELECT id FROM ",
            $table,
            " WHERE ",
            $which,
            ")"
        )
    };
    (postgres, each, $table:literal, $which:literal) => {
        concat!(
            "SELECT j.value AS whose, r.*
             FROM (SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST($1 AS JSON))) j
             CROSS JOIN LATERAL (SELECT * FROM ",
            $table,
            " WHERE ",
            $which,
            ") r"
        )
    };
    // Both say it alike.
    ($database:ident, plain, $sql:expr) => {
        $sql
    };
    // They say it each in their way.
    (sqlite, either, $sqlite:expr, $postgres:expr) => {
        $sqlite
    };
    (postgres, either, $sqlite:expr, $postgres:expr) => {
        $postgres
    };
}

/// The rows of `among` in [`sql!`].
macro_rules! rows_in {
    ($tx:expr, $row:ty, $head:expr, $tail:literal $(, $arg:expr)* $(,)?) => {
        rows!(
            $tx,
            $row,
            sqlite: $crate::store::backend::sql!(sqlite, among, $head, $tail),
            postgres: $crate::store::backend::sql!(postgres, among, $head, $tail)
            $(, $arg)*
        )
    };
}

/// The answers to several questions, as a tuple of lists, by one trip to SQLite. Each question is the type of its rows, its statement
/// as [`sql!`] takes it, and what is bound.
macro_rules! rows_together {
    ($tx:expr, $(($row:ty, $kind:ident($($sql:expr),+) $(, $arg:expr)*)),+ $(,)?) => {
        match $tx {
            $crate::store::backend::Tx::Sqlite(c) => {
                let mut script = $crate::store::script::Script::default();
                $(
                    script.add($crate::store::backend::heard($crate::store::backend::sql!(sqlite, $kind, $($sql),+)), false);
                    $(script.bind($arg);)*
                )+
                let mut answers = c.ask(script).await?;
                ($(answers.next::<$row>()?),+)
            }
            $crate::store::backend::Tx::Postgres(c) => ($(
                sqlx::query_as::<sqlx::Postgres, $row>($crate::store::backend::sql!(postgres, $kind, $($sql),+))
                    $(.bind($arg))*.fetch_all(&mut **c).await?
            ),+),
        }
    };
}

/// The one row of a query, or none.
macro_rules! row {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $tx {
            $crate::store::backend::Tx::Sqlite(c) if c.is_gathering() => Err($crate::store::script::must_read()),
            $crate::store::backend::Tx::Sqlite(c) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($crate::store::backend::heard($sql))$(.bind($arg))*.fetch_optional(&mut **c).await
            }
            $crate::store::backend::Tx::Postgres(c) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await
            }
        }
    };
}

pub(super) use {row, rows, rows_in, rows_together, run, run_maybe, sql};
