//! What reached us of one contact, found one from the other: the contact names the latest, each
//! message the one before it. Contacts write in no order, so an index by contact would cost each
//! webhook a page written to the disk.

use entity::contact;
use entity::ids::ContactId;
use entity::inbound_message::{Entity, Model};
use entity::words::InboundKind;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::inbox::Filter;
use crate::database::StoreError;
use crate::sql::Sql;

/// How many messages have been found up to and with this one.
const FOUND: &str = "trail.found + CASE WHEN trail.fits THEN 1 ELSE 0 END";

/// Makes a new message the latest of its contact. Its id must be the greatest of them.
pub(crate) fn follow(contact: &mut contact::Model, row: &mut Model) {
    row.contact_id = Some(contact.id);
    row.previous_id = contact.last_inbound_id.replace(row.id);
    if row.kind != InboundKind::Preference {
        contact.last_wrote_id = Some(row.id);
    }
}

/// The messages of a contact that a filter lets through, newest first. Of older ones no more is
/// read than it takes to find so many.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    contact: ContactId,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut sql = Sql::new("WITH RECURSIVE trail (id, previous_id, fits, found) AS (");
    sql.push("SELECT i.id, i.previous_id, ");
    fits(&mut sql, filter);
    sql.push(", 0 FROM contact c JOIN inbound_message i ON i.id = c.last_inbound_id WHERE c.id = ")
        .bind(contact)
        .push(" UNION ALL SELECT i.id, i.previous_id, ");
    fits(&mut sql, filter);
    sql.push(", ").push(FOUND);
    sql.push(" FROM trail JOIN inbound_message i ON i.id = trail.previous_id WHERE ")
        .push(FOUND)
        .push(" < ")
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .push(
            ") SELECT i.* FROM trail JOIN inbound_message i ON i.id = trail.id WHERE trail.fits \
             ORDER BY i.id DESC",
        );
    let statement = sql.statement(db.get_database_backend());
    Ok(Entity::find().from_raw_sql(statement).all(db).await?)
}

/// Whether the row `i` is one of those that are looked for.
fn fits(sql: &mut Sql, filter: &Filter) {
    sql.push("(TRUE");
    if let Some(intent) = filter.intent {
        sql.push(" AND i.intent = ").bind(intent.as_str());
    }
    match filter.unclear {
        Some(true) => sql.push(" AND i.unclear"),
        Some(false) => sql.push(" AND NOT i.unclear"),
        None => sql,
    };
    if let Some(kind) = filter.kind {
        sql.push(" AND i.kind = ").bind(kind.as_str());
    }
    if let Some(before) = filter.before {
        sql.push(" AND i.id < ").bind(before);
    }
    sql.push(")");
}

#[cfg(test)]
mod tests {
    use entity::ids::InboundId;

    use super::*;
    use crate::consent::reply::Intent;
    use crate::core::Core;
    use crate::people::contact::create_many;
    use crate::testing::{NOW, TestCore, inbound, keep_inbound};

    const ONE: ContactId = ContactId(1);
    const OTHER: ContactId = ContactId(2);

    async fn wrote(core: &Core, contact: ContactId, kind: InboundKind, unclear: bool) -> InboundId {
        let row = Model {
            kind,
            unclear,
            ..inbound(core, Some(contact))
        };
        keep_inbound(core, row).await
    }

    async fn found(core: &Core, filter: Filter, limit: u64) -> Vec<InboundId> {
        let rows = list(core.db.reader(), ONE, &filter, limit).await.unwrap();
        rows.into_iter().map(|row| row.id).collect()
    }

    #[tokio::test]
    async fn the_messages_of_a_contact_are_found_newest_first_and_no_others() {
        let test = TestCore::new().await;
        let core = &test.core;
        let txn = core.db.begin_write().await.unwrap();
        let mut ids = [ONE, OTHER].into_iter();
        let addresses = ["+6281100000001".to_owned(), "+6281100000002".to_owned()];
        let next_id = || ids.next().unwrap();
        create_many(&*txn, &addresses, next_id, NOW).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(found(core, Filter::default(), 10).await, []);

        let mut own = Vec::new();
        for turn in 0..6 {
            let kind = match turn {
                3 => InboundKind::Media,
                5 => InboundKind::Preference,
                _ => InboundKind::Text,
            };
            own.insert(0, wrote(core, ONE, kind, turn == 1).await);
            wrote(core, OTHER, InboundKind::Text, true).await;
        }
        assert_eq!(found(core, Filter::default(), 10).await, own);
        assert_eq!(found(core, Filter::default(), 2).await, own[..2]);
        let filter = |change: fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            filter
        };
        // However many others lie between.
        let unclear = filter(|filter| filter.unclear = Some(true));
        assert_eq!(found(core, unclear, 1).await, own[4..5]);
        let media = filter(|filter| filter.kind = Some(InboundKind::Media));
        assert_eq!(found(core, media, 10).await, own[2..3]);
        let clear = filter(|filter| filter.unclear = Some(false));
        assert_eq!(found(core, clear, 5).await.len(), 5);
        let granted = filter(|filter| filter.intent = Some(Intent::Grant));
        assert_eq!(found(core, granted, 10).await, []);
        let older = Filter {
            before: Some(own[1]),
            ..Filter::default()
        };
        assert_eq!(found(core, older, 3).await, own[2..5]);

        let contact = crate::people::contact::find_by_ids(core.db.reader(), [ONE]).await;
        let contact = contact.unwrap().pop().unwrap();
        assert_eq!(contact.last_inbound_id, Some(own[0]));
        assert_eq!(
            contact.last_wrote_id,
            Some(own[1]),
            "a report is not written"
        );
    }
}
