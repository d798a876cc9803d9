//! A mail came: told apart by kind, then by who wrote it and what it is about.

use jiff::civil::Date;

use super::acting::{Acting, Place, place};
use super::change::Change;
use super::command::{Command, Word};
use super::conversation::HeldWhy;
use super::desk::Desk;
use super::event::Mail;
use super::guard::{self, Proof, Who, hold_and_ask};
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonId, PersonState, Role};
use super::question::About;
use super::{
    copies, fill, leak, on_answer, on_bounce, on_case, on_command, on_held, on_join, on_meeting, on_meeting_reply,
    on_profile, on_staff, on_stranger, on_text, standing,
};
use crate::mail::inbound::Kind;

/// Decides about a mail: the first kind that fits (`mail.md`, "What a message is").
pub(super) fn decide(desk: Desk<'_>, mail: &Mail<'_>) -> Outcome {
    match mail.vouched.filter(|_| mail.leave_out) {
        Some(writer) => {
            let inbound = leak::without(desk.snapshot, mail, writer);
            of_kind(desk, &Mail { inbound: &inbound, ..mail.clone() })
        }
        None => of_kind(desk, mail),
    }
}

fn of_kind(desk: Desk<'_>, mail: &Mail<'_>) -> Outcome {
    let ignored = |desk: Desk<'_>, why| desk.close(Disposition::Ignored(why));
    let inbound = mail.inbound;
    let ours = inbound.from.as_ref().is_some_and(|from| from.key() == desk.policy.address.key());
    if inbound.kind == Kind::Own || (ours && inbound.kind != Kind::Bounce) {
        return ignored(desk, Ignored::Own);
    }
    if mail.vouched.is_none() && desk.snapshot.duplicate_of.is_some_and(|row| row != mail.inbox) {
        return ignored(desk, Ignored::Duplicate);
    }
    if inbound.received_count > desk.policy.rules.max_received {
        return ignored(desk, Ignored::Loop);
    }
    match inbound.kind {
        Kind::Own => ignored(desk, Ignored::Own),
        Kind::Bounce => on_bounce::decide(desk, mail),
        Kind::Complaint => ignored(desk, Ignored::Complaint),
        Kind::Receipt => ignored(desk, Ignored::Receipt),
        Kind::AutoReply => automatic(desk, mail),
        Kind::CalendarReply => on_meeting_reply::decide(desk, mail),
        Kind::Unreadable => ignored(desk, Ignored::Unreadable),
        Kind::Human if inbound.auto_reply => automatic(desk, mail),
        Kind::Human => human(desk, mail),
    }
}

/// Automatic mail is never a command, never relayed and never answered; that somebody is away is noted.
fn automatic(mut desk: Desk<'_>, mail: &Mail<'_>) -> Outcome {
    let sender = desk.snapshot.sender;
    let addressed = mail.token.map(|(person, _)| person);
    let lettered = mail.bounce_of.and(desk.snapshot.letter.as_ref()).and_then(|letter| letter.person);
    // Only an answer to something of ours moves a clock, and only its own recipient's.
    let known = sender.filter(|id| [addressed, lettered].contains(&Some(*id)));
    if let (Some(id), Some(until)) = (known, mail.inbound.away_until) {
        note_away(&mut desk, id, until);
    }
    desk.close(Disposition::Ignored(Ignored::Automatic))
}

fn note_away(desk: &mut Desk<'_>, id: PersonId, until: Date) {
    let Some(mut person) = desk.person(id) else { return };
    let Ok(until) = until.to_zoned_datetime(desk.policy.timezone.clone()) else { return };
    // A misread year must not stop somebody's clocks for good.
    let until = until.timestamp().min(Desk::days_after(desk.now, 90));
    if until > desk.now && person.away_until != Some(until) {
        person.away_until = Some(until);
        desk.change(Change::Person(person));
        desk.audit(Some(id), "person.away", id.0);
    }
}

fn human(mut desk: Desk<'_>, mail: &Mail<'_>) -> Outcome {
    match guard::who(&desk, mail) {
        Who::Forged => desk.close(Disposition::Ignored(Ignored::Forged)),
        Who::Passed(id) => match desk.person(id) {
            Some(person) if person.state != PersonState::Erased => passed(desk, mail, person),
            _ => desk.close(Disposition::Ignored(Ignored::Forged)),
        },
        Who::Stranger => on_stranger::decide(desk, mail),
        Who::Holder(id) => match desk.person(id) {
            Some(person) if !person.state.is_gone() => {
                let told = mail.inbound.from.is_some() && !mail.inbound.from_ambiguous;
                let why = if told { HeldWhy::Address } else { HeldWhy::Command };
                hold_and_ask(desk, mail, &person, why)
            }
            _ => desk.close(Disposition::Ignored(Ignored::NotTakingPart)),
        },
        Who::Person(id, proof) => match desk.person(id) {
            Some(mut person) => {
                // Whoever writes has a working mailbox again.
                if person.failures > 0 && proof == Proof::Proven {
                    person.failures = 0;
                    desk.change(Change::Person(person.clone()));
                }
                let place = place(&desk, &person);
                let acting = Acting { person, proof, mail, place };
                copies::tell_writer(&mut desk, &acting);
                by_person(desk, acting)
            }
            None => desk.close(Disposition::Ignored(Ignored::Forged)),
        },
    }
}

/// An answer to a letter to somebody else: of staff in a case it is the team's; anybody else gets their words back.
fn passed(desk: Desk<'_>, mail: &Mail<'_>, person: Person) -> Outcome {
    let place = place(&desk, &person);
    let acting = Acting { person, proof: Proof::Proven, mail, place };
    if acting.person.is_staff() && matches!(acting.place, Place::Case(_)) {
        return on_staff::decide(desk, &acting);
    }
    let why = "It answers a mail that was written to somebody else, and goes by an address that is theirs alone.";
    standing::not_relayed(desk, &acting, "", why, acting.words())
}

/// A form that belongs to no question of ours: of somebody who joins, or a profile with changes.
fn form(desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    if !acting.proven() {
        return hold_and_ask(desk, acting.mail, &acting.person, HeldWhy::Command);
    }
    match desk.snapshot.questions.iter().find(|q| q.about == About::Join && q.asked == acting.person.id).cloned() {
        Some(question) if acting.person.state == PersonState::Invited => on_join::answer(desk, acting, question, None),
        _ if acting.person.state == PersonState::Invited => on_join::ask(desk, acting),
        _ => on_profile::edit(desk, acting, None),
    }
}

/// Those whom the configuration names no more are no staff.
fn by_staff(desk: Desk<'_>, acting: &Acting<'_, '_>, command: Option<(Command, String)>) -> Outcome {
    if !acting.person.is_staff() {
        let why = "This address is not among those of the programme’s staff any more, so nothing came of your mail.";
        let next = "If it should be, whoever runs the service can name it in its settings.";
        return on_command::not_allowed(desk, acting, why, next);
    }
    match acting.place.clone() {
        Place::Question(question) => on_answer::decide(desk, acting, question, command),
        _ => on_staff::decide(desk, acting),
    }
}

/// What is open to whoever is known at all: to reach the team, and to ask for one's data.
fn open_to_all(place: &Place, word: Option<Word>) -> bool {
    match (place, word) {
        (_, Some(Word::Staff | Word::Concern | Word::MyData | Word::Erase)) | (Place::Case(_), _) => true,
        (Place::Question(question), word) => {
            question.about.open_to_all() && word.is_none_or(|word| question.about.takes(word))
        }
        _ => false,
    }
}

fn by_person(desk: Desk<'_>, acting: Acting<'_, '_>) -> Outcome {
    if acting.person.state == PersonState::Erased {
        return desk.close(Disposition::Ignored(Ignored::NotTakingPart));
    }
    if let Place::Held(held, conversation) = acting.place.clone() {
        // The token of the question went to the registered address alone: holding it is the proof.
        return on_held::decide(desk, &acting, held, conversation);
    }
    let command = Command::read(&acting.mail.inbound.text);
    if acting.proof == Proof::Doubtful {
        return hold_and_ask(desk, acting.mail, &acting.person, HeldWhy::Command);
    }
    if matches!(acting.person.role, Role::Staff(_)) {
        return by_staff(desk, &acting, command);
    }
    if let Some((Command { word: word @ (Word::Join | Word::JoinMentor), .. }, _)) = &command
        && acting.person.state == PersonState::Left
    {
        let role = if *word == Word::JoinMentor { Role::Mentor } else { Role::Mentee };
        return if acting.proven() {
            on_join::again(desk, &acting, role)
        } else {
            hold_and_ask(desk, acting.mail, &acting.person, HeldWhy::Command)
        };
    }
    if acting.person.state.is_gone() && !open_to_all(&acting.place, command.as_ref().map(|(c, _)| c.word)) {
        return standing::not_taking_part(desk, &acting, command.is_none());
    }
    if let Place::Question(question) = acting.place.clone() {
        return on_answer::decide(desk, &acting, question, command);
    }
    if let Some((event, mentorship)) = on_meeting_reply::own_invitation(&desk, &acting) {
        return on_meeting_reply::invite(desk, &acting, &event, mentorship);
    }
    match command {
        None => match acting.place.clone() {
            Place::Case(case) => on_case::reply(desk, &acting, case),
            Place::Pair(request) => on_text::decide(desk, &acting, request),
            _ if fill::has_answers(acting.mail, acting.person.role == Role::Mentor) => form(desk, &acting),
            _ => standing::not_understood(desk, &acting),
        },
        Some((command, message)) => {
            let answers = on_meeting::answers(&desk, &acting, command.word);
            let chat = on_text::is_chat(&acting, &command, &message) || on_meeting::is_chat(&acting, &command);
            let chat = !answers && (chat || on_profile::is_chat(&command));
            match acting.place.clone() {
                Place::Pair(request) if chat => return on_text::decide(desk, &acting, request),
                Place::Case(case) if on_case::is_chat(command.word) => return on_case::reply(desk, &acting, case),
                _ => {}
            }
            on_command::decide(desk, &acting, &command, &message)
        }
    }
}
