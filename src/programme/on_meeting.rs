//! Meetings by word: `MEET` proposes a time, `YES` and `NO` answer, `CANCEL` calls off; and what the clock brings.

use super::acting::{Acting, Place};
use super::attachments;
use super::change::Change;
use super::command::{Command, Word};
use super::conversation::ConversationId;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::held_words;
use super::leak;
use super::letter::Invitation;
use super::meeting::{Meeting, MeetingId, Over, Proposal, Side, Slot};
use super::meeting_letters::{
    Told, end_of_invitation, invitation, letter, letter_from, question, tell_agreed, when_for, zone_of_person,
};
use super::mentorship::{Mentorship, MentorshipId};
use super::notice::Notice;
use super::on_command::{already, not_allowed};
use super::on_text;
use super::outcome::{Disposition, Outcome};
use super::person::PersonId;
use super::standing::{not_relayed, not_understood};
use super::when::{self, Zone, length_shown};

/// A time that somebody wants to propose.
pub(super) struct Wish {
    /// When and where.
    pub slot: Slot,
    /// The zone its words name.
    pub zone: Option<Zone>,
    /// What is written beside it.
    pub words: String,
    /// The `UID` of the invitation from their own calendar that it is; empty for none.
    pub source_uid: String,
}

/// Is this `MEET` part of their talk ("Meet the team!"), since nothing in it is a day or a time? In capitals it is the word.
pub(super) fn is_chat(acting: &Acting<'_, '_>, command: &Command) -> bool {
    let capitals = acting.words().trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("MEET");
    command.word == Word::Meet && !capitals && !when::names_a_moment(&command.argument)
}

/// Does this word answer a time that the other side has proposed in this conversation?
pub(super) fn answers(desk: &Desk<'_>, acting: &Acting<'_, '_>, word: Word) -> bool {
    matches!(word, Word::Yes | Word::No) && asked(desk, acting).is_some()
}

/// The meeting that asks the writer, in the conversation the mail is in.
pub(super) fn asked(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Option<Meeting> {
    let Place::Pair(request) = &acting.place else { return None };
    let mentorship = desk.snapshot.mentorship.as_ref().filter(|m| m.request == request.id && m.running())?;
    ahead(desk, mentorship.id).filter(|meeting| meeting.asks(acting.person.id).is_some())
}

/// The one meeting of a mentorship that is ahead.
pub(super) fn ahead(desk: &Desk<'_>, mentorship: MentorshipId) -> Option<Meeting> {
    desk.snapshot.meetings.iter().find(|m| m.mentorship == mentorship && m.ahead(desk.now)).cloned()
}

/// `MEET when`.
pub(super) fn meet(
    desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    command: &Command,
    words: &str,
) -> Outcome {
    let known = ahead(&desk, mentorship.id);
    let zone = zone_of_person(&desk, known.as_ref(), acting.person.id);
    match when::read(&command.argument, desk.now, &zone) {
        Ok(read) => {
            let slot = Slot { at: read.at, minutes: read.minutes, place: read.place };
            let wish = Wish { slot, zone: read.zone, words: words.to_owned(), source_uid: String::new() };
            propose(desk, acting, mentorship, wish)
        }
        Err(unclear) => ask_when(
            desk,
            acting,
            mentorship.conversation,
            question(unclear, format!("MEET {}\n\n{words}", command.argument).trim()),
        ),
    }
}

/// Asks whoever wrote for one moment.
pub(super) fn ask_when(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    conversation: ConversationId,
    question: Notice,
) -> Outcome {
    let back = Draft::new(acting.person.id, question).in_conversation(conversation);
    desk.post(back.answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("meeting-unclear"))
}

/// Proposes a time to the other side, in place of any that waits; the same time again is a yes.
pub(super) fn propose(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: Mentorship, wish: Wish) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return not_understood(desk, acting) };
    if let Some(why) = on_text::unreachable(&desk, other) {
        let name = desk.name(other);
        return not_relayed(desk, acting, &name, &why, acting.words());
    }
    if leaks(&desk, acting, other, &wish) {
        return held_words::wait(desk, acting, other, acting.words());
    }
    let known = ahead(&desk, mentorship.id);
    if let Some(meeting) = &known {
        let same = |slot: &Slot| slot.at == wish.slot.at && slot.minutes == wish.slot.minutes;
        if meeting.asks(me).is_some_and(|proposal| same(&proposal.slot)) {
            return agree(desk, acting, meeting.clone(), &wish.words);
        }
        let waiting = meeting.proposed.as_ref().filter(|p| p.by == me && p.slot == wish.slot);
        let agreed = meeting.agreed.as_ref().filter(|slot| **slot == wish.slot && meeting.proposed.is_none());
        if waiting.is_some() || agreed.is_some() {
            let when = when_for(&desk, meeting, &wish.slot, me);
            let state = if agreed.is_some() { "agreed" } else { "proposed and waiting for an answer" };
            return already(desk, acting, format!("{when} is {state} already."));
        }
    }
    let new = known.is_none();
    let mut meeting = known.unwrap_or_else(|| begin(&mut desk, &mentorship));
    if !new {
        meeting.sequence = meeting.sequence.saturating_add(1);
    }
    if let Some(zone) = wish.zone.as_ref().filter(|zone| zone.is_place()) {
        zone.name().clone_into(&mut meeting.side_mut(me).zone);
    }
    if !wish.source_uid.is_empty() {
        meeting.source_uid.clone_from(&wish.source_uid);
    }
    meeting.proposed = Some(Proposal { slot: wish.slot.clone(), by: me });
    tell_proposed(&mut desk, acting, &mut meeting, other, &wish);
    desk.put_mentorship(mentorship.wrote(me, desk.now));
    desk.audit(Some(me), "meeting.proposed", meeting.id.0);
    put(&mut desk, meeting, new);
    limited(desk, acting.mail, Disposition::Done("meeting.proposed"))
}

/// Do the files of this mail go along? Those that a calendar program sends are its own.
fn with_files(acting: &Acting<'_, '_>) -> bool {
    acting.mail.inbound.calendar.is_none()
}

/// Does a mail address stand in what would go to the other side?
fn leaks(desk: &Desk<'_>, acting: &Acting<'_, '_>, to: PersonId, wish: &Wish) -> bool {
    let all = format!("{}\n{}", wish.words, wish.slot.place);
    let between = [acting.person.id, to];
    let names: Vec<_> = acting.mail.inbound.attachments.iter().map(|file| file.name.as_str()).collect();
    let leaks = |words: &str| leak::in_words(desk.snapshot, acting.mail, words, between);
    leaks(&all) || (with_files(acting) && leaks(&names.join("\n")))
}

/// A new meeting, nothing of it said yet. One whose time is over but that nobody has looked at since makes room.
fn begin(desk: &mut Desk<'_>, mentorship: &Mentorship) -> Meeting {
    let id = mentorship.id;
    let stale = desk.snapshot.meetings.iter().find(|m| m.mentorship == id && m.over.is_none()).cloned();
    if let Some(stale) = stale {
        put(desk, Meeting { over: Some(Over::Past), proposed: None, ..stale }, false);
    }
    let zone = |person| {
        let zone = desk.snapshot.meetings.iter().find_map(|m| m.other(person).and_then(|_| m.zone(person)));
        Side { zone: zone.map(|zone| zone.name().to_owned()).unwrap_or_default(), ..Side::default() }
    };
    let (of_mentor, of_mentee) = (zone(mentorship.mentor), zone(mentorship.mentee));
    Meeting {
        id: MeetingId(desk.number()),
        mentorship: id,
        conversation: mentorship.conversation,
        mentor: mentorship.mentor,
        mentee: mentorship.mentee,
        agreed: None,
        proposed: None,
        over: None,
        sequence: 0,
        of_mentor,
        of_mentee,
        source_uid: String::new(),
        due_at: None,
        version: 0,
    }
}

fn tell_proposed(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, meeting: &mut Meeting, other: PersonId, wish: &Wish) {
    let me = acting.person.id;
    let slot = &wish.slot;
    let files = if with_files(acting) { acting.mail.inbound.attachments.as_slice() } else { &[] };
    let (files, notes) = attachments::passing(files, desk.policy.max_attachments);
    let name = desk.name(other);
    attachments::tell_writer(desk, acting, &name, &notes);
    let said = desk.entry(meeting.conversation, Some((acting.mail, me)));
    let proposed = Notice::MeetingProposed {
        from_name: desk.name(me),
        when: when_for(desk, meeting, slot, other),
        length: length_shown(slot.minutes),
        place: slot.place.clone(),
        moves: meeting.agreed.as_ref().map(|agreed| when_for(desk, meeting, agreed, other)).unwrap_or_default(),
        words: wish.words.clone(),
        notes,
    };
    // A meeting that stands in the calendar stays there until the other time is agreed.
    let tentative =
        meeting.agreed.is_none().then(|| Invitation { tentative: true, ..invitation(desk, meeting, slot, other) });
    if tentative.is_some() {
        meeting.side_mut(other).invited = true;
    }
    let to_other = letter_from(desk, meeting, other, proposed, said).inviting(tentative);
    desk.post(to_other.with(None, files));
    let back = desk.entry(meeting.conversation, None);
    let sent = Notice::MeetingSent {
        other_name: desk.name(other),
        when: when_for(desk, meeting, slot, me),
        length: length_shown(slot.minutes),
        place: slot.place.clone(),
        own_calendar: !wish.source_uid.is_empty(),
    };
    desk.post(letter(meeting, me, sent, back).answering(acting.mail));
}

/// `YES` or `NO` to what the other side has proposed.
pub(super) fn answer(desk: Desk<'_>, acting: &Acting<'_, '_>, word: Word, words: &str) -> Outcome {
    let Some(meeting) = asked(&desk, acting) else { return not_understood(desk, acting) };
    match word {
        Word::Yes => agree(desk, acting, meeting, words),
        _ => refuse(desk, acting, meeting, words),
    }
}

/// Words that go along with an answer must not give an address away.
pub(super) fn keeps_back(desk: &Desk<'_>, acting: &Acting<'_, '_>, words: &str, other: PersonId) -> bool {
    leak::in_words(desk.snapshot, acting.mail, words, [acting.person.id, other])
}

/// Both have said yes.
pub(super) fn agree(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mut meeting: Meeting, words: &str) -> Outcome {
    let me = acting.person.id;
    let (Some(other), Some(proposal)) = (meeting.other(me), meeting.asks(me).cloned()) else {
        return not_understood(desk, acting);
    };
    if keeps_back(&desk, acting, words, other) {
        return held_words::wait(desk, acting, other, words);
    }
    if proposal.slot.at <= desk.now {
        let when = when_for(&desk, &meeting, &proposal.slot, me);
        let why = format!("The time that {} proposed is over: {when}.", desk.name(other));
        return not_allowed(desk, acting, &why, "Write MEET and another time.");
    }
    let slot = proposal.slot;
    let moved = meeting.agreed.replace(slot.clone()).is_some();
    meeting.proposed = None;
    for person in [me, other] {
        meeting.side_mut(person).says = super::meeting::Says::Nothing;
    }
    let told = told(&mut desk, acting, &meeting, other, words);
    tell_agreed(&mut desk, &mut meeting, &slot, moved, &told);
    if let Some(mentorship) = running(&desk, meeting.mentorship) {
        desk.put_mentorship(mentorship.wrote(me, desk.now));
    }
    desk.audit(Some(me), if moved { "meeting.moved" } else { "meeting.agreed" }, meeting.id.0);
    put(&mut desk, meeting, false);
    limited(desk, acting.mail, Disposition::Done("meeting.agreed"))
}

/// Where the mail and the answer to it stand in the thread.
pub(super) fn told<'w>(
    desk: &mut Desk<'_>,
    acting: &Acting<'_, '_>,
    meeting: &Meeting,
    other: PersonId,
    words: &'w str,
) -> Told<'w> {
    let me = acting.person.id;
    if with_files(acting) {
        let name = desk.name(other);
        attachments::stay_behind(desk, acting, &name, words);
    }
    let said = desk.entry(meeting.conversation, Some((acting.mail, me)));
    let back = desk.entry(meeting.conversation, None);
    Told { me, other, said, back, words }
}

/// No to a time that was proposed; a meeting that was agreed before stays.
pub(super) fn refuse(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mut meeting: Meeting, words: &str) -> Outcome {
    let me = acting.person.id;
    let (Some(other), Some(proposal)) = (meeting.other(me), meeting.asks(me).cloned()) else {
        return not_understood(desk, acting);
    };
    if keeps_back(&desk, acting, words, other) {
        return held_words::wait(desk, acting, other, words);
    }
    meeting.proposed = None;
    meeting.sequence = meeting.sequence.saturating_add(1);
    let stays = meeting.agreed.clone();
    if stays.is_none() {
        meeting.over = Some(Over::Declined);
    }
    let told = told(&mut desk, acting, &meeting, other, words);
    for (reader, entry) in [(other, told.said), (me, told.back)] {
        let notice = Notice::MeetingDeclined {
            by_you: reader == me,
            other_name: meeting.other(reader).map(|id| desk.name(id)).unwrap_or_default(),
            when: when_for(&desk, &meeting, &proposal.slot, reader),
            stays: stays.as_ref().map(|slot| when_for(&desk, &meeting, slot, reader)).unwrap_or_default(),
            words: if reader == me { String::new() } else { words.to_owned() },
        };
        let out = if stays.is_none() { end_of_invitation(&desk, &meeting, &proposal.slot, reader) } else { None };
        let letter = letter(&meeting, reader, notice, entry).inviting(out);
        desk.post(letter);
    }
    desk.audit(Some(me), "meeting.declined", meeting.id.0);
    put(&mut desk, meeting, false);
    limited(desk, acting.mail, Disposition::Done("meeting.declined"))
}

/// Writes a meeting down, with its next moment.
pub(super) fn put(desk: &mut Desk<'_>, mut meeting: Meeting, new: bool) {
    meeting.due_at = meeting.next_due(&desk.policy.rules, desk.now);
    desk.change(if new { Change::NewMeeting(meeting) } else { Change::Meeting(meeting) });
}

/// The mentorship of a meeting, while it runs.
pub(super) fn running(desk: &Desk<'_>, id: MentorshipId) -> Option<Mentorship> {
    let all = desk.snapshot.mentorships.iter().chain(&desk.snapshot.mentorship);
    all.into_iter().find(|m| m.id == id && m.running()).cloned()
}
