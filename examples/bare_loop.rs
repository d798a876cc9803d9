//! The least that a mail service can do, to measure the real one against: fetch a hundred messages, keep each durably, parse it, send
//! its words on, move the hundred; nothing is decided, nobody is known, nothing is rendered.
//!
//! `bare_loop IMAP_PORT USER PASSWORD SMTP_PORT DATABASE kept|turn|sent|group`: one durable commit for each message, that it is kept,
//! first for the hundred, or for each when its turn comes and it is sent at once; a second one, that it is sent, without which nobody
//! knows after a crash what is to be sent again; or one for a hundred. It ends when the mailbox is empty. One thread, one connection
//! each way, one FETCH and one MOVE for a hundred messages.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use mail_parser::MessageParser;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

const SET: usize = 100;
type Failing<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Failing<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [imap, user, password, smtp, database, commits] = arguments.as_slice() else {
        return Err("bare_loop IMAP_PORT USER PASSWORD SMTP_PORT DATABASE kept|turn|sent|group".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut imap = Imap::open(imap.parse()?, user, password)?;
    let mut smtp = Smtp::open(smtp.parse()?)?;
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(database).create_if_missing(true);
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        let mut store = options.pragma("wal_autocheckpoint", "10000").disable_statement_logging().connect().await?;
        sqlx::query("CREATE TABLE mail (id INTEGER PRIMARY KEY, raw BLOB NOT NULL)").execute(&mut store).await?;
        // In a table of its own: to change a row is to write all of the mail again.
        sqlx::query("CREATE TABLE sent (id INTEGER PRIMARY KEY)").execute(&mut store).await?;
        let mut id = 0i64;
        loop {
            let mails = imap.fetch()?;
            if mails.is_empty() {
                return Ok(());
            }
            for set in mails.chunks(if commits == "turn" { 1 } else { SET }) {
                keep(&mut store, set, commits == "group").await?;
                for mail in set {
                    smtp.send(mail)?;
                    id += 1;
                    if commits == "sent" {
                        sqlx::query("INSERT INTO sent (id) VALUES ($1)").bind(id).execute(&mut store).await?;
                    }
                }
            }
            imap.move_away(mails.len())?;
        }
    })
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

struct Imap {
    stream: BufReader<TcpStream>,
}

impl Imap {
    fn open(port: u16, user: &str, password: &str) -> Failing<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        let mut imap = Self { stream: BufReader::with_capacity(1 << 16, stream) };
        imap.line()?;
        imap.run(&format!("LOGIN {user} \"{password}\""))?;
        // It may be there already.
        let _ = imap.run("CREATE Processed");
        imap.run("SELECT INBOX")?;
        Ok(imap)
    }

    fn line(&mut self) -> Failing<String> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line)?;
        Ok(String::from_utf8_lossy(&line).into_owned())
    }

    /// Runs a command; gives the literals of its answer.
    fn run(&mut self, command: &str) -> Failing<Vec<Vec<u8>>> {
        self.stream.get_mut().write_all(format!("a {command}\r\n").as_bytes())?;
        let mut literals = Vec::new();
        loop {
            let line = self.line()?;
            if line.starts_with("a OK") {
                return Ok(literals);
            }
            if line.is_empty() || line.starts_with("a ") {
                return Err(line.into());
            }
            if let Some(size) = line.trim_end().strip_suffix('}').and_then(|l| l.rsplit_once('{')) {
                let mut literal = vec![0; size.1.parse()?];
                self.stream.read_exact(&mut literal)?;
                literals.push(literal);
            }
        }
    }

    fn fetch(&mut self) -> Failing<Vec<Vec<u8>>> {
        // The first hundred by their place: what was handled has been moved away. An empty folder has no first.
        match self.run(&format!("FETCH 1:{SET} (BODY.PEEK[])")) {
            Ok(mails) => Ok(mails),
            Err(refused) if refused.to_string().contains("Invalid messageset") => Ok(Vec::new()),
            Err(other) => Err(other),
        }
    }

    fn move_away(&mut self, count: usize) -> Failing<()> {
        self.run(&format!("MOVE 1:{count} Processed")).map(drop)
    }
}

struct Smtp {
    stream: BufReader<TcpStream>,
}

impl Smtp {
    fn open(port: u16) -> Failing<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        let mut smtp = Self { stream: BufReader::new(stream) };
        smtp.answer()?;
        smtp.stream.get_mut().write_all(b"EHLO bare.example\r\n")?;
        smtp.answer()?;
        Ok(smtp)
    }

    /// The last line of an answer; a refusal is an error.
    fn answer(&mut self) -> Failing<()> {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            match line.as_bytes() {
                [b'2' | b'3', _, _, b' ', ..] => return Ok(()),
                [b'2' | b'3', _, _, b'-', ..] => {}
                _ => return Err(line.into()),
            }
        }
    }

    /// Parses a mail and sends its words on.
    fn send(&mut self, raw: &[u8]) -> Failing<()> {
        let mail = MessageParser::default().parse(raw).ok_or("it cannot be parsed")?;
        let (subject, words) = (mail.subject().unwrap_or_default(), mail.body_text(0).unwrap_or_default());
        let id = mail.message_id().unwrap_or_default();
        let mut text = format!(
            "From: mentoring@uni.example\r\nTo: somebody@uni.example\r\nSubject: {subject}\r\nMessage-ID: <bare.{id}>\r\n\r\n"
        );
        for line in words.lines() {
            let dot = if line.starts_with('.') { "." } else { "" };
            write!(text, "{dot}{line}\r\n")?;
        }
        text.push_str(".\r\n");
        // RFC 2920: all up to DATA in one piece.
        let envelope = b"MAIL FROM:<mentoring@uni.example>\r\nRCPT TO:<somebody@uni.example>\r\nDATA\r\n";
        self.stream.get_mut().write_all(envelope)?;
        for _ in 0..3 {
            self.answer()?;
        }
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.answer()
    }
}
