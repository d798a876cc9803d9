//! The story's meetings: written, read back, due, and lost in a race.

use super::programme::Pair;
use super::*;
use crate::programme::change::Change;
use crate::programme::event::Due;
use crate::programme::meeting::{Meeting, MeetingId, Over, Proposal, Says, Side, Slot};

pub(super) async fn meetings(store: &Store, pair: &Pair) {
    let People { mentor, mentee, .. } = pair.people;
    let of_mentee = SnapshotQuery { from: Some(address("ada@stud.example")), ..query(at(750)) };
    let mentorship = store.snapshot(&of_mentee).await.unwrap().mentorships[0].id;
    let slot = Slot { at: at(5_000), minutes: 45, place: "The library\0".into() };
    let first = Meeting {
        id: MeetingId(store.reserve(1).await.unwrap()),
        mentorship,
        conversation: pair.conversation,
        mentor,
        mentee,
        agreed: None,
        proposed: Some(Proposal { slot: slot.clone(), by: mentor }),
        over: None,
        sequence: 0,
        of_mentor: Side { zone: "Europe/Berlin".into(), ..Side::default() },
        of_mentee: Side { invited: true, ..Side::default() },
        source_uid: "0400".into(),
        due_at: Some(at(760)),
        version: 1,
    };
    let event = EventRef::Due(Due::Meeting(first.id));
    let settle = |change| Settlement { changes: vec![change], ..settlement(event) };
    let second = Meeting { id: MeetingId(store.reserve(1).await.unwrap()), ..first.clone() };
    let results = [settle(Change::NewMeeting(first.clone())), settle(Change::NewMeeting(second.clone()))];
    let expected = [Settled::Stored, Settled::Conflict];
    assert_eq!(store.settle(&results, at(750)).await.unwrap(), expected, "one of a mentorship is ahead");

    let plain = Slot { place: "The library\u{fffd}".into(), ..slot.clone() };
    let read = Meeting { proposed: Some(Proposal { slot: plain.clone(), by: mentor }), ..first.clone() };
    let due = SnapshotQuery { due: Some(Due::Meeting(first.id)), ..query(at(760)) };
    for asked in [&of_mentee, &due] {
        assert_eq!(store.snapshot(asked).await.unwrap().meetings, std::slice::from_ref(&read));
    }
    let snapshot = store.snapshot(&due).await.unwrap();
    assert_eq!(snapshot.conversation.map(|c| c.id), Some(pair.conversation));
    assert_eq!(snapshot.mentorship.map(|m| m.id), Some(mentorship));
    assert!(snapshot.people.contains_key(&mentor) && snapshot.people.contains_key(&mentee));
    assert!(!store.due(at(759), false, 99).await.unwrap().contains(&Due::Meeting(first.id)));
    // Quiet time is nothing to a meeting.
    assert_eq!(store.due(at(760), true, 99).await.unwrap(), [Due::Meeting(first.id)]);

    let over = Meeting {
        agreed: Some(plain),
        proposed: None,
        over: Some(Over::Cancelled),
        sequence: 2,
        of_mentee: Side { invited: true, says: Says::Maybe, ..Side::default() },
        due_at: None,
        ..read
    };
    let results =
        [Change::Meeting(over.clone()), Change::Meeting(over.clone()), Change::NewMeeting(second)].map(settle);
    let expected = [Settled::Stored, Settled::Conflict, Settled::Stored];
    assert_eq!(store.settle(&results, at(770)).await.unwrap(), expected, "what is over makes room");
    let found = store.snapshot(&of_mentee).await.unwrap().meetings;
    assert_eq!((found.len(), found.last()), (2, Some(&Meeting { version: 2, ..over })));
    let last = Meeting { over: Some(Over::Past), due_at: None, ..found[0].clone() };
    assert_eq!(store.settle(&[settle(Change::Meeting(last))], at(780)).await.unwrap(), [Settled::Stored]);
}
