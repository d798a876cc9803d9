//! A database that fails while mail is in hand: all of it comes again, and none waits for the lease to run out.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, raw_sql};

use super::*;
use crate::programme::conversation::InboxId;
use crate::service::receive::{Fetching, Handing};
use crate::service::work::Noted;
use crate::store::tests::postgres::Server;
use crate::store::{InboxRow, Lease};

/// The number of each mail, its state, and how often it was tried.
async fn told(service: &Service) -> Vec<(i64, String, u32)> {
    let told = |row: InboxRow| (row.id.0, row.state, row.attempts);
    let mut rows: Vec<_> = service.store.inbox_list(None, 100).await.unwrap().into_iter().map(told).collect();
    rows.sort();
    rows
}

/// From now on no mail of these can be settled.
async fn break_sqlite(url: &str, which: &str) {
    let mut database = SqliteConnection::connect(url).await.unwrap();
    let sql = format!(
        "CREATE TRIGGER broken BEFORE UPDATE ON inbox WHEN NEW.state NOT IN ('pending', 'failed') AND {which}
         BEGIN SELECT RAISE(ABORT, 'it is broken'); END"
    );
    raw_sql(AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
}

/// As [`break_sqlite`]; `code` says why.
async fn break_postgres(url: &str, which: &str, code: &str) {
    let mut database = PgConnection::connect(url).await.unwrap();
    let sql = format!(
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'it is broken' USING ERRCODE = '{code}'; END $$;
         CREATE TRIGGER broken BEFORE UPDATE ON inbox FOR EACH ROW
             WHEN (NEW.state NOT IN ('pending', 'failed') AND {which}) EXECUTE FUNCTION broken()"
    );
    raw_sql(AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
}

async fn mend_sqlite(url: &str) {
    let mut database = SqliteConnection::connect(url).await.unwrap();
    raw_sql("DROP TRIGGER broken").execute(&mut database).await.unwrap();
    database.close().await.unwrap();
}

/// So many mails of as many people, in the order in which they came; gives their numbers.
async fn mails(service: &Service, count: u32) -> Vec<i64> {
    let mails: Vec<_> = (1..=count).map(|uid| arrived(uid, &format!("writer{uid}"))).collect();
    service.store.ingest(&mails, None, now()).await.unwrap();
    told(service).await.into_iter().map(|(id, ..)| id).collect()
}

/// Goes on until nothing is left to be done now, a little later after each failure; gives how often it failed.
async fn handle_all(service: &Arc<Service>, noted: &mut Noted, bells: &Arc<Bells>) -> usize {
    let mut failures = 0;
    for _ in 0..40 {
        match service.handle(bells, noted).await {
            Ok(0) => return failures,
            Ok(_) => {}
            Err(_) => {
                failures += 1;
                service.clock.set(service.clock.now() + Duration::from_secs(10));
            }
        }
    }
    panic!("no end of it after {failures} failures");
}

#[tokio::test]
async fn a_mail_that_the_database_refuses_is_found_out_and_holds_up_no_other() {
    let (_folder, url) = place();
    let service = Arc::new(over(Store::open(&url).await.unwrap()).await);
    let (bells, mut noted) = (Arc::default(), Noted::default());
    let ids = mails(&service, 5).await;
    break_sqlite(&url, &format!("NEW.id = {}", ids[1])).await;
    let failures = handle_all(&service, &mut noted, &bells).await;
    // All together, then all but the first, and then itself.
    assert_eq!(failures, 3);
    let mails = told(&service).await;
    assert_eq!(mails[1], (ids[1], "pending".into(), 1));
    assert!(
        mails.iter().filter(|(id, ..)| *id != ids[1]).all(|(_, state, tries)| state != "pending" && *tries == 1),
        "{mails:?}"
    );
    let refused = service.store.inbox_show(InboxId(ids[1])).await.unwrap().unwrap();
    assert!(refused.row.reason.contains("it is broken"), "{}", refused.row.reason);

    for tries in 2..=5 {
        service.clock.set(service.clock.now() + Duration::from_secs(3_600));
        handle_all(&service, &mut noted, &bells).await;
        assert_eq!(told(&service).await[1].2, tries);
    }
    assert_eq!(told(&service).await[1].1, "failed", "people look at it");
}

#[tokio::test]
async fn a_mail_that_is_refused_is_found_among_many_by_few_failures() {
    let (_folder, url) = place();
    let service = Arc::new(over(Store::open(&url).await.unwrap()).await);
    let (bells, mut noted) = (Arc::default(), Noted::default());
    let ids = mails(&service, 30).await;
    break_sqlite(&url, &format!("NEW.id = {}", ids[19])).await;
    // All; after 1, 2, 4 and 8 the next 16; after 1 and 2 the next 4; after 1 the next 2; and itself.
    assert_eq!(handle_all(&service, &mut noted, &bells).await, 5);
    let pending: Vec<_> = told(&service).await.into_iter().filter(|(_, state, _)| state == "pending").collect();
    assert_eq!(pending, [(ids[19], "pending".into(), 1)]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_passed_by_the_others() {
    let (_folder, url) = place();
    let service = Arc::new(over(Store::open(&url).await.unwrap()).await);
    let (bells, mut noted) = (Arc::default(), Noted::default());
    let ids = mails(&service, 5).await;
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    let damaged = AssertSqlSafe(format!("UPDATE inbox SET content_key = x'00' WHERE id = {}", ids[0]));
    raw_sql(damaged).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
    for _ in 0..10 {
        // It fails again and again where nothing else waits.
        let _ = service.handle(&bells, &mut noted).await;
    }
    assert_eq!(told(&service).await.iter().filter(|(_, state, _)| state == "pending").count(), 1);
}

#[tokio::test]
async fn a_database_that_fails_for_one_mail_blames_none() {
    let server = Server::start();
    let url = server.url("secret", "postgres");
    let service = Arc::new(over(Store::open(&url).await.unwrap()).await);
    let (bells, mut noted) = (Arc::default(), Noted::default());
    let ids = mails(&service, 5).await;
    // Somebody else holds a lock for too long.
    break_postgres(&url, &format!("NEW.id = {}", ids[1]), "55P03").await;
    for _ in 0..3 {
        handle_all(&service, &mut noted, &bells).await;
        let mails = told(&service).await;
        assert_eq!(mails[1], (ids[1], "pending".into(), 0));
        assert!(mails.iter().filter(|(id, ..)| *id != ids[1]).all(|(_, state, _)| state != "pending"), "{mails:?}");
        service.clock.set(service.clock.now() + Duration::from_secs(300));
    }
    service.store.close().await;
}

#[tokio::test]
async fn while_the_database_fails_for_all_the_first_stays_the_first_for_a_minute() {
    let server = Server::start();
    let url = server.url("secret", "postgres");
    let service = Arc::new(over(Store::open(&url).await.unwrap()).await);
    let (bells, mut noted) = (Arc::default(), Noted::default());
    let ids = mails(&service, 5).await;
    // Nobody may write there.
    break_postgres(&url, "TRUE", "42501").await;
    let mut waiting = Vec::new();
    for _ in 0..10 {
        assert!(service.handle(&bells, &mut noted).await.is_err());
        waiting.push(service.store.pending_count(service.clock.now(), 10).await.unwrap());
        service.clock.set(service.clock.now() + Duration::from_secs(10));
    }
    // All together once, the first alone for a minute, and then the second.
    assert_eq!(waiting, [5, 5, 5, 5, 5, 5, 5, 4, 4, 4]);
    // Whoever looks next sees that none was tried: it was not the mails.
    service.store.free_mails(&service.owner, false).await.unwrap();
    assert_eq!(told(&service).await, ids.into_iter().map(|id| (id, "pending".into(), 0)).collect::<Vec<_>>());
    service.store.close().await;
}

#[tokio::test]
async fn what_was_in_hand_comes_again_in_its_order_and_untried() {
    let (_folder, url) = place();
    let service = Arc::new(over(Store::open(&url).await.unwrap()).await);
    let (bells, mut noted) = (Arc::<Bells>::default(), Noted::default());
    // Nothing waits: mail may be handed on.
    assert_eq!(service.handle(&bells, &mut noted).await.unwrap(), 0);
    assert!(bells.order.is_clear());
    break_sqlite(&url, "TRUE").await;
    let lease = Lease { owner: &service.owner, until: now() + Duration::from_secs(300) };
    for some in [[arrived(1, "ada"), arrived(2, "ada")], [arrived(3, "tom"), arrived(4, "ada")]] {
        let mails = service.store.ingest_leased(some.into(), None, lease, now()).await.unwrap();
        bells.mails.put(service.read_batch(mails).await.unwrap());
    }
    assert!(service.handle(&bells, &mut noted).await.is_err());
    // What comes meanwhile must not overtake it, whether it was found again or not.
    let place = Fetching { folder: "INBOX".into(), uid_validity: 1 };
    let handing = Handing { service: Arc::clone(&service), bells: Arc::clone(&bells) };
    for uid in 5..7 {
        let fetched = crate::imap::Fetched { uid, raw: arrived(uid, "tom").raw };
        service.receive_for(&place, vec![fetched], None, Some(uid), &handing).await.unwrap();
        assert!(service.handle(&bells, &mut noted).await.is_err());
        assert_eq!(bells.mails.len(), 0);
    }
    let tries: Vec<_> = told(&service).await.into_iter().map(|(_, state, tries)| (state, tries)).collect();
    // The two that came alone, one after the other, may be what is wrong.
    let pending = |tries: u32| ("pending".to_owned(), tries);
    assert_eq!(tries, [1, 1, 0, 0, 0, 0].map(pending));
    mend_sqlite(&url).await;
    service.clock.set(now() + Duration::from_secs(120));
    assert_eq!(handle_all(&service, &mut noted, &bells).await, 0);
    let mut answers = service.store.outbox_list(None, 100).await.unwrap();
    answers.sort_by_key(|row| row.id);
    let answered = |to: &str| -> Vec<_> {
        let to_them = answers.iter().filter(|row| row.to.as_str().starts_with(to));
        to_them.map(|row| row.from_inbox.unwrap().0).collect()
    };
    let came: Vec<_> = told(&service).await.into_iter().map(|(id, ..)| id).collect();
    assert_eq!(answered("ada"), [came[0], came[1], came[3]]);
    assert_eq!(answered("tom"), [came[2], came[4], came[5]]);
}
