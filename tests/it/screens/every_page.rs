//! Every page, on a phone and on a desk: nothing that keeps people out, nothing in the console,
//! small enough, and not wider than the window. Pictures go to `artefacts/screens`.

use entity::words::Role;
use serde_json::json;
use setuju::staff::user;

use super::look::look;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, PASSWORD};
use crate::support::screen::Screen;

/// The most that a page may weigh, in bytes of HTML.
const LARGEST: usize = 60 * 1024;
const ADMIN: &str = "kadis@karokab.go.id";
const BUDI: &str = "+6281234567890";
const SARI: &str = "+6281298765432";

/// An office in which something has happened, and the pages that show it: a name for the picture,
/// and the path.
async fn office() -> (TestApp, Vec<(&'static str, String)>) {
    let app = Box::pin(TestApp::start(&[("SETUJU_QUIET_HOURS", "")])).await;
    user::add(&app.beside.core, ADMIN, Role::Admin, PASSWORD)
        .await
        .unwrap();
    let mut partners = Vec::new();
    for (name, phone) in [("Budi Ginting", BUDI), ("CV Sari Tarigan", SARI)] {
        let new = json!({"name": name, "phone": phone});
        let (_, partner) = app.post("/api/v1/partners", &new).await;
        partners.push(partner["id"].as_str().unwrap().to_owned());
    }
    let permit = json!({"permit_number": "503/0042/IUMK/2026", "permit_type": "Izin Usaha Mikro",
        "applicant_name": "Budi Ginting", "partner_id": partners[0], "status": "active",
        "issue_date": "2024-01-10", "expiry_date": "2026-12-10"});
    let put = app.client.put(app.url("/api/v1/permits/IUMK-42"));
    let put = put
        .bearer_auth(app.key())
        .json(&permit)
        .send()
        .await
        .unwrap();
    assert!(put.status().is_success(), "{}", put.text().await.unwrap());
    for (phone, text) in [
        (BUDI, "Ya, setuju pak"),
        (SARI, "ya tapi kalau ganti nomor bagaimana"),
    ] {
        let ask =
            json!({"phone": phone, "template": "opt_in_request", "purpose": "opt_in_request"});
        let (status, said) = app.post("/api/v1/messages?wait=10", &ask).await;
        assert!(status.is_success(), "{said}");
        let reply = json!({"from": phone, "text": text});
        app.post("/api/v1/sandbox/replies", &reply).await;
    }
    let draft = json!({"name": "Jam layanan Desember", "purpose": "broadcast",
        "message": "Yth. {{partner_name}}, loket tutup 25 Desember.", "audience": {"all": true}});
    let (_, broadcast) = app.post("/api/v1/broadcasts", &draft).await;
    let broadcast = broadcast["id"].as_str().unwrap().to_owned();
    let (_, begun) = app.post("/api/v1/broadcasts", &draft).await;
    let begun = begun["id"].as_str().unwrap().to_owned();
    app.post(&format!("/api/v1/broadcasts/{begun}/start"), &json!({}))
        .await;
    app.until("the broadcast is over", async || {
        app.get_json(&format!("/api/v1/broadcasts/{begun}")).await["status"] == "completed"
    })
    .await;

    let [budi, _] = partners.try_into().unwrap();
    let pages = [
        ("beranda", "/".to_owned()),
        ("simulator", format!("/simulator?nomor={BUDI}")),
        ("kotak-masuk", "/kotak-masuk".to_owned()),
        ("kotak-masuk-percakapan", format!("/kotak-masuk/{SARI}")),
        ("mitra", "/mitra".to_owned()),
        ("mitra-tambah", "/mitra/tambah".to_owned()),
        ("mitra-impor", "/mitra/impor".to_owned()),
        ("mitra-rinci", format!("/mitra/{budi}")),
        ("mitra-kirim", format!("/mitra/{budi}/kirim/khusus")),
        ("bukti", format!("/bukti/{BUDI}")),
        ("buku-besar", "/buku-besar".to_owned()),
        ("izin", "/izin".to_owned()),
        ("izin-baru", "/izin/baru".to_owned()),
        ("izin-impor", "/izin/impor".to_owned()),
        ("izin-pengingat", "/izin/pengingat".to_owned()),
        ("izin-rinci", "/izin/IUMK-42".to_owned()),
        ("izin-kirim", "/izin/IUMK-42/kirim/pengingat".to_owned()),
        ("siaran", "/siaran".to_owned()),
        ("siaran-baru", "/siaran/baru".to_owned()),
        ("siaran-draf", format!("/siaran/{broadcast}")),
        ("siaran-ubah", format!("/siaran/{broadcast}/ubah")),
        ("siaran-selesai", format!("/siaran/{begun}")),
        ("siaran-hasil", format!("/siaran/{begun}/hasil")),
        ("templat", "/templat".to_owned()),
        ("templat-ubah", "/templat/opt_in_request".to_owned()),
        ("templat-baru", "/templat/baru".to_owned()),
        ("warga", "/warga".to_owned()),
        ("warga-poster", "/warga/poster".to_owned()),
        ("pengaturan", "/pengaturan".to_owned()),
        ("pengaturan-kantor", "/pengaturan/kantor".to_owned()),
        ("saya", "/saya".to_owned()),
        ("saya-faktor", "/saya/faktor".to_owned()),
        ("penyedia", "/penyedia".to_owned()),
        ("penyedia-tambah", "/penyedia/tambah".to_owned()),
        ("penyedia-fonnte", "/penyedia/tambah/fonnte".to_owned()),
        ("penyedia-sandbox", "/penyedia/sandbox".to_owned()),
        ("penyedia-ubah", "/penyedia/sandbox/ubah".to_owned()),
        ("pengguna", "/pengguna".to_owned()),
        ("kunci-api", "/kunci-api".to_owned()),
        ("jejak-audit", "/jejak-audit".to_owned()),
    ];
    let mut pages: Vec<_> = pages.into();
    pages.extend(told_pages(&app).await);
    (app, pages)
}

/// Who else is told of what happens, and the pages of that.
async fn told_pages(app: &TestApp) -> [(&'static str, String); 6] {
    let official = json!({"name": "Kepala Dinas", "phone": "+6281234509876"});
    let (_, official) = app.post("/api/v1/recipients", &official).await;
    let official = official["id"].as_str().unwrap().to_owned();
    let hook = json!({"url": "http://127.0.0.1:9/terima", "description": "Odoo kantor"});
    let (_, hook) = app.post("/api/v1/hooks", &hook).await;
    let hook = format!("/webhook/{}", hook["id"].as_str().unwrap());
    let trial = hook.replace("/webhook", "/api/v1/hooks") + "/test";
    app.post(&trial, &json!({})).await;
    [
        ("pejabat", "/pejabat".to_owned()),
        ("pejabat-tambah", "/pejabat/tambah".to_owned()),
        ("pejabat-ubah", format!("/pejabat/{official}/ubah")),
        ("webhook", "/webhook".to_owned()),
        ("webhook-tambah", "/webhook/tambah".to_owned()),
        ("webhook-rinci", hook),
    ]
}

/// Looks at some of the pages; each half is a test of its own, for the sake of time.
async fn look_at(choose: impl Fn(usize) -> bool) {
    let (app, pages) = Box::pin(office()).await;
    let pages = pages.iter().enumerate().filter(|(place, _)| choose(*place));
    let pages: Vec<_> = pages.map(|(_, page)| page).collect();
    let mut found = Vec::new();
    let mut browser = Browser::new(&app);
    browser
        .post("/masuk", &[("email", ADMIN), ("password", PASSWORD)])
        .await;
    for (_, path) in &pages {
        let shown = browser.open(path).await;
        if shown.html.len() > LARGEST {
            found.push(format!("{path} weighs {} bytes", shown.html.len()));
        }
    }
    let mut screen = Screen::open(&app.address).await;
    if choose(0) {
        look(&mut screen, "masuk", "/masuk", &mut found).await;
    }
    screen.sign_in(ADMIN).await;
    if choose(0) {
        look(&mut screen, "tidak-ada", "/tidak-ada", &mut found).await;
    }
    for (name, path) in pages {
        look(&mut screen, name, path, &mut found).await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Where the second half begins.
const HALF: usize = 20;

#[tokio::test]
async fn no_page_of_the_work_keeps_anybody_out() {
    Box::pin(look_at(|place| place < HALF)).await;
}

#[tokio::test]
async fn no_other_page_keeps_anybody_out() {
    Box::pin(look_at(|place| place >= HALF)).await;
}
