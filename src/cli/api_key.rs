//! `setuju api-key create`: a key for a program.

use std::process::ExitCode;

use clap::Command;
use serde::Serialize;

use super::argument;
use super::output::print_json;
use super::program::Call;
use super::trail::ACTOR;
use crate::lang::Lang;
use crate::staff::api_key;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Membuat kunci untuk program yang memakai API (perintah: create)",
        "Makes keys for programs that use the API (command: create)",
    );
    let usage = lang.pick("setuju api-key PERINTAH", "setuju api-key COMMAND");
    argument::group("api-key", usage, about, lang).subcommand(create(lang))
}

fn create(lang: Lang) -> Command {
    let about = lang.pick(
        "Membuat kunci API dan mencetaknya sebagai JSON. Kunci hanya tampil sekali; yang disimpan hanya sidik jarinya",
        "Makes an API key and prints it as JSON. The key is shown once; only its hash is kept",
    );
    let usage = lang.pick(
        "setuju api-key create NAMA --role PERAN",
        "setuju api-key create NAME --role ROLE",
    );
    let name = lang.pick(
        "Nama program yang memakainya",
        "The name of the program that uses it",
    );
    argument::leaf("create", usage, about, lang)
        .arg(argument::positional("name", name, lang).value_name(lang.pick("NAMA", "NAME")))
        .arg(argument::role(lang))
        .arg(argument::json(lang).hide(true))
}

#[derive(Serialize)]
struct Created {
    id: String,
    name: String,
    key: String,
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((_, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(super::failure::WRONG_USAGE));
    };
    let opened = call.open().await?;
    let role = argument::given_role(args);
    let name = argument::text(args, "name");
    let (row, key) = api_key::create(&opened.core, name, role, ACTOR).await?;
    opened.core.db.close().await;
    print_json(&Created {
        id: row.id.to_string(),
        name: row.name,
        key,
    })?;
    Ok(ExitCode::SUCCESS)
}
