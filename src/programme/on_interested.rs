//! `INTERESTED M17`: a mentee asks a mentor.

use super::acting::Acting;
use super::attachments;
use super::change::Change;
use super::command::Command;
use super::conversation::Topic;
use super::desk::Desk;
use super::directory::{full, one_line};
use super::discreet::discreet;
use super::draft::Draft;
use super::guard::limited;
use super::held_words;
use super::notice::Notice;
use super::on_command::{already, not_allowed};
use super::on_directory::unknown;
use super::outcome::{Disposition, Outcome};
use super::person::{Person, PersonId, PersonState};
use super::request::{Request, RequestId, RequestState};
use super::request_clock;
use super::snapshot::MentorEntry;

/// Sends a request, asks for the message it lacks, or says why it cannot be sent.
pub(super) fn decide(mut desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command, message: &str) -> Outcome {
    let id = command.mentor().unwrap_or(PersonId(0));
    let Some(entry) = desk.snapshot.directory.iter().find(|entry| entry.person.id == id) else {
        return unknown(desk, acting, id);
    };
    let mentor = &entry.person;
    if desk.snapshot.requests.iter().any(|r| r.mentor == id && r.state == RequestState::Open) {
        let what = format!("Your request to {} is on its way already; they have not decided yet.", mentor.name);
        return already(desk, acting, what);
    }
    if let Some((why, next)) = obstacle(&desk, &acting.person, entry) {
        return not_allowed(desk, acting, &why, next);
    }
    if message.is_empty() {
        let notice = Notice::MessageWanted { mentor: id.to_string(), mentor_name: mentor.name.clone() };
        desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
        return limited(desk, acting.mail, Disposition::Answered("message-wanted"));
    }
    if held_words::must_wait(&desk, acting, id, message) {
        return held_words::wait(desk, acting, id, message);
    }
    send(desk, acting, entry, message)
}

/// Why this mentee cannot ask this mentor now, and what they can do.
fn obstacle(desk: &Desk<'_>, mentee: &Person, entry: &MentorEntry) -> Option<(String, &'static str)> {
    let others = "Write MENTORS to see who else fits.";
    let rules = &desk.policy.rules;
    let mentor = &entry.person;
    let theirs = |r: &&Request| r.mentor == mentor.id;
    let open = desk.snapshot.requests.iter().filter(|r| r.mentee == mentee.id && r.state == RequestState::Open).count();
    let declined = desk.snapshot.requests.iter().filter(theirs).filter(|r| r.state == RequestState::Declined);
    let last_no = declined.filter_map(|r| r.decided_at).max();
    if mentee.state == PersonState::Paused {
        Some(("You are pausing at the moment.".to_owned(), "Write RESUME first, then ask again."))
    } else if desk.snapshot.mentorships.iter().any(|m| m.mentor == mentor.id && m.mentee == mentee.id && m.running()) {
        let why = format!("{} is your mentor already.", mentor.name);
        Some((why, "Answer any mail of your conversation to write to them."))
    } else if open >= usize::try_from(rules.open_requests).unwrap_or(usize::MAX) {
        let why = format!("You have {open} requests open, and {} at a time is the limit.", rules.open_requests);
        Some((why, "Wait for an answer, or write WITHDRAW in answer to one of them to take it back."))
    } else if last_no.is_some_and(|at| desk.now < Desk::days_after(at, rules.ask_again_days)) {
        let why = format!(
            "{} said no to you not long ago; a mentor can be asked again after {} days.",
            mentor.name, rules.ask_again_days
        );
        Some((why, others))
    } else if mentor.state != PersonState::Active || mentor.failures >= rules.failures {
        Some((format!("{} cannot take requests at the moment.", mentor.name), others))
    } else if full(entry) {
        Some((format!("{} has as many mentees as they can take at the moment.", mentor.name), others))
    } else {
        None
    }
}

fn send(mut desk: Desk<'_>, acting: &Acting<'_, '_>, entry: &MentorEntry, message: &str) -> Outcome {
    let (mentee, mentor) = (&acting.person, &entry.person);
    let id = RequestId(desk.number());
    let conversation = desk.new_conversation(Topic::Pair(id), &acting.mail.inbound.subject);
    let request = Request {
        id,
        mentee: mentee.id,
        mentor: mentor.id,
        conversation,
        state: RequestState::Open,
        message: message.to_owned(),
        asked_at: desk.now,
        moved_at: desk.now,
        asked_back: false,
        reminders: 0,
        reminded_at: None,
        stopped_at: None,
        decided_at: None,
        due_at: None,
        version: 0,
    };
    let request = request_clock::wound(request, mentee, mentor, &desk.policy.rules, desk.now);
    desk.change(Change::NewRequest(request));
    desk.audit(Some(mentee.id), "request.asked", id.0);
    let asked = desk.entry(conversation, Some((acting.mail, mentee.id)));
    let (files, notes) = attachments::of(&mut desk, acting, &mentor.name);
    let notice = asking(&desk, mentee, entry, (message, notes));
    let letter = Draft::new(mentor.id, notice).with(None, files);
    desk.post(letter.in_conversation(conversation).entry(asked));
    let days = desk.policy.rules.expiry_days;
    let sent = Notice::RequestSent { mentor: mentor.id.to_string(), mentor_name: mentor.name.clone(), days };
    let told = desk.entry(conversation, None);
    desk.post(Draft::new(mentee.id, sent).in_conversation(conversation).entry(told).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("request.asked"))
}

/// What the mentor is told.
fn asking(desk: &Desk<'_>, mentee: &Person, entry: &MentorEntry, (message, notes): (&str, Vec<String>)) -> Notice {
    let p = &mentee.profile;
    let graduation = if p.graduation.is_empty() { String::new() } else { format!("graduates {}", p.graduation) };
    let studies = [p.course.clone(), p.year.clone(), graduation];
    let studies: Vec<_> =
        studies.iter().map(|part| one_line(&discreet(part))).filter(|part| !part.is_empty()).collect();
    Notice::Request {
        mentee_name: mentee.name.clone(),
        studies: studies.join(", "),
        aims: discreet(&p.aims),
        help: discreet(&p.help),
        words: message.to_owned(),
        notes,
        running: entry.running,
        suggested: desk.policy.rules.suggested_mentees,
        capacity: entry.person.capacity,
        days: desk.policy.rules.expiry_days,
    }
}
