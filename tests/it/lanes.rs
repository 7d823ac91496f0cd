//! What leaves first, how much a day, and what happens when an account cannot send.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use entity::broadcast;
use entity::ids::{BroadcastId, ContactId, MessageId};
use entity::message;
use entity::words::{AccountKind, BroadcastStatus, MessageStatus, Purpose};
use reqwest::StatusCode;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde_json::{Value, json};
use setuju::outbound::message::Draft;
use setuju::people::{Address, PhoneNumber, contact};
use setuju::providers::Account;

use crate::support::app::{NOON, TestApp};
use crate::support::gateway::{Answer, Gateway};
use crate::support::on_both_databases;

pub(crate) async fn with_account(
    app: &TestApp,
    id: &str,
    settings: &[(&str, &str)],
) -> (Gateway, Account) {
    let gateway = Gateway::start();
    let settings: Vec<_> = [("token", "rahasia-fonnte")]
        .into_iter()
        .chain(settings.iter().copied())
        .collect();
    let account = app
        .add_account(id, AccountKind::Fonnte, Some(&gateway.url), &settings)
        .await;
    (gateway, account)
}

pub(crate) async fn queue(app: &TestApp, phone: &str, purpose: &str, text: &str) -> Value {
    let body = json!({"phone": phone, "message": text, "purpose": purpose});
    let (status, message) = app.post("/api/v1/messages", &body).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{message}");
    message
}

pub(crate) async fn act(app: &TestApp, account: &str, act: &str) {
    let path = format!("/api/v1/accounts/{account}/{act}");
    let (status, answer) = app.post(&path, &json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// A broadcast with a message to each number, as planning makes them.
pub(crate) async fn plan(app: &TestApp, account: &str, phones: &[String]) -> BroadcastId {
    let core = &app.beside.core;
    let id = BroadcastId(core.next_id());
    let row = broadcast::Model {
        id,
        name: "Kabar".to_owned(),
        purpose: Purpose::Broadcast,
        text: "Kabar".to_owned(),
        template_key: None,
        template_version: None,
        audience: "{}".to_owned(),
        account_id: account.to_owned(),
        forced: false,
        status: BroadcastStatus::Paused,
        pause_reason: None,
        scheduled_at: None,
        not_after: None,
        daily_limit: None,
        planned_to: ContactId(0),
        planned_at: Some(NOON),
        planned: i64::try_from(phones.len()).unwrap(),
        planned_day: None,
        planned_today: 0,
        withheld: "{}".to_owned(),
        dry_run: "{}".to_owned(),
        edited_by: None,
        resumed_at: None,
        created_by: "uji".to_owned(),
        started_by: None,
        created_at: NOON,
        started_at: None,
        finished_at: None,
        updated_at: NOON,
    };
    let txn = core.db.begin_write().await.unwrap();
    broadcast::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .unwrap();
    let now = setuju::time::Timestamp::from_millis(NOON);
    for phone in phones {
        let to = Address::from(PhoneNumber::parse(phone).unwrap());
        let contact = contact::find(&*txn, &to).await.unwrap().unwrap();
        let draft = Draft {
            purpose: Purpose::Broadcast,
            text: "Kabar".to_owned(),
            template_key: None,
            template_version: None,
            account_id: account.to_owned(),
            forced: false,
            partner_id: None,
            permit_id: None,
            actor: "uji".to_owned(),
            answers_id: None,
            not_after: None,
        };
        let mut message = draft.queued(MessageId(core.next_id()), &contact, now, now);
        message.broadcast_id = Some(id);
        message::Entity::insert(message.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
    }
    txn.commit().await.unwrap();
    id
}

pub(crate) async fn set_status(app: &TestApp, id: BroadcastId, status: BroadcastStatus) {
    let txn = app.beside.core.db.begin_write().await.unwrap();
    let row = broadcast::ActiveModel {
        id: sea_orm::Unchanged(id),
        status: Set(status),
        ..Default::default()
    };
    broadcast::Entity::update(row)
        .validate()
        .unwrap()
        .exec(&*txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

pub(crate) async fn agreed(app: &TestApp, count: usize) -> Vec<String> {
    let mut phones = Vec::new();
    for _ in 0..count {
        let phone = app.number();
        let yes = json!({"status": "granted", "source": "form", "note": "formulir"});
        let (status, _) = app.post(&format!("/api/v1/consents/{phone}"), &yes).await;
        assert_eq!(status, StatusCode::OK);
        phones.push(phone);
    }
    phones
}

on_both_databases!(a_paced_lane_takes_the_most_urgent_first, async |app| {
    let (gateway, account) = with_account(&app, "karo", &[("pace_ms", "50-50")]).await;
    let phones = agreed(&app, 4).await;
    act(&app, "karo", "pause").await;
    let bulk = plan(&app, "karo", &phones[..1]).await;
    set_status(&app, bulk, BroadcastStatus::Running).await;
    queue(&app, &phones[1], "broadcast", "siaran").await;
    queue(&app, &phones[2], "notification", "pemberitahuan").await;
    queue(&app, &phones[2], "custom", "pesan").await;
    app.says(&account, &phones[3], "BANTUAN").await;
    act(&app, "karo", "resume").await;
    app.until("all are sent", async || gateway.asked().len() == 5)
        .await;
    let sent: Vec<_> = gateway
        .asked()
        .into_iter()
        .map(|asked| asked.message)
        .collect();
    assert_eq!(sent.len(), 5);
    assert_eq!(&sent[1..], ["pesan", "pemberitahuan", "siaran", "Kabar"]);
});

on_both_databases!(
    a_broadcast_that_is_paused_stops_and_goes_on_without_repeats,
    async |app| {
        let (gateway, _) = with_account(&app, "karo", &[("pace_ms", "20-20")]).await;
        let phones = agreed(&app, 40).await;
        let bulk = plan(&app, "karo", &phones).await;
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert_eq!(gateway.asked().len(), 0, "it does not run yet");
        set_status(&app, bulk, BroadcastStatus::Running).await;
        app.until("some are sent", async || gateway.asked().len() >= 5)
            .await;
        set_status(&app, bulk, BroadcastStatus::Paused).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        let sent = gateway.asked().len();
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(gateway.asked().len(), sent, "it is paused");
        assert!(sent < 40, "{sent}");
        set_status(&app, bulk, BroadcastStatus::Running).await;
        app.until("all are sent", async || gateway.asked().len() >= 40)
            .await;
        assert!(phones.iter().all(|phone| gateway.sent_to(phone).len() == 1));
    }
);

on_both_databases!(no_message_is_claimed_after_a_stop, async |app| {
    let (gateway, account) = with_account(&app, "karo", &[("pace_ms", "10-10")]).await;
    let phones = agreed(&app, 120).await;
    let bulk = plan(&app, "karo", &phones).await;
    set_status(&app, bulk, BroadcastStatus::Running).await;
    app.until("it runs", async || gateway.asked().len() >= 3)
        .await;
    let mut stopped = HashMap::new();
    for phone in phones.iter().rev() {
        app.says(&account, phone, "STOP").await;
        stopped.insert(phone.clone(), Instant::now());
    }
    app.until("nothing waits", async || {
        // So many STOPs make a broadcast pause itself.
        set_status(&app, bulk, BroadcastStatus::Running).await;
        let waiting = message::Entity::find()
            .filter(message::Column::Status.is_in([MessageStatus::Queued, MessageStatus::Sending]))
            .all(app.beside.core.db.reader())
            .await;
        waiting.unwrap().is_empty()
    })
    .await;
    let mut withheld = 0;
    for row in message::Entity::find()
        .filter(message::Column::BroadcastId.eq(bulk))
        .all(app.beside.core.db.reader())
        .await
        .unwrap()
    {
        if row.status == MessageStatus::Withheld {
            assert_eq!(row.reason.as_deref(), Some("denied"));
            withheld += 1;
        }
    }
    assert!(withheld > 20, "{withheld}");
    for asked in gateway
        .asked()
        .iter()
        .filter(|asked| asked.message == "Kabar")
    {
        let since = asked
            .at
            .checked_duration_since(stopped[&format!("+{}", asked.target)]);
        // What was claimed before may still be on its way.
        assert!(
            since.unwrap_or_default() < Duration::from_millis(500),
            "{since:?}"
        );
    }
});

on_both_databases!(
    a_daily_cap_waits_for_the_next_day_and_replies_do_not,
    async |app| {
        let (gateway, account) = with_account(&app, "karo", &[("daily_cap", "2")]).await;
        let phones: Vec<_> = (0..3).map(|_| app.number()).collect();
        for phone in &phones {
            queue(&app, phone, "custom", "Kabar").await;
        }
        app.until("the third waits", async || {
            app.messages(&phones[2]).await[0]["reason"] == "daily_cap"
        })
        .await;
        assert_eq!(gateway.asked().len(), 2);
        let message = &app.messages(&phones[2]).await[0];
        assert_eq!(
            (&message["status"], &message["not_before"]),
            (&json!("queued"), &json!("2026-11-23T00:00:00Z"))
        );
        let shown = app.get_json("/api/v1/accounts/karo").await;
        assert_eq!(
            (&shown["daily_cap"], &shown["sent_today"]),
            (&json!(2), &json!(2))
        );
        app.says(&account, &phones[0], "BANTUAN").await;
        app.until("the reply is sent", async || gateway.asked().len() == 3)
            .await;
        app.pass(Duration::from_hours(24));
        app.until("the third is sent", async || {
            gateway.sent_to(&phones[2]).len() == 1
        })
        .await;
    }
);

on_both_databases!(raising_a_cap_lets_go_what_waits_for_tomorrow, async |app| {
    let (gateway, _) = with_account(&app, "karo", &[("daily_cap", "1")]).await;
    let phones: Vec<_> = (0..3).map(|_| app.number()).collect();
    for phone in &phones {
        queue(&app, phone, "custom", "Kabar").await;
    }
    app.until("the others wait", async || {
        app.messages(&phones[2]).await[0]["reason"] == "daily_cap"
    })
    .await;
    let patch = app.client.patch(app.url("/api/v1/accounts/karo"));
    let patch = patch.bearer_auth(app.key()).json(&json!({"daily_cap": 2}));
    assert_eq!(patch.send().await.unwrap().status(), StatusCode::OK);
    app.until("the second is sent", async || {
        gateway.sent_to(&phones[1]).len() == 1
    })
    .await;
    app.until("the third waits again", async || {
        app.messages(&phones[2]).await[0]["reason"] == "daily_cap"
    })
    .await;
    assert_eq!(gateway.asked().len(), 2);
});

on_both_databases!(
    another_account_sends_what_one_that_is_down_cannot,
    async |app| {
        let (second, _) = with_account(&app, "kedua", &[]).await;
        let (first, _) = with_account(&app, "pertama", &[]).await;
        first.answers(Answer::Refuses("invalid token"));
        let (one, two, forced) = (app.number(), app.number(), app.number());
        queue(&app, &one, "custom", "Kabar").await;
        app.until("the other account sends it", async || {
            second.sent_to(&one).len() == 1
        })
        .await;
        // Nothing is tried any more where it cannot work.
        queue(&app, &two, "custom", "Kabar").await;
        let body = json!({"phone": forced, "message": "Kabar", "provider_type": "fonnte"});
        let (status, _) = app.post("/api/v1/messages", &body).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        app.until("the other account sends this too", async || {
            second.sent_to(&two).len() == 1
        })
        .await;
        assert_eq!(app.messages(&forced).await[0]["status"], "queued");
        assert!(second.sent_to(&forced).is_empty());
        let metrics = app.client.get(app.url("/metrics")).send().await.unwrap();
        let metrics = metrics.text().await.unwrap();
        assert!(
            metrics.contains("setuju_account_up{account=\"pertama\"} 0"),
            "{metrics}"
        );
        assert!(
            metrics.contains("setuju_account_queued{account=\"pertama\"} 1"),
            "{metrics}"
        );
        first.answers(Answer::Takes);
        app.pass(Duration::from_mins(2));
        app.until("the account comes back by itself", async || {
            first.sent_to(&forced).len() == 1
        })
        .await;
    }
);

on_both_databases!(what_is_too_late_expires_where_it_waits, async |app| {
    let (gateway, _) = with_account(&app, "karo", &[]).await;
    act(&app, "karo", "pause").await;
    let phone = app.number();
    let queued = queue(&app, &phone, "custom", "Kabar").await;
    let id: MessageId = queued["id"].as_str().unwrap().parse().unwrap();
    let txn = app.beside.core.db.begin_write().await.unwrap();
    let row = message::ActiveModel {
        id: sea_orm::Unchanged(id),
        not_after: Set(Some(NOON + 3_600_000)),
        ..Default::default()
    };
    let update = message::Entity::update(row).validate().unwrap();
    update.exec(&*txn).await.unwrap();
    txn.commit().await.unwrap();
    app.pass(Duration::from_hours(2));
    app.until("it expires", async || {
        app.messages(&phone).await[0]["status"] == "expired"
    })
    .await;
    act(&app, "karo", "resume").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(gateway.asked().is_empty());
});
