//! The least that a mail service can do, to measure the real one against: fetch a hundred messages, keep each durably, parse it, send
//! its words on, move the hundred; nothing is decided, nobody is known, nothing is rendered.
//!
//! `bare_loop IMAP_PORT USER PASSWORD SMTP_PORT DATABASE hand|crates kept|turn|sent|group`: the protocols by hand, with calls that block,
//! or by the crates that the service uses too; one durable commit for each message, that it is kept, first for the hundred, or for each
//! when its turn comes and it is sent at once; a second one, that it is sent, without which nobody knows after a crash what is to be
//! sent again; or one for a hundred. It ends when the mailbox is empty. One thread, one connection each way, one FETCH and one MOVE for
//! a hundred messages.

mod by_crates;
mod by_hand;

use std::borrow::Cow;

use mail_parser::MessageParser;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use by_crates::ByCrates;
use by_hand::ByHand;

const SET: usize = 100;
const FROM: &str = "mentoring@uni.example";
const TO: &str = "somebody@uni.example";
type Failing<T> = Result<T, Box<dyn std::error::Error>>;

/// The connections to the two servers.
trait Wire {
    /// The first hundred by their place: what was handled has been moved away.
    async fn fetch(&mut self) -> Failing<Vec<Vec<u8>>>;
    async fn send(&mut self, mail: Forwarded<'_>) -> Failing<()>;
    async fn move_away(&mut self, count: usize) -> Failing<()>;
}

/// What is sent on of a mail.
struct Forwarded<'a> {
    id: &'a str,
    subject: &'a str,
    words: Cow<'a, str>,
}

fn main() -> Failing<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [imap, user, password, smtp, database, wire, commits] = arguments.as_slice() else {
        return Err("bare_loop IMAP_PORT USER PASSWORD SMTP_PORT DATABASE hand|crates kept|turn|sent|group".into());
    };
    let (imap, smtp) = (imap.parse()?, smtp.parse()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match wire.as_str() {
            "crates" => run(ByCrates::open(imap, user, password, smtp).await?, database, commits).await,
            _ => run(ByHand::open(imap, user, password, smtp)?, database, commits).await,
        }
    })
}

async fn run(mut wire: impl Wire, database: &str, commits: &str) -> Failing<()> {
    let options = SqliteConnectOptions::new().filename(database).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let mut store = options.pragma("wal_autocheckpoint", "10000").disable_statement_logging().connect().await?;
    sqlx::query("CREATE TABLE mail (id INTEGER PRIMARY KEY, raw BLOB NOT NULL)").execute(&mut store).await?;
    // In a table of its own: to change a row is to write all of the mail again.
    sqlx::query("CREATE TABLE sent (id INTEGER PRIMARY KEY)").execute(&mut store).await?;
    let mut id = 0i64;
    loop {
        let mails = wire.fetch().await?;
        if mails.is_empty() {
            return Ok(());
        }
        for set in mails.chunks(if commits == "turn" { 1 } else { SET }) {
            keep(&mut store, set, commits == "group").await?;
            for raw in set {
                let mail = MessageParser::default().parse(raw).ok_or("it cannot be parsed")?;
                let (id_of_mail, subject) = (mail.message_id().unwrap_or_default(), mail.subject().unwrap_or_default());
                let words = mail.body_text(0).unwrap_or_default();
                wire.send(Forwarded { id: id_of_mail, subject, words }).await?;
                id += 1;
                if commits == "sent" {
                    sqlx::query("INSERT INTO sent (id) VALUES ($1)").bind(id).execute(&mut store).await?;
                }
            }
        }
        wire.move_away(mails.len()).await?;
    }
}

async fn keep(store: &mut SqliteConnection, mails: &[Vec<u8>], together: bool) -> Failing<()> {
    let insert = "INSERT INTO mail (raw) VALUES ($1)";
    if together {
        let mut tx = store.begin_with("BEGIN IMMEDIATE").await?;
        for mail in mails {
            sqlx::query(insert).bind(mail.as_slice()).execute(&mut *tx).await?;
        }
        tx.commit().await?;
    } else {
        for mail in mails {
            sqlx::query(insert).bind(mail.as_slice()).execute(&mut *store).await?;
        }
    }
    Ok(())
}
