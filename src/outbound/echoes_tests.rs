use entity::ids::{MessageId, ReceiptId};
use entity::inbound_message;
use entity::receipt;
use entity::words::{Authenticity, InboundKind};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use super::*;
use crate::people;
use crate::testing::{NOW, TestCore, draft, keep_inbound};

const ADDRESS: &str = "+6281234500001";
const TEXT: &str = "Yth. Budi Ginting, izin Anda sudah terbit.";

/// A message to that contact that was claimed at that moment.
async fn message(core: &Core, status: MessageStatus, claimed_at: Timestamp) -> MessageId {
    let txn = core.db.begin_write().await.unwrap();
    let address = people::Address::from_stored(ADDRESS);
    let id = ContactId(core.next_id());
    let contact = contact::lock_or_create(&*txn, id, &address, NOW)
        .await
        .unwrap();
    let draft = draft("karo", TEXT);
    let mut row = draft.queued(MessageId(core.next_id()), &contact, NOW, NOW);
    row.status = status;
    row.claimed_at = Some(claimed_at.millis());
    row.settled_at = Some(claimed_at.millis());
    let id = row.id;
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    id
}

/// A copy as the recorder keeps it.
async fn copy(core: &Core, text: &str, provider_id: &str) {
    let id = core.next_id();
    let row = inbound_message::Model {
        id: InboundId(id),
        account_id: "karo".to_owned(),
        dedupe_key: id.to_be_bytes().to_vec(),
        contact_id: None,
        previous_id: None,
        address: Some(ADDRESS.to_owned()),
        kind: InboundKind::Echo,
        text: text.to_owned(),
        intent: "none".to_owned(),
        rule: "echo".to_owned(),
        context: "cold".to_owned(),
        unclear: false,
        authenticity: Authenticity::UrlToken,
        provider_message_id: Some(provider_id.to_owned()),
        sent_at: None,
        received_at: core.now().millis(),
        raw: String::new(),
        event_id: None,
        resolved_by: None,
        resolved_at: None,
    };
    keep_inbound(core, row).await;
}

async fn found(core: &Core, id: MessageId) -> Model {
    let row = Entity::find_by_id(id).one(core.db.reader()).await.unwrap();
    row.unwrap()
}

#[tokio::test]
async fn a_copy_says_that_an_uncertain_message_was_sent_and_under_which_id() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = message(
        core,
        MessageStatus::Uncertain,
        NOW.minus(Duration::from_secs(46)),
    )
    .await;
    let txn = core.db.begin_write().await.unwrap();
    let read = receipt::Model {
        id: ReceiptId(core.next_id()),
        account_id: "karo".to_owned(),
        dedupe_key: vec![1],
        provider_message_id: Some("COPY".to_owned()),
        provider_state_id: None,
        status: MessageStatus::Read,
        error: None,
        received_at: NOW.millis(),
        applied_at: None,
    };
    receipt::Entity::insert(read.into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    copy(core, &format!("{TEXT}\n"), "COPY").await;
    Echoes::default().look(core).await.unwrap();
    let row = found(core, id).await;
    assert_eq!(
        row.status,
        MessageStatus::Read,
        "its receipt waited for the id"
    );
    assert_eq!(row.provider_message_id.as_deref(), Some("COPY"));
    assert_eq!(row.error, None);
}

#[tokio::test]
async fn of_two_alike_the_older_gets_the_first_copy_and_each_copy_meets_one() {
    let test = TestCore::new().await;
    let core = &test.core;
    let older = message(
        core,
        MessageStatus::Sent,
        NOW.minus(Duration::from_secs(20)),
    )
    .await;
    let newer = message(core, MessageStatus::Sent, NOW.minus(Duration::from_secs(5))).await;
    copy(core, TEXT, "FIRST").await;
    let mut echoes = Echoes::default();
    echoes.look(core).await.unwrap();
    let mut other_process = Echoes::default();
    other_process.look(core).await.unwrap();
    assert_eq!(
        found(core, older).await.provider_message_id.as_deref(),
        Some("FIRST")
    );
    assert_eq!(found(core, newer).await.provider_message_id, None);
    test.pass(EVERY);
    copy(core, TEXT, "SECOND").await;
    echoes.look(core).await.unwrap();
    assert_eq!(
        found(core, newer).await.provider_message_id.as_deref(),
        Some("SECOND")
    );
}

#[tokio::test]
async fn a_copy_waits_for_the_message_that_is_still_being_sent() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = message(core, MessageStatus::Sending, NOW).await;
    copy(core, TEXT, "COPY").await;
    let mut echoes = Echoes::default();
    echoes.look(core).await.unwrap();
    assert_eq!(found(core, id).await.provider_message_id, None);
    let mut row = found(core, id).await;
    row.status = MessageStatus::Uncertain;
    let txn = core.db.begin_write().await.unwrap();
    write(&*txn, row).await.unwrap();
    txn.commit().await.unwrap();
    test.pass(EVERY);
    echoes.look(core).await.unwrap();
    assert_eq!(found(core, id).await.status, MessageStatus::Sent);
}

#[tokio::test]
async fn what_was_written_on_the_phone_is_no_copy_of_ours() {
    let test = TestCore::new().await;
    let core = &test.core;
    let other = message(
        core,
        MessageStatus::Uncertain,
        NOW.minus(Duration::from_secs(20)),
    )
    .await;
    let old = message(core, MessageStatus::Uncertain, NOW.minus(WINDOW * 2)).await;
    let later = message(
        core,
        MessageStatus::Uncertain,
        NOW.plus(Duration::from_secs(1)),
    )
    .await;
    copy(core, "Besok loket tutup", "PHONE").await;
    Echoes::default().look(core).await.unwrap();
    for id in [other, old, later] {
        assert_eq!(found(core, id).await.status, MessageStatus::Uncertain);
    }
    copy(core, TEXT, "COPY").await;
    Echoes::default().look(core).await.unwrap();
    assert_eq!(found(core, other).await.status, MessageStatus::Sent);
    for id in [old, later] {
        assert_eq!(found(core, id).await.status, MessageStatus::Uncertain);
    }
}
