//! Figures about the whole, backups, and forgetting what is old.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use jiff::Timestamp;

use super::backend::{Pools, rows, run};
use super::words::micros;
use super::{Purged, Status, Store, StoreError};

/// Gives a file that is whole its name, once the disk has both.
fn kept_as(part: &Path, path: &Path) -> std::io::Result<()> {
    fs::File::open(part)?.sync_all()?;
    fs::rename(part, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder)?.sync_all()
}

fn unwritten(path: &Path) -> impl Fn(std::io::Error) -> StoreError {
    move |error| StoreError::NotPossible(format!("{} cannot be written ({error})", path.display()))
}

impl Store {
    /// How many there are of everything.
    pub async fn status(&self) -> Result<Status, StoreError> {
        let last_fetch = self.last_fetch().await?;
        let mut tx = self.pools.read().await?;
        Ok(Status {
            people: rows!(
                &mut tx,
                (String, String, i64),
                "SELECT role, state, COUNT(*) FROM people GROUP BY role, state ORDER BY role, state"
            )?,
            requests: rows!(
                &mut tx,
                (String, i64),
                "SELECT state, COUNT(*) FROM requests GROUP BY state ORDER BY state"
            )?,
            mentorships: rows!(
                &mut tx,
                (String, i64),
                "SELECT m.state, COUNT(*) FROM
                     (SELECT CASE WHEN ended_at IS NULL THEN 'running' ELSE 'ended' END AS state FROM mentorships) m
                 GROUP BY m.state ORDER BY m.state"
            )?,
            inbox: rows!(&mut tx, (String, i64), "SELECT state, COUNT(*) FROM inbox GROUP BY state ORDER BY state")?,
            outbox: rows!(&mut tx, (String, i64), "SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state")?,
            last_fetch,
        })
    }

    /// Writes a copy of the database to a new file while the service goes on; the file is there once it is whole.
    pub async fn backup(&self, path: &Path) -> Result<(), StoreError> {
        if let Pools::Postgres(_) = &self.pools {
            let why = "the database is on a PostgreSQL server: back it up there, with pg_dump";
            return Err(StoreError::NotPossible(why.into()));
        }
        if path.exists() {
            let why = format!("{} exists already: name a new file for the backup", path.display());
            return Err(StoreError::NotPossible(why));
        }
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty() && !f.is_dir()) {
            return Err(StoreError::NoFolder(folder.to_owned()));
        }
        let Some(name) = path.to_str() else {
            return Err(StoreError::NotPossible("the backup's name is not UTF-8: name another file".into()));
        };
        let part = format!("{name}.part");
        let copied =
            self.copy_into(&part).await.and_then(|()| kept_as(Path::new(&part), path).map_err(unwritten(path)));
        if copied.is_err() {
            // What is left of it would be in nobody's way but take room; where it cannot be taken away, the reason has been told.
            let _ = fs::remove_file(&part);
        }
        copied
    }

    /// Copies the database into a new file that only its owner may read.
    async fn copy_into(&self, part: &str) -> Result<(), StoreError> {
        // Left by a backup that was killed.
        if let Err(error) = fs::remove_file(part)
            && error.kind() != ErrorKind::NotFound
        {
            return Err(unwritten(Path::new(part))(error));
        }
        // SQLite fills an empty file, and leaves its rights as they are.
        super::open::private(Path::new(part)).map_err(unwritten(Path::new(part)))?;
        let sql = sqlx::query::<sqlx::Sqlite>("VACUUM INTO $1").bind(part);
        match &self.pools {
            Pools::Sqlite { readers, .. } => sql.execute(readers).await.map(|_| ())?,
            Pools::Alone(alone) => sql.execute(&mut *alone.read().await?).await.map(|_| ())?,
            Pools::Postgres(_) => {}
        }
        Ok(())
    }

    /// Forgets the bytes of handled mails received before the one instant and of letters written before the other; the
    /// rows stay. What is pending, held or failed, and what still waits to be sent, keeps its bytes. Notes of changes that nobody needs any
    /// more go too, and what SQLite was told to count.
    pub async fn purge(&self, raw_before: Timestamp, bodies_before: Timestamp) -> Result<Purged, StoreError> {
        let mut tx = self.pools.write().await?;
        let raw = run!(
            &mut tx,
            "DELETE FROM inbox_bytes WHERE inbox IN
                 (SELECT b.inbox FROM inbox_bytes b CROSS JOIN inbox i
                     WHERE i.id = b.inbox AND i.received_at < $1 AND i.state NOT IN ('pending', 'held', 'failed'))",
            micros(raw_before)
        )?;
        let bodies = run!(
            &mut tx,
            "DELETE FROM outbox_bytes WHERE outbox IN
                 (SELECT b.outbox FROM outbox_bytes b CROSS JOIN outbox o
                     WHERE o.id = b.outbox AND o.created_at < $1 AND o.state NOT IN ('queued', 'uncertain'))",
            micros(bodies_before)
        )?;
        super::erasure::forget_late_mail(&mut tx).await?;
        super::mentors::forget_changes(&mut tx).await?;
        super::migrate::forget_statistics(&mut tx).await?;
        tx.commit().await?;
        Ok(Purged { raw, bodies })
    }
}
