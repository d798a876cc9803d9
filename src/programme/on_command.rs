//! A command of a mentor or mentee: handed to the rule that carries it out.

use super::acting::Acting;
use super::command::{Command, Word};
use super::conversation::HeldWhy;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::{hold_and_ask, limited, only_asks};
use super::notice::Notice;
use super::outcome::{Disposition, Outcome};
use super::person::{PersonState, Role};
use super::{
    help, on_answer, on_case, on_decision, on_directory, on_erase, on_faq, on_interested, on_invited, on_join,
    on_leave, on_meeting, on_mentorship, on_pause, on_profile, on_text, on_undo, standing, yearly_review,
};

/// Decides about a command: it waits for its writer to be sure, where it changes anything, and who is invited says yes by most.
pub(super) fn decide(mut desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command, message: &str) -> Outcome {
    let invited = acting.person.state == PersonState::Invited;
    if !acting.proven() && (invited || !only_asks(command.word)) {
        return hold_and_ask(desk, acting.mail, &acting.person, HeldWhy::Command);
    }
    if invited {
        return on_invited::decide(desk, acting, command, message);
    }
    if let Some(words) = on_text::dropped(command, message) {
        standing::not_passed_on(&mut desk, acting, command.word, words);
    }
    carry_out(desk, acting, command, message)
}

/// Carries out a command that [`decide`] has let pass.
pub(super) fn carry_out(desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command, message: &str) -> Outcome {
    let mentee = acting.person.role == Role::Mentee;
    let waits = matches!(acting.person.state, PersonState::Applied | PersonState::Waiting);
    match command.word {
        Word::Help => help::decide(desk, acting),
        Word::Faq => on_faq::decide(desk, acting, command),
        Word::Status => standing::status(desk, acting),
        Word::Staff => on_case::open(desk, acting, command, message, false),
        Word::Concern => on_case::open(desk, acting, command, message, true),
        Word::Profile => on_profile::show(desk, acting),
        Word::Address => on_profile::address(desk, acting, command),
        Word::Leave => on_leave::ask(desk, acting),
        Word::Join | Word::JoinMentor => join(desk, acting, command.word == Word::JoinMentor),
        Word::MyData => on_erase::my_data(desk, acting),
        Word::Erase => on_erase::decide(desk, acting),
        _ if waits => not_allowed(
            desk,
            acting,
            "Your application is with the team; this is open to you once they have approved it.",
            "Write STAFF and your question to ask how it stands.",
        ),
        Word::Mentors if mentee => on_directory::list(desk, acting, &command.argument),
        Word::MentorsNext if mentee => on_directory::next(desk, acting),
        Word::Mentor if mentee => on_directory::one(desk, acting, command),
        Word::Interested if mentee => on_interested::decide(desk, acting, command, message),
        Word::Withdraw if mentee => on_decision::withdraw(desk, acting, command.which()),
        Word::Mentors | Word::MentorsNext | Word::Mentor | Word::Interested | Word::Withdraw => not_allowed(
            desk,
            acting,
            "Only mentees look for mentors and ask them.",
            "Write HELP to see what you can do.",
        ),
        Word::Accept if !mentee => on_decision::accept(desk, acting, command.which(), message),
        Word::Decline if !mentee => on_decision::decline(desk, acting, command.which(), message),
        Word::Confirm if !mentee => yearly_review::confirm(desk, acting, message),
        Word::Limit if !mentee => on_pause::limit(desk, acting, command),
        Word::Accept | Word::Decline | Word::Limit => not_allowed(
            desk,
            acting,
            "Only a mentor can answer a request.",
            "To take a request of yours back, write WITHDRAW.",
        ),
        Word::Goal
        | Word::Goals
        | Word::Done
        | Word::Meet
        | Word::MeetCancel
        | Word::Cancel
        | Word::Share
        | Word::End => on_mentorship::decide(desk, acting, command, message),
        Word::Great | Word::Ok | Word::Rating | Word::Without => {
            on_answer::of_bare_word(desk, acting, command, message)
        }
        Word::Undo => on_undo::decide(desk, acting),
        Word::Pause => on_pause::pause(desk, acting),
        Word::Resume => on_pause::resume(desk, acting),
        Word::Yes | Word::No => on_meeting::answer(desk, acting, command.word, message),
        _ => not_allowed(
            desk,
            acting,
            &format!("{} cannot be done by mail yet.", command.word.as_str()),
            "Write STAFF and what you would like, and the team will see to it.",
        ),
    }
}

/// `JOIN` of somebody who is known: told how they stand, or given the form.
fn join(desk: Desk<'_>, acting: &Acting<'_, '_>, as_mentor: bool) -> Outcome {
    let mentee = acting.person.role == Role::Mentee;
    let role = if mentee { "mentee" } else { "mentor" };
    match acting.person.state {
        PersonState::Invited => on_join::ask(desk, acting),
        PersonState::Applied | PersonState::Waiting => {
            already(desk, acting, format!("You have applied to take part as a {role} already."))
        }
        _ if mentee && as_mentor => not_allowed(
            desk,
            acting,
            &format!("You take part as a {role}, and one person takes part as one of the two."),
            "To become a mentor, write LEAVE first, and then JOIN MENTOR.",
        ),
        _ => already(desk, acting, format!("You take part as a {role} already.")),
    }
}

/// Answers that a command is not open to its writer, and what is.
pub(super) fn not_allowed(mut desk: Desk<'_>, acting: &Acting<'_, '_>, why: &str, next: &str) -> Outcome {
    let notice = Notice::NotAllowed { why: why.to_owned(), next: next.to_owned() };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-allowed"))
}

/// Answers that a command came again, or too late.
pub(super) fn already(mut desk: Desk<'_>, acting: &Acting<'_, '_>, what: String) -> Outcome {
    desk.post(Draft::new(acting.person.id, Notice::AlreadyDone { what }).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("already-done"))
}
