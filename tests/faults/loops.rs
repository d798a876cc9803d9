//! Machines that answer machines, and people who write without end: it stops by itself, and staff hear of it once.

use std::collections::HashMap;
use std::sync::Arc;

use mentorpost::clock::Clock;
use mentorpost::demo::SERVICE;
use mentorpost::demo::person::Person;
use mentorpost::sandbox::Sandbox;

use crate::house::{House, OTHER_SERVICE, Reach, days, sandbox};
use crate::story::live;

const ADA: &str = "ada@student.uni.example";
const HELEN: &str = "helen.price@uni.example";
/// More rounds than any of these may need: a loop would still go on after them.
const ROUNDS: usize = 120;

/// A mail as somebody's program or server writes it.
fn mail(from: &str, to: &str, fields: &str, text: &str, number: usize) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: Re: something\r\nMessage-ID: <{number}.loop@{}>\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n{fields}\r\n{text}\r\n",
        from.rsplit_once('@').unwrap().1
    )
    .into_bytes()
}

/// Something in somebody's mailbox answers every mail in it, until nothing new comes; says how often it did.
async fn answers_everything(house: &House, mut answer: impl FnMut(&Sandbox, &Person, &[u8], usize)) -> usize {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut answered = 0;
    for _ in 0..ROUNDS {
        house.rest().await;
        let before = answered;
        for person in house.people() {
            let mails = house.sandbox.messages(person.address.as_str(), "INBOX");
            let known = seen.entry(person.address.as_str()).or_default();
            for received in &mails[*known..] {
                answered += 1;
                answer(&house.sandbox, person, &received.raw, answered);
            }
            *known = mails.len();
        }
        if answered == before {
            return answered;
        }
    }
    panic!("it goes on after {answered} answers");
}

/// The value of a field that stands on one line or is folded.
fn field(raw: &[u8], name: &str) -> String {
    let text = String::from_utf8_lossy(raw).replace("\r\n ", " ").replace("\r\n\t", " ");
    let line = text.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
    line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The address within a field.
fn address(value: &str) -> String {
    let inner = value.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(value, |(address, _)| address).to_owned()
}

fn count(person: &Person, kind: &str) -> usize {
    person.all_mail().iter().filter(|mail| mail.kind == kind).count()
}

async fn states(house: &House) -> HashMap<String, usize> {
    let mut states = HashMap::new();
    for row in house.service.store().inbox_list(None, 100_000).await.unwrap() {
        *states.entry(row.state).or_default() += 1;
    }
    states
}

#[tokio::test]
async fn our_own_mail_that_comes_back_is_left_alone() {
    let mut house = House::start().await;
    live(&mut house, |_, _| ()).await;
    let before = house.service.store().outbox_list(None, 1_000).await.unwrap().len();
    // A redirect keeps everything; one by a careless program has another author and still our loop header.
    let returned = answers_everything(&house, |sandbox, person, raw, _| {
        sandbox.deliver_from(None, person.address.as_str(), SERVICE, raw).unwrap();
    })
    .await;
    let after = house.service.store().outbox_list(None, 1_000).await.unwrap().len();
    assert_eq!((returned, after), (before, before), "nothing came of our own mail");
    house.end().await;
}

#[tokio::test]
async fn programs_that_answer_every_mail_soon_get_no_more() {
    let absent = "Thank you for your mail. I am away and read it when I am back.";
    let cases = [
        ("Auto-Submitted: auto-replied\r\n", absent, 0),
        ("Precedence: bulk\r\nX-Autoreply: yes\r\n", absent, 0),
        // One that says in no way that it is a program, and never says the same twice.
        ("", "We have received your request and will deal with it. Your number is", 10),
    ];
    for (fields, text, most) in cases {
        let mut house = House::start().await;
        house.ada.write(SERVICE, "Hello", "What is this?").await.unwrap();
        let answered = answers_everything(&house, |sandbox, person, raw, number| {
            let from = person.address.as_str();
            // Staff would read on; what they answer is another matter.
            if from != ADA {
                return;
            }
            let to = address(&field(raw, "From"));
            let words = format!("{text} {number}.");
            sandbox.deliver_from(Some(from), from, &to, &mail(from, &to, fields, &words, number)).unwrap();
        })
        .await;
        // The first letter was asked for; staff may get one about it.
        assert!(answered <= most + 3, "{fields:?}: {answered} answers");
        assert!(house.helen.all_mail().len() <= 1, "{fields:?}");
        house.end().await;
    }
}

#[tokio::test]
async fn two_services_that_face_each_other_fall_silent() {
    let clock = Clock::fixed(days(0));
    let shared = Arc::new(sandbox(&clock, &[]).await);
    let here = House::new(Arc::clone(&shared), clock.clone(), &Reach::default()).await;
    let there = Reach { other: true, ..Reach::default() };
    let there = House::new(Arc::clone(&shared), clock.clone(), &there).await;
    // Somebody sends a mail to each in the name of the other.
    for (number, (from, to)) in [(SERVICE, OTHER_SERVICE), (OTHER_SERVICE, SERVICE)].into_iter().enumerate() {
        for (text, more) in [("Hello, who are you?", 0), ("JOIN", 2), ("HELP", 4)] {
            shared.deliver_from(Some(from), from, to, &mail(from, to, "", text, number + more)).unwrap();
        }
    }
    let mut last = 0;
    for round in 0.. {
        assert!(round < ROUNDS, "they still talk after {last} mails");
        here.rest().await;
        there.rest().await;
        here.later(60);
        let received = states(&here).await.values().sum::<usize>() + states(&there).await.values().sum::<usize>();
        if received == last {
            break;
        }
        last = received;
    }
    // Three from outside to each, an answer to each of those, and nothing after that.
    assert!((6..=12).contains(&last), "{last} mails");
    assert!(here.helen.all_mail().len() <= 2);
    here.end().await;
    there.service.store().close().await;
}

/// A report that a mail could not be delivered (RFC 3464), as Postfix writes it.
fn bounce(of: &[u8], recipient: &str, number: usize) -> (String, Vec<u8>) {
    let to = address(&field(of, "Return-Path"));
    let header = String::from_utf8_lossy(of).split("\r\n\r\n").next().unwrap_or_default().to_owned();
    let fields = "MIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n\
                  Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n";
    let text = format!(
        "--b\r\n\r\nI am sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\n{header}\r\n--b--"
    );
    let from = format!("MAILER-DAEMON@{}", recipient.rsplit_once('@').unwrap().1);
    (to.clone(), mail(&from, &to, fields, &text, number))
}

#[tokio::test]
async fn when_everything_bounces_and_the_news_of_it_too_it_ends() {
    let mut house = House::start().await;
    live(&mut house, |_, _| ()).await;
    let bounced = answers_everything(&house, |sandbox, person, raw, number| {
        let (to, report) = bounce(raw, person.address.as_str(), number);
        sandbox.deliver_from(None, "", &to, &report).unwrap();
        // And a report about that report, to nobody's return path.
        let (_, again) = bounce(&report, SERVICE, number + 100_000);
        sandbox.deliver_from(None, "", SERVICE, &again).unwrap();
    })
    .await;
    assert!(bounced < 30, "{bounced} letters, each of which came back");
    let answers: Vec<_> = house.service.store().inbox_list(None, 1_000).await.unwrap();
    assert!(answers.iter().all(|row| row.state != "failed" && row.state != "pending"));
    house.end().await;
}

/// How many mails the flood has; `tests/flood-long` asks for more.
fn flood() -> usize {
    let asked = std::env::var("MENTORPOST_FLOOD").ok();
    asked.map_or(400, |asked| asked.parse().expect("MENTORPOST_FLOOD is a number"))
}

#[tokio::test]
async fn one_who_writes_without_end_is_read_and_answered_ten_times_and_staff_hear_of_it_once() {
    for from in [ADA, "somebody@elsewhere.example"] {
        let house = House::start().await;
        let began = std::time::Instant::now();
        for number in 0..flood() {
            let text = format!("This is mail number {number}, about nothing.");
            house.sandbox.deliver_from(Some(from), from, SERVICE, &mail(from, SERVICE, "", &text, number)).unwrap();
        }
        house.rest().await;
        let states = states(&house).await;
        let letters = house.service.store().outbox_list(None, 100_000).await.unwrap();
        let to_them = letters.iter().filter(|letter| letter.to.as_str() == from).count();
        println!("{} mails of {from}: {states:?}, {to_them} answers, {:?}", flood(), began.elapsed());
        assert_eq!(states.values().sum::<usize>(), flood());
        assert_eq!(
            states.keys().filter(|state| matches!(state.as_str(), "failed" | "pending")).count(),
            0,
            "{states:?}"
        );
        assert!(to_them <= 10, "{to_them} answers");
        assert_eq!(letters.len() - to_them, house.helen.all_mail().len());
        assert!(house.helen.all_mail().len() <= 1 && count(&house.helen, "done") <= 1);
        assert_eq!(house.sandbox.messages(SERVICE, "Processed").len(), flood());
        house.end().await;
    }
}

#[tokio::test]
async fn of_many_strangers_who_write_without_end_staff_hear_once() {
    let house = House::start().await;
    let mut number = 0;
    for stranger in 0..20 {
        let from = format!("somebody.{stranger}@elsewhere.example");
        for _ in 0..12 {
            number += 1;
            // Each is what it says it is: the domain is theirs.
            let vouched = "Authentication-Results: mx.uni.example; dmarc=pass header.from=elsewhere.example\r\n";
            let text = ["HELP", "JOIN", "What is this?"][number % 3];
            let raw = mail(&from, SERVICE, "", &format!("{text}\r\n\r\nThis is number {number}."), number);
            house.sandbox.deliver(SERVICE, &[vouched.as_bytes(), &raw].concat());
        }
    }
    house.rest().await;
    assert_eq!(states(&house).await.values().sum::<usize>(), number);
    assert_eq!(house.helen.all_mail().len(), 1);
    house.end().await;
}

#[tokio::test]
async fn two_programs_that_answer_each_other_through_a_mentorship_fall_silent() {
    let absent = "Thank you for your mail. I read it when I am back.";
    for numbered in [false, true] {
        let mut house = House::start().await;
        live(&mut house, |_, _| ()).await;
        let answered = answers_everything(&house, |sandbox, person, raw, number| {
            let from = person.address.as_str();
            // Staff would read on.
            if from == HELEN {
                return;
            }
            let to = address(&field(raw, "From"));
            let words = if numbered { format!("{absent} Your number is {number}.") } else { absent.to_owned() };
            sandbox.deliver_from(Some(from), from, &to, &mail(from, &to, "", &words, number)).unwrap();
        })
        .await;
        // Sixty of each are passed on, then ten of each are answered; staff hear of each once.
        assert!((100..=160).contains(&answered), "{answered} answers");
        assert_eq!(house.helen.all_mail().len(), 2);
        house.end().await;
    }
}

#[tokio::test]
async fn the_team_is_not_flooded_by_one_who_asks_without_end() {
    let house = House::start().await;
    for number in 0..150 {
        let text = format!("STAFF This is question number {number}.");
        house.sandbox.deliver_from(Some(ADA), ADA, SERVICE, &mail(ADA, SERVICE, "", &text, number)).unwrap();
    }
    house.rest().await;
    assert_eq!(states(&house).await.values().sum::<usize>(), 150);
    assert_eq!((count(&house.helen, "case"), count(&house.helen, "done")), (60, 1));
    house.end().await;
}
