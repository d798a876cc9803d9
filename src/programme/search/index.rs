//! An index of mentors by their words, and the ranking of what a search finds.
//!
//! A word of a search fits a word of a profile exactly, by its stem, as a synonym, as a beginning, or, where nothing else fits,
//! within a slip of the finger or two. Scores are those of BM25 with a weight for each field (Robertson and Zaragoza 2009): a rare
//! word says more than a common one, a second mention less than the first.

use std::collections::{BTreeMap, HashMap};

use super::stem::stem;
use super::synonyms;
use super::words::{Token, tokens};

/// The fields of a profile that are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// What they can help with.
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
    /// How much a word in it says.
    fn weight(self) -> f64 {
        match self {
            Self::Name => 4.0,
            Self::Help | Self::Job => 3.0,
            Self::Moves | Self::Course => 2.0,
            Self::Languages => 1.5,
            Self::History | Self::Strengths => 1.0,
        }
    }
}

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

/// Where a word stands: in which profile, how strongly, in which field best.
#[derive(Clone, Copy, Debug)]
struct Posting {
    document: u32,
    strength: f64,
    field: Field,
}

/// The index of a list of profiles, which are known by their places in it.
#[derive(Debug, Default)]
pub struct Index {
    /// Every word with where it stands, by place.
    words: BTreeMap<String, Vec<Posting>>,
    stems: HashMap<String, Vec<String>>,
    count: usize,
}

/// A profile that a search found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its place in the list.
    pub document: usize,
    /// The higher, the better.
    pub score: f64,
    /// For each word of the search that fits, the first with its place: where it fits best, and the word there.
    pub fits: Vec<Fit>,
}

/// Where a word of a search fits a profile best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The word's place in the search.
    pub wanted: usize,
    /// The field.
    pub field: Field,
    /// The word of the profile, as it is compared.
    pub word: String,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Every profile that some word fits.
    pub hits: Vec<Hit>,
    /// How many profiles each word fits.
    pub counts: Vec<usize>,
    /// Words that were taken for others: place, and what they were taken for.
    pub taken_for: Vec<(usize, String)>,
}

impl Index {
    /// The index of these profiles: of each, its fields with their texts.
    pub fn of<'t>(profiles: impl IntoIterator<Item = Vec<(Field, &'t str)>>) -> Self {
        let mut index = Self::default();
        let raw: Vec<_> = profiles.into_iter().map(counted).collect();
        index.count = raw.len();
        let total: f64 = raw.iter().map(|(length, _)| length).sum();
        let average = if raw.is_empty() || total <= 0.0 { 1.0 } else { total / raw.len() as f64 };
        for (document, (length, words)) in (0u32..).zip(raw) {
            let long = 1.0 - LENGTH + LENGTH * length / average;
            for (word, (mass, field, _)) in words {
                let mass = mass / long;
                let strength = mass / (mass + SATURATION);
                index.words.entry(word).or_default().push(Posting { document, strength, field });
            }
        }
        for word in index.words.keys() {
            index.stems.entry(stem(word)).or_default().push(word.clone());
        }
        index
    }

    /// Looks for words, each with its weight. `strictly` leaves beginnings and slips of the finger out.
    pub(in crate::programme) fn search(&self, wanted: &[(Token<'_>, f64)], strictly: bool) -> Found {
        let mut found = Found::default();
        let mut hits: BTreeMap<u32, Hit> = BTreeMap::new();
        for (place, (token, weight)) in wanted.iter().enumerate() {
            let (words, slip) = self.fitting(&token.word, strictly);
            let mut best: BTreeMap<u32, (f64, Field, &str)> = BTreeMap::new();
            for (word, grade) in words {
                for posting in self.words.get(word).into_iter().flatten() {
                    let score = grade * posting.strength;
                    let known = best.entry(posting.document).or_insert((score, posting.field, word));
                    if score > known.0 {
                        *known = (score, posting.field, word);
                    }
                }
            }
            if let (Some(word), false) = (slip, best.is_empty()) {
                found.taken_for.push((place, word));
            }
            let rarity = rarity(self.count, best.len());
            found.counts.push(best.len());
            for (document, (score, field, word)) in best {
                let hit = hits.entry(document).or_insert_with(|| Hit {
                    document: document as usize,
                    score: 0.0,
                    fits: Vec::new(),
                });
                hit.score += weight * rarity * score;
                hit.fits.push(Fit { wanted: place, field, word: word.to_owned() });
            }
        }
        found.hits = hits.into_values().collect();
        found
    }

    /// The words of the index that fit one of a search, each with how well; and what it was taken for, if it is a slip.
    fn fitting(&self, word: &str, strictly: bool) -> (Vec<(&str, f64)>, Option<String>) {
        let mut fits: BTreeMap<&str, f64> = BTreeMap::new();
        let mut add = |word, grade: f64| {
            let known = fits.entry(word).or_insert(grade);
            *known = known.max(grade);
        };
        if let Some((known, _)) = self.words.get_key_value(word) {
            add(known.as_str(), 1.0);
        }
        for same in self.stems.get(&stem(word)).into_iter().flatten() {
            add(same, STEM);
        }
        for (synonym, grade) in self.meanings(word) {
            for same in self.stems.get(&stem(synonym)).into_iter().flatten() {
                add(same, grade);
            }
        }
        let long = word.chars().count() >= SHORTEST;
        if long && !strictly {
            let from = self.words.range(word.to_owned()..).map(|(known, _)| known.as_str());
            for longer in from.take_while(|known| known.starts_with(word)) {
                add(longer, BEGINNING);
            }
        }
        if !fits.is_empty() || !long || strictly || synonyms::knows(word) {
            return (fits.into_iter().collect(), None);
        }
        let slips = self.slips(word);
        let nearest = slips.first().map(|(known, _)| (*known).to_owned());
        (slips, nearest)
    }

    /// Synonyms of the word, or else of the words with its stem.
    fn meanings(&self, word: &str) -> Vec<(&'static str, f64)> {
        let own = synonyms::of(word);
        if own.is_empty() { synonyms::of(&singular(word)) } else { own }
    }

    /// The words nearest to a mistyped one, those first that stand in the most profiles.
    fn slips(&self, word: &str) -> Vec<(&str, f64)> {
        let letters: Vec<char> = word.chars().collect();
        let most = if letters.len() < 8 { 1 } else { 2 };
        let near = self.words.iter().filter_map(|(known, postings)| {
            let distance = distance(&letters, known, most)?;
            Some((distance, std::cmp::Reverse(postings.len()), known.as_str()))
        });
        let mut near: Vec<_> = near.collect();
        near.sort();
        let Some((least, ..)) = near.first().copied() else { return Vec::new() };
        let grade = if least == 1 { 0.5 } else { 0.4 };
        // Of two words equally near, the one in more profiles was meant more likely; with it, all of its stem.
        let meant = near.first().map(|(.., known)| stem(known)).unwrap_or_default();
        near.into_iter()
            .filter(|(d, _, known)| *d == least && stem(known) == meant)
            .map(|(.., known)| (known, grade))
            .collect()
    }
}

fn singular(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// The words of a profile: mass, best field, and that field's own mass; and how long it is.
fn counted(fields: Vec<(Field, &str)>) -> (f64, HashMap<String, (f64, Field, f64)>) {
    let mut words: HashMap<String, (f64, Field, f64)> = HashMap::new();
    let mut length = 0.0;
    for (field, text) in fields {
        let mut here: HashMap<String, f64> = HashMap::new();
        for token in tokens(text, MOST_WORDS) {
            length += 1.0;
            *here.entry(token.word).or_default() += 1.0;
        }
        for (word, mentions) in here {
            let mass = field.weight() * f64::min(mentions, 3.0);
            let known = words.entry(word).or_insert((0.0, field, 0.0));
            known.0 += mass;
            if field.weight() > known.2 {
                (known.1, known.2) = (field, field.weight());
            }
        }
    }
    (length, words)
}

/// How much a word says that fits so many of all.
fn rarity(all: usize, fitting: usize) -> f64 {
    let (all, fitting) = (all as f64, fitting as f64);
    ((all - fitting + 0.5) / (fitting + 0.5) + 1.0).ln()
}

/// How many letters have to be changed, put in, left out or swapped with their neighbour to come from one word to the other;
/// `None` where it is more than `most`.
fn distance(word: &[char], other: &str, most: usize) -> Option<usize> {
    // A byte is at most a letter, so that most words are told apart without a look at them.
    if other.len() + most < word.len() {
        return None;
    }
    let other: Vec<char> = other.chars().take(word.len() + most + 1).collect();
    if other.len().abs_diff(word.len()) > most {
        return None;
    }
    let mut two_back: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in word.iter().enumerate() {
        let mut row = Vec::with_capacity(other.len() + 1);
        row.push(i + 1);
        for (j, b) in other.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut least = (at(&last, j) + usize::from(a != b)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && word.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if swapped {
                least = least.min(at(&two_back, j - 1) + 1);
            }
            row.push(least);
        }
        if row.iter().all(|d| *d > most) {
            return None;
        }
        two_back = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|d| *d <= most)
}
