//! How values are written in an IMAP response (RFC 3501, section 9).

/// Onto `out`, as a quoted string, or as a literal where that is not allowed.
pub(super) fn string(out: &mut Vec<u8>, value: &[u8]) {
    if value.len() <= 1_000 && value.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        out.push(b'"');
        for byte in value {
            if matches!(byte, b'"' | b'\\') {
                out.push(b'\\');
            }
            out.push(*byte);
        }
        out.push(b'"');
    } else {
        out.extend_from_slice(format!("{{{}}}\r\n", value.len()).as_bytes());
        out.extend_from_slice(value);
    }
}

/// Onto `out`, as a string, or NIL where there is no value.
pub(super) fn nstring(out: &mut Vec<u8>, value: Option<&[u8]>) {
    match value {
        Some(value) => string(out, value),
        None => out.extend_from_slice(b"NIL"),
    }
}

/// The name of a folder; folder names are printable ASCII, which [`is_folder_name`] sees to.
pub(super) fn folder(name: &str) -> String {
    let mut out = Vec::with_capacity(name.len() + 2);
    string(&mut out, name.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// May a folder be called this? Other letters come in modified UTF-7 (RFC 3501, section 5.1.3), which is ASCII.
pub(super) fn is_folder_name(name: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'*' | b'%');
    (1..=255).contains(&name.len()) && name.bytes().all(plain)
}

/// A flag list with its brackets.
pub(super) fn flags(flags: &[String]) -> String {
    format!("({})", flags.join(" "))
}

/// Does `name` fit a LIST pattern? `*` is anything, `%` anything within one level (RFC 3501, section 6.3.8).
pub(super) fn fits(pattern: &[u8], name: &[u8]) -> bool {
    // Where a match may stand in the name, after each character of the pattern: bounded by pattern times name, while
    // trying each length of each wildcard in turn is not.
    let mut here = vec![false; name.len() + 1];
    if let Some(start) = here.first_mut() {
        *start = true;
    }
    for wanted in pattern {
        let mut next = vec![false; name.len() + 1];
        let mut open = false;
        for (at, slot) in next.iter_mut().enumerate() {
            let before = at.checked_sub(1);
            let last = before.and_then(|before| name.get(before));
            *slot = match wanted {
                b'*' | b'%' => {
                    let blocked = *wanted == b'%' && last == Some(&b'/');
                    open = (open && !blocked) || here.get(at) == Some(&true);
                    open
                }
                _ => last == Some(wanted) && before.and_then(|before| here.get(before)) == Some(&true),
            };
        }
        here = next;
    }
    here.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_fit_as_told() {
        let cases = [
            ("*", "a/b", true),
            ("%", "a/b", false),
            ("%", "ab", true),
            ("a/%", "a/b", true),
            ("a%", "a/b", false),
            ("%/b", "a/b", true),
            ("a*c", "abc", true),
            ("a*c", "abd", false),
            ("", "", true),
            ("", "a", false),
            ("INBOX", "INBOX", true),
        ];
        for (pattern, name, expected) in cases {
            assert_eq!(fits(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} {name}");
        }
        assert!(!fits("*a".repeat(500).as_bytes(), "a".repeat(255).as_bytes()));
    }

    #[test]
    fn strings_are_quoted_or_counted() {
        let mut out = Vec::new();
        for value in [r#"a "b\"#.as_bytes(), "é".as_bytes(), b"a\r\nb", b""] {
            string(&mut out, value);
            out.push(b'|');
        }
        assert_eq!(out, "\"a \\\"b\\\\\"|{2}\r\né|{4}\r\na\r\nb|\"\"|".as_bytes());
    }
}
