//! Finding mentors by words: folding and stemming, synonyms, and an index that ranks. Pure, and the same on every database.

pub mod index;
mod stem;
mod synonyms;
pub(super) mod words;

use self::index::{Field, Index};
use super::person::Person;

/// The index of these people, each known by their place.
///
/// It follows from their names and profiles alone, so that whoever has indexed the same list before may hand the index on.
pub fn index<'p>(people: impl IntoIterator<Item = &'p Person>) -> Index {
    Index::of(people.into_iter().map(|person| fields(person).to_vec()))
}

/// What is searched of a person.
pub(super) fn fields(person: &Person) -> [(Field, &str); 8] {
    let p = &person.profile;
    [
        (Field::Help, p.help.as_str()),
        (Field::Job, p.job.as_str()),
        (Field::Moves, p.moves.as_str()),
        (Field::Course, p.course.as_str()),
        (Field::Languages, p.languages.as_str()),
        (Field::History, p.history.as_str()),
        (Field::Strengths, p.strengths.as_str()),
        (Field::Name, person.name.as_str()),
    ]
}
