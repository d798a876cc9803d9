//! Sets of messages: compressed to ranges, and cut into batches that memory can hold.

/// A UID set (RFC 3501, `sequence-set`) in as few ranges as possible.
pub(super) fn uid_set(uids: &[u32]) -> String {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in sorted {
        match ranges.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(uid) => *end = uid,
            _ => ranges.push((uid, uid)),
        }
    }
    let shown =
        ranges.iter().map(|(start, end)| if start == end { start.to_string() } else { format!("{start}:{end}") });
    shown.collect::<Vec<_>>().join(",")
}

/// Cuts `(uid, size)` into batches, in order, of at most `count` messages and `bytes` bytes; a message larger than that stands alone.
pub fn batches(sizes: &[(u32, u32)], bytes: u64, count: usize) -> Vec<Vec<u32>> {
    let mut batches: Vec<Vec<u32>> = Vec::new();
    let mut held = 0u64;
    for &(uid, size) in sizes {
        match batches.last_mut() {
            Some(batch) if batch.len() < count && held + u64::from(size) <= bytes => {
                batch.push(uid);
                held += u64::from(size);
            }
            _ => {
                batches.push(vec![uid]);
                held = u64::from(size);
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_ranges() {
        for (uids, set) in [
            (vec![1, 2, 3, 7], "1:3,7"),
            (vec![9, 8, 9, 5], "5,8:9"),
            (vec![u32::MAX, u32::MAX - 1], "4294967294:4294967295"),
            (vec![], ""),
        ] {
            assert_eq!(uid_set(&uids), set);
        }
    }

    #[test]
    fn batches_keep_both_limits_and_lose_nothing() {
        let sizes = [(1, 10), (2, 10), (3, 100), (4, 5), (5, 5), (6, 5), (7, 5)];
        assert_eq!(batches(&sizes, 20, 3), [vec![1, 2], vec![3], vec![4, 5, 6], vec![7]]);
        assert_eq!(batches(&[], 20, 3), Vec::<Vec<u32>>::new());
    }
}
