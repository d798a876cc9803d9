//! Tells whether words read like a yes or a no, to a request or to a time to meet, so that their writer is asked which was meant.

/// Turns of phrase that decide, within the first sentences of a short answer.
const PHRASES: &[&str] = &[
    "accept",
    "decline",
    "i'd be happy",
    "i would be happy",
    "i'd be glad",
    "i would be glad",
    "happy to help",
    "glad to help",
    "happy to mentor",
    "happy to be",
    "be delighted",
    "be pleased",
    "be honoured",
    "be honored",
    "love to",
    "my pleasure",
    "with pleasure",
    "count me in",
    "i'm in",
    "sounds good",
    "sounds great",
    "let's do",
    "lets do",
    "go ahead",
    "of course",
    "sure thing",
    "why not",
    "no problem",
    "happy to take",
    "glad to take",
    "happy to meet",
    "willing to",
    "looking forward to working",
    "i agree",
    "agreed",
    "i will do it",
    "i'll do it",
    "not able to",
    "unable to",
    "can't take",
    "cannot take",
    "can not take",
    "can't commit",
    "cannot commit",
    "can't help",
    "cannot help",
    "can't be your",
    "cannot be your",
    "can't mentor",
    "cannot mentor",
    "have to say no",
    "must say no",
    "say no",
    "say yes",
    "have to pass",
    "must pass",
    "i'll pass",
    "i will pass",
    "turn down",
    "turn this down",
    "turn you down",
    "too busy",
    "no time",
    "not enough time",
    "don't have time",
    "do not have time",
    "don't have the time",
    "do not have the time",
    "don't have capacity",
    "do not have capacity",
    "no capacity",
    "at capacity",
    "not the right person",
    "not the best person",
    "not the right fit",
    "not a good fit",
    "not a good time",
    "not the right time",
    "not at this time",
    "not right now",
    "not possible",
    "not interested",
    "not available",
    "unavailable",
    "unfortunately",
    "regret",
    "afraid i can",
    "afraid not",
    "afraid that i can",
    "i'm afraid",
    "rather not",
    "prefer not",
    "another mentor",
    "someone else",
    "somebody else",
    "my apologies",
    "refuse",
    "reject",
    "approve",
    "can't at the moment",
    "cannot at the moment",
    "i can't",
    "i cannot",
    "won't be able",
    "will not be able",
    "wouldn't be able",
    "take you on",
    "be your mentor",
    "be her mentor",
    "be his mentor",
    "be their mentor",
    "welcome aboard",
    "let us start",
    "let's start",
    "let's get started",
    "get started",
    "full at the moment",
    "already have two",
    "not taking",
    "not in a position",
    "happy with that",
    "a pleasure to",
    "consider me in",
    "i am in",
    "up for this",
    "up for it",
    "put me down",
    "give it a try",
    "give it a go",
    "can start",
    "i'm game",
    "i am game",
    "works for me",
    "thumbs up",
    "but no",
    "not this time",
    "not this year",
    "have the time",
    "haven't got the time",
    "haven't the time",
    "plate is full",
    "hands are full",
    "fully booked",
    "too much on",
    "too many commitments",
    "other commitments",
    "am suited",
    "a good match",
    "the right match",
    "ask me again",
    "better not",
    "already taken",
    "already have a mentee",
    "already have enough",
    "ich nehme an",
    "nehme gern",
    "ich lehne",
    "geht leider",
    "avec plaisir",
    "j'accepte",
    "je refuse",
    "je ne peux pas",
    "con gusto",
    "mucho gusto",
    "acepto",
    "lo siento",
    "no puedo",
    "volentieri",
    "accetto",
    "mi dispiace",
    "non posso",
    "aceito",
    "infelizmente",
    "não posso",
    "graag",
    "helaas",
    "chętnie",
    "niestety",
    "ja gerne",
    "gerne",
    "leider",
    "absage",
    "zusage",
    "volontiers",
    "désolé",
    "desolé",
    "malheureusement",
    "d'accord",
];

/// Turns of phrase that answer a time to meet.
const OF_MEETINGS: &[&str] = &[
    "works for me",
    "work for me",
    "that works",
    "this works",
    "works well",
    "works fine",
    "works great",
    "works perfectly",
    "would work",
    "suits me",
    "suit me",
    "that suits",
    "suits fine",
    "fine with me",
    "fine by me",
    "fine for me",
    "good for me",
    "perfect for me",
    "is fine",
    "is perfect",
    "is good",
    "that's fine",
    "that's perfect",
    "that's good",
    "all good",
    "sounds perfect",
    "see you",
    "be there",
    "i can make",
    "can make it",
    "can make that",
    "i can do",
    "i'm free",
    "i am free",
    "i'm available",
    "i am available",
    "confirmed",
    "i confirm",
    "in my diary",
    "in my calendar",
    "can't make",
    "cannot make",
    "can not make",
    "can't do",
    "cannot do",
    "won't work",
    "will not work",
    "doesn't work",
    "does not work",
    "doesn't suit",
    "does not suit",
    "not free",
    "not available",
    "i'm busy",
    "i am busy",
    "another time",
    "another day",
    "a different time",
    "a different day",
    "earlier or later",
    "clashes",
    "passt mir",
    "passt gut",
    "ça marche",
    "ça me va",
    "me va bien",
    "va bene",
];

/// First words of an answer that say yes or no by themselves.
const OPENINGS: &[&str] = &[
    "yes",
    "yep",
    "yeah",
    "yup",
    "no",
    "nope",
    "nah",
    "sure",
    "ok",
    "okay",
    "certainly",
    "absolutely",
    "definitely",
    "gladly",
    "happily",
    "sorry",
    "ja",
    "nein",
    "oui",
    "non",
    "si",
    "sí",
    "fine",
    "great",
    "perfect",
    "delighted",
    "agreed",
    "done",
    "alright",
    "yess",
    "y",
    "n",
    "accepted",
    "declined",
    "approved",
    "👍",
    "👎",
    "✅",
    "❌",
];

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
