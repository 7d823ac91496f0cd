use serde_json::json;

use super::super::*;

const PHONE: &str = "081234567890";

impl Api {
    async fn application(&self) {
        let body = json!({
            "permit_number": "503/7", "permit_type": "SIUP", "applicant_name": "Budi",
            "phone": PHONE, "expiry_date": "2027-12-22",
        });
        let made = self.put("/permits/R1", body).await;
        assert_eq!((made.status, &made.body["notices"]), (201, &json!([])));
    }

    async fn texts(&self) -> Vec<String> {
        let messages = self.get("/messages?purpose=notification").await;
        let rows = messages.body["data"].as_array().unwrap();
        let text = |row: &Value| row["text"].as_str().unwrap().to_owned();
        rows.iter().map(text).collect()
    }
}

#[actix_web::test]
async fn a_change_that_arrives_five_times_at_once_is_told_once() {
    let api = Api::new().await;
    api.application().await;
    api.grant(PHONE).await;
    let active = json!({"status": "active"});
    let answers =
        futures_util::future::join_all((0..5).map(|_| api.put("/permits/R1", active.clone())))
            .await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let told = answers
        .iter()
        .filter(|answer| answer.body["notices"] != json!([]));
    assert_eq!(told.count(), 1);
    let texts = api.texts().await;
    assert_eq!(texts.len(), 1, "{texts:?}");
    for part in ["Yth. Budi,", "503/7", "SIUP", "Status: aktif"] {
        assert!(texts[0].contains(part), "{}", texts[0]);
    }
    let history = api.get("/permits/R1/history").await;
    assert_eq!(history.text("/data/1/notices/0/kind"), "permit_ready");
    assert_eq!(history.text("/data/1/notices/0/status"), "queued");
    let id = history.text("/data/1/notices/0/message_id").to_owned();
    let message = api.get(&format!("/messages/{id}")).await;
    assert_eq!(message.text("/permit_id"), "R1");
    assert_eq!(message.text("/template"), "permit_ready");
}

#[actix_web::test]
async fn each_real_change_has_its_notice_and_nothing_else_has_one() {
    let api = Api::new().await;
    api.application().await;
    api.grant(PHONE).await;
    let tell = async |body: Value| {
        api.test.pass(std::time::Duration::from_secs(1));
        let answer = api.put("/permits/R1", body).await;
        let notices = answer.body["notices"].as_array().unwrap().clone();
        let kind = |notice: &Value| notice["kind"].as_str().unwrap().to_owned();
        notices.iter().map(kind).collect::<Vec<_>>().join(",")
    };
    assert_eq!(tell(json!({"applicant_name": "Budi G."})).await, "");
    assert_eq!(tell(json!({"status": "active"})).await, "permit_ready");
    assert_eq!(
        tell(json!({"status": "active", "expiry_date": "2028-01-01"})).await,
        ""
    );
    assert_eq!(tell(json!({"status": "expired"})).await, "status_update");
    let renewed = json!({"status": "active", "is_renewal": true, "expiry_date": "2029-01-01"});
    assert_eq!(tell(renewed.clone()).await, "renewal_approved");
    assert_eq!(tell(renewed).await, "");
    assert_eq!(
        tell(json!({"expiry_date": "2030-01-01"})).await,
        "renewal_approved"
    );
    assert_eq!(
        tell(json!({"expiry_date": "2029-06-01"})).await,
        "",
        "shorter is no renewal"
    );
    assert_eq!(tell(json!({"status": "cancelled"})).await, "status_update");
    let texts = api.texts().await;
    assert_eq!(texts.len(), 5);
    assert!(texts[0].contains("Status Baru: dibatalkan"), "{}", texts[0]);
    assert!(
        texts[0].contains("Tanggal Update: 22-11-2026 10:00"),
        "{}",
        texts[0]
    );
    assert!(
        texts[1].contains("Masa Berlaku Baru: s/d 01-01-2030"),
        "{}",
        texts[1]
    );
}

#[actix_web::test]
async fn a_notice_that_may_not_go_is_kept_with_the_reason_and_the_change_stays() {
    let api = Api::new().await;
    let reason = async |body: Value| {
        let answer = api.put("/permits/R1", body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.text("/notices/0/status"), "withheld");
        answer.text("/notices/0/reason").to_owned()
    };
    api.put("/permits/R1", json!({"permit_type": "SIUP"})).await;
    assert_eq!(reason(json!({"status": "active"})).await, "no_partner");
    // The number comes later, and with it what could not be told before.
    let owner = json!({"phone": PHONE, "applicant_name": "Budi", "permit_number": "503/7"});
    assert_eq!(reason(owner).await, "no_consent");
    assert_eq!(reason(json!({"status": "expired"})).await, "no_consent");
    api.grant(PHONE).await;
    let missing = reason(json!({"status": "active", "permit_type": null})).await;
    assert_eq!(missing, "missing_values: permit_type");
    let no = json!({"status": "denied", "source": "counter", "note": "x"});
    assert_eq!(
        api.post(&format!("/consents/{PHONE}"), no).await.status,
        200
    );
    assert_eq!(
        reason(json!({"status": "cancelled", "permit_type": "SIUP"})).await,
        "denied"
    );
    assert_eq!(api.get("/permits/R1").await.text("/status"), "cancelled");
    assert_eq!(api.texts().await, [""; 0]);
    let history = api.get("/permits/R1/history").await;
    assert_eq!(history.text("/data/1/notices/0/reason"), "no_partner");
}

#[actix_web::test]
async fn a_permit_that_is_entered_when_it_is_issued_is_told_and_an_old_one_is_not() {
    let api = Api::new().await;
    let body = |id: &str, issued: &str| {
        json!({
            "permit_number": id, "permit_type": "SIUP", "applicant_name": "Budi",
            "phone": PHONE, "status": "active", "issue_date": issued,
        })
    };
    api.application().await;
    api.grant(PHONE).await;
    let old = api.put("/permits/old", body("old", "2019-03-01")).await;
    assert_eq!((old.status, &old.body["notices"]), (201, &json!([])));
    let new = body("new", "2026-11-21");
    let answers =
        futures_util::future::join_all((0..5).map(|_| api.put("/permits/new", new.clone()))).await;
    let told: Vec<_> = answers
        .iter()
        .filter(|answer| answer.body["notices"] != json!([]))
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].text("/notices/0/kind"), "permit_ready");
    assert_eq!(api.texts().await.len(), 1);

    // A file brings what was told long ago, whatever its dates.
    let file = format!(
        "registration_id,permit_number,permit_type,applicant_name,phone,status,issue_date\n\
         F1,1,SIUP,Budi,{PHONE},active,2026-11-21\n"
    );
    let request = Api::request(&api.officer, Method::POST, "/permits/import")
        .insert_header(("content-type", "text/csv"))
        .set_payload(file);
    let report = api.send(request).await;
    assert_eq!(report.body["created"], 1, "{}", report.body);
    assert_eq!(api.texts().await.len(), 1);
    let history = api.get("/permits/F1/history").await;
    assert_eq!(history.body["data"][0]["notices"], json!([]));
}
