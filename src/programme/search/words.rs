//! The words of a text, as they are compared: in lower case, without accents, cut where a reader would cut.

/// Words too common to tell mentors apart, in the order of the alphabet.
const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "ba", "be", "been", "bsc", "but", "by",
    "can", "career", "careers", "could", "course", "do", "for", "from", "get", "have", "he", "help", "her", "him",
    "his", "hons", "how", "i", "in", "into", "is", "it", "its", "job", "jobs", "like", "ma", "me", "mentor", "mentors",
    "msc", "my", "not", "of", "on", "or", "other", "our", "out", "she", "so", "some", "someone", "that", "the",
    "their", "them", "there", "they", "this", "to", "us", "want", "was", "we", "were", "what", "when", "where",
    "which", "who", "will", "with", "work", "worked", "working", "would", "year", "years", "you", "your",
];

/// Two words that mean one thing together; they count as one word besides. In the order of the alphabet.
const PHRASES: &[(&str, &str)] = &[
    ("artificial", "intelligence"),
    ("civil", "service"),
    ("data", "science"),
    ("european", "union"),
    ("hong", "kong"),
    ("human", "resources"),
    ("human", "rights"),
    ("los", "angeles"),
    ("machine", "learning"),
    ("new", "york"),
    ("new", "zealand"),
    ("product", "management"),
    ("project", "management"),
    ("public", "relations"),
    ("public", "sector"),
    ("real", "estate"),
    ("san", "francisco"),
    ("social", "media"),
    ("social", "work"),
    ("south", "africa"),
    ("south", "korea"),
    ("supply", "chain"),
    ("third", "sector"),
    ("united", "kingdom"),
    ("united", "nations"),
    ("united", "states"),
];

/// Abbreviations that are words of another meaning, or of none, in lower case.
const CAPITALS: &[(&str, &str)] = &[("IT", "informationtechnology"), ("US", "usa"), ("UN", "unitednations")];

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::programme) struct Token<'t> {
    /// As it is compared.
    pub word: String,
    /// As it stands there.
    pub surface: &'t str,
}

/// The words of a text in reading order, at most so many; two that are a phrase are followed by the phrase.
pub(in crate::programme) fn tokens(text: &str, most: usize) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    each_word(text, most, |word, surface| found.push(Token { word: word.to_owned(), surface }));
    found
}

/// Shows each of the [`tokens`] of a text: its word, and how it stands there.
pub(super) fn each_word<'t>(text: &'t str, most: usize, mut show: impl FnMut(&str, &'t str)) {
    let (mut shown, mut word) = (0, String::new());
    // What stood just before, if it may begin a phrase; stop words and all, as "New York" is one and "new in York" is none.
    let mut before: Option<(String, &str)> = None;
    for surface in text.split(|c: char| !within(c)).map(trimmed).filter(|piece| !piece.is_empty()) {
        if shown >= most {
            break;
        }
        word.clear();
        match CAPITALS.iter().find(|(capitals, _)| *capitals == surface) {
            Some((_, meant)) => word.push_str(meant),
            None => fold_onto(&mut word, surface),
        }
        let pair = before.take().filter(|(first, _)| PHRASES.binary_search(&(first, &word)).is_ok());
        before = begins_phrase(&word).then(|| (word.clone(), surface));
        if word.chars().nth(1).is_some() && STOP_WORDS.binary_search(&word.as_str()).is_err() {
            show(&word, surface);
            shown += 1;
        }
        if let Some((first, start)) = pair {
            show(&format!("{first}{word}"), spanning(text, start, surface));
            shown += 1;
        }
    }
}

fn begins_phrase(word: &str) -> bool {
    let at = PHRASES.partition_point(|(first, _)| *first < word);
    PHRASES.get(at).is_some_and(|(first, _)| *first == word)
}

/// The words that are looked for: no repeats, and a phrase in place of its two words.
pub(in crate::programme) fn wanted(text: &str, most: usize) -> Vec<Token<'_>> {
    let mut kept: Vec<Token<'_>> = Vec::new();
    for token in tokens(text, most) {
        let phrase = PHRASES.iter().find(|(a, b)| token.word.strip_prefix(a) == Some(*b));
        if let Some((a, b)) = phrase {
            // The words of the phrase stand just before it, where they are no stop words.
            for part in [b, a] {
                if kept.last().is_some_and(|last| last.word == **part) {
                    kept.pop();
                }
            }
        }
        if kept.iter().all(|other| other.word != token.word) {
            kept.push(token);
        }
    }
    // "it" alone is not a pronoun.
    if kept.is_empty() && text.trim().eq_ignore_ascii_case("it") {
        kept.push(Token { word: "informationtechnology".to_owned(), surface: text.trim() });
    }
    kept
}

fn within(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '+' | '#' | '&' | '\'' | '’' | '\u{300}'..='\u{36f}')
}

/// Without what cannot begin or end a word; "C++" and "R&D" keep theirs, "master's" loses its end.
fn trimmed(piece: &str) -> &str {
    let piece = piece.trim_matches(['\'', '’', '&']).trim_start_matches(['+', '#']);
    let possessive = piece.strip_suffix("'s").or_else(|| piece.strip_suffix("’s"));
    possessive.unwrap_or(piece)
}

/// From the beginning of one piece of `text` to the end of another.
fn spanning<'t>(text: &'t str, first: &'t str, last: &'t str) -> &'t str {
    let at = |piece: &str| (piece.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    text.get(at(first)..at(last) + last.len()).unwrap_or(last)
}

/// In lower case and without accents: Müller, MULLER and muller are one.
pub(in crate::programme) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_onto(&mut folded, text);
    folded
}

/// As [`fold`], at the end of another text.
fn fold_onto(folded: &mut String, text: &str) {
    if text.is_ascii() && !text.contains('\'') {
        let from = folded.len();
        folded.push_str(text);
        if let Some(added) = folded.get_mut(from..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            c if c.is_ascii() => folded.push(c),
            c => match plain(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            },
        }
    }
}

/// The letters that stand for an accented one of the Latin script.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        tokens(text, 50).into_iter().map(|t| t.word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_cut_and_folded() {
        let cases = [
            ("Head of Marketing, R&D", "head marketing r&d"),
            ("C++ and C# (Node.js)", "c++ c# node js"),
            ("Łukasz Müller-Weiß, Ålesund", "lukasz muller weiss alesund"),
            ("my master’s in Zu\u{308}rich", "master zurich"),
            ("IT for the US; it is for us", "informationtechnology usa"),
            ("New York, not new in York", "new york newyork new york"),
            ("", ""),
            ("+++ & '' -- 7", "7"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected.trim_end_matches(" 7").trim_end_matches('7'), "{text}");
        }
        // A phrase counts as a word, but is not cut off from its two.
        let most = |text, most| tokens(text, most).into_iter().map(|t| t.word).collect::<Vec<_>>();
        assert_eq!(most("law and New York in Berlin", 3), ["law", "new", "york", "newyork"]);
        assert_eq!(most("law law law", 2).len(), 2);
    }

    #[test]
    fn what_is_looked_through_by_halves_is_in_order() {
        assert!(STOP_WORDS.is_sorted_by(|a, b| a < b));
        assert!(PHRASES.is_sorted_by(|a, b| a < b));
        for (first, second) in PHRASES {
            assert_eq!(read(&format!("{first} {second}")).rsplit(' ').next().unwrap(), format!("{first}{second}"));
        }
    }

    #[test]
    fn a_phrase_is_wanted_as_one_word() {
        let wanted =
            |text| wanted(text, 50).into_iter().map(|t| format!("{}/{}", t.word, t.surface)).collect::<Vec<_>>();
        assert_eq!(wanted("law in New York law"), ["law/law", "newyork/New York"]);
        assert_eq!(wanted("social work"), ["socialwork/social work"]);
        assert_eq!(wanted("it"), ["informationtechnology/it"]);
    }
}
