//! Somebody types while the session runs out: after signing in, everything is back in its place.

use std::time::Duration;

use entity::words::Role;
use serde_json::json;
use setuju::staff::user;

use crate::support::app::TestApp;
use crate::support::browser::PASSWORD;
use crate::support::screen::Screen;

const OFFICER: &str = "loket@karokab.go.id";
const BACK: &str = "Yang Anda ketik sudah dikembalikan";

async fn office() -> (TestApp, Screen) {
    let app = Box::pin(TestApp::start(&[("SETUJU_QUIET_HOURS", "")])).await;
    user::add(&app.beside.core, OFFICER, Role::Officer, PASSWORD)
        .await
        .unwrap();
    let screen = Screen::open(&app.address).await;
    screen.sign_in(OFFICER).await;
    (app, screen)
}

/// Signs in on the page that came instead of an answer.
async fn sign_in_again(screen: &mut Screen) {
    screen.until_it_says("Yang Anda ketik tidak hilang").await;
    assert_eq!(screen.violations().await, Vec::<String>::new());
    screen.fill("#f-email", OFFICER).await;
    screen.fill("#f-password", PASSWORD).await;
    screen.click("form[action='/masuk'] button").await;
    screen.until_it_says(BACK).await;
}

async fn value(screen: &Screen, selector: &str) -> String {
    let script = "return document.querySelector(arguments[0]).value";
    let value = screen.run(script, json!([selector])).await;
    value.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_draft_is_back_in_its_form() {
    let (app, mut screen) = Box::pin(office()).await;
    screen.go("/siaran/baru").await;
    screen.fill("#f-name", "Libur Natal").await;
    screen.click("label[for='k-saring']").await;
    screen.fill("#f-text", "Loket tutup.\nTerima kasih.").await;
    app.pass(Duration::from_hours(13));
    screen.click("main form button.main").await;
    sign_in_again(&mut screen).await;

    assert_eq!(screen.path().await, "/siaran/baru");
    assert_eq!(value(&screen, "#f-name").await, "Libur Natal");
    assert_eq!(
        value(&screen, "#f-text").await,
        "Loket tutup.\nTerima kasih."
    );
    assert_eq!(value(&screen, "[name='kepada']:checked").await, "saring");
    let left = "return document.querySelectorAll('#titipan-sisa').length";
    assert_eq!(screen.run(left, json!([])).await, 0);
    assert_eq!(screen.violations().await, Vec::<String>::new());
    screen.go("/siaran/baru").await;
    assert_eq!(value(&screen, "#f-name").await, "", "it comes back once");
}

#[tokio::test]
async fn a_message_of_the_simulator_is_back_in_its_form() {
    let (app, mut screen) = Box::pin(office()).await;
    screen.go("/simulator").await;
    screen.fill("#f-custom", "Besok loket tutup").await;
    app.pass(Duration::from_hours(13));
    screen.click(".sim-custom button").await;
    sign_in_again(&mut screen).await;
    assert_eq!(value(&screen, "#f-custom").await, "Besok loket tutup");
}
