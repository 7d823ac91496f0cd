//! Reads what a benchmark wrote down, one JSON record a line, from standard
//! input and prints the tables. Ends with status 1 if a webhook was lost.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use setuju_bench::{record::Record, report::Report};

fn main() -> io::Result<ExitCode> {
    let report = io::stdin()
        .lines()
        .map(|line| Ok(serde_json::from_str::<Record>(&line?)?))
        .collect::<io::Result<Report>>()?;
    writeln!(io::stdout(), "{report}")?;
    Ok(if report.lost_any() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
