//! What is typed in the simulator is no word of the citizen: it opens the sandbox, and no account
//! that reaches people.

use std::time::Duration;

use entity::words::{AccountKind, Role};
use reqwest::StatusCode;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use setuju::consent::verify::verify;
use setuju::providers::Account;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::gateway::Gateway;
use crate::support::on_both_databases;

/// A real account beside the sandbox, which stays where it is.
async fn with_gateway(app: &TestApp) -> (Gateway, Account) {
    let gateway = Gateway::start();
    let settings = [("token", "rahasia-fonnte")];
    let account = app
        .add_account("karo", AccountKind::Fonnte, Some(&gateway.url), &settings)
        .await;
    (gateway, account)
}

async fn plays(app: &TestApp, phone: &str, text: &str) {
    let body = json!({"from": phone, "text": text});
    let (status, played) = app.post("/api/v1/sandbox/replies", &body).await;
    assert_eq!(status, StatusCode::OK, "{played}");
}

/// What becomes of a message of this purpose: through a real account, or the sandbox.
async fn send(app: &TestApp, phone: &str, purpose: &str, provider: Option<&str>) -> Value {
    let mut body = json!({"phone": phone, "message": "Kabar izin Anda", "purpose": purpose});
    if let Some(provider) = provider {
        body["provider_type"] = provider.into();
    }
    let (status, answer) = app.post("/api/v1/messages?wait=20", &body).await;
    if status.is_success() {
        return answer["status"].clone();
    }
    assert_eq!(status, StatusCode::CONFLICT, "{answer}");
    answer["reason"].clone()
}

on_both_databases!(
    a_played_yes_opens_the_sandbox_and_a_real_one_the_real_account,
    async |app| {
        let (gateway, account) = with_gateway(&app).await;
        let phone = app.number();
        let path = format!("/api/v1/consents/{phone}");
        plays(&app, &phone, "SETUJU").await;
        let consent = app.get_json(&path).await;
        assert_eq!(consent["status"], "granted");
        assert_eq!(consent["played"], true);

        for purpose in ["notification", "broadcast"] {
            assert_eq!(send(&app, &phone, purpose, None).await, "no_consent");
            assert_eq!(send(&app, &phone, purpose, Some("sandbox")).await, "sent");
        }
        assert_eq!(
            send(&app, &phone, "opt_in_request", Some("sandbox")).await,
            "already_granted"
        );
        assert!(gateway.sent_to(&phone).is_empty());
        assert_eq!(
            send(&app, &phone, "opt_in_request", None).await,
            "sent",
            "the owner may be asked: nobody has yet"
        );

        // In the simulator the question was answered; for the owner it is open.
        let latest = async || {
            let number = phone.replace('+', "%2B");
            app.get_json(&format!("/api/v1/inbound?phone={number}"))
                .await["data"][0]
                .clone()
        };
        app.pass(Duration::from_mins(1));
        plays(&app, &phone, "Berapa biayanya?").await;
        assert_eq!(latest().await["unclear"], false);
        app.says(&account, &phone, "Berapa biayanya?").await;
        assert_eq!(latest().await["unclear"], true);

        app.pass(Duration::from_mins(1));
        app.says(&account, &phone, "SETUJU").await;
        let consent = app.get_json(&path).await;
        assert_eq!(
            (&consent["status"], &consent["played"]),
            (&json!("granted"), &json!(false))
        );
        assert_eq!(consent["evidence"]["provider"], "fonnte");
        assert_eq!(app.events(&phone).await, ["granted", "asked", "granted"]);
        assert_eq!(send(&app, &phone, "notification", None).await, "sent");

        // A yes that is played afterwards takes nothing away from the real one.
        app.pass(Duration::from_mins(1));
        plays(&app, &phone, "SETUJU").await;
        assert_eq!(send(&app, &phone, "notification", None).await, "sent");
        let core = &app.beside.core;
        let report = verify(&core.db, &core.keys.ledger).await.unwrap();
        assert!(report.broken.is_empty(), "{report:?}");
    }
);

on_both_databases!(a_played_yes_does_not_undo_a_real_stop, async |app| {
    let (gateway, account) = with_gateway(&app).await;
    let phone = app.number();
    app.says(&account, &phone, "STOP").await;
    app.pass(Duration::from_hours(25));
    plays(&app, &phone, "SETUJU").await;
    assert_eq!(
        send(&app, &phone, "notification", Some("sandbox")).await,
        "sent"
    );
    for purpose in ["notification", "opt_in_request", "service_info"] {
        assert_eq!(
            send(&app, &phone, purpose, None).await,
            "denied",
            "{purpose}"
        );
    }
    let stopped = gateway.sent_to(&phone).len();

    // Nor does one that follows a stop that was played: the real one is on record beside it.
    let other = app.number();
    plays(&app, &other, "STOP").await;
    assert_eq!(
        send(&app, &other, "notification", None).await,
        "denied",
        "to be on the safe side"
    );
    app.pass(Duration::from_mins(1));
    app.says(&account, &other, "STOP").await;
    app.pass(Duration::from_mins(1));
    plays(&app, &other, "SETUJU").await;
    assert_eq!(
        app.events(&other).await,
        ["declined", "declined", "granted"]
    );
    assert_eq!(send(&app, &other, "opt_in_request", None).await, "denied");
    assert_eq!(gateway.sent_to(&phone).len(), stopped);
});

on_both_databases!(what_is_played_opens_no_window_to_the_owner, async |app| {
    let (gateway, account) = with_gateway(&app).await;
    let phone = app.number();
    app.says(&account, &phone, "STOP").await;
    app.until("the stop is confirmed", async || {
        gateway.sent_to(&phone).len() == 1
    })
    .await;
    app.pass(Duration::from_hours(25));
    plays(&app, &phone, "Halo, berapa biayanya?").await;
    for (purpose, reason) in [("custom", "denied"), ("reply", "window_closed")] {
        assert_eq!(send(&app, &phone, purpose, None).await, reason);
        assert_eq!(
            send(&app, &phone, purpose, Some("sandbox")).await,
            "sent",
            "{purpose}"
        );
    }
    assert_eq!(gateway.sent_to(&phone).len(), 1);
    let consent = app.get_json(&format!("/api/v1/consents/{phone}")).await;
    assert_eq!(consent["window_open_until"], Value::Null);
});

on_both_databases!(
    a_question_that_was_played_is_not_answered_by_the_owner,
    async |app| {
        let (gateway, account) = with_gateway(&app).await;
        let phone = app.number();
        assert_eq!(send(&app, &phone, "custom", None).await, "sent");
        let asks = send(&app, &phone, "opt_in_request", Some("sandbox")).await;
        assert_eq!(asks, "sent");
        app.pass(Duration::from_mins(1));
        // To what the office wrote; of the question nobody knows.
        app.says(&account, &phone, "YA").await;
        assert_eq!(app.status(&phone).await, "asked");
        app.until("we ask what was meant", async || {
            gateway.sent_to(&phone).len() == 2
        })
        .await;

        app.pass(Duration::from_mins(1));
        app.says(&account, &phone, "SETUJU").await;
        let consent = app.get_json(&format!("/api/v1/consents/{phone}")).await;
        assert_eq!(consent["status"], "granted");
        let evidence = &consent["evidence"];
        assert_eq!(evidence["request_message_id"], Value::Null, "{evidence}");

        // In the simulator it is answered.
        let played = app.number();
        let asks = send(&app, &played, "opt_in_request", Some("sandbox")).await;
        assert_eq!(asks, "sent");
        plays(&app, &played, "YA").await;
        assert_eq!(app.status(&played).await, "granted");
    }
);

on_both_databases!(
    a_message_that_waits_is_not_sent_on_a_played_yes_by_another_account,
    async |app| {
        let phone = app.number();
        plays(&app, &phone, "SETUJU").await;
        let (status, _) = app.post("/api/v1/accounts/sandbox/pause", &json!({})).await;
        assert_eq!(status, StatusCode::OK);
        let body = json!({"phone": phone, "message": "Kabar", "purpose": "notification"});
        let (status, queued) = app.post("/api/v1/messages", &body).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{queued}");

        // The sandbox goes, its messages to the real account: as when an account is down.
        let (gateway, _) = with_gateway(&app).await;
        let id = queued["id"].as_str().unwrap();
        let sql = format!("UPDATE message SET account_id = 'karo' WHERE id = {id}");
        let txn = app.beside.core.db.begin_write().await.unwrap();
        txn.execute_unprepared(&sql).await.unwrap();
        txn.commit().await.unwrap();
        app.until("it is withheld at the claim", async || {
            app.messages(&phone).await[0]["status"] == "withheld"
        })
        .await;
        assert_eq!(app.messages(&phone).await[0]["reason"], "no_consent");
        assert!(gateway.sent_to(&phone).is_empty());
    }
);

on_both_databases!(a_broadcast_plans_whom_its_account_may_reach, async |app| {
    let (gateway, account) = with_gateway(&app).await;
    let (played, real) = (app.number(), app.number());
    plays(&app, &played, "SETUJU").await;
    app.says(&account, &real, "SETUJU").await;
    let start = async |account: &str| {
        let body = json!({
            "name": format!("Libur {account}"), "purpose": "broadcast", "message": "Kantor tutup.",
            "audience": {"all": true}, "account": account,
        });
        let (status, drafted) = app.post("/api/v1/broadcasts", &body).await;
        assert_eq!(status, StatusCode::CREATED, "{drafted}");
        let path = format!("/api/v1/broadcasts/{}", drafted["id"].as_str().unwrap());
        let members = app.get_json(&format!("{path}/audience")).await;
        let of = |phone: &str| {
            let members = members["data"].as_array().unwrap().iter();
            let found = members.into_iter().find(|one| one["phone"] == phone);
            found.unwrap()["reason"].clone()
        };
        let foreseen = (
            drafted["dry_run"]["allowed"].clone(),
            of(&played),
            of(&real),
        );
        app.post(&format!("{path}/start"), &json!({})).await;
        app.until("all of it has left", async || {
            app.get_json(&path).await["status"] == "completed"
        })
        .await;
        (foreseen, app.get_json(&path).await)
    };
    let (foreseen, done) = start("karo").await;
    assert_eq!(foreseen, (json!(1), json!("no_consent"), Value::Null));
    assert_eq!(done["withheld"], json!({"no_consent": 1}));
    assert_eq!(done["counts"]["sent"], 1);
    assert!(gateway.sent_to(&played).is_empty());
    let (foreseen, done) = start("sandbox").await;
    assert_eq!(foreseen, (json!(2), Value::Null, Value::Null));
    assert_eq!(done["counts"]["sent"], 2);
});

on_both_databases!(
    the_figures_leave_out_a_yes_that_was_only_played,
    async |app| {
        let (played, real) = (app.number(), app.number());
        plays(&app, &played, "SETUJU").await;
        let body = json!({"status": "granted", "source": "form", "note": "formulir 12"});
        let path = format!("/api/v1/consents/{real}");
        let (status, answer) = app.post(&path, &body).await;
        assert!(status.is_success(), "{answer}");

        let figures = app.get_json("/api/v1/stats").await;
        assert_eq!(figures["consent"]["granted"], 2, "{figures}");
        assert_eq!(figures["played"], 1, "{figures}");
        let mut officer = Browser::signed_in(&app, Role::Officer).await;
        let home = officer.open("/").await;
        home.says(">1 (50%)</text>");
        home.says("1 yang hanya setuju di simulator.");
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_plays_is_on_record_and_the_proof_says_what_it_is() {
    let app = TestApp::on_sqlite().await;
    let phone = "+6281200001001";
    let mut officer = Browser::signed_in(&app, Role::Officer).await;
    officer
        .submit("/simulator/balas", &[("nomor", phone), ("text", "SETUJU")])
        .await
        .says("Persetujuan dicatat dari simulator, bukan pernyataan warga");
    plays(&app, phone, "STOP").await;
    app.pass(Duration::from_mins(1));
    plays(&app, phone, "SETUJU").await;
    let trail = app.get_json("/api/v1/audit?action=simulator.played").await;
    let actors: Vec<_> = trail["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["actor"])
        .collect();
    assert_eq!(actors[..2], ["api:tests", "api:tests"]);
    assert!(actors[2].as_str().unwrap().starts_with("staff:officer-"));
    assert_eq!(trail["data"][2]["subject"], phone);
    assert!(!trail["data"][2]["origin"].is_null());

    let sheet = officer.open(&format!("/bukti/%2B{}", &phone[1..])).await;
    sheet.says("Tidak ada persetujuan dari pemilik nomor");
    sheet.says("mengetik “SETUJU” di simulator");
    sheet.says("persetujuan ini hanya berlaku di dalam simulator");
    sheet.says("penolakan ini tetap berlaku");
    assert!(
        !sheet.html.contains("pemilik nomor menulis"),
        "{}",
        sheet.html
    );
}
