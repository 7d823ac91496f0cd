//! `setuju doctor`: looks at everything that must be right, and says in one line each what is and
//! what is not.

mod accounts;
mod finding;
mod foundation;
mod reach;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use self::finding::{Finding, Verdict};
use super::argument;
use super::failure::{FAILED, sentences};
use super::output::{print, print_json, table};
use crate::app;
use crate::config::Config;
use crate::keys::KeyError;
use crate::lang::{Lang, Say};

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Memeriksa konfigurasi, kunci, basis data, disk, jam, akun, dan apakah webhook terjangkau: satu baris masing-masing. Status keluar 1 bila ada yang gagal",
        "Checks configuration, key, database, disk, clock, accounts, and whether webhooks are reached: one line each. Exit status 1 if any check fails",
    );
    let usage = lang.pick("setuju doctor [PILIHAN]", "setuju doctor [OPTIONS]");
    argument::leaf("doctor", usage, about, lang).arg(argument::json(lang))
}

pub(super) async fn run(
    args: &ArgMatches,
    variables: Vec<(String, String)>,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let file = args.get_one::<PathBuf>("config").map(PathBuf::as_path);
    let (findings, lang) = match Config::load(file, variables.into_iter()) {
        Err(error) => {
            let check = lang.pick("konfigurasi", "configuration");
            (vec![Finding::bad(check, error.say(lang))], lang)
        }
        Ok(config) => (examine(&config, file).await, config.lang),
    };
    if args.get_flag("json") {
        print_json(&findings)?;
    } else {
        let rows: Vec<_> = findings.iter().map(|finding| finding.row(lang)).collect();
        print(table(&rows))?;
    }
    let failed = findings.iter().any(|found| found.verdict == Verdict::Bad);
    Ok(ExitCode::from(if failed { FAILED } else { 0 }))
}

async fn examine(config: &Config, file: Option<&Path>) -> Vec<Finding> {
    let lang = config.lang;
    let mut findings = vec![foundation::configuration(file, lang)];
    let opened = match app::open(config).await {
        Ok(opened) => opened,
        Err(error) => {
            let about_key = error.chain().any(<dyn Error>::is::<KeyError>);
            let check = if about_key {
                lang.pick("kunci", "key")
            } else {
                lang.pick("basis data", "database")
            };
            findings.push(Finding::bad(check, sentences(&error, lang)));
            return findings;
        }
    };
    findings.push(foundation::key(config));
    findings.push(foundation::database(&opened.core.db, lang).await);
    findings.extend(foundation::folders(config));
    let reached = reach::webhooks(&opened, lang).await;
    findings.push(foundation::clock(&opened.core, reached.their_time, config).await);
    findings.extend(accounts::all(&opened, lang).await);
    findings.extend(reached.findings);
    opened.core.db.close().await;
    findings
}
