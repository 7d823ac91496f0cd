//! Webhooks: authentic or nothing, once or not again, on disk before 200.

use std::collections::HashSet;

use entity::words::AccountKind;
use entity::{consent_event, inbound_message};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use sha2::Sha256;

use crate::support::app::TestApp;
use crate::support::on_both_databases;

async fn stored(app: &TestApp) -> u64 {
    inbound_message::Entity::find()
        .count(app.beside.core.db.reader())
        .await
        .unwrap()
}

async fn entries(app: &TestApp) -> u64 {
    consent_event::Entity::find()
        .count(app.beside.core.db.reader())
        .await
        .unwrap()
}

on_both_databases!(
    fifty_deliveries_of_one_event_are_one_row_one_entry_and_one_answer,
    async |app| {
        let account = app.fonnte().await;
        let phone = app.number();
        let body = app.fonnte_message(&phone, "SETUJU", 210_000_001);
        let posts = (0..50).map(|_| app.post_webhook(&account, &body));
        for status in futures_util::future::join_all(posts).await {
            assert_eq!(status, StatusCode::OK);
        }
        assert_eq!((stored(&app).await, entries(&app).await), (1, 1));
        assert_eq!(app.messages(&phone).await.len(), 1);

        app.pass(std::time::Duration::from_hours(7 * 24));
        assert_eq!(app.post_webhook(&account, &body).await, StatusCode::OK);
        assert_eq!((stored(&app).await, entries(&app).await), (1, 1));
    }
);

on_both_databases!(
    a_repeat_among_news_is_seen_and_the_news_is_kept,
    async |app| {
        let account = app.fonnte().await;
        let mut told = Vec::new();
        for round in 1..=3 {
            for id in 0..40 {
                told.push(app.fonnte_message(&app.number(), "SETUJU", 1000 * round + id));
            }
            // Each piece of news, and after it again what was told in its place before.
            let posts = (0..40).flat_map(|place| told.iter().skip(place).step_by(40).rev());
            let posts = posts.map(|body| app.post_webhook(&account, body));
            for status in futures_util::future::join_all(posts).await {
                assert_eq!(status, StatusCode::OK);
            }
            let yes = 40 * round;
            assert_eq!(entries(&app).await, yes);
            // One by one, so many that the next repeat comes when none is expected any more.
            for id in 0..70 {
                let body = app.fonnte_message(&app.number(), "halo", 1000 * round + 500 + id);
                assert_eq!(app.post_webhook(&account, &body).await, StatusCode::OK);
            }
            assert_eq!(stored(&app).await, yes + 70 * round);
        }
    }
);

on_both_databases!(two_events_with_the_same_text_are_two, async |app| {
    let account = app.fonnte().await;
    let phone = app.number();
    app.says(&account, &phone, "SETUJU").await;
    app.says(&account, &phone, "SETUJU").await;
    assert_eq!((stored(&app).await, entries(&app).await), (2, 1));
});

on_both_databases!(an_inbox_id_of_zero_is_no_key, async |app| {
    let account = app.fonnte().await;
    for text in ["halo", "apa kabar", "SETUJU"] {
        let body = app.fonnte_message(&app.number(), text, 0);
        assert_eq!(app.post_webhook(&account, &body).await, StatusCode::OK);
    }
    assert_eq!(stored(&app).await, 3);
});

on_both_databases!(ids_far_too_long_for_an_index_are_no_fault, async |app| {
    let account = app.fonnte().await;
    // As random as it takes for a database not to compress it.
    let long = hex::encode(rand::random_iter().take(8_000).collect::<Vec<u8>>());
    let digits: String = long.chars().filter(char::is_ascii_digit).collect();
    for body in [
        json!({"id": long, "status": "delivered"}),
        json!({"stateid": long, "state": "read"}),
        app.fonnte_message(&format!("{digits}@lid"), "SETUJU", 210_000_002),
    ] {
        assert_eq!(app.post_webhook(&account, &body).await, StatusCode::OK);
    }
});

#[tokio::test]
async fn an_unreadable_body_is_kept_without_the_secret_in_it() {
    let app = TestApp::on_sqlite().await;
    let settings = [("token", "t"), ("body_secret", "rahasia-sekali")];
    let account = app
        .add_account("lain", AccountKind::Fonnte, None, &settings)
        .await;
    let part = |name: &str, value: &[u8]| {
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        [head.as_bytes(), value, b"\r\n"].concat()
    };
    let secret = part("secret", b"rahasia-sekali");
    let body = [&*secret, &*part("foo", b"\xff\xfe"), b"--x--\r\n"].concat();
    let response = app
        .client
        .post(app.url(&account.webhook_path()))
        .header("Content-Type", "multipart/form-data; boundary=x")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let rows = inbound_message::Entity::find()
        .all(app.beside.core.db.reader())
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let raw = &rows[0].raw;
    assert!(!raw.contains("rahasia") && !raw.contains(&hex::encode("rahasia")));
}

on_both_databases!(
    many_senders_at_once_are_all_recorded_with_unbroken_chains,
    async |app| {
        let account = app.fonnte().await;
        let phones: Vec<_> = (0..20).map(|_| app.number()).collect();
        let posts = (0..400_usize).map(|step| {
            let text = if (step / 20) % 2 == 0 {
                "SETUJU"
            } else {
                "STOP"
            };
            let body =
                app.fonnte_message(&phones[step % 20], text, 1 + u64::try_from(step).unwrap());
            let account = &account;
            let app = &app;
            async move { app.post_webhook(account, &body).await }
        });
        for status in futures_util::future::join_all(posts).await {
            assert_eq!(status, StatusCode::OK);
        }
        assert_eq!(stored(&app).await, 400);
        let core = &app.beside.core;
        let report = setuju::consent::verify::verify(&core.db, &core.keys.ledger)
            .await
            .unwrap();
        assert_eq!(report.broken, []);
        assert_eq!(report.chains, 20);
    }
);

#[tokio::test]
async fn what_is_not_authentic_is_answered_alike_and_leaves_nothing() {
    let app = TestApp::on_sqlite().await;
    let account = app.fonnte().await;
    let body = app.fonnte_message(&app.number(), "SETUJU", 1);
    let mut answers = HashSet::new();
    for path in [
        "/webhooks/karo/0000000000000000000000000000000000000000000000000000000000000000".into(),
        "/webhooks/karo/x".into(),
        "/webhooks/karo".into(),
        "/webhooks/nobody".into(),
        format!("/webhooks/nobody/{}", account.webhook_token()),
        format!("{}x", account.webhook_path()),
    ] {
        let response = app
            .client
            .post(app.url(&path))
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = response.status();
        answers.insert((status, response.bytes().await.unwrap()));
    }
    assert_eq!(
        answers,
        HashSet::from([(StatusCode::UNAUTHORIZED, "".into())])
    );
    assert_eq!(stored(&app).await, 0);
}

fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn an_account_with_a_webhook_secret_takes_signed_posts_only() {
    let app = TestApp::on_sqlite().await;
    let settings = [
        ("token", "rahasia-fonnte"),
        ("webhook_secret", "rahasia-relay"),
    ];
    app.add_account(
        "karo",
        AccountKind::Fonnte,
        Some("http://127.0.0.1:9"),
        &settings,
    )
    .await;
    let phone = app.number();
    let body = app.fonnte_message(&phone, "SETUJU", 1).to_string();
    let post = |signature: Option<String>| {
        let mut request = app
            .client
            .post(app.url("/webhooks/karo"))
            .body(body.clone());
        if let Some(signature) = signature {
            request = request.header("X-Hub-Signature-256", signature);
        }
        async { request.send().await.unwrap().status() }
    };
    assert_eq!(post(None).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        post(Some(signature("another", body.as_bytes()))).await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(post(Some("sha256=".into())).await, StatusCode::UNAUTHORIZED);
    assert_eq!(stored(&app).await, 0);
    assert_eq!(
        post(Some(signature("rahasia-relay", body.as_bytes()))).await,
        StatusCode::OK
    );
    let consent = app.get_json(&format!("/api/v1/consents/{phone}")).await;
    assert_eq!(consent["evidence"]["authenticity"], "signature");
}

#[tokio::test]
async fn the_token_before_a_rotation_stays_good_for_a_while() {
    let app = TestApp::on_sqlite().await;
    let old = app.fonnte().await;
    let core = &app.beside.core;
    let new = setuju::providers::registry::rotate_webhook_token(core, "karo", None)
        .await
        .unwrap();
    assert_ne!(old.webhook_path(), new.webhook_path());
    let body = |inbox| app.fonnte_message(&app.number(), "halo", inbox);
    app.until("the new token is known", async || {
        app.post_webhook(&new, &body(1)).await == StatusCode::OK
    })
    .await;
    assert_eq!(app.post_webhook(&old, &body(2)).await, StatusCode::OK);
    app.pass(setuju::providers::registry::ROTATION * 2);
    assert_eq!(
        app.post_webhook(&old, &body(3)).await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(app.post_webhook(&new, &body(4)).await, StatusCode::OK);
}

on_both_databases!(
    an_authentic_body_that_cannot_be_read_is_kept_for_people,
    async |app| {
        let account = app.fonnte().await;
        for body in [
            &b"{\"sender\": \"6281"[..],
            b"\xff\xfe\x00\x01",
            b"[]",
            b"rahasia-fonnte ???",
        ] {
            let url = app.url(&account.webhook_path());
            let response = app.client.post(url).body(body).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{body:?}");
        }
        let list = app.get_json("/api/v1/inbound?kind=unreadable").await;
        let listed = list["data"].as_array().unwrap();
        assert_eq!(listed.len(), 4);
        let id = listed.last().unwrap()["id"].as_str().unwrap();
        let first = app.get_json(&format!("/api/v1/inbound/{id}")).await;
        assert_eq!(first["raw"], "{\"sender\": \"6281");
        let rows = inbound_message::Entity::find()
            .all(app.beside.core.db.reader())
            .await
            .unwrap();
        assert!(
            rows.iter().any(|row| row.raw == "hex:fffe0001"),
            "bytes are kept"
        );
        assert!(
            rows.iter().all(|row| !row.raw.contains("rahasia-fonnte")),
            "no secret is kept"
        );
    }
);

#[tokio::test]
async fn a_body_of_ten_mebibytes_is_too_large() {
    let app = TestApp::on_sqlite().await;
    let account = app.fonnte().await;
    let url = app.url(&account.webhook_path());
    let body = vec![b'x'; 10 << 20];
    // The server may hang up while we are still sending.
    if let Ok(response) = app.client.post(&url).body(body.clone()).send().await {
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
    let small = app.fonnte_message(&app.number(), "halo", 1);
    assert_eq!(app.post_webhook(&account, &small).await, StatusCode::OK);
    assert_eq!(stored(&app).await, 1);
}

on_both_databases!(
    a_thousand_messages_that_meta_hands_in_together_are_recorded,
    async |app| {
        let settings = [
            ("access_token", "EAAG-rahasia"),
            ("phone_number_id", "100000000000001"),
            ("app_secret", "rahasia-aplikasi"),
            ("verify_token", "kata-sandi-webhook"),
        ];
        app.add_account("resmi", AccountKind::Meta, None, &settings)
            .await;
        let now = app.beside.core.now().millis() / 1000;
        let message = |number: u32| {
            json!({
                "from": format!("62813{number:08}"), "id": format!("wamid.{number}"),
                "timestamp": now.to_string(), "type": "text",
                "text": {"body": format!("SETUJU {}", "ya ".repeat(800))},
            })
        };
        let messages: Vec<_> = (0..1000).map(message).collect();
        let body = json!({
            "object": "whatsapp_business_account",
            "entry": [{"id": "2", "changes": [{"field": "messages", "value": {
                "messaging_product": "whatsapp",
                "metadata": {"phone_number_id": "100000000000001"},
                "messages": messages,
            }}]}],
        });
        let body = body.to_string();
        assert!((2_000_000..3_000_000).contains(&body.len()));
        let post = app.client.post(app.url("/webhooks/resmi"));
        let signed = signature("rahasia-aplikasi", body.as_bytes());
        let post = post.header("X-Hub-Signature-256", signed).body(body);
        assert_eq!(post.send().await.unwrap().status(), StatusCode::OK);
        let rows = inbound_message::Entity::find()
            .all(app.beside.core.db.reader())
            .await
            .unwrap();
        assert_eq!(rows.len(), 1000);
        for row in rows {
            let id = row.provider_message_id.unwrap();
            assert!(row.raw.contains(&format!("\"{id}\"")));
            assert!(row.raw.len() < 10_000, "each is kept once, not with all");
        }
    }
);
