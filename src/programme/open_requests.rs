//! What becomes of somebody's open requests when they pause, resume or go, and when a mentor has no more room.
//!
//! Nobody has to call this for a change of state: [`Desk::close`] does so for everyone whose state a decision has changed. What
//! it cannot reach, since the snapshot did not hold it, the clock of the request finds when it is next due.

use super::change::Change;
use super::desk::Desk;
use super::draft::Draft;
use super::notice::{MentorLine, Notice};
use super::on_directory::suggestions;
use super::person::{Person, PersonId, PersonState};
use super::request::{Request, RequestState};
use super::request_clock;

/// Does what the open requests of a person need, now that their state is another.
pub(super) fn follow(desk: &mut Desk<'_>, person: &Person) {
    for request in of(desk, person.id) {
        if person.state.is_gone() {
            close(desk, request);
        } else if person.state == PersonState::Paused {
            stop(desk, request);
        } else if request.stopped_at.is_some() {
            go_on(desk, request);
        }
    }
}

/// A mentor has as many mentees as they want from now on: whoever still waits is told, so that they need not wait in vain.
/// Their requests stay open, as the limit is the mentor's own to exceed. Gives the names of those who wait.
pub(super) fn full(desk: &mut Desk<'_>, mentor: &Person) -> Vec<String> {
    let mut names = Vec::new();
    for request in of(desk, mentor.id).into_iter().filter(|request| request.mentor == mentor.id) {
        names.push(desk.name(request.mentee));
        tell_waiting(desk, &request, request.mentee, true);
    }
    names
}

/// The open requests of a person, as this decision has left them so far.
fn of(desk: &Desk<'_>, person: PersonId) -> Vec<Request> {
    let known = desk.snapshot.requests.iter().chain(&desk.snapshot.request);
    let mut found: Vec<Request> = Vec::new();
    for request in known.filter(|r| [r.mentee, r.mentor].contains(&person)) {
        let request = desk.request(request.id).unwrap_or_else(|| request.clone());
        if request.state == RequestState::Open && found.iter().all(|other| other.id != request.id) {
            found.push(request);
        }
    }
    found
}

/// One of the two is gone: the request ends, and the other one is told.
pub(super) fn close(desk: &mut Desk<'_>, request: Request) {
    let Some(open) = request.open() else { return };
    desk.put_request(open.close(desk.now));
    desk.audit(None, "request.closed", request.id.0);
    for (to, other) in [(request.mentee, request.mentor), (request.mentor, request.mentee)] {
        let reader = desk.person(to).is_some_and(|person| !person.state.is_gone());
        if !reader || desk.person(other).is_some_and(|person| !person.state.is_gone()) {
            continue;
        }
        let (to_mentor, suggestions) = shown(desk, &request, to);
        let notice = Notice::RequestClosed { to_mentor, other_name: desk.name(other), suggestions };
        let letter = Draft::new(to, notice).in_conversation(request.conversation);
        desk.post(letter.once(format!("request-closed/{}/{}", request.id.0, to.0)));
    }
}

/// One of the two pauses: the clock stands still, and the other one is told.
pub(super) fn stop(desk: &mut Desk<'_>, request: Request) {
    if request.stopped_at.is_some() {
        return;
    }
    let stopped = Request { stopped_at: Some(desk.now), ..request };
    for (to, other) in [(stopped.mentee, stopped.mentor), (stopped.mentor, stopped.mentee)] {
        if desk.person(other).is_some_and(|person| person.state == PersonState::Paused) {
            tell_waiting(desk, &stopped, to, false);
        }
    }
    wind(desk, stopped);
}

/// Nobody pauses any more: the clock goes on where it stood.
pub(super) fn go_on(desk: &mut Desk<'_>, request: Request) {
    let Some(stopped) = request.stopped_at else { return };
    let pausing = |id| desk.person(id).is_some_and(|person| person.state == PersonState::Paused);
    if pausing(request.mentee) || pausing(request.mentor) {
        return;
    }
    let stood = desk.now.duration_since(stopped);
    let later = |at: jiff::Timestamp| at.checked_add(stood).unwrap_or(at);
    let moved_at = later(request.moved_at);
    wind(desk, Request { moved_at, reminded_at: request.reminded_at.map(later), stopped_at: None, ..request });
}

/// Puts the request down with its next moment.
pub(super) fn wind(desk: &mut Desk<'_>, request: Request) {
    let (Some(mentee), Some(mentor)) = (desk.person(request.mentee), desk.person(request.mentor)) else { return };
    let request = request_clock::wound(request, &mentee, &mentor, &desk.policy.rules, desk.now);
    desk.change(Change::Request(request));
}

/// Tells one of the two that the other is in no position to answer, or to be answered, for now.
fn tell_waiting(desk: &mut Desk<'_>, request: &Request, to: PersonId, full: bool) {
    if !desk.person(to).is_some_and(|person| !person.state.is_gone() && person.state != PersonState::Paused) {
        return;
    }
    let (to_mentor, suggestions) = shown(desk, request, to);
    let other = if to_mentor { request.mentee } else { request.mentor };
    let days = desk.policy.rules.expiry_days;
    let notice = Notice::RequestWaits { to_mentor, other_name: desk.name(other), full, days, suggestions };
    let since = request.stopped_at.map_or(0, jiff::Timestamp::as_second);
    let key = format!("request-waits/{}/{}/{since}", request.id.0, to.0);
    desk.post(Draft::new(to, notice).in_conversation(request.conversation).once(key));
}

/// Is this reader the mentor, and whom else is the mentee shown?
fn shown(desk: &Desk<'_>, request: &Request, to: PersonId) -> (bool, Vec<MentorLine>) {
    match desk.person(request.mentee).filter(|mentee| mentee.id == to) {
        Some(mentee) => (false, suggestions(desk, &mentee, request.mentor)),
        None => (true, Vec::new()),
    }
}
