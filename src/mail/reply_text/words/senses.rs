//! What a single word may be to an attribution, all found by one look, since every word of every mail is looked up.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::calendar::CALENDAR;
use super::{OPENINGS, VERBS, WEAK_VERBS};

/// What a word (lower case) may be.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Senses {
    /// A verb of writing.
    pub(in super::super) verb: bool,
    /// A verb that only an address beside it makes an attribution.
    pub(in super::super) weak_verb: bool,
    /// The name of a month or a weekday, whole or shortened.
    pub(in super::super) calendar: bool,
    /// May an attribution begin with it?
    pub(in super::super) opening: bool,
}

/// FNV-1a. Nobody can fill this table with words that collide: it is filled once, from our own lists.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

static SENSES: LazyLock<HashMap<&str, Senses, BuildHasherDefault<Fnv>>> = LazyLock::new(|| {
    let mut senses: HashMap<&str, Senses, _> = HashMap::default();
    let mut add = |words: &'static str, sense: fn(&mut Senses)| {
        for word in words.split_whitespace() {
            sense(senses.entry(word).or_default());
        }
    };
    add(VERBS, |senses| senses.verb = true);
    add(WEAK_VERBS, |senses| senses.weak_verb = true);
    add(CALENDAR, |senses| senses.calendar = true);
    add(OPENINGS, |senses| senses.opening = true);
    senses
});

/// The longest word of the lists, in bytes, is shorter.
const LONGEST: usize = 40;

/// What `word` (lower case) may be.
pub(in super::super) fn senses(word: &str) -> Senses {
    if word.len() > LONGEST {
        return Senses::default();
    }
    SENSES.get(word).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_all_its_senses_and_none_is_too_long_to_be_found() {
        let le = senses("le");
        assert!(le.opening && !le.verb && !le.calendar);
        assert!(senses("wrote").verb && senses("sent").weak_verb && senses("märz").calendar);
        assert!(SENSES.keys().all(|word| word.len() <= LONGEST));
    }
}
