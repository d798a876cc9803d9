//! The HTML of a message, parted when somebody asks for it.

use std::panic::catch_unwind;
use std::sync::OnceLock;

/// The new part of a message's HTML, sanitised. It is parted from what it answers when it is first asked for: most mail is acted on by
/// its words alone, and to read HTML is the most costly part of reading a mail.
#[derive(Clone, Debug, Default)]
pub struct HtmlPart {
    /// All of it, as it came.
    source: String,
    new: OnceLock<Option<String>>,
}

impl HtmlPart {
    /// HTML as it came; empty where there is none.
    pub fn of(source: String) -> Self {
        Self { source, new: OnceLock::new() }
    }

    /// HTML that is parted already.
    pub fn new_part(html: Option<String>) -> Self {
        Self { source: String::new(), new: OnceLock::from(html) }
    }

    /// The new part; `None` where there is no HTML, or none that can be read as such. Where a library panics over it the words go alone.
    pub fn get(&self) -> Option<&str> {
        let part = || catch_unwind(|| super::split(&self.source).html).unwrap_or_default();
        self.new.get_or_init(|| if self.source.is_empty() { None } else { part() }).as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_parted_once_and_only_where_there_is_some() {
        let html = "<p>Yes</p><blockquote type=\"cite\">On Monday you asked</blockquote>";
        let part = HtmlPart::of(html.to_owned());
        assert_eq!(part.get(), crate::mail::html_text::split(html).html.as_deref());
        assert!(std::ptr::eq(part.get().unwrap(), part.get().unwrap()));
        assert_eq!(HtmlPart::default().get(), None);
        assert_eq!(HtmlPart::new_part(Some("<p>Yes</p>".to_owned())).get(), Some("<p>Yes</p>"));
    }
}
