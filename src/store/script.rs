//! Several statements in one trip to SQLite. Its connection lives in a thread of its own, and going there and back costs more than
//! most statements do: half of all the processor time that a mail took.

use std::fmt::Write;
use std::ops::{Deref, DerefMut};

use futures_util::TryStreamExt;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Either, Encode, Executor, FromRow, SqlSafeStr, Sqlite, SqliteConnection, Type};

use super::StoreError;
use super::backend::SqliteTx;

/// A transaction on SQLite, and the statements that wait to be run together, if they are gathered.
pub(super) struct Writing {
    tx: SqliteTx,
    script: Option<Script>,
}

/// What came of statements that were run together.
#[derive(Default)]
pub(super) struct Ran {
    /// How many rows each has changed.
    pub changed: Vec<u64>,
    /// One that must change something found nothing.
    pub missed: bool,
}

/// What was found by questions that were asked together, in their order.
pub(super) struct Answers(std::vec::IntoIter<Vec<SqliteRow>>);

impl Answers {
    /// The answer to the next of them.
    pub fn next<T: for<'r> FromRow<'r, SqliteRow>>(&mut self) -> Result<Vec<T>, sqlx::Error> {
        let rows = self.0.next().ok_or(sqlx::Error::RowNotFound)?;
        rows.iter().map(T::from_row).collect()
    }
}

/// Statements that are run together. Their text is the same for all that do the same, so that it is prepared once.
#[derive(Default)]
pub(super) struct Script {
    sql: String,
    arguments: SqliteArguments,
    /// Which of the statements must change something.
    must: Vec<bool>,
    /// A value that cannot be said.
    broken: Option<sqlx::Error>,
}

impl Writing {
    pub fn new(tx: SqliteTx) -> Self {
        Self { tx, script: None }
    }

    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await
    }

    /// The statements that are gathered; `None` while each is run at once.
    pub fn script(&mut self) -> Option<&mut Script> {
        self.script.as_mut()
    }

    /// Are statements gathered?
    pub fn is_gathering(&self) -> bool {
        self.script.is_some()
    }

    /// From now on statements are gathered: each seems to change one row, and none may read.
    pub fn gather(&mut self) {
        self.script = Some(Script::default());
    }

    /// What has been gathered is forgotten.
    pub fn drop_gathered(&mut self) {
        self.script = None;
    }

    /// Asks several questions.
    pub async fn ask(&mut self, Script { sql, arguments, broken, .. }: Script) -> Result<Answers, sqlx::Error> {
        if self.is_gathering() {
            return Err(must_read());
        }
        if let Some(error) = broken {
            return Err(error);
        }
        let (mut answers, mut rows) = (Vec::new(), Vec::new());
        let mut found = self.tx.fetch_many(sqlx::query_with::<Sqlite, _>(AssertSqlSafe(sql), arguments));
        while let Some(next) = found.try_next().await? {
            match next {
                Either::Left(_) => answers.push(std::mem::take(&mut rows)),
                Either::Right(row) => rows.push(row),
            }
        }
        Ok(Answers(answers.into_iter()))
    }

    /// Runs what has been gathered. The first statement that fails is the last that is run.
    pub async fn run_gathered(&mut self) -> Result<Ran, sqlx::Error> {
        let Some(Script { sql, arguments, must, broken }) = self.script.take() else { return Ok(Ran::default()) };
        if let Some(error) = broken {
            return Err(error);
        }
        let all = sqlx::query_with::<Sqlite, _>(AssertSqlSafe(sql), arguments);
        let done = self.tx.execute_many(all);
        let changed: Vec<u64> = done.map_ok(|done| done.rows_affected()).try_collect().await?;
        let missed = changed.iter().zip(&must).any(|(rows, must)| *must && *rows == 0);
        Ok(Ran { changed, missed })
    }
}

impl Deref for Writing {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.tx
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }
}

impl Script {
    /// Adds a statement; its values follow. They are numbered on from those of the statements before.
    pub fn add(&mut self, sql: impl SqlSafeStr, must: bool) {
        let sql = sql.into_sql_str();
        self.must.push(must);
        let before = self.arguments.len();
        if !self.sql.is_empty() {
            self.sql.push_str(";\n");
        }
        let mut pieces = sql.as_str().split('$');
        self.sql.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (number, rest) = piece.split_at(piece.bytes().take_while(u8::is_ascii_digit).count());
            let number = number.parse().unwrap_or(0usize) + before;
            // Writing to a text does not fail.
            let _ = write!(self.sql, "${number}{rest}");
        }
    }

    /// The next value of the statement added last.
    pub fn bind<'t, T: Encode<'t, Sqlite> + Type<Sqlite>>(&mut self, value: T) {
        if let Err(error) = self.arguments.add(value) {
            self.broken = Some(sqlx::Error::Encode(error));
        }
    }
}

/// Why a statement that reads is not run while statements are gathered.
pub(super) fn must_read() -> sqlx::Error {
    sqlx::Error::Protocol("what is written depends on what has to be read first".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_numbered_on() {
        let mut script = Script::default();
        script.add("SAVEPOINT s", false);
        script.add("UPDATE t SET a = $2 WHERE id = $1", true);
        script.bind(1i64);
        script.bind("a");
        script.add("INSERT INTO t VALUES ($1, $2, $1)", true);
        script.bind(2i64);
        script.bind(None::<i64>);
        assert_eq!(script.sql, "SAVEPOINT s;\nUPDATE t SET a = $2 WHERE id = $1;\nINSERT INTO t VALUES ($3, $4, $3)");
        assert!(script.broken.is_none() && script.arguments.len() == 4);
    }
}
