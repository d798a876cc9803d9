//! `format=flowed` (RFC 3676): lines that were broken for narrow screens, put together again.

use mail_parser::{MessagePart, MimeHeaders};

/// The text as it was written; unchanged where it is not flowed.
pub fn unflowed(text: &str, part: &MessagePart<'_>) -> String {
    let attribute = |name: &str| part.content_type().and_then(|kind| kind.attribute(name)).map(str::to_lowercase);
    if attribute("format").as_deref() != Some("flowed") {
        return text.replace("\r\n", "\n");
    }
    joined(text, attribute("delsp").as_deref() == Some("yes"))
}

fn joined(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let content = line.get(depth..).unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        if open != Some(depth) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&">".repeat(depth));
            if depth > 0 {
                out.push(' ');
            }
        }
        // The signature's mark ends in a space but does not flow (RFC 3676, section 4.3).
        let flows = content.ends_with(' ') && content != "-- ";
        out.push_str(if flows && delete_space { content.strip_suffix(' ').unwrap_or(content) } else { content });
        open = flows.then_some(depth);
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_breaks_are_taken_out_within_one_depth() {
        assert_eq!(
            joined("one \ntwo\n> quoted \n> on\nthree \n> four\n-- \nAda\n", false),
            "one two\n> quoted on\nthree \n> four\n-- \nAda\n"
        );
        assert_eq!(joined("Donaudampf \nschiff\n", true), "Donaudampfschiff\n");
        assert_eq!(joined(" From here\n", false), "From here\n");
    }
}
