//! A broadcast on trial: its text, with sample values, to the number of the person who drafts it.
//! It is a message of its own, so the gate is asked as for any other.

use std::collections::BTreeMap;

use entity::broadcast::Model;
use entity::message;
use entity::words::{AccountKind, Purpose};

use crate::core::Core;
use crate::database::WriteTransaction;
use crate::live::Live;
use crate::outbound::outbox::{self, Idempotency};
use crate::outbound::submit::{self, Content, Recipient, Submission, SubmitError};
use crate::outbound::template_preview;
use crate::people::PhoneNumber;
use crate::staff::audit;

/// What a text says with sample values, never with those of a citizen.
pub fn sample(text: &str) -> String {
    template_preview::preview("", text, false, BTreeMap::new())
        .map_or_else(|_| text.to_owned(), |preview| preview.text)
}

/// Sends it.
///
/// # Errors
/// [`SubmitError`] says why not; then nothing was queued.
pub async fn send(
    core: &Core,
    live: &Live,
    row: &Model,
    to: PhoneNumber,
    actor: &str,
    idempotency: Idempotency,
) -> Result<message::Model, SubmitError> {
    if let Some(earlier) = outbox::answered(core, &idempotency).await? {
        return Ok(earlier);
    }
    let account = live.account(&row.account_id).await?;
    let kind = account.map(|account| account.kind);
    let content = match &row.template_key {
        // Meta takes nothing else.
        Some(key) if kind == Some(AccountKind::Meta) => {
            let values = template_preview::preview(key, &row.text, true, BTreeMap::new())?.values;
            Content::Template {
                key: key.clone(),
                values,
            }
        }
        _ => Content::Text(sample(&row.text)),
    };
    let submission = Submission {
        to: Recipient::Phone(to),
        content,
        purpose: Purpose::Custom,
        provider: kind.filter(|_| row.forced),
        permit_id: None,
        actor: actor.to_owned(),
        idempotency: Some(idempotency),
    };
    let note = async |txn: &WriteTransaction, message: &message::Model| {
        let detail = format!("{}, message {}", row.name, message.id);
        let (action, subject) = ("broadcast.tried", row.id.to_string());
        audit::record(&**txn, core, actor, action, &subject, Some(&detail)).await
    };
    submit::submit_with(core, live, submission, note).await
}
