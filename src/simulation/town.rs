//! The service in virtual time: the real one, over a real database, with a mailbox and a way out in memory.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};

use super::SimulationError;
use super::chance::Chance;
use super::faults::{Crash, Faults};
use super::post::{Post, Sent};
use crate::clock::Clock;
use crate::config::{Config, Only};
use crate::ids::Ids;
use crate::imap::Fetched;
use crate::programme::policy::Policy;
use crate::programme::quiet;
use crate::service::{Delivering, Fetching, Service};
use crate::store::{HourCaps, ImportRow, Lease, Leasing, Place, Presence, Store};
use crate::templates::Templates;

/// After how many days the bytes of mail are forgotten; that of erased people goes at once.
pub const KEEP_DAYS: i64 = 14;
/// One at a time: what goes out first must not depend on the threads of this machine.
const DELIVERING: Delivering = Delivering { connections: 1, retry_days: 3, only: Only::Everyone };
/// How often a rule that is due may find nothing to move on before its clock counts as stuck.
const ROUNDS: usize = 50;

/// The service and what it needs.
pub struct Town {
    /// The way out.
    pub post: Arc<Post>,
    /// What the rules depend on.
    pub policy: Policy,
    clock: Clock,
    config: Config,
    folder: PathBuf,
    url: String,
    seed: u64,
    starts: u64,
    open: Option<(Service, Option<Presence>)>,
    uid: u32,
    /// A rule that was due for ever, found by [`Town::work`].
    pub stuck: Option<String>,
}

/// The settings of the simulation: the shipped ones, with quiet hours and a second team.
pub(super) fn config() -> Result<Config, SimulationError> {
    let shipped = include_str!("../../config.toml");
    let text = shipped
        .replace("quiet_hours = []", "quiet_hours = [\"21:00\", \"07:30\"]")
        .replace("quiet_weekdays = []", "quiet_weekdays = [\"Sunday\"]");
    let text = format!(
        "{text}\n[[staff]]\nname = \"Omar Reed\"\nemail = \"omar.reed@uni.example\"\nteam = \"alumni\"\n\
         [[staff]]\nname = \"Ruth Abel\"\nemail = \"ruth.abel@uni.example\"\nteam = \"alumni\"\n"
    );
    let folder = std::path::Path::new(".");
    Config::read(&text, "the simulation's settings", folder, std::iter::empty())
        .map_err(|error| SimulationError(error.to_string()))
}

impl Town {
    /// An empty programme.
    pub async fn found(seed: u64, faults: Faults, begin: Timestamp) -> Result<Self, SimulationError> {
        let config = config()?;
        let folder = std::env::temp_dir().join(format!(
            "mentorpost-simulation-{}-{seed:x}-{:x}",
            std::process::id(),
            Ids::system().random()
        ));
        std::fs::create_dir_all(&folder)?;
        let url = format!("sqlite://{}", folder.join("mentorpost.db").display());
        let mut town = Self {
            post: Arc::new(Post::new(Chance::new(seed, 1), faults)),
            policy: config.policy.clone(),
            clock: Clock::fixed(begin),
            config,
            folder,
            url,
            seed,
            starts: 0,
            open: None,
            uid: 0,
            stuck: None,
        };
        town.start().await?;
        Ok(town)
    }

    /// Starts the service, as at the start of the process.
    pub async fn start(&mut self) -> Result<(), SimulationError> {
        self.starts += 1;
        let store = Store::open_fleeting(&self.url).await?;
        let staff: Vec<_> = self.config.staff.iter().map(|s| (s.name.clone(), s.address.clone(), s.team)).collect();
        store.sync_staff(&staff, self.clock.now()).await?;
        let presence = store.enter().await?;
        let service = Service::new(
            store,
            Templates::load(None)?,
            self.policy.clone(),
            self.config.subaddressing,
            self.config.authserv_ids.clone(),
            self.clock.clone(),
            Ids::seeded(self.seed.wrapping_mul(1_000_003).wrapping_add(self.starts)),
        )
        .await?;
        self.open = Some((service, presence));
        Ok(())
    }

    /// Ends the service as a kill does: nothing is finished, nothing said.
    pub async fn kill(&mut self) {
        if let Some((service, presence)) = self.open.take() {
            drop(presence);
            service.store().close().await;
        }
    }

    /// The service.
    pub fn service(&self) -> Result<&Service, SimulationError> {
        let open = self.open.as_ref().map(|(service, _)| service);
        open.ok_or_else(|| SimulationError("the service is down".to_owned()))
    }

    /// The store.
    pub fn store(&self) -> Result<&Store, SimulationError> {
        Ok(self.service()?.store())
    }

    /// Sets the clock of the service.
    pub fn set_clock(&self, now: Timestamp) {
        self.clock.set(now);
    }

    /// What the clock of the service shows.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The members of staff, by name and address.
    pub fn staff(&self) -> Vec<(String, String)> {
        self.config.staff.iter().map(|s| (s.name.clone(), s.address.to_string())).collect()
    }

    /// Imports people, as staff do.
    pub async fn import(&mut self, rows: &[ImportRow], active: bool) -> Result<(), SimulationError> {
        let mut ids = Ids::seeded(self.seed);
        self.store()?.import(rows, active, self.now(), &mut ids, &mut |_| {}).await?;
        Ok(())
    }

    /// Stores mail that lay in the mailbox.
    pub async fn receive(&mut self, mails: Vec<Vec<u8>>) -> Result<(), SimulationError> {
        if mails.is_empty() {
            return Ok(());
        }
        let mut fetched = Vec::with_capacity(mails.len());
        for raw in mails {
            self.uid += 1;
            fetched.push(Fetched { uid: self.uid, raw });
        }
        let place = Fetching { folder: "INBOX".to_owned(), uid_validity: 1 };
        self.service()?.receive(&place, fetched, None, Some(self.uid)).await?;
        Ok(())
    }

    /// Handles what waits, runs what is due, and hands over what was written, until nothing is left to do now.
    pub async fn work(&mut self) -> Result<(), SimulationError> {
        let days: Vec<Weekday> = self.config.digest_days.clone();
        let post = Arc::clone(&self.post);
        let service = self.service()?;
        while service.process_batch().await? > 0 {}
        let mut rounds = 0;
        while service.run_due(&days).await? > 0 {
            rounds += 1;
            if rounds == ROUNDS {
                let now = self.clock.now();
                let quiet = quiet::until(&self.policy, now).is_some();
                let due = service.store().due(now, quiet, 5).await?;
                self.stuck = Some(format!("{due:?} are due for ever"));
                break;
            }
        }
        let service = self.service()?;
        while service.deliver_batch(post.as_ref(), &DELIVERING).await? > 0 {}
        Ok(())
    }

    /// The process dies in the middle of its work, and is started again.
    pub async fn crash(&mut self, crash: Crash) -> Result<(), SimulationError> {
        let now = self.clock.now();
        let post = Arc::clone(&self.post);
        let service = self.service()?;
        let lease = now + SignedDuration::from_mins(30);
        match crash {
            Crash::Received => {}
            Crash::Taken => {
                service.store().pending(now, "dead", lease, 50, 16 << 20).await?;
            }
            Crash::Leased => {
                while service.process_batch().await? > 0 {}
                let lease = Lease { owner: "dead", until: lease };
                let leasing = Leasing { lease, limit: 50, bytes: 16 << 20, caps: HourCaps::default() };
                service.store().lease(now, leasing).await?;
            }
            Crash::Sent => {
                while service.process_batch().await? > 0 {}
                post.die_at_next(true);
                // Whichever comes first: all is sent, or the one that kills.
                let sending =
                    async { while service.deliver_batch(post.as_ref(), &DELIVERING).await.is_ok_and(|n| n > 0) {} };
                let died = async {
                    while post.is_to_die() {
                        tokio::task::yield_now().await;
                    }
                };
                tokio::select! { biased; () = sending => {}, () = died => {} }
                post.die_at_next(false);
            }
        }
        self.kill().await;
        self.start().await
    }

    /// What has been handed over since the last time.
    pub fn sent(&self) -> Vec<Sent> {
        self.post.take()
    }

    /// Forgets the bytes of old mail, and notes the clock, as the service does each day.
    pub async fn forget(&self) -> Result<(), SimulationError> {
        let store = self.store()?;
        store.note_clock(self.now()).await?;
        let before = self.now() - SignedDuration::from_hours(24 * KEEP_DAYS);
        store.purge(before, before).await?;
        // This mailbox keeps nothing that has been handed out.
        loop {
            let copies = store.expunge_list().await?;
            if copies.is_empty() {
                return Ok(());
            }
            store.expunged(&copies).await?;
        }
    }

    /// Where these words stand in the database.
    pub async fn places(&self, words: &[String]) -> Result<Vec<Place>, SimulationError> {
        Ok(self.store()?.places(words).await?)
    }

    /// Ends everything and removes the folder.
    pub async fn leave(mut self) {
        self.kill().await;
        // A leftover in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
