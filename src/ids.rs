//! Numbers and randomness, injected: the same seed gives the same run.

use ring::rand::{SecureRandom, SystemRandom};

/// Hands out the numbers of new rows and random identifiers.
///
/// Row numbers come from one sequence for everything that has a number (people, requests, mentorships, cases,
/// conversations), so that `SHOW 33` is never ambiguous. The store reserves them in blocks; [`Ids::give`] passes a block on.
#[derive(Debug)]
pub struct Ids {
    source: Source,
    next: i64,
    end: i64,
}

#[derive(Debug)]
enum Source {
    System(SystemRandom),
    /// SplitMix64 (Steele, Lea, Flood 2014): tiny and the same everywhere.
    Seeded(u64),
}

impl Ids {
    /// How many numbers one decision may need at the most.
    pub const PER_DECISION: i64 = 64;

    /// Randomness from the operating system.
    pub fn system() -> Self {
        Self { source: Source::System(SystemRandom::new()), next: 0, end: 0 }
    }

    /// Randomness that follows from `seed` alone.
    pub fn seeded(seed: u64) -> Self {
        Self { source: Source::Seeded(seed), next: 0, end: 0 }
    }

    /// Takes over the reserved numbers `first..first + count`; what was left of an older block is dropped.
    pub fn give(&mut self, first: i64, count: i64) {
        self.next = first;
        self.end = first + count;
    }

    /// Are there numbers enough for one more decision?
    pub fn ready(&self) -> bool {
        self.end - self.next >= Self::PER_DECISION
    }

    /// The next number. Past the reserved block it counts on: the database then refuses the row as taken and the
    /// decision is made again with a fresh block.
    pub fn number(&mut self) -> i64 {
        let number = self.next;
        self.next += 1;
        number
    }

    /// 63 random bits, never zero: the identity of a letter.
    pub fn random(&mut self) -> i64 {
        let mut bytes = [0u8; 8];
        match &mut self.source {
            Source::System(random) => {
                // The operating system's generator does not fail once it has been seeded; a zero would be
                // refused by the database as taken, never reused.
                let _ = random.fill(&mut bytes);
            }
            Source::Seeded(state) => {
                *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mut z = *state;
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                bytes = (z ^ (z >> 31)).to_be_bytes();
            }
        }
        (i64::from_be_bytes(bytes) & i64::MAX).max(1)
    }
}
