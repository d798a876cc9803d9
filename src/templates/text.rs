//! The text part: Markdown's events without their marks.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::marker::{self, Piece};

/// `events` as plain text.
pub(super) fn text(events: &[Event<'_>]) -> String {
    let mut writer = Writer::default();
    for event in events {
        writer.event(event);
    }
    let mut out = writer.out;
    out.truncate(out.trim_end().len());
    out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The lists that are open, with the next number of those that count.
    lists: Vec<Option<u64>>,
    /// The links that are open: where their text began, and where they lead.
    links: Vec<(usize, String)>,
    /// Was the last thing a command's line? The next one follows without a gap.
    command: bool,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
}

impl Writer {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) | Event::Code(text) => self.text(text),
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.push("\n"),
            Event::Rule => self.block("----"),
            // None of the others is switched on, and HTML is refused before.
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) => self.gap(),
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(*first);
            }
            Tag::Item => {
                self.line();
                let bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", number.saturating_sub(1))
                    }
                    _ => "- ".to_owned(),
                };
                let indent = "  ".repeat(self.lists.len().saturating_sub(1));
                self.out.push_str(&indent);
                self.out.push_str(&bullet);
            }
            Tag::Link { dest_url, .. } => self.links.push((self.out.len(), marker::plain(dest_url))),
            Tag::Table(_) => {
                self.gap();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => self.table_row(),
            Tag::TableCell => self.table_cell(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Link => {
                let Some((start, target)) = self.links.pop() else { return };
                if self.out.get(start..).is_some_and(|shown| shown != target) {
                    self.push(&format!(" ({target})"));
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.out.push_str(&table.lines());
                }
            }
            _ => {}
        }
    }

    fn table_row(&mut self) {
        if let Some(table) = &mut self.table {
            table.rows.push(Vec::new());
        }
    }

    fn table_cell(&mut self) {
        if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
            row.push(String::new());
        }
    }

    fn text(&mut self, text: &str) {
        for piece in marker::pieces(text) {
            match piece {
                Piece::Plain(text) => self.push(text),
                Piece::Value(text) => self.push(&text),
                Piece::Words(words) if words.letter => self.block(words.text.trim()),
                Piece::Words(words) => self.block(&indented(words.text.trim())),
                Piece::Button { label, word, does } if label.eq_ignore_ascii_case(&word) => {
                    self.command(&[&word, &does]);
                }
                Piece::Button { label, word, does } => self.command(&[&word, &label, &does]),
                Piece::Option { word, does } => self.command(&[&word, &does]),
                Piece::Chart(rows) => self.block(&Table { rows }.lines()),
            }
        }
    }

    /// Text within a line, whose own line breaks keep the list's indent.
    fn push(&mut self, text: &str) {
        if let Some(cell) = self.table.as_mut().and_then(|t| t.rows.last_mut()).and_then(|row| row.last_mut()) {
            cell.push_str(&text.lines().collect::<Vec<_>>().join(" "));
            return;
        }
        self.command = false;
        let indent = "  ".repeat(self.lists.len());
        for (position, line) in text.split('\n').enumerate() {
            if position > 0 {
                self.out.push('\n');
                self.out.push_str(&indent);
            }
            self.out.push_str(line);
        }
    }

    fn command(&mut self, parts: &[&str]) {
        if self.command {
            // The paragraph that was opened for it put a gap there.
            self.out.truncate(self.out.trim_end().len());
            self.out.push('\n');
        }
        let parts: Vec<_> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        self.out.push_str("  ");
        self.out.push_str(&parts.join(" – "));
        self.command = true;
    }

    fn block(&mut self, text: &str) {
        self.gap();
        self.out.push_str(text);
        self.command = false;
    }

    /// An empty line before what follows, but not within a list's first line.
    fn gap(&mut self) {
        if self.out.is_empty() || self.out.ends_with("\n\n") || self.out.ends_with("- ") {
            return;
        }
        self.line();
        self.out.push('\n');
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}

impl Table {
    /// The rows with their columns in line; an empty head is left out. Numbers stand to the right.
    fn lines(&self) -> String {
        let rows: Vec<_> = self.rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        let widths: Vec<_> = (0..columns)
            .map(|n| rows.iter().filter_map(|row| row.get(n)).map(|c| width(c)).max().unwrap_or(0))
            .collect();
        let mut out = String::new();
        for row in rows {
            let cells = row.iter().zip(&widths).map(|(cell, &column)| {
                let space = " ".repeat(column.saturating_sub(width(cell)));
                let number = !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
                if number { format!("{space}{cell}") } else { format!("{cell}{space}") }
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            out.push_str("  ");
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Each line moved in, so that it is seen whose words they are.
fn indented(text: &str) -> String {
    text.lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("    {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}
