//! The kept part of the tree as sanitised HTML.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use super::dom::{Data, Dom, Id};

/// What may stay in HTML that goes to the other person: ammonia's list, with pictures of this mail only, so that nothing is fetched (and
/// nobody is traced) when it is opened, and with no mail written in advance.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder.url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]));
    builder.url_relative(ammonia::UrlRelative::Deny);
    builder.attribute_filter(|element, attribute, value| {
        let fetched = element == "img" && attribute == "src" && !value.trim().to_ascii_lowercase().starts_with("cid:");
        if fetched { None } else { without_mail(value) }
    });
    builder
});

/// A link that opens a mail names to whom it goes and no more: one that also wrote a word to this service would need only to be sent, by
/// whoever takes it for something else. Programs leave out control characters within links, so they count for nothing here too.
fn without_mail(link: &str) -> Option<Cow<'_, str>> {
    let plain: String = link.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim();
    if !plain.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")) {
        return Some(Cow::Borrowed(link));
    }
    let address = plain.get(7..)?.split(['?', '#']).next()?;
    (!address.is_empty()).then(|| Cow::Owned(format!("mailto:{address}")))
}

/// Longer attribute values are dropped: links are shorter, and pictures do not come in them.
const MAX_ATTRIBUTE: usize = 4096;
/// See [`write_text`].
const MAX_PIECE: usize = 1024;

/// What to write instead of a text node's own text; `None` where it goes altogether.
pub(super) type Rewritten = HashMap<Id, Option<String>>;

/// Writes the nodes that `alive` marks, and sanitises.
pub(super) fn html(dom: &Dom, alive: &[bool], rewritten: &Rewritten) -> String {
    enum Step {
        Enter(Id),
        Close(Id),
    }
    let mut out = String::new();
    let mut steps = vec![Step::Enter(0)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(id) if alive.get(id).copied().unwrap_or(false) => {
                match dom.nodes.get(id).map(|node| &node.data) {
                    // Of a picture from elsewhere nothing would be left to see.
                    Some(Data::Element { name, .. })
                        if &**name == "img" && !dom.attr(id, "src").starts_with("cid:") => {}
                    Some(Data::Text(text)) => match rewritten.get(&id) {
                        Some(Some(instead)) => write_text(instead, &mut out),
                        Some(None) => {}
                        None => write_text(text, &mut out),
                    },
                    Some(Data::Element { name, attrs }) => {
                        if !matches!(&**name, "html" | "body") {
                            out.push('<');
                            out.push_str(name);
                            for (name, value) in attrs.iter().filter(|(_, value)| value.len() <= MAX_ATTRIBUTE) {
                                out.push(' ');
                                out.push_str(name);
                                out.push_str("=\"");
                                escape(value, &mut out);
                                out.push('"');
                            }
                            out.push('>');
                        }
                        steps.push(Step::Close(id));
                    }
                    Some(Data::Nothing) | None => {}
                }
                steps.extend(dom.children(id).iter().rev().map(|child| Step::Enter(*child)));
            }
            Step::Enter(_) => {}
            Step::Close(id) => {
                let name = dom.name(id);
                if !matches!(name, "html" | "body" | "br" | "hr" | "img" | "wbr" | "input" | "col" | "area") {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
            }
        }
    }
    SANITISER.clean(&out).to_string().trim().to_owned()
}

/// Writes text in pieces with an (empty, later removed) comment between: the sanitiser's serialiser looks ahead to a text's end at every
/// character that it escapes, so that one long text would cost its square.
fn write_text(text: &str, out: &mut String) {
    let mut rest = text;
    while rest.len() > MAX_PIECE {
        let mut cut = MAX_PIECE;
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        let (piece, later) = rest.split_at(cut);
        escape(piece, out);
        out.push_str("<!---->");
        rest = later;
    }
    escape(rest, out);
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}
