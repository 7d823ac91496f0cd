//! `setuju account test`: the provider's own health call.

use std::process::ExitCode;

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::super::argument;
use super::super::failure::FAILED;
use super::super::output::{print, print_json};
use super::super::trail::ACTOR;
use crate::app::Opened;
use crate::lang::Lang;
use crate::providers::registry;
use crate::staff::audit::Deed;

pub(super) fn command(lang: Lang) -> Command {
    super::on_one(
        "test",
        "setuju account test ID",
        lang.pick(
            "Memeriksa akun di penyedianya; tidak pernah mengirim pesan. Status keluar 1 bila gagal",
            "Checks the account at its provider; never sends a message. Exit status 1 if that fails",
        ),
        lang,
    )
}

#[derive(Serialize)]
struct Tested<'a> {
    id: &'a str,
    ok: bool,
    detail: &'a str,
    device: Option<&'a str>,
    state: &'static str,
}

pub(super) async fn run(
    opened: &Opened,
    args: &ArgMatches,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let Opened { core, providers } = opened;
    let account = registry::find(core, argument::text(args, "id")).await?;
    let outcome = providers.get(account.kind).test(&account).await;
    let (ok, detail, device) = match outcome {
        Ok(health) => (true, health.detail, health.device),
        // The provider may have repeated what it was given.
        Err(error) => (false, account.redact(error.detail()).into_owned(), None),
    };
    let recorded = if ok { Ok(()) } else { Err(detail.clone()) };
    let deed = Some(Deed::new(ACTOR, "account.tested"));
    let account = registry::record_test(core, &account.id, recorded, deed).await?;

    let tested = Tested {
        id: &account.id,
        ok,
        detail: &detail,
        device: device.as_deref(),
        state: account.state.as_str(),
    };
    if args.get_flag("json") {
        print_json(&tested)?;
    } else {
        print([told(&tested, lang)])?;
    }
    Ok(ExitCode::from(if ok { 0 } else { FAILED }))
}

fn told(tested: &Tested<'_>, lang: Lang) -> String {
    let word = match (tested.ok, lang) {
        (true, Lang::Id) => "baik",
        (true, Lang::En) => "good",
        (false, Lang::Id) => "GAGAL",
        (false, Lang::En) => "FAILED",
    };
    let device = tested.device.map(|device| format!(" ({device})"));
    let (id, detail) = (tested.id, tested.detail);
    format!("{id}: {word}: {detail}{}", device.unwrap_or_default())
}
