//! A mail too large to be read: its writer is told.

use super::desk::Desk;
use super::draft::Draft;
use super::event::Mail;
use super::guard::{self, Proof, Who, limited};
use super::notice::Notice;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::PersonState;
use crate::mail::inbound::Kind;

const MIB: u64 = 1024 * 1024;

/// Decides about a mail of which only the header was read.
pub(super) fn decide(mut desk: Desk<'_>, mail: &Mail<'_>, size: u64) -> Outcome {
    let ignored = match mail.inbound.kind {
        Kind::Own => Some(Ignored::Own),
        Kind::Human | Kind::Unreadable => None,
        _ => Some(Ignored::Automatic),
    };
    let duplicate = desk.snapshot.duplicate_of.is_some_and(|row| row != mail.inbox).then_some(Ignored::Duplicate);
    if let Some(why) = ignored.or(duplicate) {
        return desk.close(Disposition::Ignored(why));
    }
    let notice = Notice::TooBig { mib: size.div_ceil(MIB), limit: desk.policy.max_message / MIB };
    match guard::who(&desk, mail) {
        Who::Person(_, Proof::Doubtful) | Who::Forged => return desk.close(Disposition::Ignored(Ignored::Forged)),
        Who::Person(id, _) | Who::Passed(id) => match desk.person(id).map(|person| person.state) {
            None | Some(PersonState::Erased) => return desk.close(Disposition::Ignored(Ignored::NotTakingPart)),
            Some(_) => desk.post(Draft::new(id, notice).answering(mail)),
        },
        Who::Holder(_) | Who::Stranger if desk.snapshot.answers.today > 0 => {
            return desk.close(Disposition::Ignored(Ignored::SameAnswer));
        }
        Who::Holder(_) | Who::Stranger => desk.post_stranger(mail, notice),
    }
    limited(desk, mail, Disposition::Answered("too-big"))
}
