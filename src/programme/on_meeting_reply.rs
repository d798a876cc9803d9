//! Meetings by calendar: what the buttons of a calendar program answer, and invitations that people send from their own.

use super::acting::{Acting, Place, place};
use super::conversation::HeldWhy;
use super::desk::Desk;
use super::event::Mail;
use super::guard::{self, Proof, Who, hold_and_ask, limited};
use super::leak;
use super::meeting::{Meeting, MeetingId, Says, Slot};
use super::meeting_letters::{letter_from, question, when_for};
use super::mentorship::Mentorship;
use super::notice::Notice;
use super::on_command::already;
use super::on_meeting::{Wish, agree, ahead, ask_when, propose, put, refuse, running};
use super::on_meeting_over::call_off;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::PersonState;
use super::request::Request;
use super::when::{USUAL_MINUTES, Unclear};
use crate::mail::calendar::{self, Answer, Event, Method};

/// An answer to an invitation, for the meeting whose `UID` it names.
pub(super) fn decide(desk: Desk<'_>, mail: &Mail<'_>) -> Outcome {
    let ignored = |desk: Desk<'_>| desk.close(Disposition::Ignored(Ignored::NoMeeting));
    let Some(event) = event(&desk, mail) else { return ignored(desk) };
    let (id, proof) = match guard::who(&desk, mail) {
        Who::Person(id, proof) => (id, proof),
        Who::Holder(id) => match desk.person(id) {
            Some(person) if person.state == PersonState::Active && mail.inbound.from.is_some() => {
                return hold_and_ask(desk, mail, &person, HeldWhy::Address);
            }
            _ => return ignored(desk),
        },
        Who::Passed(_) | Who::Forged | Who::Stranger => return ignored(desk),
    };
    let meeting = MeetingId::of_uid(&event.uid)
        .and_then(|uid| desk.snapshot.meetings.iter().find(|m| m.id == uid && m.other(id).is_some()).cloned());
    let (Some(person), Some(meeting)) = (desk.person(id), meeting) else { return ignored(desk) };
    if person.state.is_gone() {
        return desk.close(Disposition::Ignored(Ignored::NotTakingPart));
    }
    if proof != Proof::Proven {
        return hold_and_ask(desk, mail, &person, HeldWhy::Command);
    }
    let place = place(&desk, &person);
    let acting = Acting { person, proof, mail, place };
    let Some(mentorship) = running(&desk, meeting.mentorship).filter(|_| meeting.ahead(desk.now)) else {
        return already(desk, &acting, "That meeting is not ahead any more: it is over, or was called off.".to_owned());
    };
    let words = comment(&event, mail);
    match event.method {
        Method::Counter => counter(desk, &acting, mentorship, &meeting, &event, words),
        _ => reply(desk, &acting, meeting, &event, &words),
    }
}

fn event(desk: &Desk<'_>, mail: &Mail<'_>) -> Option<Event> {
    calendar::read(mail.inbound.calendar.as_deref()?, &desk.policy.timezone)
}

/// What the person wrote beside the answer. Outlook puts it into the mail; what other programs put there is their own.
fn comment(event: &Event, mail: &Mail<'_>) -> String {
    let words = if event.comment.is_empty() && event.by_microsoft { mail.inbound.text.trim() } else { &event.comment };
    leak::scrubbed(words)
}

fn counter(
    desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    meeting: &Meeting,
    event: &Event,
    words: String,
) -> Outcome {
    let place = meeting.proposed.as_ref().map(|p| &p.slot).or(meeting.agreed.as_ref());
    let place = place.map(|slot| slot.place.clone()).unwrap_or_default();
    match slot(&desk, event, place) {
        Ok(slot) => propose(desk, acting, mentorship, Wish { slot, zone: None, words, source_uid: String::new() }),
        Err(unclear) => ask_when(desk, acting, meeting.conversation, question(unclear, &words)),
    }
}

/// The time of an event, where it can be met at.
fn slot(desk: &Desk<'_>, event: &Event, place: String) -> Result<Slot, Unclear> {
    let unclear = |what: &str| Unclear {
        understood: String::new(),
        question: format!("{what} Please answer MEET, and the day and time."),
        options: Vec::new(),
    };
    let Some(at) = event.start else {
        return Err(unclear("There is no time in your calendar’s mail that can be read for certain."));
    };
    if at <= desk.now {
        return Err(unclear("The time in your calendar’s mail is in the past."));
    }
    if event.repeats {
        return Err(unclear(
            "Your calendar’s mail is about meetings that repeat, and here they are agreed one by one.",
        ));
    }
    let length = event.end.map(|end| (end.as_second() - at.as_second()) / 60);
    let minutes = length.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(USUAL_MINUTES);
    if !(5..=480).contains(&minutes) {
        return Err(unclear("A meeting here takes between 5 minutes and 8 hours."));
    }
    Ok(Slot { at, minutes, place })
}

/// Is this answer about that time? By the start it names, and by the version where it is older.
fn concerns(event: &Event, slot: &Slot, sequence: u32) -> bool {
    event.start.is_none_or(|start| start == slot.at) && event.sequence.is_none_or(|version| version >= sequence)
}

fn reply(desk: Desk<'_>, acting: &Acting<'_, '_>, meeting: Meeting, event: &Event, words: &str) -> Outcome {
    let me = acting.person.id;
    let keys: Vec<_> = desk.snapshot.addresses.iter().filter(|(id, _)| *id == me).map(|(_, key)| key.clone()).collect();
    let Some(answer) = event.answer_of(&keys) else { return desk.close(Disposition::Ignored(Ignored::NothingDue)) };
    let proposal = meeting.asks(me).map(|p| p.slot.clone()).filter(|slot| concerns(event, slot, meeting.sequence));
    if proposal.is_some() && meeting.agreed.is_none() {
        return match answer {
            Answer::Accepted => agree(desk, acting, meeting, words),
            Answer::Declined => refuse(desk, acting, meeting, words),
            Answer::Tentative => note(desk, acting, meeting, Says::Maybe, words),
        };
    }
    match &meeting.agreed {
        Some(slot) if concerns(event, slot, 0) => match answer {
            Answer::Accepted => note(desk, acting, meeting, Says::Yes, words),
            Answer::Tentative => note(desk, acting, meeting, Says::Maybe, words),
            Answer::Declined => call_off(desk, acting, meeting, words),
        },
        _ => {
            let slot = meeting.agreed.as_ref().or(meeting.proposed.as_ref().map(|p| &p.slot));
            let now = slot.map(|slot| when_for(&desk, &meeting, slot, me)).unwrap_or_default();
            already(
                desk,
                acting,
                format!("Your calendar answered about a time that has changed since. It is now {now}."),
            )
        }
    }
}

/// Writes down what a calendar says; the other side is told what is news to them.
fn note(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mut meeting: Meeting, says: Says, words: &str) -> Outcome {
    let me = acting.person.id;
    let before = std::mem::replace(&mut meeting.side_mut(me).says, says);
    // Both have said yes already, so that a yes is news only after a doubt.
    let news = (says == Says::Maybe && before != Says::Maybe) || (says == Says::Yes && before == Says::Maybe);
    let slot = meeting.agreed.clone().or(meeting.proposed.as_ref().map(|p| p.slot.clone()));
    if let (Some(other), Some(slot), true) = (meeting.other(me), slot, news || !words.is_empty()) {
        let said = desk.entry(meeting.conversation, Some((acting.mail, me)));
        let notice = Notice::MeetingAnswer {
            from_name: desk.name(me),
            maybe: says == Says::Maybe,
            when: when_for(&desk, &meeting, &slot, other),
            words: words.to_owned(),
        };
        let letter = letter_from(&desk, &meeting, other, notice, said);
        desk.post(letter);
    }
    desk.audit(Some(me), "meeting.noted", meeting.id.0);
    put(&mut desk, meeting, false);
    limited(desk, acting.mail, Disposition::Done("meeting.noted"))
}

/// An invitation, or its end, that somebody has sent to the other one from their own calendar.
pub(super) fn own_invitation(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Option<(Event, Mentorship)> {
    let Place::Pair(request) = &acting.place else { return None };
    let mentorship = running_of(desk, request)?;
    let event = event(desk, acting.mail)?;
    let known = ahead(desk, mentorship.id).is_some_and(|m| m.source_uid == event.uid);
    match event.method {
        Method::Request => Some((event, mentorship)),
        Method::Cancel if known => Some((event, mentorship)),
        _ => None,
    }
}

fn running_of(desk: &Desk<'_>, request: &Request) -> Option<Mentorship> {
    desk.snapshot.mentorship.as_ref().filter(|m| m.request == request.id && m.running()).cloned()
}

/// Makes a proposal of it: both then have one meeting, under one `UID`, with addresses that hide them.
pub(super) fn invite(desk: Desk<'_>, acting: &Acting<'_, '_>, event: &Event, mentorship: Mentorship) -> Outcome {
    if !acting.proven() {
        return hold_and_ask(desk, acting.mail, &acting.person, HeldWhy::Command);
    }
    let written = leak::scrubbed(acting.words());
    if event.method == Method::Cancel {
        return match ahead(&desk, mentorship.id) {
            Some(meeting) => call_off(desk, acting, meeting, &written),
            None => desk.close(Disposition::Ignored(Ignored::NoMeeting)),
        };
    }
    let words = if written.is_empty() { leak::scrubbed(&event.summary) } else { written };
    match slot(&desk, event, leak::scrubbed(&event.location)) {
        Ok(slot) => {
            let wish = Wish { slot, zone: None, words, source_uid: event.uid.clone() };
            propose(desk, acting, mentorship, wish)
        }
        Err(unclear) => ask_when(desk, acting, mentorship.conversation, question(unclear, &words)),
    }
}
