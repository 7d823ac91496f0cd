//! What the office sends in the simulator: through the outbox and the sandbox account, like
//! everything else.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::words::{AccountKind, MessageStatus, Purpose};
use sha2::{Digest, Sha256};

use super::people;
use crate::lang::Lang;
use crate::office;
use crate::outbound::history::{self, Filter};
use crate::outbound::outbox::{Idempotency, NotAccepted};
use crate::outbound::submit::{self, Content, Recipient, Submission, SubmitError};
use crate::outbound::{template, template_preview, wait};
use crate::people::{Address, PhoneNumber};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::gateway_words::{self, About};
use crate::web::sign_in::sentence;
use crate::web::visitor::Sender;
use crate::web::words;

/// How long a page waits for the sandbox.
const PATIENCE: Duration = Duration::from_secs(3);

/// What may be sent: with the template that is used, if the officer writes no text.
pub(super) const PURPOSES: &[(Purpose, Option<&str>)] = &[
    (Purpose::OptInRequest, Some("opt_in_request")),
    (Purpose::ServiceInfo, Some("service_info")),
    (Purpose::Notification, Some("status_update")),
    (Purpose::Broadcast, None),
    (Purpose::Custom, None),
];

/// A text to many, for the simulator.
async fn broadcast(services: &Services) -> Result<Content, PageError> {
    let office = office::find(&services.core).await?.short_name;
    Ok(Content::Text(format!(
        "Yth. Bapak/Ibu, kantor {office} tutup pada hari libur nasional. Layanan dibuka kembali pada hari kerja berikutnya."
    )))
}

/// Sends, and says what became of it; `Err` says why nothing was sent.
pub(super) async fn send(
    services: &Services,
    sender: &Sender,
    number: &PhoneNumber,
    form: &Form,
) -> Result<Result<String, String>, PageError> {
    let lang = sender.lang;
    let purpose = form.value("tujuan").parse::<Purpose>().ok();
    let known = purpose.and_then(|purpose| PURPOSES.iter().find(|(known, _)| *known == purpose));
    let Some((purpose, template)) = known else {
        return Err(PageError::NotFound);
    };
    let content = match template {
        Some(key) => {
            let name = people::name_of(services, lang, number).await?;
            from_template(services, key, &name).await?
        }
        None if *purpose == Purpose::Broadcast => broadcast(services).await?,
        None => Content::Text(form.value("text").to_owned()),
    };
    let person = &sender.person;
    let idempotency = form.given("once").map(|once| Idempotency {
        key: format!("{}:{purpose}:{once}", person.principal().id),
        request_hash: Sha256::digest(format!("{}\0{purpose}\0{content:?}", number.as_str())).into(),
    });
    let submission = Submission {
        to: Recipient::Phone(number.clone()),
        content,
        purpose: *purpose,
        provider: Some(AccountKind::Sandbox),
        permit_id: None,
        actor: person.actor(),
        idempotency,
    };
    match submit::submit(&services.core, &services.live, submission).await {
        Ok(message) => {
            let message = wait::until_settled(&services.core, message, PATIENCE).await?;
            Ok(Ok(told(lang, message.status, message.error.as_deref())))
        }
        Err(SubmitError::NotAccepted(NotAccepted::Store(error))) => Err(error.into()),
        Err(SubmitError::NotAccepted(NotAccepted::Withheld(reason))) => {
            let held = lang.pick("Tidak dikirim.", "The gate withheld it.");
            Ok(Err(format!("{held} {}", reason.sentence_in(lang))))
        }
        Err(error) => Ok(Err(sentence(&error, lang))),
    }
}

async fn from_template(services: &Services, key: &str, name: &str) -> Result<Content, PageError> {
    let row = template::find(services.core.db.reader(), key).await?;
    let row = row.ok_or(PageError::NotFound)?;
    let zone = services.core.policy.rules.zone;
    let today = services
        .core
        .now()
        .to_utc()
        .with_timezone(&zone)
        .date_naive();
    let value = |mark: &str| match mark {
        "partner_name" | "applicant_name" => Some(name.to_owned()),
        "new_status" => Some("Terbit".to_owned()),
        "update_date" => Some(words::day(Lang::Id, today)),
        _ => None,
    };
    let named: BTreeMap<_, _> = template::parameters(&row.body)
        .into_iter()
        .filter_map(|mark| value(&mark).map(|value| (mark, value)))
        .collect();
    let filled = template_preview::preview(key, &row.body, false, named);
    Ok(Content::Template {
        key: key.to_owned(),
        values: filled.map_or_else(|_| BTreeMap::new(), |filled| filled.values),
    })
}

/// What became of a message.
fn told(lang: Lang, status: MessageStatus, error: Option<&str>) -> String {
    let (id, en) = match status {
        MessageStatus::Sent | MessageStatus::Delivered | MessageStatus::Read => {
            ("Terkirim di dalam simulator.", "Sent inside the simulator.")
        }
        MessageStatus::Queued | MessageStatus::Sending => (
            "Masuk antrean; berangkat saat gilirannya tiba.",
            "Queued; it leaves when its turn comes.",
        ),
        MessageStatus::Uncertain => (
            "Tidak pasti apakah terkirim.",
            "It is not certain that it was sent.",
        ),
        MessageStatus::Withheld => (
            "Tidak dikirim: gerbang tidak mengizinkannya saat akan berangkat.",
            "Withheld by the gate when it was to leave.",
        ),
        MessageStatus::Failed | MessageStatus::Cancelled | MessageStatus::Expired => {
            ("Tidak terkirim.", "Not sent.")
        }
    };
    let said = lang.pick(id, en);
    match error.filter(|_| status != MessageStatus::Sent) {
        Some(fault) => {
            let why = gateway_words::said(lang, About::Message(status), fault);
            format!("{said} {why}")
        }
        None => said.to_owned(),
    }
}

/// Waits a moment for the answer that a reply has deserved.
pub(super) async fn wait_for_answer(
    services: &Services,
    number: &PhoneNumber,
) -> Result<(), PageError> {
    let filter = Filter {
        address: Some(Address::Phone(number.clone())),
        ..Filter::default()
    };
    let latest = history::list(services.core.db.reader(), &filter, 1).await?;
    if let Some(message) = latest.into_iter().next() {
        wait::until_settled(&services.core, message, PATIENCE).await?;
    }
    Ok(())
}
