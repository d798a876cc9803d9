//! What every journey begins and ends with: the town at a fixed time, and a look that nothing was left lying.

use jiff::{Timestamp, ToSpan};
use mail_parser::{MessageParser, MimeHeaders, PartType};
use mentorpost::clock::Clock;
use mentorpost::demo::person::{Person, Received};
use mentorpost::demo::{Ports, SERVICE, Town};
use mentorpost::ids::Ids;
use mentorpost::programme::policy::Policy;

/// When every journey begins: a Monday morning, after the hour of the digest.
pub const BEGIN: &str = "2026-11-23T09:00:00Z";

/// The town at [`BEGIN`].
pub async fn town() -> Town {
    town_at(Clock::fixed(BEGIN.parse().unwrap())).await
}

/// The town under a clock.
pub async fn town_at(clock: Clock) -> Town {
    town_with(clock, |_| {}).await
}

/// The town under a clock, with settings of its own.
pub async fn town_with(clock: Clock, settings: impl FnOnce(&mut Policy)) -> Town {
    let town = Town::start_with(clock, ids(), Ports::default(), settings).await.unwrap();
    town.live_until(town.service.clock().now()).await.unwrap();
    town
}

/// Numbers of its own for each journey: the seed names the town's folder as well.
pub fn ids() -> Ids {
    use std::sync::atomic::{AtomicU64, Ordering};
    static SEED: AtomicU64 = AtomicU64::new(1);
    Ids::seeded((u64::from(std::process::id()) << 16) + SEED.fetch_add(1, Ordering::Relaxed))
}

/// So many hours after [`BEGIN`].
pub fn hours(hours: i64) -> Timestamp {
    BEGIN.parse::<Timestamp>().unwrap().checked_add(hours.hours()).unwrap()
}

/// So many days after [`BEGIN`].
pub fn days(days: i64) -> Timestamp {
    hours(24 * days)
}

/// Nothing waits, nothing failed; then the town ends.
pub async fn end(town: Town) {
    town.settled().await.unwrap();
    let store = town.service.store();
    for state in ["pending", "failed"] {
        assert_eq!(store.inbox_list(Some(state), 10).await.unwrap(), [], "{state}");
    }
    for state in ["queued", "uncertain", "failed"] {
        assert_eq!(store.outbox_list(Some(state), 10).await.unwrap(), [], "{state}");
    }
    town.stop().await;
}

/// What became of the mails that the service received, oldest first: state and reason.
pub async fn received(town: &Town) -> Vec<(String, String)> {
    town.settled().await.unwrap();
    let rows = town.service.store().inbox_list(None, 1_000).await.unwrap();
    rows.into_iter().rev().map(|row| (row.state, row.reason)).collect()
}

/// What became of the newest mail that the service received.
pub async fn last_state(town: &Town) -> String {
    received(town).await.pop().unwrap().0
}

/// The kinds of all mails somebody has, oldest first.
pub async fn kinds(town: &Town, person: &Person) -> Vec<String> {
    town.settled().await.unwrap();
    person.all_mail().into_iter().map(|mail| mail.kind).collect()
}

/// How many mails of that kind somebody has.
pub async fn count(town: &Town, person: &Person, kind: &str) -> usize {
    kinds(town, person).await.iter().filter(|k| *k == kind).count()
}

/// The reference of a mentor, as the directory shows it to Ada.
pub async fn reference(town: &mut Town, name: &str) -> String {
    town.ada.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    let directory = town.ada.receive("directory").await.unwrap();
    reference_in(&directory, name)
}

/// The reference that stands on the line of a name.
pub fn reference_in(directory: &Received, name: &str) -> String {
    let line = directory.text.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{}", directory.text));
    let is_reference = |word: &&str| {
        word.strip_prefix('M').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    line.split(|c: char| !c.is_ascii_alphanumeric()).find(is_reference).unwrap().to_owned()
}

/// Ada asks Maria; the request as Maria gets it.
pub async fn asked(town: &mut Town) -> Received {
    let maria = reference(town, "Maria Schmidt").await;
    let body = format!("INTERESTED {maria}\n\nDear Maria, could you tell me about brand management?\nAda");
    town.ada.write(SERVICE, "A mentor for me", &body).await.unwrap();
    town.ada.receive("request-sent").await.unwrap();
    town.maria.receive("request").await.unwrap()
}

/// Ada and Maria are mentee and mentor; the introductions of both, Ada's first.
pub async fn introduced(town: &mut Town) -> (Received, Received) {
    let request = asked(town).await;
    town.maria.answer(&request, "ACCEPT\n\nLet us talk!").await.unwrap();
    town.ada.receive("accepted").await.unwrap();
    (town.ada.receive("introduction").await.unwrap(), town.maria.receive("introduction").await.unwrap())
}

/// A mail in its bytes, as anybody could write one; `fields` are further header lines.
pub fn raw(from: &str, to: &str, subject: &str, fields: &[&str], body: &str) -> Vec<u8> {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut head = format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\
         Message-ID: <raw.{number}@elsewhere.example>\r\n"
    );
    for field in fields {
        head.push_str(field);
        head.push_str("\r\n");
    }
    format!("{head}\r\n{}\r\n", body.replace('\n', "\r\n")).into_bytes()
}

/// The value of a field on one line; empty where there is none.
pub fn field(mail: &[u8], name: &str) -> String {
    let text = String::from_utf8_lossy(mail).replace("\r\n ", " ").replace("\r\n\t", " ");
    let start = format!("{}:", name.to_ascii_lowercase());
    let line = text.lines().take_while(|line| !line.is_empty()).find(|l| l.to_ascii_lowercase().starts_with(&start));
    line.map(|line| line[start.len()..].trim().to_owned()).unwrap_or_default()
}

/// All a reader could find in a mail: its bytes, and each part decoded.
pub fn everything(mail: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(mail).into_owned();
    let message = MessageParser::default().parse(mail).unwrap();
    for header in message.headers() {
        text.push_str(&format!("\n{:?}", header.value));
    }
    for part in &message.parts {
        text.push('\n');
        text.push_str(part.attachment_name().unwrap_or_default());
        match &part.body {
            PartType::Text(body) | PartType::Html(body) => text.push_str(body),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
            _ => {}
        }
    }
    text.to_lowercase()
}
