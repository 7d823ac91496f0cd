//! When a delivery is tried again, and when it is given up.

use std::time::Duration;

use rand::{Rng, RngExt};

/// The waits after the first attempt, the second, and so on: three days in all.
const WAITS: [Duration; 13] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(1),
    Duration::from_hours(2),
    Duration::from_hours(4),
    Duration::from_hours(8),
    Duration::from_hours(12),
    Duration::from_hours(12),
    Duration::from_hours(16),
    Duration::from_hours(16),
];
/// A receiver may ask for a longer pause than ours, but not for ever.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// After so long without anything taken, an endpoint is switched off.
pub(super) const LONGEST_FAILURE: Duration = Duration::from_hours(5 * 24);

/// The wait before the next attempt, after `attempt` of them; `None` after the last one. A fifth
/// more or less, so that many that failed together do not come back together.
pub(super) fn wait_after(attempt: i32, rng: &mut impl Rng) -> Option<Duration> {
    let place = usize::try_from(attempt).ok()?.checked_sub(1)?;
    let wait = WAITS.get(place)?;
    Some(wait.mul_f64(rng.random_range(0.8..1.2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_grow_and_make_three_days() {
        let whole: Duration = WAITS.iter().sum();
        let days = whole.as_secs_f64() / 86_400.0;
        assert!((2.9..3.1).contains(&days), "{days}");
        assert!(WAITS.is_sorted());
        let mut rng = rand::rng();
        for attempt in 1..=13 {
            let wait = wait_after(attempt, &mut rng).unwrap();
            let usual = WAITS[usize::try_from(attempt).unwrap() - 1];
            assert!(wait >= usual.mul_f64(0.8) && wait <= usual.mul_f64(1.2));
        }
        for attempt in [-1, 0, 14, i32::MAX] {
            assert_eq!(wait_after(attempt, &mut rng), None);
        }
    }
}
