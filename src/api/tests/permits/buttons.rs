use serde_json::json;

use super::super::*;

#[actix_web::test]
async fn the_buttons_of_a_permit_send_gated_messages() {
    let api = Api::new().await;
    let body = json!({
        "permit_number": "503/7", "permit_type": "SIUP", "applicant_name": "Budi",
        "phone": "081234567890", "status": "active", "expiry_date": "2026-12-22",
    });
    api.put("/permits/503%2F7", body).await;
    let path = "/permits/503%2F7/messages";
    let press = async |kind: &str| api.post(path, json!({"kind": kind})).await;

    let asked = press("opt_in_request").await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    assert_eq!(asked.text("/permit_id"), "503/7");
    assert_eq!(asked.text("/purpose"), "opt_in_request");
    assert!(asked.text("/text").contains("Yth. Budi,"));
    let refused = press("expiry_reminder").await;
    refused.is_problem(409, "withheld");
    assert_eq!(refused.text("/reason"), "no_consent");
    api.grant("081234567890").await;
    let reminder = press("expiry_reminder").await;
    assert_eq!(reminder.text("/purpose"), "notification");
    let text = reminder.text("/text");
    assert!(
        text.contains("22-12-2026") && text.contains("30 hari"),
        "{text}"
    );
    let again = press("opt_in_request").await;
    assert_eq!(
        again.is_problem(409, "withheld").text("/reason"),
        "already_granted"
    );
    assert_eq!(press("service_info").await.text("/purpose"), "service_info");
    let custom = json!({"kind": "custom", "message": "Silakan ke loket 2."});
    let request = || {
        Api::request(&api.officer, Method::POST, path)
            .insert_header(("idempotency-key", "k1"))
            .set_json(custom.clone())
    };
    let first = api.send(request()).await;
    assert_eq!(first.text("/text"), "Silakan ke loket 2.");
    assert_eq!(api.send(request()).await.text("/id"), first.text("/id"));

    for (field, body) in [
        ("kind", json!({"kind": "reminder"})),
        ("kind", json!({})),
        ("message", json!({"kind": "custom"})),
        ("message", json!({"kind": "custom", "message": " "})),
        ("message", json!({"kind": "service_info", "message": "x"})),
        (
            "provider_type",
            json!({"kind": "service_info", "provider_type": "sms"}),
        ),
    ] {
        api.post(path, body).await.blames(field);
    }
    let other = json!({"kind": "service_info", "provider_type": "fonnte"});
    api.post(path, other).await.is_problem(422, "no-provider");
    let nobody = api
        .post("/permits/none/messages", json!({"kind": "service_info"}))
        .await;
    nobody.is_problem(404, "not-found");
    api.put(
        "/permits/alone",
        json!({"applicant_name": "Rina", "status": "active"}),
    )
    .await;
    let alone = api
        .post("/permits/alone/messages", json!({"kind": "service_info"}))
        .await;
    alone.is_problem(422, "no-phone");
    let endless = api
        .post(
            "/permits/alone/messages",
            json!({"kind": "expiry_reminder"}),
        )
        .await;
    endless.blames("expiry_date");
    let half = json!({"phone": "081234567890", "expiry_date": "2026-12-22"});
    api.put("/permits/half", half).await;
    let half = api
        .post("/permits/half/messages", json!({"kind": "expiry_reminder"}))
        .await;
    half.blames("permit_number").blames("permit_type");
    api.put("/permits/half", json!({"expiry_date": "2026-11-21"}))
        .await;
    let past = api
        .post("/permits/half/messages", json!({"kind": "expiry_reminder"}))
        .await;
    past.blames("expiry_date");
}
