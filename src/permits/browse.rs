//! Permits as an officer looks through them: the newest first, or the one that ends first first.

use std::collections::HashMap;

use entity::ids::PermitId;
use entity::permit::{Entity, Model};
use entity::words::PermitStatus;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::search::Owned;
use crate::database::StoreError;
use crate::day::Day;
use crate::people::{Address, PhoneNumber, contact, partner};
use crate::sql::Sql;

/// The sign that takes away the meaning of `%` and `_` in a search.
const ESCAPE: char = '!';

/// Which permits.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Part of the applicant's name, or the whole id, number or phone number.
    pub q: Option<String>,
    /// With this status.
    pub status: Option<PermitStatus>,
    /// Of this type.
    pub permit_type: Option<String>,
    /// That end in this time, both days included; then the one that ends first comes first.
    pub ends: Option<(Option<Day>, Day)>,
    /// After this one: the cursor.
    pub after: Option<PermitId>,
}

/// The permits that are wanted.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn browse(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Owned>, StoreError> {
    let mut sql = Sql::new("SELECT x.* FROM permit x WHERE 1 = 1");
    if let Some(q) = wanted.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        write_search(db, &mut sql, q).await?;
    }
    if let Some(status) = wanted.status {
        sql.push(" AND x.status = '")
            .push(status.as_str())
            .push("'");
    }
    if let Some(kind) = &wanted.permit_type {
        sql.push(" AND x.permit_type = ").bind(kind.as_str());
    }
    if let Some((from, to)) = wanted.ends {
        if let Some(from) = from {
            sql.push(" AND x.expiry_date >= ").bind(from.to_string());
        }
        sql.push(" AND x.expiry_date <= ").bind(to.to_string());
        if let Some(after) = wanted.after {
            sql.push(
                " AND (x.expiry_date, x.id) > ((SELECT l.expiry_date FROM permit l WHERE l.id = ",
            )
            .bind(after)
            .push("), ")
            .bind(after)
            .push(")");
        }
        sql.push(" ORDER BY x.expiry_date, x.id");
    } else {
        if let Some(after) = wanted.after {
            sql.push(" AND x.id < ").bind(after);
        }
        sql.push(" ORDER BY x.id DESC");
    }
    sql.push(" LIMIT ").push(&limit.to_string());
    let statement = sql.statement(db.get_database_backend());
    let rows = Entity::find().from_raw_sql(statement).all(db).await?;
    with_owners(db, rows).await
}

async fn write_search(db: &impl ConnectionTrait, sql: &mut Sql, q: &str) -> Result<(), StoreError> {
    let mut pattern = String::from("%");
    for sign in q.to_lowercase().chars() {
        if matches!(sign, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(sign);
    }
    pattern.push('%');
    sql.push(" AND (lower(x.applicant_name) LIKE ")
        .bind(pattern)
        .push(" ESCAPE '!' OR x.registration_id = ")
        .bind(q)
        .push(" OR x.permit_number = ")
        .bind(q);
    if let Ok(number) = PhoneNumber::parse_mobile(q)
        && let Some(known) = contact::find(db, &Address::Phone(number)).await?
    {
        let partners = partner::of_contact(db, known.id).await?;
        sql.push(" OR x.partner_id IN ")
            .ids(partners.iter().map(|one| one.id.0).chain([-1]));
    }
    sql.push(")");
    Ok(())
}

async fn with_owners(
    db: &impl ConnectionTrait,
    rows: Vec<Model>,
) -> Result<Vec<Owned>, StoreError> {
    let partners = rows.iter().filter_map(|row| row.partner_id);
    let known = partner::find_known(db, partners).await?.into_iter();
    let known: HashMap<_, _> = known.map(|known| (known.0.id, known)).collect();
    let owned = |row: Model| {
        let owner = row.partner_id.and_then(|id| known.get(&id).cloned());
        (row, owner)
    };
    Ok(rows.into_iter().map(owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Edit;
    use crate::people::partner::link::By;
    use crate::permits::columns::{number, wanted};
    use crate::permits::fields::Given;
    use crate::permits::merge::merge;
    use crate::testing::TestCore;

    fn given(id: &str, name: &str, phone: &str, end: &str) -> Given {
        let by = By::Outside {
            external_ref: None,
            number: Some(number(phone).unwrap()),
        };
        let name = Edit::Set(name.to_owned());
        Given {
            owner: Edit::Set(wanted(by, &name, id)),
            applicant_name: name,
            status: Some(PermitStatus::Active),
            expiry_date: Edit::Set(end.parse().unwrap()),
            permit_type: Edit::Set("SIUP".to_owned()),
            ..Given::new(id.to_owned())
        }
    }

    async fn ids(core: &crate::core::Core, wanted: Wanted, limit: u64) -> Vec<String> {
        let found = browse(core.db.reader(), &wanted, limit).await.unwrap();
        found
            .into_iter()
            .map(|(row, _)| row.registration_id)
            .collect()
    }

    #[tokio::test]
    async fn permits_are_found_by_name_number_and_end_page_by_page() {
        let test = TestCore::new().await;
        let core = &test.core;
        let all = [
            given("A/1", "Budi Ginting", "081230000001", "2027-01-10"),
            given("A/2", "Sari 100% Tarigan", "081230000002", "2026-12-01"),
            given("A/3", "Budi Tarigan", "081230000003", "2026-12-01"),
        ];
        let txn = core.db.begin_write().await.unwrap();
        let merged = merge(core, &*txn, "test", &all).await.unwrap();
        assert!(merged.iter().all(Result::is_ok));
        txn.commit().await.unwrap();

        let by = |q: &str| Wanted {
            q: Some(q.to_owned()),
            ..Wanted::default()
        };
        assert_eq!(ids(core, Wanted::default(), 9).await, ["A/3", "A/2", "A/1"]);
        assert_eq!(ids(core, by("budi"), 9).await, ["A/3", "A/1"]);
        assert_eq!(ids(core, by("100%"), 9).await, ["A/2"]);
        assert_eq!(ids(core, by("A/1"), 9).await, ["A/1"]);
        assert_eq!(ids(core, by("0812-3000-0002"), 9).await, ["A/2"]);
        assert!(ids(core, by("081230000009"), 9).await.is_empty());

        let ends = Some((None, "2027-12-31".parse().unwrap()));
        let mut wanted = Wanted {
            ends,
            ..Wanted::default()
        };
        let mut seen = Vec::new();
        loop {
            let page = browse(core.db.reader(), &wanted, 1).await.unwrap();
            let Some((row, owner)) = page.into_iter().next() else {
                break;
            };
            assert!(owner.is_some());
            wanted.after = Some(row.id);
            seen.push(row.registration_id);
        }
        assert_eq!(seen, ["A/2", "A/3", "A/1"]);
        assert_eq!(
            super::super::types(core.db.reader()).await.unwrap(),
            ["SIUP"]
        );
    }
}
