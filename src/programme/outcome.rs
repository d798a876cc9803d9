//! What a decision comes to.

use super::change::Change;
use super::conversation::HeldId;
use super::letter::Letter;

/// The answer of [`super::decide::decide`]: one disposition, the changes, and the letters, to be stored together or not at all.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What became of the event.
    pub disposition: Disposition,
    /// The rows that change.
    pub changes: Vec<Change>,
    /// The mails to send, in this order.
    pub letters: Vec<Letter>,
}

/// Where every mail ends (rule 1 of the programme).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// A command was carried out.
    Done(&'static str),
    /// A person's words were passed on.
    Relayed,
    /// Nothing changed; the writer was answered.
    Answered(&'static str),
    /// It waits for somebody's word.
    Held(HeldId),
    /// Nothing came of it, for this reason.
    Ignored(Ignored),
}

/// Why nothing came of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// Our own mail come back.
    Own,
    /// A bounce, noted against the address it is about.
    Bounce,
    /// A bounce that names no letter or address of ours.
    UnknownBounce,
    /// An abuse report, noted.
    Complaint,
    /// A receipt.
    Receipt,
    /// Automatic mail, noted where it says that somebody is away.
    Automatic,
    /// The very same message was handled before.
    Duplicate,
    /// Answering it could go on for ever: too many answers to that address today.
    AnswerLimit,
    /// It would have got the same answer as the mail before it.
    SameAnswer,
    /// Too many `Received` fields.
    Loop,
    /// The sender's authenticity failed; the registered address was told or asked where that was due.
    Forged,
    /// Its writer has left, is suspended or erased.
    NotTakingPart,
    /// Its writer said not to send it, or did not answer the question.
    Dropped,
    /// Nothing in it could be read.
    Unreadable,
    /// A rule looked and found that nothing had to be done.
    NothingDue,
    /// An answer to an invitation that belongs to no meeting.
    NoMeeting,
}

impl Ignored {
    /// The reason as `trace` shows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "our own mail came back",
            Self::Bounce => "a bounce, noted against its address",
            Self::UnknownBounce => "a bounce of something we did not send",
            Self::Complaint => "an abuse report, noted",
            Self::Receipt => "a receipt",
            Self::Automatic => "an automatic reply, noted",
            Self::Duplicate => "the same mail was handled before",
            Self::AnswerLimit => "too many answers to that address today",
            Self::SameAnswer => "it would have got the same answer as the one before",
            Self::Loop => "it has been through too many servers: a loop",
            Self::Forged => "its sender is not who it says",
            Self::NotTakingPart => "its writer does not take part",
            Self::Dropped => "its writer did not want it sent",
            Self::Unreadable => "nothing in it could be read",
            Self::NothingDue => "nothing had to be done",
            Self::NoMeeting => "it answers an invitation that is not ours",
        }
    }
}
