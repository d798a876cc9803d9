//! An in-memory IMAP4rev1 and SMTP server on loopback with faults on command, for the demo and the tests.
//!
//! ```text
//! SMTP ──> mx (stamps) ──> store <── IMAP
//!   └── fault ──────────────────────── fault
//! ```
//!
//! It is the university's mail server in small: it knows the accounts it was told, delivers `local+anything@domain` to
//! `local@domain`, and writes the header fields that a receiving server writes. Nothing waits on a clock: whoever waits
//! is woken by the change itself.

mod door;
mod fault;
mod header;
mod imap;
mod lines;
mod mx;
mod smtp;
mod store;
#[cfg(test)]
mod tests;
mod token_server;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

pub use fault::{Faults, ImapFault, SmtpFault, SmtpStage};
pub use store::StoredMessage;
pub use token_server::TokenServer;

use crate::clock::Clock;
use door::Door;
use mx::Arrival;
use store::Shared;

/// What the server is like.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// The domains it takes mail for.
    pub domains: Vec<String>,
    /// Its name, in the greeting and in `Authentication-Results` (RFC 8601, section 2.5).
    pub authserv_id: String,
    /// Where the dates of arrivals come from.
    pub clock: Clock,
    /// The folders of a new account; INBOX is always there.
    pub folders: Vec<String>,
    /// 0: any free one.
    pub imap_port: u16,
    /// 0: any free one.
    pub smtp_port: u16,
    /// IMAP capabilities that it neither names nor has, such as `MOVE` or `UIDPLUS`.
    pub without_imap: Vec<String>,
    /// SMTP extensions that it neither names nor has, such as `AUTH` or `SIZE`.
    pub without_smtp: Vec<String>,
}

impl SandboxConfig {
    /// A server for one domain with all it can do.
    pub fn new(domain: &str, clock: Clock) -> Self {
        Self {
            domains: vec![domain.to_ascii_lowercase()],
            authserv_id: format!("mx.{}", domain.to_ascii_lowercase()),
            clock,
            folders: ["INBOX", "Processed", "Failed"].map(str::to_owned).to_vec(),
            imap_port: 0,
            smtp_port: 0,
            without_imap: Vec::new(),
            without_smtp: Vec::new(),
        }
    }
}

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Where mail is read.
    Imap,
    /// Where mail is handed in.
    Smtp,
}

/// The running server; dropped, it ends with all its connections.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    imap: Door<imap::Imap>,
    smtp: Door<smtp::Smtp>,
}

impl Sandbox {
    /// Starts it on 127.0.0.1; it is ready when this returns.
    ///
    /// # Errors
    /// When a port cannot be had.
    pub async fn start(config: SandboxConfig) -> io::Result<Self> {
        let shared = Arc::new(Shared::new(config));
        let imap = Door::open(shared.config.imap_port, imap::Imap(Arc::clone(&shared)))?;
        let smtp = Door::open(shared.config.smtp_port, smtp::Smtp(Arc::clone(&shared)))?;
        Ok(Self { shared, imap, smtp })
    }

    /// Ends it and breaks all connections.
    pub async fn stop(&self) {
        self.imap.close().await;
        self.smtp.close().await;
    }

    /// Where IMAP is spoken.
    pub fn imap_addr(&self) -> SocketAddr {
        self.imap.address()
    }

    /// Where SMTP is spoken.
    pub fn smtp_addr(&self) -> SocketAddr {
        self.smtp.address()
    }

    /// Adds an account with its folders; one that exists gets the password.
    pub fn add_user(&self, address: &str, password: &str) {
        self.shared.add_user(address, password);
    }

    /// Changes a password; who is logged in stays so. False if there is no such account.
    pub fn set_password(&self, address: &str, password: &str) -> bool {
        let user = address.to_ascii_lowercase();
        self.shared.change(|state| {
            let account = state.account(&user);
            account.map(|account| account.password = password.to_owned()).is_some()
        })
    }

    /// Puts bytes into the recipient's INBOX exactly as they are; the UID, or none if nobody has that address or they
    /// are more than the 40 MiB of a message.
    pub fn deliver(&self, recipient: &str, raw: &[u8]) -> Option<u32> {
        self.shared.put(recipient, raw)
    }

    /// Takes a message in as if `login` had sent it by SMTP, with the header fields of a receiving server; the UID, or
    /// none as with [`Sandbox::deliver`].
    pub fn deliver_from(&self, login: Option<&str>, return_path: &str, recipient: &str, raw: &[u8]) -> Option<u32> {
        self.shared.receive(&Arrival { login, return_path, recipient, greeted_as: "localhost", raw })
    }

    /// The messages of a folder by rising UID; none if there is no such folder.
    pub fn messages(&self, user: &str, folder: &str) -> Vec<StoredMessage> {
        self.shared.messages(user, folder)
    }

    /// Waits until the user's INBOX holds at least `count` messages, and hands them out.
    pub async fn wait_for(&self, user: &str, count: usize) -> Vec<StoredMessage> {
        self.wait_until(user, "INBOX", |messages| messages.len() >= count).await
    }

    /// Waits until a folder's messages are as `holds` wants them, and hands them out.
    pub async fn wait_until(
        &self,
        user: &str,
        folder: &str,
        holds: impl Fn(&[StoredMessage]) -> bool,
    ) -> Vec<StoredMessage> {
        let mut news = self.shared.news();
        let mut seen = None;
        loop {
            // Most news is of other folders: theirs is not worth a copy of this one.
            let version = self.shared.version(user, folder);
            if version.is_none() || version != seen {
                seen = version;
                let messages = self.shared.messages(user, folder);
                if holds(&messages) {
                    return messages;
                }
            }
            // The sender lives as long as `self`, so that the news cannot end.
            if news.changed().await.is_err() {
                return Vec::new();
            }
        }
    }

    /// Waits until at least `count` sessions are in IDLE.
    pub async fn wait_idling(&self, count: usize) {
        // As above: the sender lives.
        let _ = self.shared.idling.subscribe().wait_for(|idling| *idling >= count).await;
    }

    /// From now on connecting is refused, and all connections are broken; the port stays reserved.
    ///
    /// # Errors
    /// When the port was taken away in the moment between.
    pub async fn take_down(&self, protocol: Protocol) -> io::Result<()> {
        match protocol {
            Protocol::Imap => self.imap.shut().await,
            Protocol::Smtp => self.smtp.shut().await,
        }
    }

    /// Breaks all connections there are; new ones are welcome.
    pub async fn kill(&self, protocol: Protocol) {
        match protocol {
            Protocol::Imap => self.imap.cut().await,
            Protocol::Smtp => self.smtp.cut().await,
        }
    }

    /// Undoes [`Sandbox::take_down`], on the same port.
    ///
    /// # Errors
    /// When the port cannot be listened on.
    pub fn bring_up(&self, protocol: Protocol) -> io::Result<()> {
        match protocol {
            Protocol::Imap => self.imap.reopen(),
            Protocol::Smtp => self.smtp.reopen(),
        }
    }

    /// Gives a folder a new UIDVALIDITY and its messages new UIDs, as after a restore from backup; sessions that have it
    /// selected are sent away. The new UIDVALIDITY, or none if there is no such folder.
    pub fn change_uid_validity(&self, user: &str, folder: &str) -> Option<u32> {
        self.shared.renumber(user, folder)
    }

    /// The faults that IMAP clients will meet.
    pub fn imap_faults(&self) -> &Faults<ImapFault> {
        &self.shared.imap_faults
    }

    /// The faults that SMTP clients will meet.
    pub fn smtp_faults(&self) -> &Faults<SmtpFault> {
        &self.shared.smtp_faults
    }
}
