//! A real Chromium, driven by `WebDriver` (W3C), for what needs eyes and scripts: what a page does
//! in a browser, what axe-core finds in it, and how it looks.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::browser::PASSWORD;

/// The key under which `WebDriver` names an element (W3C recommendation, chapter 11).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The widths at which every page is looked at: a phone, a desk.
pub(crate) const WIDTHS: [u32; 2] = [390, 1280];
/// How long a page may take to become what it should.
const PATIENCE: Duration = Duration::from_secs(20);

/// A window of a browser of its own; it ends with this value.
pub(crate) struct Screen {
    driver: Child,
    http: reqwest::Client,
    session: String,
    site: String,
    /// Errors of the console that are not expected.
    heard: Vec<String>,
    /// What the browser writes; it is ended in a way that leaves it behind.
    _files: TempDir,
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Ends the browser with its driver: they are one group.
        let group = i32::try_from(self.driver.id()).unwrap();
        drop(
            Command::new("kill")
                .args(["--", &format!("-{group}")])
                .status(),
        );
        drop(self.driver.wait());
    }
}

impl Screen {
    /// Opens a browser on the site at `address`.
    pub(crate) async fn open(address: &str) -> Self {
        use std::os::unix::process::CommandExt;
        super::install_tls();
        let port = free_port();
        let files = tempfile::tempdir().unwrap();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .env("TMPDIR", files.path())
            // What the browser itself writes is as in the office, if it has the language.
            .env("LANGUAGE", "id")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|_| panic!("chromedriver is not installed; scripts/test installs it"));
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_mins(1))
            .build()
            .unwrap();
        let mut screen = Self {
            driver,
            http,
            session: format!("http://127.0.0.1:{port}"),
            site: address.to_owned(),
            heard: Vec::new(),
            _files: files,
        };
        screen.until_ready().await;
        let arguments = [
            "--headless=new",
            "--lang=id",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--hide-scrollbars",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let made = screen.call("/session", &wanted).await;
        let id = made["sessionId"].as_str().unwrap();
        screen.session = format!("{}/session/{id}", screen.session);
        screen.resize(WIDTHS[1], 800).await;
        screen
    }

    async fn until_ready(&self) {
        for _ in 0..100 {
            let status = self
                .http
                .get(format!("{}/status", self.session))
                .send()
                .await;
            if status.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("chromedriver does not answer");
    }

    async fn call(&self, path: &str, body: &Value) -> Value {
        let value = self.ask(path, body).await;
        assert!(value.get("error").is_none(), "{path}: {value}");
        value
    }

    /// What the driver answers; an error is an object that names it.
    async fn ask(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.session);
        let answer = self.http.post(url).json(body).send().await.unwrap();
        let said: Value = answer.json().await.unwrap();
        said["value"].clone()
    }

    async fn devtools(&self, command: &str, params: Value) {
        let body = json!({"cmd": command, "params": params});
        self.call("/goog/cdp/execute", &body).await;
    }

    /// Makes the window that large.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await;
    }

    /// Opens a page.
    pub(crate) async fn go(&self, path: &str) {
        let url = format!("{}{path}", self.site);
        self.call("/url", &json!({"url": url})).await;
    }

    /// Runs a script in the page; its last value comes back.
    pub(crate) async fn run(&self, script: &str, arguments: Value) -> Value {
        let body = json!({"script": script, "args": arguments});
        self.call("/execute/sync", &body).await
    }

    /// The path of the page that is shown.
    pub(crate) async fn path(&self) -> String {
        let path = self
            .run("return location.pathname + location.search", json!([]))
            .await;
        path.as_str().unwrap().to_owned()
    }

    /// What the page says, as it is seen.
    pub(crate) async fn text(&self) -> String {
        let text = self.run("return document.body.innerText", json!([])).await;
        text.as_str().unwrap().to_owned()
    }

    async fn find(&self, selector: &str) -> Option<String> {
        let wanted = json!({"using": "css selector", "value": selector});
        let found = self.call("/elements", &wanted).await;
        found[0][ELEMENT].as_str().map(ToOwned::to_owned)
    }

    /// The element, once it is there.
    async fn element(&self, selector: &str) -> String {
        let start = tokio::time::Instant::now();
        loop {
            if let Some(found) = self.find(selector).await {
                return found;
            }
            let (path, text) = (self.path().await, self.text().await);
            assert!(
                start.elapsed() < PATIENCE,
                "no {selector} on {path}: {text}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Types into a field, in the place of what is there.
    pub(crate) async fn fill(&self, field: &str, text: &str) {
        let element = self.element(field).await;
        self.call(&format!("/element/{element}/clear"), &json!({}))
            .await;
        self.call(&format!("/element/{element}/value"), &json!({"text": text}))
            .await;
    }

    /// Chooses a file for a field.
    pub(crate) async fn choose_file(&self, field: &str, file: &std::path::Path) {
        let element = self.element(field).await;
        let path = file.to_str().unwrap();
        self.call(&format!("/element/{element}/value"), &json!({"text": path}))
            .await;
    }

    /// Chooses from a list, by its value.
    pub(crate) async fn select(&self, field: &str, value: &str) {
        let script = "const list = document.querySelector(arguments[0]); list.value = arguments[1];
            list.dispatchEvent(new Event('input', {bubbles: true}));
            list.dispatchEvent(new Event('change', {bubbles: true})); return list.value";
        let chosen = self.run(script, json!([field, value])).await;
        assert_eq!(chosen, value, "{field} has no such choice");
    }

    /// Presses something, once it is there to be pressed: a page may just be renewing it.
    pub(crate) async fn click(&self, selector: &str) {
        let start = tokio::time::Instant::now();
        loop {
            let element = self.element(selector).await;
            let there = json!([{ ELEMENT: element }]);
            let into_view = "arguments[0].scrollIntoView({block: 'center'})";
            let seen = json!({"script": into_view, "args": there});
            self.ask("/execute/sync", &seen).await;
            let done = self
                .ask(&format!("/element/{element}/click"), &json!({}))
                .await;
            if done.get("error").is_none() {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{selector}: {}", done["error"]);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses a key, wherever the focus is.
    pub(crate) async fn press(&self, key: &str) {
        let strokes = json!({"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key},
        ]}]});
        self.call("/actions", &strokes).await;
    }

    /// Waits until the page says something.
    pub(crate) async fn until_it_says(&self, text: &str) {
        let start = tokio::time::Instant::now();
        loop {
            let seen = self.text().await;
            if seen.contains(text) {
                return;
            }
            let path = self.path().await;
            assert!(
                start.elapsed() < PATIENCE,
                "{text:?} is not on {path}: {seen}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, email: &str) {
        self.go("/masuk").await;
        self.fill("#f-email", email).await;
        self.fill("#f-password", PASSWORD).await;
        self.click("form[action='/masuk'] button").await;
        self.element("header.bar").await;
    }

    /// What axe-core finds in the page.
    pub(crate) async fn violations(&self) -> Vec<String> {
        let axe = std::fs::read_to_string(axe())
            .unwrap_or_else(|_| panic!("axe-core is not installed; scripts/test installs it"));
        let is_there = self.run("return !!window.axe", json!([])).await;
        if is_there != true {
            self.run(&axe, json!([])).await;
        }
        let script = "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(
            r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 200)} (${n.failureSummary})`))))";
        let found = self
            .call("/execute/async", &json!({"script": script, "args": []}))
            .await;
        serde_json::from_value(found).unwrap()
    }

    /// What the console complained of since it was last asked, but for pages that are refused or
    /// not there: those are meant.
    pub(crate) async fn complaints(&mut self) -> Vec<String> {
        let log = self.call("/se/log", &json!({"type": "browser"})).await;
        for entry in log.as_array().unwrap() {
            let message = entry["message"].as_str().unwrap();
            let is_meant = message.contains("the server responded with a status of 4");
            if entry["level"] == "SEVERE" && !is_meant {
                self.heard.push(message.to_owned());
            }
        }
        std::mem::take(&mut self.heard)
    }

    /// Keeps a picture of the whole page in `artefacts/screens`.
    pub(crate) async fn picture(&self, name: &str, width: u32) {
        let height = self
            .run("return document.documentElement.scrollHeight", json!([]))
            .await;
        let height = u32::try_from(height.as_u64().unwrap())
            .unwrap()
            .clamp(800, 8000);
        self.resize(width, height).await;
        let url = format!("{}/screenshot", self.session);
        let shot: Value = self
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let png = STANDARD.decode(shot["value"].as_str().unwrap()).unwrap();
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("artefacts/screens");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}-{width}.png")), png).unwrap();
    }
}

/// A port that nobody listens on; free again when this returns.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Where npm puts axe-core.
fn axe() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/screens/node_modules/axe-core/axe.min.js")
}
