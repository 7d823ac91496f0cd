use sea_orm::ConnectionTrait;
use serde_json::json;

use super::*;
use crate::broadcast::runner::Runner;
use crate::broadcast::stats::BroadcastStats;

impl Api {
    /// Lets the runner of broadcasts do what there is to do now.
    async fn run_broadcasts(&self) {
        let stats = self.services.recorder.stats().clone();
        let stop = CancellationToken::new();
        let mut runner = Runner::new(
            self.test.core.clone(),
            stats,
            BroadcastStats::default(),
            stop,
        );
        runner.look().await.unwrap();
    }

    /// Partners with numbers that end in 1, 2, …; those named have agreed, or declined.
    async fn register(&self, count: usize, granted: &[usize], denied: &[usize]) {
        for number in 1..=count {
            let phone = format!("+628123450000{number}");
            let partner = json!({"name": format!("Mitra {number}"), "phone": phone});
            assert_eq!(self.post("/partners", partner).await.status, 201);
            let status = match number {
                _ if granted.contains(&number) => "granted",
                _ if denied.contains(&number) => "denied",
                _ => continue,
            };
            let decision = json!({"status": status, "source": "form", "note": "x"});
            let path = format!("/consents/{phone}");
            assert_eq!(self.post(&path, decision).await.status, 200);
        }
    }
}

fn news() -> Value {
    json!({
        "name": "Libur Natal", "purpose": "broadcast", "audience": {"all": true},
        "message": "Yth. {{partner_name}}, kantor tutup pada 25 Desember.",
    })
}

#[actix_web::test]
async fn a_broadcast_is_drafted_started_watched_and_called_back() {
    let api = Api::new().await;
    api.register(5, &[1, 2], &[3]).await;
    let drafted = api.post("/broadcasts", news()).await;
    assert_eq!(
        (drafted.status, drafted.text("/status")),
        (201, "draft"),
        "{}",
        drafted.body
    );
    let dry_run = json!({"selected": 5, "allowed": 2, "withheld": {"no_consent": 2, "denied": 1}});
    assert_eq!(drafted.body["dry_run"], dry_run);
    assert_eq!(drafted.body["audience"], json!({"all": true}));
    let path = format!("/broadcasts/{}", drafted.text("/id"));

    let shown = api.get(&path).await;
    assert_eq!(shown.body["counts"]["queued"], 0);
    let listed = api.get("/broadcasts?status=draft&limit=1").await;
    assert_eq!(listed.text("/data/0/id"), drafted.text("/id"));
    assert_eq!(
        api.get("/broadcasts?status=running").await.body["data"],
        json!([])
    );

    for _ in 0..2 {
        let started = api.post(&format!("{path}/start"), json!({})).await;
        assert_eq!((started.status, started.text("/status")), (200, "running"));
    }
    api.run_broadcasts().await;
    let shown = api.get(&path).await;
    assert_eq!(shown.body["counts"]["queued"], 2);
    assert_eq!(shown.body["planned"], 2);
    assert_eq!(shown.body["withheld"], dry_run["withheld"]);
    let id = drafted.text("/id");
    let first = api
        .get(&format!("/messages?broadcast_id={id}&limit=1"))
        .await;
    assert_eq!(
        first.text("/data/0/text"),
        "Yth. Mitra 2, kantor tutup pada 25 Desember."
    );
    let cursor = first.text("/next_cursor");
    let second = api
        .get(&format!(
            "/messages?broadcast_id={id}&limit=1&cursor={cursor}"
        ))
        .await;
    assert_eq!(second.text("/data/0/phone"), "+6281234500001");
    assert_eq!(second.body["next_cursor"], Value::Null);

    for (act, status) in [
        ("pause", "paused"),
        ("resume", "running"),
        ("cancel", "cancelled"),
    ] {
        let done = api.post(&format!("{path}/{act}"), json!({})).await;
        assert_eq!((done.status, done.text("/status")), (200, status));
    }
    let shown = api.get(&path).await;
    assert_eq!(shown.body["counts"]["cancelled"], 2);
    let listed = api
        .get(&format!("/messages?broadcast_id={id}&status=cancelled"))
        .await;
    assert_eq!(listed.body["data"].as_array().unwrap().len(), 2);
    let none = api
        .get(&format!("/messages?broadcast_id={id}&status=queued"))
        .await;
    assert_eq!(none.body["data"], json!([]));
    api.post(&format!("{path}/resume"), json!({}))
        .await
        .is_problem(409, "wrong-state");
    api.post("/broadcasts/7/start", json!({}))
        .await
        .is_problem(404, "not-found");
}

#[actix_web::test]
async fn who_is_meant_and_who_would_be_withheld_is_listed_page_by_page() {
    let api = Api::new().await;
    api.register(5, &[1, 2], &[3]).await;
    let drafted = api.post("/broadcasts", news()).await;
    let path = format!("/broadcasts/{}/audience", drafted.text("/id"));
    let all = api.get(&path).await;
    assert_eq!(all.body["data"].as_array().unwrap().len(), 5);
    assert_eq!(all.body["data"][0]["reason"], Value::Null);
    let denied = api.get(&format!("{path}?reason=denied")).await;
    let member = &denied.body["data"][0];
    assert_eq!(member["phone"], "+6281234500003");
    assert_eq!(
        (&member["reason"], &member["partner_name"]),
        (&json!("denied"), &json!("Mitra 3"))
    );
    let allowed = api.get(&format!("{path}?reason=allowed&limit=1")).await;
    assert_eq!(allowed.text("/data/0/phone"), "+6281234500001");
    let cursor = allowed.text("/next_cursor");
    let rest = api
        .get(&format!("{path}?reason=allowed&limit=1&cursor={cursor}"))
        .await;
    assert_eq!(rest.text("/data/0/phone"), "+6281234500002");
    assert_eq!(rest.body["next_cursor"], Value::Null);
    api.get(&format!("{path}?reason=x")).await.blames("reason");
}

#[actix_web::test]
async fn a_draft_is_changed_and_what_is_wrong_with_it_is_named() {
    let api = Api::new().await;
    api.register(2, &[1], &[]).await;
    let with = |field: &str, value: Value| {
        let mut body = news();
        body[field] = value;
        body
    };
    for (field, value) in [
        ("name", json!("")),
        ("purpose", json!("custom")),
        ("message", json!("")),
        ("message", json!("{{nama}}")),
        ("template", json!("opt_in_request")),
        ("audience", json!({})),
        ("limit", json!(0)),
        ("scheduled_at", json!("tomorrow")),
        ("not_after", json!("2020-01-01T00:00:00Z")),
        ("account", json!("tidak-ada")),
    ] {
        api.post("/broadcasts", with(field, value))
            .await
            .blames(field);
    }
    let unknown = json!({"partner_ids": ["7"]});
    let refused = api.post("/broadcasts", with("audience", unknown)).await;
    refused.blames("audience.partner_ids");
    let wrong = json!({"consent": "maybe"});
    api.post("/broadcasts", with("audience", wrong))
        .await
        .blames("audience.consent");

    let drafted = api.post("/broadcasts", news()).await;
    let path = format!("/broadcasts/{}", drafted.text("/id"));
    let change = json!({
        "audience": {"consent": ["granted"]}, "scheduled_at": "2026-11-24T08:00:00+07:00",
        "limit": 10, "name": "Baru",
    });
    let changed = api.json(Method::PATCH, &path, change).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.body["dry_run"]["selected"], 1);
    assert_eq!(changed.text("/scheduled_at"), "2026-11-24T01:00:00Z");
    assert_eq!(
        (changed.text("/name"), &changed.body["limit"]),
        ("Baru", &json!(10))
    );
    let started = api.post(&format!("{path}/start"), json!({})).await;
    assert_eq!(started.text("/status"), "scheduled");
    let late = api.json(Method::PATCH, &path, json!({"name": "x"})).await;
    late.is_problem(409, "wrong-state");
}

#[actix_web::test]
async fn no_list_of_an_audience_is_longer_than_a_statement_can_hold() {
    let api = Api::new().await;
    let types =
        |count: usize| -> Vec<_> { (0..count).map(|kind| format!("SIUP {kind}")).collect() };
    let audience = |audience: Value| {
        let mut body = news();
        body["audience"] = audience;
        body
    };
    let longest = audience(json!({"permit_type": types(1_000)}));
    let drafted = api.post("/broadcasts", longest).await;
    assert_eq!(drafted.status, 201, "{}", drafted.body);
    for (field, list) in [
        ("permit_type", json!(types(33_000))),
        ("permit_type", json!(types(1_001))),
        ("permit_status", json!(vec!["active"; 1_001])),
        ("consent", json!(vec!["granted"; 1_001])),
        ("partner_ids", json!(vec!["7"; 10_001])),
    ] {
        let body = audience(json!({field: list}));
        let field = format!("audience.{field}");
        api.post("/broadcasts", body.clone()).await.blames(&field);
        let path = format!("/broadcasts/{}", drafted.text("/id"));
        let change = json!({"audience": body["audience"]});
        let changed = api.json(Method::PATCH, &path, change).await;
        changed.blames(&field);
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_template_is_not_blamed_on_a_text() {
    let api = Api::new().await;
    let template = json!({"key": "izin", "body": "Yth. {{nama}}, izin Anda terbit."});
    assert_eq!(api.post("/templates", template).await.status, 201);
    let mut body = news();
    body.as_object_mut().unwrap().remove("message");
    body["template"] = "izin".into();
    let refused = api.post("/broadcasts", body).await;
    refused.blames("template");
    assert!(refused.body["errors"].get("message").is_none());

    let drafted = api.post("/broadcasts", news()).await;
    let path = format!("/broadcasts/{}", drafted.text("/id"));
    for (field, value) in [("template", "izin"), ("message", "{{nama}}")] {
        let refused = api.json(Method::PATCH, &path, json!({field: value})).await;
        refused.blames(field);
    }
}

#[actix_web::test]
async fn an_auditor_reads_and_starts_nothing_and_every_act_is_in_the_trail() {
    let api = Api::new().await;
    api.register(1, &[1], &[]).await;
    let drafted = api.post("/broadcasts", news()).await;
    let path = format!("/broadcasts/{}", drafted.text("/id"));
    for (method, path) in [
        (Method::POST, "/broadcasts".to_owned()),
        (Method::PATCH, path.clone()),
        (Method::POST, format!("{path}/start")),
        (Method::POST, format!("{path}/cancel")),
    ] {
        let request = Api::request(&api.auditor, method, &path).set_json(json!({}));
        api.send(request).await.is_problem(403, "forbidden");
    }
    let request = Api::request(&api.auditor, Method::GET, &format!("{path}/audience"));
    assert_eq!(api.send(request).await.status, 200);
    let request = Api::request(&api.officer, Method::POST, &format!("{path}/start"));
    assert_eq!(api.send(request.set_json(json!({}))).await.status, 200);
    let trail = api.get("/audit").await;
    let newest = &trail.body["data"][0];
    assert_eq!(newest["action"], "broadcast.started");
    assert_eq!(
        (&newest["actor"], &newest["detail"]),
        (&json!("api:officer"), &json!("Libur Natal"))
    );
}

#[actix_web::test]
async fn progress_is_told_as_server_sent_events_until_it_is_over() {
    let api = Api::new().await;
    api.register(1, &[1], &[]).await;
    let drafted = api.post("/broadcasts", news()).await;
    let path = format!("/broadcasts/{}", drafted.text("/id"));
    api.post(&format!("{path}/start"), json!({})).await;
    api.run_broadcasts().await;
    let done = async {
        let txn = api.test.core.db.begin_write().await.unwrap();
        let sent = "UPDATE message SET status = 'sent', settled_at = 1";
        txn.execute_unprepared(sent).await.unwrap();
        txn.commit().await.unwrap();
        api.run_broadcasts().await;
    };
    let events = format!("{path}/events");
    let (text, ()) = tokio::join!(api.stream(&events), done);
    let events: Vec<Value> = text
        .split("\n\n")
        .filter_map(|event| event.strip_prefix("event: progress\ndata: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect();
    let last = events.last().unwrap();
    assert_eq!(
        (&last["status"], &last["counts"]["sent"]),
        (&json!("completed"), &json!(1))
    );
    let request = test::TestRequest::with_uri(&format!("/api/v1{path}/events"));
    api.send(request).await.is_problem(401, "unauthenticated");
}
