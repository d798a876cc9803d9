//! What staff are shown when they ask: people, cases, requests and mentorships. Each look at a person is on the record.

use super::acting::Acting;
use super::case::Case;
use super::desk::Desk;
use super::directory::words;
use super::draft::Draft;
use super::guard::beginning;
use super::on_case::case_notice;
use super::person::{Person, PersonId, PersonState, Role};
use super::snapshot::Unplaced;
use super::staff_command::reference;

/// How many people a search names.
const MOST_PEOPLE: usize = 20;
/// How many requests and mentorships of a person are listed.
const MOST_ROWS: usize = 10;

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
    let failing = if person.failures >= desk.policy.rules.failures { ", mail to them fails" } else { "" };
    format!("{} {} ({role}, {}{load}{failing}), {}", person.id.0, person.name, state_word(person.state), person.address)
}

/// Whatever has this number; people, where it is none.
pub(super) fn show(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, what: &str) -> Result<String, String> {
    let Some(number) = reference(what) else { return people(desk, acting.person.id, what) };
    if let Some(person) = desk.person(PersonId(number)) {
        desk.audit(Some(acting.person.id), "person.shown", number);
        return Ok(whole_person(desk, &person));
    }
    if let Some(case) = find_case(desk, number) {
        desk.audit(Some(acting.person.id), "case.shown", number);
        return Ok(show_case(desk, acting, &case));
    }
    let snapshot = desk.snapshot;
    if let Some(m) = snapshot.mentorships.iter().find(|m| m.id.0 == number) {
        let line = mentorship_line(desk, m);
        desk.audit(Some(acting.person.id), "mentorship.shown", number);
        return Ok(line);
    }
    match snapshot.request.iter().chain(&snapshot.requests).find(|r| r.id.0 == number) {
        Some(request) => {
            let line = request_line(desk, request);
            desk.audit(Some(acting.person.id), "request.shown", number);
            Ok(line)
        }
        None => match snapshot.unplaced.iter().find(|mail| mail.id.0 == number) {
            Some(mail) => {
                desk.audit(Some(acting.person.id), "mail.shown", number);
                Ok(unplaced(mail))
            }
            None => Err(format!("Nothing that I can show has the number {number}.")),
        },
    }
}

/// A mail that could not be handled, as its bytes have it: reading it is what failed.
fn unplaced(mail: &Unplaced) -> String {
    let number = mail.id.0;
    let said = format!("Mail {number} could not be handled: {}.", mail.reason.trim_end_matches('.'));
    if mail.head.is_empty() {
        return format!("{said} It was too long ago: nothing of it is kept any more.");
    }
    let text = String::from_utf8_lossy(&mail.head).replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    let plain = |c: &char| !c.is_control() || *c == '\n';
    let text: String = text.chars().filter(plain).filter(|c| *c != '\u{fffd}').collect();
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let wanted = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default().to_lowercase();
        ["from", "to", "date", "subject"].contains(&name.as_str())
    };
    let fields: Vec<_> = head.lines().filter(wanted).take(8).map(|line| beginning(line, 200)).collect();
    let body = beginning(body.trim(), 600);
    format!("{said} It begins so:\n{}\n\n{body}\n\nmentorpost inbox show {number} has the whole.", fields.join("\n"))
}

/// All that staff may want to know of somebody: the line, the profile, what runs.
fn whole_person(desk: &Desk<'_>, person: &Person) -> String {
    let mut lines = vec![person_line(desk, person)];
    let p = &person.profile;
    let fields = [
        ("Course", &p.course),
        ("Year", &p.year),
        ("Graduation", &p.graduation),
        ("Job", &p.job),
        ("Job history", &p.history),
        ("Strengths", &p.strengths),
        ("Moves", &p.moves),
        ("Help", &p.help),
        ("Aims", &p.aims),
        ("Languages", &p.languages),
    ];
    let filled = fields.into_iter().filter(|(_, value)| !value.is_empty());
    lines.extend(filled.map(|(label, value)| format!("{label}: {value}")));
    let of = |ids: [PersonId; 2]| ids.contains(&person.id);
    let mentorships = desk.snapshot.mentorships.iter().filter(|m| of([m.mentor, m.mentee]));
    lines.extend(mentorships.take(MOST_ROWS).map(|m| mentorship_line(desk, m)));
    let requests = desk.snapshot.requests.iter().filter(|r| of([r.mentor, r.mentee]));
    lines.extend(requests.take(MOST_ROWS).map(|r| request_line(desk, r)));
    lines.join("\n")
}

fn mentorship_line(desk: &Desk<'_>, m: &super::mentorship::Mentorship) -> String {
    let (mentee, mentor) = (desk.name(m.mentee), desk.name(m.mentor));
    let days = desk.days_since(m.began_at);
    let state = match &m.ended {
        Some(ended) => format!("ended {} days ago", desk.days_since(ended.at)),
        None => "running".to_owned(),
    };
    let last = [m.mentor_wrote_at, m.mentee_wrote_at].into_iter().flatten().max();
    let last =
        last.map_or_else(|| "no word yet".to_owned(), |at| format!("last word {} days ago", desk.days_since(at)));
    format!("Mentorship {} of {mentee} with {mentor}: began {days} days ago, {state}, {last}.", m.id.0)
}

fn request_line(desk: &Desk<'_>, r: &super::request::Request) -> String {
    let days = desk.days_since(r.asked_at);
    let (mentee, mentor) = (desk.name(r.mentee), desk.name(r.mentor));
    let state = format!("{:?}", r.state).to_lowercase();
    format!("Request {} of {mentee} to {mentor}: asked {days} days ago, {state}.", r.id.0)
}

/// The case's mail once more, so that it can be answered.
fn show_case(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, case: &Case) -> String {
    let state = if case.closed_at.is_some() { "closed" } else { "open" };
    let (name, days) = (desk.name(case.person), desk.days_since(case.opened_at));
    let notice = case_notice(desk, case, &case.words, Vec::new());
    let letter = Draft::new(acting.person.id, notice).in_conversation(case.conversation);
    desk.post(letter.answering(acting.mail));
    format!(
        "Case {} of {name}, opened {days} days ago, {state}. It comes in a mail of its own, to be answered.",
        case.id.0
    )
}

/// The people whom all these words fit.
pub(super) fn people(desk: &mut Desk<'_>, staff: PersonId, query: &str) -> Result<String, String> {
    let wanted = words(query);
    let snapshot = desk.snapshot;
    let listed = snapshot.directory.iter().map(|entry| &*entry.person);
    let mut all: Vec<&Person> = snapshot.everybody.iter().chain(snapshot.people.values()).chain(listed).collect();
    all.sort_by_key(|person| person.id);
    all.dedup_by_key(|person| person.id);
    let found: Vec<_> = all.into_iter().filter(|person| fits(person, &wanted)).collect();
    if found.is_empty() {
        return Err("Nobody fits these words.".to_owned());
    }
    let mut shown = Vec::new();
    for person in found.iter().take(MOST_PEOPLE) {
        desk.audit(Some(staff), "person.listed", person.id.0);
        shown.push(person_line(desk, person));
    }
    if found.len() > MOST_PEOPLE {
        shown.push(format!("… and {} more; one more word narrows it.", found.len() - MOST_PEOPLE));
    }
    Ok(shown.join("\n"))
}

fn fits(person: &Person, wanted: &[String]) -> bool {
    let p = &person.profile;
    let text = [&p.course, &p.job, &p.help, &p.moves, &p.aims].map(String::as_str).join(" ");
    let text = format!("{} {} {text} {}", person.name, person.address, state_word(person.state)).to_lowercase();
    person.state != PersonState::Erased && wanted.iter().all(|word| text.contains(word.as_str()))
}
