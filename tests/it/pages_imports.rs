//! Files that are handed in: read and checked before anything is saved, whatever they are.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use entity::words::Role;
use reqwest::StatusCode;
use setuju::sheet::example;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::on_both_databases;

/// A workbook of a few bytes that asks for terabytes of memory.
fn lying_workbook() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("xl/sharedStrings.xml", stored).unwrap();
    zip.write_all(b"<sst uniqueCount=\"100000000000\"/>")
        .unwrap();
    zip.finish().unwrap().into_inner()
}

on_both_databases!(a_file_is_checked_before_anything_is_saved, async |app| {
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let mut csv = String::from("nama;nomor;surel\nBudi Ginting;0812-3450-0017;\n;081234500027;\n");
    csv.push_str("Sari Tarigan;062820000;\n<b>Rosa</b>;081234500037;bukan-surel\n");
    for number in 0..600 {
        writeln!(csv, "Warga {number};08123460{number:04};").unwrap();
    }
    let answer = officer.hand_in("/mitra/impor", csv.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
    let path = answer.location.unwrap();
    let shown = officer.when_done(&path).await;
    shown.says("Belum ada yang disimpan");
    shown.says("Simpan 601 mitra");
    shown.says("<td class=\"num\" data-label=\"Baris\">3</td><td>Nama</td>");
    assert!(!shown.html.contains("<b>Rosa"));
    let list = app.get_json("/api/v1/partners").await;
    assert_eq!(
        list["data"].as_array().unwrap().len(),
        0,
        "nothing is saved yet"
    );

    let mut colleague = Browser::signed_in(&app, Role::Officer).await;
    let elsewhere = colleague.get(&path).await;
    assert_eq!(
        elsewhere.status,
        StatusCode::NOT_FOUND,
        "a file of somebody else"
    );

    // Pressed twice.
    let save = format!("{path}/simpan");
    for _ in 0..2 {
        let answer = officer.post(&save, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let shown = officer.when_done(&path).await;
    shown.says("Impor selesai");
    let rejected = officer.open(&format!("{path}/ditolak.csv")).await;
    assert_eq!(rejected.html.lines().count(), 4, "{}", rejected.html);
    let found = officer.open("/mitra?q=0812-3450").await;
    found.says("Budi Ginting");
    // Few are listed, many are looked up as they come: both find the same people.
    let many = officer.open("/mitra?q=0812346&consent=unknown").await;
    many.says("Warga 0<");
    many.says("rel=\"next\"");
    let nobody = officer.open("/mitra?q=0812346&consent=granted").await;
    nobody.says("Tidak ada mitra yang cocok");
    let everybody = officer.open("/mitra").await;
    everybody.says("601 mitra");
    let trail = app.get_json("/api/v1/audit?action=partners.imported").await;
    assert_eq!(trail["data"].as_array().unwrap().len(), 1, "{trail}");
    assert_eq!(trail["data"][0]["origin"], "127.0.0.1", "{trail}");
});

#[tokio::test]
async fn a_workbook_is_imported_beginning_with_the_example() {
    let app = TestApp::on_sqlite().await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    for kind in ["mitra", "izin"] {
        let page = officer.open(&format!("/{kind}/impor")).await;
        let link = format!("href=\"/{kind}/impor/contoh.xlsx\"");
        page.says(&link);
        let example = officer.open(&format!("/{kind}/impor/contoh.xlsx")).await;
        assert!(example.html.starts_with("PK"), "{}", example.html);
    }
    let mut auditor = Browser::signed_in(&app, Role::Auditor).await;
    let refused = auditor.get("/mitra/impor/contoh.xlsx").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let file = example::workbook(&[("nama", "Sari Tarigan"), ("nomor_whatsapp", "081234500027")]);
    let answer = officer.hand_in("/mitra/impor", &file.unwrap()).await;
    let path = answer.location.unwrap();
    officer.when_done(&path).await.says("Simpan 1 mitra");
    officer.submit(&format!("{path}/simpan"), &[]).await;
    let shown = officer.when_done(&path).await;
    shown.says("Impor selesai");
    officer.open("/mitra").await.says("Sari Tarigan");

    // A file of one kind is not one of the other.
    let elsewhere = officer.get(&path.replace("mitra", "izin")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_workbook_that_lies_about_itself_is_refused_and_the_service_goes_on() {
    let app = TestApp::on_sqlite().await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let file = lying_workbook();
    for kind in ["mitra", "izin"] {
        let answer = officer.hand_in(&format!("/{kind}/impor"), &file).await;
        let shown = officer.when_done(&answer.location.unwrap()).await;
        shown.says("Buku kerja ini terlalu besar untuk dibaca");
        officer.open("/mitra").await;
    }
}

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_in_words() {
    let app = TestApp::on_sqlite().await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let empty = officer.hand_in("/mitra/impor", b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.says("Pilih berkas");
    let answer = officer.hand_in("/mitra/impor", b"a;b\n1;2\n").await;
    let shown = officer.when_done(&answer.location.unwrap()).await;
    shown.says("Berkas tidak dapat dibaca");
    let no_form = officer.post("/mitra/impor", &[("file", "x")]).await;
    assert_eq!(no_form.status, StatusCode::BAD_REQUEST);
}
