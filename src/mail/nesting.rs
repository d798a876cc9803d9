//! Keeps the parser out of depths that no mail has: it lets go of messages within messages by recursion, and a stack that overflows
//! ends the whole process.

use std::borrow::Cow;

use memchr::memchr2_iter;

/// How many messages within a message are opened.
const MAX_OPENED: usize = 20;
/// Up to this size, what an encoded message may hold inside is too little to be deep.
const MAX_ENCODED: usize = 64 * 1024;

/// The subtypes behind which the parser finds a message.
const SUBTYPES: [&[u8]; 3] = [b"rfc822", b"global", b"digest"];
/// Stands for the last letter of a subtype that the parser is not to know.
const MARK: u8 = b'_';

/// The message, with those within it that are too many given a type that the parser leaves closed. Its length stays the same.
///
/// How deep a message is that stands encoded inside (which RFC 2046, section 5.2.1 forbids) cannot be seen before it is opened: in a
/// large one all stay closed.
pub(super) fn shallow(raw: &[u8]) -> Cow<'_, [u8]> {
    let found = places(raw);
    let hidden = raw.len() > MAX_ENCODED && !found.is_empty() && is_encoded(raw);
    let opened = if hidden { 0 } else { MAX_OPENED };
    if found.len() <= opened {
        return Cow::Borrowed(raw);
    }
    let mut shallow = raw.to_vec();
    for last in found.iter().skip(opened) {
        if let Some(byte) = shallow.get_mut(*last) {
            *byte = MARK;
        }
    }
    Cow::Owned(shallow)
}

/// The type as its writer gave it.
pub(super) fn unmarked(media_type: String) -> String {
    let known = SUBTYPES.iter().filter_map(|subtype| std::str::from_utf8(subtype).ok()).find(|subtype| {
        let stem = subtype.get(..subtype.len() - 1).unwrap_or_default();
        media_type.strip_suffix(char::from(MARK)).and_then(|start| start.strip_suffix(stem)) == Some("message/")
    });
    known.map_or(media_type, |subtype| format!("message/{subtype}"))
}

/// Where the last letter of each such subtype stands. What follows a colon is none ("Final-Recipient: rfc822; …").
fn places(raw: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut before = b':';
    for (at, window) in raw.windows(6).enumerate() {
        let first = window.first().copied().unwrap_or_default();
        let begins = matches!(first | 0x20, b'r' | b'g' | b'd') && before != b':' && !before.is_ascii_alphanumeric();
        if begins && SUBTYPES.iter().any(|subtype| window.eq_ignore_ascii_case(subtype)) {
            found.push(at + 5);
        }
        if !first.is_ascii_whitespace() {
            before = first;
        }
    }
    found
}

fn is_encoded(raw: &[u8]) -> bool {
    holds(raw, b"base64") || holds(raw, b"quoted-printable")
}

/// May this line of a header say that a message follows?
pub(super) fn announces(line: &[u8]) -> bool {
    SUBTYPES.iter().any(|subtype| holds(line, subtype))
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    count(bytes, word, 1) > 0
}

/// How often a word (lower case) stands in these bytes, in whatever case, counted up to `most`.
pub(super) fn count(bytes: &[u8], word: &[u8], most: usize) -> usize {
    let Some(first) = word.first() else { return 0 };
    let whole = |at: &usize| bytes.get(*at..at + word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word));
    memchr2_iter(*first, first.to_ascii_uppercase(), bytes).filter(whole).take(most).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_messages_are_opened_and_a_report_is_left_alone() {
        let few = b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/global\r\n\r\nHello".as_slice();
        assert!(matches!(shallow(few), Cow::Borrowed(_)));
        let report = b"Final-Recipient: rfc822; ada@student.example\r\nOriginal-Recipient:RFC822;x\r\n".repeat(1_000);
        assert!(matches!(shallow(&report), Cow::Borrowed(_)));
    }

    #[test]
    fn too_many_stay_closed_however_their_type_is_written() {
        for written in
            ["message/rfc822", "MESSAGE/RFC822", "message / rfc822", "message/(a)global", "message/\r\n rfc822"]
        {
            let nested = format!("Content-Type: {written}\r\n\r\n").repeat(1_000).into_bytes();
            let kept = shallow(&nested);
            assert_eq!(kept.len(), nested.len());
            assert_eq!(places(&kept).len(), MAX_OPENED, "{written}");
        }
    }

    #[test]
    fn a_large_encoded_message_stays_closed() {
        let hidden = format!(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            "QUFB\r\n".repeat(20_000)
        );
        assert!(places(&shallow(hidden.as_bytes())).is_empty());
    }

    #[test]
    fn the_type_reads_as_it_was_written() {
        for (marked, written) in [
            ("message/rfc82_", "message/rfc822"),
            ("message/globa_", "message/global"),
            ("message/x_", "message/x_"),
            ("text/plain", "text/plain"),
        ] {
            assert_eq!(unmarked(marked.to_owned()), written);
        }
    }
}
