//! What waits for its moment: due rules, the digest, and when anything is to be done next.

use jiff::Timestamp;

use super::backend::{row, rows, run};
use super::words::{instant, micros};
use super::{Store, StoreError};
use crate::programme::event::Due;
use crate::programme::meeting::MeetingId;
use crate::programme::mentorship::MentorshipId;
use crate::programme::person::PersonId;
use crate::programme::question::QuestionId;
use crate::programme::request::RequestId;

impl Store {
    /// What has fallen due, longest due first. In `quiet` time only those kinds that do not wait for its end (`quiet::waits`).
    pub async fn due(&self, now: Timestamp, quiet: bool, limit: usize) -> Result<Vec<Due>, StoreError> {
        let mut tx = self.pools.read().await?;
        // In quiet time nothing of these has fallen due; a kind that does not wait compares with the instant itself.
        let due_by = if quiet { i64::MIN } else { micros(now) };
        let found = rows!(
            &mut tx,
            (i64, i64, i64),
            "SELECT due_at, CAST(1 AS BIGINT) AS kind, id FROM requests WHERE due_at <= $1
             UNION ALL SELECT due_at, CAST(2 AS BIGINT) AS kind, id FROM mentorships WHERE due_at <= $1
             UNION ALL SELECT due_at, CAST(3 AS BIGINT) AS kind, id FROM people WHERE due_at <= $1
             UNION ALL SELECT due_at, CAST(4 AS BIGINT) AS kind, id FROM questions WHERE due_at <= $1
             UNION ALL SELECT due_at, CAST(5 AS BIGINT) AS kind, id FROM meetings WHERE due_at <= $3
             ORDER BY 1, 2, 3 LIMIT $2 + 0",
            due_by,
            i64::try_from(limit).unwrap_or(i64::MAX),
            micros(now)
        )?;
        let due = |(_, kind, id)| match kind {
            1 => Due::Request(RequestId(id)),
            2 => Due::Mentorship(MentorshipId(id)),
            3 => Due::Person(PersonId(id)),
            4 => Due::Question(QuestionId(id)),
            _ => Due::Meeting(MeetingId(id)),
        };
        Ok(found.into_iter().map(due).collect())
    }

    /// The end of the last digest's period, or since when there have been digests; `None` before [`Store::begin_digests`].
    pub async fn last_digest(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut tx = self.pools.read().await?;
        let last = row!(&mut tx, (Option<i64>,), "SELECT MAX(period) FROM digests")?;
        Ok(last.and_then(|(period,)| period).map(instant))
    }

    /// Begins to count for digests, where that has not begun: the first digest tells what happened from here on.
    pub async fn begin_digests(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.pools.write().await?;
        run!(
            &mut tx,
            "INSERT INTO digests (period, made_at) SELECT $1, $1 WHERE NOT EXISTS (SELECT 1 FROM digests)",
            micros(now)
        )?;
        tx.commit().await
    }

    /// The earliest moment at which a mail, a letter or a rule wants to be looked at; at the earliest `now`, and `None`
    /// where nothing waits. `quiet` is the end of the quiet time that it is now, before which no rule that waits for it is looked at.
    pub async fn next_wake(&self, now: Timestamp, quiet: Option<Timestamp>) -> Result<Option<Timestamp>, StoreError> {
        let mut tx = self.pools.read().await?;
        // A letter behind another of its conversation waits for that one, however long it is due itself.
        let next = row!(
            &mut tx,
            (Option<i64>,),
            "SELECT MIN(w.at) FROM (
             SELECT MIN(CASE WHEN leased_until > next_at THEN leased_until ELSE next_at END) AS at
                 FROM inbox WHERE state = 'pending'
             UNION ALL SELECT MIN(CASE WHEN o.leased_until > o.next_at THEN o.leased_until ELSE o.next_at END)
                 FROM outbox o WHERE o.state IN ('queued', 'uncertain')
                 AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.state IN ('queued', 'uncertain')
                     AND p.conversation = o.conversation AND p.address_key = o.address_key AND p.id < o.id)
             UNION ALL SELECT CASE WHEN MIN(r.due_at) < $1 THEN $1 ELSE MIN(r.due_at) END FROM (
                 SELECT MIN(due_at) AS due_at FROM requests
                 UNION ALL SELECT MIN(due_at) FROM mentorships
                 UNION ALL SELECT MIN(due_at) FROM people
                 UNION ALL SELECT MIN(due_at) FROM questions) r
             UNION ALL SELECT MIN(due_at) FROM meetings) w",
            quiet.map_or(i64::MIN, micros)
        )?;
        Ok(next.and_then(|(at,)| at).map(|at| instant(at).max(now)))
    }
}
