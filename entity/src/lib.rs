//! What a row is: one file a table, no behaviour.
//!
//! Times are Unix milliseconds in `i64` columns (they sort and compare alike on SQLite and
//! PostgreSQL), ids are typed `i64` values, closed sets of words are enums stored as text.

pub mod account;
pub mod api_key;
pub mod audit_event;
pub mod broadcast;
pub mod consent_event;
pub mod contact;
pub mod form_sent;
pub mod hook_delivery;
pub mod hook_endpoint;
pub mod hook_event;
pub mod idempotency_key;
pub mod ids;
pub mod inbound_message;
pub mod lease;
pub mod message;
pub mod partner;
pub mod permit;
pub mod permit_change;
pub mod permit_change_notice;
pub mod permit_document;
pub mod permit_notice;
pub mod receipt;
pub mod recipient;
pub mod scheduled_job;
pub mod session;
pub mod setting;
pub mod sign_in_link;
pub mod staff_user;
pub mod staged_content;
pub mod staged_file;
pub mod template;
pub mod template_version;
pub mod words;
