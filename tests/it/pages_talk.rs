//! The simulator, the inbox, and the first page, as people at the office use them.

use std::time::Duration;

use entity::words::Role;
use reqwest::StatusCode;
use serde_json::json;
use tokio::sync::Mutex;

use crate::support::app::TestApp;
use crate::support::browser::{Browser, Shown};
use crate::support::gateway::Gateway;
use crate::support::on_both_databases;

const BUDI: &str = "+6281200001001";

/// What follows the first place where a page says this, up to the next quotation mark.
fn after<'a>(page: &'a Shown, start: &str) -> &'a str {
    let rest = page.html.split(start).nth(1);
    rest.unwrap_or_else(|| panic!("{start:?} is not in {}", page.html))
        .split(['"', '#'])
        .next()
        .unwrap()
}

// The gate is seen to open and to close, by what is typed on the phone.
on_both_databases!(the_conversation_can_be_played, async |app| {
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let new = json!({"name": "CV Sinabung", "phone": "+6281200031007"});
    app.post("/api/v1/partners", &new).await;
    let known = officer.open("/simulator?nomor=6281200031007").await;
    known.says("ponsel CV Sinabung");
    let page = officer.open("/simulator").await;
    page.says("ponsel Budi Ginting");
    page.says("Mulai di sini");
    page.says("Belum ada catatan.");
    let send = |purpose, once| [("nomor", BUDI), ("tujuan", purpose), ("once", once)];

    let held = officer
        .post("/simulator/kirim", &send("broadcast", "1"))
        .await;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
    held.says("Tidak dikirim. Pemilik nomor belum menyetujui pesan seperti ini.");

    for _ in 0..2 {
        let asked = send("opt_in_request", "2");
        officer
            .submit("/simulator/kirim", &asked)
            .await
            .says("Terkirim di dalam simulator.");
    }
    assert_eq!(
        app.messages(BUDI).await.len(),
        1,
        "asked once, pressed twice"
    );
    app.pass(Duration::from_mins(1));
    let says = |text| [("nomor", BUDI), ("text", text)];
    let page = officer
        .submit("/simulator/balas", &says("Ya, saya setuju"))
        .await;
    for part in [
        "grant.agree",
        "Persetujuan dicatat",
        "Terima kasih. Persetujuan",
    ] {
        page.says(part);
    }
    officer
        .submit("/simulator/kirim", &send("broadcast", "3"))
        .await;
    app.pass(Duration::from_mins(1));
    officer.submit("/simulator/balas", &says("STOP")).await;
    assert_eq!(app.status(BUDI).await, "denied");
    let held = officer
        .post("/simulator/kirim", &send("notification", "4"))
        .await;
    held.says("Pemilik nomor menolak atau sudah berhenti;");

    let bad = officer
        .post("/simulator/balas", &[("nomor", "0812x"), ("text", "YA")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.says("value=\"0812x\"");

    let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
    let page = auditor.open("/simulator").await;
    assert!(
        !page.html.contains("action=\"/simulator/balas\""),
        "{}",
        page.html
    );
    let refused = auditor.post("/simulator/balas", &says("SETUJU")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(app.status(BUDI).await, "denied");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_speaks_for_a_real_person() {
    let app = TestApp::on_sqlite().await;
    let account = app.fonnte().await;
    let phone = app.number();
    app.says(&account, &phone, "Selamat pagi").await;
    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    let form = [("nomor", phone.as_str()), ("text", "SETUJU")];
    let refused = admin.post("/simulator/balas", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("milik warga sungguhan");
    assert_eq!(app.status(&phone).await, "unknown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulator_that_is_off_says_how_to_switch_it_on() {
    let app = TestApp::start(&[("SETUJU_SANDBOX", "off")]).await;
    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    admin.open("/simulator").await.says("SETUJU_SANDBOX=on");
    let form = [("nomor", BUDI), ("text", "SETUJU")];
    let answer = admin.post("/simulator/balas", &form).await;
    answer.says("SETUJU_SANDBOX=on");
    assert_eq!(app.status(BUDI).await, "unknown");
}

/// Asks these numbers, and lets each answer something that no rule can read.
async fn unclear(app: &TestApp, gateway: &Gateway, phones: &[String]) {
    let settings = [("token", "rahasia-fonnte")];
    let kind = entity::words::AccountKind::Fonnte;
    let account = app
        .add_account("karo", kind, Some(&gateway.url), &settings)
        .await;
    for phone in phones {
        let request = json!({"phone": phone, "template": "opt_in_request",
            "purpose": "opt_in_request", "values": {"partner_name": "Budi Ginting"}});
        app.post("/api/v1/messages?wait=20", &request).await;
        app.says(&account, phone, "Boleh, tapi jangan sering").await;
    }
}

// One key each: the decision goes into the ledger, and the next reply comes up.
on_both_databases!(
    unclear_replies_are_decided_one_after_the_other,
    async |app| {
        let gateway = Gateway::start();
        let phones = [app.number(), app.number()];
        unclear(&app, &gateway, &phones).await;
        let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
        let list = auditor.open("/kotak-masuk").await;
        list.says("Menunggu keputusan Anda");
        list.says("Boleh, tapi jangan sering");
        // Each stands there once, and the menu counts them.
        assert_eq!(list.html.matches("class=\"talk-row\"").count(), 2);
        list.says("2<span class=\"unseen\"> belum diputuskan");
        let first = after(&list, "class=\"talk-row\" href=\"").to_owned();
        let page = auditor.open(&first).await;
        page.says("Boleh, tapi jangan sering");
        assert!(!page.html.contains("data-key"), "{}", page.html);

        let mut officer = Browser::signed_in(&app, Role::Officer).await;
        let page = officer.open(&first).await;
        let decide = format!(
            "/kotak-masuk/putuskan/{}",
            after(&page, "action=\"/kotak-masuk/putuskan/")
        );
        let refused = auditor.post(&decide, &[("baca", "grant")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let next = officer
            .submit(&decide, &[("baca", "grant"), ("catatan", "")])
            .await;
        next.says("Dicatat: setuju. Ini balasan berikutnya.");
        assert_eq!(app.status(&phones[0]).await, "granted");
        let events = app
            .get_json(&format!("/api/v1/consents/{}", phones[0]))
            .await;
        assert_eq!(events["source"], "staff");
        assert_eq!(events["evidence"]["note"], "Dibaca petugas sebagai setuju.");
        let again = officer.submit(&decide, &[("baca", "deny")]).await;
        again.says("Balasan itu sudah diputuskan.");
        assert_eq!(app.status(&phones[0]).await, "granted");

        let decide = format!(
            "/kotak-masuk/putuskan/{}",
            after(&next, "action=\"/kotak-masuk/putuskan/")
        );
        let done = officer
            .submit(&decide, &[("baca", "deny"), ("catatan", "Lewat telepon")])
            .await;
        done.says("Tidak ada lagi yang menunggu keputusan.");
        assert_eq!(app.status(&phones[1]).await, "denied");
        officer
            .open("/kotak-masuk?saring=belum")
            .await
            .says("Tidak ada balasan");
    }
);

// An answer leaves once, as long as the gate allows it; what was typed is kept.
on_both_databases!(an_answer_is_sent_from_the_conversation, async |app| {
    let gateway = Gateway::start();
    let phones = [app.number()];
    unclear(&app, &gateway, &phones).await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let here = format!("/kotak-masuk/{}", phones[0].trim_start_matches('+'));
    let page = officer.open(&here).await;
    page.says("Jendela 24 jam terbuka sampai");
    assert_eq!(page.field("tujuan"), "reply");
    let once = page.field("once");
    let path = format!("{here}/kirim");
    let form = [
        ("tujuan", "reply"),
        ("message", "Baik, Pak"),
        ("once", once.as_str()),
    ];
    let sent = || gateway.sent_to(&phones[0]);
    let before = {
        app.until("the question back is sent", async || sent().len() == 2)
            .await;
        sent().len()
    };
    for _ in 0..2 {
        officer.submit(&path, &form).await.says("Baik, Pak");
    }
    app.until("the answer is sent", async || sent().len() > before)
        .await;
    assert_eq!(sent().len(), before + 1, "sent once, pressed twice");
    let trail = app
        .get_json("/api/v1/audit?action=message.sent_by_hand")
        .await;
    let entries = trail["data"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "{trail}");
    assert_eq!(
        entries[0]["subject"],
        app.messages(&phones[0]).await[0]["id"]
    );
    assert_eq!(entries[0]["origin"], "127.0.0.1");

    app.pass(Duration::from_hours(25));
    // The session of yesterday has ended as well.
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let late = [
        ("tujuan", "reply"),
        ("message", "Masih di sana?"),
        ("once", "a2"),
    ];
    let held = officer.post(&path, &late).await;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
    held.says("Nomor ini tidak menulis kepada kantor dalam 24 jam terakhir.");
    held.says("Masih di sana?</textarea>");
    // What is sent again goes as what may go now.
    assert_eq!(held.field("tujuan"), "custom");
    assert_eq!(sent().len(), before + 1);
});

// A long conversation comes in pages that miss nothing, and so does the list.
on_both_databases!(conversations_and_the_list_of_them_have_pages, async |app| {
    let account = app.fonnte().await;
    let phone = app.number();
    for turn in 0..34 {
        app.says(&account, &phone, &format!("Pesan ke-{turn:02} selesai"))
            .await;
    }
    let others: Vec<_> = (0..34).map(|_| app.number()).collect();
    for other in &others {
        app.says(&account, other, "Selamat pagi").await;
    }
    let mut reader = Browser::signed_in(&app, Role::Auditor).await;
    let here = format!("/kotak-masuk/{}", phone.trim_start_matches('+'));
    let latest = reader.open(&here).await;
    latest.says("Pesan ke-33 selesai");
    let older = reader
        .open(&format!("{here}?sebelum={}", after(&latest, "?sebelum=")))
        .await;
    older.says("Pesan ke-00 selesai");
    for turn in 0..34 {
        let text = format!("Pesan ke-{turn:02} selesai");
        let times = latest.html.matches(&text).count() + older.html.matches(&text).count();
        assert_eq!(times, 1, "{text}");
    }

    let first = reader.open("/kotak-masuk").await;
    let second = reader
        .open(&format!(
            "/kotak-masuk?sebelum={}",
            after(&first, "?sebelum=")
        ))
        .await;
    let rows = |page: &Shown| page.html.matches("class=\"talk-row\"").count();
    assert_eq!((rows(&first), rows(&second)), (30, 5));
    let back = reader
        .open(&format!(
            "/kotak-masuk?sesudah={}",
            after(&second, "?sesudah=")
        ))
        .await;
    assert_eq!(rows(&back), 30);

    for missing in [
        "/kotak-masuk/abc",
        "/kotak-masuk/999999999999999999",
        "/kotak-masuk/tak-terbaca/1",
    ] {
        assert_eq!(
            reader.get(missing).await.status,
            StatusCode::NOT_FOUND,
            "{missing}"
        );
    }
    reader
        .open("/kotak-masuk?sebelum=x-y&saring=apa&q=%25%00")
        .await;
});

// The figures are those of now, and what needs attention leads to where it is dealt with.
on_both_databases!(the_first_page_counts_and_warns, async |app| {
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    officer
        .open("/")
        .await
        .says("Belum ada penyedia sungguhan.");
    let loket = [
        ("nomor", "+6281200010002"),
        ("tujuan", "custom"),
        ("text", "Loket 3"),
        ("once", "1"),
    ];
    officer
        .submit("/simulator/kirim", &loket)
        .await
        .says("Tidak pasti");
    let yes = [("nomor", BUDI), ("text", "SETUJU")];
    officer.submit("/simulator/balas", &yes).await;
    // Once, for who signs in forty times in a minute is turned away.
    let reader = Mutex::new(Browser::signed_in(&app, Role::Auditor).await);
    app.until("the figures are counted", async || {
        let shown = reader.lock().await.get("/").await;
        shown.html.contains("1 yang hanya setuju di simulator")
    })
    .await;
    officer.open("/").await.says("1 pesan tidak pasti nasibnya");
    let list = officer.open("/kotak-masuk?saring=tak-pasti").await;
    let settle = format!(
        "/kotak-masuk/tak-pasti/{}",
        after(&list, "action=\"/kotak-masuk/tak-pasti/")
    );
    officer
        .submit(&settle, &[("nasib", "sent")])
        .await
        .says("Dicatat: terkirim.");
    let page = officer.open("/").await;
    assert!(!page.html.contains("tidak pasti nasibnya"), "{}", page.html);

    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    admin.open("/").await.says("belum dilindungi kode keamanan");
});
