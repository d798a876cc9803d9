//! What the loops hand on to one another, looked at between two steps.

mod failing;
mod giving_up;
mod running;
mod sending;

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use tokio::time::Instant;

use super::batch::{BATCH, Batch};
use super::bells::Bells;
use super::deliver::{Delivering, Handed, LEASE as LETTER_LEASE, Transport};
use super::sending::Sending;
use super::*;
use crate::config::Only;
use crate::mail::address::Address;
use crate::mail::envelope::{Purpose, Token};
use crate::programme::letter::LetterId;
use crate::programme::person::{PersonId, Profile, Role};
use crate::programme::tests::world::{now, policy};
use crate::store::{Arrived, EventRef, HourCaps, ImportRow, Leased, Leasing, Outgoing, Settlement, Shown};

const HOW: Delivering = Delivering { connections: 2, retry_days: 3, only: Only::Everyone };

/// A place for a database, and its address.
fn place() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    (folder, url)
}

/// The service with two mentees.
async fn service() -> (Service, TempDir) {
    let (folder, url) = place();
    (over(Store::open(&url).await.unwrap()).await, folder)
}

async fn over(store: Store) -> Service {
    let row = |name: &str| ImportRow {
        role: Role::Mentee,
        name: name.into(),
        address: Address::parse(&format!("{name}@student.uni.example")).unwrap(),
        profile: Profile::default(),
        capacity: 0,
        untold: Vec::new(),
    };
    let mut ids = Ids::seeded(5);
    store.import(&[row("ada"), row("tom")], true, now(), &mut ids, &mut |_| ()).await.unwrap();
    let (templates, clock) = (Templates::load(None).unwrap(), Clock::fixed(now()));
    Service::new(store, templates, policy(), Subaddressing::Plus, Vec::new(), clock, ids).await.unwrap()
}

fn arrived(uid: u32, from: &str) -> Arrived {
    let raw = format!(
        "From: {from}@student.uni.example\r\nTo: mentoring@uni.example\r\nSubject: Hello\r\nMessage-ID: <{uid}@home.example>\r\n\r\nHELP\r\n"
    );
    let mut content_key = [0; 32];
    content_key[..4].copy_from_slice(&uid.to_be_bytes());
    Arrived {
        folder: "INBOX".into(),
        uid_validity: 1,
        uid,
        content_key,
        raw: raw.into_bytes(),
        oversize: None,
        received_at: now(),
    }
}

#[tokio::test]
async fn what_depends_on_mail_that_is_being_settled_waits_for_it() {
    let (service, _folder) = service().await;
    let store = service.store();
    store.ingest(&[arrived(1, "ada")], None, now()).await.unwrap();
    let first = service.decide_batch(service.take_batch(BATCH).await.unwrap(), &HashSet::new()).await.unwrap();
    assert_eq!(first.numbers(), (1, 0));
    store.ingest(&[arrived(2, "ada"), arrived(3, "tom")], None, now()).await.unwrap();
    let mut second = service.decide_batch(service.take_batch(BATCH).await.unwrap(), &first.touched).await.unwrap();
    assert_eq!(second.numbers(), (1, 1), "of Ada's and Tom's");
    service.settle_wave(first, None).await.unwrap();

    let waiting = Batch::again(second.take_later());
    assert_eq!((waiting.count, second.numbers()), (1, (1, 0)));
    store.ingest(&[arrived(4, "ada"), arrived(5, "tom")], None, now()).await.unwrap();
    let next = waiting.with(service.take_batch(BATCH).await.unwrap());
    let third = service.decide_batch(next, &second.touched).await.unwrap();
    assert_eq!(third.numbers(), (1, 2), "Ada's last waits for the one before, Tom's for what is being settled");
    service.settle_wave(second, None).await.unwrap();
    service.settle_wave(third, None).await.unwrap();
    assert_eq!(store.pending_count(now(), 10).await.unwrap(), 0);
    assert_eq!(store.outbox_list(None, 10).await.unwrap().len(), 5);
}

/// An answer in that conversation, of a stranger who has a number of their own.
fn answer(service: &Service, uid: u32, from: &str, thread: i64) -> Arrived {
    let token = Token { purpose: Purpose::Reply, person: 70 + i64::from(uid), thread };
    let to = service.addressing.address(token).to_string();
    let mut mail = arrived(uid, from);
    mail.raw = String::from_utf8(mail.raw).unwrap().replace("mentoring@uni.example", &to).into_bytes();
    mail
}

#[tokio::test]
async fn what_waits_is_seen_by_the_address_that_is_answered() {
    let (service, _folder) = service().await;
    let mails = [("eve", 9), ("max", 9), ("amy", 8)].into_iter().zip(1..);
    let mails: Vec<_> = mails.map(|((from, thread), uid)| answer(&service, uid, from, thread)).collect();
    service.store().ingest(&mails, None, now()).await.unwrap();
    let wave = service.decide_batch(service.take_batch(BATCH).await.unwrap(), &HashSet::new()).await.unwrap();
    assert_eq!(wave.numbers(), (2, 1), "of three strangers two answer in one conversation");
}

#[tokio::test]
async fn a_mail_is_its_writers_whoevers_address_it_answers() {
    let (service, _folder) = service().await;
    let store = service.store();
    store.ingest(&[arrived(1, "tom"), arrived(2, "ada")], None, now()).await.unwrap();
    service.process_batch().await.unwrap();
    let people: Vec<_> = store.inbox_list(None, 10).await.unwrap().into_iter().filter_map(|row| row.person).collect();
    let [ada, tom] = people[..] else { panic!("{people:?}") };
    assert_ne!(ada, tom);
    // Ada answers a letter to Tom.
    let token = Token { purpose: Purpose::Reply, person: tom.0, thread: 9 };
    let to = service.addressing.address(token).to_string();
    let mut mail = arrived(3, "ada");
    mail.raw = String::from_utf8(mail.raw).unwrap().replace("mentoring@uni.example", &to).into_bytes();
    store.ingest(&[mail], None, now()).await.unwrap();
    service.process_batch().await.unwrap();
    let last = store.inbox_list(None, 10).await.unwrap().into_iter().max_by_key(|row| row.id).unwrap();
    assert_eq!((last.state.as_str(), last.person), ("ignored", Some(ada)), "Tom gets it with none of his data");
}

#[tokio::test]
async fn where_each_waits_for_another_they_are_settled_before_more_is() {
    let (service, _folder) = service().await;
    let store = service.store();
    let mails = [("eve", 9), ("max", 9), ("amy", 9)].into_iter().zip(1..);
    let mails: Vec<_> = mails.map(|((from, thread), uid)| answer(&service, uid, from, thread)).collect();
    store.ingest(&mails, None, now()).await.unwrap();
    let mut wave = service.decide_batch(service.take_batch(BATCH).await.unwrap(), &HashSet::new()).await.unwrap();
    assert_eq!(wave.numbers(), (1, 2));
    assert!(wave.take_later().is_empty());
    assert_eq!(wave.numbers(), (1, 2), "they stay where they are");

    store.ingest(&[arrived(4, "amy"), arrived(5, "tom")], None, now()).await.unwrap();
    let next = service.decide_batch(service.take_batch(BATCH).await.unwrap(), &wave.touched).await.unwrap();
    assert_eq!(next.numbers(), (1, 1), "Amy's next waits for hers that waits");
    service.settle_wave(wave, None).await.unwrap();
    assert_eq!(store.pending_count(now(), 10).await.unwrap(), 2);
    service.settle_wave(next, None).await.unwrap();
    assert_eq!(store.pending_count(now(), 10).await.unwrap(), 0);
}

/// Takes every letter.
#[derive(Default)]
struct Taking(Mutex<usize>);

impl Transport for Taking {
    async fn hand(&self, _: &str, _: &str, _: &[u8]) -> Handed {
        *self.0.lock().unwrap() += 1;
        Handed::Accepted("250 taken".into())
    }
}

fn to_eve(letter: i64) -> Outgoing {
    Outgoing {
        letter: LetterId(letter),
        person: None,
        writer: None,
        to: Address::parse("eve@stud.example").unwrap(),
        kind: "help".into(),
        conversation: None,
        once: None,
        answer: false,
        fingerprint: 0,
        envelope_from: "b@uni.example".into(),
        bytes: b"Hello".to_vec(),
        to_staff: false,
    }
}

fn settling(outgoing: Outgoing) -> Settlement {
    Settlement {
        event: EventRef::Mailbox,
        disposition: None,
        person: None,
        conversation: None,
        message_id: None,
        changes: Vec::new(),
        outgoing: vec![outgoing],
    }
}

/// One letter, leased from then on.
async fn leased(service: &Service, letter: i64, since: Timestamp) -> Leased {
    let leasing = Leasing { limit: 1, bytes: 1_000, caps: HourCaps::default(), ..service.leasing(since) };
    service.store.settle(&[settling(to_eve(letter))], now()).await.unwrap();
    service.store.lease(now(), leasing).await.unwrap().remove(0)
}

#[tokio::test]
async fn who_lives_by_a_lock_is_not_taken_for_dead_before_its_leases_run_out() {
    let (service, _folder) = service().await;
    let alone = Shown::Locked { beside_others: false };
    assert_eq!(service.say_so(Duration::ZERO).await, alone);
    assert!(!service.counts_as_dead());
    // Stopped for half an hour, others may have sent what it has in hand.
    let until = service.alive_until.lock().unwrap().unwrap();
    assert!(until < Instant::now() + LETTER_LEASE && until > Instant::now() + LETTER_LEASE / 3);
}

#[tokio::test]
async fn what_was_in_hand_when_others_took_the_process_for_dead_is_not_sent() {
    // Without locks that say who lives.
    let (_folder, url) = place();
    let service = over(Store::open_fleeting(&url).await.unwrap()).await;
    let how = Delivering { connections: 4, ..HOW };
    let (taking, bells) = (Taking::default(), Bells::default());
    let mut sending = Sending::new(&service, &taking, how, Some(&bells), None);
    service.say_so(Duration::from_secs(3_600)).await;
    bells.letters.put(leased(&service, 1, now()).await);
    sending.looking.wanted = false;
    sending.deliver().await.unwrap();
    assert_eq!((*taking.0.lock().unwrap(), bells.letters_astray.load(Ordering::SeqCst)), (1, false));

    bells.letters.put(leased(&service, 2, now()).await);
    // Its word has run out at once, and it gives another before anybody looks.
    service.say_so(Duration::ZERO).await;
    assert!(service.counts_as_dead());
    service.say_so(Duration::from_secs(3_600)).await;
    assert!(!service.counts_as_dead());
    sending.looking.wanted = false;
    sending.deliver().await.unwrap();
    assert_eq!((*taking.0.lock().unwrap(), bells.letters.len()), (1, 0), "others may have sent it");
    assert!(bells.letters_astray.load(Ordering::SeqCst), "it is looked for");
}

/// Takes every letter, and counts how many were handed over of which the database does not know it yet.
struct Counting {
    store: Store,
    handed: AtomicUsize,
    unnoted: AtomicUsize,
}

impl Transport for Counting {
    async fn hand(&self, _: &str, _: &str, _: &[u8]) -> Handed {
        let handed = self.handed.fetch_add(1, Ordering::SeqCst) + 1;
        let noted = self.store.outbox_list(Some("sent"), 1_000).await.unwrap().len();
        self.unnoted.fetch_max(handed.saturating_sub(noted), Ordering::SeqCst);
        Handed::Accepted("250 taken".into())
    }
}

#[tokio::test]
async fn few_letters_are_handed_over_before_the_others_are_noted() {
    let (service, _folder) = service().await;
    let how = Delivering { connections: 4, ..HOW };
    let bells = Bells::default();
    service.say_so(Duration::from_secs(3_600)).await;
    for letter in 1..=60 {
        bells.letters.put(leased(&service, letter, now()).await);
    }
    let counting = Counting { store: service.store.clone(), handed: 0.into(), unnoted: 0.into() };
    let mut sending = Sending::new(&service, &counting, how, Some(&bells), None);
    sending.looking.wanted = false;
    sending.deliver().await.unwrap();
    assert_eq!(counting.handed.load(Ordering::SeqCst), 60);
    let unnoted = counting.unnoted.load(Ordering::SeqCst);
    assert!((4..=16).contains(&unnoted), "{unnoted} would come again after a crash");
}

#[tokio::test]
async fn any_number_of_days_can_be_kept() {
    let (service, _folder) = service().await;
    for days in [0, 9_999_999, i64::MAX] {
        service.forget((days, days)).await.unwrap();
    }
}
