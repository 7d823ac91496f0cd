//! What Fonnte's answers mean, asked of a server that gives them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::Fonnte;
use crate::people::{Address, PhoneNumber};
use crate::providers::fake::{Asked, Fake, Says, hangs_up, nobody};
use crate::providers::testing::{account_at_url, client};
use crate::providers::{Accepted, Health, Outgoing, Provider, SendError};
use entity::words::AccountKind;

const TOKEN: &str = "TokenPerangkat01";
const PATIENCE: Duration = Duration::from_millis(400);

fn fonnte() -> Fonnte {
    Fonnte {
        client: client(Duration::from_secs(10)),
        timeout: PATIENCE,
    }
}

fn citizen() -> Address {
    Address::Phone(PhoneNumber::parse("+6281311112222").unwrap())
}

async fn send_to(url: &str, to: &Address, text: &str) -> Result<Accepted, SendError> {
    let account = account_at_url(AccountKind::Fonnte, &[("token", TOKEN)], url);
    fonnte().send(&Outgoing { to, text }, &account).await
}

async fn outcome(says: Says) -> Result<Accepted, SendError> {
    let fake = Fake::start(says);
    send_to(&fake.url, &citizen(), "Halo").await
}

async fn tested(says: Says, settings: &[(&str, &str)]) -> Result<Health, SendError> {
    let fake = Fake::start(says);
    let account = account_at_url(AccountKind::Fonnte, settings, &fake.url);
    fonnte().test(&account).await
}

fn form(asked: &Asked) -> BTreeMap<String, String> {
    form_urlencoded::parse(&asked.body).into_owned().collect()
}

fn queued(id: &serde_json::Value) -> String {
    json!({"detail": "success! message in queue", "id": id, "process": "pending",
        "requestid": 800_000_001, "status": true, "target": ["6281311112222"]})
    .to_string()
}

#[actix_web::test]
async fn a_text_goes_out_as_a_form_with_the_bare_token() {
    let fake = Fake::start(Says::ok(queued(&json!([190_000_001]))));
    let text = "Halo {nama}, 1+1=2 & 100%\nBalas YA 👍";
    let accepted = send_to(&fake.url, &citizen(), text).await.unwrap();
    assert_eq!(accepted.provider_message_id.as_deref(), Some("190000001"));
    let asked = fake.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].path, "/send");
    assert_eq!(asked[0].authorization.as_deref(), Some(TOKEN));
    assert_eq!(asked[0].content_type, "application/x-www-form-urlencoded");
    let form = form(&asked[0]);
    assert_eq!(form["target"], "6281311112222");
    assert_eq!(form["countryCode"], "0");
    assert_eq!(form["message"].replace('\u{200B}', ""), text);
    assert!(!form["message"].contains("{nama}"), "a variable to Fonnte");
}

#[actix_web::test]
async fn the_id_may_be_a_number_or_a_text_in_a_list_or_alone() {
    for (id, expected) in [
        (json!([190_000_001]), Some("190000001")),
        (json!(["86000001"]), Some("86000001")),
        (json!(190_000_001), Some("190000001")),
        (json!("190000001"), Some("190000001")),
        (json!([]), None),
        (json!(null), None),
    ] {
        let accepted = outcome(Says::ok(queued(&id))).await.unwrap();
        assert_eq!(accepted.provider_message_id.as_deref(), expected, "{id}");
    }
    for body in [
        r#"{"Status":"true","id":["1"]}"#,
        r#"{"STATUS":true,"ID":[1]}"#,
    ] {
        let accepted = outcome(Says::ok(body)).await.unwrap();
        assert_eq!(accepted.provider_message_id.as_deref(), Some("1"));
    }
}

#[actix_web::test]
async fn a_hidden_number_is_written_to_by_its_id() {
    let fake = Fake::start(Says::ok(queued(&json!([1]))));
    let hidden = Address::lid("123456789012345");
    send_to(&fake.url, &hidden, "Halo").await.unwrap();
    let form = form(&fake.asked()[0]);
    assert_eq!(form["target"], "123456789012345@lid");
    assert!(!form.contains_key("countryCode"));
}

#[actix_web::test]
async fn what_cannot_be_written_to_is_not_tried() {
    let fake = Fake::start(Says::ok(queued(&json!([1]))));
    for (to, text) in [
        (Address::Opaque("bsuid:ID.9000".to_owned()), "Halo"),
        (Address::lid("1|2,3"), "Halo"),
        (citizen(), " \n"),
    ] {
        let result = send_to(&fake.url, &to, text).await;
        assert!(
            matches!(result, Err(SendError::Rejected { .. })),
            "{result:?}"
        );
    }
    assert!(fake.asked().is_empty());
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

#[actix_web::test]
async fn every_reason_says_what_comes_next() {
    for (reason, expected) in [
        ("token invalid", "account down"),
        ("invalid token", "account down"),
        ("Token Invalid", "account down"),
        ("devices must belong to an account", "account down"),
        ("unknown user", "account down"),
        ("insufficient quota", "account down"),
        ("request invalid on disconnected device", "account down"),
        ("target invalid", "bad recipient"),
        ("target input invalid", "bad recipient"),
        ("input invalid", "rejected"),
        ("invalid/empty body value", "rejected"),
        ("target required", "rejected"),
        ("url invalid", "rejected"),
        ("url unreachable", "rejected"),
        ("file format not supported", "rejected"),
        ("file size must under 4MB", "rejected"),
        ("JSON format invalid", "rejected"),
        ("unknown inbox id", "rejected"),
        ("something that nobody has seen", "rejected"),
    ] {
        for status in [json!(false), json!("false")] {
            let body = json!({"reason": reason, "requestid": 8, "status": status}).to_string();
            let result = outcome(Says::ok(body)).await;
            assert_eq!(class(&result), expected, "{reason}");
            assert_eq!(result.unwrap_err().detail(), reason);
        }
    }
    let result = outcome(Says::ok(r#"{"Status":false,"reason":"invalid token"}"#)).await;
    assert_eq!(class(&result), "account down");
}

#[actix_web::test]
async fn http_decides_only_where_the_body_does_not() {
    for (says, expected) in [
        (Says::ok("<html>Just a moment…</html>"), "unknown"),
        (Says::ok(""), "unknown"),
        (Says::ok("{}"), "unknown"),
        (Says::ok(r#"{"status":"maybe"}"#), "unknown"),
        (Says::ok("[true]"), "unknown"),
        (Says::ok(r#"{"status":tr"#), "unknown"),
        (Says::ok("x".repeat(300 * 1024)), "unknown"),
        (Says::status(500, "oops"), "unknown"),
        (
            Says::status(500, r#"{"status":false,"reason":"target invalid"}"#),
            "unknown",
        ),
        (Says::status(502, "<html>"), "unknown"),
        (Says::status(503, ""), "unknown"),
        (Says::status(408, ""), "unknown"),
        (Says::status(302, ""), "unknown"),
        (Says::status(429, ""), "not sent"),
        (Says::status(401, "no"), "account down"),
        (Says::status(403, "<html>"), "account down"),
        (Says::status(404, "<html>"), "rejected"),
        (
            Says::status(400, r#"{"status":false,"reason":"target invalid"}"#),
            "bad recipient",
        ),
        (Says::status(400, r#"{"status":true,"id":[1]}"#), "rejected"),
    ] {
        let shown = format!("{} {:.40}", says.status, says.body);
        assert_eq!(class(&outcome(says).await), expected, "{shown}");
    }
}

#[actix_web::test]
async fn come_again_later_is_kept_with_its_time() {
    for (status, retry_after, expected) in [
        (429, Some("7"), Some(Duration::from_secs(7))),
        (503, Some("120"), Some(Duration::from_mins(2))),
        (429, Some("soon"), None),
        (429, None, None),
    ] {
        let says = Says {
            retry_after,
            ..Says::status(status, "")
        };
        match outcome(says).await {
            Err(SendError::NotSent { retry_after, .. }) => assert_eq!(retry_after, expected),
            other => panic!("{other:?}"),
        }
    }
    let says = Says {
        retry_after: Some("Fri, 31 Dec 2100 23:59:59 GMT"),
        ..Says::status(503, "")
    };
    let day = Duration::from_hours(24);
    match outcome(says).await {
        Err(SendError::NotSent { retry_after, .. }) => assert!(retry_after.unwrap() > day),
        other => panic!("{other:?}"),
    }
}

#[actix_web::test]
async fn only_a_call_that_never_left_may_be_repeated() {
    let late = Says {
        after: PATIENCE * 3,
        ..Says::ok(queued(&json!([1])))
    };
    assert_eq!(class(&outcome(late).await), "unknown");
    let hung_up = send_to(&hangs_up(), &citizen(), "Halo").await;
    assert_eq!(class(&hung_up), "unknown");
    let refused = send_to(&nobody(), &citizen(), "Halo").await;
    assert_eq!(class(&refused), "not sent");
    let no_such_name = send_to("http://fonnte.invalid", &citizen(), "Halo").await;
    assert_eq!(class(&no_such_name), "not sent");
    let no_address = send_to("fonnte", &citizen(), "Halo").await;
    assert_eq!(class(&no_address), "account down");
}

#[actix_web::test]
async fn no_detail_tells_the_token() {
    let body = json!({"status": false, "reason": format!("token {TOKEN} is unknown")});
    let result = outcome(Says::ok(body.to_string())).await;
    assert_eq!(result.unwrap_err().detail(), "token … is unknown");
    let result = outcome(Says::ok(format!("<p>{TOKEN}</p>"))).await;
    assert!(!result.unwrap_err().detail().contains(TOKEN));
}

fn profile(device_status: &str) -> Says {
    Says::ok(
        json!({"device": "081200000001", "device_status": device_status, "status": true,
            "expired": "18 November 2029", "messages": 120, "name": "Toko",
            "package": "Free", "quota": "880"})
        .to_string(),
    )
}

#[actix_web::test]
async fn the_health_call_tells_what_the_device_says() {
    let healthy = tested(profile("connect"), &[("token", TOKEN)])
        .await
        .unwrap();
    assert_eq!(healthy.device.as_deref(), Some("081200000001"));
    assert_eq!(
        healthy.detail,
        "device connected, package Free, quota 880, until 18 November 2029, \
         the free package adds a line to every message"
    );
    let other = [("token", TOKEN), ("device", "6281200000002")];
    let healthy = tested(profile("connect"), &other).await.unwrap();
    assert!(healthy.detail.contains("not the one in the setting"));
}

#[actix_web::test]
async fn a_device_that_cannot_send_is_down() {
    let bad_token = Says::ok(r#"{"status":false,"reason":"token invalid"}"#);
    let no_verdict = Says::ok("{}");
    for (says, down) in [
        (profile("disconnect"), true),
        (bad_token, true),
        (Says::status(404, ""), true),
        (Says::status(500, ""), false),
        (no_verdict, false),
    ] {
        let result = tested(says, &[("token", TOKEN)]).await;
        match result.unwrap_err() {
            SendError::AccountDown { .. } => assert!(down),
            SendError::NotSent { .. } => assert!(!down),
            other => panic!("{other:?}"),
        }
    }
    let result = tested(profile("connect"), &[]).await;
    assert!(matches!(result, Err(SendError::AccountDown { .. })));
}
