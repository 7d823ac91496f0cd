//! What a broadcast would come to, without sending anything: how many, and who.

use std::collections::BTreeMap;

use entity::ids::{ContactId, PartnerId};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use serde::{Deserialize, Serialize};

use super::candidates::{Candidates, Verdict, Which};
use crate::consent::gate::Reason;
use crate::database::StoreError;
use crate::sql::Sql;

/// How many contacts have been refused, by reason.
pub type Withheld = BTreeMap<String, i64>;

/// What a broadcast would come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    /// How many numbers the filter means.
    pub selected: i64,
    /// How many of them the gate lets through.
    pub allowed: i64,
    /// How many not, by reason.
    pub withheld: Withheld,
}

/// Counts.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count(
    db: &impl ConnectionTrait,
    candidates: &Candidates<'_>,
) -> Result<DryRun, StoreError> {
    let mut sql = Sql::new("SELECT s.refusal, count(*) FROM ");
    candidates.write(&mut sql, Which::Everyone, Verdict::Any);
    sql.push(" s GROUP BY s.refusal");
    let mut outcome = DryRun::default();
    let rows = db.query_all_raw(sql.statement(db.get_database_backend()));
    for row in rows.await? {
        let (reason, count): (Option<String>, i64) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        outcome.selected += count;
        match reason {
            None => outcome.allowed = count,
            Some(reason) => {
                outcome.withheld.insert(reason, count);
            }
        }
    }
    Ok(outcome)
}

/// Counts those of some contacts who are refused, `most` at most.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count_withheld(
    db: &impl ConnectionTrait,
    candidates: &Candidates<'_>,
    which: Which<'_>,
    most: u64,
) -> Result<Withheld, StoreError> {
    let count = async |verdict: Verdict| {
        let mut sql = Sql::new("SELECT s.refusal, count(*) FROM ");
        candidates.write(&mut sql, which, verdict);
        sql.push(" s WHERE s.refusal IS NOT NULL GROUP BY s.refusal");
        counts(db, sql).await
    };
    let mut withheld = count(Verdict::Refused).await?;
    // What is lacking is only known of those for whom it was looked up.
    let found = withheld.values().sum::<i64>();
    if !candidates.text.is_plain() && u64::try_from(found).is_ok_and(|found| found < most) {
        withheld.extend(count(Verdict::Allowed).await?);
    }
    Ok(withheld)
}

/// What a statement counts by reason.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn counts(db: &impl ConnectionTrait, sql: Sql) -> Result<Withheld, StoreError> {
    let rows = db.query_all_raw(sql.statement(db.get_database_backend()));
    let mut withheld = Withheld::new();
    for row in rows.await? {
        withheld.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    Ok(withheld)
}

/// One number that a filter means.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Member {
    /// The contact.
    pub contact_id: ContactId,
    /// Its address.
    pub address: String,
    /// The partner that its message is for.
    pub partner_id: Option<PartnerId>,
    /// The permit that its message is about.
    pub permit_id: Option<String>,
    /// Why it gets nothing.
    pub refusal: Option<String>,
}

/// Who of the numbers is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All.
    All,
    /// Those that the gate lets through.
    Allowed,
    /// Those that it refuses for this reason.
    Refused(String),
}

impl Wanted {
    /// What the gate must have said for it. Whoever lacks a value for the text has passed the gate.
    fn verdict(&self) -> Verdict {
        match self {
            Self::All => Verdict::Any,
            Self::Allowed => Verdict::Allowed,
            Self::Refused(code) => {
                let reason = Reason::ALL.iter().find(|reason| reason.code() == code);
                reason.map_or(Verdict::Allowed, |reason| Verdict::RefusedFor(*reason))
            }
        }
    }
}

/// Lists who is meant, in the order of contacts, those after the cursor.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    candidates: &Candidates<'_>,
    wanted: &Wanted,
    after: Option<ContactId>,
    limit: u64,
) -> Result<Vec<Member>, StoreError> {
    let statement = statement(db.get_database_backend(), candidates, wanted, after, limit);
    Ok(Member::find_by_statement(statement).all(db).await?)
}

/// The statement of [`list`].
pub(super) fn statement(
    backend: DbBackend,
    candidates: &Candidates<'_>,
    wanted: &Wanted,
    after: Option<ContactId>,
    limit: u64,
) -> Statement {
    let mut sql =
        Sql::new("SELECT s.contact_id, s.address, s.partner_id, s.permit_id, s.refusal FROM ");
    let after = after.unwrap_or(ContactId(i64::MIN));
    candidates.write(&mut sql, Which::Behind(after), wanted.verdict());
    sql.push(" s");
    match wanted {
        Wanted::All => {}
        Wanted::Allowed => {
            sql.push(" WHERE s.refusal IS NULL");
        }
        Wanted::Refused(reason) => {
            sql.push(" WHERE s.refusal = ").bind(reason.as_str());
        }
    }
    sql.push(" ORDER BY s.contact_id LIMIT ")
        .push(&limit.to_string());
    sql.statement(backend)
}
