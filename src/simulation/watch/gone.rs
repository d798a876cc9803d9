//! Who is suspended, has left or is erased gets no mail but an answer to what they wrote themselves.

use jiff::Timestamp;

use super::{Broken, Known, Promise, Sight, broken};
use crate::programme::person::PersonState;

/// Kinds that tell of the going itself, or belong to a talk with the team, which anybody may have.
const ALLOWED: &[&str] =
    &["left", "leaving", "erased", "case-reply", "case-closed", "undelivered", "confirm-command", "confirm-address"];
/// For how long after somebody wrote the answer may come, in seconds.
const ANSWER: i64 = 3 * 86_400;

pub(super) struct Gone;

impl Promise for Gone {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        let Sight::Out(arrival) = sight else { return Vec::new() };
        let Some(reader) = arrival.reader else { return Vec::new() };
        let Some((state, since)) = known.state(reader) else { return Vec::new() };
        let written = Timestamp::from_second(arrival.mail.date).unwrap_or(known.now);
        if written <= since || known.is_staff(reader) {
            return Vec::new();
        }
        let kind = arrival.mail.kind.as_str();
        let answered =
            known.wrote.get(&reader).is_some_and(|wrote| (written.as_second() - wrote.as_second()).abs() <= ANSWER);
        let wrong = match state {
            // Whose data is gone is a stranger, should they write again.
            PersonState::Erased => kind != "erased" && !(kind == "stranger" && answered),
            PersonState::Left | PersonState::Suspended => !ALLOWED.contains(&kind) && !answered,
            _ => false,
        };
        if !wrong {
            return Vec::new();
        }
        let how = format!("{reader}, who is {state:?} since {since}, gets a {kind} written at {written}");
        vec![broken("who is gone is left alone", how, [reader])]
    }
}
