//! Replies, partners, consent, the ledger, the doctor.

use std::time::Instant;

use serde_json::{Value, json};
use setuju::sheet::example;

use super::program::{Finished, Setuju, free_address, read};
use crate::support::postgres;

#[test]
fn replies_are_classified_line_by_line_without_any_configuration() {
    // A configuration that no other command would take.
    let setuju = Setuju::new().with("SETUJU_LISTEN", "nowhere");
    let input =
        b"asked\tYA\r\nSETUJU\ncold\tSTOP\nother\tya\n\nasked\tYA\\nterima kasih\n\xff\xfe\0\n";
    let finished = setuju.run_with_input(&["classify"], input);
    assert_eq!((finished.status, finished.err.as_str()), (0, ""));
    let rows: Vec<Vec<_>> = finished
        .out
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 7);
    for (row, (intent, context, text)) in rows.iter().zip([
        ("grant", "asked", "YA"),
        ("grant", "asked", "SETUJU"),
        ("deny", "cold", "STOP"),
        ("none", "other", "ya"),
        ("none", "asked", ""),
        ("grant", "asked", "YA\\nterima kasih"),
        ("none", "asked", "\u{fffd}\u{fffd}\0"),
    ]) {
        assert_eq!((row[0], row[2], row[3]), (intent, context, text));
        assert!(!row[1].is_empty());
    }
    assert!(!setuju.data().exists());
}

#[test]
fn a_hundred_thousand_replies_come_out_as_fast_as_they_are_read() {
    let setuju = Setuju::new();
    let file = setuju.file(
        "replies.tsv",
        "asked\tya pak saya setuju 🙏\n".repeat(100_000).as_bytes(),
    );
    let start = Instant::now();
    let finished = setuju.run(&["classify", file.to_str().unwrap()]);
    assert_eq!(finished.status, 0);
    assert_eq!(finished.out.lines().count(), 100_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let setuju = Setuju::new();
    for args in [
        ["classify", "hilang.tsv"].as_slice(),
        &["partners", "import", "hilang.tsv"],
    ] {
        let finished = setuju.run(args);
        assert_eq!(finished.status, 1);
        assert!(finished.err.contains("hilang.tsv"), "{}", finished.err);
    }
}

#[test]
fn partners_are_imported_and_rejected_rows_are_kept_beside() {
    let setuju = Setuju::new();
    let csv = "name;phone;external_ref;email;keterangan\n\
               Budi Ginting;0812-3456-7890;res.partner,1;;x\n\
               Tanpa Nomor;;;;x\n\
               Rina Tarigan;+62 813 9876 5432;res.partner,2;rina@example.id;x\n\
               Salah;12;;;x\n";
    let file = setuju.file("mitra.csv", csv.as_bytes());
    let import = ["partners", "import", file.to_str().unwrap(), "--json"];
    let report = setuju.succeed(&import).json();
    assert_eq!(
        (&report["created"], &report["updated"]),
        (&json!(2), &json!(0))
    );
    let rejected = report["rejected"].as_array().unwrap();
    let places: Vec<_> = rejected
        .iter()
        .map(|row| (&row["line"], &row["field"]))
        .collect();
    assert_eq!(
        places,
        [(&json!(3), &json!("phone")), (&json!(5), &json!("phone"))]
    );
    assert!(rejected.iter().all(|row| row["reason"].is_string()));
    let beside = read(&file.with_file_name("mitra.rejected.csv"));
    assert!(
        beside.contains("Tanpa Nomor") && beside.contains("Salah"),
        "{beside}"
    );
    assert!(!beside.contains("Budi"), "{beside}");

    let again = setuju.succeed(&import).json();
    assert_eq!(
        (&again["created"], &again["unchanged"]),
        (&json!(0), &json!(2))
    );
    let told = setuju.succeed(&["partners", "import", file.to_str().unwrap()]);
    assert!(told.out.contains("2 tetap, 2 ditolak"), "{}", told.out);
    assert!(told.err.contains("keterangan"), "{}", told.err);

    let workbook = example::workbook(&[("nama", "Sari Tarigan"), ("hp", "081234500027")]);
    let file = setuju.file("mitra.xlsx", &workbook.unwrap());
    let report = setuju.succeed(&["partners", "import", file.to_str().unwrap(), "--json"]);
    assert_eq!(report.json()["created"], 1);

    let shown = setuju
        .succeed(&["consent", "show", "081234567890", "--json"])
        .json();
    assert_eq!(shown["status"], "unknown");
    assert_eq!(shown["partners"][0]["name"], "Budi Ginting");
}

#[test]
fn a_number_that_cannot_be_one_is_refused_and_an_unknown_one_is_not() {
    let setuju = Setuju::new();
    let refused = setuju.run(&["consent", "show", "bukan nomor"]);
    assert_eq!(refused.status, 1);
    assert!(refused.err.contains("0812"), "{}", refused.err);
    let unknown = setuju
        .succeed(&["consent", "show", "0812-3456-7890", "--json"])
        .json();
    assert_eq!(unknown["phone"], "+6281234567890");
    assert_eq!(
        (&unknown["status"], &unknown["events"]),
        (&json!("unknown"), &json!([]))
    );
}

#[test]
fn a_person_gets_the_given_password_or_a_new_one() {
    let setuju = Setuju::new();
    let add = ["user", "add", "kadis@karo.example", "--role", "admin"];
    let made = setuju.succeed(&[&add[..], &["--json"]].concat()).json();
    assert!(made["password"].as_str().unwrap().len() >= 16);
    let twice = setuju.run(&add);
    assert_eq!(twice.status, 1);

    let from_stdin = [
        "user",
        "add",
        "b@karo.example",
        "--role",
        "auditor",
        "--password-stdin",
    ];
    let added = setuju.run_with_input(&from_stdin, b"gundaling-2026\n");
    assert_eq!(added.status, 0, "{}", added.err);
    assert!(!added.all().contains("gundaling"));
    let none = setuju.run_with_input(&from_stdin, b"");
    assert_eq!(none.status, 1);
    assert!(none.err.contains("--password-stdin"), "{}", none.err);
}

#[test]
fn an_empty_ledger_is_whole() {
    let setuju = Setuju::new();
    let verified = setuju.succeed(&["ledger", "verify", "--json"]).json();
    assert_eq!(
        verified,
        json!({"ok": true, "chains": 0, "events": 0, "broken": []})
    );
}

/// A service, and a yes that reached it; commands then run beside it.
#[test]
fn a_yes_is_shown_with_its_evidence_and_a_forged_one_is_found() {
    let setuju = Setuju::new().with("SETUJU_LISTEN", free_address());
    let url = setuju.succeed(&["account", "list", "--json"]).json()[0]["webhook_url"].clone();
    let service = setuju.serve();
    let reply = json!({
        "id": "r1", "from": "+6281234567890", "text": "SETUJU", "sent_at": 1_795_316_400_000_i64
    });
    assert_eq!(
        service.post(url.as_str().unwrap(), &reply),
        200,
        "{}",
        service.log()
    );

    let shown = setuju
        .succeed(&["consent", "show", "0812 3456 7890", "--json"])
        .json();
    assert_eq!(shown["status"], "granted");
    assert_eq!(shown["evidence"]["text"], "SETUJU");
    let event = &shown["events"][0];
    assert_eq!(
        (&event["kind"], &event["previous_hash"]),
        (&json!("granted"), &json!(null))
    );
    assert_eq!(event["hash"].as_str().unwrap().len(), 64);
    let told = setuju.succeed(&["consent", "show", "081234567890"]).out;
    assert!(
        told.contains("granted") && told.contains("\"SETUJU\""),
        "{told}"
    );

    let doctor = setuju.run(&["doctor", "--json"]);
    assert_eq!(doctor.status, 0, "{}", doctor.all());
    assert_eq!(found(&doctor, "webhook sandbox"), "ok");
    assert!(!doctor.all().contains(url.as_str().unwrap()));
    assert_eq!(
        setuju.succeed(&["ledger", "verify", "--json"]).json()["events"],
        1
    );
    assert_eq!(service.terminate(), Some(0));

    let db = rusqlite::Connection::open(setuju.data().join("setuju.db")).unwrap();
    let triggers: Vec<String> = db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        db.execute_batch(&format!("DROP TRIGGER \"{trigger}\""))
            .unwrap();
    }
    db.execute("UPDATE consent_event SET actor = 'x'", [])
        .unwrap();
    drop(db);
    let forged = setuju.run(&["ledger", "verify"]);
    assert_eq!(forged.status, 1, "{}", forged.all());
    assert!(
        forged.out.contains("PUTUS") && forged.out.contains("telah diubah"),
        "{}",
        forged.out
    );
    assert!(!forged.all().contains("6281234567890"));
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let setuju = Setuju::new().with("SETUJU_LISTEN", free_address());
    let silent = setuju.run(&["doctor", "--json"]);
    assert_eq!(silent.status, 1);
    assert_eq!(found(&silent, "webhook"), "failed");
    assert_eq!(found(&silent, "basis data"), "ok");
    assert_eq!(found(&silent, "disk"), "ok");
    assert_eq!(found(&silent, "jam"), "ok");
    assert!(silent.out.contains("setuju serve"), "{}", silent.out);

    let misconfigured = Setuju::new()
        .with("SETUJU_ASK_LIMIT", "-1")
        .run(&["doctor"]);
    assert_eq!(misconfigured.status, 1);
    assert!(
        misconfigured.out.contains("SETUJU_ASK_LIMIT"),
        "{}",
        misconfigured.out
    );

    let unreachable = Setuju::new()
        .with(
            "SETUJU_DATABASE_URL",
            format!("postgres://u:rahasia@{}/x", free_address()),
        )
        .run(&["doctor", "--json"]);
    assert_eq!(unreachable.status, 1);
    assert_eq!(found(&unreachable, "basis data"), "failed");
    assert!(!unreachable.all().contains("rahasia"));
}

#[tokio::test]
async fn commands_work_on_postgres_that_was_never_migrated() {
    let url = postgres::database_url().await;
    let setuju = Setuju::new().with("SETUJU_DATABASE_URL", url);
    setuju.succeed(&["api-key", "create", "a", "--role", "admin"]);
    let file = setuju.file("m.csv", b"name,phone\nBudi,081234567890\n");
    let report = setuju.succeed(&["partners", "import", file.to_str().unwrap(), "--json"]);
    let whole = json!({"created": 1, "updated": 0, "unchanged": 0, "rejected": []});
    assert_eq!(report.json(), whole);
    setuju.succeed(&["ledger", "verify"]);
    setuju.succeed(&["consent", "show", "081234567890"]);
    setuju.succeed(&["migrate"]);
}

/// How a check of the doctor came out.
fn found(doctor: &Finished, check: &str) -> String {
    let findings: Vec<Value> = serde_json::from_str(&doctor.out).unwrap_or_default();
    let finding = findings.iter().find(|finding| finding["check"] == check);
    finding.map_or("absent".to_owned(), |finding| {
        finding["status"].as_str().unwrap_or_default().to_owned()
    })
}
