//! Finding partners.

use std::collections::HashSet;

use entity::contact;
use entity::ids::{ContactId, PartnerId};
use entity::partner::{Column, Entity, Model};
use entity::words::ConsentStatus;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};

use super::Known;
use super::fields::fold;
use crate::database::StoreError;
use crate::people::{PhoneNumber, contact as contacts};

/// The sign that takes away the meaning of `%` and `_` in a search.
const ESCAPE: char = '!';
/// How many ids one question to the database may name.
const CHUNK: usize = 500;
/// So many contacts are few.
const FEW: u64 = 500;

/// Which partners.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name, or the whole number or external id.
    pub q: Option<String>,
    /// With this number.
    pub phone: Option<PhoneNumber>,
    /// Whose number has this consent status; no number counts as `unknown`.
    pub consent: Option<ConsentStatus>,
    /// After this one: the cursor.
    pub after: Option<PartnerId>,
}

/// One partner.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: PartnerId) -> Result<Option<Known>, StoreError> {
    match Entity::find_by_id(id).one(db).await? {
        Some(row) => Ok(Some(with_contact(db, row).await?)),
        None => Ok(None),
    }
}

/// The first of some partners who is not known.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn first_unknown(
    db: &impl ConnectionTrait,
    ids: &[PartnerId],
) -> Result<Option<PartnerId>, StoreError> {
    for chunk in ids.chunks(CHUNK) {
        let known: Vec<PartnerId> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let known: HashSet<_> = known.into_iter().collect();
        if let Some(unknown) = chunk.iter().find(|id| !known.contains(id)) {
            return Ok(Some(*unknown));
        }
    }
    Ok(None)
}

/// Some partners, by their ids.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find_many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PartnerId>,
) -> Result<Vec<Model>, StoreError> {
    let ids: Vec<_> = ids.into_iter().collect();
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let filter = Column::Id.is_in(chunk.iter().copied());
        found.extend(Entity::find().filter(filter).all(db).await?);
    }
    Ok(found)
}

/// The partners who share a contact, in the order in which they were entered.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn of_contact(
    db: &impl ConnectionTrait,
    contact: ContactId,
) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::ContactId.eq(contact))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// The partners who have one of these contacts, in the order in which they were entered.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn of_contacts(
    db: &impl ConnectionTrait,
    contacts: &[ContactId],
) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::ContactId.is_in(contacts.iter().copied()))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Partners with their contacts, in the order in which they were entered.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Known>, StoreError> {
    let mut condition = Condition::all();
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        condition = condition.add(search(q));
    }
    if let Some(phone) = filter.phone {
        condition = condition.add(has_number(&phone));
    }
    if let Some(status) = filter.consent {
        condition = condition.add(has_status(db, status).await?);
    }
    if let Some(after) = filter.after {
        condition = condition.add(Column::Id.gt(after));
    }
    let rows = Entity::find()
        .filter(condition)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    with_contacts(db, rows).await
}

/// Some partners with their contacts, by their ids.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find_known(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PartnerId>,
) -> Result<Vec<Known>, StoreError> {
    let rows = find_many(db, ids).await?;
    with_contacts(db, rows).await
}

pub(super) async fn with_contacts(
    db: &impl ConnectionTrait,
    rows: Vec<Model>,
) -> Result<Vec<Known>, StoreError> {
    let ids = rows.iter().filter_map(|row| row.contact_id);
    let mut found: Vec<_> = contacts::find_by_ids(db, ids).await?;
    found.sort_by_key(|contact| contact.id);
    let contact_of = |id: ContactId| {
        let place = found.binary_search_by_key(&id, |contact| contact.id).ok()?;
        found.get(place).cloned()
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let contact = row.contact_id.and_then(contact_of);
            (row, contact)
        })
        .collect())
}

fn search(q: &str) -> Condition {
    let mut condition = Condition::any()
        .add(name_holds(q))
        .add(Column::ExternalRef.eq(q));
    if let Ok(phone) = PhoneNumber::parse(q) {
        condition = condition.add(has_number(&phone));
    }
    condition
}

/// Whose name holds this text.
pub(super) fn name_holds(q: &str) -> Expr {
    let mut pattern = String::from("%");
    for sign in fold(q).chars() {
        if matches!(sign, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(sign);
    }
    pattern.push('%');
    Column::NameFolded.like(LikeExpr::new(pattern).escape(ESCAPE))
}

/// Numbers match exactly after normalising, never in part (invariant 10).
fn has_number(phone: &PhoneNumber) -> Condition {
    let contact = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::Address.eq(phone.as_str()))
        .into_query();
    Condition::all().add(Column::ContactId.in_subquery(contact))
}

/// Whose number has this status.
pub(super) async fn has_status(
    db: &impl ConnectionTrait,
    status: ConsentStatus,
) -> Result<Condition, StoreError> {
    let contacts = contact::Entity::find().filter(contact::Column::Status.eq(status));
    let condition = whose_contact(db, contacts).await?;
    Ok(if status == ConsentStatus::Unknown {
        condition.add(Column::ContactId.is_null())
    } else {
        condition
    })
}

/// Whose contact is one of these: few are best listed, many best looked up as they come.
pub(super) async fn whose_contact(
    db: &impl ConnectionTrait,
    contacts: Select<contact::Entity>,
) -> Result<Condition, StoreError> {
    let contacts = contacts.select_only().column(contact::Column::Id);
    let first: Vec<ContactId> = contacts.clone().limit(FEW).into_tuple().all(db).await?;
    let are_many = u64::try_from(first.len()).unwrap_or(u64::MAX) == FEW;
    let is_one = if are_many {
        let own = Expr::col((contact::Entity, contact::Column::Id))
            .eq(Expr::col((Entity, Column::ContactId)));
        Expr::exists(contacts.filter(own).into_query())
    } else {
        Column::ContactId.in_subquery(contacts.into_query())
    };
    Ok(Condition::any().add(is_one))
}

pub(super) async fn with_contact(
    db: &impl ConnectionTrait,
    row: Model,
) -> Result<Known, StoreError> {
    let contact = contacts::find_by_ids(db, row.contact_id).await?.pop();
    Ok((row, contact))
}
