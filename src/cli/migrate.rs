//! `setuju migrate`: brings the schema up to date and ends.

use std::process::ExitCode;

use clap::Command;

use super::argument;
use super::output::print;
use super::program::Call;
use crate::lang::Lang;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Memperbarui skema basis data, lalu selesai",
        "Brings the schema of the database up to date, and ends",
    );
    let usage = lang.pick("setuju migrate [PILIHAN]", "setuju migrate [OPTIONS]");
    argument::leaf("migrate", usage, about, lang)
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    // Opening migrates.
    let opened = call.open().await?;
    opened.core.db.close().await;
    print([call.lang.pick(
        "Skema basis data sudah mutakhir.",
        "The schema of the database is up to date.",
    )])?;
    Ok(ExitCode::SUCCESS)
}
