//! Start, stop, and every way of not stopping properly, with the real program.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::client::Client;
use crate::support::gateway::{Answer, Gateway};
use crate::support::postgres;
use crate::support::program::Office;

fn webhook_path(account: &Value) -> String {
    let url = account["webhook_url"].as_str().unwrap();
    url[url.find("/webhooks/").unwrap()..].to_owned()
}

#[tokio::test]
async fn the_first_start_makes_folder_key_and_database_and_sigterm_ends_with_zero() {
    let office = Office::new(&[]);
    let program = office.serve().await;
    let key = std::fs::metadata(office.file("master.key")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
    assert!(office.file("setuju.db").exists());
    let status = program.terminate().await;
    assert_eq!(status.code(), Some(0));
    office.serve().await.terminate().await;
}

#[tokio::test]
async fn a_second_service_on_the_same_file_is_refused_while_commands_work() {
    let office = Office::new(&[]);
    let program = office.serve().await;
    let mut second = office.command(&["serve"]);
    let output = second.env("SETUJU_LISTEN", "127.0.0.1:0").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("service is running on the database"),
        "{said}"
    );

    let client = Client::of(&office);
    let account = office.run_json(&[
        "account",
        "add",
        "karo",
        "--kind",
        "fonnte",
        "--set",
        "token=rahasia",
        "--base-url",
        "http://127.0.0.1:9",
    ]);
    let body = json!({"sender": "6281311112222", "message": "SETUJU", "inboxid": 7});
    let url = format!("{}{}", program.url, webhook_path(&account));
    let answer = client.http.post(url).json(&body).send().await.unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::OK,
        "the new account works at once"
    );
    let consent = client
        .get(&program, "/api/v1/consents/+6281311112222")
        .await;
    assert_eq!(consent["status"], "granted");
}

#[tokio::test]
async fn a_command_beside_a_service_that_is_just_starting_works() {
    for _ in 0..3 {
        let office = Office::new(&[]);
        let mut command = office.command(&["account", "list"]);
        let at_once = tokio::task::spawn_blocking(move || command.output().unwrap());
        let (program, output) = tokio::join!(office.serve(), at_once);
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        program.terminate().await;
    }
}

#[tokio::test]
async fn no_command_of_a_newer_version_changes_the_schema_under_a_running_service() {
    let office = Office::new(&[]);
    let program = office.serve().await;
    let database = rusqlite::Connection::open(office.file("setuju.db")).unwrap();
    let steps = "SELECT count(*) FROM seaql_migrations";
    let count = |sql: &str| -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    let all = count(steps);
    // As if this program had one step more than the service that runs.
    database
        .execute(
            "DELETE FROM seaql_migrations \
             WHERE version = (SELECT max(version) FROM seaql_migrations)",
            [],
        )
        .unwrap();
    for words in [&["migrate"][..], &["account", "list"]] {
        let output = office.command(words).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("service is running on the database") && said.contains("stop it first"),
            "{said}"
        );
        assert_eq!(count(steps), all - 1, "nothing was done");
    }
    drop(database);
    program.terminate().await;
}

#[tokio::test]
async fn another_master_key_is_refused() {
    let office = Office::new(&[]);
    office.run_json(&["api-key", "create", "x", "--role", "admin"]);
    std::fs::remove_file(office.file("master.key")).unwrap();
    let output = office.run(&["migrate"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("master key"));
}

async fn nothing_acknowledged_is_lost(office: Office) {
    let client = Client::of(&office);
    let account = office.run_json(&[
        "account",
        "add",
        "karo",
        "--kind",
        "fonnte",
        "--set",
        "token=rahasia",
        "--base-url",
        "http://127.0.0.1:9",
    ]);
    let path = webhook_path(&account);
    let mut acknowledged = Vec::new();
    for round in 0..3_u32 {
        let program = office.serve().await;
        let url = format!("{}{path}", program.url);
        let count = AtomicUsize::new(0);
        let posts = (0..400_u32).map(|step| {
            let phone = format!("62812{:08}", 34_000_000 + round * 1000 + step);
            let inboxid = 1 + round * 1000 + step;
            let body = json!({"sender": phone, "message": "SETUJU", "inboxid": inboxid});
            let request = client.http.post(&url).json(&body);
            let count = &count;
            async move {
                let status = request.send().await.ok()?.status();
                count.fetch_add(1, Ordering::Relaxed);
                (status == StatusCode::OK).then_some(phone)
            }
        });
        let killer = async {
            while count.load(Ordering::Relaxed) < 40 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            program.kill();
        };
        let (answers, ()) = tokio::join!(futures_util::future::join_all(posts), killer);
        acknowledged.extend(answers.into_iter().flatten());
    }
    assert!(
        !acknowledged.is_empty(),
        "some were acknowledged before the kill"
    );
    let program = office.serve().await;
    let phones: Vec<_> = acknowledged
        .iter()
        .map(|phone| format!("+{phone}"))
        .collect();
    let (_, found) = client
        .post(
            &program,
            "/api/v1/consents/lookup",
            &json!({"phones": phones}),
        )
        .await;
    let lost = found["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|consent| consent["status"] != "granted")
        .count();
    assert_eq!(lost, 0, "of {}", phones.len());
    let verified = office.run(&["ledger", "verify"]);
    assert!(verified.status.success());
}

#[tokio::test]
async fn no_acknowledged_webhook_is_lost_by_kill_9_e2e() {
    nothing_acknowledged_is_lost(Office::new(&[])).await;
}

#[tokio::test]
async fn no_acknowledged_webhook_is_lost_by_kill_9_on_postgres() {
    let url = postgres::database_url().await;
    nothing_acknowledged_is_lost(Office::new(&[("SETUJU_DATABASE_URL", &url)])).await;
}

#[tokio::test]
async fn what_a_crash_left_in_sending_becomes_uncertain_and_is_not_sent_again_e2e() {
    let office = Office::new(&[]);
    let gateway = Gateway::start();
    gateway.answers(Answer::Silence);
    let client = Client::of(&office);
    office.run_json(&[
        "account",
        "add",
        "karo",
        "--kind",
        "fonnte",
        "--default",
        "--set",
        "token=rahasia",
        "--base-url",
        &gateway.url,
    ]);
    let program = office.serve().await;
    let phone = "+6281234500017";
    let body = json!({"phone": phone, "message": "Berkas Anda dapat diambil."});
    let (status, queued) = client.post(&program, "/api/v1/messages", &body).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{queued}");
    for _ in 0..400 {
        if !gateway.sent_to(phone).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(gateway.sent_to(phone).len(), 1);
    program.kill();
    gateway.answers(Answer::Takes);

    let program = office.serve().await;
    let path = format!("/api/v1/messages/{}", queued["id"].as_str().unwrap());
    assert_eq!(client.get(&program, &path).await["status"], "uncertain");
    let (_, sent) = client
        .post(&program, "/api/v1/messages?wait=20", &body)
        .await;
    assert_eq!(sent["status"], "sent", "the lane goes on");
    assert_eq!(gateway.sent_to(phone).len(), 2, "only the new one was sent");
}
