//! The parts of the program, as the navigation names them, and who sees which.

use entity::words::Role;

use super::visitor::Person;
use crate::lang::Lang;

/// A part of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// The figures.
    Home,
    /// Conversations.
    Inbox,
    /// Partners.
    Partners,
    /// Permits.
    Permits,
    /// Broadcasts.
    Broadcasts,
    /// The officials who are told of documents.
    Officials,
    /// Templates.
    Templates,
    /// Accounts at providers.
    Accounts,
    /// Settings and the schedule.
    Settings,
    /// People who may sign in.
    Users,
    /// Keys of programs.
    ApiKeys,
    /// Outgoing webhooks.
    Hooks,
    /// The audit trail.
    Audit,
    /// The ledger.
    Ledger,
    /// The simulator.
    Simulator,
    /// The page for citizens.
    Citizens,
    /// One's own account.
    Me,
}

impl Section {
    /// Where it is.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Inbox => "/kotak-masuk",
            Self::Partners => "/mitra",
            Self::Permits => "/izin",
            Self::Broadcasts => "/siaran",
            Self::Officials => "/pejabat",
            Self::Templates => "/templat",
            Self::Accounts => "/penyedia",
            Self::Settings => "/pengaturan",
            Self::Users => "/pengguna",
            Self::ApiKeys => "/kunci-api",
            Self::Hooks => "/webhook",
            Self::Audit => "/jejak-audit",
            Self::Ledger => "/buku-besar",
            Self::Simulator => "/simulator",
            Self::Citizens => "/warga",
            Self::Me => "/saya",
        }
    }

    /// How it is called.
    pub(super) const fn name(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::Home => ("Beranda", "Home"),
            Self::Inbox => ("Kotak masuk", "Inbox"),
            Self::Partners => ("Mitra", "Partners"),
            Self::Permits => ("Izin", "Permits"),
            Self::Broadcasts => ("Siaran", "Broadcasts"),
            Self::Officials => ("Pejabat", "Officials"),
            Self::Templates => ("Templat", "Templates"),
            Self::Accounts => ("Penyedia", "Providers"),
            Self::Settings => ("Pengaturan", "Settings"),
            Self::Users => ("Pengguna", "Users"),
            Self::ApiKeys => ("Kunci API", "API keys"),
            Self::Hooks => ("Webhook keluar", "Outgoing webhooks"),
            Self::Audit => ("Jejak audit", "Audit trail"),
            Self::Ledger => ("Buku besar", "Ledger"),
            Self::Simulator => ("Simulator", "Simulator"),
            Self::Citizens => ("Halaman warga", "Citizens' page"),
            Self::Me => ("Akun saya", "My account"),
        };
        lang.pick(id, en)
    }

    /// Whether somebody with this role has anything to do there.
    const fn is_for(self, role: Role) -> bool {
        match self {
            Self::Users | Self::ApiKeys => matches!(role, Role::Admin | Role::Auditor),
            _ => true,
        }
    }
}

/// One entry of the navigation.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) is_here: bool,
    /// How much waits there; empty if nothing does.
    pub(super) waits: String,
}

/// From so many on, the navigation does not count any more.
pub(super) const MANY: u64 = 100;

/// Entries that belong together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) entries: Vec<Entry>,
}

/// The navigation that this person sees.
pub(super) fn groups(
    lang: Lang,
    person: &Person,
    here: Option<Section>,
    unclear: u64,
) -> Vec<Group> {
    use Section::{
        Accounts, ApiKeys, Audit, Broadcasts, Citizens, Home, Hooks, Inbox, Ledger, Officials,
        Partners, Permits, Settings, Simulator, Templates, Users,
    };
    let group = |name, sections: &[Section]| Group {
        name,
        entries: sections
            .iter()
            .filter(|section| section.is_for(person.role))
            .map(|section| Entry {
                path: section.path(),
                name: section.name(lang),
                is_here: here == Some(*section),
                waits: match (section, unclear) {
                    (Inbox, 1..MANY) => unclear.to_string(),
                    (Inbox, MANY..) => format!("{}+", MANY - 1),
                    _ => String::new(),
                },
            })
            .collect(),
    };
    vec![
        group(
            lang.pick("Pekerjaan", "Work"),
            &[Home, Inbox, Partners, Permits, Broadcasts],
        ),
        group(
            lang.pick("Penyiapan", "Set-up"),
            &[Templates, Officials, Accounts, Citizens, Settings],
        ),
        group(
            lang.pick("Pengawasan", "Oversight"),
            &[Ledger, Audit, Users, ApiKeys, Hooks],
        ),
        group(lang.pick("Latihan", "Practice"), &[Simulator]),
    ]
}

/// Whether the person may enter and send.
pub(super) fn may_send(person: &Person) -> bool {
    matches!(person.role, Role::Admin | Role::Officer)
}

/// Whether the person manages.
pub(super) fn is_admin(person: &Person) -> bool {
    person.role == Role::Admin
}
