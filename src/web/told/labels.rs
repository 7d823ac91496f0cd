//! What accounts and templates are called: the ledger keeps their ids, people know their names.

use std::collections::HashMap;

use entity::words::AccountKind;

use super::super::talk;
use crate::database::StoreError;
use crate::lang::Lang;
use crate::office;
use crate::outbound::template;
use crate::providers::registry;
use crate::services::Services;

/// The names of accounts, with the numbers that they send from, and those of templates.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct Labels {
    accounts: HashMap<String, String>,
    templates: HashMap<String, String>,
}

impl Labels {
    /// Reads them.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub(in crate::web) async fn read(services: &Services, lang: Lang) -> Result<Self, StoreError> {
        let core = &services.core;
        let db = core.db.reader();
        let office = office::find(core).await?;
        let accounts = registry::open_all(db, &core.keys.vault).await?;
        let accounts = accounts.into_iter().map(|account| {
            // What is played has no number.
            let is_real = account.kind != AccountKind::Sandbox;
            let number = office.number(Some(&account)).filter(|_| is_real);
            let number = number.map(|number| talk::address(lang, number.as_str()));
            let provider = services.providers.get(account.kind).label();
            let label = label(lang, &account.name, number.as_deref(), provider);
            (account.id, label)
        });
        let templates = template::all(db).await?.into_iter();
        Ok(Self {
            accounts: accounts.collect(),
            templates: templates.map(|row| (row.key, row.name)).collect(),
        })
    }

    /// An account; one that is gone by its id.
    pub(super) fn account(&self, id: &str) -> String {
        self.accounts.get(id).map_or(id, String::as_str).to_owned()
    }

    /// A template; `None` if it is gone.
    pub(super) fn template(&self, key: &str) -> Option<&str> {
        self.templates.get(key).map(String::as_str)
    }
}

fn label(lang: Lang, name: &str, number: Option<&str>, provider: &str) -> String {
    let number = number.map(|number| format!(" ({number})"));
    let number = number.unwrap_or_default();
    if name.eq_ignore_ascii_case(provider) {
        return format!("{name}{number}");
    }
    let by = lang.pick("lewat", "through");
    format!("{name}{number}, {by} {provider}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_told_with_its_number_and_its_gateway_once() {
        let said = |name, number| label(Lang::Id, name, number, "Fonnte");
        let full = said("Loket", Some("0812-3456-7890"));
        assert_eq!(full, "Loket (0812-3456-7890), lewat Fonnte");
        assert_eq!(said("Fonnte", None), "Fonnte");
    }
}
