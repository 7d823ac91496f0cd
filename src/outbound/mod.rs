//! From a message to a provider's answer.

mod across;
pub mod bulk;
pub mod by_hand;
pub mod cap;
mod claim;
mod desk;
pub mod dispatcher;
pub mod history;
mod lane;
pub mod message;
pub mod outbox;
pub mod pace;
pub mod queue;
pub mod recall;
pub mod receipts;
pub mod retry;
pub mod settle;
pub mod stats;
pub mod submit;
pub mod template;
pub mod template_edit;
pub mod template_lint;
pub mod template_preview;
pub mod template_promise;
pub mod template_version;
mod turn;
pub mod wait;
