//! The settings: `config.toml`, the environment over it, checked whole before anything starts.

mod check;
mod file;
mod login;
mod overlay;
mod rules;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::civil::Weekday;
use secrecy::SecretString;

use crate::mail::address::Address;
use crate::mail::envelope::Subaddressing;
use crate::programme::person::Team;
use crate::programme::policy::Policy;

/// Every setting, checked.
#[derive(Debug)]
pub struct Config {
    /// What the rules depend on.
    pub policy: Policy,
    /// The staff.
    pub staff: Vec<StaffMember>,
    /// The mailbox.
    pub imap: Imap,
    /// The way out.
    pub smtp: Smtp,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: SecretString,
    /// How addresses carry reply tokens.
    pub subaddressing: Subaddressing,
    /// The servers whose `Authentication-Results` are believed.
    pub authserv_ids: Vec<String>,
    /// Are signatures checked here where no such server says anything?
    pub check_dkim: bool,
    /// A folder whose templates replace the built-in ones of the same name.
    pub templates: Option<PathBuf>,
    /// Where health and figures can be asked for; nowhere unless set.
    pub http_listen: Option<std::net::SocketAddr>,
    /// On which days there is a digest.
    pub digest_days: Vec<Weekday>,
    /// After how many days received mail is forgotten by its bytes.
    pub raw_days: i64,
    /// After how many days sent mail is forgotten by its bytes.
    pub bodies_days: i64,
}

/// One member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// The name people see in the digest's greeting.
    pub name: String,
    /// The address that may give staff commands.
    pub address: Address,
    /// Whom they look after.
    pub team: Team,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// A plain connection that becomes TLS before anything is said.
    StartTls,
    /// No protection: to this machine only.
    None,
}

/// The mailbox.
#[derive(Debug)]
pub struct Imap {
    /// Where and as whom.
    pub server: Server,
    /// The folder that is read.
    pub folder: String,
    /// Where handled mail goes.
    pub processed: String,
    /// Where mail goes that could not be handled.
    pub failed: String,
    /// How often to look besides waiting for the server's word, in seconds.
    pub poll_seconds: u64,
    /// How often to look while an answer to what came is likely, in milliseconds.
    pub look_milliseconds: u64,
    /// For how long after a mail that is, in seconds; 0 for not at all.
    pub look_for_seconds: u64,
    /// How long after the process that reads the mailbox is gone another on the same database takes over, in seconds.
    pub takeover_seconds: u64,
    /// After how many days handled mail is deleted on the server; 0 keeps it.
    pub purge_days: i64,
    /// After how many minutes without a look into the mailbox staff are told; 0 never.
    pub silent_minutes: u64,
}

/// The way out.
#[derive(Debug)]
pub struct Smtp {
    /// Where and as whom; the user name is empty where the server asks for none.
    pub server: Server,
    /// How many connections at a time.
    pub connections: usize,
    /// For how many days a mail that is refused for now is tried again.
    pub retry_days: i64,
    /// For rehearsals: only these groups get mail.
    pub only: Only,
}

/// Who gets mail (`smtp.only`), for rehearsals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// Everybody.
    #[default]
    Everyone,
    /// Staff alone.
    Staff,
    /// Nobody.
    Nobody,
}

/// A server and how to log in to it.
#[derive(Debug)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// A file of certificates to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    /// The user.
    pub username: String,
    /// How to log in.
    pub login: Login,
}

/// How to log in to a server.
#[derive(Clone, Debug)]
pub enum Login {
    /// Not at all.
    Nothing,
    /// With a password.
    Password(SecretString),
    /// With access tokens.
    OAuth2(OAuth2),
}

/// Where access tokens come from (`[imap.oauth2]`, `[smtp.oauth2]`).
#[derive(Clone, Debug)]
pub struct OAuth2 {
    /// The section it stands in.
    pub section: &'static str,
    /// The token endpoint.
    pub token_url: url::Url,
    /// The application.
    pub client_id: String,
    /// Its secret; may be empty.
    pub client_secret: SecretString,
    /// The refresh token that the mailbox's owner consented to.
    pub refresh_token: SecretString,
    /// What is asked for; may be empty.
    pub scope: String,
}

/// Why the settings cannot be used: one sentence for each thing to mend.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// Reads `path`, lays the `MENTORPOST__SECTION__KEY` variables among `environment` over it, and checks the whole.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place and what to do.
    pub fn load(path: &Path, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            if error.kind() == ErrorKind::InvalidData {
                return ConfigError(vec![format!("{shown}: is not UTF-8 text; save it as UTF-8")]);
            }
            ConfigError(vec![format!(
                "{shown}: cannot be read ({error}); name another file with --config, or copy the config.toml that comes with mentorpost"
            )])
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::read(&text, &shown.to_string(), folder, environment)
    }

    /// As [`Config::load`], from text; `folder` is where relative paths begin.
    ///
    /// # Errors
    /// As for [`Config::load`].
    pub fn read(
        text: &str,
        name: &str,
        folder: &Path,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let file = overlay::parse(text, name, environment)?;
        check::checked(file, &check::Source { text, name, folder })
    }
}
