//! `status`: people, requests, mentorships and queues by state, and how fresh the mailbox is.

use std::path::Path;

use serde_json::json;

use super::{Done, open, say};
use crate::clock::Clock;
use crate::store::{Awaited, Store};

#[derive(clap::Args)]
pub struct Arguments {
    /// Answer with a JSON object.
    #[arg(long)]
    json: bool,
}

pub async fn run(path: &Path, how: &Arguments) -> Done {
    open::closing(open::existing(&open::config(path)?).await?, async |store| show(store, how).await).await
}

async fn show(store: &Store, how: &Arguments) -> Done {
    let status = store.status().await?;
    let waiting: Vec<_> = store.waiting().await?.into_iter().map(|waiting| (name(waiting.what), waiting)).collect();
    let now = Clock::system().now();
    let age = status.last_fetch.map(|at| now.duration_since(at).as_secs().max(0));
    let people: Vec<_> = status.people.iter().map(|(role, state, n)| (format!("{role} {state}"), *n)).collect();
    let groups = [
        ("people", &people),
        ("requests", &status.requests),
        ("mentorships", &status.mentorships),
        ("inbox", &status.inbox),
        ("outbox", &status.outbox),
    ];
    if how.json {
        let mut object = serde_json::Map::new();
        for (name, counts) in groups {
            let counts: serde_json::Map<_, _> = counts.iter().map(|(state, n)| (state.clone(), json!(n))).collect();
            object.insert(name.to_owned(), counts.into());
        }
        object.insert("last_fetch".to_owned(), json!(status.last_fetch.map(|at| at.to_string())));
        object.insert("last_fetch_age_seconds".to_owned(), json!(age));
        let waiting = waiting.iter().map(|(what, w)| json!({"for": what, "since": w.since.to_string(), "why": w.why}));
        object.insert("waiting".to_owned(), waiting.collect());
        say(serde_json::Value::Object(object));
    } else {
        for (name, counts) in groups {
            let shown: Vec<_> = counts.iter().map(|(state, n)| format!("{n} {state}")).collect();
            say(format!("{name:<13}{}", if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }));
        }
        let fetched = age.map_or_else(|| "never".to_owned(), |seconds| format!("{seconds} s ago"));
        say(format!("{:<13}{fetched}", "last fetch"));
        for (what, waiting) in waiting {
            let seconds = now.duration_since(waiting.since).as_secs().max(0);
            say(format!("{:<13}{what}, for {seconds} s: {}", "waiting for", waiting.why));
        }
    }
    Ok(())
}

/// What is waited for, in words.
fn name(what: Awaited) -> &'static str {
    match what {
        Awaited::Mailbox => "the mailbox",
        Awaited::WayOut => "the way out",
    }
}
