//! A document is parted, and the part that goes on to another person carries nothing that acts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mentorpost::mail::html_text::split;

const ACTIVE: &[&str] = &["script", "style", "iframe", "object", "embed", "form", "meta", "link", "svg", "base"];

fuzz_target!(|html: &str| {
    let Some(html) = split(html).html else { return };
    let lower = html.to_ascii_lowercase();
    // Text and attribute values are escaped, so that each bracket opens an element.
    for tag in lower.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        assert!(!ACTIVE.contains(&name), "<{name}> in {html}");
        assert!(!tag.contains("=\"javascript:") && !tag.contains(" src=\"http"), "<{tag}> in {html}");
    }
});
