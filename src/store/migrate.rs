//! The schema: numbered steps that are in the program, each done once and whole.

use super::StoreError;
use super::backend::{Pools, Tx, row, run};

/// Every step, oldest first; the schema version is how many of them have been done. A released step is never edited.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_questions.sql"),
    include_str!("../../migrations/0003_people.sql"),
    include_str!("../../migrations/0004_asking.sql"),
    include_str!("../../migrations/0005_mentorship.sql"),
    include_str!("../../migrations/0006_meetings.sql"),
    include_str!("../../migrations/0007_staff.sql"),
    include_str!("../../migrations/0008_everyone.sql"),
    include_str!("../../migrations/0010_programme.sql"),
    include_str!("../../migrations/0012_speed.sql"),
    include_str!("../../migrations/0013_loops.sql"),
    include_str!("../../migrations/0014_bytes.sql"),
    include_str!("../../migrations/0015_directory.sql"),
    include_str!("../../migrations/0016_ended.sql"),
    include_str!("../../migrations/0017_mentors.sql"),
    include_str!("../../migrations/0018_put_off.sql"),
    include_str!("../../migrations/0019_scrub.sql"),
    include_str!("../../migrations/0020_copied.sql"),
];

/// The schema version this program works with.
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// Brings the schema up to [`KNOWN`]; refuses one that is newer.
pub(super) async fn migrate(pools: &Pools) -> Result<(), StoreError> {
    let mut tx = pools.write().await?;
    if let Tx::Postgres(_) = tx {
        // Two processes that start at once would both create the tables; the number is this program's own.
        run!(&mut tx, "SELECT pg_advisory_xact_lock(7310982374)")?;
    }
    run!(&mut tx, "CREATE TABLE IF NOT EXISTS schema_steps (version BIGINT PRIMARY KEY)")?;
    let found = version(&mut tx).await?;
    if found > KNOWN {
        return Err(StoreError::Newer { found, known: KNOWN });
    }
    for (number, step) in (1..).zip(STEPS).skip_while(|(number, _)| *number <= found) {
        script(&mut tx, step).await?;
        run!(&mut tx, "INSERT INTO schema_steps (version) VALUES ($1)", number)?;
    }
    forget_statistics(&mut tx).await?;
    tx.commit().await
}

/// Forgets what SQLite may have been told to count (`ANALYZE`, `PRAGMA optimize`). The plans of what is asked for each mail are tested
/// without, and do for any number of rows; by counts of a time when a table was nearly empty SQLite would look through all of that table
/// for each mail once it has grown.
pub(super) async fn forget_statistics(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(_) = tx {
        return Ok(());
    }
    let counts = "SELECT 1 FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4') LIMIT 1";
    if row!(&mut *tx, (i64,), counts)?.is_none() {
        return Ok(());
    }
    drop_statistics(tx).await?;
    // This connection has them in memory still, and puts empty tables in their place; the others see that the schema has changed.
    run!(&mut *tx, "ANALYZE sqlite_schema")?;
    drop_statistics(tx).await
}

async fn drop_statistics(tx: &mut Tx) -> Result<(), StoreError> {
    run!(&mut *tx, "DROP TABLE IF EXISTS sqlite_stat1")?;
    run!(tx, "DROP TABLE IF EXISTS sqlite_stat4")?;
    Ok(())
}

/// The tables that the steps make, in that order: none refers to a later one.
pub(super) fn tables() -> impl Iterator<Item = &'static str> {
    let created = |line: &'static str| line.strip_prefix("CREATE TABLE ")?.split_whitespace().next();
    STEPS.iter().flat_map(move |step| step.lines().filter_map(created))
}

/// The schema version of the database.
pub(super) async fn version(tx: &mut Tx) -> Result<i64, StoreError> {
    let newest = row!(tx, (Option<i64>,), "SELECT MAX(version) FROM schema_steps")?;
    Ok(newest.and_then(|(version,)| version).unwrap_or(0))
}

/// A step in the words of one of the databases.
pub(super) fn worded(step: &str, postgres: bool) -> String {
    let (blob, auto_id, mentor_changes) = match postgres {
        false => ("BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT", include_str!("../../migrations/0015/sqlite.sql")),
        true => (
            "BYTEA",
            "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            include_str!("../../migrations/0015/postgres.sql"),
        ),
    };
    step.replace("{{blob}}", blob).replace("{{auto_id}}", auto_id).replace("{{mentor_changes}}", mentor_changes)
}

/// Runs one step in the words of the database at hand.
async fn script(tx: &mut Tx, step: &str) -> Result<(), StoreError> {
    let sql = worded(step, matches!(tx, Tx::Postgres(_)));
    // The text is a constant of this program with a few words replaced; nothing from outside is in it.
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
    match tx {
        Tx::Sqlite(c) => sql.execute(&mut **c).await.map(|_| ())?,
        Tx::Postgres(c) => sql.execute(&mut **c).await.map(|_| ())?,
    }
    Ok(())
}
