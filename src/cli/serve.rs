//! `setuju serve`: the service.

use std::io::{IsTerminal, stderr};
use std::process::ExitCode;

use clap::Command;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use super::argument;
use super::program::Call;
use crate::app;
use crate::config::{Config, LogFormat};
use crate::lang::Lang;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menjalankan layanan: memperbarui skema basis data, lalu menerima webhook, mengirim pesan, dan menjalankan jadwal. SIGTERM menyelesaikan yang sedang berjalan",
        "Runs the service: brings the database up to date, then takes webhooks, sends messages and keeps the schedule. SIGTERM finishes what is in hand",
    );
    argument::leaf(
        "serve",
        lang.pick("setuju serve [PILIHAN]", "setuju serve [OPTIONS]"),
        about,
        lang,
    )
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    start_log(&call.config)?;
    Box::pin(app::serve(call.config)).await?;
    Ok(ExitCode::SUCCESS)
}

/// Log lines go to standard error, where whoever keeps the service running collects them.
fn start_log(config: &Config) -> anyhow::Result<()> {
    let wanted: Targets = config.log.parse()?;
    let lines = fmt::layer().with_writer(stderr);
    let lines = match config.log_format {
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
        LogFormat::Text => lines.with_ansi(stderr().is_terminal()).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(wanted))
        .try_init()?;
    Ok(())
}
