//! A person settles an uncertain message: the provider may or may not have taken it, and only
//! somebody who looks at the phone, or asks the citizen, can tell.

use std::str::FromStr;

use entity::ids::MessageId;
use entity::message::{Entity, Model};
use entity::words::MessageStatus;
use sea_orm::{EntityTrait, QuerySelect};

use super::{outbox, settle};
use crate::broadcast;
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people;
use crate::staff::audit;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 1000;

/// What a person found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It reached the provider.
    Sent,
    /// It did not, and need not any more.
    NotSent,
    /// It did not, and is to be sent now, if the gate still allows it.
    SendAgain,
}

impl Finding {
    /// Every word for a finding.
    pub const WORDS: [&str; 3] = ["sent", "not_sent", "send_again"];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::NotSent => "not_sent",
            Self::SendAgain => "send_again",
        }
    }
}

impl FromStr for Finding {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Sent, Self::NotSent, Self::SendAgain]
            .into_iter()
            .find(|finding| finding.as_str() == text)
            .ok_or(())
    }
}

/// Why a message was not settled.
#[derive(Debug, thiserror::Error)]
pub enum NotSettled {
    /// There is no such message.
    #[error("there is no message {0}")]
    NotFound(MessageId),
    /// It is not uncertain.
    #[error("the message is {0}; only an uncertain one can be settled by hand")]
    NotUncertain(MessageStatus),
    /// It belongs to a broadcast that was called back.
    #[error("the broadcast of the message was cancelled; it cannot be sent again")]
    Cancelled,
    /// There must be a note.
    #[error("a note of 1 to {LONGEST_NOTE} characters must say how this is known")]
    BadNote,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for NotSettled {
    fn say(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::NotFound(id) => format!("tidak ada pesan {id}"),
            Self::NotUncertain(status) => format!(
                "status pesan itu {status}; hanya yang uncertain dapat diputuskan oleh orang"
            ),
            Self::Cancelled => {
                "siaran pesan itu sudah dibatalkan; pesannya tidak dapat dikirim lagi".to_owned()
            }
            Self::BadNote => format!(
                "catatan 1 sampai {LONGEST_NOTE} huruf harus menyebut dari mana hal ini diketahui"
            ),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// Writes down what a person found out, with an entry in the audit trail.
///
/// # Errors
/// [`NotSettled`] says why not; then nothing has changed.
pub async fn settle(
    core: &Core,
    id: MessageId,
    finding: Finding,
    note: &str,
    actor: &str,
) -> Result<Model, NotSettled> {
    let note = note.trim();
    if note.is_empty() || note.contains('\0') || note.chars().count() > LONGEST_NOTE {
        return Err(NotSettled::BadNote);
    }
    let txn = core.db.begin_write().await?;
    let row = Entity::find_by_id(id)
        .lock_exclusive()
        .one(&*txn)
        .await
        .map_err(StoreError::from)?;
    let mut row = row.ok_or(NotSettled::NotFound(id))?;
    if row.status != MessageStatus::Uncertain {
        return Err(NotSettled::NotUncertain(row.status));
    }
    let now = core.now();
    row.updated_at = now.millis();
    match finding {
        Finding::Sent => row.status = MessageStatus::Sent,
        Finding::NotSent => row.status = MessageStatus::Failed,
        Finding::SendAgain => {
            // What belongs to a broadcast leaves only while that runs.
            if let Some(broadcast) = row.broadcast_id
                && !broadcast::store::reopen(&*txn, broadcast, now).await?
            {
                return Err(NotSettled::Cancelled);
            }
            row.status = MessageStatus::Queued;
            row.not_before = now.millis();
            row.settled_at = None;
            row.attempt = 0;
            row.error = None;
        }
    }
    if finding != Finding::Sent
        && let Some(mut contact) = people::contact::lock_by_id(&*txn, row.contact_id).await?
    {
        settle::take_back(&*txn, &mut contact, &row, &[]).await?;
        people::contact::update(&*txn, contact).await?;
    }
    outbox::write(&*txn, row.clone()).await?;
    let detail = format!("{}: {note}", finding.as_str());
    let subject = id.to_string();
    audit::record(
        &*txn,
        core,
        actor,
        "message.settled",
        &subject,
        Some(&detail),
    )
    .await?;
    txn.commit().await?;
    core.settled.ring();
    core.wake.ring();
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_a_finding() {
        for word in Finding::WORDS {
            assert_eq!(word.parse::<Finding>().unwrap().as_str(), word);
        }
        assert_eq!("maybe".parse::<Finding>(), Err(()));
    }
}
