use std::time::Duration;

use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::*;
use crate::lease::Leases;
use crate::outbound::dispatcher::Dispatcher;

const TO: &str = "081234567890";

impl Api {
    /// Sends what is queued, until the guard is dropped.
    fn dispatch(&self) -> tokio_util::sync::DropGuard {
        let Services {
            core,
            live,
            providers,
            ..
        } = self.services.clone();
        let leases = Leases::new(&core);
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let dispatcher =
            Dispatcher::new(core, live, providers, leases, tasks.clone(), stop.clone());
        tasks.spawn(dispatcher.run());
        stop.drop_guard()
    }

    pub(super) async fn grant(&self, phone: &str) {
        let yes = json!({"status": "granted", "source": "form", "note": "x"});
        let path = format!("/consents/{phone}");
        assert_eq!(self.post(&path, yes).await.status, 200);
    }
}

#[actix_web::test]
async fn a_message_is_queued_and_claims_nothing() {
    let api = Api::new().await;
    let body = json!({"phone": TO, "message": "Halo", "permit_id": "REG-1"});
    let queued = api.post("/messages", body).await;
    assert_eq!(queued.status, 202, "{}", queued.body);
    assert_eq!(queued.body["success"], Value::Null);
    assert_eq!(queued.text("/status"), "queued");
    assert_eq!(queued.text("/provider"), "Sandbox");
    assert_eq!(queued.text("/purpose"), "custom");
    assert_eq!(queued.text("/phone"), "+6281234567890");
    assert_eq!(queued.text("/permit_id"), "REG-1");

    let path = format!("/messages/{}", queued.text("/id"));
    assert_eq!(api.get(&path).await.body, queued.body);
    let listed = api
        .get("/messages?phone=0812-3456-7890&status=queued&purpose=custom")
        .await;
    assert_eq!(listed.body["data"][0], queued.body);
    for nothing in ["/messages?status=sent", "/messages?broadcast_id=7"] {
        assert_eq!(api.get(nothing).await.body["data"], json!([]), "{nothing}");
    }
    let part_of_a_broadcast = "UPDATE message SET broadcast_id = 7";
    let txn = api.test.core.db.begin_write().await.unwrap();
    txn.execute_unprepared(part_of_a_broadcast).await.unwrap();
    txn.commit().await.unwrap();
    let listed = api.get("/messages?broadcast_id=7").await;
    assert_eq!(listed.text("/data/0/broadcast_id"), "7");
    let other = api.get("/messages?broadcast_id=8").await;
    assert_eq!(other.body["data"], json!([]));
    api.get("/messages?broadcast_id=x")
        .await
        .blames("broadcast_id");

    let cancelled = api.post(&format!("{path}/cancel"), json!({})).await;
    assert_eq!(
        (cancelled.status, cancelled.text("/status")),
        (200, "cancelled")
    );
    assert_eq!(cancelled.body["success"], false);
    let again = api.post(&format!("{path}/cancel"), json!({})).await;
    assert_eq!(again.status, 200, "to call back twice changes nothing");
    let missing = api.post("/messages/1/cancel", json!({})).await;
    missing.is_problem(404, "not-found");
}

#[actix_web::test]
async fn who_waits_gets_the_answer_of_the_provider() {
    let api = Api::new().await;
    let _running = api.dispatch();
    let sent = api
        .post("/messages?wait=20", json!({"phone": TO, "message": "Halo"}))
        .await;
    assert_eq!(
        (sent.status, sent.text("/status")),
        (200, "sent"),
        "{}",
        sent.body
    );
    assert_eq!(sent.body["success"], true);
    assert!(sent.text("/message_id").starts_with("sandbox-"));
    assert!(sent.body["sent_at"].is_string());
    let cancelled = api
        .post(&format!("/messages/{}/cancel", sent.text("/id")), json!({}))
        .await;
    cancelled.is_problem(409, "wrong-state");

    let body = json!({"phone": "081234560001", "message": "Halo"});
    let failed = api.post("/messages?wait=20", body).await;
    assert_eq!((failed.status, failed.text("/status")), (200, "failed"));
    assert_eq!(failed.body["success"], false);
    assert!(failed.text("/error").contains("rejected"));

    let body = json!({"phone": "081234560002", "message": "Halo"});
    let uncertain = api.post("/messages?wait=20", body).await;
    assert_eq!(uncertain.text("/status"), "uncertain");
    assert_eq!(uncertain.body["success"], Value::Null, "nobody knows");
}

#[actix_web::test]
async fn a_wait_ends_when_its_time_is_over() {
    let api = Api::new().await;
    let body = json!({"phone": TO, "message": "Halo"});
    let queued = api.post("/messages?wait=1", body).await;
    assert_eq!((queued.status, queued.text("/status")), (202, "queued"));
    for wait in ["61", "-1", "x", "1.5"] {
        let body = json!({"phone": TO, "message": "Halo"});
        api.post(&format!("/messages?wait={wait}"), body)
            .await
            .blames("wait");
    }
}

#[actix_web::test]
async fn the_gate_refuses_with_its_reason() {
    let api = Api::new().await;
    let news = json!({"phone": TO, "message": "Izin terbit", "purpose": "notification"});
    let refused = api.post("/messages", news.clone()).await;
    refused.is_problem(409, "withheld");
    assert_eq!(refused.text("/reason"), "no_consent");
    api.grant(TO).await;
    assert_eq!(api.post("/messages", news.clone()).await.status, 202);
    let no = json!({"status": "denied", "source": "counter", "note": "x"});
    api.post(&format!("/consents/{TO}"), no).await;
    assert_eq!(api.post("/messages", news).await.text("/reason"), "denied");
    let reply = json!({"phone": TO, "message": "Halo", "purpose": "reply"});
    assert_eq!(
        api.post("/messages", reply).await.text("/reason"),
        "window_closed"
    );
}

#[actix_web::test]
async fn what_waits_for_a_stopped_account_says_so() {
    let api = Api::new().await;
    let pause = api.post("/accounts/sandbox/pause", json!({})).await;
    assert_eq!(pause.status, 200, "{}", pause.body);
    let body = json!({"phone": TO, "message": "Halo"});
    let waiting = api.post("/messages", body).await;
    assert_eq!(waiting.status, 202, "{}", waiting.body);
    assert_eq!(waiting.text("/reason"), "account_paused");
    let listed = api.get("/messages").await;
    assert_eq!(listed.body["data"][0]["reason"], "account_paused");
    api.post("/accounts/sandbox/resume", json!({})).await;
    let listed = api.get("/messages").await;
    assert_eq!(listed.body["data"][0]["reason"], Value::Null);
}

#[actix_web::test]
async fn a_mark_in_a_free_text_does_not_go_out_as_it_stands() {
    let api = Api::new().await;
    let body = json!({"phone": TO, "message": "Yth. {{partner_name}}, selamat siang"});
    api.post("/messages", body).await.blames("message");
    let nothing =
        json!({"phone": TO, "template": "service_info", "values": {"partner_name": null}});
    let refused = api.post("/messages", nothing).await;
    assert_eq!(
        refused.body["errors"]["values.partner_name"],
        json!(["a text or a number is expected"])
    );
    let braces = json!({"phone": TO, "message": "Kode {12} dan {{ }}"});
    assert_eq!(api.post("/messages", braces).await.status, 202);
}

#[actix_web::test]
async fn the_same_key_and_body_get_the_same_answer() {
    let api = Api::new().await;
    let send = async |key: &str, who: &str, body: Value| {
        let request = Api::request(who, Method::POST, "/messages")
            .insert_header(("Idempotency-Key", key.to_owned()))
            .set_json(body);
        api.send(request).await
    };
    let body = json!({"phone": TO, "message": "Halo"});
    let first = send("k1", &api.admin, body.clone()).await;
    let again = send("k1", &api.admin, body.clone()).await;
    assert_eq!(first.body, again.body);
    {
        let _dispatched = api.dispatch();
        let request = Api::request(&api.admin, Method::POST, "/messages?wait=20");
        let request = request.insert_header(("Idempotency-Key", "k1"));
        let sent = api.send(request.set_json(body.clone())).await;
        assert_eq!((sent.status, sent.text("/status")), (200, "sent"));
    }
    let repeated = send("k1", &api.admin, body.clone()).await;
    assert_eq!(repeated.status, 202, "who does not wait is answered alike");
    let other = send("k1", &api.admin, json!({"phone": TO, "message": "Hai"})).await;
    other.is_problem(409, "idempotency-key-reused");
    let another = send("k1", &api.officer, body.clone()).await;
    assert_ne!(
        another.text("/id"),
        first.text("/id"),
        "keys belong to who uses them"
    );
    let no = json!({"status": "denied", "source": "counter", "note": "x"});
    api.post(&format!("/consents/{TO}"), no).await;
    let later = send("k1", &api.admin, body.clone()).await;
    assert_eq!(
        later.text("/id"),
        first.text("/id"),
        "also when the gate would refuse now"
    );
    send(&"k".repeat(256), &api.admin, body)
        .await
        .blames("Idempotency-Key");
    assert_eq!(
        api.get("/messages").await.body["data"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[actix_web::test]
async fn what_is_sent_and_to_whom_must_be_clear() {
    let api = Api::new().await;
    let budi = api
        .post("/partners", json!({"name": "Budi", "phone": TO}))
        .await;
    let id = budi.text("/id").to_owned();
    for (body, field) in [
        (json!({"message": "x"}), "phone"),
        (
            json!({"phone": TO, "partner_id": id, "message": "x"}),
            "partner_id",
        ),
        (json!({"phone": TO}), "message"),
        (
            json!({"phone": TO, "message": "x", "template": "service_info"}),
            "template",
        ),
        (json!({"phone": TO, "message": "x", "values": {}}), "values"),
        (json!({"phone": TO, "message": "  \n"}), "message"),
        (json!({"phone": TO, "message": "x".repeat(4097)}), "message"),
        (json!({"phone": TO, "message": "a\0b"}), "message"),
        (json!({"phone": "0812", "message": "x"}), "phone"),
        (json!({"phone": "0628-20123", "message": "x"}), "phone"),
        (json!({"partner_id": "1", "message": "x"}), "partner_id"),
        (json!({"partner_id": 1, "message": "x"}), "partner_id"),
        (json!({"partner_id": "x", "message": "x"}), "partner_id"),
        (json!({"phone": TO, "template": "nope"}), "template"),
        (
            json!({"phone": TO, "message": "x", "purpose": "spam"}),
            "purpose",
        ),
        (
            json!({"phone": TO, "message": "x", "provider_type": "sms"}),
            "provider_type",
        ),
    ] {
        api.post("/messages", body).await.blames(field);
    }
    let longest = json!({"phone": TO, "message": "é".repeat(4096)});
    assert_eq!(api.post("/messages", longest).await.status, 202);

    let numberless = api
        .post("/partners", json!({"name": "Siti", "phone": null}))
        .await;
    let to_nobody = json!({"partner_id": numberless.text("/id"), "message": "x"});
    api.post("/messages", to_nobody)
        .await
        .is_problem(422, "no-phone");
    let meta = json!({"phone": TO, "message": "x", "provider_type": "meta"});
    api.post("/messages", meta)
        .await
        .is_problem(422, "no-provider");
}

#[actix_web::test]
async fn a_template_is_filled_in_or_says_what_is_missing() {
    let api = Api::new().await;
    let template = json!({"key": "izin", "body": "Yth. {{partner_name}}, izin {{nomor}} terbit."});
    assert_eq!(api.post("/templates", template).await.status, 201);
    let budi = api
        .post("/partners", json!({"name": "Budi", "phone": TO}))
        .await;

    let missing = api
        .post("/messages", json!({"phone": TO, "template": "izin"}))
        .await;
    missing.blames("values.nomor");
    assert!(missing.body["errors"].get("values.partner_name").is_none());
    for to in [
        json!({"phone": TO}),
        json!({"partner_id": budi.text("/id")}),
    ] {
        let mut body = to;
        body["template"] = "izin".into();
        body["values"] = json!({"nomor": 7});
        let queued = api.post("/messages", body).await;
        assert_eq!(queued.text("/text"), "Yth. Budi, izin 7 terbit.");
        assert_eq!(queued.text("/template"), "izin");
    }
    api.post("/partners", json!({"name": "Siti", "phone": TO}))
        .await;
    let shared = json!({"phone": TO, "template": "izin", "values": {"nomor": "7"}});
    api.post("/messages", shared)
        .await
        .blames("values.partner_name");
}

#[actix_web::test]
async fn a_template_that_grows_too_long_is_not_blamed_on_a_text() {
    let api = Api::new().await;
    let template = json!({"key": "izin", "body": "Izin {{nomor}} terbit."});
    assert_eq!(api.post("/templates", template).await.status, 201);
    let body = json!({"phone": TO, "template": "izin", "values": {"nomor": "7".repeat(4096)}});
    let refused = api.post("/messages", body).await;
    refused.blames("template");
    assert!(refused.body["errors"].get("message").is_none());
}

#[actix_web::test]
async fn free_text_through_meta_needs_an_open_window() {
    let api = Api::new().await;
    let account = json!({
        "id": "resmi", "kind": "meta",
        "settings": {
            "access_token": "EAAx", "phone_number_id": "1", "waba_id": "2",
            "app_secret": "s", "verify_token": "v"
        }
    });
    assert_eq!(api.post("/accounts", account).await.status, 201);
    let text = json!({"phone": TO, "message": "Halo", "provider_type": "meta"});
    api.post("/messages", text.clone())
        .await
        .is_problem(422, "template-required");
    let template = json!({"key": "halo", "body": "Halo"});
    api.post("/templates", template).await;
    let by_template = json!({"phone": TO, "template": "halo", "provider_type": "meta"});
    let queued = api.post("/messages", by_template).await;
    assert_eq!((queued.status, queued.text("/account")), (202, "resmi"));
    assert_eq!(queued.text("/provider"), "Meta");
    api.test.pass(Duration::from_secs(1));
    let no = json!({"status": "denied", "source": "counter", "note": "x"});
    api.post(&format!("/consents/{TO}"), no).await;
    api.post("/messages", text)
        .await
        .is_problem(409, "withheld");
}

#[actix_web::test]
async fn the_same_request_many_times_at_once_is_one_message() {
    let api = Api::new().await;
    let body = json!({"phone": TO, "message": "Halo"});
    let sends = (0..10).map(|_| {
        let request = Api::request(&api.admin, Method::POST, "/messages")
            .insert_header(("Idempotency-Key", "k1"))
            .set_json(&body);
        api.send(request)
    });
    let answers = futures_util::future::join_all(sends).await;
    for answer in &answers {
        assert_eq!(answer.status, 202, "{}", answer.body);
        assert_eq!(answer.text("/id"), answers[0].text("/id"));
    }
    let listed = api.get("/messages").await;
    assert_eq!(listed.body["data"].as_array().unwrap().len(), 1);
}
