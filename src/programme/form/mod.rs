//! The forms that travel in the body of a mail, `Field: value` line by line: what they ask of whom, how they look when they are sent.
//!
//! What comes back is read by `read` and weighed, answer by answer, by `value`.

pub(super) mod read;
pub(super) mod value;

use super::notice::FormLine;
use super::person::{Person, Role};

/// One thing that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Their name.
    Name,
    /// What they like to be called.
    PreferredName,
    /// The course they studied, or study.
    Course,
    /// Mentor: the current job.
    Job,
    /// Mentor: the jobs before it.
    History,
    /// Mentor: successes and responsibilities.
    Strengths,
    /// Mentor: moves of country or industry.
    Moves,
    /// Mentee: the year of study.
    Year,
    /// Mentee: the month of graduation.
    Graduation,
    /// Mentee: aims and ambitions.
    Aims,
    /// What they can help with, or want help with.
    Help,
    /// Mentor: how many mentees at a time.
    Capacity,
    /// Mentor: the languages they speak.
    Languages,
    /// The language they like best for a talk.
    Language,
    /// As what somebody joins; asked while they join only.
    Role,
}

/// What is asked of a mentor, in order; the position is the number in front.
const OF_MENTORS: &[Field] = &[
    Field::Name,
    Field::PreferredName,
    Field::Course,
    Field::Job,
    Field::History,
    Field::Strengths,
    Field::Moves,
    Field::Help,
    Field::Capacity,
    Field::Languages,
    Field::Language,
    Field::Role,
];

/// What is asked of a mentee.
const OF_MENTEES: &[Field] = &[
    Field::Name,
    Field::PreferredName,
    Field::Course,
    Field::Year,
    Field::Graduation,
    Field::Aims,
    Field::Help,
    Field::Language,
    Field::Role,
];

/// The fields of a role's form.
pub(super) fn fields(mentor: bool) -> &'static [Field] {
    if mentor { OF_MENTORS } else { OF_MENTEES }
}

impl Field {
    /// What the form calls it.
    pub fn label(self, mentor: bool) -> &'static str {
        match (self, mentor) {
            (Self::Name, _) => "Name",
            (Self::PreferredName, _) => "Preferred name",
            (Self::Course, true) => "Course studied",
            (Self::Course, false) => "Course",
            (Self::Job, _) => "Current job",
            (Self::History, _) => "Job history",
            (Self::Strengths, _) => "Key successes and responsibilities",
            (Self::Moves, _) => "Moves of country or industry",
            (Self::Year, _) => "Year of study",
            (Self::Graduation, _) => "Month of graduation",
            (Self::Aims, _) => "Aims and ambitions",
            (Self::Help, true) => "What you can help with",
            (Self::Help, false) => "What you want help with",
            (Self::Capacity, _) => "How many mentees at a time",
            (Self::Languages, _) => "Languages you speak",
            (Self::Language, _) => "Language you like best for a talk",
            (Self::Role, _) => "Joining as",
        }
    }

    /// A few words beside the label; short, since mail programs break long lines.
    pub fn hint(self) -> &'static str {
        match self {
            Self::PreferredName => "what we call you, if you like",
            Self::Graduation => "such as 2027-07",
            Self::Moves | Self::History | Self::Strengths | Self::Languages | Self::Language => "if you like",
            Self::Role => "mentor or mentee",
            _ => "",
        }
    }

    /// What people write for the label, when they write it themselves.
    fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["full name", "your name", "my name"],
            Self::PreferredName => &["preferred_name", "known as", "nickname", "call me"],
            Self::Course => &["course studied", "course", "course of study", "degree", "subject", "course(s) studied"],
            Self::Job => &["job", "current role", "current position", "position", "occupation", "job title"],
            Self::History => &["history", "career history", "previous jobs", "work history", "employment history"],
            Self::Strengths => &["strengths", "key successes", "successes", "key responsibilities", "responsibilities"],
            Self::Moves => &["moves", "moves of country", "moves of industry", "moves of country / industry"],
            Self::Year => &["year"],
            Self::Graduation => {
                &["graduation", "graduation date", "graduation month", "date of graduation", "graduating"]
            }
            Self::Aims => &["aims", "ambitions", "aims & ambitions", "my aims"],
            Self::Help => &[
                "help",
                "help with",
                "can help with",
                "what i can help with",
                "want help with",
                "what i want help with",
            ],
            Self::Capacity => &["limit", "number of mentees", "how many mentees", "mentees", "mentees at a time"],
            Self::Languages => &["languages", "language(s)", "languages spoken"],
            Self::Language => &["preferred language", "language", "best language"],
            Self::Role => &["role", "join as"],
        }
    }

    /// Must it be answered before somebody takes part?
    pub fn required(self) -> bool {
        matches!(self, Self::Name | Self::Course | Self::Job | Self::Year | Self::Graduation | Self::Aims | Self::Help)
    }

    /// May it have several lines?
    fn long(self) -> bool {
        matches!(self, Self::Job | Self::History | Self::Strengths | Self::Moves | Self::Aims | Self::Help)
    }

    /// How many characters it may have.
    fn most(self) -> usize {
        match self {
            Self::Name | Self::PreferredName | Self::Year | Self::Language => 100,
            _ if self.long() => 5_000,
            _ => 300,
        }
    }

    /// What a person has said, as the form shows it.
    pub fn of(self, person: &Person) -> String {
        let p = &person.profile;
        match self {
            Self::Name => person.name.clone(),
            Self::PreferredName => p.preferred_name.clone(),
            Self::Course => p.course.clone(),
            Self::Job => p.job.clone(),
            Self::History => p.history.clone(),
            Self::Strengths => p.strengths.clone(),
            Self::Moves => p.moves.clone(),
            Self::Year => p.year.clone(),
            Self::Graduation => p.graduation.clone(),
            Self::Aims => p.aims.clone(),
            Self::Help => p.help.clone(),
            Self::Capacity => person.capacity.to_string(),
            Self::Languages => p.languages.clone(),
            Self::Language => p.language.clone(),
            Self::Role => if person.role == Role::Mentor { "mentor" } else { "mentee" }.to_owned(),
        }
    }

    /// Puts a value that has been weighed where it belongs.
    pub fn put(self, person: &mut Person, value: String) {
        let p = &mut person.profile;
        match self {
            Self::Name => person.name = value,
            Self::PreferredName => p.preferred_name = value,
            Self::Course => p.course = value,
            Self::Job => p.job = value,
            Self::History => p.history = value,
            Self::Strengths => p.strengths = value,
            Self::Moves => p.moves = value,
            Self::Year => p.year = value,
            Self::Graduation => p.graduation = value,
            Self::Aims => p.aims = value,
            Self::Help => p.help = value,
            Self::Capacity => person.capacity = value.parse().unwrap_or(person.capacity),
            Self::Languages => p.languages = value,
            Self::Language => p.language = value,
            Self::Role => person.role = if value == "mentor" { Role::Mentor } else { Role::Mentee },
        }
    }
}

/// What is still missing before a person can take part.
pub(super) fn missing(person: &Person) -> Vec<Field> {
    let empty = |field: &Field| field.required() && field.of(person).trim().is_empty();
    fields(person.role == Role::Mentor).iter().copied().filter(empty).collect()
}

/// A field of which something is wrong: what was written, and what is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub field: Field,
    /// What was written; empty where nothing was.
    pub written: String,
    /// What to do.
    pub why: String,
}

/// The lines of a person's form. While they join it asks as what; what is wrong is marked and shown as it was written.
pub(super) fn lines(person: &Person, joining: bool, wrong: &[Wrong]) -> Vec<FormLine> {
    let mentor = person.role == Role::Mentor;
    let asked = fields(mentor).iter().zip(1u32..).filter(|(field, _)| joining || **field != Field::Role);
    let line = |(field, number): (&Field, u32)| {
        let fault = wrong.iter().find(|wrong| wrong.field == *field);
        FormLine {
            number,
            label: field.label(mentor).to_owned(),
            hint: field.hint().to_owned(),
            mark: fault.is_some(),
            value: fault.map_or_else(|| field.of(person), |fault| fault.written.clone()),
        }
    };
    asked.map(line).collect()
}
