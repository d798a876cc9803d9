//! Every mail somebody gets can be answered: its reply address opens for them, unless it is of a kind that wants no answer.

use super::{Broken, Known, Promise, Sight, broken};

/// Kinds that say all there is to say.
const NO_ANSWER: &[&str] = &["address-failing", "mailbox-away", "mailbox-back", "stranger", "erased", "overflow"];

pub(super) struct Answerable;

impl Promise for Answerable {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        let Sight::Out(arrival) = sight else { return Vec::new() };
        let kind = arrival.mail.kind.as_str();
        let service = known.policy.address.as_str();
        let people = arrival.reader;
        let wrong = |how: String| vec![broken("every mail can be answered", how, people)];
        if kind.is_empty() {
            return wrong("a mail does not say of which kind it is".to_owned());
        }
        if NO_ANSWER.contains(&kind) {
            return Vec::new();
        }
        match (arrival.opens, arrival.reader) {
            (Some((holder, _)), Some(reader)) if holder == reader => Vec::new(),
            (Some((holder, _)), reader) => {
                wrong(format!("the answer to a {kind} to {reader:?} would be taken for one of {holder}"))
            }
            // Who is nobody's answers to the bare address, and so do staff, whose word counts there as anywhere.
            (None, reader) if arrival.mail.reply_to == service && reader.is_none_or(|r| known.is_staff(r)) => {
                Vec::new()
            }
            (None, reader) => wrong(format!("the reply address of a {kind} to {reader:?} opens for nobody")),
        }
    }
}
