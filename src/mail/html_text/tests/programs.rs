//! The history containers of mail programs.

use super::split;

/// One reply for each program: its name, and the document.
const REPLIES: &[(&str, &str)] = &[
    (
        "Gmail",
        r#"<div dir="ltr">Thursday suits me.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Tue, 3 Mar 2026 at 10:15, Ann &lt;<a href="mailto:ann@example.org">ann@example.org</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div>Would Thursday suit you?</div></blockquote></div>"#,
    ),
    (
        "Gmail in a language without a list",
        r#"<div dir="ltr">Thursday suits me.</div><div class="gmail_quote"><div class="gmail_attr">Siku ya Jumanne, Ann (ann@example.org) alisema hivi<br></div><blockquote class="gmail_quote"><div>Would Thursday suit you?</div></blockquote></div>"#,
    ),
    (
        "Outlook on the web",
        r#"<html><body><div class="elementToProof">Thursday suits me.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> Ann &lt;ann@example.org&gt;<br><b>Sent:</b> 03 March 2026 10:15<br><b>To:</b> Ben<br><b>Subject:</b> Thursday</font><div>&nbsp;</div></div><div><p>Would Thursday suit you?</p></div></body></html>"#,
    ),
    (
        "Outlook for Windows",
        r#"<html><body lang=EN-GB><div class=WordSection1><p class=MsoNormal>Thursday suits me.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> Ann &lt;ann@example.org&gt; <br><b>Sent:</b> 03 March 2026 10:15<br><b>To:</b> Ben<br><b>Subject:</b> Thursday<o:p></o:p></p></div></div><p class=MsoNormal>Would Thursday suit you?<o:p></o:p></p></div></body></html>"#,
    ),
    (
        "Outlook for Windows in a language without a list",
        r#"<div class=WordSection1><p class=MsoNormal>Thursday suits me.</p><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Kutoka:</b> Ann<br><b>Imetumwa:</b> Jumanne<br><b>Kwa:</b> Ben<br><b>Mada:</b> Alhamisi</p></div><p class=MsoNormal>Would Thursday suit you?</p></div>"#,
    ),
    (
        "Outlook 2003",
        r#"<p class=MsoNormal>Thursday suits me.</p><div class=MsoNormal align=center><hr size=2 width="100%"></div><p class=MsoNormal><b>From:</b> Ann [mailto:ann@example.org] <br><b>Sent:</b> 03 March 2026 10:15<br><b>To:</b> Ben<br><b>Subject:</b> Thursday</p><p class=MsoNormal>Would Thursday suit you?</p>"#,
    ),
    (
        "Outlook Express",
        r#"<DIV><FONT>Thursday suits me.</FONT></DIV><BLOCKQUOTE style="BORDER-LEFT: #000000 2px solid"><DIV style="FONT: 10pt arial">----- Original Message ----- </DIV><DIV><B>From:</B> Ann</DIV><DIV><B>To:</B> ben@example.org</DIV><DIV>Would Thursday suit you?</DIV></BLOCKQUOTE>"#,
    ),
    (
        "New Outlook and Outlook for Mac",
        r#"<div>Thursday suits me.</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><div id="mail-editor-reference-message-container"><div class="ms-outlook-mobile-reference-message skipProofing"><p>Od: Ann</p><p>Would Thursday suit you?</p></div></div>"#,
    ),
    (
        "Apple Mail",
        r#"<body style="word-wrap: break-word;">Thursday suits me.<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>On 3 Mar 2026, at 10:15, Ann &lt;ann@example.org&gt; wrote:</div><br class="Apple-interchange-newline"><div>Would Thursday suit you?</div></blockquote></div><br></body>"#,
    ),
    (
        "iPhone",
        r#"<div dir="ltr">Thursday suits me.<br><br><div dir="ltr">Von meinem iPhone gesendet</div><div dir="ltr"><br><blockquote type="cite">Am 03.03.2026 um 10:15 schrieb Ann &lt;ann@example.org&gt;:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">Would Thursday suit you?</div></blockquote></div>"#,
    ),
    (
        "Yahoo",
        r#"<div class="yahoo-style-wrap"><div dir="ltr">Thursday suits me.</div><div><br></div></div><div id="ydp1yahoo_quoted_1" class="yahoo_quoted"><div style="font-size:13px"><div>On Tuesday, 3 March 2026 at 10:15:22 GMT, Ann &lt;ann@example.org&gt; wrote:</div><div><br></div><div>Would Thursday suit you?</div></div></div>"#,
    ),
    (
        "Thunderbird",
        r#"<body><p>Thursday suits me.</p><div class="moz-cite-prefix">Am 03.03.26 um 10:15 schrieb Ann:<br></div><blockquote type="cite" cite="mid:x@example.org"><p>Would Thursday suit you?</p></blockquote><div class="moz-signature">-- <br>Ben</div></body>"#,
    ),
    (
        "Thunderbird, answer below",
        r#"<body><div class="moz-cite-prefix">On 03/03/2026 10:15, Ann wrote:<br></div><blockquote type="cite"><p>Would Thursday suit you?</p></blockquote><p>Thursday suits me.</p></body>"#,
    ),
    (
        "Proton Mail",
        r#"<div style="font-family:Arial">Thursday suits me.</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-user">Ben</div></div><div class="protonmail_quote">On Tuesday, March 3rd, 2026 at 10:15, Ann &lt;ann@example.org&gt; wrote:<br><br><blockquote class="protonmail_quote" type="cite">Would Thursday suit you?</blockquote></div>"#,
    ),
    (
        "GMX",
        r#"<html><body><div>Thursday suits me.</div><div><div name="quote" style="margin:10px 5px 5px 10px;border-left:2px solid #C3D9E5"><div style="margin:0 0 10px 0"><b>Gesendet:</b>&nbsp;Dienstag, 03. März 2026 um 10:15 Uhr<br><b>Von:</b>&nbsp;Ann &lt;ann@example.org&gt;</div><div name="quoted-content">Would Thursday suit you?</div></div></div></body></html>"#,
    ),
    (
        "Zimbra",
        r#"<div>Thursday suits me.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Od: </b>"Ann"<br></div><div data-marker="__QUOTED_TEXT__">Would Thursday suit you?</div>"#,
    ),
    (
        "Samsung",
        r#"<div>Thursday suits me.</div><div id="composer_signature"><div dir="auto">Sent from my Galaxy</div></div><div><br></div><div><!-- originalMessage --><div>-------- Original message --------</div><div>From: Ann &lt;ann@example.org&gt; </div><div>Date: 03/03/2026  10:15  (GMT+00:00) </div><div>To: Ben </div><div>Subject: Thursday </div><div>Would Thursday suit you?</div></div>"#,
    ),
    (
        "Yandex",
        r#"<div>Thursday suits me.</div><div> </div><div>03.03.2026, 10:15, "Ann" &lt;<a href="mailto:ann@example.org">ann@example.org</a>&gt;:</div><blockquote><div>Would Thursday suit you?</div></blockquote>"#,
    ),
    (
        "mail.ru",
        r#"<HTML><BODY><div>Thursday suits me.</div><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;">Вторник, 3 марта 2026, 10:15 +03:00 от Ann &lt;ann@example.org&gt;:<br><div>Would Thursday suit you?</div></blockquote></BODY></HTML>"#,
    ),
    (
        "HCL Notes",
        r#"<span style="font-size:10pt">Thursday suits me.</span><br><br><br><span style="color:#5f5f5f">From: </span><span>"Ann" &lt;ann@example.org&gt;</span><br><span>To: </span><span>ben@example.org</span><br><span>Date: </span><span>03/03/2026 10:15</span><br><span>Subject: </span><span>Thursday</span><br><hr noshade><br><br><span>Would Thursday suit you?</span>"#,
    ),
    (
        "Zoho",
        r#"<div>Thursday suits me.</div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Tue, 03 Mar 2026 10:15:22 +0000 <b>Ann &lt;ann@example.org&gt;</b> wrote ----</div><blockquote>Would Thursday suit you?</blockquote></div>"#,
    ),
    (
        "our own line, in any program",
        r#"<p>Thursday suits me.</p><p>-- Please write above this line --</p><p>Would Thursday suit you?</p>"#,
    ),
    (
        "quoted once more by Outlook on the web",
        r#"<div>Thursday suits me.</div><div class="x_gmail_quote"><div class="x_gmail_attr">Ann said this</div><blockquote class="x_gmail_quote">Would Thursday suit you?</blockquote></div>"#,
    ),
];

#[test]
fn are_cut() {
    let wrong: Vec<(&str, String, String)> = REPLIES
        .iter()
        .filter_map(|(program, html)| {
            let parted = split(html);
            let written = parted.html.unwrap_or_default();
            let right = parted.text == "Thursday suits me."
                && parted.elided.contains("Would Thursday suit you?")
                && !parted.forwarded
                && written.contains("Thursday suits me.")
                && !written.contains("Would")
                && !written.contains("example.org");
            (!right).then_some((*program, parted.text, written))
        })
        .collect();
    assert!(wrong.is_empty(), "{} programs: {wrong:#?}", wrong.len());
}

#[test]
fn answers_between_the_lines_keep_them() {
    let html = r#"<div class="gmail_quote"><div class="gmail_attr">On Tue, 3 Mar 2026 at 10:15, Ann &lt;ann@example.org&gt; wrote:<br></div><blockquote class="gmail_quote">Thursday?</blockquote><div>Yes, gladly.</div><blockquote class="gmail_quote">And where?</blockquote><div>At the library, if it is open.</div></div>"#;
    let parted = split(html);
    assert_eq!(parted.text, "> Thursday?\n\nYes, gladly.\n\n> And where?\n\nAt the library, if it is open.");
    assert!(!parted.html.unwrap_or_default().contains("ann@example.org"));
}

#[test]
fn mails_passed_on_are_told_apart() {
    let html = r#"<div dir="ltr">See below, please, Ben.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <b>Ann</b> &lt;ann@example.org&gt;<br>Date: Tue, 3 Mar 2026 at 10:15<br>Subject: Thursday<br>To: &lt;ben@example.org&gt;<br></div>Would Thursday suit you?</div></div>"#;
    let parted = split(html);
    assert!(parted.forwarded);
    assert_eq!(parted.text, "See below, please, Ben.");
}

#[test]
fn a_quote_of_her_own_is_kept() {
    let parted = split(
        r#"<div>As the poet says:</div><blockquote class="gmail_quote">My name is Ozymandias.</blockquote><div>Well put, isn't it?</div>"#,
    );
    assert!(parted.text.contains("My name is Ozymandias."));
    let parted = split(
        r#"<div>Note:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>an indented line</div></blockquote>"#,
    );
    assert!(parted.text.ends_with("an indented line"));
}
