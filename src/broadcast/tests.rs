//! Broadcasts on a database of their own.

mod acting;
mod audiences;
mod braking;
mod listing;
mod places;
mod planning;
mod watching;

use std::collections::BTreeMap;

use entity::broadcast::Model;
use entity::ids::{ContactId, PartnerId, PermitId};
use entity::words::{BroadcastStatus, ConsentStatus, MessageStatus, PermitStatus, Purpose};
use entity::{contact, message, partner, permit};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryOrder};

use super::act::{Act, ActError, act};
use super::audience::Audience;
use super::draft::{self, Content, NewDraft};
use super::runner::Runner;
use super::stats::BroadcastStats;
use super::store;
use crate::core::Core;
use crate::inbound::recorder::RecorderStats;
use crate::live::Live;
use crate::people;
use crate::providers::{Providers, registration};
use crate::testing::TestCore;

const AUTHOR: &str = "api:penyusun";

/// A core with a sandbox account, and what a broadcast needs besides.
struct Office {
    test: TestCore,
    live: Live,
    recorder: RecorderStats,
}

impl std::ops::Deref for Office {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.test.core
    }
}

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
        Self {
            test,
            live,
            recorder: RecorderStats::default(),
        }
    }

    fn runner(&self) -> Runner {
        let stop = tokio_util::sync::CancellationToken::new();
        let stats = BroadcastStats::default();
        Runner::new(self.test.core.clone(), self.recorder.clone(), stats, stop)
    }

    /// Lets the runner do what there is to do now.
    async fn look(&self) {
        self.runner().look().await.unwrap();
    }

    /// A contact, with its number's last digits as its id.
    async fn contact(&self, id: i64, status: ConsentStatus) -> ContactId {
        self.contact_like(id, |row| row.status = status).await
    }

    async fn contact_like(&self, id: i64, how: impl FnOnce(&mut contact::Model)) -> ContactId {
        let address = format!("+62812345{id:05}");
        let mut row = people::contact::new(ContactId(id), &address, self.now());
        how(&mut row);
        let txn = self.db.begin_write().await.unwrap();
        contact::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        ContactId(id)
    }

    async fn partner(&self, id: i64, name: &str, contact: ContactId) -> PartnerId {
        let row = partner::Model {
            id: PartnerId(id),
            name: name.to_owned(),
            name_folded: name.to_lowercase(),
            phone: None,
            contact_id: Some(contact),
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
        PartnerId(id)
    }

    async fn permit(&self, id: i64, of: PartnerId, how: impl FnOnce(&mut permit::Model)) {
        let mut row = permit::Model {
            id: PermitId(id),
            registration_id: format!("REG-{id}"),
            permit_number: Some(format!("503/{id}")),
            permit_type: Some("SIUP".to_owned()),
            applicant_name: Some("Pemohon".to_owned()),
            partner_id: Some(of),
            status: PermitStatus::Active,
            issue_date: Some("2025-01-01".to_owned()),
            expiry_date: Some("2026-12-31".to_owned()),
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

    async fn draft(&self, how: impl FnOnce(&mut NewDraft)) -> Model {
        let mut new = news();
        how(&mut new);
        draft::create(self, &self.live, new, AUTHOR).await.unwrap()
    }

    async fn act(&self, row: &Model, what: Act) -> Result<Model, ActError> {
        act(self, row.id, what, "api:lain").await
    }

    async fn started(&self, how: impl FnOnce(&mut NewDraft)) -> Model {
        let row = self.draft(how).await;
        self.act(&row, Act::Start).await.unwrap()
    }

    async fn latest(&self, row: &Model) -> Model {
        let found = store::find(self.db.reader(), row.id).await.unwrap();
        found.unwrap()
    }

    async fn status(&self, row: &Model) -> BroadcastStatus {
        self.latest(row).await.status
    }

    /// The messages of all broadcasts, in the order in which they leave.
    async fn messages(&self) -> Vec<message::Model> {
        message::Entity::find()
            .order_by_asc(message::Column::NotBefore)
            .order_by_asc(message::Column::Id)
            .all(self.db.reader())
            .await
            .unwrap()
    }

    async fn texts(&self) -> BTreeMap<i64, String> {
        let messages = self.messages().await.into_iter();
        messages.map(|row| (row.contact_id.0, row.text)).collect()
    }

    /// Something happens to the messages for these contacts.
    async fn change(&self, contacts: &[i64], how: impl Fn(&mut message::Model)) {
        let txn = self.db.begin_write().await.unwrap();
        for mut row in self.messages().await {
            if contacts.contains(&row.contact_id.0) {
                how(&mut row);
                message::Entity::update(row.into_active_model().reset_all())
                    .validate()
                    .unwrap()
                    .exec(&*txn)
                    .await
                    .unwrap();
            }
        }
        txn.commit().await.unwrap();
    }

    async fn settle(&self, contacts: &[i64], status: MessageStatus) {
        let now = self.now().millis();
        let settle = |row: &mut message::Model| {
            row.status = status;
            row.claimed_at = Some(now);
            row.settled_at = Some(now);
        };
        self.change(contacts, settle).await;
    }
}

fn everyone() -> Audience {
    Audience {
        all: true,
        ..Audience::default()
    }
}

fn news() -> NewDraft {
    NewDraft {
        name: "Libur Natal".to_owned(),
        purpose: Purpose::Broadcast,
        content: Content::Text("Kantor tutup pada 25 Desember.".to_owned()),
        audience: everyone(),
        account: None,
        scheduled_at: None,
        not_after: None,
        limit: None,
    }
}
