//! Markdown in two renderings: plain text, and HTML with the styles written into it.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Markdown as plain text: no marks, lists with hyphens, a link's address behind its words.
pub fn text(markdown: &str) -> String {
    let mut out = Text::default();
    for event in Parser::new(markdown) {
        out.event(event);
    }
    format!("{}\n", out.text.trim())
}

/// The text so far, and what is open around its end.
#[derive(Default)]
struct Text {
    text: String,
    lists: Vec<Option<u64>>,
    link: Option<String>,
}

impl Text {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::List(first)) => {
                if !self.text.ends_with('\n') && !self.text.is_empty() {
                    self.text.push('\n');
                }
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                self.text.push('\n');
            }
            Event::Start(Tag::Item) => self.item(),
            Event::End(TagEnd::Item) => {
                let kept = self.text.trim_end().len();
                self.text.truncate(kept);
                self.text.push('\n');
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::BlockQuote(_)) => self.text.push_str("\n\n"),
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some(dest_url.to_string()),
            Event::End(TagEnd::Link) => {
                if let Some(url) = self.link.take().filter(|url| !self.text.ends_with(url.as_str())) {
                    self.text.push_str(&format!(" ({url})"));
                }
            }
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::Rule => self.text.push_str("\n\n"),
            _ => {}
        }
    }

    fn item(&mut self) {
        let depth = self.lists.len().saturating_sub(1);
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(&mark);
    }
}

/// Markdown as HTML. The styles stand in the elements: many mail programs drop a style sheet.
pub fn html(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new(markdown));
    // Only the template's own elements are there yet; what people wrote is still masked.
    for (element, style) in [
        ("p", "margin:0 0 16px"),
        ("ul", "margin:0 0 16px;padding-left:22px"),
        ("ol", "margin:0 0 16px;padding-left:22px"),
        ("li", "margin:0 0 8px"),
        ("h2", "margin:24px 0 8px;font-size:18px;line-height:1.3"),
        ("h3", "margin:20px 0 6px;font-size:16px;line-height:1.3"),
    ] {
        html = html.replace(&format!("<{element}>"), &format!("<{element} style=\"{style}\">"));
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_no_marks() {
        let markdown = "Hello **Ada**,\n\n## News\n\n- one *thing*\n- two\n\nSee [the handbook](https://x.example).\n";
        assert_eq!(
            text(markdown),
            "Hello Ada,\n\nNews\n\n- one thing\n- two\n\nSee the handbook (https://x.example).\n"
        );
    }
}
