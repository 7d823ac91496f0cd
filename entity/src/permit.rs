//! A permit, or an application for one.

use crate::ids::{PartnerId, PermitId};
use crate::words::PermitStatus;
use sea_orm::entity::prelude::*;

/// A permit, or an application for one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permit")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PermitId,
    /// The id of the application: the name by which other programs know it.
    #[sea_orm(unique)]
    pub registration_id: String,
    /// The number of the permit.
    pub permit_number: Option<String>,
    /// What kind of permit.
    pub permit_type: Option<String>,
    /// Who applied, as written on the application.
    pub applicant_name: Option<String>,
    /// The partner it belongs to.
    pub partner_id: Option<PartnerId>,
    /// Where it stands.
    pub status: PermitStatus,
    /// The day it was issued, `YYYY-MM-DD`.
    pub issue_date: Option<String>,
    /// The last day on which it is valid, `YYYY-MM-DD`.
    pub expiry_date: Option<String>,
    /// It renews an earlier one.
    pub is_renewal: bool,
    /// When it was entered.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
