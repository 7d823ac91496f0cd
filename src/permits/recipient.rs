//! The officials who are told of documents. They are contacts like everybody else: without their
//! consent nothing reaches them.

use entity::contact;
use entity::recipient::{Column, Entity, Model};
use entity::words::NoticeKind;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::database::StoreError;
use crate::people::contact as contacts;

/// An official, and the contact of the number.
pub type Official = (Model, contact::Model);

/// Who is told of this; nobody, if it is no news for officials.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn who_is_told(
    db: &impl ConnectionTrait,
    kind: NoticeKind,
) -> Result<Vec<Official>, StoreError> {
    let wanted = match kind {
        NoticeKind::DocumentPending => Column::DocumentPending,
        NoticeKind::ApprovalRequired => Column::ApprovalRequired,
        NoticeKind::Reminder => Column::Reminder,
        NoticeKind::PermitReady | NoticeKind::StatusUpdate | NoticeKind::RenewalApproved => {
            return Ok(Vec::new());
        }
    };
    let rows = Entity::find()
        .filter(wanted.eq(true))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    with_contacts(db, rows).await
}

async fn with_contacts(
    db: &impl ConnectionTrait,
    rows: Vec<Model>,
) -> Result<Vec<Official>, StoreError> {
    let ids = rows.iter().map(|row| row.contact_id);
    let found = contacts::find_by_ids(db, ids).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let contact = found.iter().find(|contact| contact.id == row.contact_id)?;
            let contact = contact.clone();
            Some((row, contact))
        })
        .collect())
}
