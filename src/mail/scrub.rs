//! Finds given mail addresses in words, in HTML and in links, in whatever case, place or disguise they stand.
//!
//! A text is unfolded to its plain form (`plain`) and looked through once; what is looked for is known exactly, so that a looser reading
//! ("jane at corp.example") finds no more than is there.

mod leave_out;

use std::collections::BTreeSet;

use data_encoding::BASE64_NOPAD;

use super::address::Address;
use super::fields::text;
use super::inbound::Attachment;

/// How often escapes are unfolded: links within links encode their percent signs anew.
const UNFOLDINGS: usize = 3;

/// How many endings a name may have ("cv.pdf.exe").
const MAX_ENDINGS: usize = 6;
/// How long a comment beside an `@` may be, in characters.
const MAX_COMMENT: usize = 80;
/// How much of a file is read.
const MAX_FILE: usize = 1 << 20;

/// Addresses that must not be shown.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Local part and domain, in lower case, without a tag.
    known: Vec<(String, String)>,
    /// What of each address stands in Base64 that holds it, whichever of three ways it falls.
    encoded: Vec<String>,
    /// The longest run of letters and digits in each domain: however a domain is spelt out, this stands there in one piece.
    runs: BTreeSet<String>,
}

impl Wanted {
    /// These addresses, each by its [`Address::key`].
    pub fn new(keys: &BTreeSet<String>) -> Self {
        let known: Vec<(String, String)> = keys
            .iter()
            .filter_map(|key| key.rsplit_once('@'))
            .filter(|(local, domain)| !local.is_empty() && !domain.is_empty())
            .map(|(local, domain)| (local.to_owned(), domain.to_owned()))
            .collect();
        let encoded = known.iter().flat_map(|(local, domain)| in_base64(&format!("{local}@{domain}"))).collect();
        let runs = known.iter().map(|(_, domain)| longest_run(domain).to_owned()).collect();
        Self { known, encoded, runs }
    }

    /// Does one of them stand in these words?
    pub fn in_text(&self, text: &str) -> bool {
        if self.known.is_empty() {
            return false;
        }
        let unfolded = plain(text);
        let possible = self.runs.iter().any(|run| unfolded.contains(run));
        possible && (self.at_signs(&unfolded) || self.spelt_out(&unfolded)) || self.in_base64(text)
    }

    fn in_base64(&self, text: &str) -> bool {
        let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let longest = text.as_bytes().split(|byte| !inside(byte)).map(<[u8]>::len).max().unwrap_or_default();
        self.encoded.iter().any(|part| part.len() <= longest && text.contains(part))
    }

    /// Does one of them stand in this HTML, in its words or behind them?
    pub fn in_html(&self, html: &str) -> bool {
        self.in_text(html) || self.in_text(&without_tags(html))
    }

    /// Does one of them stand in the name of a file, its endings aside?
    pub fn in_name(&self, name: &str) -> bool {
        let mut stem = name;
        for _ in 0..MAX_ENDINGS {
            if self.in_text(stem) {
                return true;
            }
            match stem.rsplit_once('.') {
                Some((shorter, _)) => stem = shorter,
                None => return false,
            }
        }
        false
    }

    /// Does one of them stand in the text of this file? Only of files that are text: what is packed or typeset cannot be read here.
    pub fn in_file(&self, file: &Attachment) -> bool {
        const TEXTS: [&str; 12] = ["txt", "md", "csv", "tsv", "htm", "html", "xml", "json", "rtf", "svg", "tex", "log"];
        let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.trim_end().to_lowercase()).unwrap_or_default();
        let readable = file.media_type.starts_with("text/") || TEXTS.contains(&ending.as_str());
        let bytes = file.bytes.get(..MAX_FILE).unwrap_or(&file.bytes);
        readable && self.in_html(&decoded(bytes))
    }

    fn at_signs(&self, text: &str) -> bool {
        text.match_indices('@').any(|(at, _)| {
            let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
            let domain = head(behind(after));
            let local = || tail(before_mark(before));
            self.known.iter().filter(|(_, known)| known == domain).any(|(known, _)| ends_in(local(), known))
        })
    }

    /// "jane (at) corp (dot) example": the words that people write so that machines do not find them.
    fn spelt_out(&self, text: &str) -> bool {
        let hidden = ["at", "dot", "punkt", "arobase", "punto", "point"].iter().any(|word| {
            text.match_indices(word).any(|(at, _)| {
                let before = text.get(..at).and_then(|before| before.chars().next_back());
                let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
                before.is_some_and(|c| !c.is_alphanumeric()) && after.is_some_and(|c| !c.is_alphanumeric())
            })
        });
        hidden && self.at_signs(&said(text))
    }
}

/// A text in UTF-16 with its mark, in UTF-8, or in Windows-1252.
fn decoded(bytes: &[u8]) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit);
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => text(bytes),
    }
}

/// "(at)" and "dot" as the marks that they stand for, where they stand as words of their own.
fn said(text: &str) -> String {
    let bracket = |c: char| matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '-' | '_' | '*');
    let mut marks = String::with_capacity(text.len());
    for word in text.split(char::is_whitespace).flat_map(|word| word.split_inclusive([')', ']', '}', '>'])) {
        let mut pieces = word.splitn(2, ['(', '[', '{', '<']);
        let (first, second) = (pieces.next().unwrap_or_default(), pieces.next());
        for (at, piece) in [Some(first), second].into_iter().flatten().enumerate() {
            match piece.trim_matches(bracket) {
                "at" | "arobase" => marks.push('@'),
                "dot" | "punkt" | "punto" | "point" => marks.push('.'),
                "" if at == 0 && second.is_some() => {}
                // Words beside such a mark are joined to it, others stay apart.
                _ => {
                    if !marks.ends_with(['@', '.']) {
                        marks.push(' ');
                    }
                    marks.push_str(piece);
                }
            }
        }
    }
    marks
}

/// In lower case, without what cannot be seen, with the letters of other widths and the escapes of links and HTML undone.
fn plain(text: &str) -> String {
    let mut unfolded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (ascii, other) = rest.split_at(rest.bytes().take_while(u8::is_ascii).count());
        let from = unfolded.len();
        unfolded.push_str(ascii);
        if let Some(added) = unfolded.get_mut(from..) {
            added.make_ascii_lowercase();
        }
        let mut other = other.chars();
        unfolded.extend(other.next().filter(|c| !invisible(*c)).map(narrow).into_iter().flat_map(char::to_lowercase));
        rest = other.as_str();
    }
    for _ in 0..UNFOLDINGS {
        if !unfolded.contains(['%', '&', '=']) {
            break;
        }
        let next = unescaped(&unfolded);
        if next == unfolded {
            break;
        }
        unfolded = next;
    }
    unfolded
}

/// The longest run of letters and digits.
fn longest_run(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).max_by_key(|run| run.len()).unwrap_or_default()
}

/// Nothing to see: zero-width characters, direction marks, soft hyphens, variation selectors.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Full-width letters, and the other forms of "@" and ".".
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{fe6b}' => '@',
        '\u{3002}' | '\u{2024}' | '\u{fe52}' | '\u{ff61}' => '.',
        c => c,
    }
}

/// `%40`, `=40`, `&#64;`, `&#x40;` and `&commat;` as what they stand for; only ASCII, which addresses are made of.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['%', '&', '=']) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let tail = rest.get(at..).unwrap_or_default();
        let (meant, length) = escape(tail);
        match meant {
            Some(c) => out.push(c),
            None => out.push_str(tail.get(..length).unwrap_or_default()),
        }
        rest = tail.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What an escape at the beginning of `tail` stands for, and how long it is; of what is none the first character.
fn escape(tail: &str) -> (Option<char>, usize) {
    let printable = |code: u32| char::from_u32(code).filter(|c| c.is_ascii_graphic());
    if let Some(digits) = tail.strip_prefix(['%', '=']).and_then(|rest| rest.get(..2)) {
        return match u32::from_str_radix(digits, 16).ok().and_then(printable) {
            Some(c) if digits.bytes().all(|b| b.is_ascii_hexdigit()) => (Some(c), 3),
            _ => (None, 1),
        };
    }
    let Some(entity) = tail.strip_prefix('&') else { return (None, 1) };
    let name: String = entity.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '#').take(10).collect();
    let end = 1 + name.len() + usize::from(entity.get(name.len()..).is_some_and(|rest| rest.starts_with(';')));
    let meant = match name.as_str() {
        "commat" => Some('@'),
        "period" => Some('.'),
        "amp" => Some('&'),
        "plus" => Some('+'),
        "quot" => Some('"'),
        "lowbar" => Some('_'),
        "percnt" => Some('%'),
        "shy" | "zwnj" | "zwj" => return (Some('\u{ad}'), end),
        name => match name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16)) {
            Some(code) => code.ok().and_then(printable),
            None => name.strip_prefix('#').and_then(|code| code.parse().ok()).and_then(printable),
        },
    };
    if meant.is_some() { (meant, end) } else { (None, 1) }
}

/// The words of HTML, tags and comments left out without a trace, as they are when it is shown.
fn without_tags(html: &str) -> String {
    const BLOCKS: [&str; 9] = ["<br", "<p", "</p", "<div", "</div", "<td", "<li", "<tr", "<h"];
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    // Once there is no further end of a kind, it is not looked for again.
    let (mut comments, mut tags) = (true, true);
    while let Some(at) = rest.find('<') {
        words.push_str(rest.get(..at).unwrap_or_default());
        let tag = rest.get(at..).unwrap_or_default();
        let (close, open) = if tag.starts_with("<!--") { ("-->", &mut comments) } else { (">", &mut tags) };
        let end = if *open { tag.find(close).map(|end| end + close.len()) } else { None };
        *open = end.is_some();
        if end.is_none() {
            words.push('<');
        } else if BLOCKS.iter().any(|block| tag.starts_with(block)) {
            // What ends a line of text ends a word.
            words.push('\n');
        }
        rest = tag.get(end.unwrap_or(1)..).unwrap_or_default();
    }
    words.push_str(rest);
    words.replace("&nbsp;", " ")
}

/// What every Base64 of something around `text` holds: one for each of the ways that it can fall onto groups of three.
fn in_base64(text: &str) -> Vec<String> {
    (0..3)
        .filter_map(|before| {
            let encoded = BASE64_NOPAD.encode(&[&b"\0\0\0"[..before], text.as_bytes()].concat());
            // The first and the last characters hold bits of what stands around.
            let start = (before * 8).div_ceil(6);
            let whole = (before + text.len()) * 8 / 6;
            encoded.get(start..whole).filter(|part| part.len() >= 8).map(str::to_owned)
        })
        .collect()
}

/// Is this local part at the end of what stands before an `@`, by itself or with a tag behind it?
///
/// What is glued to it at the front ("mailto:jane", "prvs=12=jane") may or may not belong to it, so any mark before it will do.
fn ends_in(text: &str, local: &str) -> bool {
    let tags = text.match_indices('+').map(|(at, _)| at);
    tags.chain(std::iter::once(text.len()))
        .filter_map(|end| text.get(..end)?.strip_suffix(local))
        .any(|rest| rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric()))
}

/// What stands before an `@`, without the blanks that wrapping and good intentions put there, a comment, and the quotation marks that a
/// local part may have (RFC 5322, section 3.4.1).
fn before_mark(text: &str) -> &str {
    let text = text.trim_end();
    let open = || text.char_indices().rev().take(MAX_COMMENT).find(|(_, c)| *c == '(');
    let bare = if text.ends_with(')') { open().and_then(|(at, _)| text.get(..at)) } else { None };
    bare.unwrap_or(text).trim_end().trim_end_matches('"')
}

/// What stands behind it, without blanks and a comment.
fn behind(text: &str) -> &str {
    let text = text.trim_start();
    let close = || text.char_indices().take(MAX_COMMENT).find(|(_, c)| *c == ')');
    let bare = if text.starts_with('(') { close().and_then(|(at, _)| text.get(at + 1..)) } else { None };
    bare.unwrap_or(text).trim_start()
}

/// The characters of a local part that end this text, at most 64 (RFC 5321, section 4.5.3.1.1).
fn tail(text: &str) -> &str {
    let inside = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let start =
        text.char_indices().rev().take(64).take_while(|(_, c)| inside(*c)).last().map_or(text.len(), |(i, _)| i);
    text.get(start..).unwrap_or_default()
}

/// The characters of a domain that begin this text.
fn head(text: &str) -> &str {
    let inside = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let end = text.char_indices().take(254).find(|(_, c)| !inside(*c)).map_or(text.len().min(254), |(i, _)| i);
    let whole = text.get(..end).unwrap_or_else(|| text.get(..0).unwrap_or_default());
    whole.trim_end_matches(['.', '-'])
}

/// The keys of these addresses.
pub fn keys<'a>(addresses: impl IntoIterator<Item = &'a Address>) -> BTreeSet<String> {
    addresses.into_iter().map(Address::key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jane() -> Wanted {
        Wanted::new(&["jane.smith@corp.example".to_owned()].into())
    }

    #[test]
    fn an_address_is_found_however_it_is_written() {
        for (text, expected) in [
            ("write to jane.smith@corp.example", true),
            ("Jane.Smith@Corp.Example.", true),
            ("(jane.smith+work@corp.example)", true),
            ("<a href=\"mailto:jane.smith@corp.example?subject=x\">", true),
            ("https://x.example/?to=jane.smith%40corp.example&y", true),
            ("https://x.example/?next=%2Fto%3Djane.smith%2540corp.example", true),
            ("https://x.example/?u=%6a%61%6E%65.smith%40corp%2Eexample", true),
            ("jane.smith=40corp.example", true),
            ("jane.smith&#64;corp.example", true),
            ("jane.smith&#0064;corp&period;example", true),
            ("&#106;&#x61;ne.smith&commat;corp.example", true),
            ("jane.smith@corp.example, or call", true),
            ("prvs=12=jane.smith@corp.example", true),
            ("jane.smith @ corp.example", true),
            ("jane.smith@\n corp.example", true),
            ("jane.smith\u{200b}@corp\u{ad}.example", true),
            ("ｊａｎｅ.smith＠corp.example", true),
            ("jane.smith (at) corp.example", true),
            ("jane.smith[at]corp[dot]example", true),
            ("jane dot smith at corp dot example", true),
            ("jane.smith at corp.example", true),
            ("Bearer x?e=amFuZS5zbWl0aEBjb3JwLmV4YW1wbGU=", true),
            ("e=bWFpbHRvOmphbmUuc21pdGhAY29ycC5leGFtcGxl", true),
            ("\"jane.smith\"@corp.example", true),
            ("&quot;jane.smith&quot;@corp.example", true),
            ("jane.smith(me)@(at)corp.example", true),
            ("jane.smith (that is me) @ (a comment) corp.example", true),
            ("xjane.smith@corp.example", false),
            ("CV_jane.smith@corp.example.pdf", false),
            ("CV_jane.smith@corp.example", true),
            ("smith@corp.example", false),
            ("jane.smith@corp.example.org", false),
            ("jane.smith@corp.examples", false),
            ("I met Jane Smith at corp headquarters; example", false),
            ("@@@@@@@", false),
            ("%&=%&=%4&#&#x;", false),
            ("", false),
        ] {
            assert_eq!(jane().in_text(text), expected, "{text}");
        }
        assert!(!Wanted::default().in_text("jane.smith@corp.example"));
    }

    #[test]
    fn html_is_looked_at_as_it_is_shown_and_as_it_is_written() {
        for (html, expected) in [
            ("<p>jane.smith<b>@</b>corp.example</p>", true),
            ("<p>jane<!-- x -->.smith<wbr>@corp.example</p>", true),
            ("<a href=\"mailto:jane.smith@corp.example\">me</a>", true),
            ("<img alt=\"jane.smith@corp.example\" src=\"cid:1\">", true),
            ("<p>jane.smith</p><p>@corp.example</p>", true),
            ("<p>jane.smith&nbsp;@&nbsp;corp.example</p>", true),
            ("<p title=\"x>y\">x</p>", false),
            ("<p>Jane</p><p>corp.example</p>", false),
        ] {
            assert_eq!(jane().in_html(html), expected, "{html}");
        }
    }

    #[test]
    fn the_name_of_a_file_is_looked_at_without_its_ending() {
        for (name, expected) in [
            ("CV jane.smith@corp.example.pdf", true),
            ("jane.smith@corp.example.tar.gz", true),
            ("jane.smith@corp.example", true),
            ("CV Jane Smith.pdf", false),
        ] {
            assert_eq!(jane().in_name(name), expected, "{name}");
        }
    }

    #[test]
    fn the_text_of_a_file_is_looked_at_where_it_can_be_read() {
        let file = |name: &str, media_type: &str, bytes: &[u8]| Attachment {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            inline: false,
            content_id: None,
            bytes: bytes.to_vec(),
        };
        let wide: Vec<u8> = "\u{feff}jane.smith@corp.example".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (file, expected) in [
            (file("cv.TXT", "application/octet-stream", b"caf\xe9 jane.smith@corp.example"), true),
            (file("file-1", "text/html", b"<b>jane.smith</b>@corp.example"), true),
            (file("notes.txt", "text/plain", &wide), true),
            (file("cv.pdf", "application/pdf", b"jane.smith@corp.example"), false),
            (file("cv.txt", "text/plain", b"Jane Smith"), false),
        ] {
            assert_eq!(jane().in_file(&file), expected, "{}", file.name);
        }
    }

    #[test]
    fn a_hostile_text_takes_no_longer_than_its_length() {
        for part in [
            "@",
            "+@corp.example",
            "+.+.+.+.smith@corp.example",
            "ß@corp.example",
            "%25",
            "&amp;",
            "at ",
            "(at)",
            "<",
            "<!--",
            " @ ",
        ] {
            let _ = jane().in_html(&part.repeat(20_000));
        }
    }
}
