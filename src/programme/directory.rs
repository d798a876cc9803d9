//! The directory: which mentors a mentee is shown, in which order, and why.

use std::cmp::Reverse;
use std::sync::Arc;

use super::discreet::discreet;
use super::guard::beginning;
use super::notice::{MentorLine, MentorPage, ProfileField};
use super::person::{Person, PersonId, Profile};
use super::search::index::{Field, Fit, Found, Hit, Index};
use super::search::words::{Token, fold, tokens, wanted};
use super::search::{fields, index};
use super::snapshot::{MentorEntry, Snapshot};

/// More words than these say nothing more, and would only cost time.
const MAX_QUERY_WORDS: usize = 40;
/// How many of the words that fit are told as the reason.
const REASONS: usize = 4;
/// Among fewer mentors than these every word that fits is a reason.
const FEW: usize = 10;
/// How much what a mentee wants help with counts beside their aims and their course.
const HELP_WEIGHT: f64 = 2.0;

/// A mentor on the list.
pub(super) struct Listed<'a> {
    /// The mentor.
    pub entry: &'a MentorEntry,
    /// What fits.
    fits: Vec<Fit>,
}

/// What a search comes to.
pub(super) struct Listing<'a> {
    /// All that fit, best first.
    pub entries: Vec<Listed<'a>>,
    /// Nobody fits all the words: these are the nearest.
    pub widened: bool,
    /// The words that nobody fits.
    pub missing: Vec<String>,
    /// Searches that find somebody, where this one does not: the words, and how many they find.
    pub wider: Vec<(String, usize)>,
    /// Words that were taken for others, each with the other.
    pub taken_for: Vec<(String, String)>,
    /// By what it was found.
    index: Arc<Index>,
    /// Of each word that was looked for, how much it counts as a reason; nothing where it is none.
    weights: Vec<Option<f64>>,
}

/// Has this mentor all the mentees they want?
pub(super) fn full(entry: &MentorEntry) -> bool {
    entry.running >= entry.person.capacity
}

/// Are there words in it that could be searched for?
pub(super) fn searchable(query: &str) -> bool {
    !wanted(query, MAX_QUERY_WORDS).is_empty()
}

/// The words of a text that can tell one person from another, in lower case, in reading order.
pub(super) fn words(text: &str) -> Vec<String> {
    wanted(text, MAX_QUERY_WORDS).into_iter().map(|token| token.surface.to_lowercase()).collect()
}

/// The index of the directory: the one that came with the snapshot, or else one made for the occasion.
fn index_of(snapshot: &Snapshot) -> Arc<Index> {
    let known = snapshot.index.clone();
    known.unwrap_or_else(|| Arc::new(index(snapshot.directory.iter().map(|entry| &*entry.person))))
}

/// Mentors with room, ranked by what this mentee wants and aims at; without any such word, those first who have the least to do.
pub(super) fn ranked<'a>(snapshot: &'a Snapshot, mentee: &Profile, without: &[PersonId]) -> Listing<'a> {
    let mut words: Vec<(Token<'_>, f64)> = Vec::new();
    for (text, weight) in [(&mentee.help, HELP_WEIGHT), (&mentee.aims, 1.0), (&mentee.course, 1.0)] {
        for token in wanted(text, MAX_QUERY_WORDS) {
            if words.iter().all(|(known, _)| known.word != token.word) {
                words.push((token, weight));
            }
        }
    }
    let index = index_of(snapshot);
    let found = index.search(&words, true);
    // A word that fits half of all mentors is no reason to name one.
    let all = snapshot.directory.len();
    let tells = |count: &usize| all < FEW || count * 2 < all;
    let weights = words.iter().zip(&found.counts).map(|((_, weight), count)| tells(count).then_some(*weight));
    let weights = weights.collect();
    let mut hits = found.hits.into_iter().peekable();
    let mut open: Vec<(&MentorEntry, Option<Hit>)> = Vec::with_capacity(all);
    for entry in snapshot.directory.iter() {
        while hits.next_if(|hit| hit.person < entry.person.id).is_some() {}
        let hit = hits.next_if(|hit| hit.person == entry.person.id);
        if !full(entry) && !without.contains(&entry.person.id) {
            open.push((entry, hit));
        }
    }
    open.sort_by(|(a, hit_a), (b, hit_b)| {
        let score = |hit: &Option<Hit>| hit.as_ref().map_or(0.0, |hit| hit.score);
        score(hit_b).total_cmp(&score(hit_a)).then_with(|| load(a).cmp(&load(b)))
    });
    let listed = |(entry, hit): (_, Option<Hit>)| Listed { entry, fits: hit.map(|hit| hit.fits).unwrap_or_default() };
    Listing {
        entries: open.into_iter().map(listed).collect(),
        widened: false,
        missing: Vec::new(),
        wider: Vec::new(),
        taken_for: Vec::new(),
        index,
        weights,
    }
}

/// Among equals whoever has the least to do already comes first, so that requests spread.
fn load(entry: &MentorEntry) -> (u32, PersonId) {
    (entry.running.saturating_add(entry.open), entry.person.id)
}

/// Mentors whom all words fit; where nobody does, those whom the most fit, and how to search more widely.
pub(super) fn search<'a>(snapshot: &'a Snapshot, query: &str, show_full: bool) -> Listing<'a> {
    let words: Vec<_> = wanted(query, MAX_QUERY_WORDS).into_iter().map(|token| (token, 1.0)).collect();
    let index = index_of(snapshot);
    let found = index.search(&words, false);
    let listed = |hit: &Hit| {
        let place = snapshot.directory.binary_search_by_key(&hit.person, |entry| entry.person.id).ok()?;
        snapshot.directory.get(place).filter(|entry| show_full || !full(entry))
    };
    let mut hits: Vec<(&MentorEntry, &Hit)> = found.hits.iter().filter_map(|hit| Some((listed(hit)?, hit))).collect();
    let widened = hits.iter().all(|(_, hit)| hit.fits.len() < words.len());
    if !widened {
        hits.retain(|(_, hit)| hit.fits.len() == words.len());
    }
    // Those with room come first; the rest are shown so that nobody looks for them in vain.
    hits.sort_by(|(a, hit_a), (b, hit_b)| {
        let room = |entry, hit: &Hit| (Reverse(hit.fits.len()), full(entry));
        let first = room(a, hit_a).cmp(&room(b, hit_b));
        first.then_with(|| hit_b.score.total_cmp(&hit_a.score)).then_with(|| load(a).cmp(&load(b)))
    });
    let missing: Vec<usize> =
        found.counts.iter().enumerate().filter(|(_, count)| **count == 0).map(|(place, _)| place).collect();
    let surface = |place: &usize| words.get(*place).map(|(token, _)| token.surface.to_owned()).unwrap_or_default();
    Listing {
        wider: if widened { wider(&words, &found, &missing) } else { Vec::new() },
        entries: hits.iter().map(|(entry, hit)| Listed { entry, fits: hit.fits.clone() }).collect(),
        widened,
        missing: missing.iter().map(surface).collect(),
        taken_for: found.taken_for.iter().map(|(place, other)| (surface(place), other.clone())).collect(),
        weights: vec![Some(1.0); words.len()],
        index,
    }
}

/// Searches that find somebody: without the words that nobody fits, or else each word alone.
fn wider(words: &[(Token<'_>, f64)], found: &Found, missing: &[usize]) -> Vec<(String, usize)> {
    let left: Vec<usize> = (0..words.len()).filter(|place| !missing.contains(place)).collect();
    let surface = |place: &usize| words.get(*place).map(|(token, _)| token.surface).unwrap_or_default();
    let all = |hit: &&Hit| left.iter().all(|place| hit.fits.iter().any(|fit| fit.wanted == *place));
    let together = found.hits.iter().filter(all).count();
    if left.is_empty() || words.len() < 2 {
        Vec::new()
    } else if together > 0 {
        vec![(left.iter().map(surface).collect::<Vec<_>>().join(" "), together)]
    } else {
        let alone =
            left.iter().map(|place| (surface(place).to_owned(), found.counts.get(*place).copied().unwrap_or(0)));
        alone.take(3).collect()
    }
}

/// Why somebody is shown, from what fits: "Can help with marketing; Berlin among their moves". May be empty.
fn why(listing: &Listing<'_>, listed: &Listed<'_>) -> String {
    let weight = |fit: &Fit| listing.weights.get(fit.wanted).copied().flatten();
    let mut fits: Vec<(f64, &Fit)> = listed.fits.iter().filter_map(|fit| Some((weight(fit)?, fit))).collect();
    fits.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(first.wanted.cmp(&second.wanted)));
    let mut by_field: Vec<(Field, Vec<String>)> = Vec::new();
    for (_, fit) in fits.iter().filter(|(_, fit)| fit.field != Field::Name).take(REASONS) {
        let word = surface(&listed.entry.person, fit.field, listing.index.fitting_word(fit));
        match by_field.iter_mut().find(|(field, _)| *field == fit.field) {
            Some((_, words)) if words.contains(&word) => {}
            Some((_, words)) => words.push(word),
            None => by_field.push((fit.field, vec![word])),
        }
    }
    by_field.sort_by_key(|(field, _)| *field);
    let reasons: Vec<_> = by_field.iter().map(|(field, words)| reason(*field, &words.join(", "))).collect();
    let mut text = reasons.join("; ");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text
}

fn reason(field: Field, words: &str) -> String {
    match field {
        Field::Help => format!("can help with {words}"),
        Field::Job => format!("job: {words}"),
        Field::Moves => format!("moves: {words}"),
        Field::Course => format!("studied {words}"),
        Field::Languages => format!("speaks {words}"),
        Field::History => format!("earlier: {words}"),
        Field::Strengths => format!("experience: {words}"),
        Field::Name => words.to_owned(),
    }
}

/// The word as the mentor wrote it in that field.
fn surface(person: &Person, in_field: Field, word: &str) -> String {
    let text = fields(person).into_iter().find(|(field, _)| *field == in_field).map_or("", |(_, text)| text);
    let found = tokens(text, usize::MAX).into_iter().find(|token| token.word == word);
    let surface = found.map_or_else(|| word.to_owned(), |token| token.surface.to_owned());
    // A heading's capital is none of the word's own.
    let inside_help = in_field == Field::Help && fold(&surface) == surface.to_lowercase();
    let abbreviation = surface.chars().skip(1).any(char::is_uppercase);
    if inside_help && !abbreviation && text.trim_start().starts_with(&surface) {
        surface.to_lowercase()
    } else {
        surface
    }
}

/// A mentor on two lines; `note` is what stands in the way of asking, or is to be known before.
pub(super) fn line(listing: &Listing<'_>, listed: &Listed<'_>, note: Note) -> MentorLine {
    let person = &listed.entry.person;
    let profile = &person.profile;
    let part = |text: &str, most| beginning(&one_line(&discreet(text)), most);
    let first: Vec<_> =
        [part(&profile.job, 110), part(&profile.course, 70)].into_iter().filter(|part| !part.is_empty()).collect();
    let help = part(&profile.help, 140);
    let second = if help.is_empty() { part(&profile.moves, 140) } else { format!("Helps with: {help}") };
    let lines: Vec<_> = [first.join(" · "), second].into_iter().filter(|line| !line.is_empty()).collect();
    MentorLine {
        reference: person.id.to_string(),
        name: person.name.clone(),
        summary: lines.join("\n"),
        why: why(listing, listed),
        note: note.words,
        closed: note.closed,
    }
}

/// What is to be known before asking a mentor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    /// One sentence; empty where there is nothing to say.
    pub words: String,
    /// They cannot be asked now.
    pub closed: bool,
}

/// A mentor's whole profile.
pub(super) fn page(person: &Person, note: Note) -> MentorPage {
    MentorPage {
        reference: person.id.to_string(),
        name: person.name.clone(),
        fields: profile_fields(person),
        note: note.words,
        closed: note.closed,
    }
}

/// What a mentor's profile shows, field by field, empty ones left out, without what would lead past the programme.
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
    filled.map(|(label, value)| ProfileField { label: label.to_owned(), value: discreet(value.trim()) }).collect()
}

/// White space folded, so that the text fits on a line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
