//! The directory: which mentors a mentee is shown, in which order, and why.

use std::collections::BTreeSet;

use super::notice::{MentorLine, MentorPage, ProfileField};
use super::person::{Person, PersonId, Profile};
use super::snapshot::MentorEntry;

/// More words than these say nothing more, and would only cost time.
const MAX_QUERY_WORDS: usize = 40;

/// Words too common to tell mentors apart.
const STOP_WORDS: &[&str] = &[
    "about", "all", "also", "and", "any", "are", "been", "but", "can", "career", "careers", "course", "for", "from",
    "get", "have", "help", "how", "into", "job", "like", "mentor", "mentors", "my", "not", "of", "on", "or", "other",
    "out", "some", "that", "the", "their", "this", "to", "want", "was", "what", "when", "where", "which", "who",
    "will", "with", "would", "work", "you", "your", "in", "it", "is", "at", "as", "an", "me", "we", "be", "by", "do",
    "so", "bsc", "msc", "ba", "ma", "year", "would",
];

/// A page's worth of mentors, best first.
pub(super) struct Found<'a> {
    /// All that fit, best first, with the words they were found by.
    pub entries: Vec<(&'a MentorEntry, Vec<String>)>,
    /// Nothing fitted all the words.
    pub widened: bool,
}

/// Has this mentor all the mentees they want?
pub(super) fn full(entry: &MentorEntry) -> bool {
    entry.running >= entry.person.capacity
}

/// The words of a text that can tell one mentor from another, in lower case, no repeats, in reading order.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let split = text.split(|c: char| !(c.is_alphanumeric() || c == '+' || c == '#'));
    split
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 1 && !STOP_WORDS.contains(&word.as_str()))
        .filter(|word| seen.insert(word.clone()))
        .take(MAX_QUERY_WORDS)
        .collect()
}

/// Mentors with room, ranked by what this mentee wants and aims at.
pub(super) fn ranked<'a>(directory: &'a [MentorEntry], mentee: &Profile, without: &[PersonId]) -> Found<'a> {
    let help = words(&mentee.help);
    let rest = words(&format!("{} {}", mentee.aims, mentee.course));
    let open = directory.iter().filter(|entry| !full(entry) && !without.contains(&entry.person.id));
    let scored = open.map(|entry| {
        let index = Index::of(&entry.person);
        let (for_help, mut why) = index.score(&help);
        let (for_rest, more) = index.score(&rest);
        why.extend(more.into_iter().filter(|word| !help.contains(word)));
        (for_help * 2 + for_rest, entry, why)
    });
    Found { entries: sorted(scored.collect()), widened: false }
}

/// Mentors whom all words fit; where nobody does, those whom the most fit.
pub(super) fn search<'a>(directory: &'a [MentorEntry], query: &str) -> Found<'a> {
    let wanted = words(query);
    let scored: Vec<_> = directory
        .iter()
        .map(|entry| {
            let (score, why) = Index::of(&entry.person).score(&wanted);
            (score, entry, why)
        })
        .filter(|(_, _, why)| !why.is_empty())
        .collect();
    let all: Vec<_> = scored.iter().filter(|(_, _, why)| why.len() == wanted.len()).cloned().collect();
    let widened = all.is_empty();
    let mut entries = sorted(if widened { scored } else { all });
    // Those with room come first; the rest are shown so that nobody looks for them in vain.
    entries.sort_by_key(|(entry, why)| (std::cmp::Reverse(why.len()), full(entry)));
    Found { entries, widened }
}

/// Best first; among equals whoever has the least to do already, so that requests spread.
fn sorted(mut scored: Vec<(u32, &MentorEntry, Vec<String>)>) -> Vec<(&MentorEntry, Vec<String>)> {
    scored.sort_by_key(|(score, entry, _)| {
        (std::cmp::Reverse(*score), entry.running.saturating_add(entry.open), entry.person.id)
    });
    scored.into_iter().map(|(_, entry, why)| (entry, why)).collect()
}

/// The words of one mentor's profile, each with the weight of its best field.
struct Index(Vec<(String, u32)>);

impl Index {
    fn of(person: &Person) -> Self {
        let p = &person.profile;
        let fields = [
            (p.help.as_str(), 4),
            (p.job.as_str(), 3),
            (p.course.as_str(), 2),
            (person.name.as_str(), 2),
            (p.moves.as_str(), 2),
            (p.languages.as_str(), 2),
            (p.history.as_str(), 1),
            (p.strengths.as_str(), 1),
        ];
        Self(fields.iter().flat_map(|(text, weight)| words(text).into_iter().map(|word| (word, *weight))).collect())
    }

    /// The sum of the weights of those words that fit, and which those are.
    fn score(&self, wanted: &[String]) -> (u32, Vec<String>) {
        let mut score = 0;
        let mut why = Vec::new();
        for word in wanted {
            let best = self.0.iter().filter(|(known, _)| fits(word, known)).map(|(_, weight)| *weight).max();
            if let Some(weight) = best {
                score += weight;
                why.push(word.clone());
            }
        }
        (score, why)
    }
}

/// Are the two the same word, but for what hangs on at the end ("market", "marketing", "German", "Germany")?
fn fits(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    a == b || (short.chars().count() >= 4 && long.starts_with(short))
}

/// A mentor on two lines.
pub(super) fn line(entry: &MentorEntry, why: &[String]) -> MentorLine {
    let profile = &entry.person.profile;
    let parts = [one_line(&profile.job), one_line(&profile.course), one_line(&profile.moves)];
    let shown: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let why = why.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
    MentorLine {
        reference: entry.person.id.to_string(),
        name: entry.person.name.clone(),
        summary: super::guard::beginning(&shown.join(" · "), 180),
        why,
        full: full(entry),
    }
}

/// A mentor's whole profile.
pub(super) fn page(entry: &MentorEntry) -> MentorPage {
    let fields = profile_fields(&entry.person);
    MentorPage { reference: entry.person.id.to_string(), name: entry.person.name.clone(), fields, full: full(entry) }
}

/// What a mentor's profile shows, field by field, empty ones left out.
pub(super) fn profile_fields(person: &Person) -> Vec<ProfileField> {
    let p = &person.profile;
    let fields = [
        ("Current job", &p.job),
        ("Course studied", &p.course),
        ("Job history", &p.history),
        ("Successes and responsibilities", &p.strengths),
        ("Moves of country or industry", &p.moves),
        ("Can help with", &p.help),
        ("Languages", &p.languages),
    ];
    let filled = fields.into_iter().filter(|(_, value)| !value.trim().is_empty());
    filled.map(|(label, value)| ProfileField { label: label.to_owned(), value: value.trim().to_owned() }).collect()
}

/// White space folded, so that the text fits on a line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
