//! How a meeting comes to an end: called off, over, or ended with its mentorship; and how it comes back with it.

use super::acting::Acting;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::held_words;
use super::letter::Invitation;
use super::meeting::{Meeting, Over, Says, Slot, reminder_at};
use super::meeting_letters::{end_of_invitation, invitation, letter, takes_part, tell_cancelled, when_for};
use super::mentorship::{Mentorship, MentorshipId};
use super::notice::Notice;
use super::on_command::already;
use super::on_meeting::{ahead, keeps_back, put, refuse, running, told};
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::PersonId;
use super::standing::not_understood;
use super::when::length_shown;

/// `CANCEL`: the meeting that is agreed, else the time that is proposed.
pub(super) fn cancel(desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: &Mentorship, words: &str) -> Outcome {
    match ahead(&desk, mentorship.id) {
        Some(meeting) => call_off(desk, acting, meeting, words),
        None => {
            let name = mentorship.other(acting.person.id).map(|id| desk.name(id)).unwrap_or_default();
            already(desk, acting, format!("There is no meeting with {name} ahead, and none is proposed."))
        }
    }
}

/// Calls a meeting off, at the word of one of the two.
pub(super) fn call_off(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mut meeting: Meeting, words: &str) -> Outcome {
    let me = acting.person.id;
    let Some(other) = meeting.other(me) else { return not_understood(desk, acting) };
    if meeting.agreed.is_none() && meeting.asks(me).is_some() {
        return refuse(desk, acting, meeting, words);
    }
    if keeps_back(&desk, acting, words, other) {
        return held_words::wait(desk, acting, other, words);
    }
    let slot = meeting.agreed.clone().or(meeting.proposed.as_ref().map(|proposal| proposal.slot.clone()));
    let Some(slot) = slot else { return not_understood(desk, acting) };
    meeting.proposed = None;
    meeting.over = Some(Over::Cancelled);
    meeting.sequence = meeting.sequence.saturating_add(1);
    let told = told(&mut desk, acting, &meeting, other, words);
    tell_cancelled(&mut desk, &meeting, &slot, &told);
    desk.audit(Some(me), "meeting.cancelled", meeting.id.0);
    put(&mut desk, meeting, false);
    limited(desk, acting.mail, Disposition::Done("meeting.cancelled"))
}

/// For whatever ends a mentorship: its meeting ahead is off, and leaves both calendars. To be called once, with what else changes.
///
/// What was agreed or proposed stays written down, should the end be taken back.
pub(super) fn end_with(desk: &mut Desk<'_>, mentorship: MentorshipId, by: Option<PersonId>) {
    let Some(mut meeting) = ahead(desk, mentorship) else { return };
    let agreed = meeting.agreed.clone();
    let slot = agreed.clone().or(meeting.proposed.as_ref().map(|proposal| proposal.slot.clone()));
    meeting.over = Some(Over::Ended);
    meeting.sequence = meeting.sequence.saturating_add(1);
    if let Some(slot) = slot {
        // With no number left the mails stand beside their thread rather than in it.
        let entry = desk.has_numbers(1).then(|| desk.entry(meeting.conversation, None));
        for reader in [meeting.mentee, meeting.mentor] {
            // A time that was only proposed, and stands in no calendar, ends without a word.
            let out = end_of_invitation(desk, &meeting, &slot, reader);
            if (out.is_none() && agreed.is_none()) || (by != Some(reader) && !takes_part(desk, reader)) {
                continue;
            }
            let notice = Notice::MeetingCancelled {
                by_you: false,
                ended: true,
                other_name: meeting.other(reader).map(|id| desk.name(id)).unwrap_or_default(),
                when: when_for(desk, &meeting, &slot, reader),
                words: String::new(),
            };
            let draft = Draft::new(reader, notice).in_conversation(meeting.conversation).inviting(out);
            desk.post(match entry {
                Some(entry) => draft.entry(entry),
                None => draft,
            });
        }
    }
    desk.audit(by, "meeting.cancelled", meeting.id.0);
    put(desk, meeting, false);
}

/// When the meeting is that an end would call off, as a reader's mail shows it; empty for none.
pub(super) fn stands(desk: &Desk<'_>, mentorship: MentorshipId, reader: PersonId) -> String {
    let found = ahead(desk, mentorship).and_then(|meeting| Some((meeting.agreed.clone()?, meeting)));
    found.map(|(slot, meeting)| when_for(desk, &meeting, &slot, reader)).unwrap_or_default()
}

/// A meeting that is ahead again, since the end of its mentorship has been taken back.
pub(super) struct Revived {
    meeting: Meeting,
    slot: Slot,
}

/// Brings back the meeting that the end of this mentorship has called off, where its time has not passed.
pub(super) fn revive(desk: &mut Desk<'_>, mentorship: MentorshipId) -> Option<Revived> {
    let ended = |m: &&Meeting| m.mentorship == mentorship && m.over == Some(Over::Ended);
    let mut meeting = desk.snapshot.meetings.iter().find(ended).cloned()?;
    meeting.over = None;
    if !meeting.ahead(desk.now) || ahead(desk, mentorship).is_some() {
        return None;
    }
    meeting.sequence = meeting.sequence.saturating_add(1);
    for person in [meeting.mentor, meeting.mentee] {
        meeting.side_mut(person).says = Says::Nothing;
    }
    let slot = meeting.agreed.clone().or(meeting.proposed.as_ref().map(|proposal| proposal.slot.clone()))?;
    desk.audit(None, "meeting.revived", meeting.id.0);
    put(desk, meeting.clone(), false);
    Some(Revived { meeting, slot })
}

impl Revived {
    /// Is it agreed, rather than proposed?
    pub fn agreed(&self) -> bool {
        self.meeting.agreed.is_some()
    }

    /// When it is, as a reader's mail shows it.
    pub fn when(&self, desk: &Desk<'_>, reader: PersonId) -> String {
        when_for(desk, &self.meeting, &self.slot, reader)
    }

    /// What brings it back into a reader's calendar, where it stood there.
    pub fn invitation(&self, desk: &Desk<'_>, reader: PersonId) -> Option<Invitation> {
        let stood = self.meeting.side(reader).invited;
        let tentative = !self.agreed();
        stood.then(|| Invitation { tentative, ..invitation(desk, &self.meeting, &self.slot, reader) })
    }
}

/// A moment came that a meeting waited for: the reminder, its end, the hour of a proposal that nobody answered.
pub(super) fn due(mut desk: Desk<'_>, mut meeting: Meeting) -> Outcome {
    let now = desk.now;
    if running(&desk, meeting.mentorship).is_none() && meeting.over.is_none() {
        meeting.over = Some(Over::Cancelled);
    }
    let reminds = meeting.agreed.clone().filter(|slot| {
        let at = reminder_at(slot, &desk.policy.rules);
        meeting.over.is_none() && meeting.due_at == Some(at) && now < slot.at
    });
    if meeting.proposed.as_ref().is_some_and(|proposal| proposal.slot.at <= now) {
        meeting.proposed = None;
        if meeting.agreed.is_none() {
            meeting.over = meeting.over.or(Some(Over::Declined));
        }
    }
    if meeting.agreed.as_ref().is_some_and(|slot| slot.end() <= now) {
        meeting.over = meeting.over.or(Some(Over::Past));
    }
    if let Some(slot) = &reminds {
        remind(&mut desk, &meeting, slot);
    }
    put(&mut desk, meeting, false);
    match reminds {
        Some(_) => desk.close(Disposition::Done("meeting.reminded")),
        None => desk.close(Disposition::Ignored(Ignored::NothingDue)),
    }
}

fn remind(desk: &mut Desk<'_>, meeting: &Meeting, slot: &Slot) {
    let entry = desk.entry(meeting.conversation, None);
    for reader in [meeting.mentee, meeting.mentor] {
        if !takes_part(desk, reader) {
            continue;
        }
        let notice = Notice::MeetingReminder {
            other_name: meeting.other(reader).map(|id| desk.name(id)).unwrap_or_default(),
            when: when_for(desk, meeting, slot, reader),
            length: length_shown(slot.minutes),
            place: slot.place.clone(),
        };
        let key = format!("meeting-reminder/{}/{}/{}", meeting.id.0, slot.at.as_second(), reader.0);
        let letter = letter(meeting, reader, notice, entry).once(key);
        desk.post(letter);
    }
    desk.audit(None, "meeting.reminded", meeting.id.0);
}
