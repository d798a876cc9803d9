//! Both protocols by hand, with calls that block: the least that they can cost.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use super::{FROM, Failing, Forwarded, SET, TO, Wire};

/// The two connections.
pub struct ByHand {
    imap: Imap,
    smtp: Smtp,
}

impl ByHand {
    pub fn open(imap: u16, user: &str, password: &str, smtp: u16) -> Failing<Self> {
        Ok(Self { imap: Imap::open(imap, user, password)?, smtp: Smtp::open(smtp)? })
    }
}

impl Wire for ByHand {
    async fn fetch(&mut self) -> Failing<Vec<Vec<u8>>> {
        self.imap.fetch()
    }

    async fn send(&mut self, mail: Forwarded<'_>) -> Failing<()> {
        self.smtp.send(&mail)
    }

    async fn move_away(&mut self, count: usize) -> Failing<()> {
        self.imap.move_away(count)
    }
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
        // An empty folder has no first mail.
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

    fn send(&mut self, Forwarded { id, subject, words }: &Forwarded<'_>) -> Failing<()> {
        let mut text = format!("From: {FROM}\r\nTo: {TO}\r\nSubject: {subject}\r\nMessage-ID: <bare.{id}>\r\n\r\n");
        for line in words.lines() {
            let dot = if line.starts_with('.') { "." } else { "" };
            write!(text, "{dot}{line}\r\n")?;
        }
        text.push_str(".\r\n");
        // RFC 2920: all up to DATA in one piece.
        let envelope = format!("MAIL FROM:<{FROM}>\r\nRCPT TO:<{TO}>\r\nDATA\r\n");
        self.stream.get_mut().write_all(envelope.as_bytes())?;
        for _ in 0..3 {
            self.answer()?;
        }
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.answer()
    }
}
