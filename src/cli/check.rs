//! `check`: the settings read, and what can be tried, tried; each finding on a line: ok, or what to do.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use super::{Done, Failure, open, refused, say};
use crate::clock::Clock;
use crate::config::{Config, Security};
use crate::ids::Ids;
use crate::imap::{Mailbox, Woken};
use crate::mail::address::Mailbox as Shown;
use crate::mail::auth;
use crate::mail::compose::{Draft, seal};
use crate::mail::envelope::{Addressing, Purpose, Subaddressing, Token};
use crate::mail::fields::Fields;
use crate::smtp::Delivery;
use crate::store::Store;
use crate::templates::Templates;

#[derive(clap::Args)]
pub struct Arguments {
    /// Log in to both servers and send the service a mail of its own.
    #[arg(long)]
    connect: bool,
}

/// How long the mail to ourselves may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub async fn run(path: &Path, how: &Arguments) -> Done {
    let config = match open::config(path) {
        Ok(config) => config,
        Err(failure) => return Err(failure),
    };
    let mut wrong = 0;
    finding(&mut wrong, Ok::<_, Failure>(meaning(path, &config)));
    finding(&mut wrong, open::templates(&config).map(|templates| templates_used(&templates)));
    let store = open::store(&config).await;
    let store = match store {
        Ok(store) => {
            finding(&mut wrong, database(&config, &store).await);
            Some(store)
        }
        Err(failure) => {
            finding(&mut wrong, Err(failure));
            None
        }
    };
    if config.check_dkim {
        finding(
            &mut wrong,
            open::signatures().map(|_| "the keys that signatures are checked with can be asked for".to_owned()),
        );
    }
    if config.authserv_ids.is_empty() {
        say(if config.check_dkim {
            "note  [mail] authserv_ids is empty; signatures (DKIM) are checked here"
        } else if how.connect {
            "note  [mail] authserv_ids is empty; the mail that is sent below shows which name the server writes"
        } else {
            "note  [mail] authserv_ids is empty: nobody is believed to be who they say; `check --connect` shows which name to write"
        });
    }
    if let (true, Some(store)) = (how.connect, &store) {
        finding(&mut wrong, smtp(&config, store).await);
        finding(&mut wrong, imap(&config, store).await);
        if wrong == 0 {
            finding(&mut wrong, to_ourselves(&config, store).await);
        }
    }
    if let Some(store) = store {
        store.close().await;
    }
    match wrong {
        0 => Ok(()),
        1 => Err(refused("one thing is to be mended")),
        n => Err(refused(format!("{n} things are to be mended"))),
    }
}

fn finding(wrong: &mut u32, result: Result<String, Failure>) {
    match result {
        Ok(what) => say(format!("ok    {what}")),
        Err(Failure::Refused(what) | Failure::Unexpected(what)) => {
            *wrong += 1;
            say(format!("MEND  {what}"));
        }
    }
}

fn meaning(path: &Path, config: &Config) -> String {
    let policy = &config.policy;
    format!(
        "{}: \"{}\" of {}, at {}; {} staff; digest at {} on {} days a week, {}",
        path.display(),
        policy.programme,
        policy.university,
        policy.address,
        config.staff.len(),
        policy.digest_at.strftime("%H:%M"),
        config.digest_days.len(),
        policy.weekly_on.map_or("none of them the week's".to_owned(), |day| format!("the week's on {day:?}"))
    )
}

fn templates_used(templates: &Templates) -> String {
    match templates.from_folder() {
        0 => "every template renders".to_owned(),
        1 => "every template renders; 1 is from [templates] folder".to_owned(),
        n => format!("every template renders; {n} are from [templates] folder"),
    }
}

async fn database(config: &Config, store: &Store) -> Result<String, Failure> {
    let conflicts = store.staff_conflicts(config.staff.iter().map(|member| &member.address)).await?;
    if !conflicts.is_empty() {
        return Err(refused(conflicts.join("; ")));
    }
    let version = store.schema_version().await?;
    Ok(format!("the database can be used (version {version})"))
}

async fn smtp(config: &Config, store: &Store) -> Result<String, Failure> {
    open::pool(config, store)?.check().await?;
    let server = &config.smtp.server;
    Ok(format!("{}:{} lets us send{}", server.host, server.port, protection(server.security)))
}

async fn imap(config: &Config, store: &Store) -> Result<String, Failure> {
    let settings = open::mailbox(config, store);
    let mailbox = Mailbox::open(&settings).await?;
    mailbox.logout().await;
    let server = &config.imap.server;
    Ok(format!(
        "{}:{} lets us read {}{}; {} and {} are there",
        server.host,
        server.port,
        settings.folder,
        protection(server.security),
        settings.processed,
        settings.failed
    ))
}

fn protection(security: Security) -> &'static str {
    match security {
        Security::Tls => " (TLS)",
        Security::StartTls => " (STARTTLS)",
        Security::None => " (unprotected, on this machine)",
    }
}

/// Sends a mail to a token address of ours and looks how it arrives.
async fn to_ourselves(config: &Config, store: &Store) -> Result<String, Failure> {
    let mut ids = Ids::system();
    let clock = Clock::system();
    let service = config.policy.address.clone();
    // A key of its own: the address opens nothing, it only shows whether such addresses arrive.
    let addressing = Addressing::new(&ids.random().to_be_bytes(), service.clone(), config.subaddressing);
    let to = addressing.address(Token { purpose: Purpose::Reply, person: 1, thread: ids.random() });
    let message_id = format!("{:016x}.check@{}", ids.random(), service.domain());
    let settings = open::mailbox(config, store);
    let mut mailbox = Mailbox::open(&settings).await?;
    let before = mailbox.search_new(0).await?.last().copied().unwrap_or(0);
    let draft = draft(config, &message_id, clock.now(), to.clone());
    match open::pool(config, store)?.deliver(service.as_str(), to.as_str(), &seal(&draft)).await {
        Delivery::Accepted(_) => {}
        other => return Err(refused(format!("the mail to ourselves was not taken: {}", words(other)))),
    }
    let waiting = tokio::time::timeout(PATIENCE, arrival(&mut mailbox, before, &message_id));
    let Ok(arrived) = waiting.await else {
        return Err(refused(format!(
            "the mail to {to} did not arrive within a minute; {}",
            match config.subaddressing {
                Subaddressing::Plus =>
                    "does the server deliver addresses with a +? if not, set [mail] subaddressing = \"headers-only\"",
                Subaddressing::CatchAll =>
                    "is the whole domain delivered to this mailbox? if not, use \"plus\" or \"headers-only\"",
                Subaddressing::HeadersOnly => "is [imap] the mailbox of [programme] address?",
            }
        )));
    };
    let (uid, raw) = arrived?;
    if let Some(refused) = mailbox.move_to(&[uid], &settings.processed).await?.refused {
        return Err(refused.into());
    }
    mailbox.logout().await;
    let says = authentication(&Fields::read(&raw), &config.authserv_ids);
    Ok(format!("a mail to ourselves arrived at its address; {says}"))
}

fn draft(config: &Config, message_id: &str, now: Timestamp, to: crate::mail::address::Address) -> Draft {
    let name = config.policy.programme.clone();
    Draft {
        from: Shown { name: name.clone(), address: config.policy.address.clone() },
        reply_to: None,
        to: Shown { name, address: to },
        subject: "A mail of mentorpost to itself".to_owned(),
        message_id: message_id.to_owned(),
        in_reply_to: None,
        references: Vec::new(),
        date: now,
        automatic: true,
        kind: "check",
        list: None,
        text: "`mentorpost check --connect` sent this to see that mail arrives. It can be deleted.\n".to_owned(),
        html: None,
        calendar: None,
        attachments: Vec::new(),
    }
}

async fn arrival(mailbox: &mut Mailbox, before: u32, message_id: &str) -> Result<(u32, Vec<u8>), Failure> {
    loop {
        for uid in mailbox.search_new(before).await? {
            if let Some(header) = mailbox.fetch_header(uid).await?
                && holds(&header, message_id.as_bytes())
            {
                return Ok((uid, header));
            }
        }
        let _: Woken = mailbox.idle(Duration::from_secs(2), std::future::pending()).await?;
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// What the server says of senders, and whether it is believed.
fn authentication(fields: &Fields, authserv_ids: &[String]) -> String {
    match (auth::read(fields, None, authserv_ids).by, auth::writer(fields)) {
        (Some(id), _) => format!("the server writes authserv-id {id}, which is believed"),
        (None, Some(id)) => {
            format!("the server writes authserv-id {id}: set [mail] authserv_ids = [\"{id}\"] to believe it")
        }
        (None, None) => {
            "the server writes no Authentication-Results: commands without a reply address will be asked back"
                .to_owned()
        }
    }
}

fn words(delivery: Delivery) -> String {
    match delivery {
        Delivery::Accepted(text)
        | Delivery::Unreached(text)
        | Delivery::Deferred(text)
        | Delivery::Refused { text, .. }
        | Delivery::Uncertain(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_believed_is_not_advised_again() {
        let header = b"Authentication-Results: mx.uni.example; none\r\n";
        for (authserv_ids, expected) in [
            (vec!["*.uni.example".to_owned()], "the server writes authserv-id mx.uni.example, which is believed"),
            (vec!["MX.uni.example".to_owned()], "the server writes authserv-id mx.uni.example, which is believed"),
            (
                Vec::new(),
                "the server writes authserv-id mx.uni.example: set [mail] authserv_ids = [\"mx.uni.example\"] to believe it",
            ),
        ] {
            assert_eq!(authentication(&Fields::read(header), &authserv_ids), expected);
        }
    }
}
