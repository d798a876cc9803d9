//! `serve`: the service, until told to stop; or once through everything.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::{Done, Failure, open, refused};
use crate::clock::Clock;
use crate::ids::Ids;

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
    let service = open::service(&config, clock, Ids::system()).await?;
    if let (Some(now), Some(seen)) = (how.now, service.store().clock_seen().await?)
        && now < seen
    {
        return Err(refused(format!("--now {now}: the database has seen {seen} already; time cannot go back")));
    }
    let pool = open::pool(&config)?;
    let running = open::running(&config);
    if how.once {
        service.run_once(&pool, &running).await?;
        return Ok(());
    }
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(stop_at_signal(stop, stopped()?));
    tracing::info!(address = ?config.policy.address, "mentorpost runs; SIGTERM or SIGINT stops it");
    Arc::new(service).run(Arc::new(pool), running, stopping).await?;
    tracing::info!("mentorpost has stopped");
    Ok(())
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
