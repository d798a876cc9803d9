//! A state changes only on an exact command of a proven sender: talk, near misses and forgeries change none.

use std::collections::BTreeMap;

use super::{Broken, Known, Promise, Sight, broken};
use crate::programme::conversation::InboxId;
use crate::programme::person::PersonId;
use crate::simulation::actor::Meant;

/// Deeds that change how a person, a request or a mentorship stands.
const CHANGES: &[&str] = &[
    "request.accepted",
    "request.declined",
    "request.withdrawn",
    "mentorship.began",
    "mentorship.ended",
    "mentorship.shared",
    "person.joined",
    "person.paused",
    "person.resumed",
    "person.left",
    "person.erased",
    "person.declined-invitation",
];

#[derive(Default)]
pub(super) struct MeantOnly {
    /// Mails that may change nothing, by `Message-ID`.
    idle: BTreeMap<String, Meant>,
    /// The rows of those.
    rows: BTreeMap<InboxId, (Meant, Option<PersonId>)>,
    /// Deeds of rows that are not known yet.
    waiting: BTreeMap<InboxId, String>,
}

impl Promise for MeantOnly {
    fn see(&mut self, sight: &Sight<'_>, _: &Known) -> Vec<Broken> {
        match sight {
            Sight::In(put) if put.meant != Meant::Command => {
                self.idle.insert(put.message_id.clone(), put.meant);
                Vec::new()
            }
            Sight::Handled(row) => {
                let meant = row.message_id.as_ref().and_then(|id| self.idle.get(id)).copied();
                let done = self.waiting.remove(&row.id);
                let Some(meant) = meant else { return Vec::new() };
                self.rows.insert(row.id, (meant, row.person));
                done.into_iter().map(|what| wrong(row.id, meant, &what, row.person)).collect()
            }
            Sight::Deed(deed) => {
                let (Some(inbox), true) = (deed.inbox, CHANGES.contains(&deed.what.as_str())) else {
                    return Vec::new();
                };
                match self.rows.get(&inbox) {
                    Some((meant, writer)) => vec![wrong(inbox, *meant, &deed.what, writer.or(deed.actor))],
                    None => {
                        self.waiting.insert(inbox, deed.what.clone());
                        Vec::new()
                    }
                }
            }
            _ => Vec::new(),
        }
    }
}

fn wrong(inbox: InboxId, meant: Meant, what: &str, writer: Option<PersonId>) -> Broken {
    let why = if meant == Meant::Forgery { "a forgery" } else { "no command" };
    broken("nothing changes by mistake", format!("mail {} is {why}, and it did {what}", inbox.0), writer)
}
