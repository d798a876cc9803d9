//! Finds the mail addresses of known people in words that are about to cross over.

use std::collections::BTreeSet;

use super::attachments::stays_behind;
use super::event::Mail;
use super::person::{PersonId, Role};
use super::snapshot::Snapshot;
use crate::mail::address::Address;
use crate::mail::html_text::HtmlPart;
use crate::mail::inbound::Inbound;
use crate::mail::scrub::Wanted;

/// Where a message gives an address away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leak {
    /// In the words themselves or the subject: the writer is asked to leave it out.
    Words,
    /// In the name of a file, or in the text of one.
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
    let wanted = Wanted::new(&keys_of_all(snapshot, mail, [writer, writer], false));
    let mut inbound = mail.inbound.clone();
    inbound.text = wanted.left_out(&inbound.text, LEFT_OUT);
    inbound.subject = wanted.left_out(&inbound.subject, LEFT_OUT);
    inbound.html = HtmlPart::default();
    for file in &mut inbound.attachments {
        file.name = wanted.name_left_out(&file.name, LEFT_OUT);
        if wanted.in_file(file) {
            file.bytes = wanted.file_left_out(file, LEFT_OUT);
        }
    }
    inbound
}

/// Words of this mail's writer that came with an earlier one, as far as this one may show them.
pub(super) fn as_agreed(snapshot: &Snapshot, mail: &Mail<'_>, writer: PersonId, words: &str) -> String {
    if !mail.leave_out {
        return words.to_owned();
    }
    Wanted::new(&keys_of_all(snapshot, mail, [writer, writer], false)).left_out(words, LEFT_OUT)
}

/// Could this cross over as it is, had writer and reader swapped addresses?
pub(super) fn healed_by_share(snapshot: &Snapshot, mail: &Mail<'_>, words: &str, between: [PersonId; 2]) -> bool {
    look_beside_html(mail, words, &Wanted::new(&keys_of_all(snapshot, mail, between, true))).is_none()
}

/// Looks, in all that would cross over, for the addresses of the writer and of every participant who is known here.
///
/// Staff may tell a person that person's own address, but nobody else's.
pub(super) fn find(snapshot: &Snapshot, mail: &Mail<'_>, words: &str, between: [PersonId; 2]) -> Option<Leak> {
    let wanted = Wanted::new(&keys(snapshot, mail, between));
    let in_html = || mail.inbound.html.get().is_some_and(|html| wanted.in_html(html));
    look_beside_html(mail, words, &wanted).or_else(|| in_html().then_some(Leak::Html))
}

/// As [`find`], in all but the HTML, which takes longer to read than all else.
pub(super) fn find_beside_html(
    snapshot: &Snapshot,
    mail: &Mail<'_>,
    words: &str,
    between: [PersonId; 2],
) -> Option<Leak> {
    look_beside_html(mail, words, &Wanted::new(&keys(snapshot, mail, between)))
}

fn look_beside_html(mail: &Mail<'_>, words: &str, wanted: &Wanted) -> Option<Leak> {
    let inbound = mail.inbound;
    if wanted.in_text(words) || wanted.in_text(&inbound.subject) {
        Some(Leak::Words)
    } else if inbound
        .attachments
        .iter()
        .any(|file| wanted.in_name(&file.name) || !stays_behind(file) && wanted.in_file(file))
    {
        Some(Leak::FileName)
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

/// Does any of these addresses stand in the text, in whatever disguise?
pub(super) fn holds(text: &str, keys: &BTreeSet<String>) -> bool {
    Wanted::new(keys).in_text(text)
}
