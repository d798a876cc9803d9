//! The SMTP side: RFC 5321 with AUTH (4954), SIZE (1870), PIPELINING (2920), 8BITMIME (6152) and enhanced codes (2034).

use std::io;
use std::sync::Arc;

use data_encoding::BASE64;
use tokio::net::TcpStream;

use super::door::Serve;
use super::fault::{SmtpFault, SmtpStage};
use super::lines::Lines;
use super::mx::Arrival;
use super::store::{MAX_MESSAGE, Shared};

/// Longer lines of commands end the connection (RFC 5321 asks for 512, RFC 4954 for 12,288 within AUTH).
const MAX_LINE: usize = 16 * 1024;
/// RFC 5321, section 4.5.3.1.8.
const MAX_RECIPIENTS: usize = 100;

/// Serves SMTP connections.
#[derive(Clone, Debug)]
pub(super) struct Smtp(pub Arc<Shared>);

impl Serve for Smtp {
    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let mut session = Session {
            shared: Arc::clone(&self.0),
            lines: Lines::new(stream),
            greeted_as: "unknown".to_owned(),
            login: None,
            mail: None,
        };
        session.run().await
    }
}

struct Session {
    shared: Arc<Shared>,
    lines: Lines,
    greeted_as: String,
    login: Option<String>,
    mail: Option<Mail>,
}

/// The envelope so far.
struct Mail {
    return_path: String,
    recipients: Vec<String>,
}

/// Does the connection go on?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    GoOn,
    Close,
}

impl Session {
    async fn run(&mut self) -> io::Result<()> {
        match self.fault(SmtpStage::Connect).await? {
            Some(Then::Close) => return self.lines.flush().await,
            Some(Then::GoOn) => {}
            None => self.reply(&format!("220 {} ESMTP", self.shared.config.authserv_id)),
        }
        loop {
            self.lines.flush().await?;
            let Some(line) = self.lines.line(MAX_LINE).await? else { return Ok(()) };
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
            if self.command(&verb.to_ascii_uppercase(), argument.trim()).await? == Then::Close {
                return self.lines.flush().await;
            }
        }
    }

    async fn command(&mut self, verb: &str, argument: &str) -> io::Result<Then> {
        let stage = match verb {
            "EHLO" | "HELO" => Some(SmtpStage::Ehlo),
            "AUTH" => Some(SmtpStage::Auth),
            "MAIL" => Some(SmtpStage::Mail),
            "RCPT" => Some(SmtpStage::Rcpt),
            "DATA" => Some(SmtpStage::Data),
            _ => None,
        };
        if let Some(stage) = stage
            && let Some(then) = self.fault(stage).await?
        {
            return Ok(then);
        }
        match verb {
            "EHLO" | "HELO" => self.hello(verb, argument),
            "AUTH" if self.has("AUTH") => return self.auth(argument).await,
            "MAIL" => self.mail(argument),
            "RCPT" => self.rcpt(argument),
            "DATA" => return self.data().await,
            "RSET" => {
                self.mail = None;
                self.reply("250 2.0.0 Forgotten");
            }
            "NOOP" => self.reply("250 2.0.0 OK"),
            "VRFY" => self.reply("252 2.1.5 Send it and see"),
            "QUIT" => {
                self.reply("221 2.0.0 Bye");
                return Ok(Then::Close);
            }
            _ => self.reply("500 5.5.2 Unknown command"),
        }
        Ok(Then::GoOn)
    }

    /// Is this extension shown?
    fn has(&self, extension: &str) -> bool {
        !self.shared.config.without_smtp.iter().any(|hidden| hidden.eq_ignore_ascii_case(extension))
    }

    fn reply(&mut self, line: &str) {
        self.lines.say_line(line);
    }

    /// What is to go wrong at this stage, if anything, done.
    async fn fault(&mut self, stage: SmtpStage) -> io::Result<Option<Then>> {
        let fits = |fault: &SmtpFault| match fault {
            SmtpFault::Reply { stage: at, .. } | SmtpFault::CloseAt(at) | SmtpFault::SilentAt(at) => *at == stage,
            SmtpFault::CloseAfterDot => false,
        };
        match self.shared.smtp_faults.take(fits) {
            None => Ok(None),
            Some(SmtpFault::Reply { code, text, .. }) => {
                self.reply(&format!("{code} {}", text.replace(['\r', '\n'], " ")));
                Ok(Some(if code == 421 { Then::Close } else { Then::GoOn }))
            }
            Some(SmtpFault::SilentAt(_)) => {
                self.lines.flush().await?;
                self.lines.stay_silent().await?;
                Ok(Some(Then::Close))
            }
            Some(SmtpFault::CloseAt(_) | SmtpFault::CloseAfterDot) => Ok(Some(Then::Close)),
        }
    }

    fn hello(&mut self, verb: &str, argument: &str) {
        let word = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        self.greeted_as = argument.chars().filter(word).take(255).collect();
        self.mail = None;
        let name = self.shared.config.authserv_id.clone();
        if verb == "HELO" {
            return self.reply(&format!("250 {name}"));
        }
        let size = format!("SIZE {MAX_MESSAGE}");
        let mut lines = vec![name];
        for extension in ["PIPELINING", "8BITMIME", &size, "AUTH PLAIN LOGIN XOAUTH2", "ENHANCEDSTATUSCODES"] {
            if self.has(extension.split(' ').next().unwrap_or(extension)) {
                lines.push(extension.to_owned());
            }
        }
        for (at, line) in lines.iter().enumerate() {
            let dash = if at + 1 < lines.len() { '-' } else { ' ' };
            self.reply(&format!("250{dash}{line}"));
        }
    }

    async fn auth(&mut self, argument: &str) -> io::Result<Then> {
        let (mechanism, initial) = argument.split_once(' ').unwrap_or((argument, ""));
        let initial = (!initial.is_empty()).then(|| initial.to_owned());
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => self.ask("334 ", initial).await?.and_then(|plain| plain_credentials(&plain)),
            "LOGIN" => match self.ask("334 VXNlcm5hbWU6", initial).await? {
                Some(user) => self.ask("334 UGFzc3dvcmQ6", None).await?.map(|password| (user, password)),
                None => None,
            },
            "XOAUTH2" => self.ask("334 ", initial).await?.and_then(|answer| bearer_credentials(&answer)),
            _ => {
                self.reply("504 5.5.4 Unknown mechanism");
                return Ok(Then::GoOn);
            }
        };
        let Some((user, password)) = given else {
            self.reply("501 5.5.2 That is not how it is done");
            return Ok(Then::GoOn);
        };
        self.login = self.shared.authenticate(&user, &password);
        if self.login.is_none() && mechanism.eq_ignore_ascii_case("XOAUTH2") {
            // The reason comes as a challenge that wants an empty answer before the refusal itself.
            self.ask(&format!("334 {}", BASE64.encode(b"{\"status\":\"400\"}")), None).await?;
        }
        let answer = if self.login.is_some() { "235 2.7.0 Welcome" } else { "535 5.7.8 Wrong name or password" };
        self.reply(answer);
        Ok(Then::GoOn)
    }

    /// One answer of the client within AUTH, decoded; none if it cannot be read.
    async fn ask(&mut self, prompt: &str, initial: Option<String>) -> io::Result<Option<String>> {
        let answer = match initial {
            Some(initial) => initial,
            None => {
                self.reply(prompt);
                self.lines.flush().await?;
                let Some(line) = self.lines.line(MAX_LINE).await? else { return Ok(None) };
                String::from_utf8_lossy(&line).into_owned()
            }
        };
        let bytes = BASE64.decode(answer.trim().as_bytes()).ok();
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    fn mail(&mut self, argument: &str) {
        if self.mail.is_some() {
            return self.reply("503 5.5.1 One mail at a time");
        }
        let Some((return_path, parameters)) = path(argument, "FROM:") else {
            return self.reply("501 5.1.7 Cannot read that address");
        };
        for parameter in parameters.split_whitespace() {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match key.to_ascii_uppercase().as_str() {
                "SIZE" if self.has("SIZE") => match value.parse::<usize>() {
                    Ok(size) if size <= MAX_MESSAGE => {}
                    Ok(_) => return self.reply("552 5.3.4 Too large"),
                    Err(_) => return self.reply("501 5.5.4 SIZE is a number"),
                },
                "BODY" if self.has("8BITMIME") => {}
                "AUTH" if self.has("AUTH") => {}
                _ => return self.reply("555 5.5.4 Unknown parameter"),
            }
        }
        self.mail = Some(Mail { return_path, recipients: Vec::new() });
        self.reply("250 2.1.0 OK");
    }

    fn rcpt(&mut self, argument: &str) {
        let Some(mail) = &mut self.mail else { return self.reply("503 5.5.1 MAIL first") };
        let Some((recipient, _)) = path(argument, "TO:").filter(|(address, _)| address.contains('@')) else {
            return self.reply("501 5.1.3 Cannot read that address");
        };
        let domain = recipient.rsplit_once('@').map_or("", |(_, domain)| domain);
        let local = self.shared.config.domains.iter().any(|ours| ours.eq_ignore_ascii_case(domain));
        let answer = if !local {
            "550 5.7.1 No mail for that domain is taken here"
        } else if self.shared.owner(&recipient).is_none() {
            "550 5.1.1 No such user here"
        } else if mail.recipients.len() >= MAX_RECIPIENTS {
            "452 4.5.3 Too many recipients"
        } else {
            mail.recipients.push(recipient);
            "250 2.1.5 OK"
        };
        self.reply(answer);
    }

    async fn data(&mut self) -> io::Result<Then> {
        let Some(mail) = self.mail.take_if(|mail| !mail.recipients.is_empty()) else {
            self.reply("503 5.5.1 RCPT first");
            return Ok(Then::GoOn);
        };
        self.reply("354 Go on, end with a dot");
        self.lines.flush().await?;
        let Some(text) = self.text().await? else { return Ok(Then::Close) };
        if let Some(then) = self.fault(SmtpStage::Dot).await? {
            return Ok(then);
        }
        let Text::Whole(raw) = text else {
            self.reply("552 5.3.4 Too large");
            return Ok(Then::GoOn);
        };
        for recipient in &mail.recipients {
            self.shared.receive(&Arrival {
                login: self.login.as_deref(),
                return_path: &mail.return_path,
                recipient,
                greeted_as: &self.greeted_as,
                raw: &raw,
            });
        }
        if self.shared.smtp_faults.take(|fault| *fault == SmtpFault::CloseAfterDot).is_some() {
            return Ok(Then::Close);
        }
        self.reply("250 2.0.0 Taken");
        Ok(Then::GoOn)
    }

    /// The text up to the line with the dot, with the doubled dots undone; none if the client left before. Only CR LF ends
    /// a line, so that no second mail can be smuggled in (RFC 5321, section 2.3.8).
    async fn text(&mut self) -> io::Result<Option<Text>> {
        let mut raw = Vec::new();
        let mut too_large = false;
        let mut at_start = true;
        loop {
            let Some(line) = self.lines.line(MAX_MESSAGE).await? else { return Ok(None) };
            if at_start && line == b".\r\n" {
                return Ok(Some(if too_large { Text::TooLarge } else { Text::Whole(raw) }));
            }
            let stuffed = at_start && line.starts_with(b".");
            at_start = line.ends_with(b"\r\n");
            too_large |= raw.len() + line.len() > MAX_MESSAGE;
            if !too_large {
                raw.extend_from_slice(line.get(usize::from(stuffed)..).unwrap_or_default());
            }
        }
    }
}

/// What came after DATA.
enum Text {
    Whole(Vec<u8>),
    TooLarge,
}

/// The address between the angle brackets after `keyword`, and the parameters behind it.
fn path(argument: &str, keyword: &str) -> Option<(String, String)> {
    let (start, rest) = argument.split_at_checked(keyword.len())?;
    let (address, parameters) = rest.trim_start().strip_prefix('<')?.split_once('>')?;
    let clean = address.len() <= 320 && address.chars().all(|c| c.is_ascii_graphic());
    (start.eq_ignore_ascii_case(keyword) && clean).then(|| (address.to_owned(), parameters.to_owned()))
}

/// User and token of an XOAUTH2 answer; here the password serves as the token.
fn bearer_credentials(answer: &str) -> Option<(String, String)> {
    let (user, rest) = answer.strip_prefix("user=")?.split_once('\u{1}')?;
    let token = rest.strip_prefix("auth=Bearer ")?.strip_suffix("\u{1}\u{1}")?;
    Some((user.to_owned(), token.to_owned()))
}

/// Name and password of a PLAIN answer (RFC 4616).
pub(super) fn plain_credentials(answer: &str) -> Option<(String, String)> {
    let mut parts = answer.split('\0').skip(1);
    Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
}
