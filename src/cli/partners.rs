//! stub
use clap::Command;
use super::program::Call;
use crate::lang::Lang;
pub(super) fn command(lang: Lang) -> Command { super::argument::leaf("partners", "setuju partners", "", lang) }
pub(super) async fn run(_call: Call<'_>) -> anyhow::Result<std::process::ExitCode> { Ok(std::process::ExitCode::SUCCESS) }
