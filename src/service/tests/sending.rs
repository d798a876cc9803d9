//! Letters in hand: while the database is away, when the service stops, and when they wait for too long.

use std::sync::Arc;

use sqlx::{Connection, SqliteConnection, raw_sql};
use tokio::sync::watch;
use tokio::time::timeout;

use super::*;
use crate::service::work::Noted;
use crate::store::Lease;

/// Does something for each letter, which the server takes.
struct Doing<F>(F, AtomicUsize);

impl<F: Fn() + Send + Sync> Doing<F> {
    fn new(each: F) -> Self {
        Self(each, AtomicUsize::new(0))
    }

    fn handed(&self) -> usize {
        self.1.load(Ordering::SeqCst)
    }
}

impl<F: Fn() + Send + Sync> Transport for Doing<F> {
    async fn hand(&self, _: &str, _: &str, _: &[u8]) -> Handed {
        self.1.fetch_add(1, Ordering::SeqCst);
        (self.0)();
        Handed::Accepted("250 taken".into())
    }
}

/// So many letters to strangers, written now.
async fn written(service: &Service, count: i64) {
    for letter in 1..=count {
        let to = Address::parse(&format!("eve{letter}@stud.example")).unwrap();
        service.store.settle(&[settling(Outgoing { to, ..to_eve(letter) })], now()).await.unwrap();
    }
}

async fn in_state(service: &Service, state: &str) -> usize {
    service.store.outbox_list(Some(state), 1_000).await.unwrap().len()
}

async fn script(url: &str, sql: &'static str) {
    let mut database = SqliteConnection::connect(url).await.unwrap();
    raw_sql(sql).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
}

/// Twenty letters over a database that fails to note that they were sent.
async fn unnotable(url: &str) -> Service {
    let service = over(Store::open(url).await.unwrap()).await;
    service.say_so(Duration::from_secs(3_600)).await;
    written(&service, 20).await;
    script(
        url,
        "CREATE TRIGGER broken BEFORE UPDATE ON outbox WHEN NEW.state = 'sent' BEGIN SELECT RAISE(ABORT, 'broken'); END",
    )
    .await;
    service
}

#[tokio::test]
async fn what_was_taken_while_the_database_failed_is_given_to_no_other_process() {
    let (_folder, url) = place();
    let service = unnotable(&url).await;
    let (taking, bells) = (Doing::new(|| ()), Bells::default());
    let mut sending = Sending::new(&service, &taking, HOW, Some(&bells), None);
    assert!(sending.deliver().await.is_err());
    sending.rest(Duration::from_millis(10)).await;
    sending.find_letters(&bells).await;
    let lease = Lease { owner: "another", until: now() + LETTER_LEASE };
    let found = service.store.lease(now(), Leasing { lease, limit: 20, ..service.leasing(now()) }).await.unwrap();
    assert!(taking.handed() > 0);
    assert_eq!(found.len(), 20 - taking.handed());
}

#[tokio::test]
async fn what_was_taken_while_the_database_failed_is_noted_and_not_sent_again() {
    let (_folder, url) = place();
    let service = unnotable(&url).await;
    let (taking, bells) = (Doing::new(|| ()), Bells::default());
    let mut sending = Sending::new(&service, &taking, HOW, Some(&bells), None);
    for _ in 0..3 {
        assert!(sending.deliver().await.is_err());
        sending.rest(Duration::from_millis(10)).await;
        sending.find_letters(&bells).await;
    }
    assert!(sending.is_unnoted());
    assert!((1..=16).contains(&taking.handed()), "{} were handed over without being noted", taking.handed());
    script(&url, "DROP TRIGGER broken").await;
    while sending.deliver().await.unwrap().count > 0 {
        sending.looking.wanted = true;
    }
    assert_eq!((taking.handed(), in_state(&service, "sent").await), (20, 20), "each once");
    assert!(!sending.is_unnoted());
}

#[tokio::test]
async fn once_it_is_to_stop_no_letter_begins_and_the_rest_is_given_back() {
    let (service, _folder) = service().await;
    written(&service, 20).await;
    let (stop, stopping) = watch::channel(false);
    let (taking, bells) = (Doing::new(|| stop.send(true).unwrap()), Bells::default());
    // Some have been handed on, the others are found in the outbox.
    for letter in service.store.lease(now(), Leasing { limit: 6, ..service.leasing(now()) }).await.unwrap() {
        bells.letters.put(letter);
    }
    let mut sending = Sending::new(&service, &taking, HOW, Some(&bells), Some(stopping));
    sending.deliver().await.unwrap();
    let handed = taking.handed();
    assert!((1..=2).contains(&handed), "{handed} were under way");
    assert_eq!((sending.is_unnoted(), in_state(&service, "sent").await), (false, handed));
    service.store.leave(&service.owner).await.unwrap();
    let rest = service.store.lease(now(), Leasing { limit: 20, ..service.leasing(now()) }).await.unwrap();
    assert_eq!(rest.len(), 20 - handed, "another takes them at once");
}

#[tokio::test]
async fn a_letter_whose_lease_is_half_over_is_not_begun() {
    let (service, _folder) = service().await;
    written(&service, 3).await;
    let how = Delivering { connections: 1, ..HOW };
    // Each takes so long that the lease of the last would run out on its way.
    let slow = Doing::new(|| service.clock.set(service.clock.now() + LETTER_LEASE * 2 / 3));
    for handed in 1..=3 {
        service.deliver_batch(&slow, &how).await.unwrap();
        assert_eq!((slow.handed(), in_state(&service, "sent").await), (handed, handed));
        service.clock.set(service.clock.now() + LETTER_LEASE);
    }
}

#[tokio::test]
async fn letters_on_their_way_between_two_loops_arrive_before_lost_ones_are_looked_for() {
    let (service, _folder) = service().await;
    let service = Arc::new(service);
    let (taking, bells, mut noted) = (Taking::default(), Arc::<Bells>::default(), Noted::default());
    let mut sending = Sending::new(&service, &taking, HOW, Some(&bells), None);
    let soon = Duration::from_millis(50);
    let handing = bells.handing_letters.lock().await;
    service.store().ingest(&[arrived(1, "ada")], None, now()).await.unwrap();
    assert!(timeout(soon, service.handle(&bells, &mut noted)).await.is_err(), "nothing is leased meanwhile");
    bells.letters.put(leased(&service, 1, now()).await);
    let mut finding = Box::pin(sending.find_letters(&bells));
    assert!(timeout(soon, &mut finding).await.is_err());
    drop(handing);
    finding.await;
    assert_eq!(bells.letters.len(), 0, "it is free, and nobody has it in hand");
    let free = service.store.lease(now(), Leasing { limit: 9, ..service.leasing(now()) }).await.unwrap();
    assert_eq!(free.len(), 1);
}
