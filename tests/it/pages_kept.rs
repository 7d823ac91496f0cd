//! A form that comes when the session is over: nothing of it is done, and nothing that was typed
//! is lost.

use std::time::Duration;

use entity::words::Role;
use reqwest::StatusCode;
use setuju::staff::user;

use crate::support::app::TestApp;
use crate::support::browser::{Browser, PASSWORD};
use crate::support::on_both_databases;

const EMAIL: &str = "loket@karokab.go.id";
const IN: [(&str, &str); 2] = [("email", EMAIL), ("password", PASSWORD)];

/// Somebody whose session ended over lunch.
async fn late(app: &TestApp) -> Browser {
    user::add(&app.beside.core, EMAIL, Role::Officer, PASSWORD)
        .await
        .unwrap();
    let mut browser = Browser::new(app);
    let entered = browser.post("/masuk", &IN).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.html);
    app.pass(Duration::from_hours(13));
    browser
}

on_both_databases!(what_was_typed_is_back_after_signing_in, async |app| {
    let mut browser = late(&app).await;
    let typed = [
        ("name", "CV Sari Tarigan"),
        ("phone", "0812-9876-5432"),
        ("once", "abc"),
    ];
    let page = "/mitra/tambah?name=CV";
    let asked = browser.post_on(page, "/mitra/tambah", &typed).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    asked.says("Yang Anda ketik tidak hilang");
    assert!(!asked.html.contains("Tarigan"), "{}", asked.html);
    let kept = asked.field("titipan");
    assert_eq!(asked.field("kembali"), page);

    let wrong = [IN[0], ("password", "salah-sekali"), ("titipan", &kept)];
    let again = browser.post("/masuk", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = again.field("titipan");
    let back = browser
        .post("/masuk", &[IN[0], IN[1], ("titipan", &kept)])
        .await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.html);
    back.says("CV Sari Tarigan</textarea>");
    back.says("0812-9876-5432</textarea>");
    back.says("href=\"/mitra/tambah?name=CV\"");
    back.says("data-action=\"/mitra/tambah\"");
    let partners = browser.open("/mitra").await;
    assert!(!partners.html.contains("Tarigan"), "nothing was done");
    browser
        .submit("/mitra/tambah", &typed)
        .await
        .says("CV Sari Tarigan");
});

#[tokio::test]
async fn every_long_text_is_kept_and_leads_back_to_its_page() {
    let app = TestApp::on_sqlite().await;
    let mut browser = late(&app).await;
    for (page, path, field) in [
        ("/siaran/baru", "/siaran/baru", "message"),
        ("/kotak-masuk/+62812", "/kotak-masuk/+62812/kirim", "text"),
        ("/mitra/1/kirim/khusus", "/mitra/1/kirim/khusus", "isi"),
        ("/izin/baru", "/izin/baru", "note"),
        ("/templat/baru", "/templat/baru", "body"),
    ] {
        let text = "Loket tutup tanggal 25 Desember & buka lagi tanggal 27.\nTerima kasih.";
        let asked = browser.post_on(page, path, &[(field, text)]).await;
        let kept = asked.field("titipan");
        let back = Browser::new(&app)
            .post("/masuk", &[IN[0], IN[1], ("titipan", &kept)])
            .await;
        back.says("25 Desember &#38; buka lagi tanggal 27.\nTerima kasih.</textarea>");
        back.says(&format!("href=\"{page}\""));
        back.says(&format!("data-name=\"{field}\""));
    }
}

#[tokio::test]
async fn secrets_and_what_others_send_are_not_kept() {
    let app = TestApp::on_sqlite().await;
    let mut browser = late(&app).await;
    let secrets = [("current_password", PASSWORD), ("name", "Loket")];
    for path in ["/saya/kata-sandi", "/penyedia/tambah/fonnte", "/keluar"] {
        let asked = browser.post_on("/saya", path, &secrets).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(asked.location.as_deref(), Some("/masuk?kembali=%2Fsaya"));
    }
    let button = browser.post_on("/siaran/1", "/siaran/1/jeda", &[]).await;
    let page = Some("/masuk?kembali=%2Fsiaran%2F1");
    assert_eq!(button.location.as_deref(), page, "nothing was typed");
    let elsewhere = browser.post_from_elsewhere("/mitra/tambah").await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    assert!(!elsewhere.html.contains("titipan"));

    let made_up = [IN[0], IN[1], ("titipan", "AAAA"), ("kembali", "/saya")];
    let entered = browser.post("/masuk", &made_up).await;
    assert_eq!(entered.location.as_deref(), Some("/saya"));
}

#[tokio::test]
async fn what_is_lost_is_said_with_what_to_do() {
    let app = TestApp::on_sqlite().await;
    let mut browser = late(&app).await;
    let long = "x".repeat(17 << 10);
    let page = "/siaran/baru";
    let asked = browser.post_on(page, page, &[("message", &long)]).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    asked.says("terlalu panjang untuk dititipkan");
    assert!(!asked.html.contains("Yang Anda ketik tidak hilang"));
    let lost = [("kembali", page), ("hilang", &asked.field("hilang"))];
    let wrong = [IN[0], ("password", "salah-sekali"), lost[0], lost[1]];
    let again = browser.post("/masuk", &wrong).await;
    again.says("terlalu panjang untuk dititipkan");
    let entered = browser
        .post("/masuk", &[IN[0], IN[1], lost[0], lost[1]])
        .await;
    assert_eq!(entered.location.as_deref(), Some(page));

    // Larger than what lies in the buffers on the way.
    let file = vec![b'x'; 4 << 20];
    let asked = Browser::new(&app).hand_in("/mitra/impor", &file).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    asked.says("pilih berkas itu sekali lagi");
    assert_eq!(asked.field("kembali"), "/mitra/impor");
}
