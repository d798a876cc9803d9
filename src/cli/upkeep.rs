//! `migrate` and `backup`: the database looked after.

use std::path::{Path, PathBuf};

use super::progress::bar;
use super::{Done, open, refused, say};
use crate::clock::Clock;
use crate::store::Store;

#[derive(clap::Args)]
pub struct Migrate {
    /// Move everything out of this database, e.g. sqlite://mentorpost.db; it stays as it is.
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    /// The database to move into, which must be new; without it, the one that the settings name.
    #[arg(long, value_name = "URL", requires = "from")]
    to: Option<String>,
}

#[derive(clap::Args)]
pub struct Backup {
    /// The file to write; it must not be there yet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Opening the store brings it up to date.
pub async fn migrate(path: &Path, how: &Migrate) -> Done {
    if let Some(from) = &how.from {
        return move_over(path, from, how.to.as_deref()).await;
    }
    open::closing(open::store(&open::config(path)?).await?, async |store| {
        say(format!("The database is up to date (version {}).", store.schema_version().await?));
        Ok(())
    })
    .await
}

async fn move_over(path: &Path, from: &str, to: Option<&str>) -> Done {
    let source = Store::open_existing(from).await?;
    open::closing(source, async |source| {
        let target = match to {
            Some(url) => Store::open(url).await?,
            None => open::store(&open::config(path)?).await?,
        };
        open::closing(target, async |target| copied(source, target, to.is_some()).await).await
    })
    .await
}

async fn copied(source: &Store, target: &Store, named: bool) -> Done {
    let bar = bar(0, "rows");
    let mut progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let moved = target.take_over(source, Clock::system().now(), &mut progress).await;
    bar.finish_and_clear();
    let moved = moved?;
    for table in moved.iter().filter(|table| table.rows > 0) {
        say(format!("{:>10} {:<16} {}", table.rows, table.table, table.hash));
    }
    let rows: u64 = moved.iter().map(|table| table.rows).sum();
    say(format!("{rows} rows were moved; counts and hashes are the same in both databases. The old one is as it was."));
    if named {
        say("Name the new one as [database] url before you start the service again.");
    }
    Ok(())
}

pub async fn backup(path: &Path, how: &Backup) -> Done {
    if how.file.exists() {
        return Err(refused(format!("{} is there already; name another file", how.file.display())));
    }
    open::closing(open::existing(&open::config(path)?).await?, async |store| {
        store.backup(&how.file).await?;
        say(format!("The database was copied to {}.", how.file.display()));
        Ok(())
    })
    .await
}
