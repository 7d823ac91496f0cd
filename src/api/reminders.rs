//! Reminders of permits that end: those to come, and what became of those that were due.

use std::collections::BTreeMap;

use actix_web::{get, web};
use entity::ids::{MessageId, NoticeId, PartnerId, PermitId};
use entity::words::ReminderOutcome;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::auth::Reader;
use super::json::Params;
use super::mount::Mount;
use super::page::{Cursor, Limit, Page};
use super::problem::Problem;
use super::show_phone;
use crate::consent::gate::Reason;
use crate::day::Day;
use crate::permits::preview::{self, ALLOWED, Upcoming, Wanted};
use crate::permits::reminder_notice::{self, Filter};
use crate::permits::{MISSING_VALUE, NO_PARTNER, NO_PHONE};
use crate::scheduler;
use crate::services::Services;
use crate::time::Timestamp;

/// How far one may look ahead.
const FARTHEST: u32 = 366;

pub(super) fn configure(config: &mut impl Mount) {
    config.service(show_preview).service(count).service(list);
}

/// How many days ahead.
#[derive(Clone, Copy, Debug)]
struct Ahead(u32);

impl Default for Ahead {
    fn default() -> Self {
        Self(30)
    }
}

impl<'de> Deserialize<'de> for Ahead {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse() {
            Ok(days @ 0..=FARTHEST) => Ok(Self(days)),
            _ => Err(serde::de::Error::custom(format_args!(
                "a number from 0 to {FARTHEST} is expected"
            ))),
        }
    }
}

/// Which part of the future.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PreviewQuery {
    /// How many days from the next run on, 0 to 366; 30 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    days: Ahead,
    /// Those that will not be reminded for this reason: a code of the gate, `no_partner`,
    /// `no_phone` or `missing_value`; `allowed` for those that will. All of them if left out.
    reason: Option<String>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A permit that ends.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UpcomingReminder)]
pub(super) struct UpcomingOut {
    registration_id: String,
    permit_number: Option<String>,
    permit_type: Option<String>,
    #[schema(format = Date)]
    expiry_date: String,
    #[schema(value_type = Option<String>)]
    partner_id: Option<PartnerId>,
    partner_name: Option<String>,
    /// In E.164; `null` if there is none, or the provider hides it.
    phone: Option<String>,
    /// Why nobody will be reminded, as things are now; `null` if somebody will.
    reason: Option<String>,
    /// When, and how many days before the end.
    reminders: Vec<ReminderOut>,
}

/// A reminder to come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UpcomingDay)]
pub(super) struct ReminderOut {
    #[schema(value_type = String, format = Date)]
    on: Day,
    days_before: u32,
}

impl From<Upcoming> for UpcomingOut {
    fn from(row: Upcoming) -> Self {
        let reminder = |(days_before, on)| ReminderOut { on, days_before };
        Self {
            registration_id: row.registration_id,
            permit_number: row.permit_number,
            permit_type: row.permit_type,
            expiry_date: row.expiry_date,
            partner_id: row.partner_id,
            partner_name: row.partner_name,
            phone: row.address.as_deref().and_then(show_phone),
            reason: row.reason,
            reminders: row.reminders.into_iter().map(reminder).collect(),
        }
    }
}

fn check_reason(reason: Option<String>) -> Result<Option<String>, Problem> {
    let Some(reason) = reason else {
        return Ok(None);
    };
    let own = [ALLOWED, NO_PARTNER, NO_PHONE, MISSING_VALUE];
    let gate = Reason::ALL.iter().map(|reason| reason.code());
    let known: Vec<_> = own.into_iter().chain(gate).collect();
    if known.contains(&reason.as_str()) {
        return Ok(Some(reason));
    }
    let known = known.join(", ");
    Err(Problem::field("reason", format!("is none of {known}")))
}

/// Lists the permits that end, with the reminders of the next days, and why nobody will be
/// reminded: as things are now, from the next run on. The one that ends first comes first.
#[utoipa::path(tag = "Reminders", params(PreviewQuery), responses((status = OK, body = Page<UpcomingOut>)))]
#[get("/reminders/preview")]
async fn show_preview(
    _: Reader,
    Params(query): Params<PreviewQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<UpcomingOut>>, Problem> {
    let wanted = Wanted {
        from: scheduler::next_reminders(&services.core).await?,
        days: query.days.0,
        reason: check_reason(query.reason)?,
        after: query.cursor.map(|cursor| PermitId(cursor.0)),
    };
    let rows = preview::list(&services.core, &wanted, query.limit.and_one()).await?;
    let id = |row: &Upcoming| row.id.0;
    Ok(web::Json(Page::new(
        rows,
        query.limit,
        id,
        UpcomingOut::from,
    )))
}

/// How far ahead.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CountQuery {
    /// How many days from the next run on, 0 to 366; 30 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    days: Ahead,
}

/// The figures of the preview.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReminderCounts)]
pub(super) struct CountsOut {
    /// Permits that somebody will be reminded of.
    allowed: i64,
    /// Permits that nobody will be reminded of, by reason.
    #[schema(value_type = Object)]
    withheld: BTreeMap<String, i64>,
}

/// Counts the permits of the preview.
#[utoipa::path(tag = "Reminders", params(CountQuery), responses((status = OK, body = CountsOut)))]
#[get("/reminders/preview/counts")]
async fn count(
    _: Reader,
    Params(query): Params<CountQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<CountsOut>, Problem> {
    let wanted = Wanted {
        from: scheduler::next_reminders(&services.core).await?,
        days: query.days.0,
        reason: None,
        after: None,
    };
    let mut withheld = preview::counts(&services.core, &wanted).await?;
    let allowed = withheld.remove(ALLOWED).unwrap_or(0);
    Ok(web::Json(CountsOut { allowed, withheld }))
}

/// Which reminders.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct NoticeQuery {
    /// `queued` (a message was made; its own status says more) or `withheld`.
    #[param(value_type = Option<String>)]
    outcome: Option<ReminderOutcome>,
    /// The day on which they were due, in the zone of the office.
    #[param(value_type = Option<String>)]
    day: Option<Day>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// What became of a reminder that was due.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reminder)]
pub(super) struct NoticeOut {
    #[schema(value_type = String)]
    id: NoticeId,
    registration_id: Option<String>,
    /// So many days before the end.
    days_before: i64,
    #[schema(format = Date)]
    expiry_date: String,
    #[schema(format = Date)]
    day: String,
    #[schema(value_type = String)]
    outcome: ReminderOutcome,
    /// Why it was withheld.
    reason: Option<String>,
    /// The message; permits of the same number share one.
    #[schema(value_type = Option<String>)]
    message_id: Option<MessageId>,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// Lists what became of reminders that were due, newest first. Those that are withheld are tried
/// again every day until the next threshold is reached.
#[utoipa::path(tag = "Reminders", params(NoticeQuery), responses((status = OK, body = Page<NoticeOut>)))]
#[get("/reminders")]
async fn list(
    _: Reader,
    Params(query): Params<NoticeQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<NoticeOut>>, Problem> {
    let filter = Filter {
        outcome: query.outcome,
        day: query.day,
        before: query.cursor.map(|cursor| NoticeId(cursor.0)),
    };
    let db = services.core.db.reader();
    let rows = reminder_notice::list(db, &filter, query.limit.and_one()).await?;
    let names = reminder_notice::registration_ids(db, &rows).await?;
    let id = |row: &entity::permit_notice::Model| row.id.0;
    Ok(web::Json(Page::new(rows, query.limit, id, |row| {
        NoticeOut {
            id: row.id,
            registration_id: names.get(&row.permit_id.0).cloned(),
            days_before: row.threshold,
            expiry_date: row.expiry_date,
            day: row.day,
            outcome: row.outcome,
            reason: row.reason,
            message_id: row.message_id,
            updated_at: Timestamp::from_millis(row.updated_at),
        }
    })))
}
