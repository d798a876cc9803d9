//! From the settings to what the commands work with: the store, the templates, the service, the two servers.

use std::path::Path;

use secrecy::ExposeSecret;

use super::Failure;
use crate::clock::Clock;
use crate::config::{Config, Security, Server};
use crate::ids::Ids;
use crate::service::{Delivering, Running, Service};
use crate::store::Store;
use crate::templates::Templates;
use crate::{imap, smtp};

/// Reads the settings.
pub fn config(path: &Path) -> Result<Config, Failure> {
    Ok(Config::load(path, std::env::vars())?)
}

/// Opens the database that the settings name, and brings its schema up to date.
pub async fn store(config: &Config) -> Result<Store, Failure> {
    Ok(Store::open(config.database_url.expose_secret()).await?)
}

/// The templates: the built-in ones with the folder's over them, each rendered once.
pub fn templates(config: &Config) -> Result<Templates, Failure> {
    Ok(Templates::load(config.templates.as_deref())?)
}

/// The service, with the staff of the settings known to the store.
pub async fn service(config: &Config, clock: Clock, ids: Ids) -> Result<Service, Failure> {
    let templates = templates(config)?;
    let store = store(config).await?;
    let staff: Vec<_> = config.staff.iter().map(|s| (s.name.clone(), s.address.clone(), s.team)).collect();
    store.sync_staff(&staff, clock.now()).await?;
    let authserv_ids = config.authserv_ids.clone();
    let service =
        Service::new(store, templates, config.policy.clone(), config.subaddressing, authserv_ids, clock, ids).await?;
    Ok(service)
}

/// How the loops run.
pub fn running(config: &Config) -> Running {
    Running {
        mailbox: mailbox(config),
        poll: std::time::Duration::from_secs(config.imap.poll_seconds),
        purge_days: config.imap.purge_days,
        keep_days: (config.raw_days, config.bodies_days),
        delivering: Delivering {
            connections: config.smtp.connections,
            retry_days: config.smtp.retry_days,
            only: config.smtp.only,
        },
        digest_days: config.digest_days.clone(),
        grace: std::time::Duration::from_secs(30),
    }
}

/// The mailbox of the settings.
pub fn mailbox(config: &Config) -> imap::Settings {
    let Server { host, port, security, ca_file, username, password } = &config.imap.server;
    let security = match security {
        Security::Tls => imap::Security::Tls,
        Security::StartTls => imap::Security::StartTls,
        Security::None => imap::Security::Plain,
    };
    let mut settings =
        imap::Settings::new(host, *port, security, username, imap::Credential::Password(password.clone()));
    settings.ca_file.clone_from(ca_file);
    settings.folder.clone_from(&config.imap.folder);
    settings.processed.clone_from(&config.imap.processed);
    settings.failed.clone_from(&config.imap.failed);
    settings
}

/// The way out of the settings.
pub fn pool(config: &Config) -> Result<smtp::Pool, Failure> {
    let Server { host, port, security, ca_file, username, password } = &config.smtp.server;
    let security = match security {
        Security::Tls => smtp::Security::Tls,
        Security::StartTls => smtp::Security::StartTls,
        Security::None => smtp::Security::Plain,
    };
    let credential = if username.is_empty() {
        smtp::Credential::None
    } else {
        smtp::Credential::Password { username: username.clone(), password: password.clone() }
    };
    let mut settings = smtp::Settings::new(host, *port, security, credential, config.policy.address.domain());
    settings.ca_file.clone_from(ca_file);
    settings.connections = config.smtp.connections;
    Ok(smtp::Pool::new(settings)?)
}
