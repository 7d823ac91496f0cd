//! `setuju message settle`: a person says what became of an uncertain message.

use std::process::ExitCode;

use clap::Command;
use entity::ids::MessageId;
use serde::Serialize;

use super::argument;
use super::failure::{Failure, WRONG_USAGE};
use super::output::{print, print_json};
use super::program::Call;
use super::trail::ACTOR;
use crate::lang::Lang;
use crate::outbound::by_hand::{self, Finding};

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Memutuskan pesan yang nasibnya tidak pasti (perintah: settle)",
        "Settles messages whose fate is uncertain (command: settle)",
    );
    let usage = lang.pick("setuju message PERINTAH", "setuju message COMMAND");
    argument::group("message", usage, about, lang).subcommand(settle(lang))
}

fn settle(lang: Lang) -> Command {
    let about = lang.pick(
        "Mencatat apa yang terjadi dengan pesan berstatus uncertain: sent (terkirim), not_sent (tidak terkirim), atau send_again (tidak terkirim; kirim sekarang)",
        "Records what became of an uncertain message: sent, not_sent, or send_again (it was not sent; send it now)",
    );
    let usage = lang.pick(
        "setuju message settle ID HASIL --note CATATAN",
        "setuju message settle ID OUTCOME --note NOTE",
    );
    let id = lang.pick("ID pesannya", "The id of the message");
    let outcome = lang.pick(
        "sent, not_sent, atau send_again",
        "sent, not_sent, or send_again",
    );
    let note = lang.pick("Dari mana hal ini diketahui", "How this is known");
    argument::leaf("settle", usage, about, lang)
        .arg(argument::positional("id", id, lang).value_name("ID"))
        .arg(
            argument::positional("outcome", outcome, lang)
                .value_name(lang.pick("HASIL", "OUTCOME"))
                .value_parser(Finding::WORDS),
        )
        .arg(argument::option("note", lang.pick("CATATAN", "NOTE"), note, lang).required(true))
        .arg(argument::json(lang))
}

#[derive(Serialize)]
struct Settled {
    id: String,
    status: &'static str,
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((_, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(WRONG_USAGE));
    };
    let Ok(id) = argument::text(args, "id").parse::<MessageId>() else {
        let said = call.lang.pick(
            "ID pesan terdiri dari angka.",
            "A message id is made of digits.",
        );
        return Err(Failure::new(said.to_owned()).into());
    };
    let Ok(finding) = argument::text(args, "outcome").parse::<Finding>() else {
        return Ok(ExitCode::from(WRONG_USAGE));
    };
    let opened = call.open().await?;
    let note = argument::text(args, "note");
    let row = by_hand::settle(&opened.core, id, finding, note, ACTOR).await;
    opened.core.db.close().await;
    let settled = Settled {
        id: id.to_string(),
        status: row?.status.as_str(),
    };
    if args.get_flag("json") {
        print_json(&settled)?;
    } else {
        let Settled { id, status } = settled;
        let said = match call.lang {
            Lang::Id => format!("Pesan {id} kini berstatus {status}."),
            Lang::En => format!("Message {id} is now {status}."),
        };
        print([said])?;
    }
    Ok(ExitCode::SUCCESS)
}
