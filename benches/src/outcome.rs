//! A measurement in figures.

use std::{collections::BTreeMap, io, time::Duration};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// What one load of one server showed. Written and read as one line of JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// Connections kept busy.
    pub connections: usize,
    /// Length of the measured window.
    pub seconds: f64,
    /// Answers in the measured window whose status says success.
    pub requests: u64,
    /// The same, by second.
    pub per_second: f64,
    /// Latencies of the answers in the window, in milliseconds.
    pub p50_ms: f64,
    /// See `p50_ms`.
    pub p99_ms: f64,
    /// See `p50_ms`.
    pub p999_ms: f64,
    /// See `p50_ms`.
    pub max_ms: f64,
    /// Every answer by status, warm-up and last ones included.
    pub statuses: BTreeMap<String, u64>,
    /// Requests that got no answer.
    pub errors: u64,
}

/// Counts kept while a load runs.
#[derive(Debug)]
pub struct Tally {
    latencies: Histogram<u64>,
    statuses: BTreeMap<u16, u64>,
    errors: u64,
}

impl Tally {
    /// Counts of nothing yet.
    ///
    /// # Errors
    ///
    /// Never, with the bounds used here.
    pub fn new() -> io::Result<Self> {
        // From a microsecond to a minute, right to a thousandth.
        let latencies = Histogram::new_with_bounds(1, 60_000_000, 3).map_err(io::Error::other)?;
        Ok(Self {
            latencies,
            statuses: BTreeMap::new(),
            errors: 0,
        })
    }

    /// Counts an answer; its latency only if it belongs to the measured window.
    pub fn answered(&mut self, status: u16, latency: Option<Duration>) {
        *self.statuses.entry(status).or_default() += 1;
        if let Some(latency) = latency {
            self.latencies
                .saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
        }
    }

    /// Counts a request that got no answer.
    pub fn failed(&mut self) {
        self.errors += 1;
    }

    /// The figures, for a window of this length.
    pub fn outcome(&self, connections: usize, window: Duration) -> Outcome {
        let requests = self.latencies.len();
        let at = |quantile| milliseconds(self.latencies.value_at_quantile(quantile));
        Outcome {
            connections,
            seconds: window.as_secs_f64(),
            requests,
            per_second: u32::try_from(requests).map_or(f64::INFINITY, f64::from)
                / window.as_secs_f64(),
            p50_ms: at(0.5),
            p99_ms: at(0.99),
            p999_ms: at(0.999),
            max_ms: milliseconds(self.latencies.max()),
            statuses: self
                .statuses
                .iter()
                .map(|(status, count)| (status.to_string(), *count))
                .collect(),
            errors: self.errors,
        }
    }
}

fn milliseconds(microseconds: u64) -> f64 {
    Duration::from_micros(microseconds).as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_in_the_window_count_for_speed() -> io::Result<()> {
        let mut tally = Tally::new()?;
        tally.answered(200, None);
        for millisecond in 1..=100 {
            tally.answered(200, Some(Duration::from_millis(millisecond)));
        }
        tally.answered(503, Some(Duration::from_millis(1)));
        tally.failed();
        let outcome = tally.outcome(4, Duration::from_secs(2));
        assert_eq!(outcome.requests, 101);
        assert!((outcome.per_second - 50.5).abs() < 1e-9);
        assert!((outcome.p50_ms - 50.0).abs() < 0.1, "{}", outcome.p50_ms);
        assert_eq!(
            outcome.statuses,
            BTreeMap::from([("200".to_owned(), 101), ("503".to_owned(), 1)])
        );
        assert_eq!(outcome.errors, 1);
        Ok(())
    }
}
