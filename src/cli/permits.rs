//! `setuju permits`: takes over permits, shows one, and sends the messages of its form.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, Command};
use entity::words::{AccountKind, DocumentStatus};
use serde::Serialize;

use super::failure::{Failure, WRONG_USAGE};
use super::output::{print, print_json};
use super::program::Call;
use super::trail::ACTOR;
use super::{argument, partners};
use crate::core::Core;
use crate::lang::Lang;
use crate::live::Live;
use crate::permits::button::{self, Button, Press};
use crate::permits::import;
use crate::permits::{self, Entry, Owned};
use crate::time::Timestamp;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengelola izin (perintah: import, show, send)",
        "Manages permits (commands: import, show, send)",
    );
    let usage = lang.pick("setuju permits PERINTAH", "setuju permits COMMAND");
    argument::group("permits", usage, about, lang).subcommands([
        import_command(lang),
        show_command(lang),
        send_command(lang),
    ])
}

fn import_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengambil izin dari berkas CSV atau Excel (.xlsx) dengan kolom registration_id, permit_number, permit_type, applicant_name, phone, partner_external_ref, partner_id, status, issue_date, expiry_date, is_renewal, document_status. Baris yang ditolak juga ditulis ke BERKAS.rejected.csv dan tidak menghentikan yang lain. Tidak ada yang diberi kabar",
        "Takes over permits from a CSV or Excel (.xlsx) file with the columns registration_id, permit_number, permit_type, applicant_name, phone, partner_external_ref, partner_id, status, issue_date, expiry_date, is_renewal, document_status. Rejected rows also go to FILE.rejected.csv and never stop the rest. Nobody is told of it",
    );
    let (usage, value, help) = match lang {
        Lang::Id => (
            "setuju permits import BERKAS [PILIHAN]",
            "BERKAS",
            "Berkasnya; tanggal seperti 31/12/2026, 2026-12-31, atau 31 Desember 2026",
        ),
        Lang::En => (
            "setuju permits import FILE [OPTIONS]",
            "FILE",
            "The file; days like 31/12/2026, 2026-12-31 or 31 Desember 2026",
        ),
    };
    let file = argument::positional("file", help, lang)
        .value_name(value)
        .value_parser(clap::value_parser!(PathBuf));
    argument::leaf("import", usage, about, lang)
        .arg(file)
        .arg(argument::json(lang))
}

fn show_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menampilkan sebuah izin, persetujuan pemiliknya, dan riwayatnya",
        "Shows a permit, the consent of its owner, and its history",
    );
    let usage = lang.pick(
        "setuju permits show NOMOR_PENDAFTARAN [PILIHAN]",
        "setuju permits show REGISTRATION_ID [OPTIONS]",
    );
    argument::leaf("show", usage, about, lang)
        .arg(id(lang))
        .arg(argument::json(lang))
}

fn send_command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengirim pesan tentang sebuah izin kepada pemiliknya; dikirim oleh layanan yang berjalan (serve)",
        "Sends a message about a permit to its owner; the running service (serve) delivers it",
    );
    let usage = lang.pick(
        "setuju permits send NOMOR_PENDAFTARAN --kind JENIS [PILIHAN]",
        "setuju permits send REGISTRATION_ID --kind KIND [OPTIONS]",
    );
    let kind = lang.pick(
        "opt_in_request, service_info, expiry_reminder, atau custom",
        "opt_in_request, service_info, expiry_reminder, or custom",
    );
    let message = lang.pick("Teksnya, untuk custom", "The text, for custom");
    let provider = lang.pick(
        "Jenis akun pengirim: fonnte, watzap, meta, atau sandbox; tanpa ini akun utama",
        "The kind of account: fonnte, watzap, meta or sandbox; the default account without it",
    );
    argument::leaf("send", usage, about, lang)
        .arg(id(lang))
        .arg(
            argument::option("kind", lang.pick("JENIS", "KIND"), kind, lang)
                .required(true)
                .value_parser(PossibleValuesParser::new(Button::WORDS))
                .hide_possible_values(true),
        )
        .arg(argument::option(
            "message",
            lang.pick("TEKS", "TEXT"),
            message,
            lang,
        ))
        .arg(
            argument::option("provider-type", lang.pick("JENIS", "KIND"), provider, lang)
                .value_parser(PossibleValuesParser::new(AccountKind::WORDS))
                .hide_possible_values(true),
        )
        .arg(argument::json(lang))
}

fn id(lang: Lang) -> clap::Arg {
    let help = lang.pick("Nomor pendaftaran izin", "The id of the application");
    let value = lang.pick("NOMOR_PENDAFTARAN", "REGISTRATION_ID");
    argument::positional("id", help, lang).value_name(value)
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    match call.args.subcommand() {
        Some(("import", args)) => take_over(&call, args).await,
        Some(("show", args)) => show(&call, args).await,
        Some(("send", args)) => send(&call, args).await,
        _ => Ok(ExitCode::from(WRONG_USAGE)),
    }
}

async fn take_over(call: &Call<'_>, args: &ArgMatches) -> anyhow::Result<ExitCode> {
    let lang = call.lang;
    let (path, source) = partners::source(args, lang)?;
    let opened = call.open().await?;
    let (bar, progress) = partners::bar();
    let outcome = import::permits(&opened.core, source, ACTOR, lang, progress).await;
    bar.finish_and_clear();
    opened.core.db.close().await;
    partners::finish(&path, outcome?, args, lang)
}

async fn show(call: &Call<'_>, args: &ArgMatches) -> anyhow::Result<ExitCode> {
    let id = argument::text(args, "id");
    let opened = call.open().await?;
    let found = read(&opened.core, id).await;
    opened.core.db.close().await;
    let Some(found) = found? else {
        return Err(Failure::new(match call.lang {
            Lang::Id => format!("Tidak ada izin {id}."),
            Lang::En => format!("There is no permit {id}."),
        })
        .into());
    };
    let shown = Shown::from(&found);
    if args.get_flag("json") {
        print_json(&shown)?;
    } else {
        print(told(&shown, call))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// All that is known of a permit.
struct Found {
    owned: Owned,
    document: Option<DocumentStatus>,
    history: Vec<Entry>,
}

async fn read(core: &Core, id: &str) -> anyhow::Result<Option<Found>> {
    let db = core.db.reader();
    let Some(owned) = permits::find(db, id).await? else {
        return Ok(None);
    };
    let id = owned.0.id;
    let documents = permits::find_documents(db, [id]).await?;
    Ok(Some(Found {
        owned,
        document: documents.get(&id).map(|document| document.status),
        history: permits::history(db, id).await?,
    }))
}

#[derive(Serialize)]
struct Shown<'a> {
    registration_id: &'a str,
    permit_number: Option<&'a str>,
    permit_type: Option<&'a str>,
    applicant_name: Option<&'a str>,
    partner_name: Option<&'a str>,
    phone: Option<&'a str>,
    consent: Option<&'static str>,
    status: &'static str,
    issue_date: Option<&'a str>,
    expiry_date: Option<&'a str>,
    is_renewal: bool,
    document_status: Option<&'static str>,
    history: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    at: Timestamp,
    actor: &'a str,
    status: &'static str,
    document_status: Option<&'static str>,
    expiry_date: Option<&'a str>,
    notices: Vec<Notice<'a>>,
}

#[derive(Serialize)]
struct Notice<'a> {
    kind: &'static str,
    status: &'static str,
    reason: Option<&'a str>,
}

impl<'a> From<&'a Found> for Shown<'a> {
    fn from(found: &'a Found) -> Self {
        let (row, owner) = &found.owned;
        let contact = owner.as_ref().and_then(|(_, contact)| contact.as_ref());
        Self {
            registration_id: &row.registration_id,
            permit_number: row.permit_number.as_deref(),
            permit_type: row.permit_type.as_deref(),
            applicant_name: row.applicant_name.as_deref(),
            partner_name: owner.as_ref().map(|(partner, _)| partner.name.as_str()),
            phone: contact.map(|contact| contact.address.as_str()),
            consent: contact.map(|contact| contact.status.as_str()),
            status: row.status.as_str(),
            issue_date: row.issue_date.as_deref(),
            expiry_date: row.expiry_date.as_deref(),
            is_renewal: row.is_renewal,
            document_status: found.document.map(DocumentStatus::as_str),
            history: found.history.iter().map(Change::from).collect(),
        }
    }
}

impl<'a> From<&'a Entry> for Change<'a> {
    fn from((change, notices): &'a Entry) -> Self {
        let notice = |notice: &'a entity::permit_change_notice::Model| Notice {
            kind: notice.kind.as_str(),
            status: notice.outcome.as_str(),
            reason: notice.reason.as_deref(),
        };
        Self {
            at: Timestamp::from_millis(change.at),
            actor: &change.actor,
            status: change.status_after.as_str(),
            document_status: change.document_after.map(DocumentStatus::as_str),
            expiry_date: change.expiry_after.as_deref(),
            notices: notices.iter().map(notice).collect(),
        }
    }
}

/// What people get: only what is known.
fn told(shown: &Shown<'_>, call: &Call<'_>) -> Vec<String> {
    let lang = call.lang;
    let mut lines = vec![format!("{}: {}", shown.registration_id, shown.status)];
    let mut line = |label: &str, value: Option<&str>| {
        if let Some(value) = value {
            lines.push(format!("  {label}: {value}"));
        }
    };
    line(lang.pick("nomor", "number"), shown.permit_number);
    line(lang.pick("jenis", "type"), shown.permit_type);
    line(lang.pick("pemohon", "applicant"), shown.applicant_name);
    line(lang.pick("mitra", "partner"), shown.partner_name);
    line(lang.pick("telepon", "phone"), shown.phone);
    line(lang.pick("persetujuan", "consent"), shown.consent);
    line(lang.pick("terbit", "issued"), shown.issue_date);
    line(
        lang.pick("berlaku sampai", "valid until"),
        shown.expiry_date,
    );
    line(lang.pick("dokumen", "document"), shown.document_status);
    lines.push(lang.pick("Riwayat:", "History:").to_owned());
    for change in &shown.history {
        let local = change.at.to_utc().with_timezone(&call.config.timezone);
        let at = local.format("%Y-%m-%d %H:%M:%S %Z");
        let document = change.document_status.map(|status| format!(", {status}"));
        let document = document.unwrap_or_default();
        let Change { status, actor, .. } = change;
        lines.push(format!("  {at}  {status}{document} ({actor})"));
        for notice in &change.notices {
            let reason = notice.reason.map(|reason| format!(" ({reason})"));
            let reason = reason.unwrap_or_default();
            lines.push(format!("      {}: {}{reason}", notice.kind, notice.status));
        }
    }
    lines
}

async fn send(call: &Call<'_>, args: &ArgMatches) -> anyhow::Result<ExitCode> {
    let Ok(button) = argument::text(args, "kind").parse::<Button>() else {
        return Ok(ExitCode::from(WRONG_USAGE));
    };
    let provider = args.get_one::<String>("provider-type");
    let press = Press {
        button,
        message: args.get_one::<String>("message").cloned(),
        provider: provider.and_then(|kind| kind.parse().ok()),
        actor: ACTOR.to_owned(),
        idempotency: None,
    };
    let opened = call.open().await?;
    let live = Live::start(opened.core.clone()).await?;
    let sent = button::press(&opened.core, &live, argument::text(args, "id"), press).await;
    opened.core.db.close().await;
    let message = sent?;
    if args.get_flag("json") {
        print_json(&Queued {
            id: message.id.to_string(),
            status: message.status.as_str(),
            account: &message.account_id,
            text: &message.text,
        })?;
    } else {
        let (id, account) = (message.id, &message.account_id);
        print([match call.lang {
            Lang::Id => format!("Pesan {id} masuk antrean akun {account}."),
            Lang::En => format!("Message {id} is queued for the account {account}."),
        }])?;
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct Queued<'a> {
    id: String,
    status: &'static str,
    account: &'a str,
    text: &'a str,
}
