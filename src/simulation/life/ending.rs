//! The end of a run: everything is looked at once more, and what it came to is told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{Life, number};
use crate::programme::person::PersonId;
use crate::simulation::watch::Broken;
use crate::simulation::{Failure, Report, SimulationError, town};
use crate::store::{RequestStands, Standings};

/// How many others are listed behind the first promise that was broken.
const OTHERS: usize = 200;

impl Life {
    /// The end: everything is looked at once more, and what was to be forgotten is looked for.
    pub(super) async fn close(&mut self) -> Result<(), SimulationError> {
        if self.down {
            self.town.start().await?;
            self.down = false;
        }
        self.wrong_by = 0;
        self.set_clocks();
        let mails = std::mem::take(&mut self.waiting);
        self.town.receive(mails).await?;
        self.town.work().await?;
        self.look_at_all().await?;
        self.deliver()?;
        let lost = self.watch.at_the_end();
        self.broken.extend(lost);
        self.forgotten().await
    }

    /// Whoever has been erased for as long as bytes are kept is nowhere any more, but in what they or others wrote since.
    pub(super) async fn forgotten(&mut self) -> Result<(), SimulationError> {
        let before = self.now - SignedDuration::from_hours(24 * (town::KEEP_DAYS + 1));
        self.town.forget().await?;
        let mut people: Vec<(PersonId, Timestamp)> = Vec::new();
        let mut words = Vec::new();
        for (person, since) in self.watch.known.erased_before(before) {
            let Some(actor) = self.people.get(&person).and_then(|index| self.actors.get(*index)) else { continue };
            // Whoever writes again is a stranger, whose mail is kept as any stranger's; that may be in the very moment.
            let wrote = self.watch.known.wrote.get(&person).is_some_and(|wrote| *wrote > since);
            if wrote || self.watch.known.strangers.contains(&person) {
                continue;
            }
            for word in [&actor.writer.address, &actor.mark] {
                people.push((person, since));
                words.push(word.to_lowercase());
            }
        }
        if words.is_empty() {
            return Ok(());
        }
        let mut found: BTreeMap<(usize, &str, String), usize> = BTreeMap::new();
        for place in self.town.places(&words).await? {
            // Mail that names them and came later is mail as any other, and is forgotten in its time.
            let later = people.get(place.word).is_some_and(|(_, erased)| place.since.is_some_and(|at| at > *erased));
            if !later {
                *found.entry((place.word, place.table, place.column)).or_default() += 1;
            }
        }
        for ((word, table, column), times) in found {
            let (Some((person, since)), Some(word)) = (people.get(word), words.get(word)) else { continue };
            let how = format!(
                "{person} is erased since {since}, and {word} is still kept in {table}.{column} ({times} times)"
            );
            self.broken.push(Broken { promise: "who is erased is forgotten", how, people: vec![*person] });
        }
        Ok(())
    }

    pub(super) async fn report(mut self) -> Result<Report, SimulationError> {
        let mut end = Vec::new();
        if !self.down {
            let stand = self.town.store()?.standings(None).await?;
            self.figures.count(&stand);
            end = self.standing(&stand);
        }
        let failure = self.failure.take();
        self.town.leave().await;
        let digest = data_encoding::HEXLOWER.encode(self.digest.finish().as_ref());
        Ok(Report { figures: self.figures, digest, end, failure })
    }

    pub(super) fn standing(&self, stand: &Standings) -> Vec<String> {
        let name = |id: PersonId| self.people.get(&id).map_or("nobody", |i| self.actors[*i].writer.address.as_str());
        let mut lines: Vec<_> = stand.people.iter().map(|p| format!("{} {:?}", name(p.id), p.state)).collect();
        let request = |r: &RequestStands| {
            format!("{} → {} asked at {} {:?}", name(r.mentee), name(r.mentor), r.asked_at, r.state)
        };
        lines.extend(stand.requests.iter().map(request));
        lines.sort();
        lines
    }

    /// Takes note of the promises that were broken in this step.
    pub(super) fn gather(&mut self) {
        let day = (self.now.as_second() - self.begin.as_second()) / 86_400;
        for broken in std::mem::take(&mut self.broken) {
            match &mut self.failure {
                None => self.failure = Some(self.first(&broken, day)),
                Some(failure) if failure.others.len() < OTHERS => {
                    failure.others.push(format!("day {day}: {}: {}", broken.promise, broken.how));
                }
                Some(_) => {}
            }
            // Of each promise the first story is told.
            if self.told.insert(broken.promise) && self.told.len() > 1 {
                let other = self.first(&broken, day);
                if let Some(failure) = &mut self.failure {
                    failure.others.push(format!("what led to {}: {}\n{}", other.promise, other.how, other.story));
                }
            }
        }
    }

    fn first(&self, broken: &Broken, day: i64) -> Failure {
        let about: BTreeSet<u32> =
            broken.people.iter().filter_map(|p| self.people.get(p)).map(|i| number(*i)).collect();
        let story = self.story.about(&about);
        Failure { promise: broken.promise, how: broken.how.clone(), day, story, others: Vec::new() }
    }
}
