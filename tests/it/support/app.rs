//! The real service, started inside the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use entity::words::{AccountKind, Role};
use rand::rngs::StdRng;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use setuju::app::{self, Application, Opened};
use setuju::config::Config;
use setuju::providers::Account;
use setuju::providers::registration::{self, NewAccount};
use setuju::staff::api_key;
use setuju::time::{Clock, Timestamp};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::postgres;

/// 2026-11-22 12:00 WIB: no quiet hours.
pub(crate) const NOON: i64 = 1_795_323_600_000;

/// The service, its data folder, and what the test needs to talk to it.
pub(crate) struct TestApp {
    pub(crate) address: String,
    pub(crate) client: reqwest::Client,
    /// The rows, as another command beside the service sees them.
    pub(crate) beside: Opened,
    pub(crate) config: Config,
    key: String,
    clock: Arc<TestClock>,
    running: Option<Running>,
    _folder: TempDir,
    numbers: AtomicU64,
}

struct Running {
    end: oneshot::Sender<()>,
    task: JoinHandle<anyhow::Result<()>>,
}

/// Runs with the machine, from a fixed moment on, and can be moved.
struct TestClock {
    started: std::time::Instant,
    ahead: AtomicI64,
}

impl TestClock {
    fn clock(self: &Arc<Self>) -> Clock {
        let this = Arc::clone(self);
        Arc::new(move || {
            let passed = i64::try_from(this.started.elapsed().as_millis()).unwrap();
            Timestamp::from_millis(NOON + passed + this.ahead.load(Ordering::Relaxed))
        })
    }
}

impl TestApp {
    pub(crate) async fn on_sqlite() -> Self {
        Self::start(&[]).await
    }

    pub(crate) async fn on_postgres() -> Self {
        let url = postgres::database_url().await;
        Self::start(&[("SETUJU_DATABASE_URL", &url)]).await
    }

    /// Starts with some settings.
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut variables = vec![
            ("SETUJU_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
            (
                "SETUJU_DATA_DIR".to_owned(),
                folder.path().display().to_string(),
            ),
            ("SETUJU_PACE_MS".to_owned(), "0-0".to_owned()),
            ("SETUJU_HOOKS_ALLOW_PRIVATE".to_owned(), "true".to_owned()),
        ];
        for (key, value) in settings {
            variables.push(((*key).to_owned(), (*value).to_owned()));
        }
        let config = Config::load(None, variables.into_iter()).unwrap();
        let clock = Arc::new(TestClock {
            started: std::time::Instant::now(),
            ahead: AtomicI64::new(0),
        });
        let beside = app::open(&config).await.unwrap();
        let (_, key) = api_key::create(&beside.core, "tests", Role::Admin, "tests")
            .await
            .unwrap();
        let mut app = Self {
            address: String::new(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            beside,
            config,
            key,
            clock,
            running: None,
            _folder: folder,
            numbers: AtomicU64::new(0),
        };
        app.resume().await;
        app
    }

    /// Ends the service as SIGTERM would.
    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.end.send(()).unwrap();
            running.task.await.unwrap().unwrap();
        }
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Starts it again on the same data.
    pub(crate) async fn resume(&mut self) {
        let application = Application::build(&self.config, self.clock.clock())
            .await
            .unwrap();
        self.address = format!("http://{}", application.address());
        let (end, ended) = oneshot::channel();
        let task = tokio::spawn(application.run_until(async move {
            ended.await.unwrap_or_default();
        }));
        self.running = Some(Running { end, task });
    }

    /// Moves the clock of the service.
    pub(crate) fn pass(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.clock.ahead.fetch_add(millis, Ordering::Relaxed);
    }

    /// Puts the clock of the service back.
    pub(crate) fn turn_back(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.clock.ahead.fetch_sub(millis, Ordering::Relaxed);
    }

    /// The time of the service, in Unix milliseconds.
    pub(crate) fn millis(&self) -> i64 {
        (self.clock.clock())().millis()
    }

    /// The time of the service, in Unix seconds.
    pub(crate) fn seconds(&self) -> i64 {
        self.millis() / 1000
    }

    /// A number that this test has not used before.
    pub(crate) fn number(&self) -> String {
        let next = self.numbers.fetch_add(1, Ordering::Relaxed);
        format!("+6281234{:06}", 500_000 + next * 10 + 7)
    }

    pub(crate) async fn add_account(
        &self,
        id: &str,
        kind: AccountKind,
        base_url: Option<&str>,
        settings: &[(&str, &str)],
    ) -> Account {
        let new = NewAccount {
            id: id.to_owned(),
            kind,
            name: None,
            default: true,
            base_url: base_url.map(str::to_owned),
            settings: settings
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        };
        let Opened { core, providers } = &self.beside;
        registration::add(core, providers, new, &mut rand::make_rng::<StdRng>(), None)
            .await
            .unwrap()
    }

    /// A Fonnte account whose gateway nobody plays.
    pub(crate) async fn fonnte(&self) -> Account {
        self.add_account(
            "karo",
            AccountKind::Fonnte,
            Some("http://127.0.0.1:9"),
            &[("token", "rahasia-fonnte")],
        )
        .await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// What Fonnte posts when somebody writes.
    pub(crate) fn fonnte_message(&self, from: &str, text: &str, inboxid: u64) -> Value {
        json!({
            "quick": false,
            "device": "081200000001",
            "pesan": text,
            "pengirim": from.trim_start_matches('+'),
            "member": "",
            "message": text,
            "text": "non-button message",
            "sender": from.trim_start_matches('+'),
            "name": "Sari",
            "location": "",
            "url": "",
            "type": "",
            "extension": "",
            "filename": "",
            "pollname": "",
            "choices": [],
            "inboxid": inboxid,
            "isgroup": false,
            "isforwarded": false,
            "timestamp": self.seconds(),
        })
    }

    /// Posts to the webhook of an account.
    pub(crate) async fn post_webhook(&self, account: &Account, body: &Value) -> StatusCode {
        self.client
            .post(self.url(&account.webhook_path()))
            .json(body)
            .send()
            .await
            .unwrap()
            .status()
    }

    /// Somebody writes to the account.
    pub(crate) async fn says(&self, account: &Account, from: &str, text: &str) {
        static INBOX: AtomicU64 = AtomicU64::new(210_000_000);
        let inboxid = INBOX.fetch_add(1, Ordering::Relaxed);
        let body = self.fonnte_message(from, text, inboxid);
        assert_eq!(self.post_webhook(account, &body).await, StatusCode::OK);
    }

    fn authorised(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.key)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.authorised(self.client.get(self.url(path)))
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn get_json(&self, path: &str) -> Value {
        let response = self.get(path).await;
        let status = response.status();
        let body: Value = response.json().await.unwrap();
        assert!(status.is_success(), "GET {path}: {status} {body}");
        body
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = self.client.post(self.url(path)).json(body);
        let response = self.authorised(request).send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (
            status,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        )
    }

    /// The consent status of a number.
    pub(crate) async fn status(&self, phone: &str) -> String {
        let consent = self.get_json(&format!("/api/v1/consents/{phone}")).await;
        consent["status"].as_str().unwrap().to_owned()
    }

    /// The kinds of the ledger entries of a number.
    pub(crate) async fn events(&self, phone: &str) -> Vec<String> {
        let events = self
            .get_json(&format!("/api/v1/consents/{phone}/events"))
            .await;
        events["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["kind"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The messages to a number, newest first.
    pub(crate) async fn messages(&self, phone: &str) -> Vec<Value> {
        let phone = phone.replace('+', "%2B");
        let list = self
            .get_json(&format!("/api/v1/messages?phone={phone}"))
            .await;
        list["data"].as_array().unwrap().clone()
    }

    /// Waits until the condition holds; fails the test after ten seconds.
    pub(crate) async fn until<F: Future<Output = bool>>(
        &self,
        what: &str,
        mut condition: impl FnMut() -> F,
    ) {
        for _ in 0..400 {
            if condition().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("never: {what}");
    }
}
