//! Who is told of a change of a permit, and with which words. A notice is accepted in the
//! transaction of the change, and each has a row of its own, so that a change is told once; also
//! one that is withheld has its row, with the reason.

use entity::ids::{PermitChangeId, PermitNoticeId, RecipientId};
use entity::permit_change_notice::{Entity, Model};
use entity::words::{
    AccountKind, DocumentStatus, NoticeKind, NoticeOutcome, PermitStatus, Purpose,
};
use entity::{contact, permit};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

use super::merge::{Merged, is_numbered_late};
use super::values::{self, Values};
use super::words::status_word;
use super::{recipient, search};
use crate::core::Core;
use crate::database::StoreError;
use crate::day::Day;
use crate::live::Live;
use crate::outbound::message::Draft;
use crate::outbound::outbox::{self, NotAccepted};
use crate::outbound::template;
use crate::people::Address;
use crate::providers::Account;

/// Stands for the applicant where an official's id would be.
const APPLICANT: RecipientId = RecipientId(0);

/// The permit belongs to nobody.
const NO_PARTNER: &str = "no_partner";
/// Whom it belongs to has no number.
const NO_PHONE: &str = "no_phone";
/// There is no account to send with.
const NO_PROVIDER: &str = "no_provider";
/// Values of the template are not known; their names follow.
const MISSING: &str = "missing_values";
/// The template was taken away.
const NO_TEMPLATE: &str = "no_template";

/// The template of a notice: plain for gateways, or with the words that Meta demands of its
/// category utility.
pub const fn template_key(kind: NoticeKind, account: AccountKind) -> &'static str {
    match (kind, account) {
        (NoticeKind::PermitReady, AccountKind::Meta) => "izin_selesai_diproses",
        (NoticeKind::StatusUpdate, AccountKind::Meta) => "izin_update_status",
        (NoticeKind::RenewalApproved, AccountKind::Meta) => "izin_perpanjangan_disetujui",
        (NoticeKind::DocumentPending, AccountKind::Meta) => "izin_dokumen_baru",
        (NoticeKind::ApprovalRequired, AccountKind::Meta) => "izin_perlu_approval",
        (NoticeKind::Reminder, AccountKind::Meta) => "izin_reminder",
        _ => kind.as_str(),
    }
}

/// One who is to be told.
pub(super) struct Told<'a> {
    pub(super) kind: NoticeKind,
    pub(super) change: PermitChangeId,
    pub(super) permit: &'a permit::Model,
    pub(super) recipient: RecipientId,
    /// On which day, if once a day.
    pub(super) day: Option<Day>,
    /// The number, or why there is none.
    pub(super) contact: Result<contact::Model, &'static str>,
    pub(super) values: Values,
}

/// What the applicant is told of a change, if anything. To be entered is no change.
fn news(before: Option<&permit::Model>, after: &permit::Model) -> Option<NoticeKind> {
    use PermitStatus::{Active, Draft};

    let before = before?;
    let is_longer = after.expiry_date > before.expiry_date;
    let is_renewed = after.is_renewal
        && after.status == Active
        && (before.status != Active || !before.is_renewal || is_longer);
    match (before.status, after.status) {
        _ if is_renewed => Some(NoticeKind::RenewalApproved),
        (Draft, Active) => Some(NoticeKind::PermitReady),
        _ if is_numbered_late(before, after) => Some(NoticeKind::PermitReady),
        (before, after) if before != after => Some(NoticeKind::StatusUpdate),
        _ => None,
    }
}

/// What officials are told of a change, if anything.
fn news_for_officials(merged: &Merged) -> Option<NoticeKind> {
    let change = merged.change.as_ref()?;
    if change.document_before == change.document_after {
        return None;
    }
    match change.document_after? {
        DocumentStatus::PendingSignature => Some(NoticeKind::DocumentPending),
        DocumentStatus::PendingApproval => Some(NoticeKind::ApprovalRequired),
        DocumentStatus::Signed => None,
    }
}

/// Tells whom a change concerns; whoever commits rings `core.wake`.
pub(super) async fn tell(
    core: &Core,
    db: &impl ConnectionTrait,
    live: &Live,
    merged: &Merged,
    actor: &str,
) -> Result<Vec<Model>, StoreError> {
    let Some(change) = &merged.change else {
        return Ok(Vec::new());
    };
    let mut told = Vec::new();
    if let Some(kind) = news(merged.before.as_ref(), &merged.row) {
        let owner = search::owner(db, &merged.row).await?;
        let mut values = for_applicant(core, merged);
        let contact = match owner {
            None => Err(NO_PARTNER),
            Some((partner, contact)) => {
                values.insert("partner_name".to_owned(), partner.name);
                contact.ok_or(NO_PHONE)
            }
        };
        told.push(Told {
            kind,
            change: change.id,
            permit: &merged.row,
            recipient: APPLICANT,
            day: None,
            contact,
            values,
        });
    }
    if let Some(kind) = news_for_officials(merged) {
        for (official, contact) in recipient::who_is_told(db, kind).await? {
            told.push(Told {
                kind,
                change: change.id,
                permit: &merged.row,
                recipient: official.id,
                day: None,
                contact: Ok(contact),
                values: for_official(core, &merged.row, &official.name),
            });
        }
    }
    // Always in the same order, so that two who tell several do not wait for each other.
    told.sort_by_key(|one| one.contact.as_ref().ok().map(|contact| contact.id));
    let mut notices = Vec::with_capacity(told.len());
    for one in told {
        notices.push(accept(core, db, live, one, actor).await?);
    }
    Ok(notices)
}

fn for_applicant(core: &Core, merged: &Merged) -> Values {
    let now = core.now();
    let zone = core.policy.rules.zone;
    let today = Day::of(now, zone);
    let row = &merged.row;
    let mut values = values::of(row, today);
    let issued = values.get("issue_date").cloned();
    let mut set = |name: &str, value: String| values.insert(name.to_owned(), value);
    set(
        "completion_date",
        issued.unwrap_or_else(|| values::show(today)),
    );
    set("approval_date", values::show(today));
    set("update_date", values::show_time(now, zone));
    set("new_status", status_word(row.status).to_owned());
    if let Some(before) = &merged.before {
        let (old, new) = (status_word(before.status), status_word(row.status));
        set("old_status", old.to_owned());
        set(
            "update_reason",
            format!("perubahan status dari {old} menjadi {new}"),
        );
    }
    if let Some(expiry) = row.expiry_date.as_deref().and_then(values::shown) {
        set("new_expiry_date", expiry);
    }
    values
}

/// The names are those of the office's templates: plain ones in Indonesian, Meta's in English.
pub(super) fn for_official(core: &Core, row: &permit::Model, official: &str) -> Values {
    let today = values::show(Day::of(core.now(), core.policy.rules.zone));
    let pages = format!("{}/permits", core.policy.public_url);
    let id: String = form_urlencoded::byte_serialize(row.registration_id.as_bytes()).collect();
    let mut values = Values::new();
    let mut set = |names: &[&str], value: Option<&str>| {
        for name in names {
            if let Some(value) = value {
                values.insert((*name).to_owned(), value.to_owned());
            }
        }
    };
    set(&["jumlah"], Some("1"));
    set(&["jenis_izin", "permit_type"], row.permit_type.as_deref());
    set(
        &["nama_pemohon", "applicant_name"],
        row.applicant_name.as_deref(),
    );
    set(
        &["pendaftaran_id", "registration_id"],
        Some(&row.registration_id),
    );
    set(&["permit_number"], row.permit_number.as_deref());
    set(
        &["nama_pejabat", "official_name", "staff_name"],
        Some(official),
    );
    set(&["document_date", "request_date"], Some(&today));
    set(&["link_dashboard"], Some(&pages));
    set(&["approval_link"], Some(&format!("{pages}/{id}")));
    values
}

/// Accepts one notice, or writes down why not.
pub(super) async fn accept(
    core: &Core,
    db: &impl ConnectionTrait,
    live: &Live,
    told: Told<'_>,
    actor: &str,
) -> Result<Model, StoreError> {
    let mut row = Model {
        id: PermitNoticeId(core.next_id()),
        change_id: told.change,
        permit_id: told.permit.id,
        kind: told.kind,
        recipient_id: told.recipient,
        day: told.day.map(|day| day.to_string()).unwrap_or_default(),
        outcome: NoticeOutcome::Withheld,
        reason: None,
        message_id: None,
        at: core.now().millis(),
    };
    match write(core, db, live, told, actor).await? {
        Ok(message) => {
            row.outcome = NoticeOutcome::Queued;
            row.message_id = Some(message);
        }
        Err(reason) => row.reason = Some(reason),
    }
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(row)
}

/// The id of the message, or why there is none.
async fn write(
    core: &Core,
    db: &impl ConnectionTrait,
    live: &Live,
    told: Told<'_>,
    actor: &str,
) -> Result<Result<entity::ids::MessageId, String>, StoreError> {
    let contact = match told.contact {
        Ok(contact) => contact,
        Err(reason) => return Ok(Err(reason.to_owned())),
    };
    let Some(account) = live.latest().choose(None).cloned() else {
        return Ok(Err(NO_PROVIDER.to_owned()));
    };
    let Account { kind, ref id, .. } = *account;
    let key = template_key(told.kind, kind);
    let Some(template) = template::find(db, key).await? else {
        return Ok(Err(NO_TEMPLATE.to_owned()));
    };
    let text = match template::fill(&template.body, &told.values) {
        Ok(text) => text,
        Err(error) => return Ok(Err(format!("{MISSING}: {}", error.missing.join(", ")))),
    };
    let draft = Draft {
        purpose: Purpose::Notification,
        text,
        template_key: Some(template.key),
        template_version: Some(template.version),
        account_id: id.clone(),
        forced: false,
        partner_id: (told.recipient == APPLICANT)
            .then_some(told.permit.partner_id)
            .flatten(),
        permit_id: Some(told.permit.registration_id.clone()),
        actor: actor.to_owned(),
        answers_id: None,
        not_after: None,
    };
    let address = Address::from_stored(&contact.address);
    match outbox::accept_in(core, db, &address, draft, kind).await {
        Ok(message) => Ok(Ok(message.id)),
        Err(NotAccepted::Withheld(reason)) => Ok(Err(reason.code().to_owned())),
        Err(NotAccepted::Store(error)) => Err(error),
        // A notice has no key.
        Err(error @ NotAccepted::OtherRequest) => Ok(Err(error.to_string())),
    }
}
