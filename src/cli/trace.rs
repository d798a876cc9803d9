//! `trace`: what became of a message or of a person's mail, and why.

use std::path::Path;

use super::{Done, open, queues, refused, say};
use crate::clock::Clock;
use crate::mail::address::Address;
use crate::store::Store;

#[derive(clap::Args)]
pub struct Arguments {
    /// A Message-ID, with or without angle brackets, or a person's address.
    #[arg(value_name = "MESSAGE-ID|ADDRESS")]
    what: String,
}

pub async fn run(path: &Path, how: &Arguments) -> Done {
    open::closing(open::existing(&open::config(path)?).await?, async |store| show(store, how).await).await
}

async fn show(store: &Store, how: &Arguments) -> Done {
    let what = how.what.trim().trim_start_matches('<').trim_end_matches('>');
    if let Some(trace) = store.trace_message(what).await? {
        if let Some(letter) = &trace.letter {
            say("This is a letter of ours:");
            say(queues::letter(letter));
        }
        if let Some(inbox) = &trace.inbox {
            say(if trace.letter.is_some() { "\nIt came of this mail:" } else { "This mail came:" });
            say(queues::received(inbox));
        }
        say(if trace.came_of_it.is_empty() { "\nNo mail came of it." } else { "\nThese letters came of it:" });
        for letter in &trace.came_of_it {
            say(queues::letter(letter));
        }
        return Ok(());
    }
    let lines = match Address::parse(what) {
        Some(address) => {
            if let Some(person) = store.person_at(&address).await? {
                store.note_look("person.traced", person.0, Clock::system().now()).await?;
            }
            store.trace_person(&address).await?
        }
        None => Vec::new(),
    };
    if lines.is_empty() {
        return Err(refused(format!(
            "{what}: neither a message nor a person of that name is known; `mentorpost inbox list` shows what came"
        )));
    }
    for line in lines {
        say(format!("{}  {}", line.at.strftime("%Y-%m-%d %H:%M:%S"), line.what));
    }
    Ok(())
}
