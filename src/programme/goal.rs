//! The goals of a mentorship.

use jiff::Timestamp;

use super::mentorship::MentorshipId;
use super::person::PersonId;

/// One goal; its number counts within its mentorship, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Of which mentorship.
    pub mentorship: MentorshipId,
    /// Its number there.
    pub number: i64,
    /// What it is.
    pub words: String,
    /// Who added it.
    pub added_by: PersonId,
    /// When.
    pub added_at: Timestamp,
    /// Who said that it is met, and when; `None` while it is open.
    pub met: Option<(PersonId, Timestamp)>,
}

impl Goal {
    /// Is it still to be reached?
    pub fn open(&self) -> bool {
        self.met.is_none()
    }
}
