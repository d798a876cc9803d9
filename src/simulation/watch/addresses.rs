//! No address of one participant stands in any byte of a mail to another, unless both have shared.

use super::{Broken, Known, Promise, Sight, broken};
use crate::mail::address::Address;
use crate::programme::person::PersonId;

pub(super) struct Addresses;

impl Promise for Addresses {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        let Sight::Out(arrival) = sight else { return Vec::new() };
        let Some(reader) = arrival.reader.filter(|reader| !known.is_staff(*reader)) else { return Vec::new() };
        let mut owners: Vec<PersonId> = addresses(arrival.all)
            .filter_map(|address| known.addresses.get(&address).copied())
            .filter(|owner| *owner != reader && !known.shared.contains(&(*owner, reader)))
            .collect();
        owners.sort_unstable();
        owners.dedup();
        let kind = &arrival.mail.kind;
        owners
            .into_iter()
            .map(|owner| {
                broken("no address leaks", format!("a {kind} to {reader} holds an address of {owner}"), [reader, owner])
            })
            .collect()
    }
}

/// The keys of everything in a text that looks like an address, its `@` written plainly or encoded.
fn addresses(text: &str) -> impl Iterator<Item = String> {
    let text = ["%40", "&#64;", "&#x40;", "&commat;", "=40"].iter().fold(text.to_owned(), |t, at| t.replace(at, "@"));
    let local = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    let found: Vec<_> = text
        .match_indices('@')
        .filter_map(|(at, _)| {
            let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
            let start = before.char_indices().rev().take_while(|(_, c)| local(*c)).last()?.0;
            let end = after.find(|c| !domain(c)).unwrap_or(after.len());
            Some((before.get(start..)?.to_owned(), after.get(..end)?.trim_end_matches('.').to_owned()))
        })
        .collect();
    found.into_iter().flat_map(|(local, domain)| {
        // What is glued to the front may or may not belong to it: "mailto:jane", "=jane", "prvs=12=jane".
        let tails = local.match_indices(['=', '/', '\'', '?', '*', '_']).map(|(i, mark)| i + mark.len());
        let tails: Vec<_> =
            std::iter::once(0).chain(tails).filter_map(|at| local.get(at..)).map(str::to_owned).collect();
        tails.into_iter().filter_map(move |local| Address::parse(&format!("{local}@{domain}"))).map(|a| a.key())
    })
}
