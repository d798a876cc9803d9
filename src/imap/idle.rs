//! Waiting for the server's word (IDLE, RFC 2177), bounded, and ended in order.

use std::future::Future;
use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, RequestId, Response};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::session::{Completion, completion};
use super::{ImapError, Mailbox};

/// What ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// The server says that something is there.
    New,
    /// The bell rang.
    Bell,
    /// Nothing happened in that time.
    Time,
}

impl Mailbox {
    /// Waits until the server has news, `bell` rings or `longest` has passed (IDLE is renewed before servers lose patience). The
    /// caller searches afterwards in any case: news may have come while IDLE was beginning or ending.
    ///
    /// # Errors
    /// When the connection is lost, or the server does not answer.
    pub async fn idle(&mut self, longest: Duration, bell: impl Future<Output = ()>) -> Result<Woken, ImapError> {
        if self.session.grown {
            return Ok(Woken::New);
        }
        let end = Instant::now() + longest.min(self.settings.renew);
        if !self.can_idle {
            let woken = tokio::select! {
                () = bell => Woken::Bell,
                () = sleep_until(end) => Woken::Time,
            };
            self.session.simple("NOOP", "NOOP").await?;
            return Ok(woken);
        }
        let deadline = self.settings.deadline;
        let silent = |_| ImapError::Silent("IDLE".to_owned(), deadline.as_secs());
        let lost = |error: async_imap::error::Error| ImapError::Lost("IDLE".to_owned(), error.to_string());
        let tag = timeout(deadline, self.session.imap.run_command("IDLE")).await.map_err(silent)?.map_err(lost)?;
        let mut woken = None;
        loop {
            let step = self.session.response("IDLE", deadline, |response| step(response, &tag)).await?;
            match step {
                Step::Waiting => break,
                // Refused, or ended before it began.
                Step::Done(completion) => return completion.map(|_| Woken::Time),
                Step::News => woken = Some(Woken::New),
                Step::Other => {}
            }
        }
        if woken.is_none() {
            woken = Some(self.wait(end, bell).await?);
        }
        let writing = timeout(deadline, self.session.imap.run_command_untagged("DONE")).await.map_err(silent)?;
        writing.map_err(lost)?;
        loop {
            let step = self.session.response("DONE", deadline, |response| step(response, &tag)).await?;
            match step {
                Step::Done(completion) => return completion.map(|_| woken.unwrap_or(Woken::Time)),
                Step::News => woken = Some(Woken::New),
                Step::Waiting | Step::Other => {}
            }
        }
    }

    /// Waits as [`Mailbox::idle`] does, but asks the server (NOOP) again and again instead of waiting for its word.
    ///
    /// # Errors
    /// When the connection is lost, or the server does not answer.
    pub async fn look(&mut self, longest: Duration, bell: impl Future<Output = ()>) -> Result<Woken, ImapError> {
        let end = Instant::now() + longest;
        tokio::pin!(bell);
        loop {
            if self.session.grown {
                return Ok(Woken::New);
            }
            if Instant::now() >= end {
                return Ok(Woken::Time);
            }
            tokio::select! {
                () = &mut bell => return Ok(Woken::Bell),
                () = sleep(self.settings.look_every) => self.session.simple("NOOP", "NOOP").await?,
            };
        }
    }

    /// The wait itself. Reading can be given up at any point: what has come so far stays in async-imap's buffer.
    async fn wait(&mut self, end: Instant, bell: impl Future<Output = ()>) -> Result<Woken, ImapError> {
        tokio::pin!(bell);
        // Longer than the wait itself: here silence is no fault.
        let patience = self.settings.renew * 2;
        loop {
            tokio::select! {
                news = self.session.response("IDLE", patience, is_news) => {
                    if news? {
                        return Ok(Woken::New);
                    }
                }
                () = &mut bell => return Ok(Woken::Bell),
                // An instant, not a pause: Dovecot's "* OK Still here" every two minutes must not put it off.
                () = sleep_until(end) => return Ok(Woken::Time),
            }
        }
    }
}

/// What a response means to somebody in IDLE.
enum Step {
    /// The wait has begun.
    Waiting,
    /// It is over.
    Done(Result<Completion, ImapError>),
    /// The folder has changed.
    News,
    /// Something else.
    Other,
}

fn step(response: &Response<'_>, tag: &RequestId) -> Step {
    match response {
        Response::Continue(_) => Step::Waiting,
        Response::Done { tag: done, status, outcome } if done == tag => Step::Done(completion("IDLE", status, outcome)),
        other if is_news(other) => Step::News,
        _ => Step::Other,
    }
}

/// Does it say that the folder has changed?
fn is_news(response: &Response<'_>) -> bool {
    matches!(response, Response::MailboxData(MailboxDatum::Exists(_) | MailboxDatum::Recent(_)))
}
