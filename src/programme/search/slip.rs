//! Slips of the finger: how far one word is from another (Damerau 1964, in the restricted form that swaps only neighbours).

/// How many letters have to be changed, put in, left out or swapped with their neighbour to come from one word to the other;
/// `None` where it is more than `most`.
pub(super) fn distance(word: &[char], other: &str, most: usize) -> Option<usize> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_up_to_a_bound() {
        let cases = [
            ("market", "market", 1, Some(0)),
            ("market", "markte", 1, Some(1)),
            ("market", "marke", 1, Some(1)),
            ("market", "mmarket", 1, Some(1)),
            ("market", "narkt", 1, None),
            ("market", "narkt", 2, Some(2)),
            ("zürich", "zurich", 1, Some(1)),
            ("market", "", 2, None),
        ];
        for (word, other, most, expected) in cases {
            assert_eq!(distance(&word.chars().collect::<Vec<_>>(), other, most), expected, "{word} {other}");
        }
    }
}
