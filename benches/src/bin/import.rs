//! For `scripts/bench-import`: writes tables of permits, and knocks at the
//! database while the product takes one over.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use rusqlite::{Connection, TransactionBehavior};
use setuju_bench::arguments::Arguments;

const HEADINGS: &[&str] = &[
    "Pendaftaran ID",
    "No Izin",
    "Jenis Izin",
    "Nama Pemohon",
    "No HP",
    "Status",
    "Tgl Terbit",
    "Masa Berlaku",
];
/// One in so many rows is bad, as in every real table.
const BAD: u64 = 1000;
/// How long to wait between two knocks, and between two tries of one.
const PAUSE: Duration = Duration::from_millis(5);
const RETRY: Duration = Duration::from_micros(200);

/// `import --write FILE.csv --permits N` writes a table; with a name that ends
/// with `.xml` it is the worksheet of a workbook. `import --knock FILE.db --pid P`
/// takes the database for a moment again and again until that process is gone,
/// and prints the median, the 99th percentile and the longest of its waits, in
/// milliseconds.
fn main() -> io::Result<()> {
    let arguments = Arguments::of_this_process(&["write", "permits", "knock", "pid"])?;
    let file: PathBuf = arguments.optional("write", PathBuf::new())?;
    if file.as_os_str().is_empty() {
        let database: PathBuf = arguments.required("knock")?;
        let pid: u32 = arguments.required("pid")?;
        let waits = knock(&database, pid).map_err(io::Error::other)?;
        return writeln!(io::stdout(), "{}", figures(waits));
    }
    let permits: u64 = arguments.required("permits")?;
    let mut out = BufWriter::new(File::create(&file)?);
    if file.extension().is_some_and(|end| end == "xml") {
        worksheet(&mut out, permits)?;
    } else {
        writeln!(out, "{}", HEADINGS.join(";"))?;
        for place in 0..permits {
            writeln!(out, "{}", row(place).join(";"))?;
        }
    }
    out.flush()
}

/// A holder has five permits.
fn row(place: u64) -> [String; 8] {
    let holder = place / 5;
    let year = 2024 + place % 3;
    let (month, day) = (place % 12 + 1, place % 28 + 1);
    let phone = match place % BAD {
        1 => "12".to_owned(),
        _ => format!("0812{:08}", 30_000_000 + holder),
    };
    [
        format!("REG/{place}"),
        format!("503/{place}/{year}"),
        "Surat Izin Usaha Perdagangan".to_owned(),
        format!("Pemohon {holder}"),
        phone,
        "Aktif".to_owned(),
        format!("{day:02}/{month:02}/{year}"),
        format!("{day:02}/{month:02}/{}", year + 5),
    ]
}

fn worksheet(out: &mut impl Write, permits: u64) -> io::Result<()> {
    let columns = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let line = |out: &mut dyn Write, number: u64, cells: &[String]| -> io::Result<()> {
        write!(out, "<row r=\"{number}\">")?;
        for (column, cell) in columns.iter().zip(cells) {
            write!(
                out,
                "<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"
            )?;
        }
        write!(out, "</row>")
    };
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\
         \"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <dimension ref=\"A1:H{}\"/><sheetData>",
        permits + 1
    )?;
    let headings: Vec<_> = HEADINGS.iter().map(|name| (*name).to_owned()).collect();
    line(out, 1, &headings)?;
    for place in 0..permits {
        line(out, place + 2, &row(place))?;
    }
    write!(out, "</sheetData></worksheet>")
}

fn knock(database: &Path, pid: u32) -> rusqlite::Result<Vec<Duration>> {
    let mut database = Connection::open(database)?;
    let process = PathBuf::from(format!("/proc/{pid}"));
    let mut waits = Vec::new();
    while process.exists() {
        let before = Instant::now();
        loop {
            match database.transaction_with_behavior(TransactionBehavior::Immediate) {
                Ok(taken) => {
                    taken.rollback()?;
                    break;
                }
                Err(error)
                    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) =>
                {
                    sleep(RETRY);
                }
                Err(error) => return Err(error),
            }
        }
        waits.push(before.elapsed());
        sleep(PAUSE);
    }
    Ok(waits)
}

fn figures(mut waits: Vec<Duration>) -> String {
    waits.sort_unstable();
    let last = waits.len().saturating_sub(1);
    let at = |percent: usize| waits.get(last * percent / 100).copied().unwrap_or_default();
    let shown = [50, 99, 100].map(|percent| format!("{:.0}", at(percent).as_secs_f64() * 1000.0));
    shown.join(" / ")
}
