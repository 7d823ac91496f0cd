//! Who will be reminded in the days to come, and who will not and why: as things are now.

use std::collections::BTreeMap;

use chrono::Days;
use entity::ids::{PartnerId, PermitId};
use sea_orm::{ConnectionTrait, DbErr};

use super::reminder::{due, horizon};
use super::reminder_due::{Candidate, Due, later, read};
use crate::core::Core;
use crate::database::StoreError;
use crate::day::Day;
use crate::sql::Sql;

/// The word for those who will be reminded.
pub const ALLOWED: &str = "allowed";

/// Which part of the future, and of the permits.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The day of the next run.
    pub from: Day,
    /// How many days from then on.
    pub days: u32,
    /// Those with this reason only; [`ALLOWED`] for those without.
    pub reason: Option<String>,
    /// After this permit: the cursor.
    pub after: Option<PermitId>,
}

/// A permit somebody is to be reminded of.
#[derive(Clone, Debug)]
pub struct Upcoming {
    /// Its id.
    pub id: PermitId,
    /// The id of the application.
    pub registration_id: String,
    /// Its number.
    pub permit_number: Option<String>,
    /// Its type.
    pub permit_type: Option<String>,
    /// Its last day.
    pub expiry_date: String,
    /// Whose it is.
    pub partner_id: Option<PartnerId>,
    /// Their name.
    pub partner_name: Option<String>,
    /// Where the message would go.
    pub address: Option<String>,
    /// Why nothing goes; `None` if the reminders go.
    pub reason: Option<String>,
    /// The reminders: threshold and day.
    pub reminders: Vec<(u32, Day)>,
}

/// The permits, the one that ends first first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(core: &Core, wanted: &Wanted, limit: u64) -> Result<Vec<Upcoming>, StoreError> {
    if core.policy.reminders.days.is_empty() {
        return Ok(Vec::new());
    }
    let due = due(core, core.db.reader(), wanted.from).await?;
    let mut sql = Sql::new("SELECT q.* FROM (");
    write(&mut sql, core, &due, wanted);
    sql.push(") q WHERE 1 = 1");
    match wanted.reason.as_deref() {
        None => {}
        Some(ALLOWED) => {
            sql.push(" AND q.refusal IS NULL");
        }
        Some(reason) => {
            sql.push(" AND q.refusal = ").bind(reason);
        }
    }
    if let Some(after) = wanted.after {
        sql.push(" AND (q.expiry_date, q.id) > ((SELECT l.expiry_date FROM permit l WHERE l.id = ")
            .bind(after)
            .push("), ")
            .bind(after)
            .push(")");
    }
    sql.push(" ORDER BY q.expiry_date, q.id LIMIT ")
        .push(&limit.to_string());
    let rows = read(core.db.reader(), sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| upcoming(row, &due, wanted.days))
        .collect())
}

/// How many permits there are for each reason; [`ALLOWED`] for those without.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn counts(core: &Core, wanted: &Wanted) -> Result<BTreeMap<String, i64>, StoreError> {
    if core.policy.reminders.days.is_empty() {
        return Ok(BTreeMap::new());
    }
    let due = due(core, core.db.reader(), wanted.from).await?;
    let mut sql = Sql::new("SELECT COALESCE(q.refusal, '");
    sql.push(ALLOWED)
        .push("') AS reason, COUNT(*) AS many FROM (");
    write(&mut sql, core, &due, wanted);
    sql.push(") q GROUP BY 1 ORDER BY 1");
    let db = core.db.reader();
    let rows = db
        .query_all_raw(sql.statement(db.get_database_backend()))
        .await?;
    let counts: Result<_, DbErr> = rows
        .iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect();
    Ok(counts?)
}

/// Those whose threshold is reached and who were not told, and those who reach one in these days.
fn write(sql: &mut Sql, core: &Core, due: &Due<'_>, wanted: &Wanted) {
    due.write(sql, horizon(core, wanted.from, wanted.days));
    sql.push(" AND ((x.expiry_date <= ")
        .bind(later(wanted.from, due.days.longest()).to_string())
        .push(" AND (n.id IS NULL OR n.outcome = 'withheld'))");
    for days in due.days.ascending() {
        let begins = later(wanted.from, days);
        sql.push(" OR (x.expiry_date > ")
            .bind(begins.to_string())
            .push(" AND x.expiry_date <= ")
            .bind(later(begins, wanted.days).to_string())
            .push(")");
    }
    sql.push(")");
}

fn upcoming(row: Candidate, due: &Due<'_>, days: u32) -> Upcoming {
    let reminders = match row.expiry_date.parse() {
        Ok(end) => reminders(&row, end, due, days),
        Err(_) => Vec::new(),
    };
    Upcoming {
        id: row.permit_id,
        registration_id: row.registration_id,
        permit_number: row.permit_number,
        permit_type: row.permit_type,
        expiry_date: row.expiry_date,
        partner_id: row.partner_id,
        partner_name: row.partner_name,
        address: row.address,
        reason: row.refusal,
        reminders,
    }
}

fn reminders(row: &Candidate, end: Day, due: &Due<'_>, days: u32) -> Vec<(u32, Day)> {
    use entity::words::ReminderOutcome;
    let is_told = matches!(row.notice, Some((_, Some(ReminderOutcome::Queued), _)));
    let last = later(due.today, days);
    let mut found: Vec<_> = due
        .days
        .ascending()
        .filter_map(|threshold| {
            let on = Day(end.0.checked_sub_days(Days::new(threshold.into()))?);
            if on > due.today {
                return (on <= last).then_some((threshold, on));
            }
            // Of those that are reached only the nearest counts.
            let is_nearest = row.threshold == Some(i64::from(threshold));
            (is_nearest && !is_told).then(|| {
                let wait = u32::from(row.told_today);
                (threshold, later(due.today, wait))
            })
        })
        .collect();
    found.sort_by_key(|(threshold, on)| (*on, *threshold));
    found
}
