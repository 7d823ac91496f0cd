use sea_orm::ConnectionTrait;
use serde_json::json;

use super::*;
use crate::sheet::example;

#[actix_web::test]
async fn a_partner_is_entered_shown_changed_and_taken_away() {
    let api = Api::new().await;
    let budi = json!({
        "name": "Budi Ginting", "phone": "0812-3456-7890", "external_ref": "res.partner,42"
    });
    let made = api.post("/partners", budi.clone()).await;
    assert_eq!(made.status, 201);
    assert_eq!(
        made.body,
        json!({
            "id": made.body["id"], "name": "Budi Ginting", "phone": "+6281234567890",
            "external_ref": "res.partner,42", "email": null,
            "consent": {"status": "unknown", "since": null, "source": null, "played": false}
        })
    );
    let again = api.post("/partners", budi).await;
    again.is_problem(409, "taken");

    let path = format!("/partners/{}", made.text("/id"));
    assert_eq!(api.get(&path).await.body, made.body);
    let change = json!({"phone": "+62 813 0000 0000", "external_ref": null, "email": "b@karo.id"});
    let changed = api.json(Method::PATCH, &path, change).await;
    assert_eq!(changed.text("/phone"), "+6281300000000");
    assert_eq!(changed.body["external_ref"], Value::Null);
    let numberless = api.json(Method::PATCH, &path, json!({"phone": null})).await;
    assert_eq!(numberless.body["phone"], Value::Null);
    assert_eq!(numberless.body["consent"]["status"], "unknown");

    assert_eq!(api.delete(&path).await.status, 204);
    api.delete(&path).await.is_problem(404, "not-found");
    api.get(&path).await.is_problem(404, "not-found");
    let trail = api.get("/audit").await;
    assert_eq!(trail.text("/data/0/action"), "partner.deleted");
}

#[actix_web::test]
async fn partners_are_listed_page_by_page_with_their_consent() {
    let api = Api::new().await;
    for number in 0..3 {
        let body = json!({"name": format!("P{number}"), "phone": format!("08123456789{number}")});
        assert_eq!(api.post("/partners", body).await.status, 201);
    }
    let yes = json!({"status": "granted", "source": "form", "note": "formulir 1"});
    api.post("/consents/081234567891", yes).await;

    let first = api.get("/partners?limit=2").await;
    assert_eq!(first.body["data"].as_array().unwrap().len(), 2);
    let next = format!("/partners?limit=2&cursor={}", first.text("/next_cursor"));
    let second = api.get(&next).await;
    assert_eq!(second.text("/data/0/name"), "P2");
    assert_eq!(second.body["next_cursor"], Value::Null);

    let granted = api.get("/partners?consent=granted").await;
    assert_eq!(granted.text("/data/0/name"), "P1");
    assert_eq!(granted.text("/data/0/consent/source"), "form");
    let by_number = api.get("/partners?phone=%2B62812-3456-7890").await;
    assert_eq!(by_number.text("/data/0/name"), "P0");
    let found = api.get("/partners?q=p2").await;
    assert_eq!(found.body["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_yes_of_the_simulator_is_marked_wherever_consent_is_shown() {
    let api = Api::new().await;
    let partner = json!({"name": "Budi", "phone": "+6281234567890"});
    let partner = api.post("/partners", partner).await;
    let permit = json!({"partner_id": partner.text("/id")});
    let put = api.json(Method::PUT, "/permits/REG-1", permit).await;
    assert_eq!(put.status, 201, "{}", put.body);
    let official = json!({"name": "Bu Tarigan", "phone": "+6281234567890"});
    let official = api.post("/recipients", official).await;
    assert_eq!(official.status, 201, "{}", official.body);
    api.grant("+6281234567890").await;

    let marks = async || {
        let partner = api.get(&format!("/partners/{}", partner.text("/id"))).await;
        let listed = api.get("/partners?consent=granted").await;
        let permit = api.get("/permits/REG-1").await;
        let officials = api.get("/recipients").await;
        [
            partner.body["consent"]["played"].clone(),
            listed.body["data"][0]["consent"]["played"].clone(),
            permit.body["consent"]["played"].clone(),
            officials.body["data"][0]["consent"]["played"].clone(),
        ]
    };
    assert_eq!(marks().await, [false; 4]);
    let txn = api.test.core.db.begin_write().await.unwrap();
    let play = "UPDATE contact SET played = TRUE";
    txn.execute_unprepared(play).await.unwrap();
    txn.commit().await.unwrap();
    assert_eq!(marks().await, [true; 4]);
}

#[actix_web::test]
async fn partners_are_taken_over_from_a_file_as_a_body_and_as_a_form() {
    let api = Api::new().await;
    let csv = "nama;hp\nBudi;081234567890\nSiti;12\n";
    let request = Api::request(&api.officer, Method::POST, "/partners/import")
        .insert_header(("content-type", "text/csv"))
        .set_payload(csv);
    let report = api.send(request).await;
    assert_eq!(report.status, 200);
    assert_eq!(report.body["created"], 1);
    assert_eq!(report.body["rejected"][0]["line"], 3);
    assert_eq!(report.body["rejected"][0]["field"], "phone");

    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{csv}\r\n--x--\r\n"
    );
    let request = Api::request(&api.officer, Method::POST, "/partners/import")
        .insert_header(("content-type", "multipart/form-data; boundary=x"))
        .set_payload(form);
    let report = api.send(request).await;
    assert_eq!(report.body["unchanged"], 1, "{}", report.body);

    let workbook = example::workbook(&[("nama", "Sari Tarigan"), ("hp", "081234500027")]);
    let request = Api::request(&api.officer, Method::POST, "/partners/import")
        .insert_header(("content-type", "application/octet-stream"))
        .set_payload(workbook.unwrap());
    let report = api.send(request).await;
    assert_eq!(report.body["created"], 1, "{}", report.body);

    for (content_type, body) in [
        ("text/csv", ""),
        ("text/csv", "alamat\nx"),
        ("text/csv", "PK\u{3}\u{4} no workbook"),
        ("multipart/form-data; boundary=x", "--x--\r\n"),
    ] {
        let request = Api::request(&api.officer, Method::POST, "/partners/import")
            .insert_header(("content-type", content_type))
            .set_payload(body);
        api.send(request).await.blames("file");
    }
    let request = Api::request(&api.officer, Method::POST, "/partners/import")
        .insert_header(("content-type", "multipart/form-data"))
        .set_payload("x");
    api.send(request).await.is_problem(400, "malformed");
}

#[actix_web::test]
async fn one_external_ref_entered_many_times_at_once_is_one_partner() {
    let api = Api::new().await;
    let body = json!({"name": "Budi", "phone": "081234567890", "external_ref": "r1"});
    let answers =
        futures_util::future::join_all((0..10).map(|_| api.post("/partners", body.clone())));
    let statuses: Vec<_> = answers.await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 9);
}
