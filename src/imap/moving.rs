//! What is changed on the server: messages are moved, purged, and deleted for good.

use super::names::folder;
use super::sets::{batches, uid_set};
use super::{ImapError, Mailbox};

/// How many messages one command names: servers bound a line to 8 KiB (RFC 7162, section 4), and sparse sets are long.
pub(super) const MAX_SET: usize = 500;
/// After how many refusals, and nothing else, a server is taken to refuse all.
const REFUSALS: usize = 3;
/// How many bytes memory holds of messages that are looked at.
const BYTES: u64 = 8 << 20;

/// What became of messages that were to be moved.
#[derive(Debug, Default)]
pub struct Moving {
    /// They lie in the other folder alone, or did not lie in this one any more.
    pub moved: Vec<u32>,
    /// They have been copied, and lie in this folder too.
    pub copied: Vec<u32>,
    /// What the server has refused last. Whatever is not named above is where it was.
    pub refused: Option<ImapError>,
}

impl Moving {
    /// Adds what became of others.
    pub fn add(&mut self, other: Self) {
        self.moved.extend(other.moved);
        self.copied.extend(other.copied);
        self.refused = other.refused.or(self.refused.take());
    }

    /// Goes on where a command went well or was refused; gives whether it went well.
    fn went(&mut self, done: Result<(), ImapError>) -> Result<bool, ImapError> {
        match done {
            Ok(()) => Ok(true),
            Err(refused @ ImapError::Refused(..)) => {
                self.refused = Some(refused);
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }
}

impl Mailbox {
    /// Moves messages to `target`: MOVE (RFC 6851), else a copy that is taken away here. What is gone already is no error. What the
    /// server refuses for several is asked for one by one.
    ///
    /// # Errors
    /// When the connection is lost; it may be asked again.
    pub async fn move_to(&mut self, uids: &[u32], target: &str) -> Result<Moving, ImapError> {
        let target = folder(target);
        let mut moving = Moving::default();
        for set in uids.chunks(MAX_SET) {
            let placed = self.place(set, &target, &mut moving).await?;
            if self.can_move {
                moving.moved.extend(placed);
            } else {
                self.take_copied_away(&placed, &mut moving).await?;
            }
        }
        Ok(moving)
    }

    /// Takes away messages that have been copied before.
    ///
    /// # Errors
    /// When the connection is lost; it may be asked again.
    pub async fn take_away(&mut self, uids: &[u32]) -> Result<Moving, ImapError> {
        let mut moving = Moving::default();
        for set in uids.chunks(MAX_SET) {
            self.take_copied_away(set, &mut moving).await?;
        }
        Ok(moving)
    }

    /// Moves or copies a set; gives those that are in the other folder now.
    async fn place(&mut self, set: &[u32], target: &str, moving: &mut Moving) -> Result<Vec<u32>, ImapError> {
        let done = self.place_together(set, target).await;
        if moving.went(done)? {
            return Ok(set.to_vec());
        }
        let mut placed = Vec::new();
        let mut refusals = 0;
        for uid in set.iter().filter(|_| set.len() > 1) {
            let done = self.place_together(&[*uid], target).await;
            if moving.went(done)? {
                placed.push(*uid);
            } else {
                refusals += 1;
            }
            if placed.is_empty() && refusals == REFUSALS {
                break;
            }
        }
        Ok(placed)
    }

    async fn place_together(&mut self, set: &[u32], target: &str) -> Result<(), ImapError> {
        let name = if self.can_move { "MOVE" } else { "COPY" };
        self.session.simple(name, &format!("UID {name} {} {target}", uid_set(set))).await.map(drop)
    }

    async fn take_copied_away(&mut self, set: &[u32], moving: &mut Moving) -> Result<(), ImapError> {
        if set.is_empty() {
            return Ok(());
        }
        let done = self.remove(set, "\\Seen \\Deleted").await;
        if moving.went(done)? {
            moving.moved.extend(set);
        } else {
            moving.copied.extend(set);
        }
        Ok(())
    }

    /// Marks messages as deleted and expunges exactly these (RFC 4315), never by a plain EXPUNGE, which would take along what others have
    /// marked: where the server has no better one, the mark is all that can be done.
    async fn remove(&mut self, uids: &[u32], flags: &str) -> Result<(), ImapError> {
        for set in uids.chunks(MAX_SET) {
            let set = uid_set(set);
            self.session.simple("STORE", &format!("UID STORE {set} +FLAGS.SILENT ({flags})")).await?;
            if self.can_expunge {
                self.session.simple("EXPUNGE", &format!("UID EXPUNGE {set}")).await?;
            }
        }
        Ok(())
    }

    /// Deletes the messages of `name` that came before `date` (`23-Nov-2026`, RFC 3501 `date-text`) for good; exactly these.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost; it may be asked again. After a refusal the folder that is read is open again.
    pub async fn purge(&mut self, name: &str, date: &str) -> Result<usize, ImapError> {
        let done = self.purge_in(name, date).await;
        self.back(done).await
    }

    async fn purge_in(&mut self, name: &str, date: &str) -> Result<usize, ImapError> {
        self.enter(name).await?;
        let uids = self.search(&format!("BEFORE {date}")).await?;
        self.remove(&uids, "\\Deleted").await?;
        Ok(uids.len())
    }

    /// Deletes the messages of `name` that have one of these `Message-ID`s (without angle brackets) for good, exactly these; gives those
    /// of the ids that were found. `known_as` says what a message is called that has none of its own; those larger than `largest` are
    /// known by their header. An id that no search can name is passed over.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost; it may be asked again. After a refusal the folder that is read is open again.
    pub async fn delete(
        &mut self,
        name: &str,
        message_ids: &[String],
        known_as: fn(&[u8]) -> String,
        largest: u64,
    ) -> Result<Vec<String>, ImapError> {
        let done = self.delete_in(name, message_ids, known_as, largest).await;
        self.back(done).await
    }

    async fn delete_in(
        &mut self,
        name: &str,
        message_ids: &[String],
        known_as: fn(&[u8]) -> String,
        largest: u64,
    ) -> Result<Vec<String>, ImapError> {
        self.enter(name).await?;
        let mut found = Vec::new();
        let nameable = |id: &&String| id.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\'));
        for id in message_ids.iter().filter(nameable) {
            let uids = self.search(&format!("HEADER Message-ID \"<{id}>\"")).await?;
            found.extend(uids.into_iter().map(|uid| (uid, id.clone())));
        }
        // An empty text finds every message that has the field (RFC 3501, section 6.4.4).
        let nameless = self.search("NOT HEADER Message-ID \"\"").await?;
        let sizes = self.sizes(&nameless).await?;
        for batch in batches(&sizes, BYTES.min(largest), MAX_SET) {
            let is_large = sizes.iter().any(|(uid, size)| batch == [*uid] && u64::from(*size) > largest);
            let fetched = if is_large { self.fetch_headers(&batch).await? } else { self.fetch(&batch).await? };
            let called = fetched.into_iter().map(|message| (message.uid, known_as(&message.raw)));
            found.extend(called.filter(|(_, id)| message_ids.contains(id)));
        }
        let mut uids: Vec<u32> = found.iter().map(|(uid, _)| *uid).collect();
        uids.sort_unstable();
        uids.dedup();
        self.remove(&uids, "\\Deleted").await?;
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    async fn enter(&mut self, name: &str) -> Result<(), ImapError> {
        let quoted = folder(name);
        self.session.simple(&format!("SELECT {quoted}"), &format!("SELECT {quoted}")).await.map(drop)
    }

    /// Opens the folder that is read again, also where something else was refused.
    async fn back<T>(&mut self, done: Result<T, ImapError>) -> Result<T, ImapError> {
        if matches!(done, Ok(_) | Err(ImapError::Refused(..))) {
            self.select().await?;
        }
        done
    }
}
