//! `MENTORS`, `MENTORS NEXT` and `MENTOR M17`: the directory, by mail.

use super::acting::Acting;
use super::command::{Command, Word};
use super::desk::Desk;
use super::directory::{self, Found};
use super::draft::Draft;
use super::guard::limited;
use super::notice::{MentorLine, Notice};
use super::on_command::not_allowed;
use super::outcome::{Disposition, Outcome};
use super::person::{Person, PersonId};
use super::request::RequestState;

/// A page of the directory: `MENTORS`, `MENTORS words`, either with `PAGE n` behind it.
pub(super) fn list(mut desk: Desk<'_>, acting: &Acting<'_, '_>, argument: &str) -> Outcome {
    let (query, page) = query_and_page(argument);
    let found = find(&desk, &acting.person, &query);
    let size = desk.policy.rules.page_size.max(1);
    let total = found.entries.len();
    let pages = total.div_ceil(size).max(1);
    let page = page.clamp(1, pages);
    let shown = found.entries.iter().skip((page - 1) * size).take(size);
    let mentors = shown.map(|(entry, why)| directory::line(entry, why)).collect();
    let next = (page < pages).then(|| directory::one_line(&format!("MENTORS {query} PAGE {}", page + 1)));
    let notice = Notice::Directory { query, widened: found.widened, mentors, total, next };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("directory"))
}

/// The page after the one this mail answers, which is told by the command for it that stands in the quoted page.
pub(super) fn next(desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let quoted = format!("{}\n{}", acting.mail.inbound.subject, acting.mail.inbound.elided);
    let lines = quoted.lines().filter_map(|line| Command::of_line(line.trim_start_matches(['>', ' ', '|', '-', '•'])));
    let argument = lines
        .filter(|command| command.word == Word::Mentors && query_and_page(&command.argument).1 > 1)
        .map(|command| command.argument)
        .next();
    list(desk, acting, argument.as_deref().unwrap_or("PAGE 2"))
}

/// One whole profile.
pub(super) fn one(mut desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command) -> Outcome {
    let id = command.mentor().unwrap_or(PersonId(0));
    let Some(entry) = desk.snapshot.directory.iter().find(|entry| entry.person.id == id) else {
        return unknown(desk, acting, id);
    };
    let notice = Notice::Mentor { mentor: directory::page(entry) };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("mentor"))
}

/// Nobody can be asked under this reference now.
pub(super) fn unknown(desk: Desk<'_>, acting: &Acting<'_, '_>, id: PersonId) -> Outcome {
    let why = format!("No mentor {id} takes requests at the moment.");
    not_allowed(desk, acting, &why, "Write MENTORS to see who does, or MENTORS and a word to search.")
}

/// Mentors that fit a mentee, as lines, for those whose request came to nothing.
pub(super) fn suggestions(desk: &Desk<'_>, mentee: &Person, without: PersonId) -> Vec<MentorLine> {
    let mut left_out = known_to(desk, mentee.id);
    left_out.push(without);
    let found = directory::ranked(&desk.snapshot.directory, &mentee.profile, &left_out);
    let best = found.entries.iter().take(desk.policy.rules.suggestions);
    best.map(|(entry, why)| directory::line(entry, why)).collect()
}

/// Mentors this mentee has, waits for, or was turned down by not long ago, as far as the snapshot tells.
fn known_to(desk: &Desk<'_>, mentee: PersonId) -> Vec<PersonId> {
    let asked = desk.snapshot.requests.iter().filter(|r| r.mentee == mentee).filter(|r| match r.state {
        RequestState::Open => true,
        RequestState::Declined | RequestState::Expired => {
            r.decided_at.is_some_and(|at| desk.days_since(at) < desk.policy.rules.ask_again_days)
        }
        RequestState::Accepted | RequestState::Withdrawn | RequestState::Closed => false,
    });
    let theirs = desk.snapshot.mentorships.iter().filter(|m| m.mentee == mentee && m.running());
    asked.map(|r| r.mentor).chain(theirs.map(|m| m.mentor)).collect()
}

fn find<'d>(desk: &Desk<'d>, mentee: &Person, query: &str) -> Found<'d> {
    if directory::words(query).is_empty() {
        directory::ranked(&desk.snapshot.directory, &mentee.profile, &known_to(desk, mentee.id))
    } else {
        directory::search(&desk.snapshot.directory, query)
    }
}

/// `marketing germany PAGE 2` → the words and the page.
fn query_and_page(argument: &str) -> (String, usize) {
    let words: Vec<&str> = argument.split_whitespace().collect();
    if let [query @ .., word, number] = words.as_slice()
        && word.eq_ignore_ascii_case("page")
        && let Ok(page) = number.parse::<usize>()
    {
        return (query.join(" "), page.max(1));
    }
    (words.join(" "), 1)
}
