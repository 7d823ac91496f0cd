//! Accounts. Credentials go in and never come out; the webhook address, which holds a secret, is
//! shown to administrators only.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, patch, post, web};
use entity::words::AccountKind;
use rand::rngs::StdRng;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::account_out::AccountOut;
use super::auth::{Admin, Reader};
use super::json::{Body, Key, present};
use super::mount::Mount;
use super::page::Page;
use super::problem::{Kind, Problem};
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::outbound::recall;
use crate::providers::Account;
use crate::providers::registration::{self, AccountChange, NewAccount};
use crate::providers::registry::{self, AccountError};
use crate::services::Services;
use crate::staff::Principal;
use crate::staff::audit::Deed;

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(list)
        .service(add)
        .service(show)
        .service(edit)
        .service(remove)
        .service(test)
        .service(pause)
        .service(resume)
        .service(rotate);
}

/// The outcome of a test.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TestOut {
    /// Whether the provider says that the account works.
    ok: bool,
    /// What it said.
    detail: String,
    #[serde(flatten)]
    account: AccountOut,
}

/// An account to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountIn {
    /// 1 to 40 of the signs a-z, 0-9, `-` and `_`.
    id: String,
    /// `fonnte`, `watzap`, `meta` or `sandbox`.
    #[schema(value_type = String)]
    kind: AccountKind,
    name: Option<String>,
    #[serde(default)]
    is_default: bool,
    position: Option<i32>,
    active: Option<bool>,
    base_url: Option<String>,
    /// Such as `1000-2000`.
    pace_ms: Option<String>,
    /// At most so many messages a day, replies aside.
    daily_cap: Option<i64>,
    /// How many messages to many it may send on its first days, such as `50,100,200`.
    warm_up: Option<String>,
    /// The credentials: fonnte `token`; watzap `api_key`, `number_key`; meta `access_token`,
    /// `phone_number_id`, `waba_id`, `app_secret`, `verify_token`.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: BTreeMap<String, String>,
}

/// What is to be changed of an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountPatch {
    #[serde(default, deserialize_with = "present")]
    name: Option<String>,
    /// `true` makes it the default.
    #[serde(default, deserialize_with = "present")]
    is_default: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    position: Option<i32>,
    #[serde(default, deserialize_with = "present")]
    active: Option<bool>,
    /// `null` or an empty text for the provider's usual address.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    base_url: Edit<String>,
    /// `null` or an empty text for the usual pause.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pace_ms: Edit<String>,
    /// At most so many messages a day, replies aside; `null` for no cap.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    daily_cap: Edit<i64>,
    /// The plan for the first days of a device, which begin anew; `null` or an empty text ends it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    warm_up: Edit<String>,
    /// Credentials to change; an empty text takes one away.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: BTreeMap<String, String>,
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        let said = error.say(Lang::En);
        match error {
            AccountError::Store(error) => error.into(),
            AccountError::NotFound(_) => Self::not_found("account"),
            AccountError::Taken => Self::new(Kind::Taken, format!("{said}.")).and_field("id", said),
            AccountError::WrongKey(_) => Self::new(Kind::WrongState, format!("{said}.")),
            AccountError::BadId => Self::field("id", said),
            AccountError::UnknownSetting { key, .. } => {
                Self::field(&format!("settings.{key}"), said)
            }
            AccountError::MissingSetting { key, .. } => {
                Self::field(&format!("settings.{key}"), said)
            }
            AccountError::BadValue { key, .. } => Self::field(key, said),
        }
    }
}

/// As registration knows it: an empty text takes the value away.
fn as_text(wanted: Edit<String>) -> Option<String> {
    match wanted {
        Edit::Keep => None,
        Edit::Clear => Some(String::new()),
        Edit::Set(text) => Some(text),
    }
}

fn settings(
    settings: BTreeMap<String, String>,
    pace_ms: Option<String>,
    daily_cap: Option<String>,
    warm_up: Option<String>,
) -> Vec<(String, String)> {
    let own = [
        ("pace_ms", pace_ms),
        ("daily_cap", daily_cap),
        ("warm_up", warm_up),
    ];
    let own = own
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)));
    settings.into_iter().chain(own).collect()
}

/// Makes the change known to this process at once, and shows the account.
async fn done(
    services: &Services,
    who: &Principal,
    account: &Account,
) -> Result<web::Json<AccountOut>, Problem> {
    services.live.reload().await?;
    Ok(web::Json(AccountOut::new(services, account, who)))
}

/// Lists accounts in the order in which they are tried.
#[utoipa::path(tag = "Accounts", responses((status = OK, body = Page<AccountOut>)))]
#[get("/accounts")]
async fn list(
    who: Reader,
    services: web::Data<Services>,
) -> Result<web::Json<Page<AccountOut>>, Problem> {
    let core = &services.core;
    let accounts = registry::open_all(core.db.reader(), &core.keys.vault).await?;
    let out = |account| AccountOut::new(&services, account, &who);
    Ok(web::Json(Page::whole(accounts.iter().map(out).collect())))
}

/// Adds an account.
#[utoipa::path(tag = "Accounts", request_body = AccountIn, responses((status = CREATED, body = AccountOut)))]
#[post("/accounts")]
async fn add(
    who: Admin,
    body: Body<AccountIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let AccountIn {
        id,
        kind,
        name,
        is_default,
        position,
        active,
        base_url,
        pace_ms,
        daily_cap,
        warm_up,
        settings: given,
    } = body.value;
    let new = NewAccount {
        id,
        kind,
        name,
        default: is_default,
        base_url,
        settings: settings(
            given,
            pace_ms,
            daily_cap.map(|cap| cap.to_string()),
            warm_up,
        ),
    };
    let (core, providers) = (&services.core, &services.providers);
    let actor = who.actor();
    let deed = Some(Deed::new(&actor, "account.added"));
    let rng = &mut rand::make_rng::<StdRng>();
    let mut account = registration::add(core, providers, new, rng, deed).await?;
    if position.is_some() || active.is_some() {
        let change = AccountChange {
            position,
            active,
            ..AccountChange::default()
        };
        let id = account.id.clone();
        // It belongs to adding the account.
        account = registration::change(core, providers, &id, change, rng, None).await?;
    }
    let shown = done(&services, &who, &account).await?;
    Ok(HttpResponse::Created().json(shown.into_inner()))
}

/// Shows an account.
#[utoipa::path(tag = "Accounts", params(("id" = String, Path)), responses((status = OK, body = AccountOut)))]
#[get("/accounts/{id}")]
async fn show(
    who: Reader,
    Key(id): Key,
    services: web::Data<Services>,
) -> Result<web::Json<AccountOut>, Problem> {
    let account = registry::find(&services.core, &id).await?;
    Ok(web::Json(AccountOut::new(&services, &account, &who)))
}

/// Changes an account.
#[utoipa::path(tag = "Accounts", params(("id" = String, Path)), request_body = AccountPatch, responses((status = OK, body = AccountOut)))]
#[patch("/accounts/{id}")]
async fn edit(
    who: Admin,
    Key(id): Key,
    body: Body<AccountPatch>,
    services: web::Data<Services>,
) -> Result<web::Json<AccountOut>, Problem> {
    let AccountPatch {
        name,
        is_default,
        position,
        active,
        base_url,
        pace_ms,
        daily_cap,
        warm_up,
        settings: given,
    } = body.value;
    if is_default == Some(false) {
        let reason = "make another account the default instead";
        return Err(Problem::field("is_default", reason));
    }
    let change = AccountChange {
        name,
        default: is_default,
        base_url: as_text(base_url),
        position,
        active,
        settings: settings(
            given,
            as_text(pace_ms),
            as_text(daily_cap.map(|cap| cap.to_string())),
            as_text(warm_up),
        ),
    };
    let (core, providers) = (&services.core, &services.providers);
    let actor = who.actor();
    let deed = Some(Deed::new(&actor, "account.changed"));
    let rng = &mut rand::make_rng::<StdRng>();
    let account = registration::change(core, providers, &id, change, rng, deed).await?;
    done(&services, &who, &account).await
}

/// Takes an account away. What it sent and received stays; what waits to be sent through it is
/// cancelled. If it was the default, the next by position becomes it.
#[utoipa::path(tag = "Accounts", params(("id" = String, Path)), responses((status = NO_CONTENT)))]
#[delete("/accounts/{id}")]
async fn remove(
    who: Admin,
    Key(id): Key,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let actor = who.actor();
    let deed = Some(Deed::new(&actor, "account.deleted"));
    recall::remove_account(&services.core, &id, deed).await?;
    services.live.reload().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Asks the provider whether the account works. Never sends a message.
#[utoipa::path(tag = "Accounts", params(("id" = String, Path)), responses((status = OK, body = TestOut)))]
#[post("/accounts/{id}/test")]
async fn test(
    who: Admin,
    Key(id): Key,
    services: web::Data<Services>,
) -> Result<web::Json<TestOut>, Problem> {
    let actor = who.actor();
    let deed = Some(Deed::new(&actor, "account.tested"));
    let (ok, detail, account) =
        registration::test(&services.core, &services.providers, &id, deed).await?;
    let account = done(&services, &who, &account).await?;
    Ok(web::Json(TestOut {
        ok,
        detail,
        account: account.into_inner(),
    }))
}

/// Stops sending through an account; its messages wait.
#[utoipa::path(tag = "Accounts", params(("id" = String, Path)), responses((status = OK, body = AccountOut)))]
#[post("/accounts/{id}/pause")]
async fn pause(
    who: Admin,
    Key(id): Key,
    services: web::Data<Services>,
) -> Result<web::Json<AccountOut>, Problem> {
    let actor = who.actor();
    let deed = Some(Deed::new(&actor, "account.paused"));
    let account = registry::set_paused(&services.core, &id, true, deed).await?;
    done(&services, &who, &account).await
}

/// Goes on sending through an account, and forgets its faults.
#[utoipa::path(tag = "Accounts", params(("id" = String, Path)), responses((status = OK, body = AccountOut)))]
#[post("/accounts/{id}/resume")]
async fn resume(
    who: Admin,
    Key(id): Key,
    services: web::Data<Services>,
) -> Result<web::Json<AccountOut>, Problem> {
    let actor = who.actor();
    let deed = Some(Deed::new(&actor, "account.resumed"));
    let account = registry::set_paused(&services.core, &id, false, deed).await?;
    done(&services, &who, &account).await
}

/// Makes a new webhook address; the one before stays good for seven days.
#[utoipa::path(tag = "Accounts", params(("id" = String, Path)), responses((status = OK, body = AccountOut)))]
#[post("/accounts/{id}/rotate-webhook-token")]
async fn rotate(
    who: Admin,
    Key(id): Key,
    services: web::Data<Services>,
) -> Result<web::Json<AccountOut>, Problem> {
    let actor = who.actor();
    let deed = Some(Deed::new(&actor, "account.webhook_token_rotated"));
    let account = registry::rotate_webhook_token(&services.core, &id, deed).await?;
    done(&services, &who, &account).await
}
