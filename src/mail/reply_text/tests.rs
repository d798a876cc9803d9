//! Replies as mail programs write them, in many languages, each with the words that are new.

use super::*;

#[test]
fn keeps_plain_text() {
    assert_eq!(split("Hello\n\nWorld\n").text, "Hello\n\nWorld");
}
