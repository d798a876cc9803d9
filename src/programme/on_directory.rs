//! `MENTORS`, `MENTORS NEXT` and `MENTOR M17`: the directory, by mail.

use jiff::Timestamp;

use super::acting::Acting;
use super::change::Change;
use super::command::Command;
use super::desk::Desk;
use super::directory::{self, Listed, Listing, Note};
use super::draft::Draft;
use super::guard::limited;
use super::notice::{MentorLine, Notice, WordLine};
use super::on_command::not_allowed;
use super::outcome::{Disposition, Outcome};
use super::person::{Person, PersonId, PersonState, Role};
use super::request::{Request, RequestState};
use super::snapshot::{MentorEntry, View};

/// A search longer than this is cut before it is remembered.
const LONGEST_QUERY: usize = 300;

/// The first page of the directory: `MENTORS`, `MENTORS words`; any page with `PAGE n` behind it.
pub(super) fn list(desk: Desk<'_>, acting: &Acting<'_, '_>, argument: &str) -> Outcome {
    let (query, page) = query_and_page(argument);
    let query = super::guard::beginning(&query, LONGEST_QUERY);
    let listing = find(&desk, &acting.person, &query);
    let size = desk.policy.rules.page_size.max(1);
    let pages = listing.entries.len().div_ceil(size).max(1);
    let before = (page.clamp(1, pages) - 1) * size;
    let shown = listing.entries.iter().take(before).map(|listed| listed.entry.person.id).collect();
    show(desk, acting, View { query, shown }, listing)
}

/// The page after the last that this mentee was shown: whoever was on none of them, in the order of now.
pub(super) fn next(desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let view = desk.snapshot.view.clone().unwrap_or_default();
    let listing = find(&desk, &acting.person, &view.query);
    let left = listing.entries.iter().any(|listed| !view.shown.contains(&listed.entry.person.id));
    if left || view.shown.is_empty() {
        return show(desk, acting, view, listing);
    }
    let what = if view.query.is_empty() {
        "You have seen every mentor who has room at the moment.".to_owned()
    } else {
        format!("You have seen everybody who was found for “{}”.", view.query)
    };
    not_allowed(desk, acting, &what, "MENTORS begins again from the best, and MENTORS with other words searches anew.")
}

/// One page: the first so many of the listing that were not shown yet.
fn show(mut desk: Desk<'_>, acting: &Acting<'_, '_>, view: View, listing: Listing<'_>) -> Outcome {
    let size = desk.policy.rules.page_size.max(1);
    let mut left = listing.entries.iter().filter(|listed| !view.shown.contains(&listed.entry.person.id));
    let page: Vec<&Listed<'_>> = left.by_ref().take(size).collect();
    let more = left.next().is_some();
    let mentors = page
        .iter()
        .map(|listed| directory::line(&listing, listed, note(&desk, &acting.person, listed.entry)))
        .collect();
    let wider = listing.wider.iter().map(|(words, count)| WordLine {
        word: format!("MENTORS {words}"),
        does: if *count == 1 { "shows 1 mentor".to_owned() } else { format!("shows {count} mentors") },
        button: true,
    });
    let profile = &acting.person.profile;
    let known = [&profile.help, &profile.aims, &profile.course].iter().any(|text| directory::searchable(text));
    let notice = Notice::Directory {
        query: view.query.clone(),
        widened: listing.widened,
        missing: quoted(&listing.missing),
        taken_for: listing.taken_for.iter().map(|(typed, taken)| format!("“{typed}” was read as “{taken}”.")).collect(),
        wider: wider.collect(),
        by_aims: view.query.is_empty() && known,
        from: view.shown.len() + 1,
        mentors,
        total: listing.entries.len(),
        next: more.then(|| "MENTORS NEXT".to_owned()),
    };
    let mut shown = view.shown;
    shown.extend(page.iter().map(|listed| listed.entry.person.id));
    desk.change(Change::Viewed(acting.person.id, View { query: view.query, shown }));
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("directory"))
}

/// “peru”, “chile” and “bolivia”.
fn quoted(words: &[String]) -> String {
    let marked: Vec<_> = words.iter().map(|word| format!("“{word}”")).collect();
    match marked.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// One whole profile. A mentee's own mentor can be looked up however they stand.
pub(super) fn one(mut desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command) -> Outcome {
    let id = command.mentor().unwrap_or(PersonId(0));
    let listed = desk.snapshot.directory.iter().find(|entry| entry.person.id == id).cloned();
    let own =
        || desk.snapshot.mentorships.iter().any(|m| m.mentor == id && m.mentee == acting.person.id && m.running());
    let entry = match listed {
        Some(entry) => entry,
        None => match desk.person(id).filter(|person| person.role == Role::Mentor && own()) {
            Some(person) => MentorEntry { person: person.into(), running: 0, open: 0 },
            None => return unknown(desk, acting, id),
        },
    };
    let notice = Notice::Mentor { mentor: directory::page(&entry.person, note(&desk, &acting.person, &entry)) };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("mentor"))
}

/// Nobody can be asked under this reference now.
pub(super) fn unknown(desk: Desk<'_>, acting: &Acting<'_, '_>, id: PersonId) -> Outcome {
    let paused = desk.person(id).filter(|person| person.role == Role::Mentor && person.state == PersonState::Paused);
    let why = match paused {
        _ if id == acting.person.id => "That is your own number.".to_owned(),
        Some(person) => format!("{} is taking a break, and takes no requests at the moment.", person.name),
        None => format!("No mentor {id} takes requests at the moment."),
    };
    not_allowed(desk, acting, &why, "Write MENTORS to see who does, or MENTORS and a word to search.")
}

/// Mentors that fit a mentee, as lines, for those whose request came to nothing.
pub(super) fn suggestions(desk: &Desk<'_>, mentee: &Person, without: PersonId) -> Vec<MentorLine> {
    let mut left_out = known_to(desk, mentee.id);
    left_out.push(without);
    let found = directory::ranked(desk.snapshot, &mentee.profile, &left_out);
    let best = found.entries.iter().take(desk.policy.rules.suggestions);
    best.map(|listed| directory::line(&found, listed, note(desk, mentee, listed.entry))).collect()
}

/// The requests of a mentee, as far as the snapshot tells.
fn requests_of<'d>(desk: &Desk<'d>, mentee: PersonId) -> impl Iterator<Item = &'d Request> {
    let snapshot = desk.snapshot;
    snapshot.requests.iter().chain(&snapshot.of_mentees).filter(move |r| r.mentee == mentee)
}

/// Mentors this mentee has, waits for, or was turned down by not long ago.
fn known_to(desk: &Desk<'_>, mentee: PersonId) -> Vec<PersonId> {
    let lately = |at: Option<Timestamp>| at.is_some_and(|at| desk.days_since(at) < desk.policy.rules.ask_again_days);
    let asked = requests_of(desk, mentee).filter(|r| match r.state {
        RequestState::Open => true,
        RequestState::Declined | RequestState::Expired => lately(r.decided_at),
        RequestState::Accepted | RequestState::Withdrawn | RequestState::Closed => false,
    });
    let theirs = desk.snapshot.mentorships.iter().filter(|m| m.mentee == mentee && m.running());
    asked.map(|r| r.mentor).chain(theirs.map(|m| m.mentor)).collect()
}

/// What this mentee is to know of a mentor before asking.
fn note(desk: &Desk<'_>, mentee: &Person, entry: &MentorEntry) -> Note {
    let mentor = &entry.person;
    let asked = |state| requests_of(desk, mentee.id).filter(move |r| r.mentor == mentor.id && r.state == state);
    let own = desk.snapshot.mentorships.iter().any(|m| m.mentor == mentor.id && m.mentee == mentee.id && m.running());
    let again = asked(RequestState::Declined).filter_map(|r| r.decided_at).max();
    let again = again.map(|at| Desk::days_after(at, desk.policy.rules.ask_again_days)).filter(|at| *at > desk.now);
    let closed = |words: String| Note { words, closed: true };
    if own {
        closed("Is your mentor.".to_owned())
    } else if let Some(open) = asked(RequestState::Open).next() {
        closed(format!("You asked on {}; there is no decision yet.", day(desk, open.asked_at)))
    } else if let Some(at) = again {
        closed(format!("Could not take you on; can be asked again from {}.", day(desk, at)))
    } else if mentor.state == PersonState::Paused {
        closed("Is taking a break.".to_owned())
    } else if mentor.failures >= desk.policy.rules.failures {
        closed("Cannot be reached at the moment.".to_owned())
    } else if directory::full(entry) {
        closed("Has as many mentees as they want at the moment.".to_owned())
    } else if let Some(back) = mentor.away_until.filter(|back| *back > desk.now) {
        Note { words: format!("Is away until {}; an answer may take longer.", day(desk, back)), closed: false }
    } else {
        Note::default()
    }
}

fn day(desk: &Desk<'_>, at: Timestamp) -> String {
    at.to_zoned_datetime(desk.policy.timezone.clone()).strftime("%-d %B").to_string()
}

fn find<'d>(desk: &Desk<'d>, mentee: &Person, query: &str) -> Listing<'d> {
    if directory::searchable(query) {
        return directory::search(desk.snapshot, query, desk.policy.rules.show_full);
    }
    directory::ranked(desk.snapshot, &mentee.profile, &known_to(desk, mentee.id))
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
