//! Finding permits, and what became of them.

use std::collections::HashMap;

use entity::ids::{PartnerId, PermitId};
use entity::permit::{Column, Entity, Model};
use entity::words::PermitStatus;
use entity::{permit_change, permit_change_notice};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use crate::database::StoreError;
use crate::day::Day;
use crate::people::partner;

/// The sign that takes away the meaning of `%` and `_` in a search.
const ESCAPE: char = '!';

/// Which permits.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the applicant's name, or the whole id or number.
    pub q: Option<String>,
    /// With this status.
    pub status: Option<PermitStatus>,
    /// Of this type.
    pub permit_type: Option<String>,
    /// Of this partner.
    pub partner: Option<PartnerId>,
    /// That expire before this day.
    pub expires_before: Option<Day>,
    /// After this one: the cursor.
    pub after: Option<PermitId>,
}

/// A permit with the partner it belongs to.
pub type Owned = (Model, Option<partner::Known>);

/// Permits, in the order in which they were entered.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Owned>, StoreError> {
    let mut condition = Condition::all();
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        condition = condition.add(search(q));
    }
    condition = condition
        .add_option(filter.status.map(|status| Column::Status.eq(status)))
        .add_option(filter.permit_type.map(|name| Column::PermitType.eq(name)))
        .add_option(filter.partner.map(|id| Column::PartnerId.eq(id)))
        .add_option(
            filter
                .expires_before
                .map(|day| Column::ExpiryDate.lt(day.to_string())),
        )
        .add_option(filter.after.map(|id| Column::Id.gt(id)));
    let rows = Entity::find()
        .filter(condition)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let partners = rows.iter().filter_map(|row| row.partner_id);
    let partners: HashMap<_, _> = partner::find_known(db, partners)
        .await?
        .into_iter()
        .map(|known| (known.0.id, known))
        .collect();
    let owner = |row: &Model| row.partner_id.and_then(|id| partners.get(&id).cloned());
    Ok(rows
        .into_iter()
        .map(|row| {
            let owner = owner(&row);
            (row, owner)
        })
        .collect())
}

fn search(q: &str) -> Condition {
    let mut pattern = String::from("%");
    for sign in q.to_lowercase().chars() {
        if matches!(sign, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(sign);
    }
    pattern.push('%');
    let name = Expr::expr(Func::lower(Expr::col(Column::ApplicantName)));
    Condition::any()
        .add(name.like(LikeExpr::new(pattern).escape(ESCAPE)))
        .add(Column::RegistrationId.eq(q))
        .add(Column::PermitNumber.eq(q))
}

/// The types of permits there are, in order; as many as people can choose from.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn types(db: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    // From each type to the next by the index: how many permits there are does not matter.
    let sql = "WITH RECURSIVE kind(name) AS (SELECT min(permit_type) FROM permit UNION ALL \
        SELECT (SELECT min(permit_type) FROM permit WHERE permit_type > kind.name) FROM kind \
        WHERE kind.name IS NOT NULL) SELECT name FROM kind WHERE name IS NOT NULL LIMIT 200";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await?;
    let names: Result<_, DbErr> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    Ok(names?)
}

/// A permit by the id of its application.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    registration_id: &str,
) -> Result<Option<Owned>, StoreError> {
    let row = Entity::find()
        .filter(Column::RegistrationId.eq(registration_id))
        .one(db)
        .await?;
    match row {
        Some(row) => {
            let owner = owner(db, &row).await?;
            Ok(Some((row, owner)))
        }
        None => Ok(None),
    }
}

/// The partner that a permit belongs to; one that was taken away is nobody.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn owner(
    db: &impl ConnectionTrait,
    row: &Model,
) -> Result<Option<partner::Known>, StoreError> {
    match row.partner_id {
        Some(id) => partner::find(db, id).await,
        None => Ok(None),
    }
}

/// An entry of the history, and who was told of it.
pub type Entry = (permit_change::Model, Vec<permit_change_notice::Model>);

/// The history of a permit, oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn history(
    db: &impl ConnectionTrait,
    permit: PermitId,
) -> Result<Vec<Entry>, StoreError> {
    let changes = permit_change::Entity::find()
        .filter(permit_change::Column::PermitId.eq(permit))
        .order_by_asc(permit_change::Column::Id)
        .all(db)
        .await?;
    let ids = changes.iter().map(|change| change.id);
    let mut told: HashMap<_, Vec<_>> = HashMap::new();
    let notices = permit_change_notice::Entity::find()
        .filter(permit_change_notice::Column::ChangeId.is_in(ids))
        .order_by_asc(permit_change_notice::Column::Id)
        .all(db)
        .await?;
    for notice in notices {
        told.entry(notice.change_id).or_default().push(notice);
    }
    Ok(changes
        .into_iter()
        .map(|change| {
            let notices = told.remove(&change.id).unwrap_or_default();
            (change, notices)
        })
        .collect())
}
