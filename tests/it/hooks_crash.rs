//! Outgoing webhooks with the real program: killed in the middle, and several processes at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::postgres;
use crate::support::program::{Office, Program};
use crate::support::receiver::{Receiver, Take};

static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

/// An office with an account and an endpoint; where providers post to.
fn open(settings: &[(&str, &str)], receiver: &Receiver) -> (Office, String) {
    let mut all = vec![("SETUJU_HOOKS_ALLOW_PRIVATE", "true")];
    all.extend_from_slice(settings);
    let office = Office::new(&all);
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
    let hook = ["hook", "add", &receiver.url, "--events", "consent.changed"];
    let hook = office.run_json(&[&hook[..], &["--json"]].concat());
    assert!(hook["secret"].as_str().unwrap().starts_with("whsec_"));
    let url = account["webhook_url"].as_str().unwrap();
    let path = url[url.find("/webhooks/").unwrap()..].to_owned();
    (office, path)
}

/// Somebody agrees, through this process; true once it is acknowledged.
async fn agrees(program: &Program, path: &str, number: u32) -> bool {
    let phone = format!("62812{:08}", 34_000_000 + number);
    let body = json!({"sender": phone, "message": "SETUJU", "inboxid": number + 1});
    let request = CLIENT.post(format!("{}{path}", program.url));
    let answer = request.json(&body).send().await;
    answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
}

/// The ids under which each number was told.
fn told(receiver: &Receiver) -> BTreeMap<String, BTreeSet<String>> {
    let mut told: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for post in receiver.posts() {
        let phone = post.body()["data"]["phone"].as_str().unwrap().to_owned();
        told.entry(phone).or_default().insert(post.id);
    }
    told
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..1800 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never: {what}");
}

/// Kills the program while it delivers, again and again.
async fn nothing_is_lost(settings: &[(&str, &str)]) {
    let receiver = Receiver::start();
    let (office, path) = open(settings, &receiver);
    let mut acknowledged = 0;
    for round in 0..4_u32 {
        // Once in the middle of attempts that hang, else in the middle of ones that are taken.
        receiver.answers(if round == 2 {
            Take::Silence
        } else {
            Take::Status(200)
        });
        let before = receiver.posts().len();
        let program = office.serve().await;
        for step in 0..60 {
            acknowledged += usize::from(agrees(&program, &path, round * 1000 + step).await);
        }
        until("some are told", || {
            receiver.posts().len() > before + usize::try_from(round).unwrap()
        })
        .await;
        program.kill();
    }
    assert_eq!(acknowledged, 240);
    receiver.answers(Take::Status(200));
    let program = office.serve().await;
    until("everything is told", || {
        told(&receiver).len() == acknowledged
    })
    .await;
    for (phone, ids) in told(&receiver) {
        assert_eq!(ids.len(), 1, "{phone}: one event has one id");
    }
    drop(program);
}

#[tokio::test]
async fn no_event_is_lost_by_kill_9_e2e() {
    nothing_is_lost(&[]).await;
}

#[tokio::test]
async fn no_event_is_lost_by_kill_9_on_postgres() {
    let url = postgres::database_url().await;
    nothing_is_lost(&[("SETUJU_DATABASE_URL", &url)]).await;
}

#[tokio::test]
async fn two_processes_deliver_each_event_once_on_postgres() {
    let url = postgres::database_url().await;
    let receiver = Receiver::start();
    let (office, path) = open(&[("SETUJU_DATABASE_URL", &url)], &receiver);
    let (one, two) = (office.serve().await, office.serve().await);
    for number in 0..150 {
        let program = if number % 2 == 0 { &one } else { &two };
        assert!(agrees(program, &path, number).await);
    }
    until("everything is told", || told(&receiver).len() == 150).await;
    assert_eq!(receiver.posts().len(), 150, "nothing twice");
    assert_eq!(one.terminate().await.code(), Some(0));
    assert_eq!(two.terminate().await.code(), Some(0));
}

#[tokio::test]
async fn the_command_line_lists_tries_replays_and_removes_e2e() {
    let receiver = Receiver::start();
    receiver.answers(Take::Status(410));
    let (office, path) = open(&[], &receiver);
    let program = office.serve().await;
    assert!(agrees(&program, &path, 1).await);
    let hooks = office.run_json(&["hook", "list", "--json"]);
    let id = hooks[0]["id"].as_str().unwrap().to_owned();
    let deliveries =
        || office.run_json(&["hook", "deliveries", &id, "--status", "failed", "--json"]);
    until("it was refused", || {
        !deliveries().as_array().unwrap().is_empty()
    })
    .await;
    let hooks = office.run_json(&["hook", "list", "--json"]);
    assert_eq!(hooks[0]["active"], false);
    let said = office.run(&["hook", "replay", &id, "--since", "2026-01-01T00:00:00Z"]);
    assert_eq!(said.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&said.stderr).contains("switched off"));
    receiver.answers(Take::Status(200));
    let tried: Value = office.run_json(&["hook", "test", &id, "--json"]);
    assert_eq!(
        (&tried["status"], &tried["type"]),
        (&json!("delivered"), &json!("hook.test"))
    );
    let table = office.run(&["hook", "deliveries", &id]);
    assert!(String::from_utf8_lossy(&table.stdout).contains("HTTP 410"));
    for wrong in [
        &["hook", "add", "izin.karo.go.id"][..],
        &["hook", "add", "https://izin.karo.go.id", "--events", "x"],
        &["hook", "remove", "1"],
        &["hook", "test", "x"],
    ] {
        let refused = office.run(wrong);
        assert_eq!(refused.status.code(), Some(1), "{wrong:?}");
        assert!(!refused.stderr.is_empty());
    }
    office.run_json(&["hook", "remove", &id, "--json"]);
    assert_eq!(office.run_json(&["hook", "list", "--json"]), json!([]));
}
