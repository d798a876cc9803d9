//! After each step all that changed is looked at, and each week everything.

use super::{Life, PAGE, number};
use crate::programme::conversation::InboxId;
use crate::programme::person::PersonId;
use crate::programme::request::RequestId;
use crate::simulation::SimulationError;
use crate::simulation::story::NOBODY;
use crate::simulation::watch::Sight;
use crate::store::{Deed, PersonStands};

impl Life {
    /// Looks at what has changed since the last time.
    pub(super) async fn look(&mut self) -> Result<(), SimulationError> {
        let store = self.town.store()?.clone();
        let rows = store.inbox_after(self.settled, PAGE).await?;
        for row in &rows {
            let broken = self.watch.see(&Sight::Handled(row));
            self.broken.extend(broken);
            if row.state != "pending" {
                let who = row.person.and_then(|person| self.people.get(&person)).map_or(NOBODY, |i| number(*i));
                let what = format!(
                    "mail {} ({}) is {}: {}",
                    row.id.0,
                    row.message_id.as_deref().unwrap_or("-"),
                    row.state,
                    row.reason
                );
                self.story.note(self.now, [who, NOBODY], what);
            }
        }
        let pending = rows.iter().find(|row| row.state == "pending").map(|row| InboxId(row.id.0 - 1));
        for row in rows.iter().filter(|row| pending.is_none_or(|last| row.id <= last)) {
            let how = if row.state == "ignored" { format!("ignored ({})", row.reason) } else { row.state.clone() };
            *self.figures.received.entry(how).or_default() += 1;
        }
        self.settled = pending.or(rows.last().map(|row| row.id)).unwrap_or(self.settled);
        let deeds = store.deeds_after(self.last_deed, PAGE).await?;
        if deeds.is_empty() {
            return Ok(());
        }
        let mut numbers: Vec<i64> = Vec::new();
        for deed in &deeds {
            self.note_deed(deed);
            let broken = self.watch.see(&Sight::Deed(deed));
            self.broken.extend(broken);
            numbers.push(deed.subject);
            numbers.extend(deed.actor.map(|actor| actor.0));
        }
        self.last_deed = deeds.last().map_or(self.last_deed, |deed| deed.id);
        numbers.sort_unstable();
        numbers.dedup();
        let stand = store.standings(Some(&numbers)).await?;
        self.know(&stand.people);
        let broken = self.watch.see(&Sight::Stand(&stand));
        self.broken.extend(broken);
        Ok(())
    }

    pub(super) fn note_deed(&mut self, deed: &Deed) {
        let of = |id: i64| self.people.get(&PersonId(id)).map_or(NOBODY, |i| number(*i));
        let request = self.watch.known.requests.get(&RequestId(deed.subject));
        let second = request.map_or_else(|| of(deed.subject), |r| of(r.mentor.0));
        let about = [deed.actor.map_or(NOBODY, |actor| of(actor.0)), second];
        self.story.note(self.now, about, format!("{} {}", deed.what, deed.subject));
    }

    pub(super) fn know(&mut self, people: &[PersonStands]) {
        for person in people {
            if let Some(index) = self.by_address.get(&person.address.key()) {
                self.people.insert(person.id, *index);
            }
        }
    }

    pub(super) async fn look_at_all(&mut self) -> Result<(), SimulationError> {
        self.look().await?;
        let stand = self.town.store()?.standings(None).await?;
        self.know(&stand.people);
        let broken = self.watch.see(&Sight::All(&stand));
        self.broken.extend(broken);
        Ok(())
    }
}
