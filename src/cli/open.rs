//! From the settings to what the commands work with: the store, the templates, the service, the two servers.

use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::{Done, Failure};
use crate::bearer::Tokens;
use crate::clock::Clock;
use crate::config::{Config, Login, OAuth2, Security, Server};
use crate::dkim::Signatures;
use crate::ids::Ids;
use crate::service::{Delivering, Running, Service, backoff};
use crate::store::Store;
use crate::templates::Templates;
use crate::{imap, oauth, smtp};

/// How long the end of a statement that is under way is waited for before the program ends all the same.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads the settings.
pub fn config(path: &Path) -> Result<Config, Failure> {
    Ok(Config::load(path, std::env::vars())?)
}

/// Opens the database that the settings name, and brings its schema up to date.
pub async fn store(config: &Config) -> Result<Store, Failure> {
    Ok(Store::open(config.database_url.expose_secret()).await?)
}

/// Opens the database that the settings name; where there is none, none is made.
pub async fn existing(config: &Config) -> Result<Store, Failure> {
    Ok(Store::open_existing(config.database_url.expose_secret()).await?)
}

/// Does `work` with a store and closes it, however that ends: with the last connection SQLite's log is folded into the file,
/// which is then the whole database by itself.
pub async fn closing(store: Store, work: impl AsyncFnOnce(&Store) -> Done) -> Done {
    let done = work(&store).await;
    if tokio::time::timeout(PATIENCE, store.close()).await.is_err() {
        tracing::warn!("the database could not be closed in time; nothing of it is lost");
    }
    done
}

/// The templates: the built-in ones with the folder's over them, each rendered once.
pub fn templates(config: &Config) -> Result<Templates, Failure> {
    Ok(Templates::load(config.templates.as_deref())?)
}

/// The same; a database that is away, as a server that starts later than this program is, is waited for.
pub async fn awaited_store(config: &Config, ids: &mut Ids) -> Result<Store, Failure> {
    let mut attempt = 0;
    loop {
        match Store::open(config.database_url.expose_secret()).await {
            Err(error) if error.is_transient() => {
                attempt += 1;
                let wait = backoff(attempt, Duration::from_secs(1), Duration::from_secs(60), ids.random());
                tracing::warn!(attempt, wait_s = wait.as_secs(), %error, "the database is away; it is waited for");
                tokio::time::sleep(wait).await;
            }
            opened => return Ok(opened?),
        }
    }
}

/// The service, with the staff of the settings known to the store.
pub async fn service(
    store: Store,
    templates: Templates,
    config: &Config,
    clock: Clock,
    ids: Ids,
) -> Result<Service, Failure> {
    let staff: Vec<_> = config.staff.iter().map(|s| (s.name.clone(), s.address.clone(), s.team)).collect();
    store.sync_staff(&staff, clock.now()).await?;
    let authserv_ids = config.authserv_ids.clone();
    let service =
        Service::new(store, templates, config.policy.clone(), config.subaddressing, authserv_ids, clock, ids).await?;
    if config.check_dkim {
        return Ok(service.checking_signatures(signatures()?));
    }
    Ok(service)
}

/// What checks signatures, with the resolvers of this machine.
pub fn signatures() -> Result<Signatures, Failure> {
    Ok(Signatures::of_this_machine()?)
}

/// How the loops run.
pub fn running(config: &Config, store: &Store) -> Running {
    Running {
        mailbox: mailbox(config, store),
        poll: Duration::from_secs(config.imap.poll_seconds),
        takeover: Duration::from_secs(config.imap.takeover_seconds),
        purge_days: config.imap.purge_days,
        keep_days: (config.raw_days, config.bodies_days),
        delivering: Delivering {
            connections: config.smtp.connections,
            retry_days: config.smtp.retry_days,
            only: config.smtp.only,
        },
        digest_days: config.digest_days.clone(),
        silent: silent(config),
        grace: Duration::from_secs(30),
    }
}

/// For how long the mailbox may go unread before staff are told.
pub fn silent(config: &Config) -> Duration {
    Duration::from_secs(config.imap.silent_minutes.saturating_mul(60))
}

/// The mailbox of the settings; the store keeps its refresh token.
pub fn mailbox(config: &Config, store: &Store) -> imap::Settings {
    let Server { host, port, security, ca_file, username, login } = &config.imap.server;
    let security = match security {
        Security::Tls => imap::Security::Tls,
        Security::StartTls => imap::Security::StartTls,
        Security::None => imap::Security::Plain,
    };
    let credential = match login {
        Login::Nothing => imap::Credential::Password(SecretString::default()),
        Login::Password(password) => imap::Credential::Password(password.clone()),
        Login::OAuth2(oauth2) => imap::Credential::Tokens(tokens(oauth2, store)),
    };
    let mut settings = imap::Settings::new(host, *port, security, username, credential);
    settings.ca_file.clone_from(ca_file);
    settings.folder.clone_from(&config.imap.folder);
    settings.look_every = std::time::Duration::from_millis(config.imap.look_milliseconds);
    settings.look_for = std::time::Duration::from_secs(config.imap.look_for_seconds);
    settings.processed.clone_from(&config.imap.processed);
    settings.failed.clone_from(&config.imap.failed);
    settings
}

/// The way out of the settings; the store keeps its refresh token.
pub fn pool(config: &Config, store: &Store) -> Result<smtp::Pool, Failure> {
    let Server { host, port, security, ca_file, username, login } = &config.smtp.server;
    let security = match security {
        Security::Tls => smtp::Security::Tls,
        Security::StartTls => smtp::Security::StartTls,
        Security::None => smtp::Security::Plain,
    };
    let username = username.clone();
    let credential = match login {
        Login::Password(password) if !username.is_empty() => {
            smtp::Credential::Password { username, password: password.clone() }
        }
        Login::OAuth2(oauth2) => smtp::Credential::Tokens { username, tokens: tokens(oauth2, store) },
        Login::Nothing | Login::Password(_) => smtp::Credential::None,
    };
    let mut settings = smtp::Settings::new(host, *port, security, credential, config.policy.address.domain());
    settings.ca_file.clone_from(ca_file);
    settings.connections = config.smtp.connections;
    Ok(smtp::Pool::new(settings)?)
}

fn tokens(config: &OAuth2, store: &Store) -> Tokens {
    let settings = oauth::Settings {
        section: config.section,
        token_url: config.token_url.clone(),
        client_id: config.client_id.clone(),
        client_secret: config.client_secret.clone(),
        refresh_token: config.refresh_token.clone(),
        scope: config.scope.clone(),
        deadline: Duration::from_secs(60),
    };
    oauth::tokens(settings, Box::new(store.kept_token(config.section)), Clock::system())
}
