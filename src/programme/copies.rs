//! Mails that were written to others as well: nothing of ours goes there, and their writer is to know.

use super::acting::{Acting, Place};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::Proof;
use super::notice::Notice;
use super::on_case::team_name;

/// Tells the writer what becomes of a mail that was written to several conversations, or to somebody outside.
pub(super) fn tell_writer(desk: &mut Desk<'_>, acting: &Acting<'_, '_>) {
    if acting.proof == Proof::Doubtful {
        return;
    }
    if !acting.mail.also_in.is_empty() {
        let with = other(desk, acting).map(|name| format!(", the one with {name}")).unwrap_or_default();
        let what = format!(
            "You wrote one mail to several of your conversations. It counts for the first of them alone{with}; nobody in the others has it."
        );
        let next = "Please write to each of the others in a mail of its own.".to_owned();
        // One that was held comes again.
        tell(desk, acting, Notice::Done { what, next }, format!("copied/mail/{}", acting.mail.inbox.0));
    }
    let conversation = desk.snapshot.conversation.as_ref().map(|conversation| conversation.id);
    if let (Some(name), Some(conversation)) = (other(desk, acting), conversation)
        && is_copied(desk, acting)
        // Staff take whom they like into a case.
        && !acting.person.is_staff()
    {
        let what =
            "You wrote to somebody else in the same mail. They have it from your own mail program, with your address.";
        let next = format!(
            "They have no part in your conversation with {name}: nothing that is written here goes to them, and what they answer does \
             not come here."
        );
        // Whoever does so always knows it from the first time on.
        let key = format!("copied/conversation/{}/{}", conversation.0, acting.person.id.0);
        tell(desk, acting, Notice::Done { what: what.to_owned(), next }, key);
    }
}

fn tell(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, notice: Notice, key: String) {
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail).once(key));
}

/// Whom the writer talks with here.
fn other(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Option<String> {
    match &acting.place {
        Place::Pair(request) => Some(desk.name(request.other(acting.person.id))),
        Place::Case(case) => Some(team_name(case.team).to_owned()),
        Place::Service | Place::Held(..) | Place::Question(_) => None,
    }
}

/// Has somebody besides us and the writer a copy? The other side's own address counts like any other: what is told must not depend on
/// whether it was guessed.
fn is_copied(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> bool {
    let own =
        |key: &str| desk.snapshot.addresses.iter().any(|(owner, known)| *owner == acting.person.id && known == key);
    let writer = acting.mail.inbound.from.as_ref().map(|from| from.key());
    acting.mail.also_to.iter().map(|address| address.key()).any(|key| writer.as_ref() != Some(&key) && !own(&key))
}
