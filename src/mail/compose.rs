//! Composing: a [`Draft`] of plain values becomes the final bytes of a message; equal drafts give equal bytes.

use jiff::Timestamp;

use super::address::Mailbox;
use super::inbound::Attachment;

/// Everything a message to be sent says.
#[derive(Clone, Debug)]
pub struct Draft {
    /// `From`.
    pub from: Mailbox,
    /// `Reply-To`, where it differs from `From`.
    pub reply_to: Option<Mailbox>,
    /// `To`: always exactly one person.
    pub to: Mailbox,
    /// `Subject`; made single-line here.
    pub subject: String,
    /// `Message-ID`, without angle brackets.
    pub message_id: String,
    /// `In-Reply-To`, without angle brackets.
    pub in_reply_to: Option<String>,
    /// `References`, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// `Date`.
    pub date: Timestamp,
    /// Is it written by the service (`Auto-Submitted: auto-generated`, RFC 3834) rather than by a person?
    pub automatic: bool,
    /// `X-Mentorpost-Kind`: the name of its template.
    pub kind: &'static str,
    /// `List-Id` and its companions (RFC 2919, RFC 2369), for mail that goes to many.
    pub list: Option<ListHeaders>,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: Option<String>,
    /// Files; those with `inline` and a `content_id` are put beside the HTML (multipart/related).
    pub attachments: Vec<Attachment>,
}

/// The list headers of a message.
#[derive(Clone, Debug)]
pub struct ListHeaders {
    /// `List-Id`: a name, and the identifier within angle brackets.
    pub id: (String, String),
    /// `List-Help`: a `mailto:` address.
    pub help: String,
    /// `List-Unsubscribe`: a `mailto:` address.
    pub unsubscribe: String,
}
