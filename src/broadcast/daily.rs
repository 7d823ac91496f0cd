//! Broadcasts with a daily limit: so many a day of the office, by themselves, until nobody is left.
//!
//! Who is asked next is looked up beside the writer; the writer then plans those few. For a
//! question those go first who were never asked, then those who were asked longest ago.

use entity::broadcast::Model;
use entity::ids::ContactId;
use entity::words::{AccountKind, Purpose};
use sea_orm::ConnectionTrait;

use super::candidates::{Verdict, Which};
use super::planner::{Plan, add_withheld, may_plan, not_before};
use super::{dry_run, store};
use crate::core::Core;
use crate::database::StoreError;
use crate::day::Day;
use crate::outbound::bulk::{self, Batch, Order, Twice};
use crate::sql::Sql;

/// How many are planned in one transaction.
const CHUNK: usize = 500;

/// Plans what is left of the day's share; says whether anything was planned.
///
/// # Errors
/// [`StoreError`] if the database does not answer; what is missing is then planned the next time.
pub async fn top_up(
    core: &Core,
    row: &Model,
    kind: Option<AccountKind>,
) -> Result<bool, StoreError> {
    let Some(row) = &begin_day(core, row, kind).await? else {
        return Ok(false);
    };
    let left = u64::try_from(left_today(row)).unwrap_or(0);
    if left == 0 {
        return Ok(false);
    }
    // One more than needed tells whether anybody is left for tomorrow.
    let mut next = next_contacts(core, row, kind, left + 1).await?;
    let share = usize::try_from(left).unwrap_or(usize::MAX);
    let is_last = next.len() <= share;
    next.truncate(share);
    for contacts in next.chunks(CHUNK) {
        if !plan_these(core, row, kind, contacts).await? {
            return Ok(true);
        }
    }
    if is_last {
        finish(core, row, kind).await?;
    }
    Ok(!next.is_empty())
}

/// The day on which messages planned now leave.
fn day(core: &Core, row: &Model, kind: Option<AccountKind>) -> String {
    let leaves_at = not_before(core, row, kind, core.now());
    Day::of(leaves_at, core.policy.rules.zone).to_string()
}

/// Begins the count of a new day, with what was planned before and did not leave: it leaves on this
/// day, and belongs to its share.
async fn begin_day(
    core: &Core,
    row: &Model,
    kind: Option<AccountKind>,
) -> Result<Option<Model>, StoreError> {
    if row.planned_day.as_deref() == Some(day(core, row, kind).as_str()) {
        return Ok(Some(row.clone()).filter(may_plan));
    }
    let txn = core.db.begin_write().await?;
    let row = store::lock_to_plan(&*txn, row.id).await?;
    let Some(mut row) = row.filter(may_plan) else {
        return Ok(None);
    };
    let today = day(core, &row, kind);
    if row.planned_day.as_deref() != Some(today.as_str()) {
        row.planned_today = bulk::waiting(&*txn, row.id).await?;
        row.planned_day = Some(today);
        row.updated_at = core.now().millis();
        store::note_planned(&*txn, &row).await?;
        txn.commit().await?;
    }
    Ok(Some(row))
}

/// How many more may leave on the day that was begun.
fn left_today(row: &Model) -> i64 {
    (row.daily_limit.unwrap_or(0) - row.planned_today).max(0)
}

fn order(row: &Model) -> Order {
    match row.purpose {
        Purpose::OptInRequest => Order::OldestAsked,
        _ => Order::Contact,
    }
}

async fn next_contacts(
    core: &Core,
    row: &Model,
    kind: Option<AccountKind>,
    most: u64,
) -> Result<Vec<ContactId>, StoreError> {
    let db = core.db.reader();
    let plan = Plan::of(row);
    let candidates = plan.candidates(core, db, kind, core.now());
    let mut sql = Sql::new("SELECT s.contact_id FROM ");
    candidates.write(&mut sql, Which::Everyone, Verdict::Any);
    sql.push(" s WHERE s.refusal IS NULL AND ");
    not_planned(&mut sql, row);
    sql.push(" ORDER BY ").push(order(row).sql());
    sql.push(" LIMIT ").push(&most.to_string());
    let rows = db
        .query_all_raw(sql.statement(db.get_database_backend()))
        .await?;
    let ids = rows.iter().map(|row| row.try_get_by_index(0));
    Ok(ids.collect::<Result<_, _>>()?)
}

fn not_planned(sql: &mut Sql, row: &Model) {
    sql.push("NOT EXISTS (SELECT 1 FROM message m WHERE m.broadcast_id = ")
        .bind(row.id)
        .push(" AND m.contact_id = s.contact_id)");
}

/// Plans these contacts, as far as the day's share goes by now; says whether there is more to do.
async fn plan_these(
    core: &Core,
    row: &Model,
    kind: Option<AccountKind>,
    contacts: &[ContactId],
) -> Result<bool, StoreError> {
    let txn = core.db.begin_write().await?;
    let row = store::lock_to_plan(&*txn, row.id).await?;
    let Some(mut row) = row.filter(may_plan) else {
        return Ok(false);
    };
    // Past midnight the new day has to begin first.
    if row.planned_day.as_deref() != Some(day(core, &row, kind).as_str()) {
        return Ok(false);
    }
    let left = usize::try_from(left_today(&row)).unwrap_or(usize::MAX);
    let contacts = contacts.get(..left).unwrap_or(contacts);
    if contacts.is_empty() {
        return Ok(false);
    }
    let now = core.now();
    let plan = Plan::of(&row);
    let candidates = plan.candidates(core, &*txn, kind, now);
    let batch = Batch {
        broadcast: &row,
        ids: core.reserve_ids(u32::try_from(contacts.len()).unwrap_or(u32::MAX)),
        order: order(&row),
        twice: Twice::Skip,
        not_before: not_before(core, &row, kind, now),
        now,
    };
    let which = Which::These(contacts);
    let planned = bulk::plan(&*txn, batch, |sql| {
        candidates.write(sql, which, Verdict::Any);
    })
    .await?;
    let planned = i64::try_from(planned).unwrap_or(i64::MAX);
    row.planned += planned;
    row.planned_today += planned;
    row.updated_at = now.millis();
    store::note_planned(&*txn, &row).await?;
    txn.commit().await?;
    Ok(true)
}

/// Nobody is left: who was not planned was refused.
async fn finish(core: &Core, row: &Model, kind: Option<AccountKind>) -> Result<(), StoreError> {
    let now = core.now();
    let plan = Plan::of(row);
    let db = core.db.reader();
    let candidates = plan.candidates(core, db, kind, now);
    let mut sql = Sql::new("SELECT s.refusal, count(*) FROM ");
    candidates.write(&mut sql, Which::Everyone, Verdict::Any);
    sql.push(" s WHERE s.refusal IS NOT NULL AND ");
    not_planned(&mut sql, row);
    sql.push(" GROUP BY s.refusal");
    let withheld = dry_run::counts(db, sql).await?;

    let txn = core.db.begin_write().await?;
    let row = store::lock_to_plan(&*txn, row.id).await?;
    let Some(mut row) = row.filter(may_plan) else {
        return Ok(());
    };
    add_withheld(&mut row, withheld);
    row.planned_at = Some(now.millis());
    row.updated_at = now.millis();
    store::note_planned(&*txn, &row).await?;
    txn.commit().await
}
