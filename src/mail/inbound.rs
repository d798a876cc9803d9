//! What one received message says, after parsing: plain values, nothing of MIME left.

use jiff::Timestamp;

use super::address::Address;
use super::html_text::HtmlPart;

/// What kind of message it is, decided in the order of RFC 3834 care: our own, reports, automatic mail, and only then a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Written by a person, as far as can be told.
    Human,
    /// A delivery status notification (RFC 3464) or one of the formats older than it.
    Bounce,
    /// A vacation notice, a list post, bulk mail: anything that `Auto-Submitted` (RFC 3834) or its like marks.
    AutoReply,
    /// An abuse report (ARF, RFC 5965).
    Complaint,
    /// A disposition notification (MDN, RFC 8098) or a report of success.
    Receipt,
    /// An iTIP `REPLY` or `COUNTER` (RFC 5546) to an invitation.
    CalendarReply,
    /// Sent by this service itself and come back.
    Own,
    /// Nothing that can be read as a message.
    Unreadable,
}

impl Kind {
    /// The word that `inspect --json` shows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Bounce => "bounce",
            Self::AutoReply => "auto-reply",
            Self::Complaint => "complaint",
            Self::Receipt => "receipt",
            Self::CalendarReply => "calendar-reply",
            Self::Own => "own",
            Self::Unreadable => "unreadable",
        }
    }
}

/// One received message, read.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// What kind of message it is.
    pub kind: Kind,
    /// Why it was taken for that kind: one plain sentence, without addresses or words of the message.
    pub reason: String,
    /// The author (`From`); `None` where it cannot be told for certain, see `from_ambiguous`.
    pub from: Option<Address>,
    /// The display name beside it, on one line, without control characters.
    pub from_name: Option<String>,
    /// The author cannot be told: several `From` fields or addresses, a malformed or deceptive one.
    pub from_ambiguous: bool,
    /// To whom the servers on its way say that it came (`Delivered-To` and its like), no repeats.
    pub delivered_to: Vec<Address>,
    /// To whom its author wrote it (`To`, then `Cc`), no repeats.
    pub addressed_to: Vec<Address>,
    /// `Subject`, decoded, on one line.
    pub subject: String,
    /// `Message-ID` without angle brackets, or one made from the hash of the bytes where there is none.
    pub message_id: String,
    /// `In-Reply-To`, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// `References`, without angle brackets, oldest first.
    pub references: Vec<String>,
    /// `Date`, where it can be read.
    pub date: Option<Timestamp>,
    /// The new words: without quoted history and signature.
    pub text: String,
    /// What was left out of `text`.
    pub elided: String,
    /// The new part of the HTML, sanitised, where the mail has any.
    pub html: HtmlPart,
    /// Is what follows `text` a mail passed on rather than answered?
    pub forwarded: bool,
    /// Attached and inline files, bytes included.
    pub attachments: Vec<Attachment>,
    /// One entry for each recipient that a bounce reports on; empty for other kinds.
    pub bounce: Vec<DeliveryStatus>,
    /// Message-IDs (without angle brackets) of the mail a report is about.
    pub reported_message_ids: Vec<String>,
    /// Was it written by a machine (vacation notice and the like)?
    pub auto_reply: bool,
    /// Until when the author is away, where an automatic reply says so.
    pub away_until: Option<jiff::civil::Date>,
    /// No automatic answer may go to it (RFC 3834, section 2): lists, bulk, empty return path, automatic mail.
    pub suppress_response: bool,
    /// What the receiving server says about the author's authenticity.
    pub authentication: Authentication,
    /// How many `Received` fields it carries: a measure of loops (RFC 5321, section 6.3).
    pub received_count: usize,
    /// The first text/calendar part, for calendar replies.
    pub calendar: Option<String>,
    /// What was odd about it, in plain words.
    pub warnings: Vec<String>,
}

impl Inbound {
    /// To whom it came, by every header that says so, in the order of trust, no repeats.
    pub fn recipients(&self) -> impl Iterator<Item = &Address> {
        let more = self.addressed_to.iter().filter(|address| !self.delivered_to.contains(address));
        self.delivered_to.iter().chain(more)
    }
}

/// A file that came with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without path and control characters; never empty.
    pub name: String,
    /// Its media type, in lower case, e.g. `application/pdf`.
    pub media_type: String,
    /// Shown within the HTML (`cid:`) rather than listed.
    pub inline: bool,
    /// `Content-ID` without angle brackets, of inline parts.
    pub content_id: Option<String>,
    /// The decoded bytes.
    pub bytes: Vec<u8>,
}

/// What a delivery report says of one recipient (RFC 3464, section 2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryStatus {
    /// The recipient the report is about.
    pub recipient: String,
    /// Enhanced status code (RFC 3463), such as `5.1.1`, where one is given or follows from the text.
    pub status: Option<String>,
    /// What became of it.
    pub action: Action,
    /// Will trying again be of no use?
    pub permanent: bool,
}

/// `Action` of RFC 3464, section 2.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Could not be delivered.
    Failed,
    /// Not yet; the server goes on trying.
    Delayed,
    /// Delivered.
    Delivered,
    /// Handed to a system that does not report.
    Relayed,
    /// Delivered to a list.
    Expanded,
}

impl Action {
    /// The word of RFC 3464.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
            Self::Expanded => "expanded",
        }
    }
}

/// A result of RFC 8601, folded to what a decision needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Said to be authentic.
    Pass,
    /// Said to be forged, or not provably authentic where the domain demands proof.
    Fail,
    /// Nothing is known.
    #[default]
    None,
}

impl Verdict {
    /// `pass`, `fail` or `none`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::None => "none",
        }
    }
}

/// What a trusted `Authentication-Results` (RFC 8601) says of the author.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authentication {
    /// DMARC (RFC 7489) of the author's domain.
    pub dmarc: Verdict,
    /// DKIM (RFC 6376) aligned with the author's domain.
    pub dkim: Verdict,
    /// SPF (RFC 7208) aligned with the author's domain.
    pub spf: Verdict,
    /// The `authserv-id` that says so; `None` where no trusted server said anything.
    pub by: Option<String>,
}
