//! A permit as programs tell of it.

use entity::ids::PartnerId;
use entity::words::{DocumentStatus, PermitStatus};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::json::present;
use crate::api::problem::Problem;
use crate::day::Day;
use crate::edit::Edit;
use crate::people::partner::link::By;
use crate::permits::columns::{number, wanted};
use crate::permits::fields::{FieldError, Given, day, registration_id, text};

/// A permit. What is left out stays as it is; `null` takes a value away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PermitIn {
    /// If given, the one in the address.
    #[serde(default, deserialize_with = "present")]
    registration_id: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    permit_number: Edit<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    permit_type: Edit<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    applicant_name: Edit<String>,
    /// The partner it belongs to; or else `partner_external_ref`, or `phone`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    partner_id: Edit<PartnerId>,
    /// The id of another program by which the partner is known.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    partner_external_ref: Edit<String>,
    /// The number of the partner, in any usual notation. Who has it is found by the whole number;
    /// if nobody has, a partner with the name of the applicant is entered.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone: Edit<String>,
    /// `draft`, `active`, `expired`, `renewed` or `cancelled`; a new permit is a draft.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    status: Option<PermitStatus>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    issue_date: Edit<Day>,
    /// The last day on which it is valid.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    expiry_date: Edit<Day>,
    /// It renews an earlier one.
    #[serde(default, deserialize_with = "present")]
    is_renewal: Option<bool>,
    /// Where its document stands: `pending_signature`, `pending_approval` or `signed`. Officials
    /// are told when it begins to wait for them.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    document_status: Edit<DocumentStatus>,
}

impl PermitIn {
    /// What is told of the permit with this id.
    pub(super) fn given(self, id: &str) -> Result<Given, Problem> {
        let Self {
            registration_id: repeated,
            permit_number,
            permit_type,
            applicant_name,
            partner_id,
            partner_external_ref,
            phone,
            status,
            issue_date,
            expiry_date,
            is_renewal,
            document_status,
        } = self;
        let id = registration_id(id)?;
        if repeated.is_some_and(|repeated| repeated.trim() != id) {
            let reason = "is not the one in the address";
            return Err(Problem::field("registration_id", reason));
        }
        let applicant_name = line("applicant_name", applicant_name)?;
        let owner = owner(partner_id, partner_external_ref, phone)?;
        Ok(Given {
            permit_number: line("permit_number", permit_number)?,
            permit_type: line("permit_type", permit_type)?,
            owner: match owner {
                Edit::Set(by) => Edit::Set(wanted(by, &applicant_name, &id)),
                Edit::Clear => Edit::Clear,
                Edit::Keep => Edit::Keep,
            },
            applicant_name,
            status,
            issue_date: issue_date.try_map(|on| day("issue_date", on))?,
            expiry_date: expiry_date.try_map(|on| day("expiry_date", on))?,
            is_renewal,
            document: document_status,
            registration_id: id,
        })
    }
}

/// Forms send nothing as an empty text.
fn line(field: &'static str, edit: Edit<String>) -> Result<Edit<String>, FieldError> {
    match edit {
        Edit::Set(raw) if raw.trim().is_empty() => Ok(Edit::Clear),
        edit => edit.try_map(|raw| text(field, &raw)),
    }
}

fn owner(
    id: Edit<PartnerId>,
    external_ref: Edit<String>,
    phone: Edit<String>,
) -> Result<Edit<By>, Problem> {
    let external_ref = line("partner_external_ref", external_ref)?;
    let phone = phone.try_map(|typed| number(&typed))?;
    Ok(match (id, external_ref, phone) {
        (Edit::Set(_), Edit::Set(_), _) | (Edit::Set(_), _, Edit::Set(_)) => {
            let reason = "stands alone: partner_id says already who it is";
            return Err(Problem::field("partner_id", reason));
        }
        (Edit::Set(id), ..) => Edit::Set(By::Id(id)),
        (_, Edit::Set(external_ref), number) => Edit::Set(By::Outside {
            external_ref: Some(external_ref),
            number: set(number),
        }),
        (_, _, Edit::Set(number)) => Edit::Set(By::Outside {
            external_ref: None,
            number: Some(number),
        }),
        (Edit::Keep, Edit::Keep, Edit::Keep) => Edit::Keep,
        _ => Edit::Clear,
    })
}

fn set<T>(edit: Edit<T>) -> Option<T> {
    match edit {
        Edit::Set(value) => Some(value),
        Edit::Keep | Edit::Clear => None,
    }
}
