//! The loop that handles mail, and does what falls due.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use tokio::time::{timeout, timeout_at};

use super::batch::{BATCH, Batch};
use super::bells::Bells;
use super::run::{AbortOnDrop, RECONNECT, Running};
use super::wave::{Touched, Wave};
use super::{Service, ServiceError, backoff, days};
use crate::programme::conversation::InboxId;

/// What is not to be done each time that mail is handled.
#[derive(Default)]
pub(super) struct Noted {
    /// The mails that come next, which are decided about while those before them are settled.
    ahead: Option<Ahead>,
    /// The second in which mail was last looked for in the database, whatever was handed on.
    looked: Option<i64>,
    /// The second of the clock that was last noted.
    second: Option<i64>,
    /// The day on which old bytes were last forgotten.
    forgotten_on: Option<i64>,
    /// How many mails are taken at a time: one after a failure, so that no other is blamed for it, and twice as many after each time that
    /// went well.
    most: Most,
    /// The mail that was taken alone, and how often it has been tried.
    alone: Option<(InboxId, u32)>,
    /// The mail that the database has failed for while it was alone, and since when.
    failing: Option<(InboxId, Timestamp)>,
    /// What is given back counts as tried.
    tried: bool,
}

/// How many mails are taken at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Most(usize);

impl Default for Most {
    fn default() -> Self {
        Self(BATCH)
    }
}

/// For how long the database may fail for a mail that is alone before others have their turn, which may overtake it; and for how long
/// they then have it, which must be longer than any wait after a failure.
const FAILING_FOR: Duration = Duration::from_secs(60);
const PUT_OFF: Duration = Duration::from_secs(300);
/// The longest wait after a failure.
const LONGEST: Duration = Duration::from_secs(60);

impl Service {
    /// Handles what is pending, and what falls due.
    pub(super) async fn work(self: Arc<Self>, how: Running, bells: Arc<Bells>, mut stop: watch::Receiver<bool>) {
        let mut failures = 0u32;
        let mut noted = Noted::default();
        while !*stop.borrow() {
            let done = self.work_once(&how, &bells, &mut noted).await;
            match done {
                Ok(0) => {
                    failures = 0;
                    bells.idle.store(true, Ordering::SeqCst);
                    let _ = timeout_at(bells.beat.next(), bells.arrived.notified()).await;
                    bells.idle.store(false, Ordering::SeqCst);
                }
                Ok(_) => failures = 0,
                Err(error) => {
                    failures = failures.saturating_add(1);
                    let wait = backoff(failures, RECONNECT.0, LONGEST, self.random());
                    tracing::error!(attempt = failures, error = %error, "handling mail failed; it is tried again after a wait");
                    // Not cut short by what is given back or comes: it would fail as well.
                    let _ = timeout(wait, stop.wait_for(|stop| *stop)).await;
                }
            }
        }
    }

    async fn work_once(
        self: &Arc<Self>,
        how: &Running,
        bells: &Arc<Bells>,
        noted: &mut Noted,
    ) -> Result<usize, ServiceError> {
        let handled = self.handle(bells, noted).await?;
        if handled > 0 {
            bells.handled.notify_one();
        }
        let now = self.clock.now();
        if self.run_due(&how.digest_days).await? > 0 {
            bells.written.notify_one();
            // A rule may have let go of a mail that was held.
            if self.store.is_pending(now).await? {
                bells.arrived.notify_one();
            }
        }
        self.sweep().await;
        let second = now.as_second();
        // Each time costs a flush of the disk.
        if noted.second != Some(second) {
            self.store.note_clock(now).await?;
            noted.second = Some(second);
        }
        let today = second.div_euclid(86_400);
        if noted.forgotten_on != Some(today) {
            self.forget(how.keep_days).await?;
            noted.forgotten_on = Some(today);
        }
        // A rule that is due but not carried out must not be asked for without pause.
        Ok(handled)
    }

    /// Handles the mails that come next; says how many there were. Where that fails they come again.
    pub(super) async fn handle(self: &Arc<Self>, bells: &Arc<Bells>, noted: &mut Noted) -> Result<usize, ServiceError> {
        let handled = self.handle_next(bells, noted).await;
        match &handled {
            Ok(0) => (noted.most, noted.alone) = (Most::default(), None),
            Ok(_) => (noted.most, noted.alone) = (Most((noted.most.0 * 2).min(BATCH)), None),
            Err(error) => self.put_back(bells, noted, error).await,
        }
        handled
    }

    async fn handle_next(self: &Arc<Self>, bells: &Arc<Bells>, noted: &mut Noted) -> Result<usize, ServiceError> {
        if bells.mails_astray.load(Ordering::SeqCst) {
            self.find_mails(bells, noted).await?;
        }
        let second = self.clock.now().as_second();
        // Mail that a rule has let go, or that is to be tried again, is handed on by nobody: once a second it is looked for.
        let mut look = noted.looked.replace(second) != Some(second);
        let mut wave = match noted.ahead.take() {
            Some(ahead) => ahead.decided().await?,
            None => Wave::default(),
        };
        if wave.count == 0 {
            let batch = self.next_batch(bells, look, noted.most.0).await?;
            noted.alone = batch.only().filter(|_| noted.most == Most(1));
            wave = self.decide_batch(batch, &HashSet::new()).await?;
            look = false;
        }
        let handled = wave.count;
        // One mail alone is no sign of others; and after a failure no more are taken than may fail together.
        if handled + bells.mails.len() > 1 && noted.most == Most::default() {
            let (service, bells) = (Arc::clone(self), Arc::clone(bells));
            let before = Batch::again(wave.take_later());
            noted.ahead = Some(Ahead::begin(service, bells, look || wave.is_full, before, wave.touched.clone()));
        }
        self.settle_wave(wave, Some(bells)).await?;
        if let Some(ahead) = &noted.ahead {
            ahead.settled.notify_one();
        }
        Ok(handled)
    }

    /// What was in hand is to be found again. A mail that was alone is set back where it may be the reason; where the database is, the
    /// mail is the next to come again, unless it has been that for long.
    async fn put_back(&self, bells: &Bells, noted: &mut Noted, error: &ServiceError) {
        bells.look_for_mails();
        let one_at_a_time = std::mem::replace(&mut noted.most, Most(1)) == Most(1);
        let Some((id, attempts)) = noted.alone.take() else {
            // It may be one that cannot even be read from the database: tried often enough it comes after all others.
            noted.tried = one_at_a_time && error.may_be_of_mail();
            return;
        };
        let now = self.clock.now();
        let told = if error.may_be_of_mail() {
            self.set_back(id, attempts, error).await
        } else {
            let since = noted.failing.filter(|(of, _)| *of == id).map_or(now, |(_, since)| since);
            noted.failing = Some((id, since));
            if now < since + FAILING_FOR {
                return;
            }
            self.store.put_off(id, &self.owner, now + PUT_OFF).await.map_err(ServiceError::from)
        };
        // Where not even that can be noted it is no fault of the mail.
        if let Err(error) = told {
            tracing::debug!(%error, "a mail that was alone in hand is tried again");
        }
    }

    /// Gives back the mails that are leased to this process, so that they are found in their order, and not when their leases have run
    /// out. As a rule none of them counts as tried.
    async fn find_mails(&self, bells: &Bells, noted: &mut Noted) -> Result<(), ServiceError> {
        bells.order.kept();
        if let Some(ahead) = noted.ahead.take() {
            // Stopped half-way it might still lease some.
            ahead.settled.notify_one();
            if let Err(error) = ahead.decided().await {
                tracing::debug!(%error, "what was decided ahead is dropped");
            }
        }
        // Nobody hands on what was leased before that.
        let _handing = bells.handing_on.lock().await;
        while bells.mails.take().is_some() {}
        self.store.free_mails(&self.owner, noted.tried).await?;
        bells.order.kept();
        bells.mails_astray.store(false, Ordering::SeqCst);
        noted.tried = false;
        tracing::debug!("the mails that were in hand are looked for again");
        Ok(())
    }

    /// Forgets the bytes of mail that is old enough; the record of it stays.
    pub(super) async fn forget(&self, (raw_days, bodies_days): (i64, i64)) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let before = |count| now.checked_sub(days(count)).unwrap_or(Timestamp::MIN);
        self.store.purge(before(raw_days), before(bodies_days)).await?;
        Ok(())
    }
}

/// The next mails, on their way to being decided about while those before them are settled.
struct Ahead {
    deciding: AbortOnDrop<Result<Wave, ServiceError>>,
    /// Rung when those before are settled: mail that has not come by then is not waited for.
    settled: Arc<Notify>,
}

impl Ahead {
    /// `before` are mails that had to wait for what is settled now, which changes what is `under_way`; `look` has others looked for in
    /// the database too.
    fn begin(service: Arc<Service>, bells: Arc<Bells>, look: bool, before: Batch, under_way: HashSet<Touched>) -> Self {
        let settled = Arc::new(Notify::new());
        let deciding = {
            let settled = Arc::clone(&settled);
            async move {
                let batch = if look {
                    service.next_batch(&bells, true, BATCH).await?
                } else {
                    loop {
                        if let Some(batch) = bells.mails.take() {
                            break batch;
                        }
                        tokio::select! {
                            () = bells.mails.came.notified() => {}
                            () = settled.notified() => break Batch::default(),
                        }
                    }
                };
                service.decide_batch(before.with(batch), &under_way).await
            }
        };
        Self { deciding: AbortOnDrop(tokio::spawn(deciding)), settled }
    }

    async fn decided(mut self) -> Result<Wave, ServiceError> {
        (&mut self.deciding.0).await.map_err(|error| ServiceError::Internal(error.to_string()))?
    }
}
