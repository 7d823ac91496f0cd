//! Everything that can be known of a contact, against every purpose: the gate and its twin in SQL
//! say the same.

use std::collections::HashMap;
use std::time::Duration;

use entity::contact;
use entity::ids::ContactId;
use entity::words::ConsentStatus;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable};

use super::*;
use crate::consent::gate::{Request, Standing, Verdict, check};
use crate::people;
use crate::testing::{NOW, TestCore};

const DAY: Duration = Duration::from_hours(24);
const MILLI: Duration = Duration::from_millis(1);

fn moments(length: Duration) -> Vec<Option<i64>> {
    let before = |time: Duration| Some(NOW.minus(time).millis());
    vec![
        None,
        before(Duration::from_hours(1)),
        before(length.saturating_sub(MILLI)),
        before(length),
        before(length + MILLI),
        Some(NOW.millis()),
        // A clock that was put back.
        Some(NOW.plus(MILLI).millis()),
    ]
}

/// When the owner wrote, and when somebody played that.
fn heard() -> impl Iterator<Item = (Option<i64>, Option<i64>)> {
    let wrote = moments(WINDOW).into_iter().map(|wrote| (wrote, None));
    let played = moments(WINDOW).into_iter().map(|played| (None, played));
    let long_ago = Some(NOW.minus(WINDOW * 2).millis());
    let both = [
        (Some(NOW.millis()), long_ago),
        (long_ago, Some(NOW.millis())),
    ];
    wrote.chain(played).chain(both)
}

fn contacts() -> Vec<contact::Model> {
    let mut rows = Vec::new();
    let real =
        ConsentStatus::iter().flat_map(|status| [(status, false, false), (status, false, true)]);
    let played = [false, true].map(|refused| (ConsentStatus::Granted, true, refused));
    for (status, played, refused) in real.chain(played) {
        for (held, unreachable) in [(false, false), (true, false), (false, true), (true, true)] {
            for (inbound, played_at) in heard() {
                for asked in moments(DAY * 30) {
                    for ask_count in [0, 2, 3, 4] {
                        let id = i64::try_from(rows.len()).unwrap() + 1;
                        let mut row =
                            people::contact::new(ContactId(id), &format!("lid:{id}"), NOW);
                        row.status = status;
                        row.played = played;
                        row.refused = refused;
                        row.held = held;
                        row.unreachable = unreachable;
                        row.last_inbound_at = inbound;
                        row.last_played_at = played_at;
                        row.last_asked_at = asked;
                        row.ask_count = ask_count;
                        rows.push(row);
                    }
                }
            }
        }
    }
    rows
}

#[tokio::test]
async fn the_gate_and_its_twin_in_sql_agree_on_everybody() {
    let test = TestCore::new().await;
    let core = &test.core;
    let rows = contacts();
    assert_eq!(rows.len(), (4 * 2 + 2) * 4 * 16 * 7 * 4);
    let txn = core.db.begin_write().await.unwrap();
    for chunk in rows.chunks(500) {
        let chunk = chunk.iter().cloned();
        contact::Entity::insert_many(chunk.map(|row| row.into_active_model().reset_all()))
            .exec_without_returning(&*txn)
            .await
            .unwrap();
    }
    txn.commit().await.unwrap();

    let usual = core.policy.rules.clone();
    let eager = Rules {
        ask_cooldown: Duration::ZERO,
        ask_limit: 100,
        ..usual.clone()
    };
    let db = core.db.reader();
    for rules in [usual, eager] {
        for (purpose, is_sandbox) in
            Purpose::iter().flat_map(|purpose| [(purpose, false), (purpose, true)])
        {
            let mut sql = Sql::new("SELECT c.id, ");
            write_refusal(&mut sql, purpose, is_sandbox, &rules, NOW);
            sql.push(" FROM contact c");
            let found = db.query_all_raw(sql.statement(db.get_database_backend()));
            let said: HashMap<ContactId, Option<String>> = found
                .await
                .unwrap()
                .iter()
                .map(|row| {
                    (
                        row.try_get_by_index(0).unwrap(),
                        row.try_get_by_index(1).unwrap(),
                    )
                })
                .collect();
            for row in &rows {
                let request = Request {
                    purpose,
                    confirms_stop: false,
                    is_sandbox,
                };
                let want = match check(request, Standing::from(row), &rules, NOW) {
                    Verdict::Refuse(reason) => Some(reason.code()),
                    Verdict::Leave | Verdict::Wait(_) => None,
                };
                assert_eq!(
                    said[&row.id].as_deref(),
                    want,
                    "{purpose} to {row:?}, sandbox: {is_sandbox}"
                );
            }
        }
    }
}
