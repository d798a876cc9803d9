//! The containers that mail programs put history and signatures into, by class, id and style.

use super::dom::{Dom, Id};

/// What an element is to a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing special.
    Plain,
    /// Quoted text, as `blockquote` is.
    Quote,
    /// Holds the whole earlier mail, its attribution included.
    History,
    /// The attribution line.
    Attribution,
    /// From here on there is only the earlier mail.
    Beginning,
    /// A signature.
    Signature,
    /// Not shown.
    Hidden,
}

const HISTORY_CLASSES: &[&str] = &[
    "yahoo_quoted",
    "protonmail_quote",
    "zmail_extra",
    "zmail_extra_hr",
    "tutanota_quote",
    "ms-outlook-mobile-reference-message",
    "gmail_quote_attribution_block",
    "qt",
];
const HISTORY_IDS: &[&str] =
    &["mail-editor-reference-message-container", "olk_src_body_section", "yahoo_quoted", "reply-intro-quote"];
const ATTRIBUTION_CLASSES: &[&str] = &[
    "gmail_attr",
    "moz-cite-prefix",
    "moz-email-headers-table",
    "hmquoteheader",
    "yahoo-quoted-begin",
    "quote-header",
];
const BEGINNING_CLASSES: &[&str] = &["outlookmessageheader"];
const BEGINNING_IDS: &[&str] = &["divrplyfwdmsg", "appendonsend", "stopspelling", "zwchr"];
const SIGNATURE_CLASSES: &[&str] = &[
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "protonmail_signature_block",
    "protonmail_signature_block-user",
    "ms-outlook-mobile-signature",
    "tutanota_signature",
];
const SIGNATURE_IDS: &[&str] = &[
    "signature",
    "applemailsignature",
    "ymail_android_signature",
    "ymail_ios_signature",
    "ms-outlook-mobile-signature",
    "ms-outlook-ios-signature",
    "composer_signature",
    "bloop_sign",
];

/// Reads what the element `id` is.
pub(super) fn of(dom: &Dom, id: Id) -> Place {
    let name = dom.name(id);
    if matches!(
        name,
        "head"
            | "style"
            | "script"
            | "title"
            | "template"
            | "noscript"
            | "select"
            | "object"
            | "iframe"
            | "svg"
            | "math"
    ) {
        return Place::Hidden;
    }
    let style: String =
        dom.attr(id, "style").chars().filter(|c| !c.is_whitespace()).take(600).collect::<String>().to_ascii_lowercase();
    if style.contains("display:none") || style.contains("mso-hide:all") {
        return Place::Hidden;
    }
    let own_id = unprefixed(dom.attr(id, "id"));
    let is_id = |ids: &[&str]| {
        ids.iter().any(|known| {
            own_id == *known
                || own_id.strip_prefix(known).is_some_and(|tail| tail.chars().all(|c| c.is_ascii_digit() || c == '_'))
        })
    };
    let classes = dom.attr(id, "class");
    let has_class = |known: &[&str]| {
        classes.split_ascii_whitespace().take(20).any(|class| known.contains(&unprefixed(class).as_str()))
    };
    let marker = dom.attr(id, "data-marker");
    if has_class(BEGINNING_CLASSES) || is_id(BEGINNING_IDS) || marker == "__DIVIDER__" {
        return Place::Beginning;
    }
    if has_class(SIGNATURE_CLASSES)
        || is_id(SIGNATURE_IDS)
        || dom.attr(id, "data-smartmail") == "gmail_signature"
        || marker == "__SIG_PRE__"
        || marker == "__SIG_POST__"
        || dom.attr(id, "name") == "messageSignatureSection"
    {
        return Place::Signature;
    }
    if has_class(ATTRIBUTION_CLASSES) {
        return Place::Attribution;
    }
    // GMX and WEB.DE, and Spark, name the element.
    let named = name == "div" && matches!(dom.attr(id, "name"), "quote" | "messageReplySection");
    if has_class(HISTORY_CLASSES) || is_id(HISTORY_IDS) || named || marker == "__QUOTED_TEXT__" {
        return Place::History;
    }
    if name == "blockquote" && !is_indent(dom, id, &style) { Place::Quote } else { Place::Plain }
}

/// Outlook on the web prefixes the classes and ids of quoted mail with "x_", Hotmail did with "ecx"; Yahoo puts "ydp" and some digits
/// before its own.
fn unprefixed(name: &str) -> String {
    let mut lower = name.to_ascii_lowercase();
    if lower.starts_with("x_") {
        lower = lower.trim_start_matches("x_").to_owned();
    }
    if lower.starts_with("ydp")
        && let Some(at) = lower.find("yahoo")
    {
        return lower.split_off(at);
    }
    lower.strip_prefix("ecx").map(str::to_owned).unwrap_or(lower)
}

/// A block quote that the writer made herself: Gmail's indent button, and its quote button outside an answered mail.
fn is_indent(dom: &Dom, id: Id, style: &str) -> bool {
    if style.contains("border:none") || style.contains("border:0") && style.contains("margin:0px0px0px40px") {
        return !dom.attr(id, "type").eq_ignore_ascii_case("cite");
    }
    unprefixed(dom.attr(id, "class")) == "gmail_quote" && !inside_answer(dom, id)
}

/// Does an element of the class `gmail_quote` stand around it, or an attribution right before it?
fn inside_answer(dom: &Dom, id: Id) -> bool {
    let parent_of = |id: Id| dom.nodes.get(id).and_then(|node| node.parent);
    let mut above = parent_of(id);
    for _ in 0..12 {
        let Some(at) = above else { return false };
        if dom.attr(at, "class").contains("gmail_quote") {
            return true;
        }
        above = parent_of(at);
    }
    false
}

/// Is what the element holds struck out?
pub(super) fn is_struck(dom: &Dom, id: Id) -> bool {
    let styled = || {
        let style = dom.attr(id, "style");
        let style = style.get(..style.floor_char_boundary(600)).unwrap_or_default();
        style.contains("text-decoration") && style.contains("line-through")
    };
    matches!(dom.name(id), "s" | "strike" | "del") || styled()
}

/// Outlook for Windows draws a line above the header labels: a border on the element that holds them.
pub(super) fn has_top_border(dom: &Dom, id: Id) -> bool {
    let style: String =
        dom.attr(id, "style").chars().filter(|c| !c.is_whitespace()).take(300).collect::<String>().to_ascii_lowercase();
    style.contains("border-top:solid") || style.contains("border-top:1") && style.contains("border:none")
}
