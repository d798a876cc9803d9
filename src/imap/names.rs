//! Names and strings as IMAP writes them.

use data_encoding::BASE64_NOPAD;

/// `text` as a quoted string (RFC 3501, section 4.3). Control characters, which no such string can hold, are left out.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// A folder's name in modified UTF-7 (RFC 3501, section 5.1.3), quoted.
pub(super) fn folder(name: &str) -> String {
    let mut encoded = String::new();
    let mut other = Vec::new();
    for c in name.chars() {
        if c.is_ascii_graphic() || c == ' ' {
            flush(&mut encoded, &mut other);
            encoded.push(c);
            if c == '&' {
                encoded.push('-');
            }
        } else {
            other.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut encoded, &mut other);
    quoted(&encoded)
}

fn flush(encoded: &mut String, other: &mut Vec<u8>) {
    if !other.is_empty() {
        encoded.push('&');
        encoded.push_str(&BASE64_NOPAD.encode(other).replace('/', ","));
        encoded.push('-');
        other.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_encoded_as_the_rfc_shows() {
        for (name, encoded) in [
            ("INBOX", "\"INBOX\""),
            ("~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\""),
            ("Q&A", "\"Q&-A\""),
            ("Bearbeitet – fertig", "\"Bearbeitet &IBM- fertig\""),
            ("a\"b\\c", "\"a\\\"b\\\\c\""),
            ("😀", "\"&2D3eAA-\""),
        ] {
            assert_eq!(folder(name), encoded);
        }
        assert_eq!(quoted("pass\r\nA1 LOGOUT"), "\"passA1 LOGOUT\"");
    }
}
