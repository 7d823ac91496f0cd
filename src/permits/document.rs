//! Where the documents of permits stand: whether they wait for somebody's signature or approval.

use std::collections::HashMap;

use entity::ids::PermitId;
use entity::permit_document::{Column, Entity, Model};
use entity::words::DocumentStatus;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use crate::database::StoreError;
use crate::edit::Edit;

/// The documents of some permits, which are locked.
#[derive(Default)]
pub(super) struct Documents {
    known: HashMap<PermitId, Model>,
    changed: HashMap<PermitId, Option<Model>>,
}

impl Documents {
    pub(super) async fn load(
        db: &impl ConnectionTrait,
        permits: impl Iterator<Item = PermitId>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            known: find(db, permits).await?,
            changed: HashMap::new(),
        })
    }

    /// Does the edit; returns where the document stood, and what is known of it now. Of a document
    /// that is not told of, nothing is said.
    pub(super) fn apply(
        &mut self,
        permit: PermitId,
        edit: &Edit<DocumentStatus>,
        now: i64,
    ) -> (Option<DocumentStatus>, Option<Model>) {
        let known = self.known.get(&permit).cloned();
        let before = known.as_ref().map(|known| known.status);
        let after = match edit {
            Edit::Keep => return (None, None),
            Edit::Clear => None,
            Edit::Set(status) if before == Some(*status) => return (before, known),
            Edit::Set(status) => Some(Model {
                permit_id: permit,
                status: *status,
                since: now,
            }),
        };
        match after.clone() {
            Some(row) => self.known.insert(permit, row),
            None => self.known.remove(&permit),
        };
        self.changed.insert(permit, after.clone());
        (before, after)
    }

    pub(super) async fn save(self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        let (mut rows, mut gone) = (Vec::new(), Vec::new());
        for (permit, row) in self.changed {
            match row {
                Some(row) => rows.push(row.into_active_model().reset_all()),
                None => gone.push(permit),
            }
        }
        if !gone.is_empty() {
            Entity::delete_many()
                .filter(Column::PermitId.is_in(gone))
                .exec(db)
                .await?;
        }
        if !rows.is_empty() {
            let update = OnConflict::column(Column::PermitId)
                .update_columns([Column::Status, Column::Since])
                .to_owned();
            Entity::insert_many(rows)
                .on_conflict(update)
                .exec_without_returning(db)
                .await?;
        }
        Ok(())
    }
}

/// Where the documents of some permits stand.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    permits: impl IntoIterator<Item = PermitId>,
) -> Result<HashMap<PermitId, Model>, StoreError> {
    let rows = Entity::find()
        .filter(Column::PermitId.is_in(permits))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.permit_id, row)).collect())
}
