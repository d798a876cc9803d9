//! The mailbox watched for ever, by one process at a time: of several on one database, one has the right to fetch, and another
//! takes over when that one is gone.

use std::convert::Infallible;
use std::future::pending;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::beat::Beat;
use super::bells::Bells;
use super::deliver::LEASE as LETTER_LEASE;
use super::receive::Handing;
use super::run::{AbortOnDrop, RECONNECT, Running};
use super::{Service, ServiceError, backoff};
use crate::store::Shown;

/// A session that lasted this long was a good one: its loss is not counted with earlier ones.
const GOOD_SESSION: Duration = Duration::from_secs(120);

impl Service {
    /// Keeps a session with the mailbox whenever this process may: each in a task of its own, whose death means a new one.
    pub(super) async fn watch_mailbox(self: Arc<Self>, how: Running, bells: Arc<Bells>) {
        let mut failures = 0u32;
        let mut told = false;
        loop {
            match self.lease(how.takeover).await {
                Ok(true) => told = false,
                Ok(false) => {
                    if !std::mem::replace(&mut told, true) {
                        tracing::info!(
                            "another process reads the mailbox; this one handles and sends, and takes over when it is gone"
                        );
                    }
                    sleep(how.takeover / 3).await;
                    continue;
                }
                Err(error) => {
                    failures = self.wait_after(failures, &error.to_string()).await;
                    continue;
                }
            }
            let began = Instant::now();
            let why = self.session(&how, &bells).await;
            failures = if began.elapsed() > GOOD_SESSION { 0 } else { failures };
            failures = self.wait_after(failures, &why).await;
        }
    }

    /// One session, as long as it lasts and this process may keep it; says why it ended.
    async fn session(self: &Arc<Self>, how: &Running, bells: &Arc<Bells>) -> String {
        let session = {
            let (how, handing) = (how.clone(), Handing { service: Arc::clone(self), bells: Arc::clone(bells) });
            async move { handing.service.keep_session(&how.mailbox, how.poll, how.purge_days, &handing).await }
        };
        let mut session = AbortOnDrop(tokio::spawn(session));
        tokio::select! {
            ended = &mut session.0 => {
                let why = match &ended {
                    Ok(Ok(())) => "it ended".to_owned(),
                    Ok(Err(error)) => error.to_string(),
                    Err(error) => format!("an internal error: {error}"),
                };
                // Where the store is away nothing can be noted.
                if !matches!(ended, Ok(Err(ServiceError::Store(_)))) {
                    self.mailbox_away(&why).await;
                }
                why
            }
            why = self.keep_lease(how.takeover) => why,
        }
    }

    /// Renews the right to fetch in time; ends, saying why, when it is lost. What a process does that believes it still has the
    /// right is harmless: mail is stored once, the cursor never goes back, and a move may be repeated.
    async fn keep_lease(&self, takeover: Duration) -> String {
        if self.store.keeps_mailbox(&self.owner) {
            return pending().await;
        }
        let mut held_since = Instant::now();
        loop {
            sleep(takeover / 3).await;
            match self.lease(takeover).await {
                Ok(true) => held_since = Instant::now(),
                Ok(false) => return "another process has taken the mailbox over".to_owned(),
                Err(error) if held_since.elapsed() >= takeover => {
                    return format!("the right to read the mailbox could not be kept: {error}");
                }
                // A store that is back in time has lost nothing.
                Err(_) => {}
            }
        }
    }

    async fn lease(&self, takeover: Duration) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        Ok(self.store.lease_mailbox(&self.owner, now, now + takeover).await?)
    }

    async fn wait_after(&self, failures: u32, why: &str) -> u32 {
        let failures = failures.saturating_add(1);
        let wait = backoff(failures, RECONNECT.0, RECONNECT.1, self.random());
        tracing::warn!(
            attempt = failures,
            wait_s = wait.as_secs(),
            why,
            "the mailbox is connected to again after a wait"
        );
        sleep(wait).await;
        failures
    }
}

/// Ends what has to do with the mailbox, and lets another process have that at once.
pub(super) async fn stop_reading(service: &Service, mut reading: JoinSet<()>) {
    reading.shutdown().await;
    if let Err(error) = service.store.release_mailbox(&service.owner).await {
        tracing::warn!(%error, "another process takes the mailbox over only when the right to it has run out");
    }
}

impl Service {
    /// Says that this process lives, so that others free what it has leased should it die, and nothing before; gives how they see it.
    pub(super) async fn say_so(&self, takeover: Duration) -> Shown {
        let (now, said_at) = (self.clock.now(), Instant::now());
        let said = self.store.heartbeat(&self.owner, now, now + takeover).await;
        if let Err(error) = &said {
            // Where the store is away nobody else can free anything either.
            tracing::debug!(%error, "the store does not know that this process lives");
        }
        let shown = said.as_ref().map_or(Shown::Said, |shown| *shown);
        let mut known = self.alive_until.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_ok() && known.is_some_and(|until| Instant::now() >= until) {
            self.deaths.fetch_add(1, Ordering::SeqCst);
        }
        *known = match said {
            // Nobody takes one for dead that lives; but the leases of one that was stopped for long have run out.
            Ok(Shown::Locked { .. }) => Some(said_at + LETTER_LEASE / 2),
            Ok(Shown::Said) => Some(said_at + takeover),
            // One that has never said so counts as dead until it has.
            Err(_) => known.or(Some(said_at)),
        };
        shown
    }

    /// Says so again and again, and learns what became of others.
    pub(super) async fn keep_saying_so(&self, takeover: Duration, mut shown: Shown, beat: Beat) -> Infallible {
        loop {
            match shown {
                Shown::Locked { beside_others: false } => beat.wait().await,
                Shown::Locked { .. } | Shown::Said => sleep(takeover / 3).await,
            }
            shown = self.say_so(takeover).await;
        }
    }

    /// How often that has been so. What was leased before the last time may be with others, however soon after it this process has said
    /// that it lives.
    pub(super) fn deaths(&self) -> u64 {
        self.deaths.load(Ordering::SeqCst)
    }

    /// May others have freed what this process has leased? True for one that was stopped or cut off for too long. A clock that is
    /// put forward says nothing of that: it is time that has passed here which counts.
    pub(super) fn counts_as_dead(&self) -> bool {
        let until = *self.alive_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() >= until)
    }
}
