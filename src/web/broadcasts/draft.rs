//! Drafting a broadcast: one form, with what would be sent and to how many beside it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono_tz::Tz;
use entity::broadcast::Model;
use entity::ids::BroadcastId;
use entity::words::{BroadcastStatus, ConsentStatus, PermitStatus};

use super::draft_form::{self, as_change, refused, sentence};
use super::named;
use super::outlook::Outlook;
use super::words::purposes;
use crate::broadcast::audience::Audience;
use crate::broadcast::draft::{self, Content, DraftError, Drafted, NewDraft};
use crate::ids::least_of;
use crate::lang::Lang;
use crate::outbound::template;
use crate::permits;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::{Form, Query};
use crate::web::frame::{self, Frame};
use crate::web::marks::{self, Filled};
use crate::web::nav::Section;
use crate::web::visitor::Sender;
use crate::web::words::Word;

/// The field with the id that was set aside for the draft.
const DRAFT: &str = "draf";
/// How long a form may lie open.
const OPEN: std::time::Duration = std::time::Duration::from_hours(7 * 24);

#[derive(Template)]
#[template(path = "broadcast_draft.html")]
struct DraftPage {
    frame: Frame,
    form: Form,
    /// Where the form goes.
    action: String,
    /// Where one gets by changing one's mind.
    back: String,
    draft: String,
    is_new: bool,
    purposes: [(&'static str, &'static str, &'static str); 3],
    consents: Vec<(&'static str, &'static str)>,
    statuses: Vec<(&'static str, &'static str)>,
    types: Vec<String>,
    templates: Vec<(String, String)>,
    accounts: Vec<(String, String)>,
    zone: Tz,
    has_second_person: bool,
    marks: Vec<Filled>,
    outlook: Outlook,
}

/// What a page is shown with.
struct Shown {
    form: Form,
    /// The draft that is changed, or the id that was set aside for a new one.
    of: Result<BroadcastId, i64>,
    outlook: Outlook,
}

async fn page(
    sender: &Sender,
    services: &Services,
    shown: Shown,
) -> Result<HttpResponse, PageError> {
    let Shown { form, of, outlook } = shown;
    let db = services.core.db.reader();
    let lang = sender.lang;
    let none = lang.pick("— pilih —", "— choose —").to_owned();
    let templates = template::all(db).await?.into_iter();
    let templates = templates
        .filter(|row| !row.key.starts_with("answer_"))
        .map(|row| (row.key, row.name));
    let default = lang.pick("Akun utama", "The default account").to_owned();
    services.live.refresh().await?;
    let reading = services.live.latest();
    let accounts = reading
        .accounts()
        .map(|account| (account.id.clone(), account.name.clone()));
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = DraftPage {
        frame: Frame::new(services, sender, Section::Broadcasts),
        action: match of {
            Ok(id) => format!("/siaran/{id}/ubah"),
            Err(_) => "/siaran/baru".to_owned(),
        },
        back: match of {
            Ok(id) => format!("/siaran/{id}"),
            Err(_) => "/siaran".to_owned(),
        },
        draft: of.err().map(|id| id.to_string()).unwrap_or_default(),
        is_new: of.is_err(),
        purposes: purposes(lang),
        consents: ConsentStatus::WORDS
            .iter()
            .filter_map(|word| Some((*word, word.parse::<ConsentStatus>().ok()?.word(lang))))
            .collect(),
        statuses: PermitStatus::WORDS
            .iter()
            .filter_map(|word| Some((*word, word.parse::<PermitStatus>().ok()?.word(lang))))
            .collect(),
        types: permits::types(db).await?,
        templates: std::iter::once((String::new(), none))
            .chain(templates)
            .collect(),
        accounts: std::iter::once((String::new(), default))
            .chain(accounts)
            .collect(),
        zone: services.core.policy.rules.zone,
        has_second_person: services.core.policy.two_person_broadcasts,
        marks: marks::of_a_broadcast(lang),
        outlook,
        form,
    };
    frame::show_as(status, &page)
}

/// What was typed, as a draft; what is wrong with it is noted in the form.
async fn read(
    services: &Services,
    form: &mut Form,
    lang: Lang,
) -> Result<Option<NewDraft>, PageError> {
    let partners = if draft_form::names_partners(form) {
        named::read(services.core.db.reader(), form, lang).await?
    } else {
        Vec::new()
    };
    let zone = services.core.policy.rules.zone;
    Ok(draft_form::read(form, partners, lang, zone))
}

/// The form of a draft.
async fn filled(services: &Services, row: &Model, lang: Lang) -> Result<Form, PageError> {
    let partners = Audience::from_json(&row.audience).partner_ids;
    let partners = named::write(services.core.db.reader(), lang, &partners).await?;
    let zone = services.core.policy.rules.zone;
    Ok(draft_form::filled(row, partners, zone))
}

/// An empty form, or one like an earlier broadcast.
pub(super) async fn begin(
    sender: Sender,
    query: Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let mut form = Form::filled([
        ("purpose", "broadcast".to_owned()),
        ("kepada", "saring".to_owned()),
        ("isi", "teks".to_owned()),
    ]);
    let mut outlook = Outlook::default();
    if let Some(Ok(id)) = query.0.given("dari").map(str::parse::<i64>) {
        let row = super::find(&services, BroadcastId(id)).await?;
        // Its times are past.
        form = filled(&services, &row, sender.lang)
            .await?
            .without("scheduled_at")
            .without("not_after");
        outlook = Outlook::of_text(&row.text);
    }
    let of = Err(services.core.next_id());
    page(&sender, &services, Shown { form, of, outlook }).await
}

/// The id that was set aside when the form was shown; nobody chooses one.
fn set_aside(form: &Form, services: &Services) -> i64 {
    let now = services.core.now();
    let earliest = least_of(now.minus(OPEN));
    let id = form.value(DRAFT).parse().ok();
    id.filter(|id| *id > earliest && *id < least_of(now.plus(OPEN)))
        .unwrap_or_else(|| services.core.next_id())
}

/// Tries a draft out, or makes it.
pub(super) async fn create(
    sender: Sender,
    mut form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let id = set_aside(&form, &services);
    let of = Err(id);
    if form.has("act", "hitung") {
        let outlook = try_out(&sender, &form, &services).await?;
        return page(&sender, &services, Shown { form, of, outlook }).await;
    }
    let lang = sender.lang;
    let Some(new) = read(&services, &mut form, lang).await? else {
        let outlook = Outlook::default();
        return page(&sender, &services, Shown { form, of, outlook }).await;
    };
    let actor = sender.person.actor();
    let id = BroadcastId(id);
    match draft::create_once(&services.core, &services.live, id, new, &actor).await {
        Ok(Drafted::Now(row)) => Ok(frame::done(
            &format!("/siaran/{}", row.id),
            lang.pick(
                "Draf tersimpan. Belum ada yang dikirim.",
                "The draft is saved. Nothing was sent.",
            ),
        )),
        Ok(Drafted::Before(row)) => Ok(frame::done(
            &format!("/siaran/{}", row.id),
            lang.pick(
                "Draf ini sudah tersimpan sebelumnya dan tidak dibuat dua kali.",
                "This draft was saved before, and was not made twice.",
            ),
        )),
        Err(error) => {
            let form = refused(form, error, lang)?;
            let outlook = Outlook::default();
            page(&sender, &services, Shown { form, of, outlook }).await
        }
    }
}

/// The form of a draft.
pub(super) async fn show(
    sender: Sender,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = super::find(&services, BroadcastId(*id)).await?;
    if row.status != BroadcastStatus::Draft {
        let error = DraftError::NotADraft(row.status);
        let said = sentence(&error, sender.lang);
        return Err(PageError::Refused(StatusCode::CONFLICT, said));
    }
    let shown = Shown {
        form: filled(&services, &row, sender.lang).await?,
        of: Ok(row.id),
        outlook: Outlook::of_draft(sender.lang, &row),
    };
    page(&sender, &services, shown).await
}

/// Tries a changed draft out, or keeps it.
pub(super) async fn save(
    sender: Sender,
    id: web::Path<i64>,
    mut form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let id = BroadcastId(*id);
    let of = Ok(id);
    if form.has("act", "hitung") {
        let outlook = try_out(&sender, &form, &services).await?;
        return page(&sender, &services, Shown { form, of, outlook }).await;
    }
    let lang = sender.lang;
    let Some(new) = read(&services, &mut form, lang).await? else {
        let outlook = Outlook::default();
        return page(&sender, &services, Shown { form, of, outlook }).await;
    };
    let actor = sender.person.actor();
    let change = as_change(new);
    match draft::change(&services.core, &services.live, id, change, &actor).await {
        Ok(row) => Ok(frame::done(
            &format!("/siaran/{}", row.id),
            lang.pick("Perubahan tersimpan.", "The change is saved."),
        )),
        Err(DraftError::NotFound) => Err(PageError::NotFound),
        Err(error @ DraftError::NotADraft(_)) => Err(PageError::Refused(
            StatusCode::CONFLICT,
            sentence(&error, lang),
        )),
        Err(error) => {
            let form = refused(form, error, lang)?;
            let outlook = Outlook::default();
            page(&sender, &services, Shown { form, of, outlook }).await
        }
    }
}

/// What a draft would come to, as far as it can be told from what was typed so far.
async fn try_out(sender: &Sender, form: &Form, services: &Services) -> Result<Outlook, PageError> {
    let lang = sender.lang;
    let mut typed = form.clone();
    let text = text_of(&typed, services).await?;
    let Some(mut new) = read(services, &mut typed, lang).await? else {
        let said = typed.errors().map(|(_, said)| said.clone()).next();
        return Ok(Outlook::unknown(&text, said));
    };
    fill_in(&mut new);
    match draft::try_out(&services.core, &services.live, new).await {
        Ok(row) => Ok(Outlook {
            text: Outlook::of_text(&text).text,
            ..Outlook::of_draft(lang, &row)
        }),
        Err(DraftError::Store(error)) => Err(error.into()),
        Err(error) => Ok(Outlook::unknown(&text, Some(sentence(&error, lang)))),
    }
}

/// Counting needs neither a name nor a text.
fn fill_in(new: &mut NewDraft) {
    if new.name.trim().is_empty() {
        "…".clone_into(&mut new.name);
    }
    if let Content::Text(text) = &mut new.content
        && text.trim().is_empty()
    {
        "…".clone_into(text);
    }
}

async fn text_of(form: &Form, services: &Services) -> Result<String, PageError> {
    if form.value("isi") != "templat" {
        return Ok(form.value("text").to_owned());
    }
    let found = template::find(services.core.db.reader(), form.value("template")).await?;
    Ok(found.map(|row| row.body).unwrap_or_default())
}
