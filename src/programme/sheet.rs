//! A table for a spreadsheet, as a CSV file that no cell of can be taken for a formula.

use crate::mail::inbound::Attachment;

/// Rows under a head.
pub(super) struct Sheet {
    writer: csv::Writer<Vec<u8>>,
    columns: usize,
}

impl Sheet {
    /// An empty table with these columns.
    pub fn new(columns: &[&str]) -> Self {
        let mut sheet = Self { writer: csv::Writer::from_writer(Vec::new()), columns: columns.len() };
        sheet.row(columns.iter().map(|column| (*column).to_owned()).collect());
        sheet
    }

    /// One more row; it has as many cells as the head, whatever is given.
    pub fn row(&mut self, mut cells: Vec<String>) {
        cells.resize(self.columns, String::new());
        // Writing to memory does not fail.
        let _ = self.writer.write_record(cells.iter().map(|cell| harmless(cell)));
    }

    /// The whole as a file to send: UTF-8 with a mark, without which spreadsheets take it for an old code page.
    pub fn into_file(self, name: &str) -> Attachment {
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend(self.writer.into_inner().unwrap_or_default());
        Attachment { name: name.to_owned(), media_type: "text/csv".to_owned(), inline: false, content_id: None, bytes }
    }
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it, which tells them that it is text (OWASP, "CSV
/// Injection"). Numbers, which may begin with a minus, stay.
fn harmless(cell: &str) -> String {
    let begins = cell.trim_start_matches([' ', '\u{feff}']).chars().next();
    let formula =
        begins.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    let number = !cell.starts_with('+') && cell.parse::<i64>().is_ok();
    let text: String = cell.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if formula && !number { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let mut sheet = Sheet::new(&["name", "words"]);
        for cell in
            ["=1+1", "+44 20", "-2", "-2+3", "@SUM(A1)", "\t=1", " =cmd", "plain; \"quoted\"", "two\nlines", "a\0b"]
        {
            sheet.row(vec!["x".to_owned(), cell.to_owned(), "too much".to_owned()]);
        }
        sheet.row(vec!["short".to_owned()]);
        let file = sheet.into_file("a.csv");
        let text = String::from_utf8(file.bytes).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let cells: Vec<_> = reader.records().map(|record| record.unwrap()[1].to_owned()).collect();
        assert_eq!(
            cells,
            [
                "'=1+1",
                "'+44 20",
                "-2",
                "'-2+3",
                "'@SUM(A1)",
                "'\t=1",
                "' =cmd",
                "plain; \"quoted\"",
                "two\nlines",
                "ab",
                ""
            ]
        );
    }
}
