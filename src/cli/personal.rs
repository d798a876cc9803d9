//! `export` and `erase`: what is kept about a person, and its removal.

use std::io::{BufRead, IsTerminal};
use std::path::Path;

use super::{Done, open, refused, say};
use crate::clock::Clock;
use crate::ids::Ids;
use crate::mail::address::Address;

#[derive(clap::Args)]
pub struct Export {
    /// Any address of the person.
    address: String,
}

#[derive(clap::Args)]
pub struct Erase {
    /// Any address of the person.
    address: String,
    /// Do not ask whether it is meant.
    #[arg(long)]
    yes: bool,
}

fn parsed(address: &str) -> Result<Address, super::Failure> {
    Address::parse(address).ok_or_else(|| refused(format!("{address}: this is no mail address")))
}

fn nobody(address: &str) -> super::Failure {
    refused(format!("{address}: nobody has this address; `mentorpost trace {address}` shows what was sent there"))
}

/// Everything about the person as a JSON object.
pub async fn export(path: &Path, how: &Export) -> Done {
    let address = parsed(&how.address)?;
    open::closing(open::existing(&open::config(path)?).await?, async |store| {
        let (person, kept) = store.keepsake_of(&address).await?.ok_or_else(|| nobody(&how.address))?;
        store.note_look("person.exported", person.0, Clock::system().now()).await?;
        say(kept.json);
        Ok(())
    })
    .await
}

/// Erases the person as their own ERASE would: the others are told, the person gets a last mail, which the service sends.
pub async fn erase(path: &Path, how: &Erase) -> Done {
    let address = parsed(&how.address)?;
    let config = open::config(path)?;
    let templates = open::templates(&config)?;
    open::closing(open::existing(&config).await?, async |store| {
        let clock = Clock::system();
        let service = open::service(store.clone(), templates, &config, clock.clone(), Ids::system()).await?;
        let (person, kept) = store.keepsake_of(&address).await?.ok_or_else(|| nobody(&how.address))?;
        let counts = kept.counts.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{n} {what}"));
        if !how.yes && !confirmed(&how.address, &counts.collect::<Vec<_>>().join(", ")) {
            return Err(refused("nothing was erased; type the address to confirm, or say --yes"));
        }
        if !service.erase(person, clock.now()).await? {
            return Err(refused(format!("{}: staff are named in the settings; take them out there first", how.address)));
        }
        say(
            "Erased. The service tells those whom it affects, sends a last mail, and deletes the copies on the mail server.",
        );
        Ok(())
    })
    .await
}

/// Asks at a terminal; without one nobody can have meant it.
fn confirmed(address: &str, counts: &str) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    eprintln!("This erases for good: {counts}. Running mentorships end.\nType the address once more to go on:");
    let mut line = String::new();
    // What cannot be read is no yes.
    std::io::stdin().lock().read_line(&mut line).is_ok() && line.trim().eq_ignore_ascii_case(address)
}
