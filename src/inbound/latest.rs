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
    // So written, PostgreSQL asks for each message in turn; of a join it would make all at once.
    let mut sql = Sql::new(
        "SELECT i.id, i.contact_id FROM inbound_message i \
         WHERE i.id = (SELECT c.last_wrote_id FROM contact c WHERE c.id = i.contact_id)",
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
    use entity::inbound_message::Model;
    use entity::words::InboundKind;

    use super::*;
    use crate::core::Core;
    use crate::people::contact::create_many;
    use crate::testing::{NOW, TestCore, inbound, keep_inbound};

    async fn came(core: &Core, contact: i64, kind: InboundKind) -> InboundId {
        let row = Model {
            kind,
            ..inbound(core, Some(ContactId(contact)))
        };
        keep_inbound(core, row).await
    }

    #[tokio::test]
    async fn whoever_wrote_last_comes_first_and_once() {
        let test = TestCore::new().await;
        let db = test.core.db.reader();
        let known: Vec<_> = (1..6)
            .map(|number| format!("+62811000000{number}"))
            .collect();
        let txn = test.core.db.begin_write().await.unwrap();
        let mut ids = (1..6).map(ContactId);
        let next_id = || ids.next().unwrap();
        create_many(&*txn, &known, next_id, NOW).await.unwrap();
        txn.commit().await.unwrap();
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
