//! Fetched mail into the inbox: the whole batch with the cursor in one transaction, before anything on the server is touched.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;

use super::batch::{Batch, LEASE};
use super::bells::Bells;
use super::hand::Announced;
use super::read::is_short;
use super::{Service, ServiceError};
use crate::imap::Fetched;
use crate::mail::parse::content_key;
use crate::store::{Arrived, Cursor, Lease, Pending};

/// How many batches may wait to be handled before no more are fetched, and for how long that is put off at the most: so memory stays
/// small, and mail is safe in the database even where nothing is handled.
const WAITING: usize = 1;
const PUT_OFF: Duration = Duration::from_secs(1);

/// Where a batch was fetched from.
#[derive(Clone, Debug)]
pub struct Fetching {
    /// The folder.
    pub folder: String,
    /// Its UIDVALIDITY.
    pub uid_validity: u32,
}

/// Who handles what is fetched, while more is.
#[derive(Clone)]
pub struct Handing {
    /// The service, for what goes on when a session ends.
    pub service: Arc<Service>,
    /// How its loops are reached.
    pub bells: Arc<Bells>,
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
        let arrived = self.arrived(place, mail, oversize).await?;
        let new = self.store.ingest(&arrived, place.cursor(up_to).as_ref(), self.clock.now()).await?;
        if new > 0 {
            tracing::info!(new, "mail has come");
        }
        Ok(new)
    }

    /// As [`Service::receive`]; the mail is read at once and handed on to who handles it, unless that would let it overtake other mail
    /// or there is too much of it.
    ///
    /// # Errors
    /// When the store fails; mail that is stored stays.
    pub(super) async fn receive_for(
        &self,
        place: &Fetching,
        mail: Vec<Fetched>,
        oversize: Option<u64>,
        up_to: Option<u32>,
        Handing { service, bells }: &Handing,
    ) -> Result<u64, ServiceError> {
        let handing = Arc::clone(&bells.handing_on).lock_owned().await;
        if !self.may_hand_on(bells).await {
            drop(handing);
            bells.order.kept();
            let new = self.receive(place, mail, oversize, up_to).await?;
            bells.order.kept();
            bells.arrived.notify_one();
            return Ok(new);
        }
        let arrived = self.arrived(place, mail, oversize).await?;
        let now = self.clock.now();
        let lease = Lease { owner: &self.owner, until: now + LEASE };
        let kept = self.store.ingest_leased(arrived, place.cursor(up_to).as_ref(), lease, now).await;
        // It may be kept although nobody said so.
        let mails = kept.inspect_err(|_| bells.look_for_mails())?;
        let new = mails.len();
        if new > 0 {
            tracing::info!(new, "mail has come");
            // In a task of its own, which does not end with the session.
            let coming = (handing, bells.mails.announce());
            let reading = tokio::spawn(Arc::clone(service).read_on(mails, Arc::clone(bells), coming));
            let _ = reading.await;
        }
        Ok(new.try_into().unwrap_or(u64::MAX))
    }

    /// Reads mail that is ours and hands it on.
    async fn read_on(
        self: Arc<Self>,
        mails: Vec<Pending>,
        bells: Arc<Bells>,
        coming: (OwnedMutexGuard<()>, Announced<Batch>),
    ) {
        match self.read_batch(mails).await {
            Ok(batch) => bells.mails.put(batch),
            Err(error) => {
                tracing::error!(%error, "mail was fetched but not read; it is tried again");
                bells.look_for_mails();
            }
        }
        drop(coming);
        bells.arrived.notify_one();
    }

    /// Is there room for a batch, and does nothing wait in the database that came before it? Where nobody else could handle it, room
    /// is waited for; elsewhere it is left to who has time first.
    async fn may_hand_on(&self, bells: &Bells) -> bool {
        let free = || bells.order.is_clear() && bells.mails.len() < WAITING && !bells.mails.is_awaited();
        if self.store.is_shared() {
            return free() && bells.idle.load(Ordering::SeqCst);
        }
        let freed = async {
            while !free() {
                bells.mails.taken.notified().await;
            }
        };
        timeout(PUT_OFF, freed).await.is_ok()
    }

    async fn arrived(
        &self,
        place: &Fetching,
        mail: Vec<Fetched>,
        oversize: Option<u64>,
    ) -> Result<Vec<Arrived>, ServiceError> {
        let now = self.clock.now();
        let parsing = self.parsing.clone();
        let Fetching { folder, uid_validity } = place.clone();
        let is_short = is_short(mail.iter().map(|message| message.raw.len()));
        let hash_all = move || {
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
        };
        // Hashing megabytes is no work for the threads that keep connections alive.
        let arrived = match is_short {
            true => hash_all(),
            false => {
                let task = tokio::task::spawn_blocking(hash_all);
                task.await.map_err(|error| ServiceError::Internal(error.to_string()))?
            }
        };
        tracing::trace!(mails = arrived.len(), "mail was fetched");
        Ok(arrived)
    }
}

impl Fetching {
    fn cursor(&self, up_to: Option<u32>) -> Option<Cursor> {
        up_to.map(|uid| Cursor { folder: self.folder.clone(), uid_validity: self.uid_validity, uid })
    }
}
