//! Entering and changing a permit by hand. Real changes are told to the applicant, as when another
//! program makes them; what was told is said afterwards.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::permit_change_notice::Model as Notice;
use entity::words::{DocumentStatus, NoticeOutcome};

use super::{find, path_of, statuses, title, words};
use crate::day::Day;
use crate::edit::Edit;
use crate::lang::Lang;
use crate::people::Address;
use crate::people::partner::link::By;
use crate::permits::columns::{number, wanted};
use crate::permits::entry::{self, Entered};
use crate::permits::fields::{FieldError, Given, PermitError, day, registration_id, text};
use crate::permits::{self, Owned};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::reasons::reason;
use crate::web::sign_in::sentence;
use crate::web::talk;
use crate::web::visitor::Sender;
use crate::web::words::Word;

#[derive(Template)]
#[template(path = "permit_edit.html")]
struct EditPage {
    frame: Frame,
    form: Form,
    /// The id of the permit that is changed; empty for a new one.
    id: String,
    path: String,
    title: String,
    partner: Option<String>,
    statuses: Vec<(&'static str, &'static str)>,
    documents: Vec<(&'static str, &'static str)>,
    types: Vec<String>,
}

async fn page(
    sender: &Sender,
    services: &Services,
    owned: Option<&Owned>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let lang = sender.lang;
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let id = owned.map_or("", |(row, _)| &row.registration_id);
    let documents = DocumentStatus::WORDS.iter();
    let documents =
        documents.filter_map(|word| Some((*word, word.parse::<DocumentStatus>().ok()?.word(lang))));
    let partner = owned.and_then(|(_, owner)| owner.as_ref());
    let page = EditPage {
        frame: Frame::new(services, sender, Section::Permits),
        id: id.to_owned(),
        path: match owned {
            Some(_) => path_of(id),
            None => "/izin".to_owned(),
        },
        title: owned.map_or_else(String::new, |(row, _)| title(lang, row)),
        partner: partner.map(|(partner, _)| partner.name.clone()),
        statuses: statuses(lang),
        documents: std::iter::once(("", lang.pick("—", "—")))
            .chain(documents)
            .collect(),
        types: permits::types(services.core.db.reader()).await?,
        form,
    };
    frame::show_as(status, &page)
}

/// An empty form.
pub(super) async fn begin(
    sender: Sender,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let form = Form::filled([("status", "draft".to_owned())]);
    page(&sender, &services, None, form).await
}

/// The number of the partner, as it is shown in the form.
fn phone_of((_, owner): &Owned) -> String {
    let contact = owner.as_ref().and_then(|(_, contact)| contact.as_ref());
    let address = contact.map(|contact| Address::from_stored(&contact.address));
    let phone = address.as_ref().and_then(Address::phone);
    phone
        .map(|phone| talk::address(Lang::Id, phone.as_str()))
        .unwrap_or_default()
}

async fn document_of(services: &Services, owned: &Owned) -> Result<String, PageError> {
    let id = owned.0.id;
    let found = permits::find_documents(services.core.db.reader(), [id]).await?;
    let status = found.get(&id).map(|document| document.status.to_string());
    Ok(status.unwrap_or_default())
}

/// The form of a permit.
pub(super) async fn show(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let owned = find(&services, &id).await?;
    let row = &owned.0;
    let value = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut values = vec![
        ("permit_number", value(&row.permit_number)),
        ("permit_type", value(&row.permit_type)),
        ("applicant_name", value(&row.applicant_name)),
        ("phone", phone_of(&owned)),
        ("status", row.status.to_string()),
        ("issue_date", value(&row.issue_date)),
        ("expiry_date", value(&row.expiry_date)),
        ("document_status", document_of(&services, &owned).await?),
    ];
    if row.is_renewal {
        values.push(("is_renewal", "ya".to_owned()));
    }
    page(&sender, &services, Some(&owned), Form::filled(values)).await
}

/// What was typed, as a permit; what is wrong with it is noted in the form. `phone` is the number
/// that the permit has.
fn read(form: &mut Form, id: &str, phone: &str, lang: Lang) -> Option<Given> {
    let mut wrong = Vec::new();
    let mut given = Given::new(id.to_owned());
    let mut line = |name: &'static str| match form.given(name).map(|typed| text(name, typed)) {
        None => Edit::Clear,
        Some(Ok(text)) => Edit::Set(text),
        Some(Err(error)) => {
            wrong.push(error);
            Edit::Keep
        }
    };
    given.permit_number = line("permit_number");
    given.permit_type = line("permit_type");
    given.applicant_name = line("applicant_name");
    given.status = form.value("status").parse().ok();
    given.is_renewal = Some(form.has("is_renewal", "ya"));
    let document = form.given("document_status").map(str::parse);
    given.document = match document {
        Some(Ok(status)) => Edit::Set(status),
        _ => Edit::Clear,
    };
    for (name, edit) in [
        ("issue_date", &mut given.issue_date),
        ("expiry_date", &mut given.expiry_date),
    ] {
        let no_day = |_| {
            FieldError::new(
                name,
                "there is no such day; write it like 2026-12-31",
                "tanggal ini tidak ada; tulis seperti 2026-12-31",
            )
        };
        let typed = form.given(name).map(|typed| {
            let on = typed.parse::<Day>().map_err(no_day)?;
            day(name, on)
        });
        *edit = match typed {
            None => Edit::Clear,
            Some(Ok(day)) => Edit::Set(day),
            Some(Err(error)) => {
                wrong.push(error);
                Edit::Keep
            }
        };
    }
    given.owner = match form.given("phone") {
        None if phone.is_empty() => Edit::Keep,
        None => Edit::Clear,
        Some(typed) => match number(typed) {
            Ok((_, address)) if !phone.is_empty() && address.as_str() == phone => Edit::Keep,
            Ok(number) => {
                let by = By::Outside {
                    external_ref: None,
                    number: Some(number),
                };
                Edit::Set(wanted(by, &given.applicant_name, id))
            }
            Err(error) => {
                wrong.push(error);
                Edit::Keep
            }
        },
    };
    for error in wrong {
        form.fail(error.field, sentence(&error, lang));
    }
    (!form.is_bad()).then_some(given)
}

/// Enters a permit.
pub(super) async fn create(
    sender: Sender,
    mut form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let lang = sender.lang;
    let id = match registration_id(form.value("registration_id")) {
        Ok(id) => id,
        Err(error) => {
            form.fail("registration_id", sentence(&error, lang));
            String::new()
        }
    };
    let Some(given) = read(&mut form, &id, "", lang) else {
        return page(&sender, &services, None, form).await;
    };
    if let Some((row, _)) = permits::find(services.core.db.reader(), &id).await? {
        // The same form was sent before.
        let name = match &given.applicant_name {
            Edit::Set(name) => Some(name.as_str()),
            _ => None,
        };
        if row.applicant_name.as_deref() == name && Some(row.status) == given.status {
            let said = lang.pick("Izin ini sudah tercatat.", "This permit is entered.");
            return Ok(frame::done(&path_of(&id), said));
        }
        let said = lang.pick(
            "Sudah ada izin dengan nomor pendaftaran ini. Buka izin itu untuk mengubahnya.",
            "There is a permit with this registration. Open it to change it.",
        );
        let form = form.failed("registration_id", said);
        return page(&sender, &services, None, form).await;
    }
    put(&sender, &services, None, (given, form)).await
}

/// Changes a permit.
pub(super) async fn save(
    sender: Sender,
    id: web::Path<String>,
    mut form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let owned = find(&services, &id).await?;
    let phone = phone_of(&owned);
    let Some(given) = read(&mut form, &id, &phone, sender.lang) else {
        return page(&sender, &services, Some(&owned), form).await;
    };
    put(&sender, &services, Some(&owned), (given, form)).await
}

async fn put(
    sender: &Sender,
    services: &Services,
    owned: Option<&Owned>,
    (given, form): (Given, Form),
) -> Result<HttpResponse, PageError> {
    let lang = sender.lang;
    let path = path_of(&given.registration_id);
    let actor = sender.person.actor();
    match entry::put(&services.core, &services.live, given, &actor).await {
        Ok(entered) => Ok(frame::done(&path, &news(lang, &entered))),
        Err(PermitError::Store(error)) => Err(error.into()),
        Err(PermitError::NotFound(_)) => Err(PageError::NotFound),
        Err(PermitError::Field(error)) => {
            // Of several who share a number the form cannot name one; the detail says how.
            let field = match error.field {
                "partner_id" | "partner_external_ref" => "phone",
                field => field,
            };
            let form = form.failed(field, sentence(&error, lang));
            page(sender, services, owned, form).await
        }
    }
}

/// What was done, and who was told of it.
fn news(lang: Lang, entered: &Entered) -> String {
    if !entered.merged.is_changed {
        return lang
            .pick("Tidak ada yang berubah.", "Nothing has changed.")
            .to_owned();
    }
    let mut said = match entered.merged.before {
        None => lang.pick("Izin dicatat.", "The permit is entered."),
        Some(_) => lang.pick("Perubahan tersimpan.", "The change is saved."),
    }
    .to_owned();
    for notice in &entered.notices {
        said.push(' ');
        said.push_str(&told(lang, notice));
    }
    said
}

fn told(lang: Lang, notice: &Notice) -> String {
    let whom = match notice.recipient_id.0 {
        0 => lang.pick("pemohon", "the applicant"),
        _ => lang.pick("pejabat", "an official"),
    };
    let what = words::notice(lang, notice.kind);
    let why = reason(lang, notice.reason.as_deref().unwrap_or_default());
    match (notice.outcome, lang) {
        (NoticeOutcome::Queued, Lang::Id) => format!("Pesan “{what}” dikirim kepada {whom}."),
        (NoticeOutcome::Queued, Lang::En) => format!("The message “{what}” goes to {whom}."),
        (NoticeOutcome::Withheld, Lang::Id) => {
            format!("Pesan “{what}” tidak dikirim kepada {whom}: {why}.")
        }
        (NoticeOutcome::Withheld, Lang::En) => {
            format!("The message “{what}” does not go to {whom}: {why}.")
        }
    }
}
