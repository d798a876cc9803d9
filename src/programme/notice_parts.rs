//! The lines and tables that notices are made of.

use serde::Serialize;

/// A mentor on two lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MentorLine {
    /// Reference (`M17`).
    pub reference: String,
    /// Name.
    pub name: String,
    /// Two lines' worth: job, course, place.
    pub summary: String,
    /// Why they are shown, a few words; may be empty.
    pub why: String,
    /// What is to be known before asking, one sentence; may be empty.
    pub note: String,
    /// They cannot be asked now.
    pub closed: bool,
}

/// A mentor's whole profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MentorPage {
    /// Reference (`M17`).
    pub reference: String,
    /// Name.
    pub name: String,
    /// What there is of the profile: label and value, in reading order, empty ones left out.
    pub fields: Vec<ProfileField>,
    /// What is to be known before asking, one sentence; may be empty.
    pub note: String,
    /// They cannot be asked now.
    pub closed: bool,
}

/// One field of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileField {
    /// What it is, for people.
    pub label: String,
    /// What it says.
    pub value: String,
}

/// One goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GoalLine {
    /// Its number.
    pub number: i64,
    /// What it is.
    pub goal: String,
    /// Is it met?
    pub met: bool,
}

/// One line of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormLine {
    /// The number in front.
    pub number: u32,
    /// What is asked.
    pub label: String,
    /// A few words beside it; may be empty.
    pub hint: String,
    /// Does it want to be looked at again?
    pub mark: bool,
    /// What has been said so far; may be empty, may have several lines.
    pub value: String,
}

/// A word that can be written, and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WordLine {
    /// The word or words, as to be written.
    pub word: String,
    /// What it does: the rest of a sentence.
    pub does: String,
    /// Can it be sent as it stands (a button), or does it want something filled in?
    pub button: bool,
}

/// Which step was taken back: one of them is true.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UndoneStep {
    /// A yes to a request.
    pub accept: bool,
    /// A no to a request.
    pub decline: bool,
    /// The end of a mentorship.
    pub end: bool,
    /// The beginning of a break.
    pub pause: bool,
    /// When the meeting is that was called off by the end, and is ahead again; empty for none.
    pub meeting: String,
    /// That meeting is agreed (else it waits for an answer).
    pub agreed: bool,
}

/// An answer of the handbook by its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaqTitle {
    /// What `FAQ` is followed by to get it.
    pub name: String,
    /// The question it answers.
    pub title: String,
}

/// Answers of the handbook under a heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaqGroup {
    /// The heading.
    pub heading: String,
    /// The answers.
    pub titles: Vec<FaqTitle>,
}

/// The numbers of the programme that answers name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaqNumbers {
    /// How many requests a mentee may have open.
    pub open_requests: u32,
    /// After how many days a mentor who said no may be asked again.
    pub ask_again_days: i64,
    /// After how many days a request ends.
    pub expiry_days: i64,
    /// How many mentees at a time are suggested.
    pub suggested_mentees: u32,
    /// After how many days without a word there is a reminder.
    pub quiet_days: i64,
    /// For how many hours a step can be taken back.
    pub undo_hours: i64,
    /// The months in which mentors are taken in, in words.
    pub windows: String,
}

/// One line of a staff mail and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TranscriptLine {
    /// The line as it was read.
    pub line: String,
    /// What it did, or why not.
    pub answer: String,
    /// Was it carried out?
    pub ok: bool,
}

/// Something that waits for staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionLine {
    /// What it is, one sentence.
    pub what: String,
    /// What can be answered.
    pub options: Vec<WordLine>,
}

/// One figure of a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// What it counts.
    pub label: String,
    /// How many.
    pub value: u32,
}

/// One week of the digest's chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WeekFigures {
    /// The day it began on, for people ("5 Oct").
    pub week: String,
    /// Requests sent.
    pub requests: u32,
    /// Requests accepted.
    pub acceptances: u32,
    /// Mentorships that ran at its end.
    pub running: u32,
}
