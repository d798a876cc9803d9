//! The header of a message: its fields as they stand, in one pass over the bytes.

/// One field, folded lines included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// Before the colon; empty for a line that is no field.
    pub name: &'a [u8],
    /// After the colon, with the line end.
    pub value: &'a [u8],
    /// All of it.
    pub whole: &'a [u8],
}

impl Field<'_> {
    /// Is it the field of this name, in any case?
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value on one line, without the blanks around it.
    pub fn unfolded(&self) -> String {
        let text = String::from_utf8_lossy(self.value);
        text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect::<String>().trim().to_owned()
    }
}

/// The fields of `header` in their order.
pub(super) fn fields(header: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = header;
    std::iter::from_fn(move || {
        let end = field_end(rest);
        let (whole, after) = rest.split_at_checked(end)?;
        if end == 0 || matches!(whole, b"\r\n" | b"\n") {
            return None;
        }
        rest = after;
        let colon = whole.iter().position(|byte| *byte == b':');
        let (name, value) = colon.and_then(|at| whole.split_at_checked(at)).unwrap_or((&[], whole));
        Some(Field { name: name.trim_ascii(), value: value.strip_prefix(b":").unwrap_or(value), whole })
    })
}

/// Where the field at the start of `bytes` ends: after the first line that no folded line follows
/// (RFC 5322, section 2.2.3).
fn field_end(bytes: &[u8]) -> usize {
    let mut end = 0;
    while let Some(rest) = bytes.get(end..).filter(|rest| !rest.is_empty()) {
        if end > 0 && !matches!(rest.first(), Some(b' ' | b'\t')) {
            break;
        }
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let empty = matches!(rest.get(..line), Some(b"\r\n" | b"\n"));
        end += line;
        if empty {
            break;
        }
    }
    end
}

/// Header, with the empty line that ends it, and body.
pub(super) fn split(message: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    while let Some(rest) = message.get(end..).filter(|rest| !rest.is_empty()) {
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        end += line;
        if matches!(rest.get(..line), Some(b"\r\n" | b"\n")) {
            break;
        }
    }
    message.split_at_checked(end).unwrap_or((message, &[]))
}

/// A person or mailbox of an address field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mailbox {
    /// The display name as written, without its quotes.
    pub name: String,
    /// Before the last `@`.
    pub local: String,
    /// After it.
    pub domain: String,
}

/// The addresses of a field's unfolded value; comments are left out and groups opened (RFC 5322, section 3.4).
pub(super) fn mailboxes(value: &str) -> Vec<Mailbox> {
    let mut found = Vec::new();
    let mut words = Words::default();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => words.quoted(&mut chars),
            '(' => skip_comment(&mut chars),
            ',' | ';' => found.extend(std::mem::take(&mut words).finish()),
            // The name of a group.
            ':' if words.angle.is_none() => words = Words::default(),
            '<' => words.angle = Some(String::new()),
            '>' => words.closed = true,
            _ => words.push(c),
        }
    }
    found.extend(words.finish());
    found
}

/// What has been read of one address.
#[derive(Default)]
struct Words {
    text: String,
    angle: Option<String>,
    closed: bool,
}

impl Words {
    fn push(&mut self, c: char) {
        match &mut self.angle {
            Some(angle) if !self.closed => angle.push(c),
            Some(_) => {}
            None => self.text.push(c),
        }
    }

    fn quoted(&mut self, chars: &mut std::str::Chars<'_>) {
        while let Some(c) = chars.next() {
            match c {
                '"' => return,
                '\\' => chars.next().into_iter().for_each(|c| self.push(c)),
                _ => self.push(c),
            }
        }
    }

    fn finish(self) -> Option<Mailbox> {
        let (name, address) = match self.angle {
            Some(angle) => (self.text.trim().to_owned(), angle),
            None => (String::new(), self.text),
        };
        let (local, domain) = address.trim().rsplit_once('@')?;
        Some(Mailbox { name, local: local.trim().to_owned(), domain: domain.trim().to_owned() })
    }
}

/// Reads on to the end of a comment; comments may hold comments.
fn skip_comment(chars: &mut std::str::Chars<'_>) {
    let mut depth = 1usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '(' => depth += 1,
            ')' if depth == 1 => return,
            ')' => depth -= 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_folded_lines() {
        let (header, body) = split(b"A: 1\r\nB: 2\r\n 3\r\nnonsense\r\n\r\nC: 4\r\n");
        let seen: Vec<_> = fields(header).map(|field| (field.name, field.unfolded())).collect();
        assert_eq!(seen, [(&b"A"[..], "1".to_owned()), (b"B", "2 3".to_owned()), (b"", "nonsense".to_owned())]);
        assert_eq!(body, b"C: 4\r\n");
    }

    #[test]
    fn addresses_are_found_in_every_form() {
        let cases: &[(&str, &[&str])] = &[
            ("a@b.example", &["|a|b.example"]),
            ("Ann <a@b.example>", &["Ann|a|b.example"]),
            (r#""Ann, \"A\" <x@y>" <a@b.example>"#, &[r#"Ann, "A" <x@y>|a|b.example"#]),
            ("a@b (c (d@e), f), g@h", &["|a|b", "|g|h"]),
            ("team: a@b, C <d@e>;", &["|a|b", "C|d|e"]),
            ("nobody", &[]),
            ("", &[]),
        ];
        for (value, expected) in cases {
            let seen: Vec<_> =
                mailboxes(value).into_iter().map(|m| format!("{}|{}|{}", m.name, m.local, m.domain)).collect();
            assert_eq!(&seen, expected, "{value}");
        }
    }
}
