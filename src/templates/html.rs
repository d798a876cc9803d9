//! The HTML part: masked values escaped and put in, buttons as `mailto:` links, one layout around all.

use super::Page;
use super::mask::{Mask, Piece, WORDS};

const LAYOUT: &str = include_str!("../../email-templates/en/layout.html");

/// What masks stand for, and where buttons write to.
pub struct Filled<'a> {
    /// The values.
    pub mask: &'a Mask,
    /// The page.
    pub page: &'a Page,
}

impl Filled<'_> {
    /// Puts everything in.
    pub fn fill(&self, html: &str) -> String {
        // A block of words is a paragraph of its own in the Markdown; it becomes a block here.
        let paragraph = |mark: char| format!("<p style=\"margin:0 0 16px\">{mark}");
        let html = html
            .replace(&paragraph(WORDS.0), &WORDS.0.to_string())
            .replace(&format!("{}</p>", WORDS.1), &WORDS.1.to_string());
        let mut filled = String::with_capacity(html.len());
        for piece in self.mask.pieces(&html) {
            match piece {
                Piece::Own(own) => filled.push_str(own),
                Piece::Value(value) => filled.push_str(&lines(value)),
                Piece::Words(words) => self.words(&mut filled, words),
                Piece::Button(label, body) => self.button(&mut filled, label, body),
            }
        }
        filled
    }

    fn words(&self, out: &mut String, words: &str) {
        out.push_str(
            "<div class=\"words\" style=\"margin:0 0 16px;padding:4px 0 4px 14px;border-left:3px solid #7a9cc6\">",
        );
        match &self.page.words_html {
            Some(html) => out.push_str(html),
            None => out.push_str(&lines(words.trim())),
        }
        out.push_str("</div>");
    }

    fn button(&self, out: &mut String, label: &str, body: &str) {
        let body = self.mask.plain(body);
        // The word is the subject as well: a mail without one is taken for spam more often.
        let link = format!(
            "mailto:{}?subject={}&amp;body={}",
            encoded(&self.page.reply_address, true),
            encoded(&body, false),
            encoded(&body, false)
        );
        out.push_str(&format!(
            "<a href=\"{link}\" style=\"display:inline-block;margin:0 8px 10px 0;padding:12px 20px;min-height:20px;border-radius:8px;\
             background:#1f4e8c;color:#ffffff;font-weight:600;line-height:20px;text-decoration:none\">{}</a>",
            escaped(&self.mask.plain(label))
        ));
    }
}

/// The whole document.
pub fn whole(body: &str, footer: &str, page: &Page) -> String {
    let mut html = String::new();
    let mut rest = LAYOUT;
    // One pass, so that nothing within a value is taken for a place to fill.
    while let Some((before, after)) = rest.split_once("{{") {
        html.push_str(before);
        let Some((name, after)) = after.split_once("}}") else { break };
        match name {
            "body" => html.push_str(body),
            "footer" => html.push_str(footer),
            "programme" => html.push_str(&escaped(&page.programme)),
            _ => {}
        }
        rest = after;
    }
    html.push_str(rest);
    html
}

/// Text as HTML, its line breaks kept.
fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>\n")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Percent-encoded for a `mailto:` link (RFC 6068); of an address, `@` and what local parts commonly hold stay readable.
fn encoded(text: &str, address: bool) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') || (address && byte == b'@');
        if plain {
            encoded.push(char::from(byte));
        } else if byte == b'\n' {
            encoded.push_str("%0D%0A");
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
