//! Entering many permits at once, some of which are known: the one way in which permits change,
//! for one by the API as for thousands from a file.

use std::collections::HashMap;

use entity::ids::{PartnerId, PermitChangeId, PermitId};
use entity::permit::{Column, Entity, Model};
use entity::words::{DocumentStatus, PermitStatus};
use entity::{permit_change, permit_document};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::Serialize;

use super::document;
use super::fields::{FieldError, Given, check_days, not_linked};
use super::reminder_recall;
use crate::core::Core;
use crate::database::StoreError;
use crate::edit::Edit;
use crate::many_rows::{self, Columns, Kind};
use crate::people::partner::link::{self, NotFound, Wanted};

/// What became of a permit.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The permit as it is now.
    pub row: Model,
    /// Where its document stands, if that was told now.
    pub document: Option<permit_document::Model>,
    /// What it was like; `None` if it is new.
    pub before: Option<Model>,
    /// Whether anything is different.
    pub is_changed: bool,
    /// The entry in its history, if it got one.
    pub change: Option<permit_change::Model>,
}

struct Slot {
    row: Model,
    is_new: bool,
    is_changed: bool,
}

/// Enters the permits, in order; one that comes twice is known the second time.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody else entered one of them meanwhile: the same again will do.
pub(super) async fn merge(
    core: &Core,
    db: &impl ConnectionTrait,
    actor: &str,
    given: &[Given],
) -> Result<Vec<Result<Merged, FieldError>>, StoreError> {
    let owners = owners(core, db, given).await?;
    let mut desk = Desk::open(db, given).await?;
    let mut merged = Vec::with_capacity(given.len());
    for (one, owner) in given.iter().zip(owners) {
        merged.push(owner.and_then(|owner| desk.apply(core, actor, one, owner)));
    }
    let changes = merged.iter().flatten().filter_map(|one| one.change.clone());
    let changes: Vec<_> = changes
        .map(|change| change.into_active_model().reset_all())
        .collect();
    desk.write(db).await?;
    reminder_recall::recall(db, merged.iter().flatten(), core.now()).await?;
    if !changes.is_empty() {
        permit_change::Entity::insert_many(changes)
            .exec_without_returning(db)
            .await?;
    }
    Ok(merged)
}

/// What [`merge`] would make of the permits; nothing is written.
pub(super) async fn rehearse(
    core: &Core,
    db: &impl ConnectionTrait,
    given: &[Given],
) -> Result<Vec<Result<Merged, FieldError>>, StoreError> {
    let found = link::look(db, &wanted_of(given)).await?.into_iter();
    // One who is not entered yet is another than all who are.
    let found = found.map(|one| one.map(|id| id.unwrap_or(PartnerId(-1))));
    let mut desk = Desk::open(db, given).await?;
    let owners = with_owners(given, found).into_iter();
    Ok(given
        .iter()
        .zip(owners)
        .map(|(one, owner)| owner.and_then(|owner| desk.apply(core, "", one, owner)))
        .collect())
}

/// Whose the permits are.
async fn owners(
    core: &Core,
    db: &impl ConnectionTrait,
    given: &[Given],
) -> Result<Vec<Result<Edit<PartnerId>, FieldError>>, StoreError> {
    let found = link::link(core, db, &wanted_of(given)).await?;
    Ok(with_owners(given, found.into_iter()))
}

fn wanted_of(given: &[Given]) -> Vec<Wanted> {
    let wanted = given.iter().filter_map(|one| match &one.owner {
        Edit::Set(wanted) => Some(wanted.clone()),
        _ => None,
    });
    wanted.collect()
}

/// Those who were found, in the order of the permits that name somebody.
fn with_owners(
    given: &[Given],
    mut found: impl Iterator<Item = Result<PartnerId, NotFound>>,
) -> Vec<Result<Edit<PartnerId>, FieldError>> {
    let one = |one: &Given| match &one.owner {
        Edit::Keep => Ok(Edit::Keep),
        Edit::Clear => Ok(Edit::Clear),
        Edit::Set(wanted) => match found.next() {
            Some(Err(why)) => Err(not_linked(wanted, why)),
            Some(Ok(id)) => Ok(Edit::Set(id)),
            None => Ok(Edit::Keep),
        },
    };
    given.iter().map(one).collect()
}

/// The permits that are told of.
struct Desk {
    slots: Vec<Slot>,
    places: HashMap<String, usize>,
    documents: document::Documents,
}

impl Desk {
    async fn open(db: &impl ConnectionTrait, given: &[Given]) -> Result<Self, StoreError> {
        let ids = given.iter().map(|one| one.registration_id.as_str());
        let rows = Entity::find()
            .filter(Column::RegistrationId.is_in(ids))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .all(db)
            .await?;
        let of_documents = rows.iter().map(|row| row.id);
        let documents = if given.iter().any(|one| one.document != Edit::Keep) {
            document::Documents::load(db, of_documents).await?
        } else {
            document::Documents::default()
        };
        let mut desk = Self {
            slots: Vec::new(),
            places: HashMap::new(),
            documents,
        };
        for row in rows {
            desk.put(row, false);
        }
        Ok(desk)
    }

    fn put(&mut self, row: Model, is_new: bool) -> usize {
        let place = self.slots.len();
        self.places.insert(row.registration_id.clone(), place);
        self.slots.push(Slot {
            row,
            is_new,
            is_changed: is_new,
        });
        place
    }

    fn apply(
        &mut self,
        core: &Core,
        actor: &str,
        given: &Given,
        owner: Edit<PartnerId>,
    ) -> Result<Merged, FieldError> {
        let place = self.places.get(&given.registration_id).copied();
        let known = place.and_then(|place| self.slots.get(place));
        let before = known.map(|slot| slot.row.clone());
        let now = core.now().millis();
        let mut row = match &before {
            Some(row) => row.clone(),
            None => blank(PermitId(core.next_id()), &given.registration_id, now),
        };
        given.clone().overwrite(&mut row, owner);
        check_days(row.issue_date.as_deref(), row.expiry_date.as_deref())?;

        let (document_before, document) = self.documents.apply(row.id, &given.document, now);
        let document_after = document.as_ref().map(|document| document.status);
        let is_row_changed = before.as_ref() != Some(&row);
        let is_changed = is_row_changed || document_before != document_after;
        if is_row_changed {
            row.updated_at = now;
            let place = match place {
                Some(place) => place,
                None => self.put(row.clone(), true),
            };
            if let Some(slot) = self.slots.get_mut(place) {
                slot.row = row.clone();
                slot.is_changed = true;
            }
        }
        let change = change(
            core,
            actor,
            before.as_ref(),
            &row,
            document_before,
            document_after,
        );
        Ok(Merged {
            row,
            document,
            before,
            is_changed,
            change,
        })
    }

    async fn write(self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        let mut new = Vec::new();
        let mut changed = Vec::new();
        for slot in self.slots {
            if slot.is_new {
                new.push(slot.row.into_active_model().reset_all());
            } else if slot.is_changed {
                changed.push(slot.row);
            }
        }
        if !new.is_empty() {
            Entity::insert_many(new).exec_without_returning(db).await?;
        }
        let changed: Vec<_> = changed.iter().map(Changed::from).collect();
        many_rows::update(db, CHANGED, &changed).await?;
        self.documents.save(db).await
    }
}

impl Given {
    fn overwrite(self, row: &mut Model, owner: Edit<PartnerId>) {
        let Self {
            registration_id: _,
            permit_number,
            permit_type,
            applicant_name,
            owner: _,
            status,
            issue_date,
            expiry_date,
            is_renewal,
            document: _,
        } = self;
        permit_number.apply(&mut row.permit_number);
        permit_type.apply(&mut row.permit_type);
        applicant_name.apply(&mut row.applicant_name);
        owner.apply(&mut row.partner_id);
        row.status = status.unwrap_or(row.status);
        issue_date
            .map(|day| day.to_string())
            .apply(&mut row.issue_date);
        expiry_date
            .map(|day| day.to_string())
            .apply(&mut row.expiry_date);
        row.is_renewal = is_renewal.unwrap_or(row.is_renewal);
    }
}

fn blank(id: PermitId, registration_id: &str, now: i64) -> Model {
    Model {
        id,
        registration_id: registration_id.to_owned(),
        permit_number: None,
        permit_type: None,
        applicant_name: None,
        partner_id: None,
        status: PermitStatus::Draft,
        issue_date: None,
        expiry_date: None,
        is_renewal: false,
        created_at: now,
        updated_at: now,
    }
}

/// The entry in the history, if there is something for it: where it stands, or until when.
fn change(
    core: &Core,
    actor: &str,
    before: Option<&Model>,
    after: &Model,
    document_before: Option<DocumentStatus>,
    document_after: Option<DocumentStatus>,
) -> Option<permit_change::Model> {
    let is_same = before.is_some_and(|before| {
        before.status == after.status
            && !is_numbered_late(before, after)
            && before.expiry_date == after.expiry_date
            && before.is_renewal == after.is_renewal
    });
    if is_same && document_before == document_after {
        return None;
    }
    Some(permit_change::Model {
        id: PermitChangeId(core.next_id()),
        permit_id: after.id,
        at: core.now().millis(),
        actor: actor.to_owned(),
        status_before: before.map(|before| before.status),
        status_after: after.status,
        document_before,
        document_after,
        expiry_before: before.and_then(|before| before.expiry_date.clone()),
        expiry_after: after.expiry_date.clone(),
    })
}

/// A permit in force got its number only now.
pub(super) fn is_numbered_late(before: &Model, after: &Model) -> bool {
    before.status == PermitStatus::Active
        && after.status == PermitStatus::Active
        && before.permit_number.is_none()
        && after.permit_number.is_some()
}

#[derive(Serialize)]
struct Changed<'a> {
    id: i64,
    permit_number: Option<&'a str>,
    permit_type: Option<&'a str>,
    applicant_name: Option<&'a str>,
    partner_id: Option<i64>,
    status: &'a str,
    issue_date: Option<&'a str>,
    expiry_date: Option<&'a str>,
    is_renewal: bool,
    updated_at: i64,
}

const CHANGED: Columns = Columns {
    table: "permit",
    written: &[
        ("permit_number", Kind::Text),
        ("permit_type", Kind::Text),
        ("applicant_name", Kind::Text),
        ("partner_id", Kind::Integer),
        ("status", Kind::Text),
        ("issue_date", Kind::Text),
        ("expiry_date", Kind::Text),
        ("is_renewal", Kind::Boolean),
        ("updated_at", Kind::Integer),
    ],
    guard: None,
};

impl<'a> From<&'a Model> for Changed<'a> {
    fn from(row: &'a Model) -> Self {
        Self {
            id: row.id.0,
            permit_number: row.permit_number.as_deref(),
            permit_type: row.permit_type.as_deref(),
            applicant_name: row.applicant_name.as_deref(),
            partner_id: row.partner_id.map(|id| id.0),
            status: row.status.as_str(),
            issue_date: row.issue_date.as_deref(),
            expiry_date: row.expiry_date.as_deref(),
            is_renewal: row.is_renewal,
            updated_at: row.updated_at,
        }
    }
}
