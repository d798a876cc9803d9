//! Tells whether words read like a yes or a no, to a request or to a time to meet, so that their writer is asked which was meant.

use super::phrases::{OF_MEETINGS, OPENINGS, PHRASES};

/// An answer longer than this (in characters) that also asks something is a conversation, whatever words it holds.
const SHORT: usize = 280;

/// Does this read like an acceptance or a refusal, though it is none of the words?
///
/// Errs towards asking: a decision relayed as if it were chat leaves a mentee in the dark, while one more question costs a click.
pub fn sounds_like_decision(text: &str) -> bool {
    let text = plain(text);
    let length = text.chars().count();
    if text.trim_end().ends_with('?') && !decided_before_question(&text) {
        return false;
    }
    if opening(&text) {
        return true;
    }
    let found = PHRASES.iter().any(|phrase| has_phrase(&text, phrase));
    found && (length <= SHORT || !text.contains('?'))
}

/// Does this read like a yes or a no to a time to meet? Errs towards asking, since the words are passed on all the same.
pub fn sounds_like_answer(text: &str) -> bool {
    let text = plain(text);
    if text.chars().count() > SHORT {
        return false;
    }
    opening(&text) || PHRASES.iter().chain(OF_MEETINGS).any(|phrase| has_phrase(&text, phrase))
}

/// Straight apostrophes, lower case, white space folded.
fn plain(text: &str) -> String {
    // Who decides does so at the beginning; a longer text is not worth reading to its end.
    let text: String = text.chars().take(4_000).collect();
    let text = text.to_lowercase().replace(['’', '‘', '´', '`'], "'");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does the first word, behind a greeting ("Dear Ada,"), say yes or no by itself?
fn opening(text: &str) -> bool {
    let body = without_salutation(text);
    let word = body.split(|c: char| c.is_whitespace() || ",.;:!?–—-".contains(c)).find(|word| !word.is_empty());
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
    ];
    OPENINGS.contains(&word) && !harmless.iter().any(|start| body.starts_with(start))
}

/// The text behind "Dear Ada," and its like; the whole of it where there is none.
fn without_salutation(text: &str) -> &str {
    let greeted = [
        "dear ",
        "hi ",
        "hello ",
        "hey ",
        "hallo ",
        "good morning",
        "good afternoon",
        "good evening",
        "hi,",
        "hello,",
        "hey,",
    ];
    if !greeted.iter().any(|word| text.starts_with(word)) {
        return text;
    }
    match text.char_indices().take(60).find(|(_, c)| matches!(c, ',' | '!' | ':' | '.' | '-' | '–')) {
        Some((at, mark)) => text.get(at + mark.len_utf8()..).unwrap_or_default().trim_start(),
        None => text,
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
        before.is_none_or(|c| !c.is_alphanumeric())
    })
}
