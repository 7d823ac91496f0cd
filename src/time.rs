//! Moments. Inside the program a moment is a count of milliseconds; people and programs outside
//! see RFC 3339.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat, Utc};

/// A moment: Unix milliseconds, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment so many milliseconds after the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The moment so many seconds after the Unix epoch; `None` outside the years 2001 to 2286,
    /// where no message was or will be written.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        (1_000_000_000..10_000_000_000)
            .contains(&seconds)
            .then(|| Self(seconds.saturating_mul(1000)))
    }

    /// Reads RFC 3339, with any offset.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let moment = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(moment.timestamp_millis()))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment that long after this one.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis))
    }

    /// The moment that long before this one.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(millis))
    }

    /// Which stretch of that length, counted from the Unix epoch, this moment is in.
    pub fn stretch(self, length: Duration) -> i64 {
        let millis = i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
        self.0.div_euclid(millis.max(1))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The moment as `chrono` knows it.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// RFC 3339, UTC, with milliseconds only when there are any.
    pub fn to_rfc3339(self) -> String {
        let format = if self.0.rem_euclid(1000) == 0 {
            SecondsFormat::Secs
        } else {
            SecondsFormat::Millis
        };
        self.to_utc().to_rfc3339_opts(format, true)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

/// Where the time comes from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock of the machine: the only place that reads it.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        #[expect(clippy::disallowed_methods, reason = "the one home of the clock")]
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_as_rfc_3339() {
        let moment = Timestamp::from_unix_seconds(1_795_312_800).unwrap();
        assert_eq!(moment.to_rfc3339(), "2026-11-22T02:00:00Z");
        assert_eq!(
            moment.plus(Duration::from_millis(5)).to_rfc3339(),
            "2026-11-22T02:00:00.005Z"
        );
        let shown = "2026-11-22T09:00:00+07:00";
        assert_eq!(Timestamp::from_rfc3339(shown), Some(moment));
        assert_eq!(Timestamp::from_rfc3339("2026-11-22"), None);
    }

    #[test]
    fn seconds_that_are_no_date_are_refused() {
        assert_eq!(Timestamp::from_unix_seconds(0), None);
        assert_eq!(Timestamp::from_unix_seconds(i64::MAX), None);
    }
}
