use serde_json::json;

use super::super::*;

#[actix_web::test]
async fn permits_are_taken_over_from_a_file_and_a_second_time_nothing_changes() {
    let api = Api::new().await;
    let csv = "Pendaftaran ID;No Izin;Jenis Izin;Nama Pemohon;No. HP;Status;Tgl Terbit;Masa Berlaku;x\n\
               503/1;1/SIUP;SIUP;Budi;081234567890;Aktif;01/02/2026;31 Desember 2026;-\n\
               503/2;2/SIUP;SIUP;Siti;12;aktif;;;-\n\
               ;3/SIUP;SIUP;Rina;;;;;-\n\
               503/4;4/SIUP;SIUP;Rina;;entah;;;-\n\
               503/5;5/SIUP;SIUP;Rina;;;31-12-2026;46022;-\n\
               503/6;6/SIUP;SIUP;Rina;;berlaku;46023;seumur hidup;-\n\
               503/1;1/SIUP;SIUP;Budi;;;;;-\n";
    let import = async |file: &str| {
        let request = Api::request(&api.officer, Method::POST, "/permits/import")
            .insert_header(("content-type", "text/csv"))
            .set_payload(file.to_owned());
        api.send(request).await
    };
    let report = import(csv).await;
    assert_eq!(report.status, 200, "{}", report.body);
    assert_eq!(
        (
            &report.body["created"],
            &report.body["updated"],
            &report.body["unchanged"]
        ),
        (&json!(2), &json!(0), &json!(1)),
        "{}",
        report.body
    );
    let rejected: Vec<_> = report.body["rejected"].as_array().unwrap().iter().collect();
    let places: Vec<_> = rejected
        .iter()
        .map(|row| {
            (
                row["line"].as_u64().unwrap(),
                row["field"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            (3, "phone"),
            (4, "registration_id"),
            (5, "status"),
            (6, "expiry_date")
        ]
    );
    let budi = api.get("/permits/503%2F1").await;
    assert_eq!(budi.text("/issue_date"), "2026-02-01");
    assert_eq!(budi.text("/expiry_date"), "2026-12-31");
    assert_eq!(budi.text("/phone"), "+6281234567890");
    let sixth = api.get("/permits/503%2F6").await;
    assert_eq!(
        (sixth.text("/issue_date"), &sixth.body["expiry_date"]),
        ("2026-01-01", &Value::Null)
    );

    let again = import(csv).await;
    assert_eq!(
        (
            &again.body["created"],
            &again.body["updated"],
            &again.body["unchanged"]
        ),
        (&json!(0), &json!(0), &json!(3))
    );
    let messages = api.get("/messages").await;
    assert_eq!(
        messages.body["data"],
        json!([]),
        "a file tells nobody anything"
    );
    for wrong in ["", "nama\nBudi\n", "PK\u{3}\u{4} no workbook"] {
        import(wrong).await.blames("file");
    }
}

#[actix_web::test]
async fn a_year_that_no_permit_has_is_named_as_what_is_wrong_with_a_row() {
    let api = Api::new().await;
    let csv =
        "registration_id;expiry_date\n1;0000-01-01\n2;31/12/9999\n3;1945-01-01\n4;2199-12-31\n";
    let request = Api::request(&api.officer, Method::POST, "/permits/import")
        .insert_header(("content-type", "text/csv"))
        .set_payload(csv);
    let report = api.send(request).await;
    assert_eq!(report.body["created"], 2, "{}", report.body);
    for row in [0, 1] {
        let rejected = &report.body["rejected"][row];
        assert_eq!(rejected["field"], "expiry_date");
        assert_eq!(rejected["reason"], "the year must be one of 1945 to 2199");
    }
}
