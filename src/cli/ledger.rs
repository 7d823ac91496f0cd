//! `setuju ledger verify`: walks every chain of the ledger.

use std::process::ExitCode;

use clap::Command;
use serde::Serialize;

use super::argument;
use super::failure::FAILED;
use super::output::{print, print_json};
use super::program::Call;
use crate::consent::verify::{self, Report};
use crate::lang::Lang;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Memeriksa buku persetujuan (perintah: verify)",
        "Checks the consent ledger (command: verify)",
    );
    let usage = lang.pick("setuju ledger PERINTAH", "setuju ledger COMMAND");
    let verify_about = lang.pick(
        "Menelusuri setiap rantai persetujuan; mencetak jumlahnya dan setiap mata rantai yang putus. Status keluar 1 bila ada",
        "Walks every consent chain; prints counts and each broken link. Exit status 1 if there is any",
    );
    let verify_usage = lang.pick(
        "setuju ledger verify [PILIHAN]",
        "setuju ledger verify [OPTIONS]",
    );
    argument::group("ledger", usage, about, lang).subcommand(
        argument::leaf("verify", verify_usage, verify_about, lang).arg(argument::json(lang)),
    )
}

#[derive(Serialize)]
struct Found<'a> {
    ok: bool,
    #[serde(flatten)]
    report: &'a Report,
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((_, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(super::failure::WRONG_USAGE));
    };
    let opened = call.open().await?;
    let report = verify::verify(&opened.core.db, &opened.core.keys.ledger).await?;
    opened.core.db.close().await;

    let ok = report.broken.is_empty();
    if args.get_flag("json") {
        print_json(&Found {
            ok,
            report: &report,
        })?;
    } else {
        print(told(&report, call.lang))?;
    }
    Ok(ExitCode::from(if ok { 0 } else { FAILED }))
}

fn told(report: &Report, lang: Lang) -> Vec<String> {
    let Report {
        chains,
        events,
        broken,
    } = report;
    let mut lines = vec![match lang {
        Lang::Id => format!("{chains} rantai, {events} entri, {} putus.", broken.len()),
        Lang::En => format!(
            "{chains} chains, {events} entries, {} broken.",
            broken.len()
        ),
    }];
    lines.extend(broken.iter().map(|link| {
        let (contact, id, seq) = (&link.contact, link.contact_id, link.seq);
        let reason = verify::reason(&link.reason, lang);
        match lang {
            Lang::Id => format!("PUTUS  {contact} (kontak {id}), entri {seq}: {reason}"),
            Lang::En => format!("BROKEN {contact} (contact {id}), entry {seq}: {reason}"),
        }
    }));
    lines
}
