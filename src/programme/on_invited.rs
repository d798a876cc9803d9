//! An invited person's first words.

use super::acting::{Acting, Place};
use super::change::Change;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::notice::Notice;
use super::on_case;
use super::on_command;
use super::outcome::{Disposition, Outcome};
use super::person::{PersonState, Role};

/// A yes or a no to the invitation; any other word of the programme counts as a yes and is carried out besides.
pub(super) fn decide(mut desk: Desk<'_>, mut acting: Acting<'_, '_>, command: &Command, message: &str) -> Outcome {
    let about_invitation = !matches!(acting.place, Place::Pair(_));
    match command.word {
        Word::Staff => return on_case::open(desk, &acting, command, message, false),
        Word::Concern => return on_case::open(desk, &acting, command, message, true),
        Word::No | Word::Decline | Word::Leave | Word::Erase if about_invitation => return say_no(desk, &acting),
        _ => {}
    }
    acting.person.state = PersonState::Active;
    desk.change(Change::Person(acting.person.clone()));
    desk.audit(Some(acting.person.id), "person.joined", acting.person.id.0);
    let mentor = acting.person.role == Role::Mentor;
    desk.post(Draft::new(acting.person.id, Notice::Welcome { mentor }).answering(acting.mail));
    let yes =
        matches!(command.word, Word::Yes | Word::Join | Word::JoinMentor | Word::Help | Word::Resume | Word::Confirm);
    if yes || (command.word == Word::Accept && about_invitation) {
        return limited(desk, acting.mail, Disposition::Done("person.joined"));
    }
    let mut outcome = on_command::decide(desk, &acting, command, message);
    if matches!(outcome.disposition, Disposition::Answered(_)) {
        outcome.disposition = Disposition::Done("person.joined");
    }
    outcome
}

fn say_no(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let mut person = acting.person.clone();
    person.state = PersonState::Left;
    person.due_at = None;
    desk.audit(Some(person.id), "person.declined-invitation", person.id.0);
    let notice = Notice::Done {
        what: "You do not take part, and will not be written to again.".to_owned(),
        next: "Should you change your mind, write STAFF and a word to the team.".to_owned(),
    };
    desk.post(Draft::new(person.id, notice).answering(acting.mail));
    desk.change(Change::Person(person));
    limited(desk, acting.mail, Disposition::Done("person.left"))
}
