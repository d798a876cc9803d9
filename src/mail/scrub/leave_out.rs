//! Words without the addresses in them: what stands around an address stays as it is.

use super::{Wanted, decoded};
use crate::mail::inbound::Attachment;

/// A longer word is left out whole where it holds an address.
const LONG: usize = 400;
/// How many addresses in one word are left out singly.
const MOST: usize = 10;
/// Over how many words an address may be spelt out ("jane dot smith at corp dot example").
const SPELT: usize = 12;

impl Wanted {
    /// The text with each of these addresses replaced by `mark`.
    pub fn left_out(&self, text: &str, mark: &str) -> String {
        if !self.in_text(text) {
            return text.to_owned();
        }
        // Most addresses have no white space in them.
        let kept: String =
            text.split_inclusive(char::is_whitespace).map(|word| self.word_without(word, mark)).collect();
        if self.in_text(&kept) { self.spelt_left_out(&kept, mark) } else { kept }
    }

    /// The name of a file with each of these addresses replaced by `mark`; its ending stays.
    pub fn name_left_out(&self, name: &str, mark: &str) -> String {
        if !self.in_name(name) {
            return name.to_owned();
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let kept = if self.in_name(stem) { self.left_out(stem, mark) } else { self.left_out(name, mark) };
        let kept = if self.in_name(&kept) { mark.to_owned() } else { kept };
        let whole = format!("{kept}.{ending}");
        if ending.is_empty() || self.in_name(&whole) || !self.in_name(stem) { kept } else { whole }
    }

    /// The bytes of a file that is text, with each of these addresses replaced by `mark`.
    pub fn file_left_out(&self, file: &Attachment, mark: &str) -> Vec<u8> {
        let kept = self.left_out(&decoded(&file.bytes), mark);
        // Between the tags of HTML there may be more of it than can be taken out.
        if self.in_html(&kept) { mark.as_bytes().to_vec() } else { kept.into_bytes() }
    }

    fn word_without(&self, word: &str, mark: &str) -> String {
        let bare = word.trim_end_matches(char::is_whitespace);
        let space = word.get(bare.len()..).unwrap_or_default();
        let mut kept = bare.to_owned();
        for _ in 0..MOST {
            match self.address_in(&kept) {
                Some((from, until)) if kept.len() <= LONG => kept.replace_range(from..until, mark),
                Some(_) => return format!("{mark}{space}"),
                None => return format!("{kept}{space}"),
            }
        }
        format!("{mark}{space}")
    }

    /// Where the first of these addresses stands in a word: the shortest piece that ends as an address does.
    fn address_in(&self, word: &str) -> Option<(usize, usize)> {
        if !self.in_text(word) {
            return None;
        }
        if word.len() > LONG {
            return Some((0, word.len()));
        }
        let rest = |at: usize| word.get(at..).unwrap_or_default();
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        let whole = |end: &usize| {
            let mut after = rest(*end).chars();
            // "corp.example" is not all of "corp.example.org", but it is of "corp.example." at the end of a sentence.
            match after.next() {
                Some('.' | '-') => !after.next().is_some_and(char::is_alphanumeric),
                next => !next.is_some_and(char::is_alphanumeric),
            }
        };
        let held = |from: usize, until: usize| word.get(from..until).is_some_and(|piece| self.in_text(piece));
        let end = ends.filter(whole).find(|end| held(0, *end)).unwrap_or(word.len());
        let start = word.char_indices().map(|(at, _)| at).take_while(|at| held(*at, end)).last()?;
        Some((start, end))
    }

    /// The text without addresses that several words make up.
    fn spelt_left_out(&self, text: &str, mark: &str) -> String {
        let words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
        let held =
            |from: usize, until: usize| words.get(from..=until).is_some_and(|several| self.in_text(&several.concat()));
        let mut kept: Vec<String> = Vec::with_capacity(words.len());
        // Words before it are spoken for.
        let mut floor = 0;
        for at in 0..words.len() {
            kept.push(words.get(at).copied().unwrap_or_default().to_owned());
            let from = floor.max((at + 1).saturating_sub(SPELT));
            if !held(from, at) {
                continue;
            }
            let start = (from..=at).take_while(|start| held(*start, at)).last().unwrap_or(from);
            let space: String =
                words.get(at).copied().unwrap_or_default().chars().filter(|c| c.is_whitespace()).collect();
            kept.truncate(kept.len() - (at + 1 - start));
            kept.push(format!("{mark}{space}"));
            // The words that were taken out keep their places, so that those to come are counted as before.
            kept.extend(std::iter::repeat_n(String::new(), at - start));
            floor = at + 1;
        }
        let kept = kept.concat();
        if self.in_text(&kept) { mark.to_owned() } else { kept }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted::new(&["jane.smith@corp.example".to_owned(), "ada@uni.example".to_owned()].into())
    }

    #[test]
    fn only_the_address_is_left_out() {
        for (text, expected) in [
            ("Write to jane.smith@corp.example.\n\nJane", "Write to [x].\n\nJane"),
            ("(jane.smith+work@corp.example), please", "([x]), please"),
            ("Jane.Smith%40Corp.Example!", "[x]!"),
            ("ada@uni.example,jane.smith@corp.example;", "[x],[x];"),
            ("nobody@corp.example stays", "nobody@corp.example stays"),
            ("jane.smith@corp.example.org stays", "jane.smith@corp.example.org stays"),
            ("prvs=12=jane.smith@corp.example", "prvs=12=[x]"),
            ("Write to jane.smith @ corp.example at noon", "Write to [x] at noon"),
            ("Or jane dot smith at corp dot example,\nplease.", "Or [x]\nplease."),
            ("e=bWFpbHRvOmphbmUuc21pdGhAY29ycC5leGFtcGxl now", "e=bWFpbHRvOm[x] now"),
            ("no address", "no address"),
        ] {
            assert_eq!(wanted().left_out(text, "[x]"), expected, "{text}");
        }
    }

    #[test]
    fn a_name_keeps_its_ending_and_a_file_its_words() {
        for (name, expected) in
            [("CV jane.smith@corp.example.pdf", "CV [x].pdf"), ("jane.smith@corp.example", "[x]"), ("cv.pdf", "cv.pdf")]
        {
            assert_eq!(wanted().name_left_out(name, "[x]"), expected, "{name}");
        }
        let file = |bytes: &[u8]| Attachment {
            name: "cv.html".to_owned(),
            media_type: "text/html".to_owned(),
            inline: false,
            content_id: None,
            bytes: bytes.to_vec(),
        };
        assert_eq!(wanted().file_left_out(&file(b"I am ada@uni.example, Ada"), "[x]"), b"I am [x], Ada");
        assert_eq!(wanted().file_left_out(&file(b"ada<b>@uni.example</b>"), "[x]"), b"[x]");
    }

    #[test]
    fn whatever_the_text_nothing_is_left() {
        for hostile in [
            "jane.smith@corp.example,".repeat(2_000),
            "ada@uni.example+".repeat(24),
            "ada @ uni.example ".repeat(200),
            "ada at uni dot example ".repeat(200),
            format!("ada{}@ uni.example", " ".repeat(200)),
        ] {
            assert!(!wanted().in_text(&wanted().left_out(&hostile, "[x]")), "{hostile}");
        }
    }
}
