//! Conversations, and the thread map that keeps one thread whole in every mail program it is read in.

use super::person::PersonId;
use super::request::RequestId;

/// The number of a conversation; with a person it makes a reply address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConversationId(pub i64);

/// What a conversation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// One person and the service itself.
    Service(PersonId),
    /// A mentee and a mentor: first the request, then the mentorship.
    Pair(RequestId),
    /// A person and the team that looks after them.
    Case(super::case::CaseId),
    /// A question about a held mail; its answer releases or drops it.
    Held(HeldId),
    /// A question of the programme to one person.
    Question(super::question::QuestionId),
}

/// One conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The number, never reused.
    pub id: ConversationId,
    /// What it is about.
    pub topic: Topic,
    /// The subject its first mail had.
    pub subject: String,
}

/// The number of a held mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HeldId(pub i64);

/// The number of a received mail in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InboxId(pub i64);

/// Why a mail is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeldWhy {
    /// A command whose sender is not proven: `YES` of the registered address carries it out.
    Command,
    /// A valid token from an unknown address: `YES` adds the address and releases the mail.
    Address,
    /// The text gives an address away; its writer is asked.
    Leak,
}

/// A mail that waits for somebody's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The number, never reused.
    pub id: HeldId,
    /// The mail that waits.
    pub inbox: InboxId,
    /// Whose word it waits for.
    pub asked: PersonId,
    /// Why.
    pub why: HeldWhy,
    /// The address it came from.
    pub from: crate::mail::address::Address,
    /// Decided already: released (`Some(true)`) or dropped (`Some(false)`).
    pub released: Option<bool>,
    /// Counts the changes, so that a lost race is noticed.
    pub version: i64,
}

/// One message as the conversation knows it: the same words, under other ids in each mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadEntry {
    /// The number of the entry (that of the letter or mail that made it).
    pub entry: i64,
    /// What it answers.
    pub parent: Option<i64>,
    /// Under which Message-ID each person's mail program knows it.
    pub ids: Vec<(PersonId, String)>,
}

/// The messages of a conversation, oldest first; bounded by the store to the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread(pub Vec<ThreadEntry>);

/// How many ids `References` carries at the most (RFC 5322 sets no limit; servers cut header lines).
const MAX_REFERENCES: usize = 20;

impl Thread {
    /// The entry that a mail with these `In-Reply-To` and `References` (oldest first) answers.
    pub fn answered(&self, in_reply_to: &[String], references: &[String]) -> Option<i64> {
        let wanted = in_reply_to.iter().rev().chain(references.iter().rev());
        wanted
            .into_iter()
            .find_map(|id| self.0.iter().rev().find(|e| e.ids.iter().any(|(_, known)| known == id)).map(|e| e.entry))
    }

    /// `References` for `person` of a message that answers `parent`: the ids that *their* mail program knows, oldest first.
    /// The last of them is the `In-Reply-To`.
    pub fn references_for(&self, person: PersonId, parent: Option<i64>) -> Vec<String> {
        let mut ids = Vec::new();
        let mut next = parent.or_else(|| self.0.last().map(|e| e.entry));
        // Walking newest to oldest visits each entry once, whatever the stored parents claim.
        for entry in self.0.iter().rev() {
            if Some(entry.entry) != next {
                continue;
            }
            if let Some((_, id)) = entry.ids.iter().find(|(p, _)| *p == person) {
                ids.push(id.clone());
            }
            if ids.len() == MAX_REFERENCES {
                break;
            }
            next = entry.parent;
        }
        ids.reverse();
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(entry: i64, parent: Option<i64>, ids: &[(i64, &str)]) -> ThreadEntry {
        ThreadEntry { entry, parent, ids: ids.iter().map(|(p, id)| (PersonId(*p), (*id).to_owned())).collect() }
    }

    #[test]
    fn a_thread_is_translated_to_what_each_mailbox_knows() {
        let thread = Thread(vec![
            entry(1, None, &[(1, "ada-1@uni"), (2, "m17-1@uni")]),
            entry(2, Some(1), &[(1, "ada-own@gmail"), (2, "letter-2@uni")]),
            entry(3, Some(2), &[(1, "letter-3@uni"), (2, "bob-own@corp")]),
        ]);
        let answered = thread.answered(&["letter-3@uni".into()], &[]);
        assert_eq!(answered, Some(3));
        assert_eq!(thread.references_for(PersonId(2), answered), ["m17-1@uni", "letter-2@uni", "bob-own@corp"]);
        assert_eq!(thread.references_for(PersonId(1), None), ["ada-1@uni", "ada-own@gmail", "letter-3@uni"]);
        assert_eq!(thread.answered(&["foreign@x".into()], &["ada-1@uni".into()]), Some(1));
        assert_eq!(thread.answered(&["foreign@x".into()], &[]), None);
    }
}
