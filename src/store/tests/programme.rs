//! The story's middle: a request, a mentorship, a held mail, a case, the digest, and lost races.

use super::*;
use crate::programme::case::{Case, CaseId};
use crate::programme::change::Change;
use crate::programme::conversation::{Conversation, Held, HeldId, HeldWhy, Topic};
use crate::programme::event::Due;
use crate::programme::mentorship::{EndReason, Ended, Mentorship, MentorshipId, Progress};
use crate::programme::person::{PersonState, Team};
use crate::programme::request::{Request, RequestId};

/// What the story is about.
pub(super) struct Pair {
    pub(super) people: People,
    pub(super) conversation: ConversationId,
    pub(super) request: RequestId,
    /// The mail that asked.
    pub(super) inbox: InboxId,
}

pub(super) fn conversation(id: i64, topic: Topic) -> Change {
    Change::NewConversation(Conversation { id: ConversationId(id), topic, subject: "Bread\0".into() })
}

fn thread_id(conversation: ConversationId, entry: i64, parent: Option<i64>, person: PersonId, id: &str) -> Change {
    Change::ThreadId { conversation, entry, parent, person, message_id: id.into() }
}

pub(super) fn new_request(id: i64, people: People, conversation: ConversationId) -> Request {
    Request {
        id: RequestId(id),
        mentee: people.mentee,
        mentor: people.mentor,
        conversation,
        state: crate::programme::request::RequestState::Open,
        message: "Please teach me".into(),
        asked_at: at(300),
        moved_at: at(300),
        asked_back: true,
        reminders: 0,
        reminded_at: Some(at(350)),
        stopped_at: Some(at(360)),
        decided_at: None,
        due_at: Some(at(400)),
        version: 1,
    }
}

pub(super) async fn request(store: &Store, people: People) -> Pair {
    let inbox = one_mail(store, 10, 10, at(300)).await;
    let number = store.reserve(3).await.unwrap();
    let (id, service) = (ConversationId(number), ConversationId(number + 1));
    let request = new_request(number + 2, people, id);
    let mut relay = outgoing(7001, "max@corp.example", Some(id));
    (relay.person, relay.writer, relay.once) = (Some(people.mentor), Some(people.mentee), Some("request/1".into()));
    let mut answer = outgoing(7002, "ada@stud.example", Some(service));
    (answer.person, answer.answer, answer.fingerprint) = (Some(people.mentee), true, u64::MAX);
    let settled = Settlement {
        disposition: Some(("relayed", String::new())),
        person: Some(people.mentee),
        conversation: Some(id),
        message_id: Some("asked@stud.example".into()),
        changes: vec![
            // What refers to the conversation may come before it.
            Change::NewRequest(request.clone()),
            conversation(id.0, Topic::Pair(request.id)),
            conversation(service.0, Topic::Service(people.mentee)),
            thread_id(id, 9_000_001, None, people.mentee, "asked@stud.example"),
            thread_id(id, 9_000_001, None, people.mentor, "7001@uni.example"),
            thread_id(id, 12, Some(9_000_001), people.mentor, "reply@corp.example"),
            Change::Audit { actor: Some(people.mentee), what: "request.asked", subject: request.id.0 },
        ],
        outgoing: vec![relay, answer],
        ..settlement(EventRef::Inbox(inbox))
    };
    let twice = [settled.clone(), settled];
    assert_eq!(store.settle(&twice, at(301)).await.unwrap(), [Settled::Stored, Settled::Stored]);
    assert_eq!(store.outbox_list(None, 10).await.unwrap().len(), 2, "the second time nothing is done");
    let pair = Pair { people, conversation: id, request: request.id, inbox };
    read_back(store, &pair, &request, service).await;
    pair
}

async fn read_back(store: &Store, pair: &Pair, request: &Request, service: ConversationId) {
    let People { mentor, mentee, staff, .. } = pair.people;
    let by_token = SnapshotQuery {
        from: Some(address("stranger@x.example")),
        token: Some((mentor, pair.conversation)),
        duplicate: Some((InboxId(0), [10; 32])),
        needs: Needs { directory: true, ..Needs::default() },
        ..query(at(310))
    };
    let snapshot = store.snapshot(&by_token).await.unwrap();
    assert_eq!((snapshot.sender, snapshot.duplicate_of), (None, Some(pair.inbox)));
    assert_eq!(
        snapshot.conversation.as_ref().map(|c| (c.id, c.subject.as_str())),
        Some((pair.conversation, "Bread\u{fffd}"))
    );
    assert_eq!((snapshot.request.as_ref(), &snapshot.requests[..]), (Some(request), std::slice::from_ref(request)));
    assert_eq!((&snapshot.mentorship, &snapshot.service, &snapshot.held), (&None, &None, &None));
    let entries: Vec<_> = snapshot.thread.0.iter().map(|e| (e.entry, e.parent, e.ids.len())).collect();
    assert_eq!(entries, [(9_000_001, None, 2), (12, Some(9_000_001), 1)], "oldest first, whatever the numbers");
    assert_eq!(snapshot.directory.len(), 1);
    assert_eq!(
        (snapshot.directory[0].person.id, snapshot.directory[0].open, snapshot.directory[0].running),
        (mentor, 1, 0)
    );
    assert_eq!(snapshot.people.keys().copied().collect::<Vec<_>>(), {
        let mut ids = vec![mentor, mentee, staff];
        ids.sort();
        ids
    });
    assert!(snapshot.addresses.contains(&(mentee, "ada@stud.example".into())));
    let own = SnapshotQuery { duplicate: Some((pair.inbox, [10; 32])), ..by_token };
    assert_eq!(store.snapshot(&own).await.unwrap().duplicate_of, None);

    for id in ["asked@stud.example", "0000000000001b59.mentorpost@uni.example"] {
        let by_id = SnapshotQuery {
            from: Some(address("ada@stud.example")),
            message_ids: vec!["nothing@x.example".into(), id.into()],
            ..query(at(310))
        };
        let snapshot = store.snapshot(&by_id).await.unwrap();
        assert_eq!(snapshot.sender, Some(mentee));
        assert_eq!(snapshot.conversation.map(|c| c.id), Some(pair.conversation), "{id}");
        assert_eq!(snapshot.service.map(|c| c.id), Some(service));
        assert_eq!((snapshot.answers.today, snapshot.answers.last), (1, Some(u64::MAX)));
        let later = SnapshotQuery { now: at(310 + 86_400), ..by_id };
        assert_eq!(store.snapshot(&later).await.unwrap().answers.today, 0);
    }
    let bounced = SnapshotQuery { reported_message_ids: vec![LetterId(5), LetterId(7001)], ..query(at(310)) };
    let snapshot = store.snapshot(&bounced).await.unwrap();
    let letter = snapshot.letter.unwrap();
    assert_eq!((letter.id, letter.person, letter.writer), (LetterId(7001), Some(mentor), Some(mentee)));
    assert_eq!((letter.kind.as_str(), letter.failed, letter.created_at), ("relay", false, at(301)));
    assert_eq!(snapshot.conversation.map(|c| c.id), Some(pair.conversation));
}

pub(super) async fn races(store: &Store, pair: &Pair) {
    assert_eq!(store.due(at(400), false, 1).await.unwrap().len(), 1);
    assert_eq!(
        store.due(at(400), false, 9).await.unwrap(),
        [Due::Person(pair.people.invited), Due::Request(pair.request)]
    );
    let due = SnapshotQuery { due: Some(Due::Request(pair.request)), ..query(at(400)) };
    let known = store.snapshot(&due).await.unwrap().request.unwrap();
    let reminded = |reminders| Settlement {
        changes: vec![Change::Request(Request { reminders, due_at: Some(at(900)), ..known.clone() })],
        outgoing: vec![Outgoing {
            once: Some("reminder/1".into()),
            ..outgoing(7100 + i64::from(reminders), "max@corp.example", None)
        }],
        ..settlement(EventRef::Due(Due::Request(pair.request)))
    };
    let number = store.reserve(1).await.unwrap();
    let taken = Settlement {
        changes: vec![
            conversation(number, Topic::Service(pair.people.mentor)),
            conversation(pair.conversation.0, Topic::Service(pair.people.staff)),
        ],
        ..settlement(EventRef::Due(Due::Person(pair.people.mentor)))
    };
    let twice_open = Settlement {
        changes: vec![Change::NewRequest(new_request(number, pair.people, pair.conversation))],
        ..settlement(EventRef::Due(Due::Person(pair.people.mentor)))
    };
    let results = store.settle(&[reminded(1), reminded(2), taken, twice_open], at(401)).await.unwrap();
    assert_eq!(results, [Settled::Stored, Settled::Conflict, Settled::Conflict, Settled::Conflict]);
    let after = store.snapshot(&due).await.unwrap();
    let request = after.request.unwrap();
    assert_eq!((request.reminders, request.version, request.due_at), (1, 2, Some(at(900))));
    let mentor = SnapshotQuery { from: Some(address("max@corp.example")), ..query(at(402)) };
    assert_eq!(store.snapshot(&mentor).await.unwrap().service, None, "a settlement is kept whole or not at all");

    let once = Settlement {
        outgoing: vec![Outgoing { once: Some("reminder/1".into()), ..outgoing(7200, "max@corp.example", None) }],
        ..settlement(EventRef::Due(Due::Request(pair.request)))
    };
    assert_eq!(store.settle(&[once], at(402)).await.unwrap(), [Settled::Stored]);
    let letters: Vec<_> = store.outbox_list(None, 10).await.unwrap().iter().map(|row| row.letter.0).collect();
    assert_eq!(letters, [7101, 7002, 7001]);
    let unknown = store.settle(&[settlement(EventRef::Inbox(InboxId(999_999)))], at(402)).await;
    assert!(matches!(unknown, Err(StoreError::NoSuch(_))));
}

pub(super) async fn mentorship(store: &Store, pair: &Pair) {
    let by_token = SnapshotQuery { token: Some((pair.people.mentor, pair.conversation)), ..query(at(500)) };
    let request = store.snapshot(&by_token).await.unwrap().request.unwrap();
    let begun = Mentorship {
        id: MentorshipId(store.reserve(1).await.unwrap()),
        request: pair.request,
        mentor: pair.people.mentor,
        mentee: pair.people.mentee,
        conversation: pair.conversation,
        began_at: at(500),
        ended: None,
        mentor_wrote_at: Some(at(500)),
        mentee_wrote_at: None,
        progress: Progress::default(),
        due_at: Some(at(600)),
        version: 1,
    };
    let accepted = Settlement {
        changes: vec![
            Change::NewMentorship(begun.clone()),
            Change::Request(request.open().unwrap().accept(at(500))),
            Change::NewAddress(pair.people.mentor, address("max@home.example")),
            Change::Audit { actor: Some(pair.people.mentor), what: "request.accepted", subject: pair.request.0 },
        ],
        ..settlement(EventRef::Due(Due::Request(pair.request)))
    };
    assert_eq!(store.settle(&[accepted], at(500)).await.unwrap(), [Settled::Stored]);
    assert_eq!(store.due(at(600), false, 9).await.unwrap().last(), Some(&Due::Mentorship(begun.id)));
    let due = SnapshotQuery {
        due: Some(Due::Mentorship(begun.id)),
        needs: Needs { directory: true, ..Needs::default() },
        ..query(at(600))
    };
    let snapshot = store.snapshot(&due).await.unwrap();
    assert_eq!(snapshot.mentorship.as_ref(), Some(&begun));
    assert_eq!(snapshot.request.unwrap().id, pair.request);
    assert_eq!((snapshot.directory[0].running, snapshot.directory[0].open), (1, 0));
    assert_eq!(snapshot.mentorships, std::slice::from_ref(&begun));
    let from_home = SnapshotQuery { from: Some(address("Max@Home.example")), ..query(at(600)) };
    assert_eq!(store.snapshot(&from_home).await.unwrap().sender, Some(pair.people.mentor));

    let version = super::mentorships::progress_and_goals(store, &begun).await;
    let ended = Ended { at: at(700), by: pair.people.mentee, reason: EndReason::Goals };
    let ended =
        Mentorship { ended: Some(ended), mentee_wrote_at: Some(at(650)), due_at: None, version, ..begun.clone() };
    let stolen = Change::NewAddress(pair.people.mentee, address("max@home.example"));
    let results = [
        Settlement {
            changes: vec![Change::Mentorship(ended.clone())],
            ..settlement(EventRef::Due(Due::Mentorship(begun.id)))
        },
        Settlement { changes: vec![stolen], ..settlement(EventRef::Due(Due::Mentorship(begun.id))) },
    ];
    assert_eq!(store.settle(&results, at(700)).await.unwrap(), [Settled::Stored, Settled::Conflict]);
    let found = store.snapshot(&due).await.unwrap().mentorship;
    assert_eq!(found, Some(Mentorship { version: version + 1, ..ended }));
}

pub(super) async fn held(store: &Store, pair: &Pair) {
    for (key, vouched) in [(40, Some(pair.people.mentee)), (41, None)] {
        let inbox = one_mail(store, u32::from(key), key, at(800)).await;
        let number = store.reserve(2).await.unwrap();
        let held = Held {
            id: HeldId(number),
            inbox,
            asked: pair.people.mentee,
            why: HeldWhy::Address,
            from: address("other@x.example"),
            released: None,
            version: 1,
        };
        let waits = Settlement {
            disposition: Some(("held", "address".into())),
            changes: vec![Change::NewHeld(held.clone()), conversation(number + 1, Topic::Held(held.id))],
            ..settlement(EventRef::Inbox(inbox))
        };
        assert_eq!(store.settle(&[waits], at(800)).await.unwrap(), [Settled::Stored]);
        assert_eq!(store.pending(at(801), "a", at(802), 9, 1_000).await.unwrap().len(), 0);
        let token = SnapshotQuery { token: Some((held.asked, ConversationId(number + 1))), ..query(at(801)) };
        assert_eq!(store.snapshot(&token).await.unwrap().held.as_ref(), Some(&held));

        let decide = Settlement {
            changes: vec![Change::DecideHeld { held: held.id, version: 1, inbox, vouched, leave_out: true }],
            ..settlement(EventRef::Due(Due::Person(held.asked)))
        };
        let results = store.settle(&[decide.clone(), decide], at(802)).await.unwrap();
        assert_eq!(results, [Settled::Stored, Settled::Conflict]);
        assert_eq!(store.snapshot(&token).await.unwrap().held.unwrap().released, Some(vouched.is_some()));
        let pending = store.pending(at(803), "a", at(804), 9, 1_000).await.unwrap();
        assert_eq!(
            pending.iter().map(|p| (p.id, p.vouched_by, p.leave_out, p.attempts)).collect::<Vec<_>>(),
            match vouched {
                Some(_) => vec![(inbox, vouched, true, 1)],
                None => vec![],
            }
        );
        let asked = SnapshotQuery { vouched, ..query(at(803)) };
        assert_eq!(store.snapshot(&asked).await.unwrap().requests.len(), usize::from(vouched.is_some()));
        let row = store.inbox_show(inbox).await.unwrap().unwrap().row;
        if vouched.is_some() {
            let done =
                Settlement { disposition: Some(("relayed", String::new())), ..settlement(EventRef::Inbox(inbox)) };
            store.settle(&[done], at(805)).await.unwrap();
        } else {
            assert_eq!((row.state.as_str(), row.reason.as_str()), ("ignored", "dropped"));
        }
    }
}

pub(super) async fn case_and_digest(store: &Store, pair: &Pair) {
    let number = store.reserve(2).await.unwrap();
    let case = Case {
        id: CaseId(number),
        person: pair.people.mentee,
        team: Team::Careers,
        concern: true,
        conversation: ConversationId(number + 1),
        opened_at: at(900),
        answered_at: None,
        closed_at: None,
        words: "What now?".into(),
        version: 1,
    };
    let token = SnapshotQuery { token: Some((pair.people.mentee, case.conversation)), ..query(at(901)) };
    let people = store.snapshot(&token).await.unwrap().people;
    let applied = crate::programme::person::Person {
        state: PersonState::Applied,
        failures: 2,
        due_at: None,
        away_until: Some(at(5_000)),
        ..store
            .snapshot(&SnapshotQuery { due: Some(Due::Person(pair.people.invited)), ..query(at(1)) })
            .await
            .unwrap()
            .people[&pair.people.invited]
            .clone()
    };
    assert!(people.contains_key(&pair.people.mentee));
    let opened = Settlement {
        changes: vec![
            Change::NewCase(case.clone()),
            conversation(number + 1, Topic::Case(case.id)),
            Change::Person(applied.clone()),
        ],
        ..settlement(EventRef::Due(Due::Person(pair.people.invited)))
    };
    assert_eq!(store.settle(std::slice::from_ref(&opened), at(900)).await.unwrap(), [Settled::Stored]);
    let snapshot = store.snapshot(&token).await.unwrap();
    assert_eq!((snapshot.case.as_ref(), &snapshot.cases[..]), (Some(&case), std::slice::from_ref(&case)));
    let answered = Case { answered_at: Some(at(910)), ..case.clone() };
    let again = [Change::Case(answered.clone()), Change::Case(answered), Change::Person(applied.clone())]
        .map(|change| Settlement { changes: vec![change], ..settlement(EventRef::Due(Due::Person(case.person))) });
    let results = store.settle(&again, at(910)).await.unwrap();
    assert_eq!(results, [Settled::Stored, Settled::Conflict, Settled::Conflict]);

    let digest = SnapshotQuery { due: Some(Due::Digest(at(1_000))), digest: span(0), ..query(at(1_000)) };
    let snapshot = store.snapshot(&digest).await.unwrap();
    assert_eq!(snapshot.people[&applied.id], crate::programme::person::Person { version: 2, ..applied.clone() });
    let facts = snapshot.digest.unwrap();
    assert_eq!(facts.cases.iter().map(|c| (c.id, c.answered_at)).collect::<Vec<_>>(), [(case.id, Some(at(910)))]);
    assert_eq!((&facts.applied[..], &facts.unreachable[..]), (&[applied.id][..], &[applied.id][..]));
    assert_eq!(facts.unplaced.iter().map(|(_, why)| why.as_str()).collect::<Vec<_>>(), ["could not be read"]);
    let figures = [facts.asked, facts.accepted, facts.declined, facts.expired, facts.ended, facts.relayed];
    assert_eq!(figures, [1, 1, 0, 0, 1, 2]);
    assert_eq!([facts.running, facts.mentors, facts.mentees, facts.open], [0, 1, 1, 0]);
    assert_eq!(facts.expiring.len(), 0);
    assert_eq!([facts.opened, facts.joined], [1, 0]);
    let said: Vec<_> = facts.remarks.iter().map(|r| (r.about.as_str(), r.answer.as_str())).collect();
    assert_eq!(said, [("check-in", "GREAT"), ("feedback", "4"), ("review", "YES")]);
    assert_eq!((facts.check_ins.great, facts.check_ins.ok), (1, 0));
    assert_eq!(facts.reasons.iter().map(|(_, count)| *count).sum::<u32>(), 1);
    assert_eq!((facts.loads.len(), facts.unanswered.len(), facts.quiet.len()), (0, 0, 0));
    let weeks: Vec<_> = facts.weeks.iter().map(|w| (w.from, w.asked, w.accepted, w.running)).collect();
    assert_eq!(weeks, [(at(0), 1, 1, 1), (at(700), 0, 0, 0)]);
    let later = SnapshotQuery { digest: span(600), ..digest };
    let facts = store.snapshot(&later).await.unwrap().digest.unwrap();
    assert_eq!([facts.asked, facts.accepted, facts.ended, facts.relayed], [0, 0, 1, 1]);

    let made = Settlement {
        changes: vec![Change::DigestDone(at(1_000))],
        ..settlement(EventRef::Due(Due::Digest(at(1_000))))
    };
    assert_eq!(store.settle(&[made.clone(), made], at(1_001)).await.unwrap(), [Settled::Stored, Settled::Conflict]);
    assert_eq!(store.last_digest().await.unwrap(), Some(at(1_000)));
}
