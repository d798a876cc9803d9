//! Composing: a [`Draft`] of plain values becomes the final bytes of a message; equal drafts give equal bytes.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, MessageBuilder, MultiPart, SinglePart};

use super::address::Mailbox;
use super::calendar::{self, Invite};
use super::inbound::Attachment;

/// Everything a message to be sent says.
#[derive(Clone, Debug)]
pub struct Draft {
    /// `From`.
    pub from: Mailbox,
    /// `Reply-To`, where it differs from `From`.
    pub reply_to: Option<Mailbox>,
    /// `To`: always exactly one person.
    pub to: Mailbox,
    /// `Subject`; made single-line here.
    pub subject: String,
    /// `Message-ID`, without angle brackets.
    pub message_id: String,
    /// `In-Reply-To`, without angle brackets.
    pub in_reply_to: Option<String>,
    /// `References`, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// `Date`.
    pub date: Timestamp,
    /// Is it written by the service (`Auto-Submitted: auto-generated`, RFC 3834) rather than by a person?
    pub automatic: bool,
    /// `X-Mentorpost-Kind`: the name of its template.
    pub kind: &'static str,
    /// `List-Id` and its companions (RFC 2919, RFC 2369), for mail that goes to many.
    pub list: Option<ListHeaders>,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: Option<String>,
    /// An invitation, or its end: beside text and HTML as a third way to read the mail (RFC 6047), and once more as a file.
    pub calendar: Option<Invite>,
    /// Files; those with `inline` and a `content_id` are put beside the HTML (multipart/related).
    pub attachments: Vec<Attachment>,
}

/// The list headers of a message.
#[derive(Clone, Debug)]
pub struct ListHeaders {
    /// `List-Id`: a name, and the identifier within angle brackets.
    pub id: (String, String),
    /// `List-Help`: a `mailto:` address.
    pub help: String,
    /// `List-Unsubscribe`: a `mailto:` address.
    pub unsubscribe: String,
}

/// The longest name and subject that are written, in characters: longer ones only break somebody's mail program.
const MAX_NAME: usize = 100;
const MAX_SUBJECT: usize = 250;
const MAX_FILE_NAME: usize = 150;

/// The final bytes of `draft`: CRLF lines, 7 bits, no line above 998 (RFC 5322, section 2.1.1). Equal drafts give equal bytes; no
/// value of a draft can add or end a header.
pub fn seal(draft: &Draft) -> Vec<u8> {
    let builder = headers(draft);
    let body = whole_body(draft);
    match builder.multipart(body) {
        Ok(message) => message.formatted(),
        // Only a missing From or To could fail, and a draft has both; the words are kept all the same.
        Err(_) => draft.text.clone().into_bytes(),
    }
}

fn headers(draft: &Draft) -> MessageBuilder {
    let mut builder = Message::builder()
        .date(system_time(draft.date))
        .message_id(Some(format!("<{}>", id(&draft.message_id))))
        .subject(single_line(&draft.subject, MAX_SUBJECT));
    for (name, mailbox) in [("From", Some(&draft.from)), ("Reply-To", draft.reply_to.as_ref()), ("To", Some(&draft.to))]
    {
        let Some(address) = mailbox.and_then(|m| m.address.as_str().parse::<lettre::Address>().ok().map(|a| (m, a)))
        else {
            continue;
        };
        let shown = Some(single_line(&address.0.name, MAX_NAME)).filter(|n| !n.is_empty());
        let mailbox = lettre::message::Mailbox::new(shown, address.1);
        builder = match name {
            "From" => builder.from(mailbox),
            "Reply-To" => builder.reply_to(mailbox),
            _ => builder.to(mailbox),
        };
    }
    if let Some(answered) = &draft.in_reply_to {
        builder = builder.in_reply_to(format!("<{}>", id(answered)));
    }
    if !draft.references.is_empty() {
        let list: Vec<_> = draft.references.iter().map(|r| format!("<{}>", id(r))).collect();
        builder = builder.references(list.join(" "));
    }
    let mut raw = vec![("X-Mentorpost-Kind", draft.kind.to_owned())];
    if draft.automatic {
        raw.push(("Auto-Submitted", "auto-generated".to_owned()));
        // Exchange answers with an out-of-office notice to whatever does not say this (MS-OXCMAIL, section 2.2.3.2.14).
        raw.push(("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()));
    } else {
        raw.push(("Auto-Submitted", "no".to_owned()));
    }
    if let Some(list) = &draft.list {
        raw.push(("List-Id", format!("{} <{}>", phrase(&list.id.0), id(&list.id.1))));
        raw.push(("List-Help", format!("<{}>", id(&list.help))));
        raw.push(("List-Unsubscribe", format!("<{}>", id(&list.unsubscribe))));
    }
    for (name, value) in raw {
        if let Ok(name) = HeaderName::new_from_ascii(name.to_owned()) {
            builder = builder.raw_header(HeaderValue::new(name, single_line(&value, 900)));
        }
    }
    builder
}

/// Text and HTML as alternatives, inline files beside the HTML, the others behind all that.
fn whole_body(draft: &Draft) -> MultiPart {
    // Boundaries follow from the Message-ID, which no part can foresee; encoded parts cannot hold a line that begins with "=_".
    let boundary =
        |part: &str| format!("=_{part}_{}", id(&draft.message_id).replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    let alternative = MultiPart::alternative().boundary(boundary("alt"));
    let text = text_part(ContentType::TEXT_PLAIN, &draft.text);
    let mut body = match &draft.html {
        Some(html) => alternative.singlepart(text).singlepart(text_part(ContentType::TEXT_HTML, html)),
        None => alternative.singlepart(text),
    };
    let written = draft.calendar.as_ref().map(|invite| (invite.method(), calendar::write(invite)));
    if let Some((method, calendar)) = &written {
        // The last alternative is the best: Outlook, Gmail and Apple Mail show their buttons for it.
        body = body.singlepart(calendar_part(method, calendar));
    }
    // Programs that know no such alternative offer the file.
    let file = written.map(|(_, calendar)| Attachment {
        name: "invite.ics".to_owned(),
        media_type: "application/ics".to_owned(),
        inline: false,
        content_id: None,
        bytes: calendar.into_bytes(),
    });
    let files = draft.attachments.iter().chain(&file);
    let (inline, attached): (Vec<_>, Vec<_>) =
        files.partition(|a| a.inline && a.content_id.is_some() && draft.html.is_some());
    if !inline.is_empty() {
        let related = MultiPart::related().boundary(boundary("rel")).multipart(body);
        body = inline.into_iter().fold(related, |parts, file| parts.singlepart(file_part(file, true)));
    }
    if !attached.is_empty() {
        let mixed = MultiPart::mixed().boundary(boundary("mix")).multipart(body);
        body = attached.into_iter().fold(mixed, |parts, file| parts.singlepart(file_part(file, false)));
    }
    body
}

fn text_part(kind: ContentType, text: &str) -> SinglePart {
    let text: String =
        text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let text = text.replace('\n', "\r\n");
    SinglePart::builder().header(kind).body(encoded(text.into_bytes()))
}

/// The calendar part; its method stands beside its type as well (RFC 6047, section 2.4).
fn calendar_part(method: &str, calendar: &str) -> SinglePart {
    let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"));
    // Some programs read this part before they have undone its encoding, so that ASCII goes as it is: its lines are short.
    let body = if calendar.is_ascii() {
        Body::dangerous_pre_encoded(calendar.as_bytes().to_vec(), ContentTransferEncoding::SevenBit)
    } else {
        Body::new_with_encoding(calendar.to_owned(), ContentTransferEncoding::Base64).unwrap_or_else(Body::new)
    };
    SinglePart::builder().header(kind.unwrap_or(ContentType::TEXT_PLAIN)).body(body)
}

/// Base64 or quoted-printable, whichever is shorter for these bytes; never anything that a server might rewrite.
fn encoded(bytes: Vec<u8>) -> Body {
    let plain = bytes.iter().filter(|b| b.is_ascii_graphic() || matches!(b, b' ' | b'\r' | b'\n')).count();
    let encoding = if plain * 6 >= bytes.len() * 5 {
        ContentTransferEncoding::QuotedPrintable
    } else {
        ContentTransferEncoding::Base64
    };
    match String::from_utf8(bytes) {
        Ok(text) => Body::new_with_encoding(text, encoding).unwrap_or_else(Body::new),
        Err(error) => {
            Body::new_with_encoding(error.into_bytes(), ContentTransferEncoding::Base64).unwrap_or_else(Body::new)
        }
    }
}

fn file_part(file: &Attachment, inline: bool) -> SinglePart {
    let kind = ContentType::parse(&file.media_type)
        .ok()
        // A message inside would need its own encoding rules (RFC 2046, section 5.2.1); as bytes it arrives as it is.
        .filter(|_| !file.media_type.starts_with("message/") && !file.media_type.starts_with("multipart/"))
        .or_else(|| ContentType::parse("application/octet-stream").ok())
        .unwrap_or(ContentType::TEXT_PLAIN);
    let name = single_line(&file.name, MAX_FILE_NAME);
    let builder = SinglePart::builder().header(kind);
    let builder = match file.content_id.as_ref().filter(|_| inline) {
        Some(content_id) => builder
            .header(ContentDisposition::inline_with_name(&name))
            .header(ContentId::from(format!("<{}>", id(content_id)))),
        None => builder.header(ContentDisposition::attachment(&name)),
    };
    let body = Body::new_with_encoding(file.bytes.clone(), ContentTransferEncoding::Base64);
    builder.body(body.unwrap_or_else(Body::new))
}

fn system_time(at: Timestamp) -> SystemTime {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// On one line, without control and direction characters, at most `longest` characters.
fn single_line(text: &str, longest: usize) -> String {
    let direction = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .filter(|c| !direction(*c))
        .collect();
    let words: Vec<_> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(longest).collect()
}

/// A display phrase of ASCII letters, for structured headers that know no encoding.
fn phrase(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ').collect();
    format!("\"{}\"", kept.trim())
}

/// What may stand between angle brackets: printable ASCII without the brackets and blanks.
fn id(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>')).take(500).collect()
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    use super::*;
    use crate::mail::address::Address;

    fn draft() -> Draft {
        Draft {
            from: Mailbox {
                name: "Jane Smith (Career Mentoring)".into(),
                address: Address::parse("m+abc@uni.example").unwrap(),
            },
            reply_to: None,
            to: Mailbox { name: "Ada".into(), address: Address::parse("ada@uni.example").unwrap() },
            subject: "Re: Grüße".into(),
            message_id: "0123.mentorpost@uni.example".into(),
            in_reply_to: Some("x@y.example".into()),
            references: vec!["w@y.example".into(), "x@y.example".into()],
            date: "2026-11-23T10:00:00Z".parse().unwrap(),
            automatic: false,
            kind: "relay",
            list: None,
            text: "Hello Ada,\n\nthank you – “yes”.\n.\nJane".into(),
            html: Some("<p>Hello</p>".into()),
            calendar: None,
            attachments: vec![
                Attachment {
                    name: "CV – Ada.pdf".into(),
                    media_type: "application/pdf".into(),
                    inline: false,
                    content_id: None,
                    bytes: vec![0, 255, 10],
                },
                Attachment {
                    name: "a.png".into(),
                    media_type: "image/png".into(),
                    inline: true,
                    content_id: Some("pic1".into()),
                    bytes: b"PNG".to_vec(),
                },
            ],
        }
    }

    #[test]
    fn what_is_sealed_reads_back() {
        let bytes = seal(&draft());
        assert_eq!(bytes, seal(&draft()));
        assert!(bytes.is_ascii() && bytes.split(|b| *b == b'\n').all(|line| line.len() <= 998));
        let message = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(message.subject(), Some("Re: Grüße"));
        assert_eq!(message.from().unwrap().first().unwrap().name(), Some("Jane Smith (Career Mentoring)"));
        assert_eq!(message.message_id(), Some("0123.mentorpost@uni.example"));
        assert_eq!(message.references().as_text_list().unwrap(), ["w@y.example", "x@y.example"]);
        assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), draft().text);
        assert_eq!(
            message.attachments().filter_map(mail_parser::MimeHeaders::attachment_name).collect::<Vec<_>>(),
            ["a.png", "CV – Ada.pdf"]
        );
        assert_eq!(message.header_raw("Auto-Submitted").map(str::trim), Some("no"));
    }

    #[test]
    fn automatic_mail_says_so() {
        let list = ListHeaders {
            id: ("Career Mentoring".into(), "m.uni.example".into()),
            help: "mailto:m@uni.example".into(),
            unsubscribe: "mailto:m@uni.example?body=LEAVE".into(),
        };
        let bytes = seal(&Draft { automatic: true, list: Some(list), ..draft() });
        let message = MessageParser::default().parse(&bytes).unwrap();
        for (name, value) in [
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "OOF, AutoReply"),
            ("List-Id", "\"Career Mentoring\" <m.uni.example>"),
            ("List-Unsubscribe", "<mailto:m@uni.example?body=LEAVE>"),
        ] {
            assert_eq!(message.header_raw(name).map(str::trim), Some(value), "{name}");
        }
    }

    #[test]
    fn an_invitation_is_an_alternative_and_a_file() {
        let mailbox = |name: &str| Mailbox { name: name.into(), address: Address::parse("m+abc@uni.example").unwrap() };
        for (name, cancelled) in [("Jane", false), ("Zoë", true)] {
            let invite = Invite {
                cancelled,
                tentative: false,
                uid: "meeting-44@uni.example".into(),
                sequence: 0,
                stamp: draft().date,
                start: "2026-12-03T15:00:00Z".parse().unwrap(),
                end: "2026-12-03T16:00:00Z".parse().unwrap(),
                summary: "Meeting".into(),
                description: String::new(),
                location: String::new(),
                organizer: mailbox(name),
                attendee: mailbox("Ada"),
            };
            let bytes = seal(&Draft { calendar: Some(invite.clone()), ..draft() });
            assert!(bytes.is_ascii());
            let message = MessageParser::default().parse(&bytes).unwrap();
            let types: Vec<_> = message
                .parts
                .iter()
                .filter_map(mail_parser::MimeHeaders::content_type)
                .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
                .collect();
            assert_eq!(
                types,
                [
                    "multipart/mixed",
                    "multipart/related",
                    "multipart/alternative",
                    "text/plain",
                    "text/html",
                    "text/calendar",
                    "image/png",
                    "application/pdf",
                    "application/ics"
                ]
            );
            let part = message
                .parts
                .iter()
                .find(|part| mail_parser::MimeHeaders::is_content_type(*part, "text", "calendar"))
                .unwrap();
            let kind = mail_parser::MimeHeaders::content_type(part).unwrap();
            let encoding = if cancelled { "base64" } else { "7bit" };
            assert_eq!(mail_parser::MimeHeaders::content_transfer_encoding(part), Some(encoding));
            assert_eq!(kind.attribute("method"), Some(if cancelled { "CANCEL" } else { "REQUEST" }));
            assert_eq!(String::from_utf8_lossy(part.contents()).trim_end(), calendar::write(&invite).trim_end());
        }
    }

    proptest! {
        #[test]
        fn nothing_a_person_wrote_adds_a_header(name in "\\PC{0,40}|[\\x00-\\x7f]{0,40}", subject in "(?s).{0,80}", file in "(?s).{0,40}", text in "(?s).{0,200}") {
            let mut hostile = draft();
            hostile.from.name = name.clone();
            hostile.to.name = name;
            hostile.subject = subject;
            hostile.attachments[0].name = file;
            hostile.text.clone_from(&text);
            hostile.in_reply_to = Some(format!("{text}\r\nBcc: eve@evil.example"));
            let bytes = seal(&hostile);
            prop_assert!(bytes.is_ascii());
            let message = MessageParser::default().parse(&bytes).unwrap();
            let mut names: Vec<_> = message.headers().iter().map(|h| h.name().to_lowercase()).collect();
            names.sort();
            prop_assert_eq!(names, ["auto-submitted", "content-type", "date", "from", "in-reply-to", "message-id", "mime-version", "references", "subject", "to", "x-mentorpost-kind"]);
            let clean: String = text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            let read = message.body_text(0).unwrap().replace("\r\n", "\n");
            prop_assert_eq!(read.trim_end(), clean.trim_end());
        }
    }
}
