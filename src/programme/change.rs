//! What a decision changes: whole rows put in place, each only if nobody else changed it meanwhile.

use jiff::Timestamp;

use super::case::Case;
use super::conversation::{Conversation, ConversationId, Held, HeldId, InboxId};
use super::goal::Goal;
use super::letter::LetterId;
use super::meeting::Meeting;
use super::mentorship::Mentorship;
use super::person::{Person, PersonId};
use super::question::Question;
use super::request::Request;
use super::snapshot::View;
use crate::mail::address::Address;

/// One change. `New…` inserts; the others replace the row whose version is still the one they carry, and raise it.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new conversation.
    NewConversation(Conversation),
    /// A new request.
    NewRequest(Request),
    /// A request as it is now.
    Request(Request),
    /// A new mentorship.
    NewMentorship(Mentorship),
    /// A mentorship as it is now.
    Mentorship(Mentorship),
    /// The mentorships of a person, whose standing has changed, are to be looked at now.
    WakeMentorships(PersonId),
    /// The held words of the first to the second that wait until both swap addresses are to be looked at now.
    WakeWords(PersonId, PersonId),
    /// A new goal.
    NewGoal(Goal),
    /// A goal that is met now.
    Goal(Goal),
    /// A new meeting.
    NewMeeting(Meeting),
    /// A meeting as it is now.
    Meeting(Meeting),
    /// A new case.
    NewCase(Case),
    /// A case as it is now.
    Case(Case),
    /// A new question.
    NewQuestion(Question),
    /// A question as it is now.
    Question(Question),
    /// Somebody new, at an address that is nobody's yet.
    NewPerson(Person),
    /// A person as they are now.
    Person(Person),
    /// One more address of a person.
    NewAddress(PersonId, Address),
    /// An address of a person that is theirs no longer; never the one their mail goes to.
    DropAddress(PersonId, Address),
    /// A mail is held.
    NewHeld(Held),
    /// A held mail is released to be handled anew, vouched for by the person, or dropped.
    DecideHeld {
        /// Which.
        held: HeldId,
        /// The version it was read at.
        version: i64,
        /// The mail that waited.
        inbox: InboxId,
        /// Who vouches for it now; `None` drops it.
        vouched: Option<PersonId>,
        /// It goes without the addresses in it.
        leave_out: bool,
    },
    /// Under which Message-ID a person's mail program knows an entry of a thread.
    ThreadId {
        /// The conversation.
        conversation: ConversationId,
        /// The entry.
        entry: i64,
        /// What the entry answers.
        parent: Option<i64>,
        /// Whose mail program.
        person: PersonId,
        /// The id, without angle brackets.
        message_id: String,
    },
    /// A mail that was given up is looked at: it does not wait for staff any more.
    InboxClosed(InboxId),
    /// What somebody was shown of the directory.
    Viewed(PersonId, View),
    /// A letter is known not to have arrived; told once.
    LetterFailed(LetterId),
    /// The digest for the period that ends at this instant has been made.
    DigestDone(Timestamp),
    /// A line of the audit record: who did what to whom.
    Audit {
        /// Who acted; `None` for the clock.
        actor: Option<PersonId>,
        /// What happened, e.g. `request.accepted`.
        what: &'static str,
        /// The number of what it happened to.
        subject: i64,
    },
}
