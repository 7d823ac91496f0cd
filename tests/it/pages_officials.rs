//! The pages of the officials who are told of documents.

use entity::words::Role;
use reqwest::StatusCode;

use crate::support::browser::Browser;
use crate::support::on_both_databases;

on_both_databases!(officials_are_kept_on_pages_as_in_the_api, async |app| {
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let nobody = officer.open("/pejabat").await;
    nobody.says("Belum ada pejabat.");
    officer.open("/izin/baru").await.says("href=\"/pejabat\"");

    let fields = [
        ("name", "Sekretaris"),
        ("phone", "12"),
        ("notices", "reminder"),
    ];
    let bad = officer.post("/pejabat/tambah", &fields).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.says("value=\"Sekretaris\"");
    bad.says("id=\"e-phone\"");
    let fields = [
        ("name", "Sekretaris"),
        ("phone", "0812-3456-7890"),
        ("notices", "reminder"),
        ("notices", "permit_ready"),
    ];
    let made = officer.submit("/pejabat/tambah", &fields).await;
    made.says("Ia baru diberi tahu setelah menyatakan setuju");
    made.says("Dokumen belum diproses");
    made.says("Belum ditanya");
    made.says("/mitra/tambah?name=Sekretaris");
    let again = officer.post("/pejabat/tambah", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says("Pejabat lain sudah memakai nomor ini.");

    let listed = app.get_json("/api/v1/recipients").await;
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    assert_eq!(listed["data"][0]["notices"][0], "reminder");
    assert_eq!(listed["data"][0]["notices"].as_array().unwrap().len(), 1);
    let id = listed["data"][0]["id"].as_str().unwrap().to_owned();
    let change = format!("/pejabat/{id}/ubah");
    let form = officer.open(&change).await;
    form.says("id=\"n-reminder\" name=\"notices\" value=\"reminder\" checked");
    let fields = [("name", "Kepala Dinas"), ("phone", "0812-3456-7890")];
    let changed = officer.submit(&change, &fields).await;
    changed.says("Kepala Dinas");
    changed.says("tidak ada");

    let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
    let seen = auditor.open("/pejabat").await;
    seen.says("Kepala Dinas");
    assert!(!seen.html.contains("/pejabat/tambah"), "{}", seen.html);
    for path in ["/pejabat/tambah", &change, &format!("/pejabat/{id}/hapus")] {
        let answer = auditor.post(path, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let gone = officer.submit(&format!("/pejabat/{id}/hapus"), &[]).await;
    gone.says("Belum ada pejabat.");
    assert_eq!(officer.get(&change).await.status, StatusCode::NOT_FOUND);
});
