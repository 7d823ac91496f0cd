//! The pages of outgoing webhooks: the secret is seen once, and what was sent is seen and sent again.

use std::time::Duration;

use entity::words::Role;
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::receiver::{Receiver, Take};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_is_made_tried_and_its_log_is_sent_again() {
    let app = TestApp::on_sqlite().await;
    let receiver = Receiver::start();
    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    admin.open("/webhook").await.says("Belum ada webhook");
    let bad = [("url", "ftp://odoo"), ("description", "Odoo kantor")];
    let refused = admin.post("/webhook/tambah", &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("value=\"Odoo kantor\"");
    refused.says("id=\"e-url\"");

    let fields = [
        ("url", receiver.url.as_str()),
        ("description", "Odoo kantor"),
        ("events", "consent.changed"),
    ];
    let made = admin.post("/webhook/tambah", &fields).await;
    assert_eq!(made.status, StatusCode::OK);
    let begins = made.html.find("whsec_").unwrap();
    let secret = made.html[begins..].split('<').next().unwrap().to_owned();
    let again = admin.post("/webhook/tambah", &fields).await;
    again.says("Alamat ini sudah terdaftar");
    let listed = app.get_json("/api/v1/hooks").await;
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    assert_eq!(listed["data"][0]["events"][0], "consent.changed");
    let here = format!("/webhook/{}", listed["data"][0]["id"].as_str().unwrap());

    let tried = admin.submit(&format!("{here}/uji"), &[]).await;
    tried.says("Percobaan diterima di sana: HTTP 20");
    assert!(!tried.html.contains(&secret), "the secret is shown again");
    let posts = receiver.posts();
    assert!(posts.last().unwrap().is_signed_with(&secret));
    receiver.answers(Take::Status(500));
    let failed = admin.submit(&format!("{here}/uji"), &[]).await;
    failed.says("Percobaan tidak diterima: HTTP 500");
    let log = admin.open(&format!("{here}?status=failed")).await;
    let begins = log.html.find(&format!("{here}/kiriman/")).unwrap();
    let one = log.html[begins..].split('"').next().unwrap().to_owned();
    let shown = admin.open(&one).await;
    shown.says("hook.test");
    shown.says("HTTP 500");
    receiver.answers(Take::Status(200));
    let before = receiver.posts().len();
    admin.submit(&one, &[]).await.says("Dikirim ulang");
    app.pass(Duration::from_secs(1));
    app.until("it is sent again", async || receiver.posts().len() > before)
        .await;

    let off = admin.submit(&format!("{here}/matikan"), &[]).await;
    off.says("Nyalakan");
    let refused = admin.post(&one, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    admin.submit(&format!("{here}/nyalakan"), &[]).await;
    let renewed = admin.post(&format!("{here}/rahasia"), &[]).await;
    renewed.says("whsec_");
    assert!(!renewed.html.contains(&secret));

    // Who does not manage sees what happened, but neither the whole address nor what was sent.
    let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
    let seen = auditor.open(&here).await;
    seen.says("Odoo kantor");
    seen.says("Percobaan");
    assert!(!seen.html.contains(&receiver.url), "{}", seen.html);
    for path in ["uji", "matikan", "hapus", "rahasia", "ubah"] {
        let answer = auditor.post(&format!("{here}/{path}"), &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in [one.as_str(), "/webhook/tambah"] {
        let answer = auditor.get(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let gone = admin.submit(&format!("{here}/hapus"), &[]).await;
    gone.says("Belum ada webhook");
    assert_eq!(admin.get(&here).await.status, StatusCode::NOT_FOUND);
}
