//! A day of an officer, in a real browser: sign in, import, ask, hear the answer, prove it, decide
//! what is unclear; and the auditor, who sees all of it and sends nothing.

use std::io::Write;

use entity::words::Role;
use serde_json::json;
use setuju::staff::user;

use crate::support::app::TestApp;
use crate::support::browser::PASSWORD;
use crate::support::screen::Screen;

const OFFICER: &str = "loket@karokab.go.id";
const AUDITOR: &str = "inspektorat@karokab.go.id";
const PHONE: &str = "0812-3456-7890";

async fn office(settings: &[(&str, &str)]) -> (TestApp, Screen) {
    let settings = [&[("SETUJU_QUIET_HOURS", "")], settings].concat();
    let app = Box::pin(TestApp::start(&settings)).await;
    let core = &app.beside.core;
    user::add(core, OFFICER, Role::Officer, PASSWORD)
        .await
        .unwrap();
    user::add(core, AUDITOR, Role::Auditor, PASSWORD)
        .await
        .unwrap();
    let screen = Screen::open(&app.address).await;
    (app, screen)
}

/// Plays what the citizen writes, in the simulator.
async fn citizen_writes(screen: &Screen, text: &str) {
    screen.go(&format!("/simulator?nomor={PHONE}")).await;
    screen.fill("#f-balas", text).await;
    screen.click(".phone-write button").await;
    screen.until_it_says(text).await;
}

/// Opens the partner that was imported, by searching as one types.
async fn open_partner(screen: &Screen) {
    screen.go("/mitra").await;
    screen.fill("#f-q", "ginting").await;
    screen.until_it_says("Budi Ginting").await;
    screen
        .click("td a[href^='/mitra/'], th a[href^='/mitra/']")
        .await;
    screen.until_it_says("Kirim Pesan Opt-In").await;
}

#[tokio::test]
async fn an_officer_imports_asks_hears_and_proves() {
    let (_app, mut screen) = Box::pin(office(&[])).await;
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    write!(file, "name;phone;external_ref\nBudi Ginting;{PHONE};res.partner,42\nSari Tarigan;0812;res.partner,43\n").unwrap();

    screen.sign_in(OFFICER).await;
    screen.go("/mitra/impor").await;
    screen.choose_file("#f-file", file.path()).await;
    screen.click("form[enctype] button.main").await;
    screen.until_it_says("Baris yang ditolak").await;
    screen.go("/mitra").await;
    assert!(
        !screen.text().await.contains("Budi Ginting"),
        "nothing is saved yet"
    );
    screen.go("/mitra/impor").await;
    screen.choose_file("#f-file", file.path()).await;
    screen.click("form[enctype] button.main").await;
    screen.click("form[action$='/simpan'] button").await;
    screen.until_it_says("Ke daftar mitra").await;

    open_partner(&screen).await;
    screen.click("a[href$='/kirim/opt-in']").await;
    screen.until_it_says("Budi Ginting").await;
    screen
        .click("form[action$='/kirim/opt-in'] button.main")
        .await;
    screen.until_it_says("Kembali ke mitra").await;
    screen.picture("mitra-terkirim", 1280).await;

    citizen_writes(
        &screen,
        "Ya Saya Setuju Menerima Pesan Notifikasi dari DPMPTSP",
    )
    .await;
    screen.until_it_says("Setuju").await;
    screen.picture("simulator-setuju", 1280).await;

    open_partner(&screen).await;
    screen.until_it_says("Ya Saya Setuju Menerima Pesan").await;
    screen.go("/bukti/+6281234567890").await;
    screen.until_it_says("Ya Saya Setuju Menerima Pesan").await;
    screen.until_it_says("Budi Ginting").await;
    screen.picture("bukti-budi", 1280).await;
    assert!(screen.complaints().await.is_empty());
}

#[tokio::test]
async fn an_unclear_reply_is_decided_with_one_key() {
    let (app, mut screen) = Box::pin(office(&[])).await;
    screen.sign_in(OFFICER).await;
    screen.go(&format!("/simulator?nomor={PHONE}")).await;
    screen.click("form[action='/simulator/kirim'] button").await;
    screen.until_it_says("DPMPTSP").await;
    citizen_writes(&screen, "ya tapi kalau nomor saya ganti bagaimana").await;
    assert_eq!(app.status(PHONE).await, "asked");

    screen.go("/kotak-masuk").await;
    screen.until_it_says("ya tapi kalau nomor").await;
    screen
        .click("a[href^='/kotak-masuk/']:has(.talk-when), li a[href^='/kotak-masuk/']")
        .await;
    screen.until_it_says("Bukan jawaban").await;
    screen.picture("kotak-masuk-putuskan", 1280).await;
    // What is out of sight is not decided by a slip of the finger.
    screen.resize(1280, 300).await;
    screen.run("window.scrollTo(0, 0)", json!([])).await;
    screen.press("t").await;
    screen.resize(1280, 800).await;
    let there = "document.querySelector('form[data-keys]').scrollIntoView({block: 'center'})";
    screen.run(there, json!([])).await;
    screen.press("s").await;
    app.until("the decision is in the ledger", async || {
        app.status(PHONE).await == "granted"
    })
    .await;
    let consent = app
        .get_json(&format!("/api/v1/consents/{PHONE}/events"))
        .await;
    let last = consent["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["source"], "staff");
    assert_eq!(last["actor"], format!("staff:{OFFICER}"));
    assert!(screen.complaints().await.is_empty());
}

#[tokio::test]
async fn an_auditor_sees_everything_and_sends_nothing() {
    let (app, mut screen) = Box::pin(office(&[])).await;
    let new = json!({"name": "Budi Ginting", "phone": PHONE});
    let (_, partner) = app.post("/api/v1/partners", &new).await;
    let id = partner["id"].as_str().unwrap();
    screen.sign_in(AUDITOR).await;
    screen.go(&format!("/mitra/{id}")).await;
    screen.until_it_says("Budi Ginting").await;
    assert!(!screen.text().await.contains("Kirim Pesan Opt-In"));
    screen.go(&format!("/mitra/{id}/kirim/opt-in")).await;
    screen.until_it_says("Tidak diizinkan").await;
    screen.go("/bukti/+6281234567890").await;
    screen.until_it_says("Budi Ginting").await;
    screen.go("/jejak-audit").await;
    screen.until_it_says(AUDITOR).await;
    assert_eq!(app.messages(PHONE).await.len(), 0);
    assert!(screen.complaints().await.is_empty());
}

#[tokio::test]
async fn a_broadcast_is_drafted_started_paused_and_resumed() {
    let (app, mut screen) = Box::pin(office(&[("SETUJU_PACE_MS", "300-400")])).await;
    for number in 0..12 {
        let phone = format!("+62812345000{number:02}");
        let new = json!({"name": format!("Pemilik Izin {number}"), "phone": phone});
        app.post("/api/v1/partners", &new).await;
        let consent = json!({"status": "granted", "source": "form", "note": "formulir loket"});
        app.post(&format!("/api/v1/consents/{phone}"), &consent)
            .await;
    }
    let fonnte = crate::support::gateway::Gateway::start();
    let settings = [("token", "rahasia-fonnte")];
    let kind = entity::words::AccountKind::Fonnte;
    app.add_account("karo", kind, Some(&fonnte.url), &settings)
        .await;

    screen.sign_in(OFFICER).await;
    screen.go("/siaran/baru").await;
    screen.fill("#f-name", "Jam layanan Desember").await;
    screen.click("#k-semua").await;
    screen
        .fill("#f-text", "Yth. {{partner_name}}, loket tutup 25 Desember.")
        .await;
    screen.select("#f-account", "karo").await;
    screen.click(".buttons button[value='simpan']").await;
    screen.until_it_says("Penerima").await;
    screen
        .click("details:has(form[action$='/mulai']) summary")
        .await;
    screen.click("form[action$='/mulai'] button").await;
    screen.until_it_says("Kemajuan").await;
    screen.click("form[action$='/jeda'] button").await;
    screen.until_it_says("Lanjutkan").await;
    let sent = fonnte.asked().len();
    assert!(sent < 12, "it was paused in time");
    screen.picture("siaran-dijeda", 1280).await;
    screen.click("form[action$='/lanjut'] button").await;
    // Told by the server, without loading the page again.
    screen.until_it_says("Selesai").await;
    assert_eq!(fonnte.asked().len(), 12);
    assert!(screen.complaints().await.is_empty());
}
