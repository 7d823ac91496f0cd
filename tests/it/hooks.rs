//! Outgoing webhooks: signed, told once something happened, and told again until they are taken.

use std::time::Duration;

use entity::words::AccountKind;
use entity::{hook_delivery, hook_event};
use reqwest::StatusCode;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::gateway::{Answer, Gateway};
use crate::support::on_both_databases;
use crate::support::receiver::{Receiver, Take};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// Adds an endpoint; returns its address in the API, and its secret.
async fn add(app: &TestApp, receiver: &Receiver, events: &[&str]) -> (String, String) {
    let new = json!({"url": receiver.url, "events": events});
    let (status, made) = app.post("/api/v1/hooks", &new).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let path = format!("/api/v1/hooks/{}", made["id"].as_str().unwrap());
    (path, made["secret"].as_str().unwrap().to_owned())
}

async fn posted(app: &TestApp, path: &str, body: &Value) -> Value {
    let (status, answer) = app.post(path, body).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

/// The newest delivery of an endpoint, once it is so.
async fn newest(app: &TestApp, path: &str, what: &str, so: impl Fn(&Value) -> bool) -> Value {
    let path = format!("{path}/deliveries?limit=1");
    let look = async || app.get_json(&path).await["data"][0].clone();
    app.until(what, async || so(&look().await)).await;
    look().await
}

on_both_databases!(what_happens_is_told_signed_and_thin, async |app| {
    let receiver = Receiver::start();
    let (path, secret) = add(&app, &receiver, &[]).await;
    let gateway = Gateway::start();
    let token = [("token", "rahasia-fonnte")];
    let account = app
        .add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &token)
        .await;
    let phone = app.number();
    app.says(&account, &phone, "SETUJU").await;
    app.until("consent and the thanks are told", async || {
        !receiver.told("consent.changed").is_empty() && !receiver.told("message.settled").is_empty()
    })
    .await;
    let told = &receiver.told("consent.changed")[0];
    assert_eq!(told["data"]["phone"], phone);
    assert_eq!(told["data"]["status"], "granted");
    assert_eq!(told["data"]["previous_status"], "unknown");
    let told = &receiver.told("message.settled")[0];
    assert_eq!(told["data"]["status"], "sent");
    assert_eq!(told["data"]["purpose"], "reply");
    // The sandbox was a draft account; the first send showed that this one works.
    app.until("the account is told to work", async || {
        receiver
            .told("account.up")
            .iter()
            .any(|told| told["data"]["id"] == "karo")
    })
    .await;

    gateway.answers(Answer::Refuses("disconnected device"));
    let message = json!({"phone": phone, "message": "Berkas Anda dapat diambil."});
    app.post("/api/v1/messages", &message).await;
    app.until("the account is told to be down", async || {
        receiver.told("account.down").len() == 1
    })
    .await;
    let down = &receiver.told("account.down")[0]["data"];
    assert_eq!(
        (&down["id"], &down["kind"]),
        (&json!("karo"), &json!("fonnte"))
    );
    assert!(down["error"].as_str().unwrap().contains("disconnected"));

    for post in receiver.posts() {
        assert!(post.is_signed_with(&secret), "{post:?}");
        assert!((post.timestamp - app.seconds()).abs() <= 20);
        assert!(!post.text.contains("SETUJU") && !post.text.contains("Berkas"));
    }
    let shown = app.get_json(&path).await;
    assert!(shown.get("secret").is_none() && shown["failing_since"].is_null());
    let log = app
        .get_json(&format!("{path}/deliveries?status=delivered"))
        .await;
    assert_eq!(log["data"][0]["response"], Value::Null, "204 has no body");
    let trail = app.get_json("/api/v1/audit").await.to_string();
    assert!(trail.contains("hook.added") && !trail.contains(&secret));
});

on_both_databases!(
    without_an_endpoint_that_wants_it_nothing_is_written,
    async |app| {
        let gateway = Gateway::start();
        let token = [("token", "rahasia-fonnte")];
        let account = app
            .add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &token)
            .await;
        let rows = async || {
            let db = app.beside.core.db.reader();
            let events = hook_event::Entity::find().count(db).await.unwrap();
            events + hook_delivery::Entity::find().count(db).await.unwrap()
        };
        let converse = async || {
            let phone = app.number();
            app.says(&account, &phone, "SETUJU").await;
            app.until("the thanks are sent", async || {
                app.messages(&phone)
                    .await
                    .first()
                    .is_some_and(|one| one["status"] == "sent")
            })
            .await;
        };
        converse().await;
        assert_eq!(rows().await, 0);

        let receiver = Receiver::start();
        let (path, _) = add(&app, &receiver, &["account.down"]).await;
        converse().await;
        let off = json!({"active": false, "events": []});
        let request = app.client.patch(app.url(&path)).bearer_auth(app.key());
        let changed = request.json(&off).send().await.unwrap();
        assert_eq!(changed.status(), StatusCode::OK);
        converse().await;
        assert_eq!(rows().await, 0);
        assert!(receiver.posts().is_empty());
    }
);

on_both_databases!(
    what_is_not_taken_is_told_again_under_the_same_id,
    async |app| {
        let receiver = Receiver::start();
        receiver.answers(Take::Status(500));
        let (path, secret) = add(&app, &receiver, &["consent.changed"]).await;
        let account = app.fonnte().await;
        app.says(&account, &app.number(), "SETUJU").await;
        let tried = newest(&app, &path, "tried once", |row| row["attempts"] == 1).await;
        assert_eq!(tried["status"], "pending");
        assert_eq!(
            (&tried["last_status"], &tried["error"]),
            (&json!(500), &json!("HTTP 500"))
        );
        assert_eq!(tried["response"], "Kata penerima");
        assert!(!app.get_json(&path).await["failing_since"].is_null());

        app.pass(10 * SECOND);
        newest(&app, &path, "tried twice", |row| row["attempts"] == 2).await;
        receiver.answers(Take::Status(200));
        app.pass(MINUTE);
        let taken = newest(&app, &path, "taken", |row| row["status"] == "delivered").await;
        assert_eq!(
            (&taken["attempts"], &taken["next_attempt_at"]),
            (&json!(3), &Value::Null)
        );
        let posts = receiver.posts();
        assert_eq!(posts.len(), 3);
        for post in &posts {
            assert_eq!((&post.id, &post.text), (&posts[0].id, &posts[0].text));
            assert!(post.is_signed_with(&secret));
        }
        assert!(
            posts[2].timestamp - posts[0].timestamp >= 60,
            "each attempt has its time"
        );
        assert!(app.get_json(&path).await["failing_since"].is_null());
    }
);

on_both_databases!(
    one_that_hangs_or_sends_elsewhere_holds_up_nobody,
    async |app| {
        let (slow, lost, good) = (Receiver::start(), Receiver::start(), Receiver::start());
        slow.answers(Take::Silence);
        lost.answers(Take::Elsewhere(good.url.replace("terima", "lain")));
        add(&app, &slow, &["consent.changed"]).await;
        let (path, _) = add(&app, &lost, &["consent.changed"]).await;
        add(&app, &good, &["consent.changed"]).await;
        let account = app.fonnte().await;
        for _ in 0..12 {
            app.says(&account, &app.number(), "SETUJU").await;
        }
        let started = std::time::Instant::now();
        app.until("the good one has all", async || good.posts().len() >= 12)
            .await;
        assert!(started.elapsed() < 8 * SECOND, "{:?}", started.elapsed());
        assert!(
            (1..=8).contains(&slow.posts().len()),
            "no more than its places"
        );
        let tried = newest(&app, &path, "a redirect failed", |row| row["attempts"] != 0).await;
        assert_eq!(tried["last_status"], 307);
        assert!(tried["error"].as_str().unwrap().contains("not followed"));
        assert_eq!(good.posts().len(), 12, "no redirect was followed");
    }
);

on_both_databases!(a_receiver_that_asks_for_time_gets_it, async |app| {
    let receiver = Receiver::start();
    receiver.answers(Take::Later(3600));
    let (path, _) = add(&app, &receiver, &["consent.changed"]).await;
    let account = app.fonnte().await;
    app.says(&account, &app.number(), "SETUJU").await;
    newest(&app, &path, "tried once", |row| row["attempts"] == 1).await;
    receiver.answers(Take::Status(200));
    app.pass(30 * MINUTE);
    app.says(&account, &app.number(), "SETUJU").await;
    newest(&app, &path, "a new one waits", |row| row["attempts"] == 0).await;
    tokio::time::sleep(SECOND).await;
    assert_eq!(receiver.posts().len(), 1, "nothing before its time");
    app.pass(31 * MINUTE);
    app.until("both are taken", async || receiver.posts().len() == 3)
        .await;
});

on_both_databases!(
    who_is_gone_gets_nothing_until_switched_on_again_and_what_failed_is_replayed,
    async |app| {
        let receiver = Receiver::start();
        receiver.answers(Take::Status(410));
        let (path, _) = add(&app, &receiver, &["consent.changed"]).await;
        let account = app.fonnte().await;
        app.says(&account, &app.number(), "SETUJU").await;
        let gone = newest(&app, &path, "refused", |row| row["status"] == "failed").await;
        let shown = app.get_json(&path).await;
        assert_eq!(shown["active"], false);
        assert!(shown["disabled_reason"].as_str().unwrap().contains("410"));
        app.says(&account, &app.number(), "SETUJU").await;

        let since = json!({"since": "2026-01-01T00:00:00Z"});
        let (status, _) = app.post(&format!("{path}/replay"), &since).await;
        assert_eq!(status, StatusCode::CONFLICT, "it is switched off");
        receiver.answers(Take::Status(200));
        let request = app.client.patch(app.url(&path)).bearer_auth(app.key());
        let changed = request.json(&json!({"active": true})).send().await.unwrap();
        let changed: Value = changed.json().await.unwrap();
        assert_eq!(changed["disabled_reason"], Value::Null);
        assert_eq!(
            posted(&app, &format!("{path}/replay"), &since).await["replayed"],
            1
        );
        newest(&app, &path, "taken", |row| row["status"] == "delivered").await;
        assert_eq!(
            posted(&app, &format!("{path}/replay"), &since).await["replayed"],
            0
        );

        let one = format!("{path}/deliveries/{}/replay", gone["id"].as_str().unwrap());
        assert_eq!(posted(&app, &one, &json!({})).await["status"], "pending");
        app.until("it came a third time", async || receiver.posts().len() == 3)
            .await;
        let posts = receiver.posts();
        assert!(posts.iter().all(|post| post.id == posts[0].id), "{posts:?}");
    }
);

on_both_databases!(
    five_days_of_failure_switch_it_off_and_old_entries_are_cleared,
    async |app| {
        let receiver = Receiver::start();
        receiver.answers(Take::Status(404));
        let (path, _) = add(&app, &receiver, &["consent.changed"]).await;
        let account = app.fonnte().await;
        app.says(&account, &app.number(), "SETUJU").await;
        newest(&app, &path, "tried once", |row| row["attempts"] == 1).await;
        app.pass(4 * DAY);
        newest(&app, &path, "tried twice", |row| row["attempts"] == 2).await;
        assert_eq!(app.get_json(&path).await["active"], true);
        app.pass(DAY + MINUTE);
        app.until("it is off", async || {
            app.get_json(&path).await["active"] == false
        })
        .await;
        let shown = app.get_json(&path).await;
        assert!(
            shown["disabled_reason"]
                .as_str()
                .unwrap()
                .contains("five days")
        );
        app.pass(31 * DAY);
        let log = format!("{path}/deliveries");
        app.until("the log is cleared", async || {
            app.get_json(&log).await["data"]
                .as_array()
                .unwrap()
                .is_empty()
        })
        .await;
    }
);

on_both_databases!(
    while_a_secret_rotates_both_sign_and_a_trial_shows_the_answer,
    async |app| {
        let receiver = Receiver::start();
        let (path, old) = add(&app, &receiver, &["account.down"]).await;
        let rotated = posted(&app, &format!("{path}/rotate-secret"), &json!({})).await;
        let new = rotated["secret"].as_str().unwrap();
        assert!(new.starts_with("whsec_") && new != old);
        let trial = posted(&app, &format!("{path}/test"), &json!({})).await;
        assert_eq!(
            (&trial["ok"], &trial["delivery"]["type"]),
            (&json!(true), &json!("hook.test"))
        );
        let post = receiver.posts().pop().unwrap();
        assert!(post.is_signed_with(new) && post.is_signed_with(&old));
        assert_eq!(post.kind(), "hook.test");

        app.pass(DAY + MINUTE);
        receiver.answers(Take::Status(401));
        let trial = posted(&app, &format!("{path}/test"), &json!({})).await;
        assert_eq!(
            (&trial["ok"], &trial["delivery"]["status"]),
            (&json!(false), &json!("failed"))
        );
        assert_eq!(trial["delivery"]["response"], "Kata penerima");
        let post = receiver.posts().pop().unwrap();
        assert!(post.is_signed_with(new) && !post.is_signed_with(&old));
        assert_eq!(post.signatures.len(), 1);

        let request = app.client.delete(app.url(&path)).bearer_auth(app.key());
        assert_eq!(
            request.send().await.unwrap().status(),
            StatusCode::NO_CONTENT
        );
        assert_eq!(app.get(&path).await.status(), StatusCode::NOT_FOUND);
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_address_is_refused_when_entered_and_when_called() {
    let receiver = Receiver::start();
    let mut app = TestApp::start(&[]).await;
    let (path, _) = add(&app, &receiver, &[]).await;
    app.stop().await;
    app.config.hooks_allow_private = false;
    app.resume().await;
    for url in [
        receiver.url.as_str(),
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://0x7f.1/",
        "gopher://x/",
        "https://a:b@izin.karo.go.id/",
        "x",
    ] {
        let (status, answer) = app.post("/api/v1/hooks", &json!({"url": url})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{url}: {answer}");
        assert!(answer["errors"].get("url").is_some(), "{answer}");
    }
    let trial = posted(&app, &format!("{path}/test"), &json!({})).await;
    assert_eq!(trial["ok"], false);
    let error = trial["delivery"]["error"].as_str().unwrap();
    assert!(error.contains("SETUJU_HOOKS_ALLOW_PRIVATE"), "{error}");
    assert!(receiver.posts().is_empty());
}
