//! Fetched mail into the inbox: the whole batch with the cursor in one transaction, before anything on the server is touched.

use jiff::Timestamp;

use super::{Service, ServiceError};
use crate::imap::Fetched;
use crate::mail::parse::content_key;
use crate::store::{Arrived, Cursor};

/// Where a batch was fetched from.
#[derive(Clone, Debug)]
pub struct Fetching {
    /// The folder.
    pub folder: String,
    /// Its UIDVALIDITY.
    pub uid_validity: u32,
}

impl Service {
    /// Stores a batch; mail that is known already gets no second row. `oversize` gives the size of a mail of which only the header
    /// was fetched. The cursor moves to `up_to`, if given. Says how many were new.
    ///
    /// # Errors
    /// When the store fails; nothing is stored then.
    pub async fn receive(
        &self,
        place: &Fetching,
        mail: Vec<Fetched>,
        oversize: Option<u64>,
        up_to: Option<u32>,
    ) -> Result<u64, ServiceError> {
        let now = self.clock.now();
        let parsing = self.parsing.clone();
        let Fetching { folder, uid_validity } = place.clone();
        // Hashing megabytes is no work for the threads that keep connections alive.
        let task = tokio::task::spawn_blocking(move || {
            let arrived = |message: Fetched| Arrived {
                folder: folder.clone(),
                uid_validity,
                uid: message.uid,
                content_key: content_key(&message.raw, &parsing),
                raw: message.raw,
                oversize,
                received_at: now,
            };
            mail.into_iter().map(arrived).collect::<Vec<_>>()
        });
        let arrived = task.await.map_err(|error| ServiceError::Internal(error.to_string()))?;
        let cursor = up_to.map(|uid| Cursor { folder: place.folder.clone(), uid_validity: place.uid_validity, uid });
        tracing::trace!(mails = arrived.len(), "mail was fetched");
        let new = self.ingest(&arrived, cursor.as_ref(), now).await?;
        if new > 0 {
            tracing::info!(new, "mail has come");
        }
        Ok(new)
    }

    async fn ingest(&self, arrived: &[Arrived], cursor: Option<&Cursor>, now: Timestamp) -> Result<u64, ServiceError> {
        Ok(self.store.ingest(arrived, cursor, now).await?)
    }
}
