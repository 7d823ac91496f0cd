//! The pieces that commands are declared with. All words that clap would say by itself are given
//! here in the chosen language.

use clap::{Arg, ArgAction, ArgMatches, Command};
use entity::words::Role;

use crate::lang::Lang;

const LEAF: &str = "{about}\n\n%usage:\n  {usage}\n\n{all-args}{after-help}";
const GROUP: &str = "{about}\n\n%usage:\n  {usage}\n\n%commands:\n{subcommands}\n\n%options:\n{options}{after-help}";

/// A command that does something; `usage` starts with `setuju`.
pub(super) fn leaf(name: &'static str, usage: &'static str, about: &str, lang: Lang) -> Command {
    common(name, usage, about).help_template(in_language(LEAF, lang))
}

/// A command that only has commands below it.
pub(super) fn group(name: &'static str, usage: &'static str, about: &str, lang: Lang) -> Command {
    common(name, usage, about)
        .help_template(in_language(GROUP, lang))
        .subcommand_required(true)
        .arg_required_else_help(true)
}

fn common(name: &'static str, usage: &'static str, about: &str) -> Command {
    Command::new(name)
        .about(about.to_owned())
        .override_usage(usage)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
}

/// Gives a command and all below it `--help`, last, so that arguments come first in the help.
pub(super) fn with_help(command: Command, lang: Lang) -> Command {
    let help = lang.pick("Menampilkan bantuan ini", "Shows this help");
    let command = command.arg(flag("help", help, lang).short('h').action(ArgAction::Help));
    command.mut_subcommands(|below| with_help(below, lang))
}

fn in_language(template: &str, lang: Lang) -> String {
    template
        .replace("%usage", lang.pick("Pemakaian", "Usage"))
        .replace("%commands", lang.pick("Perintah", "Commands"))
        .replace("%options", options(lang))
}

/// An option with a value.
pub(super) fn option(
    name: &'static str,
    value: &'static str,
    help: &'static str,
    lang: Lang,
) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(help)
        .help_heading(options(lang))
}

/// An option without a value.
pub(super) fn flag(name: &'static str, help: &'static str, lang: Lang) -> Arg {
    Arg::new(name)
        .long(name)
        .help(help)
        .help_heading(options(lang))
        .action(ArgAction::SetTrue)
}

/// Something that is named by its place.
pub(super) fn positional(name: &'static str, help: &'static str, lang: Lang) -> Arg {
    Arg::new(name)
        .required(true)
        .help(help)
        .help_heading(lang.pick("Argumen", "Arguments"))
}

/// `--json`.
pub(super) fn json(lang: Lang) -> Arg {
    let help = lang.pick(
        "Mencetak JSON untuk dibaca program lain",
        "Prints JSON for other programs",
    );
    flag("json", help, lang)
}

/// `--config`, for every command.
pub(super) fn config(lang: Lang) -> Arg {
    let (value, help) = match lang {
        Lang::Id => (
            "BERKAS",
            "Membaca pengaturan dari berkas TOML ini; variabel SETUJU_* lebih kuat",
        ),
        Lang::En => (
            "FILE",
            "Reads settings from this TOML file; SETUJU_* variables win over it",
        ),
    };
    option("config", value, help, lang)
        .global(true)
        .value_parser(clap::value_parser!(std::path::PathBuf))
}

fn options(lang: Lang) -> &'static str {
    lang.pick("Pilihan", "Options")
}

/// The text of an argument that clap has made sure of.
pub(super) fn text<'a>(args: &'a ArgMatches, name: &str) -> &'a str {
    args.get_one::<String>(name).map_or("", String::as_str)
}

/// `--role`, which cannot be left out.
pub(super) fn role(lang: Lang) -> Arg {
    let (value, help) = match lang {
        Lang::Id => (
            "PERAN",
            "admin (semuanya), officer (mitra, pesan, kotak masuk), atau auditor (hanya membaca)",
        ),
        Lang::En => (
            "ROLE",
            "admin (everything), officer (partners, messages, inbox), or auditor (reads only)",
        ),
    };
    option("role", value, help, lang)
        .required(true)
        .value_parser(clap::builder::PossibleValuesParser::new(Role::WORDS))
        .hide_possible_values(true)
}

/// The role that was given; clap has made sure that there is one.
pub(super) fn given_role(args: &ArgMatches) -> Role {
    text(args, "role").parse().unwrap_or(Role::Auditor)
}
