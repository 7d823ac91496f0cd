//! `setuju account …`: the senders.

mod add;
mod test;
mod view;

use std::process::ExitCode;

use clap::{ArgMatches, Command};
use rand::rngs::StdRng;

use self::view::View;
use super::argument;
use super::output::{print, print_json, table};
use super::program::Call;
use super::trail::ACTOR;
use crate::app::Opened;
use crate::lang::Lang;
use crate::providers::registration::{self, AccountChange};
use crate::providers::registry;
use crate::staff::audit::Deed;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengelola akun pengirim (perintah: add, list, test, default, pause, resume, rotate-webhook-token)",
        "Manages the sending accounts (commands: add, list, test, default, pause, resume, rotate-webhook-token)",
    );
    let usage = lang.pick("setuju account PERINTAH", "setuju account COMMAND");
    let list_usage = lang.pick(
        "setuju account list [PILIHAN]",
        "setuju account list [OPTIONS]",
    );
    let list_about = lang.pick(
        "Menampilkan semua akun beserta alamat webhook-nya",
        "Lists all accounts with their webhook addresses",
    );
    argument::group("account", usage, about, lang).subcommands([
        add::command(lang),
        argument::leaf("list", list_usage, list_about, lang).arg(argument::json(lang)),
        test::command(lang),
        on_one(
            "default",
            "setuju account default ID",
            lang.pick(
                "Menjadikan akun ini akun utama, yang mengirim bila tidak ada akun yang disebut",
                "Makes this the default account, which sends when nobody names one",
            ),
            lang,
        ),
        on_one(
            "pause",
            "setuju account pause ID",
            lang.pick(
                "Menghentikan pengiriman lewat akun ini; antrean tetap tersimpan",
                "Stops sending through this account; its queue is kept",
            ),
            lang,
        ),
        on_one(
            "resume",
            "setuju account resume ID",
            lang.pick(
                "Melanjutkan pengiriman lewat akun ini",
                "Resumes sending through this account",
            ),
            lang,
        ),
        on_one(
            "rotate-webhook-token",
            "setuju account rotate-webhook-token ID",
            lang.pick(
                "Membuat alamat webhook baru; yang lama masih berlaku 7 hari",
                "Makes a new webhook address; the old one stays good for 7 days",
            ),
            lang,
        ),
    ])
}

/// A command on one account.
fn on_one(name: &'static str, usage: &'static str, about: &str, lang: Lang) -> Command {
    let id = lang.pick("ID akun", "The id of the account");
    argument::leaf(name, usage, about, lang)
        .arg(argument::positional("id", id, lang).value_name("ID"))
        .arg(argument::json(lang))
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((name, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(super::failure::WRONG_USAGE));
    };
    let new = (name == "add")
        .then(|| add::wanted(args, call.lang))
        .transpose()?;
    let opened = call.open().await?;
    let done = match (name, new) {
        (_, Some(new)) => add::run(&opened, new, call.lang).await,
        ("list", _) => list(&opened, args, call.lang).await,
        ("test", _) => test::run(&opened, args, call.lang).await,
        _ => change(&opened, name, args, call.lang).await,
    };
    opened.core.db.close().await;
    done
}

async fn list(opened: &Opened, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let Opened { core, .. } = opened;
    let accounts = registry::open_all(core.db.reader(), &core.keys.vault).await?;
    let views: Vec<_> = accounts
        .iter()
        .map(|account| View::new(account, &core.policy))
        .collect();
    if args.get_flag("json") {
        print_json(&views)?;
    } else {
        let mut rows = vec![View::headings(lang)];
        rows.extend(views.iter().map(|view| view.row(lang)));
        print(table(&rows))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn change(
    opened: &Opened,
    name: &str,
    args: &ArgMatches,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let Opened { core, providers } = opened;
    let id = argument::text(args, "id");
    let deed = |action| Some(Deed::new(ACTOR, action));
    let (account, told) = match name {
        "default" => {
            let wanted = AccountChange {
                default: Some(true),
                ..AccountChange::default()
            };
            let mut rng = rand::make_rng::<StdRng>();
            (
                registration::change(
                    core,
                    providers,
                    id,
                    wanted,
                    &mut rng,
                    deed("account.made_default"),
                )
                .await?,
                lang.pick("menjadi akun utama", "is the default account"),
            )
        }
        "pause" => (
            registry::set_paused(core, id, true, deed("account.paused")).await?,
            lang.pick("dijeda", "is paused"),
        ),
        "resume" => (
            registry::set_paused(core, id, false, deed("account.resumed")).await?,
            lang.pick("dilanjutkan", "is sending again"),
        ),
        _ => (
            registry::rotate_webhook_token(core, id, deed("account.webhook_token_rotated")).await?,
            lang.pick("memiliki alamat webhook baru", "has a new webhook address"),
        ),
    };
    let view = View::new(&account, &core.policy);
    if args.get_flag("json") {
        print_json(&view)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = vec![match lang {
        Lang::Id => format!("Akun {id} {told}."),
        Lang::En => format!("Account {id} {told}."),
    }];
    if name == "rotate-webhook-token" {
        lines.extend(table(&[View::headings(lang), view.row(lang)]));
    }
    print(lines)?;
    Ok(ExitCode::SUCCESS)
}
