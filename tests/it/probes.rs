//! Who looks at the address of a webhook before they post to it: gateways, and Meta's handshake.

use entity::words::AccountKind;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::app::TestApp;

#[tokio::test]
async fn a_probe_of_the_address_is_answered() {
    let app = TestApp::on_sqlite().await;
    let account = app.fonnte().await;
    let response = app
        .client
        .get(app.url(&account.webhook_path()))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.text().await.unwrap(), "ok");
    let wrong = app
        .client
        .get(app.url("/webhooks/karo/x"))
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn metas_handshake_is_answered_with_the_challenge() {
    let app = TestApp::on_sqlite().await;
    let settings = [
        ("access_token", "EAAG-rahasia"),
        ("phone_number_id", "100000000000001"),
        ("app_secret", "rahasia-aplikasi"),
        ("verify_token", "kata-sandi-webhook"),
    ];
    app.add_account("resmi", AccountKind::Meta, None, &settings)
        .await;
    let ask = async |token: &str| {
        let query = format!(
            "/webhooks/resmi?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}"
        );
        let response = app.client.get(app.url(&query)).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    };
    assert_eq!(
        ask("kata-sandi-webhook").await,
        (StatusCode::OK, "1158201444".into())
    );
    assert_eq!(ask("lain").await.0, StatusCode::FORBIDDEN);
    let unsigned = app
        .client
        .post(app.url("/webhooks/resmi"))
        .json(&json!({}))
        .send()
        .await;
    assert_eq!(unsigned.unwrap().status(), StatusCode::UNAUTHORIZED);
}
