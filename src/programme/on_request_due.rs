//! A request has fallen due: a reminder, its end, or its clock stopped and started.

use super::desk::Desk;
use super::draft::Draft;
use super::notice::Notice;
use super::on_directory::suggestions;
use super::open_requests;
use super::outcome::{Disposition, Ignored, Outcome};
use super::request::{OpenRequest, Request};
use super::request_clock::{self, Clock, Wants};

/// Does what its clock wants; every answer puts its next moment later.
pub(super) fn decide(mut desk: Desk<'_>, request: Request) -> Outcome {
    let Some(open) = request.open() else {
        if request.due_at.is_some() {
            desk.put_request(Request { due_at: None, ..request });
        }
        return nothing(desk);
    };
    let people = (desk.person(request.mentee), desk.person(request.mentor));
    let (Some(mentee), Some(mentor)) = people else {
        open_requests::close(&mut desk, request);
        return desk.close(Disposition::Done("request.closed"));
    };
    if mentee.state.is_gone() || mentor.state.is_gone() {
        open_requests::close(&mut desk, request);
        return desk.close(Disposition::Done("request.closed"));
    }
    let clock = Clock { request: &request, mentee: &mentee, mentor: &mentor, rules: &desk.policy.rules };
    match clock.wants(desk.now) {
        Wants::Nothing(at) => {
            if request.due_at != Some(at) {
                desk.put_request(Request { due_at: Some(at), ..request });
            }
            nothing(desk)
        }
        Wants::Stop => {
            open_requests::stop(&mut desk, request);
            desk.close(Disposition::Done("request.stopped"))
        }
        Wants::GoOn => {
            open_requests::go_on(&mut desk, request);
            desk.close(Disposition::Done("request.goes-on"))
        }
        Wants::Reminder(reminders) => remind(desk, request, reminders),
        Wants::Expiry | Wants::GiveUp => expire(desk, request, open),
    }
}

/// One reminder, for all that were due; after a longer silence of ours that may be several.
fn remind(mut desk: Desk<'_>, request: Request, reminders: u32) -> Outcome {
    let key = format!("request-reminder/{}/{}/{}", request.id.0, request.moved_at.as_second(), request.reminders);
    desk.audit(None, "request.reminded", request.id.0);
    let reminded = Request { reminders, reminded_at: Some(desk.now), ..request };
    send_reminder(&mut desk, reminded, key);
    desk.close(Disposition::Done("request.reminded"))
}

/// Reminds whoever has to answer, at most once under this key.
pub(super) fn send_reminder(desk: &mut Desk<'_>, reminded: Request, key: String) {
    let to = request_clock::answerer(&reminded);
    let to_mentor = to == reminded.mentor;
    let expiry = match (desk.person(reminded.mentee), desk.person(reminded.mentor)) {
        (Some(mentee), Some(mentor)) => {
            Clock { request: &reminded, mentee: &mentee, mentor: &mentor, rules: &desk.policy.rules }.expiry()
        }
        _ => desk.now,
    };
    let left = expiry.as_second().saturating_sub(desk.now.as_second());
    let notice = Notice::RequestReminder {
        to_mentor,
        other_name: desk.name(if to_mentor { reminded.mentee } else { reminded.mentor }),
        waited: desk.days_since(if to_mentor { reminded.asked_at } else { reminded.moved_at }),
        days: left.div_euclid(86_400) + i64::from(left.rem_euclid(86_400) > 0),
        words: if to_mentor { reminded.message.clone() } else { String::new() },
    };
    let entry = desk.entry(reminded.conversation, None);
    desk.post(Draft::new(to, notice).in_conversation(reminded.conversation).entry(entry).once(key));
    open_requests::wind(desk, reminded);
}

fn expire(mut desk: Desk<'_>, request: Request, open: OpenRequest) -> Outcome {
    let now = desk.now;
    desk.put_request(open.expire(now));
    desk.audit(None, "request.expired", request.id.0);
    let entry = desk.entry(request.conversation, None);
    for (to, other) in [(request.mentee, request.mentor), (request.mentor, request.mentee)] {
        let Some(person) = desk.person(to) else { continue };
        let to_mentor = to == request.mentor;
        let others = if to_mentor { Vec::new() } else { suggestions(&desk, &person, other) };
        let (other_name, asked_back) = (desk.name(other), request.asked_back);
        let notice = Notice::RequestExpired { to_mentor, other_name, asked_back, suggestions: others };
        let key = format!("request-expired/{}/{}", request.id.0, to.0);
        let letter = Draft::new(to, notice).in_conversation(request.conversation).entry(entry);
        desk.post(letter.once(key));
    }
    desk.close(Disposition::Done("request.expired"))
}

fn nothing(desk: Desk<'_>) -> Outcome {
    desk.close(Disposition::Ignored(Ignored::NothingDue))
}
