//! What deeds were done to, as people know it, and the page where it is.

use std::collections::{BTreeSet, HashMap};

use entity::audit_event::Model;
use entity::ids::{BroadcastId, ContactId, HookId, InboundId, MessageId, PartnerId, StaffId};
use entity::words::Role;
use entity::{contact, message};

use crate::broadcast::store;
use crate::database::StoreError;
use crate::hooks::endpoint;
use crate::inbound::inbox;
use crate::outbound::{history, template};
use crate::people::{self, PhoneNumber};
use crate::permits::recipient;
use crate::providers::overview;
use crate::scheduler::Job;
use crate::services::Services;
use crate::staff::api_key;
use crate::web::frame::Frame;
use crate::web::settings::job_name;
use crate::web::{partners, permits};

/// What a deed was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) said: String,
    /// The page where it is.
    pub(super) path: Option<String>,
}

impl Subject {
    fn new(kind: &str, name: &str, path: Option<String>) -> Self {
        Self {
            said: format!("{kind}: {name}"),
            path,
        }
    }
}

/// What the subjects of some entries are called.
#[derive(Default)]
pub(super) struct Subjects {
    partners: HashMap<PartnerId, String>,
    broadcasts: HashMap<BroadcastId, String>,
    messages: HashMap<MessageId, message::Model>,
    writers: HashMap<InboundId, ContactId>,
    contacts: HashMap<ContactId, contact::Model>,
    accounts: HashMap<String, String>,
    templates: HashMap<String, String>,
    officials: HashMap<String, String>,
    hooks: HashMap<HookId, String>,
    keys: HashMap<String, String>,
}

fn area(row: &Model) -> &str {
    row.action.split_once('.').map_or("", |(area, _)| area)
}

impl Subjects {
    /// Reads the names; only of what occurs.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub(super) async fn read(services: &Services, rows: &[Model]) -> Result<Self, StoreError> {
        let db = services.core.db.reader();
        let ids = |wanted: &str| {
            let rows = rows.iter().filter(|row| area(row) == wanted);
            let ids: BTreeSet<i64> = rows.filter_map(|row| row.subject.parse().ok()).collect();
            ids
        };
        let occurs = |wanted: &str| rows.iter().any(|row| area(row) == wanted);
        let mut known = Self::default();
        let found =
            people::partner::find_many(db, ids("partner").into_iter().map(PartnerId)).await?;
        known.partners = found.into_iter().map(|row| (row.id, row.name)).collect();
        let wanted: Vec<_> = ids("broadcast").into_iter().map(BroadcastId).collect();
        known.broadcasts = store::names(db, &wanted).await?;
        let wanted: Vec<_> = ids("message").into_iter().map(MessageId).collect();
        let found = history::find_many(db, &wanted).await?;
        known.messages = found.into_iter().map(|row| (row.id, row)).collect();
        let wanted: Vec<_> = ids("inbound").into_iter().map(InboundId).collect();
        known.writers = inbox::writers(db, &wanted).await?;
        let wanted = ids("consent").into_iter().map(ContactId);
        let wanted = wanted.chain(known.writers.values().copied());
        let found = people::contact::find_by_ids(db, wanted.collect::<BTreeSet<_>>()).await?;
        known.contacts = found.into_iter().map(|row| (row.id, row)).collect();
        if occurs("account") {
            known.accounts = overview::names(db).await?;
        }
        if occurs("template") {
            let found = template::all(db).await?.into_iter();
            known.templates = found.map(|row| (row.key, row.name)).collect();
        }
        if occurs("recipient") {
            let found = recipient::list(db, None, 1000).await?.into_iter();
            let name = |(row, _): recipient::Official| (row.id.to_string(), row.name);
            known.officials = found.map(name).collect();
        }
        if occurs("hook") {
            let found = endpoint::list(db).await?.into_iter();
            known.hooks = found.map(|row| (row.id, row.url)).collect();
        }
        if occurs("api_key") {
            let found = api_key::list(db).await?.into_iter();
            known.keys = found.map(|row| (row.id.to_string(), row.name)).collect();
        }
        Ok(known)
    }

    /// What an entry was done to.
    pub(super) fn of(&self, frame: &Frame, row: &Model) -> Subject {
        let t = |id, en| frame.t(id, en);
        let gone = t("sudah dihapus", "deleted");
        let subject = row.subject.as_str();
        let number = subject.parse::<i64>().ok();
        match area(row) {
            "user" => person(frame, row),
            "partner" => {
                let kind = t("Mitra", "Partner");
                match number.and_then(|id| self.partners.get_key_value(&PartnerId(id))) {
                    Some((id, name)) => Subject::new(kind, name, Some(partners::path_of(*id))),
                    None => Subject::new(kind, gone, None),
                }
            }
            "permit" => {
                let path = permits::path_of(subject);
                Subject::new(t("Izin", "Permit"), subject, Some(path))
            }
            "broadcast" => {
                let kind = t("Siaran", "Broadcast");
                match number.and_then(|id| self.broadcasts.get_key_value(&BroadcastId(id))) {
                    Some((id, name)) => Subject::new(kind, name, Some(format!("/siaran/{id}"))),
                    None => Subject::new(kind, gone, None),
                }
            }
            "message" => self.message(frame, number),
            "inbound" => {
                let writer = number.and_then(|id| self.writers.get(&InboundId(id)));
                let contact = writer.and_then(|id| self.contacts.get(id));
                let kind = t("Balasan dari", "Reply of");
                match contact {
                    Some(contact) => Subject {
                        said: format!("{kind} {}", frame.phone(&contact.address)),
                        path: Some(format!("/kotak-masuk/{}", contact.id)),
                    },
                    None => Subject::new(t("Balasan", "Reply"), gone, None),
                }
            }
            "consent" => self.number(frame, row, number),
            "account" => named(&self.accounts, t("Akun", "Account"), subject, gone, || {
                format!("/penyedia/{subject}")
            }),
            "template" => named(
                &self.templates,
                t("Templat", "Template"),
                subject,
                gone,
                || format!("/templat/{subject}"),
            ),
            "recipient" => named(
                &self.officials,
                t("Pejabat", "Official"),
                subject,
                gone,
                || "/pejabat".to_owned(),
            ),
            "hook" => {
                let kind = "Webhook";
                match number.and_then(|id| self.hooks.get_key_value(&HookId(id))) {
                    Some((id, url)) => Subject::new(kind, url, Some(format!("/webhook/{id}"))),
                    None => Subject::new(kind, gone, None),
                }
            }
            "api_key" => {
                let name = self.keys.get(subject).map_or(gone, String::as_str);
                let may_see = frame
                    .person
                    .as_ref()
                    .is_some_and(|one| one.role != Role::Officer);
                let path = may_see.then(|| "/kunci-api".to_owned());
                Subject::new(t("Kunci", "Key"), name, path)
            }
            "partners" => Subject {
                said: t("Daftar mitra", "The partners").to_owned(),
                path: Some("/mitra".to_owned()),
            },
            "permits" => Subject {
                said: t("Daftar izin", "The permits").to_owned(),
                path: Some("/izin".to_owned()),
            },
            "setting" => Subject {
                said: subject.to_owned(),
                path: Some("/pengaturan/kantor".to_owned()),
            },
            "job" => {
                let name = Job::named(subject).map_or(subject, |job| job_name(frame.lang, job));
                Subject::new(t("Tugas", "Job"), name, Some("/pengaturan".to_owned()))
            }
            "simulator" => Subject {
                said: match PhoneNumber::from_stored(subject) {
                    Some(phone) => frame.phone(phone.as_str()),
                    None => subject.to_owned(),
                },
                path: Some("/simulator".to_owned()),
            },
            _ => Subject {
                said: subject.to_owned(),
                path: None,
            },
        }
    }

    fn message(&self, frame: &Frame, id: Option<i64>) -> Subject {
        let Some(row) = id.and_then(|id| self.messages.get(&MessageId(id))) else {
            let gone = frame.t("sudah dihapus", "deleted");
            return Subject::new(frame.t("Pesan", "Message"), gone, None);
        };
        let home = match (&row.permit_id, row.partner_id) {
            (Some(permit), _) => Some(permits::path_of(permit)),
            (None, Some(partner)) => Some(partners::path_of(partner)),
            (None, None) => None,
        };
        let path = match home {
            Some(home) => format!("{home}/pesan/{}", row.id),
            None => format!("/kotak-masuk/{}", row.contact_id),
        };
        let to = frame.t("Pesan ke", "Message to");
        Subject {
            said: format!("{to} {}", frame.phone(&row.address)),
            path: Some(path),
        }
    }

    /// A number with what is on record of it, or all of them.
    fn number(&self, frame: &Frame, row: &Model, id: Option<i64>) -> Subject {
        if row.subject == "ledger" {
            return Subject {
                said: frame.t("Seluruh buku besar", "The whole ledger").to_owned(),
                path: Some("/buku-besar".to_owned()),
            };
        }
        let kind = frame.t("Nomor", "Number");
        match id.and_then(|id| self.contacts.get(&ContactId(id))) {
            Some(contact) => {
                let address: String =
                    form_urlencoded::byte_serialize(contact.address.as_bytes()).collect();
                let path = Some(format!("/bukti/{address}"));
                Subject::new(kind, &frame.phone(&contact.address), path)
            }
            // A number that nobody knows stands there masked.
            None => Subject::new(kind, &row.subject, None),
        }
    }
}

/// Something by its name; what is gone by its id, which people chose.
fn named(
    names: &HashMap<String, String>,
    kind: &str,
    id: &str,
    gone: &str,
    path: impl FnOnce() -> String,
) -> Subject {
    match names.get(id) {
        Some(name) => Subject::new(kind, name, Some(path())),
        None if id.parse::<i64>().is_ok() => Subject::new(kind, gone, None),
        None => Subject::new(kind, &format!("{id} ({gone})"), None),
    }
}

/// Somebody who signs in, by the address, or by the id.
fn person(frame: &Frame, row: &Model) -> Subject {
    let names = &frame.names;
    let by_id = row.subject.parse().ok().map(StaffId);
    let address = by_id.and_then(|id| names.address(id));
    let address = address.unwrap_or(&row.subject);
    let may_see = frame
        .person
        .as_ref()
        .is_some_and(|one| one.role != Role::Officer);
    let id = names.id(address).filter(|_| may_see);
    Subject {
        said: names.name(address).to_owned(),
        path: id.map(|id| format!("/pengguna/{id}")),
    }
}
