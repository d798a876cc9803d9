//! The one door to the rules: an event and what is known of it go in, what comes of it goes out.

use jiff::Timestamp;

use super::command::{Command, Word};
use super::desk::Desk;
use super::event::{Due, Event};
use super::outcome::Outcome;
use super::policy::Policy;
use super::snapshot::{Needs, Snapshot};
use super::{on_due, on_erase, on_given_up, on_mail, on_mailbox, on_too_big};
use crate::ids::Ids;

/// Decides what comes of an event. Total: bad mail has an outcome, never an error.
pub fn decide(snapshot: &Snapshot, event: &Event<'_>, policy: &Policy, now: Timestamp, ids: &mut Ids) -> Outcome {
    let desk = Desk::new(snapshot, policy, now, ids);
    match event {
        Event::Mail(mail) => on_mail::decide(desk, mail),
        Event::TooBig { mail, size } => on_too_big::decide(desk, mail, *size),
        Event::Due(due) => on_due::decide(desk, *due),
        Event::Mailbox { since, why } => on_mailbox::decide(desk, *since, why.as_deref()),
        Event::Erase(person) => on_erase::on_wish(desk, *person),
        Event::GivenUp { letter, why } => on_given_up::decide(desk, *letter, why),
    }
}

/// What has to be loaded for an event beyond the rows it is about. Rather too much than too little.
pub fn needs(event: &Event<'_>) -> Needs {
    let directory = match event {
        Event::Mail(mail) => {
            Command::read(&mail.inbound.text).is_some_and(|(command, _)| {
                matches!(
                    command.word,
                    Word::Mentors
                        | Word::MentorsNext
                        | Word::Mentor
                        | Word::Interested
                        | Word::Decline
                        | Word::No
                        | Word::Withdraw
                        | Word::Accept
                        | Word::Yes
                        | Word::Pause
                        | Word::Leave
                        | Word::Erase
                        | Word::End
                )
            }) || super::staff_command::needs_directory(&mail.inbound.text)
        }
        Event::Due(due) => matches!(due, Due::Request(_)),
        Event::TooBig { .. } | Event::Mailbox { .. } | Event::Erase(_) | Event::GivenUp { .. } => false,
    };
    let asks = |word: Word| match event {
        Event::Mail(mail) => Command::read(&mail.inbound.text).is_some_and(|(command, _)| command.word == word),
        _ => false,
    };
    let person = match event {
        Event::Mail(mail) => Command::read(&mail.inbound.text).and_then(|(command, _)| command.mentor()),
        _ => None,
    };
    Needs { directory, person, keepsake: asks(Word::MyData), steps: asks(Word::Undo) || asks(Word::Status) }
}
