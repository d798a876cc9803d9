//! What can go wrong with the database, each with what to do about it.

use std::path::PathBuf;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no database that is known here.
    #[error("the database URL must begin with sqlite:// or postgres:// and name a database: {0}")]
    Url(String),
    /// The folder of the database file is missing.
    #[error("the folder {0} does not exist: create it, or change the database URL")]
    NoFolder(PathBuf),
    /// There is no database file.
    #[error("there is no database at {0}: start the service once to create it, or change the database URL")]
    NoFile(PathBuf),
    /// The database file cannot be written.
    #[error("the database cannot be written: give the service's user the right to write the file and its folder ({0})")]
    ReadOnly(String),
    /// The server's user may not do it.
    #[error(
        "the database server does not let the service's user do this: make that user the owner of the database, or GRANT CREATE ON SCHEMA public TO that user ({0})"
    )]
    NotAllowed(String),
    /// The database file cannot be opened.
    #[error("the database file cannot be opened: check the path and the rights of the service's user ({0})")]
    CannotOpen(String),
    /// Another process holds the database for too long.
    #[error("the database is locked by another process: stop the other one, or wait until it is done ({0})")]
    Locked(String),
    /// No room is left.
    #[error("the disk is full: make room where the database lies ({0})")]
    Full(String),
    /// The disk does not do what it is asked to: broken, gone, or more than its user may use.
    #[error("the disk fails: check that it works, its room, and the quota of the service's user ({0})")]
    Disk(String),
    /// The file is no database, or a broken one.
    #[error("the database file is damaged or is no database: restore a backup ({0})")]
    Corrupt(String),
    /// The database was written by a newer version.
    #[error("the database has schema version {found}, this program knows up to {known}: install the newer version")]
    Newer {
        /// The version found.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The server does not answer.
    #[error("the database server cannot be reached: check host, port and network, and that it runs ({0})")]
    Unreachable(String),
    /// The server refuses the login.
    #[error("the database server refuses the login: check user, password and the server's pg_hba.conf ({0})")]
    Login(String),
    /// The server has no such database.
    #[error("the database server has no such database: create it with createdb, or change the database URL ({0})")]
    NoDatabase(String),
    /// No connection could be had: all are busy, or the server has gone away.
    #[error("no database connection could be had in time: check that the database server runs and is not overloaded")]
    Busy,
    /// Two processes were in each other's way.
    #[error("the transaction lost against another one: it will be tried again ({0})")]
    Serialisation(String),
    /// A row says what cannot be.
    #[error("the database holds what cannot be read: {0}; restore a backup, or report this with the row")]
    Damaged(String),
    /// What was asked for does not exist.
    #[error("there is no {0}: look at the list for those there are")]
    NoSuch(String),
    /// What was asked for cannot be done.
    #[error("{0}")]
    NotPossible(String),
    /// Anything else the database says.
    #[error("the database reports an error: {0}")]
    Database(sqlx::Error),
}

impl StoreError {
    /// Is it worth trying again, unchanged, after a while?
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Locked(_)
                | Self::Full(_)
                | Self::Disk(_)
                | Self::Unreachable(_)
                | Self::Busy
                | Self::Serialisation(_)
        )
    }

    /// May what was to be stored or read be the reason, rather than the database and its surroundings?
    pub fn may_be_of_data(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::NoSuch(_) => true,
            Self::Database(sqlx::Error::Database(error)) => is_of_data(&error.code().unwrap_or_default()),
            Self::Database(error) => matches!(
                error,
                sqlx::Error::Encode(_)
                    | sqlx::Error::Decode(_)
                    | sqlx::Error::ColumnDecode { .. }
                    | sqlx::Error::RowNotFound
                    | sqlx::Error::TypeNotFound { .. }
            ),
            _ => false,
        }
    }
}

/// SQLite's `TOOBIG`, `CONSTRAINT`, `MISMATCH` and `RANGE`; of PostgreSQL's classes the data exceptions, the violations of constraints
/// and what a function raises.
fn is_of_data(code: &str) -> bool {
    match code.len() {
        5 => ["22", "23", "P0"].iter().any(|class| code.starts_with(class)),
        _ => code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 18 | 19 | 20 | 25)),
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(io) => Self::Unreachable(io.to_string()),
            sqlx::Error::Tls(tls) => Self::Unreachable(tls.to_string()),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Unreachable(error.to_string()),
            sqlx::Error::Database(database) => {
                let said = database.message().to_owned();
                let code = database.code().unwrap_or_default().into_owned();
                of_code(&code, said).unwrap_or(Self::Database(error))
            }
            _ => Self::Database(error),
        }
    }
}

/// SQLite's result codes are numbers (sqlite.org/rescode.html, extended ones carry the plain one in their low byte);
/// PostgreSQL's SQLSTATEs have five characters (appendix A of its manual), so the two never meet.
fn of_code(code: &str, said: String) -> Option<StoreError> {
    if code.len() < 5 {
        return match code.parse::<u32>().ok()? & 0xff {
            5 | 6 => Some(StoreError::Locked(said)),
            3 | 8 => Some(StoreError::ReadOnly(said)),
            10 => Some(StoreError::Disk(said)),
            11 | 26 => Some(StoreError::Corrupt(said)),
            13 => Some(StoreError::Full(said)),
            14 => Some(StoreError::CannotOpen(said)),
            _ => None,
        };
    }
    match code {
        "28P01" | "28000" => Some(StoreError::Login(said)),
        "3D000" => Some(StoreError::NoDatabase(said)),
        "40001" | "40P01" => Some(StoreError::Serialisation(said)),
        "25006" => Some(StoreError::ReadOnly(said)),
        "42501" => Some(StoreError::NotAllowed(said)),
        "53100" => Some(StoreError::Full(said)),
        "53300" | "57P01" | "57P02" | "57P03" => Some(StoreError::Unreachable(said)),
        "55P03" => Some(StoreError::Locked(said)),
        _ if code.starts_with("08") => Some(StoreError::Unreachable(said)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_says_what_to_do() {
        let cases = [
            ("5", "locked", true),
            ("261", "locked", true),
            ("1032", "right to write", false),
            ("26", "restore a backup", false),
            ("13", "make room", true),
            ("778", "quota", true),
            ("14", "check the path", false),
            ("28P01", "check user, password", false),
            ("3D000", "createdb", false),
            ("42501", "GRANT CREATE ON SCHEMA public", false),
            ("40P01", "tried again", true),
            ("57P03", "that it runs", true),
            ("08006", "that it runs", true),
        ];
        for (code, words, transient) in cases {
            let error = of_code(code, "said".into()).unwrap();
            assert!(error.to_string().contains(words), "{code}: {error}");
            assert_eq!(error.is_transient(), transient, "{code}");
        }
        for (code, of_data) in [
            ("1811", true),
            ("18", true),
            ("7", false),
            ("11", false),
            ("22001", true),
            ("23514", true),
            ("25P03", false),
        ] {
            assert_eq!(is_of_data(code), of_data, "{code}");
        }
        assert!(of_code("2067", String::new()).is_none());
        assert!(of_code("23505", String::new()).is_none());
    }
}
