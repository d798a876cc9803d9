//! The gallery: every mail with sample values, as pages to look at.

use std::collections::BTreeMap;

use data_encoding::BASE64;

use super::html::escaped;
use super::{Page, TemplateError, Templates};
use crate::mail::inbound::Attachment;

/// The frames' widths in pixels: a phone, and a mail program's pane.
const WIDTHS: [u32; 2] = [375, 800];

/// The gallery's files, name and contents: `index.html`, and for each sample a page (`.html`) and its text (`.txt`).
pub fn gallery(templates: &Templates) -> Result<Vec<(String, String)>, TemplateError> {
    let mut files = Vec::new();
    let mut sections = String::new();
    let mut seen = BTreeMap::<&str, u32>::new();
    for notice in templates.samples() {
        let count = seen.entry(notice.kind()).or_default();
        *count += 1;
        let name = if *count == 1 { notice.kind().to_owned() } else { format!("{}-{count}", notice.kind()) };
        let mail = templates.render(&notice, &Page::sample())?;
        sections.push_str(&section(&name, &mail.subject, &mail.text));
        files.push((format!("{name}.html"), with_pictures(mail.html, &mail.pictures)));
        files.push((format!("{name}.txt"), format!("Subject: {}\n\n{}", mail.subject, mail.text)));
    }
    files.insert(0, ("index.html".to_owned(), index(&sections, files.len() / 2)));
    Ok(files)
}

/// The page with its pictures in itself, as no mail is around it.
fn with_pictures(html: String, pictures: &[Attachment]) -> String {
    pictures.iter().fold(html, |html, picture| {
        let id = picture.content_id.as_deref().unwrap_or_default();
        let data = BASE64.encode(&picture.bytes);
        html.replace(&format!("\"cid:{id}\""), &format!("\"data:{};base64,{data}\"", picture.media_type))
    })
}

fn section(name: &str, subject: &str, text: &str) -> String {
    let frames: String = WIDTHS
        .iter()
        .map(|width| {
            format!("<iframe loading=\"lazy\" src=\"{name}.html\" width=\"{width}\" height=\"640\" title=\"{name}, {width} pixels\"></iframe>\n")
        })
        .collect();
    format!(
        "<section id=\"{name}\">\n<h2><a href=\"#{name}\">{name}</a></h2>\n\
        <p>{subject} (<a href=\"{name}.html\">page</a>, <a href=\"{name}.txt\">text</a>)</p>\n\
        <div class=\"frames\">\n{frames}<pre>{text}</pre>\n</div>\n</section>\n",
        subject = escaped(subject),
        text = escaped(text),
    )
}

fn index(sections: &str, count: usize) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <meta name=\"color-scheme\" content=\"light dark\">\n<title>{count} mails</title>\n<style>\n\
        body {{ font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem; }}\n\
        .frames {{ display: flex; gap: 1rem; align-items: flex-start; overflow-x: auto; }}\n\
        iframe {{ flex: none; border: 1px solid #8888; border-radius: 6px; }}\n\
        pre {{ flex: none; width: 72ch; max-height: 640px; overflow: auto; white-space: pre-wrap; margin: 0; }}\n\
        </style>\n</head>\n<body>\n<h1>{count} mails</h1>\n\
        <p>Each as it looks on a phone ({phone} pixels), in a mail program ({pane} pixels), and as text.</p>\n\
        {sections}</body>\n</html>\n",
        phone = WIDTHS[0],
        pane = WIDTHS[1],
    )
}
