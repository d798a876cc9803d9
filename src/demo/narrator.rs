//! Tells the story as it happens, mail by mail.

use std::io::{IsTerminal, Write};

use super::person::{Person, Received};

/// Prints, or keeps silent in tests.
pub struct Narrator {
    loud: bool,
    colour: bool,
}

/// How many lines of a mail are shown.
const LINES: usize = 9;
const WIDTH: usize = 96;

impl Narrator {
    /// Prints to stdout.
    pub fn stdout() -> Self {
        Self { loud: true, colour: std::io::stdout().is_terminal() }
    }

    /// Says nothing.
    pub fn silent() -> Self {
        Self { loud: false, colour: false }
    }

    /// A line of the story.
    pub fn tell(&self, text: &str) {
        self.line(text);
    }

    /// A new scene.
    pub fn scene(&self, text: &str) {
        self.line("");
        self.line(&self.painted("1", text));
    }

    /// Somebody writes.
    pub fn writes(&self, person: &Person, to: &str, body: &str) {
        self.line("");
        self.line(&self.painted("36", &format!("  {} <{}> writes to {to}", person.name, person.address)));
        self.show(body);
    }

    /// Somebody gets a mail.
    pub fn gets(&self, person: &Person, mail: &Received) {
        self.line("");
        let head = format!("  {} <{}> gets [{}]", person.name, person.address, mail.kind);
        self.line(&self.painted("32", &head));
        self.line(&format!("    From: {} <{}>", mail.from_name, shortened(&mail.reply_to)));
        self.line(&format!("    Subject: {}", mail.subject));
        if !mail.files.is_empty() {
            self.line(&format!("    Files: {}", mail.files.join(", ")));
        }
        self.show(&mail.text);
    }

    fn show(&self, text: &str) {
        let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        for line in lines.iter().take(LINES) {
            self.line(&format!("    │ {}", cut(line)));
        }
        if lines.len() > LINES {
            self.line(&format!("    │ … ({} more lines)", lines.len() - LINES));
        }
    }

    fn painted(&self, colour: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn line(&self, text: &str) {
        if self.loud {
            // A reader that has gone away misses the story; nothing else depends on it.
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }
}

fn cut(line: &str) -> String {
    if line.chars().count() <= WIDTH { line.to_owned() } else { line.chars().take(WIDTH - 1).chain(['…']).collect() }
}

/// A reply address with most of its token left out.
fn shortened(address: &str) -> String {
    match address
        .split_once('+')
        .and_then(|(head, rest)| rest.split_once('@').map(|(token, domain)| (head, token, domain)))
    {
        Some((head, token, domain)) => format!("{head}+{}…@{domain}", token.get(..6).unwrap_or(token)),
        None => address.to_owned(),
    }
}
