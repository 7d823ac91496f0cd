//! Permits: taking over, showing, sending.

use serde_json::json;

use super::program::{Setuju, read};

#[test]
fn permits_are_imported_shown_and_rejected_rows_are_kept_beside() {
    let setuju = Setuju::new();
    let csv = "registration_id;permit_number;permit_type;applicant_name;phone;status;expiry_date;document_status\n\
               503/1;1/SIUP;SIUP;Budi Ginting;0812-3456-7890;aktif;31 Desember 2026;pending_signature\n\
               503/2;2/SIUP;SIUP;Siti;12;aktif;;\n\
               503/3;3/SIUP;SIUP;Rina;;aktif;31-12-26;\n";
    let file = setuju.file("izin.csv", csv.as_bytes());
    let import = ["permits", "import", file.to_str().unwrap(), "--json"];
    let report = setuju.succeed(&import).json();
    assert_eq!(report["created"], 1, "{report}");
    let rejected = report["rejected"].as_array().unwrap();
    let places: Vec<_> = rejected
        .iter()
        .map(|row| (&row["line"], &row["field"]))
        .collect();
    assert_eq!(
        places,
        [
            (&json!(3), &json!("phone")),
            (&json!(4), &json!("expiry_date"))
        ]
    );
    let beside = read(&file.with_file_name("izin.rejected.csv"));
    assert!(
        beside.contains("Siti") && beside.contains("Rina"),
        "{beside}"
    );
    assert!(!beside.contains("Budi"), "{beside}");
    let again = setuju.succeed(&import).json();
    assert_eq!(
        (&again["created"], &again["unchanged"]),
        (&json!(0), &json!(1))
    );

    let shown = setuju
        .succeed(&["permits", "show", "503/1", "--json"])
        .json();
    assert_eq!(shown["phone"], "+6281234567890");
    assert_eq!(shown["expiry_date"], "2026-12-31");
    assert_eq!(shown["history"][0]["actor"], "cli");
    assert_eq!(shown["document_status"], "pending_signature");
    assert_eq!(shown["history"][0]["document_status"], "pending_signature");
    let told = setuju.succeed(&["permits", "show", "503/1"]);
    assert!(
        told.out.contains("dokumen: pending_signature"),
        "{}",
        told.out
    );
    assert!(
        told.out.contains("berlaku sampai: 2026-12-31"),
        "{}",
        told.out
    );
    let missing = setuju.run(&["permits", "show", "503/9"]);
    assert_eq!(missing.status, 1);
    assert!(missing.err.contains("503/9"), "{}", missing.err);
}

#[test]
fn a_message_about_a_permit_is_queued_or_refused_with_the_reason() {
    let setuju = Setuju::new();
    let csv = "registration_id,applicant_name,phone\nR1,Budi,081234567890\n";
    let file = setuju.file("izin.csv", csv.as_bytes());
    setuju.succeed(&["permits", "import", file.to_str().unwrap()]);
    let ask = |kind: &str| setuju.run(&["permits", "send", "R1", "--kind", kind, "--json"]);
    let sent = ask("opt_in_request");
    assert_eq!(sent.status, 0, "{}", sent.err);
    let sent = sent.json();
    assert_eq!(sent["status"], "queued");
    assert!(sent["text"].as_str().unwrap().contains("Yth. Budi,"));
    let endless = ask("expiry_reminder");
    assert_eq!(endless.status, 1);
    assert!(endless.err.contains("expiry_date"), "{}", endless.err);
    assert_eq!(ask("custom").status, 1);
    assert_eq!(ask("lain").status, 2);
}

#[test]
fn a_listing_of_nothing_is_an_empty_list() {
    let setuju = Setuju::new();
    let preview = ["reminders", "preview", "--json"];
    assert_eq!(setuju.succeed(&preview).json(), json!([]));
}
