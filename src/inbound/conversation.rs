//! What happened between the office and a contact, in one thread: what they wrote, what we sent,
//! and what the ledger took down of it. Ids ascend with time, so a thread is in their order and a
//! page of it begins at one.

use entity::ids::{ContactId, EventId, InboundId};
use entity::{consent_event, inbound_message, message};
use sea_orm::ConnectionTrait;

use super::inbox;
use crate::consent::ledger;
use crate::database::StoreError;
use crate::outbound::history;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Moment {
    /// They wrote.
    Wrote(inbound_message::Model),
    /// We sent, or wanted to.
    Sent(message::Model),
    /// The ledger took something down.
    Entered(consent_event::Model),
}

impl Moment {
    /// Its place in the thread.
    pub const fn id(&self) -> i64 {
        match self {
            Self::Wrote(row) => row.id.0,
            Self::Sent(row) => row.id.0,
            Self::Entered(row) => row.id.0,
        }
    }

    /// The text that it shows, if it has one.
    pub fn text(&self) -> &str {
        match self {
            Self::Wrote(row) => &row.text,
            Self::Sent(row) => &row.text,
            Self::Entered(_) => "",
        }
    }
}

/// A page of a thread.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    /// What happened, the oldest first.
    pub moments: Vec<Moment>,
    /// Where the page of what happened before begins.
    pub older: Option<i64>,
}

/// The latest things that happened with a contact, or those before one of them: at most so many,
/// and together not much longer than so many bytes of text.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn thread(
    db: &impl ConnectionTrait,
    contact: ContactId,
    before: Option<i64>,
    most: u64,
    longest: usize,
) -> Result<Thread, StoreError> {
    let inbound = inbox::Filter {
        contact: Some(contact),
        before: before.map(InboundId),
        ..inbox::Filter::default()
    };
    let outbound = history::Filter {
        contact: Some(contact),
        behind: before,
        ..history::Filter::default()
    };
    let and_one = most + 1;
    let wrote = inbox::list(db, inbound, and_one).await?;
    let sent = history::list(db, &outbound, and_one).await?;
    let entered = ledger::latest_of(db, contact, before.map(EventId), and_one).await?;
    let mut moments: Vec<_> = wrote
        .into_iter()
        .map(Moment::Wrote)
        .chain(sent.into_iter().map(Moment::Sent))
        .chain(entered.into_iter().map(Moment::Entered))
        .collect();
    moments.sort_by_key(|moment| std::cmp::Reverse(moment.id()));
    let count = moments.len();
    let kept = count_within(&moments, most, longest);
    moments.truncate(kept);
    let older = moments.last().map(Moment::id).filter(|_| kept < count);
    moments.reverse();
    Ok(Thread { moments, older })
}

/// How many of them, the newest first, fill a page; never none if there is one.
fn count_within(moments: &[Moment], most: u64, longest: usize) -> usize {
    let mut length = 0;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let fits = moments.iter().take(most).take_while(|moment| {
        length += moment.text().len();
        length <= longest
    });
    fits.count().max(1).min(moments.len())
}
