use std::fmt::Write;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::*;
use crate::database::Backend;
use crate::sheet::example;
use crate::staff::origin;
use crate::testing::TestCore;

const KIND: Kind = Kind {
    columns: &[Column {
        name: "name",
        also: &[],
        required: true,
    }],
    action: "partners.imported",
    subject: "partners",
};

/// Takes every row that has a name, and looks at the writer's cache meanwhile.
struct Clerk<'a> {
    core: &'a Core,
    cache: Vec<i64>,
}

impl Taker for &mut Clerk<'_> {
    async fn take(&mut self, rows: &[Row]) -> Result<Vec<Result<Taken, Refusal>>, ImportError> {
        self.cache.extend(cache(self.core).await);
        let read = |row: &Row| match row.cell(0) {
            "x" => Err(Refusal {
                field: "name",
                reason: "nobody is called x".to_owned(),
            }),
            _ => Ok(Taken::Created),
        };
        Ok(rows.iter().map(read).collect())
    }
}

/// How much of the file the writer keeps, in the words of SQLite.
async fn cache(core: &Core) -> Option<i64> {
    if *core.db.backend() == Backend::Postgres {
        return None;
    }
    let txn = core.db.begin_write().await.unwrap();
    let pragma = Statement::from_string(DbBackend::Sqlite, "PRAGMA cache_size");
    let row = txn.query_one_raw(pragma).await.unwrap().unwrap();
    Some(row.try_get_by_index(0).unwrap())
}

async fn import(
    core: &Core,
    file: Vec<u8>,
    progress: impl FnMut(u64, u64),
) -> (Result<Outcome, ImportError>, Vec<i64>) {
    let mut clerk = Clerk {
        core,
        cache: Vec::new(),
    };
    let source = Source::Bytes(file);
    let by = ("staff:budi@karokab.go.id", Lang::En);
    let outcome = save(core, source, &KIND, by, &mut clerk, progress).await;
    (outcome, clerk.cache)
}

async fn trail(core: &Core) -> Vec<(String, Option<String>)> {
    let rows = audit::list(core.db.reader(), audit::Filter::default(), 10)
        .await
        .unwrap();
    let rows = rows.into_iter();
    rows.map(|row| (row.detail.unwrap_or_default(), row.origin))
        .collect()
}

#[tokio::test]
async fn a_table_of_several_pieces_is_taken_whole_and_its_progress_is_told() {
    let test = TestCore::new().await;
    let mut csv = String::from("name\n");
    for number in 0..60_000 {
        writeln!(csv, "Budi Ginting {number}").unwrap();
    }
    csv.push_str("x\n");
    let mut told = Vec::new();
    let before = cache(&test.core).await;
    let (outcome, wide) = import(&test.core, csv.into_bytes(), |done, total| {
        told.push((done, total));
    })
    .await;
    let report = outcome.unwrap().report;
    assert_eq!((report.created, report.rejected.len()), (60_000, 1));
    assert_eq!(report.rejected[0].line, 60_002);
    assert!(told.len() >= 60_000 / BATCH && told.is_sorted());
    assert_eq!(told.last().map(|(done, total)| done == total), Some(true));
    assert_eq!(trail(&test.core).await.len(), 1);
    // SQLite says kibibytes as negative numbers.
    assert!(wide.iter().all(|size| Some(*size) < before), "{wide:?}");
    assert_eq!(cache(&test.core).await, before, "as it was");
}

#[tokio::test]
async fn a_workbook_is_taken_as_csv_is_and_the_trail_knows_from_where() {
    let test = TestCore::new().await;
    let file = example::workbook(&[("name", "Budi Ginting"), ("more", "x")]).unwrap();
    let (outcome, _) = origin::scope("192.0.2.7", import(&test.core, file, |_, _| {})).await;
    let report = outcome.unwrap().report;
    assert_eq!((report.created, report.rejected.len()), (1, 0));
    assert_eq!(report.notes, ["columns ignored: more"]);
    let figures = "created 1, updated 0, unchanged 0, rejected 0".to_owned();
    let from = Some("192.0.2.7".to_owned());
    assert_eq!(trail(&test.core).await, [(figures, from)]);
}

#[tokio::test]
async fn a_file_of_bad_rows_ends_early_and_says_so() {
    let test = TestCore::new().await;
    let rows = |count: usize| format!("name\nBudi\n{}", "x\n".repeat(count)).into_bytes();
    let (most, _) = import(&test.core, rows(MOST_REJECTED), |_, _| {}).await;
    assert_eq!(most.unwrap().report.rejected.len(), MOST_REJECTED);
    let (more, _) = import(&test.core, rows(MOST_REJECTED + 1), |_, _| {}).await;
    let error = more.unwrap_err();
    assert!(matches!(&error, ImportError::TooManyRejected(last) if last.line == 100_003));
    assert!(error.say(Lang::Id).contains("baris 100003"), "{error}");
    let kept = trail(&test.core).await;
    assert_eq!(kept.len(), 2);
    let early = kept
        .iter()
        .filter(|(detail, _)| detail.ends_with("ended early"));
    assert_eq!(early.count(), 1, "what was taken is in the trail");

    // Few rows, but long ones.
    let long = format!(
        "name,more\n{}",
        format!("x,{}\n", "y".repeat(1 << 20)).repeat(40)
    );
    let (long, _) = import(&test.core, long.into_bytes(), |_, _| {}).await;
    assert!(matches!(long, Err(ImportError::TooManyRejected(_))));
    assert_eq!(trail(&test.core).await.len(), 2, "nothing was taken");
}
