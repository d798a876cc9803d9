//! The place where the demo happens: a mail server, a database in a temporary folder, six people, and the service.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Weekday;
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::DemoError;
use super::person::Person;
use crate::clock::Clock;
use crate::config::Only;
use crate::dkim::Signatures;
use crate::ids::Ids;
use crate::mail::address::Address;
use crate::mail::envelope::Subaddressing;
use crate::programme::person::{Profile, Role, Team};
use crate::programme::policy::{Policy, Rules};
use crate::sandbox::{Sandbox, SandboxConfig};
use crate::service::{Delivering, Running, Service};
use crate::smtp::Pool;
use crate::store::{ImportRow, OutboxRow, Store};
use crate::templates::Templates;
use crate::{imap, smtp};

/// Where everybody writes to.
pub const SERVICE: &str = "mentoring@uni.example";
/// The password of every mailbox of the demo.
pub const PASSWORD: &str = "demo";

/// The ports of the embedded mail server; 0 takes any free one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ports {
    /// IMAP.
    pub imap: u16,
    /// SMTP.
    pub smtp: u16,
}

/// The people of the story and all they need.
pub struct Town {
    /// The mail server.
    pub sandbox: Arc<Sandbox>,
    /// The service.
    pub service: Arc<Service>,
    /// A mentee.
    pub ada: Person,
    /// Another mentee.
    pub tom: Person,
    /// A mentor, who declines.
    pub james: Person,
    /// A mentor, who accepts.
    pub maria: Person,
    /// Another mentor.
    pub priya: Person,
    /// Staff of the careers service.
    pub helen: Person,
    folder: PathBuf,
    pool: Arc<Pool>,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

/// How the town's outbox is worked off.
const DELIVERING: Delivering = Delivering { connections: 2, retry_days: 3, only: Only::Everyone };
/// How often what falls due is looked for.
const ROUNDS: usize = 3;
/// The days with a digest.
const DIGEST_DAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
/// How long the service may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(30);

/// The embedded mail server with the mailbox of the service in it.
///
/// # Errors
/// When a port is in use.
pub async fn mail_server(clock: Clock, ports: Ports) -> Result<Sandbox, DemoError> {
    let mut config = SandboxConfig::new("uni.example", clock);
    config.domains = ["uni.example", "student.uni.example", "alumni.example"].map(str::to_owned).to_vec();
    config.imap_port = ports.imap;
    config.smtp_port = ports.smtp;
    let sandbox = Sandbox::start(config).await.map_err(|error| {
        DemoError::Machine(format!(
            "the embedded mail server cannot start ({error}); is another one running on its ports?"
        ))
    })?;
    sandbox.add_user(SERVICE, PASSWORD);
    Ok(sandbox)
}

impl Town {
    /// Starts the mail server, fills the database and starts the service.
    ///
    /// # Errors
    /// When any of that fails.
    pub async fn start(clock: Clock, ids: Ids, ports: Ports) -> Result<Self, DemoError> {
        Self::start_with(clock, ids, ports, |_| {}).await
    }

    /// As [`Town::start`], with settings of its own.
    ///
    /// # Errors
    /// As [`Town::start`].
    pub async fn start_with(
        clock: Clock,
        ids: Ids,
        ports: Ports,
        settings: impl FnOnce(&mut Policy),
    ) -> Result<Self, DemoError> {
        Self::start_as(clock, ids, ports, settings, None).await
    }

    /// As [`Town::start`], with a service that checks signatures itself where the mail server says nothing.
    ///
    /// # Errors
    /// As [`Town::start`].
    pub async fn start_checking(
        clock: Clock,
        ids: Ids,
        ports: Ports,
        signatures: Signatures,
    ) -> Result<Self, DemoError> {
        Self::start_as(clock, ids, ports, |_| {}, Some(signatures)).await
    }

    async fn start_as(
        clock: Clock,
        ids: Ids,
        ports: Ports,
        settings: impl FnOnce(&mut Policy),
        signatures: Option<Signatures>,
    ) -> Result<Self, DemoError> {
        let machine = |error: &dyn std::fmt::Display| DemoError::Machine(error.to_string());
        let sandbox = Arc::new(mail_server(clock.clone(), ports).await?);
        let person = |name, address| Person::new(&sandbox, clock.clone(), name, address, PASSWORD);
        let mut ids = ids;
        let folder = std::env::temp_dir().join(format!("mentorpost-demo-{:016x}", ids.random()));
        std::fs::create_dir_all(&folder).map_err(|error| machine(&error))?;
        let database = format!("sqlite://{}", folder.join("mentorpost.db").display());
        let store = Store::open(&database).await.map_err(|error| machine(&error))?;
        let helen = person("Helen Price", "helen.price@uni.example")?;
        let staff = [(helen.name.clone(), helen.address.clone(), Team::Careers)];
        store.sync_staff(&staff, clock.now()).await.map_err(|error| machine(&error))?;
        let town = (
            person("Ada Byrne", "ada@student.uni.example")?,
            person("Tom Whitfield", "tom@student.uni.example")?,
            person("James Okafor", "james.okafor@alumni.example")?,
            person("Maria Schmidt", "maria.schmidt@alumni.example")?,
            person("Priya Nair", "priya.nair@alumni.example")?,
        );
        let rows = roster(&[&town.2, &town.3, &town.4], &[&town.0, &town.1]);
        // Numbers below the first that the service hands out stay free for them: M17 reads like a programme that has run for a while.
        store.import(&rows, true, clock.now(), &mut ids, &mut |_| {}).await.map_err(|error| machine(&error))?;
        let templates = Templates::load(None).map_err(|error| machine(&error))?;
        let authserv_ids = vec!["mx.uni.example".to_owned()];
        let mut policy = policy()?;
        settings(&mut policy);
        let service = Service::new(store, templates, policy, Subaddressing::Plus, authserv_ids, clock, ids).await?;
        let service = match signatures {
            Some(signatures) => service.checking_signatures(signatures),
            None => service,
        };
        let service = Arc::new(service);
        let (stop, stopping) = watch::channel(false);
        let pool = Arc::new(way_out(&sandbox)?);
        let running = run(&sandbox, &service, Arc::clone(&pool), stopping);
        Ok(Self {
            sandbox,
            service,
            ada: town.0,
            tom: town.1,
            james: town.2,
            maria: town.3,
            priya: town.4,
            helen,
            folder,
            pool,
            stop,
            running,
        })
    }

    /// Everyone with a mailbox.
    pub fn people(&self) -> [&Person; 6] {
        [&self.ada, &self.tom, &self.james, &self.maria, &self.priya, &self.helen]
    }

    /// Moves a fixed clock to `instant` and carries out what falls due by then.
    ///
    /// # Errors
    /// When the service fails or does not come to rest.
    pub async fn live_until(&self, instant: jiff::Timestamp) -> Result<(), DemoError> {
        // A jump while a letter is handed over would outlast its lease, and the letter would go a second time. What is due before it
        // would be looked at only after it.
        self.settled().await?;
        self.carry_out().await?;
        self.service.clock().set(instant);
        self.carry_out().await
    }

    /// Carries out what is due now, and what comes of it.
    async fn carry_out(&self) -> Result<(), DemoError> {
        // Where the service's own loop was first to change a row, the rule is looked at again.
        for _ in 0..ROUNDS {
            if self.service.run_due(&DIGEST_DAYS).await? == 0 {
                break;
            }
        }
        // A rule may have let go of a mail that was held, of which the service's own loop knows nothing.
        while self.service.process_batch().await? > 0 {}
        self.settled().await
    }

    /// Waits until all mail to the service has been handled and moved, and all letters that are due have been handed over.
    ///
    /// # Errors
    /// When the service fails or takes too long.
    pub async fn settled(&self) -> Result<(), DemoError> {
        let resting = async {
            self.sandbox.wait_until(SERVICE, "INBOX", <[_]>::is_empty).await;
            let store = self.service.store();
            // The service's own loop may hold a letter in its lease: then there is nothing to do here but to look again.
            let now = self.service.clock().now();
            // A letter that is put off is not due.
            let due = |row: OutboxRow| row.next_at.is_none_or(|at| at <= now);
            while store.outbox_list(Some("queued"), 1_000).await.map_err(service)?.into_iter().any(due) {
                self.service.deliver_batch(self.pool.as_ref(), &DELIVERING).await?;
                tokio::task::yield_now().await;
            }
            Ok(())
        };
        let late = |_| DemoError::Machine("the service did not come to rest".to_owned());
        tokio::time::timeout(PATIENCE, resting).await.map_err(late)?
    }

    /// Stops the service, then the server, and removes the temporary folder.
    pub async fn stop(self) {
        // The service may have ended by itself.
        let _ = self.stop.send(true);
        let _ = self.running.await;
        self.service.store().close().await;
        self.sandbox.stop().await;
        // A leftover in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn service(error: crate::store::StoreError) -> DemoError {
    DemoError::Service(error.into())
}

/// How the service hands mail over.
fn way_out(sandbox: &Sandbox) -> Result<Pool, DemoError> {
    let at = sandbox.smtp_addr();
    let credential =
        smtp::Credential::Password { username: SERVICE.to_owned(), password: SecretString::from(PASSWORD) };
    let settings =
        smtp::Settings::new(&at.ip().to_string(), at.port(), smtp::Security::Plain, credential, "uni.example");
    Pool::new(settings).map_err(|error| DemoError::Machine(error.to_string()))
}

/// The service's loops over real sockets.
fn run(sandbox: &Sandbox, service: &Arc<Service>, pool: Arc<Pool>, stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    let at = sandbox.imap_addr();
    let mailbox = imap::Settings::new(
        &at.ip().to_string(),
        at.port(),
        imap::Security::Plain,
        SERVICE,
        imap::Credential::Password(SecretString::from(PASSWORD)),
    );
    let how = Running {
        mailbox,
        poll: Duration::from_secs(5),
        takeover: Duration::from_secs(30),
        purge_days: 0,
        keep_days: (90, 90),
        delivering: DELIVERING,
        digest_days: DIGEST_DAYS.to_vec(),
        silent: Duration::ZERO,
        grace: Duration::from_secs(5),
    };
    let service = Arc::clone(service);
    tokio::spawn(async move {
        if let Err(error) = service.run(pool, how, stopping).await {
            tracing::error!(error = %error, "the service of the demo ended");
        }
    })
}

fn policy() -> Result<Policy, DemoError> {
    let address = Address::parse(SERVICE).ok_or_else(|| DemoError::Machine(SERVICE.to_owned()))?;
    Ok(Policy {
        programme: "Career Mentoring".to_owned(),
        university: "Example University".to_owned(),
        address,
        timezone: jiff::tz::TimeZone::UTC,
        handbook_url: None,
        student_domains: vec!["student.uni.example".to_owned()],
        require_authentication: true,
        max_attachments: 10 << 20,
        max_message: 25 << 20,
        digest_at: jiff::civil::time(8, 0, 0, 0),
        faq: Vec::new(),
        weekly_on: Some(Weekday::Monday),
        rules: Rules::default(),
    })
}

fn roster(mentors: &[&Person; 3], mentees: &[&Person; 2]) -> Vec<ImportRow> {
    let row = |person: &Person, role, profile| ImportRow {
        role,
        name: person.name.clone(),
        address: person.address.clone(),
        profile,
        capacity: 2,
        untold: Vec::new(),
    };
    let mentor = |course: &str, job: &str, moves: &str, help: &str, languages: &str| Profile {
        course: course.to_owned(),
        job: job.to_owned(),
        moves: moves.to_owned(),
        help: help.to_owned(),
        languages: languages.to_owned(),
        ..Profile::default()
    };
    let mentee = |course: &str, aims: &str, help: &str| Profile {
        course: course.to_owned(),
        year: "Final year".to_owned(),
        graduation: "2027-07".to_owned(),
        aims: aims.to_owned(),
        help: help.to_owned(),
        ..Profile::default()
    };
    let [james, maria, priya] = mentors;
    let [ada, tom] = mentees;
    vec![
        row(
            james,
            Role::Mentor,
            mentor(
                "Business Management",
                "Head of digital marketing at a retailer",
                "Moved from sales into marketing",
                "First graduate job in marketing, interviews",
                "English",
            ),
        ),
        row(
            maria,
            Role::Mentor,
            mentor(
                "Psychology",
                "Brand manager in Hamburg, Germany",
                "Moved to Germany after graduating",
                "Marketing careers, working abroad, salary negotiation",
                "English, German",
            ),
        ),
        row(
            priya,
            Role::Mentor,
            mentor(
                "Mechanical Engineering",
                "Engineer at a wind-energy company",
                "",
                "Engineering careers, chartered status",
                "English, Hindi",
            ),
        ),
        row(
            ada,
            Role::Mentee,
            mentee("Psychology", "A first job in marketing, perhaps abroad", "Marketing, interviews"),
        ),
        row(tom, Role::Mentee, mentee("Mechanical Engineering", "Work in renewable energy", "Engineering careers")),
    ]
}
