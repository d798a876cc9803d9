//! Every request ends in its time, and a mentee has no more open than the rules allow.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Broken, Known, Promise, Sight, broken};
use crate::programme::person::PersonId;
use crate::programme::request::RequestState;

/// How many days an absence may stop the clocks at the most, with those that somebody who comes back is left.
const ABSENCE: i64 = 95;
/// How many days more for quiet days and a service that was down.
const SPARE: i64 = 12;

#[derive(Default)]
pub(super) struct Requests {
    /// Until when each has been away, the last time.
    back: BTreeMap<PersonId, Timestamp>,
}

impl Promise for Requests {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        if let Sight::Stand(stand) | Sight::All(stand) = sight {
            self.back.extend(stand.people.iter().filter_map(|person| Some((person.id, person.away_until?))));
        }
        let Sight::All(stand) = sight else { return Vec::new() };
        let mut found = Vec::new();
        let mut open: BTreeMap<PersonId, usize> = BTreeMap::new();
        for request in stand.requests.iter().filter(|r| r.state == RequestState::Open) {
            *open.entry(request.mentee).or_default() += 1;
            let days = (known.now.as_second() - request.moved_at.as_second()) / 86_400;
            let both = [request.mentor, request.mentee];
            let away = both.iter().filter_map(|id| self.back.get(id)).any(|back| *back > request.moved_at);
            let rules = &known.policy.rules;
            let pauses = if request.stopped { rules.expiry_days } else { 0 };
            let longest = rules.expiry_days + pauses + SPARE + if away { ABSENCE } else { 0 };
            if days > longest {
                let how = format!("request {} has been open without a word for {days} days", request.id.0);
                found.push(broken("every request ends", how, [request.mentor, request.mentee]));
            }
        }
        let most = usize::try_from(known.policy.rules.open_requests).unwrap_or(usize::MAX);
        for (mentee, count) in open.into_iter().filter(|(_, count)| *count > most) {
            let how = format!("{mentee} has {count} requests open, {most} are allowed");
            found.push(broken("no request beyond the limits", how, [mentee]));
        }
        found
    }
}
