//! `PAUSE`, `RESUME` and `LIMIT`: how much somebody takes part.

use super::acting::Acting;
use super::change::Change;
use super::command::Command;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::notice::Notice;
use super::on_command::{already, not_allowed};
use super::outcome::{Disposition, Outcome};
use super::person::{PersonState, Role};

/// More mentees than this at a time is a slip of the finger.
const MOST_MENTEES: i64 = 50;

/// Hidden from the directory from now on; what runs goes on.
pub(super) fn pause(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    match acting.person.state {
        PersonState::Active => {}
        PersonState::Paused => return already(desk, acting, "You are pausing already.".to_owned()),
        _ => return not_allowed(desk, acting, "Only who takes part can pause.", "Write STAFF and your question."),
    }
    let running = desk.snapshot.mentorships.iter().filter(|m| m.running()).count();
    let notice = Notice::Paused {
        mentor: acting.person.role == Role::Mentor,
        running: u32::try_from(running).unwrap_or(u32::MAX),
    };
    set_state(&mut desk, acting, PersonState::Paused, "person.paused");
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("person.paused"))
}

/// Takes part again.
pub(super) fn resume(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    match acting.person.state {
        PersonState::Paused => {}
        PersonState::Active => return already(desk, acting, "You take part already.".to_owned()),
        _ => return not_allowed(desk, acting, "Only who pauses can resume.", "Write STAFF and your question."),
    }
    set_state(&mut desk, acting, PersonState::Active, "person.resumed");
    let notice = Notice::Resumed { mentor: acting.person.role == Role::Mentor };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("person.resumed"))
}

fn set_state(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, state: PersonState, what: &'static str) {
    let mut person = acting.person.clone();
    person.state = state;
    desk.audit(Some(person.id), what, person.id.0);
    desk.change(Change::Person(person));
}

/// How many mentees at a time.
pub(super) fn limit(mut desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command) -> Outcome {
    let wanted = command.number().filter(|n| (0..=MOST_MENTEES).contains(n)).and_then(|n| u32::try_from(n).ok());
    let Some(capacity) = wanted else {
        let why = format!("A limit is a number from 0 to {MOST_MENTEES}.");
        return not_allowed(desk, acting, &why, "Write LIMIT 2, for example.");
    };
    if acting.person.capacity == capacity {
        return already(desk, acting, format!("Your limit is {capacity} mentees at a time already."));
    }
    let mut person = acting.person.clone();
    person.capacity = capacity;
    desk.audit(Some(person.id), "person.limit", person.id.0);
    let suggested = desk.policy.rules.suggested_mentees;
    let what = match capacity {
        0 => "You will not be shown to anybody as free; your mentorships go on.".to_owned(),
        1 => "You take one mentee at a time from now on.".to_owned(),
        n if n > suggested => {
            format!(
                "You take up to {n} mentees at a time from now on; {suggested} is what we suggest, and the choice is yours."
            )
        }
        n => format!("You take up to {n} mentees at a time from now on."),
    };
    let next = "Write LIMIT and another number at any time.".to_owned();
    desk.post(Draft::new(person.id, Notice::Done { what, next }).answering(acting.mail));
    desk.change(Change::Person(person));
    limited(desk, acting.mail, Disposition::Done("person.limit"))
}
