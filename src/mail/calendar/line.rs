//! Content lines (RFC 5545, section 3.1): unfolded, taken apart into name, parameters and value.

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// The name, in upper case.
    pub name: String,
    parameters: &'t str,
    /// The value as it stands.
    pub value: &'t str,
}

/// How many bytes of a part are read, and how many lines.
const MOST_BYTES: usize = 256 * 1024;
pub(super) const MOST_LINES: usize = 5_000;

/// The text with folded lines joined: a line break and a blank or tab after it are none.
pub(super) fn unfolded(text: &str) -> String {
    let end = text.floor_char_boundary(MOST_BYTES);
    let text = text.get(..end).unwrap_or_default();
    let mut joined = String::with_capacity(text.len());
    for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
        match line.strip_prefix([' ', '\t']) {
            Some(rest) if !joined.is_empty() => joined.push_str(rest),
            _ => {
                joined.push('\n');
                joined.push_str(line);
            }
        }
    }
    joined
}

impl<'t> Line<'t> {
    /// Takes a line apart; `None` for one that has no value. A colon or semicolon within quotation marks belongs to the parameter.
    pub(super) fn read(line: &'t str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.char_indices().find_map(|(at, c)| {
            quoted ^= c == '"';
            (c == ':' && !quoted).then_some(at)
        })?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Some(Self { name: name.trim().to_ascii_uppercase(), parameters, value })
    }

    /// The value of a parameter, without quotation marks.
    pub(super) fn parameter(&self, name: &str) -> Option<&'t str> {
        let mut quoted = false;
        let parts = self.parameters.split(move |c: char| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        parts.filter_map(|part| part.split_once('=')).find(|(n, _)| n.trim().eq_ignore_ascii_case(name)).map(
            |(_, v)| {
                let value = v.trim();
                value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value)
            },
        )
    }

    /// The value as text (RFC 5545, section 3.3.11), at most `most` characters of it.
    pub(super) fn text(&self, most: usize) -> String {
        let mut text = String::new();
        let mut characters = self.value.chars();
        while let Some(c) = characters.next() {
            let plain = match c {
                '\\' => match characters.next() {
                    Some('n' | 'N') => '\n',
                    Some(other) => other,
                    None => break,
                },
                other => other,
            };
            text.push(plain);
        }
        let clean = text.chars().filter(|c| !c.is_control() || *c == '\n').take(most);
        clean.collect::<String>().trim().to_owned()
    }
}
