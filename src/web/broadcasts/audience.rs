//! Who is meant by a broadcast, and who of them gets nothing and why: as things are now.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::broadcast::Model;
use entity::ids::{BroadcastId, ContactId};

use crate::broadcast::draft;
use crate::broadcast::dry_run::{self, Wanted};
use crate::broadcast::planner::{self, Plan};
use crate::lang::Lang;
use crate::people::{Address, partner};
use crate::providers::registry;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::Query;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::reasons::reason;
use crate::web::talk;
use crate::web::trail::{READ, Trail};
use crate::web::visitor::Reader;

/// The word for those who would get it.
const ALLOWED: &str = "allowed";

/// One who is meant.
struct Line {
    name: Option<String>,
    phone: String,
    permit: Option<String>,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "broadcast_audience.html")]
struct AudiencePage {
    frame: Frame,
    row: Model,
    lines: Vec<Line>,
    reasons: Vec<(String, String)>,
    chosen: String,
    trail: Trail,
}

/// The reasons one may choose from: those that were met when the draft was counted, or planned.
fn choices(lang: Lang, row: &Model) -> Vec<(String, String)> {
    let everybody = lang
        .pick("Semua yang dipilih", "All who are meant")
        .to_owned();
    let allowed = lang.pick("Akan menerima", "Will get it").to_owned();
    let counted = draft::dry_run_of(row).withheld;
    let met = counted.into_iter().chain(planner::withheld(row));
    let mut codes: Vec<_> = met
        .filter(|(_, count)| *count > 0)
        .map(|(code, _)| code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    [(String::new(), everybody), (ALLOWED.to_owned(), allowed)]
        .into_iter()
        .chain(codes.into_iter().map(|code| {
            let said = reason(lang, &code);
            (code, said)
        }))
        .collect()
}

/// Lists them.
pub(super) async fn list(
    reader: Reader,
    id: web::Path<i64>,
    query: Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = super::find(&services, BroadcastId(*id)).await?;
    let lang = reader.lang;
    let reasons = choices(lang, &row);
    let chosen = query.0.value("alasan");
    let known = reasons.iter().find(|(code, _)| *code == chosen);
    let chosen = known.map_or("", |(code, _)| code.as_str()).to_owned();
    let wanted = match chosen.as_str() {
        "" => Wanted::All,
        ALLOWED => Wanted::Allowed,
        code => Wanted::Refused(code.to_owned()),
    };
    let path = format!("/siaran/{}/penerima", row.id);
    let mut trail = Trail::of(&path, &query, &["alasan"]);
    let core = &services.core;
    let db = core.db.reader();
    let plan = Plan::of(&row);
    let kind = registry::kind_of(db, &row.account_id).await?;
    let candidates = plan.candidates(core, db, kind, core.now());
    let after = trail.cursor().map(ContactId);
    let mut members = dry_run::list(db, &candidates, &wanted, after, READ).await?;
    trail.cut(&mut members, |member| member.contact_id.0);
    let ids = members.iter().filter_map(|member| member.partner_id);
    let partners = partner::find_many(db, ids).await?.into_iter();
    let mut names: HashMap<_, _> = partners.map(|one| (one.id, one.name)).collect();
    let lines = members
        .into_iter()
        .map(|member| Line {
            name: member.partner_id.and_then(|id| names.remove(&id)),
            phone: talk::address(lang, &member.address),
            permit: member.permit_id,
            why: member.refusal.map(|code| reason(lang, &code)),
        })
        .collect();
    let page = AudiencePage {
        frame: Frame::new(&services, &reader, Section::Broadcasts),
        row,
        lines,
        reasons,
        chosen,
        trail,
    };
    frame::show(&page)
}

/// The number of an address; `None` if the provider hides it.
pub(super) fn number(address: &str) -> Option<String> {
    let address = Address::from_stored(address);
    address.phone().map(|phone| phone.as_str().to_owned())
}
