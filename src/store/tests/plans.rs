//! How SQLite goes about each statement that is run for every mail: none may look through a table that grows. The plans are in
//! `snapshots/plans.snap`, to be looked at; what SQLite was told to count does not make them worse until it is forgotten.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeSet;

use sqlx::Connection;

use super::programme::Pair;
use super::*;
use crate::programme::change::Change;
use crate::programme::event::Due;

thread_local! {
    /// The statements that this thread runs, while somebody wants to know.
    static HEARD: RefCell<Option<BTreeSet<&'static str>>> = const { RefCell::new(None) };
}

/// The statement as it is, and noted down.
pub(in crate::store) fn heard<T: 'static>(sql: T) -> T {
    if let Some(text) = (&sql as &dyn Any).downcast_ref::<&'static str>() {
        HEARD.with_borrow_mut(|heard| heard.as_mut().map(|heard| heard.insert(text)));
    }
    sql
}

/// What the service runs for a mail, from its coming to the sending of what came of it, and what it asks the clock.
async fn a_mails_way(store: &Store, pair: &Pair) {
    let place = Cursor { folder: "INBOX".into(), uid_validity: 7, uid: 91 };
    store.cursor("INBOX").await.unwrap();
    store.ingest(&[arrived(91, 91, b"raw")], Some(&place), at(9_000)).await.unwrap();
    store.note_fetch(at(9_000)).await.unwrap();
    store.pending_count(at(9_000), 10).await.unwrap();
    let found = store.pending(at(9_000), "a", at(9_060), 10, 1_000).await.unwrap();
    let by_token = SnapshotQuery {
        from: Some(address("ada@stud.example")),
        token: Some((pair.people.mentee, pair.conversation)),
        duplicate: Some((found[0].id, found[0].content_key)),
        needs: Needs { directory: true, steps: true, ..Needs::default() },
        ..query(at(9_000))
    };
    let message_ids = vec!["unknown@example".to_owned(), LetterId(7301).message_id("uni.example")];
    let bounced = SnapshotQuery { bounce_of: Some(LetterId(7301)), message_ids, ..query(at(9_000)) };
    let stranger = SnapshotQuery { from: Some(address("nobody@example.org")), ..bounced.clone() };
    store.snapshots(&[by_token.clone(), bounced, stranger]).await.unwrap();
    for due in [Due::Request(pair.request), Due::Person(pair.people.mentor)] {
        store.snapshots(&[SnapshotQuery { due: Some(due), ..query(at(9_000)) }]).await.unwrap();
    }
    let snapshot = store.snapshot(&by_token).await.unwrap();
    let written = snapshot.mentorship.unwrap().wrote(pair.people.mentee, at(9_000));
    let entry = Change::ThreadId {
        conversation: pair.conversation,
        entry: 9_001,
        parent: None,
        person: pair.people.mentor,
        message_id: "plans@uni.example".into(),
    };
    let audit = Change::Audit { actor: None, what: "plans", subject: 1 };
    let person = Change::Person(snapshot.people[&pair.people.mentor].clone());
    let relayed = Settlement {
        changes: vec![Change::Mentorship(written), entry, audit, person, Change::WakeMentorships(pair.people.mentor)],
        outgoing: vec![outgoing(9_101, "max@corp.example", Some(pair.conversation))],
        ..settlement(EventRef::Inbox(found[0].id))
    };
    assert_eq!(store.settle(&[relayed], at(9_001)).await.unwrap(), [Settled::Stored]);
    let leased = store.lease(at(9_002), leasing("a", at(9_060), 10, HourCaps { clock: 5, all: 50 })).await.unwrap();
    store.attempted(&[(leased[0].id, Became::Sent("250".into()))], at(9_003)).await.unwrap();
    let ours = leasing("a", at(9_060), 10, HourCaps { clock: 5, all: 50 });
    let found = store.ingest_leased(vec![arrived(92, 92, b"raw")], Some(&place), ours.lease, at(9_003)).await.unwrap();
    let handed_on = Settlement {
        outgoing: vec![outgoing(9_102, "eve@corp.example", Some(pair.conversation))],
        ..settlement(EventRef::Inbox(found[0].id))
    };
    let (_, leased) = store.settle_and_lease(&[handed_on], Some(ours), at(9_003)).await.unwrap();
    assert_eq!(leased.len(), 1);
    let moves = store.moves("INBOX", 7, 10).await.unwrap();
    store.moved("INBOX", 7, &moves.iter().map(|one| one.uid).collect::<Vec<_>>(), &[]).await.unwrap();
    store.expunge_list().await.unwrap();
    store.due(at(9_003), false, 10).await.unwrap();
    store.next_wake(at(9_003), None).await.unwrap();
    store.last_digest().await.unwrap();
    store.sweep().await.unwrap();
}

/// What may be looked through: lists of the statement itself (`w` among them), tables of a few rows, and indices of what waits.
fn is_small(step: &str) -> bool {
    let small = ["w", "waiting", "json_each", "facts", "expunge", "schema_steps"];
    let waiting = ["inbox_pending", "outbox_next", "outbox_waiting", "outbox_scrub"];
    let Some(scan) = step.strip_prefix("SCAN ") else { return true };
    let words: Vec<&str> = scan.split(' ').collect();
    words.first().is_some_and(|name| small.contains(name) || name.starts_with('('))
        || words.get(1) == Some(&"VIRTUAL")
        || scan.starts_with("CONSTANT")
        || words.iter().any(|word| waiting.contains(word) || word.ends_with("_due"))
}

/// Nearly every letter there ever was has been sent, and many mentorships go on: that alone finds them all.
fn finds_all(step: &str, sql: &str) -> bool {
    step.ends_with("outbox_state (state=?)") && sql.contains("'sent'")
        || step.ends_with("mentorships_ended (ended_at=?)")
}

#[tokio::test]
async fn no_statement_of_a_mails_way_looks_through_what_grows() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("plans.db").display())).await.unwrap();
    let people = mailbox::people(&store).await;
    mailbox::inbox(&store).await;
    let pair = super::programme::request(&store, people).await;
    super::programme::races(&store, &pair).await;
    super::programme::mentorship(&store, &pair).await;
    HEARD.with_borrow_mut(|heard| *heard = Some(BTreeSet::new()));
    a_mails_way(&store, &pair).await;
    let heard = HEARD.with_borrow_mut(Option::take).unwrap();
    assert!(heard.len() > 50, "{heard:?}");
    let mut tx = store.pools.write().await.unwrap();
    let backend::Tx::Sqlite(connection) = &mut tx else { panic!("SQLite") };
    let connection: &mut sqlx::SqliteConnection = connection;
    for after_years in [false, true] {
        if after_years {
            pretend_years(connection).await;
        }
        let (mut bad, mut all) = (Vec::new(), String::new());
        for sql in heard.iter().filter(|sql| !sql.contains("SAVEPOINT")) {
            let steps = plan(connection, sql).await;
            all.push_str(&format!("{}\n", sql.split_whitespace().collect::<Vec<_>>().join(" ")));
            for step in steps {
                if !is_small(&step) || finds_all(&step, sql) {
                    bad.push(format!("{step}: {sql}"));
                }
                all.push_str(&format!("    {step}\n"));
            }
        }
        assert!(bad.is_empty(), "after years: {after_years}\n{}", bad.join("\n"));
        if !after_years {
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!("plans", all);
            });
        }
    }
}

#[tokio::test]
async fn a_mentor_who_changed_is_found_without_looking_through_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("plans.db").display())).await.unwrap();
    let people = mailbox::people(&store).await;
    let look = SnapshotQuery { needs: Needs { directory: true, ..Needs::default() }, ..query(at(100)) };
    HEARD.with_borrow_mut(|heard| *heard = Some(BTreeSet::new()));
    store.snapshot(&look).await.unwrap();
    let mut tx = store.pools.write().await.unwrap();
    backend::run!(&mut tx, "UPDATE people SET version = version + 1 WHERE id = $1", people.mentor.0).unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.snapshot(&look).await.unwrap().directory.len(), 1);
    let heard = HEARD.with_borrow_mut(Option::take).unwrap();
    let mut tx = store.pools.write().await.unwrap();
    let backend::Tx::Sqlite(connection) = &mut tx else { panic!("SQLite") };
    // Who takes part is looked through once, by the pages; afterwards nothing finds mentors but by their numbers.
    let (mut pages, mut changed) = (0, 0);
    for after_years in [false, true] {
        if after_years {
            pretend_years(connection).await;
        }
        for sql in &heard {
            let steps = plan(connection, sql).await;
            let looked_through = |step: &String| {
                let of_mentors = ["mentorships_running", "requests_waiting"].iter().any(|index| step.contains(index));
                !is_small(step) && !of_mentors
            };
            assert!(!steps.iter().any(looked_through), "{sql}: {steps:?}");
            if sql.contains("'mentor'") {
                let page = "SEARCH people USING INDEX people_role_state (role=? AND state=? AND rowid>?)";
                assert!(steps.iter().any(|step| step == page), "{sql}: {steps:?}");
                assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
                pages += 1;
            } else if sql.contains("people WHERE id IN") {
                let one = "SEARCH people USING INDEX sqlite_autoindex_people_1 (id=?)";
                assert!(steps.iter().any(|step| step == one), "{sql}: {steps:?}");
                changed += 1;
            }
        }
    }
    assert!(pages == 2 && changed >= 2, "{pages} {changed}: {heard:?}");
}

#[tokio::test]
async fn what_sqlite_was_told_to_count_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("plans.db").display());
    // Of this one the plan depends on them.
    let planned = async |store: &Store| {
        let sql = "SELECT * FROM people WHERE role = 'mentor' AND state = 'active' AND id IN (SELECT value FROM json_each('[1]'))";
        let mut tx = store.pools.write().await.unwrap();
        // Whether the schema has changed it sees when a statement is run, not when one is explained.
        backend::row!(&mut tx, (i64,), "SELECT id FROM people LIMIT 1").unwrap();
        let backend::Tx::Sqlite(connection) = &mut tx else { panic!("SQLite") };
        plan(connection, sql).await
    };
    let running = Store::open(&url).await.unwrap();
    let without = planned(&running).await;
    let count = async || {
        let counted = "ANALYZE; DELETE FROM sqlite_stat1;
            INSERT INTO sqlite_stat1 VALUES ('people', 'people_role_state', '1000000 500000 500000'),
                ('people', 'sqlite_autoindex_people_1', '1000000 1'); ANALYZE sqlite_schema";
        let mut theirs = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(counted).execute(&mut theirs).await.unwrap();
        theirs.close().await.unwrap();
        assert_ne!(planned(&running).await, without);
    };
    count().await;
    let opened = Store::open(&url).await.unwrap();
    assert_eq!(planned(&opened).await, without, "the connection that looked at them has forgotten them too");
    assert_eq!(planned(&running).await, without, "and others have");
    count().await;
    running.purge(at(0), at(0)).await.unwrap();
    assert_eq!(planned(&running).await, without, "once a day");
    assert_eq!(planned(&opened).await, without);
    opened.close().await;
    running.close().await;
}

/// The steps of a statement's plan.
async fn plan(connection: &mut sqlx::SqliteConnection, sql: &str) -> Vec<String> {
    let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let steps: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(explained).persistent(false).fetch_all(connection).await.unwrap();
    steps.into_iter().map(|step| step.3).collect()
}

/// Statistics as after years, when a value of a time seems to find fewer rows than a person does.
async fn pretend_years(connection: &mut sqlx::SqliteConnection) {
    let indices = "SELECT m.tbl_name, m.name, (SELECT GROUP_CONCAT(name) FROM pragma_index_info(m.name))
        FROM sqlite_master m WHERE m.type = 'index'";
    let indices: Vec<(String, String, String)> = sqlx::query_as(indices).fetch_all(&mut *connection).await.unwrap();
    sqlx::raw_sql("ANALYZE; DELETE FROM sqlite_stat1").execute(&mut *connection).await.unwrap();
    for (table, index, columns) in indices {
        let of = |column: &str| if column.ends_with("_at") { " 2" } else { " 40" };
        let found: String = columns.split(',').map(of).collect();
        let row = sqlx::query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)");
        row.bind(table).bind(index).bind(format!("2000000{found}")).execute(&mut *connection).await.unwrap();
    }
    // Reads them.
    sqlx::raw_sql("ANALYZE sqlite_schema").execute(&mut *connection).await.unwrap();
}
