use serde_json::json;

use super::*;

#[actix_web::test]
async fn jobs_are_listed_and_run_by_administrators_only() {
    let api = Api::new().await;
    let listed = api.get("/schedule").await;
    assert_eq!(listed.text("/data/0/job"), "expiry_reminders");
    assert_eq!(listed.text("/data/0/pattern"), "0 8 * * *");
    assert_eq!(listed.text("/data/0/next_run_at"), "2026-11-23T01:00:00Z");
    assert_eq!(listed.body["data"][0]["last_run"], json!(null));
    for key in [&api.officer, &api.auditor] {
        let request = Api::request(key, Method::POST, "/schedule/expiry_reminders/run");
        api.send(request).await.is_problem(403, "forbidden");
    }
    let run = api.post("/schedule/expiry_reminders/run", json!({})).await;
    assert_eq!(
        (run.status, run.text("/wanted_by")),
        (202, "api:admin"),
        "{}",
        run.body
    );
    let audit = api.get("/audit?limit=1").await;
    assert_eq!(audit.text("/data/0/action"), "job.run");
    api.post("/schedule/backup/run", json!({}))
        .await
        .is_problem(404, "not-found");
}

#[actix_web::test]
async fn reminders_are_previewed_and_listed() {
    let api = Api::new().await;
    let counts = api.get("/reminders/preview/counts?days=30").await;
    assert_eq!(counts.body, json!({"allowed": 0, "withheld": {}}));
    assert_eq!(api.get("/reminders/preview").await.body["data"], json!([]));
    assert_eq!(
        api.get("/reminders?outcome=withheld&day=2026-11-22")
            .await
            .status,
        200
    );
    api.get("/reminders/preview?days=367").await.blames("days");
    api.get("/reminders/preview?reason=x")
        .await
        .blames("reason");
    api.get("/reminders?outcome=x").await.blames("outcome");
    api.get("/reminders?day=22-11-2026").await.blames("day");
}

#[actix_web::test]
async fn a_template_is_previewed_checked_and_keeps_its_versions() {
    let api = Api::new().await;
    let preview = async |body| api.post("/templates/opt_in_request/preview", body).await;
    let shown = preview(json!({"values": {"partner_name": "Sari"}})).await;
    assert!(
        shown.text("/text").starts_with("Yth. Sari,"),
        "{}",
        shown.body
    );
    assert_eq!(shown.body["valid"], true);
    assert_eq!(shown.body["findings"], json!([]));
    let shown = preview(json!({"body": "Balas YA untuk menerima notifikasi DPMPTSP."})).await;
    assert_eq!(shown.text("/findings/0/code"), "stop_missing");
    let shown = preview(json!({"body": "Yth. {{partner_name}} {{x"})).await;
    assert_eq!((shown.status, &shown.body["valid"]), (200, &json!(false)));
    preview(json!({"values": {"partner_name": " "}}))
        .await
        .blames("values");
    api.post("/templates/nope/preview", json!({}))
        .await
        .is_problem(404, "not-found");

    let edit = async |body: &str| {
        let change = json!({"body": body});
        api.json(Method::PATCH, "/templates/opt_in_request", change)
            .await
    };
    edit("Halo {{x").await.blames("body");
    edit("Halo {{nama}}").await.blames("body");
    edit("Balas MANGGA untuk menerima notifikasi.")
        .await
        .blames("body");
    assert_eq!(
        edit("Balas SETUJU untuk menerima notifikasi.").await.status,
        200
    );
    let versions = api.get("/templates/opt_in_request/versions").await;
    assert_eq!(versions.body["data"].as_array().unwrap().len(), 2);
    assert_eq!(versions.text("/data/0/actor"), "api:admin");
    assert_eq!(
        versions.text("/data/0/body"),
        "Balas SETUJU untuk menerima notifikasi."
    );
    assert!(
        versions
            .text("/data/1/body")
            .starts_with("Yth. {{partner_name}}")
    );
    let phone = "+6281234500001";
    let sent = api
        .post(
            "/messages",
            json!({"phone": phone, "purpose": "opt_in_request", "template": "opt_in_request"}),
        )
        .await;
    assert_eq!(sent.body["template_version"], 2, "{}", sent.body);
}
