//! The figures, as a table for people.

use std::fmt;

use crate::Arguments;
use crate::run::Result;

/// A bare loop: how its line and the column of those measured by it are called, how it speaks to the servers, and what it takes for its
/// commits.
#[derive(Clone, Copy)]
pub struct Bare {
    pub name: &'static str,
    column: &'static str,
    pub wire: &'static str,
    pub commits: &'static str,
}

/// The bare loops.
pub const BARE: [Bare; 6] = [
    bare("bare loop of the usual crates, a commit for each mail", "of crates, one", "crates", "turn"),
    bare("bare loop of the usual crates, a commit for a hundred", "of crates, a hundred", "crates", "group"),
    bare("bare loop by hand, a commit that a mail is kept", "by hand, kept", "hand", "kept"),
    bare("bare loop by hand, the same in turn with sending", "in turn", "hand", "turn"),
    bare("bare loop by hand, and a second that it is sent", "kept and sent", "hand", "sent"),
    bare("bare loop by hand, a commit for a hundred", "a hundred", "hand", "group"),
];

const fn bare(name: &'static str, column: &'static str, wire: &'static str, commits: &'static str) -> Bare {
    Bare { name, column, wire, commits }
}

/// The lines in the order in which they first came.
pub struct Table {
    title: String,
    lines: Vec<(String, Vec<Result>)>,
}

impl Table {
    pub fn new(arguments: &Arguments) -> Self {
        let Arguments { mails, runs, .. } = arguments;
        let pairs = arguments.pairs();
        Self { title: format!("{mails} mails, {pairs} mentorships, median of {runs}"), lines: Vec::new() }
    }

    pub fn add(&mut self, name: &str, result: Result) {
        eprintln!(
            "{name}: {:.0} messages/s, {:.2} s of processor time, {:.1} MiB",
            per_second(&result),
            result.used.cpu,
            result.used.peak
        );
        match self.lines.iter_mut().find(|(known, _)| known == name) {
            Some((_, results)) => results.push(result),
            None => self.lines.push((name.to_owned(), vec![result])),
        }
    }
}

fn per_second(result: &Result) -> f64 {
    result.mails as f64 / result.seconds
}

fn median(results: &[Result], of: impl Fn(&Result) -> f64) -> f64 {
    let mut values: Vec<f64> = results.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lines.is_empty() {
            return Ok(());
        }
        let rate =
            |name: &str| self.lines.iter().find(|(n, _)| n == name).map(|(_, results)| median(results, per_second));
        let bare = BARE.map(|bare| rate(bare.name));
        let columns = BARE.map(|bare| bare.column).join(" | ");
        writeln!(f, "{}\n", self.title)?;
        writeln!(f, "| | messages/s | {columns} | CPU s per 1,000 | peak MiB | letters |")?;
        writeln!(f, "|{}", " --- |".repeat(BARE.len() + 5))?;
        for (name, results) in &self.lines {
            let own = median(results, per_second);
            let ratio = |bare: Option<f64>| bare.map_or_else(|| "–".to_owned(), |bare| format!("{:.2}", own / bare));
            let ratios = bare.map(ratio).join(" | ");
            let cpu = median(results, |r| r.used.cpu * 1_000.0 / r.mails as f64);
            let (peak, letters) = (median(results, |r| r.used.peak), results.first().map_or(0, |r| r.letters));
            writeln!(f, "| {name} | {own:.0} | {ratios} | {cpu:.2} | {peak:.1} | {letters} |")?;
        }
        Ok(())
    }
}
