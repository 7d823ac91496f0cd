use proptest::prelude::*;

use super::super::rejects::Rejects;
use super::*;

const COLUMNS: &[Column] = &[
    Column {
        name: "name",
        also: &["nama"],
        required: true,
    },
    Column {
        name: "phone",
        also: &["no_hp"],
        required: true,
    },
    Column {
        name: "email",
        also: &[],
        required: false,
    },
];

fn open(text: &str) -> Sheet {
    Sheet::open(text.as_bytes(), COLUMNS, Lang::En).unwrap()
}

fn rows(text: &str) -> Vec<(u64, String, String)> {
    let mut sheet = open(text);
    std::iter::from_fn(|| sheet.next_row())
        .map(|row| (row.line, row.cell(0).to_owned(), row.cell(1).to_owned()))
        .collect()
}

fn row(line: u64, name: &str, phone: &str) -> (u64, String, String) {
    (line, name.to_owned(), phone.to_owned())
}

#[test]
fn separators_marks_and_headers_are_taken_as_they_come() {
    for text in [
        "name,phone\nBudi,0812\n",
        "\u{feff}phone;NAMA\n0812;Budi",
        "No. HP\tNama\r\n0812\tBudi\r\n",
        "\"name\";\"phone, mobile\";no_hp\n\"Budi\";x;0812\n",
        "nama,no hp\rBudi,0812\r",
    ] {
        assert_eq!(rows(text), [row(2, "Budi", "0812")], "{text:?}");
    }
    assert_eq!(
        rows("sep=;\nname;phone\nBudi;0812"),
        [row(3, "Budi", "0812")]
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let text = "name,phone,alamat\n\nBudi,1,\"Jl. Veteran\r\nKabanjahe\"\r\n\r\n,,\nSiti,2,x\n";
    assert_eq!(rows(text), [row(3, "Budi", "1"), row(7, "Siti", "2")]);
}

#[test]
fn an_open_quotation_mark_costs_one_row_and_not_the_rest() {
    let mut sheet = open("name,phone\nA,1\n\"B,2\nC,3\n\"D\",4\n\"E,5");
    let found: Vec<_> = std::iter::from_fn(|| sheet.next_row())
        .map(|row| (row.line, row.damage == Some(Damage::Torn)))
        .collect();
    assert_eq!(
        found,
        [(2, false), (3, true), (4, false), (5, false), (6, false)]
    );
}

#[test]
fn a_cell_may_hold_a_line_break() {
    let text = "name,phone\n\"PT \"\"Satu\"\"\r\nKaro\",1\n\"A\nB\",\"2\"\n\"C\n\" x,3\nD,4";
    let mut sheet = open(text);
    let found: Vec<_> = std::iter::from_fn(|| sheet.next_row())
        .map(|row| (row.line, row.cell(0).to_owned(), row.damage.is_some()))
        .collect();
    let row = |line: u64, name: &str, is_torn: bool| (line, name.to_owned(), is_torn);
    assert_eq!(
        found,
        [
            row(2, "PT \"Satu\" Karo", false),
            row(4, "A B", false),
            row(6, "\"C", true),
            row(7, "\" x", true),
            row(8, "D", false)
        ]
    );
}

#[test]
fn what_is_no_table_is_said() {
    let error = |bytes: &[u8]| Sheet::open(bytes, COLUMNS, Lang::En).err();
    assert_eq!(error(b""), Some(SheetError::Empty));
    assert_eq!(error(b"\xEF\xBB\xBF \r\n"), Some(SheetError::Empty));
    assert_eq!(error(b"\n,,\n"), Some(SheetError::Empty));
    assert_eq!(error(b"PK\x03\x04..."), Some(SheetError::NotText));
    // As UTF-16, with a NUL in a name of a column, and a picture.
    for bytes in [
        &b"\xFF\xFEn\0a\0m\0e\0,\0p\0h\0o\0n\0e\0\n\0"[..],
        b"name,phone,em\0ail\nA,1,x\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    ] {
        assert_eq!(error(bytes), Some(SheetError::NotText), "{bytes:?}");
    }
    assert_eq!(
        error(b"alamat;email\n"),
        Some(SheetError::MissingColumns(vec!["name", "phone"]))
    );
}

#[test]
fn a_nul_costs_its_row_and_not_the_rest() {
    let mut sheet = open("name,phone\nA,1\nB\0,2\n\u{1}C,3\nD,4,\0\n\"E\0\nF,5\nG,6\n");
    let found: Vec<_> = std::iter::from_fn(|| sheet.next_row())
        .map(|row| (row.line, row.damage))
        .collect();
    assert_eq!(
        found,
        [
            (2, None),
            (3, Some(Damage::Nul)),
            (4, None),
            (5, Some(Damage::Nul)),
            (6, Some(Damage::Torn)),
            (7, None),
            (8, None),
        ]
    );
    // Nor in a piece that comes later.
    sheet.go_on(b"H,7\nI\0,8\n", Lang::En).unwrap();
    let found: Vec<_> = std::iter::from_fn(|| sheet.next_row())
        .map(|row| (row.line, row.damage))
        .collect();
    assert_eq!(found, [(9, None), (10, Some(Damage::Nul))]);
}

#[test]
fn other_columns_and_another_encoding_are_noted() {
    let sheet = Sheet::open(b"name,phone,alamat,kota\nAndr\xE9,1,x,y", COLUMNS, Lang::En);
    let mut sheet = sheet.unwrap();
    assert_eq!(sheet.notes().len(), 2);
    assert_eq!(sheet.notes()[1], "columns ignored: alamat, kota");
    assert_eq!(sheet.next_row().unwrap().cell(0), "André");
}

#[test]
fn rejected_rows_hold_no_formula_and_can_be_handed_in_again() {
    let text = "name,phone\n\"=HYPERLINK(\"\"x\"\")\",+62 812\n@x,-5\n";
    let mut sheet = open(text);
    let mut rejects = Rejects::of(&sheet, Lang::En);
    while let Some(row) = sheet.next_row() {
        rejects.add(&row, "=1");
    }
    let bytes = rejects.into_bytes().unwrap();
    let written = String::from_utf8(bytes.clone()).unwrap();
    assert_eq!(
        written,
        "name,phone,reason\n\"'=HYPERLINK(\"\"x\"\")\",+62 812,'=1\n'@x,-5,'=1\n"
    );
    let again = rows(&written);
    assert_eq!(again[0].1, "=HYPERLINK(\"x\")");
    assert!(Rejects::of(&open(text), Lang::En).into_bytes().is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let all = [b"name,phone\n".as_slice(), &bytes].concat();
        if let Ok(mut sheet) = Sheet::open(&all, COLUMNS, Lang::Id) {
            let mut last = 0;
            let mut count = 0;
            while let Some(row) = sheet.next_row() {
                prop_assert!(row.line > last);
                last = row.line;
                count += 1;
                prop_assert!(count <= 400);
            }
        }
    }

    #[test]
    fn quotes_and_breaks_in_any_order_are_read_to_their_end(text in "[\",;\n\ra]{0,60}") {
        let all = format!("name,phone\n{text}");
        let mut sheet = open(&all);
        let mut last = 0;
        while let Some(row) = sheet.next_row() {
            prop_assert!(row.line > last);
            last = row.line;
        }
    }
}

#[test]
fn a_table_in_pieces_reads_like_the_whole_and_counts_its_lines() {
    let whole = "name;phone\nBudi;1\n\nSiti;2\n;\n\n\"Rina\nT\";3\nAndi;4\n";
    let expected = rows(whole);
    for cuts in [vec![11], vec![18, 19], vec![18, 26, 28, 29], vec![40]] {
        let mut from = 0;
        let mut pieces = Vec::new();
        for cut in cuts.into_iter().chain([whole.len()]) {
            pieces.push(&whole[from..cut]);
            from = cut;
        }
        let mut sheet = open(pieces[0]);
        let mut read = Vec::new();
        for (place, piece) in pieces.iter().enumerate() {
            if place > 0 {
                sheet.go_on(piece.as_bytes(), Lang::En).unwrap();
            }
            read.extend(
                std::iter::from_fn(|| sheet.next_row())
                    .map(|row| (row.line, row.cell(0).to_owned(), row.cell(1).to_owned())),
            );
        }
        assert_eq!(read, expected, "{pieces:?}");
    }
}
