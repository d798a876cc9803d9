//! One story, lived through on both databases, that touches every function of the store; and what each error says.

mod asking;
mod blame;
mod caps;
mod full;
mod imports;
mod letters;
mod mailbox;
mod meetings;
mod mentorships;
mod newcomers;
mod personal;
pub(super) mod plans;
pub(crate) mod postgres;
mod presence;
mod programme;
mod questions;
mod removal;
mod staff;
mod tokens;
mod upgrade;
mod watch;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::mail::address::Address;
use crate::programme::conversation::{ConversationId, InboxId};
use crate::programme::letter::LetterId;
use crate::programme::person::PersonId;
use crate::programme::snapshot::{DigestSpan, Needs};

/// `seconds` after the story begins.
fn at(seconds: i64) -> Timestamp {
    let begin: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
    begin + SignedDuration::from_secs(seconds)
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn arrived(uid: u32, key: u8, raw: &[u8]) -> Arrived {
    Arrived {
        folder: "INBOX".into(),
        uid_validity: 7,
        uid,
        content_key: [key; 32],
        raw: raw.to_vec(),
        oversize: None,
        received_at: at(i64::from(uid)),
    }
}

fn query(now: Timestamp) -> SnapshotQuery {
    SnapshotQuery {
        from: None,
        token: None,
        message_ids: vec![],
        bounce_of: None,
        reported_message_ids: vec![],
        duplicate: None,
        due: None,
        vouched: None,
        needs: Needs::default(),
        staff: StaffNeeds::default(),
        now,
        digest: span(0),
    }
}

fn span(since: i64) -> DigestSpan {
    DigestSpan { since: at(since), weekly: false, weeks: vec![at(0), at(700), at(1_000)], quiet_before: at(600) }
}

fn settlement(event: EventRef) -> Settlement {
    Settlement {
        event,
        disposition: None,
        person: None,
        conversation: None,
        message_id: None,
        changes: vec![],
        outgoing: vec![],
    }
}

fn outgoing(letter: i64, to: &str, conversation: Option<ConversationId>) -> Outgoing {
    Outgoing {
        letter: LetterId(letter),
        person: None,
        writer: None,
        to: address(to),
        kind: "relay".into(),
        conversation,
        once: None,
        answer: false,
        fingerprint: u64::MAX - 5,
        envelope_from: format!("b{letter}@uni.example"),
        bytes: format!("letter {letter}").into_bytes(),
        to_staff: false,
    }
}

/// Letters for `owner`, 16 MiB of them.
fn leasing(owner: &str, until: Timestamp, limit: usize, caps: HourCaps) -> Leasing<'_> {
    Leasing { lease: Lease { owner, until }, limit, bytes: 16 << 20, caps }
}

/// Fetches one mail that nothing else in the story is about, and gives its row, leased.
async fn one_mail(store: &Store, uid: u32, key: u8, now: Timestamp) -> InboxId {
    assert_eq!(store.ingest(&[arrived(uid, key, b"raw")], None, now).await.unwrap(), 1);
    let found = store.pending(now, "a", now + SignedDuration::from_secs(60), 10, 1_000).await.unwrap();
    assert_eq!(found.len(), 1);
    found[0].id
}

async fn story(url: &str) {
    let (store, other) = tokio::join!(Store::open(url), Store::open(url));
    other.unwrap().close().await;
    told(url, store.unwrap()).await;
}

async fn told(url: &str, store: Store) {
    assert!(!format!("{store:?}").contains("secret"), "the database's password is shown");
    mailbox::facts(&store).await;
    tokens::tokens(&store).await;
    let people = mailbox::people(&store).await;
    mailbox::inbox(&store).await;
    let pair = programme::request(&store, people).await;
    programme::races(&store, &pair).await;
    programme::mentorship(&store, &pair).await;
    meetings::meetings(&store, &pair).await;
    programme::held(&store, &pair).await;
    questions::questions(&store, &pair).await;
    newcomers::newcomers(&store, &pair).await;
    programme::case_and_digest(&store, &pair).await;
    staff::staff(&store, &pair).await;
    letters::outbox(&store, &pair).await;
    letters::failures(&store, &pair).await;
    letters::browsing(&store, &pair).await;
    letters::two_at_once(&store).await;
    letters::forgetting(&store, &pair).await;
    asking::views(&store, &pair).await;
    presence::heartbeats(&store).await;
    watch::watching(&store, &pair).await;
    caps::caps(&store, &pair).await;
    mailbox::ingest_leased(&store).await;
    letters::settle_and_lease(&store, &pair).await;
    let wake = store.next_wake(at(0), None).await.unwrap();
    store.close().await;
    // What was kept is still there.
    let again = Store::open_existing(url).await.unwrap();
    assert_eq!(again.next_wake(at(0), None).await.unwrap(), wake);
    again.close().await;
}

#[tokio::test]
async fn the_story_on_a_database_that_is_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("story.db").display());
    told(&url, Store::open_fleeting(&url).await.unwrap()).await;
}

/// `.cargo/config.toml` says how; one lock of the process for each page would cost a twentieth of all processor time.
#[tokio::test]
async fn sqlite_is_built_as_it_recommends() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("test.db").display())).await.unwrap();
    let mut tx = store.pools.read().await.unwrap();
    let built =
        backend::row!(&mut tx, (String,), "SELECT GROUP_CONCAT(compile_options, ' ') FROM pragma_compile_options");
    let (built,) = built.unwrap().unwrap();
    let has = |option: &str| built.split(' ').any(|one| one == option);
    assert!(has("DEFAULT_MEMSTATUS=0") && !has("ENABLE_MEMORY_MANAGEMENT") && !has("ENABLE_API_ARMOR"), "{built}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("story.db").display());
    story(&url).await;
    asking::two_directories(&url).await;
    asking::whole_directory(&url).await;
    let store = Store::open(&url).await.unwrap();
    assert!(store.listen().await.unwrap().is_none(), "its processes look by themselves");
    #[cfg(unix)]
    for file in ["story.db", "story.db-wal"] {
        let mode = std::fs::metadata(folder.path().join(file)).unwrap();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o600, "{file}");
    }
    let copy = folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    assert!(store.backup(&copy).await.unwrap_err().to_string().contains("exists already"));
    let nowhere = store.backup(&folder.path().join("no/copy.db")).await;
    assert!(matches!(nowhere, Err(StoreError::NoFolder(_))));
    let restored = Store::open_existing(&format!("sqlite://{}", copy.display())).await.unwrap();
    assert_eq!(restored.status().await.unwrap(), store.status().await.unwrap());
    restored.close().await;
    store.close().await;
}

/// Whoever listens hears what others do.
async fn rings(store: &Store) {
    let mut listening = store.listen().await.unwrap().unwrap();
    // A bell that never rings is a failure, not a test without end.
    let mut next = async || {
        let rung = tokio::time::timeout(std::time::Duration::from_secs(20), listening.next()).await;
        rung.expect("nobody rings").unwrap()
    };
    let mail = one_mail(store, 80, 80, at(20_000)).await;
    assert_eq!(next().await, Ring::Arrived);
    let answered =
        Settlement { outgoing: vec![outgoing(8_080, "max@corp.example", None)], ..settlement(EventRef::Inbox(mail)) };
    store.settle(&[answered], at(20_001)).await.unwrap();
    assert_eq!(next().await, Ring::Handled);
    assert_eq!(next().await, Ring::Written);
    // What a process held that is gone is free, and somebody has to look for it.
    one_mail(store, 81, 81, at(20_002)).await;
    assert_eq!(next().await, Ring::Arrived);
    let lease = Lease { owner: "gone", until: at(30_000) };
    store.pending(at(20_003), lease.owner, lease.until, 10, 1_000).await.unwrap();
    let leasing = Leasing { lease, limit: 10, bytes: 1_000, caps: HourCaps::default() };
    assert!(!store.lease(at(20_003), leasing).await.unwrap().is_empty());
    store.heartbeat("one", at(20_004), at(20_034)).await.unwrap();
    assert_eq!(next().await, Ring::Arrived);
    assert_eq!(next().await, Ring::Written);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_on_postgres() {
    let server = postgres::Server::start();
    let url = server.url("secret", "postgres");
    story(&url).await;
    asking::two_directories(&url).await;
    asking::whole_directory(&url).await;
    mailbox::started_together(&url).await;
    let store = Store::open(&url).await.unwrap();
    rings(&store).await;
    let refused = store.backup("/tmp/never".as_ref()).await.unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
    let next = store.reserve(1).await.unwrap();
    server.end();
    server.begin();
    assert_eq!(store.reserve(1).await.unwrap(), next + 1, "it is used again once it is back");
    store.close().await;
    let login = Store::open(&server.url("wrong", "postgres")).await.unwrap_err();
    assert!(matches!(login, StoreError::Login(_)), "{login:?}");
    let missing = Store::open(&server.url("secret", "nosuch")).await.unwrap_err();
    assert!(matches!(missing, StoreError::NoDatabase(_)), "{missing:?}");
    postgres_that_cannot_be_used(&server).await;
    let port = server.port;
    drop(server);
    let gone = Store::open(&format!("postgres://mentorpost:secret@127.0.0.1:{port}/postgres")).await.unwrap_err();
    assert!(matches!(gone, StoreError::Unreachable(_)) && gone.is_transient(), "{gone:?}");
}

async fn postgres_that_cannot_be_used(server: &postgres::Server) {
    use sqlx::{Connection, PgConnection};
    let mut owner = PgConnection::connect(&server.url("secret", "postgres")).await.unwrap();
    for sql in [
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
        "CREATE DATABASE guarded",
        "CREATE ROLE guest LOGIN PASSWORD 'secret'",
    ] {
        sqlx::query(sql).execute(&mut owner).await.unwrap();
    }
    owner.close().await.unwrap();
    let latin = Store::open(&server.url("secret", "latin")).await.unwrap_err().to_string();
    assert!(latin.contains("LATIN1") && latin.contains("createdb --encoding=UTF8"), "{latin}");
    let url = server.url("secret", "guarded");
    // Before PostgreSQL 15 everybody may.
    let mut owner = PgConnection::connect(&url).await.unwrap();
    sqlx::query("REVOKE CREATE ON SCHEMA public FROM PUBLIC").execute(&mut owner).await.unwrap();
    owner.close().await.unwrap();
    let guest = Store::open(&url.replace("mentorpost:", "guest:")).await.unwrap_err();
    assert!(matches!(guest, StoreError::NotAllowed(_)), "{guest:?}");
}

#[tokio::test]
async fn a_database_that_cannot_be_used_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    let error = |result: Result<Store, StoreError>| result.unwrap_err().to_string();

    assert!(error(Store::open("mysql://host/name").await).contains("sqlite:// or postgres://"));
    assert!(error(Store::open("sqlite::memory:").await).contains("in memory"));
    assert!(error(Store::open(&url("no/such/folder.db")).await).contains("create it"));
    assert!(error(Store::open_existing(&url("none.db")).await).contains("start the service once"));
    assert!(!folder.path().join("none.db").exists());
    std::fs::write(folder.path().join("text.db"), "This is no database. ".repeat(100)).unwrap();
    assert!(error(Store::open(&url("text.db")).await).contains("restore a backup"));
    std::fs::create_dir(folder.path().join("folder.db")).unwrap();
    assert!(error(Store::open(&url("folder.db")).await).contains("cannot be opened"));

    let store = Store::open(&url("newer.db")).await.unwrap();
    let mut tx = store.pools.write().await.unwrap();
    backend::run!(&mut tx, "INSERT INTO schema_steps (version) VALUES (99)").unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    let newer = Store::open(&url("newer.db")).await.unwrap_err();
    assert!(matches!(newer, StoreError::Newer { found: 99, known: migrate::KNOWN }), "{newer:?}");
}

/// Mentor, mentee and who is only invited.
#[derive(Clone, Copy)]
struct People {
    mentor: PersonId,
    mentee: PersonId,
    invited: PersonId,
    staff: PersonId,
}
