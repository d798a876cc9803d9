//! From the bytes of a message to an [`Inbound`]: total, bounded, and never in doubt about who wrote it without saying so.

use std::fmt::Write as _;
use std::panic::{UnwindSafe, catch_unwind};

use jiff::Timestamp;
use mail_parser::parsers::MessageStream;
use mail_parser::{HeaderValue, MessageParser};

use super::address::Address;
use super::fields::{Fields, text};
use super::html_text::HtmlPart;
use super::inbound::{Inbound, Kind};
use super::origin::{self, Signs};
use super::sender::{Sender, mailboxes};
use super::{absence, auth, bodies, nesting, reported};

/// How many parts of a message are looked at.
pub(super) const MAX_PARTS: usize = 1_000;
/// How many bytes of text are read for new words.
pub(super) const MAX_TEXT: usize = 2 << 20;
/// How many lines of it are read: a text that has more has next to nothing in them, and each costs more than its bytes.
pub(super) const MAX_LINES: usize = 100_000;
/// How many Message-IDs `References` are read for.
const MAX_IDS: usize = 100;
/// How many bytes a hostile structure may have: with more, only the header and the text as it stands are read.
const MAX_BOUNDARIES: usize = 5_000;
/// How many parts may hold further parts.
const MAX_NESTED: usize = 100;
/// How large a header may be, that of the message or that of a part: servers refuse far smaller ones, and the parser keeps every word.
const MAX_HEADER: usize = 512 * 1024;

/// Whose mail it is.
#[derive(Clone, Debug)]
pub struct ParseContext {
    service: Address,
    authserv_ids: Vec<String>,
}

impl ParseContext {
    /// Mail to `service`; `authserv_ids` name the servers whose `Authentication-Results` are believed.
    pub fn new(service: Address, authserv_ids: Vec<String>) -> Self {
        Self { service, authserv_ids }
    }
}

/// Tells a message from every other: SHA-256 over its bytes and the address of ours that it came to, as hosts may hand the same
/// bytes to two of them. The `Received` fields do not count: a server that did not hear that its mail was taken hands it over
/// again, and all that differs then is the way it came (RFC 5321, sections 4.4 and 6.1).
pub fn content_key(raw: &[u8], context: &ParseContext) -> [u8; 32] {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    let mut in_header = true;
    let mut on_the_way = false;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        in_header &= !matches!(line, b"\r\n" | b"\n");
        on_the_way = in_header && if folded { on_the_way } else { is_way(line) };
        if !on_the_way {
            digest.update(line);
        }
    }
    for recipient in addresses(&Fields::read(raw), &[DELIVERED_TO, ADDRESSED_TO].concat()) {
        if recipient.domain() == context.service.domain() {
            digest.update(b"\0");
            digest.update(recipient.as_str().to_lowercase().as_bytes());
        }
    }
    let mut key = [0; 32];
    key.copy_from_slice(digest.finish().as_ref());
    key
}

/// Does the line begin a field that says by which way the message came?
fn is_way(line: &[u8]) -> bool {
    let name = line.split(|b| *b == b':').next().unwrap_or_default();
    name.eq_ignore_ascii_case(b"received") || name.eq_ignore_ascii_case(b"x-received")
}

/// Reads a message. One that a library trips over comes back as unreadable, with what its header says.
pub fn parse(raw: &[u8], context: &ParseContext) -> Inbound {
    let raw = without_envelope_line(raw);
    let fields = Fields::read(raw);
    let sender = Sender::read(fields.all("from"));
    let read = survived(|| whole(raw, &fields, &sender, context));
    let mut inbound =
        read.unwrap_or_else(|| unreadable(header(raw, &fields, &sender, context), "its parts are broken"));
    if fields.iter().next().is_none() {
        inbound = unreadable(inbound, "it has no header");
    }
    inbound
}

/// What `read` makes of a stranger's bytes; nothing where a library panics over them. Rust tells of the panic on standard error, and may:
/// it is for the operator, names a place in a library, and to silence it would silence every thread.
fn survived<T>(read: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    catch_unwind(read).ok()
}

fn unreadable(mut inbound: Inbound, reason: &str) -> Inbound {
    inbound.kind = Kind::Unreadable;
    inbound.suppress_response = true;
    reason.clone_into(&mut inbound.reason);
    inbound
}

fn whole(raw: &[u8], fields: &Fields, sender: &Sender, context: &ParseContext) -> Inbound {
    let hostile = structure_is_hostile(raw);
    let opened = nesting::shallow(raw);
    let message = if hostile { None } else { MessageParser::default().parse(&*opened).filter(|m| !m.parts.is_empty()) };
    let mut inbound = header(raw, fields, sender, context);
    let mut signs = Signs::default();
    match &message {
        Some(message) => {
            bodies::read(&mut inbound, message);
            reported::reports(&mut inbound, &mut signs, message, fields);
        }
        None => whole_as_text(&mut inbound, raw, hostile),
    }
    reported::in_words(&mut inbound, &mut signs, message.as_ref(), fields);
    signs.calendar_reply = inbound.calendar.as_deref().is_some_and(is_reply);
    decide(&mut inbound, &signs, fields, context);
    inbound
}

/// The line that mailbox files put before a message is none of its header.
fn without_envelope_line(raw: &[u8]) -> &[u8] {
    match raw.strip_prefix(b"From ").and_then(|rest| rest.iter().position(|b| *b == b'\n')) {
        Some(end) => raw.get(end + 6..).unwrap_or_default(),
        None => raw,
    }
}

/// More boundaries or larger headers than any mail program writes: such a message is not worth what its structure costs.
fn structure_is_hostile(raw: &[u8]) -> bool {
    let (mut boundaries, mut header) = (0, 0);
    let (mut in_header, mut message_follows) = (true, false);
    for line in raw.split(|b| *b == b'\n') {
        if line.starts_with(b"--") {
            boundaries += 1;
            (header, in_header, message_follows) = (0, true, false);
        } else if line.iter().all(u8::is_ascii_whitespace) {
            (header, in_header, message_follows) = (0, in_header && message_follows, false);
        } else if in_header {
            header += line.len() + 1;
            message_follows |= nesting::announces(line);
        }
        if boundaries > MAX_BOUNDARIES || header > MAX_HEADER {
            return true;
        }
    }
    nesting::count(raw, b"boundary=", MAX_NESTED + 1) > MAX_NESTED
}

fn header(raw: &[u8], fields: &Fields, sender: &Sender, context: &ParseContext) -> Inbound {
    let (from, from_name) = match sender {
        Sender::One { address, name } => (Some(address.clone()), Some(decoded(name)).filter(|name| !name.is_empty())),
        Sender::Ambiguous | Sender::Missing => (None, None),
    };
    let authentication = auth::read(fields, from.as_ref(), &context.authserv_ids);
    Inbound {
        kind: Kind::Human,
        reason: String::new(),
        from,
        from_name,
        from_ambiguous: *sender == Sender::Ambiguous,
        delivered_to: addresses(fields, DELIVERED_TO),
        addressed_to: addresses(fields, ADDRESSED_TO),
        subject: decoded(fields.first("subject").unwrap_or_default()),
        message_id: id_of(raw, fields),
        in_reply_to: ids(fields.first("in-reply-to").unwrap_or_default()),
        references: ids(fields.first("references").unwrap_or_default()),
        date: fields.first("date").and_then(date),
        text: String::new(),
        elided: String::new(),
        html: HtmlPart::default(),
        forwarded: false,
        attachments: Vec::new(),
        bounce: Vec::new(),
        reported_message_ids: Vec::new(),
        auto_reply: false,
        away_until: None,
        suppress_response: false,
        authentication,
        received_count: fields.all("received").count(),
        calendar: None,
        warnings: Vec::new(),
    }
}

fn whole_as_text(inbound: &mut Inbound, raw: &[u8], hostile: bool) {
    let start = raw.windows(2).position(|w| w == b"\n\n").or_else(|| raw.windows(4).position(|w| w == b"\r\n\r\n"));
    let body = start.and_then(|at| raw.get(at..)).unwrap_or_default();
    inbound.text = text(body.get(..body.len().min(MAX_TEXT)).unwrap_or_default()).trim().to_owned();
    if hostile {
        inbound.warnings.push(
            "it has more parts, or longer headers, than any mail program writes; its parts were not opened".to_owned(),
        );
    }
}

fn decide(inbound: &mut Inbound, signs: &Signs, fields: &Fields, context: &ParseContext) {
    let own = origin::is_own(fields, inbound.from.as_ref(), &inbound.message_id, &context.service);
    let decided = origin::decide(fields, &inbound.subject, signs, own);
    inbound.kind = decided.kind;
    decided.reason.clone_into(&mut inbound.reason);
    if inbound.kind != Kind::Bounce {
        inbound.bounce.clear();
    }
    inbound.auto_reply = inbound.kind == Kind::AutoReply;
    inbound.suppress_response = origin::suppresses(fields, inbound.kind);
    if inbound.auto_reply {
        let about = format!("{}\n{}", inbound.subject, inbound.text);
        inbound.away_until = absence::until(&about, inbound.date);
    }
}

fn is_reply(calendar: &str) -> bool {
    calendar.lines().take(200).any(|line| {
        let line = line.trim().to_ascii_uppercase();
        line == "METHOD:REPLY" || line == "METHOD:COUNTER"
    })
}

/// The fields in which servers say to whom they hand a message.
const DELIVERED_TO: &[&str] =
    &["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "x-gm-original-to"];
/// Those in which its author does.
const ADDRESSED_TO: &[&str] = &["to", "cc"];

/// The addresses in these fields, no repeats.
fn addresses(fields: &Fields, names: &[&str]) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    for name in names {
        for value in fields.all(name).take(20) {
            for (_, address) in mailboxes(value).unwrap_or_default().into_iter().take(200) {
                if let Some(address) = Address::parse(&address)
                    && !found.contains(&address)
                {
                    found.push(address);
                }
            }
        }
    }
    found
}

/// The ids within angle brackets; without any, the words themselves (some programs leave the brackets out).
fn ids(value: &str) -> Vec<String> {
    let plain = |id: &str| id.chars().all(|c| !c.is_control() && !c.is_whitespace()) && (1..=250).contains(&id.len());
    let bracketed: Vec<String> = value
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(id, _)| id.split_whitespace().collect::<String>())
        .filter(|id| plain(id))
        .collect();
    let found = if bracketed.is_empty() && !value.contains('<') {
        value.split_whitespace().filter(|word| word.contains('@') && plain(word)).map(str::to_owned).collect()
    } else {
        bracketed
    };
    // The newest stand last.
    let skipped = found.len().saturating_sub(MAX_IDS);
    found.into_iter().skip(skipped).collect()
}

/// The `Message-ID` of a message (without angle brackets) as [`parse`] gives it: where it has none, one that its bytes make.
pub fn message_id(raw: &[u8]) -> String {
    let raw = without_envelope_line(raw);
    id_of(raw, &Fields::read(raw))
}

fn id_of(raw: &[u8], fields: &Fields) -> String {
    ids(fields.first("message-id").unwrap_or_default()).pop().unwrap_or_else(|| synthetic_id(raw))
}

fn synthetic_id(raw: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, raw);
    let mut hex = String::new();
    for byte in digest.as_ref().iter().take(16) {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    format!("sha256-{hex}@synthetic.invalid")
}

fn date(value: &str) -> Option<Timestamp> {
    let parsed = survived(|| mail_parser::DateTime::parse_rfc822(value)).flatten()?;
    Timestamp::from_second(parsed.to_timestamp()).ok()
}

/// A value with its encoded words (RFC 2047) decoded, on one line.
fn decoded(value: &str) -> String {
    let source = format!("{value}\n");
    let text = survived(|| match MessageStream::new(source.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => text.into_owned(),
        _ => String::new(),
    });
    text.unwrap_or_default()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_library_is_survived_and_leaves_the_header() {
        assert_eq!(survived(|| 1), Some(1));
        assert_eq!(survived(|| -> u8 { panic!("a part that is not there") }), None);
        let context = ParseContext::new(Address::parse("mentoring@uni.example").unwrap(), Vec::new());
        let left = unreadable(parse(b"From: ada@student.example\r\nSubject: Hello\r\n\r\n", &context), "why");
        assert_eq!((left.kind, left.suppress_response, &*left.reason), (Kind::Unreadable, true, "why"));
        assert_eq!(
            (&*left.subject, left.from.map(|a| a.to_string())),
            ("Hello", Some("ada@student.example".to_owned()))
        );
    }

    #[test]
    fn the_way_it_came_makes_no_other_message_and_anything_else_does() {
        let service = Address::parse("mentoring@uni.example").unwrap();
        let key = |raw: &str| content_key(raw.as_bytes(), &ParseContext::new(service.clone(), Vec::new()));
        let mail =
            "Received: from a\r\n\tby b\r\nFrom: x@y.example\r\nTo: mentoring@uni.example\r\n\r\nReceived: yes\r\n";
        for same in [
            mail.replace("from a\r\n\tby b", "from c"),
            mail.replace("Received: from a\r\n\tby b\r\n", ""),
            format!("received: from d\r\n{mail}"),
        ] {
            assert_eq!(key(mail), key(&same), "{same}");
        }
        for other in [
            mail.replace("yes", "no"),
            mail.replace("x@", "z@"),
            format!("Delivered-To: mentoring+tag@uni.example\r\n{mail}"),
            mail.replace("\r\n\r\nReceived: yes", "\r\n\r\nX: yes"),
        ] {
            assert_ne!(key(mail), key(&other), "{other}");
        }
    }
}
