//! Replies as mail programs write them, in many languages, each with the words that are new.

mod attributions;
mod blocks;
mod footers;
mod hostile;
mod kept;

use super::split;

/// The new words and one further word, so that the emptiness rule is out of play.
const WORDS: &str = "Thursday suits me well.\nShall I bring the draft?";

#[track_caller]
fn assert_cut(history: &str) {
    let parted = split(&format!("{WORDS}\n\n{history}"));
    assert_eq!(parted.text, WORDS, "history was: {history}");
    assert!(!parted.elided.is_empty());
}

#[track_caller]
fn assert_kept(body: &str) {
    assert_eq!(split(body).text, body.trim_end(), "all of it is new");
}
