//! What can happen: a mail, a moment that has come, a letter that could not be delivered.

use jiff::Timestamp;

use super::conversation::{ConversationId, InboxId};
use super::letter::LetterId;
use super::meeting::MeetingId;
use super::mentorship::MentorshipId;
use super::person::PersonId;
use super::question::QuestionId;
use super::request::RequestId;
use crate::mail::address::Address;
use crate::mail::inbound::Inbound;

/// One thing that happened, to be decided about.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// A mail came.
    Mail(Mail<'a>),
    /// A mail was too large to fetch; only its header was read into `mail.inbound`.
    TooBig {
        /// The header, parsed.
        mail: Mail<'a>,
        /// Its size in bytes.
        size: u64,
    },
    /// A moment that some rule waited for.
    Due(Due),
    /// Somebody's data is to be erased, on a wish that came by another way.
    Erase(PersonId),
    /// The mailbox could not be read for too long, or can be read again.
    Mailbox {
        /// When it was last read before that.
        since: Timestamp,
        /// Why it cannot be read; `None` where it can be again.
        why: Option<String>,
    },
    /// A letter was given up: it is not handed over again.
    GivenUp {
        /// The letter.
        letter: LetterId,
        /// Why.
        why: GivenUp,
    },
}

/// Why a letter is not handed over again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// The server refused its recipient; the enhanced status code (RFC 3463), where it gave one.
    Recipient(Option<String>),
    /// The server refused the message itself; the code as well.
    Message(Option<String>),
    /// The server refused who sends it, before it knew to whom.
    Sender,
    /// The server has put it off for too long.
    PutOff,
    /// Each time, or once at least, the connection was lost behind the text: it may have arrived.
    Unconfirmed,
}

/// A received mail with what the shell knows about its way here.
#[derive(Clone, Debug)]
pub struct Mail<'a> {
    /// Its row.
    pub inbox: InboxId,
    /// What it says.
    pub inbound: &'a Inbound,
    /// The reply token of its recipient address, opened: who it was made for, and where it leads.
    pub token: Option<(PersonId, ConversationId)>,
    /// The letter whose bounce address it came to (VERP).
    pub bounce_of: Option<LetterId>,
    /// Conversations of the token's owner that it was written to as well, in this one copy of it.
    pub also_in: Vec<ConversationId>,
    /// Those besides the service whom it was written to.
    pub also_to: Vec<Address>,
    /// A person has vouched for it by answering the question that held it.
    pub vouched: Option<PersonId>,
    /// Its writer has said that it goes without the addresses in it.
    pub leave_out: bool,
    /// When it reached the mailbox.
    pub received_at: Timestamp,
}

/// A moment that a rule waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Something about a request: a reminder, its expiry.
    Request(RequestId),
    /// Something about a mentorship: a nudge, a check-in.
    Mentorship(MentorshipId),
    /// Something about a person: an invitation to send.
    Person(PersonId),
    /// Something about a meeting: a reminder, its end.
    Meeting(MeetingId),
    /// Something about a question: a reminder.
    Question(QuestionId),
    /// The staff's digest for the period that ends at this instant.
    Digest(Timestamp),
}
