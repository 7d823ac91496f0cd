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
use super::reminder_due::later;
use super::values::Values;
use super::{notice_values, recipient, search};
use crate::core::Core;
use crate::database::StoreError;
use crate::day::Day;
use crate::live::Live;
use crate::outbound::message::Draft;
use crate::outbound::outbox::{self, NotAccepted};
use crate::outbound::template;
use crate::people::Address;
use crate::providers::Account;

/// A permit that is entered in force is news if it was issued no longer ago than this.
const FRESH_DAYS: u32 = 7;
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

/// What the applicant is told of a change, if anything.
fn news(before: Option<&permit::Model>, after: &permit::Model, today: Day) -> Option<NoticeKind> {
    use PermitStatus::{Active, Draft};

    let Some(before) = before else {
        return news_of_new(after, today);
    };
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

/// What the applicant is told of a permit that is not known yet. A program that reads the office's
/// permits enters one only once it is issued, and that is news; but it also enters, on its first
/// day, all that were issued in ten years, and that is none. The day of issue tells them apart:
/// where it is not given, or long past, nobody is told. Nor is anybody told of what a file brings,
/// whatever its dates: see [`super::import`].
fn news_of_new(row: &permit::Model, today: Day) -> Option<NoticeKind> {
    let issued: Day = row.issue_date.as_deref()?.parse().ok()?;
    let is_ready = row.status == PermitStatus::Active && row.permit_number.is_some();
    match row.is_renewal {
        _ if !is_ready || later(issued, FRESH_DAYS) < today => None,
        true => Some(NoticeKind::RenewalApproved),
        false => Some(NoticeKind::PermitReady),
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
    let today = Day::of(core.now(), core.policy.rules.zone);
    if let Some(kind) = news(merged.before.as_ref(), &merged.row, today) {
        let owner = search::owner(db, &merged.row).await?;
        let mut values = notice_values::for_applicant(core, merged);
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
                values: notice_values::for_official(core, &merged.row, &official.name),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_enters_in_force_is_news_only_if_it_was_issued_lately() {
        use PermitStatus::{Active, Expired};

        let told = |issued: Option<&str>, status, number: Option<&str>, is_renewal| {
            let row = permit::Model {
                id: entity::ids::PermitId(1),
                registration_id: "R1".to_owned(),
                permit_number: number.map(str::to_owned),
                permit_type: None,
                applicant_name: None,
                partner_id: None,
                status,
                issue_date: issued.map(str::to_owned),
                expiry_date: None,
                is_renewal,
                created_at: 0,
                updated_at: 0,
            };
            news(None, &row, "2026-11-22".parse().unwrap())
        };
        let (number, ready) = (Some("503/7"), Some(NoticeKind::PermitReady));
        assert_eq!(told(Some("2026-11-22"), Active, number, false), ready);
        assert_eq!(told(Some("2026-11-15"), Active, number, false), ready);
        assert_eq!(told(Some("2026-11-14"), Active, number, false), None);
        assert_eq!(told(None, Active, number, false), None);
        assert_eq!(told(Some("2026-11-22"), Active, None, false), None);
        assert_eq!(told(Some("2026-11-22"), Expired, number, false), None);
        let renewed = Some(NoticeKind::RenewalApproved);
        assert_eq!(told(Some("2026-11-22"), Active, number, true), renewed);
    }
}
