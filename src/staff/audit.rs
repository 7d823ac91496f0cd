//! The audit trail: who did what, when. It is written in the transaction of the deed where that
//! is possible, and never holds a secret.

use entity::audit_event::{Column, Entity, Model};
use entity::ids::AuditId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::origin;
use crate::core::Core;
use crate::database::StoreError;

/// Enters a deed; `db` is the transaction of the deed.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn record(
    db: &impl ConnectionTrait,
    core: &Core,
    actor: &str,
    action: &str,
    subject: &str,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let row = Model {
        id: AuditId(core.next_id()),
        at: core.now().millis(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: detail.map(ToOwned::to_owned),
        origin: origin::current(),
    };
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Enters a deed that is done already.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn note(core: &Core, actor: &str, action: &str, subject: &str) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    record(&*txn, core, actor, action, subject, None).await?;
    txn.commit().await
}

/// The trail, newest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn the_trail_is_read_newest_first_page_by_page() {
        let test = TestCore::new().await;
        let core = &test.core;
        let txn = core.db.begin_write().await.unwrap();
        for subject in ["a", "b", "c"] {
            record(&*txn, core, "api:x", "account.added", subject, None)
                .await
                .unwrap();
        }
        txn.commit().await.unwrap();
        let page = list(core.db.reader(), None, 2).await.unwrap();
        assert_eq!(page[0].subject, "c");
        let rest = list(core.db.reader(), Some(page[1].id), 2).await.unwrap();
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].subject, "a");
    }
}
