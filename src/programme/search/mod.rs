//! Finding mentors by words: folding and stemming, synonyms, and an index that ranks. Pure, and the same on every database.

pub mod index;
mod slip;
mod stem;
mod synonyms;
pub(super) mod words;

use self::index::{Field, Index};
use super::person::Person;

/// The index of these people.
///
/// It follows from their names and profiles alone, so that whoever has indexed the same people before may hand the index on.
pub fn index<'p>(people: impl IntoIterator<Item = &'p Person>) -> Index {
    let mut index = Index::default();
    for person in people {
        index.put(person.id, &fields(person));
    }
    index
}

/// Does a search find the one as it finds the other?
pub fn finds_alike(one: Option<&Person>, other: Option<&Person>) -> bool {
    one.map(|person| (person.id, fields(person))) == other.map(|person| (person.id, fields(person)))
}

/// Takes a person out of the index as they were when they were put in, where they were, and puts them in as they are now, where they
/// still belong there.
pub fn replace(index: &mut Index, old: Option<&Person>, new: Option<&Person>) {
    if let Some(old) = old {
        index.take(old.id, &fields(old));
    }
    if let Some(new) = new {
        index.put(new.id, &fields(new));
    }
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
