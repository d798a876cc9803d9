//! A bounce: the address it is about is counted down, and whoever has to know is told once.

use super::change::Change;
use super::desk::Desk;
use super::draft::Draft;
use super::event::{GivenUp, Mail};
use super::letter::LetterRecord;
use super::notice::Notice;
use super::on_case::members;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{PersonId, Role};
use crate::mail::inbound::Action;

/// Decides about a bounce: only permanent failures have consequences, transient ones pass by themselves.
pub(super) fn decide(mut desk: Desk<'_>, mail: &Mail<'_>) -> Outcome {
    let Some(letter) = desk.snapshot.letter.clone() else {
        return desk.close(Disposition::Ignored(Ignored::UnknownBounce));
    };
    let failed_for_good = mail.inbound.bounce.iter().find(|status| status.permanent && status.action == Action::Failed);
    if let Some(report) = failed_for_good {
        failed(&mut desk, &letter, &GivenUp::Recipient(report.status.clone()));
    }
    desk.close(Disposition::Ignored(Ignored::Bounce))
}

/// A letter did not arrive and will not, as far as anybody knows.
pub(super) fn failed(desk: &mut Desk<'_>, letter: &LetterRecord, why: &GivenUp) {
    if letter.failed {
        return;
    }
    desk.change(Change::LetterFailed(letter.id));
    tell_writer(desk, letter, *why == GivenUp::Unconfirmed);
    let Some(mut person) = letter.person.and_then(|id| desk.person(id)) else { return };
    // A report about an address that has been changed since says nothing of the new one.
    if !about_address(why) || person.address.key() != letter.address.key() {
        return;
    }
    person.failures = person.failures.saturating_add(1);
    let given_up = person.failures == desk.policy.rules.failures;
    let (id, name, address, team) = (person.id, person.name.clone(), person.address.clone(), person.team());
    desk.audit(None, "person.address-failed", id.0);
    desk.change(Change::Person(person));
    if !given_up {
        return;
    }
    for staff in members(desk, team).into_iter().filter(|staff| *staff != id) {
        let notice = Notice::AddressFailing { name: name.clone(), address: address.as_str().to_owned() };
        let key = format!("address-failing/{}/{}", staff.0, letter.id.0);
        desk.post(Draft::new(staff, notice).without_conversation().once(key));
    }
}

/// Does this say that the address itself takes no mail? Where the recipient was refused without a status, that counts as such.
fn about_address(why: &GivenUp) -> bool {
    match why {
        GivenUp::Recipient(status) => status.as_deref().is_none_or(of_address),
        GivenUp::Message(status) => status.as_deref().is_some_and(of_address),
        GivenUp::Sender | GivenUp::PutOff | GivenUp::Unconfirmed => false,
    }
}

/// Is this status (RFC 3463) one of the recipient's address? Of those about addresses the last two are about the sender's.
fn of_address(status: &str) -> bool {
    let of_addresses = status.starts_with("5.1.") && !matches!(status, "5.1.7" | "5.1.8");
    of_addresses || matches!(status, "5.2.0" | "5.2.1" | "5.0.0" | "5.4.4")
}

fn tell_writer(desk: &mut Desk<'_>, letter: &LetterRecord, perhaps: bool) {
    let Some(to) = letter.person else { return };
    let asked = desk.snapshot.request.as_ref().filter(|_| letter.kind == "request").map(|request| request.mentee);
    let Some(writer) = letter.writer.or(asked).filter(|writer| *writer != to) else { return };
    let written = letter.created_at.to_zoned_datetime(desk.policy.timezone.clone());
    let sent = written.strftime("%-d %B at %H:%M").to_string();
    let notice = Notice::Undelivered { other_name: seen_name(desk, to), sent, trying: false, perhaps };
    // Of several written in one minute one is told: another mail would say the very same.
    let minute = letter.created_at.as_second().div_euclid(60);
    let draft = Draft::new(writer, notice).once(format!("undelivered/{}/{}/{minute}", writer.0, to.0));
    desk.post(match letter.conversation {
        Some(conversation) => draft.in_conversation(conversation),
        None => draft,
    });
}

/// Staff are seen as their team.
fn seen_name(desk: &Desk<'_>, id: PersonId) -> String {
    match desk.person(id) {
        Some(person) => match person.role {
            Role::Staff(team) => super::on_case::team_name(team).to_owned(),
            _ => person.name,
        },
        None => desk.name(id),
    }
}
