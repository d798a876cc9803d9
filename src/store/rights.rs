//! What one of several processes on an SQLite file holds: that it lives, and the right to read the mailbox. Both are locks of the
//! operating system on files beside the database. They end with the process, however it dies, so that others learn of it at once,
//! and they cost nothing to keep, where a lease in the database is a transaction every few seconds for ever.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::presence::{Lock, lock, unblocked, warned};

/// What this process holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Rights {
    mailbox: Arc<Mutex<Option<Held>>>,
    alive: Arc<Mutex<Vec<Held>>>,
}

/// A lock, and for whom it is held.
#[derive(Debug)]
pub(super) struct Held {
    pub owner: String,
    path: PathBuf,
    lock: Lock,
}

/// The other processes on a database.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// Those that have died, each of which is ours to clear up after.
    pub dead: Vec<Held>,
    /// There are some that live.
    pub living: bool,
}

impl Held {
    /// Gives it back; the file was for this owner alone.
    fn end(self) {
        // One that stays is found by others to be nobody's.
        let _ = warned(fs::remove_file(&self.path));
        drop(self.lock);
    }
}

fn locked<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `mentorpost.db` → `mentorpost.db.mailbox.lock`.
fn beside(database: &Path, what: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(what);
    name.push(".lock");
    PathBuf::from(name)
}

/// What stands before and behind the owner in the name of a living process's file.
fn of_process(database: &Path) -> Option<String> {
    Some(format!("{}.process-", database.file_name()?.to_str()?))
}

impl Rights {
    /// Takes or keeps the right to read the mailbox; gives whether `owner` has it now. `None` where files cannot be locked.
    pub async fn take_mailbox(&self, database: PathBuf, owner: String) -> Option<bool> {
        if let Some(held) = &*locked(&self.mailbox) {
            return Some(held.owner == owner);
        }
        let mailbox = Arc::clone(&self.mailbox);
        unblocked(move || {
            let path = beside(&database, ".mailbox");
            let (lock, is_ours) = lock(&path)?;
            if is_ours {
                *locked(&mailbox) = Some(Held { owner, path, lock });
            }
            Some(is_ours)
        })
        .await
    }

    /// Does `owner` have the right to read the mailbox?
    pub fn has_mailbox(&self, owner: &str) -> bool {
        locked(&self.mailbox).as_ref().is_some_and(|held| held.owner == owner)
    }

    /// Gives back the right to read the mailbox; gives whether `owner` had it.
    pub fn release_mailbox(&self, owner: &str) -> bool {
        // The file stays: another may be about to lock it.
        locked(&self.mailbox).take_if(|held| held.owner == owner).is_some()
    }

    /// Shows that `owner` lives, until [`Rights::end`] or the end of the process; gives what others are found. `None` where files cannot
    /// be locked.
    pub async fn live(&self, database: PathBuf, owner: String) -> Option<Others> {
        let alive = Arc::clone(&self.alive);
        unblocked(move || {
            let known = |owner: &str| locked(&alive).iter().any(|held| held.owner == owner);
            if !known(&owner) {
                let path = beside(&database, &format!(".process-{owner}"));
                let (lock, is_ours) = lock(&path)?;
                // Another may have taken it for what a dead process left, in the moment before it was locked: next time, then.
                if is_ours && path.exists() {
                    locked(&alive).push(Held { owner: owner.clone(), path, lock });
                }
            }
            let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
            let start = of_process(&database)?;
            // Whoever was so quick lives.
            let mut others = Others { living: !known(&owner), ..Others::default() };
            for entry in warned(fs::read_dir(folder.unwrap_or(Path::new("."))))?.flatten() {
                let name = entry.file_name();
                let found = name.to_str().and_then(|name| name.strip_prefix(&start)?.strip_suffix(".lock"));
                let Some(found) = found.filter(|found| *found != owner && !known(found)) else { continue };
                match lock(&entry.path()) {
                    Some((lock, true)) => {
                        others.dead.push(Held { owner: found.to_owned(), path: entry.path(), lock });
                    }
                    _ => others.living = true,
                }
            }
            Some(others)
        })
        .await
    }

    /// Those that have died are cleared up after.
    pub fn bury(&self, dead: Vec<Held>) {
        dead.into_iter().for_each(Held::end);
    }

    /// `owner` has stopped in order.
    pub fn end(&self, owner: &str) {
        let ended: Vec<Held> = locked(&self.alive).extract_if(.., |held| held.owner == owner).collect();
        ended.into_iter().for_each(Held::end);
    }
}
