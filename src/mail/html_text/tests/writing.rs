//! What is written: text and sanitised HTML.

use super::split;

#[test]
fn a_plain_document_is_kept() {
    let parted = split("<p>Hello <b>there</b></p>");
    assert_eq!(parted.text, "Hello there");
    assert_eq!(parted.html.as_deref(), Some("<p>Hello <b>there</b></p>"));
    assert_eq!(parted.elided, "");
}

#[test]
fn text_keeps_paragraphs_lists_and_link_targets() {
    let cases = [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("<div>One</div><div>Two</div><div><br></div><div>Three</div>", "One\nTwo\n\nThree"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("See <a href=\"https://example.org/plan\">the plan</a>.", "See the plan <https://example.org/plan>."),
        ("See <a href=\"https://example.org/\">https://example.org</a>.", "See https://example.org."),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a b\nc d"),
        ("<pre>one\n  two</pre>", "one\n  two"),
        ("a\u{a0}b &lt;c&gt; &amp; d", "a b <c> & d"),
        ("<style>p{}</style><script>x()</script><div style=\"display:none\">secret</div>seen", "seen"),
        ("<img src=\"cid:a@b\" alt=\"plan.png\">", "[plan.png]"),
    ];
    for (html, text) in cases {
        assert_eq!(split(html).text, text, "{html}");
    }
}

#[test]
fn html_is_made_harmless() {
    let cases = [
        ("<p onclick=\"x()\">a</p>", "<p>a</p>"),
        ("<a href=\"javascript:x()\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("a<img src=\"https://tracker.example/p.gif\" width=\"1\">", "a"),
        ("a<script>x()</script><iframe src=\"//x\"></iframe>", "a"),
        ("<img src=\"cid:a@b\">", "<img src=\"cid:a@b\">"),
        ("&lt;script&gt;x&lt;/script&gt;", "&lt;script&gt;x&lt;/script&gt;"),
    ];
    for (html, written) in cases {
        assert_eq!(split(html).html.as_deref(), Some(written), "{html}");
    }
}

#[test]
fn a_line_that_is_shared_is_cut_in_its_text() {
    let parted = split(
        "<div>Fine. On Tue, 3 Mar 2026 at 10:15, Ann &lt;ann@example.org&gt; wrote:</div><blockquote>Thursday?</blockquote>",
    );
    assert_eq!(parted.text, "Fine.");
    assert_eq!(parted.html.as_deref(), Some("<div>Fine.</div>"));
}

#[test]
fn nothing_left_keeps_everything() {
    for html in ["<blockquote>All of it is quoted</blockquote>", "<div class=\"gmail_signature\">Ben</div>"] {
        let parted = split(html);
        assert!(!parted.text.is_empty(), "{html}");
        assert!(!parted.html.unwrap_or_default().is_empty(), "{html}");
    }
}
