//! Signing in: the first administrator, wrong guesses, other sites, roles, sessions.

use std::time::Duration;

use entity::words::Role;
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use setuju::staff::user::{self, enrol};

use crate::support::app::TestApp;
use crate::support::browser::{Browser, PASSWORD};
use crate::support::on_both_databases;

on_both_databases!(the_first_administrator_comes_in_by_the_link, async |app| {
    let core = &app.beside.core;
    let mut browser = Browser::new(&app);
    let away = browser.get("/saya?a=b").await;
    assert_eq!(
        away.location.as_deref(),
        Some("/masuk?kembali=%2Fsaya%3Fa%3Db")
    );
    browser.open("/masuk").await.says("setuju user add");

    let token = enrol::first_link(core, &mut rand::rng())
        .await
        .unwrap()
        .unwrap();
    let link = format!("/mulai/{}", token.expose_secret());
    let wrong = browser.get("/mulai/salah").await;
    assert_eq!(wrong.status, StatusCode::GONE);
    let typed = [
        ("name", "Kepala Dinas"),
        ("email", "kadis@karokab.go.id"),
        ("password", PASSWORD),
        ("password_again", "lain-sekali-2026"),
    ];
    let refused = browser.post(&link, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("Kedua kata sandi tidak sama.");
    refused.says("value=\"Kepala Dinas\"");
    assert!(
        !refused.html.contains(PASSWORD),
        "a password never comes back"
    );

    let typed = [typed[0], typed[1], typed[2], ("password_again", PASSWORD)];
    let entered = browser.post(&link, &typed).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.html);
    browser.open("/saya").await.says("Kepala Dinas");
    let again = Browser::new(&app).post(&link, &typed).await;
    assert_eq!(again.status, StatusCode::GONE);

    let trail = setuju::staff::audit::list(
        core.db.reader(),
        setuju::staff::audit::Filter::default(),
        10,
    )
    .await
    .unwrap();
    let first = trail
        .iter()
        .find(|row| row.action == "user.first_admin")
        .unwrap();
    assert_eq!(first.actor, "staff:kadis@karokab.go.id");
    assert_eq!(first.origin.as_deref(), Some("127.0.0.1"));
});

on_both_databases!(wrong_guesses_are_alike_and_limited, async |app| {
    user::add(
        &app.beside.core,
        "loket@karokab.go.id",
        Role::Officer,
        PASSWORD,
    )
    .await
    .unwrap();
    let mut browser = Browser::new(&app);
    let unknown = browser
        .post(
            "/masuk",
            &[("email", "x@karokab.go.id"), ("password", PASSWORD)],
        )
        .await;
    let wrong = [
        ("email", "loket@karokab.go.id"),
        ("password", "salah-sekali"),
        ("kembali", "//jahat.example"),
    ];
    let known = browser.post("/masuk", &wrong).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(known.status, unknown.status);
    known.says("Alamat surel atau kata sandi tidak cocok.");
    known.says("value=\"loket@karokab.go.id\"");
    let mut last = known.status;
    for _ in 0..8 {
        last = browser.post("/masuk", &wrong).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
});

#[tokio::test]
async fn nobody_is_sent_away_to_another_site_after_signing_in() {
    let app = TestApp::on_sqlite().await;
    user::add(
        &app.beside.core,
        "loket@karokab.go.id",
        Role::Officer,
        PASSWORD,
    )
    .await
    .unwrap();
    for (wanted, to) in [
        ("/saya", "/saya"),
        ("//jahat.example", "/"),
        ("https://jahat.example", "/"),
        ("/\\jahat.example", "/"),
        ("/\t/jahat.example", "/"),
    ] {
        let mut browser = Browser::new(&app);
        let typed = [
            ("email", "loket@karokab.go.id"),
            ("password", PASSWORD),
            ("kembali", wanted),
        ];
        let entered = browser.post("/masuk", &typed).await;
        assert_eq!(entered.location.as_deref(), Some(to), "{}", entered.html);
    }
}

#[tokio::test]
async fn what_another_site_sends_is_not_done() {
    let app = TestApp::on_sqlite().await;
    let mut browser = Browser::signed_in(&app, Role::Admin).await;
    for path in ["/saya", "/keluar", "/masuk", "/bahasa"] {
        let refused = browser.post_from_elsewhere(path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
    let bare = app.client.post(app.url("/keluar")).send().await.unwrap();
    assert_eq!(
        bare.status(),
        StatusCode::FORBIDDEN,
        "what says nothing of itself is refused"
    );
    browser.open("/saya").await;
}

#[tokio::test]
async fn a_session_can_be_ended_from_elsewhere_and_by_leaving() {
    let app = TestApp::on_sqlite().await;
    user::add(
        &app.beside.core,
        "loket@karokab.go.id",
        Role::Officer,
        PASSWORD,
    )
    .await
    .unwrap();
    let typed = [("email", "loket@karokab.go.id"), ("password", PASSWORD)];
    let (mut desk, mut phone) = (Browser::new(&app), Browser::new(&app));
    desk.post("/masuk", &typed).await;
    phone.post("/masuk", &typed).await;
    let page = desk.open("/saya").await;
    let end = page.html.split("action=\"").find_map(|rest| {
        let action = rest.split('"').next()?;
        (action.starts_with("/saya/sesi/")).then(|| action.to_owned())
    });
    desk.submit(&end.unwrap(), &[])
        .await
        .says("Sesi itu sudah diakhiri.");
    assert_eq!(phone.get("/saya").await.status, StatusCode::SEE_OTHER);

    desk.open("/saya").await;
    let left = desk.post("/keluar", &[]).await;
    assert_eq!(left.location.as_deref(), Some("/masuk"));
    assert_eq!(desk.get("/saya").await.status, StatusCode::SEE_OTHER);
    let trail = app.get_json("/api/v1/audit?action=user.signed_out").await;
    assert_eq!(trail["data"][0]["actor"], "staff:loket@karokab.go.id");
}

#[tokio::test]
async fn pages_carry_what_protects_them_and_speak_both_languages() {
    let app = TestApp::on_sqlite().await;
    let mut browser = Browser::signed_in(&app, Role::Officer).await;
    let answer = app.client.get(app.url("/masuk")).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["x-frame-options"], "DENY");

    let missing = browser.get("/tidak-ada").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    missing.says("Halaman tidak ditemukan");
    let shown = browser
        .submit("/bahasa", &[("bahasa", "en"), ("kembali", "/saya")])
        .await;
    shown.says("<html lang=\"en\">");
    shown.says("My account");
}

#[tokio::test]
async fn over_https_nothing_goes_any_other_way() {
    let settings = [("SETUJU_PUBLIC_URL", "https://setuju.example")];
    let app = Box::pin(TestApp::start(&settings)).await;
    let mut browser = Browser::signed_in(&app, Role::Officer).await;
    assert!(browser.cookie("__Host-setuju").is_some());
    let cookie = format!("__Host-setuju={}", browser.cookie("__Host-setuju").unwrap());
    let plain = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let saved = plain
        .post(app.url("/saya"))
        .header("origin", "https://setuju.example")
        .header("cookie", cookie)
        .form(&[("name", "Loket 1"), ("phone", "")])
        .send()
        .await
        .unwrap();
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let news = saved.headers()["set-cookie"].to_str().unwrap();
    assert!(
        news.starts_with("kabar=") && news.contains("Secure"),
        "{news}"
    );
    let hsts = saved.headers()["strict-transport-security"].to_str();
    assert_eq!(hsts.unwrap(), "max-age=31536000");
    let told = browser.open("/saya").await;
    told.says("Loket 1");

    let plain = TestApp::on_sqlite().await;
    let answer = plain.client.get(plain.url("/masuk")).send().await.unwrap();
    assert!(answer.headers().get("strict-transport-security").is_none());
}

#[tokio::test]
async fn strangers_send_short_forms_only() {
    let app = TestApp::on_sqlite().await;
    let long = "x".repeat(70_000);
    let mut stranger = Browser::new(&app);
    let refused = stranger.post("/masuk", &[("email", &long)]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    let refused = officer.post("/mitra/tambah", &[("name", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_page_that_renews_itself_keeps_no_session_alive() {
    let app = TestApp::on_sqlite().await;
    let mut left_open = Browser::signed_in(&app, Role::Officer).await;
    let mut used = Browser::signed_in(&app, Role::Officer).await;
    for _ in 0..2 {
        app.pass(Duration::from_hours(7));
        left_open.renew("/simulator").await;
        used.open("/simulator").await;
    }
    let away = left_open.get("/simulator").await;
    assert_eq!(away.status, StatusCode::SEE_OTHER);
    used.open("/simulator").await;
}

#[tokio::test]
async fn a_proxy_is_believed_if_the_office_trusts_it() {
    for (trusted, origin) in [
        ("127.0.0.1,::1", "198.51.100.7"),
        ("192.0.2.1", "127.0.0.1"),
    ] {
        let settings = [("SETUJU_TRUSTED_PROXIES", trusted)];
        let app = Box::pin(TestApp::start(&settings)).await;
        let new = serde_json::json!({"name": "Odoo", "role": "officer"});
        let made = app
            .client
            .post(app.url("/api/v1/api-keys"))
            .header("x-forwarded-for", "192.0.2.66")
            .header("x-forwarded-for", "192.0.2.67, 198.51.100.7")
            .bearer_auth(app.key())
            .json(&new);
        assert_eq!(made.send().await.unwrap().status(), StatusCode::CREATED);
        let trail = app
            .get_json("/api/v1/audit?action=api_key&actor=api:tests")
            .await;
        assert_eq!(trail["data"][0]["origin"], origin);
    }
}

#[tokio::test]
async fn the_trail_says_from_where_a_program_acted() {
    let app = TestApp::on_sqlite().await;
    let new = serde_json::json!({"name": "Odoo", "role": "officer"});
    let (status, key) = app.post("/api/v1/api-keys", &new).await;
    assert_eq!(status, StatusCode::CREATED, "{key}");
    let trail = app
        .get_json("/api/v1/audit?action=api_key&actor=api:tests")
        .await;
    let entry = &trail["data"][0];
    assert_eq!(entry["action"], "api_key.created");
    assert_eq!(entry["origin"], "127.0.0.1");
}
