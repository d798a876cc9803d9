//! What is written about meetings: times in each reader's own zone, and what is put into their calendar.

use super::desk::Desk;
use super::draft::Draft;
use super::letter::{Author, Invitation};
use super::meeting::{Meeting, Slot};
use super::notice::{Notice, WordLine};
use super::person::PersonId;
use super::when::{self, Unclear, Zone, length_shown, shown};

/// The clock that a person's times are told by: that of the zone they have named last, else the programme's.
pub(super) fn zone_of_person(desk: &Desk<'_>, meeting: Option<&Meeting>, person: PersonId) -> Zone {
    let all = desk.snapshot.meetings.iter();
    let named = meeting.into_iter().chain(all).find_map(|m| m.other(person).and_then(|_| m.zone(person)));
    named.unwrap_or_else(|| when::zone_of_programme(&desk.policy.timezone))
}

/// A time as this reader's clock shows it, with the other's beside it where that is another.
pub(super) fn when_for(desk: &Desk<'_>, meeting: &Meeting, slot: &Slot, reader: PersonId) -> String {
    let mine = zone_of_person(desk, Some(meeting), reader);
    let told = shown(slot.at, &mine);
    let Some(other) = meeting.other(reader) else { return told };
    let theirs = zone_of_person(desk, Some(meeting), other);
    let local = |zone: &Zone| slot.at.to_zoned_datetime(zone.tz()).datetime();
    if local(&mine) == local(&theirs) {
        return told;
    }
    let their_clock = local(&theirs);
    let day = if their_clock.date() == local(&mine).date() { "" } else { "%A " };
    let clock = their_clock.strftime(&format!("{day}%H:%M")).to_string();
    format!("{told}; for {} that is {clock} ({})", desk.name(other), theirs.label())
}

/// What goes into a reader's calendar.
pub(super) fn invitation(desk: &Desk<'_>, meeting: &Meeting, slot: &Slot, reader: PersonId) -> Invitation {
    Invitation {
        cancelled: false,
        tentative: false,
        uid: meeting.id.uid(desk.policy.address.domain()),
        sequence: meeting.sequence,
        start: slot.at,
        end: slot.end(),
        place: slot.place.clone(),
        with: meeting.other(reader).map(|other| desk.name(other)).unwrap_or_default(),
    }
}

/// Takes the meeting out of a reader's calendar, where it is in there.
pub(super) fn end_of_invitation(
    desk: &Desk<'_>,
    meeting: &Meeting,
    slot: &Slot,
    reader: PersonId,
) -> Option<Invitation> {
    let invited = meeting.side(reader).invited;
    invited.then(|| Invitation { cancelled: true, ..invitation(desk, meeting, slot, reader) })
}

/// A letter about a meeting, in the conversation of the two.
pub(super) fn letter(meeting: &Meeting, to: PersonId, notice: Notice, entry: i64) -> Draft {
    Draft::new(to, notice).in_conversation(meeting.conversation).entry(entry)
}

/// As [`letter`], in the name of the other one.
pub(super) fn letter_from(desk: &Desk<'_>, meeting: &Meeting, to: PersonId, notice: Notice, entry: i64) -> Draft {
    let from = meeting.other(to).map(|other| desk.name(other)).unwrap_or_default();
    letter(meeting, to, notice, entry).by(Author::Person(from))
}

/// Does mail about meetings go to this person?
pub(super) fn takes_part(desk: &Desk<'_>, person: PersonId) -> bool {
    desk.person(person).is_some_and(|person| !person.state.is_gone())
}

/// Tells both that the meeting is on, and puts it into their calendars.
pub(super) fn tell_agreed(desk: &mut Desk<'_>, meeting: &mut Meeting, slot: &Slot, moved: bool, told: &Told<'_>) {
    for reader in [meeting.mentee, meeting.mentor] {
        meeting.side_mut(reader).invited = true;
    }
    for (reader, entry) in [(told.other, told.said), (told.me, told.back)] {
        let mine = reader == told.me;
        let notice = Notice::Meeting {
            other_name: meeting.other(reader).map(|other| desk.name(other)).unwrap_or_default(),
            when: when_for(desk, meeting, slot, reader),
            length: length_shown(slot.minutes),
            place: slot.place.clone(),
            moved,
            words: if mine { String::new() } else { told.words.to_owned() },
        };
        let invitation = invitation(desk, meeting, slot, reader);
        let letter = letter_from(desk, meeting, reader, notice, entry).inviting(Some(invitation));
        desk.post(letter);
    }
}

/// Tells both that the meeting is off, and takes it out of their calendars.
pub(super) fn tell_cancelled(desk: &mut Desk<'_>, meeting: &Meeting, slot: &Slot, told: &Told<'_>) {
    for (reader, entry) in [(told.other, told.said), (told.me, told.back)] {
        let mine = reader == told.me;
        let notice = Notice::MeetingCancelled {
            by_you: mine,
            ended: false,
            other_name: meeting.other(reader).map(|other| desk.name(other)).unwrap_or_default(),
            when: when_for(desk, meeting, slot, reader),
            words: if mine { String::new() } else { told.words.to_owned() },
        };
        let out = end_of_invitation(desk, meeting, slot, reader);
        let letter = letter(meeting, reader, notice, entry).inviting(out);
        desk.post(letter);
    }
}

/// Who is told, with which words, under which entries of the thread.
pub(super) struct Told<'w> {
    /// Whose mail it comes from.
    pub me: PersonId,
    /// The other one.
    pub other: PersonId,
    /// The entry of that mail, under which the other one gets theirs.
    pub said: i64,
    /// The entry of the answer to it.
    pub back: i64,
    /// What was written beside it.
    pub words: &'w str,
}

/// The question that asks for one moment.
pub(super) fn question(unclear: Unclear, words: &str) -> Notice {
    let option =
        |option: String| WordLine { word: format!("MEET {option}"), does: "proposes this".to_owned(), button: true };
    Notice::MeetingUnclear {
        understood: unclear.understood,
        question: unclear.question,
        options: unclear.options.into_iter().map(option).collect(),
        words: words.to_owned(),
    }
}

/// The meetings of a person that are ahead, a line each, for `STATUS`.
pub(super) fn lines(desk: &Desk<'_>, me: PersonId) -> Vec<String> {
    let ahead = desk.snapshot.meetings.iter().filter(|m| m.ahead(desk.now)).take(20);
    ahead
        .flat_map(|meeting| {
            let name = meeting.other(me).map(|other| desk.name(other)).unwrap_or_default();
            let place = |slot: &Slot| if slot.place.is_empty() { String::new() } else { format!(", {}", slot.place) };
            let agreed = meeting
                .agreed
                .as_ref()
                .map(|slot| format!("With {name}: {}{}.", when_for(desk, meeting, slot, me), place(slot)));
            let proposed = meeting.proposed.as_ref().map(|proposal| {
                let (slot, mine) = (&proposal.slot, proposal.by == me);
                let whose = if mine { format!("{name} has not answered") } else { "waits for your YES".to_owned() };
                format!("Proposed, with {name}: {}{}; {whose}.", when_for(desk, meeting, slot, me), place(slot))
            });
            [agreed, proposed]
        })
        .flatten()
        .collect()
}
