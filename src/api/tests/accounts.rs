use actix_web::HttpServer;
use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::inbound::recorder::Delivery;
use crate::providers::Unverified;

#[actix_web::test]
async fn credentials_go_in_and_never_come_out() {
    let api = Api::new().await;
    let account = json!({
        "id": "karo", "kind": "sandbox", "name": "Sandbox Karo", "is_default": true,
        "pace_ms": "500-900", "position": 3, "settings": {"webhook_secret": "rahasia-sekali"}
    });
    let made = api.post("/accounts", account.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.text("/state"), "draft");
    assert_eq!(
        (made.text("/pace_ms"), &made.body["position"]),
        ("500-900", &json!(3))
    );
    assert_eq!(made.body["is_default"], true);
    let url = made.text("/webhook_url").to_owned();
    assert!(
        url.starts_with("https://setuju.example/webhooks/karo/"),
        "{url}"
    );
    api.post("/accounts", account)
        .await
        .is_problem(409, "taken");
    let sandbox = api.get("/accounts/sandbox").await;
    assert_eq!(sandbox.body["is_default"], false);

    let changed =
        json!({"name": "Karo", "active": false, "settings": {"webhook_secret": "rahasia-lain"}});
    let changed = api.json(Method::PATCH, "/accounts/karo", changed).await;
    assert_eq!(
        (changed.text("/name"), &changed.body["active"]),
        ("Karo", &json!(false))
    );
    let rotated = api
        .post("/accounts/karo/rotate-webhook-token", json!({}))
        .await;
    assert_ne!(rotated.text("/webhook_url"), url);
    let paused = api.post("/accounts/karo/pause", json!({})).await;
    assert_eq!(paused.body["paused"], true);
    let resumed = api.post("/accounts/karo/resume", json!({})).await;
    assert_eq!(resumed.body["paused"], false);

    let token = rotated.text("/webhook_url").rsplit('/').next().unwrap();
    for key in [&api.officer, &api.auditor] {
        let listed = api.send(Api::request(key, Method::GET, "/accounts")).await;
        assert_eq!(listed.status, 200);
        assert!(!listed.body.to_string().contains(token));
    }
    for path in ["/accounts", "/accounts/karo", "/stats", "/audit"] {
        let shown = api.get(path).await.body.to_string();
        assert!(!shown.contains("rahasia"), "{path}");
    }
    assert_eq!(api.delete("/accounts/karo").await.status, 204);
    api.get("/accounts/karo").await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn what_is_wrong_with_an_account_is_said_by_field() {
    let api = Api::new().await;
    let account = |kind: &str, more: Value| {
        let mut body = json!({"id": "a", "kind": kind});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    for (body, field) in [
        (json!({"id": "A B", "kind": "sandbox"}), "id"),
        (account("sms", json!({})), "kind"),
        (account("meta", json!({})), "settings.access_token"),
        (
            account("sandbox", json!({"settings": {"tokn": "x"}})),
            "settings.tokn",
        ),
        (
            account("sandbox", json!({"settings": {"webhook_secret": 1}})),
            "settings.webhook_secret",
        ),
        (account("sandbox", json!({"pace_ms": "9-1"})), "pace_ms"),
        (
            account("sandbox", json!({"base_url": "ftp://x"})),
            "base_url",
        ),
        (account("sandbox", json!({"token": "abc"})), "token"),
    ] {
        api.post("/accounts", body).await.blames(field);
    }
    let patch = async |body| api.json(Method::PATCH, "/accounts/sandbox", body).await;
    patch(json!({"is_default": false}))
        .await
        .blames("is_default");
    patch(json!({"name": null})).await.blames("name");
    patch(json!({"position": 9_999_999_999_u64}))
        .await
        .blames("position");
    api.post("/accounts/nope/test", json!({}))
        .await
        .is_problem(404, "not-found");
}

#[actix_web::test]
async fn what_an_account_need_not_have_is_taken_away_with_null() {
    let api = Api::new().await;
    let patch = async |body| api.json(Method::PATCH, "/accounts/sandbox", body).await;
    let usual = api.get("/accounts/sandbox").await.body["pace_ms"].clone();
    let own = json!({
        "daily_cap": 40, "warm_up": "50,100", "pace_ms": "500-900",
        "base_url": "https://gateway.example",
    });
    let set = patch(own.clone()).await;
    assert_eq!(set.status, 200);
    for (field, value) in own.as_object().unwrap() {
        assert_eq!(&set.body[field], value);
    }
    let kept = patch(json!({"name": "Latihan"})).await;
    assert_eq!(
        (&kept.body["daily_cap"], &kept.body["warm_up"]),
        (&json!(40), &json!("50,100"))
    );

    for field in ["daily_cap", "warm_up", "base_url"] {
        let cleared = patch(json!({ field: null })).await;
        assert_eq!((cleared.status, &cleared.body[field]), (200, &Value::Null));
    }
    let cleared = patch(json!({"pace_ms": null})).await;
    assert_eq!(cleared.body["pace_ms"], usual);
    for bad in [json!(-1), json!("40"), json!(1.5)] {
        patch(json!({ "daily_cap": bad })).await.blames("daily_cap");
    }
}

#[actix_web::test]
async fn a_test_asks_the_provider_and_keeps_the_state() {
    let api = Api::new().await;
    let tested = api.post("/accounts/sandbox/test", json!({})).await;
    assert_eq!(tested.body["ok"], true);
    assert_eq!(tested.text("/state"), "configured");
    assert_eq!(
        api.get("/accounts/sandbox").await.text("/state"),
        "configured"
    );
}

#[actix_web::test]
async fn built_in_templates_are_edited_and_not_deleted() {
    let api = Api::new().await;
    let all = api.get("/templates").await;
    assert_eq!(all.body["data"].as_array().unwrap().len(), 22);
    api.delete("/templates/opt_in_request")
        .await
        .is_problem(409, "built-in");
    api.delete("/templates/nope")
        .await
        .is_problem(404, "not-found");
    let edit = async |key: &str, body| {
        api.json(Method::PATCH, &format!("/templates/{key}"), body)
            .await
    };
    let edited = edit("answer_help", json!({"body": "Hubungi loket."})).await;
    assert_eq!(
        (edited.text("/body"), &edited.body["version"]),
        ("Hubungi loket.", &json!(2))
    );
    assert_eq!(
        api.services
            .live
            .latest()
            .answer("answer_help")
            .map(|(text, _)| text),
        Some("Hubungi loket.")
    );
    edit("answer_help", json!({"body": "Halo {{nama}}"}))
        .await
        .blames("body");
    edit("opt_in_request", json!({"body": ""}))
        .await
        .blames("body");
    edit("opt_in_request", json!({"key": "x"}))
        .await
        .blames("key");

    let new =
        json!({"key": "izin", "name": "Izin", "body": "Halo {{nama}}", "meta_name": "izin_1"});
    let made = api.post("/templates", new.clone()).await;
    assert_eq!(made.body["parameters"], json!(["nama"]));
    assert_eq!(
        (made.text("/language"), made.text("/meta_name")),
        ("id", "izin_1")
    );
    api.post("/templates", new).await.is_problem(409, "taken");
    api.post("/templates", json!({"key": "A b", "body": "x"}))
        .await
        .blames("key");
    assert_eq!(api.delete("/templates/izin").await.status, 204);
}

#[actix_web::test]
async fn a_key_is_shown_once_and_ends_when_it_is_withdrawn() {
    let api = Api::new().await;
    let made = api
        .post("/api-keys", json!({"name": "Odoo", "role": "officer"}))
        .await;
    assert_eq!(made.status, 201);
    let key = made.text("/key").to_owned();
    let listed = api.get("/api-keys").await;
    assert_eq!(listed.text("/data/0/name"), "Odoo");
    assert!(!listed.body.to_string().contains(&key));
    let namesake = json!({"name": " Odoo ", "role": "auditor"});
    let refused = api.post("/api-keys", namesake.clone()).await;
    refused.is_problem(409, "taken");
    let seen = api
        .send(Api::request(&api.auditor, Method::GET, "/api-keys"))
        .await;
    assert_eq!(seen.text("/data/0/name"), "Odoo", "as on the page");
    let officer = api
        .send(Api::request(&api.officer, Method::GET, "/api-keys"))
        .await;
    officer.is_problem(403, "forbidden");
    assert_eq!(
        api.send(Api::request(&key, Method::GET, "/stats"))
            .await
            .status,
        200
    );
    let path = format!("/api-keys/{}", made.text("/id"));
    assert_eq!(api.delete(&path).await.status, 204);
    let refused = api.send(Api::request(&key, Method::GET, "/stats")).await;
    refused.is_problem(401, "unauthenticated");
    api.delete(&path).await.is_problem(404, "not-found");
    let renewed = api.post("/api-keys", namesake).await;
    assert_eq!(renewed.status, 201, "the name is free again");
}

/// Listens like the webhooks of the server.
fn listen(api: &mut Api) -> actix_web::dev::ServerHandle {
    async fn webhook(
        path: web::Path<(String, String)>,
        body: Bytes,
        services: web::Data<Services>,
    ) -> actix_web::HttpResponse {
        let (id, token) = path.into_inner();
        let account = services.live.account(&id).await.unwrap().unwrap();
        let provider = services.providers.get(account.kind);
        let post = Unverified {
            token: Some(token),
            signature: None,
            content_type: None,
            body,
        };
        let now = services.core.now();
        let verified = provider.verify(post, &account, now).unwrap();
        let parsed = provider.parse(&verified, &account).unwrap();
        let delivery = Delivery {
            account_id: id.into(),
            provider: account.kind,
            authenticity: verified.authenticity(),
            received_at: now,
            events: parsed.events,
            unreadable: None,
            raw: parsed.raw,
        };
        services.recorder.record(delivery).await.unwrap();
        actix_web::HttpResponse::Ok().finish()
    }
    let services = api.services.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(services.clone()))
            .route("/webhooks/{id}/{token}", web::post().to(webhook))
    });
    let server = server.workers(1).bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    api.services.address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    handle
}

#[actix_web::test]
async fn a_reply_in_the_sandbox_goes_the_way_of_a_real_one() {
    let mut api = Api::new().await;
    let server = listen(&mut api);
    let yes = json!({"from": "0812-3456-7890", "text": "SETUJU"});
    let read = api.post("/sandbox/replies", yes).await;
    assert_eq!(read.status, 200, "{}", read.body);
    assert_eq!(
        (read.text("/intent"), read.text("/authenticity")),
        ("grant", "internal")
    );
    assert_eq!(read.text("/phone"), "+6281234567890");
    let view = api.get("/consents/+6281234567890").await;
    assert_eq!(
        (view.text("/status"), view.text("/source")),
        ("granted", "reply")
    );
    assert_eq!(view.text("/evidence/text"), "SETUJU");
    assert_eq!(view.text("/window_open_until"), "2026-11-23T03:00:00Z");
    let path = format!("/inbound/{}", read.text("/id"));
    let mut shown = api.get(&path).await.body;
    let raw = shown.as_object_mut().unwrap().remove("raw").unwrap();
    assert!(raw.as_str().unwrap().contains("SETUJU"), "{raw}");
    assert_eq!(shown, read.body);
    let listed = api
        .get("/inbound?phone=081234567890&intent=grant&unclear=false&kind=text")
        .await;
    assert_eq!(listed.body["data"][0], read.body);
    let resolve = json!({"intent": "deny", "note": "x"});
    let resolved = api.post(&format!("{path}/resolve"), resolve).await;
    resolved.is_problem(409, "wrong-state");
    let stats = api.get("/stats").await;
    assert_eq!(stats.body["consent"]["granted"], 1);
    assert_eq!(stats.body["queue"]["depth"], 1, "thanks are on their way");
    server.stop(false).await;

    let lost = api
        .post(
            "/sandbox/replies",
            json!({"from": "081234567890", "text": "x"}),
        )
        .await;
    lost.is_problem(503, "unavailable");
    api.json(Method::PATCH, "/accounts/sandbox", json!({"active": false}))
        .await;
    let none = api
        .post(
            "/sandbox/replies",
            json!({"from": "081234567890", "text": "x"}),
        )
        .await;
    none.is_problem(409, "no-sandbox");
}
