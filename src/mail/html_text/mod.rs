//! The new part of an HTML reply, cut in its tree: without quoted history and signature, sanitised.
//!
//! The document is rendered to lines that know their nodes (`render`), with the containers of mail programs shown as what they are
//! (`places`). The same search as for plain text then tells the new lines from the old, and the nodes of the old ones are left out
//! ([`write`]). So text and HTML never disagree.

mod cap;
mod dom;
mod part;
mod places;
mod render;
#[cfg(test)]
mod tests;
mod write;

use std::collections::HashMap;

use dom::{Data, Dom};
pub use part::HtmlPart;
use render::Row;

use super::reply_text::{self, Verdict};

/// An HTML reply, parted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewHtml {
    /// The new words, as text.
    pub text: String,
    /// What was left out, as text.
    pub elided: String,
    /// The new part, sanitised; `None` where the document was too large or too strange to be read as one.
    pub html: Option<String>,
    /// Is what was left out (or all of it) a mail passed on rather than answered?
    pub forwarded: bool,
}

/// Parts the new words of `html` from what they answer.
pub fn split(html: &str) -> NewHtml {
    if html.len() > cap::MAX_BYTES {
        return as_text(html);
    }
    let Some(dom) = Dom::parse(&cap::depth(html)) else { return as_text(html) };
    let mut rows = render::rows(&dom);
    open_signatures(&mut rows);
    // A mail that is nothing but a greeting and its signature keeps both.
    let says = |row: &Row| !row.signature && row.shown.is_none() && reply_text::is_message(&row.text());
    let signed = rows.iter().any(says);
    let shown: Vec<String> =
        rows.iter().map(|row| if signed && row.signature { String::new() } else { row.read() }).collect();
    let lines: Vec<&str> = shown.iter().map(String::as_str).collect();
    let plan = reply_text::plan(&lines);
    let all_kept = plan.verdicts.iter().all(|verdict| *verdict == Verdict::Keep);
    let verdicts: Vec<Verdict> = rows
        .iter()
        .zip(plan.verdicts)
        .map(
            |(row, verdict)| {
                if signed && row.signature && !(all_kept && row.depth > 0) { Verdict::Cut } else { verdict }
            },
        )
        .collect();
    let (text, elided) = texts(&rows, &verdicts);
    let (alive, rewritten) = kept_nodes(&dom, &rows, &verdicts);
    NewHtml { text, elided, html: Some(write::html(&dom, &alive, &rewritten)), forwarded: plan.forwarded }
}

/// People write inside the container that their program has made for the signature, as it stands where the caret is. Where one holds a
/// sentence, its rows are read as all others are: signatures that are kept do less harm than words that are lost.
fn open_signatures(rows: &mut [Row]) {
    for container in rows.chunk_by_mut(|above, below| above.signature == below.signature) {
        if container.first().is_none_or(|row| !row.signature) {
            continue;
        }
        let first = container.iter().map(Row::text).find(|text| !text.trim().is_empty()).unwrap_or_default();
        // Below the delimiter stands a signature in any mail.
        if !reply_text::is_delimiter(&first) && container.iter().any(|row| reply_text::is_sentence(&row.text())) {
            container.iter_mut().for_each(|row| row.signature = false);
        }
    }
}

/// Reads a document by its words alone.
fn as_text(html: &str) -> NewHtml {
    let parted = reply_text::split(&cap::strip(html));
    NewHtml { text: parted.text, elided: parted.elided, html: None, forwarded: parted.forwarded }
}

/// The kept and the left out rows as text.
fn texts(rows: &[Row], verdicts: &[Verdict]) -> (String, String) {
    let (mut text, mut elided) = (String::new(), String::new());
    for (row, verdict) in rows.iter().zip(verdicts) {
        let line = row.text();
        let mark = if row.depth == 0 || line.is_empty() {
            String::new()
        } else {
            format!("{} ", ">".repeat(row.depth.min(20)))
        };
        match verdict {
            Verdict::Keep => push_line(&mut text, &mark, &line),
            Verdict::Cut => push_line(&mut elided, &mark, &line),
            Verdict::Prefix(bytes) => {
                push_line(&mut text, "", line.get(..*bytes).unwrap_or(&line));
                push_line(&mut elided, "", line.get(*bytes..).unwrap_or(""));
            }
        }
    }
    (text.trim().to_owned(), elided.trim().to_owned())
}

/// Adds a line; never a second empty one in a row.
fn push_line(text: &mut String, mark: &str, line: &str) {
    let line = line.trim_end();
    if line.is_empty() && (text.is_empty() || text.ends_with("\n\n")) {
        return;
    }
    text.push_str(mark);
    text.extend(line.chars().map(|c| if c == '\u{a0}' { ' ' } else { c }));
    text.push('\n');
}

/// Which nodes stay, and the text of those of which only a part stays.
fn kept_nodes(dom: &Dom, rows: &[Row], verdicts: &[Verdict]) -> (Vec<bool>, write::Rewritten) {
    let mut alive = vec![false; dom.nodes.len()];
    let mut parts: HashMap<usize, (Vec<String>, bool)> = HashMap::new();
    for (row, verdict) in rows.iter().zip(verdicts) {
        let mut left = match verdict {
            Verdict::Keep => usize::MAX,
            Verdict::Cut => 0,
            Verdict::Prefix(bytes) => *bytes,
        };
        for piece in &row.pieces {
            let part = piece.text.get(..piece.text.len().min(left)).unwrap_or(&piece.text);
            let stays = left > 0;
            left = left.saturating_sub(piece.text.len());
            let entry = parts.entry(piece.node).or_default();
            entry.1 |= !stays || part.len() < piece.text.len();
            if stays {
                entry.0.push(part.to_owned());
                revive(dom, &mut alive, piece.node);
            }
        }
    }
    let rewritten = parts
        .into_iter()
        .filter(|(node, (_, cut))| *cut && matches!(dom.nodes.get(*node).map(|node| &node.data), Some(Data::Text(_))))
        .map(|(node, (kept, _))| (node, (!kept.is_empty()).then(|| kept.join("\n"))))
        .collect();
    (alive, rewritten)
}

/// Marks a node and all it hangs from; stops at the first that is marked, so that all calls together are linear.
fn revive(dom: &Dom, alive: &mut [bool], node: usize) {
    let mut next = Some(node);
    while let Some(at) = next {
        match alive.get_mut(at) {
            Some(flag) if !*flag => *flag = true,
            _ => return,
        }
        next = dom.nodes.get(at).and_then(|node| node.parent);
    }
}
