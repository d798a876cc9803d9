//! A moment came that some rule waited for.

use super::desk::Desk;
use super::draft::Draft;
use super::event::Due;
use super::notice::Notice;
use super::on_answer;
use super::on_digest;
use super::on_directory::suggestions;
use super::on_mentorship_due;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonState};
use super::request::{OpenRequest, Request};
use super::{person_clock, request_clock};

/// Decides what is due. Every answer puts the row's next moment later, so that nothing is due twice.
pub(super) fn decide(desk: Desk<'_>, due: Due) -> Outcome {
    match due {
        Due::Request(id) => match desk.snapshot.request.clone().filter(|request| request.id == id) {
            Some(request) => request_due(desk, request),
            None => nothing(desk),
        },
        Due::Mentorship(id) => match desk.snapshot.mentorship.clone().filter(|mentorship| mentorship.id == id) {
            Some(mentorship) => on_mentorship_due::decide(desk, mentorship),
            None => nothing(desk),
        },
        Due::Person(id) => person_clock::decide(desk, id),
        Due::Question(id) => match desk.snapshot.question.clone().filter(|question| question.id == id) {
            Some(question) => on_answer::due(desk, question),
            None => nothing(desk),
        },
        Due::Digest(period) => on_digest::decide(desk, period),
    }
}

fn nothing(desk: Desk<'_>) -> Outcome {
    desk.close(Disposition::Ignored(Ignored::NothingDue))
}

fn request_due(mut desk: Desk<'_>, request: Request) -> Outcome {
    let Some(open) = request.open() else {
        if request.due_at.is_some() {
            desk.put_request(Request { due_at: None, ..request });
        }
        return nothing(desk);
    };
    let mentor = desk.person(request.mentor);
    let away = mentor.as_ref().and_then(|person| person.away_until);
    let rules = &desk.policy.rules;
    let can_answer = |person: Option<&Person>| {
        person.is_some_and(|p| !matches!(p.state, PersonState::Suspended | PersonState::Left | PersonState::Erased))
    };
    let hopeless = !can_answer(mentor.as_ref()) || !can_answer(desk.person(request.mentee).as_ref());
    if hopeless || request_clock::expiry(&request, away, rules) <= desk.now {
        return expire(desk, request, open);
    }
    let due = request_clock::reminders_due(&request, away, rules, desk.now);
    let next = request_clock::next(&request, away, rules, desk.now);
    if due <= request.reminders {
        if request.due_at != Some(next) {
            desk.put_request(Request { due_at: Some(next), ..request });
        }
        return nothing(desk);
    }
    remind(&mut desk, &request, request_clock::expiry(&request, away, rules));
    desk.audit(None, "request.reminded", request.id.0);
    // After a longer silence of ours several reminders are due at once: one is sent for all.
    desk.put_request(Request { reminders: due, due_at: Some(next), ..request });
    desk.close(Disposition::Done("request.reminded"))
}

fn remind(desk: &mut Desk<'_>, request: &Request, expiry: jiff::Timestamp) {
    let left = expiry.as_second().saturating_sub(desk.now.as_second());
    let notice = Notice::RequestReminder {
        mentee_name: desk.name(request.mentee),
        waited: desk.days_since(request.asked_at),
        days: left.div_euclid(86_400) + i64::from(left.rem_euclid(86_400) > 0),
        words: request.message.clone(),
    };
    let entry = desk.entry(request.conversation, None);
    let letter = Draft::new(request.mentor, notice).in_conversation(request.conversation).entry(entry);
    desk.post(letter.once(format!("request-reminder/{}/{}", request.id.0, request.reminders)));
}

fn expire(mut desk: Desk<'_>, request: Request, open: OpenRequest) -> Outcome {
    let now = desk.now;
    desk.put_request(open.expire(now));
    desk.audit(None, "request.expired", request.id.0);
    let entry = desk.entry(request.conversation, None);
    for (to, other) in [(request.mentee, request.mentor), (request.mentor, request.mentee)] {
        let Some(person) = desk.person(to) else { continue };
        if matches!(person.state, PersonState::Suspended | PersonState::Left) {
            continue;
        }
        let to_mentor = to == request.mentor;
        let others = if to_mentor { Vec::new() } else { suggestions(&desk, &person, other) };
        let notice = Notice::RequestExpired { to_mentor, other_name: desk.name(other), suggestions: others };
        let key = format!("request-expired/{}/{}", request.id.0, to.0);
        let letter = Draft::new(to, notice).in_conversation(request.conversation).entry(entry);
        desk.post(letter.once(key));
    }
    desk.close(Disposition::Done("request.expired"))
}
