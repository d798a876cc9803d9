//! `PROFILE` and `ADDRESS`: what is kept of somebody, to be looked over and changed by answering.

use super::acting::Acting;
use super::change::Change;
use super::command::{Command, Word};
use super::conversation::ConversationId;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::notice::{Notice, ProfileField};
use super::on_command::{already, not_allowed};
use super::outcome::{Disposition, Outcome};
use super::person::{Person, Role};
use super::{fill, form, standing};
use crate::mail::address::Address;

/// `PROFILE`: the person's own profile as a form.
pub(super) fn show(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let person = &acting.person;
    let notice = Notice::Profile {
        mentor: person.role == Role::Mentor,
        standing: standing::standing(person),
        fields: form::lines(person, false, &[]),
        address: person.address.as_str().to_owned(),
        others: others(&desk, person).iter().map(|address| address.as_str().to_owned()).collect(),
    };
    desk.post(Draft::new(person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("profile"))
}

/// A profile came back with changes: they are made, and said. `here` is where that is talked about, if not with the service.
pub(super) fn edit(mut desk: Desk<'_>, acting: &Acting<'_, '_>, here: Option<ConversationId>) -> Outcome {
    let mut person = acting.person.clone();
    let mentor = person.role == Role::Mentor;
    let filled = fill::fill(&mut person, acting.mail, &fill::How { joining: false, today: desk.today() });
    if filled.changed.is_empty() && filled.wrong.is_empty() {
        if filled.found == 0 {
            return standing::not_understood(desk, acting);
        }
        return already(desk, acting, "Your profile says all this already; nothing has changed.".to_owned());
    }
    let changed = filled.changed.iter().map(|field| {
        let value = field.of(&person);
        let value = if value.is_empty() { "(nothing any more)".to_owned() } else { value };
        ProfileField { label: field.label(mentor).to_owned(), value }
    });
    let notice = Notice::ProfileChanged {
        changed: changed.collect(),
        faults: fill::faults(&filled.wrong, mentor),
        fields: if filled.wrong.is_empty() { Vec::new() } else { form::lines(&person, false, &filled.wrong) },
    };
    let letter = Draft::new(person.id, notice);
    let letter = if let Some(here) = here { letter.in_conversation(here) } else { letter };
    desk.post(letter.answering(acting.mail));
    if filled.changed.is_empty() {
        return limited(desk, acting.mail, Disposition::Answered("profile-changed"));
    }
    desk.audit(Some(person.id), "person.profile", person.id.0);
    desk.change(Change::Person(person));
    limited(desk, acting.mail, Disposition::Done("person.profile"))
}

/// The addresses of a person beside the one that their mail goes to.
fn others(desk: &Desk<'_>, person: &Person) -> Vec<Address> {
    let own = desk.snapshot.addresses.iter().filter(|(owner, key)| *owner == person.id && *key != person.address.key());
    own.filter_map(|(_, key)| Address::parse(key)).collect()
}

/// Is this `ADDRESS` part of a talk ("Address: 12 High Street"), since no mail address stands behind it?
pub(super) fn is_chat(command: &Command) -> bool {
    command.word == Word::Address && wanted(command).1.is_none()
}

/// Is an address to be removed, and which one is meant?
fn wanted(command: &Command) -> (bool, Option<Address>) {
    let argument = command.argument.trim();
    let (removes, text) = match argument.split_once(char::is_whitespace) {
        Some((word, rest)) if word.eq_ignore_ascii_case("remove") => (true, rest.trim()),
        _ => (false, argument),
    };
    (removes, Address::parse(text.trim_start_matches("mailto:").trim_matches(['<', '>', '.', ' '])))
}

/// `ADDRESS jane@home.example`: mail goes there from now on. `ADDRESS REMOVE jane@home.example`: it is theirs no longer.
///
/// Only an address that has been confirmed before can be chosen, so nobody can have mail sent elsewhere.
pub(super) fn address(desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command) -> Outcome {
    let (removes, wanted) = wanted(command);
    let Some(wanted) = wanted else {
        let why = "ADDRESS wants one mail address behind it.";
        return not_allowed(desk, acting, why, "PROFILE shows the addresses that are yours.");
    };
    let main = wanted.key() == acting.person.address.key();
    let other = others(&desk, &acting.person).into_iter().find(|address| address.key() == wanted.key());
    match (removes, main, other) {
        (false, true, _) => already(desk, acting, format!("Your mail goes to {wanted} already.")),
        (true, true, _) => not_allowed(
            desk,
            acting,
            "Your mail goes to that address, so it cannot be removed.",
            "Choose another one first: ADDRESS and the address behind it.",
        ),
        (_, false, None) => not_allowed(
            desk,
            acting,
            &format!("{wanted} is not one of your addresses."),
            "To add it, answer any mail of ours from there: you are then asked here whether it is yours.",
        ),
        (false, false, Some(_)) => choose(desk, acting, wanted),
        (true, false, Some(known)) => remove(desk, acting, known),
    }
}

/// Both addresses are told, the old one last of all.
fn choose(mut desk: Desk<'_>, acting: &Acting<'_, '_>, wanted: Address) -> Outcome {
    let me = acting.person.id;
    let old = &acting.person.address;
    let what = format!("Your mail goes to {wanted} from now on; {old} stays yours as well.");
    let next = format!("To change it back, write ADDRESS {old}.");
    let worry = "If that was not you, write CONCERN and what happened.".to_owned();
    desk.post(Draft::new(me, Notice::Done { what: what.clone(), next: worry }));
    desk.audit(Some(me), "person.address-chosen", me.0);
    desk.change(Change::Person(Person { address: wanted, ..acting.person.clone() }));
    desk.post(Draft::new(me, Notice::Done { what, next }).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("person.address-chosen"))
}

fn remove(mut desk: Desk<'_>, acting: &Acting<'_, '_>, known: Address) -> Outcome {
    let me = acting.person.id;
    let what = format!("{known} is not yours any more: mail from there is no longer taken as yours.");
    desk.change(Change::DropAddress(me, known));
    desk.audit(Some(me), "person.address-removed", me.0);
    desk.post(Draft::new(me, Notice::Done { what, next: String::new() }).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("person.address-removed"))
}
