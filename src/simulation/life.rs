//! Time passes: whatever is to happen next happens, the service works, mails arrive, and everything is looked at.

mod arriving;
mod automatic;
mod ending;
mod looking;
mod sending;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::actor::{Actor, Impulse, Next};
use super::cast::{self, Arrives, Turn};
use super::chance::Chance;
use super::faults::Crash;
use super::figures::Figures;
use super::habits;
use super::incoming::Incoming;
use super::story::{NOBODY, Story};
use super::town::Town;
use super::watch::{Broken, PutIn, Watch};
use super::{Failure, Plan, Report, SimulationError};
use crate::mail::address::Address;
use crate::programme::conversation::InboxId;
use crate::programme::person::PersonId;

/// When every run begins: a Tuesday in the summer, before the term.
const BEGIN: &str = "2026-09-01T06:00:00Z";
/// What happens within so many minutes is handled together, as by a service that looks into its mailbox so often.
const TOGETHER: i64 = 30;
/// How many lines are read at a time.
const PAGE: usize = 5_000;

/// Something that is to happen.
enum Happening {
    Turn(usize, Turn),
    /// A mail reaches the mailbox of the service.
    Arrives(usize, Box<PutIn>, Vec<u8>),
    /// Somebody reads a mail.
    Reads(usize, Box<Incoming>),
    /// It is time for the service to look: the digest, and whatever waits for the end of a quiet time.
    Look,
    /// The service goes down, or comes up.
    Down(bool),
    /// The clock of the service goes wrong by so many seconds.
    Clock(i64),
}

/// A run.
pub struct Life {
    plan: Plan,
    begin: Timestamp,
    now: Timestamp,
    queue: BinaryHeap<Reverse<(i64, u64)>>,
    happenings: HashMap<u64, Happening>,
    number: u64,
    town: Town,
    actors: Vec<Actor>,
    by_address: HashMap<String, usize>,
    people: BTreeMap<PersonId, usize>,
    bounces: BTreeSet<usize>,
    waiting: Vec<Vec<u8>>,
    down: bool,
    wrong_by: i64,
    chance: Chance,
    watch: Watch,
    story: Story,
    figures: Figures,
    digest: ring::digest::Context,
    out: usize,
    seen: HashMap<String, ()>,
    last_deed: i64,
    settled: InboxId,
    /// Has anybody been imported that the watch does not know yet?
    imported: bool,
    broken: Vec<Broken>,
    failure: Option<Failure>,
    /// The promises of which a story was told.
    told: BTreeSet<&'static str>,
}

impl Life {
    /// Founds the programme and lets its people in.
    pub async fn begin(plan: Plan) -> Result<Self, SimulationError> {
        let begin: Timestamp = BEGIN.parse().map_err(|error: jiff::Error| SimulationError(error.to_string()))?;
        let town = Town::found(plan.seed, plan.faults, begin).await?;
        let (actors, turns) = cast::cast(&plan, begin, &town.staff());
        let watch = Watch::new(town.policy.clone(), begin);
        let by_address = actors.iter().enumerate().filter_map(|(i, a)| Some((key(&a.writer.address)?, i)));
        let mut by_address: HashMap<_, _> = by_address.collect();
        by_address.extend(actors.iter().enumerate().filter_map(|(i, a)| Some((key(a.other.as_deref()?)?, i))));
        let mut life = Self {
            plan,
            begin,
            now: begin,
            queue: BinaryHeap::new(),
            happenings: HashMap::new(),
            number: 0,
            town,
            actors,
            by_address,
            people: BTreeMap::new(),
            bounces: BTreeSet::new(),
            waiting: Vec::new(),
            down: false,
            wrong_by: 0,
            chance: Chance::new(plan.seed, 2),
            watch,
            story: Story::default(),
            figures: Figures { days: plan.days, ..Figures::default() },
            digest: ring::digest::Context::new(&ring::digest::SHA256),
            out: 0,
            seen: HashMap::new(),
            last_deed: 0,
            settled: InboxId(0),
            imported: false,
            broken: Vec::new(),
            failure: None,
            told: BTreeSet::new(),
        };
        for (at, who, turn) in turns {
            life.plan_for(at, Happening::Turn(who, turn));
        }
        life.plan_days();
        Ok(life)
    }

    /// The hours at which the service looks, and what goes wrong on which day.
    fn plan_days(&mut self) {
        for day in 0..=self.plan.days {
            let midnight = self.begin + SignedDuration::from_hours(day * 24) - SignedDuration::from_hours(6);
            for hour in [7, 8, 12, 18] {
                self.plan_for(midnight + SignedDuration::from_mins(hour * 60 + 35), Happening::Look);
            }
            let faults = self.plan.faults;
            if self.chance.is(faults.week_down) {
                let from = midnight + SignedDuration::from_mins(self.chance.between(0, 1_400));
                self.plan_for(from, Happening::Down(true));
                self.plan_for(from + SignedDuration::from_hours(24 * 7), Happening::Down(false));
            }
            if self.chance.is(faults.clock) {
                let from = midnight + SignedDuration::from_mins(self.chance.between(0, 1_400));
                let by = self.chance.between(-6, 6) * 3_600;
                self.plan_for(from, Happening::Clock(by));
                self.plan_for(from + SignedDuration::from_hours(5), Happening::Clock(0));
            }
        }
    }

    fn plan_for(&mut self, at: Timestamp, happening: Happening) {
        self.number += 1;
        self.queue.push(Reverse((at.as_microsecond(), self.number)));
        self.happenings.insert(self.number, happening);
    }

    /// Lives to the end, or to the first promise that is broken.
    pub async fn live(mut self, progress: &mut (dyn FnMut(i64, usize) + Send)) -> Result<Report, SimulationError> {
        let end = self.begin + SignedDuration::from_hours(24 * self.plan.days);
        let mut day = -1;
        self.look_at_all().await?;
        while let Some(next) = self.next().await?.filter(|next| *next <= end) {
            self.now = next;
            self.step().await?;
            let today = (self.now.as_second() - self.begin.as_second()) / 86_400;
            if today != day {
                day = today;
                progress(day, self.out);
                self.each_day(day).await?;
            }
            self.gather();
            if self.failure.is_some() && !self.plan.go_on {
                break;
            }
        }
        if self.failure.is_none() || self.plan.go_on {
            self.close().await?;
            self.gather();
        }
        self.report().await
    }

    /// The end of the stretch of time in which something is to happen next.
    async fn next(&self) -> Result<Option<Timestamp>, SimulationError> {
        let planned = self.queue.peek().map(|Reverse((at, _))| *at);
        let wake = if self.down {
            None
        } else {
            let now = self.town.now();
            let quiet = crate::programme::quiet::until(&self.town.policy, now);
            let wake = self.town.store()?.next_wake(now, quiet).await?;
            // By the clock of the world.
            wake.map(|at| at.as_microsecond() - self.wrong_by * 1_000_000)
        };
        let Some(soonest) = planned.into_iter().chain(wake).min() else { return Ok(None) };
        let stretch = TOGETHER * 60_000_000;
        let whole = soonest.div_euclid(stretch) + 1;
        let at = (whole * stretch).max(self.now.as_microsecond() + stretch);
        Ok(Timestamp::from_microsecond(at).ok())
    }

    /// Everything that is to happen by now happens; then the service works, and all is looked at.
    async fn step(&mut self) -> Result<(), SimulationError> {
        self.set_clocks();
        while let Some(Reverse((at, number))) = self.queue.peek().copied() {
            if at > self.now.as_microsecond() {
                break;
            }
            self.queue.pop();
            if let Some(happening) = self.happenings.remove(&number) {
                self.happens(happening).await?;
            }
        }
        if self.down {
            return Ok(());
        }
        if std::mem::take(&mut self.imported) {
            self.look_at_all().await?;
        }
        let mails = std::mem::take(&mut self.waiting);
        self.town.receive(mails).await?;
        if self.chance.is(self.plan.faults.crash) {
            let crash = Crash::any(&mut self.chance);
            *self.figures.faults.entry("crashes").or_default() += 1;
            self.story.note(self.now, [NOBODY; 2], format!("the process dies ({crash:?}) and is started again"));
            self.town.crash(crash).await?;
        }
        self.town.work().await?;
        if let Some(stuck) = self.town.stuck.take() {
            self.broken.push(Broken { promise: "every clock moves on", how: stuck, people: Vec::new() });
        }
        self.look().await?;
        self.deliver()
    }

    fn set_clocks(&mut self) {
        let service = self.now + SignedDuration::from_secs(self.wrong_by);
        self.town.set_clock(service);
        self.watch.known.now = service;
    }

    async fn happens(&mut self, happening: Happening) -> Result<(), SimulationError> {
        match happening {
            Happening::Turn(who, turn) => self.turn(who, turn).await?,
            Happening::Arrives(who, put, raw) => self.arrives(who, *put, raw),
            Happening::Reads(who, mail) => {
                let next = habits::read(&mut self.actors[who], &mail);
                self.carry_out(who, next);
            }
            Happening::Look => {}
            Happening::Down(down) => {
                *self.figures.faults.entry("weeks down").or_default() += usize::from(down);
                self.story.note(
                    self.now,
                    [NOBODY; 2],
                    format!("the service {}", if down { "goes down" } else { "is back" }),
                );
                if down && !self.down {
                    self.town.kill().await;
                } else if !down && self.down {
                    self.town.start().await?;
                }
                self.down = down;
            }
            Happening::Clock(by) => {
                self.wrong_by = by;
                if by != 0 {
                    *self.figures.faults.entry("clock jumps").or_default() += 1;
                }
                self.watch.known.slack = 12 * 3_600;
                self.set_clocks();
            }
        }
        Ok(())
    }

    async fn turn(&mut self, who: usize, turn: Turn) -> Result<(), SimulationError> {
        match turn {
            Turn::Arrive(Arrives::Staff) => {}
            Turn::Arrive(Arrives::Alone) => {
                let next = habits::by_themselves(&mut self.actors[who], &Impulse::Join);
                self.carry_out(who, next);
            }
            Turn::Arrive(how) if self.down => {
                let later = self.now + SignedDuration::from_hours(24);
                self.plan_for(later, Happening::Turn(who, Turn::Arrive(how)));
            }
            Turn::Arrive(how) => {
                let row = cast::row(&self.actors[who]);
                self.town.import(row.as_slice(), how == Arrives::Imported).await?;
                let index = number(who);
                self.story.note(self.now, [index, NOBODY], format!("{} is imported ({how:?})", self.name(who)));
                self.imported = true;
            }
            Turn::Does(impulse) => {
                let next = habits::by_themselves(&mut self.actors[who], &impulse);
                self.carry_out(who, next);
            }
            Turn::Mailbox(how) => self.town.post.behaves(&self.actors[who].writer.address, how),
            Turn::Bounces => {
                self.bounces.insert(who);
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, who: usize, next: Vec<Next>) {
        for one in next {
            match one {
                Next::Later(minutes, impulse) => {
                    let at = self.now + SignedDuration::from_mins(minutes);
                    self.plan_for(at, Happening::Turn(who, Turn::Does(impulse)));
                }
                Next::Write(written) => self.write(who, &written),
            }
        }
    }

    async fn each_day(&mut self, day: i64) -> Result<(), SimulationError> {
        if self.down {
            return Ok(());
        }
        self.town.forget().await?;
        if day % 7 == 6 {
            self.look_at_all().await?;
        }
        Ok(())
    }

    fn name(&self, who: usize) -> &str {
        &self.actors[who].writer.address
    }
}

fn number(who: usize) -> u32 {
    u32::try_from(who).unwrap_or(NOBODY)
}

fn key(address: &str) -> Option<String> {
    Address::parse(address).map(|address| address.key())
}
