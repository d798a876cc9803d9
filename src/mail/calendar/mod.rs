//! Calendar parts (iCalendar, RFC 5545; iTIP, RFC 5546; iMIP, RFC 6047): bytes to plain values and back.

mod line;
mod read;
#[cfg(test)]
mod tests;
mod windows;
mod write;

use jiff::Timestamp;

pub use read::read;
pub use write::write;

use super::address::{Address, Mailbox};

/// What a calendar part asks of its reader (RFC 5546, section 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// An invitation, or a change of one.
    Request,
    /// An answer to one.
    Reply,
    /// Another time, suggested by somebody invited.
    Counter,
    /// It is off.
    Cancel,
    /// Anything else, and parts that say nothing.
    Other,
}

/// What somebody invited answers (`PARTSTAT`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Comes.
    Accepted,
    /// Does not come.
    Declined,
    /// May come.
    Tentative,
}

/// One event of a calendar part, as far as a meeting of two needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What is asked.
    pub method: Method,
    /// Which event it is.
    pub uid: String,
    /// Which version of it.
    pub sequence: Option<u32>,
    /// When it begins; `None` where that cannot be told for certain (a whole day, a zone nobody knows).
    pub start: Option<Timestamp>,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// Does it come again and again?
    pub repeats: bool,
    /// Its title.
    pub summary: String,
    /// Where.
    pub location: String,
    /// What the answering person wrote beside the answer.
    pub comment: String,
    /// Who is invited, with their answers, at most 50.
    pub attendees: Vec<(Address, Option<Answer>)>,
    /// Was it written by Outlook or Exchange, which put the comment of an answer into the mail's text?
    pub by_microsoft: bool,
}

/// An event to be written for one person.
#[derive(Clone, Debug)]
pub struct Invite {
    /// Off, rather than on?
    pub cancelled: bool,
    /// Waits for a yes of its reader?
    pub tentative: bool,
    /// Which event it is; stable through all its changes.
    pub uid: String,
    /// Which version of it; never falls.
    pub sequence: u32,
    /// When it is written.
    pub stamp: Timestamp,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Its title.
    pub summary: String,
    /// What it is about and how to change it.
    pub description: String,
    /// Where; may be empty.
    pub location: String,
    /// Who invites: whoever answers answers there.
    pub organizer: Mailbox,
    /// Who is invited: its reader.
    pub attendee: Mailbox,
}

impl Invite {
    /// The `method` that stands in the part and beside its media type (RFC 6047, section 2.4).
    pub fn method(&self) -> &'static str {
        if self.cancelled { "CANCEL" } else { "REQUEST" }
    }
}

impl Event {
    /// The answer of the one of these addresses that is among those invited; without any, the only answer there is.
    pub fn answer_of(&self, keys: &[String]) -> Option<Answer> {
        let own = self.attendees.iter().find(|(address, _)| keys.contains(&address.key()));
        match (own, self.attendees.as_slice()) {
            (Some((_, answer)), _) => *answer,
            (None, [(_, answer)]) => *answer,
            _ => None,
        }
    }
}
