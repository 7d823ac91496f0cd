//! `setuju account add`: a new sender.

use std::process::ExitCode;

use clap::{ArgAction, ArgMatches, Command};
use entity::words::AccountKind;
use rand::rngs::StdRng;

use super::super::argument;
use super::super::failure::Failure;
use super::super::output::{print_json, remark};
use super::super::trail::ACTOR;
use super::view::View;
use crate::app::Opened;
use crate::lang::Lang;
use crate::providers::registration::{self, NewAccount};
use crate::providers::registry;
use crate::staff::audit::Deed;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menambah akun dan mencetaknya sebagai JSON, dengan alamat webhook untuk dasbor penyedia. Kredensial lewat --set: fonnte token, body_secret; watzap api_key, number_key; meta access_token, phone_number_id, waba_id, app_secret, verify_token; semua: webhook_secret, pace_ms, daily_cap (paling banyak sehari), warm_up (rencana perangkat baru, seperti 50,100,200)",
        "Adds an account and prints it as JSON, with the webhook address for the provider's dashboard. Credentials by --set: fonnte token, body_secret; watzap api_key, number_key; meta access_token, phone_number_id, waba_id, app_secret, verify_token; all: webhook_secret, pace_ms, daily_cap (at most a day), warm_up (the plan of a new device, such as 50,100,200)",
    );
    let usage = lang.pick(
        "setuju account add ID --kind JENIS [--set kunci=nilai]… [PILIHAN]",
        "setuju account add ID --kind KIND [--set key=value]… [OPTIONS]",
    );
    let id = lang.pick(
        "ID akun: a-z, 0-9, - dan _",
        "The id of the account: a-z, 0-9, - and _",
    );
    let kind = lang.pick(
        "fonnte, watzap, meta, atau sandbox",
        "fonnte, watzap, meta, or sandbox",
    );
    let name = lang.pick("Nama yang dilihat orang", "The name people see");
    let default = lang.pick("Menjadikannya akun utama", "Makes it the default account");
    let base_url = lang.pick(
        "Alamat lain untuk API penyedia",
        "Another address of the provider's API",
    );
    let set = lang.pick(
        "Satu pengaturan akun; boleh disebut berkali-kali",
        "One setting of the account; may be given several times",
    );
    argument::leaf("add", usage, about, lang)
        .arg(argument::positional("id", id, lang).value_name("ID"))
        .arg(
            argument::option("kind", lang.pick("JENIS", "KIND"), kind, lang)
                .required(true)
                .value_parser(clap::builder::PossibleValuesParser::new(AccountKind::WORDS))
                .hide_possible_values(true),
        )
        .arg(argument::option(
            "name",
            lang.pick("NAMA", "NAME"),
            name,
            lang,
        ))
        .arg(argument::flag("default", default, lang))
        .arg(argument::option("base-url", "URL", base_url, lang))
        .arg(
            argument::option("set", lang.pick("kunci=nilai", "key=value"), set, lang)
                .action(ArgAction::Append),
        )
        .arg(argument::json(lang).hide(true))
}

/// The account that the command line describes.
///
/// # Errors
/// If a setting is not of the form `key=value`. It is not repeated: it may be a secret.
pub(super) fn wanted(args: &ArgMatches, lang: Lang) -> anyhow::Result<NewAccount> {
    let settings = args.get_many::<String>("set").unwrap_or_default();
    let settings = settings
        .map(|setting| {
            let (key, value) = setting.split_once('=')?;
            Some((key.trim().to_owned(), value.to_owned()))
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| {
            Failure::usage(lang.pick(
                "Setelah --set ditulis kunci=nilai, misalnya --set token=….",
                "After --set comes key=value, such as --set token=….",
            ))
        })?;
    Ok(NewAccount {
        id: argument::text(args, "id").to_owned(),
        kind: argument::text(args, "kind").parse()?,
        name: args.get_one::<String>("name").cloned(),
        default: args.get_flag("default"),
        base_url: args.get_one::<String>("base-url").cloned(),
        settings,
    })
}

pub(super) async fn run(opened: &Opened, new: NewAccount, lang: Lang) -> anyhow::Result<ExitCode> {
    let Opened { core, providers } = opened;
    let mut rng = rand::make_rng::<StdRng>();
    let deed = Some(Deed::new(ACTOR, "account.added"));
    let account = registration::add(core, providers, new, &mut rng, deed).await?;
    print_json(&View::new(&account, &core.policy))?;
    if account.kind != AccountKind::Sandbox && !account.is_default {
        let accounts = registry::open_all(core.db.reader(), &core.keys.vault).await?;
        let default = accounts.iter().find(|account| account.is_default);
        if default.is_some_and(|default| default.kind == AccountKind::Sandbox) {
            let id = &account.id;
            remark(&match lang {
                Lang::Id => format!(
                    "Catatan: akun utama masih sandbox, yang tidak mengirim apa pun ke WhatsApp. Untuk menggantinya: setuju account default {id}"
                ),
                Lang::En => format!(
                    "Note: the default account is still the sandbox, which sends nothing to WhatsApp. To change that: setuju account default {id}"
                ),
            });
        }
    }
    Ok(ExitCode::SUCCESS)
}
