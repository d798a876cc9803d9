//! What is put into a calendar is told apart by its version: another time has a later one, and an answer goes to this reader's conversation.

use std::collections::BTreeMap;

use super::{Broken, Known, Promise, Sight, broken};
use crate::programme::person::PersonId;

#[derive(Default)]
pub(super) struct Invitations {
    /// By reader and meeting: the last version, when it begins by that, and whether it is called off.
    last: BTreeMap<(PersonId, String), (u32, String, bool)>,
}

impl Promise for Invitations {
    fn see(&mut self, sight: &Sight<'_>, _: &Known) -> Vec<Broken> {
        let Sight::Out(arrival) = sight else { return Vec::new() };
        let Some(reader) = arrival.reader.filter(|_| !arrival.copy) else { return Vec::new() };
        let Some(now) = &arrival.mail.invitation else { return Vec::new() };
        let wrong = |how: String| broken("a calendar can follow", how, [reader]);
        let mut found = Vec::new();
        if now.organizer != arrival.mail.reply_to {
            found.push(wrong(format!("an answer to {} of {reader} would go to {}", now.uid, now.organizer)));
        }
        let stands = (now.sequence, now.start.clone(), now.cancelled);
        let before = self.last.insert((reader, now.uid.clone()), stands.clone());
        let Some(before) = before else { return found };
        let changed = (&before.1, before.2) != (&stands.1, stands.2);
        if stands.0 < before.0 || (changed && stands.0 == before.0) {
            found.push(wrong(format!("{} of {reader} goes from {before:?} to {stands:?}", now.uid)));
        }
        found
    }
}
