//! `setuju partners import`: takes over partners from a spreadsheet.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgMatches, Command};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::argument;
use super::failure::{FAILED, Failure};
use super::output::{print, print_json, remark};
use super::program::Call;
use super::trail::ACTOR;
use crate::lang::Lang;
use crate::people::import;
use crate::sheet::{Outcome, Report, Source};

/// As many rejected rows as people are shown; all are in the file beside.
const SHOWN: usize = 20;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengelola mitra (perintah: import)",
        "Manages partners (command: import)",
    );
    let usage = lang.pick("setuju partners PERINTAH", "setuju partners COMMAND");
    argument::group("partners", usage, about, lang).subcommand(import_command(lang))
}

fn import_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengambil mitra dari berkas CSV atau Excel (.xlsx) dengan kolom name, phone, external_ref, email. Baris yang ditolak juga ditulis ke BERKAS.rejected.csv dan tidak menghentikan yang lain",
        "Takes over partners from a CSV or Excel (.xlsx) file with the columns name, phone, external_ref, email. Rejected rows also go to FILE.rejected.csv and never stop the rest",
    );
    let (usage, value, help) = match lang {
        Lang::Id => (
            "setuju partners import BERKAS [PILIHAN]",
            "BERKAS",
            "Berkasnya; pemisah koma, titik koma, atau tab; dari buku kerja dibaca lembar pertama",
        ),
        Lang::En => (
            "setuju partners import FILE [OPTIONS]",
            "FILE",
            "The file; separated by commas, semicolons or tabs; of a workbook the first sheet is read",
        ),
    };
    let file = argument::positional("file", help, lang)
        .value_name(value)
        .value_parser(clap::value_parser!(PathBuf));
    argument::leaf("import", usage, about, lang)
        .arg(file)
        .arg(argument::json(lang))
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((_, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(super::failure::WRONG_USAGE));
    };
    let lang = call.lang;
    let (path, source) = source(args, lang)?;
    let opened = call.open().await?;
    let (bar, progress) = bar();
    let outcome = import::partners(&opened.core, source, ACTOR, lang, progress).await;
    bar.finish_and_clear();
    opened.core.db.close().await;
    finish(&path, outcome?, args, lang)
}

/// The file that is named.
pub(super) fn source(args: &ArgMatches, lang: Lang) -> Result<(PathBuf, Source), Failure> {
    let path = args.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let file = std::fs::File::open(&path).map_err(|error| {
        let shown = path.display();
        Failure::new(match lang {
            Lang::Id => format!("Berkas {shown} tidak dapat dibaca: {error}."),
            Lang::En => format!("The file {shown} cannot be read: {error}."),
        })
    })?;
    Ok((path, Source::File(file)))
}

/// Tells what became of the rows, and keeps the rejected ones beside the file.
pub(super) fn finish(
    path: &Path,
    outcome: Outcome,
    args: &ArgMatches,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let Outcome {
        report,
        rejected_csv,
    } = outcome;
    let rejected = rejected_csv.map(|csv| {
        let beside = path.with_extension("rejected.csv");
        let written = std::fs::write(&beside, csv);
        (beside, written)
    });
    let beside = rejected.as_ref().map(|(beside, _)| beside.as_path());
    show(&report, beside, args, lang)?;
    match rejected {
        Some((beside, Err(error))) => {
            let shown = beside.display();
            remark(&match lang {
                Lang::Id => format!("Berkas {shown} tidak dapat ditulis: {error}."),
                Lang::En => format!("The file {shown} cannot be written: {error}."),
            });
            Ok(ExitCode::from(FAILED))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// How far it got; seen only where standard error is a terminal.
pub(super) fn bar() -> (ProgressBar, impl FnMut(u64, u64)) {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    let bar = match ProgressStyle::with_template("[{bar:40}] {percent:>3}%  {elapsed_precise}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    };
    let shown = bar.clone();
    let progress = move |done, total| {
        shown.set_length(total);
        shown.set_position(done);
    };
    (bar, progress)
}

fn show(
    report: &Report,
    rejected: Option<&Path>,
    args: &ArgMatches,
    lang: Lang,
) -> std::io::Result<()> {
    if args.get_flag("json") {
        return print_json(report);
    }
    for note in &report.notes {
        remark(note);
    }
    let (created, updated, unchanged) = (report.created, report.updated, report.unchanged);
    let refused = report.rejected.len();
    let mut lines = vec![match lang {
        Lang::Id => {
            format!("{created} baru, {updated} diperbarui, {unchanged} tetap, {refused} ditolak.")
        }
        Lang::En => format!(
            "{created} created, {updated} updated, {unchanged} unchanged, {refused} rejected."
        ),
    }];
    lines.extend(report.rejected.iter().take(SHOWN).map(|row| {
        let (line, field, reason) = (row.line, row.field, &row.reason);
        match lang {
            Lang::Id => format!("  baris {line}, {field}: {reason}"),
            Lang::En => format!("  line {line}, {field}: {reason}"),
        }
    }));
    if let Some(more) = refused.checked_sub(SHOWN).filter(|more| *more > 0) {
        lines.push(match lang {
            Lang::Id => format!("  … dan {more} baris lagi"),
            Lang::En => format!("  … and {more} more"),
        });
    }
    if let Some(path) = rejected {
        let shown = path.display();
        lines.push(match lang {
            Lang::Id => format!("Baris yang ditolak: {shown}"),
            Lang::En => format!("Rejected rows: {shown}"),
        });
    }
    print(lines)
}
