//! The service in its loops: a mailbox that falls silent in IDLE, servers that go away and come back.

use std::sync::Arc;
use std::time::Duration;

use mentorpost::demo::SERVICE;
use mentorpost::programme::event::Due;
use mentorpost::programme::letter::LetterId;
use mentorpost::programme::person::PersonId;
use mentorpost::sandbox::{ImapFault, Protocol};
use mentorpost::service::{Handed, Transport};
use mentorpost::smtp::Pool;
use mentorpost::store::{Arrived, EventRef, Outgoing, Settlement};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::house::House;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Less than it takes until the loops look without having been rung for.
const RUNG_FOR: Duration = Duration::from_secs(20);

/// The service's loops, until they are told to stop.
pub struct Loops {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Loops {
    pub fn start(house: &House) -> Self {
        Self::start_with(house, Arc::clone(&house.pool))
    }

    fn start_with<T: Transport + 'static>(house: &House, transport: Arc<T>) -> Self {
        let (stop, stopping) = watch::channel(false);
        let service = Arc::clone(&house.service);
        let mut running = house.running.clone();
        running.poll = Duration::from_millis(500);
        let task = tokio::spawn(async move { service.run(transport, running, stopping).await.unwrap() });
        Self { stop, task }
    }

    pub async fn end(self) {
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

/// More than one batch waits, so that mail is read while other mail is handled: the questions lie in the second and the last batch.
#[tokio::test]
async fn all_of_a_backlog_is_handled() {
    let house = House::start().await;
    let store = house.service.store();
    let now = house.clock.now();
    let mail = |number: u32| {
        let (from, fields, text) = match number {
            150 => (house.ada.address.as_str(), "", "STATUS"),
            249 => (house.ada.address.as_str(), "", "HELP"),
            _ => ("robot@example.org", "Auto-Submitted: auto-replied\r\n", "I am away."),
        };
        let raw = format!(
            "From: {from}\r\nTo: {SERVICE}\r\nSubject: Hello\r\nMessage-ID: <{number}@backlog.example>\r\n{fields}\r\n{text}\r\n"
        );
        let mut content_key = [0; 32];
        content_key[..4].copy_from_slice(&number.to_be_bytes());
        Arrived {
            folder: "INBOX".to_owned(),
            uid_validity: 1,
            uid: number + 1,
            content_key,
            raw: raw.into_bytes(),
            oversize: None,
            received_at: now,
        }
    };
    let backlog: Vec<_> = (0..250).map(mail).collect();
    assert_eq!(store.ingest(&backlog, None, now).await.unwrap(), 250);
    let loops = Loops::start(&house);
    let answers = house.sandbox.wait_until(house.ada.address.as_str(), "INBOX", |mail| mail.len() >= 2);
    tokio::time::timeout(PATIENCE, answers).await.expect("both answers");
    loops.end().await;
    let mut kinds: Vec<_> = house.ada.all_mail().into_iter().map(|mail| mail.kind).collect();
    kinds.sort();
    assert_eq!(kinds, ["help", "status"]);
    assert_eq!(house.service.store().pending_count(now, 1_000).await.unwrap(), 0);
    house.sandbox.stop().await;
}

/// A way out that is shut at first.
struct Gate {
    pool: Arc<Pool>,
    open: Semaphore,
    /// How many have come to it.
    came: watch::Sender<usize>,
}

impl Gate {
    fn shut(house: &House) -> Arc<Self> {
        Arc::new(Self { pool: Arc::clone(&house.pool), open: Semaphore::new(0), came: watch::Sender::default() })
    }

    async fn at(&self, letters: usize) {
        self.came.subscribe().wait_for(|came| *came >= letters).await.unwrap();
    }
}

impl Transport for Gate {
    async fn hand(&self, envelope_from: &str, to: &str, message: &[u8]) -> Handed {
        self.came.send_modify(|came| *came += 1);
        // One goes through for each time that it is opened.
        self.open.acquire().await.unwrap().forget();
        self.pool.hand(envelope_from, to, message).await
    }
}

/// Of the words of one conversation only the first can go at once; each of the others goes when the one before it has gone, though
/// they were all looked for while it was under way.
#[tokio::test]
async fn words_that_wait_for_others_are_not_forgotten() {
    let mut house = House::start().await;
    let maria = house.mentorship().await;
    let (received, handled) = (house.ada.all_mail().len(), house.sandbox.messages(SERVICE, "Processed").len());
    for number in 1..=5 {
        house.maria.answer(&maria, &format!("My {number}. thought is this.")).await.unwrap();
    }
    let gate = Gate::shut(&house);
    let loops = Loops::start_with(&house, Arc::clone(&gate));
    let moved = house.sandbox.wait_until(SERVICE, "Processed", |mail| mail.len() == handled + 5);
    tokio::time::timeout(PATIENCE, moved).await.expect("they are handled");
    gate.open.add_permits(5);
    let came = house.sandbox.wait_until(house.ada.address.as_str(), "INBOX", |mail| mail.len() >= received + 5);
    tokio::time::timeout(RUNG_FOR, came).await.expect("all her words, and soon");
    loops.end().await;
    let words: Vec<_> = house.ada.all_mail().into_iter().skip(received).map(|mail| mail.text).collect();
    for (number, text) in (1..).zip(&words) {
        assert!(text.contains(&format!("My {number}. thought")), "{words:?}");
    }
    house.sandbox.stop().await;
}

/// Two letters go at a time here, and a long row of the clock's is waiting: who writes meanwhile does not wait for its end.
#[tokio::test]
async fn an_answer_does_not_wait_behind_the_letters_of_the_clock() {
    let mut house = House::start().await;
    let letter = |number: i64| Outgoing {
        letter: LetterId(1_000_000 + number),
        person: None,
        writer: None,
        to: house.maria.address.clone(),
        kind: "nudge".to_owned(),
        conversation: None,
        once: None,
        answer: false,
        fingerprint: number.unsigned_abs(),
        envelope_from: SERVICE.to_owned(),
        bytes: format!("From: {SERVICE}\r\nSubject: {number}\r\nMessage-ID: <{number}@row.example>\r\n\r\nHello\r\n")
            .into_bytes(),
        to_staff: true,
    };
    let row = Settlement {
        event: EventRef::Due(Due::Person(PersonId(1))),
        disposition: None,
        person: None,
        conversation: None,
        message_id: None,
        changes: Vec::new(),
        outgoing: (0..60).map(letter).collect(),
    };
    house.service.store().settle(&[row], house.clock.now()).await.unwrap();
    let gate = Gate::shut(&house);
    let loops = Loops::start_with(&house, Arc::clone(&gate));
    // Two stand at the gate before she writes.
    tokio::time::timeout(PATIENCE, gate.at(2)).await.expect("the first of the row");
    house.ada.write(SERVICE, "Hello", "STATUS").await.unwrap();
    let moved = house.sandbox.wait_until(SERVICE, "Processed", |mail| mail.len() == 1);
    tokio::time::timeout(PATIENCE, moved).await.expect("it is handled");
    // The two that stood there, one that may have been next, and her answer.
    gate.open.add_permits(4);
    let answer = house.sandbox.wait_until(house.ada.address.as_str(), "INBOX", |mail| mail.len() == 1);
    tokio::time::timeout(PATIENCE, answer).await.expect("her answer is among the next");
    gate.open.add_permits(60);
    loops.end().await;
    house.sandbox.stop().await;
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
