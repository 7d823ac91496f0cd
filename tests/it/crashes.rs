//! Kill -9 at every step between accepting a message and writing down what the provider said
//! (invariant 4): nobody gets a message twice, nobody is silently left out, and at most what was
//! under way is uncertain.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::words::AccountKind;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::client::Client;
use crate::support::gateway::{Answer, Gateway};
use crate::support::on_both_databases;
use crate::support::postgres;
use crate::support::program::{Office, Program};

/// Every step, in the order in which a message takes them.
const PLACES: [&str; 8] = [
    "accept.before_commit",
    "accept.after_commit",
    "claim.before_commit",
    "claim.after_commit",
    "send.before_call",
    "send.after_answer",
    "settle.before_commit",
    "settle.after_commit",
];
const MESSAGES: usize = 6;

fn add_account(office: &Office, gateway: &Gateway) {
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
}

/// Posts a message until it is accepted, as a careful program does: with a key of its own.
async fn submit(client: &Client, program: &Program, number: usize) -> Option<String> {
    let body = json!({"phone": phone(number), "message": format!("Pesan {number}")});
    let request = client
        .authorised(client.http.post(format!("{}/api/v1/messages", program.url)))
        .header("Idempotency-Key", format!("kunci-{number}"))
        .json(&body);
    let response = request.send().await.ok()?;
    let status = response.status();
    let queued: Value = response.json().await.ok()?;
    assert!(status.is_success(), "{status} {queued}");
    Some(queued["id"].as_str().unwrap().to_owned())
}

fn phone(number: usize) -> String {
    format!("+6281234{:06}", 600_000 + number)
}

async fn nobody_twice_and_nobody_left_out(office: Office) {
    let gateway = Gateway::start();
    let client = Client::of(&office);
    add_account(&office, &gateway);
    for (round, place) in PLACES.iter().enumerate() {
        // The second pass: something has been sent, something is under way.
        let mut dying = office.serve_until_fault(&format!("{place}:2")).await;
        let numbers: Vec<_> = (0..MESSAGES).map(|step| round * MESSAGES + step).collect();
        // One by itself, as all of them at once may be a single pass.
        let first = submit(&client, &dying, numbers[0]).await.unwrap();
        assert_eq!(settled(&client, &dying, &first).await, "sent");
        for number in &numbers[1..] {
            submit(&client, &dying, *number).await;
        }
        dying.ended().await;
        drop(dying);

        let program = office.serve().await;
        let mut fates = BTreeMap::new();
        for number in &numbers {
            let id = submit(&client, &program, *number).await.unwrap();
            fates.insert(*number, id);
        }
        for (number, id) in fates {
            let status = settled(&client, &program, &id).await;
            let times = gateway.sent_to(&phone(number)).len();
            match status.as_str() {
                "sent" => assert_eq!(times, 1, "{place}: {number} is sent"),
                "uncertain" => assert!(times <= 1, "{place}: {number} came {times} times"),
                other => panic!("{place}: {number} is {other}"),
            }
        }
        program.terminate().await;
    }
}

/// The status of a message once it is not under way any more.
async fn settled(client: &Client, program: &Program, id: &str) -> String {
    let path = format!("/api/v1/messages/{id}");
    for _ in 0..1000 {
        let message = client.get(program, &path).await;
        let status = message["status"].as_str().unwrap();
        if !matches!(status, "queued" | "sending") {
            return status.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("message {id} is never settled");
}

#[tokio::test]
async fn a_crash_at_any_step_sends_nothing_twice_and_loses_nothing_e2e() {
    nobody_twice_and_nobody_left_out(Office::new(&[])).await;
}

#[tokio::test]
async fn a_crash_at_any_step_sends_nothing_twice_and_loses_nothing_on_postgres() {
    let url = postgres::database_url().await;
    nobody_twice_and_nobody_left_out(Office::new(&[("SETUJU_DATABASE_URL", &url)])).await;
}

#[tokio::test]
async fn a_person_settles_what_is_uncertain_e2e() {
    let office = Office::new(&[]);
    let gateway = Gateway::start();
    let client = Client::of(&office);
    add_account(&office, &gateway);
    let mut left = Vec::new();
    for number in 0..3 {
        let mut dying = office.serve_until_fault("send.before_call").await;
        left.extend(submit(&client, &dying, number).await);
        dying.ended().await;
    }
    assert_eq!(left.len(), 3, "accepted before the crash");
    let program = office.serve().await;
    let path = |id: &str| format!("/api/v1/messages/{id}/settle");
    let (status, refused) = client
        .post(&program, &path(&left[0]), &json!({"outcome": "sent"}))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    let sent = json!({"outcome": "sent", "note": "ada di telepon kantor"});
    let (status, settled_by_hand) = client.post(&program, &path(&left[0]), &sent).await;
    assert_eq!(
        (status, &settled_by_hand["status"]),
        (StatusCode::OK, &json!("sent"))
    );
    let (status, _) = client.post(&program, &path(&left[0]), &sent).await;
    assert_eq!(status, StatusCode::CONFLICT, "it is uncertain no more");

    let said = office.run_json(&[
        "message",
        "settle",
        &left[1],
        "not_sent",
        "--note",
        "tidak ada",
        "--json",
    ]);
    assert_eq!(said["status"], "failed");

    let again = json!({"outcome": "send_again", "note": "tidak ada di telepon kantor"});
    let (status, queued) = client.post(&program, &path(&left[2]), &again).await;
    assert_eq!(status, StatusCode::OK, "{queued}");
    assert_eq!(settled(&client, &program, &left[2]).await, "sent");
    let counts = [0, 1, 2].map(|number| gateway.sent_to(&phone(number)).len());
    assert_eq!(counts, [0, 0, 1]);

    let trail = client.get(&program, "/api/v1/audit").await;
    let acts: Vec<_> = trail["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["action"] == "message.settled")
        .map(|entry| entry["subject"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(acts.len(), 3);
    assert!(left.iter().all(|id| acts.contains(id)));
}

on_both_databases!(
    two_who_settle_an_uncertain_message_at_once_send_it_again_once,
    async |app| {
        let gateway = Gateway::start();
        let settings = [("token", "rahasia"), ("pace_ms", "0-0")];
        app.add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &settings)
            .await;
        gateway.answers(Answer::Fails);
        let body = json!({"phone": phone(0), "message": "Pesan"});
        let (_, sent) = app.post("/api/v1/messages?wait=20", &body).await;
        assert_eq!(sent["status"], "uncertain", "{sent}");
        gateway.answers(Answer::Takes);
        let path = format!("/api/v1/messages/{}/settle", sent["id"].as_str().unwrap());
        let again = json!({"outcome": "send_again", "note": "tidak ada di telepon kantor"});
        let all = join_all((0..8).map(|_| app.post(&path, &again))).await;
        let taken = all.iter().filter(|(status, _)| *status == StatusCode::OK);
        assert_eq!(taken.count(), 1, "{all:?}");
        let refused = all
            .iter()
            .filter(|(status, _)| *status == StatusCode::CONFLICT);
        assert_eq!(refused.count(), 7, "{all:?}");
        app.until("it is sent again", async || {
            app.messages(&phone(0)).await[0]["status"] == "sent"
        })
        .await;
        assert_eq!(gateway.asked().len(), 2);
    }
);
