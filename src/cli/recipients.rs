//! `setuju recipients`: the officials who are told of documents.

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, ArgMatches, Command};
use entity::ids::RecipientId;
use entity::words::NoticeKind;
use serde::Serialize;

use super::argument;
use super::failure::{Failure, WRONG_USAGE};
use super::output::{print, print_json};
use super::program::Call;
use super::schedule;
use super::trail::ACTOR;
use crate::lang::Lang;
use crate::permits::recipient::{self, Entry, NOTICES, Official};
use crate::scheduler::Job;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengelola pejabat penerima kabar dokumen (perintah: add, list, delete, remind)",
        "Manages the officials who are told of documents (commands: add, list, delete, remind)",
    );
    let usage = lang.pick("setuju recipients PERINTAH", "setuju recipients COMMAND");
    let list_about = lang.pick("Menampilkan para penerima", "Lists the recipients");
    let remind_about = lang.pick(
        "Mengingatkan para penerima akan dokumen yang menunggu lebih dari 24 jam; sekali sehari",
        "Reminds the recipients of documents that wait for more than 24 hours; once a day",
    );
    argument::group("recipients", usage, about, lang).subcommands([
        add_command(lang),
        argument::leaf("list", "setuju recipients list", list_about, lang)
            .arg(argument::json(lang)),
        delete_command(lang),
        argument::leaf("remind", "setuju recipients remind", remind_about, lang)
            .arg(argument::json(lang)),
    ])
}

fn add_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menambah penerima; tanpa persetujuan nomornya tidak ada yang dikirim",
        "Adds a recipient; without the consent of the number nothing is sent",
    );
    let usage = lang.pick(
        "setuju recipients add NAMA NOMOR [--notice JENIS]…",
        "setuju recipients add NAME PHONE [--notice KIND]…",
    );
    let name = lang.pick("Nama pejabat", "The name of the official");
    let phone = lang.pick("Nomor teleponnya", "The phone number");
    let notice = lang.pick(
        "document_pending, approval_required, atau reminder; tanpa ini semuanya",
        "document_pending, approval_required or reminder; all without it",
    );
    argument::leaf("add", usage, about, lang)
        .arg(argument::positional("name", name, lang).value_name(lang.pick("NAMA", "NAME")))
        .arg(argument::positional("phone", phone, lang).value_name(lang.pick("NOMOR", "PHONE")))
        .arg(
            argument::option("notice", lang.pick("JENIS", "KIND"), notice, lang)
                .action(ArgAction::Append)
                .value_parser(PossibleValuesParser::new(NOTICES.map(NoticeKind::as_str)))
                .hide_possible_values(true),
        )
        .arg(argument::json(lang))
}

fn delete_command(lang: Lang) -> Command {
    let about = lang.pick("Menghapus penerima", "Takes a recipient away");
    let id = lang.pick("ID penerima", "The id of the recipient");
    argument::leaf("delete", "setuju recipients delete ID", about, lang)
        .arg(argument::positional("id", id, lang).value_name("ID"))
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    match call.args.subcommand() {
        Some(("add", args)) => add(&call, args).await,
        Some(("list", args)) => list(&call, args).await,
        Some(("delete", args)) => delete(&call, args).await,
        Some(("remind", args)) => remind(&call, args).await,
        _ => Ok(ExitCode::from(WRONG_USAGE)),
    }
}

#[derive(Serialize)]
struct Shown {
    id: String,
    name: String,
    phone: String,
    notices: Vec<&'static str>,
    consent: &'static str,
}

impl From<Official> for Shown {
    fn from((row, contact): Official) -> Self {
        let wants = [row.document_pending, row.approval_required, row.reminder];
        let told = NOTICES.into_iter().zip(wants).filter(|(_, wants)| *wants);
        Self {
            id: row.id.to_string(),
            name: row.name,
            phone: contact.address,
            notices: told.map(|(kind, _)| kind.as_str()).collect(),
            consent: contact.status.as_str(),
        }
    }
}

impl Shown {
    fn line(&self) -> String {
        let Self {
            id,
            name,
            phone,
            notices,
            consent,
        } = self;
        format!("{id}  {name}  {phone}  {consent}  {}", notices.join(", "))
    }
}

async fn add(call: &Call<'_>, args: &ArgMatches) -> anyhow::Result<ExitCode> {
    let notices = args.get_many::<String>("notice");
    let entry = Entry {
        name: Some(argument::text(args, "name").to_owned()),
        phone: Some(argument::text(args, "phone").to_owned()),
        notices: notices.map(|kinds| kinds.filter_map(|kind| kind.parse().ok()).collect()),
    };
    let opened = call.open().await?;
    let official = recipient::create(&opened.core, entry, ACTOR).await;
    opened.core.db.close().await;
    let shown = Shown::from(official?);
    if args.get_flag("json") {
        print_json(&shown)?;
    } else {
        print([shown.line()])?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(call: &Call<'_>, args: &ArgMatches) -> anyhow::Result<ExitCode> {
    let opened = call.open().await?;
    let officials = recipient::list(opened.core.db.reader(), None, u64::from(u16::MAX)).await;
    opened.core.db.close().await;
    let shown: Vec<_> = officials?.into_iter().map(Shown::from).collect();
    if args.get_flag("json") {
        print_json(&shown)?;
    } else {
        print(shown.iter().map(Shown::line))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn delete(call: &Call<'_>, args: &ArgMatches) -> anyhow::Result<ExitCode> {
    let Ok(id) = argument::text(args, "id").parse::<RecipientId>() else {
        let said = call.lang.pick(
            "ID penerima terdiri dari angka.",
            "A recipient id is made of digits.",
        );
        return Err(Failure::new(said).into());
    };
    let opened = call.open().await?;
    let done = recipient::remove(&opened.core, id, ACTOR).await;
    opened.core.db.close().await;
    done?;
    print([call
        .lang
        .pick("Penerima dihapus.", "The recipient is gone.")])?;
    Ok(ExitCode::SUCCESS)
}

async fn remind(call: &Call<'_>, args: &ArgMatches) -> anyhow::Result<ExitCode> {
    let opened = call.open().await?;
    let done = schedule::run_job(call, &opened, Job::PendingDocuments, args).await;
    opened.core.db.close().await;
    done
}
