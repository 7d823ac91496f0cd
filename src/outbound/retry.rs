//! When to try again.

use std::time::Duration;

use rand::{Rng, RngExt};

/// A message is given up after so many calls of the provider.
pub const ATTEMPTS: i32 = 8;
const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_mins(15);

/// The wait before the next try: doubled each time, with up to a fifth of jitter, so that many
/// that failed together do not come back together.
pub fn backoff(attempt: i32, rng: &mut impl Rng) -> Duration {
    let doublings = u32::try_from(attempt.saturating_sub(1))
        .unwrap_or(0)
        .min(16);
    let wait = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    wait + wait.mul_f64(rng.random_range(0.0..0.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_bounded() {
        let mut rng = rand::rng();
        assert!(backoff(1, &mut rng) < backoff(3, &mut rng));
        for attempt in -1..100 {
            let wait = backoff(attempt, &mut rng);
            assert!(wait >= FIRST && wait <= LONGEST.mul_f64(1.2));
        }
    }
}
