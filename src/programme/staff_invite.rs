//! `INVITE` and `REMIND`: staff ask somebody to take part, and remind of what waits.

use jiff::Timestamp;

use super::change::Change;
use super::desk::Desk;
use super::draft::Draft;
use super::notice::Notice;
use super::on_request_due;
use super::person::{Care, Joining, Person, PersonId, PersonState, Profile, Role};
use super::question::{About, Question};
use super::request::{Request, RequestState};
use super::request_clock;
use super::staff_show::state_word;
use super::yearly_review;
use crate::mail::address::Address;

/// How many hours lie between two reminders at the least.
const HOURS_BETWEEN: i64 = 24;

/// Somebody new is invited; the invitation goes out by itself, as after an import.
pub(super) fn invite(
    desk: &mut Desk<'_>,
    staff: PersonId,
    role: Role,
    address: &Address,
    name: &str,
) -> Result<String, String> {
    let key = address.key();
    let known = desk.snapshot.addresses.iter().find(|(_, known)| *known == key).map(|(id, _)| *id);
    if let Some(person) = known.or_else(|| desk.newcomer_at(address)).and_then(|id| desk.person(id)) {
        let next = match person.state {
            PersonState::Invited => format!("; REMIND {} sends the invitation again", person.id.0),
            PersonState::Left | PersonState::Suspended | PersonState::Paused => {
                format!("; RESTORE {} lets them take part again", person.id.0)
            }
            _ => String::new(),
        };
        let shown = if person.name.is_empty() { address.to_string() } else { person.name.clone() };
        return Err(format!("{shown} is known already and is {}{next}.", state_word(person.state)));
    }
    let person = Person {
        id: PersonId(desk.number()),
        role,
        state: PersonState::Invited,
        name: name.to_owned(),
        address: address.clone(),
        profile: Profile::default(),
        joining: Joining { by_staff: true, ..Joining::default() },
        care: Care::default(),
        capacity: if role == Role::Mentor { desk.policy.rules.suggested_mentees } else { 0 },
        away_until: None,
        failures: 0,
        created_at: desk.now,
        due_at: Some(desk.now),
        version: 1,
    };
    desk.audit(Some(staff), "person.invited-by-staff", person.id.0);
    let id = person.id.0;
    desk.change(Change::NewPerson(person));
    let role = if role == Role::Mentor { "mentor" } else { "mentee" };
    Ok(format!("{address} is invited as a {role}, number {id}; the invitation is on its way."))
}

/// Reminds whoever this number waits for, not more than once a day.
pub(super) fn remind(desk: &mut Desk<'_>, staff: PersonId, number: i64) -> Result<String, String> {
    let request = desk.snapshot.requests.iter().chain(&desk.snapshot.request).find(|r| r.id.0 == number).cloned();
    if let Some(request) = request {
        return remind_of_request(desk, staff, &request);
    }
    match desk.person(PersonId(number)) {
        Some(person) if person.state == PersonState::Invited => remind_of_invitation(desk, staff, &person),
        Some(person) if review(desk, &person).is_some() => remind_of_review(desk, staff, &person),
        Some(person) => {
            let state = state_word(person.state);
            Err(format!("{} is {state}; nothing waits for them that REMIND could remind of.", person.name))
        }
        None => Err(format!("Nothing with the number {number} waits for anybody.")),
    }
}

fn remind_of_request(desk: &mut Desk<'_>, staff: PersonId, request: &Request) -> Result<String, String> {
    let id = request.id.0;
    if request.state != RequestState::Open {
        return Err(format!("Request {id} is decided already; nobody has been reminded."));
    }
    let asked = request_clock::answerer(request);
    let name = desk.name(asked);
    if desk.person(asked).is_none_or(|p| !matches!(p.state, PersonState::Active | PersonState::Paused)) {
        return Err(format!("{name} does not take part, and has not been reminded."));
    }
    not_today(desk, id)?;
    desk.audit(Some(staff), "request.reminded", id);
    let (reminded, key) =
        (request_clock::reminded_by_hand(request.clone(), &desk.policy.rules, desk.now), key(desk, id));
    on_request_due::send_reminder(desk, reminded, key);
    let whose = if asked == request.mentor {
        format!("of {}", desk.name(request.mentee))
    } else {
        format!("to {}", desk.name(request.mentor))
    };
    Ok(format!("{name} has been reminded of the request {whose}."))
}

/// The yearly review that somebody has not answered.
fn review(desk: &Desk<'_>, person: &Person) -> Option<Question> {
    let open = |q: &&Question| q.asked == person.id && q.open() && matches!(q.about, About::Review(_));
    desk.snapshot.questions.iter().find(open).cloned()
}

fn remind_of_review(desk: &mut Desk<'_>, staff: PersonId, person: &Person) -> Result<String, String> {
    let id = person.id.0;
    not_today(desk, id)?;
    if let Some(question) = review(desk, person) {
        yearly_review::remind(desk, &question, person, false);
    }
    desk.audit(Some(staff), "person.review-reminded", id);
    Ok(format!("{} has been asked for the yearly review again.", person.name))
}

fn remind_of_invitation(desk: &mut Desk<'_>, staff: PersonId, person: &Person) -> Result<String, String> {
    let id = person.id.0;
    not_today(desk, id)?;
    let letter = Draft::new(person.id, Notice::Invitation { mentor: person.role == Role::Mentor, reminder: true });
    desk.post(letter.once(key(desk, id)));
    desk.audit(Some(staff), "person.reminded", id);
    Ok(format!(
        "{} has been sent the invitation again.",
        if person.name.is_empty() { person.address.as_str() } else { &person.name }
    ))
}

fn key(desk: &Desk<'_>, number: i64) -> String {
    let day = desk.now.to_zoned_datetime(desk.policy.timezone.clone()).date();
    format!("staff-reminder/{number}/{day}")
}

/// A reminder by the clock counts as well: what matters is how often somebody hears it.
fn not_today(desk: &Desk<'_>, number: i64) -> Result<(), String> {
    let recent = |at: &Timestamp| (desk.now.as_second() - at.as_second()) < HOURS_BETWEEN * 3600;
    let reminded = desk.snapshot.reminded.get(&number).is_some_and(recent);
    if reminded || desk.audited(&["request.reminded", "person.reminded", "person.review-reminded"], number) {
        return Err("They have been reminded in the last 24 hours already; nothing has been sent.".to_owned());
    }
    Ok(())
}
