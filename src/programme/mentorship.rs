//! A mentorship: what an accepted request becomes.

use jiff::Timestamp;

use super::conversation::ConversationId;
use super::person::PersonId;
use super::request::RequestId;

/// The number of a mentorship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MentorshipId(pub i64);

/// Why a mentorship ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// Not the right fit.
    Fit,
    /// Goals reached.
    Goals,
    /// No time.
    Time,
    /// Something else, or not said.
    Other,
    /// One of the two left the programme.
    Left,
}

impl EndReason {
    /// The reason that `words` name, as the buttons of an ending write it.
    pub fn of_words(words: &str) -> Option<Self> {
        let words = words.trim().to_lowercase();
        match words.trim_start_matches("- ").trim_start_matches("the ") {
            "not the right fit" | "fit" => Some(Self::Fit),
            "goals reached" | "goals" => Some(Self::Goals),
            "no time" | "time" => Some(Self::Time),
            "other" => Some(Self::Other),
            _ => None,
        }
    }

    /// The word it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Goals => "goals",
            Self::Time => "time",
            Self::Other => "other",
            Self::Left => "left",
        }
    }
}

/// One mentorship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentorship {
    /// The number, never reused.
    pub id: MentorshipId,
    /// The request it came from.
    pub request: RequestId,
    /// Who advises.
    pub mentor: PersonId,
    /// Who is advised.
    pub mentee: PersonId,
    /// Where the two talk.
    pub conversation: ConversationId,
    /// When it began.
    pub began_at: Timestamp,
    /// When, by whom and why it ended; `None` while it runs.
    pub ended: Option<Ended>,
    /// When the mentor last wrote.
    pub mentor_wrote_at: Option<Timestamp>,
    /// When the mentee last wrote.
    pub mentee_wrote_at: Option<Timestamp>,
    /// When a rule about it has to be looked at next.
    pub due_at: Option<Timestamp>,
    /// Counts the changes, so that a lost race is noticed.
    pub version: i64,
}

/// The end of a mentorship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// Why.
    pub reason: EndReason,
}

impl Mentorship {
    /// Does it still run?
    pub fn running(&self) -> bool {
        self.ended.is_none()
    }

    /// The other one of the two; `None` for somebody who is neither.
    pub fn other(&self, person: PersonId) -> Option<PersonId> {
        match person {
            p if p == self.mentor => Some(self.mentee),
            p if p == self.mentee => Some(self.mentor),
            _ => None,
        }
    }
}
