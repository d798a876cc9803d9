//! The story's questions: each kind kept and read back, answered once, found when due.

use super::programme::Pair;
use super::*;
use crate::programme::change::Change;
use crate::programme::conversation::{Conversation, Topic};
use crate::programme::event::Due;
use crate::programme::mentorship::MentorshipId;
use crate::programme::question::{About, Question, QuestionId};

pub(super) async fn questions(store: &Store, pair: &Pair) {
    let running = SnapshotQuery { token: Some((pair.people.mentor, pair.conversation)), ..query(at(700)) };
    let mentorship = store.snapshot(&running).await.unwrap().mentorship.unwrap().id;
    let kinds = [
        About::Join,
        About::Leave,
        About::Erase,
        About::Announce,
        About::CheckIn(mentorship, 3),
        About::Feedback(mentorship),
        About::GoOn(mentorship),
        About::Share(mentorship),
        About::Which,
        About::Review(2026),
    ];
    let asked_of = pair.people.mentee;
    for about in kinds {
        let asked = asked(store, pair, about).await;
        let token = SnapshotQuery { token: Some((asked_of, asked.conversation)), ..query(at(711)) };
        let snapshot = store.snapshot(&token).await.unwrap();
        assert_eq!((snapshot.question.as_ref(), &snapshot.questions[..]), (Some(&asked), std::slice::from_ref(&asked)));
        let about_it: Option<MentorshipId> = snapshot.mentorship.map(|m| m.id);
        assert_eq!(about_it, about.mentorship(), "{about:?}");

        assert_eq!(store.due(at(720), false, 9).await.unwrap().last(), Some(&Due::Question(asked.id)));
        let due = SnapshotQuery { due: Some(Due::Question(asked.id)), ..query(at(720)) };
        let found = store.snapshot(&due).await.unwrap();
        assert_eq!((found.question.as_ref(), found.people.contains_key(&asked_of)), (Some(&asked), true));
        assert_eq!(found.conversation.map(|c| c.id), Some(asked.conversation));

        let answer = match about {
            About::CheckIn(..) => "GREAT",
            About::Feedback(_) => "4",
            _ => "YES",
        };
        let answered = asked.clone().answered(answer, "gladly\0", at(730));
        let change = Settlement {
            changes: vec![Change::Question(answered.clone())],
            ..settlement(EventRef::Due(Due::Question(asked.id)))
        };
        let results = store.settle(&[change.clone(), change], at(730)).await.unwrap();
        assert_eq!(results, [Settled::Stored, Settled::Conflict]);
        let after = store.snapshot(&token).await.unwrap();
        let stored = Question { remark: "gladly\u{fffd}".into(), version: 1, ..answered };
        assert_eq!((after.question, after.questions), (Some(stored), vec![]));
    }
}

async fn asked(store: &Store, pair: &Pair, about: About) -> Question {
    let number = store.reserve(2).await.unwrap();
    let question = Question {
        id: QuestionId(number),
        asked: pair.people.mentee,
        about,
        conversation: ConversationId(number + 1),
        words: "so far".into(),
        asked_at: at(710),
        reminders: 1,
        answered_at: None,
        answer: String::new(),
        remark: String::new(),
        due_at: Some(at(720)),
        version: 0,
    };
    let topic = Topic::Question(question.id);
    let conversation = Conversation { id: question.conversation, topic, subject: "Mentoring".into() };
    let asking = Settlement {
        changes: vec![Change::NewQuestion(question.clone()), Change::NewConversation(conversation)],
        ..settlement(EventRef::Due(Due::Person(question.asked)))
    };
    assert_eq!(store.settle(&[asking], at(710)).await.unwrap(), [Settled::Stored]);
    question
}
