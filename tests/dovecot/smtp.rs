//! An SMTP server in front of Dovecot's LMTP that vouches for the author as a university's MX does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use crate::server::connect;

/// The name it writes into Authentication-Results.
pub const AUTHSERV_ID: &str = "mx.uni.example";

/// Listens until the tests end; the threads end with the process.
pub struct Front {
    pub port: u16,
}

impl Front {
    /// Hands all it is given to the LMTP server on port `lmtp`.
    pub fn start(lmtp: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that was killed in the middle is no fault of the server.
                std::thread::spawn(move || drop(serve(stream, lmtp)));
            }
        });
        Self { port }
    }
}

fn serve(stream: TcpStream, lmtp: u16) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    let (mut sender, mut recipients) = (String::new(), Vec::new());
    out.write_all(b"220 mx.uni.example ESMTP\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.trim().to_ascii_uppercase();
        let answer = if verb.starts_with("EHLO") {
            "250-mx.uni.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800".to_owned()
        } else if verb.starts_with("MAIL FROM:") {
            (sender, recipients) = (path(&line), Vec::new());
            "250 2.1.0 go on".to_owned()
        } else if verb.starts_with("RCPT TO:") {
            recipients.push(path(&line));
            "250 2.1.5 go on".to_owned()
        } else if verb == "DATA" {
            out.write_all(b"354 go on\r\n")?;
            let message = data(&mut lines)?;
            match hand_over(lmtp, &sender, &recipients, &message) {
                Ok(()) => "250 2.0.0 taken".to_owned(),
                Err(error) => format!("451 4.3.0 {}", error.to_string().replace(['\r', '\n'], " ")),
            }
        } else if verb == "QUIT" {
            return out.write_all(b"221 2.0.0 bye\r\n");
        } else if verb == "RSET" || verb == "NOOP" {
            "250 2.0.0 fine".to_owned()
        } else {
            "502 5.5.1 not here".to_owned()
        };
        out.write_all(format!("{answer}\r\n").as_bytes())?;
    }
}

/// What stands between the angle brackets.
fn path(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(path, _)| path.to_owned()).unwrap_or_default()
}

/// The message up to its lone dot, dots still stuffed.
fn data(lines: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let start = message.len();
        if lines.read_until(b'\n', &mut message)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if &message[start..] == b".\r\n" {
            message.truncate(start);
            return Ok(message);
        }
    }
}

fn hand_over(lmtp: u16, sender: &str, recipients: &[String], message: &[u8]) -> std::io::Result<()> {
    let mut server = connect(lmtp)?;
    replied(&mut server, "2")?;
    said(&mut server, "LHLO mx.uni.example", "2")?;
    said(&mut server, &format!("MAIL FROM:<{sender}>"), "2")?;
    for recipient in recipients {
        said(&mut server, &format!("RCPT TO:<{recipient}>"), "2")?;
    }
    said(&mut server, "DATA", "3")?;
    let stamp = format!("Authentication-Results: {AUTHSERV_ID};\r\n\tdmarc=pass header.from={}\r\n", domain(message));
    server.get_mut().write_all(stamp.as_bytes())?;
    server.get_mut().write_all(message)?;
    server.get_mut().write_all(b".\r\n")?;
    // LMTP answers for each recipient (RFC 2033, section 4.2).
    for _ in recipients {
        replied(&mut server, "2")?;
    }
    server.get_mut().write_all(b"QUIT\r\n")?;
    // Reading to its end leaves the server no half-closed connection to log about.
    server.read_to_end(&mut Vec::new()).map(drop)
}

fn said(server: &mut BufReader<TcpStream>, line: &str, wanted: &str) -> std::io::Result<()> {
    server.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
    replied(server, wanted)
}

fn replied(server: &mut BufReader<TcpStream>, wanted: &str) -> std::io::Result<()> {
    loop {
        let mut line = String::new();
        server.read_line(&mut line)?;
        if line.as_bytes().get(3) == Some(&b'-') {
            continue;
        }
        return if line.starts_with(wanted) { Ok(()) } else { Err(std::io::Error::other(line)) };
    }
}

/// The domain of the header's author.
fn domain(message: &[u8]) -> String {
    let parsed = mail_parser::MessageParser::default().parse_headers(message);
    let author = parsed.as_ref().and_then(|m| m.from()?.first()?.address().map(str::to_owned));
    author.and_then(|address| address.rsplit_once('@').map(|(_, domain)| domain.to_owned())).unwrap_or_default()
}
