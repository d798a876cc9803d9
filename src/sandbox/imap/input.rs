//! Reading commands: lines, and the literals that they announce (RFC 3501, section 4.3, and RFC 7888).

use std::io;

use super::{MAX_LINE, MAX_STRANGER, Session};
use crate::sandbox::store::MAX_MESSAGE;

/// What a client sent.
pub(super) enum Input {
    Command(Vec<u8>),
    /// More than it may; nothing of the rest was sent yet.
    TooLarge(Vec<u8>),
    Gone,
}

impl Session {
    /// One command with its literals.
    pub(super) async fn input(&mut self) -> io::Result<Input> {
        let most = if self.user.is_some() { MAX_MESSAGE + MAX_LINE } else { MAX_STRANGER };
        let mut command = Vec::new();
        loop {
            let Some(line) = self.lines.line(MAX_LINE).await? else { return Ok(Input::Gone) };
            command.extend_from_slice(&line);
            let Some((size, waits)) = announced(&line) else { return Ok(Input::Command(command)) };
            if size > most.saturating_sub(command.len()) {
                if waits {
                    return Ok(Input::TooLarge(command));
                }
                self.lines.say_line("* BYE That is too large");
                self.lines.flush().await?;
                return Ok(Input::Gone);
            }
            if waits {
                self.lines.say_line("+ Go on");
                self.lines.flush().await?;
            }
            if !self.lines.block(size, &mut command).await? {
                return Ok(Input::Gone);
            }
        }
    }
}

/// The literal that a line announces at its end: its size, and whether the client waits to be told to go on.
fn announced(line: &[u8]) -> Option<(usize, bool)> {
    let line = line.strip_suffix(b"\n")?;
    let inner = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let start = inner.iter().rposition(|byte| *byte == b'{')?;
    let digits = inner.get(start + 1..)?;
    let (digits, waits) = match digits.strip_suffix(b"+") {
        Some(digits) => (digits, false),
        None => (digits, true),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // More digits than a number has are a number that is too large.
    Some((std::str::from_utf8(digits).ok()?.parse().unwrap_or(usize::MAX), waits))
}

/// The tag of a command that could not be read, so that the client knows which.
pub(super) fn tag_of(command: &[u8]) -> String {
    let word = command.split(|byte| *byte == b' ').next().unwrap_or_default();
    let good = (1..=64).contains(&word.len()) && word.iter().all(u8::is_ascii_alphanumeric);
    if good { String::from_utf8_lossy(word).into_owned() } else { "*".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_announced_at_the_end_of_a_line() {
        let cases: &[(&str, Option<(usize, bool)>)] = &[
            ("a APPEND b {3}\r\n", Some((3, true))),
            ("{30+}\n", Some((30, false))),
            ("{99999999999999999999999}\r\n", Some((usize::MAX, true))),
            ("a {3} b\r\n", None),
            ("{}\r\n", None),
            ("{-1}\r\n", None),
            ("3}\r\n", None),
            ("\r\n", None),
        ];
        for (line, expected) in cases {
            assert_eq!(announced(line.as_bytes()), *expected, "{line}");
        }
    }
}
