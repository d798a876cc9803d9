//! Years of history for an SQLite database: people, mentorships and messages of which none bears on the mails that are measured.

use std::str::FromStr;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// Numbers that no row of the measured installation has.
const BASE: i64 = 1_000_000_000_000;

/// How much there is of everything.
#[derive(Clone, Copy)]
pub struct Size {
    pub people: i64,
    pub mentorships: i64,
    pub messages: i64,
}

/// Writes it into a database that has its schema; half of the people are mentors who take part, and of their mentorships each eighth runs.
pub async fn write(url: &str, size: Size) {
    let options = SqliteConnectOptions::from_str(url).expect("the URL of an SQLite database");
    let options = options.synchronous(SqliteSynchronous::Off).foreign_keys(false).disable_statement_logging();
    let mut store = options.connect().await.expect("the database opens");
    people(&mut store, size.people).await;
    mentorships(&mut store, size).await;
    messages(&mut store, size).await;
    run(&mut store, "PRAGMA optimize").await;
    store.close().await.expect("it closes");
}

async fn run(store: &mut SqliteConnection, sql: &str) {
    let ran = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(store).await;
    ran.unwrap_or_else(|error| panic!("{error}: {sql}"));
}

/// Runs an insertion for each `n` from 1 to `count`.
async fn each(store: &mut SqliteConnection, count: i64, into: &str, values: &str) {
    let numbers = format!("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count})");
    run(store, &format!("{numbers} INSERT INTO {into} SELECT {values} FROM s")).await;
}

async fn people(store: &mut SqliteConnection, count: i64) {
    let columns = "people (id, role, state, name, address, course, job, history, strengths, moves, help, languages, year, graduation,
        aims, capacity, failures, created_at, version)";
    let values = format!(
        "{BASE} + n, CASE n % 2 WHEN 0 THEN 'mentor' ELSE 'mentee' END, 'active', 'Person ' || n, 'old' || n || '@old.example',
         'Biology', 'Job number ' || (n % 977) || ' at firm ' || (n % 89), '', '', '', 'help of sort ' || (n % 313), 'English', '', '',
         'aims of sort ' || (n % 211), 4, 0, 1, 1"
    );
    each(store, count, columns, &values).await;
    let addresses = format!("'old' || n || '@old.example', {BASE} + n, 'old' || n || '@old.example'");
    each(store, count, "addresses (address_key, person, address)", &addresses).await;
}

async fn mentorships(store: &mut SqliteConnection, size: Size) {
    let Size { people, mentorships, .. } = size;
    let (mentor, mentee) =
        (format!("{BASE} + 2 * (1 + n % ({people} / 2))"), format!("{BASE} + 2 * (1 + (n * 7) % ({people} / 2)) - 1"));
    let conversations = format!("{BASE} + n, 'pair', {BASE} + n, 'Old words'");
    each(store, mentorships, "conversations (id, topic, topic_id, subject)", &conversations).await;
    let columns =
        "requests (id, mentee, mentor, conversation, state, message, asked_at, reminders, decided_at, version)";
    let values = format!("{BASE} + n, {mentee}, {mentor}, {BASE} + n, 'accepted', 'Please', n, 0, n, 1");
    each(store, mentorships, columns, &values).await;
    let columns =
        "mentorships (id, request, mentor, mentee, conversation, began_at, ended_at, ended_by, end_reason, version)";
    let over = |value: &str| format!("CASE n % 8 WHEN 0 THEN NULL ELSE {value} END");
    let values = format!(
        "{BASE} + n, {BASE} + n, {mentor}, {mentee}, {BASE} + n, n, {}, {}, {}, 1",
        over("n + 1"),
        over(&mentee),
        over("'goals'")
    );
    each(store, mentorships, columns, &values).await;
}

async fn messages(store: &mut SqliteConnection, size: Size) {
    let Size { people, mentorships, messages } = size;
    let (person, conversation) = (format!("{BASE} + 1 + n % {people}"), format!("{BASE} + 1 + n % {mentorships}"));
    let columns = "inbox (id, content_key, size, received_at, fetched_at, state, reason, attempts, next_at, leased_by, leased_until,
        settled_at, message_id, person, conversation)";
    let values = format!(
        "{BASE} + n, randomblob(32), 6000, n, n, 'relayed', 'passed on', 1, 0, '', 0, n, 'old' || n || '@mail.example', {person}, {conversation}"
    );
    each(store, messages, columns, &values).await;
    each(
        store,
        messages,
        "copies (folder, uid_validity, uid, inbox, moved)",
        &format!("'INBOX', 1, n, {BASE} + n, TRUE"),
    )
    .await;
    let columns = "outbox (id, letter, person, writer, address, address_key, kind, conversation, answer, to_staff, fingerprint,
        envelope_from, from_inbox, created_at, state, response, attempts, next_at, leased_by, leased_until, ended_at, settled, failed)";
    let address = format!("'old' || (1 + n % {people}) || '@old.example'");
    let values = format!(
        "{BASE} + n, {BASE} + n, {person}, {person}, {address}, {address}, 'relay', {conversation}, n % 4 = 0, FALSE, n, 'b', {BASE} + n, n,
         'sent', '250', 1, 0, '', 0, n, FALSE, FALSE"
    );
    each(store, messages, columns, &values).await;
    let columns = "thread_ids (conversation, entry, person, position, message_id)";
    let values = format!("{conversation}, {BASE} + n, {person}, 1 + n / {mentorships}, 'old' || n || '@mail.example'");
    each(store, messages, columns, &values).await;
    let columns = "audit (at, actor, what, subject)";
    each(store, messages / 4, columns, &format!("n, {person}, 'old', {conversation}")).await;
}
