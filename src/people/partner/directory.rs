//! The directory of partners, as people leaf through it: by name, forwards and backwards, and
//! searched as one types. Nothing that is decided rests on it.

use entity::contact;
use entity::ids::PartnerId;
use entity::partner::{Column, Entity};
use entity::words::ConsentStatus;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::Known;
use super::search::{has_status, name_holds, whose_contact, with_contacts};
use crate::database::StoreError;

/// So many digits of a number are needed to look for it.
const FEWEST_DIGITS: usize = 4;

/// A place in the directory: a folded name, and the id of its partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name as it is compared.
    pub name: String,
    /// The partner.
    pub id: i64,
}

/// Which part of the directory.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Part of the name, the beginning of the number, or the whole external id.
    pub q: Option<String>,
    /// Whose number has this consent status; no number counts as `unknown`.
    pub consent: Option<ConsentStatus>,
    /// Those behind this place.
    pub after: Option<Place>,
    /// Those before this place, the nearest ones.
    pub before: Option<Place>,
}

/// A page of the directory.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn page(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Known>, StoreError> {
    let standing = match wanted.consent {
        Some(status) => Condition::all().add(has_status(db, status).await?),
        None => Condition::all(),
    };
    let q = wanted.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    let ids = match q {
        // Each way has its own index; one question for both would read every row.
        Some(q) => {
            let by_name = standing.clone().add(name_holds(q));
            let by_ref = standing.clone().add(Column::ExternalRef.eq(q));
            let mut found = ids(db, wanted, by_name, limit).await?;
            found.extend(ids(db, wanted, by_ref, limit).await?);
            if let Some(beginning) = beginning_of_number(q) {
                let by_number = standing.add(has_number(db, &beginning).await?);
                found.extend(ids(db, wanted, by_number, limit).await?);
            }
            found
        }
        None => ids(db, wanted, standing, limit).await?,
    };
    let found = Entity::find().filter(Column::Id.is_in(ids)).limit(limit);
    let mut rows = in_order(found, wanted).all(db).await?;
    if wanted.before.is_some() {
        rows.reverse();
    }
    with_contacts(db, rows).await
}

/// The partners on a page, out of the index alone.
async fn ids(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    condition: Condition,
    limit: u64,
) -> Result<Vec<PartnerId>, StoreError> {
    let mut query = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(condition)
        .limit(limit);
    if let Some(place) = &wanted.before {
        query = query.filter(row().lt(values(place)));
    } else if let Some(place) = &wanted.after {
        query = query.filter(row().gt(values(place)));
    }
    Ok(in_order(query, wanted).into_tuple().all(db).await?)
}

/// By name; backwards where the page before is wanted.
fn in_order(query: Select<Entity>, wanted: &Wanted) -> Select<Entity> {
    if wanted.before.is_some() {
        query
            .order_by_desc(Column::NameFolded)
            .order_by_desc(Column::Id)
    } else {
        query
            .order_by_asc(Column::NameFolded)
            .order_by_asc(Column::Id)
    }
}

/// How many partners there are.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    Ok(Entity::find().count(db).await?)
}

fn row() -> Expr {
    Expr::tuple([
        Expr::col((Entity, Column::NameFolded)),
        Expr::col((Entity, Column::Id)),
    ])
}

fn values(place: &Place) -> Expr {
    Expr::tuple([Expr::value(place.name.clone()), Expr::value(place.id)])
}

/// The beginning of a number, as it is stored, of what somebody types: `0812 34` is `+6281234`.
fn beginning_of_number(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_number = typed
        .chars()
        .all(|sign| sign.is_ascii_digit() || " +-.()".contains(sign));
    if !is_number || digits.len() < FEWEST_DIGITS {
        return None;
    }
    let digits = match digits.strip_prefix('0') {
        Some(rest) if !typed.trim_start().starts_with('+') => format!("62{rest}"),
        _ if digits.starts_with('8') && !typed.trim_start().starts_with('+') => {
            format!("62{digits}")
        }
        _ => digits,
    };
    Some(format!("+{digits}"))
}

/// Whose number begins like this.
async fn has_number(db: &impl ConnectionTrait, beginning: &str) -> Result<Condition, StoreError> {
    let address = contact::Column::Address;
    let begins = if db.get_database_backend() == DbBackend::Sqlite {
        // A range, for the index; `:` comes after the digits.
        Condition::all()
            .add(address.gte(beginning))
            .add(address.lt(format!("{beginning}:")))
    } else {
        Condition::all().add(address.like(LikeExpr::new(format!("{beginning}%"))))
    };
    whose_contact(db, contact::Entity::find().filter(begins)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::partner::{NewPartner, create};
    use crate::testing::TestCore;

    #[test]
    fn what_one_types_of_a_number_begins_as_it_is_stored() {
        for (typed, stored) in [
            ("0812 34", Some("+6281234")),
            ("+62 812", Some("+62812")),
            ("62812", Some("+62812")),
            ("8123", Some("+628123")),
            ("081", None),
            ("Budi", None),
            ("PT 0812", None),
        ] {
            assert_eq!(beginning_of_number(typed).as_deref(), stored, "{typed}");
        }
    }

    #[tokio::test]
    async fn the_directory_is_leafed_through_both_ways_and_searched() {
        let test = TestCore::new().await;
        let core = &test.core;
        for (name, phone) in [
            ("Sari Tarigan", "081234500017"),
            ("budi ginting", "081234500027"),
            ("CV Laut Jaya", "081234600037"),
            ("Budi Ginting", "081234600047"),
        ] {
            let new = NewPartner {
                name: name.to_owned(),
                phone: Some(phone.to_owned()),
                ..NewPartner::default()
            };
            create(core, new, "staff:a").await.unwrap();
        }
        let db = core.db.reader();
        let names = async |wanted: &Wanted, limit| {
            let rows = page(db, wanted, limit).await.unwrap();
            rows.into_iter()
                .map(|(row, _)| row.name)
                .collect::<Vec<_>>()
        };
        let first = page(db, &Wanted::default(), 2).await.unwrap();
        assert_eq!(first[0].0.name, "budi ginting");
        let last = &first[1].0;
        let place = Place {
            name: last.name_folded.clone(),
            id: last.id.0,
        };
        let after = Wanted {
            after: Some(place.clone()),
            ..Wanted::default()
        };
        assert_eq!(names(&after, 9).await, ["CV Laut Jaya", "Sari Tarigan"]);
        let before = Wanted {
            before: Some(place),
            ..Wanted::default()
        };
        assert_eq!(names(&before, 9).await, ["budi ginting"]);
        let typed = Wanted {
            q: Some("0812-346".to_owned()),
            ..Wanted::default()
        };
        assert_eq!(names(&typed, 9).await, ["Budi Ginting", "CV Laut Jaya"]);
        let nobody = Wanted {
            consent: Some(ConsentStatus::Granted),
            ..Wanted::default()
        };
        assert!(names(&nobody, 9).await.is_empty());
        assert_eq!(count(db).await.unwrap(), 4);
    }
}
