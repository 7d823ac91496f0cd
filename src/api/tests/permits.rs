use serde_json::json;

use super::*;

mod buttons;
mod import;
mod notices;
mod officials;

impl Api {
    pub(super) async fn put(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PUT, path, body).await
    }
}

#[actix_web::test]
async fn a_permit_is_entered_changed_and_shown_and_its_history_kept() {
    let api = Api::new().await;
    let path = "/permits/REG-1";
    let body = json!({
        "permit_type": "SIUP", "applicant_name": "Budi Ginting", "phone": "0812-3456-7890",
    });
    let made = api.put(path, body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.text("/registration_id"), "REG-1");
    assert_eq!(made.text("/status"), "draft");
    assert_eq!(made.text("/phone"), "+6281234567890");
    assert_eq!(made.text("/partner_name"), "Budi Ginting");
    assert_eq!(made.body["is_renewal"], false);
    assert_eq!(made.body["notices"], json!([]));

    let same = api.put(path, body).await;
    assert_eq!(
        (same.status, &same.body["updated_at"]),
        (200, &made.body["updated_at"])
    );
    api.test.pass(std::time::Duration::from_mins(1));
    let issued = json!({
        "registration_id": "REG-1", "permit_number": "503/7", "status": "active",
        "issue_date": "2026-01-01", "expiry_date": "2027-01-01",
    });
    let changed = api.put(path, issued).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.text("/status"), "active");
    assert_eq!(
        changed.text("/permit_type"),
        "SIUP",
        "what is left out stays"
    );
    assert_eq!(changed.text("/expiry_date"), "2027-01-01");
    let shown = api.get(path).await;
    assert_eq!(shown.text("/permit_number"), "503/7");
    assert!(shown.body.get("notices").is_none());

    let cleared = api
        .put(path, json!({"expiry_date": null, "phone": null}))
        .await;
    assert_eq!(cleared.body["expiry_date"], Value::Null);
    assert_eq!(cleared.body["partner_id"], Value::Null);

    let history = api.get(&format!("{path}/history")).await;
    let entries = history.body["data"].as_array().unwrap();
    assert_eq!(entries.len(), 3, "{}", history.body);
    assert_eq!(entries[0]["status_before"], Value::Null);
    assert_eq!(entries[1]["status_before"], "draft");
    assert_eq!(entries[1]["status"], "active");
    assert_eq!(entries[2]["expiry_date_before"], "2027-01-01");
    let actor = entries[1]["actor"].as_str().unwrap();
    assert!(actor.starts_with("api"), "{actor}");

    let trail = api.get("/audit").await;
    let deeds: Vec<_> = trail.body["data"].as_array().unwrap().iter().collect();
    let of_permit = |action: &str| {
        let is = |deed: &&&Value| deed["action"] == action && deed["subject"] == "REG-1";
        deeds.iter().filter(is).count()
    };
    assert_eq!(
        (of_permit("permit.created"), of_permit("permit.changed")),
        (1, 2)
    );
    api.get("/permits/REG-2").await.is_problem(404, "not-found");
    api.get("/permits/REG-2/history")
        .await
        .is_problem(404, "not-found");
}

#[actix_web::test]
async fn an_id_may_hold_slashes_and_whatever_else() {
    let api = Api::new().await;
    for (path, id) in [
        ("/permits/503%2FIMB%2F2026", "503/IMB/2026"),
        ("/permits/503/SIUP/2026", "503/SIUP/2026"),
        ("/permits/a%20b%2525%2B%3F%23", "a b%25+?#"),
        ("/permits/izin%20%C3%A9", "izin é"),
        ("/permits/import", "import"),
        ("/permits/x%2Fhistory", "x/history"),
    ] {
        let made = api.put(path, json!({"applicant_name": "Budi"})).await;
        assert_eq!(made.status, 201, "{path}: {}", made.body);
        assert_eq!(made.text("/registration_id"), id);
        assert_eq!(api.get(path).await.text("/registration_id"), id);
        let history = api.get(&format!("{path}/history")).await;
        assert_eq!(history.body["data"].as_array().unwrap().len(), 1, "{path}");
    }
}

#[actix_web::test]
async fn a_partner_is_linked_by_an_id_or_a_whole_number_never_by_a_name() {
    let api = Api::new().await;
    let budi = json!({"name": "Budi", "phone": "081234567890", "external_ref": "res.partner,42"});
    let budi = api.post("/partners", budi).await.text("/id").to_owned();
    let linked = async |path: &str, body: Value| {
        let answer = api.put(path, body).await;
        answer.body["partner_id"]
            .as_str()
            .unwrap_or("nobody")
            .to_owned()
    };
    assert_eq!(
        linked("/permits/1", json!({"partner_id": budi})).await,
        budi
    );
    assert_eq!(
        linked("/permits/2", json!({"phone": "+62 812-3456-7890"})).await,
        budi
    );
    let by_ref = json!({"partner_external_ref": "res.partner,42", "phone": "081111111111"});
    assert_eq!(linked("/permits/3", by_ref).await, budi);
    assert_eq!(
        linked("/permits/4", json!({"applicant_name": "Budi"})).await,
        "nobody"
    );

    // Another number with the same end, and the same name, is somebody else.
    let other = json!({"applicant_name": "Budi", "phone": "085234567890"});
    let other = linked("/permits/5", other).await;
    assert!(other != budi && other != "nobody");
    // An unknown id of another program is entered with the number.
    let new = json!({"partner_external_ref": "res.partner,43", "phone": "081300000000"});
    let new = linked("/permits/6", new).await;
    let shown = api.get(&format!("/partners/{new}")).await;
    assert_eq!(shown.text("/external_ref"), "res.partner,43");
    assert_eq!(shown.text("/name"), "Pemohon 6");

    // Two share a number: the applicant's name tells which, and without one nobody is guessed.
    let siti = json!({"name": "Siti", "phone": "081234567890"});
    let siti = api.post("/partners", siti).await.text("/id").to_owned();
    let shared = json!({"applicant_name": "SITI", "phone": "081234567890"});
    assert_eq!(linked("/permits/7", shared).await, siti);
    api.put("/permits/8", json!({"phone": "081234567890"}))
        .await
        .blames("phone");
    api.get("/permits/8").await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn one_new_permit_that_arrives_many_times_at_once_is_one_permit_and_one_partner() {
    let api = Api::new().await;
    let body = json!({"applicant_name": "Budi", "phone": "081234567890", "status": "active"});
    let answers =
        futures_util::future::join_all((0..8).map(|_| api.put("/permits/R1", body.clone()))).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(
        statuses.iter().filter(|status| **status == 201).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        7,
        "{statuses:?}"
    );
    let partners = api.get("/partners").await;
    assert_eq!(partners.body["data"].as_array().unwrap().len(), 1);
    let history = api.get("/permits/R1/history").await;
    assert_eq!(history.body["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn what_is_wrong_with_a_permit_is_said_by_field_and_changes_nothing() {
    let api = Api::new().await;
    for (field, body) in [
        ("status", json!({"status": "aktif"})),
        ("status", json!({"status": null})),
        ("expiry_date", json!({"expiry_date": "31/12/2026"})),
        ("expiry_date", json!({"expiry_date": "2026-02-30"})),
        (
            "expiry_date",
            json!({"issue_date": "2026-02-01", "expiry_date": "2026-01-31"}),
        ),
        ("is_renewal", json!({"is_renewal": "ya"})),
        ("phone", json!({"phone": "12"})),
        ("phone", json!({"phone": "061-4567890"})),
        ("partner_id", json!({"partner_id": "7"})),
        ("partner_id", json!({"partner_id": "x"})),
        (
            "partner_id",
            json!({"partner_id": "7", "phone": "081234567890"}),
        ),
        (
            "partner_external_ref",
            json!({"partner_external_ref": "nobody"}),
        ),
        ("permit_number", json!({"permit_number": "9".repeat(201)})),
        ("registration_id", json!({"registration_id": "other"})),
        ("document_status", json!({"document_status": "lost"})),
        // PostgreSQL has no year 0, and no office a permit of the year 9999.
        ("expiry_date", json!({"expiry_date": "0000-01-01"})),
        ("expiry_date", json!({"expiry_date": "2200-01-01"})),
        ("issue_date", json!({"issue_date": "1944-12-31"})),
        ("applicant_name", json!({"applicant_name": "a\u{0}"})),
        ("nomor", json!({"nomor": "1"})),
    ] {
        let answer = api.put("/permits/R1", body.clone()).await;
        assert!(
            answer.body["errors"].get(field).is_some(),
            "{body}: {}",
            answer.body
        );
        answer.is_problem(422, "invalid");
    }
    api.put(&format!("/permits/{}", "x".repeat(201)), json!({}))
        .await
        .blames("registration_id");
    api.get("/permits/R1").await.is_problem(404, "not-found");
    let partners = api.get("/partners").await;
    assert_eq!(
        partners.body["data"],
        json!([]),
        "nobody was entered on the way"
    );

    let request = Api::request(&api.auditor, Method::PUT, "/permits/R1").set_json(json!({}));
    api.send(request).await.is_problem(403, "forbidden");
    for (field, query) in [
        ("status", "status=aktif"),
        ("expires_before", "expires_before=besok"),
        ("partner", "partner=x"),
        ("limit", "limit=0"),
        ("cursor", "cursor=!"),
    ] {
        api.get(&format!("/permits?{query}")).await.blames(field);
    }
}

#[actix_web::test]
async fn permits_are_listed_page_by_page_and_filtered() {
    let api = Api::new().await;
    for (id, kind, status, name, expiry) in [
        ("R1", "SIUP", "active", "Budi Ginting", "2026-12-01"),
        ("R2", "IMB", "active", "Siti 100% Tarigan", "2027-12-01"),
        ("R3", "SIUP", "draft", "Rina", "2028-01-01"),
    ] {
        let body = json!({
            "permit_type": kind, "status": status, "applicant_name": name, "expiry_date": expiry,
            "permit_number": format!("503/{id}"), "phone": format!("08123456789{}", &id[1..]),
        });
        assert_eq!(api.put(&format!("/permits/{id}"), body).await.status, 201);
    }
    let ids = async |query: &str| {
        let answer = api.get(&format!("/permits?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let rows = answer.body["data"].as_array().unwrap();
        let ids: Vec<_> = rows
            .iter()
            .map(|row| row["registration_id"].as_str().unwrap())
            .collect();
        ids.join(",")
    };
    assert_eq!(ids("").await, "R1,R2,R3");
    assert_eq!(ids("type=SIUP").await, "R1,R3");
    assert_eq!(ids("status=active").await, "R1,R2");
    assert_eq!(ids("expires_before=2027-12-01").await, "R1");
    assert_eq!(ids("q=ginting").await, "R1");
    assert_eq!(ids("q=100%25").await, "R2");
    assert_eq!(ids("q=503/R3").await, "R3");
    assert_eq!(ids("q=R2").await, "R2");
    assert_eq!(ids("q=503/").await, "", "numbers match whole");
    let partner = api.get("/permits/R3").await.text("/partner_id").to_owned();
    assert_eq!(ids(&format!("partner={partner}")).await, "R3");

    let first = api.get("/permits?limit=2").await;
    assert_eq!(first.body["data"].as_array().unwrap().len(), 2);
    let rest = format!("limit=2&cursor={}", first.text("/next_cursor"));
    assert_eq!(ids(&rest).await, "R3");
}
