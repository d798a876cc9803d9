//! The mailbox (IMAP4rev1, RFC 3501): sizes first, bodies with PEEK, moves last, a deadline on everything.
//!
//! async-imap frames and parses; the commands are our own, because its own take a refusal or the end of the stream for success.
//! Its parser may panic on a server's text, so callers run a session in a task of its own.

mod idle;
mod login;
mod mailbox;
mod moving;
mod names;
mod session;
mod sets;

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

pub use idle::Woken;
pub use mailbox::{Fetched, Mailbox};
pub use moving::Moving;
pub use sets::batches;

use crate::bearer::{TokenError, Tokens};
use crate::wire::WireError;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS before the login.
    StartTls,
    /// Not at all: to this machine only.
    Plain,
}

/// How to log in.
#[derive(Clone, Debug)]
pub enum Credential {
    /// LOGIN.
    Password(SecretString),
    /// AUTHENTICATE XOAUTH2.
    Tokens(Tokens),
}

/// Which mailbox is read, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The user.
    pub username: String,
    /// How to log in.
    pub credential: Credential,
    /// Certificates trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    /// The folder that is read.
    pub folder: String,
    /// Where handled mail goes.
    pub processed: String,
    /// Where mail goes that could not be handled.
    pub failed: String,
    /// How long connecting, the login and each command may take; a command that fetches bodies may take ten times as long.
    pub deadline: Duration,
    /// After how long IDLE is begun anew: servers and routers forget a silent connection after 10 to 30 minutes.
    pub renew: Duration,
    /// How often the folder is looked into while an answer to what came is likely, and for how long after a mail that is: servers wait
    /// before they tell somebody in IDLE of a mail (Dovecot half a second).
    pub look_every: Duration,
    /// See `look_every`.
    pub look_for: Duration,
}

impl Settings {
    /// Settings with the usual folders and deadlines.
    pub fn new(host: &str, port: u16, security: Security, username: &str, credential: Credential) -> Self {
        Self {
            host: host.to_owned(),
            port,
            security,
            username: username.to_owned(),
            credential,
            ca_file: None,
            folder: "INBOX".to_owned(),
            processed: "Processed".to_owned(),
            failed: "Failed".to_owned(),
            deadline: Duration::from_secs(60),
            renew: Duration::from_secs(9 * 60),
            look_every: Duration::from_millis(50),
            look_for: Duration::from_secs(60),
        }
    }
}

/// Why the mailbox cannot be used; each says where and what to look at.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The server cannot be reached.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// It does not let us in.
    #[error("{0}: the login is refused ({1}); check username and password of [imap]")]
    Login(String, String),
    /// It does not let the access token in.
    #[error(
        "{0}: the login with an access token is refused ({1}); check username of [imap], and that the consent and the scope are for IMAP"
    )]
    Token(String, String),
    /// There is no access token.
    #[error(transparent)]
    NoToken(#[from] TokenError),
    /// It offers no protection.
    #[error("{0}: the server does not offer STARTTLS; use \"tls\" with port 993, or another server")]
    NoStartTls(String),
    /// It speaks something else.
    #[error("{0}: this is no IMAP server; check port and security of [imap]")]
    NotImap(String),
    /// It says no to a command.
    #[error("the mailbox server refuses {0} ({1})")]
    Refused(String, String),
    /// The folder that is read is not there.
    #[error("the folder {0} cannot be opened ({1}); check [imap] folder")]
    NoFolder(String, String),
    /// The folder can be read but not changed.
    #[error("the folder {0} can be read but not changed; give the user the right to delete messages in it")]
    ReadOnly(String),
    /// The connection is gone.
    #[error("the connection to the mailbox was lost during {0} ({1})")]
    Lost(String, String),
    /// No answer.
    #[error("the mailbox server did not answer {0} within {1} seconds")]
    Silent(String, u64),
}

impl ImapError {
    /// Will it go away by itself? A refused login or an untrusted certificate will not.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Wire(error) => error.is_transient(),
            Self::NoToken(error) => matches!(error, TokenError::Away(_)),
            Self::Login(..) | Self::Token(..) | Self::NoStartTls(_) | Self::NotImap(_) => false,
            Self::NoFolder(..) | Self::ReadOnly(_) => false,
            Self::Refused(..) | Self::Lost(..) | Self::Silent(..) => true,
        }
    }
}
