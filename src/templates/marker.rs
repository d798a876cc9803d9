//! Values on their way through Markdown: written in characters that neither Markdown nor HTML knows, and read back afterwards.
//!
//! A person's words must not be Markdown, HTML or handlebars. Instead of escaping for three grammars, each value is carried through
//! all of them as private-use characters (Unicode, section 23.5), one for each byte, and put in at the very end.

/// The first byte's character; the others follow it.
const BYTES: u32 = 0xF_0100;
const SEPARATOR: char = '\u{F0010}';
const END: char = '\u{F0011}';
const VALUE: char = '\u{F0000}';
const WORDS: char = '\u{F0001}';
const BODY: char = '\u{F0002}';
const LETTER: char = '\u{F0003}';
const BUTTON: char = '\u{F0004}';
const OPTION: char = '\u{F0005}';
const CHART: char = '\u{F0006}';

/// A stretch of rendered text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The template's own.
    Plain(&'a str),
    /// A value within a line.
    Value(String),
    /// Somebody's words, as a block.
    Words(Words),
    /// A command that can be sent as it stands.
    Button {
        /// What the button says.
        label: String,
        /// The command.
        word: String,
        /// What it does; may be empty.
        does: String,
    },
    /// A command that wants something filled in.
    Option {
        /// The command.
        word: String,
        /// What it does; may be empty.
        does: String,
    },
    /// The chart: the rows of its figures, a head first.
    Chart(Vec<Vec<String>>),
}

/// Somebody's words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// As they wrote them.
    pub text: String,
    /// Are they the mail's `words`, whose formatted version may stand instead?
    pub body: bool,
    /// Do they stand as a letter's own text, rather than set off from the programme's?
    pub letter: bool,
}

/// Is it one of the characters that carry values? Whoever writes one loses it.
fn reserved(c: char) -> bool {
    matches!(c, '\u{F0000}'..='\u{F01FF}')
}

/// `text` without the characters that carry values.
pub(super) fn without_markers(text: &str) -> String {
    text.chars().filter(|&c| !reserved(c)).collect()
}

/// A value, its line breaks all alike; nothing for nothing, so that `{{#if value}}` works.
pub(super) fn value(text: &str) -> String {
    let text = without_markers(text.trim()).replace("\r\n", "\n").replace('\r', "\n");
    if text.is_empty() { text } else { marked(VALUE, &[&text]) }
}

/// A block of words; `letter` and `body` as in [`Words`].
pub(super) fn words(text: &str, body: bool, letter: bool) -> String {
    let kind = match (letter, body) {
        (true, _) => LETTER,
        (false, true) => BODY,
        (false, false) => WORDS,
    };
    marked(kind, &[text])
}

/// A button.
pub(super) fn button(label: &str, word: &str, does: &str) -> String {
    marked(BUTTON, &[label, word, does])
}

/// A command without a button.
pub(super) fn option(word: &str, does: &str) -> String {
    marked(OPTION, &[word, does])
}

/// The chart, by its rows; each has [`CHART_COLUMNS`] fields.
pub(super) fn chart(rows: &[[String; CHART_COLUMNS]]) -> String {
    let fields: Vec<_> = rows.iter().flatten().map(String::as_str).collect();
    marked(CHART, &fields)
}

/// How many columns the chart's figures have.
pub(super) const CHART_COLUMNS: usize = 4;

fn marked(kind: char, fields: &[&str]) -> String {
    let mut out = String::with_capacity(16 + 4 * fields.iter().map(|f| f.len()).sum::<usize>());
    out.push(kind);
    for (position, field) in fields.iter().enumerate() {
        if position > 0 {
            out.push(SEPARATOR);
        }
        out.extend(field.bytes().filter_map(|byte| char::from_u32(BYTES + u32::from(byte))));
    }
    out.push(END);
    out
}

/// Does `text` begin with something that is a block by itself?
pub(super) fn begins_with_block(text: &str) -> bool {
    text.starts_with([WORDS, BODY, LETTER, BUTTON, OPTION, CHART])
}

/// `text` taken apart.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(reserved) {
        let (plain, marked) = rest.split_at(start);
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain));
        }
        let Some(end) = marked.find(END) else { return pieces };
        let (inside, after) = marked.split_at(end);
        let mut inside = inside.chars();
        let kind = inside.next().unwrap_or(END);
        pieces.extend(piece(kind, inside.as_str()));
        rest = after.get(END.len_utf8()..).unwrap_or_default();
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

fn piece(kind: char, inside: &str) -> Option<Piece<'static>> {
    let mut fields = inside.split(SEPARATOR).map(decoded);
    if kind == CHART {
        let fields: Vec<_> = fields.collect();
        return Some(Piece::Chart(fields.chunks(CHART_COLUMNS).map(<[_]>::to_vec).collect()));
    }
    let mut field = || fields.next().unwrap_or_default();
    Some(match kind {
        VALUE => Piece::Value(field()),
        WORDS | BODY | LETTER => Piece::Words(Words { text: field(), body: kind != WORDS, letter: kind == LETTER }),
        BUTTON => Piece::Button { label: field(), word: field(), does: field() },
        OPTION => Piece::Option { word: field(), does: field() },
        _ => return None,
    })
}

fn decoded(field: &str) -> String {
    let bytes = field.chars().filter_map(|c| u8::try_from(u32::from(c).checked_sub(BYTES)?).ok()).collect();
    // Only whole strings were encoded, so nothing is ever replaced here.
    String::from_utf8(bytes).unwrap_or_default()
}

/// `text` with its values put in as they are, for where there is no markup: subjects, commands, addresses.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(text) => out.push_str(text),
            Piece::Value(text) | Piece::Words(Words { text, .. }) => out.push_str(&text),
            Piece::Button { word, .. } | Piece::Option { word, .. } => out.push_str(&word),
            Piece::Chart(rows) => out.push_str(&rows.concat().join(" ")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let hostile = "<script>{{x}} [a](b) **ü** 🎓\r\n\u{F0000}\u{F0141}\u{F0011}end";
        let text = format!("before {} after {}", value(hostile), button("Yes", "YES", ""));
        assert_eq!(
            pieces(&text),
            [
                Piece::Plain("before "),
                Piece::Value("<script>{{x}} [a](b) **ü** 🎓\nend".into()),
                Piece::Plain(" after "),
                Piece::Button { label: "Yes".into(), word: "YES".into(), does: String::new() },
            ]
        );
        assert_eq!(plain(&text), "before <script>{{x}} [a](b) **ü** 🎓\nend after YES");
        assert!(value(hostile).chars().all(reserved));
    }

    #[test]
    fn nothing_stays_nothing_and_torn_marks_do_not_break() {
        assert_eq!(value(" \n"), "");
        assert_eq!(pieces("a\u{F0000}\u{F0141}"), [Piece::Plain("a")]);
        assert_eq!(pieces("\u{F0011}b"), [Piece::Plain("b")]);
        assert_eq!(pieces("\u{F0141}\u{F0011}"), []);
    }
}
