//! `serve`: the service, until told to stop; or once through everything.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Done, Failure, open, refused};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Ids;
use crate::imap::{self, Mailbox};
use crate::service::{Service, ServiceError};
use crate::{http, smtp};

#[derive(clap::Args)]
pub struct Arguments {
    /// Fetch all that waits, handle it, run what is due, deliver, and exit (for cron).
    #[arg(long)]
    once: bool,
    /// With --once: as if it were that instant, e.g. 2026-12-01T08:00:00Z (for rehearsals).
    #[arg(long, requires = "once", value_name = "INSTANT")]
    now: Option<Timestamp>,
}

pub async fn run(path: &Path, how: &Arguments) -> Done {
    let config = open::config(path)?;
    let clock = how.now.map_or_else(Clock::system, Clock::fixed);
    // A template that does not render is said at once, whatever has to be waited for.
    let templates = open::templates(&config)?;
    let mut ids = Ids::system();
    let store = if how.once { open::store(&config).await? } else { open::awaited_store(&config, &mut ids).await? };
    open::closing(store, async |store| {
        let service = open::service(store.clone(), templates, &config, clock, ids).await?;
        serve(service, &config, how).await
    })
    .await
}

async fn serve(service: Service, config: &Config, how: &Arguments) -> Done {
    if let (Some(now), Some(seen)) = (how.now, service.store().clock_seen().await?)
        && now < seen
    {
        return Err(refused(format!("--now {now}: the database has seen {seen} already; time cannot go back")));
    }
    let pool = open::pool(config, service.store())?;
    let running = open::running(config, service.store());
    if how.once {
        service.run_once(&pool, &running).await?;
        return Ok(());
    }
    first_look(&running.mailbox, &pool).await?;
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(stop_at_signal(stop, stopped()?));
    let service = Arc::new(service);
    let monitoring = match config.http_listen {
        None => None,
        Some(address) => Some(answer_monitoring(address, Arc::clone(&service), running.silent).await?),
    };
    tracing::info!(address = ?config.policy.address, "mentorpost runs; SIGTERM or SIGINT stops it");
    match service.run(Arc::new(pool), running, stopping).await {
        Err(error @ ServiceError::Internal(_)) => return Err(Failure::Unexpected(error.to_string())),
        ended => ended?,
    }
    if let Some(monitoring) = monitoring {
        monitoring.abort();
    }
    tracing::info!("mentorpost has stopped");
    Ok(())
}

/// Answers monitoring until it is stopped.
async fn answer_monitoring(
    address: SocketAddr,
    service: Arc<Service>,
    silent: Duration,
) -> Result<JoinHandle<()>, Failure> {
    let taken = |error| refused(format!("[http] listen: {address} cannot be listened on ({error}); is it in use?"));
    let listener = http::listen(address).await.map_err(taken)?;
    tracing::info!(%address, "monitoring may ask");
    Ok(tokio::spawn(http::serve(listener, http::Asked { service, silent })))
}

/// What will not mend itself is said at once; a server that is away is waited for.
async fn first_look(mailbox: &imap::Settings, pool: &smtp::Pool) -> Done {
    match Mailbox::open(mailbox).await {
        Ok(mailbox) => mailbox.logout().await,
        Err(error) if error.is_transient() => tracing::warn!(%error, "the mailbox is away"),
        Err(error) => return Err(error.into()),
    }
    match pool.check().await {
        Err(error) if !error.is_transient() => Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, "the way out is away");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// The two signals that stop it.
pub fn stopped() -> Result<impl Future<Output = ()>, Failure> {
    let unexpected = |error: std::io::Error| Failure::Unexpected(format!("signals cannot be listened for ({error})"));
    let mut terminate = signal(SignalKind::terminate()).map_err(unexpected)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(unexpected)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

async fn stop_at_signal(stop: watch::Sender<bool>, stopped: impl Future<Output = ()>) {
    stopped.await;
    // Nobody listens any more: then it has stopped already.
    let _ = stop.send(true);
}
