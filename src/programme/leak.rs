//! Finds the mail addresses of known people in words that are about to cross over.

use std::collections::BTreeSet;

use super::event::Mail;
use super::person::{PersonId, Role};
use super::snapshot::Snapshot;
use crate::mail::address::Address;

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
            kept.push_str("[address left out]");
            kept.extend(word.chars().next_back().filter(|c| c.is_whitespace()));
        } else {
            kept.push_str(word);
        }
    }
    kept.trim().to_owned()
}

/// Looks, in all that would cross over, for the addresses of the writer and of every participant who is known here.
///
/// Staff may tell a person that person's own address, but nobody else's.
pub(super) fn find(snapshot: &Snapshot, mail: &Mail<'_>, words: &str, [writer, reader]: [PersonId; 2]) -> Option<Leak> {
    let keys = keys(snapshot, mail, [writer, reader]);
    let inbound = mail.inbound;
    if holds(words, &keys) || holds(&inbound.subject, &keys) {
        Some(Leak::Words)
    } else if inbound.attachments.iter().any(|file| holds(&file.name, &keys)) {
        Some(Leak::FileName)
    } else if inbound.html.as_deref().is_some_and(|html| holds(html, &keys)) {
        Some(Leak::Html)
    } else {
        None
    }
}

/// The addresses that must not reach the reader.
fn keys(snapshot: &Snapshot, mail: &Mail<'_>, [writer, reader]: [PersonId; 2]) -> BTreeSet<String> {
    let staff = |id: PersonId| snapshot.person(id).is_some_and(|person| matches!(person.role, Role::Staff(_)));
    let private = |id: PersonId| id == writer || !(staff(id) || id == reader && staff(writer));
    // Those who have swapped addresses may write them.
    let shared = shared(snapshot, [writer, reader]);
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
    fn a_hostile_text_takes_no_longer_than_its_length() {
        let keys: BTreeSet<String> = ["jane.smith@corp.example".to_owned()].into();
        for part in ["@", "+@corp.example", "+.+.+.+.smith@corp.example", "ß@corp.example"] {
            assert!(!holds(&part.repeat(50_000), &keys), "{part}");
        }
    }
}
