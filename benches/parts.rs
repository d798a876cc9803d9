//! What each part of a mail's way costs besides reading it: what is looked up for it, the decision, the letters that come of it, what is
//! kept, and the search for what is due.
//!
//! `cargo bench --bench parts`. The people and the mails are those of `examples/throughput`.

#[path = "../examples/throughput/corpus.rs"]
#[allow(dead_code, reason = "the example needs more of it")]
mod corpus;
#[path = "../examples/throughput/installation.rs"]
#[allow(dead_code, reason = "the example needs more of it")]
mod installation;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use mentorpost::clock::Clock;
use mentorpost::config::Config;
use mentorpost::ids::Ids;
use mentorpost::mail::address::{Address, Mailbox};
use mentorpost::mail::compose::{self, Draft};
use mentorpost::mail::envelope::Purpose;
use mentorpost::mail::inbound::Inbound;
use mentorpost::mail::parse::{ParseContext, content_key, parse};
use mentorpost::programme::conversation::{ConversationId, InboxId};
use mentorpost::programme::decide::{decide, needs};
use mentorpost::programme::event::{Event, Mail};
use mentorpost::programme::letter::LetterId;
use mentorpost::programme::outcome::Outcome;
use mentorpost::programme::person::PersonId;
use mentorpost::programme::policy::Policy;
use mentorpost::programme::search;
use mentorpost::programme::snapshot::{DigestSpan, Snapshot};
use mentorpost::store::{
    Arrived, Became, EventRef, HourCaps, Lease, Leasing, Outgoing, Settlement, SnapshotQuery, StaffNeeds, Store,
};
use mentorpost::templates::{Page, Templates};
use tokio::runtime::Runtime;

use corpus::Sort;
use installation::Installation;

/// How many mentorships run, each with its mentor in the directory.
const PAIRS: usize = 2_500;
/// How many do where there are years of history.
const MANY: usize = 25_000;

/// An installation, and mails to it.
struct Scene {
    runtime: Runtime,
    store: Store,
    installation: Installation,
    policy: Policy,
    context: ParseContext,
    mails: Vec<(Sort, Vec<u8>)>,
    now: Timestamp,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn build() -> Self {
        Self::of(PAIRS)
    }

    fn of(pairs: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("mentorpost.db").display());
        let (installation, store) = runtime.block_on(async {
            let installation = Installation::create(&url, pairs).await;
            (installation, Store::open(&url).await.expect("the database opens"))
        });
        let file = folder.path().join("config.toml");
        let server = "port = 1\nsecurity = \"none\"";
        installation::configure(&file, server, server, &url, "secret", "");
        let policy = Config::load(&file, std::iter::empty()).expect("the settings are right").policy;
        let context = ParseContext::new(policy.address.clone(), vec!["mx.uni.example".to_owned()]);
        let mails = corpus::corpus(&installation, 400);
        let now = Clock::system().now();
        Self { runtime, store, installation, policy, context, mails, now, _folder: folder }
    }

    /// The first mail of that sort that holds these words, read.
    fn mail(&self, sort: Sort, words: &str) -> Read {
        let read = |raw: &Vec<u8>| parse(raw, &self.context);
        let mut of_sort = self.mails.iter().filter(|(of, _)| *of == sort).map(|(_, raw)| read(raw));
        let inbound = of_sort.find(|mail| mail.text.contains(words)).expect("such a mail");
        let opened = |to| self.installation.addressing.open(to);
        let token = inbound.recipients().filter_map(opened).find(|token| token.purpose == Purpose::Reply);
        let token = token.map(|token| (PersonId(token.person), ConversationId(token.thread)));
        Read { inbound, token, now: self.now }
    }

    fn snapshot(&self, read: &Read) -> Snapshot {
        self.runtime.block_on(self.store.snapshot(&read.query())).expect("the store answers")
    }

    fn decide(&self, read: &Read, snapshot: &Snapshot) -> Outcome {
        let mut ids = Ids::seeded(1);
        ids.give(1 << 40, 1_000);
        decide(snapshot, &read.event(), &self.policy, self.now, &mut ids)
    }
}

/// A mail that was read.
struct Read {
    inbound: Inbound,
    token: Option<(PersonId, ConversationId)>,
    now: Timestamp,
}

impl Read {
    fn event(&self) -> Event<'_> {
        Event::Mail(Mail {
            inbox: InboxId(1),
            inbound: &self.inbound,
            token: self.token,
            bounce_of: None,
            also_in: Vec::new(),
            also_to: Vec::new(),
            vouched: None,
            leave_out: false,
            received_at: self.now,
        })
    }

    fn query(&self) -> SnapshotQuery {
        SnapshotQuery {
            from: self.inbound.from.clone(),
            token: self.token,
            message_ids: self.inbound.references.clone(),
            bounce_of: None,
            reported_message_ids: Vec::new(),
            duplicate: None,
            due: None,
            vouched: None,
            needs: needs(&self.event()),
            staff: StaffNeeds::default(),
            now: self.now,
            digest: DigestSpan { since: self.now, weekly: false, weeks: Vec::new(), quiet_before: Timestamp::MIN },
        }
    }
}

/// A mail that crosses over, and a question to the directory: looked up, and decided about.
fn deciding(criterion: &mut Criterion) {
    let scene = Scene::build();
    let mut group = criterion.benchmark_group("deciding");
    for (name, sort, words) in
        [("relay", Sort::Relay, "number"), ("status", Sort::Command, "STATUS"), ("mentors", Sort::Command, "MENTORS")]
    {
        let read = scene.mail(sort, words);
        let snapshot = scene.snapshot(&read);
        assert!(!scene.decide(&read, &snapshot).letters.is_empty(), "{name} is answered");
        group.bench_function(format!("{name}/looked up"), |b| b.iter(|| scene.snapshot(black_box(&read))));
        group.bench_function(format!("{name}/decided"), |b| b.iter(|| scene.decide(black_box(&read), &snapshot)));
    }
    group.finish();
}

/// A question to a large directory, whose words are read first.
fn searching(criterion: &mut Criterion) {
    let scene = Scene::of(MANY);
    let read = scene.mail(Sort::Command, "MENTORS");
    let snapshot = scene.snapshot(&read);
    assert_eq!(snapshot.directory.len(), MANY);
    let mut group = criterion.benchmark_group("directory of 25,000");
    group.bench_function("looked up", |b| b.iter(|| scene.snapshot(black_box(&read))));
    group.bench_function("searched", |b| b.iter(|| scene.decide(black_box(&read), &snapshot)));
    group.sample_size(10).throughput(Throughput::Elements(MANY as u64));
    let people = || snapshot.directory.iter().map(|entry| &*entry.person);
    group.bench_function("indexed", |b| b.iter(|| search::index(black_box(people()))));
    group.finish();
}

/// The letter of a relayed mail: rendered, and sealed.
fn composing(criterion: &mut Criterion) {
    let scene = Scene::build();
    let read = scene.mail(Sort::Relay, "number");
    let outcome = scene.decide(&read, &scene.snapshot(&read));
    let letter = outcome.letters.first().expect("it is passed on");
    let templates = Templates::load(None).expect("the shipped templates are right");
    let address = scene.policy.address.clone();
    let page = Page {
        programme: scene.policy.programme.clone(),
        university: scene.policy.university.clone(),
        first_name: letter.to.greeted().to_owned(),
        reply_address: address.to_string(),
        service_address: address.to_string(),
        handbook_url: None,
        words_html: letter.words_html.clone(),
        subject: letter.subject.clone(),
    };
    let render = || templates.render(&letter.notice, black_box(&page)).expect("it renders");
    let rendered = render();
    let draft = Draft {
        from: Mailbox { name: "Ada Byrne (Career Mentoring)".to_owned(), address },
        reply_to: None,
        to: Mailbox { name: letter.to.name.clone(), address: letter.to.address.clone() },
        subject: rendered.subject,
        message_id: letter.id.message_id("uni.example"),
        in_reply_to: letter.references.last().cloned(),
        references: letter.references.clone(),
        date: scene.now,
        automatic: false,
        kind: letter.notice.kind(),
        list: None,
        text: rendered.text,
        html: Some(rendered.html),
        calendar: None,
        attachments: Vec::new(),
    };
    let mut group = criterion.benchmark_group("composing");
    group.bench_function("relay/rendered", |b| b.iter(render));
    group.bench_function("relay/sealed", |b| b.iter(|| compose::seal(black_box(&draft))));
    group.finish();
}

/// A hundred mails kept, leased and settled with a letter each, and the letters leased and noted: all that is durable on their way.
fn keeping(criterion: &mut Criterion) {
    let scene = Scene::build();
    let read = scene.mail(Sort::Relay, "number");
    let outcome = scene.decide(&read, &scene.snapshot(&read));
    let (Scene { runtime, store, .. }, mut uid) = (&scene, 0u32);
    let letter = outcome.letters.first().expect("it is passed on");
    let mut group = criterion.benchmark_group("keeping");
    group.throughput(Throughput::Elements(100)).sample_size(20).measurement_time(Duration::from_secs(10));
    group.bench_function("a hundred mails", |b| {
        b.iter_batched(
            || {
                let numbered = |(_, raw): &(Sort, Vec<u8>)| {
                    uid += 1;
                    let raw = [format!("X-Number: {uid}\r\n").as_bytes(), raw].concat();
                    Arrived {
                        folder: "INBOX".to_owned(),
                        uid_validity: 1,
                        uid,
                        content_key: content_key(&raw, &scene.context),
                        raw,
                        oversize: None,
                        received_at: scene.now,
                    }
                };
                scene.mails.iter().take(100).map(numbered).collect::<Vec<_>>()
            },
            |arrived| {
                runtime.block_on(async {
                    let (now, until) = (scene.now, scene.now + Duration::from_secs(60));
                    store.ingest(&arrived, None, now).await.expect("they are kept");
                    let pending = store.pending(now, "bench", until, 100, 1 << 30).await.expect("they are leased");
                    let settlements: Vec<_> = pending.iter().map(|mail| settled(mail.id, letter.to.person)).collect();
                    store.settle(&settlements, now).await.expect("they are settled");
                    let lease = Lease { owner: "bench", until };
                    let leasing = Leasing { lease, limit: 100, bytes: 16 << 20, caps: HourCaps::default() };
                    loop {
                        let leased = store.lease(now, leasing).await.expect("they are leased");
                        if leased.is_empty() {
                            return pending.len();
                        }
                        let sent: Vec<_> = leased.iter().map(|one| (one.id, Became::Sent("250".to_owned()))).collect();
                        store.attempted(&sent, now).await.expect("it is noted");
                    }
                })
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// What comes of a mail, with a letter of four kilobytes.
fn settled(mail: InboxId, person: Option<PersonId>) -> Settlement {
    let letter = LetterId(mail.0 << 8);
    Settlement {
        event: EventRef::Inbox(mail),
        disposition: Some(("relayed", "passed on".to_owned())),
        person,
        conversation: None,
        message_id: Some(letter.message_id("mail.example")),
        changes: Vec::new(),
        outgoing: vec![Outgoing {
            letter,
            person,
            writer: None,
            to: Address::parse("mentor1@alumni.example").expect("an address"),
            kind: "relay".to_owned(),
            conversation: None,
            once: None,
            answer: false,
            fingerprint: letter.0.cast_unsigned(),
            envelope_from: "mentoring@uni.example".to_owned(),
            bytes: vec![b'x'; 4_000],
            to_staff: false,
        }],
    }
}

/// What is due, where thousands of mentorships run and none is.
fn due(criterion: &mut Criterion) {
    let scene = Scene::build();
    criterion.bench_function("due/none of thousands", |b| {
        b.iter(|| {
            scene.runtime.block_on(scene.store.due(black_box(scene.now), false, 1_000)).expect("the store answers")
        });
    });
}

criterion_group!(benches, deciding, searching, composing, keeping, due);
criterion_main!(benches);
