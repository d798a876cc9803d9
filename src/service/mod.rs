//! The loops: the only place where things happen. Mail is received, decided about, settled and delivered here, each step
//! repeatable, because the process may die between any two of them.

mod awaited;
mod backoff;
mod batch;
mod beat;
mod bells;
mod deliver;
mod due;
mod erase;
mod hand;
mod mailbox;
mod meter;
mod note;
mod process;
mod read;
mod receive;
mod run;
mod seal;
mod sending;
#[cfg(test)]
mod tests;
mod tidy;
mod watch;
mod wave;
mod withheld;
mod work;

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::dkim::Signatures;
use crate::ids::Ids;
use crate::mail::envelope::{Addressing, Subaddressing};
use crate::mail::parse::ParseContext;
use crate::programme::policy::Policy;
use crate::smtp::SmtpError;
use crate::store::{Store, StoreError};
use crate::templates::{TemplateError, Templates};

pub use awaited::Health;
pub use backoff::backoff;
pub use deliver::{Delivering, Handed, Transport};
pub use meter::{BOUNDS, Counts, Meter};
pub use receive::Fetching;
pub use run::Running;

/// What was refused, where a server refuses a letter.
pub use crate::smtp::Stage;

/// Why a step of the service failed. Whatever it was about is still in the database and is tried again.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The mailbox.
    #[error(transparent)]
    Imap(#[from] crate::imap::ImapError),
    /// The way out.
    #[error(transparent)]
    Smtp(#[from] SmtpError),
    /// The code itself, in a place where that must not stop the others.
    #[error("an internal error: {0}")]
    Internal(String),
}

impl ServiceError {
    /// Will it go away by itself?
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Imap(error) => error.is_transient(),
            Self::Smtp(error) => error.is_transient(),
            Self::Template(_) | Self::Internal(_) => false,
        }
    }

    /// May the mail that is handled be the reason, rather than what it is handled with?
    fn may_be_of_mail(&self) -> bool {
        match self {
            Self::Store(error) => error.may_be_of_data(),
            Self::Template(_) | Self::Internal(_) => true,
            Self::Imap(_) | Self::Smtp(_) => false,
        }
    }
}

/// The service with everything it decides by; shared by its loops.
pub struct Service {
    store: Store,
    templates: Templates,
    policy: Policy,
    addressing: Addressing,
    parsing: ParseContext,
    /// Checks signatures where no trusted server has done so.
    signatures: Option<Signatures>,
    clock: Clock,
    ids: Mutex<Ids>,
    /// Held while numbers are reserved: two that reserved at once would lose a block, and the numbers people see would jump.
    reserving: tokio::sync::Mutex<()>,
    /// Names this process in the leases it takes.
    owner: String,
    /// Until when other processes take this one to be alive; `None` where it never told them.
    alive_until: Mutex<Option<tokio::time::Instant>>,
    /// How often others may have taken this process for dead although it lives.
    deaths: AtomicU64,
    meter: Meter,
    /// What stands in the way out, as it was noted last; `None` before that.
    way_out: Mutex<Option<Option<String>>>,
    /// Before when the database is not swept, as that has failed; `None` where it has not.
    sweep_after: Mutex<Option<tokio::time::Instant>>,
}

/// So many days; none where there are fewer than that.
fn days(days: i64) -> Duration {
    Duration::from_secs(u64::try_from(days).unwrap_or(0).saturating_mul(86_400))
}

/// How many numbers are reserved at a time.
const BLOCK: i64 = 512;

impl Service {
    /// The service over an open store. The instance's key, under which addresses are made, is kept in the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn new(
        store: Store,
        templates: Templates,
        mut policy: Policy,
        subaddressing: Subaddressing,
        authserv_ids: Vec<String>,
        clock: Clock,
        mut ids: Ids,
    ) -> Result<Self, ServiceError> {
        policy.faq = templates.answers().cloned().collect();
        let key = store.instance_key(&mut ids).await?;
        let addressing = Addressing::new(&key, policy.address.clone(), subaddressing);
        let parsing = ParseContext::new(policy.address.clone(), authserv_ids);
        let owner = format!("{:016x}", ids.random());
        let (ids, reserving) = (Mutex::new(ids), tokio::sync::Mutex::new(()));
        Ok(Self {
            store,
            templates,
            policy,
            addressing,
            parsing,
            signatures: None,
            clock,
            ids,
            reserving,
            owner,
            alive_until: Mutex::new(None),
            deaths: AtomicU64::new(0),
            meter: Meter::default(),
            way_out: Mutex::new(None),
            sweep_after: Mutex::new(None),
        })
    }

    /// The same, checking signatures itself where no trusted server says anything of a mail.
    pub fn checking_signatures(mut self, signatures: Signatures) -> Self {
        self.signatures = Some(signatures);
        self
    }

    /// The store beneath.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The addresses of this installation.
    pub fn addressing(&self) -> &Addressing {
        &self.addressing
    }

    /// Runs `decide` with numbers enough for one decision.
    async fn with_ids<T>(&self, decide: impl FnOnce(&mut Ids) -> T) -> Result<T, ServiceError> {
        let _alone = self.reserving.lock().await;
        let ready = self.ids.lock().unwrap_or_else(PoisonError::into_inner).ready();
        let block = if ready { None } else { Some(self.store.reserve(BLOCK).await?) };
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = block {
            ids.give(first, BLOCK);
        }
        Ok(decide(&mut ids))
    }

    /// A random number, for jitter.
    fn random(&self) -> i64 {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).random()
    }
}
