//! Broadcasts on the pages: drafted, looked at, started, watched, and told of.

use std::collections::BTreeSet;

use entity::words::{AccountKind, Role};
use reqwest::{Method, StatusCode};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::gateway::Gateway;
use crate::support::on_both_databases;

const TEXT: &str = "Yth. {{partner_name}}, kantor tutup pada 25 Desember.";

async fn with_gateway(app: &TestApp) -> Gateway {
    let gateway = Gateway::start();
    let settings = [("token", "rahasia-fonnte"), ("pace_ms", "0-0")];
    app.add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &settings)
        .await;
    gateway
}

async fn partner(app: &TestApp, name: &str, agreed: bool) -> String {
    let phone = app.number();
    let partner = json!({"name": name, "phone": phone});
    app.post("/api/v1/partners", &partner).await;
    if agreed {
        let yes = json!({"status": "granted", "source": "form", "note": "Formulir 1"});
        app.post(&format!("/api/v1/consents/{phone}"), &yes).await;
    }
    phone
}

fn draft<'a>(id: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("draf", id),
        ("act", "simpan"),
        ("name", name),
        ("purpose", "broadcast"),
        ("kepada", "semua"),
        ("isi", "teks"),
        ("text", TEXT),
    ]
}

on_both_databases!(
    a_draft_is_kept_once_started_once_and_told_of_for_each_person,
    async |app| {
        let gateway = with_gateway(&app).await;
        let phone = partner(&app, "=Budi Ginting", true).await;
        partner(&app, "Sari Tarigan", false).await;
        let mut officer = Browser::signed_in(&app, Role::Officer).await;
        let form = officer.open("/siaran/baru").await;
        let id = form.field("draf");

        let mut look = draft(&id, "");
        look[1].1 = "hitung";
        let shown = officer.post("/siaran/baru", &look).await;
        assert_eq!(shown.status, StatusCode::OK);
        shown.says("Yth. Budi Tarigan, kantor tutup");
        shown.says("Belum setuju");

        let mut bad = draft(&id, "Libur");
        bad.extend([("not_after", "2020-01-01T08:00"), ("limit", "nol")]);
        let shown = officer.post("/siaran/baru", &bad).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        shown.says("value=\"Libur\"");
        shown.says("value=\"nol\"");
        shown.says("id=\"e-limit\"");

        let page = officer.submit("/siaran/baru", &draft(&id, "Libur")).await;
        page.says("Belum ada yang dikirim");
        let again = officer.submit("/siaran/baru", &draft(&id, "Libur")).await;
        again.says("tidak dibuat dua kali");
        let all = app.get_json("/api/v1/broadcasts").await;
        assert_eq!(all["data"].as_array().unwrap().len(), 1);

        let path = format!("/siaran/{id}");
        for _ in 0..2 {
            officer.submit(&format!("{path}/mulai"), &[]).await;
        }
        app.until("it is over", async || {
            let now = app.get_json(&format!("/api/v1/broadcasts/{id}")).await;
            now["status"] == "completed"
        })
        .await;
        let asked = gateway.asked();
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].target, phone.trim_start_matches('+'));

        let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
        auditor.open(&path).await.says("Selesai");
        let results = auditor.open(&format!("{path}/hasil?status=sent")).await;
        results.says("=Budi Ginting");
        let table = auditor.open(&format!("{path}/hasil.csv")).await.html;
        assert!(
            table.contains(&format!("\"'{phone}\",\"'=Budi Ginting\"")),
            "{table}"
        );
        assert_eq!(table.lines().count(), 2);
        let trail = app
            .get_json("/api/v1/audit?action=broadcast.exported")
            .await;
        assert_eq!(trail["data"][0]["subject"], id.as_str(), "{trail}");
        let refused = auditor
            .open(&format!("{path}/penerima?alasan=no_consent"))
            .await;
        refused.says("Sari Tarigan");
        for act in ["mulai", "jeda", "batal", "uji"] {
            let answer = auditor.post(&format!("{path}/{act}"), &[]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{act}");
        }
        let answer = officer.post(&format!("{path}/jeda"), &[]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn progress_is_told_to_who_has_signed_in() {
    let app = TestApp::on_sqlite().await;
    let _gateway = with_gateway(&app).await;
    partner(&app, "Budi Ginting", true).await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let id = officer.open("/siaran/baru").await.field("draf");
    officer.submit("/siaran/baru", &draft(&id, "Libur")).await;
    let path = format!("/siaran/{id}/peristiwa");
    let stranger = Browser::new(&app).get(&path).await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    officer.submit(&format!("/siaran/{id}/mulai"), &[]).await;
    // The stream ends when the broadcast is over.
    let told = officer.open(&path).await.html;
    let events: BTreeSet<_> = told
        .lines()
        .filter(|line| line.starts_with("event"))
        .collect();
    assert!(events.contains("event: selesai"), "{told}");
    assert!(
        told.contains("data: <div data-status=\"completed\">"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_settled_under_its_own_broadcast_only() {
    let app = TestApp::on_sqlite().await;
    let _gateway = with_gateway(&app).await;
    let phone = partner(&app, "Budi Ginting", true).await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let mut ids = Vec::new();
    for name in ["Libur", "Pindah"] {
        let id = officer.open("/siaran/baru").await.field("draf");
        officer.submit("/siaran/baru", &draft(&id, name)).await;
        ids.push(id);
    }
    officer
        .submit(&format!("/siaran/{}/mulai", ids[0]), &[])
        .await;
    app.until("it has left", async || {
        let messages = app.messages(&phone).await;
        messages.first().is_some_and(|one| one["status"] == "sent")
    })
    .await;
    let txn = app.beside.core.db.begin_write().await.unwrap();
    txn.execute_unprepared("UPDATE message SET status = 'uncertain'")
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let message = app.messages(&phone).await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let found = [("temuan", "sent"), ("note", "Lewat telepon")];
    let under = |id: &str| format!("/siaran/{id}/pesan/{message}");
    let elsewhere = officer.post(&under(&ids[1]), &found).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    assert_eq!(app.messages(&phone).await[0]["status"], "uncertain");
    let here = officer.post(&under(&ids[0]), &found).await;
    assert_eq!(here.status, StatusCode::SEE_OTHER, "{}", here.html);
    assert_eq!(app.messages(&phone).await[0]["status"], "sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_rule_of_two_another_person_starts_it() {
    let app = TestApp::start(&[("SETUJU_TWO_PERSON_BROADCASTS", "on")]).await;
    let _gateway = with_gateway(&app).await;
    let mut author = Browser::signed_in(&app, Role::Officer).await;
    let id = author.open("/siaran/baru").await.field("draf");
    let page = author.submit("/siaran/baru", &draft(&id, "Libur")).await;
    page.says("Aturan dua orang berlaku");
    assert!(!page.html.contains("/mulai"), "{}", page.html);
    let start = format!("/siaran/{id}/mulai");
    let refused = author.post(&start, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let mut other = Browser::signed_in(&app, Role::Officer).await;
    other.submit(&start, &[]).await.says("Siaran dimulai");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_on_trial_goes_to_oneself_once() {
    let app = TestApp::on_sqlite().await;
    let gateway = with_gateway(&app).await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let phone = app.number();
    officer
        .submit("/saya", &[("name", "Rina Sembiring"), ("phone", &phone)])
        .await;
    let id = officer.open("/siaran/baru").await.field("draf");
    let page = officer.submit("/siaran/baru", &draft(&id, "Libur")).await;
    let once = page.field("once");
    let path = format!("/siaran/{id}/uji");
    for _ in 0..2 {
        let told = officer.submit(&path, &[("once", &once)]).await;
        told.says("Terkirim lewat Fonnte");
    }
    let asked = gateway.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].message,
        "Yth. Budi Tarigan, kantor tutup pada 25 Desember."
    );
    let request = reqwest::Client::new().request(Method::GET, officer.url("/siaran/x"));
    assert_eq!(officer.send(request).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_are_named_by_their_numbers() {
    let app = TestApp::on_sqlite().await;
    let budi = partner(&app, "Budi Ginting", true).await;
    let sari = partner(&app, "Sari Tarigan", true).await;
    let listed = app.get_json("/api/v1/partners").await;
    let rows = listed["data"].as_array().unwrap().iter();
    let ids: Vec<_> = rows.map(|one| one["id"].clone()).collect();
    let sari_id = ids[1].as_str().unwrap().to_owned();
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let id = officer.open("/siaran/baru").await.field("draf");
    let mut fields = draft(&id, "Dua orang");
    fields[4].1 = "saring";
    let at_home = format!("0{}", budi.trim_start_matches("+62"));
    let unknown = format!("{at_home}\n0812-0000-0001, Budi");
    fields.push(("partner_ids", &unknown));
    let refused = officer.post("/siaran/baru", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("Tidak ada mitra dengan nomor ini: 0812-0000-0001, Budi.");
    refused.says(&at_home);
    fields.pop();

    // A number in any form, and an id, of the same and of others.
    let named = format!("{at_home}, {budi}; {sari_id}");
    fields.push(("partner_ids", &named));
    officer.submit("/siaran/baru", &fields).await;
    let made = app.get_json(&format!("/api/v1/broadcasts/{id}")).await;
    assert_eq!(made["audience"]["partner_ids"].as_array().unwrap(), &ids);

    // The form names them by number, and keeps them when it is sent back.
    let form = officer.open(&format!("/siaran/{id}/ubah")).await;
    let shown = |phone: &str| {
        let digits = format!("0{}", phone.trim_start_matches("+62"));
        format!("{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..])
    };
    let both = format!("{}\n{}", shown(&budi), shown(&sari));
    form.says(&both);
    fields.pop();
    fields.push(("partner_ids", &both));
    officer.submit(&format!("/siaran/{id}/ubah"), &fields).await;
    let kept = app.get_json(&format!("/api/v1/broadcasts/{id}")).await;
    assert_eq!(kept["audience"]["partner_ids"].as_array().unwrap(), &ids);

    let page = officer.open(&format!("/siaran/{id}")).await;
    page.says("Buang draf…");
    page.says("disusun oleh");
    let gone = officer.submit(&format!("/siaran/{id}/batal"), &[]).await;
    gone.says("Draf dibuang.");
}
