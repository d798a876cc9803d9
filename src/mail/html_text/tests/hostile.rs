//! Documents that were built to take long or to overflow a stack.

use super::split;

#[test]
fn large_documents_are_answered() {
    let pieces = [
        "<div>",
        "<b>",
        "<p>",
        "<a href=x>",
        "<table><tr><td>",
        "<blockquote>",
        "<b><p>",
        "<font color=1><p>x",
        "<",
        "<!--",
        "<a \"",
        "</p>",
        "</b></i>",
        "&",
        "x<br>",
        "<li>",
        "<ul><li>",
        "<svg><g>",
        "<math>",
        "<select><option>",
        "<template>",
        "<div class=gmail_quote>",
        "<span style=display:none>",
        "<pre>\n",
        "<table>x",
        "<frameset>",
        "<button><p>",
        "<nobr>",
        "<![CDATA[",
        "<div class=gmail_attr>x",
        "<hr id=zwchr>",
    ];
    for piece in pieces {
        let html = format!("words {}", piece.repeat(20_000 / piece.len()));
        let parted = split(&html);
        assert!(parted.text.starts_with("words"), "{piece}: {:.40}", parted.text);
    }
}

#[test]
fn deep_nesting_keeps_the_words() {
    let html = format!("{}inside{}<p>after</p>", "<div>".repeat(5_000), "</div>".repeat(5_000));
    assert_eq!(split(&html).text, "inside\n\nafter");
}

#[test]
fn a_document_beyond_measure_is_read_as_text() {
    let html = format!("<p>words</p><p>{}</p>", "x ".repeat(1_100_000));
    let parted = split(&html);
    assert!(parted.html.is_none());
    assert!(parted.text.starts_with("words"));
}
