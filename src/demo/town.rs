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
use crate::ids::Ids;
use crate::mail::address::Address;
use crate::mail::envelope::Subaddressing;
use crate::programme::person::{Profile, Role, Team};
use crate::programme::policy::{Policy, Rules};
use crate::sandbox::{Sandbox, SandboxConfig};
use crate::service::{Delivering, Running, Service};
use crate::smtp::Pool;
use crate::store::{ImportRow, Store};
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
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

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
        let service = Service::new(store, templates, policy()?, Subaddressing::Plus, authserv_ids, clock, ids).await?;
        let service = Arc::new(service);
        let (stop, stopping) = watch::channel(false);
        let running = run(&sandbox, &service, stopping)?;
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
            stop,
            running,
        })
    }

    /// Everyone with a mailbox.
    pub fn people(&self) -> [&Person; 6] {
        [&self.ada, &self.tom, &self.james, &self.maria, &self.priya, &self.helen]
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

/// The service's loops over real sockets.
fn run(
    sandbox: &Sandbox,
    service: &Arc<Service>,
    stopping: watch::Receiver<bool>,
) -> Result<JoinHandle<()>, DemoError> {
    let (imap_at, smtp_at) = (sandbox.imap_addr(), sandbox.smtp_addr());
    let password = SecretString::from(PASSWORD);
    let mailbox = imap::Settings::new(
        &imap_at.ip().to_string(),
        imap_at.port(),
        imap::Security::Plain,
        SERVICE,
        imap::Credential::Password(password.clone()),
    );
    let credential = smtp::Credential::Password { username: SERVICE.to_owned(), password };
    let settings = smtp::Settings::new(
        &smtp_at.ip().to_string(),
        smtp_at.port(),
        smtp::Security::Plain,
        credential,
        "uni.example",
    );
    let pool = Pool::new(settings).map_err(|error| DemoError::Machine(error.to_string()))?;
    let how = Running {
        mailbox,
        poll: Duration::from_secs(5),
        purge_days: 0,
        keep_days: (90, 90),
        delivering: Delivering { connections: 2, retry_days: 3, only: Only::Everyone },
        digest_days: vec![Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday],
        grace: Duration::from_secs(5),
    };
    let service = Arc::clone(service);
    Ok(tokio::spawn(async move {
        if let Err(error) = service.run(Arc::new(pool), how, stopping).await {
            tracing::error!(error = %error, "the service of the demo ended");
        }
    }))
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
