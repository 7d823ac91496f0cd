//! Who did something, as people call them. Ledger and audit trail keep the address with which an
//! officer signs in, which stays as it was; the name is looked up when it is shown.

use std::collections::HashMap;
use std::sync::Arc;

use entity::ids::StaffId;
use sea_orm::ConnectionTrait;

use crate::database::StoreError;
use crate::lang::Lang;
use crate::staff::user;

/// The names of those who sign in, by their addresses; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Arc<HashMap<String, (StaffId, String)>>);

impl Names {
    /// Reads them.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self, StoreError> {
        let rows = user::names(db).await?.into_iter();
        let names = rows.map(|(id, email, name)| (email, (id, name)));
        Ok(Self(Arc::new(names.collect())))
    }

    /// Everybody's address.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whose address it is.
    pub(super) fn id(&self, address: &str) -> Option<StaffId> {
        self.0.get(address).map(|(id, _)| *id)
    }

    /// The address of somebody.
    pub(super) fn address(&self, id: StaffId) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|(_, (one, _))| *one == id)
            .map(|(address, _)| address.as_str())
    }

    /// Somebody's name; the address, where there is no name.
    pub(super) fn name<'a>(&'a self, address: &'a str) -> &'a str {
        let known = self.0.get(address).map(|(_, name)| name.as_str());
        known.filter(|name| !name.is_empty()).unwrap_or(address)
    }

    /// Somebody's name with the address; the address alone, where there is no name.
    pub(super) fn called(&self, address: &str) -> String {
        match self.0.get(address) {
            Some((_, name)) if !name.is_empty() && name != address => {
                format!("{name} ({address})")
            }
            _ => address.to_owned(),
        }
    }

    /// Who did something.
    pub(super) fn actor(&self, lang: Lang, actor: &str) -> String {
        if let Some(address) = actor.strip_prefix("staff:") {
            let called = self.called(address);
            return match lang {
                Lang::Id => format!("petugas {called}"),
                Lang::En => format!("the officer {called}"),
            };
        }
        if let Some(name) = actor.strip_prefix("api:") {
            return match lang {
                Lang::Id => format!("program {name}"),
                Lang::En => format!("the program {name}"),
            };
        }
        let (id, en) = match actor {
            "system" => ("Setuju (otomatis)", "Setuju (by itself)"),
            "cli" => ("baris perintah", "the command line"),
            "contact" => ("pemilik nomor", "the owner of the number"),
            "somebody" => ("seseorang yang belum masuk", "somebody not signed in"),
            other => (other, other),
        };
        lang.pick(id, en).to_owned()
    }

    /// Who did something, in the few words that a conversation has room for.
    pub(super) fn who(&self, lang: Lang, actor: &str) -> String {
        match actor {
            "system" => lang.pick("otomatis", "automatic").to_owned(),
            "contact" => lang.pick("warga", "the citizen").to_owned(),
            other => self.actor(lang, other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officers_are_called_by_their_names_and_whoever_is_gone_by_the_address() {
        let known = |name: &str| (StaffId(1), name.to_owned());
        let names = Names(Arc::new(HashMap::from([
            ("rina@karo.test".to_owned(), known("Rina Sembiring")),
            ("loket@karo.test".to_owned(), known("loket@karo.test")),
        ])));
        let said = |actor| names.actor(Lang::Id, actor);
        assert_eq!(
            said("staff:rina@karo.test"),
            "petugas Rina Sembiring (rina@karo.test)"
        );
        assert_eq!(said("staff:loket@karo.test"), "petugas loket@karo.test");
        assert_eq!(said("staff:pergi@karo.test"), "petugas pergi@karo.test");
        assert_eq!(said("api:tests"), "program tests");
        assert_eq!(names.who(Lang::Id, "system"), "otomatis");
    }
}
