use sea_orm::{ActiveModelTrait, DbBackend, IntoActiveModel, QueryTrait};

use super::*;
use crate::core::Core;
use crate::people::contact::create_many;
use crate::testing::{NOW, TestCore, draft};

const ONE: ContactId = ContactId(1);
const OTHER: ContactId = ContactId(2);

async fn message(core: &Core, contact: ContactId, status: MessageStatus) -> MessageId {
    let txn = core.db.begin_write().await.unwrap();
    let found = crate::people::contact::find_by_ids(&*txn, [contact]).await;
    let contact = found.unwrap().pop().unwrap();
    let draft = draft("karo", "Terima kasih.");
    let mut row = draft.queued(MessageId(core.next_id()), &contact, NOW, NOW);
    row.status = status;
    let id = row.id;
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    id
}

async fn listed(core: &Core, filter: &Filter, limit: u64) -> Vec<MessageId> {
    let rows = list(core.db.reader(), filter, limit).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn what_waits_stands_among_what_was_sent_to_a_contact() {
    use MessageStatus::{Failed, Queued, Sending, Sent};

    let test = TestCore::new().await;
    let core = &test.core;
    let txn = core.db.begin_write().await.unwrap();
    let addresses = ["+6281100000001".to_owned(), "+6281100000002".to_owned()];
    let mut ids = [ONE, OTHER].into_iter();
    let next_id = || ids.next().unwrap();
    create_many(&*txn, &addresses, next_id, NOW).await.unwrap();
    txn.commit().await.unwrap();

    let mut own = Vec::new();
    for status in [Sent, Queued, Failed, Queued, Sending, Queued] {
        own.insert(0, message(core, ONE, status).await);
        message(core, OTHER, status).await;
    }
    let sent_last = message(core, OTHER, Sent).await;
    let all = Filter {
        contact: Some(ONE),
        ..Filter::default()
    };
    assert_eq!(listed(core, &all, 10).await, own);
    assert_eq!(listed(core, &all, 3).await, own[..3]);
    let behind = Filter {
        behind: Some(own[1].0),
        ..all.clone()
    };
    assert_eq!(listed(core, &behind, 2).await, own[2..4]);
    let waits = Filter {
        status: Some(Queued),
        ..all
    };
    assert_eq!(listed(core, &waits, 10).await, [own[0], own[2], own[4]]);

    let latest = latest_of(core.db.reader(), &[ONE, OTHER, ContactId(3)]).await;
    let mut latest: Vec<_> = latest.unwrap().into_iter().map(|row| row.id).collect();
    latest.sort();
    assert_eq!(latest, [own[0], sent_last], "whether it waits or left");
}

/// On SQLite, where a plan does not depend on what is in the tables.
#[tokio::test]
async fn neither_what_waits_nor_what_left_is_looked_for_in_the_whole_table() {
    let test = TestCore::new().await;
    let db = test.core.db.reader();
    if db.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    for (condition, index) in [
        (tally::WAITS_ALONE, "message_due"),
        (IS_BY_CONTACT, "message_contact"),
    ] {
        let query = Entity::find()
            .filter(Column::ContactId.eq(ONE))
            .filter(Expr::cust(condition));
        let mut statement = query.build(DbBackend::Sqlite);
        statement.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let rows = db.query_all_raw(statement).await.unwrap();
        let plan: Vec<String> = rows
            .iter()
            .map(|row| row.try_get("", "detail").unwrap())
            .collect();
        assert!(plan.iter().all(|step| step.contains(index)), "{plan:?}");
    }
}
