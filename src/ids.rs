//! New ids: 63-bit numbers that ascend with time, made without asking the database.

use std::sync::{Mutex, PoisonError};

use crate::time::Timestamp;

/// Milliseconds of 2026-01-01, from which ids count.
const EPOCH: i64 = 1_767_225_600_000;
const SEQUENCE_BITS: u32 = 10;
const NODE_BITS: u32 = 11;
/// So many milliseconds may the clock of another process run ahead of ours and be right.
const FURTHEST_AHEAD: i64 = 60_000;

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

    /// The next id that is also greater than one that another process has made. If its clock runs
    /// ahead, ours follows, so that what comes of a message is numbered after it; but not one that
    /// was set wrong, or all that we number would be of that time for ever.
    pub fn next_above(&self, other: i64, now: Timestamp) -> i64 {
        let theirs = other >> (NODE_BITS + SEQUENCE_BITS);
        let ours = now.millis().saturating_sub(EPOCH).max(0);
        if theirs - ours > FURTHEST_AHEAD {
            let sequence = self.next(now) & ((1 << SEQUENCE_BITS) - 1);
            return ((theirs + 1) << (NODE_BITS + SEQUENCE_BITS))
                | (self.node << SEQUENCE_BITS)
                | sequence;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.0 = last.0.max(theirs);
        // No sequence of that millisecond is left, so the next id is of a later one.
        last.1 = (1 << SEQUENCE_BITS) - 1;
        drop(last);
        self.next(now)
    }

    /// Sets `count` ids aside, for rows that a statement makes by itself; all are greater than
    /// every id before them and smaller than every one after.
    pub fn reserve(&self, count: u32, now: Timestamp) -> IdRange {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = now.millis().saturating_sub(EPOCH).max(0);
        let first = millis.max(last.0 + 1);
        let place = i64::from(count.max(1) - 1);
        *last = (
            first + (place >> SEQUENCE_BITS),
            place & ((1 << SEQUENCE_BITS) - 1),
        );
        IdRange {
            first: (first << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS),
        }
    }
}

/// Ids that were set aside together. Their numbers have gaps, where those of other nodes lie.
#[derive(Clone, Copy, Debug)]
pub struct IdRange {
    first: i64,
}

impl IdRange {
    /// The first of them.
    pub fn first(self) -> i64 {
        self.first
    }

    /// The id at a place, counted from 0 on; `first` and `place` are SQL expressions, and so is
    /// the answer.
    pub fn sql(first: &str, place: &str) -> String {
        let (below, above) = (SEQUENCE_BITS, NODE_BITS + SEQUENCE_BITS);
        let mask = (1 << SEQUENCE_BITS) - 1;
        format!("({first} + ((({place}) >> {below}) << {above}) + (({place}) & {mask}))")
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

    #[test]
    fn an_id_is_above_that_of_a_process_whose_clock_runs_ahead() {
        let now = Timestamp::from_millis(EPOCH + 100);
        let (ours, theirs) = (IdGenerator::new(7), IdGenerator::new(2047));
        for ahead in [0, 1, 5000] {
            let other = theirs.next(Timestamp::from_millis(EPOCH + 100 + ahead));
            let before = ours.next(now);
            let id = ours.next_above(other, now);
            assert!(id > other && id > before, "{ahead}");
            assert_eq!((id >> SEQUENCE_BITS) & 0x7ff, 7, "of this node");
            assert!(ours.next(now) > id);
        }
        let wrong = theirs.next(Timestamp::from_millis(EPOCH + 86_400_000));
        assert!(ours.next_above(wrong, now) > wrong);
        assert!(ours.next(now) < wrong, "the others keep their time");
    }

    #[test]
    fn ids_set_aside_lie_between_those_before_and_those_after() {
        let now = Timestamp::from_millis(EPOCH + 100);
        let ids = IdGenerator::new(7);
        let at = |range: IdRange, place: i64| {
            range.first()
                + ((place >> SEQUENCE_BITS) << (NODE_BITS + SEQUENCE_BITS))
                + (place & 1023)
        };
        for count in [1_u32, 2, 1023, 1024, 1025, 5000] {
            let before = ids.next(now);
            let range = ids.reserve(count, now);
            let after = ids.next(now);
            let mut last = before;
            for place in 0..i64::from(count) {
                let id = at(range, place);
                assert!(id > last, "{count} {place}");
                assert_eq!((id >> SEQUENCE_BITS) & 0x7ff, 7, "of this node");
                last = id;
            }
            assert!(after > last);
        }
    }
}
