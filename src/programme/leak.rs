//! Finds the mail addresses of known people in words that are about to cross over.

use std::collections::BTreeSet;

use super::event::Mail;
use super::person::{PersonId, Role};
use super::snapshot::Snapshot;
use crate::mail::address::Address;
use crate::mail::inbound::Inbound;

/// Where a message gives an address away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leak {
    /// In the words themselves or the subject: the writer is asked to leave it out.
    Words,
    /// In the name of a file.
    FileName,
    /// In the HTML alone: the plain words can go without it.
    Html,
}

/// What stands where an address stood.
pub(super) const LEFT_OUT: &str = "[address left out]";

/// Does one of the addresses stand in these words? For words that go without the mail's subject and HTML.
pub(super) fn in_words(snapshot: &Snapshot, mail: &Mail<'_>, words: &str, between: [PersonId; 2]) -> bool {
    holds(words, &keys(snapshot, mail, between))
}

/// The words with every mail address in them left out, whoever's it is; for what a person's calendar program wrote, which nobody can
/// be asked to write again.
pub(super) fn scrubbed(words: &str) -> String {
    let mut kept = String::new();
    for word in words.split_inclusive(char::is_whitespace) {
        let plain = word.to_lowercase();
        let at = ["@", "%40", "&#64;", "&#x40;", "&commat;"].iter().any(|at| {
            plain.split_once(at).is_some_and(|(before, after)| {
                before.ends_with(|c: char| !c.is_whitespace()) && after.starts_with(char::is_alphanumeric)
            })
        });
        if at {
            kept.push_str(LEFT_OUT);
            kept.extend(word.chars().next_back().filter(|c| c.is_whitespace()));
        } else {
            kept.push_str(word);
        }
    }
    kept.trim().to_owned()
}

/// The mail as it goes without the addresses in it that must not be shown: its words, its subject and the names of its files. Its HTML
/// stays behind, since the words say the same.
pub(super) fn without(snapshot: &Snapshot, mail: &Mail<'_>, writer: PersonId) -> Inbound {
    let keys = keys_of_all(snapshot, mail, [writer, writer], false);
    let mut inbound = mail.inbound.clone();
    inbound.text = left_out(&inbound.text, &keys);
    inbound.subject = left_out(&inbound.subject, &keys);
    inbound.html = None;
    for file in &mut inbound.attachments {
        file.name = left_out(&file.name, &keys);
    }
    inbound
}

/// Words of this mail's writer that came with an earlier one, as far as this one may show them.
pub(super) fn as_agreed(snapshot: &Snapshot, mail: &Mail<'_>, writer: PersonId, words: &str) -> String {
    if !mail.leave_out {
        return words.to_owned();
    }
    left_out(words, &keys_of_all(snapshot, mail, [writer, writer], false))
}

/// Could this cross over as it is, had writer and reader swapped addresses?
pub(super) fn healed_by_share(snapshot: &Snapshot, mail: &Mail<'_>, words: &str, between: [PersonId; 2]) -> bool {
    !matches!(look(mail, words, &keys_of_all(snapshot, mail, between, true)), Some(Leak::Words | Leak::FileName))
}

/// Looks, in all that would cross over, for the addresses of the writer and of every participant who is known here.
///
/// Staff may tell a person that person's own address, but nobody else's.
pub(super) fn find(snapshot: &Snapshot, mail: &Mail<'_>, words: &str, between: [PersonId; 2]) -> Option<Leak> {
    look(mail, words, &keys(snapshot, mail, between))
}

fn look(mail: &Mail<'_>, words: &str, keys: &BTreeSet<String>) -> Option<Leak> {
    let inbound = mail.inbound;
    if holds(words, keys) || holds(&inbound.subject, keys) {
        Some(Leak::Words)
    } else if inbound.attachments.iter().any(|file| holds(&file.name, keys)) {
        Some(Leak::FileName)
    } else if inbound.html.as_deref().is_some_and(|html| holds(html, keys)) {
        Some(Leak::Html)
    } else {
        None
    }
}

/// The addresses that must not reach the reader. Those who have swapped addresses may write them.
fn keys(snapshot: &Snapshot, mail: &Mail<'_>, between: [PersonId; 2]) -> BTreeSet<String> {
    keys_of_all(snapshot, mail, between, shared(snapshot, between))
}

fn keys_of_all(
    snapshot: &Snapshot,
    mail: &Mail<'_>,
    [writer, reader]: [PersonId; 2],
    shared: bool,
) -> BTreeSet<String> {
    let staff = |id: PersonId| snapshot.person(id).is_some_and(|person| matches!(person.role, Role::Staff(_)));
    let private = |id: PersonId| id == writer || !(staff(id) || id == reader && staff(writer));
    let private = |id: PersonId| private(id) && !(shared && [writer, reader].contains(&id));
    let known = snapshot.addresses.iter().filter(|(owner, _)| private(*owner)).map(|(_, key)| key.clone());
    let primary = snapshot.people.values().filter(|person| private(person.id)).map(|person| person.address.key());
    known.chain(primary).chain(mail.inbound.from.as_ref().filter(|_| !shared).map(Address::key)).collect()
}

/// Have these two swapped addresses?
fn shared(snapshot: &Snapshot, [writer, reader]: [PersonId; 2]) -> bool {
    let mut known = snapshot.mentorships.iter().chain(&snapshot.mentorship);
    known.any(|m| m.shared() && m.other(writer) == Some(reader))
}

/// Does any of these addresses stand in the text, in whatever case, with or without a `+tag`, its `@` written plainly or encoded?
pub(super) fn holds(text: &str, keys: &BTreeSet<String>) -> bool {
    let text = text.to_lowercase();
    let text = ["%40", "&#64;", "&#x40;", "&commat;"].iter().fold(text, |text, at| text.replace(at, "@"));
    let known: Vec<(&str, &str)> = keys.iter().filter_map(|key| key.rsplit_once('@')).collect();
    text.match_indices('@').any(|(at, _)| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let domain = head(after);
        let mut here = known.iter().filter(|(_, known)| *known == domain).map(|(local, _)| *local).peekable();
        here.peek().is_some() && here.any(|local| ends_in(tail(before), local))
    })
}

/// The text with each of these addresses left out; all else stays as it is.
fn left_out(text: &str, keys: &BTreeSet<String>) -> String {
    if !holds(text, keys) {
        return text.to_owned();
    }
    // No address of a mailbox has white space in it.
    text.split_inclusive(char::is_whitespace).map(|word| word_without(word, keys)).collect()
}

/// What a word is that is too long to be looked at piece by piece.
const LONG: usize = 400;
/// How many addresses in one word are left out singly.
const MOST: usize = 10;

fn word_without(word: &str, keys: &BTreeSet<String>) -> String {
    let bare = word.trim_end_matches(char::is_whitespace);
    let space = word.get(bare.len()..).unwrap_or_default();
    let mut kept = bare.to_owned();
    for _ in 0..MOST {
        match address_in(&kept, keys) {
            Some((from, until)) if kept.len() <= LONG => kept.replace_range(from..until, LEFT_OUT),
            Some(_) => return format!("{LEFT_OUT}{space}"),
            None => return format!("{kept}{space}"),
        }
    }
    format!("{LEFT_OUT}{space}")
}

/// Where the first of these addresses stands in a word: the shortest piece that ends as an address does.
fn address_in(word: &str, keys: &BTreeSet<String>) -> Option<(usize, usize)> {
    if !holds(word, keys) {
        return None;
    }
    if word.len() > LONG {
        return Some((0, word.len()));
    }
    let rest = |at: usize| word.get(at..).unwrap_or_default();
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let whole = |end: &usize| {
        let mut after = rest(*end).chars();
        // "corp.example" is not all of "corp.example.org", but it is of "corp.example." at the end of a sentence.
        match after.next() {
            Some('.' | '-') => !after.next().is_some_and(char::is_alphanumeric),
            next => !next.is_some_and(char::is_alphanumeric),
        }
    };
    let held = |from: usize, until: usize| word.get(from..until).is_some_and(|piece| holds(piece, keys));
    let end = ends.filter(whole).find(|end| held(0, *end))?;
    let start = word.char_indices().map(|(at, _)| at).take_while(|at| held(*at, end)).last()?;
    Some((start, end))
}

/// Is this local part at the end of what stands before an `@`, by itself or with a tag behind it?
///
/// What is glued to it at the front ("mailto:jane", "prvs=12=jane") may or may not belong to it, so any mark before it will do.
fn ends_in(text: &str, local: &str) -> bool {
    let tags = text.match_indices('+').map(|(at, _)| at);
    tags.chain(std::iter::once(text.len()))
        .filter_map(|end| text.get(..end)?.strip_suffix(local))
        .any(|rest| rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric()))
}

/// The characters of a local part that end this text, at most 64 bytes (RFC 5321, section 4.5.3.1.1).
fn tail(text: &str) -> &str {
    let inside = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let start =
        text.char_indices().rev().take(64).take_while(|(_, c)| inside(*c)).last().map_or(text.len(), |(i, _)| i);
    text.get(start..).unwrap_or_default()
}

/// The characters of a domain that begin this text.
fn head(text: &str) -> &str {
    let inside = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let end = text.char_indices().take(254).find(|(_, c)| !inside(*c)).map_or(text.len().min(254), |(i, _)| i);
    let whole = text.get(..end).unwrap_or_else(|| text.get(..0).unwrap_or_default());
    whole.trim_end_matches(['.', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_however_it_is_written() {
        let keys: BTreeSet<String> = ["jane.smith@corp.example".to_owned()].into();
        let cases = [
            ("write to jane.smith@corp.example", true),
            ("Jane.Smith@Corp.Example.", true),
            ("(jane.smith+work@corp.example)", true),
            ("<a href=\"mailto:jane.smith@corp.example?subject=x\">", true),
            ("https://x.example/?to=jane.smith%40corp.example&y", true),
            ("jane.smith&#64;corp.example", true),
            ("jane.smith@corp.example, or call", true),
            ("prvs=12=jane.smith@corp.example", true),
            ("xjane.smith@corp.example", false),
            ("CV_jane.smith@corp.example.pdf", false),
            ("CV_jane.smith@corp.example", true),
            ("smith@corp.example", false),
            ("jane.smith@corp.example.org", false),
            ("@@@@@@@", false),
            ("", false),
            ("jane smith at corp example", false),
        ];
        for (text, expected) in cases {
            assert_eq!(holds(text, &keys), expected, "{text}");
        }
    }

    #[test]
    fn only_the_address_is_left_out() {
        let keys: BTreeSet<String> = ["jane.smith@corp.example".to_owned(), "ada@uni.example".to_owned()].into();
        let cases = [
            ("Write to jane.smith@corp.example.\n\nJane", "Write to [address left out].\n\nJane"),
            ("(jane.smith+work@corp.example), please", "([address left out]), please"),
            ("Jane.Smith%40Corp.Example!", "[address left out]!"),
            ("ada@uni.example,jane.smith@corp.example;", "[address left out],[address left out];"),
            ("nobody@corp.example stays", "nobody@corp.example stays"),
            ("jane.smith@corp.example.org stays", "jane.smith@corp.example.org stays"),
            ("prvs=12=jane.smith@corp.example", "prvs=12=[address left out]"),
            ("no address", "no address"),
        ];
        for (text, expected) in cases {
            assert_eq!(left_out(text, &keys), expected, "{text}");
        }
        let hostile = "jane.smith@corp.example,".repeat(20_000);
        assert!(!holds(&left_out(&hostile, &keys), &keys));
        assert!(!holds(&left_out(&"ada@uni.example+".repeat(24), &keys), &keys));
    }

    #[test]
    fn a_hostile_text_takes_no_longer_than_its_length() {
        let keys: BTreeSet<String> = ["jane.smith@corp.example".to_owned()].into();
        for part in ["@", "+@corp.example", "+.+.+.+.smith@corp.example", "ß@corp.example"] {
            assert!(!holds(&part.repeat(50_000), &keys), "{part}");
        }
    }
}
