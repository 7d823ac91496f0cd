//! Sending: only to those who agreed, once, at the pace, and honest about what happened.

use std::time::Duration;

use entity::receipt;
use entity::words::AccountKind;
use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use setuju::providers::{overview, registry};

use crate::support::app::TestApp;
use crate::support::gateway::{Answer, Gateway};
use crate::support::on_both_databases;

async fn with_gateway(
    app: &TestApp,
    settings: &[(&str, &str)],
) -> (Gateway, setuju::providers::Account) {
    let gateway = Gateway::start();
    let mut all = vec![("token", "rahasia-fonnte")];
    all.extend_from_slice(settings);
    let account = app
        .add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &all)
        .await;
    (gateway, account)
}

fn custom(phone: &str) -> Value {
    json!({"phone": phone, "message": "Berkas Anda dapat diambil."})
}

async fn send(app: &TestApp, body: &Value) -> Value {
    let (status, result) = app.post("/api/v1/messages?wait=20", body).await;
    assert_eq!(status, StatusCode::OK, "{result}");
    result
}

on_both_databases!(
    a_stop_wins_over_a_message_that_is_already_queued,
    async |app| {
        let (gateway, account) = with_gateway(&app, &[("pace_ms", "600-600")]).await;
        let phone = app.number();
        app.says(&account, &phone, "SETUJU").await;
        app.until("the thanks are sent", async || {
            gateway.sent_to(&phone).len() == 1
        })
        .await;
        let news = json!({"phone": phone, "message": "Kabar", "purpose": "broadcast"});
        let (status, queued) = app.post("/api/v1/messages", &news).await;
        assert_eq!(
            (status, &queued["status"]),
            (StatusCode::ACCEPTED, &json!("queued"))
        );
        app.says(&account, &phone, "STOP").await;
        let path = format!("/api/v1/messages/{}", queued["id"].as_str().unwrap());
        app.until("the broadcast is withheld", async || {
            app.get_json(&path).await["status"] == "withheld"
        })
        .await;
        assert_eq!(app.get_json(&path).await["reason"], "denied");
        app.until("the stop is confirmed", async || {
            gateway.sent_to(&phone).len() == 2
        })
        .await;
        assert!(gateway.sent_to(&phone).iter().all(|text| text != "Kabar"));
    }
);

on_both_databases!(what_the_provider_says_is_what_we_say, async |app| {
    let (gateway, _) = with_gateway(&app, &[]).await;
    let sent = send(&app, &custom(&app.number())).await;
    assert_eq!(sent["success"], true);
    assert_eq!(sent["status"], "sent");
    assert_eq!(sent["provider"], "Fonnte");
    assert!(sent["message_id"].as_str().unwrap().starts_with("1900000"));

    gateway.answers(Answer::Refuses("target invalid"));
    let phone = app.number();
    let refused = send(&app, &custom(&phone)).await;
    assert_eq!(
        (&refused["success"], &refused["status"]),
        (&json!(false), &json!("failed"))
    );
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .contains("target invalid")
    );
    let (status, again) = app.post("/api/v1/messages", &custom(&phone)).await;
    assert_eq!(
        (status, &again["reason"]),
        (StatusCode::CONFLICT, &json!("not_on_whatsapp"))
    );

    gateway.answers(Answer::Fails);
    let unknown = send(&app, &custom(&app.number())).await;
    assert_eq!(
        (&unknown["success"], &unknown["status"]),
        (&Value::Null, &json!("uncertain"))
    );
});

on_both_databases!(
    an_account_that_is_down_keeps_its_queue_and_comes_back,
    async |app| {
        let (gateway, _) = with_gateway(&app, &[]).await;
        gateway.answers(Answer::Refuses("request invalid on disconnected device"));
        let phone = app.number();
        let down = send(&app, &custom(&phone)).await;
        assert_eq!(
            (&down["success"], &down["status"]),
            (&Value::Null, &json!("queued")),
            "it is tried again"
        );
        let account = app.get_json("/api/v1/accounts/karo").await;
        assert_eq!(account["state"], "error");
        assert!(
            account["last_error"]
                .as_str()
                .unwrap()
                .contains("disconnected")
        );
        gateway.answers(Answer::Takes);
        app.pass(Duration::from_mins(2));
        app.until("the message is sent", async || {
            app.messages(&phone).await[0]["status"] == "sent"
        })
        .await;
        assert_eq!(
            app.get_json("/api/v1/accounts/karo").await["state"],
            "configured"
        );
    }
);

on_both_databases!(
    the_pause_between_two_sends_holds_across_a_restart,
    async |mut_app| {
        let mut app = mut_app;
        let (gateway, _) = with_gateway(&app, &[("pace_ms", "700-700")]).await;
        send(&app, &custom(&app.number())).await;
        app.stop().await;
        app.resume().await;
        send(&app, &custom(&app.number())).await;
        send(&app, &custom(&app.number())).await;
        let gaps = gaps(&gateway);
        assert!(
            gaps.iter().all(|gap| *gap >= Duration::from_millis(690)),
            "{gaps:?}"
        );
    }
);

on_both_databases!(a_clock_that_is_put_back_stops_no_lane, async |mut_app| {
    let mut app = mut_app;
    let (gateway, _) = with_gateway(&app, &[("pace_ms", "300-300")]).await;
    app.pass(Duration::from_hours(24 * 365));
    send(&app, &custom(&app.number())).await;
    app.turn_back(Duration::from_hours(24 * 364));
    assert_eq!(send(&app, &custom(&app.number())).await["status"], "sent");
    app.stop().await;
    app.turn_back(Duration::from_hours(24));
    app.resume().await;
    assert_eq!(send(&app, &custom(&app.number())).await["status"], "sent");
    let gaps = gaps(&gateway);
    assert!(
        gaps.iter().all(|gap| *gap >= Duration::from_millis(290)),
        "{gaps:?}"
    );
});

#[tokio::test]
async fn the_pause_holds_also_for_a_process_whose_clock_is_ahead_on_postgres() {
    let mut app = TestApp::on_postgres().await;
    let (gateway, _) = with_gateway(&app, &[("pace_ms", "3000-3000")]).await;
    send(&app, &custom(&app.number())).await;
    app.stop().await;
    app.pass(Duration::from_mins(1));
    app.resume().await;
    send(&app, &custom(&app.number())).await;
    let gaps = gaps(&gateway);
    assert!(gaps[0] >= Duration::from_millis(2990), "{gaps:?}");
}

/// The time between one message and the next, as the gateway saw them.
fn gaps(gateway: &Gateway) -> Vec<Duration> {
    let asked = gateway.asked();
    let pairs = asked.windows(2);
    pairs.map(|pair| pair[1].at - pair[0].at).collect()
}

on_both_databases!(the_same_idempotency_key_makes_one_message, async |app| {
    let (gateway, _) = with_gateway(&app, &[]).await;
    let phone = app.number();
    let post = async |body: &Value| {
        let response = app
            .client
            .post(app.url("/api/v1/messages?wait=10"))
            .bearer_auth(app.key())
            .header("Idempotency-Key", "izin-17")
            .json(body)
            .send()
            .await
            .unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    let (_, first) = post(&custom(&phone)).await;
    let (_, second) = post(&custom(&phone)).await;
    assert_eq!(first["id"], second["id"]);
    assert_eq!(gateway.sent_to(&phone).len(), 1);
    let (status, _) = post(&custom(&app.number())).await;
    assert_eq!(status, StatusCode::CONFLICT);
});

on_both_databases!(nobody_is_asked_twice_within_the_cool_down, async |app| {
    let (_gateway, _) = with_gateway(&app, &[]).await;
    let phone = app.number();
    let ask = json!({"phone": phone, "template": "opt_in_request", "purpose": "opt_in_request",
                     "values": {"partner_name": "Budi"}});
    assert_eq!(send(&app, &ask).await["status"], "sent");
    let (status, refused) = app.post("/api/v1/messages", &ask).await;
    assert_eq!(
        (status, &refused["reason"]),
        (StatusCode::CONFLICT, &json!("asked_recently"))
    );
    for _ in 0..2 {
        app.pass(Duration::from_hours(24 * 31));
        assert_eq!(send(&app, &ask).await["status"], "sent");
    }
    app.pass(Duration::from_hours(24 * 31));
    let (_, refused) = app.post("/api/v1/messages", &ask).await;
    assert_eq!(refused["reason"], "ask_limit");
});

on_both_databases!(a_question_that_was_never_sent_does_not_count, async |app| {
    let (gateway, account) = with_gateway(&app, &[]).await;
    gateway.answers(Answer::Refuses("file format not supported"));
    let phone = app.number();
    let ask = json!({"phone": phone, "template": "opt_in_request", "purpose": "opt_in_request",
                     "values": {"partner_name": "Budi"}});
    assert_eq!(send(&app, &ask).await["status"], "failed");
    assert_eq!(app.events(&phone).await, Vec::<String>::new());
    assert_eq!(app.status(&phone).await, "unknown");
    app.says(&account, &phone, "TIDAK").await;
    assert_eq!(
        app.status(&phone).await,
        "unknown",
        "a no to a question never put"
    );
    gateway.answers(Answer::Takes);
    assert_eq!(send(&app, &ask).await["status"], "sent");
});

on_both_databases!(
    receipts_meet_their_message_also_when_they_come_early,
    async |app| {
        let (_gateway, account) = with_gateway(&app, &[]).await;
        let early = json!({"device": "081200000001", "id": "190000001", "stateid": "3EB0AA",
                       "status": "sent", "state": "sent"});
        assert_eq!(app.post_webhook(&account, &early).await, StatusCode::OK);
        let read = json!({"device": "081200000001", "stateid": "3EB0AA", "state": "read"});
        assert_eq!(app.post_webhook(&account, &read).await, StatusCode::OK);
        let phone = app.number();
        let sent = send(&app, &custom(&phone)).await;
        assert_eq!(sent["message_id"], "190000001");
        app.until("it is read", async || {
            app.messages(&phone).await[0]["status"] == "read"
        })
        .await;
        let late = json!({"device": "081200000001", "stateid": "3EB0AA", "state": "delivered"});
        assert_eq!(app.post_webhook(&account, &late).await, StatusCode::OK);
        app.until("the late receipt is seen to", async || {
            let all = receipt::Entity::find()
                .all(app.beside.core.db.reader())
                .await;
            let all = all.unwrap();
            all.len() == 3 && all.iter().all(|receipt| receipt.applied_at.is_some())
        })
        .await;
        assert_eq!(
            app.messages(&phone).await[0]["status"],
            "read",
            "never backwards"
        );
    }
);

#[tokio::test]
async fn quiet_hours_let_bulk_messages_wait_till_morning() {
    let app = TestApp::on_sqlite().await;
    let (gateway, account) = with_gateway(&app, &[]).await;
    let phone = app.number();
    app.says(&account, &phone, "SETUJU").await;
    app.pass(Duration::from_hours(10));
    let news = json!({"phone": phone, "message": "Kabar", "purpose": "broadcast"});
    let (status, queued) = app.post("/api/v1/messages", &news).await;
    assert_eq!(
        (status, &queued["status"]),
        (StatusCode::ACCEPTED, &json!("queued"))
    );
    let message = &app.messages(&phone).await[0];
    assert_eq!(message["reason"], "quiet_hours");
    assert_eq!(message["not_before"], "2026-11-23T00:00:00Z");
    assert!(!gateway.sent_to(&phone).contains(&"Kabar".to_owned()));
    app.pass(Duration::from_hours(10));
    app.until("it is sent in the morning", async || {
        gateway.sent_to(&phone).contains(&"Kabar".to_owned())
    })
    .await;
}

#[tokio::test]
async fn a_change_of_an_account_writes_nothing_over_on_postgres() {
    let app = TestApp::on_postgres().await;
    let account = app.fonnte().await;
    let core = &app.beside.core;
    // Another process claims a message, and draws the pause until the next.
    let txn = core.db.begin_write().await.unwrap();
    let claim = format!(
        "UPDATE account SET next_send_at = 99 WHERE id = '{}'",
        account.id
    );
    txn.execute_unprepared(&claim).await.unwrap();
    let waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                   AND datname = current_database()";
    let pause = async {
        registry::set_paused(core, &account.id, true, None)
            .await
            .unwrap();
    };
    let commit = async {
        app.until("the other waits", async || {
            let rows = core.db.reader().query_all_raw(statement(waiting)).await;
            !rows.unwrap().is_empty()
        })
        .await;
        txn.commit().await.unwrap();
    };
    tokio::join!(pause, commit);
    let rows = overview::lanes(core.db.reader()).await.unwrap();
    let lane = rows.into_iter().find(|(id, ..)| *id == account.id).unwrap();
    assert_eq!(lane.1, 99);
}

fn statement(sql: &str) -> sea_orm::Statement {
    sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql)
}

#[tokio::test]
async fn an_answer_that_comes_while_the_database_is_away_is_kept_on_postgres() {
    let app = TestApp::on_postgres().await;
    let (gateway, _) = with_gateway(&app, &[]).await;
    gateway.answers(Answer::Late(Duration::from_millis(800)));
    let phone = app.number();
    let (_, queued) = app.post("/api/v1/messages", &custom(&phone)).await;
    app.until("the gateway is asked", async || !gateway.asked().is_empty())
        .await;
    let admin = app.beside.core.db.reader();
    for read_only in ["on", "off"] {
        let change = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {read_only}', \
             current_database()); END $$"
        );
        let session = "SET transaction_read_only = off";
        let away = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
        admin
            .execute_unprepared(&format!("{session}; {change}; {away}"))
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    let path = format!("/api/v1/messages/{}", queued["id"].as_str().unwrap());
    app.until("the message is sent", async || {
        app.get_json(&path).await["status"] == "sent"
    })
    .await;
    assert_eq!(gateway.sent_to(&phone).len(), 1);
}
