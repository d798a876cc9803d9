//! An invited person's first words.

use super::acting::{Acting, Place};
use super::change::Change;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::notice::Notice;
use super::outcome::{Disposition, Outcome};
use super::person::{Joining, Person, PersonState, Role};
use super::{form, on_case, on_command, on_join};

/// A yes or a no to the invitation; any other word of the programme that does something counts as a yes, and is carried out besides.
///
/// Of whom too little is known, they get the form first.
pub(super) fn decide(desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command, message: &str) -> Outcome {
    let about_invitation = !matches!(acting.place, Place::Pair(_));
    match command.word {
        Word::Staff => return on_case::open(desk, acting, command, message, false),
        Word::Concern => return on_case::open(desk, acting, command, message, true),
        Word::No | Word::Decline | Word::Leave if about_invitation => return say_no(desk, acting),
        Word::Help | Word::Faq | Word::Status | Word::Profile | Word::MyData | Word::Erase => {
            return on_command::carry_out(desk, acting, command, message);
        }
        _ => {}
    }
    let other = match command.word {
        Word::JoinMentor => Some(Role::Mentor),
        Word::Join if !acting.person.joining.by_staff => Some(Role::Mentee),
        _ => None,
    };
    if let Some(role) = other.filter(|role| *role != acting.person.role && !acting.person.joining.by_staff) {
        return on_join::again(desk, acting, role);
    }
    if !acting.person.joining.by_staff || !form::missing(&acting.person).is_empty() {
        return on_join::ask(desk, acting);
    }
    join(desk, acting, command, message)
}

/// Staff know the person, and the profile is there: they take part.
fn join(mut desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command, message: &str) -> Outcome {
    let (place, mail) = (acting.place.clone(), acting.mail);
    let about_invitation = !matches!(place, Place::Pair(_));
    let person = Person {
        state: PersonState::Active,
        joining: Joining { active_since: Some(desk.now), ..acting.person.joining.clone() },
        ..acting.person.clone()
    };
    desk.change(Change::Person(person.clone()));
    desk.audit(Some(person.id), "person.joined", person.id.0);
    let mentor = person.role == Role::Mentor;
    desk.post(Draft::new(person.id, Notice::Welcome { mentor }).answering(mail));
    let yes = matches!(command.word, Word::Yes | Word::Join | Word::JoinMentor | Word::Resume | Word::Confirm);
    if yes || (command.word == Word::Accept && about_invitation) {
        return limited(desk, mail, Disposition::Done("person.joined"));
    }
    let acting = Acting { person, proof: acting.proof, mail, place };
    let mut outcome = on_command::carry_out(desk, &acting, command, message);
    if matches!(outcome.disposition, Disposition::Answered(_)) {
        outcome.disposition = Disposition::Done("person.joined");
    }
    outcome
}

/// They do not want to.
pub(super) fn say_no(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let person = Person { state: PersonState::Left, ..acting.person.clone() };
    desk.audit(Some(person.id), "person.declined-invitation", person.id.0);
    let notice = Notice::Done {
        what: "You do not take part, and will not be written to again.".to_owned(),
        next: "Should you change your mind, write JOIN as a student, or JOIN MENTOR as a graduate.".to_owned(),
    };
    desk.post(Draft::new(person.id, notice).answering(acting.mail));
    desk.change(Change::Person(person));
    limited(desk, acting.mail, Disposition::Done("person.left"))
}
