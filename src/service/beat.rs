//! The moment at which all that looks by itself does so: a process at rest is woken once for all of it, and not by each loop in its own
//! time.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// How often the loops look without being rung for: what they missed is never later than this.
const EVERY: Duration = Duration::from_secs(60);

/// Beats once a minute.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    began: Instant,
}

impl Default for Beat {
    fn default() -> Self {
        Self { began: Instant::now() }
    }
}

impl Beat {
    /// When it beats next.
    pub fn next(self) -> Instant {
        self.after(Instant::now())
    }

    /// Waits for the next.
    pub async fn wait(self) {
        sleep_until(self.next()).await;
    }

    /// So that who waits for `longest` at the most is woken with all others: until the last beat in that time, if there is any.
    pub fn within(self, longest: Duration) -> Duration {
        let now = Instant::now();
        self.last_within(now, longest) - now
    }

    /// The first after a moment.
    fn after(self, moment: Instant) -> Instant {
        let beats = moment.saturating_duration_since(self.began).as_secs() / EVERY.as_secs();
        self.began + EVERY * u32::try_from(beats.saturating_add(1)).unwrap_or(u32::MAX)
    }

    /// The last that comes not more than `longest` after a moment; the end of that time where none does.
    fn last_within(self, moment: Instant, longest: Duration) -> Instant {
        let (first, end) = (self.after(moment), moment + longest);
        let Some(room) = end.checked_duration_since(first) else { return end };
        end - Duration::from_nanos_u128(room.as_nanos() % EVERY.as_nanos())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_woken_at_one_moment() {
        let beat = Beat::default();
        let at = |seconds| beat.began + Duration::from_secs(seconds);
        for (moment, next) in [(0, 60), (1, 60), (59, 60), (60, 120), (3_599, 3_600)] {
            assert_eq!(beat.after(at(moment)), at(next), "{moment}");
        }
    }

    #[test]
    fn who_waits_in_its_own_time_waits_for_a_beat_where_there_is_one() {
        let beat = Beat::default();
        let at = |seconds| beat.began + Duration::from_secs(seconds);
        for (longest, until) in [(5, 55), (9, 59), (10, 60), (60, 60), (69, 60), (70, 120), (300, 300)] {
            assert_eq!(beat.last_within(at(50), Duration::from_secs(longest)), at(until), "{longest}");
        }
    }
}
