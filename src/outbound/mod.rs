//! From a message to a provider's answer.

pub mod bulk;
pub mod dispatcher;
pub mod history;
pub mod message;
pub mod outbox;
pub mod pace;
pub mod recall;
pub mod receipts;
pub mod retry;
pub mod settle;
pub mod submit;
pub mod template;
pub mod template_edit;
pub mod wait;
