//! Every text that a template ever had: a message says which one it was made from.

use entity::template;
use entity::template_version::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use crate::database::StoreError;

/// Keeps the text that a template has now.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn keep(
    db: &impl ConnectionTrait,
    of: &template::Model,
    actor: &str,
) -> Result<(), StoreError> {
    let row = Model {
        key: of.key.clone(),
        version: of.version,
        name: of.name.clone(),
        body: of.body.clone(),
        language: of.language.clone(),
        actor: actor.to_owned(),
        at: of.updated_at,
    };
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Keeps the texts of all templates that none is kept of.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn keep_new(db: &impl ConnectionTrait, actor: &str) -> Result<(), StoreError> {
    let mut sql = crate::sql::Sql::new(
        "INSERT INTO template_version (key, version, name, body, language, actor, at) \
         SELECT t.key, t.version, t.name, t.body, t.language, ",
    );
    sql.bind(actor).push(
        ", t.updated_at FROM template t WHERE NOT EXISTS \
         (SELECT 1 FROM template_version v WHERE v.key = t.key AND v.version = t.version)",
    );
    db.execute_raw(sql.statement(db.get_database_backend()))
        .await?;
    Ok(())
}

/// The texts of a template, the newest first; those of a deleted one as well.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(db: &impl ConnectionTrait, key: &str) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Key.eq(key))
        .order_by_desc(Column::Version)
        .all(db)
        .await?)
}

/// The number of the newest text that is kept of a key: a template that was deleted and made anew
/// goes on counting.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn newest(db: &impl ConnectionTrait, key: &str) -> Result<i64, StoreError> {
    let newest = Entity::find()
        .filter(Column::Key.eq(key))
        .order_by_desc(Column::Version)
        .one(db)
        .await?;
    Ok(newest.map_or(0, |row| row.version))
}
