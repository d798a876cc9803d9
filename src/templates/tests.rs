//! Tests of the templates: each mail renders, both parts say the same, people's words have no effect, and mistakes are named.

mod words;

use std::collections::BTreeSet;
use std::fs;

use super::*;
use crate::programme::notice::{MentorLine, MentorPage, ProfileField, TranscriptLine, WordLine};

/// What somebody may write to break a mail.
const HOSTILE: &str = "<script>alert(1)</script> {{words}} {{{x}}} {{#if}} [a](javascript:x) ![i](http://t.example/p) **b** _c_ `d` \
    # e | f & \"g\" 'h' \\ <http://t.example> &lt;";

fn templates() -> Templates {
    Templates::load(None).unwrap_or_else(|error| panic!("{error}"))
}

/// What a reader of the HTML sees, more or less.
fn visible(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut out = String::new();
    for part in format!("<body{body}").split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if !["strong", "/strong", "em", "/em", "code", "/code", "a ", "/a"].iter().any(|inline| tag.starts_with(inline))
        {
            out.push(' ');
        }
        // Who does not see a picture reads what it says.
        out.push_str(tag.split_once(" alt=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default());
        out.push_str(text);
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(out, |out, (entity, c)| out.replace(entity, c))
}

/// The words of a text in order of the alphabet: a button shows its command elsewhere than the text's line does.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<_> = words.map(str::to_lowercase).collect();
    words.sort();
    words
}

fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn all_that_is_shipped_renders() {
    templates().try_all().unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn every_kind_has_a_template_and_a_sample() {
    let source = include_str!("../programme/notice_kind.rs");
    let kinds =
        source.lines().filter_map(|line| line.split_once("=> \"")).filter_map(|(_, kind)| kind.split('"').next());
    let kinds: BTreeSet<_> = kinds.collect();
    let samples: BTreeSet<_> = Notice::samples().iter().map(Notice::kind).collect();
    let shipped: BTreeSet<_> = shipped::MAILS.iter().map(|(name, _)| name.trim_end_matches(".hbs")).collect();
    assert_eq!(samples, kinds);
    assert_eq!(shipped, kinds);
}

#[test]
fn the_folder_holds_what_is_shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/email-templates/en");
    let found: BTreeSet<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let shipped: BTreeSet<_> =
        shipped::SHARED.iter().chain(shipped::MAILS).map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, shipped);
}

#[test]
fn text_and_html_say_the_same() {
    let templates = templates();
    for notice in templates.samples() {
        let mail = templates.render(&notice, &Page::sample()).unwrap();
        assert_eq!(words(&mail.text), words(&visible(&mail.html)), "{notice:?}\n{}\n{}", mail.text, mail.html);
        for mark in ["**", "{{", "}}", "](", "\n#", "\\\n"] {
            assert!(!mail.text.contains(mark), "{mark} in\n{}", mail.text);
        }
        assert!(!mail.subject.is_empty() && mail.text.len() > 40, "{notice:?}");
        let reserved = |c: char| matches!(c, '\u{F0000}'..='\u{F01FF}');
        assert!(!format!("{}{}{}", mail.subject, mail.text, mail.html).contains(reserved), "{notice:?}");
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let templates = templates();
    for notice in templates.samples() {
        let mail = templates.render(&notice, &Page::sample()).unwrap();
        // A picture that comes with the mail, and is shown by it.
        let own = format!("<img src=\"cid:{}\"", chart::CONTENT_ID);
        assert_eq!(mail.html.matches(&own).count(), mail.pictures.len(), "{}", notice.kind());
        let html = mail.html.replace(&own, "");
        for remote in ["<img", "<link", "<script", "url(", "@import", " src="] {
            assert!(!html.contains(remote), "{remote} in {}", notice.kind());
        }
        for target in attributes(&html, "href") {
            let handbook = target == "https://www.northwick.example/mentoring";
            assert!(
                handbook || target.starts_with("mailto:mentoring%2Bk7m2qx4d9w@northwick.example?subject=Re%3A%20"),
                "{target}"
            );
        }
    }
}

fn hostile_notices() -> Vec<Notice> {
    let s = || HOSTILE.to_owned();
    let mentor = MentorLine { reference: s(), name: s(), summary: s(), why: s(), note: s(), closed: false };
    let fields = vec![ProfileField { label: s(), value: s() }];
    let option = WordLine { word: s(), does: s(), button: true };
    vec![
        Notice::Relay { from_name: s(), words: s(), notes: vec![s()] },
        Notice::MeetingProposed {
            from_name: s(),
            when: s(),
            length: s(),
            place: s(),
            moves: s(),
            words: s(),
            notes: vec![s()],
        },
        Notice::RequestQuestion { from_name: s(), to_mentor: true, words: s(), notes: vec![s()] },
        Notice::Request {
            mentee_name: s(),
            studies: s(),
            aims: s(),
            help: s(),
            words: s(),
            notes: vec![s()],
            running: 1,
            suggested: 2,
            capacity: 2,
            days: 3,
        },
        Notice::Directory {
            query: s(),
            widened: false,
            missing: s(),
            taken_for: vec![s()],
            wider: Vec::new(),
            by_aims: true,
            from: 1,
            mentors: vec![mentor.clone()],
            total: 1,
            next: Some(s()),
        },
        Notice::Declined { mentor_name: s(), words: s(), notes: vec![s()], suggestions: vec![mentor] },
        Notice::Mentor { mentor: MentorPage { reference: s(), name: s(), fields, note: s(), closed: false } },
        Notice::Status {
            standing: s(),
            asked: s(),
            requests: vec![s()],
            mentorships: vec![s()],
            goals: Vec::new(),
            meetings: vec![s()],
            cases: vec![s()],
        },
        Notice::NotUnderstood { words: s(), understood: s(), options: vec![option] },
        Notice::Transcript { lines: vec![TranscriptLine { line: s(), answer: s(), ok: true }] },
        Notice::ConfirmCommand { command: s(), question: s() },
        Notice::Case { number: 1, from_name: s(), role: s(), concern: false, words: s(), notes: vec![s()] },
    ]
}

#[test]
fn what_people_write_has_no_effect() {
    let templates = templates();
    let page =
        Page { first_name: HOSTILE.into(), programme: HOSTILE.into(), university: HOSTILE.into(), ..Page::sample() };
    for notice in hostile_notices() {
        let mail = templates.render(&notice, &page).unwrap();
        assert!(mail.text.contains(HOSTILE), "{}", mail.text);
        assert!(mail.html.contains(&html::escaped(HOSTILE)), "{}", mail.html);
        for effect in ["<script", "<img", "<http", "<em>c", "<strong>b", "href=\"javascript", "href=\"http://t"] {
            assert!(!mail.html.contains(effect), "{effect} in\n{}", mail.html);
        }
        // Nothing of it got out of an attribute or an element.
        let tame = templates.render(&notice, &page).unwrap().html.replace(&html::escaped(HOSTILE), "tame");
        assert!(!tame.contains("alert(1)</script"), "{tame}");
        assert_eq!(words(&mail.text), words(&visible(&mail.html)), "{}", mail.text);
    }
}

#[test]
fn a_subject_is_one_line() {
    let templates = templates();
    let from_name = "Eve\r\nBcc: all@example.org\u{85}\u{2028}x\u{0}".to_owned();
    let notice = Notice::Relay { from_name, words: "w".into(), notes: Vec::new() };
    let mail = templates.render(&notice, &Page::sample()).unwrap();
    assert_eq!(mail.subject, "A message from Eve Bcc: all@example.org x");
    let page = Page { subject: Some("Re: Maps\r\nX: {{y}} \u{F0000}".into()), ..Page::sample() };
    assert_eq!(templates.render(&notice, &page).unwrap().subject, "Re: Maps X: {{y}}");
}

#[test]
fn a_relayed_mail_is_a_letter() {
    let templates = templates();
    let notice = Notice::Relay {
        from_name: "Grace".into(),
        words: "Dear Ada,\r\n\r\n  see <you>\r\n".into(),
        notes: Vec::new(),
    };
    let mail = templates.render(&notice, &Page::sample()).unwrap();
    assert_eq!(
        mail.text,
        "Dear Ada,\n\n  see <you>\n\nYou get this through Career Mentoring; your reply goes to Grace, and nobody’s address is shown. \
         To reach the team instead, begin it with STAFF.\n"
    );
    assert!(mail.html.contains(">Dear Ada,<br>\n<br>\n  see &lt;you&gt;</div>"), "{}", mail.html);
    assert!(!mail.html.contains("University"), "{}", mail.html);

    let page = Page { words_html: Some("<p>Dear <b>Ada</b></p>".into()), ..Page::sample() };
    let formatted = templates.render(&notice, &page).unwrap();
    assert_eq!(formatted.text, mail.text);
    assert!(formatted.html.contains("<p>Dear <b>Ada</b></p></div>"), "{}", formatted.html);
    assert!(!formatted.html.contains("see &lt;you"), "{}", formatted.html);
}

#[test]
fn formatted_words_stand_only_for_the_words() {
    let templates = templates();
    let page = Page { words_html: Some("<p>formatted</p>".into()), ..Page::sample() };
    let mail =
        templates.render(&Notice::ConfirmCommand { command: "END".into(), question: String::new() }, &page).unwrap();
    assert!(mail.html.contains(">END</div>") && !mail.html.contains("formatted"), "{}", mail.html);
}

#[test]
fn a_button_needs_only_to_be_sent() {
    let notice = Notice::MessageWanted { mentor: "M17".into(), mentor_name: "Grace & Co".into() };
    let mail = templates().render(&notice, &Page::sample()).unwrap();
    let link = "mailto:mentoring%2Bk7m2qx4d9w@northwick.example?subject=Re%3A%20Your%20message%20to%20Grace%20%26%20Co\
        &amp;body=INTERESTED%20M17";
    assert!(attributes(&mail.html, "href").contains(&link), "{}", mail.html);
    assert!(mail.text.contains("  INTERESTED M17 – Begin my message – opens"), "{}", mail.text);
}

#[test]
fn without_name_and_handbook_there_is_no_trace_of_them() {
    let page = Page { first_name: " ".into(), handbook_url: None, ..Page::sample() };
    let mail = templates().render(&Notice::Welcome { mentor: false }, &page).unwrap();
    assert!(mail.text.starts_with("Hello,\n\nWelcome"), "{}", mail.text);
    assert!(!mail.text.contains("How it all works"), "{}", mail.text);
    let page = Page { handbook_url: Some("javascript:alert(1)".into()), ..page };
    let mail = templates().render(&Notice::Welcome { mentor: false }, &page).unwrap();
    assert!(!mail.html.contains("href=\"javascript"), "{}", mail.html);
}

#[test]
fn long_words_do_not_take_long() {
    let words = "<a&\"{{x}} **\n".repeat(100_000);
    let notice = Notice::Relay { from_name: "Eve".into(), words: words.clone(), notes: vec![words.clone()] };
    let mail = templates().render(&notice, &Page::sample()).unwrap();
    assert!(mail.text.len() > 2 * words.len() - 10);
}

/// The message about a folder that holds these files; `FOLDER/` stands for it.
fn refusal(files: &[(&str, &[u8])]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let error = Templates::load(Some(folder.path())).unwrap_err().to_string();
    error.replace(&format!("{}/", folder.path().display()), "FOLDER/")
}

#[test]
fn a_broken_template_is_named_with_its_line_and_what_to_do() {
    let marks = "the handlebars marks do not fit together here. Look for an {{#if …}} or {{#each …}} without its end, or a {{ without }}.";
    let known = "This mail knows: first_name, handbook_url, help_is_answer, mentor, programme, service_address, to_stranger, to_team, university.";
    let deep = format!("---\nsubject: s\n---\n{}", "{{#if mentor}}".repeat(50));
    let cases: &[(&str, String)] = &[
        ("Welcome!", "1: the subject is missing. Begin the file with a line ---, a line subject: …, and a line ---.".into()),
        ("---\nsubject: s\n", "1: the line --- below the subject is missing. Write --- on a line of its own between subject and text.".into()),
        ("---\n---\nHello", "2: there is no subject above this line. Write subject: … between the two lines ---.".into()),
        ("---\nsubject:\n---\nHello", "2: the subject is empty. Write it behind subject:.".into()),
        ("---\nsubject: s\nsubject: t\n---\n", "3: this is a second subject. Keep one of the two.".into()),
        ("---\nsubject: s\nfrom: me\n---\n", "3: only subject: … can stand here. End this part with a line --- before the text.".into()),
        ("---\nsubject: s\n---\nHello\n{{#if mentor}}\nx\n", "5: {{#if …}} has no end. Write {{/if}} where it shall end.".into()),
        ("---\nsubject: s\n---\n\n{{#if mentor}}x{{/each}}\n", "5: {{#if}} is closed by {{/each}}. Look for an {{#if …}} or {{#each …}} without its end, or a {{ without }}.".into()),
        ("---\nsubject: s\n---\n\nHi {{fist_name}}\n", format!("5: there is no value named \"fist_name\". {known}")),
        ("---\nsubject: s {{nam}}\n---\n\nHi\n", format!("2: there is no value named \"nam\". {known}")),
        ("---\nsubject: s\n---\n{{#if mentr}}x{{/if}}\n", format!("4: there is no value named \"mentr\". {known}")),
        ("---\nsubject: s\n---\n{{#each mentrs}}x{{/each}}\n", format!("4: there is no value named \"mentrs\". {known}")),
        ("---\nsubject: s\n---\n{{words word}}\n", format!("4: there is no value named \"word\". {known}")),
        ("---\nsubject: s\n---\n{{buton \"A\" \"B\"}}\n", "4: \"buton\" with something behind it is not known. The marks are: if, unless, each, with, words, letter, button, option, count, join.".into()),
        ("---\nsubject: s\n---\n{{button \"A\"}}\n", "4: {{button}} wants more behind its name. See the shipped template of the same name for one that works.".into()),
        ("---\nsubject: s\n---\nHello {{first_name}\n", format!("4: {marks}")),
        ("---\nsubject: s\n---\n{{> head}}\n", "4: there is no part named \"head\". The parts that a mail can take in are {{> greeting}} and {{> suggestions}}.".into()),
        ("---\nsubject: s\n---\nHello\n\n<b>you</b>\n", "6: this is HTML. Write Markdown, which becomes text and HTML; for a note to yourself, {{! … }}.".into()),
        ("---\nsubject: s\n---\n![x](https://t.example/p.png)\n", "4: this is a picture. Mails load nothing from elsewhere: leave it out.".into()),
        (&deep, "4: marks stand more than 40 deep in one another. Take some of them out.".into()),
    ];
    for (template, expected) in cases {
        let message = refusal(&[("welcome.hbs", template.as_bytes())]);
        assert_eq!(message, format!("FOLDER/welcome.hbs, line {expected}"), "{template}");
    }
}

#[test]
fn a_folder_that_cannot_be_used_is_refused() {
    let latin = refusal(&[("welcome.hbs", b"---\nsubject: s\n---\nGr\xFC\xDFe\n")]);
    assert_eq!(latin, "FOLDER/welcome.hbs, line 4: this is not UTF-8. Save the file as UTF-8.");
    let unknown = refusal(&[("wellcome.hbs", b"")]);
    assert!(
        unknown.starts_with("FOLDER/wellcome.hbs: no mail is made from a template of this name. Rename it"),
        "{unknown}"
    );
    assert!(unknown.contains("greeting.hbs") && unknown.contains("welcome.hbs"), "{unknown}");
    let shared = refusal(&[("greeting.hbs", b"Dear\n{{frst}},\n")]);
    assert!(shared.starts_with("FOLDER/greeting.hbs, line 2: there is no value named \"frst\""), "{shared}");
    let long = refusal(&[("welcome.hbs", "x".repeat(70_000).as_bytes())]);
    assert_eq!(long, "FOLDER/welcome.hbs: it is longer than 64 KiB. No mail needs so many words: shorten it.");
    let missing = Templates::load(Some(Path::new("/nowhere/at/all"))).unwrap_err().to_string();
    assert!(missing.starts_with("/nowhere/at/all: the folder of templates cannot be read"), "{missing}");
}

#[test]
fn the_handbook_is_overridden_file_by_file() {
    let folder = tempfile::tempdir().unwrap();
    let faq = folder.path().join("faq");
    fs::create_dir(&faq).unwrap();
    let load = |name: &str, text: &str| {
        fs::write(faq.join(name), text).unwrap();
        Templates::load(Some(folder.path()))
            .map_err(|error| error.to_string().replace(&faq.display().to_string(), "FAQ"))
    };
    let templates =
        load("payment.md", "---\ntitle: Money?\naudience: everyone\n---\n**None**, {{first_name}}.\n").unwrap();
    let templates = templates.answers.len();
    let more = load("parking.md", "---\ntitle: Parking?\naudience: mentors\nkeywords: car\n---\nBehind the library.\n")
        .unwrap();
    assert_eq!((templates, more.answers.len()), (faq::SHIPPED.len(), faq::SHIPPED.len() + 1));
    let sample =
        more.samples().into_iter().find(|n| matches!(n, Notice::Faq { answer: Some(a), .. } if a.name == "payment"));
    let mail = more.render(&sample.unwrap(), &Page::sample()).unwrap();
    assert!(mail.subject == "Money?" && mail.text.contains("None, Ada."), "{}", mail.text);
    for (text, expected) in [
        ("None.", "FAQ/payment.md, line 1: the head is missing"),
        ("---\ntitle: T\n---\nx", "FAQ/payment.md, line 3: title: … or audience: … is missing above"),
        ("---\ntitle: T\naudience: staff\n---\nx", "FAQ/payment.md, line 3: \"staff\" is nobody an answer can be for"),
        ("---\ntitle: T\nfor: all\n---\nx", "FAQ/payment.md, line 3: only title: …"),
        ("---\ntitle: T\naudience: mentors\n", "FAQ/payment.md, line 1: the line --- below the head is missing"),
        (
            "---\ntitle: T\naudience: mentors\n---\n\n{{nam}}\n",
            "FAQ/payment.md, line 6: there is no value named \"nam\"",
        ),
    ] {
        let error = load("payment.md", text).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn the_handbook_s_folder_holds_what_is_shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/email-templates/faq");
    let found: BTreeSet<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let shipped: BTreeSet<_> = faq::SHIPPED.iter().map(|(name, _)| format!("{name}.md")).collect();
    assert_eq!(found, shipped);
}

#[test]
fn a_folder_overrides_file_by_file() {
    let folder = tempfile::tempdir().unwrap();
    let template = "\u{feff}---\r\nsubject: Moin {{first_name}}\r\n---\r\nMoin **{{first_name}}**,\r\n\r\n1. eins\r\n2. [zwei](https://z.example)\r\n";
    fs::write(folder.path().join("welcome.hbs"), template).unwrap();
    fs::write(folder.path().join("notes.txt"), "not a template").unwrap();
    let templates = Templates::load(Some(folder.path())).unwrap();
    let mail = templates.render(&Notice::Welcome { mentor: true }, &Page::sample()).unwrap();
    assert_eq!(mail.subject, "Moin Ada");
    assert!(
        mail.text.starts_with("Moin Ada,\n\n1. eins\n2. zwei (https://z.example)\n\n-- \nCareer Mentoring"),
        "{}",
        mail.text
    );
    let other = templates.render(&Notice::Resumed { mentor: true }, &Page::sample()).unwrap();
    assert_eq!(other.subject, "Good to have you back");
}

#[test]
fn the_gallery_shows_every_sample() {
    let templates = templates();
    let count = templates.samples().len();
    let files = gallery::gallery(&templates).unwrap();
    let names: BTreeSet<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(files.len(), 1 + 2 * count);
    assert_eq!(names.len(), files.len());
    let (first, index) = &files[0];
    assert_eq!(first, "index.html");
    for name in attributes(index, "src") {
        assert!(names.contains(name), "{name}");
    }
    assert_eq!(attributes(index, "src").len(), 2 * count);
}
