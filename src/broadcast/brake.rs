//! The brake: a broadcast stops by itself when something is wrong that people should see before
//! more leaves. A person lets it go on; what was before then does not count again.

use std::time::Duration;

use entity::account;
use entity::broadcast::Model;
use entity::words::AccountKind;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::consent::reply::PLAIN_NO;
use crate::database::StoreError;
use crate::lang::Lang;
use crate::sql::Sql;
use crate::time::Timestamp;

/// So many messages must have left before it means anything that no webhook came.
const SENDS_BEFORE_SILENCE: i64 = 50;
/// Where webhooks are refused at the same time, so few tell, in so short a time, that it is the
/// gateway whose webhooks are refused.
const UNREPORTED: i64 = 10;
const UNREPORTED_FOR: Duration = Duration::from_mins(1);

/// When a broadcast stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrakeRules {
    /// How many of the latest sends are looked at.
    pub window: u32,
    /// When so many percent of the window failed; 0 for never.
    pub failures_percent: u32,
    /// When so many percent of the window were answered with a STOP; 0 for never.
    pub stops_percent: u32,
    /// When no webhook has come for so long while messages left; zero for never.
    pub silence: Duration,
}

impl BrakeRules {
    /// How many of the window are too many.
    fn too_many(self, percent: u32) -> Option<i64> {
        let many = (i64::from(self.window) * i64::from(percent) + 99) / 100;
        (percent > 0).then_some(many.max(1))
    }
}

/// The reason of a brake, as it is kept, in the language of people.
pub fn say(reason: &str, lang: Lang) -> String {
    let numbers: Vec<_> = reason
        .split(|sign: char| !sign.is_ascii_digit())
        .filter(|number| !number.is_empty())
        .collect();
    match (lang, numbers.as_slice()) {
        (Lang::Id, [count, window]) if reason.ends_with(FAILED) => {
            format!("{count} dari {window} pengiriman terakhir gagal atau tidak pasti.")
        }
        (Lang::Id, [count, window]) if reason.ends_with(STOPPED) => {
            format!("{count} dari {window} pengiriman terakhir dijawab dengan STOP.")
        }
        (Lang::Id, [minutes]) if reason.starts_with(SILENT) => format!(
            "Tidak ada webhook yang masuk selama {minutes} menit, jadi STOP pun tidak akan \
             sampai. Periksa alamat webhook di penyedia."
        ),
        _ => {
            let mut signs = reason.chars();
            let first = signs.next().map(char::to_uppercase);
            let sentence: String = first.into_iter().flatten().chain(signs).collect();
            sentence + "."
        }
    }
}

const FAILED: &str = "sends failed or are uncertain";
const STOPPED: &str = "sends were answered with a STOP";
const SILENT: &str = "no webhook has come for";

/// Why a running broadcast has to stop, if it has to.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn check(
    db: &impl ConnectionTrait,
    row: &Model,
    kind: Option<AccountKind>,
    rules: BrakeRules,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let (failures, stops) = latest(db, row, rules.window).await?;
    if rules
        .too_many(rules.failures_percent)
        .is_some_and(|most| failures >= most)
    {
        let window = rules.window;
        return Ok(Some(format!("{failures} of the latest {window} {FAILED}")));
    }
    if rules
        .too_many(rules.stops_percent)
        .is_some_and(|most| stops >= most)
    {
        let window = rules.window;
        return Ok(Some(format!("{stops} of the latest {window} {STOPPED}")));
    }
    let is_silent = reports(kind)
        && !rules.silence.is_zero()
        && is_silent(db, row, rules.silence, SENDS_BEFORE_SILENCE, now).await?;
    if is_silent {
        let minutes = rules.silence.as_secs() / 60;
        return Ok(Some(format!(
            "{SILENT} {minutes} minutes, so a STOP could not arrive; check the \
             webhook address at the provider"
        )));
    }
    Ok(None)
}

/// Whether a gateway tells what became of each message, so that silence means that nothing gets
/// through.
const fn reports(kind: Option<AccountKind>) -> bool {
    matches!(kind, Some(AccountKind::Fonnte | AccountKind::Meta))
}

/// Whether webhooks that are refused may be those of the gateway. Anybody can post something that
/// is refused; but who posts it cannot keep a gateway from telling what became of what has left.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn may_be_refused(
    db: &impl ConnectionTrait,
    row: &Model,
    kind: Option<AccountKind>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // The others tell of replies only, so that there is nothing to miss.
    Ok(!reports(kind) || is_silent(db, row, UNREPORTED_FOR, UNREPORTED, now).await?)
}

/// Of the latest sends since the broadcast runs: how many did not arrive, and how many were
/// answered with a STOP.
async fn latest(
    db: &impl ConnectionTrait,
    row: &Model,
    window: u32,
) -> Result<(i64, i64), StoreError> {
    let mut sql = Sql::new(
        "SELECT sum(CASE WHEN m.status IN ('failed', 'uncertain') THEN 1 ELSE 0 END), \
         sum(CASE WHEN c.status = 'denied' AND c.since >= m.claimed_at AND NOT EXISTS \
         (SELECT 1 FROM consent_event e WHERE e.contact_id = c.id AND e.seq = c.chain_length \
         AND e.evidence LIKE ",
    );
    // Who was asked and says no has answered; that is no complaint.
    sql.bind(format!("%\"rule\":\"{PLAIN_NO}\"%")).push(
        ") THEN 1 ELSE 0 END) \
         FROM (SELECT status, contact_id, claimed_at FROM message WHERE broadcast_id = ",
    );
    sql.bind(row.id)
        .push(" AND settled_at IS NOT NULL AND settled_at >= ")
        .bind(row.resumed_at.unwrap_or(0))
        .push(" AND status IN ('sent', 'delivered', 'read', 'failed', 'uncertain')")
        .push(" ORDER BY settled_at DESC LIMIT ")
        .bind(i64::from(window))
        .push(") m JOIN contact c ON c.id = m.contact_id");
    let found = db
        .query_one_raw(sql.statement(db.get_database_backend()))
        .await?;
    let Some(found) = found else {
        return Ok((0, 0));
    };
    let (failures, stops): (Option<i64>, Option<i64>) =
        (found.try_get_by_index(0)?, found.try_get_by_index(1)?);
    Ok((failures.unwrap_or(0), stops.unwrap_or(0)))
}

/// When the latest webhook of an account was accepted.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn last_webhook(
    db: &impl ConnectionTrait,
    account: &str,
) -> Result<Option<i64>, StoreError> {
    let account = account::Entity::find_by_id(account.to_owned())
        .one(db)
        .await?;
    Ok(account.and_then(|account| account.last_webhook_at))
}

/// Whether so many messages have left through the account since its latest webhook, the first of
/// them so long ago. An office that sends nothing hears nothing, and is not silent in this sense.
async fn is_silent(
    db: &impl ConnectionTrait,
    row: &Model,
    silence: Duration,
    sends: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let last_webhook = last_webhook(db, &row.account_id).await?;
    let since = last_webhook.max(row.resumed_at).unwrap_or(0);
    let long_ago = now.minus(silence).millis();
    if since > long_ago {
        return Ok(false);
    }
    let mut sql = Sql::new("SELECT count(*), min(settled_at) FROM message WHERE broadcast_id = ");
    sql.bind(row.id)
        .push(" AND settled_at IS NOT NULL AND settled_at > ")
        .bind(since)
        .push(" AND status IN ('sent', 'delivered', 'read') AND account_id = ")
        .bind(row.account_id.as_str());
    let found = db
        .query_one_raw(sql.statement(db.get_database_backend()))
        .await?;
    let Some(found) = found else {
        return Ok(false);
    };
    let (count, first): (i64, Option<i64>) =
        (found.try_get_by_index(0)?, found.try_get_by_index(1)?);
    Ok(count >= sends && first.is_some_and(|first| first <= long_ago))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_why_it_stopped_in_their_language() {
        let said = |reason: &str| say(reason, Lang::Id);
        assert_eq!(
            said(&format!("12 of the latest 50 {FAILED}")),
            "12 dari 50 pengiriman terakhir gagal atau tidak pasti."
        );
        assert!(said(&format!("3 of the latest 50 {STOPPED}")).contains("3 dari 50"));
        assert!(said(&format!("{SILENT} 30 minutes, so a STOP")).contains("30 menit"));
        assert_eq!(said("something else"), "Something else.");
        assert_eq!(say("x", Lang::En), "X.");
    }
}
