//! A case: somebody's words to the team that looks after them.

use jiff::Timestamp;

use super::conversation::ConversationId;
use super::person::{PersonId, Team};

/// The number of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseId(pub i64);

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The number, never reused.
    pub id: CaseId,
    /// Who opened it.
    pub person: PersonId,
    /// Who looks after it.
    pub team: Team,
    /// Is it a concern, which comes first in the digest and is never shown to another participant?
    pub concern: bool,
    /// Where it is talked about.
    pub conversation: ConversationId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When staff last answered; `None` while nobody has.
    pub answered_at: Option<Timestamp>,
    /// When it was closed; `None` while it is open. A new reply opens it again.
    pub closed_at: Option<Timestamp>,
    /// The person's last words, for whoever takes the case over; bounded.
    pub words: String,
    /// Counts the changes, so that a lost race is noticed.
    pub version: i64,
}

impl Case {
    /// Was it closed from the beginning, and is still so? It keeps words for the team that asked nothing, such as feedback.
    pub fn asks_nothing(&self) -> bool {
        self.closed_at == Some(self.opened_at)
    }
}
