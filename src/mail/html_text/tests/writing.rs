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
fn nothing_that_acts_or_fetches_comes_through_however_it_is_written() {
    const VECTORS: &[&str] = &[
        "<ScRiPt>x()</sCrIpT>",
        "<scr<script>ipt>x()</scr</script>ipt>",
        "<img src=x onerror=x()>",
        "<img src=\"https://t.example/p.gif\">",
        "<img src='HTTPS://t.example/p.gif' width=1 height=1>",
        "<img src=\"//t.example/p.gif\">",
        "<img src=\" https://t.example/p.gif\">",
        "<img srcset=\"https://t.example/p.gif 1x\" src=\"cid:a\">",
        "<img src=\"data:image/svg+xml,<svg onload=x()>\">",
        "<img lowsrc=\"https://t.example/p.gif\" dynsrc=\"https://t.example/p.gif\" src=\"cid:a\">",
        "<body background=\"https://t.example/p.gif\">a",
        "<table background=\"https://t.example/p.gif\"><tr><td background=\"https://t.example/p.gif\">a</td></tr></table>",
        "<p style=\"background:url(https://t.example/p.gif)\">a</p>",
        "<p style=\"position:fixed;top:0;width:100%\">a</p>",
        "<style>@import 'https://t.example/a.css'; * { display: none }</style>a",
        "<link rel=stylesheet href=\"https://t.example/a.css\">a",
        "<meta http-equiv=refresh content=\"0;url=https://t.example\">a",
        "<base href=\"https://t.example/\"><a href=\"x\">a</a>",
        "<form action=\"https://t.example\"><input name=a><button>go</button><textarea>x</textarea></form>",
        "<isindex action=\"javascript:x()\">",
        "<iframe srcdoc=\"<script>x()</script>\"></iframe>",
        "<object data=\"https://t.example/a.swf\"></object><embed src=\"https://t.example/a.swf\">",
        "<video src=\"https://t.example/a.mp4\" poster=\"https://t.example/p.gif\" autoplay></video>",
        "<audio src=\"https://t.example/a.mp3\"></audio><source src=\"https://t.example/a\">",
        "<svg onload=x()><script>x()</script><image href=\"https://t.example/p.gif\"/></svg>",
        "<math><mtext><style><img src=x onerror=x()></style></mtext></math>",
        "<a href=\"java\tscript:x()\">a</a>",
        "<a href=\"&#106;avascript:x()\">a</a>",
        "<a href=\"vbscript:x()\">a</a><a href=\"data:text/html,x\">b</a>",
        "<a href=\"https://e.example\" ping=\"https://t.example\" onclick=x()>a</a>",
        "<p onmouseover=x() id=a class=b>a</p>",
        "<noscript><p title=\"</noscript><img src=x onerror=x()>\">",
        "<template><img src=x onerror=x()></template>",
        "<!--><img src=x onerror=x()>-->",
        "<!--[if mso]><img src=\"https://t.example/p.gif\"><![endif]-->a",
        "<textarea><img src=x onerror=x()></textarea>",
        "<xmp><img src=x onerror=x()></xmp><plaintext><img src=x onerror=x()>",
        "<bgsound src=\"https://t.example/a\"><applet code=a></applet><frameset><frame src=\"https://t.example\"></frameset>",
        "<input type=image src=\"https://t.example/p.gif\">",
        "<v:imagedata xmlns:v=\"urn:x\" src=\"https://t.example/p.gif\"/>",
    ];
    const NEVER: &[&str] = &[
        "<script",
        "<style",
        "<form",
        "<input",
        "<button",
        "<textarea",
        "<iframe",
        "<object",
        "<embed",
        "<link",
        "<meta",
        "<base",
        "<svg",
        "<math",
        "<video",
        "<audio",
        "<source",
        "<frame",
        "<applet",
        "<template",
        "<noscript",
        "<isindex",
        "<v:",
        " on",
        " style",
        " src=\"http",
        " src=\"//",
        " src=\" ",
        " src=\"data",
        "srcset",
        "background",
        "poster",
        " ping",
        "javascript:",
        "vbscript:",
        "data:text",
        "t.example",
        " class",
        " id",
    ];
    for vector in VECTORS {
        let written = split(&format!("<div>Hello</div>{vector}<div>Bye</div>")).html.unwrap_or_default();
        // What has become text is only shown.
        let tags: String =
            written.split('<').skip(1).map(|tag| format!("<{}", tag.split('>').next().unwrap_or_default())).collect();
        for never in NEVER {
            assert!(!tags.to_lowercase().contains(never), "{vector}: {written}");
        }
    }
}

#[test]
fn no_link_writes_a_mail_in_advance() {
    for (link, kept) in [
        ("mailto:mentoring@uni.example?subject=x&amp;body=PAUSE", Some("mailto:mentoring@uni.example")),
        ("MAILTO:mentoring%40uni.example?BODY=PAUSE", Some("mailto:mentoring%40uni.example")),
        (" mail&#9;to:mentoring@uni.example?body=PAUSE", Some("mailto:mentoring@uni.example")),
        ("&#1;mailto&#10;:mentoring@uni.example&#13;?body=PAUSE", Some("mailto:mentoring@uni.example")),
        ("mailto:?to=mentoring@uni.example&amp;body=PAUSE", None),
        ("mailto:mentoring@uni.example#?body=PAUSE", Some("mailto:mentoring@uni.example")),
        ("https://x.example/?body=PAUSE", Some("https://x.example/?body=PAUSE")),
    ] {
        let written = split(&format!("<p>See <a href=\"{link}\">my CV</a></p>")).html.unwrap_or_default();
        let href = written.split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(href, kept, "{link}: {written}");
        assert!(written.contains("my CV"), "{link}: {written}");
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
fn what_is_struck_out_is_shown_and_not_said() {
    for (open, close) in [
        ("<s>", "</s>"),
        ("<strike>", "</strike>"),
        ("<del>", "</del>"),
        ("<span style=\"text-decoration: line-through\">", "</span>"),
    ] {
        let parted = split(&format!(
            "<div>{open}ACCEPT <b>all</b>{close}</div><div>DECLINE</div><div>At {open}3{close} 4, sorry.</div>"
        ));
        assert_eq!(parted.text, "DECLINE\nAt 4, sorry.", "{open}");
        let written = parted.html.unwrap_or_default();
        assert!(written.contains("ACCEPT") && written.contains("4, sorry."), "{written}");
    }
}

#[test]
fn words_written_inside_a_signature_are_kept() {
    let signatures = [
        ("<div id=\"Signature\">", "</div>"),
        ("<div class=\"gmail_signature\" data-smartmail=\"gmail_signature\">", "</div>"),
        ("<div id=\"ms-outlook-mobile-signature\">", "Get <a href=\"https://aka.ms/o0ukef\">Outlook for iOS</a></div>"),
        ("<div id=\"AppleMailSignature\">", "<div>Sent from my iPhone</div></div>"),
    ];
    let quote = "<blockquote type=\"cite\">On Tue, 3 Mar 2026 at 10:15, Ann &lt;ann@example.org&gt; wrote:<br>Well?</blockquote>";
    for (open, close) in signatures {
        for (typed, kept) in [
            ("I know three councils.", true),
            ("Which firms do you have in view?", true),
            ("see you on Thursday then, I look forward to it", true),
            ("星期四见，谢谢你！", true),
            ("Ben Fox<br>Head of Flood Maps<br>Flood Ltd, 1 Water Lane, Leeds", false),
            ("Ben Fox<br>Tel. +44 20 7946 0000, fax on request.", false),
            ("-- <br>Ben<br>I am away on Fridays, as you know.", false),
            ("Ben<br>Please consider the environment before printing this mail.", false),
        ] {
            let parted = split(&format!("<div>Thanks, Ann.</div>{open}<div>{typed}</div>{close}{quote}"));
            assert_eq!(parted.text != "Thanks, Ann.", kept, "{open}{typed}: {}", parted.text);
            assert_eq!(parted.html.unwrap_or_default().contains(typed), kept, "{open}{typed}");
            assert!(!parted.text.contains("Sent from") && !parted.text.contains("Outlook"), "{}", parted.text);
        }
    }
}

#[test]
fn nothing_left_keeps_everything() {
    for html in ["<blockquote>All of it is quoted</blockquote>", "<div class=\"gmail_signature\">Ben</div>"] {
        let parted = split(html);
        assert!(!parted.text.is_empty(), "{html}");
        assert!(!parted.html.unwrap_or_default().is_empty(), "{html}");
    }
}
