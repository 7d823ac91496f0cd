use std::time::Duration;

use serde_json::json;

use super::super::*;
use crate::permits::reminder;

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

#[actix_web::test]
async fn what_an_officer_reminded_of_the_daily_run_does_not_repeat() {
    let api = Api::new().await;
    let (core, live) = (&api.services.core, &api.services.live);
    let permit = async |id: &str, expiry_date: &str| {
        let body = json!({
            "permit_number": id, "permit_type": "SIUP", "applicant_name": "Budi",
            "phone": "081234567890", "status": "active", "expiry_date": expiry_date,
        });
        api.put(&format!("/permits/{id}"), body).await;
    };
    let press = async |id: &str| {
        let kind = json!({"kind": "expiry_reminder"});
        let sent = api.post(&format!("/permits/{id}/messages"), kind).await;
        assert_eq!(sent.status, 202, "{}", sent.body);
        sent.text("/id").to_owned()
    };
    let run = async || {
        let stop = CancellationToken::new();
        let done = reminder::run(core, live, &stop).await.unwrap();
        (done.messages, done.tomorrow)
    };
    permit("soon", "2026-12-20").await;
    permit("other", "2026-12-21").await;
    permit("far", "2027-12-20").await;
    api.grant("081234567890").await;

    press("far").await;
    assert_eq!(
        api.get("/reminders").await.body["data"],
        json!([]),
        "no threshold is reached"
    );
    let message = press("soon").await;
    let noted = api.get("/reminders").await;
    assert_eq!(noted.text("/data/0/registration_id"), "soon");
    assert_eq!(noted.text("/data/0/message_id"), message);
    assert_eq!(noted.body["data"][0]["days_before"], 30);
    assert_eq!(run().await, (0, 1), "one message a person and day");
    api.test.pass(Duration::from_hours(24));
    assert_eq!(run().await, (1, 0), "the other permit, on its own");
    let texts = api.get("/messages?limit=1").await;
    assert!(texts.text("/data/0/text").contains("Nomor Izin: other"));
    api.test.pass(Duration::from_hours(24 * 21));
    assert_eq!(run().await, (1, 0), "the next threshold, of both");
}

#[actix_web::test]
async fn a_repeated_request_writes_nothing_again() {
    let api = Api::new().await;
    let body = json!({
        "permit_number": "1", "permit_type": "SIUP", "applicant_name": "Budi",
        "phone": "081234567890", "status": "active", "expiry_date": "2026-12-20",
    });
    api.put("/permits/R1", body).await;
    let press = || {
        let request = Api::request(&api.officer, Method::POST, "/permits/R1/messages");
        request
            .insert_header(("idempotency-key", "k1"))
            .set_json(json!({"kind": "service_info"}))
    };
    let first = api.send(press()).await.text("/id").to_owned();
    assert_eq!(api.send(press()).await.text("/id"), first);
    let at_once = futures_util::future::join(api.send(press()), api.send(press())).await;
    assert_eq!(at_once.0.text("/id"), at_once.1.text("/id"));
    let trail = api.get("/audit").await;
    let rows = trail.body["data"].as_array().unwrap();
    let noted = rows.iter().filter(|row| row["action"] == "permit.message");
    assert_eq!(noted.count(), 1, "{}", trail.body);
}
