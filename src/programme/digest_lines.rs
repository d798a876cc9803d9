//! The digest's lines with what staff can answer to each.

use super::case::Case;
use super::desk::Desk;
use super::notice::{DecisionLine, WordLine};
use super::on_digest::TeamLine;
use super::person::{PersonId, Team};
use super::request::Request;
use super::request_clock;
use super::snapshot::DigestFacts;

/// How many days ahead an expiry is told.
const SOON_DAYS: i64 = 3;
/// How many people one line names.
const MOST_NAMED: usize = 40;

fn option(word: String, does: &str, button: bool) -> WordLine {
    WordLine { word, does: does.to_owned(), button }
}

fn line(team: Option<Team>, what: String, options: Vec<WordLine>) -> TeamLine {
    TeamLine { team, news: true, line: DecisionLine { what, options } }
}

fn days(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

fn team_of(desk: &Desk<'_>, id: PersonId) -> Option<Team> {
    desk.person(id).map(|person| person.team())
}

/// Whom to look after before anything else: concerns that wait, mentees whom nobody answers, mentors of too many.
pub(super) fn look_after(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<TeamLine> {
    let rules = &desk.policy.rules;
    let mut lines: Vec<_> = facts.cases.iter().filter(|case| waits(desk, case)).map(|c| case_line(desk, c)).collect();
    let unanswered = facts.unanswered.iter().filter(|(_, count)| *count >= rules.unanswered_requests);
    lines.extend(unanswered.map(|(id, count)| {
        let what = format!("{}: {count} requests in a row were not answered by any mentor.", desk.name(*id));
        let options = vec![option(format!("SHOW {}", id.0), "shows their profile and requests", true)];
        TeamLine { news: false, ..line(Some(Team::Careers), what, options) }
    }));
    let many = |(id, count): &&(PersonId, u32)| {
        let capacity = desk.person(*id).map_or(u32::MAX, |person| person.capacity);
        *count >= rules.many_mentees || *count > capacity.max(rules.suggested_mentees)
    };
    lines.extend(facts.loads.iter().filter(many).map(|(id, count)| {
        let what = format!("{} has {count} mentees at the same time.", desk.name(*id));
        let options = vec![option(format!("SHOW {}", id.0), "shows their profile and mentorships", true)];
        TeamLine { news: false, ..line(Some(Team::Alumni), what, options) }
    }));
    lines
}

/// Is it a concern that has been open for long?
fn waits(desk: &Desk<'_>, case: &Case) -> bool {
    case.closed_at.is_none() && case.concern && desk.days_since(case.opened_at) >= desk.policy.rules.concern_days
}

fn case_line(desk: &Desk<'_>, case: &Case) -> TeamLine {
    let kind = if case.concern { "Concern" } else { "Case" };
    let state = if case.answered_at.is_some() { "answered, still open" } else { "not answered yet" };
    let (id, age) = (case.id.0, days(desk.days_since(case.opened_at)));
    let what = format!("{kind} {id} of {}: open for {age}, {state}.", desk.name(case.person));
    let show = option(format!("SHOW {id}"), "shows it again, to be answered", true);
    line(Some(case.team), what, vec![show, option(format!("CLOSE {id}"), "closes it", true)])
}

/// What needs a decision: concerns first, then other cases, applications, addresses, mail that could not be placed.
pub(super) fn decisions(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<TeamLine> {
    let mut cases: Vec<_> = facts.cases.iter().filter(|c| c.closed_at.is_none() && !waits(desk, c)).collect();
    cases.sort_by_key(|case| (!case.concern, case.opened_at));
    let cases = cases.into_iter().map(|case| case_line(desk, case));
    let applied = facts.applied.iter().map(|id| {
        let options = vec![
            option(format!("APPROVE {}", id.0), "takes them in", true),
            option(format!("SHOW {}", id.0), "shows what they wrote", true),
            option(format!("REJECT {} reason", id.0), "turns them down", false),
        ];
        line(team_of(desk, *id), format!("{} has applied.", desk.name(*id)), options)
    });
    let failing = |id: &&PersonId| desk.person(**id).is_none_or(|p| p.failures >= desk.policy.rules.failures);
    let unreachable = facts.unreachable.iter().filter(failing).map(|id| {
        let options = vec![
            option(format!("SHOW {}", id.0), "shows what is known", true),
            option(format!("RESTORE {}", id.0), "tries their address again", true),
        ];
        line(team_of(desk, *id), format!("Mail to {} does not arrive.", desk.name(*id)), options)
    });
    let unplaced = facts.unplaced.iter().map(|(id, reason)| {
        let close = option(format!("CLOSE {}", id.0), "takes it off this list", true);
        let show = option(format!("SHOW {}", id.0), "shows how it begins", true);
        let what = format!("Mail {} could not be handled: {}.", id.0, reason.trim_end_matches('.'));
        line(None, what, vec![show, close])
    });
    cases.chain(applied).chain(unreachable).chain(unplaced).chain(unreviewed(desk, facts)).collect()
}

/// Whose invitation or form is not waited for any more, each kind on one line.
pub(super) fn lapsed(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<String> {
    let by_staff = |id: &PersonId| desk.person(*id).is_some_and(|person| person.joining.by_staff);
    let (invited, asked): (Vec<_>, Vec<_>) = facts.lapsed.iter().copied().partition(by_staff);
    let days = days(desk.policy.rules.invitation_expiry_days);
    let told = |ids: &[PersonId], what: &str| {
        (!ids.is_empty()).then(|| format!("{what} within {days}, and not reminded again: {}.", named(desk, ids)))
    };
    let lines = [told(&invited, "Invitations without an answer"), told(&asked, "Joining forms not finished")];
    lines.into_iter().flatten().collect()
}

/// People with their numbers; the many are counted.
fn named(desk: &Desk<'_>, ids: &[PersonId]) -> String {
    let shown: Vec<_> = ids.iter().take(MOST_NAMED).map(|id| format!("{} ({})", known_as(desk, *id), id.0)).collect();
    match ids.len().saturating_sub(MOST_NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The name, or the address of somebody whose name is not known yet.
fn known_as(desk: &Desk<'_>, id: PersonId) -> String {
    match desk.person(id) {
        Some(person) if person.name.is_empty() => person.address.to_string(),
        _ => desk.name(id),
    }
}

/// Who has not answered the yearly review, all on one line.
fn unreviewed(desk: &Desk<'_>, facts: &DigestFacts) -> Option<TeamLine> {
    let reminders = u32::try_from(desk.policy.rules.review_reminder_days.len()).unwrap_or(u32::MAX);
    let silent: Vec<_> = facts.unreviewed.iter().filter(|(_, sent)| *sent >= reminders).map(|(id, _)| *id).collect();
    let first = silent.first()?.0;
    let count = if silent.len() == 1 { "1 mentor has".to_owned() } else { format!("{} mentors have", silent.len()) };
    let what = format!("{count} not answered the yearly review: {}.", named(desk, &silent));
    let options = vec![
        option(format!("REMIND {first}"), "asks that one again", false),
        option(format!("PAUSE {first}"), "lets that one take a break", false),
    ];
    Some(TeamLine { news: false, ..line(Some(Team::Alumni), what, options) })
}

/// Mentorships in which nobody has written for long.
pub(super) fn quiet(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<TeamLine> {
    let quiet = facts.quiet.iter().map(|m| {
        let age = days(desk.days_since(m.quiet_since()));
        let what = format!("{} and {}: nobody has written for {age}.", desk.name(m.mentor), desk.name(m.mentee));
        let options = vec![option(format!("SHOW {}", m.id.0), "shows the mentorship", true)];
        TeamLine { news: false, ..line(None, what, options) }
    });
    quiet.collect()
}

/// Requests that will expire unless somebody acts.
pub(super) fn soon(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<TeamLine> {
    let left = |r: &Request| {
        let away = desk.person(r.mentor).and_then(|person| person.away_until);
        let expiry = request_clock::expiry(r, away, &desk.policy.rules);
        (expiry.as_second() - desk.now.as_second()).div_euclid(86_400)
    };
    let expiring = facts.expiring.iter().map(|r| (r, left(r))).filter(|(_, left)| *left < SOON_DAYS);
    let lines = expiring.map(|(r, left)| {
        let (mentee, mentor) = (desk.name(r.mentee), desk.name(r.mentor));
        let waited = days(desk.days_since(r.asked_at));
        let when = match left {
            ..1 => "within a day".to_owned(),
            left => format!("in {}", days(left)),
        };
        let what = format!("The request of {mentee} to {mentor} has waited {waited} and expires {when}.");
        let remind = option(format!("REMIND {}", r.id.0), "reminds the mentor now", true);
        TeamLine { news: false, ..line(Some(Team::Alumni), what, vec![remind]) }
    });
    lines.collect()
}
