//! `setuju hook …`: outgoing webhooks.

mod declare;
mod view;

use std::process::ExitCode;

use clap::ArgMatches;
use entity::ids::{DeliveryId, HookId};
use rand::rngs::StdRng;
use serde_json::json;

pub(super) use self::declare::command;
use self::view::{DeliveryView, HookView};
use super::argument;
use super::failure::{FAILED, Failure};
use super::output::{print, print_json, table};
use super::program::Call;
use super::trail::ACTOR;
use crate::core::Core;
use crate::hooks::HookError;
use crate::hooks::endpoint::{self, NewEndpoint};
use crate::hooks::events::parse_events;
use crate::hooks::{Caller, Secret, delivery, trial};
use crate::lang::Lang;
use crate::time::Timestamp;

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((name, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(super::failure::WRONG_USAGE));
    };
    let opened = call.open().await?;
    let caller = Caller::of(&call.config)?;
    let (core, lang) = (&opened.core, call.lang);
    let done = match name {
        "add" => add(core, &caller, args, lang).await,
        "list" => list(core, args, lang).await,
        "remove" => remove(core, args, lang).await,
        "test" => test(core, &caller, args, lang).await,
        "rotate-secret" => rotate(core, args, lang).await,
        "deliveries" => deliveries(core, args, lang).await,
        _ => replay(core, args, lang).await,
    };
    opened.core.db.close().await;
    done
}

async fn add(
    core: &Core,
    caller: &Caller,
    args: &ArgMatches,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let names = argument::text(args, "events").split(',');
    let names: Vec<_> = names.filter(|name| !name.trim().is_empty()).collect();
    let new = NewEndpoint {
        url: argument::text(args, "url").to_owned(),
        description: argument::text(args, "description").to_owned(),
        events: parse_events(&names)?,
        active: true,
    };
    let rng = &mut rand::make_rng::<StdRng>();
    let (made, secret) = endpoint::create(core, caller, new, ACTOR, rng).await?;
    let id = made.row.id;
    let view = HookView::new(made.row);
    if args.get_flag("json") {
        return print_with_secret(&view, &secret);
    }
    let said = match lang {
        Lang::Id => format!("Titik tujuan {id} ditambahkan."),
        Lang::En => format!("The endpoint {id} was added."),
    };
    print([said, told_secret(&secret, lang)])?;
    Ok(ExitCode::SUCCESS)
}

async fn rotate(core: &Core, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let rng = &mut rand::make_rng::<StdRng>();
    let (changed, secret) = endpoint::rotate_secret(core, hook_id(args)?, ACTOR, rng).await?;
    let view = HookView::new(changed.row);
    if args.get_flag("json") {
        return print_with_secret(&view, &secret);
    }
    let said = lang.pick(
        "Rahasia lama masih menandatangani 24 jam lagi.",
        "The old secret signs for 24 more hours.",
    );
    print([told_secret(&secret, lang), said.to_owned()])?;
    Ok(ExitCode::SUCCESS)
}

fn print_with_secret(view: &HookView, secret: &Secret) -> anyhow::Result<ExitCode> {
    let mut value = serde_json::to_value(view)?;
    if let Some(fields) = value.as_object_mut() {
        fields.insert("secret".to_owned(), secret.expose().into());
    }
    print_json(&value)?;
    Ok(ExitCode::SUCCESS)
}

fn told_secret(secret: &Secret, lang: Lang) -> String {
    let secret = secret.expose();
    match lang {
        Lang::Id => format!("Rahasia (tampil sekali ini saja): {secret}"),
        Lang::En => format!("Secret (shown this once only): {secret}"),
    }
}

async fn list(core: &Core, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let rows = endpoint::list(core.db.reader()).await?;
    let views: Vec<_> = rows.into_iter().map(HookView::new).collect();
    if args.get_flag("json") {
        print_json(&views)?;
    } else {
        let mut rows = vec![HookView::headings(lang)];
        rows.extend(views.iter().map(|view| view.row(lang)));
        print(table(&rows))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn remove(core: &Core, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let id = hook_id(args)?;
    endpoint::remove(core, id, ACTOR).await?;
    if args.get_flag("json") {
        print_json(&json!({ "id": id.to_string(), "removed": true }))?;
    } else {
        print([match lang {
            Lang::Id => format!("Titik tujuan {id} dihapus."),
            Lang::En => format!("The endpoint {id} was removed."),
        }])?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn test(
    core: &Core,
    caller: &Caller,
    args: &ArgMatches,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let rng = &mut rand::make_rng::<StdRng>();
    let row = trial::run(core, caller, hook_id(args)?, ACTOR, rng).await?;
    let view = DeliveryView::new(row);
    if args.get_flag("json") {
        print_json(&view)?;
    } else {
        print([view.told(lang)])?;
    }
    Ok(if view.is_delivered() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    })
}

async fn deliveries(core: &Core, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let id = hook_id(args)?;
    endpoint::find(core, id).await?;
    let status = argument::text(args, "status").parse().ok();
    let limit = args.get_one::<u64>("limit").copied().unwrap_or(50);
    let rows = delivery::list(core.db.reader(), id, status, None, limit).await?;
    let views: Vec<_> = rows.into_iter().map(DeliveryView::new).collect();
    if args.get_flag("json") {
        print_json(&views)?;
    } else {
        let mut rows = vec![DeliveryView::headings(lang)];
        rows.extend(views.iter().map(DeliveryView::row));
        print(table(&rows))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn replay(core: &Core, args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let id = hook_id(args)?;
    let count = match args.get_one::<String>("delivery") {
        Some(one) => {
            let one: DeliveryId = one.parse().or(Err(HookError::NotFound))?;
            delivery::replay(core, id, one, ACTOR).await?;
            1
        }
        None => delivery::replay_failed(core, id, since(args, lang)?, ACTOR).await?,
    };
    if args.get_flag("json") {
        print_json(&json!({ "replayed": count }))?;
    } else {
        print([match lang {
            Lang::Id => format!("{count} kiriman akan dikirim ulang oleh layanan."),
            Lang::En => format!("{count} deliveries will be sent again by the service."),
        }])?;
    }
    Ok(ExitCode::SUCCESS)
}

fn since(args: &ArgMatches, lang: Lang) -> Result<Timestamp, Failure> {
    Timestamp::from_rfc3339(argument::text(args, "since")).ok_or_else(|| {
        Failure::usage(lang.pick(
            "--since memerlukan waktu RFC 3339, misalnya 2026-11-22T08:00:00+07:00",
            "--since needs a time in RFC 3339, such as 2026-11-22T08:00:00+07:00",
        ))
    })
}

fn hook_id(args: &ArgMatches) -> Result<HookId, HookError> {
    argument::text(args, "id")
        .parse()
        .or(Err(HookError::NotFound))
}
