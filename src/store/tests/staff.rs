//! The story's staff: what they ask about beyond the rows they name, and whom they write to.

use super::programme::Pair;
use super::*;
use crate::programme::announcement::BATCH;
use crate::programme::change::Change;
use crate::programme::conversation::{Conversation, Topic};
use crate::programme::event::Due;
use crate::programme::period::Period;
use crate::programme::question::{About, Question, QuestionId};
use crate::programme::snapshot::{CheckIns, ReportSpan};

/// Runs after the case and the digest, and before anybody is erased.
pub(super) async fn staff(store: &Store, pair: &Pair) {
    let People { mentor, mentee, staff, .. } = pair.people;
    let period = Period { from: "2026-11-23".parse().unwrap(), until: "2026-11-24".parse().unwrap() };
    let span = |from, until| ReportSpan { period, from: at(from), until: at(until) };
    let known = store.snapshot(&SnapshotQuery { vouched: Some(mentor), ..query(at(1_000)) }).await.unwrap();
    let (request, mentorship) = (known.requests[0].clone(), known.mentorships[0].clone());
    let asked = SnapshotQuery {
        vouched: Some(staff),
        staff: StaffNeeds {
            numbers: vec![mentee.0, mentorship.id.0, request.id.0],
            addresses: vec![known.people[&mentor].address.clone(), address("nobody@else.example")],
            digest: false,
            everybody: true,
            export: true,
            reports: vec![vec![span(0, 2_000), span(0, 500)]],
        },
        ..query(at(1_000))
    };
    let snapshot = store.snapshot(&asked).await.unwrap();
    assert!(snapshot.everybody.is_sorted_by_key(|p| p.id) && snapshot.everybody.iter().any(|p| p.id == mentee));
    assert!(snapshot.everybody.iter().all(|p| p.id != staff));
    assert!(snapshot.people.contains_key(&mentor), "named by the address");
    assert!(snapshot.mentorships.contains(&mentorship) && snapshot.requests.contains(&request));
    let export = snapshot.export.unwrap();
    assert!(export.people.iter().any(|p| p.id == staff) && export.requests.contains(&request));
    assert!(export.mentorships.contains(&mentorship));
    assert_eq!((snapshot.unplaced.len(), snapshot.threads.len()), (0, 0));
    let [report] = snapshot.reports.try_into().unwrap();
    assert_eq!(report.period, period);
    assert_eq!([report.total.asked, report.total.accepted, report.total.ended, report.total.running], [1, 1, 1, 0]);
    assert_eq!([report.total.opened, report.total.concerns], [1, 1]);
    let great = CheckIns { great: 1, ..CheckIns::default() };
    assert_eq!((report.total.check_ins, report.total.marks, report.total.marks_sum), (great, 1, 4));
    assert_eq!(report.parts[0].1.check_ins, CheckIns::default());
    assert_eq!(report.hours_to_answer, Some(0));
    assert_eq!(report.reasons.iter().map(|(_, count)| *count).sum::<u32>(), 1);
    assert_eq!(report.parts.iter().map(|(_, part)| part.ended).collect::<Vec<_>>(), [0]);
    // The same lines from somebody else load nothing.
    let others = store.snapshot(&SnapshotQuery { vouched: Some(mentee), ..asked }).await.unwrap();
    assert!(others.everybody.is_empty() && others.export.is_none() && others.reports.is_empty());

    audited(store, pair, request.id.0).await;
    announced(store, pair).await;
}

/// The newest reminder of a number counts, whoever sent it.
async fn audited(store: &Store, pair: &Pair, number: i64) {
    for (what, when) in [("request.reminded", 1_010), ("request.reminded", 1_005), ("request.sent", 1_020)] {
        let line = Change::Audit { actor: Some(pair.people.staff), what, subject: number };
        let settlement =
            Settlement { changes: vec![line], ..settlement(EventRef::Due(Due::Person(pair.people.mentor))) };
        assert_eq!(store.settle(&[settlement], at(when)).await.unwrap(), [Settled::Stored]);
    }
    let numbers = StaffNeeds { numbers: vec![number], ..StaffNeeds::default() };
    let asked = SnapshotQuery { vouched: Some(pair.people.staff), staff: numbers, ..query(at(1_030)) };
    assert_eq!(store.snapshot(&asked).await.unwrap().reminded, [(number, at(1_010))].into());
}

/// A confirmed announcement finds the next people after the last one, and one that is not finds nobody.
async fn announced(store: &Store, pair: &Pair) {
    let staff = pair.people.staff;
    for (answer, after, expected) in
        [("YES", 0, true), ("NO", 0, false), ("", 0, false), ("YES", pair.people.mentor.0, false)]
    {
        let number = store.reserve(2).await.unwrap();
        let question = Question {
            id: QuestionId(number),
            asked: staff,
            about: About::Announce,
            conversation: ConversationId(number + 1),
            words: format!("mentors {after} 0\nNews\nDear all"),
            asked_at: at(1_100),
            reminders: 0,
            answered_at: (!answer.is_empty()).then(|| at(1_101)),
            answer: answer.into(),
            remark: String::new(),
            due_at: None,
            version: 0,
        };
        let conversation =
            Conversation { id: question.conversation, topic: Topic::Question(question.id), subject: "News".into() };
        let changes = vec![Change::NewQuestion(question.clone()), Change::NewConversation(conversation)];
        let asking = Settlement { changes, ..settlement(EventRef::Due(Due::Question(question.id))) };
        assert_eq!(store.settle(&[asking], at(1_100)).await.unwrap(), [Settled::Stored]);
        let due = SnapshotQuery { due: Some(Due::Question(question.id)), ..query(at(1_110)) };
        let snapshot = store.snapshot(&due).await.unwrap();
        let found = snapshot.audience.iter().any(|person| person.id == pair.people.mentor);
        assert_eq!(found, expected, "{answer} {after}");
        assert!(snapshot.audience.len() <= BATCH && snapshot.audience.is_sorted_by_key(|p| p.id));
        assert!(snapshot.audience.iter().all(|person| snapshot.people.contains_key(&person.id)));
    }
}
