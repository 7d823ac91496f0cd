//! Sending through a Graph API on this machine: what is asked of it, and what its answers allow.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use serde_json::{Value, json};

use super::graph_api::Graph;
use super::{ACCESS_TOKEN, account_with, meta};
use crate::people::Address;
use crate::providers::meta::Meta;
use crate::providers::{Accepted, Outgoing, Provider, SendError};

async fn send_to(url: &str, to: &str, text: &str) -> Result<Accepted, SendError> {
    let account = account_with(Some(url), &[]);
    let to = Address::from_stored(to);
    meta().send(&Outgoing { to: &to, text }, &account).await
}

async fn sent(status: u16, body: &Value, retry_after: Option<&'static str>) -> SendError {
    let graph = Graph::answering(status, &body.to_string(), retry_after);
    let result = send_to(&graph.url, "+6281200000001", "Halo").await;
    assert_eq!(graph.stop().await.len(), 1);
    result.unwrap_err()
}

fn error_of_code(code: i64) -> Value {
    json!({ "error": { "message": format!("(#{code}) Some title"), "type": "OAuthException",
        "code": code, "error_data": { "messaging_product": "whatsapp", "details": "some details" },
        "error_subcode": 0, "fbtrace_id": "AbCdSample" } })
}

fn class(error: &SendError) -> &'static str {
    match error {
        SendError::NotSent { .. } => "not sent",
        SendError::Rejected { .. } => "rejected",
        SendError::BadRecipient { .. } => "bad recipient",
        SendError::AccountDown { .. } => "account down",
        SendError::Unknown { .. } => "unknown",
    }
}

const ACCEPTED: &str = r#"{ "messaging_product": "whatsapp",
    "contacts": [ { "input": "6281200000001", "wa_id": "6281200000001" } ],
    "messages": [ { "id": "wamid.SAMPLE0001" } ] }"#;

#[actix_web::test]
async fn a_text_goes_out_as_meta_wants_it() {
    let graph = Graph::answering(200, ACCEPTED, None);
    let accepted = send_to(&graph.url, "+6281200000001", "Baik 🙏\nterima kasih").await;
    let id = Some("wamid.SAMPLE0001".to_owned());
    assert_eq!(
        accepted,
        Ok(Accepted {
            provider_message_id: id
        })
    );
    let seen = graph.stop().await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].method, "POST");
    assert_eq!(seen[0].uri, "/v25.0/100000000000001/messages");
    assert_eq!(seen[0].authorization, format!("Bearer {ACCESS_TOKEN}"));
    assert_eq!(
        seen[0].body,
        json!({ "messaging_product": "whatsapp", "recipient_type": "individual",
            "to": "6281200000001", "type": "text",
            "text": { "body": "Baik 🙏\nterima kasih", "preview_url": false } })
    );
}

#[actix_web::test]
async fn somebody_known_by_user_id_only_is_named_by_it() {
    let graph = Graph::answering(200, ACCEPTED, None);
    let sent = send_to(&graph.url, "bsuid:ID.9000000000000000001", "Halo").await;
    assert!(sent.is_ok());
    let seen = graph.stop().await;
    assert_eq!(seen[0].body["recipient"], "ID.9000000000000000001");
    assert!(seen[0].body.get("to").is_none());
}

#[actix_web::test]
async fn what_meta_can_never_take_is_not_sent() {
    let graph = Graph::answering(200, ACCEPTED, None);
    let longest = "é".repeat(4096);
    assert!(
        send_to(&graph.url, "+6281200000001", &longest)
            .await
            .is_ok()
    );
    let too_long = format!("{longest}é");
    for (to, text) in [
        ("+6281200000001", too_long.as_str()),
        ("lid:123456789012345", "Halo"),
    ] {
        let error = send_to(&graph.url, to, text).await.unwrap_err();
        assert_eq!(class(&error), "rejected", "{error}");
    }
    assert_eq!(graph.stop().await.len(), 1);
}

#[actix_web::test]
async fn a_missing_or_odd_setting_stops_the_account_before_anything_is_sent() {
    let graph = Graph::answering(200, ACCEPTED, None);
    for change in [
        ("access_token", ""),
        ("phone_number_id", ""),
        ("phone_number_id", "../me"),
    ] {
        let account = account_with(Some(&graph.url), &[change]);
        let to = Address::from_stored("+6281200000001");
        let error = meta()
            .send(
                &Outgoing {
                    to: &to,
                    text: "Halo",
                },
                &account,
            )
            .await
            .unwrap_err();
        assert_eq!(class(&error), "account down", "{change:?}");
    }
    assert!(graph.stop().await.is_empty());
}

#[actix_web::test]
async fn every_code_has_its_class() {
    let classes: [(&str, &[i64]); 4] = [
        (
            "not sent",
            &[
                1, 2, 4, 80_007, 130_429, 131_056, 131_016, 131_000, 131_057, 131_053, 131_049,
                132_069,
            ],
        ),
        (
            "account down",
            &[
                0, 3, 10, 190, 200, 250, 299, 33, 368, 130_497, 131_005, 131_031, 131_037, 131_042,
                131_045, 131_048, 131_064, 133_010, 133_016,
            ],
        ),
        ("bad recipient", &[131_026]),
        (
            "rejected",
            &[
                100, 130_403, 130_472, 131_008, 131_009, 131_021, 131_030, 131_047, 131_050,
                131_051, 131_062, 131_063, 132_000, 132_001, 132_005, 132_007, 132_008, 132_012,
                132_015, 132_016, 132_068, 999_999,
            ],
        ),
    ];
    for (expected, codes) in classes {
        for code in codes {
            let error = sent(400, &error_of_code(*code), None).await;
            assert_eq!(class(&error), expected, "{code}");
            assert_eq!(error.detail(), format!("{code}: Some title (some details)"));
        }
    }
}

#[actix_web::test]
async fn the_provider_says_when_it_wants_to_be_asked_again() {
    for (code, header, seconds) in [
        (130_429, None, None),
        (130_429, Some("7"), Some(7)),
        (80_007, None, Some(60)),
        (80_007, Some("7"), Some(60)),
        (80_007, Some("90"), Some(90)),
        (131_049, None, Some(86_400)),
        (130_429, Some("Wed, 21 Oct 2026 07:28:00 GMT"), None),
        (130_429, Some("99999999999"), Some(86_400)),
    ] {
        let SendError::NotSent { retry_after, .. } = sent(429, &error_of_code(code), header).await
        else {
            panic!("{code} may be tried again");
        };
        assert_eq!(
            retry_after,
            seconds.map(Duration::from_secs),
            "{code} {header:?}"
        );
    }
}

#[actix_web::test]
async fn the_http_status_decides_only_where_no_known_code_does() {
    let unknown_code = error_of_code(999_999);
    let missing = json!({ "error": { "code": 100, "error_subcode": 33, "message": "No object" } });
    let cases = [
        (500, json!({}), "unknown"),
        (503, unknown_code.clone(), "unknown"),
        (500, error_of_code(1), "unknown"),
        (500, error_of_code(131_016), "not sent"),
        (500, error_of_code(131_026), "bad recipient"),
        (429, json!("slow down"), "not sent"),
        (429, unknown_code.clone(), "not sent"),
        (401, unknown_code.clone(), "account down"),
        (401, json!({}), "account down"),
        (403, json!({}), "account down"),
        (404, json!({}), "account down"),
        (400, missing, "account down"),
        (408, json!({}), "unknown"),
        (400, json!({}), "rejected"),
        (
            502,
            json!({ "messages": [{ "id": "wamid.SAMPLE0001" }] }),
            "unknown",
        ),
        (200, json!({}), "unknown"),
        (200, json!({ "messages": [] }), "unknown"),
        (200, error_of_code(190), "account down"),
    ];
    for (status, body, expected) in cases {
        let error = sent(status, &body, None).await;
        assert_eq!(class(&error), expected, "{status} {body}");
    }
}

#[actix_web::test]
async fn no_error_carries_a_secret_or_a_number() {
    let body = json!({ "error": { "code": 131_030, "message": format!("token {ACCESS_TOKEN}"),
        "error_data": "recipient +6281200000001 is not on the list" } });
    let error = sent(400, &body, None).await;
    assert_eq!(
        error.detail(),
        "131030: token … (recipient +… is not on the list)"
    );
}

#[actix_web::test]
async fn nobody_listening_means_not_sent() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for url in [
        format!("http://127.0.0.1:{port}"),
        "http://graph.invalid".to_owned(),
    ] {
        let error = send_to(&url, "+6281200000001", "Halo").await.unwrap_err();
        assert_eq!(class(&error), "not sent", "{error}");
        assert!(!error.detail().contains("100000000000001"), "{error}");
    }
    let error = send_to("no address", "+6281200000001", "Halo")
        .await
        .unwrap_err();
    assert_eq!(class(&error), "account down", "{error}");
}

/// Reads a request and answers with these bytes, whatever they are, before it hangs up.
fn hangs_up_after(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        assert!(connection.read(&mut request).unwrap() > 0);
        connection.write_all(answer).unwrap();
    });
    url
}

#[actix_web::test]
async fn a_connection_lost_after_the_request_leaves_the_outcome_unknown() {
    let answers: [&[u8]; 3] = [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"messages\":",
        b"no HTTP at all\r\n\r\n",
    ];
    for answer in answers {
        let error = send_to(&hangs_up_after(answer), "+6281200000001", "Halo")
            .await
            .unwrap_err();
        assert_eq!(class(&error), "unknown", "{error}");
    }
}

#[actix_web::test]
async fn no_answer_in_time_leaves_the_outcome_unknown() {
    meta();
    let impatient = reqwest::Client::builder()
        .no_proxy()
        .read_timeout(Duration::from_millis(200));
    let meta = Meta::new(impatient.build().unwrap());
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let account = account_with(Some(&url), &[]);
    let to = Address::from_stored("+6281200000001");
    let message = Outgoing {
        to: &to,
        text: "Halo",
    };
    let error = meta.send(&message, &account).await.unwrap_err();
    assert_eq!(class(&error), "unknown", "{error}");
    let error = meta.test(&account).await.unwrap_err();
    assert_eq!(class(&error), "not sent", "{error}");
}

#[actix_web::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let graph = Graph::answering(200, &" ".repeat(1 << 20), None);
    let error = send_to(&graph.url, "+6281200000001", "Halo")
        .await
        .unwrap_err();
    assert_eq!(class(&error), "unknown", "{error}");
    graph.stop().await;
}

#[actix_web::test]
async fn the_health_call_asks_for_the_number_and_sends_nothing() {
    let body = json!({ "id": "100000000000001", "display_phone_number": "+62 811-0000-0009",
        "verified_name": "DPMPTSP Karo", "quality_rating": "GREEN" });
    let graph = Graph::answering(200, &body.to_string(), None);
    let health = meta()
        .test(&account_with(Some(&graph.url), &[]))
        .await
        .unwrap();
    assert_eq!(
        health.detail,
        "+62 811-0000-0009 (DPMPTSP Karo), quality GREEN"
    );
    assert_eq!(health.device.as_deref(), Some("100000000000001"));
    let seen = graph.stop().await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].method, "GET");
    assert!(seen[0].uri.starts_with("/v25.0/100000000000001?fields="));
    assert_eq!(seen[0].authorization, format!("Bearer {ACCESS_TOKEN}"));
}

#[actix_web::test]
async fn the_health_call_tells_a_faulty_account_from_an_outage() {
    for (status, body, expected) in [
        (401, error_of_code(190), "account down"),
        (400, error_of_code(100), "account down"),
        (200, json!({}), "not sent"),
        (500, json!({}), "not sent"),
        (429, error_of_code(4), "not sent"),
    ] {
        let graph = Graph::answering(status, &body.to_string(), None);
        let error = meta()
            .test(&account_with(Some(&graph.url), &[]))
            .await
            .unwrap_err();
        assert_eq!(class(&error), expected, "{status} {body}");
        graph.stop().await;
    }
}
