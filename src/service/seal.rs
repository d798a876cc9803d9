//! From a letter of the programme to the final bytes of a mail and its row in the outbox.

use jiff::Timestamp;

use super::{Service, ServiceError};
use crate::mail::address::{Address, Mailbox};
use crate::mail::calendar::Invite;
use crate::mail::compose::{Draft, ListHeaders, seal};
use crate::mail::envelope::{Purpose, Token};
use crate::programme::letter::{Author, Invitation, Letter};
use crate::programme::notice::Notice;
use crate::programme::person::{PersonId, Team};
use crate::store::Outgoing;
use crate::templates::Page;

impl Service {
    /// Renders and seals `letter`; the same letter gives the same bytes. `writer` is whose words it carries, if anybody's.
    pub(super) fn seal(
        &self,
        letter: &Letter,
        writer: Option<PersonId>,
        to_staff: bool,
        now: Timestamp,
    ) -> Result<Outgoing, ServiceError> {
        let reply_to = self.reply_address(letter);
        let rendered = self.templates.render(
            &letter.notice,
            &Page {
                programme: self.policy.programme.clone(),
                university: self.policy.university.clone(),
                first_name: letter.to.greeted().to_owned(),
                reply_address: reply_to.to_string(),
                service_address: self.addressing.service().to_string(),
                handbook_url: self.policy.handbook_url.clone(),
                words_html: letter.words_html.clone(),
                subject: letter.subject.clone(),
            },
        )?;
        let relayed = letter.notice.relays_words();
        let bytes = seal(&Draft {
            from: Mailbox { name: self.shown_name(&letter.author), address: reply_to },
            reply_to: None,
            to: Mailbox { name: letter.to.name.clone(), address: letter.to.address.clone() },
            subject: rendered.subject,
            message_id: letter.id.message_id(self.policy.address.domain()),
            in_reply_to: letter.references.last().cloned(),
            references: letter.references.clone(),
            date: now,
            automatic: !relayed,
            kind: letter.notice.kind(),
            list: self.list_headers(&letter.notice),
            text: rendered.text,
            html: Some(rendered.html),
            attachments: letter.attachments.iter().cloned().chain(rendered.pictures).collect(),
            calendar: letter.calendar.as_ref().map(|invitation| self.invite(letter, invitation, now)),
        });
        let person = letter.to.person;
        let bounce = Token { purpose: Purpose::Bounce, person: person.map_or(0, |p| p.0), thread: letter.id.0 };
        Ok(Outgoing {
            letter: letter.id,
            person,
            writer: writer.filter(|_| letter.notice.is_awaited()),
            to: letter.to.address.clone(),
            kind: letter.notice.kind().to_owned(),
            conversation: letter.conversation,
            once: letter.once.clone(),
            answer: letter.answer,
            fingerprint: letter.fingerprint(),
            envelope_from: self.addressing.address(bounce).to_string(),
            bytes,
            to_staff,
        })
    }

    /// Where an answer goes: an address that opens only for the letter's recipient and leads to its conversation.
    fn reply_address(&self, letter: &Letter) -> Address {
        match (letter.to.person, letter.conversation) {
            (Some(person), Some(conversation)) => {
                self.addressing.address(Token { purpose: Purpose::Reply, person: person.0, thread: conversation.0 })
            }
            _ => self.addressing.service().clone(),
        }
    }

    /// An invitation of one person: they see themselves under the address they have the letter at, and the other by the address that
    /// hides them, to which their calendar program answers.
    fn invite(&self, letter: &Letter, invitation: &Invitation, now: Timestamp) -> Invite {
        let programme = &self.policy.programme;
        let word = if invitation.cancelled { "Called off: meeting" } else { "Meeting" };
        Invite {
            cancelled: invitation.cancelled,
            tentative: invitation.tentative,
            uid: invitation.uid.clone(),
            sequence: invitation.sequence,
            stamp: now,
            start: invitation.start,
            end: invitation.end,
            summary: format!("{word} with {} ({programme})", invitation.with),
            description: format!(
                "Agreed through {programme}. To move it, answer a mail about it with MEET and another time; to call it off, with CANCEL."
            ),
            location: invitation.place.clone(),
            organizer: Mailbox {
                name: self.shown_name(&Author::Person(invitation.with.clone())),
                address: self.reply_address(letter),
            },
            attendee: Mailbox { name: letter.to.name.clone(), address: letter.to.address.clone() },
        }
    }

    fn shown_name(&self, author: &Author) -> String {
        let programme = &self.policy.programme;
        match author {
            Author::Programme => programme.clone(),
            Author::Person(name) => format!("{name} ({programme})"),
            Author::Team(Team::Alumni) => format!("Alumni team ({programme})"),
            Author::Team(Team::Careers) => format!("Careers service ({programme})"),
        }
    }

    /// Mail that nobody asked for says how to get help and how to stop it (RFC 2369).
    fn list_headers(&self, notice: &Notice) -> Option<ListHeaders> {
        if !matches!(
            notice,
            Notice::Invitation { .. }
                | Notice::Digest { .. }
                | Notice::Announcement { .. }
                | Notice::YearlyReview { .. }
                | Notice::NotApproached { .. }
        ) {
            return None;
        }
        let service = self.addressing.service();
        Some(ListHeaders {
            id: (self.policy.programme.clone(), format!("{}.{}", service.local(), service.domain())),
            help: format!("mailto:{service}?subject=HELP&body=HELP"),
            unsubscribe: format!("mailto:{service}?subject=PAUSE&body=PAUSE"),
        })
    }
}
