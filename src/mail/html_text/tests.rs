//! HTML replies as mail programs build them, each with the words that are new.

use super::*;

#[test]
fn keeps_a_plain_document() {
    let parted = split("<p>Hello <b>there</b></p>");
    assert_eq!(parted.text, "Hello there");
    assert_eq!(parted.html.as_deref(), Some("<p>Hello <b>there</b></p>"));
}
