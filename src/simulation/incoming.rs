//! A mail as somebody's mail program shows it: read from its bytes alone.

use mail_parser::{HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::calendar::Invitation;

/// A mail in somebody's mailbox.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
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
    /// `Date`, in seconds since 1970.
    pub date: i64,
    /// The text part.
    pub text: String,
    /// The buttons of the HTML part.
    pub buttons: Vec<Button>,
    /// What it puts into the calendar.
    pub invitation: Option<Invitation>,
    /// The names of the files that come with it.
    pub files: Vec<String>,
}

/// A `mailto:` link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Where it writes.
    pub to: String,
    /// The subject it fills in.
    pub subject: String,
    /// The body it fills in.
    pub body: String,
}

impl Incoming {
    /// Reads a mail; with it, in lower case, all that anybody could find in it: its bytes, and each field and part decoded.
    /// `None` for something that is no mail.
    pub fn read(raw: &[u8]) -> Option<(Self, String)> {
        let message = MessageParser::default().parse(raw)?;
        let author = message.from()?.first()?;
        let answer_to = message.reply_to().and_then(|list| list.first()).unwrap_or(author);
        let html = message.body_html(0).unwrap_or_default();
        let mail = Self {
            kind: header(&message, "X-Mentorpost-Kind"),
            from_name: author.name().unwrap_or_default().to_owned(),
            reply_to: answer_to.address().unwrap_or_default().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            references: ids(message.references()),
            date: message.date().map_or(0, mail_parser::DateTime::to_timestamp),
            text: message.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
            buttons: buttons(&html),
            invitation: message.parts.iter().find_map(invitation),
            files: message.attachments().filter_map(|part| part.attachment_name()).map(str::to_owned).collect(),
        };
        Some((mail, everything(raw, &message)))
    }

    /// The button that fills in a body which begins so.
    pub fn button(&self, beginning: &str) -> Option<&Button> {
        self.buttons.iter().find(|button| button.body.starts_with(beginning))
    }
}

fn invitation(part: &MessagePart<'_>) -> Option<Invitation> {
    Invitation::read(part.text_contents().filter(|_| part.is_content_type("text", "calendar"))?)
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

fn everything(raw: &[u8], message: &Message<'_>) -> String {
    let mut text = String::from_utf8_lossy(raw).into_owned();
    for header in message.headers() {
        text.push_str(&format!("\n{:?}", header.value));
    }
    for part in &message.parts {
        text.push('\n');
        text.push_str(part.attachment_name().unwrap_or_default());
        text.push('\n');
        match &part.body {
            PartType::Text(body) | PartType::Html(body) => text.push_str(body),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
            PartType::Message(inner) => text.push_str(&everything(&inner.raw_message, inner)),
            PartType::Multipart(_) => {}
        }
    }
    text.to_lowercase()
}

/// The `mailto:` links of an HTML text.
fn buttons(html: &str) -> Vec<Button> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("href=\"mailto:") {
        let Some((link, behind)) = after.split_once('"') else { break };
        rest = behind;
        let link = link.replace("&amp;", "&");
        let (to, query) = link.split_once('?').unwrap_or((&link, ""));
        let field = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)).map(decoded);
        let button = Button {
            to: decoded(to),
            subject: field("subject=").unwrap_or_default(),
            body: field("body=").unwrap_or_default(),
        };
        if !button.body.is_empty() && !found.contains(&button) {
            found.push(button);
        }
    }
    found
}

/// Percent-decoded (RFC 3986, section 2.1).
fn decoded(text: &str) -> String {
    let digits = |at: usize| text.get(at + 1..at + 3).and_then(|two| u8::from_str_radix(two, 16).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        match digits(at).filter(|_| *byte == b'%') {
            Some(value) => {
                bytes.push(value);
                at += 3;
            }
            None => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_reads_as_the_mail_it_fills_in() {
        let html =
            r#"<a href="mailto:m%2Bab@uni.example?subject=Re%3A%20You%20%26%20me&amp;body=INTERESTED%20M17">x</a>"#;
        let button =
            Button { to: "m+ab@uni.example".into(), subject: "Re: You & me".into(), body: "INTERESTED M17".into() };
        assert_eq!(buttons(html), [button]);
        assert_eq!(decoded("100%"), "100%");
    }

    #[test]
    fn everything_that_is_encoded_is_looked_into() {
        let raw = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: =?utf-8?q?jane=40corp.example?=\r\nX-Mentorpost-Kind: relay\r\n\
            Content-Type: text/plain; name=\"x@y.example.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\nbWFyaUBjb3JwLmV4YW1wbGU=\r\n";
        let (mail, all) = Incoming::read(raw).unwrap();
        assert_eq!((mail.kind.as_str(), mail.text.as_str()), ("relay", "mari@corp.example"));
        for hidden in ["jane@corp.example", "mari@corp.example", "x@y.example.txt"] {
            assert!(all.contains(hidden), "{hidden}");
        }
    }
}
