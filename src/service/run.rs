//! All loops together, until told to stop; and once through everything, for cron.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::civil::Weekday;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::beat::Beat;
use super::bells::Bells;
use super::deliver::{Delivering, Transport};
use super::due::AT_ONCE;
use super::sending::{Delivered, Sending};
use super::watch::stop_reading;
use super::{Service, ServiceError, backoff};
use crate::imap;

/// How the loops run.
#[derive(Clone, Debug)]
pub struct Running {
    /// The mailbox.
    pub mailbox: imap::Settings,
    /// How often to look besides waiting for the server's word.
    pub poll: Duration,
    /// How long after the process that reads the mailbox is gone another takes over.
    pub takeover: Duration,
    /// After how many days handled mail is deleted on the server; 0 keeps it.
    pub purge_days: i64,
    /// After how many days received and sent mail is forgotten by its bytes.
    pub keep_days: (i64, i64),
    /// How the outbox is worked off.
    pub delivering: Delivering,
    /// On which days there is a digest.
    pub digest_days: Vec<Weekday>,
    /// For how long the mailbox may go unread before staff are told; zero for ever.
    pub silent: Duration,
    /// How long what is under way may take to finish.
    pub grace: Duration,
}

/// How long the first and the longest wait for a lost server is.
pub(super) const RECONNECT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));

/// How often rules that fell due are looked for at a time: those that cannot be carried out stay due.
const ROUNDS: usize = 100;

impl Service {
    /// Runs until `stop` turns true, then finishes what is under way.
    ///
    /// # Errors
    /// When a part of the service has broken down, so that whoever started it starts it again; what it was doing counts as tried.
    pub async fn run<T: Transport + 'static>(
        self: Arc<Self>,
        transport: Arc<T>,
        how: Running,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), ServiceError> {
        let _presence = self.store.enter().await?;
        let bells = Arc::new(Bells::default());
        let shown = self.say_so(how.takeover).await;
        let (halt, halted) = watch::channel(false);
        // Each of these goes on for ever: a set of which one has ended has broken down.
        let mut beside = JoinSet::new();
        {
            let (service, takeover, beat) = (Arc::clone(&self), how.takeover, bells.beat);
            beside.spawn(async move { match service.keep_saying_so(takeover, shown, beat).await {} });
        }
        beside.spawn(Arc::clone(&self).listen(Arc::clone(&bells)));
        let mut reading = JoinSet::new();
        reading.spawn(Arc::clone(&self).watch_mailbox(how.clone(), Arc::clone(&bells)));
        {
            let (service, bells) = (Arc::clone(&self), Arc::clone(&bells));
            reading.spawn(async move { service.keep_watch(how.silent, &bells).await });
        }
        // And these until they are told to stop.
        let mut working = JoinSet::new();
        working.spawn(Arc::clone(&self).work(how.clone(), Arc::clone(&bells), halted.clone()));
        working.spawn(Arc::clone(&self).send(transport, how.delivering, Arc::clone(&bells), halted));
        let mut is_whole = tokio::select! {
            // An error says that nobody is left who could stop it: then it stops too.
            _ = stop.wait_for(|stop| *stop) => true,
            _ = beside.join_next() => false,
            _ = reading.join_next() => false,
            _ = working.join_next() => false,
        };
        halt.send_replace(true);
        stop_reading(&self, reading).await;
        bells.arrived.notify_one();
        bells.written.notify_one();
        let finishing = async {
            while let Some(ended) = working.join_next().await {
                is_whole &= ended.is_ok();
            }
        };
        let in_time = timeout(how.grace, finishing).await.is_ok();
        if !is_whole {
            return Err(ServiceError::Internal("a part of the service has broken down".to_owned()));
        }
        if !in_time {
            tracing::warn!("what was under way did not finish in time; it is done at the next start");
            return Ok(());
        }
        drop(beside);
        if let Err(error) = self.store.leave(&self.owner).await {
            tracing::debug!(%error, "other processes take this one to be alive for a while");
        }
        Ok(())
    }

    /// Works the outbox off.
    async fn send<T: Transport>(
        self: Arc<Self>,
        transport: Arc<T>,
        how: Delivering,
        bells: Arc<Bells>,
        mut stop: watch::Receiver<bool>,
    ) {
        let mut failures = 0u32;
        let mut sending = Sending::new(&self, transport.as_ref(), how, Some(&bells), Some(stop.clone()));
        // What was begun is noted before it ends.
        while !*stop.borrow() || sending.is_unnoted() {
            let stopping = *stop.borrow();
            if !stopping && !self.counts_as_dead() && bells.letters_astray.swap(false, Ordering::SeqCst) {
                sending.find_letters(&bells).await;
            }
            match sending.deliver().await {
                Ok(Delivered { count: 0, .. }) if self.counts_as_dead() => {
                    bells.letters_astray.store(true, Ordering::SeqCst);
                    // It is about to say that it lives after all.
                    sleep(Duration::from_millis(200)).await;
                }
                Ok(Delivered { count, looked }) => {
                    failures = 0;
                    sending.looking.wanted = count > 0 && looked;
                    if !sending.looking.wanted && !*stop.borrow() {
                        sending.looking.wanted = bells.letters_come().await;
                    }
                }
                Err(error) => {
                    failures = failures.saturating_add(1);
                    bells.letters_astray.store(true, Ordering::SeqCst);
                    let wait = backoff(failures, RECONNECT.0, Duration::from_secs(60), self.random());
                    tracing::error!(attempt = failures, error = %error, "sending failed; it is tried again after a wait");
                    tokio::select! {
                        () = sending.rest(wait) => {}
                        _ = stop.wait_for(|stop| *stop), if !stopping => {}
                    }
                }
            }
        }
    }

    /// Once through everything: fetches all that waits, handles it, runs what is due, delivers, and moves what was handled.
    ///
    /// # Errors
    /// When the mailbox or the store fails.
    pub async fn run_once<T: Transport>(&self, transport: &T, how: &Running) -> Result<(), ServiceError> {
        let _presence = self.store.enter().await?;
        let shown = self.say_so(how.takeover).await;
        tokio::select! {
            done = self.once(transport, how) => done?,
            never = self.keep_saying_so(how.takeover, shown, Beat::default()) => match never {},
        }
        Ok(self.store.leave(&self.owner).await?)
    }

    async fn once<T: Transport>(&self, transport: &T, how: &Running) -> Result<(), ServiceError> {
        let now = self.clock.now();
        // Where another process reads the mailbox, this one does the rest.
        let reads = self.store.lease_mailbox(&self.owner, now, now + how.takeover).await?;
        let read = if reads { self.visit(&how.mailbox).await.map(drop) } else { Ok(()) };
        match &read {
            Ok(()) => {}
            // A mailbox that is away is no reason not to handle and send what is here.
            Err(ServiceError::Imap(error)) => self.mailbox_away(&error.to_string()).await,
            Err(_) => return read,
        }
        while self.process_batch().await? > 0 {}
        for _ in 0..ROUNDS {
            if self.run_due(&how.digest_days).await? < AT_ONCE {
                break;
            }
        }
        // Of mail that a rule has let go.
        while self.process_batch().await? > 0 {}
        self.raise_alarm(how.silent, None).await?;
        self.forget(how.keep_days).await?;
        while self.deliver_batch(transport, &how.delivering).await? > 0 {}
        self.store.note_clock(self.clock.now()).await?;
        read?;
        if reads {
            self.visit(&how.mailbox).await?;
            self.store.release_mailbox(&self.owner).await?;
        }
        self.sweep().await;
        Ok(())
    }
}

/// A task that ends with the one that waits for it.
pub(super) struct AbortOnDrop<T>(pub(super) tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
