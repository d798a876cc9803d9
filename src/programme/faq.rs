//! The handbook's answers: which of them a question's words ask for.

use std::collections::BTreeSet;

use super::person::Role;

/// One answer, as far as finding it goes; what it says is rendered by the templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqEntry {
    /// The name of its file: what `FAQ` is followed by to get exactly this one.
    pub name: String,
    /// The question it answers.
    pub title: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Words under which it is looked for besides those it holds.
    pub keywords: String,
    /// What it says, for searching.
    pub text: String,
}

/// Whom an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Mentors.
    Mentors,
    /// Mentees.
    Mentees,
    /// Both.
    Everyone,
}

/// More words than these say nothing more, and would only cost time.
const MOST_WORDS: usize = 30;
/// Words that every question has.
const STOP_WORDS: &[&str] = &[
    "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "do", "does", "for",
    "from", "get", "had", "has", "have", "he", "her", "his", "how", "if", "in", "into", "is", "it", "its", "me", "my",
    "of", "on", "or", "our", "please", "she", "should", "so", "some", "that", "the", "their", "them", "then", "there",
    "they", "this", "to", "was", "we", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you",
    "your",
];

/// The answers that these words ask for, best first. Exactly the one that has this name, where there is one.
pub(super) fn search<'a>(entries: &'a [FaqEntry], query: &str, role: Role) -> Vec<&'a FaqEntry> {
    let named = |entry: &&FaqEntry| plain(&entry.name) == plain(query) || plain(&entry.title) == plain(query);
    if let Some(entry) = entries.iter().find(named) {
        return vec![entry];
    }
    let indexes: Vec<_> = entries.iter().map(Index::of).collect();
    let wanted = words(query);
    let mut scores = vec![0_u32; entries.len()];
    for word in &wanted {
        let weights: Vec<_> = indexes.iter().map(|index| index.weight(word)).collect();
        // A word that many answers hold says little about which is meant.
        let holders = u32::try_from(weights.iter().filter(|weight| **weight > 0).count()).unwrap_or(u32::MAX).max(1);
        for (score, weight) in scores.iter_mut().zip(weights) {
            *score += weight * 100 / holders;
        }
    }
    let mut found: Vec<_> = entries.iter().zip(scores).filter(|(_, score)| *score > 0).collect();
    found.sort_by_key(|(entry, score)| {
        (std::cmp::Reverse(if for_role(entry.audience, role) { *score * 2 } else { *score }), &entry.name)
    });
    found.into_iter().map(|(entry, _)| entry).collect()
}

/// The answers somebody in this role is shown, first those for the role, then those for everyone.
pub(super) fn for_reader(entries: &[FaqEntry], role: Role) -> [(Audience, Vec<&FaqEntry>); 2] {
    let own = if role == Role::Mentor { Audience::Mentors } else { Audience::Mentees };
    [own, Audience::Everyone].map(|audience| (audience, entries.iter().filter(|e| e.audience == audience).collect()))
}

fn for_role(audience: Audience, role: Role) -> bool {
    match audience {
        Audience::Everyone => true,
        Audience::Mentors => role == Role::Mentor,
        Audience::Mentees => role == Role::Mentee,
    }
}

/// Letters and digits alone, in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    let split = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    split.filter(|word| word.len() > 1 && !STOP_WORDS.contains(&word.as_str())).take(MOST_WORDS * 20).collect()
}

/// The words of one answer by where they stand.
struct Index {
    keywords: BTreeSet<String>,
    title: BTreeSet<String>,
    text: BTreeSet<String>,
}

impl Index {
    fn of(entry: &FaqEntry) -> Self {
        Self { keywords: words(&entry.keywords), title: words(&entry.title), text: words(&entry.text) }
    }

    fn weight(&self, word: &str) -> u32 {
        let in_any = |known: &BTreeSet<String>| known.iter().any(|other| fits(word, other));
        match () {
            () if in_any(&self.title) => 6,
            () if in_any(&self.keywords) => 5,
            () if in_any(&self.text) => 1,
            () => 0,
        }
    }
}

/// The same word but for its ending ("pay", "paid" are not; "meet", "meetings" are), or but for one slip of the finger.
fn fits(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    a == b || (short.chars().count() >= 4 && (long.starts_with(short) || one_slip(short, long)))
}

/// Are the two one letter apart: one wrong, one missing, or two changed about?
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let same = short.iter().zip(long.iter()).take_while(|(x, y)| x == y).count();
    let rest = |of: &[char], from: usize| of.get(from..).unwrap_or_default().to_vec();
    match long.len() - short.len() {
        0 => {
            let swapped = short.get(same) == long.get(same + 1) && short.get(same + 1) == long.get(same);
            rest(short, same + 1) == rest(long, same + 1) || (swapped && rest(short, same + 2) == rest(long, same + 2))
        }
        1 => rest(short, same) == rest(long, same + 1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_letter() {
        for (a, b, expected) in [
            ("accept", "acept", true),
            ("accept", "acecpt", true),
            ("accept", "axcept", true),
            ("accept", "accepted", false),
            ("accept", "excess", false),
            ("", "a", true),
            ("meet", "meet", true),
        ] {
            assert_eq!(one_slip(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn endings_do_not_matter() {
        assert!(
            fits("meetings", "meet") && fits("confidential", "confidentiality") && fits("recruitmnet", "recruitment")
        );
        assert!(!fits("pay", "payment") && !fits("end", "ending") && !fits("time", "meet"));
    }
}
