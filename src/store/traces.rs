//! By what a person is recognised in the mail of others: their addresses, and their full name.

use std::panic::catch_unwind;

use mail_parser::{Message, MessageParser, PartType};

use super::StoreError;
use super::backend::{Tx, row, rows};
use crate::mail::address::Address;
use crate::mail::parse;
use crate::programme::person::PersonId;

/// Where an erased person's address stood: no mail can ever reach it (RFC 2606, section 2).
pub(super) const NOWHERE: &str = "erased@invalid";

/// What a mail has to do with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    /// It is from them.
    Wrote,
    /// It names them.
    Named,
}

/// The names and addresses of a person, in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Traces {
    names: Vec<String>,
    addresses: Vec<String>,
}

impl Traces {
    /// Those of a person, to be read before they are gone.
    pub async fn of(tx: &mut Tx, person: PersonId) -> Result<Self, StoreError> {
        let known = row!(
            tx,
            (String, String, String),
            "SELECT name, preferred_name, address FROM people WHERE id = $1",
            person.0
        )?;
        let addresses =
            rows!(tx, (String, String), "SELECT address, address_key FROM addresses WHERE person = $1", person.0)?;
        let (name, preferred, address) = known.unwrap_or_default();
        let key = Address::parse(&address).map(|address| address.key());
        let also = addresses.into_iter().flat_map(|(address, key)| [address, key]);
        Ok(Self::new([name, preferred], [address].into_iter().chain(key).chain(also)))
    }

    /// A single word is no full name: many people have it, and it may be a word of the language.
    fn new(names: impl IntoIterator<Item = String>, addresses: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().map(|name| flowing(&name)).filter(|name| name.contains(' '));
        let addresses = addresses.into_iter().map(|address| address.trim().to_lowercase());
        let mut addresses: Vec<_> = addresses.filter(|one| !one.is_empty() && one != NOWHERE).collect();
        addresses.sort_unstable();
        addresses.dedup();
        Self { names: names.collect(), addresses }
    }

    /// Each address as it is written and as it is compared.
    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// What a mail has to do with the person, by its bytes, its header and its decoded parts; with its `Message-ID`.
    pub fn find(&self, raw: &[u8]) -> Option<(Tie, String)> {
        let tie = match catch_unwind(|| MessageParser::default().parse(raw).map(|message| self.tie(&message))) {
            Ok(Some(Some(tie))) => tie,
            Ok(_) if !self.stand_in(&String::from_utf8_lossy(raw)) => return None,
            // What cannot be taken apart safely is not kept.
            Ok(_) | Err(_) => Tie::Named,
        };
        Some((tie, parse::message_id(raw)))
    }

    fn tie(&self, message: &Message<'_>) -> Option<Tie> {
        let mut authors = message.from().into_iter().flat_map(|from| from.iter()).filter_map(|author| author.address());
        let is_theirs = |address: &str| self.addresses.iter().any(|one| one.eq_ignore_ascii_case(address.trim()));
        if authors.any(is_theirs) {
            return Some(Tie::Wrote);
        }
        let mut headers = message.headers().iter().map(|header| format!("{:?}", header.value));
        let mut bodies = message.parts.iter().filter_map(|part| match &part.body {
            PartType::Text(text) | PartType::Html(text) => Some(text),
            _ => None,
        });
        let named = headers.any(|header| self.stand_in(&header)) || bodies.any(|body| self.stand_in(body));
        named.then_some(Tie::Named)
    }

    fn stand_in(&self, text: &str) -> bool {
        let text = flowing(text);
        self.names.iter().any(|name| names(&text, name))
            || self.addresses.iter().any(|address| is_address(&text, address))
    }
}

/// A text in lower case on one line, without the marks of quoted lines: a name may go on in the next.
fn flowing(text: &str) -> String {
    let text = text.to_lowercase();
    let words = text.split_whitespace().filter(|word| word.bytes().any(|b| b != b'>'));
    words.collect::<Vec<_>>().join(" ")
}

/// Does a name stand in a text, and not in the middle of another?
fn names(text: &str, name: &str) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || c == '-';
    around(text, name).any(|(before, after)| !before.ends_with(goes_on) && !after.starts_with(goes_on))
}

/// Does an address stand in a text, and not as a part of another?
fn is_address(text: &str, address: &str) -> bool {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
    let is_domain = |c: char| c.is_alphanumeric() || c == '-';
    // A full stop at the end of a sentence is none of the address.
    let goes_on = |after: &str| after.strip_prefix('.').unwrap_or(after).starts_with(is_domain);
    around(text, address).any(|(before, after)| !before.ends_with(is_local) && !goes_on(after))
}

/// What stands before and after a word at each of its places.
fn around<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    text.match_indices(word).filter_map(move |(at, found)| Some((text.get(..at)?, text.get(at + found.len()..)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> Traces {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Traces::new(texts(&["Ann  Lee", "Ann"]), texts(&["Ann+uni@stud.example", "ann@stud.example", NOWHERE, ""]))
    }

    #[test]
    fn a_person_is_named_by_the_full_name_or_an_address() {
        for text in [
            "Ann Lee",
            "Dear Ann\r\nLee!",
            "> she is called Ann\r\n> > Lee, they say",
            "ANN LEE'S aims",
            "Write to ann@stud.example.",
            "<Ann+Uni@Stud.example>",
            "mailto:ann@stud.example?subject=Hello",
        ] {
            let raw = format!("From: tom@corp.example\r\nMessage-ID: <1@corp.example>\r\n\r\n{text}\r\n");
            assert_eq!(ann().find(raw.as_bytes()), Some((Tie::Named, "1@corp.example".to_owned())), "{text}");
        }
        let encoded =
            b"From: t@x.example\r\nMessage-ID: <2@x.example>\r\nSubject: =?utf-8?q?Ann_Lee?=\r\n\r\nHello\r\n";
        assert_eq!(ann().find(encoded), Some((Tie::Named, "2@x.example".to_owned())));
        let part = b"From: t@x.example\r\nMessage-ID: <3@x.example>\r\nContent-Transfer-Encoding: base64\r\n\r\nQW5uIExlZQ==\r\n";
        assert_eq!(ann().find(part), Some((Tie::Named, "3@x.example".to_owned())));
    }

    #[test]
    fn words_and_names_of_others_are_left_alone() {
        for text in [
            "I cannot understand the annual planning",
            "Ann has written",
            "Ann Leeds and Joann Lee",
            "Mary-Ann Lee and Ann Lee-Smith",
            "joann@stud.example, mary.ann@stud.example",
            "ann@stud.example.org and ann@stud.example-two.org",
            "",
        ] {
            let raw = format!("From: Ann Other <tom@corp.example>\r\nSubject: Ann\r\n\r\n{text}\r\n");
            assert_eq!(ann().find(raw.as_bytes()), None, "{text}");
        }
        assert_eq!(Traces::default().find(b"Subject: \r\n\r\n\r\n"), None);
    }

    #[test]
    fn what_a_person_wrote_is_theirs() {
        for (from, expected) in [
            ("Ann <ANN@stud.example>", Some(Tie::Wrote)),
            ("ann+uni@stud.example", Some(Tie::Wrote)),
            ("tom@corp.example, ann@stud.example", Some(Tie::Wrote)),
            ("\"ann@stud.example\" <tom@corp.example>", Some(Tie::Named)),
            ("joann@stud.example", None),
        ] {
            let raw = format!("From: {from}\r\nMessage-ID: <1@x.example>\r\n\r\nHello\r\n");
            assert_eq!(ann().find(raw.as_bytes()).map(|(tie, _)| tie), expected, "{from}");
        }
    }
}
