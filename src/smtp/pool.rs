//! Kept connections: as many at a time as allowed, each used again while it is fresh.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::connection::{Connection, Sent};
use super::{Delivery, Settings, SmtpError, Stage};
use crate::wire::WireError;

/// Hands mails to one server over a few kept connections.
pub struct Pool {
    settings: Settings,
    places: Semaphore,
    kept: Mutex<Vec<(Connection, Instant)>>,
    /// Why there was no connection the last time that one was opened.
    trouble: Mutex<Option<String>>,
}

impl Pool {
    /// A pool with no connection yet.
    ///
    /// # Errors
    /// When the settings cannot work.
    pub fn new(settings: Settings) -> Result<Self, SmtpError> {
        if settings.host.is_empty() {
            return Err(WireError::Unknown(settings.host).into());
        }
        Ok(Self {
            places: Semaphore::new(settings.connections.max(1)),
            settings,
            kept: Mutex::default(),
            trouble: Mutex::default(),
        })
    }

    /// Connects and logs in, to see that it works.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn check(&self) -> Result<(), SmtpError> {
        Connection::open(&self.settings).await?.quit().await;
        Ok(())
    }

    /// Hands `message` over for one recipient. That a server cannot be reached is never the mail's fault.
    pub async fn deliver(&self, envelope_from: &str, to: &str, message: &[u8]) -> Delivery {
        let Ok(from) = envelope_from.parse() else { return unusable(Stage::Mail, "5.1.7") };
        let Ok(to) = to.parse::<lettre::Address>() else { return unusable(Stage::Rcpt, "5.1.3") };
        // Without SMTPUTF8 (RFC 6531) only ASCII can be said to every server.
        if !AsRef::<str>::as_ref(&to).is_ascii() {
            return unusable(Stage::Rcpt, "5.1.3");
        }
        // Closed only when the pool is dropped.
        let Ok(_place) = self.places.acquire().await else { return Delivery::Unreached("stopping".to_owned()) };
        loop {
            let mut connection = match self.take().await {
                Ok(connection) => connection,
                Err(error) => return Delivery::Unreached(error.to_string()),
            };
            let Sent { delivery, reusable, stale } = connection.send(&from, &to, message).await;
            if reusable {
                self.keep(connection);
            }
            // A connection kept too long for the server's taste is replaced; a fresh one is not tried twice.
            if !stale {
                return delivery;
            }
        }
    }

    /// Why no connection can be had, if none can.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn take(&self) -> Result<Connection, SmtpError> {
        let fresh = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.retain(|(_, since)| since.elapsed() < self.settings.idle_limit);
            kept.pop()
        };
        match fresh {
            Some((connection, _)) => Ok(connection),
            None => {
                let opened = Connection::open(&self.settings).await;
                let trouble = opened.as_ref().err().map(ToString::to_string);
                *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
                opened
            }
        }
    }

    fn keep(&self, connection: Connection) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push((connection, Instant::now()));
    }
}

fn unusable(stage: Stage, status: &str) -> Delivery {
    let text = "the address cannot be used in SMTP".to_owned();
    Delivery::Refused { stage, status: Some(status.to_owned()), text }
}
