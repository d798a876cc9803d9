//! What a session has been told of its selected folder, and the news since.

use imap_codec::imap_types::sequence::SequenceSet;

use super::set::Ranges;
use super::words;
use crate::sandbox::store::Folder;

/// A message as the client knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub uid: u32,
    /// The version in which its flags were told.
    touched: u64,
}

/// The selected folder; the sequence numbers are those of `known`, from 1.
#[derive(Debug)]
pub(super) struct View {
    pub folder: String,
    pub read_only: bool,
    pub uid_validity: u32,
    version: u64,
    known: Vec<Known>,
}

impl View {
    pub fn new(name: &str, folder: &Folder, read_only: bool) -> Self {
        let known = folder.kept.iter().map(|kept| Known { uid: kept.message.uid, touched: kept.touched }).collect();
        Self { folder: name.to_owned(), read_only, uid_validity: folder.uid_validity, version: folder.version, known }
    }

    /// Sequence number and UID of the messages in a set, rising. What is not there is passed over.
    pub fn pick(&self, set: &SequenceSet, by_uid: bool) -> Vec<(usize, u32)> {
        let mut picked = Vec::new();
        for (from, to) in self.ranges(set, by_uid).iter() {
            let (start, end) = if by_uid {
                (self.known.partition_point(|k| k.uid < from), self.known.partition_point(|k| k.uid <= to))
            } else {
                ((from as usize).saturating_sub(1), (to as usize).min(self.known.len()))
            };
            let range = self.known.get(start..end).unwrap_or_default();
            picked.extend(range.iter().enumerate().map(|(at, known)| (start + at + 1, known.uid)));
        }
        picked
    }

    /// All messages, by sequence number and UID.
    pub fn all(&self) -> impl Iterator<Item = (usize, u32)> {
        self.known.iter().enumerate().map(|(at, known)| (at + 1, known.uid))
    }

    /// What a set means in this folder.
    pub fn ranges(&self, set: &SequenceSet, by_uid: bool) -> Ranges {
        let last = if by_uid { self.known.last().map_or(0, |known| known.uid) } else { self.known.len() as u32 };
        Ranges::new(set, last)
    }

    /// The client has just been told the flags of this message.
    pub fn told(&mut self, seq: usize, touched: u64) {
        if let Some(known) = seq.checked_sub(1).and_then(|at| self.known.get_mut(at)) {
            known.touched = touched;
        }
    }

    /// The untagged lines that bring the client up to date. Without `expunges` no number may change, so the vanished
    /// stay for now (RFC 3501, section 7.4.1).
    pub fn catch_up(&mut self, folder: &Folder, expunges: bool) -> String {
        if folder.version == self.version {
            return String::new();
        }
        let before = self.known.len();
        let mut gone = Vec::new();
        let mut changed = Vec::new();
        let mut known = Vec::with_capacity(folder.kept.len());
        let mut kept = folder.kept.iter().peekable();
        let mut ghosts = false;
        for (at, entry) in self.known.iter().enumerate() {
            match kept.next_if(|kept| kept.message.uid == entry.uid) {
                Some(kept) => {
                    known.push(Known { uid: entry.uid, touched: kept.touched });
                    if kept.touched > entry.touched {
                        changed.push((known.len(), words::flags(&kept.message.flags)));
                    }
                }
                None if expunges => gone.push(at + 1),
                None => {
                    ghosts = true;
                    known.push(*entry);
                }
            }
        }
        known.extend(kept.map(|kept| Known { uid: kept.message.uid, touched: kept.touched }));
        let more = known.len() > before - gone.len();
        self.known = known;
        if !ghosts {
            self.version = folder.version;
        }
        let gone = gone.iter().rev().map(|seq| format!("* {seq} EXPUNGE\r\n"));
        let changed = changed.iter().map(|(seq, flags)| format!("* {seq} FETCH (FLAGS {flags})\r\n"));
        let exists = more.then(|| format!("* {} EXISTS\r\n", self.known.len()));
        gone.chain(changed).chain(exists).collect()
    }
}
