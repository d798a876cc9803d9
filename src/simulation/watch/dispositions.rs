//! Every mail that was put into the mailbox ends in exactly one way, and soon.

use std::collections::BTreeMap;

use super::{Broken, Known, Promise, Sight, broken};
use crate::programme::conversation::InboxId;
use crate::programme::person::PersonId;

/// How long a mail may wait to be handled, in seconds: as long as the lease of a process that died.
const PROMISE: &str = "every mail ends in exactly one way";
const PATIENCE: i64 = 3 * 3600;

#[derive(Default)]
pub(super) struct Dispositions {
    /// By `Message-ID`: whose, and in which rows it ended for the first time, not as a copy.
    put: BTreeMap<String, (Option<PersonId>, Vec<InboxId>)>,
    ended: BTreeMap<InboxId, String>,
    /// How many mails of each ended without a `Message-ID`: an erasure takes that of the mail it comes of, too.
    nameless: BTreeMap<PersonId, usize>,
}

impl Promise for Dispositions {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        match sight {
            Sight::In(put) => {
                self.put.entry(put.message_id.clone()).or_insert((put.writer, Vec::new()));
                Vec::new()
            }
            Sight::Handled(row) => match row.state.as_str() {
                "pending" => {
                    let waits = known.now.as_second() - row.received_at.as_second();
                    let late = waits > PATIENCE + known.slack;
                    late.then(|| broken(PROMISE, format!("mail {} has waited for {waits} s", row.id.0), row.person))
                        .into_iter()
                        .collect()
                }
                "done" | "relayed" | "answered" | "held" | "ignored" => self.end(row),
                other => {
                    vec![broken(PROMISE, format!("mail {} is {other}: {}", row.id.0, row.reason), row.person)]
                }
            },
            _ => Vec::new(),
        }
    }

    fn at_the_end(&self) -> Vec<Broken> {
        let mut nameless = self.nameless.clone();
        let lost = self.put.iter().filter(|(_, (writer, rows))| {
            match writer.and_then(|writer| nameless.get_mut(&writer)).filter(|left| **left > 0) {
                _ if !rows.is_empty() => false,
                Some(left) => {
                    *left -= 1;
                    false
                }
                None => true,
            }
        });
        lost.map(|(id, (writer, _))| broken(PROMISE, format!("the mail {id} is lost"), *writer)).collect()
    }
}

impl Dispositions {
    fn end(&mut self, row: &crate::store::InboxRow) -> Vec<Broken> {
        let now = format!("{}: {}", row.state, row.reason);
        match self.ended.get(&row.id) {
            // A held mail ends a second time, once somebody has said what shall become of it.
            Some(before) if *before != now && !before.starts_with("held") => {
                return vec![broken(
                    PROMISE,
                    format!("mail {} ended as {before}, then as {now}", row.id.0),
                    row.person,
                )];
            }
            _ => {}
        }
        let first = self.ended.insert(row.id, now).is_none();
        let copy = row.reason == "the same mail was handled before";
        if let (None, Some(person), true) = (&row.message_id, row.person, first && !copy) {
            *self.nameless.entry(person).or_default() += 1;
        }
        let Some(id) = row.message_id.as_ref().filter(|_| first && !copy) else { return Vec::new() };
        let Some((writer, rows)) = self.put.get_mut(id) else { return Vec::new() };
        rows.push(row.id);
        if rows.len() < 2 {
            return Vec::new();
        }
        vec![broken(PROMISE, format!("the mail {id} was handled {} times", rows.len()), *writer)]
    }
}
