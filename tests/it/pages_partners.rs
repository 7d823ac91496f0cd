//! The pages of partners, the proof sheet, the ledger, and the page for citizens.

use entity::words::{AccountKind, Role};
use reqwest::StatusCode;
use reqwest::header::{CACHE_CONTROL, CONTENT_DISPOSITION, SET_COOKIE};
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::gateway::Gateway;
use crate::support::on_both_databases;

on_both_databases!(a_partner_is_entered_once_changed_and_removed, async |app| {
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let once = officer.open("/mitra/tambah").await.field("once");
    let bad = [("name", "Budi <Ginting>"), ("phone", "12"), ("once", &once)];
    let refused = officer.post("/mitra/tambah", &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("Budi &#60;Ginting&#62;");
    refused.says("terlalu pendek");
    assert_eq!(refused.field("once"), once, "the mark stays");

    let good = [
        ("name", "Budi Ginting"),
        ("phone", "0812-3450-0017"),
        ("once", &once),
    ];
    let first = officer.post("/mitra/tambah", &good).await;
    let second = officer.post("/mitra/tambah", &good).await;
    assert_eq!(first.location, second.location, "sent twice, entered once");
    let path = first.location.unwrap();
    officer.open("/mitra").await.says("1 mitra");

    let changed = [("name", "Budi Sitepu"), ("phone", "0812-3450-0017")];
    let shown = officer.submit(&format!("{path}/ubah"), &changed).await;
    shown.says("Budi Sitepu");
    shown.says("0812-3450-0017");
    let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
    let seen = auditor.open(&path).await;
    assert!(!seen.html.contains("/ubah") && !seen.html.contains("/kirim/"));
    for path in [
        format!("{path}/hapus"),
        "/mitra/tambah".to_owned(),
        format!("{path}/persetujuan"),
    ] {
        let refused = auditor.post(&path, &good).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
    officer
        .submit(&format!("{path}/hapus"), &[])
        .await
        .says("dihapus dari daftar");
    assert_eq!(officer.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        officer.get("/mitra/tidak-ada").await.status,
        StatusCode::NOT_FOUND
    );
    officer.open("/mitra?consent=apa&after=x&before=9.b").await;
});

on_both_databases!(a_dispute_is_settled_by_the_proof_sheet, async |app| {
    let gateway = Gateway::start();
    let settings = [("token", "rahasia-fonnte")];
    let url = Some(gateway.url.as_str());
    let account = app
        .add_account("karo", AccountKind::Fonnte, url, &settings)
        .await;
    let phone = app.number();
    let (_, partner) = app
        .post(
            "/api/v1/partners",
            &json!({"name": "Budi Ginting", "phone": phone}),
        )
        .await;
    let path = format!("/mitra/{}", partner["id"].as_str().unwrap());
    let mut officer = Browser::signed_in(&app, Role::Officer).await;

    let ask = officer.open(&format!("{path}/kirim/opt-in")).await;
    ask.says("Yth. Budi Ginting");
    ask.says("0812-3450-0007");
    ask.says("Boleh dikirim: nomor ini boleh ditanya.");
    let (once, mark) = (ask.field("once"), ask.field("mark"));
    let once = [("act", "kirim"), ("once", &*once), ("mark", &*mark)];
    let sent = officer.submit(&format!("{path}/kirim/opt-in"), &once).await;
    sent.says("Fonnte");
    officer.submit(&format!("{path}/kirim/opt-in"), &once).await;
    assert_eq!(gateway.sent_to(&phone).len(), 1, "pressed twice, sent once");
    let again = officer.open(&format!("{path}/kirim/opt-in")).await;
    again.says("Pesan ini tidak akan dikirim");
    assert!(!again.html.contains("Kirim sekarang"));
    let forced = officer
        .post(
            &format!("{path}/kirim/opt-in"),
            &[("act", "kirim"), ("once", "lain")],
        )
        .await;
    assert_eq!(
        forced.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the gate holds here too"
    );

    app.says(&account, &phone, "YA <3").await;
    app.says(&account, &phone, "YA").await;
    let record = format!("{path}/persetujuan");
    let unfounded = [("decided", "denied"), ("source", "counter"), ("note", " ")];
    let refused = officer.post(&record, &unfounded).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("Tulis apa dasarnya");
    let said = [
        ("decided", "denied"),
        ("source", "counter"),
        ("note", "Datang ke loket 3"),
    ];
    officer
        .submit(&record, &said)
        .await
        .says("Tercatat di buku besar");
    officer
        .submit(&record, &said)
        .await
        .says("tidak ada yang berubah");

    let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
    let sheet = auditor.open(&format!("/bukti/%2B{}", &phone[1..])).await;
    for says in [
        "Rantai utuh",
        "menjawab “YA",
        "Datang ke loket 3",
        "Permintaan persetujuan, versi 1",
        "lewat Fonnte",
        "0812-3450-0007",
        "catatan nomor 1 <span",
        "Pasal 24",
    ] {
        sheet.says(says);
    }
    let file = app.client.get(app.url(&format!("/bukti/{phone}/unduh")));
    let strangers = file.try_clone().unwrap().send().await.unwrap();
    assert!(!strangers.headers().contains_key(CONTENT_DISPOSITION));
    let file = auditor.send(file).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        file.html.contains("<style>")
            && !file.html.contains("src=\"")
            && !file.html.contains("href=\"/")
    );

    let checked = auditor.submit("/buku-besar/periksa", &[]).await;
    assert_eq!(checked.status, StatusCode::OK);
    auditor
        .when_done("/buku-besar")
        .await
        .says("Semua rantai utuh");
    assert!(!sheet.html.contains("oleh program"), "{}", sheet.html);
    let nobody = auditor.open("/bukti/081299999999").await;
    nobody.says("Tidak ada persetujuan maupun penolakan");
    assert_eq!(
        auditor.get("/bukti/abc").await.status,
        StatusCode::NOT_FOUND
    );
});

#[tokio::test]
async fn citizens_see_how_to_agree_without_signing_in() {
    let app = TestApp::on_sqlite().await;
    let answer = app.client.get(app.url("/warga")).send().await.unwrap();
    assert_eq!(answer.headers()[CACHE_CONTROL], "public, max-age=300");
    assert!(!answer.headers().contains_key(SET_COOKIE));

    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    let fields = |short, number| {
        [
            ("name", "DPMPTSP Kabupaten Karo"),
            ("short_name", short),
            ("address", "Kabanjahe"),
            ("whatsapp", number),
        ]
    };
    let settings = "/pengaturan/kantor";
    let refused = admin
        .post(settings, &fields("kami? Berapa biayanya", "0812-3456-7890"))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("tidak akan terbaca sebagai setuju");
    admin
        .submit(settings, &fields("DPMPTSP", "0812-3456-7890"))
        .await
        .says("Tersimpan");
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let forbidden = officer.post(settings, &fields("X", "")).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);

    let mut citizen = Browser::new(&app);
    for page in ["/warga", "/warga/poster"] {
        let shown = citizen.open(page).await;
        shown.says("Ya Saya Setuju Menerima Pesan Notifikasi dari DPMPTSP");
        shown.says("0812-3456-7890");
        shown.says("<svg");
        assert!(!shown.html.contains("@karokab.go.id"));
    }
    let link = "https://wa.me/6281234567890?text=Ya%20Saya%20Setuju%20Menerima%20Pesan%20Notifikasi%20dari%20DPMPTSP";
    citizen.open("/warga").await.says(link);
    // What the link has one send is read as a yes, without having been asked.
    let account = app.fonnte().await;
    let phone = app.number();
    app.says(
        &account,
        &phone,
        "Ya Saya Setuju Menerima Pesan Notifikasi dari DPMPTSP",
    )
    .await;
    assert_eq!(app.status(&phone).await, "granted");
}

#[tokio::test]
async fn what_an_officer_writes_is_looked_at_before_it_leaves() {
    let app = TestApp::on_sqlite().await;
    let gateway = Gateway::start();
    let settings = [("token", "rahasia-fonnte")];
    let url = Some(gateway.url.as_str());
    app.add_account("karo", AccountKind::Fonnte, url, &settings)
        .await;
    let phone = app.number();
    let new = json!({"name": "Sari Tarigan", "phone": phone});
    let (_, partner) = app.post("/api/v1/partners", &new).await;
    let id = partner["id"].as_str().unwrap();
    let permit = json!({
        "partner_id": id, "status": "active", "permit_type": "SIUP",
        "permit_number": "503/9", "expiry_date": "2027-01-10",
    });
    let request = app.client.put(app.url("/api/v1/permits/2026%2F0009"));
    let answer = request.bearer_auth(app.key()).json(&permit).send().await;
    assert_eq!(answer.unwrap().status(), StatusCode::CREATED);

    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let page = officer.open(&format!("/mitra/{id}")).await;
    page.says("<strong>SIUP 503/9</strong>");
    page.says("/izin/2026%2F0009/kirim/pengingat");
    page.says("id=\"boleh-opt-in\">Boleh</span>");
    let path = format!("/mitra/{id}/kirim/khusus");
    let look = [("act", "lihat"), ("message", "Berkas Anda siap.")];
    let shown = officer.post(&path, &look).await;
    assert_eq!(shown.status, StatusCode::OK);
    shown.says("<div class=\"bubble\">Berkas Anda siap.</div>");
    assert_eq!(gateway.asked().len(), 0, "looking sends nothing");
    let too_long = "x".repeat(4097);
    let refused = officer
        .post(&path, &[("act", "lihat"), ("message", &too_long)])
        .await;
    refused.says("Teks lebih dari 4096 karakter.");
    refused.says(&too_long);
    let (once, mark) = (shown.field("once"), shown.field("mark"));
    let send = [
        ("act", "kirim"),
        ("message", "Berkas Anda siap."),
        ("once", &*once),
        ("mark", &*mark),
    ];
    officer.submit(&path, &send).await.says("Sari Tarigan");
    assert_eq!(gateway.asked()[0].message, "Berkas Anda siap.");
}
