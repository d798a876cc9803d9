//! A letter about to be written.

use super::conversation::ConversationId;
use super::event::Mail;
use super::letter::{Author, Invitation};
use super::notice::Notice;
use super::person::PersonId;
use crate::mail::inbound::Attachment;

/// A letter in the making: everything that has a usual value may be left out.
pub(super) struct Draft {
    /// To whom.
    pub to: PersonId,
    /// What it says.
    pub notice: Notice,
    /// In whose name.
    pub author: Author,
    /// Where an answer to it goes; the person's service conversation where none is named.
    pub conversation: Option<ConversationId>,
    /// The subject, where the template's own is not used.
    pub subject: Option<String>,
    /// `References`, oldest first.
    pub references: Vec<String>,
    /// The relayed words as sanitised HTML.
    pub words_html: Option<String>,
    /// Files that go along.
    pub attachments: Vec<Attachment>,
    /// The invitation that goes along.
    pub calendar: Option<Invitation>,
    /// At most one letter with this key is ever sent.
    pub once: Option<String>,
    /// Is it an automatic answer?
    pub answer: bool,
    /// Which entry of its conversation's thread it is.
    pub entry: Option<i64>,
    /// Does it belong to no conversation at all?
    pub bare: bool,
}

impl Draft {
    /// A letter of the programme to a person.
    pub fn new(to: PersonId, notice: Notice) -> Self {
        Self {
            to,
            notice,
            author: Author::Programme,
            conversation: None,
            subject: None,
            references: Vec::new(),
            words_html: None,
            attachments: Vec::new(),
            calendar: None,
            once: None,
            answer: false,
            entry: None,
            bare: false,
        }
    }

    /// In whose name.
    pub fn by(mut self, author: Author) -> Self {
        self.author = author;
        self
    }

    /// Where an answer to it goes.
    pub fn in_conversation(mut self, conversation: ConversationId) -> Self {
        self.conversation = Some(conversation);
        self
    }

    /// Outside any conversation: an answer comes to the bare address.
    pub fn without_conversation(mut self) -> Self {
        self.bare = true;
        self
    }

    /// As this entry of its conversation's thread.
    pub fn entry(mut self, entry: i64) -> Self {
        self.entry = Some(entry);
        self
    }

    /// Under the writer's own subject.
    pub fn subject(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    /// With the words as sanitised HTML and the files that go along.
    pub fn with(mut self, words_html: Option<String>, attachments: Vec<Attachment>) -> Self {
        self.words_html = words_html;
        self.attachments = attachments;
        self.rename_pictures();
        self
    }

    /// Gives the pictures in the HTML names of ours: those of a mail program may hold an address, or tell whose it is.
    fn rename_pictures(&mut self) {
        for (number, file) in self.attachments.iter_mut().enumerate() {
            let Some(old) = file.content_id.take() else { continue };
            let new = format!("picture{}.mentorpost", number + 1);
            if let Some(html) = self.words_html.as_mut().filter(|_| !old.is_empty()) {
                *html = html.replace(&format!("\"cid:{old}\""), &format!("\"cid:{new}\""));
            }
            file.content_id = Some(new);
        }
    }

    /// With an invitation, or the end of one.
    pub fn inviting(mut self, invitation: Option<Invitation>) -> Self {
        self.calendar = invitation;
        self
    }

    /// At most once under this key.
    pub fn once(mut self, key: String) -> Self {
        self.once = Some(key);
        self
    }

    /// As a question about what `mail` says, below it in the writer's own mail program. It is no automatic answer that could be one
    /// too many: without it, what was written would be lost.
    pub fn asking_about(mut self, mail: &Mail<'_>) -> Self {
        self = self.answering(mail);
        self.answer = mail.inbound.suppress_response;
        self
    }

    /// As an automatic answer to `mail`, below it in the writer's own mail program.
    pub fn answering(mut self, mail: &Mail<'_>) -> Self {
        self.answer = true;
        if self.references.is_empty() {
            self.references = own_references(mail);
        }
        self
    }

    /// As an automatic answer that is not shown below the mail that caused it, since its writer may be somebody else.
    pub fn answering_unthreaded(mut self) -> Self {
        self.answer = true;
        self
    }
}

/// The ids that the writer's mail program knows, for an answer to the writer alone.
pub(super) fn own_references(mail: &Mail<'_>) -> Vec<String> {
    let inbound = mail.inbound;
    let skipped = inbound.references.len().saturating_sub(19);
    let older = inbound.references.iter().skip(skipped);
    older.chain(std::iter::once(&inbound.message_id)).cloned().collect()
}
