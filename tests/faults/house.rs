//! A mail server with faults, the service over real sockets, and people; the time moves only when it is told to.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::civil::Weekday;
use jiff::{Timestamp, ToSpan};
use mentorpost::clock::Clock;
use mentorpost::config::Only;
use mentorpost::demo::SERVICE;
use mentorpost::demo::person::{Person, Received};
use mentorpost::ids::Ids;
use mentorpost::mail::address::Address;
use mentorpost::mail::envelope::Subaddressing;
use mentorpost::programme::person::{Profile, Role, Team};
use mentorpost::programme::policy::{Policy, Rules};
use mentorpost::sandbox::{Sandbox, SandboxConfig};
use mentorpost::service::{Delivering, Running, Service};
use mentorpost::store::{ImportRow, Store};
use mentorpost::templates::Templates;
use mentorpost::{imap, smtp};
use secrecy::SecretString;
use tempfile::TempDir;

use crate::story::reference;

/// A Monday morning.
const BEGIN: &str = "2026-11-23T09:00:00Z";
/// Where people write to another service on the same server.
pub const OTHER_SERVICE: &str = "mentoring@alumni.example";
const PASSWORD: &str = "a password of the test";
/// How long a silent server is waited for. A right answer that is later than this is one more fault to survive.
const DEADLINE: Duration = Duration::from_millis(400);
/// After so many rounds of ten minutes everything must be done.
const ROUNDS: usize = 60;

/// Everything a story needs.
pub struct House {
    pub sandbox: Arc<Sandbox>,
    pub service: Arc<Service>,
    pub clock: Clock,
    pub running: Running,
    pub pool: Arc<smtp::Pool>,
    pub ada: Person,
    pub maria: Person,
    pub helen: Person,
    // Removed when the house is dropped.
    _folder: TempDir,
}

/// How the service reaches the two servers.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// IMAP extensions that the server does not have.
    pub without_imap: Vec<String>,
    /// Other doors to the same servers: the ports for IMAP and SMTP, and whom to trust behind them.
    pub through: Option<(u16, u16, std::path::PathBuf)>,
    /// Is it the other of two services on one server?
    pub other: bool,
}

impl Reach {
    fn service(&self) -> &'static str {
        if self.other { OTHER_SERVICE } else { SERVICE }
    }
}

/// What has come of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// For each person, kind and subject of the letters they got, each counted once however often it came.
    pub letters: BTreeMap<String, Vec<(String, String)>>,
    /// State and reason of each received mail.
    pub received: Vec<(String, String)>,
    /// How many letters are in each state.
    pub outbox: BTreeMap<String, usize>,
    /// The state of each person, request and mentorship.
    pub standings: Vec<String>,
    /// How many mails lie in INBOX, Processed and Failed. A server that cannot MOVE may keep one twice when it is cut off
    /// between copying and deleting: that counts as one.
    pub folders: [usize; 3],
}

impl House {
    pub async fn new(sandbox: Arc<Sandbox>, clock: Clock, reach: &Reach) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("mentorpost.db").display());
        let store = Store::open(&url).await.unwrap();
        let person =
            |name, address| Person::new(&sandbox, clock.clone(), name, address, "a person's password").unwrap();
        let helen = person("Helen Price", "helen.price@uni.example");
        let staff = [(helen.name.clone(), helen.address.clone(), Team::Careers)];
        store.sync_staff(&staff, clock.now()).await.unwrap();
        let ada = person("Ada Byrne", "ada@student.uni.example");
        let maria = person("Maria Schmidt", "maria.schmidt@alumni.example");
        let rows = [row(&maria, Role::Mentor), row(&ada, Role::Mentee)];
        let mut ids = Ids::seeded(if reach.other { 8 } else { 7 });
        store.import(&rows, true, clock.now(), &mut ids, &mut |_| {}).await.unwrap();
        let service = Arc::new(serving(store, policy(reach), &clock, ids).await);
        let running = running(&sandbox, reach);
        let pool = Arc::new(pool(&sandbox, reach));
        Self { sandbox, service, clock, running, pool, ada, maria, helen, _folder: folder }
    }

    /// From now on the settings name another time zone.
    pub async fn in_zone(&mut self, zone: &str) {
        self.under(|policy| policy.timezone = jiff::tz::TimeZone::get(zone).unwrap()).await;
    }

    /// From now on the settings say something else.
    pub async fn under(&mut self, change: impl FnOnce(&mut Policy)) {
        let mut policy = policy(&Reach::default());
        change(&mut policy);
        let ids = Ids::seeded(u64::try_from(self.clock.now().as_second()).unwrap());
        self.service = Arc::new(serving(self.service.store().clone(), policy, &self.clock, ids).await);
    }

    /// A house of its own, with a server that has all it can have.
    pub async fn start() -> Self {
        Self::start_with(&Reach::default()).await
    }

    pub async fn start_with(reach: &Reach) -> Self {
        let clock = Clock::fixed(BEGIN.parse().unwrap());
        let house = Self::new(Arc::new(sandbox(&clock, &reach.without_imap).await), clock, reach).await;
        house.rest().await;
        house
    }

    /// Works until nothing is left to do, ten minutes later each time that something stood in the way.
    pub async fn rest(&self) {
        for _ in 0..ROUNDS {
            let went = self.service.run_once(self.pool.as_ref(), &self.running).await;
            if went.is_ok()
                && self.sandbox.messages(self.service.addressing().service().as_str(), "INBOX").is_empty()
                && self.waiting().await == 0
            {
                return;
            }
            self.later(10);
        }
        panic!("not done after {ROUNDS} rounds: {:?}", self.ending().await);
    }

    /// How many letters are still to be sent, and mails still to be handled.
    async fn waiting(&self) -> usize {
        let store = self.service.store();
        let mut waiting = store.inbox_list(Some("pending"), 100).await.unwrap().len();
        for state in ["queued", "uncertain"] {
            waiting += store.outbox_list(Some(state), 100).await.unwrap().len();
        }
        waiting
    }

    /// Moves the clock on by so many minutes.
    pub fn later(&self, minutes: i64) {
        self.clock.set(self.clock.now() + minutes.minutes());
    }

    /// Ada and Maria become a pair; gives what Maria gets of it.
    pub async fn mentorship(&mut self) -> Received {
        self.ada.write(SERVICE, "Hello", "MENTORS").await.unwrap();
        self.rest().await;
        let directory = self.ada.receive("directory").await.unwrap();
        let asking = format!("INTERESTED {}\n\nDear Maria, how did you begin?", reference(&directory));
        self.ada.write(SERVICE, "Dear Maria", &asking).await.unwrap();
        self.rest().await;
        let request = self.maria.receive("request").await.unwrap();
        self.maria.answer(&request, "ACCEPT").await.unwrap();
        self.rest().await;
        self.maria.receive("introduction").await.unwrap()
    }

    pub fn people(&self) -> [&Person; 3] {
        [&self.ada, &self.maria, &self.helen]
    }

    /// How often a letter has come that had come before.
    pub fn copies(&self) -> usize {
        self.people().iter().map(|person| person.all_mail().len() - distinct(person).len()).sum()
    }

    pub async fn ending(&self) -> Ending {
        let store = self.service.store();
        let letters = self.people().map(|person| (person.name.clone(), kinds(person)));
        let mut outbox = BTreeMap::new();
        for row in store.outbox_list(None, 1_000).await.unwrap() {
            *outbox.entry(row.state).or_default() += 1;
        }
        let rows = store.inbox_list(None, 1_000).await.unwrap();
        let standings = store.standings(None).await.unwrap();
        let people = standings.people.iter().map(|p| format!("{} {:?}", p.address, p.state));
        let requests = standings.requests.iter().map(|r| format!("request {:?}", r.state));
        let mentorships = standings.mentorships.iter().map(|m| format!("mentorship, running: {}", m.running));
        Ending {
            letters: letters.into_iter().collect(),
            received: rows.into_iter().rev().map(|row| (row.state, row.reason)).collect(),
            outbox,
            standings: people.chain(requests).chain(mentorships).collect(),
            folders: ["INBOX", "Processed", "Failed"].map(|folder| {
                let mails = self.sandbox.messages(SERVICE, folder);
                mails.into_iter().map(|mail| mail.raw).collect::<HashSet<_>>().len()
            }),
        }
    }

    /// Ends it all.
    pub async fn end(self) {
        self.service.store().close().await;
        self.sandbox.stop().await;
    }
}

async fn serving(store: Store, policy: Policy, clock: &Clock, ids: Ids) -> Service {
    static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::load(None).unwrap());
    let vouching = vec!["mx.uni.example".to_owned()];
    let service = Service::new(store, TEMPLATES.clone(), policy, Subaddressing::Plus, vouching, clock.clone(), ids);
    service.await.unwrap()
}

/// The letters of somebody, each once.
fn distinct(person: &Person) -> BTreeMap<String, Received> {
    person.all_mail().into_iter().map(|mail| (mail.message_id.clone(), mail)).collect()
}

fn kinds(person: &Person) -> Vec<(String, String)> {
    let mut kinds: Vec<_> = distinct(person).into_values().map(|mail| (mail.kind, mail.subject)).collect();
    kinds.sort();
    kinds
}

/// A server for the domains of the house.
pub async fn sandbox(clock: &Clock, without_imap: &[String]) -> Sandbox {
    let mut config = SandboxConfig::new("uni.example", clock.clone());
    config.domains = ["uni.example", "student.uni.example", "alumni.example"].map(str::to_owned).to_vec();
    config.without_imap = without_imap.to_vec();
    let sandbox = Sandbox::start(config).await.unwrap();
    sandbox.add_user(SERVICE, PASSWORD);
    sandbox.add_user(OTHER_SERVICE, PASSWORD);
    sandbox
}

fn running(sandbox: &Sandbox, reach: &Reach) -> Running {
    let credential = imap::Credential::Password(SecretString::from(PASSWORD));
    let port = sandbox.imap_addr().port();
    let mut mailbox = imap::Settings::new("127.0.0.1", port, imap::Security::Plain, reach.service(), credential);
    if let Some((port, _, ca)) = &reach.through {
        (mailbox.port, mailbox.security, mailbox.ca_file) = (*port, imap::Security::Tls, Some(ca.clone()));
    }
    mailbox.deadline = DEADLINE;
    Running {
        mailbox,
        poll: Duration::from_millis(200),
        takeover: Duration::from_secs(30),
        purge_days: 0,
        keep_days: (90, 90),
        delivering: Delivering { connections: 2, retry_days: 3, only: Only::Everyone },
        digest_days: Vec::<Weekday>::new(),
        silent: Duration::from_secs(3600),
        grace: Duration::from_secs(5),
    }
}

fn pool(sandbox: &Sandbox, reach: &Reach) -> smtp::Pool {
    let password = SecretString::from(PASSWORD);
    let credential = smtp::Credential::Password { username: reach.service().to_owned(), password };
    let port = sandbox.smtp_addr().port();
    let mut settings = smtp::Settings::new("127.0.0.1", port, smtp::Security::Plain, credential, "uni.example");
    if let Some((_, port, ca)) = &reach.through {
        (settings.port, settings.security, settings.ca_file) = (*port, smtp::Security::Tls, Some(ca.clone()));
    }
    (settings.command_deadline, settings.data_deadline) = (DEADLINE, DEADLINE);
    smtp::Pool::new(settings).unwrap()
}

fn policy(reach: &Reach) -> Policy {
    Policy {
        programme: "Career Mentoring".to_owned(),
        university: "Example University".to_owned(),
        address: Address::parse(reach.service()).unwrap(),
        timezone: jiff::tz::TimeZone::UTC,
        handbook_url: None,
        student_domains: vec!["student.uni.example".to_owned()],
        require_authentication: true,
        max_attachments: 10 << 20,
        max_message: 25 << 20,
        digest_at: jiff::civil::time(8, 0, 0, 0),
        faq: Vec::new(),
        weekly_on: None,
        rules: Rules::default(),
    }
}

fn row(person: &Person, role: Role) -> ImportRow {
    let profile = Profile { course: "Psychology".to_owned(), help: "Marketing".to_owned(), ..Profile::default() };
    ImportRow {
        role,
        name: person.name.clone(),
        address: person.address.clone(),
        profile,
        capacity: 2,
        untold: Vec::new(),
    }
}

/// So many days after the beginning.
pub fn days(days: i64) -> Timestamp {
    BEGIN.parse::<Timestamp>().unwrap() + (24 * days).hours()
}
