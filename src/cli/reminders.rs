//! `setuju reminders …`: reminders of permits that end.

use std::process::ExitCode;

use clap::{ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use super::argument;
use super::failure::WRONG_USAGE;
use super::output::{Output, print, table};
use super::program::Call;
use super::schedule::run_job;
use crate::core::Core;
use crate::lang::Lang;
use crate::permits::preview::{self, ALLOWED, Upcoming, Wanted};
use crate::scheduler::{self, Job};

/// How many permits are read at once.
const CHUNK: u64 = 500;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Pengingat masa berlaku izin (perintah: preview, run)",
        "Reminders of permits that end (commands: preview, run)",
    );
    let usage = lang.pick("setuju reminders PERINTAH", "setuju reminders COMMAND");
    argument::group("reminders", usage, about, lang)
        .subcommands([preview_command(lang), run_command(lang)])
}

fn preview_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menampilkan siapa yang akan diingatkan pada hari-hari mendatang, siapa yang tidak, dan mengapa",
        "Shows who will be reminded in the days to come, who will not, and why",
    );
    let usage = lang.pick(
        "setuju reminders preview [PILIHAN]",
        "setuju reminders preview [OPTIONS]",
    );
    let days = lang.pick(
        "Berapa hari ke depan, 0 sampai 366 (bawaan: 30)",
        "How many days ahead, 0 to 366 (default: 30)",
    );
    argument::leaf("preview", usage, about, lang)
        .arg(
            argument::option("days", lang.pick("HARI", "DAYS"), days, lang)
                .value_parser(value_parser!(u32).range(0..=366)),
        )
        .arg(argument::json(lang))
}

fn run_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengingatkan sekarang juga semua yang sudah waktunya; aman diulang",
        "Reminds now of all that is due; harmless when repeated",
    );
    let usage = lang.pick(
        "setuju reminders run [PILIHAN]",
        "setuju reminders run [OPTIONS]",
    );
    argument::leaf("run", usage, about, lang).arg(argument::json(lang))
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((name, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(WRONG_USAGE));
    };
    let opened = call.open().await?;
    let done = match name {
        "run" => run_job(&call, &opened, Job::ExpiryReminders, args).await,
        _ => show_preview(&opened.core, args, call.lang).await,
    };
    opened.core.db.close().await;
    done
}

async fn show_preview(core: &Core, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let mut wanted = Wanted {
        from: scheduler::next_reminders(core).await?,
        days: args.get_one::<u32>("days").copied().unwrap_or(30),
        reason: None,
        after: None,
    };
    let is_json = args.get_flag("json");
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut listed: Vec<Value> = Vec::new();
    if !is_json {
        let headings = match lang {
            Lang::Id => ["IZIN", "BERAKHIR", "MITRA", "PENGINGAT", "DITAHAN"],
            Lang::En => ["PERMIT", "ENDS", "PARTNER", "REMINDERS", "WITHHELD"],
        };
        rows.push(headings.map(str::to_owned).to_vec());
    }
    loop {
        let page = preview::list(core, &wanted, CHUNK).await?;
        wanted.after = page.last().map(|last: &Upcoming| last.id);
        if is_json {
            listed.extend(page.iter().map(shown));
        } else {
            rows.extend(page.iter().map(row));
        }
        if u64::try_from(page.len()).unwrap_or(0) < CHUNK || wanted.after.is_none() {
            break;
        }
    }
    if is_json {
        let mut output = Output::lock();
        output.json(&listed)?;
        output.finish()?;
    } else {
        print(table(&rows))?;
        print(summary(core, &wanted, lang).await?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn days(row: &Upcoming) -> Vec<String> {
    row.reminders.iter().map(|(_, on)| on.to_string()).collect()
}

fn row(row: &Upcoming) -> Vec<String> {
    let name = row.partner_name.as_deref().unwrap_or("-");
    vec![
        row.registration_id.clone(),
        row.expiry_date.clone(),
        name.to_owned(),
        days(row).join(", "),
        row.reason.clone().unwrap_or_default(),
    ]
}

/// A permit, for programs.
fn shown(row: &Upcoming) -> Value {
    json!({
        "registration_id": row.registration_id,
        "expiry_date": row.expiry_date,
        "partner_id": row.partner_id,
        "partner_name": row.partner_name,
        "reason": row.reason,
        "reminders": days(row),
    })
}

async fn summary(core: &Core, wanted: &Wanted, lang: Lang) -> anyhow::Result<Vec<String>> {
    let mut withheld = preview::counts(core, wanted).await?;
    let allowed = withheld.remove(ALLOWED).unwrap_or(0);
    let mut lines = vec![match lang {
        Lang::Id => format!("Akan diingatkan: {allowed} izin."),
        Lang::En => format!("Will be reminded of: {allowed} permits."),
    }];
    lines.extend(withheld.into_iter().map(|(reason, count)| match lang {
        Lang::Id => format!("Tidak ({reason}): {count} izin."),
        Lang::En => format!("Will not ({reason}): {count} permits."),
    }));
    Ok(lines)
}
