//! How long to wait before the next try: doubling, bounded, and never the same for two who failed together.

use std::time::Duration;

/// The wait after `attempts` failures: `first` doubled for each failure after the first, at most `longest`, and of that between
/// three quarters and all, as `random` (63 bits) says.
pub fn backoff(attempts: u32, first: Duration, longest: Duration, random: i64) -> Duration {
    let doubled = first.saturating_mul(2u32.saturating_pow(attempts.saturating_sub(1)));
    let whole = doubled.min(longest);
    let share = u32::try_from(random.rem_euclid(1_000)).unwrap_or(0);
    whole.mul_f64(0.75 + f64::from(share) / 4_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_up_to_the_longest() {
        let wait = |attempts, random| backoff(attempts, Duration::from_secs(60), Duration::from_secs(3600), random);
        for (attempts, whole) in
            [(0, 60), (1, 60), (2, 120), (3, 240), (6, 1920), (7, 3600), (40, 3600), (u32::MAX, 3600)]
        {
            let least = wait(attempts, 0).as_secs_f64();
            let most = wait(attempts, 999).as_secs_f64();
            assert_eq!(least, f64::from(whole) * 0.75, "{attempts}");
            assert!(most > f64::from(whole) * 0.99 && most <= f64::from(whole), "{attempts}: {most}");
        }
    }
}
