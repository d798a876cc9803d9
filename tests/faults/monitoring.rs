//! What is said of a server that is away: to staff, to monitoring, to whoever asks for the status.

use std::sync::Arc;
use std::time::Duration;

use mentorpost::demo::SERVICE;
use mentorpost::http;
use mentorpost::sandbox::Protocol::{self, Imap, Smtp};
use mentorpost::store::Awaited;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::house::House;

async fn awaited(house: &House) -> Vec<Awaited> {
    house.service.store().waiting().await.unwrap().into_iter().map(|waiting| waiting.what).collect()
}

/// The kinds of the letters that staff have.
fn told(house: &House) -> Vec<String> {
    house.helen.all_mail().into_iter().map(|mail| mail.kind).collect()
}

async fn round(house: &House) -> bool {
    house.service.run_once(house.pool.as_ref(), &house.running).await.is_ok()
}

#[tokio::test]
async fn staff_are_told_of_a_mailbox_that_stays_away_and_when_it_is_back() {
    let mut house = House::start().await;
    house.sandbox.take_down(Imap).await.unwrap();
    for (minutes, letters) in [(1, 0), (58, 0), (2, 1), (60, 1), (24 * 60, 1)] {
        house.later(minutes);
        assert!(!round(&house).await, "the mailbox is away");
        assert_eq!(told(&house).len(), letters, "{minutes} minutes later");
        assert_eq!(awaited(&house).await, [Awaited::Mailbox]);
    }
    house.sandbox.bring_up(Imap).unwrap();
    house.ada.write(SERVICE, "Hello", "MENTORS").await.unwrap();
    house.rest().await;
    assert_eq!(told(&house), ["mailbox-away", "mailbox-back"]);
    let away = house.helen.all_mail().remove(0).text;
    assert!(away.contains("09:00 on Monday, 23 November") && away.contains("cannot connect"), "{away}");
    assert_eq!((awaited(&house).await, house.ada.all_mail().len()), (vec![], 1));
    // The next time is told anew.
    house.sandbox.take_down(Imap).await.unwrap();
    house.later(61);
    assert!(!round(&house).await);
    assert_eq!(told(&house), ["mailbox-away", "mailbox-back", "mailbox-away"]);
    house.end().await;
}

#[tokio::test]
async fn letters_go_out_while_the_mailbox_is_away_and_mail_comes_in_while_the_way_out_is() {
    let mut house = House::start().await;
    house.ada.write(SERVICE, "Hello", "MENTORS").await.unwrap();
    house.sandbox.take_down(Smtp).await.unwrap();
    assert!(round(&house).await);
    assert_eq!((awaited(&house).await, house.sandbox.messages(SERVICE, "Processed").len()), (vec![Awaited::WayOut], 1));
    house.sandbox.bring_up(Smtp).unwrap();
    house.sandbox.take_down(Imap).await.unwrap();
    house.later(10);
    assert!(!round(&house).await);
    assert_eq!((awaited(&house).await, house.ada.all_mail().len()), (vec![Awaited::Mailbox], 1));
    house.end().await;
}

/// Status and body of an answer.
async fn get(port: u16, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(format!("{request} HTTP/1.1\r\nHost: here\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.split(' ').nth(1).unwrap_or_default().to_owned(), body.to_owned())
}

async fn serve(house: &House) -> u16 {
    let listener = http::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = http::Asked { service: Arc::clone(&house.service), silent: Duration::from_secs(3600) };
    tokio::spawn(http::serve(listener, asked));
    port
}

#[tokio::test]
async fn monitoring_sees_what_is_waited_for_and_nobody() {
    let mut house = House::start().await;
    let port = serve(&house).await;
    assert_eq!(get(port, "GET /healthz").await, ("200".to_owned(), "ok\n".to_owned()));
    assert_eq!(get(port, "GET /readyz").await, ("200".to_owned(), "ready\n".to_owned()));
    house.ada.write(SERVICE, "Hello", "MENTORS").await.unwrap();
    house.rest().await;
    let down = async |protocol: Protocol, expected: &str| {
        house.sandbox.take_down(protocol).await.unwrap();
        house.sandbox.deliver_from(Some("ada@student.uni.example"), "ada@student.uni.example", SERVICE, HELP);
        let _ = round(&house).await;
        assert_eq!(get(port, "GET /readyz").await, ("503".to_owned(), expected.to_owned()));
        assert_eq!(get(port, "GET /healthz").await.0, "200");
        house.sandbox.bring_up(protocol).unwrap();
        house.rest().await;
        assert_eq!(get(port, "GET /readyz").await.0, "200");
    };
    down(Imap, "waiting for mailbox\n").await;
    house.later(1);
    let (status, figures) = get(port, "GET /metrics").await;
    assert_eq!(status, "200");
    for line in [
        "mentorpost_last_fetch_age_seconds 60",
        "mentorpost_waiting_for{what=\"mailbox\"} 0",
        "mentorpost_inbox_mails{state=\"answered\"} 2",
        "mentorpost_inbox_mails{state=\"failed\"} 0",
        "mentorpost_outbox_letters{state=\"sent\"} 2",
        "mentorpost_oldest_waiting_seconds{queue=\"outbox\"} 0",
        "mentorpost_deliveries_total{end=\"sent\"} 2",
        "mentorpost_handling_seconds_bucket{le=\"+Inf\"} 2",
        "mentorpost_handling_seconds_count 2",
    ] {
        assert!(figures.lines().any(|found| found == line), "{line} is missing:\n{figures}");
    }
    assert!(!figures.contains('@') && !figures.to_lowercase().contains("ada"), "{figures}");
    // After an hour without a look the service is not ready, whatever the reason.
    house.later(61);
    assert_eq!(get(port, "GET /readyz").await.0, "503");
    house.end().await;
}

const HELP: &[u8] = b"From: Ada Byrne <ada@student.uni.example>\r\nTo: mentoring@uni.example\r\nSubject: x\r\n\
    Message-ID: <help@student.uni.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\nHELP\r\n";

#[tokio::test]
async fn nonsense_gets_a_short_answer_or_none() {
    let house = House::start().await;
    let port = serve(&house).await;
    for (request, status) in [
        ("GET /", "404"),
        ("GET /metrics/../../etc/passwd", "404"),
        ("POST /metrics", "405"),
        ("DELETE /healthz", "405"),
        ("HEAD /healthz", "200"),
        ("nonsense", "400"),
        ("GET /healthz?x=1", "200"),
    ] {
        assert_eq!(get(port, request).await.0, status, "{request}");
    }
    let long = format!("GET /{}", "x".repeat(60_000));
    assert!(!get_quietly(port, &long).await.starts_with("HTTP/1.1 2"));
    assert_eq!(get(port, "GET /healthz").await.0, "200", "it still answers");
    house.end().await;
}

/// What comes back of a request that may be cut off.
async fn get_quietly(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let _ = stream.write_all(format!("{request} HTTP/1.1\r\nHost: here\r\n\r\n").as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
