//! The loops together: one that breaks down, and once through everything.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::timeout;

use super::*;
use crate::imap;

/// Breaks down at every letter.
struct Breaking;

impl Transport for Breaking {
    async fn hand(&self, _: &str, _: &str, _: &[u8]) -> Handed {
        panic!("it is broken");
    }
}

fn running() -> Running {
    let credential = imap::Credential::Password("secret".into());
    Running {
        // Nobody listens there.
        mailbox: imap::Settings::new("127.0.0.1", 1, imap::Security::Plain, "mentoring@uni.example", credential),
        poll: Duration::from_secs(1),
        takeover: Duration::from_secs(30),
        purge_days: 0,
        keep_days: (90, 90),
        delivering: HOW,
        digest_days: Vec::new(),
        silent: Duration::ZERO,
        grace: Duration::from_secs(5),
    }
}

#[tokio::test]
async fn a_loop_that_breaks_down_ends_the_service_with_an_error() {
    let (service, _folder) = service().await;
    let service = Arc::new(service);
    service.store.settle(&[settling(to_eve(1))], now()).await.unwrap();
    let (_stop, stopping) = watch::channel(false);
    let running = Arc::clone(&service).run(Arc::new(Breaking), running(), stopping);
    let ended = timeout(Duration::from_secs(30), running).await;
    let error = ended.expect("it does not go on without sending").unwrap_err();
    assert!(error.to_string().contains("broken down"), "{error}");
    let free = service.store.lease(now(), Leasing { limit: 9, ..service.leasing(now()) }).await.unwrap();
    assert_eq!(free.len(), 0, "the letter counts as tried");
}

#[tokio::test]
async fn once_through_everything_runs_all_rules_that_are_due() {
    let (service, _folder) = service().await;
    let row = |number: usize| ImportRow {
        role: Role::Mentee,
        name: format!("Person {number}"),
        address: Address::parse(&format!("person{number}@student.uni.example")).unwrap(),
        profile: Profile::default(),
        capacity: 0,
        untold: Vec::new(),
    };
    let rows: Vec<_> = (0..1_001).map(row).collect();
    let mut ids = Ids::seeded(6);
    service.store.import(&rows, false, now(), &mut ids, &mut |_| ()).await.unwrap();
    let taking = Taking::default();
    assert!(service.run_once(&taking, &running()).await.is_err(), "the mailbox is away");
    assert_eq!(*taking.0.lock().unwrap(), rows.len(), "all are invited");
}
