//! Text whose charset is missing, unknown or plainly wrong: UTF-8 where it is that, else Windows-1252, so that no letter is lost.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders};

use super::fields;

/// `text` as the parser decoded it, or read anew from the bytes of `part` where its charset says nothing about them.
pub(super) fn reread<'a>(message: &Message<'_>, part: &MessagePart<'_>, text: &'a str) -> Cow<'a, str> {
    let declared = part.content_type().and_then(|kind| kind.attribute("charset")).unwrap_or_default().to_lowercase();
    let plain = match declared.trim() {
        "" | "us-ascii" | "ascii" | "ansi_x3.4-1968" => !text.is_ascii(),
        // Latin-1 under the name of UTF-8: what cannot be read is marked, and nothing else is beyond ASCII.
        "utf-8" | "utf8" => text.contains('\u{fffd}') && text.chars().all(|c| c.is_ascii() || c == '\u{fffd}'),
        known => !text.is_ascii() && mail_parser::decoders::charsets::map::charset_decoder(known.as_bytes()).is_none(),
    };
    if !plain {
        return Cow::Borrowed(text);
    }
    let Some(raw) = usize::try_from(part.raw_body_offset())
        .ok()
        .zip(usize::try_from(part.raw_end_offset()).ok())
        .and_then(|(start, end)| message.raw_message().get(start..end))
    else {
        return Cow::Borrowed(text);
    };
    let decoded = match part.encoding {
        Encoding::None => Some(Cow::Borrowed(raw)),
        Encoding::Base64 => base64_decode(raw).map(Cow::Owned),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).map(Cow::Owned),
    };
    decoded.map_or(Cow::Borrowed(text), |bytes| Cow::Owned(fields::text(&bytes)))
}
