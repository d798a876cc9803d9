//! Every mail rendered; hostile words inert; broken templates each with the message it gets.

use super::*;
use crate::programme::notice::Notice;

fn relay(words: &str) -> Notice {
    Notice::Relay { from_name: "Ada".to_owned(), words: words.to_owned(), notes: vec![] }
}

/// What a reader of the HTML sees, white space aside.
fn seen(html: &str) -> Vec<String> {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&").split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_notice_has_a_template_that_renders_to_the_same_words_twice() {
    let templates = Templates::load(None).unwrap();
    for notice in Notice::samples() {
        let rendered = templates.render(&notice, &Page::sample()).unwrap();
        let html = seen(&rendered.html).join(" ");
        for line in rendered.text.lines() {
            // Buttons and list marks differ by nature.
            if line.starts_with("* ") || line.trim_end() == "--" {
                continue;
            }
            let words: Vec<&str> = line.trim_start_matches("- ").split_whitespace().collect();
            let line = words.join(" ");
            assert!(
                html.contains(&line) || line.contains(": answer with"),
                "{}: {line:?} is not in {html}",
                notice.kind()
            );
        }
        assert!(!rendered.subject.is_empty() && !rendered.text.contains("**"), "{}", notice.kind());
        let private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
        assert!(!rendered.text.contains(private) && !rendered.html.contains(private), "{}", notice.kind());
    }
}

#[test]
fn what_a_person_wrote_has_no_meaning_but_its_own() {
    let templates = Templates::load(None).unwrap();
    let words = "<script>alert(1)</script> {{programme}} [a](javascript:x) **b** & \u{e000}0\u{e001} # c\n> d";
    let rendered = templates.render(&relay(words), &Page::sample()).unwrap();
    assert!(rendered.text.contains("<script>alert(1)</script> {{programme}} [a](javascript:x) **b** & 0 # c\n> d"));
    assert!(rendered.html.contains(
        "&lt;script&gt;alert(1)&lt;/script&gt; {{programme}} [a](javascript:x) **b** &amp; 0 # c<br>\n&gt; d"
    ));
    let named = Notice::Declined { mentor_name: "A\r\nBcc: x@y".to_owned(), words: String::new(), suggestions: vec![] };
    let subject = templates.render(&named, &Page::sample()).unwrap().subject;
    assert_eq!(subject, "A Bcc: x@y cannot take this on");
}

#[test]
fn a_button_is_a_mail_that_needs_only_to_be_sent() {
    let templates = Templates::load(None).unwrap();
    let rendered = templates
        .render(
            &Notice::Mentor {
                mentor: crate::programme::notice::MentorPage {
                    reference: "M17".to_owned(),
                    name: "Maria".to_owned(),
                    fields: vec![],
                    full: false,
                },
            },
            &Page::sample(),
        )
        .unwrap();
    assert!(
        rendered
            .html
            .contains("mailto:mentoring%2Btoken@uni.example?subject=INTERESTED%20M17&amp;body=INTERESTED%20M17")
    );
    assert!(rendered.text.contains("* I am interested: answer with INTERESTED M17"));
}

#[test]
fn relayed_html_stands_in_place_of_the_plain_words() {
    let templates = Templates::load(None).unwrap();
    let page = Page { words_html: Some("<p>Hello <b>you</b></p>".to_owned()), ..Page::sample() };
    let rendered = templates.render(&relay("Hello you"), &page).unwrap();
    assert!(rendered.html.contains("<p>Hello <b>you</b></p>") && !rendered.html.contains("Hello you"));
    assert!(rendered.text.starts_with("Hello you\n"));
}

#[test]
fn a_folder_replaces_templates_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("relay.hbs"), "---\nsubject: From {{from_name}}\n---\nOurs: {{words words}}\n")
        .unwrap();
    let templates = Templates::load(Some(folder.path())).unwrap();
    let rendered = templates.render(&relay("hello"), &Page::sample()).unwrap();
    assert_eq!(rendered.subject, "From Ada");
    assert!(rendered.text.starts_with("Ours:\n\nhello\n"), "{}", rendered.text);
}

#[test]
fn a_broken_template_is_named_with_its_line_and_what_is_wrong() {
    let cases = [
        ("relay.hbs", "hello", "relay.hbs:1: must begin with a line ---"),
        ("relay.hbs", "---\ntitle: x\n---\n", "relay.hbs:1: must begin with a line ---"),
        ("relay.hbs", "---\nsubject: x\nhello\n", "relay.hbs:1: must begin with a line ---"),
        ("relay.hbs", "---\nsubject:\n---\nhello\n", "relay.hbs:2: the subject is empty"),
        ("relay.hbs", "---\nsubject: x\n---\n{{words words\n", "relay.hbs:5: "),
        ("relay.hbs", "---\nsubject: x\n---\n\n{{#if notes}}\nhello\n", "relay.hbs:"),
        ("relay.hbs", "---\nsubject: x\n---\nhello\n{{from_nme}}\n", "from_nme"),
        ("relay.hbs", "---\nsubject: {{subjct}}\n---\nhello\n", "subjct"),
        ("relay.hbs", "---\nsubject: x\n---\n{{shout words}}\n", "shout"),
        ("relay.hbs", "---\nsubject: x\n---\n{{button \"Go\"}}\n", "button"),
        ("letter.hbs", "---\nsubject: x\n---\nhello\n", "there is no mail of that name; the names are "),
    ];
    for (name, source, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), source).unwrap();
        let error = Templates::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains(name), "{source:?}: {error}");
        assert!(error.ends_with("mend it, or delete the file to use the built-in one"), "{error}");
    }
}
