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
const AT_ONCE: usize = 1_000;

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
        let mut due: Vec<_> = rules.into_iter().map(|due| (due, nothing_asked(now))).collect();
        due.extend(self.digest_due(now, digest_days).await?);
        let count = due.len();
        for (one, asked) in due {
            if let Err(error) = self.run_one(one, asked, now).await {
                if error.is_transient() {
                    return Err(error);
                }
                let (what, number) = due_name(one);
                tracing::error!(what, number, error = %error, "a rule that fell due could not be carried out");
            }
        }
        Ok(count)
    }

    async fn run_one(&self, due: Due, asked: SnapshotQuery, now: Timestamp) -> Result<(), ServiceError> {
        let query = SnapshotQuery { due: Some(due), needs: needs(&Event::Due(due)), ..asked };
        // A lost race means that somebody acted meanwhile; if it is still due then, the next round finds it.
        let snapshot = self.store.snapshot(&query).await?;
        let outcome = self.outcome(&snapshot, &Event::Due(due), now).await?;
        if outcome.disposition == Disposition::Ignored(Ignored::NothingDue) && outcome.changes.is_empty() {
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
        Ok(latest.filter(|at| *at > last).map(|at| (Due::Digest(at), query(at))))
    }
}
