//! What became of reminders, row by row: only here is the table written.

use std::collections::BTreeMap;

use entity::ids::{MessageId, NoticeId};
use entity::permit_notice::{Column, Entity, Model};
use entity::words::ReminderOutcome;
use entity::{message, permit};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::reminder::KIND;
use super::reminder_due::Candidate;
use crate::core::Core;
use crate::database::StoreError;
use crate::day::Day;

/// Which notices.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// With this outcome.
    pub outcome: Option<ReminderOutcome>,
    /// Of this day.
    pub day: Option<Day>,
    /// Older than this one: the cursor.
    pub before: Option<NoticeId>,
}

/// Notices, newest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(outcome) = filter.outcome {
        query = query.filter(Column::Outcome.eq(outcome));
    }
    if let Some(day) = filter.day {
        query = query.filter(Column::Day.eq(day.to_string()));
    }
    if let Some(before) = filter.before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The ids by which other programs know the permits of some notices.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn registration_ids(
    db: &impl ConnectionTrait,
    notices: &[Model],
) -> Result<BTreeMap<i64, String>, StoreError> {
    let ids = notices.iter().map(|notice| notice.permit_id);
    let rows: Vec<(i64, String)> = permit::Entity::find()
        .select_only()
        .columns([permit::Column::Id, permit::Column::RegistrationId])
        .filter(permit::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What became of a candidate.
pub(super) enum Became {
    /// A message about it waits to be sent.
    Told(MessageId),
    /// Nothing goes, for this reason.
    Withheld(String),
}

/// A row for a candidate.
pub(super) fn row(core: &Core, of: &Candidate, became: Became, today: Day) -> Model {
    let now = core.now().millis();
    let (outcome, reason, message_id) = match became {
        Became::Told(id) => (ReminderOutcome::Queued, None, Some(id)),
        Became::Withheld(reason) => (ReminderOutcome::Withheld, Some(reason), None),
    };
    Model {
        id: NoticeId(core.next_id()),
        permit_id: of.permit_id,
        kind: KIND.to_owned(),
        threshold: of.threshold.unwrap_or_default(),
        expiry_date: of.expiry_date.clone(),
        contact_id: of.contact_id,
        day: today.to_string(),
        outcome,
        reason,
        message_id,
        created_at: now,
        updated_at: now,
    }
}

/// Notes that an officer reminded of a permit, so that nobody is reminded of the same again. Before
/// the first threshold is reached that counts for none.
pub(super) async fn write_by_hand(
    core: &Core,
    db: &impl ConnectionTrait,
    permit: &permit::Model,
    message: &message::Model,
    today: Day,
) -> Result<(), StoreError> {
    let days = &core.policy.reminders.days;
    let end = permit.expiry_date.as_deref();
    let Some((expiry_date, threshold)) = end.zip(days.reached(end, today)) else {
        return Ok(());
    };
    let now = core.now().millis();
    let row = Model {
        id: NoticeId(core.next_id()),
        permit_id: permit.id,
        kind: KIND.to_owned(),
        threshold: threshold.into(),
        expiry_date: expiry_date.to_owned(),
        contact_id: Some(message.contact_id),
        day: today.to_string(),
        outcome: ReminderOutcome::Queued,
        reason: None,
        message_id: Some(message.id),
        created_at: now,
        updated_at: now,
    };
    write(db, vec![row]).await
}

/// Writes rows; one for the same permit, threshold and end is overwritten.
pub(super) async fn write(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([
                Column::PermitId,
                Column::Kind,
                Column::Threshold,
                Column::ExpiryDate,
            ])
            .update_columns([
                Column::ContactId,
                Column::Day,
                Column::Outcome,
                Column::Reason,
                Column::MessageId,
                Column::UpdatedAt,
            ])
            .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}
