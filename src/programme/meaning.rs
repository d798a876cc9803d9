//! Tells whether words read like a yes or a no, to a request or to a time to meet, so that their writer is asked which was meant.

use super::phrases::{OF_MEETINGS, OPENINGS, PHRASES};

/// An answer longer than this (in characters) that also asks something is a conversation, whatever words it holds.
const SHORT: usize = 280;
/// So few words, or characters in a script that has no spaces, say little else than yes or no, in whatever language.
const FEW_WORDS: usize = 4;
const FEW_CHARACTERS: usize = 12;
/// How many sentences may stand before the one that decides.
const BEFORE: usize = 2;

/// Does this read like an acceptance or a refusal, though it is none of the words?
///
/// Errs towards asking: a decision relayed as if it were chat leaves a mentee in the dark, while one more question costs a click.
pub fn sounds_like_decision(text: &str) -> bool {
    let said = Said::read(text);
    if said.is_brief() || said.opens() {
        return true;
    }
    let text = said.lines.join(" ");
    if text.ends_with('?') && !decided_before_question(&text) {
        return false;
    }
    let found = PHRASES.iter().any(|phrase| has_phrase(&text, phrase));
    found && (text.chars().count() <= SHORT || !text.contains('?'))
}

/// Does this read like a yes or a no to a time to meet? Errs towards asking, since the words are passed on all the same.
pub fn sounds_like_answer(text: &str) -> bool {
    let said = Said::read(text);
    let text = said.lines.join(" ");
    if text.chars().count() > SHORT {
        return false;
    }
    said.opens() || PHRASES.iter().chain(OF_MEETINGS).any(|phrase| has_phrase(&text, phrase))
}

/// What somebody says below their greeting: lines that are not empty, in lower case and with one kind of each mark.
struct Said {
    lines: Vec<String>,
}

impl Said {
    fn read(text: &str) -> Self {
        // Who decides does so at the beginning; a longer text is not worth reading to its end.
        let plain = |c: char| match c {
            '’' | '‘' | '´' | '`' => Some('\''),
            '？' | '؟' => Some('?'),
            '！' => Some('!'),
            '。' => Some('.'),
            '，' | '、' | '،' => Some(','),
            // How an emoji is to be shown, and its shade, say nothing.
            '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => None,
            other => Some(other),
        };
        let text: String = text.chars().take(4_000).filter_map(plain).collect::<String>().to_lowercase();
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        let more = lines.len() > 1;
        if let Some(first) = lines.first_mut() {
            *first = without_salutation(first, more).to_owned();
        }
        lines.retain(|line| !line.is_empty());
        Self { lines }
    }

    /// Is it too short to say anything else?
    fn is_brief(&self) -> bool {
        let text = self.lines.join(" ");
        if text.is_empty() || text.contains('?') {
            return false;
        }
        let spaced = text.chars().all(|c| c < '\u{2e80}' || !c.is_alphanumeric());
        match spaced {
            true => text.split(' ').filter(|word| word.contains(char::is_alphanumeric)).count() <= FEW_WORDS,
            false => text.chars().count() <= FEW_CHARACTERS,
        }
    }

    /// Does the first sentence begin with a word that says yes or no by itself, or one of the next consist of little else?
    fn opens(&self) -> bool {
        let sentences = self.lines.iter().flat_map(|line| line.split_inclusive(['.', '!', '?']));
        let mut sentences = sentences.map(str::trim).filter(|sentence| !sentence.is_empty());
        let short = |sentence: &&str| !sentence.ends_with('?') && sentence.split(' ').count() <= FEW_WORDS;
        sentences.next().is_some_and(opening) || sentences.take(BEFORE).filter(short).any(opening)
    }
}

/// Does the first word say yes or no by itself?
fn opening(sentence: &str) -> bool {
    let word = sentence.split(|c: char| c.is_whitespace() || ",.;:!?–—-".contains(c)).find(|word| !word.is_empty());
    let Some(word) = word else { return false };
    // "No idea", "Sorry for the delay": the word belongs to what follows and decides nothing.
    let harmless = [
        "no idea",
        "no doubt",
        "no worries",
        "no rush",
        "no hurry",
        "sorry for",
        "sorry about",
        "sorry to",
        "sorry i missed",
        "great question",
        "great to",
        "great cv",
        "great message",
        "ok so",
        "ok, so",
        "done with",
        "fine arts",
        "perfect your",
        "sure about",
        "non-",
        "si-",
        "nie wiem",
        "não sei",
    ];
    OPENINGS.contains(&word) && !harmless.iter().any(|start| sentence.starts_with(start))
}

/// How greetings begin.
const GREETINGS: &[&str] = &[
    "dear",
    "hi",
    "hello",
    "hey",
    "hiya",
    "greetings",
    "good morning",
    "good afternoon",
    "good evening",
    "good day",
    "hallo",
    "liebe",
    "lieber",
    "guten morgen",
    "guten tag",
    "guten abend",
    "servus",
    "moin",
    "grüezi",
    "bonjour",
    "bonsoir",
    "salut",
    "coucou",
    "cher",
    "chère",
    "hola",
    "buenos días",
    "buenas tardes",
    "estimado",
    "estimada",
    "querido",
    "querida",
    "ciao",
    "buongiorno",
    "buonasera",
    "caro",
    "cara",
    "gentile",
    "olá",
    "oi",
    "bom dia",
    "boa tarde",
    "prezado",
    "prezada",
    "beste",
    "hoi",
    "dag",
    "goedemorgen",
    "goedemiddag",
    "cześć",
    "dzień dobry",
    "witaj",
    "merhaba",
    "selam",
    "sayın",
    "sevgili",
    "hej",
    "kära",
    "kære",
    "привет",
    "здравствуйте",
    "добрый день",
];

/// The line behind "Dear Ada," and its like; the whole of it where there is none. A greeting without a mark is one where more lines
/// follow.
fn without_salutation(line: &str, more: bool) -> &str {
    let greets = |word: &&str| {
        let rest = line.strip_prefix(*word);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    if !GREETINGS.iter().any(greets) {
        return line;
    }
    match line.char_indices().take(60).find(|(_, c)| matches!(c, ',' | '!' | ':' | '.' | '-' | '–')) {
        Some((at, mark)) => line.get(at + mark.len_utf8()..).unwrap_or_default().trim_start(),
        None if more && line.split(' ').count() <= FEW_WORDS => "",
        None => line,
    }
}

/// Does a sentence before the last, which asks something, decide?
fn decided_before_question(text: &str) -> bool {
    let sentences: Vec<&str> = text.split_inclusive(['.', '!', '?']).collect();
    let Some((_, before)) = sentences.split_last() else { return false };
    before
        .iter()
        .filter(|sentence| !sentence.contains('?'))
        .any(|sentence| opening(sentence.trim()) || PHRASES.iter().any(|phrase| has_phrase(sentence, phrase)))
}

/// Does the phrase begin at the beginning of a word? ("acceptance" counts for "accept", "preapprove" does not for "approve".)
fn has_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        // Scripts without spaces have no beginnings of words.
        before.is_none_or(|c| !c.is_alphanumeric()) || phrase.starts_with(|c| c >= '\u{2e80}')
    })
}
