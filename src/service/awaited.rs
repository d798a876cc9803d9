//! What is waited for that somebody else must mend: noted for whoever asks, and told to staff when the mailbox has been away too long.

use std::sync::PoisonError;
use std::time::Duration;

use jiff::Timestamp;

use super::bells::Bells;
use super::process::nothing_asked;
use super::{Meter, Service, ServiceError};
use crate::programme::event::Event;
use crate::store::{Alarm, Awaited, EventRef, Waiting};

/// How the service is.
#[derive(Clone, Debug)]
pub struct Health {
    /// What it waits for.
    pub waiting: Vec<Waiting>,
    /// When the mailbox was last looked into.
    pub last_fetch: Option<Timestamp>,
}

impl Service {
    /// What it has done since it started.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// How it is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn health(&self) -> Result<Health, ServiceError> {
        Ok(Health { waiting: self.store.waiting().await?, last_fetch: self.store.last_fetch().await? })
    }

    /// The mailbox cannot be used.
    pub(super) async fn mailbox_away(&self, why: &str) {
        self.meter.mailbox_lost();
        if let Err(error) = self.store.note_waiting(Awaited::Mailbox, why, self.clock.now()).await {
            tracing::debug!(%error, "it is not noted that the mailbox is waited for");
        }
    }

    /// The way out works, or what stands in it; noted where that has changed.
    pub(super) async fn way_out(&self, trouble: Option<String>) -> Result<(), ServiceError> {
        let known = self.way_out.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.as_ref() == Some(&trouble) {
            return Ok(());
        }
        match &trouble {
            Some(why) => self.store.note_waiting(Awaited::WayOut, why, self.clock.now()).await?,
            None => self.store.note_working(Awaited::WayOut).await?,
        }
        *self.way_out.lock().unwrap_or_else(PoisonError::into_inner) = Some(trouble);
        Ok(())
    }

    /// Tells staff when the mailbox has not been read for `silent`, and when it is read again; once each. What was before
    /// `began` does not count: a service that was stopped has not been trying; one that has tried just now leaves it out.
    ///
    /// # Errors
    /// When the store fails; then it is told later.
    pub async fn raise_alarm(&self, silent: Duration, began: Option<Timestamp>) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let last_fetch = self.store.last_fetch().await?;
        if let Some(alarm) = self.store.alarm().await? {
            if alarm.last_fetch == last_fetch {
                return Ok(false);
            }
            self.tell_of_mailbox(alarm.since, None, now).await?;
            self.store.note_alarm(None).await?;
            return Ok(true);
        }
        let Some(tried_since) = last_fetch.max(began) else { return Ok(false) };
        let unread = u64::try_from(now.duration_since(tried_since).as_secs()).unwrap_or(0);
        if silent.is_zero() || unread < silent.as_secs() {
            return Ok(false);
        }
        let waiting = self.store.waiting().await?.into_iter().find(|waiting| waiting.what == Awaited::Mailbox);
        let why = waiting.map_or_else(|| "I do not know why".to_owned(), |waiting| waiting.why);
        let since = last_fetch.unwrap_or(tried_since);
        tracing::error!(%since, why, "the mailbox has not been read for long; staff are told");
        self.tell_of_mailbox(since, Some(why), now).await?;
        self.store.note_alarm(Some(Alarm { since, last_fetch })).await?;
        Ok(true)
    }

    async fn tell_of_mailbox(&self, since: Timestamp, why: Option<String>, now: Timestamp) -> Result<(), ServiceError> {
        let event = Event::Mailbox { since, why };
        self.carry_out(&event, EventRef::Mailbox, &nothing_asked(now), now).await?;
        Ok(())
    }

    /// Looks again and again whether staff must be told.
    pub(super) async fn keep_watch(&self, silent: Duration, bells: &Bells) {
        let began = Some(self.clock.now());
        loop {
            bells.beat.wait().await;
            match self.raise_alarm(silent, began).await {
                Ok(true) => bells.written.notify_one(),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "whether the mailbox is read is looked at later"),
            }
        }
    }
}
