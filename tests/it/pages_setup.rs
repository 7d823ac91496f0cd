//! Accounts, settings, keys and users on the pages: what is a secret stays one, and the rest is
//! said in words.

use entity::words::{AccountKind, Role};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::browser::{Browser, Shown};
use crate::support::gateway::Gateway;

/// The type of the input with this name.
fn kind(page: &Shown, name: &str) -> String {
    let mark = format!("name=\"{name}\" type=\"");
    let begins = page.html.find(&mark).unwrap() + mark.len();
    page.html[begins..].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_secrets_are_hidden_while_an_account_is_changed() {
    let app = TestApp::on_sqlite().await;
    let gateway = Gateway::start();
    let settings = [
        ("token", "rahasia-fonnte"),
        ("device", "6281200000001"),
        ("pace_ms", "1000-2000"),
    ];
    app.add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &settings)
        .await;
    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    let new = admin.open("/penyedia/tambah/fonnte").await;
    assert_eq!(kind(&new, "token"), "password");
    assert_eq!(kind(&new, "device"), "text");
    new.says("Nyalakan Autoread");

    let page = admin.open("/penyedia/karo").await;
    page.says("1,5 detik antarpesan");
    admin.submit("/penyedia/karo/uji", &[]).await;
    let form = admin.open("/penyedia/karo/ubah").await;
    form.says("value=\"6281200000001\"");
    assert!(!form.html.contains("rahasia-fonnte"), "{}", form.html);
    form.says("href=\"/penyedia/karo\">Batal");
    let state = async || app.get_json("/api/v1/accounts/karo").await["state"].clone();
    let before = state().await;
    let fields = [
        ("name", "Nomor kantor"),
        ("device", "6281200000001"),
        ("pace_ms", "1000-2000"),
        ("position", "1"),
        ("active", "yes"),
    ];
    admin.submit("/penyedia/karo/ubah", &fields).await;
    assert_eq!(state().await, before, "what did not change needs no test");
    admin
        .open("/penyedia/karo/ubah")
        .await
        .says("Ubah akun Nomor kantor");
    let sandbox = admin.open("/penyedia/sandbox").await;
    sandbox.says("tanpa jeda");
    assert!(!sandbox.html.contains("1000"), "{}", sandbox.html);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_keys_and_users_are_in_words() {
    let app = TestApp::on_sqlite().await;
    let mut admin = Browser::signed_in(&app, Role::Admin).await;
    let settings = admin.open("/pengaturan").await;
    settings.says("Setiap hari pukul 08.00");
    settings.says("Siaran berhenti sendiri bila gagal mencapai");
    assert!(!settings.html.contains("* * *"), "{}", settings.html);

    let keys = admin.open("/kunci-api").await;
    keys.says("Auditor: melihat semuanya, tidak mengirim apa pun");
    let made = admin
        .post("/kunci-api", &[("name", "Odoo"), ("role", "officer")])
        .await;
    assert_eq!(made.status, StatusCode::OK);
    admin.open("/kunci-api").await.says("Berlaku</span>");

    let users = admin.open("/pengguna").await;
    let begins = users.html.find("/pengguna/").unwrap();
    let one = users.html[begins..].split('"').next().unwrap().to_owned();
    admin.open(&one).await.says("Peramban tidak dikenal");
}
