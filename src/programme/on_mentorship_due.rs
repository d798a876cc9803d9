//! What time brings to a mentorship: nudges, check-ins, and the question whether to go on after the studies.

use super::desk::Desk;
use super::draft::Draft;
use super::mentorship::Mentorship;
use super::mentorship_clock::{Clock, Step};
use super::notice::Notice;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::PersonId;
use super::question::{About, ask};

/// Does what is due, and puts the next moment later.
pub(super) fn decide(mut desk: Desk<'_>, mentorship: Mentorship) -> Outcome {
    if !mentorship.running() {
        if mentorship.due_at.is_some() {
            desk.put_mentorship(Mentorship { due_at: None, ..mentorship });
        }
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    }
    let (steps, after) = Clock::of(&desk, &mentorship).look(mentorship.clone());
    let mut done = Disposition::Ignored(Ignored::NothingDue);
    for step in steps {
        let what = take(&mut desk, &mentorship, step);
        desk.audit(None, what, mentorship.id.0);
        done = Disposition::Done(what);
    }
    if after != mentorship {
        desk.put_mentorship(after);
    }
    desk.close(done)
}

/// Takes one step; gives what the record calls it.
fn take(desk: &mut Desk<'_>, mentorship: &Mentorship, step: Step) -> &'static str {
    match step {
        Step::Nudge(person) => {
            nudge(desk, mentorship, &[person], 1);
            "mentorship.nudged"
        }
        Step::NudgeBoth => {
            nudge(desk, mentorship, &[mentorship.mentee, mentorship.mentor], 2);
            "mentorship.very-quiet"
        }
        Step::CheckIn(person, months) => {
            check_in(desk, mentorship, person, months);
            "mentorship.check-in"
        }
        Step::GoOn(people) => {
            for person in people {
                go_on(desk, mentorship, person);
            }
            "mentorship.studies-end"
        }
    }
}

fn nudge(desk: &mut Desk<'_>, m: &Mentorship, people: &[PersonId], number: u32) {
    let entry = desk.entry(m.conversation, None);
    for person in people {
        let Some(other) = m.other(*person) else { continue };
        let notice = Notice::Nudge {
            other_name: desk.name(other),
            to_mentor: *person == m.mentor,
            first_word: m.mentor_wrote_at.is_none() && m.mentee_wrote_at.is_none(),
            both: people.len() > 1,
            days: desk.days_since(m.quiet_since()),
        };
        // A quiet period is known by its first moment.
        let key = format!("nudge/{}/{}/{number}/{}", m.id.0, m.quiet_since().as_microsecond(), person.0);
        desk.post(Draft::new(*person, notice).in_conversation(m.conversation).entry(entry).once(key));
    }
}

fn check_in(desk: &mut Desk<'_>, m: &Mentorship, person: PersonId, months: i64) {
    let Some(other) = m.other(person) else { return };
    let question = ask(desk, person, About::CheckIn(m.id, months), "", None);
    let notice = Notice::CheckIn { other_name: desk.name(other), to_mentor: person == m.mentor, months };
    let key = format!("check-in/{}/{months}/{}", m.id.0, person.0);
    desk.post(Draft::new(person, notice).in_conversation(question.conversation).once(key));
}

fn go_on(desk: &mut Desk<'_>, m: &Mentorship, person: PersonId) {
    let Some(other) = m.other(person) else { return };
    let graduation = desk.person(m.mentee).map(|mentee| mentee.profile.graduation).unwrap_or_default();
    let question = ask(desk, person, About::GoOn(m.id), &graduation, None);
    let notice = Notice::StudiesEnd {
        other_name: desk.name(other),
        to_mentor: person == m.mentor,
        month: month_name(&graduation),
    };
    let key = format!("studies-end/{}/{graduation}/{}", m.id.0, person.0);
    desk.post(Draft::new(person, notice).in_conversation(question.conversation).once(key));
}

/// "July 2027", of `2027-07`.
fn month_name(month: &str) -> String {
    let date = format!("{month}-01").parse::<jiff::civil::Date>();
    date.map_or_else(|_| month.to_owned(), |date| date.strftime("%B %Y").to_string())
}
