//! What happened, line by line, and of it the part that some people had to do with.

use std::collections::BTreeSet;

use jiff::Timestamp;

/// One line.
struct Line {
    at: Timestamp,
    /// Whom it is about, by their numbers in the run.
    about: [u32; 2],
    what: String,
}

/// Nobody.
pub const NOBODY: u32 = u32::MAX;

/// How many lines of a story are shown, the last ones.
const SHOWN: usize = 60;

/// Everything that happened.
#[derive(Default)]
pub struct Story {
    lines: Vec<Line>,
}

impl Story {
    /// Notes what happened to one or two.
    pub fn note(&mut self, at: Timestamp, about: [u32; 2], what: String) {
        self.lines.push(Line { at, about, what });
    }

    /// The lines about these, in order of time; about nobody in particular, the last of all.
    pub fn about(&self, people: &BTreeSet<u32>) -> String {
        let fits = |line: &&Line| people.is_empty() || line.about.iter().any(|n| people.contains(n));
        let lines: Vec<_> = self.lines.iter().filter(fits).collect();
        let skipped = lines.len().saturating_sub(SHOWN);
        let mut text = if skipped > 0 { format!("  … {skipped} lines before\n") } else { String::new() };
        for line in lines.iter().skip(skipped) {
            text.push_str(&format!("  {}  {}\n", line.at.strftime("%Y-%m-%d %H:%M"), line.what));
        }
        text
    }
}
