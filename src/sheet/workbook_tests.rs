use std::io::Cursor;

use super::super::example::{pack, workbook};
use super::super::pieces::{self, Source};
use super::*;

const SHEET: &str = "xl/worksheets/sheet1.xml";
const TEXTS: &str = "xl/sharedStrings.xml";

fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C5"/><sheetData>{rows}</sheetData></worksheet>"#
    )
}

async fn csv(file: Vec<u8>) -> Result<String, PieceError> {
    let mut pieces = pieces::read(Source::Bytes(file));
    let mut all = Vec::new();
    while let Some(piece) = pieces.next().await? {
        all.extend(piece.bytes);
    }
    Ok(String::from_utf8(all).unwrap())
}

async fn refused(parts: &[(&str, &str)]) -> PieceError {
    csv(pack(parts).unwrap()).await.unwrap_err()
}

#[tokio::test]
async fn days_numbers_and_left_out_rows_come_as_they_would_be_saved() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>registration_id</t></is></c><c r="B1" t="inlineStr"><is><t>phone</t></is></c><c r="C1" t="inlineStr"><is><t>expiry_date</t></is></c></row>
            <row r="4"><c r="A4" t="inlineStr"><is><t>503/1
2</t></is></c><c r="B4"><v>81234567890</v></c><c r="C4" s="2"><v>46387</v></c></row>"#;
    let csv = csv(pack(&[(SHEET, &sheet(rows))]).unwrap()).await.unwrap();
    assert_eq!(
        csv,
        "registration_id,phone,expiry_date\n\"\"\n\"\"\n503/1 2,81234567890,2026-12-31\n"
    );
}

#[tokio::test]
async fn the_example_is_read_as_it_is_written() {
    let file = workbook(&[("nama", "Budi Ginting"), ("tgl", "31/12/2026")]).unwrap();
    assert_eq!(
        csv(file).await.unwrap(),
        "nama,tgl\nBudi Ginting,31/12/2026\n"
    );
}

#[tokio::test]
async fn what_is_no_workbook_is_refused() {
    let mut half = workbook(&[("nama", "Budi Ginting")]).unwrap();
    half.truncate(half.len() / 2);
    for file in [b"PK\x03\x04 nothing".to_vec(), half] {
        let error = csv(file).await.unwrap_err();
        assert!(matches!(
            error,
            PieceError::Workbook(WorkbookError::Damaged)
        ));
    }
}

#[tokio::test]
async fn texts_that_stand_in_many_cells_count_in_each() {
    let text = "x".repeat(32_000);
    let texts = format!(r#"<sst uniqueCount="1"><si><t>{text}</t></si></sst>"#);
    let rows = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(200));
    let error = refused(&[(TEXTS, &texts), (SHEET, &sheet(&rows))]).await;
    assert!(matches!(error, PieceError::EndlessRow), "{error:?}");
    let again = format!(
        "<row>{}</row>",
        r#"<c r="A1" t="s"><v>0</v></c>"#.repeat(200)
    );
    let error = refused(&[(TEXTS, &texts), (SHEET, &sheet(&again))]).await;
    assert!(matches!(error, PieceError::EndlessRow), "{error:?}");
}

#[tokio::test]
async fn a_cell_holds_no_more_than_a_cell_can() {
    let rows = |letters| {
        let text = "é".repeat(letters);
        format!(r#"<row><c t="inlineStr"><is><t>{text}</t></is></c></row>"#)
    };
    let most = pack(&[(SHEET, &sheet(&rows(SIGNS)))]).unwrap();
    assert!(csv(most).await.is_ok());
    let error = refused(&[(SHEET, &sheet(&rows(SIGNS + 1)))]).await;
    assert!(matches!(
        error,
        PieceError::Workbook(WorkbookError::LongText)
    ));
}

#[tokio::test]
async fn rows_go_on_and_end() {
    let row = |number: u32| format!(r#"<row r="{number}"><c r="A{number}"><v>1</v></c></row>"#);
    let last = pack(&[(SHEET, &sheet(&[row(1), row(ROWS)].concat()))]).unwrap();
    assert_eq!(csv(last).await.unwrap().lines().count(), 1 << 20);
    for rows in [
        [row(1), row(ROWS), row(1)].concat(),
        row(ROWS + 1),
        row(u32::MAX),
    ] {
        let error = refused(&[(SHEET, &sheet(&rows))]).await;
        let is_damaged = matches!(error, PieceError::Workbook(WorkbookError::Damaged));
        assert!(is_damaged, "{error:?}");
    }
}

#[test]
fn no_more_is_sent_than_a_workbook_may_hold() {
    let (outlet, _pieces) = tokio::sync::mpsc::channel(2);
    let sent = |sent| {
        let mut rows = Rows {
            sent,
            ..Rows::default()
        };
        rows.put(0, "Budi".to_owned()).unwrap();
        rows.end_row(1).unwrap();
        rows.send(&outlet, 1)
    };
    assert!(matches!(sent(LARGEST - 5), Ok(true)));
    assert!(matches!(sent(LARGEST - 4), Err(WorkbookError::TooLarge)));
}

#[test]
fn a_worksheet_is_cut_for_nobody_without_end() {
    let (outlet, pieces) = tokio::sync::mpsc::channel(1);
    drop(pieces);
    let file = workbook(&[("nama", "Budi Ginting")]).unwrap();
    assert!(cut(Cursor::new(file), &outlet).is_ok());
}
