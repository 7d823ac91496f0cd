//! Kill -9 while a broadcast is being planned, several times: in the end everybody is planned
//! once.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::json;

use crate::broadcasts::seed;
use crate::support::client::Client;
use crate::support::postgres;
use crate::support::program::Office;

const CONTACTS: usize = 30_000;

async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn planning_survives_kills(office: Office, url: Option<String>) {
    office.run_json(&[
        "account",
        "add",
        "karo",
        "--kind",
        "fonnte",
        "--default",
        "--set",
        "token=x",
        "--base-url",
        "http://127.0.0.1:9",
    ]);
    office.run(&["account", "pause", "karo"]);
    let client = Client::of(&office);
    let file = format!("sqlite://{}", office.file("setuju.db").display());
    let db = Database::connect(url.unwrap_or(file)).await.unwrap();
    seed(&db, CONTACTS).await;

    let program = office.serve().await;
    let body = json!({
        "name": "Kabar", "purpose": "broadcast", "message": "Kabar", "audience": {"all": true},
    });
    let (status, drafted) = client.post(&program, "/api/v1/broadcasts", &body).await;
    assert!(status.is_success(), "{drafted}");
    let path = format!("/api/v1/broadcasts/{}", drafted["id"].as_str().unwrap());
    let (status, _) = client
        .post(&program, &format!("{path}/start"), &json!({}))
        .await;
    assert!(status.is_success());

    let planned = "SELECT planned FROM broadcast";
    let (mut running, mut kills, mut before) = (Some(program), 0, 0);
    while kills < 3 {
        let now = number(&db, planned).await;
        if now > before {
            running.take().unwrap().kill();
            before = number(&db, planned).await;
            kills += usize::from(before < i64::try_from(CONTACTS).unwrap());
            running = Some(office.serve().await);
            if before == i64::try_from(CONTACTS).unwrap() {
                break;
            }
        }
    }
    assert!(kills > 0, "it was planned before it could be killed");
    let done = "SELECT count(*) FROM broadcast WHERE planned_at IS NOT NULL";
    for _ in 0..800 {
        if number(&db, done).await == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let all = i64::try_from(CONTACTS).unwrap();
    assert_eq!(number(&db, planned).await, all);
    assert_eq!(number(&db, "SELECT count(*) FROM message").await, all);
    let different = "SELECT count(DISTINCT contact_id) FROM message WHERE status = 'queued'";
    assert_eq!(number(&db, different).await, all);
    db.close().await.unwrap();
}

#[tokio::test]
async fn on_sqlite_planning_goes_on_after_kills() {
    planning_survives_kills(Office::new(&[]), None).await;
}

#[tokio::test]
async fn on_postgres_planning_goes_on_after_kills() {
    let url = postgres::database_url().await;
    let office = Office::new(&[("SETUJU_DATABASE_URL", &url)]);
    planning_survives_kills(office, Some(url)).await;
}
