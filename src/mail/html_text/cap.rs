//! Keeps hostile markup away from the parser, whose cost grows with the depth of open elements: overly deep tags are dropped beforehand.

/// Larger documents are read as text only.
pub(super) const MAX_BYTES: usize = 1024 * 1024;
/// Open elements beyond which further ones are dropped.
const MAX_DEPTH: usize = 200;
/// Open formatting elements beyond which further ones are dropped; the parser opens each of them anew in every paragraph.
const MAX_FORMATTING: usize = 30;

const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Closed by their successor, hence never nested in themselves.
const IMPLIED: &[&str] =
    &["p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "html", "body", "head"];
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// The document with tags beyond the allowed depth left out; all of its text stays.
pub(super) fn depth(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open = 0usize;
    let mut formatting = 0usize;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        out.push_str(text);
        if let Some(comment) = tail.strip_prefix("<!--") {
            let end = comment.find("-->").map_or(tail.len(), |end| end + 7);
            out.push_str(tail.get(..end).unwrap_or(tail));
            rest = tail.get(end..).unwrap_or("");
            continue;
        }
        let end = tag_end(tail);
        let (tag, after) = tail.split_at(end);
        rest = after;
        if admit(tag, &mut open, &mut formatting) {
            out.push_str(tag);
        }
    }
    out.push_str(rest);
    out
}

/// Whether `tag` goes through, counting what is open.
fn admit(tag: &str, open: &mut usize, formatting: &mut usize) -> bool {
    let closing = tag.starts_with("</");
    let name: String = tag
        .trim_start_matches(['<', '/'])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-'))
        .take(24)
        .collect::<String>()
        .to_ascii_lowercase();
    if name.is_empty() || VOID.contains(&name.as_str()) || IMPLIED.contains(&name.as_str()) {
        return true;
    }
    let (count, limit) =
        if FORMATTING.contains(&name.as_str()) { (formatting, MAX_FORMATTING) } else { (open, MAX_DEPTH) };
    if closing {
        let within = *count <= limit;
        *count = count.saturating_sub(1);
        return within;
    }
    *count += 1;
    *count <= limit
}

/// Where a tag ends (exclusive), quoted attribute values considered; one that never ends is one character of text.
fn tag_end(tail: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tail.bytes().enumerate().take(64 * 1024) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'')
                if at > 0
                    && tail
                        .as_bytes()
                        .get(at - 1)
                        .is_some_and(|before| matches!(before, b'=' | b' ' | b'\n' | b'\t')) =>
            {
                quote = Some(byte)
            }
            (Some(open), byte) if open == byte => quote = None,
            // A second tag before the first one's end: a bare "<" in text.
            (None, b'<') if at > 0 => return at,
            _ => {}
        }
    }
    1
}

/// The text of a document without reading its structure: for documents that are too large or too strange.
pub(super) fn strip(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        out.push_str(text);
        let (tag, after) = tail.split_at(tag_end(tail));
        if tag == "<" {
            out.push('<');
        } else if tag.starts_with("<br")
            || tag.starts_with("<p")
            || tag.starts_with("</p")
            || tag.starts_with("</div")
            || tag.starts_with("</tr")
        {
            out.push('\n');
        }
        rest = after;
    }
    out.push_str(rest);
    out.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
