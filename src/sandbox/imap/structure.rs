//! ENVELOPE and BODYSTRUCTURE (RFC 3501, section 7.4.2).

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::words::{nstring, string};
use crate::sandbox::header;

/// Parts nested deeper are shown as mere bytes.
const MAX_DEPTH: usize = 12;

/// The envelope of a message, onto `out`.
pub(super) fn envelope(out: &mut Vec<u8>, raw: &[u8]) {
    let (header, _) = header::split(raw);
    let value =
        |name: &str| header::fields(header).find(|field| field.is(name)).map(|field| field.unfolded().into_bytes());
    out.push(b'(');
    nstring(out, value("Date").as_deref());
    out.push(b' ');
    nstring(out, value("Subject").as_deref());
    let from = value("From");
    // Where they are missing, sender and reply-to are the author.
    let or_from = |name: &str| value(name).or_else(|| from.clone());
    for addresses in [from.clone(), or_from("Sender"), or_from("Reply-To"), value("To"), value("Cc"), value("Bcc")] {
        out.push(b' ');
        address_list(out, &addresses.unwrap_or_default());
    }
    out.push(b' ');
    nstring(out, value("In-Reply-To").as_deref());
    out.push(b' ');
    nstring(out, value("Message-ID").as_deref());
    out.push(b')');
}

fn address_list(out: &mut Vec<u8>, value: &[u8]) {
    let mailboxes = header::mailboxes(&String::from_utf8_lossy(value));
    if mailboxes.is_empty() {
        return nstring(out, None);
    }
    out.push(b'(');
    for mailbox in mailboxes {
        out.push(b'(');
        nstring(out, Some(mailbox.name.as_bytes()).filter(|name| !name.is_empty()));
        out.extend_from_slice(b" NIL ");
        string(out, mailbox.local.as_bytes());
        out.push(b' ');
        string(out, mailbox.domain.as_bytes());
        out.push(b')');
    }
    out.push(b')');
}

/// The structure of a message, onto `out`; with the `extended` data for BODYSTRUCTURE, without it for BODY.
pub(super) fn body(out: &mut Vec<u8>, raw: &[u8], extended: bool) {
    match MessageParser::default().parse(raw) {
        Some(message) => part(out, raw, &message, 0, extended, 0),
        // Not even a header: some text.
        None => {
            let size = format!("\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" {} {})", raw.len(), lines(raw));
            out.push(b'(');
            out.extend_from_slice(size.as_bytes());
        }
    }
}

fn part(out: &mut Vec<u8>, raw: &[u8], message: &Message<'_>, at: usize, extended: bool, depth: usize) {
    let Some(current) = message.parts.get(at) else { return bytes_only(out, 0, extended) };
    let content = raw.get(current.offset_body as usize..current.offset_end as usize).unwrap_or_default();
    match &current.body {
        _ if depth > MAX_DEPTH => bytes_only(out, content.len(), extended),
        PartType::Multipart(children) if !children.is_empty() => {
            out.push(b'(');
            for child in children {
                part(out, raw, message, *child as usize, extended, depth + 1);
            }
            out.push(b' ');
            let subtype = current.content_type().and_then(|kind| kind.subtype()).unwrap_or("mixed");
            string(out, subtype.to_ascii_uppercase().as_bytes());
            if extended {
                out.push(b' ');
                parameters(out, current);
                out.extend_from_slice(b" NIL NIL NIL");
            }
            out.push(b')');
        }
        PartType::Message(_) => {
            let intro = format!("(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" {} ", content.len());
            out.extend_from_slice(intro.as_bytes());
            envelope(out, content);
            out.push(b' ');
            match MessageParser::default().parse(content) {
                Some(inner) => part(out, content, &inner, 0, extended, depth + 1),
                None => bytes_only(out, content.len(), extended),
            }
            out.extend_from_slice(format!(" {}", lines(content)).as_bytes());
            finish(out, extended);
        }
        _ => single(out, current, content, extended),
    }
}

/// A part that is neither several nor a message.
fn single(out: &mut Vec<u8>, current: &MessagePart<'_>, content: &[u8], extended: bool) {
    let kind = current.content_type();
    let main = kind.map_or("text", |kind| kind.ctype()).to_ascii_uppercase();
    let subtype = kind.map_or("plain", |kind| kind.subtype().unwrap_or("plain")).to_ascii_uppercase();
    // These two have a grammar of their own, which this part does not meet.
    if matches!(main.as_str(), "MULTIPART" | "MESSAGE") {
        return bytes_only(out, content.len(), extended);
    }
    out.push(b'(');
    string(out, main.as_bytes());
    out.push(b' ');
    string(out, subtype.as_bytes());
    out.push(b' ');
    parameters(out, current);
    out.push(b' ');
    nstring(out, current.content_id().map(|id| format!("<{id}>")).as_deref().map(str::as_bytes));
    out.push(b' ');
    nstring(out, current.content_description().map(str::as_bytes));
    out.push(b' ');
    let encoding = current.content_transfer_encoding().unwrap_or("7bit").to_ascii_uppercase();
    string(out, encoding.as_bytes());
    out.extend_from_slice(format!(" {}", content.len()).as_bytes());
    if main == "TEXT" {
        out.extend_from_slice(format!(" {}", lines(content)).as_bytes());
    }
    finish(out, extended);
}

fn bytes_only(out: &mut Vec<u8>, size: usize, extended: bool) {
    let text = format!("(\"APPLICATION\" \"OCTET-STREAM\" NIL NIL NIL \"7BIT\" {size}");
    out.extend_from_slice(text.as_bytes());
    finish(out, extended);
}

fn finish(out: &mut Vec<u8>, extended: bool) {
    out.extend_from_slice(if extended { b" NIL NIL NIL NIL)" } else { b")" });
}

fn parameters(out: &mut Vec<u8>, current: &MessagePart<'_>) {
    let attributes = current.content_type().and_then(|kind| kind.attributes()).unwrap_or_default();
    if attributes.is_empty() {
        return nstring(out, None);
    }
    for (at, attribute) in attributes.iter().enumerate() {
        out.push(if at == 0 { b'(' } else { b' ' });
        string(out, attribute.name.to_ascii_uppercase().as_bytes());
        out.push(b' ');
        string(out, attribute.value.as_bytes());
    }
    out.push(b')');
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_envelope_has_ten_parts() {
        let raw = b"From: \"Ann\" <ann@a.example>\r\nReply-To: r@a.example\r\nTo: b@b.example, C <c@c.example>\r\n\
            Subject: One \"two\"\r\n three\r\nMessage-ID: <1@a>\r\n\r\nx";
        assert_eq!(
            written(|out| envelope(out, raw)),
            r#"(NIL "One \"two\" three" (("Ann" NIL "ann" "a.example")) (("Ann" NIL "ann" "a.example")) ((NIL NIL "r" "a.example")) ((NIL NIL "b" "b.example")("C" NIL "c" "c.example")) NIL NIL NIL "<1@a>")"#
        );
        assert_eq!(written(|out| envelope(out, b"")), "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
    }

    #[test]
    fn structures_are_told_by_kind() {
        let cases = [
            ("Subject: a\r\n\r\nb\r\n", r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" 3 1)"#),
            (
                "Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: image/png; name=a\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n\
                 Subject: s\r\n\r\nt\r\n--x--\r\n",
                r#"(("IMAGE" "PNG" ("NAME" "a") NIL NIL "BASE64" 4)("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 15 (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 0) 2) "REPORT")"#,
            ),
        ];
        for (raw, expected) in cases {
            assert_eq!(written(|out| body(out, raw.as_bytes(), false)), expected);
        }
    }
}
