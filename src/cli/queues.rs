//! `inbox` and `outbox`: the two queues, looked at and mended.

use std::path::Path;

use super::{Done, open, refused, say};
use crate::clock::Clock;
use crate::programme::conversation::InboxId;
use crate::store::{InboxRow, OutboxRow, Store};

#[derive(clap::Subcommand)]
pub enum Inbox {
    /// The newest mails, one a line.
    List {
        /// Only those in this state: pending, done, relayed, answered, held, ignored, failed.
        #[arg(long)]
        state: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// One mail as it came.
    Show {
        /// Its number.
        id: i64,
    },
    /// Handle a mail once more: one that failed, or one that was misread.
    Replay {
        /// Its number.
        id: i64,
    },
}

#[derive(clap::Subcommand)]
pub enum Outbox {
    /// The newest letters, one a line.
    List {
        /// Only those in this state: queued, uncertain, sent, failed, unconfirmed (it may have arrived), rehearsed, dropped.
        #[arg(long)]
        state: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// One letter as it goes out.
    Show {
        /// Its number.
        id: i64,
    },
    /// Send a letter again now: one that waits, that failed, or that may have arrived.
    Retry {
        /// Its number.
        id: i64,
    },
    /// Do not send a letter that waits.
    Drop {
        /// Its number.
        id: i64,
    },
}

const INBOX_STATES: &[&str] = &["pending", "done", "relayed", "answered", "held", "ignored", "failed"];
const OUTBOX_STATES: &[&str] = &["queued", "uncertain", "sent", "failed", "unconfirmed", "rehearsed", "dropped"];

pub async fn inbox(path: &Path, how: &Inbox) -> Done {
    open::closing(open::existing(&open::config(path)?).await?, async |store| on_inbox(store, how).await).await
}

async fn on_inbox(store: &Store, how: &Inbox) -> Done {
    match how {
        Inbox::List { state, limit } => {
            known(state.as_deref(), INBOX_STATES)?;
            for row in store.inbox_list(state.as_deref(), *limit).await? {
                say(received(&row));
            }
        }
        Inbox::Show { id } => {
            let mail = store.inbox_show(InboxId(*id)).await?.ok_or_else(|| missing("inbox", *id))?;
            store.note_look("mail.shown", *id, Clock::system().now()).await?;
            say(received(&mail.row));
            say(raw(mail.raw.as_deref()));
        }
        Inbox::Replay { id } => {
            store.inbox_show(InboxId(*id)).await?.ok_or_else(|| missing("inbox", *id))?;
            store.inbox_replay(InboxId(*id)).await?;
            say(format!("Mail {id} is handled once more as soon as the service runs."));
        }
    }
    Ok(())
}

pub async fn outbox(path: &Path, how: &Outbox) -> Done {
    open::closing(open::existing(&open::config(path)?).await?, async |store| on_outbox(store, how).await).await
}

async fn on_outbox(store: &Store, how: &Outbox) -> Done {
    match how {
        Outbox::List { state, limit } => {
            known(state.as_deref(), OUTBOX_STATES)?;
            for row in store.outbox_list(state.as_deref(), *limit).await? {
                say(letter(&row));
            }
        }
        Outbox::Show { id } => {
            let mail = store.outbox_show(*id).await?.ok_or_else(|| missing("outbox", *id))?;
            store.note_look("letter.shown", *id, Clock::system().now()).await?;
            say(letter(&mail.row));
            say(raw(mail.message.as_deref()));
        }
        Outbox::Retry { id } => {
            store.outbox_show(*id).await?.ok_or_else(|| missing("outbox", *id))?;
            store.outbox_retry(*id, Clock::system().now()).await?;
            say(format!("Letter {id} is sent as soon as the service runs."));
        }
        Outbox::Drop { id } => {
            store.outbox_show(*id).await?.ok_or_else(|| missing("outbox", *id))?;
            store.outbox_drop(*id, Clock::system().now()).await?;
            say(format!("Letter {id} is not sent."));
        }
    }
    Ok(())
}

fn known(state: Option<&str>, states: &[&str]) -> Done {
    match state {
        Some(state) if !states.contains(&state) => {
            Err(refused(format!("--state {state}: there is no such state; use one of {}", states.join(", "))))
        }
        _ => Ok(()),
    }
}

fn missing(queue: &str, id: i64) -> super::Failure {
    refused(format!("there is no row {id}; `mentorpost {queue} list` shows what there is"))
}

/// One received mail on one line.
pub fn received(row: &InboxRow) -> String {
    format!(
        "{:>8}  {}  {:<9} {} tries  {}  {}",
        row.id.0,
        row.received_at.strftime("%Y-%m-%d %H:%M"),
        row.state,
        row.attempts,
        row.message_id.as_deref().unwrap_or("not read yet"),
        row.reason
    )
}

/// One letter on one line.
pub fn letter(row: &OutboxRow) -> String {
    format!(
        "{:>8}  {}  {:<9} {} tries  {:<16} to {}  {}",
        row.id,
        row.created_at.strftime("%Y-%m-%d %H:%M"),
        row.state,
        row.attempts,
        row.kind,
        row.to,
        row.response
    )
}

/// A message for a terminal: what could move its cursor is left out.
fn raw(bytes: Option<&[u8]>) -> String {
    match bytes {
        None => "(its bytes have been forgotten: [retention] of the settings)".to_owned(),
        Some(bytes) => {
            String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
        }
    }
}
