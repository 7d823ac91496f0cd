//! Which permits are to be reminded of, as SQL. The permits are found by the index over their last
//! day, so what is not near its end costs nothing, however many there are.

use std::fmt::Write as _;

use chrono::Days;
use entity::ids::{ContactId, NoticeId, PartnerId, PermitId};
use entity::words::{Purpose, ReminderOutcome};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::reminder::KIND;
use super::reminder_rules::ReminderDays;
use crate::consent::gate::Rules;
use crate::consent::gate_sql;
use crate::database::StoreError;
use crate::day::Day;
use crate::sql::Sql;
use crate::time::Timestamp;

/// The permit belongs to no partner.
pub const NO_PARTNER: &str = "no_partner";
/// The partner has no number.
pub const NO_PHONE: &str = "no_phone";
/// The permit has no number or no type, or the text wants what nobody knows: a blank is never sent.
pub const MISSING_VALUE: &str = "missing_value";

/// A permit that is to be reminded of, with all that a message about it says.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) permit_id: PermitId,
    pub(super) registration_id: String,
    pub(super) permit_number: Option<String>,
    pub(super) permit_type: Option<String>,
    pub(super) applicant_name: Option<String>,
    pub(super) expiry_date: String,
    pub(super) partner_id: Option<PartnerId>,
    pub(super) partner_name: Option<String>,
    pub(super) contact_id: Option<ContactId>,
    pub(super) address: Option<String>,
    /// The nearest of the thresholds that are reached; `None` if none is yet.
    pub(super) threshold: Option<i64>,
    /// What became of it so far.
    pub(super) notice: Option<(NoticeId, Option<ReminderOutcome>, Option<String>)>,
    /// Why nothing may go.
    pub(super) refusal: Option<String>,
    /// Somebody was told of other permits today already.
    pub(super) told_today: bool,
}

/// What decides who is due.
#[derive(Clone, Copy)]
pub(super) struct Due<'a> {
    pub(super) days: &'a ReminderDays,
    /// Whether they go through the sandbox.
    pub(super) is_sandbox: bool,
    pub(super) rules: &'a Rules,
    pub(super) today: Day,
    pub(super) now: Timestamp,
}

/// The day so many days after another.
pub(super) fn later(day: Day, days: u32) -> Day {
    Day(day
        .0
        .checked_add_days(Days::new(days.into()))
        .unwrap_or(day.0))
}

impl Due<'_> {
    /// The nearest threshold that is reached, over the permit `x`.
    fn threshold(&self) -> String {
        let mut sql = "CASE".to_owned();
        for days in self.days.ascending() {
            let until = later(self.today, days);
            // A day is digits and hyphens: nothing here comes from outside.
            if write!(sql, " WHEN x.expiry_date <= '{until}' THEN {days}").is_err() {
                break;
            }
        }
        sql + " END"
    }

    fn reason(&self, sql: &mut Sql) {
        sql.push("CASE WHEN p.id IS NULL THEN '")
            .push(NO_PARTNER)
            .push("' WHEN c.id IS NULL THEN '")
            .push(NO_PHONE)
            .push("' WHEN trim(COALESCE(x.permit_number, '')) = '' OR trim(COALESCE(x.permit_type, '')) = '' THEN '")
            .push(MISSING_VALUE)
            .push("' ELSE ");
        let purpose = Purpose::Notification;
        gate_sql::write_refusal(sql, purpose, self.is_sandbox, self.rules, self.now);
        sql.push(" END");
    }

    /// Writes a query with the columns of [`Candidate`] over all permits in force that end from
    /// today on, up to a day; a condition over them may follow, with `AND`.
    pub(super) fn write(&self, sql: &mut Sql, last: Day) {
        let threshold = self.threshold();
        sql.push(
            "SELECT x.id AS id, x.registration_id AS registration_id, \
             x.permit_number AS permit_number, x.permit_type AS permit_type, \
             x.applicant_name AS applicant_name, x.expiry_date AS expiry_date, \
             p.id AS partner_id, p.name AS partner_name, c.id AS contact_id, \
             c.address AS address, CAST(",
        )
        .push(&threshold)
        .push(
            " AS BIGINT) AS threshold, n.id AS notice_id, n.outcome AS notice_outcome, \
             n.reason AS notice_reason, ",
        );
        self.reason(sql);
        sql.push(
            " AS refusal, CASE WHEN EXISTS (SELECT 1 FROM permit_notice m WHERE m.contact_id = c.id \
             AND m.outcome = 'queued' AND m.day = ",
        )
        .bind(self.today.to_string())
        .push(
            ") THEN 1 ELSE 0 END AS told_today FROM permit x LEFT JOIN partner p ON p.id = x.partner_id \
             LEFT JOIN contact c ON c.id = p.contact_id LEFT JOIN permit_notice n \
             ON n.permit_id = x.id AND n.kind = '",
        )
        .push(KIND)
        .push("' AND n.threshold = ")
        .push(&threshold)
        .push(" AND n.expiry_date = x.expiry_date WHERE x.status = 'active' AND x.expiry_date >= ")
        .bind(self.today.to_string())
        .push(" AND x.expiry_date <= ")
        .bind(last.to_string());
    }

    /// Writes the query for those whose threshold is reached, and who were not told.
    pub(super) fn write_due(&self, sql: &mut Sql) {
        self.write(sql, later(self.today, self.days.longest()));
        sql.push(" AND (n.id IS NULL OR n.outcome = 'withheld')");
    }
}

/// The rows of a query that [`Due::write`] began.
pub(super) async fn read(
    db: &impl ConnectionTrait,
    sql: Sql,
) -> Result<Vec<Candidate>, StoreError> {
    let rows = db
        .query_all_raw(sql.statement(db.get_database_backend()))
        .await?;
    let candidates: Result<_, DbErr> = rows.iter().map(candidate).collect();
    Ok(candidates?)
}

fn candidate(row: &QueryResult) -> Result<Candidate, DbErr> {
    let notice: Option<i64> = row.try_get_by_index(11)?;
    let outcome: Option<String> = row.try_get_by_index(12)?;
    let reason: Option<String> = row.try_get_by_index(13)?;
    let told: i32 = row.try_get_by_index(15)?;
    let partner: Option<i64> = row.try_get_by_index(6)?;
    let contact: Option<i64> = row.try_get_by_index(8)?;
    Ok(Candidate {
        permit_id: PermitId(row.try_get_by_index(0)?),
        registration_id: row.try_get_by_index(1)?,
        permit_number: row.try_get_by_index(2)?,
        permit_type: row.try_get_by_index(3)?,
        applicant_name: row.try_get_by_index(4)?,
        expiry_date: row.try_get_by_index(5)?,
        partner_id: partner.map(PartnerId),
        partner_name: row.try_get_by_index(7)?,
        contact_id: contact.map(ContactId),
        address: row.try_get_by_index(9)?,
        threshold: row.try_get_by_index(10)?,
        notice: notice.map(|id| {
            let outcome = outcome.and_then(|word| word.parse().ok());
            (NoticeId(id), outcome, reason)
        }),
        refusal: row.try_get_by_index(14)?,
        told_today: told == 1,
    })
}
