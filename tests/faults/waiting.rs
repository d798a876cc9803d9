//! The service in its loops: a mailbox that falls silent in IDLE, servers that go away and come back.

use std::sync::Arc;
use std::time::Duration;

use mentorpost::demo::SERVICE;
use mentorpost::sandbox::{ImapFault, Protocol};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::house::House;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The service's loops, until they are told to stop.
struct Loops {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Loops {
    fn start(house: &House) -> Self {
        let (stop, stopping) = watch::channel(false);
        let (service, pool) = (Arc::clone(&house.service), Arc::clone(&house.pool));
        let mut running = house.running.clone();
        running.poll = Duration::from_millis(500);
        let task = tokio::spawn(async move { service.run(pool, running, stopping).await.unwrap() });
        Self { stop, task }
    }

    async fn end(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap();
    }
}

/// Ada's questions are each answered once.
async fn answered(house: &mut House, times: usize) {
    let mail = house.sandbox.wait_until(house.ada.address.as_str(), "INBOX", |mail| mail.len() >= times);
    let mail = tokio::time::timeout(PATIENCE, mail).await.expect("an answer").len();
    assert_eq!(mail, times);
    let moved = house.sandbox.wait_until(SERVICE, "Processed", |mail| mail.len() == times);
    tokio::time::timeout(PATIENCE, moved).await.expect("it is moved");
    assert_eq!(house.copies(), 0);
}

#[tokio::test]
async fn a_mailbox_that_falls_silent_in_idle_is_left_and_opened_again() {
    let mut house = House::start().await;
    house.sandbox.imap_faults().push(ImapFault::SilentAfterIdle);
    let loops = Loops::start(&house);
    tokio::time::timeout(PATIENCE, house.sandbox.imap_faults().wait_fired(1)).await.unwrap();
    house.ada.write(SERVICE, "Hello", "MENTORS").await.unwrap();
    answered(&mut house, 1).await;
    loops.end().await;
    house.end().await;
}

#[tokio::test]
async fn servers_that_go_and_come_back_are_used_again() {
    let mut house = House::start().await;
    let loops = Loops::start(&house);
    tokio::time::timeout(PATIENCE, house.sandbox.wait_idling(1)).await.unwrap();
    for (number, words) in ["MENTORS", "FAQ"].into_iter().enumerate() {
        house.sandbox.take_down(Protocol::Imap).await.unwrap();
        house.ada.write(SERVICE, "Hello", words).await.unwrap();
        house.sandbox.bring_up(Protocol::Imap).unwrap();
        answered(&mut house, number + 1).await;
        house.sandbox.kill(Protocol::Imap).await;
    }
    loops.end().await;
    house.end().await;
}
