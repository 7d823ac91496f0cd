use sea_orm::{ConnectionTrait, DbBackend};

use super::*;
use crate::broadcast::candidates::{Verdict, Which};
use crate::broadcast::draft::dry_run_of;
use crate::broadcast::planner::Plan;
use crate::sql::Sql;

/// Filters, and how many of the register of the next test they mean.
fn audiences() -> [(Audience, i64); 12] {
    let day = |text: &str| Some(text.parse().unwrap());
    let none = Audience::default;
    [
        (everyone(), 4),
        (
            Audience {
                consent: vec![ConsentStatus::Granted],
                ..none()
            },
            3,
        ),
        (
            Audience {
                consent: vec![ConsentStatus::Granted, ConsentStatus::Asked],
                ..none()
            },
            4,
        ),
        (
            Audience {
                permit_type: vec!["JENIS 2".to_owned()],
                ..none()
            },
            1,
        ),
        (
            Audience {
                permit_type: vec!["JENIS 1".to_owned(), "JENIS 3".to_owned()],
                ..none()
            },
            2,
        ),
        (
            Audience {
                permit_status: vec![PermitStatus::Active],
                ..none()
            },
            3,
        ),
        (
            Audience {
                permit_status: vec![PermitStatus::Expired],
                ..none()
            },
            1,
        ),
        (
            Audience {
                expires_before: day("2026-02-15"),
                ..none()
            },
            1,
        ),
        (
            Audience {
                expires_before: day("2026-02-16"),
                ..none()
            },
            2,
        ),
        (
            Audience {
                partner_ids: vec![PartnerId(11), PartnerId(14)],
                ..none()
            },
            2,
        ),
        (
            // All must hold of one permit: number 1 has an expired one of another type.
            Audience {
                permit_type: vec!["JENIS 1".to_owned()],
                permit_status: vec![PermitStatus::Expired],
                ..none()
            },
            0,
        ),
        (
            Audience {
                permit_status: vec![PermitStatus::Active],
                partner_ids: vec![PartnerId(12), PartnerId(14)],
                consent: vec![ConsentStatus::Granted],
                ..none()
            },
            1,
        ),
    ]
}

#[tokio::test]
async fn permits_partners_and_consent_choose_the_audience() {
    let office = Office::new().await;
    for (id, status) in [
        (1, ConsentStatus::Granted),
        (2, ConsentStatus::Granted),
        (3, ConsentStatus::Asked),
        (4, ConsentStatus::Granted),
    ] {
        let contact = office.contact(id, status).await;
        let partner = office.partner(10 + id, "Nama", contact).await;
        if id < 4 {
            office
                .permit(20 + id, partner, |row| {
                    row.permit_type = Some(format!("JENIS {id}"));
                    row.expiry_date = Some(format!("2026-0{id}-15"));
                })
                .await;
        }
    }
    office
        .permit(30, PartnerId(11), |row| {
            row.status = PermitStatus::Expired;
            row.permit_type = Some("JENIS 9".to_owned());
            row.expiry_date = None;
        })
        .await;
    for (audience, selected) in audiences() {
        let said = format!("{audience:?}");
        let row = office.draft(|new| new.audience = audience).await;
        assert_eq!(dry_run_of(&row).selected, selected, "{said}");
    }
}

/// On SQLite, where a plan does not depend on what is in the tables: a part of the register is read
/// by its ids, and not everybody of a status for each part.
#[tokio::test]
async fn a_part_of_the_register_is_read_by_its_ids() {
    let office = Office::new().await;
    let db = office.db.reader();
    if db.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    let of_a_status = Audience {
        consent: vec![ConsentStatus::Granted],
        ..Audience::default()
    };
    let row = office.draft(|new| new.audience = of_a_status).await;
    let plan = Plan::of(&row);
    let candidates = plan.candidates(&office, db, None, office.now());
    let (after, to) = (ContactId(1), ContactId(1000));
    for which in [
        Which::Between(after, to),
        Which::Behind(after),
        Which::Numbered(after, to),
    ] {
        let mut sql = Sql::new("EXPLAIN QUERY PLAN SELECT count(*) FROM ");
        candidates.write(&mut sql, which, Verdict::Any);
        sql.push(" s");
        let rows = db.query_all_raw(sql.statement(DbBackend::Sqlite)).await;
        let steps: Vec<String> = rows
            .unwrap()
            .iter()
            .map(|row| row.try_get("", "detail").unwrap())
            .collect();
        let by_ids = steps
            .iter()
            .any(|step| step.starts_with("SEARCH c USING INTEGER PRIMARY KEY"));
        assert!(by_ids, "{which:?}: {steps:?}");
    }
}
