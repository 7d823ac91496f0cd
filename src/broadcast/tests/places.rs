//! Where what was planned is found, and what happens when the place of a broadcast is lost.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend};

use super::*;
use crate::broadcast::planner::plan_chunk;
use crate::outbound::bulk;
use crate::outbound::by_hand::{self, Finding, NotSettled};
use crate::outbound::history::{self, Filter};
use crate::outbound::queue;

const KIND: Option<entity::words::AccountKind> = Some(entity::words::AccountKind::Sandbox);

#[tokio::test]
async fn what_is_planned_is_found_by_its_number_before_and_after_it_leaves() {
    let office = Office::new().await;
    let contact = office.contact(1, ConsentStatus::Granted).await;
    office.contact(2, ConsentStatus::Granted).await;
    for _ in 0..3 {
        office.started(|_| {}).await;
        office.look().await;
    }
    let mut mine = office.messages().await;
    mine.retain(|row| row.contact_id == contact);
    let second = mine[1].id;
    let leave = |row: &mut message::Model| {
        if row.id == second {
            row.status = MessageStatus::Sent;
        }
    };
    office.change(&[1], leave).await;
    let mut expected: Vec<_> = mine.iter().map(|row| row.id).collect();
    expected.sort();
    expected.reverse();

    let address = people::Address::from_stored(&mine[0].address);
    let mut filter = Filter {
        address: Some(address),
        ..Filter::default()
    };
    let mut found = Vec::new();
    loop {
        let page = history::list(office.db.reader(), &filter, 1).await.unwrap();
        let Some(last) = page.last() else {
            break;
        };
        filter.behind = Some(filter.cursor_of(last));
        found.extend(page.iter().map(|row| row.id));
    }
    assert_eq!(found, expected, "each once, the newest first");
    filter.behind = None;
    for (status, count) in [(MessageStatus::Queued, 2), (MessageStatus::Sent, 1)] {
        filter.status = Some(status);
        let page = history::list(office.db.reader(), &filter, 10)
            .await
            .unwrap();
        assert_eq!(page.len(), count, "{status:?}");
    }
}

#[tokio::test]
async fn who_has_a_message_already_is_passed_over_when_a_place_is_lost() {
    let office = Office::new().await;
    for id in 1..=4 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.started(|_| {}).await;
    plan_chunk(&office, row.id, KIND, 2).await.unwrap();
    // As if an older copy of the broadcast's row had been restored.
    let txn = office.db.begin_write().await.unwrap();
    txn.execute_unprepared("UPDATE broadcast SET planned_to = 0")
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let chunk = plan_chunk(&office, row.id, KIND, 10).await.unwrap();
    assert_eq!((chunk.planned, chunk.is_last), (2, true));
    let contacts: Vec<_> = office
        .messages()
        .await
        .iter()
        .map(|row| row.contact_id.0)
        .collect();
    assert_eq!(contacts, [1, 2, 3, 4]);
}

#[tokio::test]
async fn another_account_gets_no_more_of_a_broadcast_than_it_will_send_soon() {
    let office = Office::new().await;
    for id in 1..=150 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.started(|_| {}).await;
    office.look().await;
    let forced = |row: &mut message::Model| row.forced = true;
    office.change(&[1], forced).await;
    let hand_over = async || {
        let txn = office.db.begin_write().await.unwrap();
        let count = queue::hand_over_some(&*txn, "sandbox", "lain", i64::MAX, office.now()).await;
        txn.commit().await.unwrap();
        count.unwrap()
    };
    assert_eq!(hand_over().await, 100);
    assert_eq!(hand_over().await, 0, "it has enough");
    let ids: Vec<i64> = (2..=71).collect();
    office.settle(&ids, MessageStatus::Sent).await;
    assert_eq!(hand_over().await, 49, "all but the one that was forced");
    let messages = office.messages().await;
    let kept: Vec<_> = messages
        .iter()
        .filter(|message| message.account_id == row.account_id)
        .map(|message| message.contact_id.0)
        .collect();
    assert_eq!(kept, [1]);
}

#[tokio::test]
async fn nothing_is_claimed_of_a_broadcast_while_somebody_changes_it() {
    let office = Office::new().await;
    if office.db.reader().get_database_backend() == DbBackend::Sqlite {
        return; // It has one writer at a time.
    }
    office.contact(1, ConsentStatus::Granted).await;
    let row = office.started(|_| {}).await;
    let claiming = office.db.begin_write().await.unwrap();
    let running = async || store::running_while_claimed(&*claiming).await.unwrap();

    let planning = office.db.begin_write().await.unwrap();
    store::lock_to_plan(&*planning, row.id).await.unwrap();
    assert_eq!(running().await, [row.id], "planning holds up no claim");
    planning.rollback().await.unwrap();

    let pause = office.act(&row, Act::Pause);
    let early = tokio::time::timeout(Duration::from_millis(300), pause).await;
    assert!(early.is_err(), "what is being claimed is waited for");
    claiming.commit().await.unwrap();

    let changing = office.db.begin_write().await.unwrap();
    store::lock(&*changing, row.id).await.unwrap();
    let claiming = office.db.begin_write().await.unwrap();
    let found = store::running_while_claimed(&*claiming).await.unwrap();
    assert_eq!(found, []);
}

#[tokio::test]
async fn a_broadcast_that_was_completed_runs_again_for_a_message_that_is_sent_again() {
    let office = Office::new().await;
    office.contact(1, ConsentStatus::Granted).await;
    let row = office.started(|_| {}).await;
    office.look().await;
    office.settle(&[1], MessageStatus::Uncertain).await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Completed);

    let id = office.messages().await[0].id;
    let again = by_hand::settle(&office, id, Finding::SendAgain, "tidak sampai", "api:lain").await;
    assert_eq!(again.unwrap().status, MessageStatus::Queued);
    let open = office.latest(&row).await;
    assert_eq!(open.status, BroadcastStatus::Running);
    assert_eq!(open.finished_at, None);
    office.look().await;
    assert_eq!(
        office.status(&row).await,
        BroadcastStatus::Running,
        "it waits for the message"
    );
    office.settle(&[1], MessageStatus::Sent).await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Completed);

    office.settle(&[1], MessageStatus::Uncertain).await;
    let txn = office.db.begin_write().await.unwrap();
    txn.execute_unprepared("UPDATE broadcast SET status = 'cancelled'")
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let again = by_hand::settle(&office, id, Finding::SendAgain, "tidak sampai", "api:lain").await;
    assert!(matches!(again, Err(NotSettled::Cancelled)));
}

#[tokio::test]
async fn a_broadcast_is_cleared_away_in_chunks() {
    let office = Office::new().await;
    for id in 1..=150 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.started(|_| {}).await;
    office.look().await;
    for expected in [100, 50, 0] {
        let txn = office.db.begin_write().await.unwrap();
        let cancelled = MessageStatus::Cancelled;
        let ended = bulk::end_queued(&*txn, row.id, cancelled, 100, office.now()).await;
        txn.commit().await.unwrap();
        assert_eq!(ended.unwrap(), expected);
    }
}
