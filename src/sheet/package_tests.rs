use std::io::Cursor;

use super::super::example::{pack, workbook};
use super::*;

const TEXTS: &str = "xl/sharedStrings.xml";

fn checked(parts: &[(&str, &str)]) -> Result<(), WorkbookError> {
    check(&mut Cursor::new(pack(parts).unwrap()))
}

#[test]
fn a_usual_workbook_passes_with_all_that_is_beside_its_rows() {
    let file = workbook(&[("nama", "Budi Ginting")]).unwrap();
    assert!(check(&mut Cursor::new(file)).is_ok());
    // Offices have pictures, remarks in other encodings, and texts that stand in many cells.
    let parts = [
        ("xl/media/image1.png", "\u{1}\u{2}<<<"),
        ("customXml/item1.xml", "\u{fffd}<\0a\0>"),
        (
            TEXTS,
            r#"<sst count="1000000" uniqueCount="1"><si><t>aktif</t></si></sst>"#,
        ),
    ];
    assert!(checked(&parts).is_ok());
}

#[test]
fn memory_is_set_aside_for_no_more_texts_than_a_workbook_may_hold() {
    for count in ["100000000000", "99999999999999999999999", "-1", "banyak"] {
        for tag in ["sst", "x:sst"] {
            let texts = format!(r#"<{tag} uniqueCount="{count}"></{tag}>"#);
            let refused = checked(&[(TEXTS, &texts)]);
            assert!(matches!(refused, Err(WorkbookError::TooLarge)), "{count}");
        }
    }
    let many = format!("<sst>{}</sst>", "<si/>".repeat(100));
    assert!(read_part(many.as_bytes(), &mut Kept(100 * (TEXT + 5))).is_ok());
    let refused = read_part(many.as_bytes(), &mut Kept(100 * (TEXT + 5) - 1));
    assert!(matches!(refused, Err(WorkbookError::TooLarge)));
}

#[test]
fn styles_do_not_multiply() {
    let name = "x".repeat(2_000);
    let long =
        format!(r#"<styleSheet><fonts><font><name val="{name}"/></font></fonts></styleSheet>"#);
    let refused = checked(&[("xl/styles.xml", &long)]);
    assert!(matches!(refused, Err(WorkbookError::Damaged)));
    let many = format!(
        "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
        r#"<xf fontId="0"/>"#.repeat(100_000)
    );
    let refused = checked(&[("xl/styles.xml", &many)]);
    assert!(matches!(refused, Err(WorkbookError::TooLarge)));
}

#[test]
fn nothing_in_a_part_goes_on_for_ever() {
    let long = "x".repeat(2 << 20);
    let letters = "<t>x</t>".repeat(200_000);
    for (what, error) in [
        (format!("<a b=\"{long}\"/>"), WorkbookError::Damaged),
        (format!("<a>{long}</a>"), WorkbookError::Damaged),
        (format!("<a><!--{long}--></a>"), WorkbookError::Damaged),
        ("<a>".repeat(1_000), WorkbookError::Damaged),
        (format!("<{}/>", "a".repeat(1_000)), WorkbookError::Damaged),
        (format!("<si>{letters}</si>"), WorkbookError::LongText),
        (
            format!("<row><c>{letters}</c></row>"),
            WorkbookError::LongText,
        ),
        (format!("<x:si><c></si>{letters}"), WorkbookError::Damaged),
    ] {
        let refused = checked(&[("xl/worksheets/sheet1.xml", &what)]).unwrap_err();
        let shown: String = what.chars().take(40).collect();
        let kinds = [&refused, &error].map(std::mem::discriminant);
        assert_eq!(kinds[0], kinds[1], "{shown}: {refused}");
    }
}

#[test]
fn what_is_read_cannot_hide_under_another_name() {
    for target in [
        "worksheets/a.png",
        "/customXml/a.xml",
        "..\\a",
        "&#47;customXml/a.xml",
    ] {
        let rels = format!(
            r#"<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="{target}"/></Relationships>"#
        );
        let refused = checked(&[("xl/_rels/workbook.xml.rels", &rels)]);
        assert!(matches!(refused, Err(WorkbookError::Damaged)), "{target}");
    }
}
