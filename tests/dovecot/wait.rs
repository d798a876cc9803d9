//! Waiting for a condition, with an end.

use std::time::{Duration, Instant};

/// How long anything may take on a busy machine; a letter that was put off is tried again after a minute at the latest.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Asks again and again until there is an answer; panics when there is none in time.
pub fn until<T>(what: &str, mut asked: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = asked() {
            return answer;
        }
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
