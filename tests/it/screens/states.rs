//! Pages in the states that matter: an office that begins, forms that are refused, messages that
//! may not go, figures on the move, and what an auditor sees.

use std::io::Write;

use entity::ids::StaffId;
use entity::words::{AccountKind, Role};
use serde_json::json;
use setuju::office::{self, Office};
use setuju::people::PhoneNumber;
use setuju::staff::user;

use super::look::{inspect, look, look_here};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, PASSWORD};
use crate::support::gateway::Gateway;
use crate::support::screen::{Screen, WIDTHS};

const ADMIN: &str = "kadis@karokab.go.id";
const AUDITOR: &str = "inspektorat@karokab.go.id";
const SARI: &str = "+6281298765432";

async fn start(settings: &[(&str, &str)]) -> (TestApp, Screen, StaffId) {
    let settings = [&[("SETUJU_QUIET_HOURS", "")], settings].concat();
    let app = Box::pin(TestApp::start(&settings)).await;
    let core = &app.beside.core;
    let added = user::add(core, ADMIN, Role::Admin, PASSWORD).await;
    user::add(core, AUDITOR, Role::Auditor, PASSWORD)
        .await
        .unwrap();
    let screen = Screen::open(&app.address).await;
    (app, screen, added.unwrap().id)
}

#[tokio::test]
async fn an_office_that_begins_finds_its_way() {
    let (_app, mut screen, _) = Box::pin(start(&[])).await;
    let mut found = Vec::new();
    let bad = &mut found;
    look(&mut screen, "tidak-ada-keluar", "/tidak-ada", bad).await;
    screen.sign_in(ADMIN).await;
    for (name, path) in [
        ("beranda-awal", "/"),
        ("simulator-awal", "/simulator"),
        ("kotak-masuk-awal", "/kotak-masuk"),
    ] {
        look(&mut screen, name, path, bad).await;
    }

    screen.resize(WIDTHS[0], 800).await;
    screen.go("/mitra").await;
    screen.click("[data-menu]").await;
    inspect(&screen, "menu", WIDTHS[0], bad).await;

    screen.go("/mitra/tambah").await;
    screen.fill("#f-name", "Budi Ginting").await;
    screen.fill("#f-phone", "0812").await;
    screen.click("main form[method='post'] button.main").await;
    screen.until_it_says("Periksa yang ditandai").await;
    look_here(&mut screen, "mitra-tambah-salah", bad).await;

    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    write!(file, "name;phone;external_ref\nBudi Ginting;0812-3456-7890;res.partner,42\nSari Tarigan;0812;res.partner,43\n;081298765432;\nCV Sinabung;tidak ada;res.partner,44\n").unwrap();
    screen.go("/mitra/impor").await;
    screen.choose_file("#f-file", file.path()).await;
    screen.click("form[enctype] button.main").await;
    screen.until_it_says("Baris yang ditolak").await;
    look_here(&mut screen, "mitra-impor-salah", bad).await;

    screen.go("/kunci-api").await;
    screen.fill("#f-name", "Odoo").await;
    screen.click("main form[action='/kunci-api'] button").await;
    screen.until_it_says("Salin sekarang").await;
    look_here(&mut screen, "kunci-api-baru", bad).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// An office that works: people, a permit, what is uncertain, unreadable and refused; and
/// broadcasts that wait and run. The paths of what it shows.
async fn work(app: &TestApp, gateway: &Gateway) -> Vec<(&'static str, String)> {
    let core = &app.beside.core;
    let office = Office {
        whatsapp: PhoneNumber::parse("0812-6000-1234").ok(),
        ..office::find(core).await.unwrap()
    };
    office::save(core, &office, "staff:tests").await.unwrap();
    let unsure = json!({"phone": "+6281200010002", "purpose": "custom", "message": "Berkas Anda sudah lengkap. Silakan datang ke loket 3."});
    app.post("/api/v1/messages?wait=10", &unsure).await;

    let sari = json!({"name": "Sari Tarigan", "phone": SARI});
    let (_, sari) = app.post("/api/v1/partners", &sari).await;
    let sari = sari["id"].as_str().unwrap().to_owned();
    let no = json!({"status": "denied", "source": "counter", "note": "disampaikan di loket"});
    app.post(&format!("/api/v1/consents/{SARI}"), &no).await;
    let yes = json!({"status": "granted", "source": "form", "note": "formulir loket"});
    for number in 0..9 {
        let phone = format!("+62812345000{number:02}");
        let new = json!({"name": format!("Pemilik Izin {number}"), "phone": phone});
        app.post("/api/v1/partners", &new).await;
        app.post(&format!("/api/v1/consents/{phone}"), &yes).await;
    }

    let settings = [("token", "rahasia-fonnte")];
    let kind = AccountKind::Fonnte;
    let account = app
        .add_account("karo", kind, Some(&gateway.url), &settings)
        .await;
    app.post_webhook(&account, &json!({"versi": 3, "isi": {"dari": "62812"}}))
        .await;

    let mut broadcasts = Vec::new();
    for start in [None, Some("2030-01-07T08:00:00+07:00")] {
        let draft = json!({"name": "Jam layanan Desember", "purpose": "broadcast", "scheduled_at": start,
            "message": "Yth. {{partner_name}}, loket tutup 25 Desember.", "audience": {"all": true}});
        let (status, made) = app.post("/api/v1/broadcasts", &draft).await;
        assert!(status.is_success(), "{made}");
        let id = made["id"].as_str().unwrap().to_owned();
        app.post(&format!("/api/v1/broadcasts/{id}/start"), &json!({}))
            .await;
        broadcasts.push(id);
    }
    app.until("the first has left", async || !gateway.asked().is_empty())
        .await;

    vec![
        ("siaran-berjalan", format!("/siaran/{}", broadcasts[0])),
        ("siaran-terjadwal", format!("/siaran/{}", broadcasts[1])),
        ("warga-nomor", "/warga".to_owned()),
        ("warga-poster-nomor", "/warga/poster".to_owned()),
        ("penyedia-fonnte-rinci", "/penyedia/karo".to_owned()),
        (
            "kotak-masuk-tak-pasti",
            "/kotak-masuk?saring=tak-pasti".to_owned(),
        ),
        (
            "kotak-masuk-tak-terbaca",
            "/kotak-masuk?saring=tak-terbaca".to_owned(),
        ),
        (
            "mitra-kirim-tidak-boleh",
            format!("/mitra/{sari}/kirim/khusus"),
        ),
        ("mitra-menolak", format!("/mitra/{sari}")),
    ]
}

#[tokio::test]
async fn an_office_at_work_is_shown_as_it_is() {
    let pace = [("SETUJU_PACE_MS", "5000-6000")];
    let (app, mut screen, id) = Box::pin(start(&pace)).await;
    let gateway = Gateway::start();
    let pages = Box::pin(work(&app, &gateway)).await;
    let mut found = Vec::new();
    screen.sign_in(ADMIN).await;
    for (name, path) in &pages {
        look(&mut screen, name, path, &mut found).await;
    }
    look(
        &mut screen,
        "pengguna-rinci",
        &format!("/pengguna/{id}"),
        &mut found,
    )
    .await;

    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    let text = "Yth. {{partner_name}},\n\nstatus izin Anda kini: {{new_status}}, sejak {{update_date}}.\n\nDPMPTSP Kabupaten Karo";
    let form = [
        ("name", "Pembaruan status"),
        ("body", text),
        ("language", "id"),
        ("act", "simpan"),
    ];
    admin.submit("/templat/status_update", &form).await;
    look(
        &mut screen,
        "templat-versi",
        "/templat/status_update/versi/2",
        &mut found,
    )
    .await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn asking_and_sending_from_the_pages_and_the_auditor_looking_on() {
    let (app, mut screen, _) = Box::pin(start(&[])).await;
    let budi = "+6281200001001";
    let new = json!({"name": "Budi Ginting", "phone": budi});
    let (_, partner) = app.post("/api/v1/partners", &new).await;
    let partner = partner["id"].as_str().unwrap().to_owned();
    let permit = json!({"permit_number": "503/0042/IUMK/2026", "permit_type": "Izin Usaha Mikro",
        "applicant_name": "Budi Ginting", "partner_id": partner, "status": "active",
        "issue_date": "2024-01-10", "expiry_date": "2026-12-10"});
    let put = app.client.put(app.url("/api/v1/permits/IUMK-42"));
    let put = put.bearer_auth(app.key()).json(&permit).send().await;
    assert!(put.unwrap().status().is_success());
    let mut found = Vec::new();

    // As the README shows it: asked, agreed, thanked.
    screen.sign_in(ADMIN).await;
    screen.go(&format!("/simulator?nomor={budi}")).await;
    screen.click("#b-opt_in_request").await;
    screen.until_it_says("Sudah ditanya").await;
    screen.fill("#f-balas", "Ya, saya setuju").await;
    screen.click(".phone-write button").await;
    screen.until_it_says("Terima kasih. Persetujuan").await;
    look(
        &mut screen,
        "simulator-terima-kasih",
        &format!("/simulator?nomor={budi}"),
        &mut found,
    )
    .await;

    screen.go("/izin/IUMK-42/kirim/pengingat").await;
    screen.click("main form button.main").await;
    screen.until_it_says("Terkirim").await;
    look_here(&mut screen, "izin-terkirim", &mut found).await;

    screen.click("form[action='/keluar'] button").await;
    screen.sign_in(AUDITOR).await;
    for (name, path) in [
        ("auditor-beranda", "/".to_owned()),
        ("auditor-mitra", format!("/mitra/{partner}")),
        ("auditor-percakapan", format!("/kotak-masuk/{budi}")),
        ("auditor-pengguna", "/pengguna".to_owned()),
    ] {
        look(&mut screen, name, &path, &mut found).await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
