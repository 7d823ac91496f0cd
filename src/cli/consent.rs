//! `setuju consent show`: what is on record for a number.

use std::process::ExitCode;

use chrono_tz::Tz;
use clap::Command;
use entity::consent_event;
use serde::Serialize;

use super::argument;
use super::failure::{Failure, sentence};
use super::output::{print, print_json};
use super::program::Call;
use crate::consent::ledger::{self, Evidence};
use crate::consent::register::{self, View};
use crate::core::Core;
use crate::lang::{Lang, Say};
use crate::people::{Address, PhoneNumber, contact};
use crate::time::Timestamp;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menampilkan persetujuan sebuah nomor (perintah: show)",
        "Shows the consent of a number (command: show)",
    );
    let usage = lang.pick("setuju consent PERINTAH", "setuju consent COMMAND");
    let show_about = lang.pick(
        "Menampilkan status, sejak kapan, buktinya, dan seluruh riwayat sebuah nomor",
        "Shows status, since when, evidence, and the full history of a number",
    );
    let (show_usage, value, help) = match lang {
        Lang::Id => (
            "setuju consent show NOMOR [PILIHAN]",
            "NOMOR",
            "Nomor telepon, seperti 0812-3456-7890 atau +62 812-3456-7890",
        ),
        Lang::En => (
            "setuju consent show PHONE [OPTIONS]",
            "PHONE",
            "A phone number, such as 0812-3456-7890 or +62 812-3456-7890",
        ),
    };
    argument::group("consent", usage, about, lang).subcommand(
        argument::leaf("show", show_usage, show_about, lang)
            .arg(argument::positional("phone", help, lang).value_name(value))
            .arg(argument::json(lang)),
    )
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((_, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(super::failure::WRONG_USAGE));
    };
    let address = address(argument::text(args, "phone"))
        .map_err(|error| Failure::new(sentence(&error.say(call.lang))))?;
    let opened = call.open().await?;
    let view = register::status(&opened.core, &address).await?;
    let history = history(&opened.core, &address).await?;
    opened.core.db.close().await;
    if args.get_flag("json") {
        print_json(&Shown::new(&view, &history))?;
    } else {
        print(told(&view, &history, call.config.timezone, call.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A number as people write it, or the id that a provider gave instead of one.
fn address(text: &str) -> Result<Address, crate::people::PhoneError> {
    let text = text.trim();
    if text.starts_with("lid:") || text.starts_with("bsuid:") {
        return Ok(Address::from_stored(text));
    }
    PhoneNumber::parse(text).map(Address::Phone)
}

async fn history(core: &Core, address: &Address) -> anyhow::Result<Vec<Event>> {
    let db = core.db.reader();
    let Some(contact) = contact::find(db, address).await? else {
        return Ok(Vec::new());
    };
    let events = ledger::history(db, contact.id).await?;
    Ok(events.into_iter().map(Event::from).collect())
}

/// One entry of the history.
#[derive(Serialize)]
struct Event {
    kind: &'static str,
    source: &'static str,
    actor: String,
    at: Timestamp,
    evidence: Option<Evidence>,
    hash: String,
    previous_hash: Option<String>,
}

impl From<consent_event::Model> for Event {
    fn from(event: consent_event::Model) -> Self {
        Self {
            kind: event.kind.as_str(),
            source: event.source.as_str(),
            actor: event.actor,
            at: Timestamp::from_millis(event.at),
            evidence: register::evidence_of(&event.evidence),
            hash: hex::encode(event.hash),
            previous_hash: Some(hex::encode(event.previous_hash)).filter(|hash| !hash.is_empty()),
        }
    }
}

#[derive(Serialize)]
struct Partner<'a> {
    id: String,
    name: &'a str,
}

/// What programs get.
#[derive(Serialize)]
struct Shown<'a> {
    phone: &'a str,
    status: &'static str,
    since: Option<Timestamp>,
    source: Option<&'static str>,
    played: bool,
    evidence: Option<&'a Evidence>,
    partners: Vec<Partner<'a>>,
    window_open_until: Option<Timestamp>,
    events: &'a [Event],
}

impl<'a> Shown<'a> {
    fn new(view: &'a View, events: &'a [Event]) -> Self {
        let partners = view.partners.iter().map(|partner| Partner {
            id: partner.id.to_string(),
            name: &partner.name,
        });
        Self {
            phone: view.address.as_str(),
            status: view.status.as_str(),
            since: view.since,
            source: view.source.map(entity::words::EventSource::as_str),
            played: view.played,
            evidence: view.evidence.as_ref(),
            partners: partners.collect(),
            window_open_until: view.window_open_until,
            events,
        }
    }
}

/// What people get.
fn told(view: &View, history: &[Event], zone: Tz, lang: Lang) -> Vec<String> {
    let time = |at: Timestamp| {
        let local = at.to_utc().with_timezone(&zone);
        local.format("%Y-%m-%d %H:%M:%S %Z").to_string()
    };
    let mut lines = vec![format!("{}: {}", view.address.as_str(), view.status)];
    if let Some(since) = view.since {
        let word = lang.pick("sejak", "since");
        let source = view.source.map(|source| format!(" ({source})"));
        lines.push(format!(
            "  {word} {}{}",
            time(since),
            source.unwrap_or_default()
        ));
    }
    if view.played {
        let line = lang.pick(
            "  diketik di simulator: bukan pernyataan warga, berlaku untuk akun sandbox saja",
            "  typed in the simulator: no statement of the citizen, good for the sandbox only",
        );
        lines.push(line.to_owned());
    }
    if let Some(until) = view.window_open_until {
        let word = lang.pick("boleh dijawab bebas sampai", "may be answered freely until");
        lines.push(format!("  {word} {}", time(until)));
    }
    for partner in &view.partners {
        let word = lang.pick("mitra", "partner");
        lines.push(format!("  {word} {}: {}", partner.id, partner.name));
    }
    if history.is_empty() {
        lines.push(lang.pick("Belum ada riwayat.", "No history.").to_owned());
        return lines;
    }
    lines.push(lang.pick("Riwayat:", "History:").to_owned());
    for event in history {
        let Event {
            kind,
            source,
            actor,
            at,
            ..
        } = event;
        lines.push(format!("  {}  {kind} ({source}, {actor})", time(*at)));
        if let Some(evidence) = &event.evidence {
            lines.extend(proof(evidence).map(|proof| format!("      {proof}")));
        }
    }
    lines
}

/// The evidence, one field a line, in the words of the JSON.
fn proof(evidence: &Evidence) -> impl Iterator<Item = String> {
    let fields = match serde_json::to_value(evidence) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    fields.into_iter().map(|(name, value)| match value {
        // Quoted, so that what a citizen wrote stays on one line and within its quotes.
        serde_json::Value::String(text) => format!("{name}: {text:?}"),
        other => format!("{name}: {other}"),
    })
}
