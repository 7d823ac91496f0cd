//! Several processes on one PostgreSQL: each lane is in the hands of one, a message starts at once
//! wherever it is accepted, and what a killed process did is taken over.

use std::time::{Duration, Instant};

use entity::lease;
use reqwest::StatusCode;
use sea_orm::EntityTrait;
use serde_json::json;

use crate::support::client::Client;
use crate::support::gateway::{Answer, Gateway};
use crate::support::postgres;
use crate::support::program::{Office, Program};

struct Cluster {
    office: Office,
    gateways: Vec<Gateway>,
    client: Client,
    database: sea_orm::DatabaseConnection,
}

impl Cluster {
    async fn new(accounts: usize, pace: &str) -> Self {
        let url = postgres::database_url().await;
        let office = Office::new(&[("SETUJU_DATABASE_URL", &url), ("SETUJU_PACE_MS", pace)]);
        let client = Client::of(&office);
        let gateways: Vec<_> = (0..accounts).map(|_| Gateway::start()).collect();
        for (number, gateway) in gateways.iter().enumerate() {
            let id = format!("karo-{number}");
            let url = &gateway.url;
            office.run_json(&[
                "account",
                "add",
                &id,
                "--kind",
                "fonnte",
                "--default",
                "--set",
                "token=rahasia",
                "--base-url",
                url,
            ]);
        }
        let database = sea_orm::Database::connect(url.as_str()).await.unwrap();
        Self {
            office,
            gateways,
            client,
            database,
        }
    }

    async fn queue(&self, program: &Program, number: usize) -> bool {
        let body = json!({"phone": phone(number), "message": format!("Pesan {number}")});
        let url = format!("{}/api/v1/messages", program.url);
        let request = self
            .client
            .authorised(self.client.http.post(url))
            .json(&body);
        match request.send().await {
            Ok(response) => response.status() == StatusCode::ACCEPTED,
            Err(_) => false,
        }
    }

    fn sent_to(&self, number: usize) -> usize {
        let phone = phone(number);
        self.gateways
            .iter()
            .map(|gateway| gateway.sent_to(&phone).len())
            .sum()
    }

    async fn until(&self, what: &str, longest: Duration, condition: impl Fn() -> bool) {
        let deadline = Instant::now() + longest;
        while !condition() {
            assert!(Instant::now() < deadline, "never: {what}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Who holds a lane; the scheduler has a lease of its own.
    async fn holders(&self) -> Vec<String> {
        let leases = lease::Entity::find().all(&self.database).await.unwrap();
        let lanes = leases
            .into_iter()
            .filter(|lease| lease.name.starts_with("lane:"));
        let mut holders: Vec<_> = lanes.map(|lease| lease.holder).collect();
        holders.sort();
        holders.dedup();
        holders
    }
}

fn phone(number: usize) -> String {
    format!("+6281234{number:06}")
}

#[tokio::test]
async fn a_message_accepted_anywhere_starts_at_once_on_postgres() {
    let cluster = Cluster::new(1, "0-0").await;
    let one = cluster.office.serve().await;
    assert!(cluster.queue(&one, 0).await);
    cluster
        .until("the first is sent", Duration::from_secs(10), || {
            cluster.sent_to(0) == 1
        })
        .await;
    let two = cluster.office.serve().await;
    let mut latencies = Vec::new();
    for number in 1..21 {
        let accepted = Instant::now();
        assert!(cluster.queue(&two, number).await);
        cluster
            .until("it is sent", Duration::from_secs(5), || {
                cluster.sent_to(number) == 1
            })
            .await;
        latencies.push(accepted.elapsed());
        // Out of step with the looks that a lane takes by itself.
        tokio::time::sleep(Duration::from_millis(37)).await;
    }
    latencies.sort();
    assert!(latencies[10] < Duration::from_millis(250), "{latencies:?}");
    assert_eq!(cluster.holders().await.len(), 1, "one holds the lane");
    one.terminate().await;
    // A lane that is given back need not lapse.
    let given_back = Instant::now();
    assert!(cluster.queue(&two, 21).await);
    cluster
        .until("the other goes on", Duration::from_secs(4), || {
            cluster.sent_to(21) == 1
        })
        .await;
    assert!(given_back.elapsed() < Duration::from_secs(4));
    two.terminate().await;
}

#[tokio::test]
async fn what_a_killed_process_left_is_taken_over_within_15_seconds_on_postgres() {
    let cluster = Cluster::new(1, "0-0").await;
    let one = cluster.office.serve().await;
    let gateway = &cluster.gateways[0];
    gateway.answers(Answer::Silence);
    assert!(cluster.queue(&one, 0).await);
    cluster
        .until("one sends", Duration::from_secs(10), || {
            cluster.sent_to(0) == 1
        })
        .await;
    let two = cluster.office.serve().await;
    gateway.answers(Answer::Takes);
    one.kill();
    let killed = Instant::now();
    assert!(cluster.queue(&two, 1).await);
    cluster
        .until("the other takes over", Duration::from_secs(15), || {
            cluster.sent_to(1) == 1
        })
        .await;
    let list = cluster
        .client
        .get(&two, "/api/v1/messages?status=uncertain")
        .await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "{list}");
    assert!(killed.elapsed() < Duration::from_secs(15));
    assert_eq!(cluster.sent_to(0), 1);
    two.terminate().await;
}

/// Three processes and four lanes, under load all the time, one after the other killed.
#[tokio::test]
async fn nobody_gets_a_message_twice_while_processes_are_killed_on_postgres() {
    let cluster = Cluster::new(4, "0-0").await;
    for gateway in &cluster.gateways {
        gateway.answers(Answer::Late(Duration::from_millis(20)));
    }
    let mut programs = Vec::new();
    for _ in 0..3 {
        programs.push(cluster.office.serve().await);
    }
    let mut accepted = Vec::new();
    let mut number = 0;
    for round in 0..2 {
        for _ in 0..60 {
            let program = &programs[number % programs.len()];
            if cluster.queue(program, number).await {
                accepted.push(number);
            }
            number += 1;
        }
        programs.remove(0).kill();
        if round == 0 {
            programs.push(cluster.office.serve().await);
        }
    }
    assert!(accepted.len() > 100, "{}", accepted.len());
    let last = programs.remove(0);
    let deadline = Instant::now() + Duration::from_secs(40);
    let uncertain = loop {
        let open = ["queued", "sending"];
        let mut left = 0;
        for status in open {
            let path = format!("/api/v1/messages?status={status}");
            left += cluster.client.get(&last, &path).await["data"]
                .as_array()
                .unwrap()
                .len();
        }
        if left == 0 {
            let path = "/api/v1/messages?limit=500&status=uncertain";
            break cluster.client.get(&last, path).await["data"]
                .as_array()
                .unwrap()
                .clone();
        }
        assert!(Instant::now() < deadline, "{left} wait for ever");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    // At most what two killed processes had under way.
    assert!(uncertain.len() <= 2 * 16 * 4, "{}", uncertain.len());
    for number in accepted {
        let times = cluster.sent_to(number);
        let is_uncertain = uncertain
            .iter()
            .any(|message| message["phone"] == phone(number));
        assert!(
            times == 1 || (times == 0 && is_uncertain),
            "{number}: {times} times"
        );
    }
}

#[tokio::test]
async fn the_pause_holds_across_processes_on_postgres() {
    let cluster = Cluster::new(1, "400-400").await;
    let one = cluster.office.serve().await;
    let two = cluster.office.serve().await;
    for number in 0..6 {
        assert!(
            cluster
                .queue(if number % 2 == 0 { &one } else { &two }, number)
                .await
        );
    }
    cluster
        .until("three are sent", Duration::from_secs(20), || {
            cluster.gateways[0].asked().len() >= 3
        })
        .await;
    one.terminate().await;
    cluster
        .until("all are sent", Duration::from_secs(30), || {
            cluster.gateways[0].asked().len() == 6
        })
        .await;
    let asked = cluster.gateways[0].asked();
    for pair in asked.windows(2) {
        let gap = pair[1].at - pair[0].at;
        assert!(gap >= Duration::from_millis(390), "{gap:?}");
    }
}
