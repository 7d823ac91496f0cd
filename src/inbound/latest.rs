//! The conversations, each by the latest message that its contact wrote, the newest first. What
//! WhatsApp reports of a contact's settings is no message.
//!
//! No column of the contact orders them: an index over one would move with every message, which
//! costs each webhook a page, for a list that is looked at now and then. Ids ascend with time, so
//! the inbox is walked from its end, passing over messages that are not their contact's last.

use entity::ids::{ContactId, InboundId};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::database::StoreError;
use crate::sql::Sql;

/// Which side of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Conversations that rested before it.
    Earlier,
    /// Conversations that went on after it.
    Later,
}

/// Latest messages and who wrote them, the newest first: from the end, or next to a message.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    next_to: Option<(Side, InboundId)>,
    limit: u64,
) -> Result<Vec<(InboundId, ContactId)>, StoreError> {
    let (side, order) = match next_to {
        Some((Side::Later, _)) => ("i.id > ", "ASC"),
        Some((Side::Earlier, _)) | None => ("i.id < ", "DESC"),
    };
    // With the plus no index over the contacts is read, all of which would have to be sorted.
    let mut sql = Sql::new(
        "SELECT i.id, i.contact_id FROM inbound_message i \
         WHERE +i.contact_id IS NOT NULL AND i.kind <> 'preference' \
         AND NOT EXISTS (SELECT 1 FROM inbound_message l \
         WHERE l.contact_id = i.contact_id AND l.id > i.id AND l.kind <> 'preference')",
    );
    if let Some((_, id)) = next_to {
        sql.push(" AND ").push(side).bind(id.0);
    }
    sql.push(" ORDER BY i.id ").push(order).push(" LIMIT ");
    sql.bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let rows = db
        .query_all_raw(sql.statement(db.get_database_backend()))
        .await?;
    let mut found = rows.iter().map(place).collect::<Result<Vec<_>, DbErr>>()?;
    if order == "ASC" {
        found.reverse();
    }
    Ok(found)
}

fn place(row: &QueryResult) -> Result<(InboundId, ContactId), DbErr> {
    Ok((row.try_get("", "id")?, row.try_get("", "contact_id")?))
}

#[cfg(test)]
mod tests {
    use entity::inbound_message::{Entity, Model};
    use entity::words::InboundKind;
    use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

    use super::*;
    use crate::core::Core;
    use crate::testing::{TestCore, inbound};

    async fn came(core: &Core, contact: i64, kind: InboundKind) -> InboundId {
        let row = Model {
            kind,
            ..inbound(core, Some(ContactId(contact)))
        };
        let id = row.id;
        let txn = core.db.begin_write().await.unwrap();
        Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        id
    }

    #[tokio::test]
    async fn whoever_wrote_last_comes_first_and_once() {
        let test = TestCore::new().await;
        let db = test.core.db.reader();
        for contact in [3, 1, 2, 1] {
            came(&test.core, contact, InboundKind::Text).await;
        }
        // Neither whoever wrote nor whoever never did moves by a setting.
        for contact in [3, 5] {
            came(&test.core, contact, InboundKind::Preference).await;
        }
        let whole = list(db, None, 10).await.unwrap();
        let who: Vec<_> = whole.iter().map(|(_, contact)| contact.0).collect();
        assert_eq!(who, [1, 2, 3]);
        assert_eq!(list(db, None, 2).await.unwrap(), whole[..2]);
        let (middle, _) = whole[1];
        let earlier = list(db, Some((Side::Earlier, middle)), 10).await.unwrap();
        assert_eq!(earlier, whole[2..]);
        let later = list(db, Some((Side::Later, middle)), 10).await.unwrap();
        assert_eq!(later, whole[..1]);
        // The page next to a place, not the one at the end.
        came(&test.core, 4, InboundKind::Text).await;
        let next = list(db, Some((Side::Later, middle)), 1).await.unwrap();
        assert_eq!(next, whole[..1]);
    }
}
