//! One SMTP connection: lettre reads and writes the protocol, the stages and their meaning are kept here.

use std::fmt::Display;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;

use super::starttls::{self, Greeted, Offers};
use super::{Credential, Delivery, Security, Settings, SmtpError, Stage};
use crate::wire::{self, Stream, WireError};

/// How much of a server's words is kept.
const MAX_TEXT: usize = 500;

/// An open connection, logged in.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    command_deadline: Duration,
    data_deadline: Duration,
    /// Has a mail gone over it already? Then it may have been closed while it was kept.
    pub used: bool,
    offers: Offers,
}

/// How a mail's way over a connection ended, and whether the connection can be used again.
pub(super) struct Sent {
    pub delivery: Delivery,
    pub reusable: bool,
    /// The connection was dead before the server saw anything of this mail.
    pub stale: bool,
}

impl Connection {
    /// Connects and logs in.
    pub async fn open(settings: &Settings) -> Result<Self, SmtpError> {
        let place = format!("{}:{}", settings.host, settings.port);
        let deadline = settings.command_deadline;
        let plain = settings.security == Security::Plain;
        let tcp = wire::connect(&settings.host, settings.port, plain, deadline).await?;
        let peer = tcp.peer_addr().map_err(|error| SmtpError::Broken(place.clone(), error.to_string()))?;
        let mute = || WireError::Mute(place.clone(), deadline.as_secs());
        let (stream, greeting): (Stream, &'static [u8]) = match settings.security {
            Security::Plain => (Stream::Plain(tcp), b""),
            Security::Tls => {
                let tls = wire::protect(tcp, &settings.host, settings.ca_file.as_deref(), deadline).await?;
                (Stream::Tls(Box::new(tls)), b"")
            }
            Security::StartTls => {
                let upgraded = tokio::time::timeout(deadline, starttls::upgrade(tcp, settings)).await;
                (upgraded.map_err(|_| mute())??, b"220 TLS\r\n")
            }
        };
        let hello = ClientId::Domain(settings.hello_name.clone());
        let offers = Offers::default();
        let stream = Box::new(Greeted { greeting, stream, peer, offers: offers.clone() });
        let connecting = AsyncSmtpConnection::connect_with_transport(stream, &hello);
        let smtp = match tokio::time::timeout(deadline, connecting).await {
            Err(_) => return Err(mute().into()),
            Ok(Err(error)) if error.is_response() && !offers.ended() => return Err(SmtpError::NotSmtp(place)),
            Ok(Err(error)) => return Err(SmtpError::Broken(place, format!("turned us away: {}", words(&error)))),
            Ok(Ok(smtp)) => smtp,
        };
        let mut connection =
            Self { smtp, command_deadline: deadline, data_deadline: settings.data_deadline, used: false, offers };
        connection.log_in(settings, &place).await?;
        Ok(connection)
    }

    async fn log_in(&mut self, settings: &Settings, place: &str) -> Result<(), SmtpError> {
        let (username, secret, mechanisms): (_, _, &[Mechanism]) = match &settings.credential {
            Credential::None => return Ok(()),
            Credential::Password { username, password } => {
                (username, password.clone(), &[Mechanism::Plain, Mechanism::Login])
            }
            Credential::Tokens { username, tokens } => (username, tokens.0.current().await?, &[Mechanism::Xoauth2]),
        };
        let credentials = Credentials::new(username.clone(), secret.expose_secret().to_owned());
        let result = tokio::time::timeout(self.command_deadline, self.smtp.auth(mechanisms, &credentials)).await;
        match result {
            Err(_) => Err(SmtpError::Broken(place.to_owned(), "did not answer the login".to_owned())),
            Ok(Err(error)) if error.is_permanent() || error.is_client() => {
                Err(refused(&settings.credential, place, words(&error)))
            }
            Ok(Err(error)) => {
                Err(SmtpError::Broken(place.to_owned(), format!("broke off the login: {}", words(&error))))
            }
            Ok(Ok(_)) => Ok(()),
        }
    }

    /// Hands one mail over: MAIL, RCPT, DATA, each on its own so that each answer keeps its meaning.
    pub async fn send(&mut self, from: &Address, to: &Address, message: &[u8]) -> Sent {
        let first = !self.used;
        self.used = true;
        let mail = Mail::new(Some(from.clone()), Vec::new());
        let rcpt = Rcpt::new(to.clone(), Vec::new());
        let opened = if self.offers.pipelining() {
            self.in_one_piece(mail, rcpt).await
        } else {
            self.step_by_step(mail, rcpt).await
        };
        if let Err((problem, stage)) = opened {
            let stale = !first && stage == Stage::Mail && matches!(problem, Problem::Lost(_));
            return Sent { stale, ..self.after(problem, stage).await };
        }
        // lettre ends the text itself; with its own last line break there would be an empty line at the end.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        tracing::trace!(bytes = message.len(), "the server waits for the message");
        match tokio::time::timeout(self.data_deadline, self.smtp.message(message)).await {
            Ok(Ok(response)) => {
                let text = clean(&response.message().collect::<Vec<_>>().join(" "));
                Sent { delivery: Delivery::Accepted(text), reusable: true, stale: false }
            }
            Ok(Err(error)) => match Problem::of(&error) {
                Problem::Lost(why) => lost_after_data(&why),
                answered => self.after(answered, Stage::Message).await,
            },
            Err(_) => lost_after_data("no answer in time"),
        }
    }

    async fn step_by_step(&mut self, mail: Mail, rcpt: Rcpt) -> Result<(), (Problem, Stage)> {
        self.command(mail).await.map_err(|problem| (problem, Stage::Mail))?;
        self.command(rcpt).await.map_err(|problem| (problem, Stage::Rcpt))?;
        self.command(Data).await.map_err(|problem| (problem, Stage::Data))
    }

    /// All up to the text in one piece (RFC 2920); the answers come one after the other, and the first that is unhappy counts.
    async fn in_one_piece(&mut self, mail: Mail, rcpt: Rcpt) -> Result<(), (Problem, Stage)> {
        let mail = self.command(format!("{mail}{rcpt}{Data}")).await;
        if let Err(problem @ Problem::Lost(_)) = mail {
            return Err((problem, Stage::Mail));
        }
        let rcpt = self.answer().await;
        if let Err(problem @ Problem::Lost(_)) = rcpt {
            return Err((problem, Stage::Rcpt));
        }
        let data = self.answer().await;
        let refused =
            mail.map_err(|problem| (problem, Stage::Mail)).and(rcpt.map_err(|problem| (problem, Stage::Rcpt)));
        if refused.is_err() && data.is_ok() {
            // It waits for a text although it has nobody to give it to (RFC 2920, section 3.1); whatever it says to that, none went out.
            // Of an answer that is still to come the next command would hear.
            if tokio::time::timeout(self.data_deadline, self.smtp.message(b"")).await.is_err() {
                return Err((Problem::Lost("no answer in time".to_owned()), Stage::Data));
            }
        }
        refused.and(data.map_err(|problem| (problem, Stage::Data)))
    }

    async fn answer(&mut self) -> Result<(), Problem> {
        match tokio::time::timeout(self.command_deadline, self.smtp.read_response()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Problem::of(&error)),
            Err(_) => Err(Problem::Lost("no answer in time".to_owned())),
        }
    }

    async fn command(&mut self, command: impl Display) -> Result<(), Problem> {
        match tokio::time::timeout(self.command_deadline, self.smtp.command(command)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Problem::of(&error)),
            Err(_) => Err(Problem::Lost("no answer in time".to_owned())),
        }
    }

    /// What an unhappy answer at `stage` means for the mail; RSET makes the connection ready for the next one.
    async fn after(&mut self, problem: Problem, stage: Stage) -> Sent {
        let delivery = match &problem {
            Problem::Lost(why) => Delivery::Deferred(format!("the connection was lost at {stage}: {why}")),
            Problem::Later(words) => Delivery::Deferred(format!("refused for now at {stage}: {words}")),
            Problem::Never(words) => Delivery::Refused {
                stage,
                status: enhanced_status(words),
                text: format!("refused at {stage}: {words}"),
            },
        };
        let reusable = !matches!(problem, Problem::Lost(_)) && self.command(Rset).await.is_ok();
        Sent { delivery, reusable, stale: false }
    }

    /// Says goodbye; the server's answer does not matter.
    pub async fn quit(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.smtp.quit()).await;
    }
}

fn refused(credential: &Credential, place: &str, why: String) -> SmtpError {
    match credential {
        Credential::None | Credential::Password { .. } => SmtpError::Login(place.to_owned(), why),
        Credential::Tokens { tokens, .. } => {
            // It may have been taken back before its time; the next attempt brings a new one.
            tokens.0.forget();
            SmtpError::Token(place.to_owned(), why)
        }
    }
}

fn lost_after_data(why: &str) -> Sent {
    Sent { delivery: Delivery::Uncertain(why.to_owned()), reusable: false, stale: false }
}

/// What went wrong with one command.
enum Problem {
    /// The connection is gone or makes no sense any more.
    Lost(String),
    /// 4xx.
    Later(String),
    /// 5xx.
    Never(String),
}

impl Problem {
    fn of(error: &Error) -> Self {
        match error.status() {
            // 421 is the server's goodbye (RFC 5321, section 3.8): the connection is of no more use.
            Some(code) if code.to_string() == "421" => Self::Lost(words(error)),
            Some(_) if error.is_permanent() => Self::Never(words(error)),
            Some(_) => Self::Later(words(error)),
            None => Self::Lost(words(error)),
        }
    }
}

/// The server's words, or what went wrong, on one bounded line.
fn words(error: &Error) -> String {
    use std::error::Error as _;
    let code = error.status().map_or_else(String::new, |code| format!("{code} "));
    let text = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    clean(&format!("{code}{text}"))
}

fn clean(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ").chars().take(MAX_TEXT).collect()
}

/// The enhanced status code (RFC 2034) that a reply's text begins with.
fn enhanced_status(words: &str) -> Option<String> {
    let candidate = words.split_whitespace().nth(1)?;
    let mut parts = candidate.split('.');
    let numbers = [parts.next()?, parts.next()?, parts.next()?];
    let fits = parts.next().is_none()
        && matches!(numbers[0], "2" | "4" | "5")
        && numbers.iter().all(|n| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    fits.then(|| candidate.to_owned())
}
