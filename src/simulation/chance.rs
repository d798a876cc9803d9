//! Chance that follows from a seed alone: everybody draws from a stream of their own, so that one more person changes nobody else.

/// A stream of random numbers: SplitMix64 (Steele, Lea, Flood 2014), the same everywhere.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream `number` of a seed.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut chance = Self(seed ^ number.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A share between 0 and 1.
    pub fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }

    /// Does it happen, at this probability?
    pub fn is(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least + 1).unwrap_or(1).max(1);
        least + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// One of several; they must not be none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let last = i64::try_from(from.len()).unwrap_or(1) - 1;
        let index = usize::try_from(self.between(0, last.max(0))).unwrap_or(0);
        &from[index]
    }

    /// One of several, or `None` of none.
    pub fn choose<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { Some(self.pick(from)) }
    }

    /// Minutes around a median of so many hours: half of all within a factor of two, few beyond a factor of eight.
    pub fn minutes_around(&mut self, hours: f64) -> i64 {
        let spread = self.share() + self.share() + self.share() - 1.5;
        let minutes = hours * 60.0 * (spread * 2.0).exp2();
        // Rounded to whole minutes, and never at once.
        #[expect(clippy::cast_possible_truncation, reason = "a few thousand minutes")]
        let whole = minutes as i64;
        whole.max(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_follows_from_its_seed_and_number() {
        let draw = |seed, number| {
            let mut chance = Chance::new(seed, number);
            (0..5).map(|_| chance.between(0, 1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 1), draw(1, 1));
        assert_ne!(draw(1, 1), draw(1, 2));
        assert_ne!(draw(1, 1), draw(2, 1));
    }

    #[test]
    fn what_is_drawn_lies_within_its_bounds() {
        let mut chance = Chance::new(7, 7);
        let drawn: Vec<_> = (0..1_000).map(|_| chance.between(3, 5)).collect();
        assert!((3..=5).all(|n| drawn.contains(&n)) && drawn.iter().all(|n| (3..=5).contains(n)));
        let often = (0..1_000).filter(|_| chance.is(0.25)).count();
        assert!((180..320).contains(&often), "{often}");
        assert!((0..1_000).map(|_| chance.minutes_around(10.0)).all(|m| (60..=4_900).contains(&m)));
    }
}
