//! A meeting of a mentor and a mentee: proposed by one, agreed by the other, moved or called off by either.

use jiff::{SignedDuration, Timestamp};

use super::conversation::ConversationId;
use super::mentorship::MentorshipId;
use super::person::PersonId;
use super::policy::Rules;
use super::when::{Zone, zone_of};

/// The number of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MeetingId(pub i64);

impl MeetingId {
    /// Its `UID` in calendars; the same through all its changes.
    pub fn uid(self, domain: &str) -> String {
        format!("meeting-{}@{domain}", self.0)
    }

    /// The meeting that a `UID` of ours names.
    pub fn of_uid(uid: &str) -> Option<Self> {
        let (head, _) = uid.trim().split_once('@')?;
        let digits = head.strip_prefix("meeting-")?;
        let plain = (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok().map(Self)).flatten()
    }
}

/// A time and a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When it begins.
    pub at: Timestamp,
    /// How long it is.
    pub minutes: u32,
    /// Where; may be empty.
    pub place: String,
}

impl Slot {
    /// When it ends.
    pub fn end(&self) -> Timestamp {
        let length = SignedDuration::from_mins(i64::from(self.minutes));
        self.at.checked_add(length).unwrap_or(Timestamp::MAX)
    }
}

/// What waits for the other's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// When and where.
    pub slot: Slot,
    /// Who proposes it.
    pub by: PersonId,
}

/// How a meeting came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Over {
    /// Its time is over.
    Past,
    /// It was called off.
    Cancelled,
    /// Its mentorship ended before it.
    Ended,
    /// Nobody agreed to it.
    Declined,
}

/// What somebody's calendar has answered to the invitation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Says {
    /// Nothing.
    #[default]
    Nothing,
    /// Comes.
    Yes,
    /// May come.
    Maybe,
}

/// What is kept for each of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The zone they have named for themselves; empty for the programme's.
    pub zone: String,
    /// Has an invitation been put in their calendar?
    pub invited: bool,
    /// What their calendar has answered.
    pub says: Says,
}

/// One meeting. A mentorship has at most one that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The number, never reused.
    pub id: MeetingId,
    /// Whose meeting.
    pub mentorship: MentorshipId,
    /// Where the two talk.
    pub conversation: ConversationId,
    /// Who advises.
    pub mentor: PersonId,
    /// Who is advised.
    pub mentee: PersonId,
    /// What both have said yes to.
    pub agreed: Option<Slot>,
    /// What waits for a yes; with `agreed`, it would move the meeting.
    pub proposed: Option<Proposal>,
    /// How it came to an end; `None` while it is ahead.
    pub over: Option<Over>,
    /// How many versions there have been, for calendars (RFC 5546, section 2.1.4).
    pub sequence: u32,
    /// The mentor's side.
    pub of_mentor: Side,
    /// The mentee's side.
    pub of_mentee: Side,
    /// The `UID` of the invitation from somebody's own calendar that it began with; empty for none.
    pub source_uid: String,
    /// When a rule about it has to be looked at next.
    pub due_at: Option<Timestamp>,
    /// Counts the changes, so that a lost race is noticed.
    pub version: i64,
}

impl Meeting {
    /// The other one of the two; `None` for somebody who is neither.
    pub fn other(&self, person: PersonId) -> Option<PersonId> {
        match person {
            p if p == self.mentor => Some(self.mentee),
            p if p == self.mentee => Some(self.mentor),
            _ => None,
        }
    }

    /// What is kept for one of the two.
    pub fn side(&self, person: PersonId) -> &Side {
        if person == self.mentor { &self.of_mentor } else { &self.of_mentee }
    }

    /// As [`Meeting::side`], to be changed.
    pub fn side_mut(&mut self, person: PersonId) -> &mut Side {
        if person == self.mentor { &mut self.of_mentor } else { &mut self.of_mentee }
    }

    /// Is it still ahead, or going on?
    pub fn ahead(&self, now: Timestamp) -> bool {
        let last = self.agreed.as_ref().map(Slot::end).max(self.proposed.as_ref().map(|p| p.slot.at));
        self.over.is_none() && last.is_some_and(|last| last > now)
    }

    /// What waits for this person's word.
    pub fn asks(&self, person: PersonId) -> Option<&Proposal> {
        let asked = self.other(person);
        self.proposed.as_ref().filter(|proposal| self.over.is_none() && Some(proposal.by) == asked)
    }

    /// The zone this person has named, where they have.
    pub fn zone(&self, person: PersonId) -> Option<Zone> {
        let name = &self.side(person).zone;
        if name.is_empty() { None } else { zone_of(name) }
    }

    /// When something about it has to be looked at, later than `now`: the reminder, the end, the hour at which a proposal is idle.
    ///
    /// A meeting that was agreed within the reminder's time before it is not reminded of.
    pub fn next_due(&self, rules: &Rules, now: Timestamp) -> Option<Timestamp> {
        if self.over.is_some() {
            return None;
        }
        let agreed = self.agreed.as_ref();
        let moments = [
            agreed.map(|slot| reminder_at(slot, rules)),
            agreed.map(Slot::end),
            self.proposed.as_ref().map(|proposal| proposal.slot.at),
        ];
        moments.into_iter().flatten().filter(|at| *at > now).min()
    }
}

/// When both are reminded.
pub(super) fn reminder_at(slot: &Slot, rules: &Rules) -> Timestamp {
    slot.at.checked_sub(SignedDuration::from_hours(rules.meeting_reminder_hours)).unwrap_or(slot.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_of_ours_names_its_meeting() {
        let cases = [
            ("meeting-44@uni.example", Some(44)),
            (" meeting-44@elsewhere.example", Some(44)),
            ("meeting-@uni.example", None),
            ("meeting-4x@uni.example", None),
            ("meeting-44", None),
            ("040000008200E00074C5B7101A82E008", None),
            ("meeting-99999999999999999999@uni.example", None),
        ];
        for (uid, id) in cases {
            assert_eq!(MeetingId::of_uid(uid), id.map(MeetingId), "{uid}");
        }
        assert_eq!(MeetingId::of_uid(&MeetingId(7).uid("uni.example")), Some(MeetingId(7)));
    }
}
