//! New ids: 63-bit numbers that ascend with time, made without asking the database.

use std::sync::{Mutex, PoisonError};

use crate::time::Timestamp;

/// Milliseconds of 2026-01-01, from which ids count.
const EPOCH: i64 = 1_767_225_600_000;
const SEQUENCE_BITS: u32 = 10;
const NODE_BITS: u32 = 11;

/// Every id made at that moment or later is at least this, and every earlier one less.
pub fn least_of(moment: Timestamp) -> i64 {
    let millis = moment.millis().saturating_sub(EPOCH).max(0);
    millis.saturating_mul(1 << (NODE_BITS + SEQUENCE_BITS))
}

/// Makes ids of the form `milliseconds << 21 | node << 10 | sequence`: unique within a process,
/// and between processes as long as their random node numbers differ; where they do not, the
/// primary key refuses the row and the caller's retry takes the next id.
pub struct IdGenerator {
    node: i64,
    last: Mutex<(i64, i64)>,
}

impl IdGenerator {
    /// A generator with the given node number (its low 11 bits count).
    pub fn new(node: u16) -> Self {
        Self {
            node: i64::from(node) & ((1 << NODE_BITS) - 1),
            last: Mutex::new((0, 0)),
        }
    }

    /// The next id: greater than every one before it.
    pub fn next(&self, now: Timestamp) -> i64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = now.millis().saturating_sub(EPOCH).max(0);
        let (time, sequence) = *last;
        *last = if millis > time {
            (millis, 0)
        } else if sequence + 1 < 1 << SEQUENCE_BITS {
            (time, sequence + 1)
        } else {
            (time + 1, 0)
        };
        (last.0 << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | last.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend_also_when_the_clock_stands_still_or_goes_back() {
        let ids = IdGenerator::new(7);
        let mut last = 0;
        for step in 0..5000_i64 {
            let id = ids.next(Timestamp::from_millis(EPOCH + 100 - step / 1000));
            assert!(id > last);
            last = id;
        }
        let moment = Timestamp::from_millis(EPOCH + 5000);
        assert!(last < least_of(moment) && ids.next(moment) >= least_of(moment));
    }
}
