//! An account that cannot send: who stands in for it, and how it comes back.

use std::time::Duration;

use entity::account;
use entity::words::BroadcastStatus;
use reqwest::StatusCode;
use sea_orm::EntityTrait;
use serde_json::json;

use crate::lanes::{act, agreed, plan, queue, set_status, with_account};
use crate::support::app::TestApp;
use crate::support::gateway::Answer;
use crate::support::on_both_databases;

async fn down_count(app: &TestApp) -> i32 {
    let row = account::Entity::find_by_id("karo".to_owned())
        .one(app.beside.core.db.reader())
        .await
        .unwrap();
    row.unwrap().down_count
}

async fn state(app: &TestApp) -> String {
    let account = app.get_json("/api/v1/accounts/karo").await;
    account["state"].as_str().unwrap().to_owned()
}

on_both_databases!(
    a_provider_that_answers_and_sends_nothing_is_tried_with_one_message_at_a_time,
    async |app| {
        let (gateway, _) = with_account(&app, "karo", &[("pace_ms", "0-0")]).await;
        act(&app, "karo", "pause").await;
        for _ in 0..5 {
            queue(&app, &app.number(), "custom", "Kabar").await;
        }
        gateway.answers(Answer::RefusesMessages("invalid token"));
        act(&app, "karo", "resume").await;
        app.until("all are refused", async || gateway.asked().len() == 5)
            .await;
        // All five answers are one fault only if no time passes between them.
        app.until("all answers are written down", async || {
            let sending = app.get_json("/api/v1/messages?status=sending").await;
            sending["data"].as_array().unwrap().is_empty()
        })
        .await;
        assert_eq!(down_count(&app).await, 1);
        for tried in 1..=2 {
            app.pass(Duration::from_mins(5));
            app.until("one more is tried", async || {
                down_count(&app).await == 1 + tried
            })
            .await;
            let expected = 5 + usize::try_from(tried).unwrap();
            assert_eq!(gateway.asked().len(), expected);
            assert_eq!(state(&app).await, "error", "nothing got through");
        }
        gateway.answers(Answer::Takes);
        app.pass(Duration::from_mins(5));
        app.until("all are sent", async || gateway.asked().len() == 12)
            .await;
        app.until("it is back", async || state(&app).await == "configured")
            .await;
        assert_eq!(down_count(&app).await, 0);
    }
);

on_both_databases!(
    an_account_for_which_nothing_waits_comes_back_when_its_provider_answers,
    async |app| {
        let (gateway, _) = with_account(&app, "karo", &[]).await;
        gateway.answers(Answer::Refuses("invalid token"));
        let phone = app.number();
        let queued = queue(&app, &phone, "custom", "Kabar").await;
        app.until("it is down", async || state(&app).await == "error")
            .await;
        let path = format!("/api/v1/messages/{}/cancel", queued["id"].as_str().unwrap());
        let (status, answer) = app.post(&path, &json!({})).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        gateway.answers(Answer::Takes);
        app.pass(Duration::from_mins(2));
        app.until("it is back", async || state(&app).await == "configured")
            .await;
        assert_eq!(gateway.asked().len(), 1, "no message was needed");
    }
);

on_both_databases!(
    another_account_stands_in_for_one_that_is_down_also_for_a_broadcast,
    async |app| {
        let (second, _) = with_account(&app, "kedua", &[("pace_ms", "0-0")]).await;
        let (first, _) = with_account(&app, "karo", &[("pace_ms", "0-0")]).await;
        first.answers(Answer::Refuses("invalid token"));
        let phones = agreed(&app, 20).await;
        let id = plan(&app, "karo", &phones).await;
        set_status(&app, id, BroadcastStatus::Running).await;
        app.until("the other account sends all of it", async || {
            second.asked().len() == 20
        })
        .await;
        for phone in &phones {
            assert_eq!(second.sent_to(phone).len(), 1);
        }
    }
);

on_both_databases!(
    what_may_have_been_sent_moves_to_no_other_account,
    async |app| {
        let (second, _) = with_account(&app, "kedua", &[]).await;
        let (first, _) = with_account(&app, "karo", &[("pace_ms", "0-0")]).await;
        first.answers(Answer::Fails);
        let phones = agreed(&app, 3).await;
        let id = plan(&app, "karo", &phones).await;
        set_status(&app, id, BroadcastStatus::Running).await;
        for phone in &phones {
            app.until("it is uncertain", async || {
                app.messages(phone).await[0]["status"] == "uncertain"
            })
            .await;
        }
        app.pass(Duration::from_mins(5));
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert!(second.asked().is_empty());
        assert_eq!(first.asked().len(), 3, "each was tried once");
    }
);

on_both_databases!(
    a_lane_pauses_when_nobody_knows_how_its_sends_end,
    async |app| {
        let (gateway, _) = with_account(&app, "karo", &[("pace_ms", "80-80")]).await;
        gateway.answers(Answer::Fails);
        let phones: Vec<_> = (0..12).map(|_| app.number()).collect();
        for phone in &phones {
            queue(&app, phone, "custom", "Kabar").await;
        }
        app.until("the lane pauses", async || state(&app).await == "error")
            .await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let tried = gateway.asked().len();
        assert!((5..=6).contains(&tried), "{tried} were tried");
        // Its provider answers; but the one that is tried ends as they did.
        app.pass(Duration::from_mins(2));
        app.until("it is down again", async || down_count(&app).await == 2)
            .await;
        assert_eq!(gateway.asked().len(), tried + 1);
        gateway.answers(Answer::Takes);
        app.pass(Duration::from_mins(2));
        app.until("the rest is sent", async || gateway.asked().len() == 12)
            .await;
        app.until("it is back", async || state(&app).await == "configured")
            .await;
        assert!(phones.iter().all(|phone| gateway.sent_to(phone).len() == 1));
    }
);

on_both_databases!(
    nothing_moves_to_an_account_that_has_sent_all_it_may_today,
    async |app| {
        let (full, _) = with_account(&app, "kedua", &[("daily_cap", "0")]).await;
        let (first, _) = with_account(&app, "karo", &[("pace_ms", "0-0")]).await;
        first.answers(Answer::Refuses("invalid token"));
        let (one, two) = (app.number(), app.number());
        queue(&app, &one, "custom", "Kabar").await;
        app.until("it is down", async || state(&app).await == "error")
            .await;
        queue(&app, &two, "custom", "Kabar").await;
        let phones = agreed(&app, 3).await;
        let id = plan(&app, "karo", &phones).await;
        set_status(&app, id, BroadcastStatus::Running).await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        first.answers(Answer::Takes);
        app.pass(Duration::from_mins(2));
        for phone in phones.iter().chain([&one, &two]) {
            app.until("its own account sends it", async || {
                first.sent_to(phone).iter().any(|text| text == "Kabar")
                    && app.messages(phone).await[0]["status"] == "sent"
            })
            .await;
        }
        assert!(full.asked().is_empty());
    }
);

fn device(app: &TestApp, status: &str) -> serde_json::Value {
    let at = app.seconds();
    json!({"device": "081200000001", "status": status, "timestamp": at, "reason": "logged out"})
}

on_both_databases!(
    what_a_device_tells_pauses_and_resumes_its_lane,
    async |app| {
        let (gateway, account) = with_account(&app, "karo", &[]).await;
        let gone = device(&app, "disconnect");
        assert_eq!(app.post_webhook(&account, &gone).await, StatusCode::OK);
        let shown = app.get_json("/api/v1/accounts/karo").await;
        assert_eq!(
            (&shown["state"], &shown["last_error"]),
            (&json!("error"), &json!("logged out"))
        );
        let phone = app.number();
        queue(&app, &phone, "custom", "Kabar").await;
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert!(gateway.asked().is_empty(), "the lane pauses");
        let back = device(&app, "connect");
        assert_eq!(app.post_webhook(&account, &back).await, StatusCode::OK);
        app.until("the lane resumes", async || gateway.asked().len() == 1)
            .await;
        assert_eq!(state(&app).await, "configured");
    }
);
