//! `EXPORT`: everybody, every request and every mentorship, as tables for a spreadsheet; for staff alone.

use jiff::Timestamp;

use super::acting::Acting;
use super::desk::Desk;
use super::draft::Draft;
use super::notice::Notice;
use super::person::{Person, PersonId, PersonState, Role};
use super::request::Request;
use super::sheet::Sheet;
use super::snapshot::ExportFacts;
use super::staff_show::state_word;

/// The columns of an import come first, so that a list that was exported can be mended and imported again.
const PEOPLE: &[&str] = &[
    "role",
    "name",
    "email",
    "course",
    "job",
    "history",
    "strengths",
    "moves",
    "help",
    "languages",
    "limit",
    "year",
    "graduation",
    "aims",
    "number",
    "state",
    "first heard of",
    "mail to them fails",
];
const REQUESTS: &[&str] =
    &["number", "mentee number", "mentee", "mentor number", "mentor", "state", "asked", "reminders", "decided"];
const MENTORSHIPS: &[&str] = &[
    "number",
    "mentee number",
    "mentee",
    "mentor number",
    "mentor",
    "began",
    "ended",
    "reason",
    "mentor wrote",
    "mentee wrote",
];

/// Sends the tables to the one who asks.
pub(super) fn send(desk: &mut Desk<'_>, acting: &Acting<'_, '_>) -> Result<String, String> {
    let Some(facts) = desk.snapshot.export.clone() else {
        return Err("The tables could not be made; please send EXPORT in a mail of its own.".to_owned());
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let notice = Notice::Export {
        people: count(facts.people.len()),
        requests: count(facts.requests.len()),
        mentorships: count(facts.mentorships.len()),
    };
    let day = desk.now.to_zoned_datetime(desk.policy.timezone.clone()).date();
    let files = vec![
        people(desk, &facts).into_file(&format!("people-{day}.csv")),
        requests(desk, &facts).into_file(&format!("requests-{day}.csv")),
        mentorships(desk, &facts).into_file(&format!("mentorships-{day}.csv")),
    ];
    if files.iter().map(|file| file.bytes.len()).sum::<usize>() > desk.policy.max_attachments {
        return Err("The tables are larger than a mail may be (max_attachments_mib in the settings).".to_owned());
    }
    desk.audit(Some(acting.person.id), "people.exported", acting.person.id.0);
    desk.post(Draft::new(acting.person.id, notice).with(None, files).answering(acting.mail));
    Ok("The tables come in a mail of their own. They hold personal data: keep them no longer than you need.".to_owned())
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Mentor => "mentor",
        Role::Mentee => "mentee",
        Role::Staff(_) => "staff",
    }
}

fn day(desk: &Desk<'_>, at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| {
        at.to_zoned_datetime(desk.policy.timezone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    })
}

fn people(desk: &Desk<'_>, facts: &ExportFacts) -> Sheet {
    let mut sheet = Sheet::new(PEOPLE);
    let taking_part = |person: &&Person| person.state != PersonState::Erased && !matches!(person.role, Role::Staff(_));
    for person in facts.people.iter().filter(taking_part) {
        let p = person.profile.clone();
        let limit = if person.role == Role::Mentor { person.capacity.to_string() } else { String::new() };
        let fails = if person.failures >= desk.policy.rules.failures { "yes" } else { "" };
        let address = person.address.to_string();
        let mut row = vec![role(person.role).to_owned(), person.name.clone(), address];
        row.extend([
            p.course,
            p.job,
            p.history,
            p.strengths,
            p.moves,
            p.help,
            p.languages,
            limit,
            p.year,
            p.graduation,
            p.aims,
        ]);
        row.extend([
            person.id.0.to_string(),
            state_word(person.state).to_owned(),
            day(desk, Some(person.created_at)),
            fails.to_owned(),
        ]);
        sheet.row(row);
    }
    sheet
}

fn name(facts: &ExportFacts, id: PersonId) -> String {
    // The people come in order of their numbers.
    let found = facts.people.binary_search_by_key(&id, |person| person.id).ok().and_then(|at| facts.people.get(at));
    found.map_or_else(|| "a former participant".to_owned(), |person| person.name.clone())
}

fn pair(facts: &ExportFacts, mentee: PersonId, mentor: PersonId) -> [String; 4] {
    [mentee.0.to_string(), name(facts, mentee), mentor.0.to_string(), name(facts, mentor)]
}

fn requests(desk: &Desk<'_>, facts: &ExportFacts) -> Sheet {
    let mut sheet = Sheet::new(REQUESTS);
    for request in &facts.requests {
        let Request { id, mentee, mentor, state, asked_at, reminders, decided_at, .. } = request;
        let mut row = vec![id.0.to_string()];
        row.extend(pair(facts, *mentee, *mentor));
        let state = format!("{state:?}").to_lowercase();
        row.extend([state, day(desk, Some(*asked_at)), reminders.to_string(), day(desk, *decided_at)]);
        sheet.row(row);
    }
    sheet
}

fn mentorships(desk: &Desk<'_>, facts: &ExportFacts) -> Sheet {
    let mut sheet = Sheet::new(MENTORSHIPS);
    for m in &facts.mentorships {
        let mut row = vec![m.id.0.to_string()];
        row.extend(pair(facts, m.mentee, m.mentor));
        let (ended, reason) = m.ended.as_ref().map_or((None, ""), |ended| (Some(ended.at), ended.reason.as_str()));
        row.extend([day(desk, Some(m.began_at)), day(desk, ended), reason.to_owned()]);
        row.extend([day(desk, m.mentor_wrote_at), day(desk, m.mentee_wrote_at)]);
        sheet.row(row);
    }
    sheet
}
