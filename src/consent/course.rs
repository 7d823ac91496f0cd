//! The course of consent over weeks: how many were asked, agreed, and said no, and how many had
//! agreed at the end of each. What was only typed in the simulator is no answer of anybody and is
//! left out.

use std::time::Duration;

use chrono::{Datelike, Days, NaiveTime, TimeZone};
use chrono_tz::Tz;
use entity::consent_event::{Column, Entity};
use entity::words::EventKind;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect};

use crate::database::StoreError;
use crate::time::Timestamp;

/// Entries that rest on the simulator, worded as in the index `consent_event_played`, which holds
/// only them. Words of people cannot look like this: their quotes are escaped in the evidence.
const PLAYED_SQLITE: &str = "instr(evidence, '\"provider\":\"sandbox\"') > 0";
const PLAYED_POSTGRES: &str = "strpos(evidence, '\"provider\":\"sandbox\"') > 0";
/// Which week, what, how many.
type Rows = Vec<(i64, EventKind, i64)>;

const WEEK: Duration = Duration::from_hours(7 * 24);

/// What happened in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Monday, when the day of the office begins.
    pub begins: Timestamp,
    /// Requests that reached their provider.
    pub asked: i64,
    /// Who agreed.
    pub granted: i64,
    /// Who declined, or took a yes back.
    pub denied: i64,
    /// How many had agreed when it ended.
    pub agreed: i64,
}

/// The latest weeks, the oldest first; `agreed` says how many have agreed now, other than in the
/// simulator.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn weeks(
    db: &impl ConnectionTrait,
    count: u32,
    agreed: i64,
    now: Timestamp,
    zone: Tz,
) -> Result<Vec<Week>, StoreError> {
    let start = monday(now, zone).minus(WEEK * count.saturating_sub(1));
    let week = || {
        let millis = WEEK.as_millis();
        Expr::cust(format!("(at - {}) / {millis}", start.millis()))
    };
    let counted = Entity::find()
        .select_only()
        .column_as(week(), "week")
        .column(Column::Kind)
        .column_as(Column::Kind.count(), "count")
        .filter(Column::At.gte(start.millis()))
        .group_by(week())
        .group_by(Column::Kind);
    let rows: Rows = counted.clone().into_tuple().all(db).await?;
    let is_play = match db.get_database_backend() {
        DbBackend::Postgres => PLAYED_POSTGRES,
        _ => PLAYED_SQLITE,
    };
    let played = counted.filter(Expr::cust(is_play));
    let played: Rows = played.into_tuple().all(db).await?;
    let mut weeks = Vec::new();
    let mut agreed = agreed;
    for place in (0..count).rev() {
        let of = |kinds: &[EventKind]| -> i64 {
            let sum = |rows: &Rows| -> i64 {
                rows.iter()
                    .filter(|(week, kind, _)| *week == i64::from(place) && kinds.contains(kind))
                    .map(|(_, _, count)| count)
                    .sum()
            };
            sum(&rows) - sum(&played)
        };
        let granted = of(&[EventKind::Granted]);
        weeks.push(Week {
            begins: start.plus(WEEK * place),
            asked: of(&[EventKind::Asked]),
            granted,
            denied: of(&[EventKind::Declined, EventKind::Withdrawn]),
            agreed,
        });
        // Going back: who agreed in this week had not before, who withdrew had.
        agreed = (agreed - granted + of(&[EventKind::Withdrawn])).max(0);
    }
    weeks.reverse();
    Ok(weeks)
}

/// When the week of a moment began, in the zone of the office.
fn monday(now: Timestamp, zone: Tz) -> Timestamp {
    let today = now.to_utc().with_timezone(&zone).date_naive();
    let back = Days::new(u64::from(today.weekday().num_days_from_monday()));
    let monday = today.checked_sub_days(back).unwrap_or(today);
    let midnight = zone.from_local_datetime(&monday.and_time(NaiveTime::MIN));
    // Where clocks are put forward at midnight, the day begins an hour later.
    let begins = midnight.earliest().map_or_else(
        || monday.and_time(NaiveTime::MIN).and_utc().timestamp_millis(),
        |begins| begins.timestamp_millis(),
    );
    Timestamp::from_millis(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::register::{self, Decided, PaperSource};
    use crate::people::PhoneNumber;
    use crate::testing::{NOW, TestCore};

    #[test]
    fn a_week_begins_on_monday_at_midnight_of_the_office() {
        let zone = chrono_tz::Asia::Jakarta;
        // 22 November 2026 is a Sunday.
        let begins = monday(NOW, zone);
        assert_eq!(begins.to_rfc3339(), "2026-11-15T17:00:00Z");
        assert_eq!(monday(begins, zone), begins);
    }

    #[tokio::test]
    async fn what_was_only_played_is_in_no_week() {
        let test = TestCore::new().await;
        let core = &test.core;
        let number = PhoneNumber::parse("081234567801").unwrap();
        let quoted = r#"kata warga: "provider":"sandbox""#;
        let (decided, source) = (Decided::Granted, PaperSource::Form);
        let done = register::record(core, &number, decided, source, quoted, "staff:a");
        done.await.unwrap();
        let granted = async || {
            let (zone, now) = (core.policy.rules.zone, core.now());
            let weeks = weeks(core.db.reader(), 1, 1, now, zone).await.unwrap();
            weeks[0].granted
        };
        assert_eq!(granted().await, 1, "words cannot pass for the simulator");
        let evidence = serde_json::json!({"provider": "sandbox"}).to_string();
        let all = Entity::find().all(core.db.reader()).await.unwrap();
        let played = entity::consent_event::Model {
            id: entity::ids::EventId(core.next_id()),
            seq: 2,
            evidence,
            hash: vec![2; 32],
            previous_hash: vec![1; 32],
            ..all[0].clone()
        };
        let txn = core.db.begin_write().await.unwrap();
        let row = sea_orm::IntoActiveModel::into_active_model(played);
        Entity::insert(row).exec(&*txn).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(granted().await, 1);
    }

    #[tokio::test]
    async fn a_week_counts_what_happened_in_it() {
        let test = TestCore::new().await;
        let core = &test.core;
        let number = |end: u8| PhoneNumber::parse(&format!("08123456780{end}")).unwrap();
        let record = async |end, decided| {
            let number = number(end);
            let source = PaperSource::Form;
            let done = register::record(core, &number, decided, source, "formulir", "staff:a");
            done.await.unwrap();
        };
        record(1, Decided::Granted).await;
        record(2, Decided::Granted).await;
        record(3, Decided::Denied).await;
        record(2, Decided::Denied).await;
        let zone = core.policy.rules.zone;
        let weeks = weeks(core.db.reader(), 3, 1, core.now(), zone)
            .await
            .unwrap();
        let seen: Vec<_> = weeks
            .iter()
            .map(|week| (week.granted, week.denied, week.agreed))
            .collect();
        assert_eq!(seen, [(0, 0, 0), (0, 0, 0), (2, 2, 1)]);
        assert!(weeks.is_sorted_by_key(|week| week.begins));
    }
}
