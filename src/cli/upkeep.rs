//! `migrate` and `backup`: the database looked after.

use std::path::{Path, PathBuf};

use super::{Done, open, refused, say};

#[derive(clap::Args)]
pub struct Backup {
    /// The file to write; it must not be there yet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Opening the store brings it up to date.
pub async fn migrate(path: &Path) -> Done {
    let store = open::store(&open::config(path)?).await?;
    say(format!("The database is up to date (version {}).", store.schema_version().await?));
    store.close().await;
    Ok(())
}

pub async fn backup(path: &Path, how: &Backup) -> Done {
    if how.file.exists() {
        return Err(refused(format!("{} is there already; name another file", how.file.display())));
    }
    let store = open::store(&open::config(path)?).await?;
    store.backup(&how.file).await?;
    say(format!("The database was copied to {}.", how.file.display()));
    store.close().await;
    Ok(())
}
