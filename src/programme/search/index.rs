//! An index of mentors by their words, and the ranking of what a search finds.
//!
//! A word of a search fits a word of a profile exactly, by its stem, as a synonym, as a beginning, or, where nothing else fits,
//! within a slip of the finger or two. Scores are those of BM25 with a weight for each field (Robertson and Zaragoza 2009): a rare
//! word says more than a common one, a second mention less than the first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use super::slip::distance;
use super::stem::stem;
use super::synonyms;
use super::words::{Token, each_word};
use crate::programme::person::PersonId;

/// The fields of a profile that are searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// What they can help with.
    #[default]
    Help,
    /// Current job.
    Job,
    /// Moves of country or industry.
    Moves,
    /// Course studied.
    Course,
    /// Languages.
    Languages,
    /// Job history.
    History,
    /// Successes and responsibilities.
    Strengths,
    /// Name.
    Name,
}

impl Field {
    /// How much a word in it says, in halves.
    fn halves(self) -> u8 {
        match self {
            Self::Name => 8,
            Self::Help | Self::Job => 6,
            Self::Moves | Self::Course => 4,
            Self::Languages => 3,
            Self::History | Self::Strengths => 2,
        }
    }
}

/// How many mentions in one field count; the mentions of all fields together come to 105 halves at most.
const MENTIONS: u8 = 3;
/// How soon further mentions say nothing more.
const SATURATION: f64 = 2.0;
/// How much a long profile is discounted.
const LENGTH: f64 = 0.3;
/// More words of one field than these are not indexed.
const MOST_WORDS: usize = 2_000;
/// How good a fit is: the same stem, a beginning.
const STEM: f64 = 0.9;
const BEGINNING: f64 = 0.6;
/// The shortest word of which a beginning counts, and the shortest that may be mistyped.
const SHORTEST: usize = 4;

/// A profile's place in the index, which another takes once it is free.
type Slot = u32;
/// A word's number in the index.
type WordId = u32;

/// Where a word stands: in which profile, how much of it there is, in which field best. There are a hundred for each profile.
#[derive(Clone, Copy, Debug)]
struct Posting {
    slot: Slot,
    /// The weights of all mentions, in halves: every weight is a number of halves.
    halves: u8,
    field: Field,
}

/// A word with the profiles it stands in, in the order of their slots.
#[derive(Clone, Debug, Default)]
struct Word {
    text: Arc<str>,
    postings: Vec<Posting>,
}

/// A profile of the index.
#[derive(Clone, Copy, Debug)]
struct Document {
    person: PersonId,
    /// How many words it has.
    length: u32,
}

/// An index of profiles, each known by whose it is. Profiles come and go one by one; what a search finds follows from those that are
/// there, not from the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Every word by its text: to be found, and in the order of the alphabet.
    by_text: HashMap<Arc<str>, WordId>,
    in_order: BTreeMap<Arc<str>, WordId>,
    /// Those that are not their own stem, by it.
    by_stem: HashMap<String, Vec<WordId>>,
    words: Vec<Word>,
    free_words: Vec<WordId>,
    slots: HashMap<PersonId, Slot>,
    documents: Vec<Option<Document>>,
    free_slots: Vec<Slot>,
    /// The length of all profiles together.
    length: u64,
}

/// A profile that a search found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Whose it is.
    pub person: PersonId,
    /// The higher, the better.
    pub score: f64,
    /// For each word of the search that fits, the first with its place: where it fits best, and the word there.
    pub fits: Vec<Fit>,
}

/// Where a word of a search fits a profile best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The word's place in the search.
    pub wanted: usize,
    /// The field.
    pub field: Field,
    word: WordId,
}

/// A profile that some word of a search fits.
struct Fitting {
    hit: Hit,
    /// Where the word at hand fits it best, and how well.
    best: Option<(f64, Fit)>,
}

impl Fitting {
    fn new(person: PersonId) -> Self {
        Self { hit: Hit { person, score: 0.0, fits: Vec::new() }, best: None }
    }
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Every profile that some word fits, in the order of whose they are.
    pub hits: Vec<Hit>,
    /// How many profiles each word fits.
    pub counts: Vec<usize>,
    /// Words that were taken for others: place, and what they were taken for.
    pub taken_for: Vec<(usize, String)>,
}

impl Index {
    /// Takes in somebody's profile: its fields with their texts. One that is there already has to be taken out first.
    pub(super) fn put(&mut self, person: PersonId, fields: &[(Field, &str)]) {
        let mut mentions = Vec::new();
        for (field, text) in fields {
            each_word(text, MOST_WORDS, |word, _| mentions.push((self.word(word), *field)));
        }
        let length = u32::try_from(mentions.len()).unwrap_or(u32::MAX);
        let document = Document { person, length };
        let slot = match self.free_slots.pop() {
            Some(slot) => slot,
            None => {
                self.documents.push(None);
                index_of_last(&self.documents)
            }
        };
        if let Some(place) = self.documents.get_mut(slot as usize) {
            *place = Some(document);
        }
        self.slots.insert(person, slot);
        self.length += u64::from(length);
        for (id, Mass { halves, field, .. }) in masses(mentions) {
            let Some(word) = self.words.get_mut(id as usize) else { continue };
            let at = word.postings.partition_point(|posting| posting.slot < slot);
            word.postings.insert(at, Posting { slot, halves, field });
        }
    }

    /// Takes out somebody's profile, whose fields are those that it was taken in with.
    pub(super) fn take(&mut self, person: PersonId, fields: &[(Field, &str)]) {
        let Some(slot) = self.slots.remove(&person) else { return };
        let document = self.documents.get_mut(slot as usize).and_then(Option::take);
        self.length -= document.map_or(0, |document| u64::from(document.length));
        self.free_slots.push(slot);
        for (_, text) in fields {
            each_word(text, MOST_WORDS, |word, _| self.take_posting(word, slot));
        }
    }

    /// Takes a profile out of those in which a word stands.
    fn take_posting(&mut self, text: &str, slot: Slot) {
        let Some(id) = self.by_text.get(text).copied() else { return };
        let Some(word) = self.words.get_mut(id as usize) else { return };
        if let Ok(at) = word.postings.binary_search_by_key(&slot, |posting| posting.slot) {
            word.postings.remove(at);
        }
        if word.postings.is_empty() {
            self.forget(id, text);
        }
    }

    /// The number of a word, which is new where it stands nowhere yet.
    fn word(&mut self, text: &str) -> WordId {
        if let Some(id) = self.by_text.get(text) {
            return *id;
        }
        let id = match self.free_words.pop() {
            Some(id) => id,
            None => {
                self.words.push(Word::default());
                index_of_last(&self.words)
            }
        };
        let shared: Arc<str> = Arc::from(text);
        if let Some(word) = self.words.get_mut(id as usize) {
            word.text = Arc::clone(&shared);
        }
        let stem = stem(text);
        if stem != text {
            self.by_stem.entry(stem).or_default().push(id);
        }
        self.in_order.insert(Arc::clone(&shared), id);
        self.by_text.insert(shared, id);
        id
    }

    /// A word that stands nowhere any more.
    fn forget(&mut self, id: WordId, text: &str) {
        self.by_text.remove(text);
        self.in_order.remove(text);
        if let Some(word) = self.words.get_mut(id as usize) {
            *word = Word::default();
        }
        self.free_words.push(id);
        let stem = stem(text);
        if let Some(same) = self.by_stem.get_mut(&stem) {
            same.retain(|other| *other != id);
            if same.is_empty() {
                self.by_stem.remove(&stem);
            }
        }
    }

    /// The word of the profile that fits, as it is compared.
    pub(in crate::programme) fn fitting_word(&self, fit: &Fit) -> &str {
        self.text(fit.word)
    }

    fn text(&self, word: WordId) -> &str {
        self.words.get(word as usize).map_or("", |word| &word.text)
    }

    fn postings(&self, word: WordId) -> &[Posting] {
        self.words.get(word as usize).map_or(&[], |word| word.postings.as_slice())
    }

    /// Looks for words, each with its weight. `strictly` leaves beginnings and slips of the finger out.
    pub(in crate::programme) fn search(&self, wanted: &[(Token<'_>, f64)], strictly: bool) -> Found {
        let mut found = Found::default();
        let average = if self.length == 0 { 1.0 } else { self.length as f64 / self.slots.len() as f64 };
        // Most searches fit few profiles: of each profile that none of the words fits there is nothing but its place here, which is 0.
        let mut places: Vec<u32> = vec![0; self.documents.len()];
        let mut fitting: Vec<Fitting> = Vec::new();
        for (wanted, (token, weight)) in wanted.iter().enumerate() {
            let (words, slip) = self.fitting(&token.word, strictly);
            for (word, grade) in words {
                for posting in self.postings(word) {
                    let slot = posting.slot as usize;
                    let (Some(place), Some(Some(document))) = (places.get_mut(slot), self.documents.get(slot)) else {
                        continue;
                    };
                    if *place == 0 {
                        fitting.push(Fitting::new(document.person));
                        *place = index_of_last(&fitting) + 1;
                    }
                    let discount = 1.0 - LENGTH + LENGTH * f64::from(document.length) / average;
                    let mass = f64::from(posting.halves) / 2.0 / discount;
                    let score = grade * mass / (mass + SATURATION);
                    let Some(known) = fitting.get_mut(*place as usize - 1) else { continue };
                    if known.best.is_none_or(|(best, _)| score > best) {
                        known.best = Some((score, Fit { wanted, field: posting.field, word }));
                    }
                }
            }
            let count = fitting.iter().filter(|one| one.best.is_some()).count();
            if let (Some(word), false) = (slip, count == 0) {
                found.taken_for.push((wanted, word));
            }
            let rarity = rarity(self.slots.len(), count);
            found.counts.push(count);
            for Fitting { hit, best } in &mut fitting {
                if let Some((score, fit)) = best.take() {
                    hit.score += weight * rarity * score;
                    hit.fits.push(fit);
                }
            }
        }
        found.hits = fitting.into_iter().map(|one| one.hit).collect();
        found.hits.sort_unstable_by_key(|hit| hit.person);
        found
    }

    /// The words of the index that fit one of a search, each with how well; and what it was taken for, if it is a slip.
    fn fitting(&self, word: &str, strictly: bool) -> (Vec<(WordId, f64)>, Option<String>) {
        // By their text, so that of two that fit equally well the same one is named, whatever numbers they have.
        let mut fits: BTreeMap<&str, (WordId, f64)> = BTreeMap::new();
        let mut add = |id: WordId, grade: f64| {
            let known = fits.entry(self.text(id)).or_insert((id, grade));
            known.1 = known.1.max(grade);
        };
        if let Some(known) = self.by_text.get(word) {
            add(*known, 1.0);
        }
        for same in self.with_stem(&stem(word)) {
            add(same, STEM);
        }
        for (synonym, grade) in self.meanings(word) {
            for same in self.with_stem(&stem(synonym)) {
                add(same, grade);
            }
        }
        let long = word.chars().count() >= SHORTEST;
        if long && !strictly {
            let from = self.in_order.range::<str, _>((Bound::Included(word), Bound::Unbounded));
            for (_, longer) in from.take_while(|(known, _)| known.starts_with(word)) {
                add(*longer, BEGINNING);
            }
        }
        if !fits.is_empty() || !long || strictly || synonyms::knows(word) {
            return (fits.into_values().collect(), None);
        }
        let slips = self.slips(word);
        let nearest = slips.first().map(|(known, _)| self.text(*known).to_owned());
        (slips, nearest)
    }

    /// The words that have this stem.
    fn with_stem(&self, stem_of: &str) -> impl Iterator<Item = WordId> {
        let itself = self.by_text.get(stem_of).filter(|_| stem(stem_of) == stem_of);
        self.by_stem.get(stem_of).into_iter().flatten().chain(itself).copied()
    }

    /// Synonyms of the word, or else of the words with its stem.
    fn meanings(&self, word: &str) -> Vec<(&'static str, f64)> {
        let own = synonyms::of(word);
        if own.is_empty() { synonyms::of(&singular(word)) } else { own }
    }

    /// The words nearest to a mistyped one, those first that stand in the most profiles.
    fn slips(&self, word: &str) -> Vec<(WordId, f64)> {
        let letters: Vec<char> = word.chars().collect();
        let most = if letters.len() < 8 { 1 } else { 2 };
        let near = self.in_order.iter().filter_map(|(known, id)| {
            let distance = distance(&letters, known, most)?;
            Some((distance, Reverse(self.postings(*id).len()), &**known, *id))
        });
        let mut near: Vec<_> = near.collect();
        near.sort();
        let Some((least, ..)) = near.first().copied() else { return Vec::new() };
        let grade = if least == 1 { 0.5 } else { 0.4 };
        // Of two words equally near, the one in more profiles was meant more likely; with it, all of its stem.
        let meant = near.first().map(|(.., known, _)| stem(known)).unwrap_or_default();
        let meant = |(d, _, known, _): &(usize, Reverse<usize>, &str, WordId)| *d == least && stem(known) == meant;
        near.into_iter().filter(meant).map(|(.., id)| (id, grade)).collect()
    }
}

#[cfg(test)]
impl Index {
    /// What a search finds, to the last bit.
    pub(crate) fn found(&self, text: &str, strictly: bool) -> String {
        let wanted: Vec<_> = super::words::wanted(text, 10).into_iter().map(|token| (token, 1.0)).collect();
        let found = self.search(&wanted, strictly);
        let hits = found.hits.iter().map(|hit| {
            let fits = hit.fits.iter().map(|fit| (fit.wanted, fit.field, self.fitting_word(fit)));
            format!("{} {:x} {:?}", hit.person, hit.score.to_bits(), fits.collect::<Vec<_>>())
        });
        format!("{:?} {:?} {:?}", hits.collect::<Vec<_>>(), found.counts, found.taken_for)
    }
}

/// The number of what was added last. There are never as many words or profiles as it can count.
fn index_of_last<T>(list: &[T]) -> u32 {
    u32::try_from(list.len().saturating_sub(1)).unwrap_or(u32::MAX)
}

fn singular(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// How much of a word a profile has.
#[derive(Clone, Copy, Default)]
struct Mass {
    /// See [`Posting::halves`].
    halves: u8,
    /// The field that says the most of those it stands in, and what that one says.
    field: Field,
    best: u8,
    /// The field counted last, and how often the word was counted there.
    last: Field,
    mentions: u8,
}

/// How much of each word there is, from its mentions in the order of the fields.
fn masses(mut mentions: Vec<(WordId, Field)>) -> impl Iterator<Item = (WordId, Mass)> {
    // Those of one word stay in the order of the fields.
    mentions.sort_by_key(|(word, _)| *word);
    let mut mentions = mentions.into_iter().peekable();
    std::iter::from_fn(move || {
        let (word, field) = mentions.next()?;
        let mut mass = Mass::default();
        mass.mention(field);
        while let Some((_, field)) = mentions.next_if(|(other, _)| *other == word) {
            mass.mention(field);
        }
        Some((word, mass))
    })
}

impl Mass {
    /// Counts one mention more.
    fn mention(&mut self, field: Field) {
        let halves = field.halves();
        if self.last != field {
            (self.last, self.mentions) = (field, 0);
        }
        if self.mentions < MENTIONS {
            self.mentions += 1;
            self.halves += halves;
        }
        if halves > self.best {
            (self.field, self.best) = (field, halves);
        }
    }
}

/// How much a word says that fits so many of all.
fn rarity(all: usize, fitting: usize) -> f64 {
    let (all, fitting) = (all as f64, fitting as f64);
    ((all - fitting + 0.5) / (fitting + 0.5) + 1.0).ln()
}
