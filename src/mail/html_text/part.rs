//! The HTML of a message, parted when somebody asks for it.

use std::collections::HashSet;
use std::panic::catch_unwind;
use std::sync::OnceLock;

use crate::mail::reply_text;

/// The new part of a message's HTML, sanitised. It is parted from what it answers when it is first asked for: most mail is acted on by
/// its words alone, and to read HTML is the most costly part of reading a mail.
#[derive(Clone, Debug, Default)]
pub struct HtmlPart {
    /// All of it, as it came.
    source: String,
    /// The new words of the text beside it.
    words: String,
    new: OnceLock<Option<String>>,
}

impl HtmlPart {
    /// HTML as it came, empty where there is none, and the new words of the text beside it.
    pub fn beside(words: &str, source: String) -> Self {
        let words = if source.is_empty() { String::new() } else { words.to_owned() };
        Self { source, words, new: OnceLock::new() }
    }

    /// HTML that is parted already.
    pub fn new_part(html: Option<String>) -> Self {
        Self { new: OnceLock::from(html), ..Self::default() }
    }

    /// The new part; `None` where there is no HTML, or none that can be read as such. Where a library panics over it, or where more of it
    /// was left out than of the text, the words go alone.
    pub fn get(&self) -> Option<&str> {
        let part = || {
            let new = catch_unwind(|| super::split(&self.source)).unwrap_or_default();
            new.html.filter(|_| !lacks_a_sentence(&new.text, &self.words))
        };
        self.new.get_or_init(|| if self.source.is_empty() { None } else { part() }).as_deref()
    }
}

/// Does a line of `words` that holds a sentence share less than half of its words with `text`? Programs write the two each in its own
/// way, so that nothing finer can be told.
fn lacks_a_sentence(text: &str, words: &str) -> bool {
    let said: HashSet<String> = tokens(text).collect();
    words.lines().filter(|line| !line.starts_with('>') && reply_text::is_sentence(line)).any(|line| {
        let (all, found) =
            tokens(line).fold((0, 0), |(all, found), token| (all + 1, found + usize::from(said.contains(&token))));
        found * 2 < all
    })
}

/// The words of a text in lower case; where a script sets none apart, its letters.
fn tokens(text: &str) -> impl Iterator<Item = String> {
    let cased = |c: char| c.is_lowercase() || c.is_uppercase() || c.is_numeric();
    text.split(|c: char| !c.is_alphanumeric()).flat_map(move |word| {
        let apart = if word.starts_with(cased) { vec![word] } else { word.split_inclusive(|_| true).collect() };
        apart.into_iter().filter(|token| !token.is_empty()).map(str::to_lowercase)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_parted_once_and_only_where_there_is_some() {
        let html = "<p>Yes</p><blockquote type=\"cite\">On Monday you asked</blockquote>";
        let part = HtmlPart::beside("Yes", html.to_owned());
        assert_eq!(part.get(), crate::mail::html_text::split(html).html.as_deref());
        assert!(std::ptr::eq(part.get().unwrap(), part.get().unwrap()));
        assert_eq!(HtmlPart::default().get(), None);
        assert_eq!(HtmlPart::new_part(Some("<p>Yes</p>".to_owned())).get(), Some("<p>Yes</p>"));
    }

    #[test]
    fn it_goes_only_where_it_says_what_the_text_says() {
        let cut = "<p>Thanks, Ada.</p><blockquote type=\"cite\"><p>I know three councils.</p></blockquote>";
        let whole = "<p>Thanks, Ada.</p><p>I know <b>three</b> councils.</p>";
        for (words, html, goes) in [
            ("Thanks, Ada.\n\nI know three councils.", cut, false),
            ("Thanks, Ada.\n\nI know *three*\ncouncils.", whole, true),
            ("Thanks, Ada.", cut, true),
            // Quoted words, and what a signature says, the one part may have and the other not.
            ("Thanks, Ada.\n\n> I know three councils.", cut, true),
            ("Thanks, Ada.\n\nGrace\nFlood Ltd, 1 Water Lane", cut, true),
            ("好。\n\n星期四很合适，谢谢你。", "<p>好。</p><blockquote>星期四很合适，谢谢你。</blockquote>", false),
            ("星期四很合适，\n谢谢你。", "<p>星期四很合适，谢谢你。</p>", true),
        ] {
            let part = HtmlPart::beside(words, html.to_owned());
            assert_eq!(part.get().is_some(), goes, "{words}");
        }
    }
}
