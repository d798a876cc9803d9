//! Letters that are given up: when, and whose fault that is.

use jiff::ToSpan;

use super::*;
use crate::service::process::nothing_asked;
use crate::smtp::Stage;
use crate::store::{OutboxRow, SnapshotQuery};

/// Says this of every letter.
struct Saying(Handed);

impl Transport for Saying {
    async fn hand(&self, _: &str, _: &str, _: &[u8]) -> Handed {
        self.0.clone()
    }
}

/// Tom's words to Ada, not handed over yet.
async fn words_to_ada(service: &Service) -> PersonId {
    let address = |name| Address::parse(&format!("{name}@student.uni.example")).unwrap();
    let ada = service.store.person_at(&address("ada")).await.unwrap().unwrap();
    let tom = service.store.person_at(&address("tom")).await.unwrap();
    let outgoing = Outgoing { person: Some(ada), writer: tom, to: address("ada"), ..to_eve(1) };
    service.store.settle(&[settling(outgoing)], now()).await.unwrap();
    ada
}

/// How often Ada's address has failed.
async fn failures(service: &Service, ada: PersonId) -> u32 {
    let from = Address::parse("ada@student.uni.example");
    let query = SnapshotQuery { from, ..nothing_asked(service.clock.now()) };
    service.store.snapshot(&query).await.unwrap().people[&ada].failures
}

#[tokio::test]
async fn a_letter_is_given_up_by_what_the_server_says_of_it() {
    let unreached = || Handed::Unreached("connection refused".into());
    let put_off = || Handed::Deferred("451 later".into());
    let lost = || Handed::Uncertain("no answer in time".into());
    let refused = |stage| Handed::Refused { stage, status: None, text: "554 no".into() };
    // On which day it is handed over, what the server says, and the state after that.
    let cases = [
        (vec![(0, unreached(), "queued"), (4, unreached(), "queued"), (30, unreached(), "queued")], "refused", 0),
        (vec![(9, put_off(), "queued"), (11, put_off(), "queued"), (12, put_off(), "failed")], "4.4.7", 0),
        (vec![(0, put_off(), "queued"), (4, unreached(), "queued"), (5, put_off(), "failed")], "4.4.7", 0),
        (vec![(9, lost(), "uncertain"), (11, lost(), "uncertain"), (12, lost(), "unconfirmed")], "may have arrived", 0),
        (vec![(0, lost(), "uncertain"), (1, put_off(), "uncertain"), (3, put_off(), "unconfirmed")], "may have", 0),
        (
            vec![(0, lost(), "uncertain"), (1, unreached(), "uncertain"), (9, Handed::Accepted("ok".into()), "sent")],
            "ok",
            0,
        ),
        (vec![(0, refused(Stage::Mail), "failed")], "554 no", 0),
        (vec![(0, refused(Stage::Rcpt), "failed")], "554 no", 1),
        (vec![(0, refused(Stage::Data), "failed")], "554 no", 0),
        (vec![(0, refused(Stage::Message), "failed")], "554 no", 0),
    ];
    for (days, words, count) in cases {
        let (service, _folder) = service().await;
        let ada = words_to_ada(&service).await;
        let mut row: Option<OutboxRow> = None;
        for (day, says, state) in &days {
            service.clock.set(now() + (24 * day).hours());
            let saying = Saying(says.clone());
            service.deliver_batch(&saying, &HOW).await.unwrap();
            let rows = service.store.outbox_list(None, 9).await.unwrap();
            row = rows.into_iter().find(|row| row.kind == "help");
            assert_eq!(row.as_ref().unwrap().state, *state, "{days:?} on day {day}");
        }
        let row = row.unwrap();
        assert!(row.response.contains(words), "{days:?}: {}", row.response);
        assert_eq!(failures(&service, ada).await, count, "{days:?}");
        let told = service.store.outbox_list(None, 9).await.unwrap();
        let told: Vec<_> = told.iter().filter(|row| row.kind == "undelivered").map(|row| row.to.as_str()).collect();
        let gave_up = matches!(row.state.as_str(), "failed" | "unconfirmed");
        assert_eq!(told, if gave_up { vec!["tom@student.uni.example"] } else { vec![] }, "{days:?}");
    }
}
