//! An answer settles the claim that it belongs to, and no other.

use entity::words::{AccountKind, MessageStatus};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::*;
use crate::outbound::outbox;
use crate::people::{Address, PhoneNumber};
use crate::testing::{TestCore, draft};

/// A message that was claimed then.
async fn claimed(core: &Core, at: i64) -> MessageId {
    let draft = draft("karo", "Kabar");
    let to = Address::from(PhoneNumber::parse("081234567890").unwrap());
    let row = outbox::accept(core, &to, draft, None, AccountKind::Fonnte).await;
    let mut row = row.unwrap();
    let id = row.id;
    row.status = MessageStatus::Sending;
    row.claimed_at = Some(at);
    row.attempt = 2;
    let txn = core.db.begin_write().await.unwrap();
    Entity::update(row.into_active_model().reset_all())
        .validate()
        .unwrap()
        .exec(&*txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    id
}

#[tokio::test]
async fn an_answer_to_an_earlier_claim_settles_nothing() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = claimed(core, 2000).await;
    let answer = |claimed_at: i64, outcome: Outcome| Done {
        id,
        claimed_at: Some(claimed_at),
        outcome,
    };
    let took = || {
        Ok(Accepted {
            provider_message_id: Some("190000001".to_owned()),
        })
    };
    let not_sent = || {
        Err(SendError::NotSent {
            detail: "connection refused".to_owned(),
            retry_after: None,
        })
    };
    for late in [answer(1000, not_sent()), answer(1000, took())] {
        turn::settle_only(core, "karo", &[late]).await.unwrap();
        let row = history::find(core.db.reader(), id).await.unwrap().unwrap();
        assert_eq!(row.status, MessageStatus::Sending);
        assert_eq!(row.provider_message_id, None);
    }
    let own = answer(2000, took());
    turn::settle_only(core, "karo", &[own]).await.unwrap();
    let row = history::find(core.db.reader(), id).await.unwrap().unwrap();
    assert_eq!(row.status, MessageStatus::Sent);
    assert_eq!(row.provider_message_id.as_deref(), Some("190000001"));
}
