//! What the clock brings: reminders, expiries, invitations, the digest.

use jiff::Timestamp;
use jiff::civil::Weekday;

use super::process::{due_name, nothing_asked};
use super::{Service, ServiceError};
use crate::programme::decide::needs;
use crate::programme::digest_time;
use crate::programme::event::{Due, Event};
use crate::programme::outcome::{Disposition, Ignored};
use crate::programme::quiet;
use crate::store::{EventRef, Settled, SnapshotQuery};

/// How many moments are looked at before other work has its turn.
pub(super) const AT_ONCE: usize = 1_000;
/// How many of them are read about at a time.
const TOGETHER: usize = 100;
/// What a rule says that finds nothing to do.
const NOTHING: Disposition = Disposition::Ignored(Ignored::NothingDue);

impl Service {
    /// Runs the rules that fell due; says how many did. In quiet time those that wait for its end are not looked at
    /// ([`quiet`]), which is all that any rule has to do with it. `digest_days` are the days that have a digest.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn run_due(&self, digest_days: &[Weekday]) -> Result<usize, ServiceError> {
        let now = self.clock.now();
        let quiet = quiet::until(&self.policy, now).is_some();
        let rules = self.store.due(now, quiet, AT_ONCE).await?;
        let of_rule = |due| SnapshotQuery { due: Some(due), needs: needs(&Event::Due(due)), ..nothing_asked(now) };
        let rules: Vec<_> = rules.into_iter().map(|due| (due, of_rule(due))).collect();
        let mut count = rules.len();
        for some in rules.chunks(TOGETHER) {
            let others = match self.run_idle(some, now).await {
                Err(error) if error.is_transient() => return Err(error),
                // What one of them is about cannot be read, say; the others must not wait for that.
                Err(_) => some.iter().collect(),
                Ok(others) => others,
            };
            for one in others {
                self.run_or_report(one, now).await?;
            }
        }
        if let Some(digest) = self.digest_due(now, digest_days).await? {
            self.run_or_report(&digest, now).await?;
            count += 1;
        }
        Ok(count)
    }

    /// Stores, in one transaction, when to look again at those for which nothing is to be done; gives back the others, which may
    /// depend on one another: two may want the one free place.
    async fn run_idle<'a>(
        &self,
        due: &'a [(Due, SnapshotQuery)],
        now: Timestamp,
    ) -> Result<Vec<&'a (Due, SnapshotQuery)>, ServiceError> {
        let queries: Vec<_> = due.iter().map(|(_, query)| query.clone()).collect();
        let snapshots = self.store.snapshots(&queries).await?;
        let (mut idle, mut others) = (Vec::new(), Vec::new());
        for (one, snapshot) in due.iter().zip(&snapshots) {
            match self.outcome(snapshot, &Event::Due(one.0), now).await {
                Ok(outcome) if outcome.disposition == NOTHING && outcome.letters.is_empty() => {
                    if !outcome.changes.is_empty() {
                        idle.push(self.settlement(EventRef::Due(one.0), snapshot, outcome, None, now)?);
                    }
                }
                // What goes wrong does so again alone, and is told there.
                _ => others.push(one),
            }
        }
        if !idle.is_empty() {
            // A lost race means that somebody acted meanwhile; if it is still due then, the next round finds it.
            self.store.settle(&idle, now).await?;
            tracing::debug!(rules = idle.len(), "nothing was to be done where rules fell due");
        }
        Ok(others)
    }

    async fn run_or_report(&self, (due, query): &(Due, SnapshotQuery), now: Timestamp) -> Result<(), ServiceError> {
        match self.run_one(*due, query, now).await {
            Err(error) if !error.is_transient() => {
                let (what, number) = due_name(*due);
                tracing::error!(what, number, error = %error, "a rule that fell due could not be carried out");
                Ok(())
            }
            done => done,
        }
    }

    async fn run_one(&self, due: Due, query: &SnapshotQuery, now: Timestamp) -> Result<(), ServiceError> {
        // A lost race means that somebody acted meanwhile; if it is still due then, the next round finds it.
        let snapshot = self.store.snapshot(query).await?;
        let outcome = self.outcome(&snapshot, &Event::Due(due), now).await?;
        if outcome.disposition == NOTHING && outcome.changes.is_empty() {
            return Ok(());
        }
        let settlement = self.settlement(EventRef::Due(due), &snapshot, outcome, None, now)?;
        let (what, number) = due_name(due);
        match self.store.settle(std::slice::from_ref(&settlement), now).await?.as_slice() {
            [Settled::Stored] => tracing::info!(
                what,
                number,
                letters = settlement.outgoing.len(),
                "a rule that fell due was carried out"
            ),
            _ => tracing::debug!(what, number, "a rule that fell due is looked at again"),
        }
        Ok(())
    }

    /// The digest's period, if its time has come: from the last digest to the latest time of day a digest was due at.
    ///
    /// What happened since then is told by the next one, so that nothing is told twice; of several that were missed, one is made.
    async fn digest_due(&self, now: Timestamp, days: &[Weekday]) -> Result<Option<(Due, SnapshotQuery)>, ServiceError> {
        let Some(last) = self.store.last_digest().await? else {
            // A new installation begins its first period now.
            self.store.begin_digests(now).await?;
            return Ok(None);
        };
        let latest = digest_time::latest(now, days, &self.policy);
        let query = |at| SnapshotQuery { digest: digest_time::span(last, at, &self.policy), ..nothing_asked(at) };
        let due = |at| {
            let due = Due::Digest(at);
            (due, SnapshotQuery { due: Some(due), needs: needs(&Event::Due(due)), ..query(at) })
        };
        Ok(latest.filter(|at| *at > last).map(due))
    }
}
