//! Broadcasts: to everybody who agreed, once, until somebody says stop.

use std::collections::BTreeSet;
use std::time::Duration;

use entity::words::AccountKind;
use reqwest::StatusCode;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use setuju::providers::Account;

use crate::support::app::TestApp;
use crate::support::gateway::Gateway;
use crate::support::on_both_databases;

const TEXT: &str = "Kantor tutup pada 25 Desember.";

async fn with_gateway(app: &TestApp, pace: &str) -> (Gateway, Account) {
    let gateway = Gateway::start();
    let settings = [("token", "rahasia-fonnte"), ("pace_ms", pace)];
    let account = app
        .add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &settings)
        .await;
    (gateway, account)
}

async fn grant(app: &TestApp, phone: &str) {
    let yes = json!({"status": "granted", "source": "form", "note": "Formulir 1"});
    let (status, body) = app.post(&format!("/api/v1/consents/{phone}"), &yes).await;
    assert_eq!(status, StatusCode::OK, "{body}");
}

async fn draft(app: &TestApp) -> String {
    let body = json!({
        "name": "Libur", "purpose": "broadcast", "message": TEXT, "audience": {"all": true},
    });
    let (status, drafted) = app.post("/api/v1/broadcasts", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{drafted}");
    format!("/api/v1/broadcasts/{}", drafted["id"].as_str().unwrap())
}

async fn act(app: &TestApp, path: &str, what: &str) -> Value {
    let (status, body) = app.post(&format!("{path}/{what}"), &json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

fn sent(gateway: &Gateway) -> Vec<String> {
    let asked = gateway.asked().into_iter();
    asked
        .filter(|asked| asked.message == TEXT)
        .map(|asked| asked.target)
        .collect()
}

fn no_one_twice(targets: &[String]) -> bool {
    targets.iter().collect::<BTreeSet<_>>().len() == targets.len()
}

on_both_databases!(
    everybody_who_agreed_gets_it_once_and_nobody_else,
    async |app| {
        let (gateway, _) = with_gateway(&app, "0-0").await;
        let agreed: Vec<_> = (0..8).map(|_| app.number()).collect();
        for (place, phone) in agreed.iter().enumerate() {
            // One number, several partners.
            for partner in 0..=place % 3 {
                let partner = json!({"name": format!("Mitra {partner}"), "phone": phone});
                app.post("/api/v1/partners", &partner).await;
            }
            grant(&app, phone).await;
        }
        let other = json!({"name": "Belum Ditanya", "phone": app.number()});
        app.post("/api/v1/partners", &other).await;

        // It must not be over before all has been said to it.
        act(&app, "/api/v1/accounts/karo", "pause").await;
        let path = draft(&app).await;
        for what in ["start", "start", "pause", "resume", "resume", "start"] {
            act(&app, &path, what).await;
        }
        act(&app, "/api/v1/accounts/karo", "resume").await;
        app.until("all of it has left", async || {
            app.get_json(&path).await["status"] == "completed"
        })
        .await;
        let mut targets = sent(&gateway);
        targets.sort_unstable();
        let digits = |phone: &String| phone.trim_start_matches('+').to_owned();
        assert_eq!(targets, agreed.iter().map(digits).collect::<Vec<_>>());
        let shown = app.get_json(&path).await;
        assert_eq!(shown["counts"]["sent"], 8);
        assert_eq!(shown["withheld"], json!({"no_consent": 1}));
    }
);

on_both_databases!(
    what_is_paused_or_cancelled_sends_nothing_more,
    async |app| {
        let (gateway, _) = with_gateway(&app, "60-60").await;
        for _ in 0..60 {
            grant(&app, &app.number()).await;
        }
        let path = draft(&app).await;
        act(&app, &path, "start").await;
        let stands_still = async |what: &str| {
            app.until("nothing is in the hands of the lane", async || {
                app.get_json(&path).await["counts"]["sending"] == 0
            })
            .await;
            let before = sent(&gateway).len();
            tokio::time::sleep(Duration::from_millis(600)).await;
            assert_eq!(sent(&gateway).len(), before, "{what}");
            before
        };
        app.until("it leaves", async || sent(&gateway).len() > 2)
            .await;
        assert_eq!(act(&app, &path, "pause").await["status"], "paused");
        let left = stands_still("paused").await;
        act(&app, &path, "resume").await;
        app.until("it goes on", async || sent(&gateway).len() > left)
            .await;
        act(&app, &path, "cancel").await;
        let left = stands_still("cancelled").await;
        assert!(left < 60 && no_one_twice(&sent(&gateway)));
        let counts = &app.get_json(&path).await["counts"];
        assert_eq!(counts["queued"], 0);
        assert_eq!(counts["cancelled"], 60 - left);
    }
);

on_both_databases!(
    messages_of_one_person_do_not_wait_behind_a_broadcast,
    async |app| {
        let (gateway, _) = with_gateway(&app, "100-100").await;
        for _ in 0..40 {
            grant(&app, &app.number()).await;
        }
        let path = draft(&app).await;
        act(&app, &path, "start").await;
        app.until("it leaves", async || sent(&gateway).len() > 1)
            .await;
        let custom = json!({"phone": app.number(), "message": "Berkas Anda siap."});
        let (status, body) = app.post("/api/v1/messages?wait=10", &custom).await;
        assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("sent")));
        assert!(sent(&gateway).len() < 40);
    }
);

/// Contacts who agreed, made at once.
pub(crate) async fn seed(db: &impl ConnectionTrait, count: usize) {
    let series = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => format!("SELECT generate_series(1, {count}) AS i"),
        _ => format!(
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
             SELECT i FROM n"
        ),
    };
    let sql = format!(
        "INSERT INTO contact (id, address, status, since, chain_length, ask_count, held, \
         quick_replies, unreachable, created_at, version) \
         SELECT i, '+62812' || (30000000 + i), 'granted', 1, 0, 0, FALSE, 0, FALSE, 1, 1 \
         FROM ({series}) s"
    );
    db.execute_unprepared(&sql).await.unwrap();
}
