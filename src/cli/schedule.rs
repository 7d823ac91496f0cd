//! `setuju schedule …`: what runs by itself.

use std::process::ExitCode;

use chrono_tz::Tz;
use clap::{ArgMatches, Command};
use entity::words::JobOutcome;
use serde::Serialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::argument;
use super::failure::WRONG_USAGE;
use super::output::{print, print_json, table};
use super::program::Call;
use super::trail::ACTOR;
use crate::app::Opened;
use crate::core::Core;
use crate::lang::Lang;
use crate::live::Live;
use crate::scheduler::{self, Desk, Job, JobView, RunError};
use crate::time::Timestamp;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Tugas yang berjalan sendiri menurut jadwal (perintah: list, run)",
        "What runs by itself, on schedule (commands: list, run)",
    );
    let usage = lang.pick("setuju schedule PERINTAH", "setuju schedule COMMAND");
    argument::group("schedule", usage, about, lang)
        .subcommands([list_command(lang), run_command(lang)])
}

fn list_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menampilkan semua tugas: kapan terakhir berjalan, hasilnya, dan kapan berjalan lagi",
        "Lists the jobs: when each ran last, what came of it, and when it runs next",
    );
    let usage = lang.pick(
        "setuju schedule list [PILIHAN]",
        "setuju schedule list [OPTIONS]",
    );
    argument::leaf("list", usage, about, lang).arg(argument::json(lang))
}

fn run_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menjalankan satu tugas sekarang juga, sampai selesai",
        "Runs a job here and now, to its end",
    );
    let usage = lang.pick(
        "setuju schedule run TUGAS [PILIHAN]",
        "setuju schedule run JOB [OPTIONS]",
    );
    let job = lang.pick(
        "expiry_reminders (pengingat masa berlaku), pending_documents (pengingat dokumen yang menunggu pejabat) atau hook_log (menghapus catatan lama webhook keluar)",
        "expiry_reminders (reminders of permits that end), pending_documents (reminds officials of documents that wait) or hook_log (clears the log of outgoing webhooks)",
    );
    argument::leaf("run", usage, about, lang)
        .arg(
            argument::positional("job", job, lang)
                .value_name(lang.pick("TUGAS", "JOB"))
                .value_parser(clap::builder::PossibleValuesParser::new(Job::NAMES))
                .hide_possible_values(true),
        )
        .arg(argument::json(lang))
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((name, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(WRONG_USAGE));
    };
    let opened = call.open().await?;
    let done = match name {
        "run" => match Job::named(argument::text(args, "job")) {
            Some(job) => run_job(&call, &opened, job, args).await,
            None => Err(RunError::NotFound.into()),
        },
        _ => list(&opened.core, args, call.lang).await,
    };
    opened.core.db.close().await;
    done
}

/// Runs a job, and prints what came of it.
pub(super) async fn run_job(
    call: &Call<'_>,
    opened: &Opened,
    job: Job,
    args: &ArgMatches,
) -> anyhow::Result<ExitCode> {
    let live = Live::start(opened.core.clone()).await?;
    let desk = Desk::new(&opened.core, &live, &call.config, CancellationToken::new());
    let result = scheduler::run_now(&desk, job, ACTOR).await?;
    if args.get_flag("json") {
        print_json(&result)?;
    } else {
        print(told(job, &result, call.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What came of a job, for people.
fn told(job: Job, result: &Value, lang: Lang) -> Vec<String> {
    let number = |name: &str| result.get(name).and_then(Value::as_u64).unwrap_or(0);
    match job {
        Job::HookLog => vec![match lang {
            Lang::Id => format!("{} catatan lama dihapus.", number("deleted")),
            Lang::En => format!("{} old entries were deleted.", number("deleted")),
        }],
        Job::PendingDocuments => {
            let (queued, withheld) = (number("queued"), number("withheld"));
            vec![match lang {
                Lang::Id => format!("{queued} pengingat masuk antrean, {withheld} tidak dikirim."),
                Lang::En => format!("{queued} reminders queued, {withheld} withheld."),
            }]
        }
        Job::ExpiryReminders => {
            let (permits, messages) = (number("permits"), number("messages"));
            let mut lines = vec![match lang {
                Lang::Id => format!("{permits} izin diingatkan lewat {messages} pesan."),
                Lang::En => format!("{permits} permits, in {messages} messages."),
            }];
            let withheld = result.get("withheld").and_then(Value::as_object);
            for (reason, count) in withheld.into_iter().flatten() {
                lines.push(match lang {
                    Lang::Id => format!("Tidak dikirim ({reason}): {count}"),
                    Lang::En => format!("Withheld ({reason}): {count}"),
                });
            }
            let tomorrow = number("tomorrow");
            if tomorrow > 0 {
                lines.push(match lang {
                    Lang::Id => format!(
                        "{tomorrow} izin menunggu besok: pemegangnya sudah diingatkan hari ini."
                    ),
                    Lang::En => format!(
                        "{tomorrow} permits wait for tomorrow: their holders were reminded today."
                    ),
                });
            }
            lines
        }
    }
}

#[derive(Serialize)]
struct JobRow {
    job: &'static str,
    pattern: Option<String>,
    next_run_at: Option<Timestamp>,
    running: bool,
    last_started_at: Option<Timestamp>,
    last_outcome: Option<JobOutcome>,
    last_detail: Option<String>,
}

impl JobRow {
    fn new(core: &Core, view: &JobView) -> Self {
        let pattern = view.job.pattern(&core.policy.timetable);
        let row = view.row.as_ref();
        Self {
            job: view.job.name(),
            pattern: pattern.map(ToString::to_string),
            next_run_at: view.next_run_at,
            running: view.is_running,
            last_started_at: row
                .and_then(|row| row.started_at)
                .map(Timestamp::from_millis),
            last_outcome: row.and_then(|row| row.outcome),
            last_detail: row.and_then(|row| row.detail.clone()),
        }
    }
}

async fn list(core: &Core, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let views = scheduler::list(core).await?;
    let rows: Vec<_> = views.iter().map(|view| JobRow::new(core, view)).collect();
    if args.get_flag("json") {
        print_json(&rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    let headings = match lang {
        Lang::Id => ["TUGAS", "JADWAL", "BERIKUTNYA", "TERAKHIR", "HASIL"],
        Lang::En => ["JOB", "PATTERN", "NEXT", "LAST", "RESULT"],
    };
    let zone = core.policy.rules.zone;
    let mut lines = vec![headings.map(str::to_owned).to_vec()];
    lines.extend(rows.iter().map(|row| {
        let outcome = row.last_outcome.map_or("-", JobOutcome::as_str);
        let detail = row.last_detail.as_deref().unwrap_or("");
        vec![
            row.job.to_owned(),
            row.pattern.clone().unwrap_or_else(|| "-".to_owned()),
            clock(row.next_run_at, zone),
            clock(row.last_started_at, zone),
            format!("{outcome} {detail}").trim_end().to_owned(),
        ]
    }));
    print(table(&lines))?;
    Ok(ExitCode::SUCCESS)
}

/// A moment as the clock of the office shows it.
fn clock(moment: Option<Timestamp>, zone: Tz) -> String {
    moment.map_or_else(
        || "-".to_owned(),
        |moment| {
            let local = moment.to_utc().with_timezone(&zone);
            local.format("%Y-%m-%d %H:%M").to_string()
        },
    )
}
