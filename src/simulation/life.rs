//! Time passes: whatever is to happen next happens, the service works, mails arrive, and everything is looked at.

mod automatic;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::actor::{Actor, Impulse, Meant, Next, Part, Written};
use super::cast::{self, Arrives, Turn};
use super::chance::Chance;
use super::faults::Crash;
use super::figures::Figures;
use super::habits;
use super::incoming::Incoming;
use super::post::Sent;
use super::program::{Letter, Proof, Writer};
use super::story::{NOBODY, Story};
use super::town::Town;
use super::watch::{Arrival, Broken, PutIn, Sight, Watch};
use super::{Failure, Plan, Report, SimulationError};
use crate::mail::address::Address;
use crate::mail::envelope::Purpose;
use crate::programme::conversation::InboxId;
use crate::programme::person::PersonId;
use crate::store::{Deed, PersonStands, RequestStands, Standings};

/// When every run begins: a Tuesday in the summer, before the term.
const BEGIN: &str = "2026-09-01T06:00:00Z";
/// What happens within so many minutes is handled together.
const TOGETHER: i64 = 10;
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
    broken: Vec<Broken>,
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
            broken: Vec::new(),
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
            if !self.broken.is_empty() {
                break;
            }
        }
        if self.broken.is_empty() {
            self.close().await?;
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
                self.look_at_all().await?;
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

    /// A mail is written and on its way, with what may go wrong there.
    fn write(&mut self, who: usize, written: &Written) {
        let actor = &mut self.actors[who];
        actor.written += 1;
        let from = if written.elsewhere { actor.other.clone() } else { None };
        let writer = Writer { address: from.unwrap_or_else(|| actor.writer.address.clone()), ..actor.writer.clone() };
        let message_id = format!("{}.{}@{}", actor.written, actor.mark, "mail.example");
        let raw = writer.write(&Letter {
            to: &written.to,
            subject: &written.subject,
            words: &written.words,
            answers: written.answers.as_ref(),
            at: self.now,
            message_id: &message_id,
            proof: if written.elsewhere { Proof::None } else { written.proof },
        });
        let person = self.watch.known.addresses.get(&key(&writer.address).unwrap_or_default()).copied();
        let first = written.words.lines().next().unwrap_or_default();
        let about = written.answers.as_ref().map_or("of their own accord", |mail| mail.kind.as_str());
        let what = format!("{} writes {first:?} ({about}; {:?})", writer.address, written.meant);
        self.story.note(self.now, [number(who), NOBODY], what);
        let put = PutIn { message_id, meant: written.meant, writer: person };
        self.send(who, put, raw);
    }

    fn send(&mut self, who: usize, put: PutIn, raw: Vec<u8>) {
        let faults = self.plan.faults;
        let mut count = |name| *self.figures.faults.entry(name).or_default() += 1;
        if self.chance.is(faults.lost) {
            count("lost");
            return;
        }
        let mut at = self.now;
        if self.chance.is(faults.late) {
            count("late");
            at = self.now + SignedDuration::from_mins(self.chance.between(10, 3_000));
        }
        let twice = self.chance.is(faults.twice);
        if twice {
            count("twice");
            let other = self.chance.is(0.5);
            let copy = if other { received_again(&raw) } else { raw.clone() };
            let later = if other { at + SignedDuration::from_mins(self.chance.between(0, 300)) } else { at };
            self.plan_for(later, Happening::Arrives(who, Box::new(put.clone()), copy));
        }
        if at > self.now || twice {
            self.plan_for(at, Happening::Arrives(who, Box::new(put), raw));
        } else {
            self.arrives(who, put, raw);
        }
    }

    fn arrives(&mut self, _: usize, put: PutIn, raw: Vec<u8>) {
        self.waiting.push(raw);
        let broken = self.watch.see(&Sight::In(&put));
        self.broken.extend(broken);
    }

    /// Looks at what has changed since the last time.
    async fn look(&mut self) -> Result<(), SimulationError> {
        let store = self.town.store()?.clone();
        let rows = store.inbox_after(self.settled, PAGE).await?;
        for row in &rows {
            let broken = self.watch.see(&Sight::Handled(row));
            self.broken.extend(broken);
            if row.state != "pending" {
                let who = row.person.and_then(|person| self.people.get(&person)).map_or(NOBODY, |i| number(*i));
                let what = format!(
                    "mail {} ({}) is {}: {}",
                    row.id.0,
                    row.message_id.as_deref().unwrap_or("-"),
                    row.state,
                    row.reason
                );
                self.story.note(self.now, [who, NOBODY], what);
            }
        }
        let pending = rows.iter().find(|row| row.state == "pending").map(|row| InboxId(row.id.0 - 1));
        for row in rows.iter().filter(|row| pending.is_none_or(|last| row.id <= last)) {
            let how = if row.state == "ignored" { format!("ignored ({})", row.reason) } else { row.state.clone() };
            *self.figures.received.entry(how).or_default() += 1;
        }
        self.settled = pending.or(rows.last().map(|row| row.id)).unwrap_or(self.settled);
        let deeds = store.deeds_after(self.last_deed, PAGE).await?;
        if deeds.is_empty() {
            return Ok(());
        }
        let mut numbers: Vec<i64> = Vec::new();
        for deed in &deeds {
            self.note_deed(deed);
            let broken = self.watch.see(&Sight::Deed(deed));
            self.broken.extend(broken);
            numbers.push(deed.subject);
            numbers.extend(deed.actor.map(|actor| actor.0));
        }
        self.last_deed = deeds.last().map_or(self.last_deed, |deed| deed.id);
        numbers.sort_unstable();
        numbers.dedup();
        let stand = store.standings(Some(&numbers)).await?;
        self.know(&stand.people);
        let broken = self.watch.see(&Sight::Stand(&stand));
        self.broken.extend(broken);
        Ok(())
    }

    fn note_deed(&mut self, deed: &Deed) {
        let of = |id: i64| self.people.get(&PersonId(id)).map_or(NOBODY, |i| number(*i));
        let request = self.watch.known.requests.values().find(|r| r.id.0 == deed.subject);
        let second = request.map_or_else(|| of(deed.subject), |r| of(r.mentor.0));
        let about = [deed.actor.map_or(NOBODY, |actor| of(actor.0)), second];
        self.story.note(self.now, about, format!("{} {}", deed.what, deed.subject));
    }

    fn know(&mut self, people: &[PersonStands]) {
        for person in people {
            if let Some(index) = self.by_address.get(&person.address.key()) {
                self.people.insert(person.id, *index);
            }
        }
    }

    async fn look_at_all(&mut self) -> Result<(), SimulationError> {
        self.look().await?;
        let stand = self.town.store()?.standings(None).await?;
        self.know(&stand.people);
        let broken = self.watch.see(&Sight::All(&stand));
        self.broken.extend(broken);
        Ok(())
    }

    /// What the service handed over reaches the mailboxes.
    fn deliver(&mut self) -> Result<(), SimulationError> {
        for sent in self.town.sent() {
            self.delivered(sent)?;
        }
        Ok(())
    }

    fn delivered(&mut self, sent: Sent) -> Result<(), SimulationError> {
        self.digest.update(sent.to.as_bytes());
        self.digest.update(&sent.raw);
        let Some((mail, all)) = Incoming::read(&sent.raw) else {
            let how = format!("a mail to {} cannot be read", sent.to);
            self.broken.push(Broken { promise: "every mail can be answered", how, people: Vec::new() });
            return Ok(());
        };
        let to = key(&sent.to).unwrap_or_default();
        let reader = self.watch.known.addresses.get(&to).copied();
        let opened =
            Address::parse(&mail.reply_to).and_then(|address| self.town.service().ok()?.addressing().open(&address));
        let opens = opened.filter(|t| t.purpose == Purpose::Reply).map(|t| (PersonId(t.person), t.thread));
        // A mail program drops what it has already.
        let copy = self.seen.insert(mail.message_id.clone(), ()).is_some();
        let copy = copy && self.plan.faults != super::Faults::default();
        let arrival = Arrival { mail: &mail, all: &all, reader, opens, copy };
        let broken = self.watch.see(&Sight::Out(&arrival));
        self.broken.extend(broken);
        let who = self.by_address.get(&to).copied();
        let what = format!("{} gets a {} {:?}", sent.to, mail.kind, mail.subject);
        self.story.note(self.now, [who.map_or(NOBODY, number), NOBODY], what);
        if copy {
            return Ok(());
        }
        self.out += 1;
        *self.figures.sent.entry(mail.kind.clone()).or_default() += 1;
        if let Some(who) = who {
            self.figures.to_participants += usize::from(self.actors[who].part != Part::Staff);
            self.comes_to(who, mail, &sent);
        }
        Ok(())
    }

    fn comes_to(&mut self, who: usize, mail: Incoming, sent: &Sent) {
        if self.bounces.contains(&who) {
            let raw = automatic::bounce(&sent.to, &sent.envelope_from, &mail.message_id, self.now);
            return self.by_machine(who, "bounce", raw);
        }
        if let Some(until) = self.actors[who].away_until(self.now)
            && self.actors[who].told_away != Some(until)
        {
            self.actors[who].told_away = Some(until);
            let raw = automatic::away(&self.actors[who].writer, &mail, until, self.now);
            self.by_machine(who, "out-of-office", raw);
        }
        let at = self.actors[who].reads_at(self.now);
        self.plan_for(at, Happening::Reads(who, Box::new(mail)));
    }

    /// A mail that a machine writes.
    fn by_machine(&mut self, who: usize, what: &str, raw: Vec<u8>) {
        let (mail, _) = Incoming::read(&raw).unwrap_or_default();
        let put = PutIn { message_id: mail.message_id, meant: Meant::Talk, writer: None };
        self.story.note(self.now, [number(who), NOBODY], format!("{} sends an automatic {what}", self.name(who)));
        self.plan_for(self.now, Happening::Arrives(who, Box::new(put), raw));
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

    /// The end: everything is looked at once more, and what was to be forgotten is looked for.
    async fn close(&mut self) -> Result<(), SimulationError> {
        if self.down {
            self.town.start().await?;
            self.down = false;
        }
        self.wrong_by = 0;
        self.set_clocks();
        let mails = std::mem::take(&mut self.waiting);
        self.town.receive(mails).await?;
        self.town.work().await?;
        self.look_at_all().await?;
        self.deliver()?;
        let lost = self.watch.at_the_end();
        self.broken.extend(lost);
        self.forgotten().await
    }

    /// Whoever has been erased for as long as bytes are kept is nowhere any more.
    async fn forgotten(&mut self) -> Result<(), SimulationError> {
        let before = self.now - SignedDuration::from_hours(24 * (super::town::KEEP_DAYS + 1));
        let erased: Vec<_> = self.watch.known.erased_before(before).collect();
        if erased.is_empty() {
            return Ok(());
        }
        let copy = self.town.copy().await?.to_ascii_lowercase();
        for person in erased {
            let Some(actor) = self.people.get(&person).and_then(|index| self.actors.get(*index)) else { continue };
            for word in [actor.writer.address.to_lowercase(), actor.mark.clone()] {
                if holds(&copy, word.as_bytes()) {
                    let how = format!("{person} is erased, and {word} is still kept");
                    self.broken.push(Broken { promise: "who is erased is forgotten", how, people: vec![person] });
                }
            }
        }
        Ok(())
    }

    async fn report(mut self) -> Result<Report, SimulationError> {
        let mut end = Vec::new();
        if !self.down {
            let stand = self.town.store()?.standings(None).await?;
            self.figures.count(&stand);
            end = self.standing(&stand);
        }
        let failure = self.failure();
        self.town.leave().await;
        let digest = data_encoding::HEXLOWER.encode(self.digest.finish().as_ref());
        Ok(Report { figures: self.figures, digest, end, failure })
    }

    fn standing(&self, stand: &Standings) -> Vec<String> {
        let name = |id: PersonId| self.people.get(&id).map_or("nobody", |i| self.actors[*i].writer.address.as_str());
        let mut lines: Vec<_> = stand.people.iter().map(|p| format!("{} {:?}", name(p.id), p.state)).collect();
        let request = |r: &RequestStands| {
            format!("{} → {} asked at {} {:?}", name(r.mentee), name(r.mentor), r.asked_at, r.state)
        };
        lines.extend(stand.requests.iter().map(request));
        lines.sort();
        lines
    }

    fn failure(&self) -> Option<Failure> {
        let first = self.broken.first()?;
        let about: BTreeSet<u32> = first.people.iter().filter_map(|p| self.people.get(p)).map(|i| number(*i)).collect();
        let others = self.broken.iter().skip(1).take(20).map(|b| format!("{}: {}", b.promise, b.how)).collect();
        Some(Failure {
            promise: first.promise,
            how: first.how.clone(),
            day: (self.now.as_second() - self.begin.as_second()) / 86_400,
            story: self.story.about(&about),
            others,
        })
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

/// The same mail by another way.
fn received_again(raw: &[u8]) -> Vec<u8> {
    let mut copy = b"Received: from relay.example by mx.uni.example; Mon, 1 Jan 2029 00:00:00 +0000\r\n".to_vec();
    copy.extend_from_slice(raw);
    copy
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    !word.is_empty() && bytes.windows(word.len()).any(|window| window == word)
}
