use serde_json::json;

use super::*;

#[actix_web::test]
async fn consent_on_paper_is_shown_with_its_history() {
    let api = Api::new().await;
    let view = api.get("/consents/0812-3456-7890").await;
    assert_eq!(
        view.body,
        json!({
            "phone": "+6281234567890", "status": "unknown", "since": null, "source": null,
            "played": false, "evidence": null, "partners": [], "window_open_until": null
        })
    );
    api.post(
        "/partners",
        json!({"name": "Budi", "phone": "081234567890"}),
    )
    .await;
    let yes = json!({"status": "granted", "source": "counter", "note": "loket 2"});
    let view = api.post("/consents/+6281234567890", yes.clone()).await;
    assert_eq!(view.status, 200);
    assert_eq!(view.text("/status"), "granted");
    assert_eq!(view.text("/since"), "2026-11-22T03:00:00Z");
    assert_eq!(view.text("/evidence/note"), "loket 2");
    assert_eq!(view.text("/partners/0/name"), "Budi");
    let no = json!({"status": "denied", "source": "form", "note": "surat"});
    api.post("/consents/6281234567890", no).await;

    let history = api.get("/consents/%2B6281234567890/events").await;
    let events = history.body["data"].as_array().unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["kind"], "granted");
    assert_eq!(events[1]["kind"], "withdrawn");
    assert_eq!(events[0]["actor"], "api:admin");
    assert_eq!(events[0]["previous_hash"], Value::Null);
    assert_eq!(events[1]["previous_hash"], events[0]["hash"]);
    let page = api.get("/consents/081234567890/events?limit=1").await;
    let next = page.text("/next_cursor");
    let rest = api
        .get(&format!("/consents/081234567890/events?cursor={next}"))
        .await;
    assert_eq!(rest.body["data"][0]["seq"], 2);
}

#[actix_web::test]
async fn a_decision_needs_a_note_a_source_and_a_mobile_number() {
    let api = Api::new().await;
    let to = "/consents/081234567890";
    let body = |status: &str, source: &str, note: &str| json!({"status": status, "source": source, "note": note});
    api.post(to, body("granted", "form", " "))
        .await
        .blames("note");
    api.post(to, body("granted", "reply", "x"))
        .await
        .blames("source");
    api.post(to, body("asked", "form", "x"))
        .await
        .blames("status");
    api.post(to, json!({"status": "granted"}))
        .await
        .blames("source");
    api.post("/consents/12", body("granted", "form", "x"))
        .await
        .blames("phone");
    api.get("/consents/abc").await.blames("phone");
    api.get("/consents/%00").await.blames("phone");
    assert_eq!(
        api.get("/consents/lid:123").await.text("/status"),
        "unknown"
    );
}

#[actix_web::test]
async fn many_numbers_are_looked_up_in_their_order() {
    let api = Api::new().await;
    let yes = json!({"status": "granted", "source": "import", "note": "SIPINTER 2024"});
    api.post("/consents/081234567890", yes).await;
    let phones = json!({"phones": ["0813 0000 0000", "+62812-3456-7890", "081300000000"]});
    let found = api.post("/consents/lookup", phones).await;
    assert_eq!(
        found.body,
        json!({"data": [
            {"phone": "+6281300000000", "status": "unknown", "since": null, "played": false},
            {"phone": "+6281234567890", "status": "granted", "since": "2026-11-22T03:00:00Z", "played": false},
            {"phone": "+6281300000000", "status": "unknown", "since": null, "played": false},
        ]})
    );
    let wrong = json!({"phones": ["081234567890", "x"]});
    api.post("/consents/lookup", wrong)
        .await
        .blames("phones[1]");
    let many = json!({"phones": vec!["081234567890"; 10_001]});
    api.post("/consents/lookup", many).await.blames("phones");
    let most = json!({"phones": vec!["081234567890"; 10_000]});
    let found = api.post("/consents/lookup", most).await;
    assert_eq!(found.body["data"].as_array().unwrap().len(), 10_000);
}
