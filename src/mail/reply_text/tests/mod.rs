//! Replies as mail programs write them, in many languages, each with the words that are new.

mod attributions;
mod banners;
mod blocks;
mod footers;
mod hostile;
mod kept;

use super::split;

/// The new words and one further word, so that the emptiness rule is out of play.
const WORDS: &str = "Thursday suits me well.\nShall I bring the draft?";

/// Holds that each of `histories`, put below words, is cut to the last line; names all that are not.
#[track_caller]
fn assert_cut(histories: impl IntoIterator<Item = String>) {
    let wrong: Vec<(String, String)> = histories
        .into_iter()
        .filter_map(|history| {
            let parted = split(&format!("{WORDS}\n\n{history}"));
            (parted.text != WORDS || parted.elided.is_empty()).then_some((history, parted.text))
        })
        .collect();
    assert!(wrong.is_empty(), "{} histories left something: {wrong:#?}", wrong.len());
}
