//! Consent: who agreed, why we believe it, and what undoes it.

use std::time::Duration;

use entity::words::ConsentStatus;
use entity::{consent_event, contact, inbound_message};
use reqwest::StatusCode;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use setuju::consent::verify::verify;

use crate::support::app::TestApp;
use crate::support::gateway::Gateway;
use crate::support::on_both_databases;

on_both_databases!(a_yes_is_recorded_with_its_proof, async |app| {
    let gateway = Gateway::start();
    let settings = [("token", "rahasia-fonnte")];
    let account = app
        .add_account(
            "karo",
            entity::words::AccountKind::Fonnte,
            Some(&gateway.url),
            &settings,
        )
        .await;
    let phone = app.number();
    let (status, asked) = app
        .post(
            "/api/v1/messages?wait=20",
            &json!({"phone": phone, "template": "opt_in_request", "purpose": "opt_in_request",
                    "values": {"partner_name": "Budi Ginting"}}),
        )
        .await;
    assert_eq!(
        (status, asked["success"].as_bool()),
        (StatusCode::OK, Some(true)),
        "{asked}"
    );
    assert_eq!(asked["provider"], "Fonnte");
    assert_eq!(app.status(&phone).await, "asked");

    app.says(&account, &phone, "YA").await;
    let consent = app.get_json(&format!("/api/v1/consents/{phone}")).await;
    assert_eq!(consent["status"], "granted");
    assert_eq!(consent["source"], "reply");
    let evidence = &consent["evidence"];
    assert_eq!(evidence["text"], "YA");
    assert_eq!(evidence["account"], "karo");
    assert_eq!(evidence["provider"], "fonnte");
    assert_eq!(evidence["authenticity"], "url_token");
    assert_eq!(evidence["request_message_id"], asked["id"]);
    assert!(evidence["provider_message_id"].is_string() && evidence["received_at"].is_string());
    assert!(consent["window_open_until"].is_string());

    app.until("the thanks are sent", async || {
        gateway.sent_to(&phone).len() == 2
    })
    .await;
    assert!(
        gateway.sent_to(&phone)[1].contains("STOP"),
        "the thanks say how to stop"
    );

    app.says(&account, &phone, "stop").await;
    assert_eq!(app.status(&phone).await, "denied");
    app.until("the stop is confirmed", async || {
        gateway.sent_to(&phone).len() == 3
    })
    .await;
    assert_eq!(app.events(&phone).await, ["asked", "granted", "withdrawn"]);
});

on_both_databases!(an_older_yes_does_not_undo_a_stop, async |app| {
    let account = app.fonnte().await;
    let phone = app.number();
    app.says(&account, &phone, "SETUJU").await;
    app.pass(Duration::from_mins(10));
    app.says(&account, &phone, "STOP").await;

    let mut late = app.fonnte_message(&phone, "SETUJU", 99);
    late["timestamp"] = json!(app.seconds() - 60);
    assert_eq!(app.post_webhook(&account, &late).await, StatusCode::OK);
    assert_eq!(app.status(&phone).await, "denied");
    assert_eq!(app.events(&phone).await, ["granted", "withdrawn"]);
    let inbox = app
        .get_json(&format!("/api/v1/inbound?phone=%2B{}", &phone[1..]))
        .await;
    assert_eq!(
        inbox["data"][0]["rule"], "older-than-decision",
        "kept as evidence"
    );

    app.pass(Duration::from_mins(1));
    app.says(&account, &phone, "SETUJU").await;
    assert_eq!(app.status(&phone).await, "granted", "a new yes ends it");
});

on_both_databases!(
    a_clock_that_runs_ahead_cannot_keep_a_stop_from_holding,
    async |app| {
        let account = app.fonnte().await;
        let phone = app.number();
        let mut ahead = app.fonnte_message(&phone, "SETUJU", 77);
        ahead["timestamp"] = json!(app.seconds() + 86_400);
        assert_eq!(app.post_webhook(&account, &ahead).await, StatusCode::OK);
        assert_eq!(app.status(&phone).await, "granted");
        let consent = app.get_json(&format!("/api/v1/consents/{phone}")).await;
        assert_ne!(
            consent["evidence"]["sent_at"], consent["evidence"]["received_at"],
            "both are kept"
        );
        app.says(&account, &phone, "STOP").await;
        assert_eq!(app.status(&phone).await, "denied");
    }
);

#[tokio::test]
async fn noise_is_not_consent() {
    let app = TestApp::on_sqlite().await;
    let account = app.fonnte().await;
    let phone = app.number();
    let digits = phone.trim_start_matches('+').to_owned();
    let alter = |changes: serde_json::Value, inbox: u64| {
        let mut body = app.fonnte_message(&phone, "SETUJU", inbox);
        for (key, value) in changes.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    for (inbox, changes) in (1..).zip([
        json!({"isgroup": true, "sender": "120363000000000001@g.us", "member": digits}),
        json!({"quick": true}),
        json!({"isforwarded": true}),
        json!({"sender": "status@broadcast"}),
        json!({"message": "non-text message", "pesan": "", "url": "https://x/y.jpeg", "extension": "jpeg"}),
        json!({"url": "https://api.fonnte.com/t/x.jpeg", "extension": "jpeg"}),
        json!({"message": "non-text message", "pollname": "Setuju?", "choices": ["SETUJU"]}),
    ]) {
        let body = alter(changes, inbox);
        assert_eq!(app.post_webhook(&account, &body).await, StatusCode::OK, "{body}");
    }
    assert_eq!(app.status(&phone).await, "unknown");
    let entries = consent_event::Entity::find()
        .all(app.beside.core.db.reader())
        .await
        .unwrap();
    assert!(entries.is_empty());
    let rows = inbound_message::Entity::find()
        .all(app.beside.core.db.reader())
        .await
        .unwrap();
    assert_eq!(rows.len(), 7, "all of it is kept");
}

on_both_databases!(
    an_unclear_refusal_waits_for_a_person_and_holds_bulk_messages,
    async |app| {
        let account = app.fonnte().await;
        let phone = app.number();
        app.says(&account, &phone, "SETUJU").await;
        app.says(&account, &phone, "saya kurang setuju").await;
        assert_eq!(app.status(&phone).await, "granted", "no plain stop");
        let broadcast = json!({"phone": phone, "message": "Kabar", "purpose": "broadcast"});
        let (status, refused) = app.post("/api/v1/messages", &broadcast).await;
        assert_eq!(
            (status, &refused["reason"]),
            (StatusCode::CONFLICT, &json!("unclear_reply"))
        );

        let unclear = app.get_json("/api/v1/inbound?unclear=true").await;
        let id = unclear["data"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/inbound/{id}/resolve");
        let (status, _) = app
            .post(
                &path,
                &json!({"intent": "deny", "note": "menolak lewat telepon"}),
            )
            .await;
        assert!(status.is_success());
        assert_eq!(app.status(&phone).await, "denied");
        let events = app
            .get_json(&format!("/api/v1/consents/{phone}/events"))
            .await;
        let last = &events["data"][1];
        assert_eq!(
            (&last["kind"], &last["source"]),
            (&json!("withdrawn"), &json!("staff"))
        );
        assert_eq!(last["evidence"]["text"], "saya kurang setuju");
        let again = app
            .post(&path, &json!({"intent": "grant", "note": "x"}))
            .await;
        assert_eq!(again.0, StatusCode::CONFLICT, "decided once");
    }
);

on_both_databases!(
    the_ledger_refuses_changes_and_finds_those_made_around_it,
    async |app| {
        let account = app.fonnte().await;
        let (one, two) = (app.number(), app.number());
        for phone in [&one, &two] {
            app.says(&account, phone, "SETUJU").await;
            app.says(&account, phone, "STOP").await;
            app.says(&account, phone, "SETUJU").await;
        }
        let core = app.beside.core.clone();
        let broken = async || {
            verify(&core.db, &core.keys.ledger)
                .await
                .unwrap()
                .broken
                .len()
        };
        assert_eq!(broken().await, 0);

        let refused = async |sql: &str| {
            let txn = core.db.begin_write().await.unwrap();
            txn.execute_unprepared(sql).await.unwrap_err().to_string()
        };
        assert!(
            refused("UPDATE consent_event SET actor = 'x'")
                .await
                .contains("append-only")
        );
        assert!(
            refused("DELETE FROM consent_event")
                .await
                .contains("append-only")
        );

        // Somebody with the database in his hands takes the triggers away first.
        let is_sqlite = matches!(core.db.backend(), setuju::database::Backend::Sqlite(_));
        let around = async |sql: String| {
            let txn = core.db.begin_write().await.unwrap();
            let disarm: &[&str] = if is_sqlite {
                &[
                    "DROP TRIGGER IF EXISTS consent_event_no_update",
                    "DROP TRIGGER IF EXISTS consent_event_no_delete",
                ]
            } else {
                &["ALTER TABLE consent_event DISABLE TRIGGER ALL"]
            };
            for statement in disarm {
                txn.execute_unprepared(statement).await.unwrap();
            }
            txn.execute_unprepared(&sql).await.unwrap();
            txn.commit().await.unwrap();
        };
        let contact = contact::Entity::find()
            .filter(contact::Column::Address.eq(one.as_str()))
            .one(core.db.reader())
            .await
            .unwrap()
            .unwrap();
        let id = contact.id.0;

        around(format!(
            "UPDATE consent_event SET evidence = '{{}}' WHERE contact_id = {id} AND seq = 2"
        ))
        .await;
        assert_eq!(broken().await, 1, "altered");
        around(format!(
            "UPDATE consent_event SET actor = 'x' WHERE contact_id <> {id} AND seq <> 2"
        ))
        .await;
        assert_eq!(broken().await, 3, "each altered entry is told");
        around(format!(
            "DELETE FROM consent_event WHERE contact_id = {id} AND seq = 2"
        ))
        .await;
        assert!(broken().await >= 1, "removed");
        around(format!(
            "UPDATE consent_event SET seq = 2 WHERE contact_id = {id} AND seq = 3"
        ))
        .await;
        assert!(broken().await >= 1, "moved up");
    }
);

on_both_databases!(
    cutting_a_chain_short_is_found_even_with_the_head_adjusted,
    async |app| {
        let account = app.fonnte().await;
        let phone = app.number();
        app.says(&account, &phone, "SETUJU").await;
        app.says(&account, &phone, "STOP").await;
        let core = app.beside.core.clone();
        let events = consent_event::Entity::find()
            .all(core.db.reader())
            .await
            .unwrap();
        let first = events.iter().find(|event| event.seq == 1).unwrap();
        let txn = core.db.begin_write().await.unwrap();
        let disarm = match core.db.backend() {
            setuju::database::Backend::Sqlite(_) => "DROP TRIGGER consent_event_no_delete",
            setuju::database::Backend::Postgres => "ALTER TABLE consent_event DISABLE TRIGGER ALL",
        };
        txn.execute_unprepared(disarm).await.unwrap();
        txn.execute_unprepared("DELETE FROM consent_event WHERE seq = 2")
            .await
            .unwrap();
        contact::Entity::update_many()
            .col_expr(contact::Column::ChainLength, Expr::value(1))
            .col_expr(contact::Column::ChainHead, Expr::value(first.hash.clone()))
            .col_expr(contact::Column::Status, Expr::value(ConsentStatus::Granted))
            .col_expr(contact::Column::Since, Expr::value(first.at))
            .col_expr(contact::Column::Refused, Expr::value(false))
            .exec(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        let report = verify(&core.db, &core.keys.ledger).await.unwrap();
        assert_eq!(
            report.broken.len(),
            1,
            "the STOP itself is still in the inbox"
        );
    }
);

on_both_databases!(
    consent_on_paper_counts_and_belongs_to_the_number_not_the_partner,
    async |app| {
        let phone = app.number();
        let path = format!("/api/v1/consents/{phone}");
        let (status, refused) = app
            .post(&path, &json!({"status": "granted", "source": "form"}))
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        let paper = json!({"status": "granted", "source": "counter", "note": "formulir 12/2026"});
        assert!(app.post(&path, &paper).await.0.is_success());

        let partner =
            json!({"name": "Budi Ginting", "phone": phone, "external_ref": "res.partner,42"});
        let (status, partner) = app.post("/api/v1/partners", &partner).await;
        assert_eq!(status, StatusCode::CREATED);
        assert_eq!(partner["consent"]["status"], "granted");
        let deleted = app
            .client
            .delete(app.url(&format!(
                "/api/v1/partners/{}",
                partner["id"].as_str().unwrap()
            )))
            .send()
            .await
            .unwrap();
        assert_eq!(deleted.status(), StatusCode::UNAUTHORIZED, "without a key");
        let consent = app.get_json(&path).await;
        assert_eq!(consent["source"], "counter");
        assert_eq!(consent["partners"][0]["name"], "Budi Ginting");
    }
);

#[tokio::test]
async fn a_register_taken_over_does_not_undo_a_refusal_but_a_form_does() {
    let app = TestApp::on_sqlite().await;
    let account = app.fonnte().await;
    let phone = app.number();
    app.says(&account, &phone, "STOP").await;
    let path = format!("/api/v1/consents/{phone}");
    let old = json!({"status": "granted", "source": "import", "note": "daftar 2024"});
    assert_eq!(app.post(&path, &old).await.0, StatusCode::CONFLICT);
    assert_eq!(app.status(&phone).await, "denied");
    let form = json!({"status": "granted", "source": "form", "note": "formulir 12/2026"});
    assert!(app.post(&path, &form).await.0.is_success());
    assert_eq!(app.status(&phone).await, "granted");
}
