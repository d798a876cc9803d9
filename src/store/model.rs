//! What goes into the store and comes out of it, as plain values.

use jiff::Timestamp;

use crate::mail::address::Address;
use crate::programme::change::Change;
use crate::programme::conversation::{ConversationId, InboxId};
use crate::programme::event::Due;
use crate::programme::form::Field;
use crate::programme::letter::LetterId;
use crate::programme::person::{PersonId, Profile, Role};
use crate::programme::snapshot::{DigestSpan, Needs, ReportSpan};

/// How far a folder of the mailbox has been fetched (RFC 3501, section 2.3.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The folder.
    pub folder: String,
    /// The folder's UIDVALIDITY; another one means that every UID is a new one.
    pub uid_validity: u32,
    /// The last UID that was fetched.
    pub uid: u32,
}

/// A mail as it was fetched.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The folder it lies in.
    pub folder: String,
    /// That folder's UIDVALIDITY.
    pub uid_validity: u32,
    /// Its UID there.
    pub uid: u32,
    /// What tells this mail from every other: a second copy has the same key and is not handled again.
    pub content_key: [u8; 32],
    /// Its bytes; of a mail too large to fetch, its header.
    pub raw: Vec<u8>,
    /// The size of a mail too large to fetch.
    pub oversize: Option<u64>,
    /// When it reached the mailbox.
    pub received_at: Timestamp,
}

/// Whose something is to be for a while.
#[derive(Clone, Copy, Debug)]
pub struct Lease<'a> {
    /// The process.
    pub owner: &'a str,
    /// Until when it is nobody else's.
    pub until: Timestamp,
}

/// A mail to be handled now, leased to the one who asked.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its row.
    pub id: InboxId,
    /// Its bytes; of a mail too large to fetch, its header.
    pub raw: Vec<u8>,
    /// The size of a mail too large to fetch.
    pub oversize: Option<u64>,
    /// When it reached the mailbox.
    pub received_at: Timestamp,
    /// What tells this mail from every other.
    pub content_key: [u8; 32],
    /// Who vouches for it, after it was held.
    pub vouched_by: Option<PersonId>,
    /// Its writer has said that it goes without the addresses in it.
    pub leave_out: bool,
    /// How many times it has been tried, this time included.
    pub attempts: u32,
}

/// Where the server's copy of a handled mail belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// It was handled.
    Processed,
    /// It could not be handled.
    Failed,
}

/// A copy on the server that is to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The mail it is a copy of.
    pub mail: InboxId,
    /// Its UID.
    pub uid: u32,
    /// Where it belongs.
    pub target: Target,
    /// Does it lie there already, so that it only has to be taken away here?
    pub copied: bool,
}

/// What a snapshot is asked for.
#[derive(Clone, Debug)]
pub struct SnapshotQuery {
    /// The author's address.
    pub from: Option<Address>,
    /// The reply token of the recipient address, opened.
    pub token: Option<(PersonId, ConversationId)>,
    /// `In-Reply-To` and then `References`, without angle brackets.
    pub message_ids: Vec<String>,
    /// The letter whose bounce address the mail came to, or that was given up.
    pub bounce_of: Option<LetterId>,
    /// The letters a report names.
    pub reported_message_ids: Vec<LetterId>,
    /// The mail's own row and content key, to look for another row that holds the same.
    pub duplicate: Option<(InboxId, [u8; 32])>,
    /// What fell due.
    pub due: Option<Due>,
    /// Who vouches for the mail.
    pub vouched: Option<PersonId>,
    /// Which of the costly parts are wanted.
    pub needs: Needs,
    /// What lines of staff name; looked at only where staff act.
    pub staff: StaffNeeds,
    /// The current instant.
    pub now: Timestamp,
    /// What the digest counts; looked at only where a digest is due or asked for.
    pub digest: DigestSpan,
}

/// What the lines of a staff mail ask about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffNeeds {
    /// The numbers of people, cases and requests.
    pub numbers: Vec<i64>,
    /// The addresses of people who may be known.
    pub addresses: Vec<Address>,
    /// The facts of the digest.
    pub digest: bool,
    /// Everybody.
    pub everybody: bool,
    /// All there is.
    pub export: bool,
    /// The periods to be counted, each with its parts behind it.
    pub reports: Vec<Vec<ReportSpan>>,
}

/// What a settlement settles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventRef {
    /// A received mail.
    Inbox(InboxId),
    /// A moment that had come.
    Due(Due),
    /// A letter that was given up.
    GivenUp(LetterId),
    /// The mailbox as such.
    Mailbox,
}

/// Everything that one decision comes to, kept together or not at all.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The event that was decided about.
    pub event: EventRef,
    /// Where a mail ends: the state (`done`, `relayed`, `answered`, `held`, `ignored`) and the reason.
    pub disposition: Option<(&'static str, String)>,
    /// Who acted.
    pub person: Option<PersonId>,
    /// The conversation it belongs to.
    pub conversation: Option<ConversationId>,
    /// The mail's `Message-ID`, without angle brackets.
    pub message_id: Option<String>,
    /// The rows that change.
    pub changes: Vec<Change>,
    /// The letters to send, in this order.
    pub outgoing: Vec<Outgoing>,
}

/// What became of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is kept; or the event had been settled before, and nothing was done again.
    Stored,
    /// Somebody else changed one of the rows meanwhile: nothing is kept, read and decide again.
    Conflict,
}

/// A letter in its final bytes.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Its identity.
    pub letter: LetterId,
    /// Who gets it, where it is one of ours.
    pub person: Option<PersonId>,
    /// Whose words it carries, when it relays somebody's.
    pub writer: Option<PersonId>,
    /// Where it goes.
    pub to: Address,
    /// The name of its template.
    pub kind: String,
    /// Where an answer to it goes.
    pub conversation: Option<ConversationId>,
    /// At most one letter with this key is ever kept; a second is skipped in silence.
    pub once: Option<String>,
    /// Is it an automatic answer to a mail?
    pub answer: bool,
    /// What two letters share that would say the same to the same person.
    pub fingerprint: u64,
    /// The return path that names this letter (VERP).
    pub envelope_from: String,
    /// The message.
    pub bytes: Vec<u8>,
    /// Does it go to staff?
    pub to_staff: bool,
}

/// How many letters one address is handed within an hour; 0 for any number. Staff have no such bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourCaps {
    /// Beyond so many, of whatever kind, letters of the clock wait.
    pub clock: u32,
    /// Beyond so many, everything waits.
    pub all: u32,
}

/// Which letters are leased.
#[derive(Clone, Copy, Debug)]
pub struct Leasing<'a> {
    /// Whose they are then.
    pub lease: Lease<'a>,
    /// How many of them at most.
    pub limit: usize,
    /// How many bytes they have together, about; one letter is given all the same.
    pub bytes: u64,
    /// How many an address gets.
    pub caps: HourCaps,
}

/// A letter to be handed over now, leased to the one who asked.
#[derive(Clone, Debug)]
pub struct Leased {
    /// Its row in the outbox.
    pub id: i64,
    /// Its identity.
    pub letter: LetterId,
    /// Where it goes.
    pub to: Address,
    /// The return path that names this letter (VERP).
    pub envelope_from: String,
    /// The message.
    pub message: Vec<u8>,
    /// How many times it has been tried, this time included.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// When the server first put it off, or did not confirm it.
    pub put_off_at: Option<Timestamp>,
    /// May it have arrived?
    pub uncertain: bool,
    /// Does it go to staff?
    pub to_staff: bool,
    /// Until when it is nobody else's.
    pub until: Timestamp,
}

/// One line of an imported list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// As what they take part.
    pub role: Role,
    /// The name others see.
    pub name: String,
    /// Where mail for them goes.
    pub address: Address,
    /// What is known of them.
    pub profile: Profile,
    /// Mentor: how many mentees at a time.
    pub capacity: u32,
    /// What the list says nothing about: of somebody who is known already it stays as it is.
    pub untold: Vec<Field>,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// People who were not known before.
    pub added: usize,
    /// People of whom something changed.
    pub updated: usize,
    /// People who were known just so.
    pub unchanged: usize,
}

/// A row of the inbox as the command line shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// Its number.
    pub id: InboxId,
    /// `pending`, `done`, `relayed`, `answered`, `held`, `ignored` or `failed`.
    pub state: String,
    /// Why; empty while it is pending.
    pub reason: String,
    /// How many times it has been tried.
    pub attempts: u32,
    /// When it reached the mailbox.
    pub received_at: Timestamp,
    /// When it was handled.
    pub settled_at: Option<Timestamp>,
    /// Its `Message-ID`, once it was read.
    pub message_id: Option<String>,
    /// Whose it is, where it is one of ours.
    pub person: Option<PersonId>,
    /// The conversation it belongs to.
    pub conversation: Option<ConversationId>,
    /// How many bytes are kept of it.
    pub size: u64,
}

/// A received mail with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxMail {
    /// The row.
    pub row: InboxRow,
    /// The bytes; `None` once they were purged.
    pub raw: Option<Vec<u8>>,
}

/// A row of the outbox as the command line shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its number.
    pub id: i64,
    /// The letter.
    pub letter: LetterId,
    /// `queued`, `uncertain`, `sent`, `failed`, `unconfirmed`, `rehearsed` or `dropped`.
    pub state: String,
    /// The server's last answer, or why it waits; empty before the first attempt.
    pub response: String,
    /// How many times it has been tried.
    pub attempts: u32,
    /// Where it goes.
    pub to: Address,
    /// The name of its template.
    pub kind: String,
    /// The conversation it belongs to.
    pub conversation: Option<ConversationId>,
    /// The mail it came of.
    pub from_inbox: Option<InboxId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next; `None` once it is done with.
    pub next_at: Option<Timestamp>,
    /// When it was handed over, or refused for good.
    pub ended_at: Option<Timestamp>,
}

/// A letter with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMail {
    /// The row.
    pub row: OutboxRow,
    /// The return path that names this letter (VERP).
    pub envelope_from: String,
    /// The bytes; `None` once they were purged.
    pub message: Option<Vec<u8>>,
}

/// What became of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The received mail: the one asked for, or the one that the letter asked for came of.
    pub inbox: Option<InboxRow>,
    /// The letter, where a letter was asked for.
    pub letter: Option<OutboxRow>,
    /// Every mail that came of the received one.
    pub came_of_it: Vec<OutboxRow>,
}

/// One thing that happened to a person, or that they did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// When.
    pub at: Timestamp,
    /// What, in a few words: `mail 7 relayed`, `letter 9 introduction sent`, `request.accepted 12`.
    pub what: String,
}

/// How many there are of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// People: role, state, how many.
    pub people: Vec<(String, String, i64)>,
    /// Requests by state.
    pub requests: Vec<(String, i64)>,
    /// Mentorships: `running` and `ended`.
    pub mentorships: Vec<(String, i64)>,
    /// Received mail by state.
    pub inbox: Vec<(String, i64)>,
    /// Letters by state.
    pub outbox: Vec<(String, i64)>,
    /// When the mailbox was last looked into.
    pub last_fetch: Option<Timestamp>,
}

/// What a purge forgot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Received mails that lost their bytes.
    pub raw: u64,
    /// Letters that lost theirs.
    pub bodies: u64,
}
