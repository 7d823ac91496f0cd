//! What people set in WhatsApp itself about our messages, as Meta reports it.

use std::time::Duration;

use entity::words::{AccountKind, Role};
use entity::{consent_event, message};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use setuju::consent::verify::verify;
use sha2::Sha256;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::on_both_databases;

const SECRET: &str = "rahasia-aplikasi";

async fn add_meta(app: &TestApp) {
    let settings = [
        ("access_token", "EAAG-rahasia"),
        ("phone_number_id", "100000000000001"),
        ("app_secret", SECRET),
    ];
    app.add_account("resmi", AccountKind::Meta, None, &settings)
        .await;
}

/// Signed, as Meta posts it.
async fn post(app: &TestApp, field: &str, mut value: Value) {
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"phone_number_id": "100000000000001"});
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "2", "changes": [{"field": field, "value": value}]}],
    });
    let body = body.to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let signed = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let post = app.client.post(app.url("/webhooks/resmi"));
    let post = post.header("X-Hub-Signature-256", signed).body(body);
    assert_eq!(post.send().await.unwrap().status(), StatusCode::OK);
}

async fn says(app: &TestApp, phone: &str, text: &str) {
    let message = json!({
        "from": &phone[1..], "id": format!("wamid.{}{text}", app.millis()),
        "timestamp": app.seconds().to_string(), "type": "text", "text": {"body": text},
    });
    post(app, "messages", json!({ "messages": [message] })).await;
}

async fn sets(app: &TestApp, phone: &str, value: &str, at: i64) {
    let preference = json!({
        "wa_id": &phone[1..], "category": "marketing_messages", "value": value,
        "detail": format!("User requested to {value} marketing messages"), "timestamp": at,
    });
    let value = json!({"contacts": [{"wa_id": &phone[1..]}], "user_preferences": [preference]});
    post(app, "user_preferences", value).await;
}

async fn answers(app: &TestApp) -> u64 {
    let rows = message::Entity::find();
    rows.count(app.beside.core.db.reader()).await.unwrap()
}

on_both_databases!(
    a_stop_set_in_whatsapp_withdraws_consent_and_is_answered_by_nothing,
    async |app| {
        add_meta(&app).await;
        let phone = app.number();
        says(&app, &phone, "SETUJU").await;
        assert_eq!(
            (app.status(&phone).await, answers(&app).await),
            ("granted".into(), 1)
        );
        // The window of the yes is over.
        app.pass(Duration::from_hours(25));
        let at = app.seconds();
        for _ in 0..3 {
            sets(&app, &phone, "stop", at).await;
        }
        assert_eq!(app.events(&phone).await, ["granted", "withdrawn"]);
        assert_eq!(answers(&app).await, 1, "Meta has told the person already");

        let consent = app.get_json(&format!("/api/v1/consents/{phone}")).await;
        assert_eq!(consent["status"], "denied");
        assert_eq!(consent["source"], "provider");
        assert_eq!(consent["window_open_until"], Value::Null);
        let evidence = &consent["evidence"];
        assert_eq!(
            evidence["preference"],
            json!({
                "category": "marketing_messages", "value": "stop",
                "detail": "User requested to stop marketing messages",
            })
        );
        assert_eq!(evidence["rule"], "deny.preference");
        assert_eq!(evidence["authenticity"], "signature");
        assert_eq!(evidence["account"], "resmi");
        assert!(evidence["sent_at"].is_string());
        assert_eq!(evidence["text"], Value::Null, "nobody wrote anything");

        let inbox = app
            .get_json(&format!("/api/v1/inbound?phone=%2B{}", &phone[1..]))
            .await;
        let inbox = inbox["data"].as_array().unwrap().clone();
        assert_eq!(inbox.len(), 2, "three posts are one entry");
        assert_eq!(inbox[0]["kind"], "preference");
        assert_eq!(inbox[0]["intent"], "deny");
        assert!(inbox[0]["event_id"].is_string());

        let text = json!({"phone": phone, "message": "Halo", "purpose": "broadcast"});
        let (status, held) = app.post("/api/v1/messages", &text).await;
        assert_eq!(
            (status, &held["reason"]),
            (StatusCode::CONFLICT, &json!("denied"))
        );
        let db = &app.beside.core.db;
        let report = verify(db, &app.beside.core.keys.ledger).await.unwrap();
        assert_eq!((report.events, report.broken.len()), (2, 0));
    }
);

on_both_databases!(
    what_else_is_set_in_whatsapp_is_kept_and_changes_nothing,
    async |app| {
        add_meta(&app).await;
        let phone = app.number();
        says(&app, &phone, "STOP").await;
        assert_eq!(app.events(&phone).await, ["declined"]);
        for (value, rule) in [
            ("resume", "none.resume"),
            ("signup", "none.preference"),
            // Who has said STOP already need not say it again.
            ("stop", "deny.preference"),
        ] {
            app.pass(Duration::from_mins(1));
            sets(&app, &phone, value, app.seconds()).await;
            let path = format!("/api/v1/inbound?phone=%2B{}", &phone[1..]);
            let latest = &app.get_json(&path).await["data"][0];
            assert_eq!(
                (&latest["rule"], &latest["unclear"]),
                (&json!(rule), &json!(false))
            );
            assert_eq!(app.status(&phone).await, "denied", "{value}");
        }
        assert_eq!(app.events(&phone).await, ["declined"]);

        // Nor does a resume ask anybody, or agree to anything, where nothing is known.
        let stranger = app.number();
        sets(&app, &stranger, "resume", app.seconds()).await;
        assert_eq!(app.status(&stranger).await, "unknown");
        sets(&app, &stranger, "stop", app.seconds()).await;
        assert_eq!(app.events(&stranger).await, ["declined"]);
        let entries = consent_event::Entity::find();
        let db = app.beside.core.db.reader();
        assert_eq!(entries.count(db).await.unwrap(), 2);
    }
);

on_both_databases!(
    people_read_what_was_set_in_whatsapp_as_what_it_is,
    async |app| {
        add_meta(&app).await;
        let phone = app.number();
        says(&app, &phone, "SETUJU").await;
        app.pass(Duration::from_mins(1));
        sets(&app, &phone, "stop", app.seconds()).await;
        app.pass(Duration::from_mins(1));
        sets(&app, &phone, "resume", app.seconds()).await;

        let mut officer = Browser::signed_in(&app, Role::Officer).await;
        let talk = officer.open(&format!("/kotak-masuk/{}", &phone[1..])).await;
        talk.says("Menghentikan pesan pemasaran kami di pengaturan WhatsApp; berlaku seperti STOP");
        talk.says("Mengizinkan lagi pesan pemasaran kami di pengaturan WhatsApp");
        talk.says("dilaporkan penyedia");
        talk.says("Pencabutan persetujuan dicatat");
        let bubbles = talk.html.matches("bubble theirs").count();
        assert_eq!(bubbles, 1, "only the yes was written");

        let list = officer.open("/kotak-masuk").await;
        list.says("Mengizinkan lagi pesan pemasaran kami");
        let proof = officer.open(&format!("/bukti/%2B{}", &phone[1..])).await;
        proof.says("penyedia WhatsApp melaporkan penghentian");
        proof.says("marketing_messages: stop (User requested to stop marketing messages)");
        proof.says("pemilik nomor menghentikan pesan pemasaran kami");
    }
);
