//! The messages that an officer sends from the form of a permit.

use std::fmt;
use std::str::FromStr;

use entity::words::{AccountKind, Purpose};
use entity::{message, permit};

use super::fields::FieldError;
use super::{reminder_notice, values};
use crate::core::Core;
use crate::database::{StoreError, WriteTransaction};
use crate::day::Day;
use crate::lang::{Lang, Say};
use crate::live::Live;
use crate::outbound::outbox::Idempotency;
use crate::outbound::submit::{self, Content, Recipient, Rehearsal, Submission, SubmitError};
use crate::staff::audit;

/// Which button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// Asks for consent.
    OptInRequest,
    /// Explains the service.
    ServiceInfo,
    /// Reminds of the permit's end.
    ExpiryReminder,
    /// Whatever the officer writes.
    Custom,
}

impl Button {
    /// Their names.
    pub const WORDS: [&'static str; 4] = [
        "opt_in_request",
        "service_info",
        "expiry_reminder",
        "custom",
    ];

    /// Why it is sent.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::OptInRequest => Purpose::OptInRequest,
            Self::ServiceInfo => Purpose::ServiceInfo,
            Self::ExpiryReminder => Purpose::Notification,
            Self::Custom => Purpose::Custom,
        }
    }
}

impl fmt::Display for Button {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OptInRequest => "opt_in_request",
            Self::ServiceInfo => "service_info",
            Self::ExpiryReminder => "expiry_reminder",
            Self::Custom => "custom",
        })
    }
}

/// A text that is none of [`Button::WORDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoButton;

impl FromStr for Button {
    type Err = NoButton;

    fn from_str(text: &str) -> Result<Self, NoButton> {
        Ok(match text {
            "opt_in_request" => Self::OptInRequest,
            "service_info" => Self::ServiceInfo,
            "expiry_reminder" => Self::ExpiryReminder,
            "custom" => Self::Custom,
            _ => return Err(NoButton),
        })
    }
}

/// What is to be sent about a permit.
#[derive(Clone, Debug)]
pub struct Press {
    /// Which button.
    pub button: Button,
    /// The text, for [`Button::Custom`] only.
    pub message: Option<String>,
    /// Through which kind of gateway; `None` for the default account.
    pub provider: Option<AccountKind>,
    /// Who asks.
    pub actor: String,
    /// Makes a repeat harmless.
    pub idempotency: Option<Idempotency>,
}

/// Why nothing was sent about a permit.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// There is no such permit.
    #[error("there is no permit {0:?}")]
    NoPermit(String),
    /// A field is wrong, of the request or of the permit.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The message was not accepted.
    #[error(transparent)]
    Submit(#[from] SubmitError),
}

impl From<StoreError> for PressError {
    fn from(error: StoreError) -> Self {
        Self::Submit(error.into())
    }
}

impl Say for PressError {
    fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NoPermit(id), Lang::Id) => format!("tidak ada izin {id}"),
            (Self::NoPermit(id), Lang::En) => format!("there is no permit {id}"),
            (Self::Field(error), _) => format!("{} ({})", error.say(lang), error.field),
            (Self::Submit(error), _) => error.say(lang),
        }
    }
}

/// Sends a message about a permit to the number of its partner, if the gate allows it. A reminder
/// of its end is one like those of the daily run, which does not repeat it.
///
/// # Errors
/// [`PressError`] says why not; then nothing was queued.
pub async fn press(
    core: &Core,
    live: &Live,
    registration_id: &str,
    press: Press,
) -> Result<message::Model, PressError> {
    let today = Day::of(core.now(), core.policy.rules.zone);
    let (permit, submission) = intended(core, registration_id, press.clone(), today).await?;
    let note = async |txn: &WriteTransaction, message: &message::Model| {
        if press.button == Button::ExpiryReminder {
            reminder_notice::write_by_hand(core, &**txn, &permit, message, today).await?;
        }
        let detail = format!("{}, message {}", press.button, message.id);
        let (actor, subject) = (&press.actor, &permit.registration_id);
        audit::record(
            &**txn,
            core,
            actor,
            "permit.message",
            subject,
            Some(&detail),
        )
        .await
    };
    Ok(submit::submit_with(core, live, submission, note).await?)
}

/// Says what [`press`] would do now, and queues nothing.
///
/// # Errors
/// [`PressError`] if there is nothing to be sent, or nobody to send it to.
pub async fn rehearse(
    core: &Core,
    live: &Live,
    registration_id: &str,
    press: Press,
) -> Result<Rehearsal, PressError> {
    let today = Day::of(core.now(), core.policy.rules.zone);
    let (_, submission) = intended(core, registration_id, press, today).await?;
    Ok(submit::rehearse(core, live, &submission).await?)
}

/// What a button is to send, and about which permit.
async fn intended(
    core: &Core,
    registration_id: &str,
    press: Press,
    today: Day,
) -> Result<(permit::Model, Submission), PressError> {
    let found = super::find(core.db.reader(), registration_id).await?;
    let Some((permit, owner)) = found else {
        return Err(PressError::NoPermit(registration_id.to_owned()));
    };
    let content = content(core, &permit, press.button, press.message, today)?;
    let Some((partner, _)) = owner else {
        return Err(SubmitError::NoPhone.into());
    };
    let submission = Submission {
        to: Recipient::Partner(partner.id),
        content,
        purpose: press.button.purpose(),
        provider: press.provider,
        permit_id: Some(permit.registration_id.clone()),
        actor: press.actor,
        idempotency: press.idempotency,
    };
    Ok((permit, submission))
}

fn content(
    core: &Core,
    permit: &permit::Model,
    button: Button,
    message: Option<String>,
    today: Day,
) -> Result<Content, FieldError> {
    match (button, message) {
        (Button::Custom, Some(text)) => return Ok(Content::Text(text)),
        (Button::Custom, None) => {
            return Err(FieldError::new(
                "message",
                "is required for the kind custom",
                "wajib diisi untuk jenis custom",
            ));
        }
        (_, Some(_)) => {
            return Err(FieldError::new(
                "message",
                "belongs to the kind custom; the other kinds have their templates",
                "hanya untuk jenis custom; jenis lain memakai templatnya",
            ));
        }
        (_, None) => {}
    }
    if button == Button::ExpiryReminder {
        check_end(permit, today)?;
    }
    Ok(Content::Template {
        key: button.to_string(),
        values: values::of(permit, &core.policy.reminders, today),
    })
}

/// Nobody is reminded of an end that is not known, or is past.
fn check_end(permit: &permit::Model, today: Day) -> Result<(), FieldError> {
    match permit.expiry_date.as_deref().map(str::parse::<Day>) {
        Some(Ok(day)) if day >= today => Ok(()),
        Some(_) => Err(FieldError::new(
            "expiry_date",
            "the permit has expired; there is nothing left to remind of",
            "masa berlaku izin sudah lewat; tidak ada lagi yang perlu diingatkan",
        )),
        None => Err(FieldError::new(
            "expiry_date",
            "the permit has no expiry date to remind of",
            "izin ini tidak memiliki tanggal akhir masa berlaku",
        )),
    }
}
