//! `setuju broadcast …`: watching broadcasts, and starting and stopping them.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::{ArgMatches, Command};
use entity::broadcast;
use entity::ids::BroadcastId;
use entity::words::{BroadcastStatus, MessageStatus, Purpose};
use serde::Serialize;

use super::argument;
use super::failure::Failure;
use super::output::{print, print_json, table};
use super::program::Call;
use super::trail::ACTOR;
use crate::app::Opened;
use crate::broadcast::act::{Act, ActError, act};
use crate::broadcast::{draft, progress, store};
use crate::core::Core;
use crate::lang::Lang;
use crate::providers::registry;
use crate::time::Timestamp;

/// As many as people are shown.
const SHOWN: u64 = 50;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengawasi dan mengendalikan siaran (perintah: list, show, start, pause, resume, cancel)",
        "Watches and controls broadcasts (commands: list, show, start, pause, resume, cancel)",
    );
    let usage = lang.pick("setuju broadcast PERINTAH", "setuju broadcast COMMAND");
    let list_usage = lang.pick(
        "setuju broadcast list [PILIHAN]",
        "setuju broadcast list [OPTIONS]",
    );
    let list_about = lang.pick(
        "Menampilkan 50 siaran terbaru",
        "Lists the 50 latest broadcasts",
    );
    argument::group("broadcast", usage, about, lang).subcommands([
        argument::leaf("list", list_usage, list_about, lang).arg(argument::json(lang)),
        on_one(
            "show",
            "setuju broadcast show ID",
            lang.pick(
                "Menampilkan satu siaran dan kemajuannya",
                "Shows a broadcast and its progress",
            ),
            lang,
        ),
        on_one(
            "start",
            "setuju broadcast start ID",
            lang.pick(
                "Memulai siaran yang sudah disusun, sekarang atau pada jadwalnya",
                "Starts a drafted broadcast, now or at its time",
            ),
            lang,
        ),
        on_one(
            "pause",
            "setuju broadcast pause ID",
            lang.pick(
                "Menjeda siaran; yang belum terkirim tetap menunggu",
                "Pauses a broadcast; what has not left waits",
            ),
            lang,
        ),
        on_one(
            "resume",
            "setuju broadcast resume ID",
            lang.pick(
                "Melanjutkan siaran yang dijeda; tidak ada yang dikirim dua kali",
                "Resumes a paused broadcast; nothing is sent twice",
            ),
            lang,
        ),
        on_one(
            "cancel",
            "setuju broadcast cancel ID",
            lang.pick(
                "Membatalkan siaran untuk seterusnya; yang belum terkirim ditarik",
                "Cancels a broadcast for good; what has not left is called back",
            ),
            lang,
        ),
    ])
}

fn on_one(name: &'static str, usage: &'static str, about: &str, lang: Lang) -> Command {
    let id = lang.pick("ID siaran", "The id of the broadcast");
    argument::leaf(name, usage, about, lang)
        .arg(argument::positional("id", id, lang).value_name("ID"))
        .arg(argument::json(lang))
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((name, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(super::failure::WRONG_USAGE));
    };
    let opened = call.open().await?;
    let done = match name {
        "list" => list(&opened, args, call.lang).await,
        "show" => show(&opened, args, call.lang).await,
        "start" => change(&opened, Act::Start, args, call.lang).await,
        "pause" => change(&opened, Act::Pause, args, call.lang).await,
        "resume" => change(&opened, Act::Resume, args, call.lang).await,
        _ => change(&opened, Act::Cancel, args, call.lang).await,
    };
    opened.core.db.close().await;
    done
}

/// A broadcast, as far as the command line shows it; the names are those of the API.
#[derive(Serialize)]
struct View {
    id: BroadcastId,
    name: String,
    purpose: Purpose,
    status: BroadcastStatus,
    pause_reason: Option<String>,
    account: String,
    selected: i64,
    allowed: i64,
    planned: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<BTreeMap<MessageStatus, i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_end: Option<Timestamp>,
}

impl From<broadcast::Model> for View {
    fn from(row: broadcast::Model) -> Self {
        let dry_run = draft::dry_run_of(&row);
        Self {
            id: row.id,
            name: row.name,
            purpose: row.purpose,
            status: row.status,
            pause_reason: row.pause_reason,
            account: row.account_id,
            selected: dry_run.selected,
            allowed: dry_run.allowed,
            planned: row.planned,
            counts: None,
            rate: None,
            estimated_end: None,
        }
    }
}

impl View {
    async fn with_progress(core: &Core, row: broadcast::Model) -> anyhow::Result<Self> {
        let db = core.db.reader();
        let kind = registry::kind_of(db, &row.account_id).await?;
        let found = progress::of(db, &row, kind, &core.policy.rules, core.now()).await?;
        let mut view = Self::from(row);
        view.counts = Some(found.counts);
        view.rate = Some(found.per_minute);
        view.estimated_end = found.estimated_end;
        Ok(view)
    }

    fn lines(&self, lang: Lang) -> Vec<String> {
        let label = |id, en| lang.pick(id, en).to_owned();
        let mut rows = vec![
            vec!["ID".to_owned(), self.id.to_string()],
            vec![label("Nama", "Name"), self.name.clone()],
            vec![label("Tujuan", "Purpose"), self.purpose.to_string()],
            vec![label("Status", "Status"), self.status.to_string()],
        ];
        if let Some(reason) = &self.pause_reason {
            rows.push(vec![
                label("Dijeda karena", "Paused because"),
                reason.clone(),
            ]);
        }
        rows.push(vec![label("Akun", "Account"), self.account.clone()]);
        let audience = match lang {
            Lang::Id => format!("{} nomor, {} boleh dikirimi", self.selected, self.allowed),
            Lang::En => format!("{} numbers, {} allowed", self.selected, self.allowed),
        };
        rows.push(vec![label("Sasaran", "Audience"), audience]);
        rows.push(vec![
            label("Direncanakan", "Planned"),
            self.planned.to_string(),
        ]);
        for (status, count) in self
            .counts
            .iter()
            .flatten()
            .filter(|(_, count)| **count > 0)
        {
            rows.push(vec![format!("  {status}"), count.to_string()]);
        }
        if let Some(rate) = self.rate {
            rows.push(vec![label("Per menit", "A minute"), rate.to_string()]);
        }
        if let Some(end) = self.estimated_end {
            rows.push(vec![
                label("Perkiraan selesai", "Estimated end"),
                end.to_rfc3339(),
            ]);
        }
        table(&rows)
    }
}

async fn list(opened: &Opened, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let rows = store::list(opened.core.db.reader(), None, None, SHOWN).await?;
    let views: Vec<_> = rows.into_iter().map(View::from).collect();
    if args.get_flag("json") {
        print_json(&views)?;
        return Ok(ExitCode::SUCCESS);
    }
    let headings = match lang {
        Lang::Id => ["ID", "Status", "Direncanakan", "Nama"],
        Lang::En => ["ID", "Status", "Planned", "Name"],
    };
    let mut rows = vec![headings.map(str::to_owned).to_vec()];
    rows.extend(views.into_iter().map(|view| {
        let View {
            id,
            status,
            planned,
            name,
            ..
        } = view;
        vec![
            id.to_string(),
            status.to_string(),
            planned.to_string(),
            name,
        ]
    }));
    print(table(&rows))?;
    Ok(ExitCode::SUCCESS)
}

async fn show(opened: &Opened, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let id = wanted(args, lang)?;
    let row = store::find(opened.core.db.reader(), id).await?;
    tell(opened, row.ok_or(ActError::NotFound)?, args, lang).await
}

async fn change(
    opened: &Opened,
    what: Act,
    args: &ArgMatches,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let id = wanted(args, lang)?;
    let row = act(&opened.core, id, what, ACTOR).await?;
    tell(opened, row, args, lang).await
}

async fn tell(
    opened: &Opened,
    row: broadcast::Model,
    args: &ArgMatches,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let view = View::with_progress(&opened.core, row).await?;
    if args.get_flag("json") {
        print_json(&view)?;
    } else {
        print(view.lines(lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn wanted(args: &ArgMatches, lang: Lang) -> anyhow::Result<BroadcastId> {
    let text = argument::text(args, "id");
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let said = match lang {
        Lang::Id => format!("{text} bukan ID siaran; ID ada di setuju broadcast list"),
        Lang::En => format!("{text} is no id of a broadcast; setuju broadcast list shows them"),
    };
    Err(Failure::usage(said).into())
}
