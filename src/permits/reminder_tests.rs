//! Reminders on a database of their own.

mod preview;
mod running;

use std::time::Duration;

use entity::ids::{ContactId, PartnerId, PermitId};
use entity::words::{ConsentStatus, PermitStatus, ReminderOutcome};
use entity::{contact, message, partner, permit};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use tokio_util::sync::CancellationToken;

use super::preview::Wanted;
use super::reminder::{self, Done};
use super::reminder_notice::{self, Filter};
use crate::core::Core;
use crate::day::Day;
use crate::live::Live;
use crate::people;
use crate::providers::{Providers, registration};
use crate::testing::TestCore;

const DAY: Duration = Duration::from_hours(24);

struct Office {
    test: TestCore,
    live: Live,
}

impl std::ops::Deref for Office {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.test.core
    }
}

/// The clock stands on 2026-11-22.
impl Office {
    async fn new() -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let test = TestCore::new().await;
        let providers = Providers::new(&reqwest::Client::new());
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        registration::seed_sandbox(&test.core, &providers, &mut rng)
            .await
            .unwrap();
        let live = Live::start(test.core.clone()).await.unwrap();
        Self { test, live }
    }

    /// A partner and a contact of the same id.
    async fn person(&self, id: i64, name: &str, status: ConsentStatus) {
        let mut row = people::contact::new(ContactId(id), &format!("+62812345{id:05}"), self.now());
        row.status = status;
        let txn = self.db.begin_write().await.unwrap();
        contact::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        self.partner(id, name, Some(id)).await;
    }

    async fn partner(&self, id: i64, name: &str, contact: Option<i64>) {
        let row = partner::Model {
            id: PartnerId(id),
            name: name.to_owned(),
            name_folded: name.to_lowercase(),
            phone: None,
            contact_id: contact.map(ContactId),
            external_ref: None,
            email: None,
            created_at: 0,
            updated_at: 0,
        };
        let txn = self.db.begin_write().await.unwrap();
        partner::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn permit(&self, id: i64, of: Option<i64>, ends: &str) {
        self.permit_like(id, of, ends, |_| {}).await;
    }

    async fn permit_like(
        &self,
        id: i64,
        of: Option<i64>,
        ends: &str,
        how: impl FnOnce(&mut permit::Model),
    ) {
        let mut row = permit::Model {
            id: PermitId(id),
            registration_id: format!("REG-{id}"),
            permit_number: Some(format!("503/{id}")),
            permit_type: Some("SIUP".to_owned()),
            applicant_name: Some("Pemohon".to_owned()),
            partner_id: of.map(PartnerId),
            status: PermitStatus::Active,
            issue_date: None,
            expiry_date: Some(ends.to_owned()),
            is_renewal: false,
            created_at: 0,
            updated_at: 0,
        };
        how(&mut row);
        let txn = self.db.begin_write().await.unwrap();
        permit::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn set_end(&self, id: i64, ends: &str) {
        let txn = self.db.begin_write().await.unwrap();
        permit::Entity::update_many()
            .col_expr(permit::Column::ExpiryDate, Expr::value(ends))
            .filter(permit::Column::Id.eq(id))
            .exec(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn set_status(&self, id: i64, status: ConsentStatus) {
        let txn = self.db.begin_write().await.unwrap();
        contact::Entity::update_many()
            .col_expr(contact::Column::Status, Expr::value(status))
            .filter(contact::Column::Id.eq(id))
            .exec(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn run(&self) -> Done {
        let stop = CancellationToken::new();
        reminder::run(self, &self.live, &stop).await.unwrap()
    }

    async fn messages(&self) -> Vec<message::Model> {
        let query = message::Entity::find().order_by_asc(message::Column::Id);
        query.all(self.db.reader()).await.unwrap()
    }

    /// Threshold, end, outcome and reason of every notice, in order.
    async fn notices(&self) -> Vec<(i64, String, ReminderOutcome, Option<String>)> {
        let rows = reminder_notice::list(self.db.reader(), &Filter::default(), 100).await;
        let mut rows = rows.unwrap();
        rows.reverse();
        rows.into_iter()
            .map(|row| (row.threshold, row.expiry_date, row.outcome, row.reason))
            .collect()
    }

    fn preview(&self, days: u32) -> Wanted {
        Wanted {
            from: Day::of(self.now(), self.policy.rules.zone),
            days,
            reason: None,
            after: None,
        }
    }
}

fn told(permits: usize, messages: usize) -> Done {
    Done {
        permits,
        messages,
        ..Done::default()
    }
}
