//! Who is meant by a broadcast, and what the gate says of each.

use std::collections::HashMap;

use actix_web::{get, web};
use entity::ids::{BroadcastId, ContactId, PartnerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::auth::Reader;
use crate::api::json::{Id, Params};
use crate::api::page::{Cursor, Limit, Page};
use crate::api::problem::Problem;
use crate::api::show_phone;
use crate::broadcast::candidates::{MISSING_VALUE, TEXT_TOO_LONG};
use crate::broadcast::dry_run::{self, Member, Wanted};
use crate::broadcast::planner::Plan;
use crate::consent::gate::Reason;
use crate::people::partner;
use crate::providers::registry;
use crate::services::Services;

/// The word for those who would get it.
const ALLOWED: &str = "allowed";

/// Which of those that are meant.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AudienceQuery {
    /// Those who would be withheld for this reason, a code of `dry_run.withheld`; `allowed` for
    /// those who would get it. All of them if left out.
    reason: Option<String>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl AudienceQuery {
    fn wanted(&self) -> Result<Wanted, Problem> {
        let Some(reason) = self.reason.as_deref() else {
            return Ok(Wanted::All);
        };
        if reason == ALLOWED {
            return Ok(Wanted::Allowed);
        }
        let mut codes = Reason::ALL.iter().map(|reason| reason.code());
        if codes.any(|code| code == reason) || [MISSING_VALUE, TEXT_TOO_LONG].contains(&reason) {
            return Ok(Wanted::Refused(reason.to_owned()));
        }
        let known: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        let known = known.join(", ");
        Err(Problem::field(
            "reason",
            format!("is none of {ALLOWED}, {known}, {MISSING_VALUE}, {TEXT_TOO_LONG}"),
        ))
    }
}

/// A number that is meant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AudienceMember)]
pub(super) struct MemberOut {
    /// In E.164; `null` if the provider hides the number.
    phone: Option<String>,
    /// The partner whom the message is for.
    #[schema(value_type = Option<String>)]
    partner_id: Option<PartnerId>,
    partner_name: Option<String>,
    /// The permit that the message is about.
    permit_id: Option<String>,
    /// Why nothing would go to it; `null` if it would get the message.
    reason: Option<String>,
}

/// Lists who is meant, and who of them would be withheld for which reason, as things are now.
#[utoipa::path(tag = "Broadcasts", params(("id" = String, Path), AudienceQuery), responses((status = OK, body = Page<MemberOut>)))]
#[get("/broadcasts/{id}/audience")]
pub(super) async fn audience(
    _: Reader,
    Id(id): Id<BroadcastId>,
    Params(query): Params<AudienceQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<MemberOut>>, Problem> {
    let wanted = query.wanted()?;
    let row = super::find(&services, id).await?;
    let core = &services.core;
    let db = core.db.reader();
    let plan = Plan::of(&row);
    let kind = registry::kind_of(db, &row.account_id).await?;
    let candidates = plan.candidates(core, db, kind, core.now());
    let after = query.cursor.map(|cursor| ContactId(cursor.0));
    let limit = query.limit.and_one();
    let members = dry_run::list(db, &candidates, &wanted, after, limit).await?;
    let ids = members.iter().filter_map(|member| member.partner_id);
    let partners = partner::find_many(db, ids).await?;
    let mut names: HashMap<_, _> = partners
        .into_iter()
        .map(|partner| (partner.id, partner.name))
        .collect();
    let id = |member: &Member| member.contact_id.0;
    Ok(web::Json(Page::new(members, query.limit, id, |member| {
        MemberOut {
            phone: show_phone(&member.address),
            partner_name: member.partner_id.and_then(|id| names.remove(&id)),
            partner_id: member.partner_id,
            permit_id: member.permit_id,
            reason: member.refusal,
        }
    })))
}
