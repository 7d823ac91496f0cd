//! A permit, and what became of it, as programs see it.

use entity::ids::{MessageId, PartnerId, PermitChangeId, RecipientId};
use entity::words::{DocumentStatus, NoticeKind, NoticeOutcome, PermitStatus};
use entity::{permit, permit_change, permit_change_notice};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::partners::ConsentOut;
use crate::api::show_phone;
use crate::permits::{Entry, Owned};
use crate::time::Timestamp;

/// A permit, or an application for one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PermitOut {
    /// The id of the application: the name by which other programs know it.
    registration_id: String,
    permit_number: Option<String>,
    permit_type: Option<String>,
    applicant_name: Option<String>,
    #[schema(value_type = Option<String>)]
    partner_id: Option<PartnerId>,
    partner_name: Option<String>,
    /// The number of the partner, in E.164.
    phone: Option<String>,
    /// The consent of that number.
    consent: ConsentOut,
    /// `draft`, `active`, `expired`, `renewed` or `cancelled`.
    #[schema(value_type = String)]
    status: PermitStatus,
    #[schema(format = Date)]
    issue_date: Option<String>,
    /// The last day on which it is valid.
    #[schema(format = Date)]
    expiry_date: Option<String>,
    is_renewal: bool,
    /// `pending_signature`, `pending_approval` or `signed`.
    #[schema(value_type = Option<String>)]
    document_status: Option<DocumentStatus>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// Only in the answer to a change: who was told of it, or why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    notices: Option<Vec<NoticeOut>>,
}

impl PermitOut {
    pub(super) fn new((row, owner): Owned, document: Option<DocumentStatus>) -> Self {
        let permit::Model {
            id: _,
            registration_id,
            permit_number,
            permit_type,
            applicant_name,
            partner_id: _,
            status,
            issue_date,
            expiry_date,
            is_renewal,
            created_at,
            updated_at,
        } = row;
        let (partner, contact) = owner.unzip();
        let contact = contact.flatten();
        Self {
            registration_id,
            permit_number,
            permit_type,
            applicant_name,
            partner_id: partner.as_ref().map(|partner| partner.id),
            partner_name: partner.map(|partner| partner.name),
            phone: contact
                .as_ref()
                .and_then(|contact| show_phone(&contact.address)),
            consent: ConsentOut::from(contact.as_ref()),
            status,
            issue_date,
            expiry_date,
            is_renewal,
            document_status: document,
            created_at: Timestamp::from_millis(created_at),
            updated_at: Timestamp::from_millis(updated_at),
            notices: None,
        }
    }

    /// With who was told of a change.
    pub(super) fn telling(mut self, notices: Vec<permit_change_notice::Model>) -> Self {
        self.notices = Some(notices.into_iter().map(NoticeOut::from).collect());
        self
    }
}

/// Whether somebody was told of a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PermitNotice)]
pub(super) struct NoticeOut {
    /// `permit_ready`, `status_update`, `renewal_approved`, `document_pending`,
    /// `approval_required` or `reminder`.
    #[schema(value_type = String)]
    kind: NoticeKind,
    /// `queued` or `withheld`.
    #[schema(value_type = String)]
    status: NoticeOutcome,
    /// Why it is withheld: a code of the gate, `no_partner`, `no_phone`, `no_provider`,
    /// `no_template`, or `missing_values: …`.
    reason: Option<String>,
    /// The official who was to be told; `null` for the applicant.
    #[schema(value_type = Option<String>)]
    recipient_id: Option<RecipientId>,
    #[schema(value_type = Option<String>)]
    message_id: Option<MessageId>,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<permit_change_notice::Model> for NoticeOut {
    fn from(row: permit_change_notice::Model) -> Self {
        let permit_change_notice::Model {
            id: _,
            change_id: _,
            permit_id: _,
            kind,
            recipient_id,
            day: _,
            outcome,
            reason,
            message_id,
            at,
        } = row;
        Self {
            kind,
            status: outcome,
            reason,
            recipient_id: Some(recipient_id).filter(|id| id.0 != 0),
            message_id,
            at: Timestamp::from_millis(at),
        }
    }
}

/// An entry in the history of a permit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PermitChange)]
pub(super) struct ChangeOut {
    #[schema(value_type = String)]
    id: PermitChangeId,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    actor: String,
    /// `null` when it was entered.
    #[schema(value_type = Option<String>)]
    status_before: Option<PermitStatus>,
    #[schema(value_type = String)]
    status: PermitStatus,
    #[schema(format = Date)]
    expiry_date_before: Option<String>,
    #[schema(format = Date)]
    expiry_date: Option<String>,
    #[schema(value_type = Option<String>)]
    document_status_before: Option<DocumentStatus>,
    #[schema(value_type = Option<String>)]
    document_status: Option<DocumentStatus>,
    /// Who was told of it, or why not.
    notices: Vec<NoticeOut>,
}

impl From<Entry> for ChangeOut {
    fn from((change, notices): Entry) -> Self {
        let permit_change::Model {
            id,
            permit_id: _,
            at,
            actor,
            status_before,
            status_after,
            document_before,
            document_after,
            expiry_before,
            expiry_after,
        } = change;
        Self {
            id,
            at: Timestamp::from_millis(at),
            actor,
            status_before,
            status: status_after,
            expiry_date_before: expiry_before,
            expiry_date: expiry_after,
            document_status_before: document_before,
            document_status: document_after,
            notices: notices.into_iter().map(NoticeOut::from).collect(),
        }
    }
}
