//! What happened lately, as counts that grow: how much came when, and no further back than matters.

use std::collections::VecDeque;
use std::time::Duration;

use crate::time::Timestamp;

/// How far back it matters.
const MATTERS_FOR: Duration = Duration::from_mins(5);

/// The growth of one count.
#[derive(Debug, Default)]
pub(super) struct Recent {
    seen: u64,
    /// How much came at each look that found some.
    came: VecDeque<(Timestamp, u64)>,
}

impl Recent {
    /// Of a count that is this by now.
    pub(super) fn new(seen: u64) -> Self {
        Self {
            seen,
            came: VecDeque::new(),
        }
    }

    /// Notes what the count is now.
    pub(super) fn note(&mut self, count: u64, now: Timestamp) {
        let new = count.saturating_sub(self.seen);
        self.seen = count;
        if new > 0 {
            self.came.push_back((now, new));
        }
        let is_old = |at: Timestamp| now.since(at) > MATTERS_FOR;
        while self.came.front().is_some_and(|(at, _)| is_old(*at)) {
            self.came.pop_front();
        }
    }

    /// How much came after a moment, in milliseconds.
    pub(super) fn since(&self, moment: i64) -> u64 {
        let later = self.came.iter().filter(|(at, _)| at.millis() >= moment);
        later.map(|(_, count)| count).sum()
    }
}
