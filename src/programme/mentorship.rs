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
    /// Something else.
    Other,
    /// They have not said.
    Unsaid,
    /// One of the two left the programme.
    Left,
    /// The yes to the request was taken back.
    Undone,
}

impl EndReason {
    /// The reason that `words` name, as the buttons of an ending write it.
    pub fn of_words(words: &str) -> Option<Self> {
        let words = words.trim().to_lowercase();
        match words.trim_start_matches("- ").trim_start_matches("the ") {
            "not the right fit" | "not right fit" | "not a good fit" | "right fit" | "fit" => Some(Self::Fit),
            "goals reached" | "goal reached" | "goals met" | "goals" => Some(Self::Goals),
            "no time" | "no more time" | "lack of time" | "time" => Some(Self::Time),
            "other" | "other reason" | "another reason" => Some(Self::Other),
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
            Self::Unsaid => "unsaid",
            Self::Left => "left",
            Self::Undone => "undone",
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
    /// How far the rules that wait have come with it.
    pub progress: Progress,
    /// When a rule about it has to be looked at next.
    pub due_at: Option<Timestamp>,
    /// Counts the changes, so that a lost race is noticed.
    pub version: i64,
}

/// How far the rules that wait have come with a mentorship.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Nudges in this quiet period: the first goes to the side whose turn it is, the second to both.
    pub nudges: u32,
    /// When the last of them went out.
    pub nudged_at: Option<Timestamp>,
    /// Do the quiet days not count, since one of the two is not there to answer?
    pub stopped: bool,
    /// From when on they count again, after they had not.
    pub resumed_at: Option<Timestamp>,
    /// After how many months the mentor was last asked how it goes; 0 for not yet.
    pub mentor_asked: i64,
    /// As `mentor_asked`, for the mentee.
    pub mentee_asked: i64,
    /// The months of graduation (`YYYY-MM`) before which both were asked whether to go on.
    pub graduations: Vec<String>,
    /// When the mentor asked to swap addresses; `None` while they have not, or have taken it back.
    pub mentor_shared_at: Option<Timestamp>,
    /// As `mentor_shared_at`, for the mentee.
    pub mentee_shared_at: Option<Timestamp>,
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

    /// Since when nobody has written.
    pub fn quiet_since(&self) -> Timestamp {
        let wrote = [self.mentor_wrote_at, self.mentee_wrote_at].into_iter().flatten();
        wrote.fold(self.began_at, Timestamp::max)
    }

    /// Whose turn it is to write: the one who did not write last. The first word is the mentee's, who asked for a mentor.
    pub fn turn(&self) -> PersonId {
        if self.mentee_wrote_at > self.mentor_wrote_at { self.mentor } else { self.mentee }
    }

    /// The mentorship after a message of this person: a quiet period is over.
    pub fn wrote(mut self, person: PersonId, now: Timestamp) -> Self {
        if person == self.mentor {
            self.mentor_wrote_at = Some(now);
        } else {
            self.mentee_wrote_at = Some(now);
        }
        self.progress = Progress { nudges: 0, nudged_at: None, resumed_at: None, ..self.progress };
        self
    }

    /// Have both asked to swap addresses?
    pub fn shared(&self) -> bool {
        self.progress.mentor_shared_at.is_some() && self.progress.mentee_shared_at.is_some()
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
