//! A person with a mail program: reads what really arrived, and answers it as mail programs do, quotes and all.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use mail_parser::{HeaderValue, Message, MessageParser};
use secrecy::SecretString;

use super::DemoError;
use crate::clock::Clock;
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::{Draft, seal};
use crate::mail::inbound::Attachment;
use crate::sandbox::Sandbox;
use crate::smtp::{Credential, Delivery, Pool, Security, Settings};

/// How long a mail may take before it counts as missing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody with an address at the embedded mail server.
pub struct Person {
    /// The name in their mail program.
    pub name: String,
    /// Their address.
    pub address: Address,
    /// Their password.
    pub password: String,
    sandbox: Arc<Sandbox>,
    clock: Clock,
    pool: Pool,
    read: HashSet<u32>,
    written: u32,
}

/// A mail as it lies in somebody's mailbox.
#[derive(Clone, Debug)]
pub struct Received {
    /// `X-Mentorpost-Kind`.
    pub kind: String,
    /// The name it shows as its author.
    pub from_name: String,
    /// Where an answer goes.
    pub reply_to: String,
    /// `Subject`.
    pub subject: String,
    /// `Message-ID`.
    pub message_id: String,
    /// `References`.
    pub references: Vec<String>,
    /// The text part.
    pub text: String,
    /// The names of the files that came along.
    pub files: Vec<String>,
    /// All its bytes.
    pub raw: Vec<u8>,
}

impl Person {
    /// Gives somebody a mailbox at `sandbox`.
    ///
    /// # Errors
    /// When the address or the server cannot be used.
    pub fn new(
        sandbox: &Arc<Sandbox>,
        clock: Clock,
        name: &str,
        address: &str,
        password: &str,
    ) -> Result<Self, DemoError> {
        let wrong = |what: String| DemoError::Machine(what);
        let parsed = Address::parse(address).ok_or_else(|| wrong(format!("{address} is no address")))?;
        sandbox.add_user(address, password);
        let credential = Credential::Password { username: address.to_owned(), password: SecretString::from(password) };
        let smtp = sandbox.smtp_addr();
        let settings = Settings::new(&smtp.ip().to_string(), smtp.port(), Security::Plain, credential, parsed.domain());
        let pool = Pool::new(settings).map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            name: name.to_owned(),
            address: parsed,
            password: password.to_owned(),
            sandbox: Arc::clone(sandbox),
            clock,
            pool,
            read: HashSet::new(),
            written: 0,
        })
    }

    /// The first of their names.
    pub fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }

    /// Writes a mail of their own accord.
    ///
    /// # Errors
    /// When the server does not take it.
    pub async fn write(&mut self, to: &str, subject: &str, body: &str) -> Result<(), DemoError> {
        self.send(to, subject, body.to_owned(), Vec::new(), Vec::new()).await
    }

    /// Answers a mail below which its whole text is quoted, as mail programs do.
    ///
    /// # Errors
    /// When the server does not take it.
    pub async fn answer(&mut self, mail: &Received, body: &str) -> Result<(), DemoError> {
        self.answer_with(mail, body, Vec::new()).await
    }

    /// As [`Person::answer`], with files.
    ///
    /// # Errors
    /// When the server does not take it.
    pub async fn answer_with(&mut self, mail: &Received, body: &str, files: Vec<Attachment>) -> Result<(), DemoError> {
        let quoted: Vec<String> = mail.text.lines().map(|line| format!("> {line}")).collect();
        let date = self.clock.now().strftime("%a, %d %b %Y at %H:%M");
        let body =
            format!("{body}\n\nOn {date}, {} <{}> wrote:\n{}\n", mail.from_name, mail.reply_to, quoted.join("\n"));
        let subject = match mail.subject.get(..3) {
            Some(head) if head.eq_ignore_ascii_case("re:") => mail.subject.clone(),
            _ => format!("Re: {}", mail.subject),
        };
        let mut references = mail.references.clone();
        references.push(mail.message_id.clone());
        self.send(&mail.reply_to, &subject, body, references, files).await
    }

    /// Presses a button of a mail: a new mail with the button's subject and body, nothing quoted, no `In-Reply-To`.
    ///
    /// # Errors
    /// When the server does not take it.
    pub async fn press(&mut self, mail: &Received, word: &str) -> Result<(), DemoError> {
        self.send(&mail.reply_to.clone(), word, word.to_owned(), Vec::new(), Vec::new()).await
    }

    /// Hands over a mail in its bytes, as another program of theirs wrote it.
    ///
    /// # Errors
    /// When the server does not take it.
    pub async fn send_raw(&mut self, mail: &[u8], to: &str) -> Result<(), DemoError> {
        match self.pool.deliver(self.address.as_str(), to, mail).await {
            Delivery::Accepted(_) => Ok(()),
            other => Err(DemoError::NotTaken(self.name.clone(), format!("{other:?}"))),
        }
    }

    async fn send(
        &mut self,
        to: &str,
        subject: &str,
        text: String,
        references: Vec<String>,
        attachments: Vec<Attachment>,
    ) -> Result<(), DemoError> {
        self.written += 1;
        let not_taken = |why: String| DemoError::NotTaken(self.name.clone(), why);
        let to = Address::parse(to).ok_or_else(|| not_taken(format!("{to} is no address")))?;
        let message_id = format!(
            "{}.{}.{}@{}",
            self.written,
            self.address.local(),
            self.clock.now().as_microsecond(),
            self.address.domain()
        );
        let bytes = seal(&Draft {
            from: Mailbox { name: self.name.clone(), address: self.address.clone() },
            reply_to: None,
            to: Mailbox { name: String::new(), address: to.clone() },
            subject: subject.to_owned(),
            message_id,
            in_reply_to: references.last().cloned(),
            references,
            date: self.clock.now(),
            automatic: false,
            kind: "",
            list: None,
            text,
            html: None,
            calendar: None,
            attachments,
        });
        // What only the service writes is no part of a person's mail.
        let bytes = without_field(&bytes, b"X-Mentorpost-Kind:");
        match self.pool.deliver(self.address.as_str(), to.as_str(), &bytes).await {
            Delivery::Accepted(_) => Ok(()),
            other => Err(not_taken(format!("{other:?}"))),
        }
    }

    /// The oldest mail of that kind that they have not read yet; waits for it.
    ///
    /// # Errors
    /// When none comes.
    pub async fn receive(&mut self, kind: &'static str) -> Result<Received, DemoError> {
        let read = self.read.clone();
        let wanted = move |messages: &[crate::sandbox::StoredMessage]| {
            messages.iter().any(|m| !read.contains(&m.uid) && Received::read(&m.raw).is_some_and(|r| r.kind == kind))
        };
        let address = self.address.to_string();
        let waiting = self.sandbox.wait_until(&address, "INBOX", wanted);
        let missing = |_| DemoError::Missing(self.name.clone(), kind, PATIENCE.as_secs());
        tokio::time::timeout(PATIENCE, waiting).await.map_err(missing)?;
        for message in self.sandbox.messages(&address, "INBOX") {
            if self.read.contains(&message.uid) {
                continue;
            }
            if let Some(received) = Received::read(&message.raw).filter(|r| r.kind == kind) {
                self.read.insert(message.uid);
                return Ok(received);
            }
        }
        Err(DemoError::Missing(self.name.clone(), kind, 0))
    }

    /// Everything in their mailbox, oldest first.
    pub fn all_mail(&self) -> Vec<Received> {
        let messages = self.sandbox.messages(self.address.as_str(), "INBOX");
        messages.iter().filter_map(|message| Received::read(&message.raw)).collect()
    }
}

impl Received {
    /// Reads a mail as a mail program does; `None` for something that is none.
    pub fn read(raw: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(raw)?;
        let from = message.reply_to().or_else(|| message.from())?.first()?;
        let author = message.from()?.first()?;
        let text = message.body_text(0).unwrap_or_default().replace("\r\n", "\n");
        Some(Self {
            kind: header(&message, "X-Mentorpost-Kind"),
            from_name: author.name().unwrap_or_default().to_owned(),
            reply_to: from.address().unwrap_or_default().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            references: ids(message.references()),
            text,
            files: message
                .attachments()
                .filter_map(|part| mail_parser::MimeHeaders::attachment_name(part).map(str::to_owned))
                .collect(),
            raw: raw.to_vec(),
        })
    }
}

fn header(message: &Message<'_>, name: &str) -> String {
    message.header(name.to_owned()).and_then(HeaderValue::as_text).unwrap_or_default().trim().to_owned()
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(one) => vec![one.to_string()],
        HeaderValue::TextList(list) => list.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// The message without one of its fields, which stands on one line.
fn without_field(message: &[u8], field: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(message.len());
    let mut in_header = true;
    for line in message.split_inclusive(|b| *b == b'\n') {
        in_header &= line != b"\r\n";
        if !(in_header && line.starts_with(field)) {
            kept.extend_from_slice(line);
        }
    }
    kept
}
