//! What somebody should look at, with the way there.

use std::time::Duration;

use entity::ids::InboundId;
use entity::words::{AccountKind, AccountState, Role};

use crate::figures::Lane;
use crate::ids;
use crate::inbound::waiting;
use crate::lang::Lang;
use crate::outbound::tally;
use crate::services::Services;
use crate::staff::user;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::gateway_words::{self, About};
use crate::web::visitor::Reader;

/// How long unreadable posts are worth a warning.
const RECENT: Duration = Duration::from_hours(7 * 24);

/// Something to look at.
#[derive(Clone, Debug)]
pub(super) struct Alert {
    /// `bad`, `wait` or `info`.
    pub(super) tone: &'static str,
    pub(super) text: String,
    pub(super) link: String,
    pub(super) action: &'static str,
}

/// Everything there is to look at, the most urgent first.
pub(super) async fn gather(
    services: &Services,
    reader: &Reader,
    frame: &Frame,
    lanes: &[Lane],
) -> Result<Vec<Alert>, PageError> {
    let db = services.core.db.reader();
    let mut alerts: Vec<_> = lanes
        .iter()
        .filter_map(|lane| of_lane(frame, lane))
        .collect();
    let (unclear, _) = waiting::count_open(db).await?;
    if unclear > 0 {
        let text = counted(
            frame,
            unclear,
            "balasan belum jelas dan menunggu keputusan.",
            "Unclear replies that wait for a decision",
        );
        let action = frame.t("Putuskan", "Decide");
        alerts.push(alert("wait", text, "/kotak-masuk?saring=belum", action));
    }
    let uncertain = tally::uncertain(db).await?;
    if uncertain > 0 {
        let text = counted(
            frame,
            u64::try_from(uncertain).unwrap_or(0),
            "pesan tidak pasti nasibnya: penyedia tidak menjawab.",
            "Uncertain messages, because the provider did not answer",
        );
        let action = frame.t("Periksa", "Look");
        alerts.push(alert("wait", text, "/kotak-masuk?saring=tak-pasti", action));
    }
    let since = InboundId(ids::least_of(frame.now.minus(RECENT)));
    let unreadable = waiting::count_unreadable(db, since).await?;
    if unreadable > 0 {
        let text = counted(
            frame,
            unreadable,
            "kiriman webhook tak terbaca dalam 7 hari terakhir.",
            "Webhook posts of the last 7 days that could not be read",
        );
        let action = frame.t("Lihat", "Show");
        alerts.push(alert(
            "bad",
            text,
            "/kotak-masuk?saring=tak-terbaca",
            action,
        ));
    }
    if reader.person.role == Role::Admin {
        alerts.extend(of_admins(services, reader, frame).await?);
    }
    let is_rehearsal = !lanes
        .iter()
        .any(|lane| lane.active && lane.kind != AccountKind::Sandbox);
    if is_rehearsal {
        let text = frame.t(
            "Belum ada penyedia sungguhan. Semua pesan masih berputar di dalam simulator.",
            "There is no real provider yet. All messages still go round in the simulator.",
        );
        let (link, action) = if reader.person.role == Role::Admin {
            ("/penyedia", frame.t("Tambah penyedia", "Add a provider"))
        } else {
            (
                "/simulator",
                frame.t("Buka simulator", "Open the simulator"),
            )
        };
        alerts.push(alert("info", text.to_owned(), link, action));
    }
    Ok(alerts)
}

fn alert(tone: &'static str, text: String, link: &str, action: &'static str) -> Alert {
    Alert {
        tone,
        text,
        link: link.to_owned(),
        action,
    }
}

fn counted(frame: &Frame, count: u64, id: &str, en: &str) -> String {
    let shown = frame.number(&i64::try_from(count).unwrap_or(i64::MAX));
    match frame.lang {
        Lang::Id => format!("{shown} {id}"),
        Lang::En => format!("{en}: {shown}."),
    }
}

/// What is wrong with an account.
fn of_lane(frame: &Frame, lane: &Lane) -> Option<Alert> {
    if !lane.active {
        return None;
    }
    let name = &lane.name;
    let (tone, text) = if lane.paused {
        let text = match frame.lang {
            Lang::Id => format!("Akun {name} dijeda: pesannya menunggu."),
            Lang::En => format!("The account {name} is paused: its messages wait."),
        };
        ("wait", text)
    } else if lane.down_until.is_some() || lane.state == AccountState::Error {
        let fault = lane.last_error.as_deref().unwrap_or_default();
        let why = gateway_words::said(frame.lang, About::Account, fault);
        let text = match frame.lang {
            Lang::Id => format!("Akun {name} terganggu. {why}"),
            Lang::En => format!("The account {name} is faulty. {why}"),
        };
        ("bad", text)
    } else if lane.kind != AccountKind::Sandbox && lane.last_webhook_at.is_none() {
        let text = match frame.lang {
            Lang::Id => format!(
                "Akun {name} belum pernah menerima webhook: balasan warga tidak akan terbaca."
            ),
            Lang::En => format!(
                "The account {name} has never received a webhook: replies will not be read."
            ),
        };
        ("bad", text)
    } else {
        return None;
    };
    let action = frame.t("Ke penyedia", "To the providers");
    Some(alert(tone, text, "/penyedia", action))
}

/// Administrators who need only a password.
async fn of_admins(
    services: &Services,
    reader: &Reader,
    frame: &Frame,
) -> Result<Option<Alert>, PageError> {
    let people = user::list(services.core.db.reader()).await?;
    let bare: Vec<_> = people
        .iter()
        .filter(|row| row.role == Role::Admin && row.totp.is_none() && row.disabled_at.is_none())
        .collect();
    if bare.iter().any(|row| row.id == reader.person.id) {
        let text = frame.t(
            "Akun admin Anda belum dilindungi kode keamanan.",
            "Your administrator account is not protected by a security code yet.",
        );
        let action = frame.t("Aktifkan", "Switch on");
        return Ok(Some(alert("wait", text.to_owned(), "/saya/faktor", action)));
    }
    if bare.is_empty() {
        return Ok(None);
    }
    let text = counted(
        frame,
        u64::try_from(bare.len()).unwrap_or(0),
        "admin belum dilindungi kode keamanan.",
        "Administrators without a security code",
    );
    let action = frame.t("Lihat", "Show");
    Ok(Some(alert("wait", text, "/pengguna", action)))
}
