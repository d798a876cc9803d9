//! The header fields of a message as they stand: names folded, values unfolded, both bounded.

/// How many fields are read; a person's mail has a few dozen.
const MAX_FIELDS: usize = 2_000;
/// How much of a value is kept (RFC 5322 sets no limit to a folded one).
const MAX_VALUE: usize = 64 * 1024;

/// The fields of a header, in order.
#[derive(Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads up to the empty line. Bytes that are not UTF-8 are read as Windows-1252, so that no name is lost.
    pub fn read(raw: &[u8]) -> Self {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        for line in raw.split(|b| *b == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                break;
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if let Some((_, value)) = fields.last_mut()
                    && value.len() < MAX_VALUE
                {
                    value.extend_from_slice(line);
                }
                continue;
            }
            if fields.len() == MAX_FIELDS {
                break;
            }
            let Some(colon) = line.iter().position(|b| *b == b':') else { continue };
            let (name, value) = line.split_at(colon);
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            fields.push((name, value.get(1..).unwrap_or_default().iter().take(MAX_VALUE).copied().collect()));
        }
        Self(fields.into_iter().map(|(name, value)| (name, text(&value).trim().to_owned())).collect())
    }

    /// All values of `name` (in lower case), topmost first.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The topmost value of `name`.
    pub fn first<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Every field, topmost first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// UTF-8, else Windows-1252.
pub fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| windows_1252(*b)).collect(),
    }
}

/// One byte of Windows-1252 (WHATWG Encoding, `windows-1252` index).
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded_in_order() {
        let fields =
            Fields::read(b"From: a@x\r\nX-A: one\r\n two\nfrom: b@x\r\nnonsense\r\nX-B: caf\xe9\r\n\r\nFrom: c@x\r\n");
        assert_eq!(fields.all("from").collect::<Vec<_>>(), ["a@x", "b@x"]);
        assert_eq!(fields.first("x-a"), Some("one two"));
        assert_eq!(fields.first("x-b"), Some("café"));
        assert_eq!(fields.first("x-c"), None);
    }
}
