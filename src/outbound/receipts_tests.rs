use entity::ids::{ContactId, MessageId, ReceiptId};
use entity::words::MessageStatus;
use proptest::prelude::*;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::*;
use crate::people;
use crate::testing::{NOW, TestCore, draft};

const STATUSES: [MessageStatus; 4] = [
    MessageStatus::Sent,
    MessageStatus::Delivered,
    MessageStatus::Read,
    MessageStatus::Failed,
];

fn rank(status: MessageStatus) -> usize {
    let order = [
        MessageStatus::Sent,
        MessageStatus::Delivered,
        MessageStatus::Failed,
        MessageStatus::Read,
    ];
    order.iter().position(|other| *other == status).unwrap()
}

/// A message that the provider took, under the id of that number.
async fn sent(core: &Core, number: u32) -> MessageId {
    sent_through(core, "karo", number).await
}

async fn sent_through(core: &Core, account: &str, number: u32) -> MessageId {
    let txn = core.db.begin_write().await.unwrap();
    let contact = people::contact::new(ContactId(1), "+6281234500001", NOW);
    let draft = draft(account, "Kabar");
    let mut row = draft.queued(MessageId(core.next_id()), &contact, NOW, NOW);
    row.status = MessageStatus::Sent;
    row.provider_message_id = Some(format!("id-{number}"));
    let id = row.id;
    message::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    id
}

/// One receipt: some name the first id, some only the second, as Fonnte's do.
async fn report(core: &Core, number: u32, status: MessageStatus, only_second: bool) {
    let txn = core.db.begin_write().await.unwrap();
    let id = core.next_id();
    let row = Model {
        id: ReceiptId(id),
        account_id: "karo".to_owned(),
        dedupe_key: id.to_be_bytes().to_vec(),
        provider_message_id: (!only_second).then(|| format!("id-{number}")),
        provider_state_id: Some(format!("state-{number}")),
        status,
        error: None,
        received_at: NOW.millis(),
        applied_at: None,
    };
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

async fn status(core: &Core, id: MessageId) -> MessageStatus {
    let found = message::Entity::find_by_id(id).one(core.db.reader()).await;
    found.unwrap().unwrap().status
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn receipts_in_any_order_and_number_only_move_a_message_forward(
        sequences in prop::collection::vec(
            prop::collection::vec((prop::sample::select(STATUSES.to_vec()), any::<bool>()), 1..8),
            4,
        )
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let test = TestCore::new().await;
            let core = &test.core;
            for (number, sequence) in (0..).zip(sequences) {
                let id = sent(core, number).await;
                let mut before = MessageStatus::Sent;
                for (reported, only_second) in &sequence {
                    report(core, number, *reported, *only_second).await;
                    apply_waiting(core, i64::MIN).await.unwrap();
                    let now = status(core, id).await;
                    assert!(rank(now) >= rank(before), "{now} after {before}: {sequence:?}");
                    before = now;
                }
                // Once the first id has been named, no receipt is left aside.
                let is_named = sequence.iter().any(|(_, only_second)| !only_second);
                let open = Entity::find()
                    .filter(Column::AppliedAt.is_null())
                    .filter(Column::ProviderStateId.eq(format!("state-{number}")))
                    .all(core.db.reader())
                    .await
                    .unwrap();
                assert_eq!(open.is_empty(), is_named, "{sequence:?}");
                let was_read = sequence.iter().any(|(status, _)| *status == MessageStatus::Read);
                let failed = sequence.iter().any(|(status, _)| *status == MessageStatus::Failed);
                if is_named && was_read && !failed {
                    assert_eq!(before, MessageStatus::Read, "{sequence:?}");
                }
            }
        });
    }
}

#[tokio::test]
async fn the_same_id_of_two_accounts_is_two_messages() {
    let test = TestCore::new().await;
    let core = &test.core;
    let other = sent_through(core, "lain", 7).await;
    let own = sent_through(core, "karo", 7).await;
    report(core, 7, MessageStatus::Read, false).await;
    report(core, 7, MessageStatus::Failed, true).await;
    apply_waiting(core, i64::MIN).await.unwrap();
    assert_eq!(status(core, own).await, MessageStatus::Read);
    assert_eq!(status(core, other).await, MessageStatus::Sent);
}
