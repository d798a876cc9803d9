//! The end of a run: everything is looked at once more, and what it came to is told.

use std::collections::BTreeSet;

use jiff::SignedDuration;

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

    /// Whoever has been erased for as long as bytes are kept is nowhere any more.
    pub(super) async fn forgotten(&mut self) -> Result<(), SimulationError> {
        let before = self.now - SignedDuration::from_hours(24 * (town::KEEP_DAYS + 1));
        let erased: Vec<_> = self.watch.known.erased_before(before).collect();
        if erased.is_empty() {
            return Ok(());
        }
        let mut words: Vec<(PersonId, String)> = Vec::new();
        for person in erased {
            let Some(actor) = self.people.get(&person).and_then(|index| self.actors.get(*index)) else { continue };
            words.extend([actor.writer.address.to_lowercase(), actor.mark.clone()].map(|word| (person, word)));
        }
        // One look for all of them together: the copy is large.
        let patterns = words.iter().map(|(_, word)| regex::escape(word));
        let any = regex::bytes::RegexSet::new(patterns).map_err(|error| SimulationError(error.to_string()))?;
        let copy = self.town.copy().await?.to_ascii_lowercase();
        for (person, word) in any.matches(&copy).into_iter().filter_map(|found| words.get(found)) {
            let how = format!("{person} is erased, and {word} is still kept");
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
