//! What Watzap's answers mean, asked of a server that gives them.

use std::time::Duration;

use entity::words::AccountKind;
use serde_json::{Value, json};

use super::Watzap;
use crate::people::{Address, PhoneNumber};
use crate::providers::fake::{Fake, Says, hangs_up, nobody};
use crate::providers::testing::{account_at_url, client};
use crate::providers::{Accepted, Health, Outgoing, Provider, SendError};

const API_KEY: &str = "AAAABBBBCCCCDDDD";
const NUMBER_KEY: &str = "n1N2n3N4n5N6n7N8";
const LINKED: &[(&str, &str)] = &[("api_key", API_KEY), ("number_key", NUMBER_KEY)];
const OFFICIAL: &[(&str, &str)] = &[("api_key", API_KEY), ("phone_number_id", "100000000000001")];
const PATIENCE: Duration = Duration::from_millis(400);

fn watzap() -> Watzap {
    Watzap {
        client: client(Duration::from_secs(10)),
        timeout: PATIENCE,
    }
}

async fn send_to(
    url: &str,
    to: &Address,
    settings: &[(&str, &str)],
) -> Result<Accepted, SendError> {
    let account = account_at_url(AccountKind::Watzap, settings, url);
    let text = "Balas {YA} 👍";
    watzap().send(&Outgoing { to, text }, &account).await
}

fn citizen() -> Address {
    Address::Phone(PhoneNumber::parse("+6281311112222").unwrap())
}

async fn outcome(says: Says) -> Result<Accepted, SendError> {
    let fake = Fake::start(says);
    send_to(&fake.url, &citizen(), LINKED).await
}

/// The class of an outcome, for tables.
fn class(result: &Result<Accepted, SendError>) -> &'static str {
    match result {
        Ok(_) => "accepted",
        Err(SendError::NotSent { .. }) => "not sent",
        Err(SendError::Rejected { .. }) => "rejected",
        Err(SendError::BadRecipient { .. }) => "bad recipient",
        Err(SendError::AccountDown { .. }) => "account down",
        Err(SendError::Unknown { .. }) => "unknown",
    }
}

fn taken() -> Says {
    Says::ok(r#"{"status":"200","message":"Successfully","ack":"successfully"}"#)
}

#[actix_web::test]
async fn each_product_gets_exactly_its_own_fields() {
    let text = "Balas {YA} 👍";
    let of_device = json!({"api_key": API_KEY, "number_key": NUMBER_KEY,
        "phone_no": "6281311112222", "message": text, "wait_until_send": "1"});
    let official = json!({"api_key": API_KEY, "phone_no": "6281311112222", "message": text});
    let mode = |mode| [LINKED, &[("mode", mode)]].concat();
    for (settings, path, expected) in [
        (LINKED.to_vec(), "/send_message", &of_device),
        (mode("u"), "/send_message", &of_device),
        (mode("W"), "/waba_send_message", &official),
        (OFFICIAL.to_vec(), "/waba_send_message", &official),
    ] {
        let fake = Fake::start(taken());
        send_to(&fake.url, &citizen(), &settings).await.unwrap();
        let asked = fake.asked();
        assert_eq!(asked[0].path, path);
        assert_eq!(asked[0].content_type, "application/json");
        assert_eq!(asked[0].authorization, None);
        let body: Value = serde_json::from_slice(&asked[0].body).unwrap();
        assert_eq!(&body, expected);
    }
}

#[actix_web::test]
async fn only_the_official_product_names_the_message() {
    assert_eq!(outcome(taken()).await.unwrap().provider_message_id, None);
    for body in [
        r#"{"status":"200","message":"Message sent successfully","ack":"successfully","wamid":"wamid.SAMPLE0001"}"#,
        r#"{"status":200,"ack":"success","data":{"wamid":"wamid.SAMPLE0001"}}"#,
    ] {
        let accepted = outcome(Says::ok(body)).await.unwrap();
        assert_eq!(
            accepted.provider_message_id.as_deref(),
            Some("wamid.SAMPLE0001")
        );
    }
}

#[actix_web::test]
async fn the_verdict_is_in_the_body() {
    for (status, ack, message, expected) in [
        (json!("200"), "successfully", "Successfully", "accepted"),
        (json!(200), "success", "", "accepted"),
        (json!(true), "", "Successfully", "accepted"),
        (json!("true"), "successfully", "", "accepted"),
        (json!("200"), "Pending", "", "accepted"),
        (json!("200"), "", "Successfully", "accepted"),
        (json!("200"), "who_knows", "", "unknown"),
        (json!("200"), "Failure", "", "account down"),
        (
            json!("200"),
            "fatal_error",
            "Invalid WhatsApp Number",
            "bad recipient",
        ),
        (json!("401"), "Failure", "Unauthorized", "account down"),
        (json!(401), "", "", "account down"),
        (
            json!("1002"),
            "fatal_error",
            "Invalid API key",
            "account down",
        ),
        (
            json!(1003),
            "fatal_error",
            "Invalid number key",
            "account down",
        ),
        (
            json!("1004"),
            "fatal_error",
            "pairing failed",
            "account down",
        ),
        (
            json!("1005"),
            "fatal_error",
            "Invalid WhatsApp Number",
            "bad recipient",
        ),
        (
            json!("1005"),
            "fatal_error",
            "Silakan rekoneksikan ulang nomor Anda",
            "account down",
        ),
        (
            json!("1005"),
            "fatal_error",
            "media could not be fetched",
            "rejected",
        ),
        (
            json!("1005"),
            "fatal_error",
            "Re-engagement message",
            "rejected",
        ),
        (json!("1005"), "fatal_error", "something else", "rejected"),
        (json!("1006"), "fatal_error", "Other error", "not sent"),
        (json!("1001"), "", "", "rejected"),
        (json!("1007"), "", "", "rejected"),
        (json!("1009"), "", "", "rejected"),
        (json!("9999"), "", "", "rejected"),
        (json!("3001"), "", "upgrade your plan", "account down"),
        (json!("400"), "", "bad request", "rejected"),
        (json!("429"), "", "slow down", "not sent"),
        (json!("500"), "", "oops", "unknown"),
        (json!(false), "", "Invalid WhatsApp Number", "bad recipient"),
        (json!(false), "", "no", "rejected"),
        (json!("maybe"), "", "", "unknown"),
        (json!(null), "", "", "unknown"),
    ] {
        let body = json!({"status": status, "ack": ack, "message": message}).to_string();
        let result = outcome(Says::ok(body.clone())).await;
        assert_eq!(class(&result), expected, "{body}");
        if let Err(error) = result {
            assert!(error.detail().contains(message), "{body}: {error}");
        }
    }
}

#[actix_web::test]
async fn http_goes_before_the_body() {
    let good = r#"{"status":"200","message":"Successfully","ack":"successfully"}"#;
    let invalid = r#"{"status":"1005","ack":"fatal_error","message":"Invalid WhatsApp Number"}"#;
    for (says, expected) in [
        (Says::status(500, good), "unknown"),
        (Says::status(502, "<html>"), "unknown"),
        (Says::status(503, good), "unknown"),
        (Says::status(429, good), "not sent"),
        (Says::status(400, good), "rejected"),
        (Says::status(400, invalid), "bad recipient"),
        (Says::status(401, "{}"), "account down"),
        (Says::status(404, "<html>"), "rejected"),
        (Says::ok("<html>"), "unknown"),
        (Says::ok("\"ok\""), "unknown"),
        (
            Says {
                retry_after: Some("9"),
                ..Says::status(503, "")
            },
            "not sent",
        ),
        (
            Says {
                after: PATIENCE * 3,
                ..taken()
            },
            "unknown",
        ),
    ] {
        let shown = format!("{says:?}");
        assert_eq!(class(&outcome(says).await), expected, "{shown}");
    }
    assert_eq!(
        class(&send_to(&hangs_up(), &citizen(), LINKED).await),
        "unknown"
    );
    assert_eq!(
        class(&send_to(&nobody(), &citizen(), LINKED).await),
        "not sent"
    );
}

#[actix_web::test]
async fn what_cannot_be_sent_is_not_tried() {
    let fake = Fake::start(taken());
    let hidden = Address::lid("123456789012345");
    assert_eq!(
        class(&send_to(&fake.url, &hidden, LINKED).await),
        "rejected"
    );
    for settings in [
        &[("number_key", NUMBER_KEY)][..],
        &[("api_key", API_KEY), ("mode", "u")],
        &[("api_key", API_KEY), ("mode", "x")],
    ] {
        let result = send_to(&fake.url, &citizen(), settings).await;
        assert_eq!(class(&result), "account down", "{settings:?}");
    }
    assert!(fake.asked().is_empty());
}

async fn tested(says: Says, settings: &[(&str, &str)]) -> Result<Health, SendError> {
    let fake = Fake::start(says);
    let account = account_at_url(AccountKind::Watzap, settings, &fake.url);
    let result = watzap().test(&account).await;
    assert!(
        fake.asked()
            .iter()
            .all(|asked| asked.path == "/checking_key")
    );
    result
}

fn profile(key: &str, is_connected: &Value) -> Says {
    Says::ok(
        json!({"status": true, "message": "Successfully", "data": {
            "id": "ACC0001", "name": "Toko Contoh", "plan": "WatZap Premium",
            "expires_on": "27 April 2027 (41 days remaining)",
            "licenses_key": [
                {"id": "LIC00", "key": "x1X2x3X4x5X6x7X8", "is_connected": false},
                {"id": "LIC01", "key": key, "wa_number": "6281100000009",
                 "is_connected": is_connected}]}})
        .to_string(),
    )
}

#[actix_web::test]
async fn the_health_call_tells_of_the_number_and_the_plan() {
    let healthy = tested(profile(NUMBER_KEY, &json!(true)), LINKED)
        .await
        .unwrap();
    assert_eq!(healthy.device.as_deref(), Some("6281100000009"));
    assert_eq!(
        healthy.detail,
        "number connected, plan WatZap Premium, until 27 April 2027 (41 days remaining)"
    );
    let healthy = tested(profile(NUMBER_KEY, &json!(false)), OFFICIAL)
        .await
        .unwrap();
    assert_eq!(healthy.device.as_deref(), Some("100000000000001"));
}

#[actix_web::test]
async fn an_account_that_cannot_send_is_down() {
    let refused = Says::ok(r#"{"status":"1002","ack":"fatal_error","message":"Invalid API key"}"#);
    for (says, down) in [
        (profile(NUMBER_KEY, &json!(false)), true),
        (profile("y1Y2y3Y4y5Y6y7Y8", &json!(true)), true),
        (refused, true),
        (Says::ok(r#"{"status":false,"message":"no"}"#), true),
        (Says::status(404, ""), true),
        (Says::status(500, ""), false),
        (Says::ok("<html>"), false),
    ] {
        let shown = format!("{says:?}");
        let error = tested(says, LINKED).await.unwrap_err();
        let is_down = matches!(error, SendError::AccountDown { .. });
        assert!(is_down || matches!(error, SendError::NotSent { .. }));
        assert_eq!(is_down, down, "{shown}");
        assert!(!error.detail().contains(API_KEY) && !error.detail().contains(NUMBER_KEY));
    }
}
