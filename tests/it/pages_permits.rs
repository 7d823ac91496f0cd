//! Permits on the pages: entered, imported, and what their buttons send.

use entity::words::{AccountKind, Role};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, ORIGIN};
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::browser::{Browser, Shown};
use crate::support::gateway::Gateway;
use crate::support::on_both_databases;

async fn with_gateway(app: &TestApp) -> Gateway {
    let gateway = Gateway::start();
    let settings = [("token", "rahasia-fonnte"), ("pace_ms", "0-0")];
    app.add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &settings)
        .await;
    gateway
}

async fn hand_in(browser: &mut Browser, file: &str) -> Shown {
    let body = format!(
        "--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"izin.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{file}\r\n--batas--\r\n"
    );
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let request = client
        .post(browser.url("/izin/impor"))
        .header(ORIGIN, browser.url(""))
        .header(CONTENT_TYPE, "multipart/form-data; boundary=batas")
        .body(body);
    browser.send(request).await
}

on_both_databases!(
    a_file_is_checked_first_and_saved_only_after_a_yes,
    async |app| {
        let mut officer = Browser::signed_in(&app, Role::Officer).await;
        let file = "no_pendaftaran;nama_pemohon;no_hp;status;tgl_berakhir\n\
            2026/0001;Budi Ginting;081234500001;aktif;2027-01-10\n\
            2026/0002;Sari Tarigan;081234500002;aktif;besok\n\
            2026/0001;Budi Ginting;081234500001;aktif;2027-02-10\n";
        let answer = hand_in(&mut officer, file).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
        let path = answer.location.unwrap();
        let checked = officer.open(&path).await;
        checked.says("Belum ada yang disimpan");
        checked.says("Tanggal berakhir");
        checked.says("bukan tanggal");
        let none = app.get_json("/api/v1/permits").await;
        assert_eq!(none["data"].as_array().unwrap().len(), 0);
        let partners = app.get_json("/api/v1/partners").await;
        assert_eq!(partners["data"].as_array().unwrap().len(), 0);
        let mut other = Browser::signed_in(&app, Role::Officer).await;
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);

        for _ in 0..2 {
            let saved = officer.submit(&format!("{path}/simpan"), &[]).await;
            saved.says("Impor selesai");
        }
        let rejected = officer.open(&format!("{path}/ditolak.csv")).await.html;
        assert!(rejected.contains("besok"), "{rejected}");
        let found = officer.open("/izin?q=0812-3450-0001").await;
        found.says("/izin/2026%2F0001");
        found.says("10 Feb 2027");
        assert!(!officer.open("/izin?q=Sari").await.html.contains("2026%2F"));
        let near = officer.open("/izin?berakhir=90&status=active").await;
        near.says("Budi Ginting");
        officer.open("/izin/2026%2F0001").await.says("Dicatat");
        let upcoming = officer.open("/izin/pengingat").await;
        upcoming.says("2026%2F0001");
        upcoming.says("tidak diingatkan");
    }
);

on_both_databases!(
    a_button_tells_first_what_it_would_do_and_then_what_became_of_it,
    async |app| {
        let gateway = with_gateway(&app).await;
        let phone = app.number();
        let permit = json!({
            "applicant_name": "Budi Ginting", "phone": phone, "status": "draft",
            "permit_type": "SIUP", "permit_number": "503/1", "expiry_date": "2027-01-10",
        });
        let request = app.client.put(app.url("/api/v1/permits/2026%2F0001"));
        let answer = request.bearer_auth(app.key()).json(&permit).send().await;
        assert_eq!(answer.unwrap().status(), StatusCode::CREATED);

        let mut officer = Browser::signed_in(&app, Role::Officer).await;
        let page = "/izin/2026%2F0001";
        let seen = officer.open(page).await;
        seen.says("<h1 class=\"wrap\">SIUP 503/1</h1>");
        seen.says("<span class=\"may good\">Boleh</span>");
        seen.says("Tidak boleh: belum setuju");
        let refused = officer.open(&format!("{page}/kirim/pengingat")).await;
        refused.says("Pesan ini tidak akan dikirim");
        refused.says("Pemilik nomor belum menyetujui pesan seperti ini");
        assert!(!refused.html.contains("Kirim sekarang"));

        let path = format!("{page}/kirim/opt-in");
        let shown = officer.open(&path).await;
        shown.says("Budi Ginting");
        let (once, mark) = (shown.field("once"), shown.field("mark"));
        let other = officer
            .post(&path, &[("act", "kirim"), ("once", &once), ("mark", "x")])
            .await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        other.says("Teksnya berubah");
        for _ in 0..2 {
            let fields = [("act", "kirim"), ("once", &*once), ("mark", &*mark)];
            let told = officer.submit(&path, &fields).await;
            told.says("Terkirim lewat Fonnte, nomor pesan");
        }
        assert_eq!(gateway.asked().len(), 1);
        let again = officer.open(&path).await;
        again.says("Pesan ini tidak akan dikirim");
        again.says("Baru saja ditanya; boleh ditanya lagi mulai");
        let seen = officer.open(page).await;
        seen.says("Tidak boleh: baru saja ditanya; boleh ditanya lagi mulai");

        let path = format!("{page}/kirim/khusus");
        let empty = officer
            .post(&path, &[("act", "lihat"), ("message", " ")])
            .await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let message = "Berkas <b>Anda</b>\nsiap.";
        let shown = officer
            .post(&path, &[("act", "lihat"), ("message", message)])
            .await;
        assert_eq!(shown.status, StatusCode::OK);
        shown.says("Berkas &#60;b&#62;Anda&#60;/b&#62;\nsiap.");
        assert_eq!(gateway.asked().len(), 1);
        let (once, mark) = (shown.field("once"), shown.field("mark"));
        let fields = [
            ("act", "kirim"),
            ("message", message),
            ("once", &once),
            ("mark", &mark),
        ];
        officer.submit(&path, &fields).await;
        assert_eq!(gateway.asked()[1].message, message);
        officer.open(page).await.says("Pesan khusus");
        let consent = json!({"status": "granted", "source": "form", "note": "Formulir 12"});
        app.post(&format!("/api/v1/consents/{phone}"), &consent)
            .await;
        officer
            .open(&format!("{page}/kirim/pengingat"))
            .await
            .says("Boleh dikirim: persetujuan tercatat sejak");

        let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
        let seen = auditor.open(page).await;
        assert!(!seen.html.contains("/kirim/"), "{}", seen.html);
        assert_eq!(
            auditor.post(&path, &fields).await.status,
            StatusCode::FORBIDDEN
        );
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permit_is_entered_and_changed_by_hand() {
    let app = TestApp::on_sqlite().await;
    let _gateway = with_gateway(&app).await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let mut fields = vec![
        ("registration_id", "2026/0007"),
        ("applicant_name", "CV Tarigan Jaya"),
        ("phone", "0812"),
        ("status", "draft"),
        ("expiry_date", "2026-02-30"),
    ];
    let shown = officer.post("/izin/baru", &fields).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    shown.says("value=\"2026/0007\"");
    shown.says("id=\"e-phone\"");
    shown.says("id=\"e-expiry_date\"");
    fields[2].1 = "081234500007";
    fields[4].1 = "0000-01-01";
    let shown = officer.post("/izin/baru", &fields).await;
    shown.says("id=\"e-expiry_date\"");
    shown.says("1945 sampai 2199");
    fields[4].1 = "2027-02-28";
    officer
        .submit("/izin/baru", &fields)
        .await
        .says("Izin dicatat");
    officer
        .submit("/izin/baru", &fields)
        .await
        .says("sudah tercatat");
    fields[1].1 = "CV Lain";
    let taken = officer.post("/izin/baru", &fields).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);

    let path = "/izin/2026%2F0007/ubah";
    officer.open(path).await.says("value=\"0812-3450-0007\"");
    let change = [
        ("applicant_name", "CV Tarigan Jaya"),
        ("phone", "+6281234500007"),
        ("permit_number", "503/7"),
        ("permit_type", "SIUP"),
        ("status", "active"),
        ("expiry_date", "2027-02-28"),
    ];
    let saved = officer.submit(path, &change).await;
    saved.says("tidak dikirim kepada pemohon: Belum setuju.");
    saved.says("Dalam proses → Aktif");
    officer
        .submit(path, &change)
        .await
        .says("Tidak ada yang berubah");
    for missing in [
        "/izin/tidak-ada",
        "/izin/2026%2F0007/kirim/iklan",
        "/izin/%00",
    ] {
        let answer = officer.get(missing).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{missing}");
    }
}
