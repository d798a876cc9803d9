//! What staff are shown when they ask: people, cases and requests, a line each.

use super::case::Case;
use super::desk::Desk;
use super::directory::words;
use super::person::{Person, PersonId, PersonState, Role};

/// How many people a search names.
const MOST_PEOPLE: usize = 20;

/// The case of this number, as far as the snapshot knows it.
pub(super) fn find_case(desk: &Desk<'_>, number: i64) -> Option<Case> {
    let snapshot = desk.snapshot;
    let listed = snapshot.digest.iter().flat_map(|digest| digest.cases.iter());
    let mut all = snapshot.case.iter().chain(&snapshot.cases).chain(listed);
    all.find(|case| case.id.0 == number).cloned()
}

/// A state, as it stands in a sentence.
pub(super) fn state_word(state: PersonState) -> &'static str {
    match state {
        PersonState::Invited => "invited",
        PersonState::Applied => "an applicant",
        PersonState::Waiting => "waiting for the next recruitment",
        PersonState::Active => "active",
        PersonState::Paused => "pausing",
        PersonState::Suspended => "suspended",
        PersonState::Left => "no longer taking part",
        PersonState::Erased => "erased",
    }
}

/// A person on one line.
fn person_line(desk: &Desk<'_>, person: &Person) -> String {
    let role = match person.role {
        Role::Mentor => "mentor",
        Role::Mentee => "mentee",
        Role::Staff(_) => "staff",
    };
    let load = desk.snapshot.directory.iter().find(|entry| entry.person.id == person.id);
    let load = load.map_or(String::new(), |e| {
        format!(", {} of {} mentees, {} requests open", e.running, e.person.capacity, e.open)
    });
    let failing = if person.failures > 0 { ", mail to them fails" } else { "" };
    format!("{} {} ({role}, {}{load}{failing}), {}", person.id.0, person.name, state_word(person.state), person.address)
}

/// Whatever has this number; people, where it is none.
pub(super) fn show(desk: &Desk<'_>, what: &str) -> Result<String, String> {
    let digits = what.trim_start_matches(['M', 'm', '#']);
    let Ok(number) = digits.parse::<i64>() else { return people(desk, what) };
    if let Some(person) = desk.person(PersonId(number)) {
        return Ok(person_line(desk, &person));
    }
    if let Some(case) = find_case(desk, number) {
        let state = if case.closed_at.is_some() { "closed" } else { "open" };
        let days = desk.days_since(case.opened_at);
        return Ok(format!("Case {number} of {}, opened {days} days ago, {state}.", desk.name(case.person)));
    }
    let snapshot = desk.snapshot;
    let expiring = snapshot.digest.iter().flat_map(|digest| digest.expiring.iter());
    match snapshot.request.iter().chain(&snapshot.requests).chain(expiring).find(|r| r.id.0 == number) {
        Some(r) => {
            let days = desk.days_since(r.asked_at);
            let (mentee, mentor) = (desk.name(r.mentee), desk.name(r.mentor));
            Ok(format!("Request {number} of {mentee} to {mentor}, asked {days} days ago: {:?}.", r.state))
        }
        None => Err(format!("Nothing that I can show has the number {number}.")),
    }
}

/// The people whom all these words fit.
pub(super) fn people(desk: &Desk<'_>, query: &str) -> Result<String, String> {
    let wanted = words(query);
    let listed = desk.snapshot.directory.iter().map(|entry| &entry.person);
    let mut all: Vec<&Person> = desk.snapshot.people.values().chain(listed).collect();
    all.sort_by_key(|person| person.id);
    all.dedup_by_key(|person| person.id);
    let found: Vec<_> = all.into_iter().filter(|person| fits(person, &wanted)).collect();
    if found.is_empty() {
        return Err("Nobody fits these words.".to_owned());
    }
    let shown: Vec<_> = found.iter().take(MOST_PEOPLE).map(|person| person_line(desk, person)).collect();
    let more = match found.len().saturating_sub(MOST_PEOPLE) {
        0 => String::new(),
        more => format!(" … and {more} more."),
    };
    Ok(format!("{}{more}", shown.join("; ")))
}

fn fits(person: &Person, wanted: &[String]) -> bool {
    let p = &person.profile;
    let text = [&p.course, &p.job, &p.help, &p.moves, &p.aims].map(String::as_str).join(" ");
    let text = format!("{} {} {text}", person.name, person.address).to_lowercase();
    wanted.iter().all(|word| text.contains(word.as_str()))
}
