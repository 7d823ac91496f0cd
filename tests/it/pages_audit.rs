//! The audit trail on its page: deeds in words, people by their names, and a search by both.

use entity::words::Role;
use reqwest::StatusCode;
use setuju::staff::user;

use crate::support::app::TestApp;
use crate::support::browser::{Browser, PASSWORD};
use crate::support::on_both_databases;

const RINA: &str = "rina@karokab.go.id";

/// An officer whose name is known.
async fn rina(app: &TestApp) -> Browser {
    user::add(&app.beside.core, RINA, Role::Officer, PASSWORD)
        .await
        .unwrap();
    let mut browser = Browser::new(app);
    let typed = [("email", RINA), ("password", PASSWORD)];
    let answer = browser.post("/masuk", &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
    let profile = [("name", "Rina Sembiring"), ("phone", "")];
    browser.submit("/saya", &profile).await;
    browser
}

on_both_databases!(the_trail_is_told_in_words_and_found_by_names, async |app| {
    let mut officer = rina(&app).await;
    let phone = app.number();
    let new = [("name", "Budi Ginting"), ("phone", &*phone), ("once", "a")];
    let entered = officer.post("/mitra/tambah", &new).await;
    let partner = entered.location.unwrap();
    let changed = [("name", "Budi Ginting, S.E."), ("phone", &*phone)];
    officer.submit(&format!("{partner}/ubah"), &changed).await;
    let said = [
        ("decided", "granted"),
        ("source", "counter"),
        ("note", "Datang ke loket 3"),
    ];
    let shown = officer
        .submit(&format!("{partner}/persetujuan"), &said)
        .await;
    shown.says("petugas Rina Sembiring (rina@karokab.go.id)");

    let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
    let all = auditor.open("/jejak-audit").await;
    for says in [
        "Mitra diubah",
        "title=\"partner.changed\"",
        "Mitra: Budi Ginting, S.E.",
        "Keputusan di kertas atau loket dicatat",
        "petugas Rina Sembiring (rina@karokab.go.id)",
        &format!("href=\"{partner}\""),
        "href=\"/bukti/%2B",
    ] {
        all.says(says);
    }
    let id = partner.trim_start_matches("/mitra/");
    assert!(!all.html.contains(&format!(">{id}<")), "{}", all.html);

    for (query, is_found) in [
        ("actor=sembiring", true),
        ("actor=rina%40", true),
        ("actor=tarigan", false),
        ("subject=ginting", true),
        ("subject=tarigan", false),
        (&format!("subject={id}"), true),
        (&format!("actor=rina&subject={phone}&action=partner"), true),
        ("actor=rina&action=broadcast", false),
    ] {
        let found = auditor.open(&format!("/jejak-audit?{query}")).await;
        let holds = found.html.contains("Mitra diubah");
        assert_eq!(holds, is_found, "{query}: {}", found.html);
    }
});
