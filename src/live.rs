//! What must be at hand for every webhook and every send without asking the database: the
//! accounts and the texts of the automatic answers. Other processes may change them, so a
//! revision mark in the database tells when to read them again.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use entity::words::AccountKind;

use crate::core::Core;
use crate::database::StoreError;
use crate::outbound::template;
use crate::providers::{Account, registry};
use crate::setting;

/// The name of the revision mark: every writer of accounts or templates sets a new one.
pub(crate) const REVISION: &str = "revision";

/// The latest reading; cheap to clone.
#[derive(Clone)]
pub struct Live {
    core: Core,
    latest: Arc<RwLock<Arc<Reading>>>,
}

/// Accounts and answers at one moment.
#[derive(Debug, Default)]
pub struct Reading {
    revision: Option<String>,
    accounts: BTreeMap<String, Arc<Account>>,
    /// Accounts that are switched off, the sandbox aside: they send nothing, and still hear.
    off: BTreeMap<String, Arc<Account>>,
    answers: BTreeMap<String, (String, i64)>,
}

impl Reading {
    /// An account by its id, if it may be used.
    pub fn account(&self, id: &str) -> Option<&Arc<Account>> {
        self.accounts.get(id)
    }

    /// An account that webhooks may come in by. People write to a number that they know, whether
    /// the office still sends from it or not, and a STOP there is a STOP.
    fn hearing(&self, id: &str) -> Option<&Arc<Account>> {
        self.accounts.get(id).or_else(|| self.off.get(id))
    }

    /// The accounts that may be used, in the order in which they are tried.
    pub fn accounts(&self) -> impl Iterator<Item = &Arc<Account>> {
        let mut accounts: Vec<_> = self.accounts.values().collect();
        accounts.sort_by_key(|account| (!account.is_default, account.position));
        accounts.into_iter()
    }

    /// The account that sends when nobody names one, or the first of a kind.
    pub fn choose(&self, kind: Option<AccountKind>) -> Option<&Arc<Account>> {
        match kind {
            Some(kind) => self.accounts().find(|account| account.kind == kind),
            None => self.accounts().find(|account| account.is_default),
        }
    }

    /// The text of an automatic answer, and which version of it that is.
    pub fn answer(&self, key: &str) -> Option<(&str, i64)> {
        let (text, version) = self.answers.get(key)?;
        Some((text, *version))
    }
}

impl Live {
    /// Reads for the first time.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn start(core: Core) -> Result<Self, StoreError> {
        let live = Self {
            core,
            latest: Arc::default(),
        };
        live.reload().await?;
        Ok(live)
    }

    /// The latest reading.
    pub fn latest(&self) -> Arc<Reading> {
        Arc::clone(&self.latest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// An account by its id; one that another process has just added is found as well.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn account(&self, id: &str) -> Result<Option<Arc<Account>>, StoreError> {
        if let Some(account) = self.latest().account(id) {
            return Ok(Some(Arc::clone(account)));
        }
        self.refresh().await?;
        Ok(self.latest().account(id).cloned())
    }

    /// An account that webhooks may come in by, also if it is switched off; one that another
    /// process has just added is found as well.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn hearing(&self, id: &str) -> Result<Option<Arc<Account>>, StoreError> {
        if let Some(account) = self.latest().hearing(id) {
            return Ok(Some(Arc::clone(account)));
        }
        self.refresh().await?;
        Ok(self.latest().hearing(id).cloned())
    }

    /// Reads again if something has changed.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn refresh(&self) -> Result<bool, StoreError> {
        let revision = setting::get(self.core.db.reader(), REVISION).await?;
        if revision == self.latest().revision {
            return Ok(false);
        }
        self.reload().await?;
        Ok(true)
    }

    /// Whether a sandbox is there to be played with.
    fn plays(&self, sandbox: &Account) -> bool {
        self.core.policy.sandbox && sandbox.active
    }

    /// Reads again.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn reload(&self) -> Result<(), StoreError> {
        let db = self.core.db.reader();
        // The mark first: a change in between is then seen the next time.
        let revision = setting::get(db, REVISION).await?;
        let (accounts, off): (BTreeMap<_, _>, BTreeMap<_, _>) =
            registry::open_all(db, &self.core.keys.vault)
                .await?
                .into_iter()
                .filter(|account| account.kind != AccountKind::Sandbox || self.plays(account))
                .map(|account| (account.id.clone(), Arc::new(account)))
                .partition(|(_, account)| account.active);
        let answers = template::all(db)
            .await?
            .into_iter()
            .filter(|template| template.key.starts_with("answer_"))
            .map(|template| (template.key, (template.body, template.version)))
            .collect();
        let reading = Arc::new(Reading {
            revision,
            accounts,
            off,
            answers,
        });
        *self.latest.write().unwrap_or_else(PoisonError::into_inner) = reading;
        self.core.wake.ring();
        Ok(())
    }
}
