//! The way out: mail handed to an SMTP server (RFC 5321), each stage's answer kept apart.

mod connection;
mod pool;
mod starttls;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

pub use pool::Pool;

use crate::bearer::{TokenError, Tokens};
use crate::wire::WireError;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS (RFC 3207) before anything else is said.
    StartTls,
    /// Not at all: to this machine only.
    Plain,
}

/// How to log in.
#[derive(Clone, Debug)]
pub enum Credential {
    /// The server asks for nothing.
    None,
    /// AUTH PLAIN or LOGIN (RFC 4954).
    Password {
        /// The user.
        username: String,
        /// The password.
        password: SecretString,
    },
    /// AUTH XOAUTH2.
    Tokens {
        /// The user.
        username: String,
        /// Where its access tokens come from.
        tokens: Tokens,
    },
}

/// Where mail is handed over, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// How to log in.
    pub credential: Credential,
    /// The name given in EHLO.
    pub hello_name: String,
    /// Certificates trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    /// How many connections at a time.
    pub connections: usize,
    /// How long connecting, and each command, may take (RFC 5321, section 4.5.3.2, asks for five minutes).
    pub command_deadline: Duration,
    /// How long the answer to the final dot may take (ten minutes there).
    pub data_deadline: Duration,
    /// How long a connection is kept with nothing to do.
    pub idle_limit: Duration,
}

impl Settings {
    /// Settings with the usual deadlines.
    pub fn new(host: &str, port: u16, security: Security, credential: Credential, hello_name: &str) -> Self {
        Self {
            host: host.to_owned(),
            port,
            security,
            credential,
            hello_name: hello_name.to_owned(),
            ca_file: None,
            connections: 4,
            command_deadline: Duration::from_secs(60),
            data_deadline: Duration::from_secs(600),
            idle_limit: Duration::from_secs(30),
        }
    }
}

/// How far a mail came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// MAIL: who sends it was said.
    Mail,
    /// RCPT: its recipient was said.
    Rcpt,
    /// DATA: the text was about to be said.
    Data,
    /// The text had been said.
    Message,
}

impl Display for Stage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::Message => "the message",
        })
    }
}

/// What became of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server answers for it from now on; its words.
    Accepted(String),
    /// There was no connection to hand it over.
    Unreached(String),
    /// Not now.
    Deferred(String),
    /// Never.
    Refused {
        /// What was refused.
        stage: Stage,
        /// Enhanced status code (RFC 3463), where the server gives one.
        status: Option<String>,
        /// The stage, the code and the server's words.
        text: String,
    },
    /// The connection was lost after the final dot: the server may have it.
    Uncertain(String),
}

/// Why there is no connection to hand mail over; never a fault of the mail.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// The server cannot be reached.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// It does not let us in.
    #[error("{0}: the login is refused ({1}); check username and password of [smtp]")]
    Login(String, String),
    /// It does not let the access token in.
    #[error(
        "{0}: the login with an access token is refused ({1}); check username of [smtp], and that the consent and the scope are for SMTP"
    )]
    Token(String, String),
    /// There is no access token.
    #[error(transparent)]
    NoToken(#[from] TokenError),
    /// It offers no protection.
    #[error("{0}: the server does not offer STARTTLS; use \"tls\" with port 465, or another server")]
    NoStartTls(String),
    /// It speaks something else.
    #[error("{0}: this is no SMTP server; check port and security of [smtp]")]
    NotSmtp(String),
    /// It breaks off, or says something that cannot be understood.
    #[error("{0}: the server {1}")]
    Broken(String, String),
}

impl SmtpError {
    /// Will it go away by itself? A refused login or an untrusted certificate will not.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Wire(error) => error.is_transient(),
            Self::NoToken(error) => matches!(error, TokenError::Away(_)),
            Self::Login(..) | Self::Token(..) | Self::NoStartTls(_) | Self::NotSmtp(_) => false,
            Self::Broken(..) => true,
        }
    }
}
