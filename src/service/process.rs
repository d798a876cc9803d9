//! Pending mail: parsed, decided about, settled. Several share a transaction; one that cannot be handled stops no other.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;

use super::batch::{BATCH, Batch};
use super::bells::Bells;
use super::read::{ATTEMPTS, Read};
use super::wave::{Touched, Wave, named_by, touches, waits};
use super::{Service, ServiceError, backoff};
use crate::programme::change::Change;
use crate::programme::decide::{decide, needs};
use crate::programme::digest_time;
use crate::programme::event::{Due, Event};
use crate::programme::letter::LetterId;
use crate::programme::outcome::{Disposition, Outcome};
use crate::programme::person::{PersonId, Role};
use crate::programme::snapshot::{DigestSpan, Needs, Snapshot};
use crate::programme::{report, staff_command};
use crate::store::{EventRef, Leasing, Settled, Settlement, SnapshotQuery, StaffNeeds};

/// How many groups of mails that do not depend on one another a batch is taken apart into; what is left then comes one by one.
const WAVES: usize = 4;
/// How often a decision is made again because somebody else changed what it was based on.
const RACES: usize = 8;
/// What a digest that staff ask for looks back on.
const DIGEST_ON_REQUEST: Duration = Duration::from_secs(24 * 3600);
/// How many letters wait at the most to be handed over as they are, and how many bytes of them memory holds.
const LETTERS: usize = 128;
const LETTERS_BYTES: u64 = 4 << 20;

impl Service {
    /// Handles the oldest pending mails; says how many there were.
    ///
    /// # Errors
    /// When the store fails; the mails stay pending.
    pub async fn process_batch(&self) -> Result<usize, ServiceError> {
        let batch = self.take_batch(BATCH).await?;
        let wave = self.decide_batch(batch, &HashSet::new()).await?;
        let count = wave.count;
        self.settle_wave(wave, None).await?;
        Ok(count)
    }

    /// Decides about a batch, as far as it does not depend on what is being settled meanwhile; that is `under_way`.
    pub(super) async fn decide_batch(&self, batch: Batch, under_way: &HashSet<Touched>) -> Result<Wave, ServiceError> {
        let Batch { reads, count, is_full } = batch;
        Ok(Wave { count, is_full, ..self.wave(reads, under_way, self.clock.now()).await? })
    }

    /// Settles what was decided, and then what depends on it, wave by wave.
    pub(super) async fn settle_wave(&self, mut wave: Wave, bells: Option<&Bells>) -> Result<(), ServiceError> {
        let now = wave.now;
        for more in (0..WAVES).rev() {
            self.settle_group(wave.group, wave.members, bells, now).await?;
            if more == 0 || wave.later.is_empty() {
                break;
            }
            wave = self.wave(wave.later, &HashSet::new(), now).await?;
        }
        // Many mails of one person or conversation: each depends on the one before it.
        for read in wave.later {
            self.settle_alone(read, bells, now).await?;
        }
        Ok(())
    }

    /// Decides about all mails that depend neither on one another nor on what is under way.
    async fn wave(&self, reads: Vec<Read>, under_way: &HashSet<Touched>, now: Timestamp) -> Result<Wave, ServiceError> {
        let mut wave = Wave { now, ..Wave::default() };
        if reads.is_empty() {
            return Ok(wave);
        }
        // Of most that have to wait it shows in their addresses already; about those nothing is asked.
        let waits = waits(&reads, under_way);
        let asked = reads.iter().zip(&waits).filter(|(_, waits)| !**waits);
        let queries: Vec<_> = asked.map(|(read, _)| self.query(read, now)).collect();
        let mut snapshots = self.store.snapshots(&queries).await?.into_iter();
        for (read, waits) in reads.into_iter().zip(waits) {
            let snapshot = if waits { None } else { snapshots.next() };
            let Some(snapshot) = snapshot else {
                let touches = named_by(&read);
                wave.put_off(read, touches);
                continue;
            };
            let touches = touches(&read, &snapshot);
            // What an earlier mail changes is not stored yet, and this one may depend on it.
            if wave.must_wait(&touches, under_way) {
                wave.put_off(read, touches);
                continue;
            }
            wave.touched.extend(touches);
            match self.decided(&read, &snapshot, now).await {
                Ok(settlement) => {
                    wave.group.push(settlement);
                    wave.members.push(read);
                }
                Err(error) => self.set_back(read.pending.id, read.pending.attempts, &error).await?,
            }
        }
        Ok(wave)
    }

    fn query(&self, read: &Read, now: Timestamp) -> SnapshotQuery {
        let inbound = &read.inbound;
        let domain = self.policy.address.domain();
        let mut message_ids = inbound.in_reply_to.clone();
        message_ids.extend(inbound.references.iter().cloned());
        SnapshotQuery {
            from: inbound.from.clone(),
            token: read.token,
            message_ids,
            bounce_of: read.bounce_of,
            reported_message_ids: inbound
                .reported_message_ids
                .iter()
                .filter_map(|id| LetterId::of_message_id(id, domain))
                .collect(),
            duplicate: Some((read.pending.id, read.pending.content_key)),
            vouched: read.pending.vouched_by,
            needs: needs(&read.event()),
            staff: self.staff_needs(&inbound.text, now),
            digest: digest_time::span(now - DIGEST_ON_REQUEST, now, &self.policy),
            ..nothing_asked(now)
        }
    }

    /// What the lines of a mail ask about, should staff have written it.
    fn staff_needs(&self, text: &str, now: Timestamp) -> StaffNeeds {
        let asked = staff_command::asked_about(text);
        let spans = asked.reports.iter().filter_map(|words| report::spans(words, now, &self.policy.timezone));
        StaffNeeds {
            numbers: asked.numbers,
            addresses: asked.addresses,
            digest: asked.digest,
            everybody: asked.everybody,
            export: asked.export,
            reports: spans.take(report::MOST).collect(),
        }
    }

    /// Decides about one mail and seals its letters; a panic in a rule marks this mail and no other.
    async fn decided(&self, read: &Read, snapshot: &Snapshot, now: Timestamp) -> Result<Settlement, ServiceError> {
        // Whose address it comes from, whoever's token it bears: they hold that by a letter that went on.
        let writer = read.pending.vouched_by.or(snapshot.sender).or(read.token.map(|(person, _)| person));
        let outcome = self.outcome(snapshot, &read.event(), now).await?;
        // Whoever joins by this mail was nobody of ours when it came.
        let newcomer = outcome.changes.iter().find_map(|change| match change {
            Change::NewPerson(person) if snapshot.sender.is_none() => Some(person.id),
            _ => None,
        });
        let mut settlement = self.settlement(EventRef::Inbox(read.pending.id), snapshot, outcome, writer, now)?;
        settlement.person = writer.or(newcomer);
        settlement.conversation = snapshot.conversation.as_ref().map(|c| c.id);
        settlement.message_id = Some(read.inbound.message_id.clone());
        Ok(settlement)
    }

    /// What the rules say.
    pub(super) async fn outcome(
        &self,
        snapshot: &Snapshot,
        event: &Event<'_>,
        now: Timestamp,
    ) -> Result<Outcome, ServiceError> {
        let deciding =
            self.with_ids(|ids| catch_unwind(AssertUnwindSafe(|| decide(snapshot, event, &self.policy, now, ids))));
        deciding.await?.map_err(|_| ServiceError::Internal("a rule panicked".to_owned()))
    }

    /// Decides about an event and stores what comes of it; once more from the start where somebody else changed what it was
    /// based on.
    ///
    /// # Errors
    /// When the store fails, a rule panics, or the races are lost too often; nothing is stored then.
    pub(super) async fn carry_out(
        &self,
        event: &Event<'_>,
        of: EventRef,
        query: &SnapshotQuery,
        now: Timestamp,
    ) -> Result<Disposition, ServiceError> {
        for _ in 0..RACES {
            let snapshot = self.store.snapshot(query).await?;
            let outcome = self.outcome(&snapshot, event, now).await?;
            let disposition = outcome.disposition.clone();
            let settlement = self.settlement(of, &snapshot, outcome, None, now)?;
            if matches!(self.store.settle(&[settlement], now).await?.as_slice(), [Settled::Stored]) {
                return Ok(disposition);
            }
        }
        Err(ServiceError::Internal("what it depends on kept changing".to_owned()))
    }

    /// What is to be stored of an outcome.
    pub(super) fn settlement(
        &self,
        event: EventRef,
        snapshot: &Snapshot,
        outcome: Outcome,
        writer: Option<PersonId>,
        now: Timestamp,
    ) -> Result<Settlement, ServiceError> {
        let is_staff = |id: PersonId| snapshot.person(id).is_some_and(|p| matches!(p.role, Role::Staff(_)));
        let outgoing = outcome
            .letters
            .iter()
            .map(|letter| self.seal(letter, writer, letter.to.person.is_some_and(is_staff), now))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Settlement {
            event,
            disposition: Some(words(&outcome.disposition)),
            person: writer,
            conversation: None,
            message_id: None,
            changes: outcome.changes,
            outgoing,
        })
    }

    /// Stores a group in one transaction; who lost a race is decided about again, alone.
    async fn settle_group(
        &self,
        group: Vec<Settlement>,
        members: Vec<Read>,
        bells: Option<&Bells>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        if group.is_empty() {
            return Ok(());
        }
        tracing::trace!(mails = group.len(), "mail has been decided about");
        let settled = self.settle(&group, bells, now).await?;
        let mut again = Vec::new();
        for ((result, settlement), read) in settled.into_iter().zip(group).zip(members) {
            match result {
                Settled::Stored => self.report(&read, &settlement),
                Settled::Conflict => again.push(read),
            }
        }
        for read in again {
            self.settle_alone(read, bells, now).await?;
        }
        Ok(())
    }

    /// Stores a group; its letters are handed on to who hands them over, as far as there is room.
    async fn settle(
        &self,
        group: &[Settlement],
        bells: Option<&Bells>,
        now: Timestamp,
    ) -> Result<Vec<Settled>, ServiceError> {
        let Some(bells) = bells else { return Ok(self.store.settle(group, now).await?) };
        let letters = group.iter().map(|settlement| settlement.outgoing.len()).sum::<usize>();
        let _handing = bells.handing_letters.lock().await;
        // Any that wait may be large.
        let room = if bells.letters.len() == 0 && !self.counts_as_dead() { LETTERS } else { 0 };
        let leasing = Leasing { limit: room, bytes: LETTERS_BYTES, ..self.leasing(now) };
        let stored = self.store.settle_and_lease(group, Some(leasing).filter(|_| room > 0), now).await;
        // It may be stored although nobody said so.
        let (settled, leased) = stored.inspect_err(|_| bells.letters_astray.store(true, Ordering::SeqCst))?;
        if leased.len() < letters {
            bells.written.notify_one();
        }
        if !leased.is_empty() {
            tracing::trace!(letters = leased.len(), "letters are about to be handed over");
        }
        for letter in leased {
            bells.letters.put(letter);
        }
        Ok(settled)
    }

    async fn settle_alone(&self, read: Read, bells: Option<&Bells>, now: Timestamp) -> Result<(), ServiceError> {
        for _ in 0..RACES {
            let snapshot = self.store.snapshot(&self.query(&read, now)).await?;
            let settlement = match self.decided(&read, &snapshot, now).await {
                Ok(settlement) => settlement,
                Err(error) => return self.set_back(read.pending.id, read.pending.attempts, &error).await,
            };
            let settlement = [settlement];
            tracing::trace!(mails = 1, "mail has been decided about");
            if matches!(self.settle(&settlement, bells, now).await?.as_slice(), [Settled::Stored]) {
                let [settlement] = settlement;
                self.report(&read, &settlement);
                return Ok(());
            }
        }
        let lost = ServiceError::Internal("what it depends on kept changing".to_owned());
        self.set_back(read.pending.id, read.pending.attempts, &lost).await
    }

    fn report(&self, read: &Read, settlement: &Settlement) {
        self.meter.handled(read.pending.received_at, self.clock.now());
        let disposition = settlement.disposition.as_ref();
        let (state, reason) = disposition.map_or(("", ""), |(state, reason)| (*state, reason.as_str()));
        tracing::info!(
            inbox.id = read.pending.id.0,
            mail.message_id = %read.inbound.message_id,
            state,
            reason,
            letters = settlement.outgoing.len(),
            "a mail was handled"
        );
    }

    /// One mail could not be handled: later again, or set aside for people after the last try.
    pub(super) async fn set_back(
        &self,
        id: crate::programme::conversation::InboxId,
        attempts: u32,
        error: &ServiceError,
    ) -> Result<(), ServiceError> {
        self.meter.set_back();
        let wait = backoff(attempts, Duration::from_secs(30), Duration::from_secs(3600), self.random());
        let again = (attempts < ATTEMPTS).then(|| self.clock.now() + wait);
        tracing::error!(inbox.id = id.0, attempt = attempts, error = %error, "a mail could not be handled");
        self.store.failed(id, &self.owner, &error.to_string(), again).await?;
        Ok(())
    }
}

/// A query for nothing, to be filled in.
pub(super) fn nothing_asked(now: Timestamp) -> SnapshotQuery {
    SnapshotQuery {
        from: None,
        token: None,
        message_ids: Vec::new(),
        bounce_of: None,
        reported_message_ids: Vec::new(),
        duplicate: None,
        due: None,
        vouched: None,
        needs: Needs::default(),
        staff: StaffNeeds::default(),
        now,
        digest: DigestSpan { since: now, weekly: false, weeks: Vec::new(), quiet_before: Timestamp::MIN },
    }
}

/// The state of the inbox row and the reason beside it.
fn words(disposition: &Disposition) -> (&'static str, String) {
    match disposition {
        Disposition::Done(what) => ("done", (*what).to_owned()),
        Disposition::Relayed => ("relayed", "passed on".to_owned()),
        Disposition::Answered(why) => ("answered", (*why).to_owned()),
        Disposition::Held(held) => ("held", format!("held {}", held.0)),
        Disposition::Ignored(why) => ("ignored", why.as_str().to_owned()),
    }
}

/// What a `Due` is called in the log.
pub(super) fn due_name(due: Due) -> (&'static str, i64) {
    match due {
        Due::Request(id) => ("request", id.0),
        Due::Mentorship(id) => ("mentorship", id.0),
        Due::Person(id) => ("person", id.0),
        Due::Meeting(id) => ("meeting", id.0),
        Due::Question(id) => ("question", id.0),
        Due::Digest(at) => ("digest", at.as_second()),
    }
}
