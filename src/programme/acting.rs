//! Somebody who wrote: who it is, with what proof, and what their mail is about.

use super::case::Case;
use super::conversation::{ConversationId, Held, Topic};
use super::desk::Desk;
use super::event::Mail;
use super::guard::Proof;
use super::person::{Person, Role};
use super::question::Question;
use super::request::Request;

/// The author of a mail at work.
pub(super) struct Acting<'m, 'i> {
    /// The person.
    pub person: Person,
    /// How sure that is.
    pub proof: Proof,
    /// Their mail.
    pub mail: &'m Mail<'i>,
    /// What it is about.
    pub place: Place,
}

/// What a mail is about: the conversation it answers, if its writer has a part in it.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// The service itself.
    Service,
    /// A request, or the mentorship that came of it.
    Pair(Request),
    /// A case.
    Case(Case),
    /// A question about a held mail.
    Held(Held, ConversationId),
    /// A question of the programme.
    Question(Question),
}

impl Acting<'_, '_> {
    /// Is the writer sure enough for a state to change?
    pub fn proven(&self) -> bool {
        self.proof == Proof::Proven
    }

    /// The words, trimmed.
    pub fn words(&self) -> &str {
        self.mail.inbound.text.trim()
    }
}

/// What the mail of this person is about. A conversation of others, however its id was come by, counts as none.
pub(super) fn place(desk: &Desk<'_>, person: &Person) -> Place {
    let Some(conversation) = &desk.snapshot.conversation else { return Place::Service };
    match conversation.topic {
        Topic::Service(_) => Place::Service,
        Topic::Pair(id) => match &desk.snapshot.request {
            Some(request) if request.id == id && [request.mentee, request.mentor].contains(&person.id) => {
                Place::Pair(request.clone())
            }
            _ => Place::Service,
        },
        Topic::Case(id) => match &desk.snapshot.case {
            Some(case) if case.id == id && (case.person == person.id || matches!(person.role, Role::Staff(_))) => {
                Place::Case(case.clone())
            }
            _ => Place::Service,
        },
        Topic::Held(id) => match &desk.snapshot.held {
            Some(held) if held.id == id && held.asked == person.id => Place::Held(held.clone(), conversation.id),
            _ => Place::Service,
        },
        Topic::Question(id) => match &desk.snapshot.question {
            Some(question) if question.id == id && question.asked == person.id => Place::Question(question.clone()),
            _ => Place::Service,
        },
    }
}
