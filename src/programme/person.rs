//! The people of the programme and the states they go through.

use std::fmt;

use jiff::Timestamp;

use crate::mail::address::Address;

/// The number of a person; a mentor's is shown as `M17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub i64);

/// The reference by which mentees name a mentor.
impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{}", self.0)
    }
}

/// What somebody takes part as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// An alumna or alumnus who advises.
    Mentor,
    /// A student who asks.
    Mentee,
    /// Runs the programme; named in `config.toml`.
    Staff(Team),
}

/// Who of the staff looks after whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Team {
    /// Looks after mentors.
    Alumni,
    /// Looks after mentees.
    Careers,
}

/// Where a person stands (the table "People" of the programme).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonState {
    /// Staff imported or invited them, or they asked to join themselves; the joining form is not complete yet.
    Invited,
    /// Filled in the joining form and waits for staff.
    Applied,
    /// A mentor who applied outside a recruitment window.
    Waiting,
    /// Takes part.
    Active,
    /// Hidden from the directory, gets no new requests; what runs goes on.
    Paused,
    /// Stopped by staff: nothing of theirs is relayed.
    Suspended,
    /// Left; only the record stays.
    Left,
    /// Personal data removed, counts kept.
    Erased,
}

impl PersonState {
    /// Has the person stopped taking part, at their own word or the team's? Nothing is relayed to them, nor asked of them.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Suspended | Self::Left | Self::Erased)
    }
}

/// What a person says of themselves; an empty field is one they have not filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Course studied, or being studied.
    pub course: String,
    /// Mentor: current job.
    pub job: String,
    /// Mentor: job history.
    pub history: String,
    /// Mentor: key successes and responsibilities.
    pub strengths: String,
    /// Mentor: moves of country or industry.
    pub moves: String,
    /// Mentor: what they can help with; mentee: what they want help with.
    pub help: String,
    /// Mentor: languages.
    pub languages: String,
    /// Mentee: year of study.
    pub year: String,
    /// Mentee: month of graduation, `YYYY-MM`.
    pub graduation: String,
    /// Mentee: aims and ambitions.
    pub aims: String,
    /// What they like to be called, where that is not the first of their names.
    pub preferred_name: String,
    /// The language they like to talk in best.
    pub language: String,
}

/// How somebody came to take part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joining {
    /// Staff imported or invited them; else they asked by themselves.
    pub by_staff: bool,
    /// When the invitation of staff went out, or they asked to join.
    pub invited_at: Option<Timestamp>,
    /// How far the rule has come that waits for them: 1 when they have been reminded, 2 when nobody waits any more.
    pub reminders: u32,
    /// When their joining form was complete: the recruitment window counts from here.
    pub applied_at: Option<Timestamp>,
    /// Since when they have taken part, breaks included.
    pub active_since: Option<Timestamp>,
}

/// What was last done to look after a mentor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Care {
    /// The year of the last yearly review that they were asked for, or that passed by; 0 for none.
    pub reviewed_year: i64,
    /// From when on it counts that nobody asks them; `None`: since they have taken part.
    pub unasked_since: Option<Timestamp>,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The number, never reused.
    pub id: PersonId,
    /// What they take part as.
    pub role: Role,
    /// Where they stand.
    pub state: PersonState,
    /// The name others see.
    pub name: String,
    /// The address mail for them goes to; others they use are kept beside it by the store.
    pub address: Address,
    /// What they say of themselves.
    pub profile: Profile,
    /// How they came to take part.
    pub joining: Joining,
    /// What was last done to look after them.
    pub care: Care,
    /// Mentor: how many mentees at a time.
    pub capacity: u32,
    /// Their clocks stand still until then (an automatic reply said so).
    pub away_until: Option<Timestamp>,
    /// Mail to them is given up until it is known to arrive again: permanent failures of the address so far.
    pub failures: u32,
    /// When they were first heard of.
    pub created_at: Timestamp,
    /// When a rule about this person has to be looked at next: kept by `person_clock`, whatever is written here.
    pub due_at: Option<Timestamp>,
    /// Counts the changes, so that a lost race is noticed.
    pub version: i64,
}

impl Person {
    /// The team that looks after this person.
    pub fn team(&self) -> Team {
        match self.role {
            Role::Mentor => Team::Alumni,
            Role::Mentee => Team::Careers,
            Role::Staff(team) => team,
        }
    }

    /// Do they run the programme? Who is named in the configuration no more does not.
    pub fn is_staff(&self) -> bool {
        matches!(self.role, Role::Staff(_)) && self.state == PersonState::Active
    }

    /// What they like to be called, else the first of their names, for a greeting: "Jane" of "Dr. Jane Doe" and of "Doe, Jane". All of
    /// the name where it has no first one: "Mrs Doe".
    pub fn first_name(&self) -> &str {
        if !self.profile.preferred_name.is_empty() {
            return &self.profile.preferred_name;
        }
        let names = |part: &str| part.split_whitespace().filter(|word| !is_title(word)).count();
        let part = match self.name.split_once(',') {
            Some((_, given)) if names(given) > 0 => given,
            Some((before, _)) => before,
            None => &self.name,
        };
        let mut words = part.split_whitespace().skip_while(|word| is_title(word));
        let titled = part.split_whitespace().next().is_some_and(is_title);
        match words.next() {
            Some(first) if !titled || names(part) > 1 => first,
            _ => &self.name,
        }
    }
}

/// Is it a title or a degree, and no name?
fn is_title(word: &str) -> bool {
    const TITLES: &[&str] = &[
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "sir",
        "dame",
        "dr",
        "prof",
        "professor",
        "herr",
        "frau",
        "ing",
        "dipl-ing",
        "mag",
        "rev",
        "phd",
        "ph.d",
        "msc",
        "bsc",
        "mba",
        "jr",
        "sr",
    ];
    TITLES.contains(&word.trim_end_matches(['.', ',']).to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use crate::programme::tests::world::{MONA, person};

    use super::*;

    #[test]
    fn the_first_of_the_names_greets() {
        let cases = [
            ("Mona Berg", "Mona"),
            ("Mona", "Mona"),
            ("Berg, Mona", "Mona"),
            ("Berg, Dr. Mona Maria", "Mona"),
            ("Dr. Mona Berg", "Mona"),
            ("Prof. Dr. Mona Berg", "Mona"),
            ("Mona Berg, PhD", "Mona"),
            ("Mrs Berg", "Mrs Berg"),
            ("Dr", "Dr"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(person(MONA, Role::Mentor, name, "mona@corp.example").first_name(), expected, "{name}");
        }
    }
}
