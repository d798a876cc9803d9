//! The HTML part: Markdown's events with their styles written into each element, since mail programs drop style sheets.

use pulldown_cmark::{Alignment, Event, HeadingLevel, Tag, TagEnd};

use super::marker::{self, Piece, Words};
use super::{Page, chart, mailto};

const PARAGRAPH: &str = "margin:0 0 16px";
const HEADING: &str = "margin:28px 0 10px;font-size:17px;line-height:1.35";
const SMALL: &str = "margin:0 0 8px;font-size:13px;line-height:1.5;color:#5d6673";
const LIST: &str = "margin:0 0 16px;padding:0 0 0 22px";
const ITEM: &str = "margin:0 0 6px";
const LINK: &str = "color:#1a5aa8;text-decoration:underline;overflow-wrap:anywhere";
const QUOTE: &str = "margin:0 0 20px;padding:10px 0 10px 16px;border-left:4px solid #d08a1d;overflow-wrap:anywhere";
const LETTER: &str = "margin:0 0 24px;overflow-wrap:anywhere";
const BUTTON: &str = "display:inline-block;box-sizing:border-box;min-height:44px;padding:12px 20px;\
    border-radius:8px;background-color:#1a5aa8;color:#ffffff;font-weight:600;line-height:20px;text-align:center;\
    text-decoration:none;vertical-align:middle;overflow-wrap:anywhere";
const ALONE: &str = "margin:0 8px 12px 0";
const EXPLAINED: &str = "margin:0 10px 4px 0";
const COMMAND_IN_BUTTON: &str = "display:block;font-size:12px;font-weight:400;line-height:16px;color:#dbe8f7";
const OPTION: &str = "margin:0 0 14px";
const DOES: &str = "display:inline-block;margin:0 0 4px;vertical-align:middle";
const CODE: &str = "font-family:Consolas,Menlo,monospace;font-size:14px;white-space:pre-wrap;overflow-wrap:anywhere";
const TABLE: &str = "width:100%;margin:0 0 16px;border-collapse:collapse";
const CELL: &str = "padding:7px 0;border-bottom:1px solid #dde1e6;vertical-align:top";
const CHART: &str = "display:block;width:100%;max-width:528px;height:auto;margin:0 0 16px;border:0";
const RULE: &str = "height:0;margin:24px 0;border:0;border-top:1px solid #dde1e6";

/// `events` as HTML; `subject` is the mail's own, for the answers that its buttons send.
pub(super) fn html(events: &[Event<'_>], page: &Page, subject: &str) -> String {
    let mut writer = Writer { out: String::new(), page, subject, closers: Vec::new(), table: Table::default() };
    let mut events = events.iter().peekable();
    while let Some(event) = events.next() {
        writer.event(event, events.peek().copied());
    }
    writer.out
}

struct Writer<'a> {
    out: String,
    page: &'a Page,
    subject: &'a str,
    /// What ends each paragraph, heading and link that is open: a block of words takes no paragraph around it.
    closers: Vec<&'static str>,
    table: Table,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

impl Writer<'_> {
    fn event(&mut self, event: &Event<'_>, next: Option<&Event<'_>>) {
        match event {
            Event::Start(tag) => self.start(tag, next),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(text),
            Event::Code(text) => {
                self.open("code", CODE);
                self.text(text);
                self.out.push_str("</code>");
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.open("hr", RULE),
            // None of the others is switched on, and HTML is refused before.
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, next: Option<&Event<'_>>) {
        match tag {
            Tag::Paragraph if matches!(next, Some(Event::Text(text)) if marker::begins_with_block(text)) => {
                self.closers.push("\n")
            }
            Tag::Paragraph => self.open_until("p", PARAGRAPH, "</p>\n"),
            Tag::Heading { level: HeadingLevel::H6, .. } => {
                self.out.push_str(&format!("<p class=\"quiet\" style=\"{SMALL}\">"));
                self.closers.push("</p>\n");
            }
            Tag::Heading { .. } => self.open_until("h2", HEADING, "</h2>\n"),
            Tag::BlockQuote(_) => self.open("blockquote", QUOTE),
            Tag::CodeBlock(_) => self.open("pre", CODE),
            Tag::List(None) => self.open("ul", LIST),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\" style=\"{LIST}\">\n")),
            Tag::Item => self.open("li", ITEM),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Link { dest_url, .. } => self.link(&marker::plain(dest_url)),
            Tag::Table(alignments) => {
                self.table = Table { alignments: alignments.clone(), ..Table::default() };
                self.open("table", TABLE);
            }
            Tag::TableHead => {
                self.table.head = true;
                self.row();
            }
            Tag::TableRow => self.row(),
            Tag::TableCell => self.cell(matches!(next, Some(Event::End(TagEnd::TableCell)))),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let end = match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Link | TagEnd::TableCell => {
                self.closers.pop().unwrap_or_default()
            }
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</pre>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::TableHead => {
                self.table.head = false;
                "</tr>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::Table => "</table>\n",
            _ => "",
        };
        self.out.push_str(end);
    }

    fn open(&mut self, element: &str, style: &str) {
        self.out.push_str(&format!("<{element} style=\"{style}\">"));
    }

    fn open_until(&mut self, element: &str, style: &str, end: &'static str) {
        self.open(element, style);
        self.closers.push(end);
    }

    fn link(&mut self, target: &str) {
        let lower = target.to_ascii_lowercase();
        if ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
            self.out.push_str(&format!("<a class=\"link\" href=\"{}\" style=\"{LINK}\">", escaped(target)));
            self.closers.push("</a>");
        } else {
            // Anything else leads nowhere in a mail, or somewhere bad.
            self.closers.push("");
        }
    }

    fn row(&mut self) {
        self.table.column = 0;
        self.out.push_str("<tr>");
    }

    fn cell(&mut self, empty: bool) {
        let alignment = self.table.alignments.get(self.table.column).copied().unwrap_or(Alignment::None);
        self.table.column += 1;
        if self.table.head && empty {
            self.closers.push("");
            return;
        }
        let side = if alignment == Alignment::Right { "right" } else { "left" };
        let (element, end) = if self.table.head { ("th", "</th>") } else { ("td", "</td>") };
        self.out.push_str(&format!("<{element} class=\"line\" style=\"{CELL};text-align:{side}\">"));
        self.closers.push(end);
    }

    fn text(&mut self, text: &str) {
        for piece in marker::pieces(text) {
            let html = match piece {
                Piece::Plain(text) => escaped(text),
                Piece::Value(text) => broken(&text),
                Piece::Words(words) => self.words(&words),
                Piece::Button { label, word, does } => self.button(&label, &word, &does),
                Piece::Option { word, does } => {
                    let dash = if does.is_empty() { "" } else { " – " };
                    format!(
                        "<div style=\"{OPTION}\"><code style=\"{CODE}\">{}</code>{dash}{}</div>",
                        broken(&word),
                        broken(&does)
                    )
                }
                Piece::Chart(rows) => self.chart(&rows),
            };
            self.out.push_str(&html);
        }
    }

    fn words(&self, words: &Words) -> String {
        let formatted = self.page.words_html.as_deref().filter(|_| words.body);
        // What is formatted was sanitised where it was read.
        let inside = formatted.map_or_else(|| broken(words.text.trim()), marker::without_markers);
        if words.letter {
            format!("<div style=\"{LETTER}\">{inside}</div>\n")
        } else {
            format!("<div class=\"words\" style=\"{QUOTE}\">{inside}</div>\n")
        }
    }

    /// The picture lies beside the HTML; who does not see it is told its figures.
    fn chart(&self, rows: &[Vec<String>]) -> String {
        let (width, height) = (chart::SIZE.0 / 2, chart::SIZE.1 / 2);
        let rows: Vec<_> = rows.iter().map(|row| row.join(", ")).collect();
        format!(
            "<img src=\"cid:{}\" width=\"{width}\" height=\"{height}\" alt=\"{}\" style=\"{CHART}\">\n",
            chart::CONTENT_ID,
            escaped(&rows.join("; "))
        )
    }

    fn button(&self, label: &str, word: &str, does: &str) -> String {
        let link = escaped(&mailto::link(&self.page.reply_address, &answer_subject(self.subject), word));
        let margin = if does.is_empty() { ALONE } else { EXPLAINED };
        let mut button = format!("<a class=\"button\" href=\"{link}\" style=\"{BUTTON};{margin}\">{}", broken(label));
        // A button without a command opens an answer for words of the reader's own.
        if !word.is_empty() && !label.eq_ignore_ascii_case(word) {
            button.push_str(&format!(" <span style=\"{COMMAND_IN_BUTTON}\">{}</span>", broken(word)));
        }
        button.push_str("</a>");
        if does.is_empty() {
            return button + "\n";
        }
        format!("<div style=\"{OPTION}\">{button} <span style=\"{DOES}\">{}</span></div>", broken(does))
    }
}

fn answer_subject(subject: &str) -> String {
    let answered = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    if answered { subject.to_owned() } else { format!("Re: {subject}") }
}

/// `text` with nothing in it that HTML knows, for elements and quoted attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Escaped, with its line breaks kept.
fn broken(text: &str) -> String {
    escaped(text).replace('\n', "<br>\n")
}

/// HTML from the layout, whose values are still marked, with them put in.
pub(super) fn filled(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for piece in marker::pieces(html) {
        match piece {
            Piece::Plain(html) => out.push_str(html),
            Piece::Value(text) => out.push_str(&broken(&text)),
            // A layout has no words and no buttons of its own.
            Piece::Words(_) | Piece::Button { .. } | Piece::Option { .. } | Piece::Chart(_) => {}
        }
    }
    out
}
