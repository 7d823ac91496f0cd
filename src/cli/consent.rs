//! stub
use super::program::Call;
use crate::lang::Lang;
use clap::Command;
pub(super) fn command(lang: Lang) -> Command {
    super::argument::leaf("consent", "setuju consent", "", lang)
}
pub(super) async fn run(_call: Call<'_>) -> anyhow::Result<std::process::ExitCode> {
    Ok(std::process::ExitCode::SUCCESS)
}
