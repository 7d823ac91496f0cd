//! A STOP that is committed first always wins, also against a broadcast at full speed: thousands
//! of people say stop while it runs, and nobody's message is claimed after that.
//!
//! `SETUJU_TEST_STOPS` says how many people there are; 2,000 if it is not set.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use entity::words::{AccountKind, ConsentStatus, MessageStatus};
use entity::{contact, message};
use reqwest::StatusCode;
use sea_orm::EntityTrait;
use serde_json::json;

use crate::broadcasts::seed;
use crate::support::app::TestApp;
use crate::support::gateway::Gateway;
use crate::support::postgres;

const CONNECTIONS: usize = 16;
/// How far those who speak are ahead of those whose turn it is.
const AHEAD: usize = 24;
const PATIENCE: Duration = Duration::from_mins(2);

async fn no_message_is_claimed_after_a_stop(mut app: TestApp) {
    let people: usize = std::env::var("SETUJU_TEST_STOPS").map_or(2000, |n| n.parse().unwrap());
    let gateway = Gateway::start();
    let settings = [("token", "rahasia-fonnte")];
    let account = app
        .add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &settings)
        .await;
    app.stop().await;
    let txn = app.beside.core.db.begin_write().await.unwrap();
    seed(&*txn, people).await;
    txn.commit().await.unwrap();
    app.resume().await;

    let body = json!({
        "name": "Kabar", "purpose": "broadcast", "message": "Kabar", "audience": {"all": true},
    });
    let (status, drafted) = app.post("/api/v1/broadcasts", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{drafted}");
    let path = format!("/api/v1/broadcasts/{}", drafted["id"].as_str().unwrap());
    let (status, _) = app.post(&format!("{path}/start"), &json!({})).await;
    assert_eq!(status, StatusCode::OK);

    // Everybody says stop just before it is their turn.
    let app = Arc::new(app);
    let (next, turn) = (Arc::new(AtomicUsize::new(1)), Arc::new(AtomicUsize::new(0)));
    let mut posts = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (app, account) = (Arc::clone(&app), account.clone());
        let (next, turn) = (Arc::clone(&next), Arc::clone(&turn));
        posts.spawn(async move {
            let mut answered = Vec::new();
            loop {
                let person = next.fetch_add(1, Ordering::Relaxed);
                if person > people {
                    return answered;
                }
                while person > turn.load(Ordering::Relaxed) + AHEAD {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                let phone = format!("+62812{}", 30_000_000 + person);
                app.says(&account, &phone, "STOP").await;
                answered.push((i64::try_from(person).unwrap(), app.millis()));
            }
        });
    }
    let deadline = Instant::now() + PATIENCE;
    let mut answered: HashMap<i64, i64> = HashMap::new();
    while answered.len() < people {
        let shown = app.get_json(&path).await;
        assert!(Instant::now() < deadline, "it does not get on: {shown}");
        if shown["planned_at"].is_string() {
            let queued = shown["counts"]["queued"].as_u64().unwrap();
            let left = usize::try_from(queued).unwrap();
            turn.store(people - left, Ordering::Relaxed);
        }
        while let Some(done) = posts.try_join_next() {
            answered.extend(done.unwrap());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for _ in 0..people + 400 {
        if app.get_json(&path).await["status"] == "completed" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }

    let db = app.beside.core.db.reader();
    let contacts = contact::Entity::find().all(db).await.unwrap();
    assert!(
        contacts
            .iter()
            .all(|row| row.status == ConsentStatus::Denied)
    );
    let messages = message::Entity::find().all(db).await.unwrap();
    let (mut sent, mut withheld) = (0, 0);
    for row in messages.iter().filter(|row| row.broadcast_id.is_some()) {
        match row.status {
            MessageStatus::Withheld => {
                assert_eq!(row.reason.as_deref(), Some("denied"));
                withheld += 1;
            }
            MessageStatus::Sent => {
                sent += 1;
                let stop = answered[&row.contact_id.0];
                let claimed = row.claimed_at.unwrap();
                assert!(
                    claimed <= stop,
                    "claimed {} ms after its STOP",
                    claimed - stop
                );
            }
            other => panic!("{} is {other}", row.id),
        }
    }
    assert!(
        sent > 0 && withheld > 0,
        "the two met: {sent} sent, {withheld} withheld"
    );
    let asked = gateway.asked();
    let news = asked.iter().filter(|asked| asked.message == "Kabar");
    assert_eq!(news.count(), sent, "what is not sent was never handed over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_no_message_is_claimed_after_a_stop() {
    let app = TestApp::start(&[("SETUJU_BRAKE_STOPS", "0")]).await;
    no_message_is_claimed_after_a_stop(app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_no_message_is_claimed_after_a_stop() {
    let url = postgres::database_url().await;
    let settings = [
        ("SETUJU_BRAKE_STOPS", "0"),
        ("SETUJU_DATABASE_URL", url.as_str()),
    ];
    no_message_is_claimed_after_a_stop(TestApp::start(&settings).await).await;
}
