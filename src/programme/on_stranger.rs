//! Mail from an address that nobody has registered: told how to join, given the form, or taken in as a newcomer.
//!
//! Nothing is kept of a stranger until the address has proven itself: by authentication, or by answering a letter of ours that went
//! there and nowhere else. Until then it gets one letter a day at the most, so that a forged sender costs its owner no more.

use super::command::{Command, Word};
use super::desk::Desk;
use super::event::Mail;
use super::guard::{limited, verdict};
use super::letter::LetterRecord;
use super::notice::Notice;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::Role;
use super::{fill, on_join};
use crate::mail::inbound::Verdict;

/// Decides about a stranger's mail.
pub(super) fn decide(mut desk: Desk<'_>, mail: &Mail<'_>) -> Outcome {
    if verdict(&mail.inbound.authentication) == Verdict::Fail {
        return desk.close(Disposition::Ignored(Ignored::Forged));
    }
    let asks = match Command::read(&mail.inbound.text).map(|(command, _)| command.word) {
        Some(Word::Join) => Some(Role::Mentee),
        Some(Word::JoinMentor) => Some(Role::Mentor),
        _ => None,
    };
    let proven = is_proven(&desk, mail);
    let form = [true, false].into_iter().any(|mentor| fill::has_answers(mail, mentor));
    if proven && (asks.is_some() || form || answers_form(&desk)) {
        return on_join::newcomer(desk, mail, asks.filter(|_| !form));
    }
    let asks = asks.or_else(|| form.then(|| on_join::likely_role(desk.policy, mail)));
    let answers = desk.snapshot.answers.clone();
    let told = Notice::Stranger {};
    let notice = match (asks, &mail.inbound.from) {
        (Some(role), Some(from)) => on_join::form_for_stranger(&desk, mail, from, role),
        _ => told.clone(),
    };
    desk.post_stranger(mail, notice);
    // Who asked what this is may ask for the form on the same day; nobody gets more, whose address is not proven.
    let only_told = answers.today == 1 && asks.is_some() && answers.last == desk.stranger_fingerprint(mail, &told);
    if !proven && answers.today > 0 && !only_told {
        return desk.fresh().close(Disposition::Ignored(Ignored::SameAnswer));
    }
    limited(desk, mail, Disposition::Answered(if asks.is_some() { "form" } else { "stranger" }))
}

fn is_proven(desk: &Desk<'_>, mail: &Mail<'_>) -> bool {
    !desk.policy.require_authentication
        || verdict(&mail.inbound.authentication) == Verdict::Pass
        || desk.snapshot.answered.is_some()
}

/// Does it answer the form, even if not with one?
fn answers_form(desk: &Desk<'_>) -> bool {
    desk.snapshot.answered.as_ref().is_some_and(|LetterRecord { kind, .. }| kind == "form")
}
