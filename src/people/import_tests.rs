use std::fmt::Write;

use entity::words::ConsentStatus;

use super::*;
use crate::people::partner::{self, Filter, Known};
use crate::sheet::Report;
use crate::testing::TestCore;

async fn save(core: &Core, text: &str, progress: impl FnMut(u64, u64)) -> Outcome {
    let source = Source::Bytes(text.into());
    let outcome = partners(core, source, "staff:budi@karokab.go.id", Lang::Id, progress).await;
    outcome.unwrap()
}

async fn import(core: &Core, text: &str) -> Report {
    save(core, text, |_, _| {}).await.report
}

async fn all(core: &Core) -> Vec<Known> {
    partner::list(core.db.reader(), Filter::default(), 10_000)
        .await
        .unwrap()
}

fn counts(report: &Report) -> (u64, u64, u64, usize) {
    (
        report.created,
        report.updated,
        report.unchanged,
        report.rejected.len(),
    )
}

#[tokio::test]
async fn bad_rows_are_reported_by_line_and_field_and_stop_nothing() {
    let test = TestCore::new().await;
    let csv = "nama;no_hp;ref;surel;alamat\n\
        Budi Ginting;0812-3456-7890;res.partner,1;budi@karo.id;Kabanjahe\n\
        ;081234567891;;;\n\
        Siti;0628-20123;;;\n\
        \"Tarigan;081234567893\n\
        Ginting;081234567894;;bukan surel;\n\
        Karo;+62 812 3456 7895;;;\n\
        Pendek;12\n\
        Ke\0tut;081234567896\n\
        \u{200b}\u{202e};081234567897\n\
        Sis\u{1}wa;081234567898\n";
    let outcome = save(&test.core, csv, |_, _| {}).await;
    let report = outcome.report;
    assert_eq!(counts(&report), (3, 0, 0, 7));
    let wrong: Vec<_> = report
        .rejected
        .iter()
        .map(|one| (one.line, one.field))
        .collect();
    assert_eq!(
        wrong,
        [
            (3, "name"),
            (4, "phone"),
            (5, "name"),
            (6, "email"),
            (8, "phone"),
            (9, "name"),
            (10, "name")
        ]
    );
    assert_eq!(report.rejected[0].reason, "nama kosong");
    assert!(report.rejected[5].reason.contains("bita NUL"));
    assert_eq!(report.rejected[6].reason, "nama kosong");
    assert_eq!(report.notes, ["kolom diabaikan: alamat"]);
    let rejected = String::from_utf8(outcome.rejected_csv.unwrap()).unwrap();
    assert_eq!(rejected.lines().count(), 8);
    assert!(rejected.starts_with("nama;no_hp;ref;surel;alamat;alasan\n"));
    let known = all(&test.core).await;
    assert_eq!(known[0].0.phone.as_deref(), Some("0812-3456-7890"));
    assert!(
        known
            .iter()
            .all(|(_, contact)| contact.as_ref().unwrap().status == ConsentStatus::Unknown)
    );
}

#[tokio::test]
async fn the_report_has_the_form_of_the_public_interface() {
    let test = TestCore::new().await;
    let report = import(&test.core, "name,phone\nBudi,08\n").await;
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["created"], 0);
    assert_eq!(json["rejected"][0]["line"], 2);
    assert_eq!(json["rejected"][0]["field"], "phone");
    assert!(json["rejected"][0]["reason"].is_string());
    assert_eq!(json.as_object().unwrap().len(), 4);
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_a_changed_row_updates() {
    let test = TestCore::new().await;
    let core = &test.core;
    let first = "name,phone,external_ref,email\n\
        Budi,081234567890,1,b@karo.id\n\
        Siti,081234567890,,\n\
        Siti,081234567890,,\n\
        Budi,081234567890,1,b@karo.id\n";
    assert_eq!(counts(&import(core, first).await), (2, 0, 2, 0));
    assert_eq!(counts(&import(core, first).await), (0, 0, 4, 0));
    let changed = "name,phone,external_ref,email\n\
        Budi Ginting,+62 813 0000 0000,1,\n\
        Siti,0812-3456-7890,,siti@karo.id\n\
        siti,081234567890,,\n";
    assert_eq!(counts(&import(core, changed).await), (1, 2, 0, 0));
    let known = all(core).await;
    assert_eq!(known.len(), 3);
    let budi = &known[0].0;
    assert_eq!(budi.name, "Budi Ginting");
    assert_eq!(budi.phone.as_deref(), Some("+62 813 0000 0000"));
    assert_eq!(budi.email.as_deref(), Some("b@karo.id"));
    assert_eq!(known[1].0.phone.as_deref(), Some("081234567890"));
}

#[tokio::test]
async fn many_rows_are_taken_in_batches_and_their_progress_is_told() {
    use std::fmt::Write;

    let test = TestCore::new().await;
    let mut csv = String::from("name,phone,external_ref\n");
    for number in 0..1200 {
        writeln!(csv, "P{number},0812{:08},r{number}", 10_000_000 + number).unwrap();
    }
    let mut told = Vec::new();
    let outcome = save(&test.core, &csv, |done, total| told.push((done, total)));
    let report = outcome.await.report;
    assert_eq!(counts(&report), (1200, 0, 0, 0));
    assert!(told.len() >= 3 && told.is_sorted());
    let (done, total) = *told.last().unwrap();
    assert_eq!(done, total);
    assert_eq!(counts(&import(&test.core, &csv).await), (0, 0, 1200, 0));
}

#[tokio::test]
async fn what_a_check_foretells_is_what_saving_does() {
    let test = TestCore::new().await;
    let core = &test.core;
    let known = "nama,hp,ref\nBudi Ginting,081234500017,b-1\nSari Tarigan,081234500027,b-2";
    import(core, known).await;
    let mut csv = String::from(
        "nama,hp,ref\nSari Tarigan,081234500027,\nSari br Tarigan,081234500037,b-2\nX,12,\n",
    );
    // More than a batch, with a pair that lies in two of them.
    for number in 0..700 {
        writeln!(csv, "Warga {number},08123460{number:04},").unwrap();
    }
    csv.push_str("Warga 1,081234600001,\nWarga satu,081234600001,\n");
    let source = Source::Bytes(csv.clone().into_bytes());
    let foretold = check(core, source, Lang::Id, |_, _| {}).await.unwrap();
    assert_eq!(partner::count(core.db.reader()).await.unwrap(), 2);
    let done = save(core, &csv, |_, _| {}).await;
    assert_eq!(foretold.report, done.report);
    assert_eq!(foretold.rejected_csv, done.rejected_csv);
    assert_eq!((done.report.created, done.report.updated), (701, 1));
    assert_eq!((done.report.unchanged, done.report.rejected.len()), (2, 1));
}
