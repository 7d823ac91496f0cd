//! An answer settles the claim that it belongs to, and no other.

use entity::words::{AccountKind, ConsentStatus, MessageStatus};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::*;
use crate::outbound::outbox;
use crate::people::{Address, PhoneNumber, contact as contacts};
use crate::testing::{TestCore, draft};

/// A message that was claimed then.
async fn claimed(core: &Core, at: i64) -> MessageId {
    claimed_for(core, Purpose::Custom, at).await
}

async fn claimed_for(core: &Core, purpose: Purpose, at: i64) -> MessageId {
    let mut draft = draft("karo", "Kabar");
    draft.purpose = purpose;
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

fn down(id: MessageId, claimed_at: i64) -> Done {
    let detail = "disconnected device".to_owned();
    Done {
        id,
        claimed_at: Some(claimed_at),
        outcome: Err(SendError::AccountDown { detail }),
    }
}

/// What claiming the latest message noted of the only contact.
async fn noted(core: &Core, change: impl FnOnce(&mut contact::Model)) {
    let mut row = the_contact(core).await;
    change(&mut row);
    let txn = core.db.begin_write().await.unwrap();
    contacts::update(&*txn, row).await.unwrap();
    txn.commit().await.unwrap();
}

async fn the_contact(core: &Core) -> contact::Model {
    let found = contact::Entity::find().one(core.db.reader()).await;
    found.unwrap().unwrap()
}

#[tokio::test]
async fn a_question_that_failed_with_another_message_was_not_asked() {
    let test = TestCore::new().await;
    let core = &test.core;
    for turned in [false, true] {
        let ask = claimed_for(core, Purpose::OptInRequest, 2000).await;
        let other = claimed_for(core, Purpose::Custom, 3000).await;
        noted(core, |row| {
            row.last_outbound = Some(LastOutbound::Other);
            row.last_outbound_at = Some(3000);
            row.last_asked_at = Some(2000);
            row.last_request_id = Some(ask);
            row.ask_count = 1;
        })
        .await;
        let mut done = [down(ask, 2000), down(other, 3000)];
        if turned {
            done.reverse();
        }
        turn::settle_only(core, "karo", &done).await.unwrap();
        let row = the_contact(core).await;
        assert_eq!((row.last_asked_at, row.ask_count), (None, 0), "{turned}");
        assert_eq!((row.last_outbound, row.last_outbound_at), (None, None));
        assert_eq!(row.last_request_id, None);
    }
}

#[tokio::test]
async fn a_message_that_failed_makes_nobody_forget_when_the_number_was_asked() {
    let test = TestCore::new().await;
    let core = &test.core;
    let took = || {
        Ok(Accepted {
            provider_message_id: None,
        })
    };
    let sent = |id, at| Done {
        id,
        claimed_at: Some(at),
        outcome: took(),
    };
    let ask = claimed_for(core, Purpose::OptInRequest, 1000).await;
    noted(core, |row| row.last_asked_at = Some(1000)).await;
    turn::settle_only(core, "karo", &[sent(ask, 1000)])
        .await
        .unwrap();
    for at in 2000..2025 {
        let id = claimed(core, at).await;
        turn::settle_only(core, "karo", &[sent(id, at)])
            .await
            .unwrap();
    }
    let failed = claimed(core, 3000).await;
    turn::settle_only(core, "karo", &[down(failed, 3000)])
        .await
        .unwrap();
    let row = the_contact(core).await;
    assert_eq!(row.last_asked_at, Some(1000));
    assert_eq!(row.last_outbound_at, Some(2024));

    let explained = claimed_for(core, Purpose::ServiceInfo, 4000).await;
    noted(core, |row| row.last_asked_at = Some(4000)).await;
    turn::settle_only(core, "karo", &[down(explained, 4000)])
        .await
        .unwrap();
    assert_eq!(the_contact(core).await.last_asked_at, Some(1000));
}

#[tokio::test]
async fn a_stop_that_comes_while_the_question_is_on_its_way_stands() {
    let test = TestCore::new().await;
    let core = &test.core;
    let no_verdict = || {
        Err(SendError::Unknown {
            detail: "no answer in time".to_owned(),
        })
    };
    let took = || {
        Ok(Accepted {
            provider_message_id: None,
        })
    };
    let ask = claimed_for(core, Purpose::OptInRequest, 2000).await;
    noted(core, |row| {
        row.status = ConsentStatus::Denied;
        row.refused = true;
        row.since = Some(2500);
    })
    .await;
    // The answer came too late for another process, and then did come.
    for outcome in [no_verdict(), took()] {
        let done = Done {
            id: ask,
            claimed_at: Some(2000),
            outcome,
        };
        turn::settle_only(core, "karo", &[done]).await.unwrap();
        let row = the_contact(core).await;
        assert_eq!((row.status, row.since), (ConsentStatus::Denied, Some(2500)));
    }
    let row = history::find(core.db.reader(), ask).await.unwrap().unwrap();
    assert_eq!(row.status, MessageStatus::Sent);
    let events = entity::consent_event::Entity::find().all(core.db.reader());
    assert_eq!(events.await.unwrap().len(), 1, "it was asked once");
}
