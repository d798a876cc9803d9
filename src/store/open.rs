//! Opening the database that a URL names, and closing it again.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

use super::alone::Alone;
use super::backend::Pools;
use super::mentors::Mentors;
use super::rights::Rights;
use super::{Store, StoreError, migrate};

/// How long a connection waits for a lock, or for a free connection, before that is an error.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long after it was refused without waiting a database is opened again.
const AGAIN: Duration = Duration::from_millis(50);
/// How many transactions read at a time. Each connection keeps its own pages and prepared statements; more than two made nothing faster
/// (1 to 4 measured), and each cost 3 MiB under load.
const READERS: u32 = 2;
/// How many statements a connection keeps prepared: more than there are.
const STATEMENTS: usize = 500;
/// How many connections one process opens to a PostgreSQL server.
const CONNECTIONS: u32 = 8;

impl Store {
    /// Opens the database, creates the file of an SQLite one, and brings the schema up to date.
    ///
    /// `url` is `sqlite://path/to/file.db` or `postgres://user:password@host/database`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::of(url, true, Keeping::Safe).await
    }

    /// As [`Store::open`], for a database that is thrown away afterwards and that nothing else opens meanwhile: what is committed
    /// is there when it is opened again, but survives neither a power cut nor a process that dies while it writes. Nothing that
    /// people rely on may be kept so.
    pub async fn open_fleeting(url: &str) -> Result<Self, StoreError> {
        Self::of(url, true, Keeping::Fleeting).await
    }

    /// Opens a database that is there already, for looking into it; the schema is brought up to date all the same.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        Self::of(url, false, Keeping::Safe).await
    }

    async fn of(url: &str, create: bool, keeping: Keeping) -> Result<Self, StoreError> {
        let pools = if url.starts_with("sqlite:") {
            sqlite(url, create, keeping).await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            postgres(url).await?
        } else {
            let scheme = url.split_once(':').map_or("it has no scheme", |(scheme, _)| scheme);
            return Err(StoreError::Url(scheme.to_owned()));
        };
        let store = Self { pools, mentors: Mentors::default(), rights: Rights::default() };
        // A database that cannot be used is closed in order, so that nothing of it stays locked.
        if let Err(error) = migrate::migrate(&store.pools).await {
            store.close().await;
            return Err(error);
        }
        Ok(store)
    }

    /// Ends every connection; what has been stored stays stored without it.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    /// The version of the schema.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        let mut tx = self.pools.read().await?;
        migrate::version(&mut tx).await
    }
}

/// What a commit must survive.
#[derive(Clone, Copy)]
enum Keeping {
    /// A power cut: the server's copy of a mail is moved on our word.
    Safe,
    /// That the store is closed and opened again.
    Fleeting,
}

/// The connection that writes. Of two that open a new file at one moment, one may be refused without waiting: both want it to
/// themselves for turning its log on, and SQLite sees that neither will give way (sqlite.org/c3ref/busy_handler.html).
async fn writer(pool: SqlitePoolOptions, options: &SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let began = Instant::now();
    loop {
        match pool.clone().connect_with(options.clone()).await.map_err(StoreError::from) {
            Err(StoreError::Locked(_)) if began.elapsed() < PATIENCE => {}
            other => return other,
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn sqlite(url: &str, create: bool, keeping: Keeping) -> Result<Pools, StoreError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|error| StoreError::Url(error.to_string()))?;
    let file = options.get_filename().to_owned();
    if url.contains(":memory:") || url.contains("mode=memory") || file.as_os_str().is_empty() {
        return Err(StoreError::Url("a database in memory would be lost with the process".into()));
    }
    check_path(&file, create)?;
    if create {
        claim(&file)?;
    }
    let options = options
        .create_if_missing(create)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
        .statement_cache_capacity(STATEMENTS)
        // What a savepoint would put back is kept in memory: in a file it is most of all writing that a transaction of many mails does.
        .pragma("temp_store", "memory")
        .disable_statement_logging();
    if let Keeping::Fleeting = keeping {
        let options = options
            .journal_mode(SqliteJournalMode::Memory)
            .synchronous(SqliteSynchronous::Off)
            .locking_mode(SqliteLockingMode::Exclusive)
            // In KiB: what a long run comes to is never read twice.
            .pragma("cache_size", "-200000");
        return Ok(Pools::Alone(Alone::open(&options).await?));
    }
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // Fewer, larger checkpoints: the slowest hundredth of commits falls from 3.5 to 0.9 ms.
        .pragma("wal_autocheckpoint", "10000");
    // Whether a connection to a file lives needs no asking, which would be a change of threads for each transaction.
    let lasting = || {
        let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE).test_before_acquire(false);
        pool.idle_timeout(None).max_lifetime(None)
    };
    let writer = writer(lasting().max_connections(1), &options).await?;
    // Opened after the writer, which has made the file and its write-ahead log.
    let readers =
        lasting().max_connections(READERS).connect_lazy_with(options.create_if_missing(false).read_only(true));
    Ok(Pools::Sqlite { writer, readers })
}

fn check_path(file: &Path, create: bool) -> Result<(), StoreError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder
        && !folder.is_dir()
    {
        return Err(StoreError::NoFolder(folder.to_owned()));
    }
    if !create && !file.exists() {
        return Err(StoreError::NoFile(PathBuf::from(file)));
    }
    Ok(())
}

/// Makes a file that is not there yet, for its owner's eyes only.
pub(super) fn private(file: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Makes the database's file where there is none; SQLite gives the files beside it the same rights.
fn claim(file: &Path) -> Result<(), StoreError> {
    match private(file) {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            // An existing file that cannot be written is for SQLite to judge.
            if file.exists() { Ok(()) } else { Err(StoreError::ReadOnly(error.to_string())) }
        }
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(StoreError::CannotOpen(error.to_string()))
        }
        _ => Ok(()),
    }
}

async fn postgres(url: &str) -> Result<Pools, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| StoreError::Url(error.to_string()))?;
    let options = options.application_name("mentorpost").disable_statement_logging();
    // A process that is stopped in the middle of a transaction holds up all others no longer than until they take over.
    let options = options.options([("idle_in_transaction_session_timeout", "15s")]);
    // The pool would try again at a refusal until its patience ends, and then know no reason.
    let first = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options)).await;
    let mut first = first.map_err(|_| StoreError::Unreachable("it does not answer".into()))??;
    let encoding: String = sqlx::query_scalar("SHOW server_encoding").fetch_one(&mut first).await?;
    first.close().await?;
    if encoding != "UTF8" {
        return Err(StoreError::NotPossible(format!(
            "the database keeps text as {encoding}, in which not every name can be written: make one with createdb --encoding=UTF8 --template=template0, and name it in the database URL"
        )));
    }
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
    Ok(Pools::Postgres(pool.connect_with(options).await?))
}
