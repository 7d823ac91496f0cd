use std::time::Duration;

use serde_json::json;

use super::super::*;
use crate::config::Config;
use crate::lease::Leases;
use crate::permits::pending;
use crate::scheduler::{Desk, Scheduler};

const BOSS: &str = "081234567891";
const CLERK: &str = "081234567892";

impl Api {
    async fn official(&self, name: &str, phone: &str, notices: Value) -> String {
        let body = json!({"name": name, "phone": phone, "notices": notices});
        let made = self.post("/recipients", body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        made.text("/id").to_owned()
    }
}

#[actix_web::test]
async fn officials_are_entered_listed_changed_and_taken_away() {
    let api = Api::new().await;
    let id = api.official("Kepala Dinas", BOSS, json!(null)).await;
    let same = json!({"name": "Lain", "phone": "+62 812-3456-7891"});
    api.post("/recipients", same).await.is_problem(409, "taken");
    let path = format!("/recipients/{id}");
    let change = json!({"notices": ["approval_required"]});
    let changed = api.json(Method::PATCH, &path, change).await;
    assert_eq!(changed.body["notices"], json!(["approval_required"]));
    assert_eq!(changed.text("/name"), "Kepala Dinas");
    let listed = api.get("/recipients").await;
    assert_eq!(listed.body["data"], json!([changed.body]));
    assert_eq!(listed.text("/data/0/consent/status"), "unknown");
    for (field, body) in [
        ("phone", json!({"name": "a", "phone": "12"})),
        ("name", json!({"name": " ", "phone": CLERK})),
        ("name", json!({"phone": CLERK})),
        (
            "notices",
            json!({"name": "a", "phone": CLERK, "notices": ["permit_ready"]}),
        ),
        (
            "notices[0]",
            json!({"name": "a", "phone": CLERK, "notices": ["x"]}),
        ),
    ] {
        api.post("/recipients", body).await.blames(field);
    }
    assert_eq!(api.delete(&path).await.status, 204);
    api.delete(&path).await.is_problem(404, "not-found");
    api.json(Method::PATCH, &path, json!({}))
        .await
        .is_problem(404, "not-found");
    let trail = api.get("/audit").await;
    assert_eq!(trail.text("/data/0/action"), "recipient.deleted");
}

#[actix_web::test]
async fn a_document_that_begins_to_wait_is_told_to_officials_who_agreed() {
    let api = Api::new().await;
    let boss = api
        .official("Kepala Dinas", BOSS, json!(["approval_required"]))
        .await;
    let clerk = api
        .official("Staf", CLERK, json!(["document_pending"]))
        .await;
    api.grant(BOSS).await;
    let waits = json!({
        "permit_type": "SIUP", "applicant_name": "Budi", "permit_number": "503/7",
        "document_status": "pending_signature",
    });
    let made = api.json(Method::PUT, "/permits/R1", waits.clone()).await;
    assert_eq!(made.text("/document_status"), "pending_signature");
    assert_eq!(made.body["notices"].as_array().unwrap().len(), 1);
    assert_eq!(made.text("/notices/0/recipient_id"), clerk);
    assert_eq!(
        made.text("/notices/0/reason"),
        "no_consent",
        "officials are asked like others"
    );
    let again = api.json(Method::PUT, "/permits/R1", waits).await;
    assert_eq!(again.body["notices"], json!([]));

    let approval = json!({"document_status": "pending_approval"});
    let answers = futures_util::future::join_all(
        (0..5).map(|_| api.json(Method::PUT, "/permits/R1", approval.clone())),
    )
    .await;
    let told: Vec<_> = answers
        .iter()
        .filter(|answer| answer.body["notices"] != json!([]))
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].text("/notices/0/recipient_id"), boss);
    assert_eq!(told[0].text("/notices/0/status"), "queued");
    let messages = api.get("/messages").await;
    assert_eq!(messages.body["data"].as_array().unwrap().len(), 1);
    let text = messages.text("/data/0/text");
    for part in ["Yth. Kepala Dinas", "SIUP", "Budi", "503/7", "/izin/R1"] {
        assert!(text.contains(part), "{text}");
    }
    let signed = api
        .json(
            Method::PUT,
            "/permits/R1",
            json!({"document_status": "signed"}),
        )
        .await;
    assert_eq!(signed.body["notices"], json!([]));
    let history = api.get("/permits/R1/history").await;
    assert_eq!(
        history.text("/data/2/document_status_before"),
        "pending_approval"
    );
}

#[actix_web::test]
async fn officials_are_reminded_once_a_day_of_what_waits_for_more_than_a_day() {
    let api = Api::new().await;
    api.official("Staf", CLERK, json!(["reminder"])).await;
    api.grant(CLERK).await;
    let (core, live) = (&api.services.core, &api.services.live);
    let remind = async || pending::remind(core, live, "system").await.unwrap().len();
    for (id, name) in [("R1", "Budi"), ("R2", "Siti")] {
        let waits = json!({
            "permit_type": "SIUP", "applicant_name": name, "document_status": "pending_signature",
        });
        api.json(Method::PUT, &format!("/permits/{id}"), waits)
            .await;
        api.test.pass(Duration::from_mins(1));
    }
    assert_eq!(remind().await, 0, "nothing waits for long yet");
    api.test.pass(Duration::from_hours(26));
    let twice = Box::pin(futures_util::future::join(remind(), remind())).await;
    assert_eq!(twice.0 + twice.1, 1);
    let messages = api.get("/messages").await;
    let text = messages.text("/data/0/text");
    for part in ["2 dokumen", "SIUP (Budi)", "22-11-2026 10:00"] {
        assert!(text.contains(part), "{text}");
    }
    api.test.pass(Duration::from_hours(24));
    assert_eq!(remind().await, 1, "the next day again");
    for id in ["R1", "R2"] {
        let signed = json!({"document_status": "signed"});
        api.json(Method::PUT, &format!("/permits/{id}"), signed)
            .await;
    }
    api.test.pass(Duration::from_hours(24));
    assert_eq!(remind().await, 0);
}

#[actix_web::test]
async fn the_scheduler_reminds_officials_at_its_time_and_says_what_came_of_it() {
    let api = Api::new().await;
    api.official("Staf", CLERK, json!(["reminder"])).await;
    api.official("Kepala Dinas", BOSS, json!(["reminder"]))
        .await;
    api.grant(CLERK).await;
    let waits = json!({
        "permit_type": "SIUP", "applicant_name": "Budi", "document_status": "pending_signature",
    });
    api.json(Method::PUT, "/permits/R1", waits).await;
    let (core, live) = (&api.services.core, &api.services.live);
    let config = Config::load(None, std::iter::empty::<(String, String)>()).unwrap();
    let desk = Desk::new(core, live, &config, CancellationToken::new());
    let scheduler = Scheduler::new(desk, Leases::new(core));
    scheduler.look().await.unwrap();
    let listed = api.get("/schedule").await;
    assert_eq!(listed.text("/data/1/job"), "pending_documents");
    assert_eq!(listed.text("/data/1/pattern"), "0 10 * * 1-5");
    assert_eq!(listed.text("/data/1/next_run_at"), "2026-11-23T03:00:00Z");

    // Twenty-four hours on the document has waited for long enough, to the second.
    api.test.pass(Duration::from_hours(24));
    scheduler.look().await.unwrap();
    scheduler.look().await.unwrap();
    let listed = api.get("/schedule").await;
    let result = &listed.body["data"][1]["last_run"]["result"];
    assert_eq!(
        result,
        &json!({"queued": 1, "withheld": 1}),
        "{}",
        listed.body
    );
    assert_eq!(listed.text("/data/1/next_run_at"), "2026-11-24T03:00:00Z");
    let messages = api.get("/messages").await;
    assert_eq!(messages.body["data"].as_array().unwrap().len(), 1);
    // Whoever runs it by hand on the same day reminds nobody again.
    assert_eq!(pending::remind(core, live, "cli").await.unwrap().len(), 0);
}
