use std::time::Duration;

use entity::ids::{ContactId, EventId, HookId};
use entity::words::{AccountKind, DeliveryStatus, EventKind, EventSource, HookKind};
use entity::{hook_delivery, hook_endpoint, hook_event};
use rand::rngs::StdRng;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::Value;

use super::endpoint::{self, Change, NewEndpoint};
use super::error::HookError;
use super::schedule::LONGEST_PAUSE;
use super::send::{Outcome, Verdict};
use super::settle::{self, Done, settle};
use super::target::Reach;
use super::{Caller, delivery, fan_out};
use crate::consent::ledger::{self, Entry, Evidence};
use crate::consent::register::{self, Decided, PaperSource};
use crate::core::Core;
use crate::outbound::message::Draft;
use crate::outbound::{outbox, recall};
use crate::people::{self, Address, PhoneNumber};
use crate::testing::{NOW, TestCore, draft};

const MINUTE: Duration = Duration::from_mins(1);
const FAILED: Verdict = Verdict::Failed { retry_after: None };

fn caller() -> Caller {
    drop(rustls::crypto::ring::default_provider().install_default());
    Caller::new(Reach::Everywhere).unwrap()
}

async fn add(core: &Core, events: &[HookKind]) -> HookId {
    let new = NewEndpoint {
        url: "http://127.0.0.1:9/".to_owned(),
        description: "Sistem izin".to_owned(),
        events: events.to_vec(),
        active: true,
    };
    let rng = &mut rand::make_rng::<StdRng>();
    let made = endpoint::create(core, &caller(), new, "test", rng).await;
    made.unwrap().0.row.id
}

fn outcome(verdict: Verdict) -> Outcome {
    Outcome {
        verdict,
        status: None,
        error: (verdict != Verdict::Taken).then(|| "HTTP 500".to_owned()),
        excerpt: None,
    }
}

fn phone() -> PhoneNumber {
    PhoneNumber::parse("081234567890").unwrap()
}

async fn decide(core: &Core, decided: Decided) {
    let done = register::record(core, &phone(), decided, PaperSource::Form, "F-1", "test").await;
    done.unwrap();
}

/// A question is put to the contact, whatever it has answered before.
async fn ask(core: &Core) {
    let txn = core.db.begin_write().await.unwrap();
    let id = ContactId(core.next_id());
    let address = Address::Phone(phone());
    let contact = people::contact::lock_or_create(&*txn, id, &address, core.now()).await;
    let mut contact = contact.unwrap();
    let entry = Entry {
        kind: EventKind::Asked,
        source: EventSource::Provider,
        actor: "test".to_owned(),
        decided_at: core.now(),
        evidence: Evidence::default(),
    };
    let id = EventId(core.next_id());
    let event = ledger::seal(&core.keys.ledger, &mut contact, entry, id, core.now());
    ledger::append(&*txn, event).await.unwrap();
    people::contact::update(&*txn, contact).await.unwrap();
    txn.commit().await.unwrap();
}

async fn log(core: &Core, id: HookId) -> Vec<hook_delivery::Model> {
    delivery::list(core.db.reader(), id, None, None, 500)
        .await
        .unwrap()
}

/// What an endpoint is told, oldest first.
async fn told(core: &Core, id: HookId) -> Vec<Value> {
    let rows = log(core, id).await.into_iter().rev();
    rows.map(|row| serde_json::from_str(&row.payload).unwrap())
        .collect()
}

async fn waiting_events(core: &Core) -> u64 {
    hook_event::Entity::find()
        .count(core.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn only_what_changes_consent_is_told_and_only_to_those_who_want_it() {
    let test = TestCore::new().await;
    let core = &test.core;
    let (all, consent) = (
        add(core, &[]).await,
        add(core, &[HookKind::ConsentChanged]).await,
    );
    let other = add(core, &[HookKind::AccountDown, HookKind::AccountUp]).await;
    ask(core).await;
    ask(core).await;
    decide(core, Decided::Granted).await;
    ask(core).await;
    decide(core, Decided::Denied).await;
    assert_eq!(waiting_events(core).await, 5);
    fan_out::run(core).await.unwrap();
    assert_eq!(waiting_events(core).await, 0);
    let steps: Vec<_> = told(core, all)
        .await
        .iter()
        .map(|told| {
            format!(
                "{}-{}",
                told["data"]["previous_status"], told["data"]["status"]
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "\"unknown\"-\"asked\"",
            "\"asked\"-\"granted\"",
            "\"granted\"-\"denied\""
        ]
    );
    assert_eq!(told(core, consent).await, told(core, all).await);
    assert!(told(core, other).await.is_empty());
    let ids = |rows: Vec<hook_delivery::Model>| rows.into_iter().map(|row| row.event_id).collect();
    let (one, two): (Vec<_>, Vec<_>) = (ids(log(core, all).await), ids(log(core, consent).await));
    assert_eq!(one, two, "the same event has the same id everywhere");
}

#[tokio::test]
async fn a_message_that_a_statement_for_many_cancels_is_told() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = add(core, &[HookKind::MessageSettled]).await;
    let draft = Draft {
        permit_id: Some("IMB-7".to_owned()),
        ..draft("hilang", "Kabar")
    };
    let to = Address::Phone(phone());
    let row = outbox::accept(core, &to, draft, None, AccountKind::Fonnte)
        .await
        .unwrap();
    assert_eq!(waiting_events(core).await, 0);
    recall::cancel_stranded(core).await.unwrap();
    fan_out::run(core).await.unwrap();
    let told = told(core, id).await;
    assert_eq!(told.len(), 1);
    let expected = serde_json::json!({
        "type": "message.settled",
        "timestamp": NOW,
        "data": {
            "id": row.id.to_string(), "status": "cancelled", "reason": null, "purpose": "custom",
            "account": "hilang", "partner_id": null, "permit_id": "IMB-7", "broadcast_id": null,
        },
    });
    assert_eq!(told[0], expected);
}

#[tokio::test]
async fn what_one_process_has_in_hand_no_other_gets_until_its_time_is_over() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = add(core, &[]).await;
    decide(core, Decided::Granted).await;
    decide(core, Decided::Denied).await;
    fan_out::run(core).await.unwrap();
    let first = delivery::claim(core, id, 1).await.unwrap();
    let second = delivery::claim(core, id, 8).await.unwrap();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first[0].id, second[0].id);
    assert!(delivery::claim(core, id, 8).await.unwrap().is_empty());

    test.pass(delivery::CLAIM);
    let again = delivery::claim(core, id, 8).await.unwrap();
    assert_eq!(again.len(), 2);
    // The one that was thought dead reports after all: what the other does counts.
    let late = [Done {
        row: first[0].clone(),
        outcome: outcome(FAILED),
    }];
    settle(core, &late, &mut rand::make_rng::<StdRng>())
        .await
        .unwrap();
    assert!(log(core, id).await.iter().all(|row| row.attempt == 0));
    let done = again.into_iter().map(|row| Done {
        row,
        outcome: outcome(Verdict::Taken),
    });
    let done: Vec<_> = done.collect();
    settle(core, &done, &mut rand::make_rng::<StdRng>())
        .await
        .unwrap();
    let rows = log(core, id).await;
    assert!(
        rows.iter()
            .all(|row| row.status == DeliveryStatus::Delivered && row.attempt == 1)
    );
}

#[tokio::test]
async fn after_an_outage_what_waits_is_tried_at_once() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = add(core, &[]).await;
    decide(core, Decided::Granted).await;
    decide(core, Decided::Denied).await;
    fan_out::run(core).await.unwrap();
    let rng = &mut rand::make_rng::<StdRng>();
    let rows = delivery::claim(core, id, 8).await.unwrap();
    let asked = Verdict::Failed {
        retry_after: Some(10 * MINUTE),
    };
    let done: Vec<_> = rows
        .into_iter()
        .map(|row| Done {
            row,
            outcome: outcome(asked),
        })
        .collect();
    settle(core, &done[..1], rng).await.unwrap();
    test.pass(11 * MINUTE);
    let back = [Done {
        row: done[1].row.clone(),
        outcome: outcome(Verdict::Taken),
    }];
    assert_eq!(settle(core, &back, rng).await.unwrap(), [id]);
    let row = endpoint::find(core, id).await.unwrap().row;
    assert_eq!(
        (row.failing_since, row.hold_until, row.last_error),
        (None, None, None)
    );
    test.pass(MINUTE);
    let failed = delivery::claim(core, id, 8).await.unwrap();
    assert_eq!(failed.len(), 1);
    let failed = [Done {
        row: failed[0].clone(),
        outcome: outcome(FAILED),
    }];
    settle(core, &failed, rng).await.unwrap();
    assert!(delivery::claim(core, id, 8).await.unwrap().is_empty());
    assert_eq!(delivery::hasten(core, id).await.unwrap(), 1);
    assert_eq!(delivery::claim(core, id, 8).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_delivery_is_given_up_after_three_days_and_a_pause_is_kept() {
    let test = TestCore::new().await;
    let core = &test.core;
    let rng = &mut rand::make_rng::<StdRng>();
    let fresh = delivery::new(core, HookId(1), 1, HookKind::Test, "{}".to_owned());
    let (mut row, mut now) = (fresh.clone(), NOW);
    while row.status == DeliveryStatus::Pending {
        row = settle::after(row, &outcome(FAILED), now, rng);
        now = now.max(crate::time::Timestamp::from_millis(row.next_attempt_at));
    }
    assert_eq!((row.status, row.attempt), (DeliveryStatus::Failed, 14));
    let days = now.since(NOW).as_secs_f64() / 86_400.0;
    assert!((2.4..3.6).contains(&days), "{days}");
    for (pause, kept) in [
        (2 * MINUTE, 2 * MINUTE),
        (LONGEST_PAUSE * 30, LONGEST_PAUSE),
    ] {
        let asked = outcome(Verdict::Failed {
            retry_after: Some(pause),
        });
        let row = settle::after(fresh.clone(), &asked, NOW, rng);
        assert_eq!(row.next_attempt_at, NOW.plus(kept).millis());
    }
}

#[tokio::test]
async fn the_log_of_an_endpoint_that_is_gone_is_cleared_and_the_rest_after_its_time() {
    let test = TestCore::new().await;
    let core = &test.core;
    let (gone, kept) = (add(core, &[]).await, add(core, &[]).await);
    decide(core, Decided::Granted).await;
    fan_out::run(core).await.unwrap();
    endpoint::remove(core, gone, "test").await.unwrap();
    let month = Duration::from_hours(30 * 24);
    assert_eq!(delivery::prune(core, month).await.unwrap(), 1);
    assert_eq!(
        (log(core, gone).await.len(), log(core, kept).await.len()),
        (0, 1)
    );
    test.pass(month + MINUTE);
    assert_eq!(delivery::prune(core, month).await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_kept_of_an_endpoint_holds_no_secret() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = add(core, &[]).await;
    let change = Change {
        url: Some("http://127.0.0.1:9/terima?kunci=rahasia".to_owned()),
        ..Change::default()
    };
    endpoint::change(core, &caller(), id, change, "test")
        .await
        .unwrap();
    let rng = &mut rand::make_rng::<StdRng>();
    let (_, secret) = endpoint::rotate_secret(core, id, "test", rng)
        .await
        .unwrap();
    let rows = hook_endpoint::Entity::find()
        .all(core.db.reader())
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&rows[0].sealed).contains(secret.expose()));
    let trail =
        crate::staff::audit::list(core.db.reader(), crate::staff::audit::Filter::default(), 10)
            .await
            .unwrap();
    assert_eq!(trail.len(), 3);
    let trail = format!("{trail:?}");
    assert!(
        !trail.contains("rahasia") && !trail.contains(secret.expose()),
        "{trail}"
    );
    let most = endpoint::MOST - 1;
    for _ in 0..most {
        add(core, &[]).await;
    }
    let new = NewEndpoint {
        url: "https://izin.karo.go.id/".to_owned(),
        description: String::new(),
        events: Vec::new(),
        active: true,
    };
    let made = endpoint::create(core, &caller(), new, "test", rng).await;
    assert!(matches!(made, Err(HookError::TooMany)));
}
