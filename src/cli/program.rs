//! The whole command line, and the way from its words to a command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use super::failure::failed;
use super::{
    account, api_key, argument, broadcast, classify, consent, doctor, hook, ledger, message,
    migrate, partners, permits, recipients, reminders, schedule, serve, settings, user,
};
use crate::app::{self, Opened};
use crate::config::Config;
use crate::lang::Lang;
use crate::staff::origin;

/// What a command has to work with.
pub(super) struct Call<'a> {
    /// What was said after the name of the command.
    pub(super) args: &'a ArgMatches,
    /// The configuration.
    pub(super) config: Config,
    /// The language to answer in.
    pub(super) lang: Lang,
}

impl Call<'_> {
    /// Opens the database, brought up to date.
    ///
    /// # Errors
    /// Says what is wrong and what to do.
    pub(super) async fn open(&self) -> anyhow::Result<Opened> {
        app::open(&self.config).await
    }
}

/// Everything that can be said on the command line.
pub fn program(lang: Lang) -> Command {
    let about = lang.pick(
        "Setuju: gerbang persetujuan WhatsApp. Bertanya, mencatat jawaban beserta buktinya, dan tidak meloloskan yang tidak disetujui.",
        "Setuju: a consent gateway for WhatsApp. It asks, records the answer with its proof, and lets nothing through that was not agreed to.",
    );
    let usage = lang.pick(
        "setuju [PERINTAH] [PILIHAN]   (tanpa perintah: serve)",
        "setuju [COMMAND] [OPTIONS]   (without a command: serve)",
    );
    let version = lang.pick("Menampilkan versi", "Shows the version");
    let program = argument::group("setuju", usage, about, lang)
        .subcommand_required(false)
        .arg_required_else_help(false)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(
            argument::flag("version", version, lang)
                .short('V')
                .action(clap::ArgAction::Version),
        )
        .arg(argument::config(lang))
        .after_help(settings::explained(lang))
        .subcommands([
            serve::command(lang),
            migrate::command(lang),
            user::command(lang),
            api_key::command(lang),
            account::command(lang),
            hook::command(lang),
            partners::command(lang),
            permits::command(lang),
            recipients::command(lang),
            broadcast::command(lang),
            reminders::command(lang),
            schedule::command(lang),
            consent::command(lang),
            message::command(lang),
            classify::command(lang),
            ledger::command(lang),
            doctor::command(lang),
        ]);
    argument::with_help(program, lang)
}

/// Does what the command line says, and tells if it could not: in `lang`, or in the language of
/// the configuration once that is read.
pub fn run(matches: &ArgMatches, variables: Vec<(String, String)>, lang: Lang) -> ExitCode {
    let (name, args) = matches.subcommand().unwrap_or(("serve", matches));
    let done = match name {
        // Works also where nothing is configured, or configured wrongly.
        "classify" => classify::run(args, lang),
        "doctor" => block_on(doctor::run(args, variables, lang)),
        _ => {
            let file = args.get_one::<PathBuf>("config");
            match Config::load(file.map(PathBuf::as_path), variables.into_iter()) {
                Ok(config) => return run_configured(name, args, config),
                Err(error) => Err(error.into()),
            }
        }
    };
    done.unwrap_or_else(|error| failed(&error, lang))
}

fn run_configured(name: &str, args: &ArgMatches, config: Config) -> ExitCode {
    let lang = config.lang;
    let call = Call { args, config, lang };
    let done = match name {
        "migrate" => block_on(migrate::run(call)),
        "user" => block_on(user::run(call)),
        "api-key" => block_on(api_key::run(call)),
        "account" => block_on(account::run(call)),
        "hook" => block_on(hook::run(call)),
        "partners" => block_on(partners::run(call)),
        "permits" => block_on(permits::run(call)),
        "recipients" => block_on(recipients::run(call)),
        "broadcast" => block_on(broadcast::run(call)),
        "reminders" => block_on(reminders::run(call)),
        "schedule" => block_on(schedule::run(call)),
        "consent" => block_on(consent::run(call)),
        "message" => block_on(message::run(call)),
        "ledger" => block_on(ledger::run(call)),
        _ => block_on(serve::run(call)),
    };
    done.unwrap_or_else(|error| failed(&error, lang))
}

fn block_on(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(origin::scope("terminal", Box::pin(command)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent_in_both_languages() {
        program(Lang::Id).debug_assert();
        program(Lang::En).debug_assert();
    }
}
