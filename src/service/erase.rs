//! Erasing at the command line, and the sweeping up after any erasure.

use std::sync::PoisonError;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::process::nothing_asked;
use super::{Service, ServiceError};
use crate::programme::event::{Due, Event};
use crate::programme::outcome::Disposition;
use crate::programme::person::PersonId;
use crate::store::{EventRef, SnapshotQuery};

/// After how long the database is swept where that failed.
const SWEEP_AGAIN: Duration = Duration::from_secs(600);

impl Service {
    /// Erases a person as their own `ERASE` would; gives whether there was anything to erase.
    ///
    /// # Errors
    /// When the store fails; then nothing has been erased.
    pub async fn erase(&self, person: PersonId, now: Timestamp) -> Result<bool, ServiceError> {
        let query = SnapshotQuery { due: Some(Due::Person(person)), ..nothing_asked(now) };
        let of = EventRef::Due(Due::Person(person));
        let disposition = self.carry_out(&Event::Erase(person), of, &query, now).await?;
        Ok(!matches!(disposition, Disposition::Ignored(_)))
    }

    /// Clears the free space of the database after an erasure. Whoever else uses the file may be in the way, or no room be left: then it
    /// is tried again later, and not at once, as it holds up whoever writes.
    pub(super) async fn sweep(&self) {
        let after = *self.sweep_after.lock().unwrap_or_else(PoisonError::into_inner);
        if after.is_some_and(|after| Instant::now() < after) {
            return;
        }
        let swept = self.store.sweep().await;
        let after = swept.is_err().then(|| Instant::now() + SWEEP_AGAIN);
        *self.sweep_after.lock().unwrap_or_else(PoisonError::into_inner) = after;
        match swept {
            Ok(true) => tracing::info!("the database was swept after an erasure"),
            Ok(false) => {}
            Err(error) => tracing::warn!(error = %error, "the database is swept later"),
        }
    }
}
