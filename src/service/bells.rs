//! Bells between the loops, what they hand on to one another, and the bells of other processes on the same database.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, Notify};
use tokio::time::sleep;

use super::batch::Batch;
use super::beat::Beat;
use super::hand::{Hand, Order};
use super::{Service, ServiceError, backoff};
use crate::store::{Leased, Ring};

/// What the mailbox task rings when it has mail, and what rings it when mail has been handled.
#[derive(Debug, Default)]
pub struct Bells {
    /// Mail has been stored.
    pub arrived: Notify,
    /// Mail has been handled: its copies can be moved.
    pub handled: Notify,
    /// Letters have been written that nobody has leased.
    pub written: Notify,
    /// Mail that is read and ours to handle.
    pub mails: Arc<Hand<Batch>>,
    /// Whether it may be handed on.
    pub order: Order,
    /// Held by who hands it on, from before it is leased until it has arrived; and by who looks for what got lost on its way.
    pub handing_on: Arc<Mutex<()>>,
    /// There may be mail that is leased to us and that nobody has.
    pub mails_astray: AtomicBool,
    /// Whoever handles mail has nothing to do.
    pub idle: AtomicBool,
    /// Letters that are ours to hand over.
    pub letters: Hand<Leased>,
    /// Held by who hands letters on, from before they are leased until they have arrived; and by who looks for those that got lost.
    pub handing_letters: Mutex<()>,
    /// There may be letters that are leased to us and that nobody has.
    pub letters_astray: AtomicBool,
    /// When the loops look, rung for or not.
    pub beat: Beat,
}

impl Bells {
    /// Waits until there are letters, at the longest until the next beat; says whether they are to be looked for in the database.
    pub(super) async fn letters_come(&self) -> bool {
        tokio::select! {
            () = self.letters.came.notified() => false,
            () = self.written.notified() => true,
            () = self.beat.wait() => true,
        }
    }

    /// Has mail looked for that is leased to us and may have got lost on its way; none is handed on before that.
    pub(super) fn look_for_mails(&self) {
        self.order.kept();
        self.mails_astray.store(true, Ordering::SeqCst);
        self.arrived.notify_one();
    }

    fn ring(&self, ring: Ring) {
        for (bell, of) in
            [(&self.arrived, Ring::Arrived), (&self.handled, Ring::Handled), (&self.written, Ring::Written)]
        {
            if ring == of || ring == Ring::Anything {
                bell.notify_one();
            }
        }
    }
}

impl Service {
    /// Passes on the bells of other processes for ever, where the database has any.
    pub(super) async fn listen(self: Arc<Self>, bells: Arc<Bells>) {
        let mut failures = 0u32;
        while let Err(error) = self.hear(&bells, &mut failures).await {
            failures = failures.saturating_add(1);
            let wait = backoff(failures, Duration::from_secs(1), Duration::from_secs(60), self.random());
            tracing::debug!(%error, "the bells of other processes are listened for again after a wait");
            sleep(wait).await;
        }
        pending().await
    }

    /// Ends well where there are none.
    async fn hear(&self, bells: &Bells, failures: &mut u32) -> Result<(), ServiceError> {
        let Some(mut listening) = self.store.listen().await? else { return Ok(()) };
        // Before it was listened there may have been some.
        bells.ring(Ring::Anything);
        loop {
            bells.ring(listening.next().await?);
            *failures = 0;
        }
    }
}
