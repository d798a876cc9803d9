//! Sets of sequence numbers and UIDs.

use imap_codec::imap_types::sequence::{Sequence, SequenceSet};

/// A set as rising ranges without overlap, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    /// What a set means where `last` is the highest number there is. A range to `*` holds the last one even if it begins
    /// beyond it (RFC 3501, section 6.4.8).
    pub fn new(set: &SequenceSet, last: u32) -> Self {
        // `*` is read as the highest number of all.
        let number = |value: u32| if value == u32::MAX { last } else { value };
        let mut ranges: Vec<(u32, u32)> = set
            .0
            .as_ref()
            .iter()
            .map(|sequence| match sequence {
                Sequence::Single(at) => (at, at),
                Sequence::Range(from, to) => (from, to),
            })
            .map(|(from, to)| (number(from.to_non_zero_u32().get()), number(to.to_non_zero_u32().get())))
            .map(|(from, to)| (from.min(to), from.max(to)))
            .collect();
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (from, to) in ranges {
            match merged.last_mut() {
                Some(before) if from <= before.1 => before.1 = before.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// Is the number in the set?
    pub fn contains(&self, number: u32) -> bool {
        let at = self.0.partition_point(|(_, to)| *to < number);
        self.0.get(at).is_some_and(|(from, _)| *from <= number)
    }

    /// The ranges, rising.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().copied()
    }
}

/// Rising numbers as a set, for COPYUID (RFC 4315, section 3).
pub(super) fn written(numbers: &[u32]) -> String {
    let mut out = String::new();
    for run in numbers.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        if !out.is_empty() {
            out.push(',');
        }
        out.push_str(&first.to_string());
        if first != last {
            out.push_str(&format!(":{last}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_mean_what_the_rfc_says() {
        let cases: &[(&str, u32, &[u32])] = &[
            ("1", 9, &[1]),
            ("3:1", 9, &[1, 2, 3]),
            ("*", 9, &[9]),
            ("8:*", 9, &[8, 9]),
            ("12:*", 9, &[9, 10, 11, 12]),
            ("1,2,2:4,7", 9, &[1, 2, 3, 4, 7]),
        ];
        for (set, last, expected) in cases {
            let ranges = Ranges::new(&SequenceSet::try_from(*set).unwrap(), *last);
            let seen: Vec<u32> = (0..20).filter(|number| ranges.contains(*number)).collect();
            assert_eq!(&seen, expected, "{set}");
        }
    }

    #[test]
    fn runs_are_written_short() {
        assert_eq!(written(&[1, 2, 3, 5, 7, 8]), "1:3,5,7:8");
        assert_eq!(written(&[]), "");
    }
}
