//! `mailto:` links that are filled in so far that the mail needs only to be sent (RFC 6068).

use std::fmt::Write;

/// The link that sends `body` to `address`.
pub(super) fn link(address: &str, subject: &str, body: &str) -> String {
    let address = encoded(address, |byte| byte == b'@');
    format!("mailto:{address}?subject={}&body={}", encoded(subject, |_| false), encoded(body, |_| false))
}

/// Percent-encoded but for the unreserved characters (RFC 3986, section 2.3) and those that are `kept`. The `+` of an address is
/// encoded too: RFC 6068 needs it not, but some programs read it as a space.
fn encoded(text: &str, kept: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') || kept(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_could_end_a_part_is_encoded() {
        assert_eq!(
            link("mentoring+ab12@example.org", "Re: You & me?", "INTERESTED M17"),
            "mailto:mentoring%2Bab12@example.org?subject=Re%3A%20You%20%26%20me%3F&body=INTERESTED%20M17"
        );
        assert_eq!(link("a@b", "é\r\n\"", "<x>"), "mailto:a@b?subject=%C3%A9%0D%0A%22&body=%3Cx%3E");
    }
}
