//! Endpoints and deliveries as the command line shows them.

use entity::words::DeliveryStatus;
use entity::{hook_delivery, hook_endpoint};
use serde::Serialize;

use crate::hooks::webhook_id;
use crate::lang::Lang;
use crate::time::Timestamp;

/// An endpoint.
#[derive(Serialize)]
pub(super) struct HookView {
    id: String,
    url: String,
    description: String,
    /// Empty for all.
    events: Vec<String>,
    active: bool,
    disabled_reason: Option<String>,
    failing_since: Option<Timestamp>,
    last_error: Option<String>,
}

impl HookView {
    pub(super) fn new(row: hook_endpoint::Model) -> Self {
        let events = row.events.split(',').filter(|name| !name.is_empty());
        Self {
            id: row.id.to_string(),
            events: events.map(str::to_owned).collect(),
            url: row.url,
            description: row.description,
            active: row.active,
            disabled_reason: row.disabled_reason,
            failing_since: row.failing_since.map(Timestamp::from_millis),
            last_error: row.last_error,
        }
    }

    pub(super) fn headings(lang: Lang) -> Vec<String> {
        let headings = match lang {
            Lang::Id => ["ID", "Keadaan", "Kejadian", "Alamat", "Keterangan"],
            Lang::En => ["ID", "State", "Events", "URL", "Description"],
        };
        headings.map(str::to_owned).to_vec()
    }

    pub(super) fn row(&self, lang: Lang) -> Vec<String> {
        let state = match (self.active, self.failing_since) {
            (false, _) => lang.pick("mati", "off"),
            (true, Some(_)) => lang.pick("gagal", "failing"),
            (true, None) => lang.pick("aktif", "active"),
        };
        let events = if self.events.is_empty() {
            lang.pick("semua", "all").to_owned()
        } else {
            self.events.join(",")
        };
        let why = self.disabled_reason.as_ref().or(self.last_error.as_ref());
        let described = match why {
            Some(why) if self.description.is_empty() => why.clone(),
            Some(why) => format!("{} ({why})", self.description),
            None => self.description.clone(),
        };
        vec![
            self.id.clone(),
            state.to_owned(),
            events,
            self.url.clone(),
            described,
        ]
    }
}

/// A delivery.
#[derive(Serialize)]
pub(super) struct DeliveryView {
    id: String,
    webhook_id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    status: DeliveryStatus,
    attempts: i32,
    last_status: Option<i32>,
    error: Option<String>,
    response: Option<String>,
    next_attempt_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl DeliveryView {
    pub(super) fn new(row: hook_delivery::Model) -> Self {
        let is_pending = row.status == DeliveryStatus::Pending;
        let next = is_pending.then(|| Timestamp::from_millis(row.next_attempt_at));
        Self {
            id: row.id.to_string(),
            webhook_id: webhook_id(row.event_id),
            kind: row.kind.as_str(),
            status: row.status,
            attempts: row.attempt,
            last_status: row.last_status,
            error: row.error,
            response: row.excerpt,
            next_attempt_at: next,
            created_at: Timestamp::from_millis(row.created_at),
        }
    }

    pub(super) fn is_delivered(&self) -> bool {
        self.status == DeliveryStatus::Delivered
    }

    /// What came of a trial.
    pub(super) fn told(&self, lang: Lang) -> String {
        let said = self.error.as_deref().unwrap_or_default();
        let response = self.response.as_deref().unwrap_or_default();
        let status = self.last_status.unwrap_or_default();
        let told = match (self.is_delivered(), lang) {
            (true, Lang::Id) => format!("Diterima (HTTP {status}). {response}"),
            (true, Lang::En) => format!("Taken (HTTP {status}). {response}"),
            (false, Lang::Id) => format!("Tidak diterima: {said}. {response}"),
            (false, Lang::En) => format!("Not taken: {said}. {response}"),
        };
        told.trim_end().to_owned()
    }

    pub(super) fn headings(lang: Lang) -> Vec<String> {
        let headings = match lang {
            Lang::Id => [
                "ID",
                "Dibuat",
                "Kejadian",
                "Status",
                "Percobaan",
                "Berikutnya",
                "Jawaban",
            ],
            Lang::En => [
                "ID", "Made", "Event", "Status", "Attempts", "Next", "Answer",
            ],
        };
        headings.map(str::to_owned).to_vec()
    }

    pub(super) fn row(&self) -> Vec<String> {
        let next = self.next_attempt_at.map(Timestamp::to_rfc3339);
        let answer = self.error.clone().or_else(|| {
            let status = self.last_status?;
            Some(format!("HTTP {status}"))
        });
        vec![
            self.id.clone(),
            self.created_at.to_rfc3339(),
            self.kind.to_owned(),
            self.status.to_string(),
            self.attempts.to_string(),
            next.unwrap_or_default(),
            answer.unwrap_or_default(),
        ]
    }
}
