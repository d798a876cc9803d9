//! The story's running mentorship: how far its rules have come, its goals, and who wakes it.

use super::*;
use crate::programme::change::Change;
use crate::programme::event::Due;
use crate::programme::goal::Goal;
use crate::programme::mentorship::{Mentorship, MentorshipId, Progress};
use crate::programme::person::PersonId;

/// `begun` is a mentorship that runs; it is put back as it was but for its version, which is given.
pub(super) async fn progress_and_goals(store: &Store, begun: &Mentorship) -> i64 {
    let due = SnapshotQuery { due: Some(Due::Mentorship(begun.id)), ..query(at(610)) };
    let progress = Progress {
        nudges: 2,
        nudged_at: Some(at(601)),
        stopped: true,
        resumed_at: Some(at(602)),
        mentor_asked: 3,
        mentee_asked: 1,
        graduations: vec!["2027-07".into(), "2028-01".into()],
        mentor_shared_at: Some(at(603)),
        mentee_shared_at: Some(at(604)),
    };
    let further = Mentorship { progress, due_at: None, ..begun.clone() };
    assert_eq!(settled(store, begun.id, Change::Mentorship(further.clone())).await, Settled::Stored);
    let found = store.snapshot(&due).await.unwrap().mentorship;
    assert_eq!(found, Some(Mentorship { version: begun.version + 1, ..further }));

    goals(store, begun, &due).await;

    let before = store.snapshot(&due).await.unwrap().mentorship.unwrap();
    for person in [begun.mentor, begun.mentee] {
        assert_eq!(settled(store, begun.id, Change::WakeMentorships(person)).await, Settled::Stored);
    }
    let woken = store.snapshot(&due).await.unwrap().mentorship.unwrap();
    assert_eq!(
        (woken.due_at, woken.version),
        (Some(at(610)), before.version + 2),
        "looked at now, whatever is decided"
    );
    assert_eq!(settled(store, begun.id, Change::Mentorship(before)).await, Settled::Conflict);
    assert_eq!(settled(store, begun.id, Change::WakeMentorships(PersonId(999_999))).await, Settled::Stored);

    let back = Mentorship { version: woken.version, ..begun.clone() };
    assert_eq!(settled(store, begun.id, Change::Mentorship(back.clone())).await, Settled::Stored);
    back.version + 1
}

async fn goals(store: &Store, begun: &Mentorship, due: &SnapshotQuery) {
    let goal = |number, words: &str| Goal {
        mentorship: begun.id,
        number,
        words: words.into(),
        added_by: begun.mentee,
        added_at: at(605),
        met: None,
    };
    for (change, expected) in [
        (Change::NewGoal(goal(1, "Find a placement\0")), Settled::Stored),
        (Change::NewGoal(goal(2, "Learn to listen")), Settled::Stored),
        (Change::NewGoal(goal(2, "Two at once")), Settled::Conflict),
        (Change::Goal(Goal { met: Some((begun.mentor, at(606))), ..goal(1, "") }), Settled::Stored),
        (Change::Goal(Goal { met: Some((begun.mentee, at(607))), ..goal(1, "") }), Settled::Conflict),
    ] {
        assert_eq!(settled(store, begun.id, change).await, expected);
    }
    let met = Goal { met: Some((begun.mentor, at(606))), ..goal(1, "Find a placement\u{fffd}") };
    assert_eq!(store.snapshot(due).await.unwrap().goals, [met, goal(2, "Learn to listen")]);
}

async fn settled(store: &Store, id: MentorshipId, change: Change) -> Settled {
    let settlement = Settlement { changes: vec![change], ..settlement(EventRef::Due(Due::Mentorship(id))) };
    store.settle(&[settlement], at(610)).await.unwrap()[0]
}
