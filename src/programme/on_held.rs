//! The answer to the question about a held mail.

use super::acting::Acting;
use super::change::Change;
use super::command::{Command, Word};
use super::conversation::{ConversationId, Held, HeldWhy};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::notice::{Notice, WordLine};
use super::on_command::already;
use super::outcome::{Disposition, Outcome};

/// `YES` releases the mail, `NO` drops it; anything else is asked again.
pub(super) fn decide(desk: Desk<'_>, acting: &Acting<'_, '_>, held: Held, here: ConversationId) -> Outcome {
    if let Some(released) = held.released {
        let how = if released { "carried out" } else { "dropped" };
        return already(desk, acting, format!("That mail was {how} already."));
    }
    match Command::read(&acting.mail.inbound.text).map(|(command, _)| command.word) {
        Some(Word::Yes) => answer(desk, acting, &held, true),
        Some(Word::No) => answer(desk, acting, &held, false),
        _ => ask_again(desk, acting, here),
    }
}

fn answer(mut desk: Desk<'_>, acting: &Acting<'_, '_>, held: &Held, yes: bool) -> Outcome {
    let me = acting.person.id;
    let address = held.why == HeldWhy::Address;
    if yes && address {
        desk.change(Change::NewAddress(me, held.from.clone()));
        desk.audit(Some(me), "person.address-added", me.0);
    }
    let vouched = yes.then_some(me);
    desk.change(Change::DecideHeld {
        held: held.id,
        version: held.version,
        inbox: held.inbox,
        vouched,
        leave_out: false,
    });
    desk.audit(Some(me), if yes { "mail.released" } else { "mail.dropped" }, held.id.0);
    let (what, next) = match (yes, address) {
        (true, true) => {
            ("Mail from that address counts as yours from now on, and the mail that waited is on its way.", "")
        }
        (true, false) => ("The mail that waited is being carried out.", ""),
        (false, _) => (
            "The mail that waited has been dropped; nothing came of it.",
            "If it worries you, write CONCERN and what happened.",
        ),
    };
    let notice = Notice::Done { what: what.to_owned(), next: next.to_owned() };
    desk.post(Draft::new(me, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done(if yes { "mail.released" } else { "mail.dropped" }))
}

fn ask_again(mut desk: Desk<'_>, acting: &Acting<'_, '_>, here: ConversationId) -> Outcome {
    let option = |word: &str, does: &str| WordLine { word: word.to_owned(), does: does.to_owned(), button: true };
    let notice = Notice::NotUnderstood {
        words: acting.words().to_owned(),
        understood: "A mail waits for your word, and only YES or NO decides about it.".to_owned(),
        options: vec![option("YES", "says that it is yours"), option("NO", "drops it")],
    };
    desk.post(Draft::new(acting.person.id, notice).in_conversation(here).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-understood"))
}
