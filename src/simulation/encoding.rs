//! How mail programs encode what people write.

use std::fmt::Write as _;

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// RFC 2047, section 4.1; plain ASCII stays as it is.
pub(super) fn encoded_word(text: &str) -> String {
    if text.is_ascii() && !text.contains(['(', ')', ',', '<', '>', '"']) {
        return text.to_owned();
    }
    // A word is at most 75 characters; one never splits a character.
    let mut words = Vec::new();
    let mut part = String::new();
    for c in text.chars() {
        if part.len() + c.len_utf8() > 42 {
            words.push(std::mem::take(&mut part));
        }
        part.push(c);
    }
    words.push(part);
    let words = words.iter().map(|w| format!("=?utf-8?B?{}?=", data_encoding::BASE64.encode(w.as_bytes())));
    words.collect::<Vec<_>>().join("\r\n ")
}

/// Base64 in lines.
pub(super) fn folded_base64(bytes: &[u8]) -> String {
    let text = data_encoding::BASE64.encode(bytes);
    text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect::<Vec<_>>().join("\r\n")
}

/// RFC 2045, section 6.7.
pub(super) fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (index, line) in text.split("\r\n").enumerate() {
        if index > 0 {
            out.push_str("\r\n");
        }
        let mut width = 0;
        for (at, byte) in line.bytes().enumerate() {
            let last = at + 1 == line.len();
            let plain = (byte.is_ascii_graphic() && byte != b'=') || (byte == b' ' && !last);
            let size = if plain { 1 } else { 3 };
            if width + size > 75 {
                out.push_str("=\r\n");
                width = 0;
            }
            width += size;
            if plain {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "={byte:02X}");
            }
        }
    }
    out
}
