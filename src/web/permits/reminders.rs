//! Who will be reminded in the days to come, and who will not and why: as things are now.

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::PermitId;

use super::{path_of, title_of};
use crate::consent::gate::Reason;
use crate::day::Day;
use crate::lang::Lang;
use crate::permits::preview::{self, ALLOWED, Upcoming, Wanted};
use crate::permits::{MISSING_VALUE, NO_PARTNER, NO_PHONE};
use crate::scheduler;
use crate::services::Services;
use crate::web::broadcasts::by_reason;
use crate::web::error::PageError;
use crate::web::form::Query;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::reasons::reason;
use crate::web::talk;
use crate::web::trail::{READ, Trail};
use crate::web::visitor::Reader;
use crate::web::words::day;

/// How far it is looked ahead.
const DAYS: u32 = 30;

/// A permit that somebody is to be reminded of.
struct Line {
    path: String,
    registration_id: String,
    title: String,
    /// The title does not tell the registration.
    has_number: bool,
    end: String,
    name: Option<String>,
    phone: Option<String>,
    /// Why nothing goes.
    why: Option<String>,
    /// When, and how many days before the end.
    reminders: Vec<(String, u32)>,
}

impl Line {
    fn of(lang: Lang, row: Upcoming) -> Self {
        let end: Option<Day> = row.expiry_date.parse().ok();
        let (kind, number) = (row.permit_type.as_deref(), row.permit_number.as_deref());
        Self {
            path: path_of(&row.registration_id),
            title: title_of(lang, kind, number, &row.registration_id),
            has_number: number.is_some(),
            registration_id: row.registration_id,
            end: end.map_or(row.expiry_date, |end| day(lang, end.0)),
            name: row.partner_name,
            phone: row
                .address
                .as_deref()
                .map(|address| talk::address(lang, address)),
            why: row.reason.map(|code| reason(lang, &code)),
            reminders: row
                .reminders
                .into_iter()
                .map(|(before, on)| (day(lang, on.0), before))
                .collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "permits_reminders.html")]
struct RemindersPage {
    frame: Frame,
    lines: Vec<Line>,
    allowed: i64,
    withheld: Vec<(String, String, i64)>,
    chosen: String,
    from: String,
    thresholds: String,
    trail: Trail,
}

/// Lists them, the permit that ends first first.
pub(super) async fn list(
    reader: Reader,
    query: Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let lang = reader.lang;
    let core = &services.core;
    let own = [ALLOWED, NO_PARTNER, NO_PHONE, MISSING_VALUE].into_iter();
    let known = own.chain(Reason::ALL.iter().map(|reason| reason.code()));
    let chosen = query.0.value("alasan");
    let chosen = known.into_iter().find(|code| *code == chosen);
    let mut trail = Trail::of("/izin/pengingat", &query, &["alasan"]);
    let wanted = Wanted {
        from: scheduler::next_reminders(core).await?,
        days: DAYS,
        reason: chosen.map(str::to_owned),
        after: trail.cursor().map(PermitId),
    };
    let mut rows = preview::list(core, &wanted, READ).await?;
    trail.cut(&mut rows, |row| row.id.0);
    let mut counts = preview::counts(core, &wanted).await?;
    let days: Vec<_> = core.policy.reminders.days.ascending().collect();
    let page = RemindersPage {
        frame: Frame::new(&services, &reader, Section::Permits),
        lines: rows.into_iter().map(|row| Line::of(lang, row)).collect(),
        allowed: counts.remove(ALLOWED).unwrap_or(0),
        withheld: by_reason(lang, counts),
        chosen: chosen.unwrap_or_default().to_owned(),
        from: day(lang, wanted.from.0),
        thresholds: days
            .iter()
            .rev()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        trail,
    };
    frame::show(&page)
}
