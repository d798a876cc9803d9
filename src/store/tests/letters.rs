//! The story's end: letters are handed over, fail, are looked at, and are forgotten.

use super::programme::Pair;
use super::*;
use crate::programme::change::Change;
use crate::programme::event::Due;
use crate::programme::person::{Person, PersonState};

async fn leased(store: &Store, now: i64) -> Vec<i64> {
    let leased = store.lease(at(now), leasing("a", at(now + 60), 10, HourCaps::default())).await.unwrap();
    leased.iter().map(|l| l.letter.0).collect()
}

pub(super) async fn outbox(store: &Store, pair: &Pair) {
    let to = |letter, address| outgoing(letter, address, Some(pair.conversation));
    let more = Settlement {
        outgoing: vec![to(7301, "max@corp.example"), to(7302, "ada@stud.example"), to(7303, "max@corp.example")],
        ..settlement(EventRef::Due(Due::Request(pair.request)))
    };
    store.settle(&[more], at(1_100)).await.unwrap();
    let first = store.lease(at(1_100), leasing("a", at(1_160), 10, HourCaps::default())).await.unwrap();
    let letters: Vec<_> = first.iter().map(|l| l.letter.0).collect();
    assert_eq!(letters, [7001, 7002, 7101, 7302], "of one conversation to one address only the oldest");
    let one = &first[0];
    assert_eq!((one.to.as_str(), one.envelope_from.as_str()), ("max@corp.example", "b7001@uni.example"));
    assert_eq!((one.message.as_slice(), one.attempts, one.created_at), (&b"letter 7001"[..], 1, at(301)));
    assert!(!one.to_staff);
    assert_eq!(leased(store, 1_120).await, [0i64; 0], "leased already");
    assert_eq!(store.next_wake(at(1_120), None).await.unwrap(), Some(at(1_160)));

    store.sent(first[1].id, "250 OK", at(1_121)).await.unwrap();
    store.attempted(&[(first[2].id, Became::Rehearsed)], at(1_121)).await.unwrap();
    store.sent(first[3].id, "250 OK", at(1_121)).await.unwrap();
    let put_off = |until, why: &str| Became::Deferred(at(until), why.to_owned());
    store.attempted(&[(one.id, put_off(1_200, "451 later\0"))], at(1_150)).await.unwrap();
    assert_eq!(leased(store, 1_190).await, [0i64; 0], "a deferred letter is not overtaken");
    assert_eq!(store.next_wake(at(1_190), None).await.unwrap(), Some(at(1_200)));
    let again = store.lease(at(1_200), leasing("a", at(1_260), 10, HourCaps::default())).await.unwrap();
    assert_eq!((again.len(), again[0].attempts, again[0].put_off_at), (1, 2, Some(at(1_150))));
    assert_eq!((one.uncertain, one.put_off_at, again[0].uncertain), (false, None, false));
    let lost = Became::Uncertain(at(1_300), "connection lost after the last byte".to_owned());
    store.attempted(&[(one.id, lost)], at(1_200)).await.unwrap();
    assert_eq!(store.outbox_show(one.id).await.unwrap().unwrap().row.state, "uncertain");
    store.attempted(&[(one.id, put_off(1_300, "451 later"))], at(1_250)).await.unwrap();
    let again = store.lease(at(1_300), leasing("a", at(1_360), 10, HourCaps::default())).await.unwrap();
    assert_eq!((again.len(), again[0].uncertain, again[0].until), (1, true, at(1_360)), "it may have arrived");
    assert_eq!(again[0].put_off_at, Some(at(1_150)), "since the first time");
    let leased_yet = store.outbox_retry(one.id, at(1_300)).await.unwrap_err().to_string();
    assert!(leased_yet.contains("is being handed over now"), "{leased_yet}");
    let leased_yet = store.outbox_drop(one.id, at(1_300)).await.unwrap_err().to_string();
    assert!(leased_yet.contains("cannot be dropped: it is being handed over now"), "{leased_yet}");
    store.sent(one.id, "250 OK", at(1_301)).await.unwrap();
    store.attempted(&[(one.id, put_off(1, "too late"))], at(1)).await.unwrap();
    let row = store.outbox_show(one.id).await.unwrap().unwrap().row;
    assert_eq!((row.state.as_str(), row.ended_at, row.next_at), ("sent", Some(at(1_301)), None));
    assert_eq!(leased(store, 1_310).await, [7301]);
}

/// Letters that are leased as they are written.
pub(super) async fn settle_and_lease(store: &Store, pair: &Pair) {
    let to = |letter, address| outgoing(letter, address, Some(pair.conversation));
    let twice = |letter| Outgoing { once: Some("leased-once".into()), ..outgoing(letter, "ben@stud.example", None) };
    let written = Settlement {
        outgoing: vec![to(7401, "ada@stud.example"), to(7402, "ada@stud.example"), twice(7403), twice(7404)],
        ..settlement(EventRef::Mailbox)
    };
    let lost = Settlement {
        changes: vec![Change::LetterFailed(LetterId(999_999))],
        outgoing: vec![outgoing(7405, "eve@stud.example", None)],
        ..settlement(EventRef::GivenUp(LetterId(999_999)))
    };
    let now = at(1_315);
    let ours = leasing("a", at(1_318), 10, HourCaps::default());
    let (settled, leased) = store.settle_and_lease(&[lost, written], Some(ours), now).await.unwrap();
    assert_eq!(settled, [Settled::Conflict, Settled::Stored]);
    let given =
        |leased: &[Leased]| leased.iter().map(|l| (l.letter.0, l.message.clone(), l.attempts)).collect::<Vec<_>>();
    let letter = |number: i64, attempts| (number, format!("letter {number}").into_bytes(), attempts);
    assert_eq!(given(&leased), [letter(7401, 1), letter(7403, 1)], "in order, once, and only what is kept");
    assert_eq!((leased[0].to.as_str(), leased[0].created_at), ("ada@stud.example", now));
    assert!(self::leased(store, 1_316).await.iter().all(|letter| ![7401, 7402, 7403].contains(letter)));
    store.sent(leased[1].id, "250 OK", now).await.unwrap();
    store.sent(leased[0].id, "250 OK", now).await.unwrap();
    let next = store.lease(at(1_317), ours).await.unwrap();
    assert_eq!(given(&next), [letter(7402, 1)], "the next of its conversation");
    store.sent(next[0].id, "250 OK", now).await.unwrap();
    let more = Settlement {
        outgoing: vec![outgoing(7406, "eve@stud.example", None), outgoing(7407, "ben@stud.example", None)],
        ..settlement(EventRef::Mailbox)
    };
    let one = Leasing { limit: 1, ..ours };
    let (_, leased) = store.settle_and_lease(&[more], Some(one), now).await.unwrap();
    assert_eq!(given(&leased), [letter(7406, 1)]);
    store.sent(leased[0].id, "250 OK", now).await.unwrap();
    let clock = Settlement {
        outgoing: vec![outgoing(7408, "eve@stud.example", None)],
        ..settlement(EventRef::Due(Due::Request(pair.request)))
    };
    assert_eq!(store.settle_and_lease(&[clock], Some(ours), now).await.unwrap().1.len(), 0, "the clock has time");
    let capped =
        Settlement { outgoing: vec![outgoing(7409, "ben@stud.example", None)], ..settlement(EventRef::Mailbox) };
    // It was sent 7403 just now.
    let one_an_hour = Leasing { caps: HourCaps { clock: 0, all: 1 }, ..ours };
    assert_eq!(
        store.settle_and_lease(&[capped], Some(one_an_hour), now).await.unwrap().1.len(),
        0,
        "the address has had enough"
    );
    for letter in store.lease(at(1_317), Leasing { limit: 3, ..ours }).await.unwrap() {
        if letter.letter.0 != 7407 {
            store.sent(letter.id, "250 OK", now).await.unwrap();
        }
    }
    store.free_letters("a", &[]).await.unwrap();
    let ours = leasing("a", at(1_319), 10, HourCaps::default());
    let rest = store.lease(at(1_317), ours).await.unwrap();
    assert_eq!(given(&rest), [letter(7407, 2)], "what there was no room for is leased as ever");
    store.free_letters("b", &[]).await.unwrap();
    store.free_letters("a", &[rest[0].id]).await.unwrap();
    assert_eq!(given(&store.lease(at(1_317), ours).await.unwrap()), [], "others, and what was begun, stay");
    store.free_letters("a", &[rest[0].id + 1]).await.unwrap();
    assert_eq!(given(&store.lease(at(1_317), ours).await.unwrap()), [letter(7407, 3)]);
    store.sent(rest[0].id, "250 OK", now).await.unwrap();
}

pub(super) async fn failures(store: &Store, pair: &Pair) {
    let id = store.outbox_list(Some("queued"), 10).await.unwrap().iter().find(|r| r.letter.0 == 7301).unwrap().id;
    store.attempted(&[(id, Became::Failed("550 5.1.1 unknown".to_owned()))], at(1_320)).await.unwrap();
    assert_eq!(store.refusals(10).await.unwrap(), [(LetterId(7301), "550 5.1.1 unknown".to_owned())]);
    let told = Settlement {
        changes: vec![Change::LetterFailed(LetterId(7301))],
        ..settlement(EventRef::GivenUp(LetterId(7301)))
    };
    let results = store.settle(&[told.clone(), told], at(1_321)).await.unwrap();
    assert_eq!(results, [Settled::Stored, Settled::Conflict], "a failure is told once");
    assert_eq!(store.refusals(10).await.unwrap(), []);
    let bounced = SnapshotQuery { bounce_of: Some(LetterId(7301)), ..query(at(1_322)) };
    assert!(store.snapshot(&bounced).await.unwrap().letter.unwrap().failed);
    assert_eq!(leased(store, 1_330).await, [7303], "the next is free");

    store.outbox_retry(id, at(1_330)).await.unwrap();
    assert_eq!(store.outbox_show(id).await.unwrap().unwrap().row.attempts, 0);
    store.outbox_drop(id, at(1_330)).await.unwrap();
    assert_eq!(store.outbox_show(id).await.unwrap().unwrap().row.state, "dropped");
    let sent = store.outbox_list(Some("sent"), 10).await.unwrap();
    assert_eq!(sent.iter().map(|r| r.letter.0).collect::<Vec<_>>(), [7302, 7002, 7001]);
    let refused = store.outbox_retry(sent[0].id, at(1_330)).await.unwrap_err().to_string();
    assert!(refused.contains("is sent already"), "{refused}");
    assert!(matches!(store.outbox_drop(sent[0].id, at(1_330)).await, Err(StoreError::NotPossible(_))));
    assert!(matches!(store.outbox_drop(999_999, at(1_330)).await, Err(StoreError::NoSuch(_))));
    assert_eq!(store.outbox_show(999_999).await.unwrap(), None);
    let waiting = store.outbox_list(Some("queued"), 10).await.unwrap();
    assert_eq!(
        waiting.iter().map(|r| (r.letter.0, r.conversation)).collect::<Vec<_>>(),
        [(7303, Some(pair.conversation))]
    );
}

pub(super) async fn browsing(store: &Store, pair: &Pair) {
    let failed = store.inbox_list(Some("failed"), 10).await.unwrap();
    assert_eq!(failed.len(), 1);
    let shown = store.inbox_show(failed[0].id).await.unwrap().unwrap();
    assert_eq!((shown.raw.as_deref(), shown.row.reason.as_str()), (Some(&b"first\0\xff"[..]), "could not be read"));
    // Staff who name it are shown how it begins.
    let numbers = StaffNeeds { numbers: vec![failed[0].id.0, pair.inbox.0], ..StaffNeeds::default() };
    let asked = SnapshotQuery { vouched: Some(pair.people.staff), staff: numbers, ..query(at(1_340)) };
    let unplaced = store.snapshot(&asked).await.unwrap().unplaced;
    let seen: Vec<_> = unplaced.iter().map(|mail| (mail.id, mail.reason.as_str(), mail.head.as_slice())).collect();
    assert_eq!(seen, [(failed[0].id, "could not be read", &b"first\0\xff"[..])]);
    store.inbox_replay(failed[0].id).await.unwrap();
    assert_eq!(store.inbox_list(Some("pending"), 10).await.unwrap()[0].attempts, 0);
    let leased = store.pending(at(1_340), "a", at(1_350), 10, 1_000).await.unwrap();
    assert!(leased.iter().any(|mail| mail.id == failed[0].id), "{leased:?}");
    store.failed(failed[0].id, "a", "still not", None).await.unwrap();
    let twice = store.inbox_replay(pair.inbox).await.unwrap_err().to_string();
    assert!(twice.contains("would do it twice"), "{twice}");
    assert!(matches!(store.inbox_replay(InboxId(999_999)).await, Err(StoreError::NoSuch(_))));
    assert_eq!(store.inbox_show(InboxId(999_999)).await.unwrap(), None);
    assert_eq!(store.inbox_list(None, 3).await.unwrap().len(), 3);

    let trace = store.trace_message("<asked@stud.example>").await.unwrap().unwrap();
    let inbox = trace.inbox.unwrap();
    assert_eq!((inbox.id, inbox.state.as_str(), inbox.person), (pair.inbox, "relayed", Some(pair.people.mentee)));
    assert_eq!((inbox.conversation, inbox.settled_at), (Some(pair.conversation), Some(at(301))));
    assert_eq!(trace.came_of_it.iter().map(|r| r.letter.0).collect::<Vec<_>>(), [7001, 7002]);
    let trace = store.trace_message(&LetterId(7002).message_id("uni.example")).await.unwrap().unwrap();
    assert_eq!(trace.letter.unwrap().letter, LetterId(7002));
    assert_eq!(trace.inbox.unwrap().id, pair.inbox);
    for unknown in ["who@x.example", "", "0000000000000001.mentorpost@uni.example"] {
        assert_eq!(store.trace_message(unknown).await.unwrap(), None, "{unknown}");
    }
    let lines = store.trace_person(&address("ada@stud.example")).await.unwrap();
    let lines: Vec<_> = lines.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines[0].starts_with("mail ") && lines[0].ends_with("relayed"), "{lines:?}");
    assert!(lines.contains(&format!("request.asked {}", pair.request.0).as_str()), "{lines:?}");
    assert_eq!(store.trace_person(&address("who@x.example")).await.unwrap(), []);
    assert!(store.person_at(&address("Ada@stud.example")).await.unwrap().is_some());
    assert_eq!(store.person_at(&address("who@x.example")).await.unwrap(), None);

    let status = store.status().await.unwrap();
    let people: Vec<_> = status.people.iter().map(|(role, state, n)| (role.as_str(), state.as_str(), *n)).collect();
    assert_eq!(
        people,
        [
            ("mentee", "active", 1),
            ("mentor", "active", 1),
            ("mentor", "applied", 1),
            ("mentor", "left", 1),
            ("staff-alumni", "left", 1),
            ("staff-careers", "active", 1),
        ]
    );
    let states = |rows: &[(String, i64)]| rows.iter().map(|(s, n)| format!("{s} {n}")).collect::<Vec<_>>().join(", ");
    assert_eq!(states(&status.requests), "accepted 1");
    assert_eq!(states(&status.mentorships), "ended 1");
    assert_eq!(states(&status.inbox), "failed 1, ignored 3, relayed 2");
    assert_eq!(states(&status.outbox), "dropped 1, queued 1, rehearsed 1, sent 3");
    assert_eq!(status.last_fetch, Some(at(800)), "what came last was fetched then");
}

/// Two processes at once: each mail and each letter goes to one of them, and a decision made twice counts once.
pub(super) async fn two_at_once(store: &Store) {
    let mails: Vec<_> = (0..20u8).map(|n| arrived(100 + u32::from(n), 100 + n, b"raw")).collect();
    let (a, b) = tokio::join!(store.ingest(&mails, None, at(1_400)), store.ingest(&mails, None, at(1_400)));
    assert_eq!(a.unwrap() + b.unwrap(), 20);
    let ask = |owner| store.pending(at(1_400), owner, at(1_460), 20, 1_000_000);
    let (a, b) = tokio::join!(ask("a"), ask("b"));
    let (a, b) = (a.unwrap(), b.unwrap());
    let rest = ask("a").await.unwrap();
    let mut ids: Vec<_> = a.iter().chain(&b).chain(&rest).map(|p| p.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), a.len() + b.len() + rest.len()), (20, 20));
    let settled = |letter: i64| {
        let each = ids.iter().zip(letter..).map(|(id, letter)| Settlement {
            disposition: Some(("answered", "help".into())),
            outgoing: vec![outgoing(letter, "eve@x.example", None)],
            ..settlement(EventRef::Inbox(*id))
        });
        each.collect::<Vec<_>>()
    };
    let (one, two) = (settled(8_000), settled(8_100));
    let (a, b) = tokio::join!(store.settle(&one, at(1_401)), store.settle(&two, at(1_401)));
    assert!(a.unwrap().iter().chain(&b.unwrap()).all(|settled| *settled == Settled::Stored));
    let letters = store.outbox_list(None, 100).await.unwrap();
    assert_eq!(letters.iter().filter(|row| row.to.as_str() == "eve@x.example").count(), 20);
    let hand = |owner| store.lease(at(1_402), leasing(owner, at(1_462), 20, HourCaps::default()));
    let (a, b) = tokio::join!(hand("a"), hand("b"));
    let mut ids: Vec<_> = a.unwrap().iter().chain(&b.unwrap()).map(|l| l.id).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

pub(super) async fn forgetting(store: &Store, pair: &Pair) {
    let by_address = SnapshotQuery { from: Some(address("ada@stud.example")), ..query(at(1_500)) };
    let ada = store.snapshot(&by_address).await.unwrap().people[&pair.people.mentee].clone();
    let erased = Person { state: PersonState::Erased, name: String::new(), ..ada };
    let erase = Settlement {
        changes: vec![Change::Person(erased)],
        ..settlement(EventRef::Due(Due::Person(pair.people.mentee)))
    };
    assert_eq!(store.settle(&[erase], at(1_500)).await.unwrap(), [Settled::Stored]);
    assert_eq!(store.snapshot(&by_address).await.unwrap().sender, None);
    assert_eq!(store.inbox_show(pair.inbox).await.unwrap().unwrap().raw, None);
    let due = SnapshotQuery { due: Some(Due::Request(pair.request)), ..query(at(1_500)) };
    let snapshot = store.snapshot(&due).await.unwrap();
    assert_eq!(snapshot.request.unwrap().message, "");
    assert_eq!(snapshot.people[&pair.people.mentee].address.as_str(), "erased@invalid");

    let replay = store.inbox_list(Some("answered"), 1).await.unwrap()[0].id;
    assert_eq!(store.purge(at(0), at(0)).await.unwrap(), Purged::default());
    let purged = store.purge(at(2_000), at(2_000)).await.unwrap();
    assert!(purged.raw >= 20 && purged.bodies >= 1, "{purged:?}");
    let failed = store.inbox_list(Some("failed"), 1).await.unwrap()[0].id;
    assert!(store.inbox_show(failed).await.unwrap().unwrap().raw.is_some(), "what nobody has looked at stays");
    let gone = store.inbox_replay(replay).await.unwrap_err().to_string();
    assert!(gone.contains("were purged"), "{gone}");
    let queued = store.outbox_list(Some("queued"), 1).await.unwrap()[0].id;
    assert!(store.outbox_show(queued).await.unwrap().unwrap().message.is_some());
}
