//! Replies that reach us late, in another order than they were written in, or by a way that is no
//! longer used: the time at which they were written decides (invariant 7), and a stop always holds.

use std::time::Duration;

use entity::words::AccountKind;
use reqwest::StatusCode;
use serde_json::{Value, json};
use setuju::providers::Account;

use crate::support::app::TestApp;
use crate::support::gateway::Gateway;
use crate::support::on_both_databases;

fn asks(phone: &str) -> Value {
    json!({"phone": phone, "message": "Setuju?", "purpose": "opt_in_request"})
}

/// A text that was written so many seconds ago comes now.
async fn said(app: &TestApp, account: &Account, phone: &str, text: &str, ago: i64) {
    let inboxid = u64::try_from(app.seconds() - ago).unwrap();
    let mut late = app.fonnte_message(phone, text, inboxid);
    late["timestamp"] = json!(app.seconds() - ago);
    assert_eq!(app.post_webhook(account, &late).await, StatusCode::OK);
}

on_both_databases!(a_stop_said_again_is_the_latest_word, async |app| {
    let account = app.fonnte().await;
    let phone = app.number();
    app.pass(Duration::from_mins(30));
    said(&app, &account, &phone, "STOP", 1200).await;
    said(&app, &account, &phone, "STOP", 60).await;
    // Written between the two, and handed in last.
    said(&app, &account, &phone, "SETUJU", 600).await;
    assert_eq!(app.status(&phone).await, "denied");
    assert_eq!(app.events(&phone).await, ["declined"]);
    said(&app, &account, &phone, "SETUJU", 10).await;
    assert_eq!(app.status(&phone).await, "granted", "a new yes ends it");
});

on_both_databases!(
    a_denial_on_paper_given_again_is_the_latest_word,
    async |app| {
        let account = app.fonnte().await;
        let phone = app.number();
        let denies = json!({
            "status": "denied", "source": "form", "note": "formulir 12",
        });
        for _ in 0..2 {
            let (status, answer) = app
                .post(&format!("/api/v1/consents/{phone}"), &denies)
                .await;
            assert!(status.is_success(), "{answer}");
            app.pass(Duration::from_mins(20));
        }
        said(&app, &account, &phone, "SETUJU", 1800).await;
        assert_eq!(app.status(&phone).await, "denied");
        said(&app, &account, &phone, "SETUJU", 60).await;
        assert_eq!(app.status(&phone).await, "granted");
    }
);

on_both_databases!(
    what_was_written_before_the_question_does_not_answer_it,
    async |app| {
        let gateway = Gateway::start();
        let settings = [("token", "rahasia-fonnte")];
        let account = app
            .add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &settings)
            .await;
        let phone = app.number();
        app.pass(Duration::from_hours(1));
        let ask = asks(&phone);
        let (status, sent) = app.post("/api/v1/messages?wait=20", &ask).await;
        assert_eq!(status, StatusCode::OK, "{sent}");
        app.pass(Duration::from_mins(1));

        // To whatever it said yes, it was not our question.
        said(&app, &account, &phone, "YA", 600).await;
        assert_eq!(app.status(&phone).await, "asked");
        said(&app, &account, &phone, "YA", 8 * 3600).await;
        assert_eq!(app.status(&phone).await, "asked");
        // The clocks of gateways are not quite ours.
        said(&app, &account, &phone, "YA", 120).await;
        assert_eq!(app.status(&phone).await, "granted");

        // A time that no gateway would hand in is no time.
        let other = app.number();
        let ask = asks(&other);
        let (status, sent) = app.post("/api/v1/messages?wait=20", &ask).await;
        assert_eq!(status, StatusCode::OK, "{sent}");
        said(&app, &account, &other, "YA", 400 * 86_400).await;
        assert_eq!(app.status(&other).await, "granted");

        // A no may be one to our question all the same.
        let third = app.number();
        let (status, sent) = app.post("/api/v1/messages?wait=20", &asks(&third)).await;
        assert_eq!(status, StatusCode::OK, "{sent}");
        said(&app, &account, &third, "Tidak usah pak", 650).await;
        assert_eq!(app.status(&third).await, "denied");
    }
);

on_both_databases!(
    a_stop_without_id_or_time_is_never_taken_for_another,
    async |app| {
        let account = app.fonnte().await;
        let phone = app.number();
        for text in ["STOP", "SETUJU", "STOP", "STOP", "SETUJU"] {
            let mut bare = app.fonnte_message(&phone, text, 0);
            bare.as_object_mut().unwrap().remove("timestamp");
            assert_eq!(app.post_webhook(&account, &bare).await, StatusCode::OK);
            app.pass(Duration::from_secs(1));
        }
        // The second yes is the first come again, as far as anybody can tell.
        assert_eq!(app.status(&phone).await, "denied");
        let events = ["declined", "granted", "withdrawn"];
        assert_eq!(app.events(&phone).await, events);
    }
);

on_both_databases!(an_account_that_is_switched_off_still_hears, async |app| {
    let account = app.fonnte().await;
    let phone = app.number();
    app.says(&account, &phone, "SETUJU").await;
    let path = format!("/api/v1/accounts/{}", account.id);
    let request = app.client.patch(app.url(&path)).bearer_auth(app.key());
    let off = request
        .json(&json!({"active": false}))
        .send()
        .await
        .unwrap();
    assert_eq!(off.status(), StatusCode::OK);
    app.pass(Duration::from_mins(1));
    let queued = async || {
        let sent = app.get_json("/api/v1/messages?limit=200").await;
        sent["data"].as_array().unwrap().len()
    };
    let before = queued().await;
    app.says(&account, &phone, "STOP").await;
    assert_eq!(app.status(&phone).await, "denied");
    assert_eq!(queued().await, before, "it answers nothing");
    // A yes by such a way is for a person to see.
    app.pass(Duration::from_mins(1));
    app.says(&account, &phone, "SETUJU").await;
    assert_eq!(app.status(&phone).await, "denied");
    let inbox = app.get_json("/api/v1/inbound?unclear=true").await;
    assert_eq!(inbox["data"][0]["rule"], "account-off", "{inbox}");
});
