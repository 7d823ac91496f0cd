//! Templates on the pages: edited with what there is to say of them, and every version kept.

use entity::words::Role;
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::browser::Browser;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_checked_before_it_is_kept_and_its_versions_are_compared() {
    let app = TestApp::on_sqlite().await;
    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    let mut fields = vec![
        ("key", "libur"),
        ("name", "Libur"),
        ("language", "id"),
        ("body", "Kantor tutup.\nBalas MANGGA untuk berhenti."),
    ];
    let shown = admin.post("/templat/baru", &fields).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    shown.says("Balas MANGGA untuk berhenti.");
    shown.says("tidak dibaca");
    fields[3].1 = "Kantor tutup.\nBalas STOP untuk berhenti.";
    let made = admin.submit("/templat/baru", &fields).await;
    made.says("Templat ditambahkan");
    made.says("<strong>STOP</strong> → berhenti atau menolak");
    let again = admin.submit("/templat/baru", &fields).await;
    again.says("sudah ditambahkan");

    let change = [
        ("name", "Libur"),
        ("language", "id"),
        ("body", "Kantor buka.\nBalas STOP untuk berhenti."),
    ];
    let look = [change.as_slice(), &[("act", "hitung")]].concat();
    let shown = admin.post("/templat/libur", &look).await;
    assert_eq!(shown.status, StatusCode::OK);
    admin
        .submit("/templat/libur", &change)
        .await
        .says("versi 2");
    let same = admin.submit("/templat/libur", &change).await;
    same.says("Tidak ada yang berubah");
    let diff = admin.open("/templat/libur/versi/2").await;
    diff.says("− Kantor tutup.</del>");
    diff.says("+ Kantor buka.</ins>");
    diff.says("<div>Balas STOP untuk berhenti.</div>");
    assert_eq!(
        admin.get("/templat/libur/versi/9").await.status,
        StatusCode::NOT_FOUND
    );

    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let seen = officer.open("/templat/libur").await;
    assert!(!seen.html.contains("<textarea"), "{}", seen.html);
    for path in ["/templat/libur", "/templat/libur/hapus", "/templat/baru"] {
        let answer = officer.post(path, &change).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let kept = admin.post("/templat/opt_in_request/hapus", &[]).await;
    assert_eq!(kept.status, StatusCode::CONFLICT);
    admin.submit("/templat/libur/hapus", &[]).await;
    assert_eq!(
        admin.get("/templat/libur").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_text_is_named_and_its_key_follows() {
    let app = TestApp::on_sqlite().await;
    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    let empty = admin.open("/templat/baru").await;
    assert!(!empty.html.contains("Tidak ada yang perlu diperbaiki"));
    empty.says("data-insert=\"{{partner_name}}\"");
    empty.says("Nama mitra");
    let fields = [
        ("name", "Libur Natal & Tahun Baru"),
        ("body", "Kantor tutup. Balas STOP untuk berhenti."),
    ];
    for _ in 0..2 {
        admin.submit("/templat/baru", &fields).await;
    }
    let made = admin.open("/templat/libur_natal_tahun_baru").await;
    made.says("Libur Natal &#38; Tahun Baru");
    admin
        .open("/templat/approval_required")
        .await
        .says("Dokumen perlu persetujuan pejabat");
}
