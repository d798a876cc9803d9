//! What the clock brings: reminders, expiries, invitations, the digest.

use jiff::civil::Weekday;
use jiff::{Timestamp, ToSpan};

use super::process::{due_name, nothing_asked};
use super::{Service, ServiceError};
use crate::programme::decide::needs;
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
        let latest = latest_digest(now, days, self.policy.digest_at, &self.policy.timezone);
        let query = |at| SnapshotQuery { digest_since: last, ..nothing_asked(at) };
        Ok(latest.filter(|at| *at > last).map(|at| (Due::Digest(at), query(at))))
    }
}

/// The latest instant not after `now` at which a digest was due.
fn latest_digest(
    now: Timestamp,
    days: &[Weekday],
    at: jiff::civil::Time,
    zone: &jiff::tz::TimeZone,
) -> Option<Timestamp> {
    let today = now.to_zoned_datetime(zone.clone()).date();
    (0..7).find_map(|back| {
        let day = today.checked_sub(back.days()).ok()?;
        let instant = day.to_datetime(at).to_zoned_datetime(zone.clone()).ok()?.timestamp();
        (days.contains(&day.weekday()) && instant <= now).then_some(instant)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_digest_follows_the_zone_and_the_days() {
        let zone = jiff::tz::TimeZone::get("Europe/London").unwrap();
        let weekdays = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        for (now, expected) in [
            ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z"),
            ("2026-11-23T07:59:59Z", "2026-11-20T08:00:00Z"),
            ("2026-11-22T12:00:00Z", "2026-11-20T08:00:00Z"),
            // Summer time: 08:00 in London is 07:00 UTC.
            ("2026-07-01T07:00:00Z", "2026-07-01T07:00:00Z"),
        ] {
            let found = latest_digest(now.parse().unwrap(), &weekdays, jiff::civil::time(8, 0, 0, 0), &zone);
            assert_eq!(found, Some(expected.parse().unwrap()), "{now}");
        }
        assert_eq!(
            latest_digest("2026-11-23T08:00:00Z".parse().unwrap(), &[], jiff::civil::time(8, 0, 0, 0), &zone),
            None
        );
    }
}
