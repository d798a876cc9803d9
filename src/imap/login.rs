//! From nothing to a session: connect, protect, log in.

use std::io::ErrorKind;

use async_imap::imap_proto::{Response, Status};
use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};
use tokio::net::TcpStream;

use super::session::{Session, clean};
use super::{Credential, ImapError, Security, Settings};
use crate::bearer::{Tokens, xoauth2};
use crate::wire::{self, Stream, WireError};

/// The longest answer that is read before TLS.
const MAX_REPLY: usize = 16 * 1024;

impl Session {
    /// Connects to the server of `settings` and logs in.
    pub(super) async fn open(settings: &Settings) -> Result<Self, ImapError> {
        let place = format!("{}:{}", settings.host, settings.port);
        let deadline = settings.deadline;
        let mute = || WireError::Mute(place.clone(), deadline.as_secs());
        let silent = |what: &str| ImapError::Silent(what.to_owned(), deadline.as_secs());
        let plain = settings.security == Security::Plain;
        let mut tcp = wire::connect(&settings.host, settings.port, plain, deadline).await?;
        let ca_file = settings.ca_file.as_deref();
        let stream = match settings.security {
            Security::Plain => Stream::Plain(tcp),
            Security::Tls => Stream::Tls(Box::new(wire::protect(tcp, &settings.host, ca_file, deadline).await?)),
            Security::StartTls => {
                let asking = tokio::time::timeout(deadline, start_tls(&mut tcp, &place)).await;
                asking.map_err(|_| mute())??;
                Stream::Tls(Box::new(wire::protect(tcp, &settings.host, ca_file, deadline).await?))
            }
        };
        let mut client = async_imap::Client::new(BufWriter::new(stream));
        // After STARTTLS no second greeting comes (RFC 3501, section 6.2.1).
        if settings.security != Security::StartTls {
            let greeting = tokio::time::timeout(deadline, client.read_response()).await;
            let greeting = greeting.map_err(|_| mute())?;
            let lost = |why: String| ImapError::Lost("the greeting".to_owned(), why);
            let greeting = greeting.map_err(|error| match error.kind() {
                // async-imap's word for what it cannot read.
                ErrorKind::Other => ImapError::NotImap(place.clone()),
                _ => lost(error.to_string()),
            })?;
            let greeting = greeting.ok_or_else(|| lost("the server closed it".to_owned()))?;
            match greeting.parsed() {
                Response::Data { status: Status::Ok | Status::PreAuth, .. } => {}
                Response::Data { status: Status::Bye, outcome } => {
                    return Err(lost(clean(outcome.information.as_deref().unwrap_or("the server said goodbye"))));
                }
                _ => return Err(ImapError::NotImap(place)),
            }
        }
        let username = quotable(&settings.username);
        let (name, login) = match &settings.credential {
            Credential::Password(password) => {
                let login = client.login(username, quotable(password.expose_secret()));
                ("LOGIN", tokio::time::timeout(deadline, login).await)
            }
            Credential::Tokens(Tokens(tokens)) => {
                let token = tokens.current().await?;
                let login = client.authenticate("XOAUTH2", Answering(Some(xoauth2(&username, &token))));
                ("AUTHENTICATE", tokio::time::timeout(deadline, login).await)
            }
        };
        match login {
            Err(_) => Err(silent(name)),
            Ok(Ok(imap)) => Ok(Self { imap, deadline, grown: false }),
            Ok(Err((async_imap::error::Error::No(why) | async_imap::error::Error::Bad(why), _))) => {
                Err(refused(&settings.credential, place, words(&why)))
            }
            Ok(Err((error, _))) => Err(ImapError::Lost(name.to_owned(), clean(&error.to_string()))),
        }
    }
}

fn refused(credential: &Credential, place: String, why: String) -> ImapError {
    match credential {
        Credential::Password(_) => ImapError::Login(place, why),
        Credential::Tokens(Tokens(tokens)) => {
            // It may have been taken back before its time; the next attempt brings a new one.
            tokens.forget();
            ImapError::Token(place, why)
        }
    }
}

/// The answer to the first challenge; to a second one, which only says why the first was not good enough, an empty line, upon
/// which the server refuses.
struct Answering(Option<String>);

impl async_imap::Authenticator for Answering {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

/// The server's words within async-imap's rendering of a refusal (`code: None, info: Some("…")`).
fn words(why: &str) -> String {
    let inner = why.split_once("info: Some(\"").and_then(|(_, rest)| rest.rsplit_once("\")"));
    clean(inner.map_or(why, |(words, _)| words))
}

/// async-imap quotes what it is given but passes line breaks on.
fn quotable(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\r' | '\n' | '\0')).collect()
}

/// Asks for TLS in the clear, byte by byte so that nothing sent behind the answer is taken for part of the protected session
/// (the STARTTLS injection of CVE-2011-0411 and its kin).
async fn start_tls(tcp: &mut TcpStream, place: &str) -> Result<(), ImapError> {
    let lost = |why: &str| ImapError::Lost("STARTTLS".to_owned(), why.to_owned());
    let greeting = line(tcp).await.ok_or_else(|| lost("no greeting"))?;
    if !greeting.starts_with("* ") {
        return Err(ImapError::NotImap(place.to_owned()));
    }
    if !greeting.starts_with("* OK") {
        return Err(lost(&clean(&greeting)));
    }
    tcp.write_all(b"T1 STARTTLS\r\n").await.map_err(|error| lost(&error.to_string()))?;
    loop {
        let answer = line(tcp).await.ok_or_else(|| lost("no answer"))?;
        match answer.strip_prefix("T1 ") {
            Some(rest) if rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("OK")) => return Ok(()),
            Some(_) => return Err(ImapError::NoStartTls(place.to_owned())),
            None => {}
        }
    }
}

async fn line(tcp: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    while bytes.len() < MAX_REPLY {
        match tcp.read_u8().await.ok()? {
            b'\n' => return String::from_utf8(bytes).ok(),
            byte => bytes.push(byte),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_shown_in_the_servers_words() {
        assert_eq!(
            words("code: None, info: Some(\"[AUTHENTICATIONFAILED] Wrong password\")"),
            "[AUTHENTICATIONFAILED] Wrong password"
        );
        assert_eq!(words("go away"), "go away");
    }

    #[tokio::test]
    async fn a_server_that_speaks_something_else_is_told_from_one_that_is_away() {
        for (greeting, transient) in [
            ("220 mail.uni.example ESMTP\r\n", false),
            ("+OK POP3 ready\r\n", false),
            ("HTTP/1.1 400 Bad Request\r\n\r\n", false),
            ("* BYE too many connections\r\n", true),
            ("", true),
        ] {
            for security in [Security::Plain, Security::StartTls] {
                let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                let port = server.local_addr().unwrap().port();
                let greeted = tokio::spawn(async move {
                    let (mut one, _) = server.accept().await.unwrap();
                    one.write_all(greeting.as_bytes()).await.unwrap();
                });
                let password = Credential::Password("secret".into());
                let settings = Settings::new("127.0.0.1", port, security, "mentoring", password);
                let error = Session::open(&settings).await.err().unwrap();
                greeted.await.unwrap();
                assert_eq!(error.is_transient(), transient, "{greeting:?}: {error}");
                assert_eq!(matches!(error, ImapError::NotImap(_)), !transient, "{greeting:?}: {error}");
            }
        }
    }

    #[tokio::test]
    async fn a_server_that_waits_to_be_spoken_to_may_be_one_for_tls() {
        for security in [Security::Plain, Security::StartTls] {
            let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = server.local_addr().unwrap().port();
            let password = Credential::Password("secret".into());
            let mut settings = Settings::new("127.0.0.1", port, security, "mentoring", password);
            settings.deadline = std::time::Duration::from_millis(200);
            let error = Session::open(&settings).await.err().unwrap();
            assert!(matches!(error, ImapError::Wire(WireError::Mute(..))) && error.is_transient(), "{error}");
        }
    }

    #[test]
    fn no_credential_can_add_a_command() {
        assert_eq!(quotable("user\r\nA2 DELETE INBOX\0"), "userA2 DELETE INBOX");
    }
}
