//! What people change of their own way in: only the owner does, however open the browser stands.

use std::time::Duration;

use entity::words::Role;
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use setuju::staff::audit::{self, Filter};
use setuju::staff::user;
use totp_rs::{Algorithm, Builder, Secret};

use crate::support::app::TestApp;
use crate::support::browser::{Browser, PASSWORD, Shown};
use crate::support::on_both_databases;

const EMAIL: &str = "kadis@karokab.go.id";

async fn add(app: &TestApp, email: &str, role: Role) -> entity::ids::StaffId {
    user::add(&app.beside.core, email, role, PASSWORD)
        .await
        .unwrap()
        .id
}

async fn sign_in(app: &TestApp, email: &str) -> Browser {
    let mut browser = Browser::new(app);
    let typed = [("email", email), ("password", PASSWORD)];
    let entered = browser.post("/masuk", &typed).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.html);
    browser
}

/// The code that an app on the phone shows now.
fn code(app: &TestApp, secret: &str) -> String {
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(Secret::try_from_base32(secret).unwrap())
        .build()
        .unwrap();
    totp.generate(u64::try_from(app.seconds()).unwrap())
        .to_string()
}

/// Sets a factor up, with what shows who it is; returns its secret too.
async fn set_up(app: &TestApp, browser: &mut Browser, present: &str) -> (Shown, String) {
    let secret = browser.open("/saya/faktor").await.field("secret");
    let digits = code(app, &secret);
    let typed = [
        ("secret", secret.as_str()),
        ("code", &digits),
        ("present", present),
    ];
    (browser.post("/saya/faktor", &typed).await, secret)
}

async fn count(app: &TestApp, action: &str) -> usize {
    let filter = Filter {
        action: Some(action.to_owned()),
        ..Filter::default()
    };
    let rows = audit::list(app.beside.core.db.reader(), filter, 99).await;
    rows.unwrap().len()
}

on_both_databases!(an_open_browser_takes_no_second_factor_over, async |app| {
    add(&app, EMAIL, Role::Admin).await;
    let (mut owner, mut left_open) = (sign_in(&app, EMAIL).await, sign_in(&app, EMAIL).await);
    let (refused, _) = set_up(&app, &mut left_open, "salah-sekali").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("Kata sandi saat ini tidak cocok.");
    assert_eq!(count(&app, "user.password_refused").await, 1);

    let (set, secret) = set_up(&app, &mut owner, PASSWORD).await;
    assert_eq!(set.location.as_deref(), Some("/saya"), "{}", set.html);
    owner.open("/saya").await;
    let away = left_open.get("/saya").await;
    assert_eq!(away.status, StatusCode::SEE_OTHER, "others have to sign in");

    for wrong in [PASSWORD, "000000x"] {
        let (refused, _) = set_up(&app, &mut owner, wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(count(&app, "user.code_refused").await, 2);
    app.pass(Duration::from_secs(30));
    let present = code(&app, &secret);
    let (moved, secret) = set_up(&app, &mut owner, &present).await;
    assert_eq!(moved.location.as_deref(), Some("/saya"), "{}", moved.html);
    app.pass(Duration::from_secs(30));
    let digits = code(&app, &secret);
    owner
        .submit("/saya/faktor/hapus", &[("code", &digits)])
        .await
        .says("Kode keamanan dimatikan.");
});

#[tokio::test]
async fn guesses_at_an_open_browser_end_and_are_in_the_trail() {
    let app = TestApp::on_sqlite().await;
    add(&app, EMAIL, Role::Admin).await;
    let mut browser = sign_in(&app, EMAIL).await;
    let guess = [
        ("current_password", "salah-sekali"),
        ("password", "gundaling-2027"),
        ("password_again", "gundaling-2027"),
    ];
    for _ in 0..8 {
        let refused = browser.post("/saya/kata-sandi", &guess).await;
        refused.says("Kata sandi saat ini tidak cocok.");
    }
    let right = [("current_password", PASSWORD), guess[1], guess[2]];
    let refused = browser.post("/saya/kata-sandi", &right).await;
    refused.says("Terlalu banyak percobaan");
    assert!(!refused.html.contains("gundaling"));
    assert_eq!(count(&app, "user.password_refused").await, 8);
}

#[tokio::test]
async fn a_new_password_ends_what_the_old_one_opened() {
    let app = TestApp::on_sqlite().await;
    let core = &app.beside.core;
    let id = add(&app, EMAIL, Role::Admin).await;
    let link = user::enrol::new_link(core, "staff:x", id, &mut rand::rng()).await;
    let link = format!("/mulai/{}", link.unwrap().expose_secret());
    Browser::new(&app).open(&link).await;
    let mut browser = sign_in(&app, EMAIL).await;
    let copied = browser.cookie("setuju");
    let typed = [
        ("current_password", PASSWORD),
        ("password", "gundaling-2027"),
        ("password_again", "gundaling-2027"),
    ];
    browser
        .submit("/saya/kata-sandi", &typed)
        .await
        .says("Kata sandi diganti.");
    assert_ne!(
        browser.cookie("setuju"),
        copied,
        "the session has a new token"
    );
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
    let typed = [("email", EMAIL), ("password", "gundaling-2027")];
    browser.post("/masuk", &typed).await;
    let page = browser.open("/saya").await;
    assert!(
        !page.html.contains("/saya/sesi/"),
        "the session that this browser forgets has ended: {}",
        page.html
    );
}

on_both_databases!(administrators_end_the_sessions_of_others, async |app| {
    let id = add(&app, "loket@karokab.go.id", Role::Officer).await;
    let own = add(&app, EMAIL, Role::Admin).await;
    let mut admin = sign_in(&app, EMAIL).await;
    let mut desk = sign_in(&app, "loket@karokab.go.id").await;
    let mut phone = sign_in(&app, "loket@karokab.go.id").await;
    assert_eq!(
        desk.get(&format!("/pengguna/{own}/sesi")).await.status,
        StatusCode::FORBIDDEN
    );
    let path = format!("/pengguna/{id}/sesi");
    let page = admin.open(&path).await;
    let end = page.html.split("action=\"").find_map(|rest| {
        let action = rest.split('"').next()?;
        let is_one = action.starts_with(&path) && action.matches('/').count() == 5;
        is_one.then(|| action.to_owned())
    });
    admin
        .submit(&end.unwrap(), &[])
        .await
        .says("sudah diakhiri");
    let open = [
        desk.get("/saya").await.status,
        phone.get("/saya").await.status,
    ];
    assert!(open.contains(&StatusCode::OK) && open.contains(&StatusCode::SEE_OTHER));
    admin
        .submit(&format!("{path}/akhiri"), &[])
        .await
        .says("sedang tidak masuk");
    admin
        .submit(&format!("/pengguna/{own}/sesi/akhiri"), &[])
        .await;
    assert_eq!(count(&app, "user.session_ended").await, 2);

    for act in ["tautan", "hapus-kode"] {
        let refused = admin.post(&format!("/pengguna/{own}/{act}"), &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{act} is for others");
    }
});

#[tokio::test]
async fn nothing_opens_without_the_factor_that_the_office_demands() {
    let app = Box::pin(TestApp::start(&[("SETUJU_REQUIRE_TOTP", "admin")])).await;
    add(&app, EMAIL, Role::Admin).await;
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    officer.open("/").await;
    let mut admin = sign_in(&app, EMAIL).await;
    for path in ["/", "/pengguna", "/saya", "/mitra/tambah"] {
        let led = admin.get(path).await;
        assert_eq!(led.location.as_deref(), Some("/saya/faktor"), "{path}");
    }
    let act = [("name", "Budi Ginting")];
    let led = admin.post("/mitra/tambah", &act).await;
    assert_eq!(led.location.as_deref(), Some("/saya/faktor"));
    admin.open("/saya/faktor").await.says("mewajibkan");
    let (set, _) = set_up(&app, &mut admin, PASSWORD).await;
    assert_eq!(set.location.as_deref(), Some("/"), "{}", set.html);
    admin.open("/pengguna").await;
}

on_both_databases!(one_code_opens_one_door, async |app| {
    add(&app, EMAIL, Role::Admin).await;
    let mut browser = sign_in(&app, EMAIL).await;
    let (_, secret) = set_up(&app, &mut browser, PASSWORD).await;
    app.pass(Duration::from_secs(30));
    let digits = code(&app, &secret);
    let mut halves = Vec::new();
    for _ in 0..4 {
        halves.push(sign_in(&app, EMAIL).await);
    }
    let typed = [("code", digits.as_str())];
    let tries = halves
        .iter_mut()
        .map(|half| half.post("/masuk/kode", &typed));
    let answers = futures_util::future::join_all(tries).await;
    let entered = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::SEE_OTHER)
        .count();
    assert_eq!(entered, 1, "a code is good once");
});

on_both_databases!(two_administrators_do_not_put_one_another_out, async |app| {
    let core = &app.beside.core;
    let one = add(&app, "a@karokab.go.id", Role::Admin).await;
    let other = add(&app, "b@karokab.go.id", Role::Admin).await;
    let change = async |id, role| {
        let name = "Kepala Dinas".to_owned();
        user::edit::change(core, "staff:x", id, user::edit::Change { name, role }).await
    };
    for round in 0..8 {
        let (first, second) =
            tokio::join!(change(other, Role::Officer), change(one, Role::Officer));
        let is_last = |done: &Result<_, _>| matches!(done, Err(user::UserError::LastAdmin));
        assert!(
            is_last(&first) != is_last(&second) && (first.is_ok() || second.is_ok()),
            "round {round}: {first:?}, {second:?}"
        );
        for id in [one, other] {
            change(id, Role::Admin).await.unwrap();
        }
    }
});
