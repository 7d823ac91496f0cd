//! From what somebody asks to be sent to a message in the outbox: whose number, which text, which
//! account. The gate decides in [`outbox::accept`].

use std::collections::BTreeMap;
use std::sync::Arc;

use entity::ids::{ContactId, PartnerId};
use entity::message::Model;
use entity::words::{AccountKind, Purpose};
use sea_orm::ConnectionTrait;

use super::message::{Draft, LONGEST_TEXT, Origin};
use super::outbox::{self, Idempotency, NotAccepted};
use super::template::{self, MissingValues};
use crate::consent::gate::{Reason, Verdict};
use crate::consent::register;
use crate::core::Core;
use crate::database::{StoreError, WriteTransaction};
use crate::lang::{Lang, Say};
use crate::live::Live;
use crate::people::{self, Address, PhoneNumber};
use crate::providers::Account;
use crate::staff::audit;

/// The mark that is filled with the partner's name by itself.
const PARTNER_NAME: &str = "partner_name";
/// How often a repeated request that came at the same time is looked up again.
const TRIES: usize = 3;

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct Submission {
    /// To whom.
    pub to: Recipient,
    /// What.
    pub content: Content,
    /// Why.
    pub purpose: Purpose,
    /// Through which kind of gateway; `None` for the default account.
    pub provider: Option<AccountKind>,
    /// About which permit.
    pub permit_id: Option<String>,
    /// Who asks.
    pub actor: String,
    /// Makes a repeat harmless.
    pub idempotency: Option<Idempotency>,
}

/// To whom a message goes.
#[derive(Clone, Debug)]
pub enum Recipient {
    /// To the number of a partner.
    Partner(PartnerId),
    /// To a number.
    Phone(PhoneNumber),
    /// To an address that we know, be it one that hides the number.
    Address(Address),
}

/// What a message says.
#[derive(Clone, Debug)]
pub enum Content {
    /// This text.
    Text(String),
    /// A template, filled in.
    Template {
        /// Its key.
        key: String,
        /// The values for its marks.
        values: BTreeMap<String, String>,
    },
}

/// Why a message was not queued.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// There is no such partner.
    #[error("there is no partner {0}")]
    NoPartner(PartnerId),
    /// The partner has no number.
    #[error("the partner has no phone number")]
    NoPhone,
    /// There is no such template.
    #[error("there is no template {0:?}")]
    NoTemplate(String),
    /// Marks of the template have no value.
    #[error(transparent)]
    MissingValues(#[from] MissingValues),
    /// There is nothing to send.
    #[error("the text is empty")]
    EmptyText(Origin),
    /// There is too much to send.
    #[error("the text has more than {LONGEST_TEXT} characters")]
    TextTooLong(Origin),
    /// The text holds a mark; only templates and broadcasts are filled in.
    #[error("the text holds {{{{{0}}}}}; only a template or a broadcast is filled in")]
    MarkInText(String),
    /// No account is there to send it.
    #[error("there is no usable account to send with")]
    NoProvider,
    /// Meta takes only templates when the 24-hour window is closed.
    #[error(
        "the number has not written within 24 hours; Meta takes only an approved template then"
    )]
    TemplateRequired,
    /// The gate, or the idempotency key.
    #[error(transparent)]
    NotAccepted(#[from] NotAccepted),
}

impl From<StoreError> for SubmitError {
    fn from(error: StoreError) -> Self {
        Self::NotAccepted(NotAccepted::Store(error))
    }
}

impl Say for SubmitError {
    fn say(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::NoPartner(id) => format!("tidak ada mitra {id}"),
            Self::NoPhone => "mitra ini tidak memiliki nomor telepon".to_owned(),
            Self::NoTemplate(key) => format!("tidak ada templat {key:?}"),
            Self::MissingValues(values) => {
                format!("tidak ada nilai untuk {}", values.missing.join(", "))
            }
            Self::EmptyText(_) => "teks kosong".to_owned(),
            Self::TextTooLong(_) => format!("teks lebih dari {LONGEST_TEXT} karakter"),
            Self::MarkInText(name) => {
                format!("teks memuat {{{{{name}}}}}; hanya templat dan siaran yang diisi otomatis")
            }
            Self::NoProvider => "tidak ada akun yang dapat dipakai untuk mengirim".to_owned(),
            Self::TemplateRequired => "nomor ini tidak menulis dalam 24 jam terakhir; Meta hanya \
                 menerima templat yang disetujui"
                .to_owned(),
            Self::NotAccepted(NotAccepted::Withheld(reason)) => format!("tidak dikirim: {reason}"),
            Self::NotAccepted(NotAccepted::OtherRequest) => {
                "kunci idempotensi sudah dipakai untuk permintaan lain".to_owned()
            }
            Self::NotAccepted(NotAccepted::Store(_)) => {
                "basis data tidak dapat dipakai saat ini".to_owned()
            }
        }
    }
}

/// Queues what is asked for, if the gate allows it. What a person sends is entered in the audit
/// trail, in the same transaction.
///
/// # Errors
/// [`SubmitError`] says why not; then nothing was queued.
pub async fn submit(
    core: &Core,
    live: &Live,
    submission: Submission,
) -> Result<Model, SubmitError> {
    let note = async |txn: &WriteTransaction, message: &Model| {
        let (actor, purpose) = (&message.actor, message.purpose.as_str());
        if !is_person(actor) {
            return Ok(());
        }
        let (action, subject) = ("message.sent_by_hand", message.id.to_string());
        audit::record(&**txn, core, actor, action, &subject, Some(purpose)).await
    };
    submit_with(core, live, submission, note).await
}

/// Programs are known by their messages; they would fill the trail.
fn is_person(actor: &str) -> bool {
    actor.starts_with("staff:") || actor == "cli"
}

/// Queues what is asked for, if the gate allows it, and writes what belongs to it in the same
/// transaction; a repeated request writes nothing again.
///
/// # Errors
/// [`SubmitError`] says why not; then nothing was queued.
pub async fn submit_with(
    core: &Core,
    live: &Live,
    submission: Submission,
    also: impl AsyncFn(&WriteTransaction, &Model) -> Result<(), StoreError>,
) -> Result<Model, SubmitError> {
    if let Some(idempotency) = &submission.idempotency
        && let Some(earlier) = outbox::answered(core, idempotency).await?
    {
        return Ok(earlier);
    }
    let target = target(core, &submission.to).await?;
    let (text, template) = write_text(core, &target, submission.content).await?;
    let (template_key, template_version) = template.unzip();
    let account = choose(live, submission.provider).await?;
    if account.kind == AccountKind::Meta && template_key.is_none() {
        check_window(core, &target.address, submission.purpose).await?;
    }
    let draft = Draft {
        purpose: submission.purpose,
        text,
        template_key,
        template_version,
        account_id: account.id.clone(),
        forced: submission.provider.is_some(),
        partner_id: target.partner,
        permit_id: submission.permit_id,
        actor: submission.actor,
        answers_id: None,
        not_after: None,
    };
    let mut tries = 1;
    loop {
        let idempotency = submission.idempotency.clone();
        let kind = account.kind;
        let (to, draft) = (&target.address, draft.clone());
        match outbox::accept_with(core, to, draft, idempotency, kind, &also).await {
            // The same request came twice at the same time, and the other was quicker.
            Err(NotAccepted::Store(StoreError::Conflict(_))) if tries < TRIES => tries += 1,
            result => return Ok(result?),
        }
    }
}

/// What would be sent, to whom, and whether it may.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// To this number.
    pub address: Address,
    /// The text, filled in.
    pub text: String,
    /// The account that would send it; `None` if there is none.
    pub account: Option<Arc<Account>>,
    /// What the gate says now.
    pub verdict: Verdict,
    /// Meta takes only templates now.
    pub needs_template: bool,
}

impl Rehearsal {
    /// Whether [`submit`] would queue it now.
    pub fn may_go(&self) -> bool {
        self.account.is_some()
            && !self.needs_template
            && !matches!(self.verdict, Verdict::Refuse(_))
    }
}

/// Says what [`submit`] would do now, and queues nothing.
///
/// # Errors
/// [`SubmitError`] if there is nothing to be sent, or nobody to send it to.
pub async fn rehearse(
    core: &Core,
    live: &Live,
    submission: &Submission,
) -> Result<Rehearsal, SubmitError> {
    let target = target(core, &submission.to).await?;
    let (text, template) = write_text(core, &target, submission.content.clone()).await?;
    let account = match choose(live, submission.provider).await {
        Ok(account) => Some(account),
        Err(SubmitError::NoProvider) => None,
        Err(error) => return Err(error),
    };
    let is_meta = account
        .as_ref()
        .is_some_and(|account| account.kind == AccountKind::Meta);
    let purpose = submission.purpose;
    let needs_template = is_meta
        && template.is_none()
        && matches!(
            check_window(core, &target.address, purpose).await,
            Err(SubmitError::TemplateRequired)
        );
    let kind = account.as_ref().map(|account| account.kind);
    let verdict = outbox::ask_gate(core, &target.address, purpose, kind).await?;
    Ok(Rehearsal {
        address: target.address,
        text,
        account,
        verdict,
        needs_template,
    })
}

struct Target {
    address: Address,
    partner: Option<PartnerId>,
    /// The name, where it is clear whose it is.
    name: Option<String>,
}

async fn target(core: &Core, to: &Recipient) -> Result<Target, SubmitError> {
    let db = core.db.reader();
    match to {
        Recipient::Partner(id) => {
            let known = people::partner::find(db, *id).await?;
            let (partner, contact) = known.ok_or(SubmitError::NoPartner(*id))?;
            let contact = contact.ok_or(SubmitError::NoPhone)?;
            Ok(Target {
                address: Address::from_stored(&contact.address),
                partner: Some(partner.id),
                name: Some(partner.name),
            })
        }
        Recipient::Phone(phone) => at_address(db, Address::Phone(phone.clone())).await,
        Recipient::Address(address) => at_address(db, address.clone()).await,
    }
}

async fn at_address(db: &impl ConnectionTrait, address: Address) -> Result<Target, SubmitError> {
    let mut partners = match people::contact::find(db, &address).await? {
        Some(contact) => people::partner::of_contact(db, contact.id).await?,
        None => Vec::new(),
    };
    // A number that several share tells nobody's name.
    let name = partners.pop().filter(|_| partners.is_empty());
    Ok(Target {
        address,
        partner: None,
        name: name.map(|partner| partner.name),
    })
}

async fn write_text(
    core: &Core,
    target: &Target,
    content: Content,
) -> Result<(String, Option<(String, i64)>), SubmitError> {
    let (text, template) = match content {
        Content::Text(text) => match template::parameters(&text).pop() {
            Some(name) => return Err(SubmitError::MarkInText(name)),
            None => (text, None),
        },
        Content::Template { key, mut values } => {
            let template = template::find(core.db.reader(), &key).await?;
            let Some(template) = template else {
                return Err(SubmitError::NoTemplate(key));
            };
            if let Some(name) = &target.name {
                let given = values.entry(PARTNER_NAME.to_owned()).or_default();
                if given.trim().is_empty() {
                    given.clone_from(name);
                }
            }
            let text = template::fill(&template.body, &values)?;
            (text, Some((key, template.version)))
        }
    };
    let origin = Origin::of(template.is_some());
    match text.chars().count() {
        _ if text.trim().is_empty() => Err(SubmitError::EmptyText(origin)),
        length if length > LONGEST_TEXT => Err(SubmitError::TextTooLong(origin)),
        _ => Ok((text, template)),
    }
}

/// An account that another process has just added is found as well.
async fn choose(live: &Live, kind: Option<AccountKind>) -> Result<Arc<Account>, SubmitError> {
    live.refresh().await?;
    let reading = live.latest();
    let account = reading.choose(kind).cloned();
    account.ok_or(SubmitError::NoProvider)
}

/// Free text through Meta needs an open window; whom the gate refuses anyway gets its reason.
async fn check_window(core: &Core, address: &Address, purpose: Purpose) -> Result<(), SubmitError> {
    let verdict = outbox::ask_gate(core, address, purpose, Some(AccountKind::Meta)).await?;
    if let Verdict::Refuse(reason) = verdict {
        return Err(withheld(reason));
    }
    let contact = people::contact::find(core.db.reader(), address).await?;
    let contact =
        contact.unwrap_or_else(|| people::contact::new(ContactId(0), address.as_str(), core.now()));
    match register::real_window_open_until(&contact, core.now()) {
        Some(_) => Ok(()),
        None => Err(SubmitError::TemplateRequired),
    }
}

const fn withheld(reason: Reason) -> SubmitError {
    SubmitError::NotAccepted(NotAccepted::Withheld(reason))
}
