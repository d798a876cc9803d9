//! People, requests and mentorships go only from states to states that the programme knows.

use std::collections::BTreeMap;

use super::{Broken, Known, Promise, Sight, broken};
use crate::programme::person::{PersonId, PersonState};
use crate::programme::request::{RequestId, RequestState};
use crate::store::{RequestStands, Standings};

const PROMISE: &str = "no illegal state";

#[derive(Default)]
pub(super) struct Moves {
    /// How many deeds there were about each number since it was last looked at: as many moves may lie between.
    deeds: BTreeMap<i64, usize>,
    /// Those whose last step was taken back, so that what it did may be undone.
    undone: Vec<i64>,
    /// Mentorships that have begun, or begun again, and were not looked at since.
    began: Vec<i64>,
}

impl Promise for Moves {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        match sight {
            Sight::Deed(deed) => {
                *self.deeds.entry(deed.subject).or_default() += 1;
                if deed.what.contains("undo") || deed.what.contains("undone") {
                    self.undone.push(deed.subject);
                }
                if deed.what == "mentorship.began" {
                    self.began.push(deed.subject);
                }
                Vec::new()
            }
            Sight::Stand(stand) | Sight::All(stand) => {
                let broken = self.look(stand, known);
                if matches!(sight, Sight::All(_)) {
                    self.undone.clear();
                    self.began.clear();
                }
                broken
            }
            _ => Vec::new(),
        }
    }
}

impl Moves {
    fn look(&mut self, stand: &Standings, known: &Known) -> Vec<Broken> {
        let mut found = Vec::new();
        for person in &stand.people {
            let steps = self.deeds.remove(&person.id.0).unwrap_or(0);
            let Some(before) = known.people.get(&person.id) else { continue };
            if before.state != person.state && !reachable(before.state, person.state, steps.max(1)) {
                let how = format!("{} went from {:?} to {:?}", person.id, before.state, person.state);
                found.push(broken(PROMISE, how, [person.id]));
            }
            if before.state != person.state && steps == 0 && !known.is_staff(person.id) {
                let how =
                    format!("{} went from {:?} to {:?} and no deed says so", person.id, before.state, person.state);
                found.push(broken("every deed leaves a line", how, [person.id]));
            }
        }
        for request in &stand.requests {
            let steps = self.deeds.remove(&request.id.0).unwrap_or(0);
            let before = known.requests.get(&request.id);
            // Taken back and ended anew, before anybody looked.
            let anew = steps > 1 && self.undone.contains(&request.id.0);
            let open_again = !self.undone.is_empty();
            found.extend(before.and_then(|before| request_moved(before, request, open_again, anew)));
            found.extend(twins(request, known));
        }
        for mentorship in &stand.mentorships {
            let before = known.mentorships.get(&mentorship.id);
            let again = before.is_some_and(|before| !before.running) && mentorship.running;
            // A yes that was taken back and is given again goes on with what it began.
            if again && self.undone.is_empty() && !self.began.contains(&mentorship.id.0) {
                let how = format!("mentorship {} runs again after its end", mentorship.id.0);
                found.push(broken(PROMISE, how, [mentorship.mentor, mentorship.mentee]));
            }
        }
        found
    }
}

/// The states that one step leads to.
fn next(state: PersonState) -> &'static [PersonState] {
    use PersonState as S;
    match state {
        S::Invited => &[S::Applied, S::Waiting, S::Active, S::Left, S::Suspended, S::Erased],
        S::Applied => &[S::Waiting, S::Active, S::Left, S::Suspended, S::Erased],
        S::Waiting => &[S::Applied, S::Active, S::Left, S::Suspended, S::Erased],
        S::Active => &[S::Paused, S::Suspended, S::Left, S::Erased],
        S::Paused => &[S::Active, S::Suspended, S::Left, S::Erased],
        S::Suspended => &[S::Active, S::Paused, S::Invited, S::Applied, S::Waiting, S::Left, S::Erased],
        S::Left => &[S::Invited, S::Applied, S::Waiting, S::Active, S::Suspended, S::Erased],
        S::Erased => &[],
    }
}

fn reachable(from: PersonState, to: PersonState, steps: usize) -> bool {
    next(from).iter().any(|state| *state == to || (steps > 1 && reachable(*state, to, (steps - 1).min(3))))
}

fn request_moved(before: &RequestStands, after: &RequestStands, open_again: bool, anew: bool) -> Option<Broken> {
    let legal = before.state == after.state
        || before.state == RequestState::Open
        || (open_again && after.state == RequestState::Open)
        || anew;
    let same = (before.mentor, before.mentee) == (after.mentor, after.mentee);
    let decided = (after.state == RequestState::Open) == after.decided_at.is_none();
    if legal && same && decided {
        return None;
    }
    let how = format!("request {} went from {:?} to {:?}", after.id.0, before.state, after.state);
    Some(broken(PROMISE, how, [after.mentor, after.mentee]))
}

/// No two open requests between the same two, none beside a mentorship of the two, and none beyond the limit.
fn twins(request: &RequestStands, known: &Known) -> Option<Broken> {
    if request.state != RequestState::Open || known.requests.contains_key(&request.id) {
        return None;
    }
    let pair = |mentor: PersonId, mentee: PersonId| (mentor, mentee) == (request.mentor, request.mentee);
    let open = |(id, r): (&RequestId, &RequestStands)| *id != request.id && r.state == RequestState::Open;
    let twice = known.requests.iter().any(|(id, r)| open((id, r)) && pair(r.mentor, r.mentee));
    let theirs = known.mentorships.values().any(|m| m.running && pair(m.mentor, m.mentee));
    let how = if twice {
        "is a second open one between the two"
    } else if theirs {
        "asks a mentor who is theirs already"
    } else {
        return None;
    };
    Some(broken(
        "no request beyond the limits",
        format!("request {} {how}", request.id.0),
        [request.mentor, request.mentee],
    ))
}
