//! A letter: a mail to be sent, in the programme's terms; rendering and sealing come later.

use jiff::Timestamp;

use super::conversation::ConversationId;
use super::notice::Notice;
use super::person::PersonId;
use crate::mail::address::Address;
use crate::mail::inbound::Attachment;

/// The identity of a letter: random, so that its Message-ID cannot be guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterId(pub i64);

impl LetterId {
    /// Its `Message-ID`, without angle brackets.
    pub fn message_id(self, domain: &str) -> String {
        format!("{:016x}.mentorpost@{domain}", self.0)
    }

    /// The letter that a Message-ID of ours names; `None` for any other.
    pub fn of_message_id(id: &str, domain: &str) -> Option<Self> {
        let hex = id.strip_suffix(domain)?.strip_suffix(".mentorpost@")?;
        let plain = hex.len() == 16 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        plain.then(|| i64::from_str_radix(hex, 16).ok().map(Self)).flatten()
    }
}

/// One mail to one person.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its identity.
    pub id: LetterId,
    /// To whom.
    pub to: Recipient,
    /// In whose name.
    pub author: Author,
    /// Where an answer to it goes; `None` for strangers, who answer to the service's bare address.
    pub conversation: Option<ConversationId>,
    /// What it says.
    pub notice: Notice,
    /// The subject, where the template's own is not used: a relayed mail keeps its writer's, an answer keeps the thread's.
    pub subject: Option<String>,
    /// `References`, oldest first, in the ids that the recipient's mail program knows; the last is the `In-Reply-To`.
    pub references: Vec<String>,
    /// The relayed words as sanitised HTML, shown in place of the notice's plain `words`; `None` where they came as text.
    pub words_html: Option<String>,
    /// Files that go along.
    pub attachments: Vec<Attachment>,
    /// An invitation for the recipient's calendar.
    pub calendar: Option<Invitation>,
    /// At most one letter with this key is ever sent ("digest/3/2026-11-23").
    pub once: Option<String>,
    /// Is it an automatic answer to a mail (counted against loops)?
    pub answer: bool,
}

/// What a letter puts into its recipient's calendar. The addresses in it are the letter's own: the organiser is whom an answer to the
/// letter reaches, and the recipient is invited under the address the letter goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Is it off?
    pub cancelled: bool,
    /// Does it wait for the recipient's yes?
    pub tentative: bool,
    /// Which event it is.
    pub uid: String,
    /// Which version of it.
    pub sequence: u32,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Where; may be empty.
    pub place: String,
    /// Whom the recipient meets.
    pub with: String,
}

impl Letter {
    /// A number that two letters share when they would say the same to the same person.
    pub fn fingerprint(&self) -> u64 {
        // FNV-1a: stable between versions of the compiler, which the standard hasher is not.
        let said = match &self.notice {
            // However it was worded, the answer to it is the same.
            Notice::NotUnderstood { .. } | Notice::NotUnderstoodAgain { .. } => String::new(),
            notice => format!("{notice:?}"),
        };
        let text = format!("{}\n{}\n{said}", self.to.address.key(), self.notice.kind());
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
    }
}

/// Who gets a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The person, where it is one of ours.
    pub person: Option<PersonId>,
    /// The name to greet and to write beside the address; empty for strangers.
    pub name: String,
    /// What they like to be called, where that is not the first of their names; else empty.
    pub called: String,
    /// Where it goes.
    pub address: Address,
}

impl Recipient {
    /// The name for a salutation; empty for strangers.
    pub fn greeted(&self) -> &str {
        if self.called.is_empty() { self.name.split_whitespace().next().unwrap_or_default() } else { &self.called }
    }
}

/// In whose name a letter is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The programme itself.
    Programme,
    /// A participant, shown by name at a masked address.
    Person(String),
    /// A team of the staff, shown by the team's name.
    Team(super::person::Team),
}

/// What the store remembers of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRecord {
    /// Its identity.
    pub id: LetterId,
    /// Who got it, where it was one of ours.
    pub person: Option<PersonId>,
    /// Where it went.
    pub address: Address,
    /// The name of its template.
    pub kind: String,
    /// Where an answer to it goes.
    pub conversation: Option<ConversationId>,
    /// Whose words it carried, when it relayed somebody's.
    pub writer: Option<PersonId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Has its failure been told already?
    pub failed: bool,
}
