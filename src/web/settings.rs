//! What the office decided, where each is set, and what runs by itself.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::error::PageError;
use super::form::Form;
use super::frame::{self, Frame};
use super::nav::Section;
use super::sign_in::sentence;
use super::visitor::{Admin, Reader};
use crate::lang::Lang;
use crate::scheduler::{self, Job, JobView, RunError};
use crate::services::Services;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/pengaturan", web::get().to(show))
        .route("/pengaturan/jadwal/{job}", web::post().to(run));
}

/// One thing that was decided.
struct Fact {
    name: &'static str,
    value: String,
    variable: &'static str,
}

/// Something that runs by itself.
struct JobRow {
    id: &'static str,
    name: &'static str,
    pattern: String,
    next: Option<Timestamp>,
    last: Option<Timestamp>,
    outcome: (&'static str, &'static str),
    detail: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    frame: Frame,
    groups: Vec<(&'static str, Vec<Fact>)>,
    jobs: Vec<JobRow>,
}

fn facts(services: &Services, lang: Lang) -> Vec<(&'static str, Vec<Fact>)> {
    let policy = &services.core.policy;
    let rules = &policy.rules;
    let off = || lang.pick("tidak dipakai", "off").to_owned();
    let yes = |is_so: bool| {
        lang.pick(
            if is_so { "ya" } else { "tidak" },
            if is_so { "yes" } else { "no" },
        )
        .to_owned()
    };
    let fact = |variable, id, en, value| Fact {
        name: lang.pick(id, en),
        value,
        variable,
    };
    let or_off = |text: String| if text.is_empty() { off() } else { text };
    let list = |items: Vec<String>| or_off(items.join(", "));
    let percent = |share: u32| {
        if share == 0 {
            off()
        } else {
            format!("{share} %")
        }
    };
    let days = rules.ask_cooldown.as_secs() / 86_400;
    let brake = policy.brake;
    let minutes = brake.silence.as_secs() / 60;
    vec![
        (
            lang.pick("Kapan boleh mengirim", "When messages may leave"),
            vec![
                fact(
                    "SETUJU_TIMEZONE",
                    "Zona waktu",
                    "Time zone",
                    rules.zone.to_string(),
                ),
                fact(
                    "SETUJU_QUIET_HOURS",
                    "Jam tenang",
                    "Quiet hours",
                    rules
                        .quiet_hours
                        .map_or_else(off, |hours| hours.to_string()),
                ),
                fact(
                    "SETUJU_HOLIDAYS",
                    "Hari libur",
                    "Holidays",
                    list(rules.holidays.days().map(|day| day.to_string()).collect()),
                ),
                fact(
                    "SETUJU_PACE_MS",
                    "Jeda antarpesan (ms)",
                    "Pause between messages (ms)",
                    policy.pace.to_string(),
                ),
            ],
        ),
        (
            lang.pick("Bertanya", "Asking"),
            vec![
                fact(
                    "SETUJU_ASK_COOLDOWN_DAYS",
                    "Bertanya lagi paling cepat setelah (hari)",
                    "Ask again at the earliest after (days)",
                    days.to_string(),
                ),
                fact(
                    "SETUJU_ASK_LIMIT",
                    "Bertanya paling banyak (kali)",
                    "Ask at most (times)",
                    rules.ask_limit.to_string(),
                ),
            ],
        ),
        (
            lang.pick("Siaran", "Broadcasts"),
            vec![
                fact(
                    "SETUJU_TWO_PERSON_BROADCASTS",
                    "Dimulai oleh orang kedua",
                    "Started by a second person",
                    yes(policy.two_person_broadcasts),
                ),
                fact(
                    "SETUJU_BRAKE_FAILURES",
                    "Rem: gagal",
                    "Brake: failures",
                    percent(brake.failures_percent),
                ),
                fact(
                    "SETUJU_BRAKE_STOPS",
                    "Rem: STOP",
                    "Brake: STOPs",
                    percent(brake.stops_percent),
                ),
                fact(
                    "SETUJU_BRAKE_SILENCE_MINUTES",
                    "Rem: tidak ada webhook (menit)",
                    "Brake: no webhook (minutes)",
                    if minutes == 0 {
                        off()
                    } else {
                        minutes.to_string()
                    },
                ),
            ],
        ),
        (
            lang.pick("Pengingat masa berlaku", "Reminders of expiry"),
            vec![
                fact(
                    "SETUJU_REMINDER_DAYS",
                    "Hari sebelum berakhir",
                    "Days before the end",
                    list(
                        policy
                            .reminders
                            .days
                            .ascending()
                            .map(|day| day.to_string())
                            .collect(),
                    ),
                ),
                fact(
                    "SETUJU_RENEWAL_LINK",
                    "Tautan perpanjangan",
                    "Link for renewal",
                    policy.reminders.renewal_link.clone(),
                ),
                fact(
                    "SETUJU_CONTACT_INFO",
                    "Kontak",
                    "Contact",
                    policy.reminders.contact_info.clone(),
                ),
            ],
        ),
        (
            lang.pick("Layanan", "Service"),
            vec![
                fact(
                    "SETUJU_PUBLIC_URL",
                    "Alamat publik",
                    "Public address",
                    policy.public_url.clone(),
                ),
                fact("SETUJU_SANDBOX", "Sandbox", "Sandbox", yes(policy.sandbox)),
                fact("", "Versi", "Version", env!("CARGO_PKG_VERSION").to_owned()),
            ],
        ),
    ]
}

fn job_row(services: &Services, lang: Lang, view: &JobView) -> JobRow {
    let name = match view.job {
        Job::ExpiryReminders => lang.pick("Pengingat masa berlaku", "Reminders of expiry"),
        Job::PendingDocuments => lang.pick(
            "Pengingat berkas untuk pejabat",
            "Reminders of documents for officials",
        ),
        Job::HookLog => lang.pick(
            "Membersihkan log webhook keluar",
            "Clearing the log of outgoing webhooks",
        ),
    };
    let row = view.row.as_ref();
    let outcome = row
        .and_then(|row| row.outcome)
        .map(|outcome| outcome.as_str());
    let outcome = match (view.is_running, outcome) {
        (true, _) => ("wait", lang.pick("berjalan", "running")),
        (_, Some("done")) => ("good", lang.pick("selesai", "done")),
        (_, Some(_)) => (
            "bad",
            lang.pick("gagal, akan dicoba lagi", "failed, tried again"),
        ),
        (_, None) => ("quiet", lang.pick("belum pernah", "never")),
    };
    let pattern = view.job.pattern(&services.core.policy.timetable);
    JobRow {
        id: view.job.name(),
        name,
        pattern: pattern.map(ToString::to_string).unwrap_or_default(),
        next: view.next_run_at,
        last: row
            .and_then(|row| row.started_at)
            .map(Timestamp::from_millis),
        outcome,
        detail: row.and_then(|row| row.detail.clone()).unwrap_or_default(),
    }
}

async fn show(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let views = scheduler::list(&services.core).await?;
    frame::show(&SettingsPage {
        frame: Frame::new(&services, &reader, Section::Settings),
        groups: facts(&services, reader.lang),
        jobs: views
            .iter()
            .map(|view| job_row(&services, reader.lang, view))
            .collect(),
    })
}

async fn run(
    admin: Admin,
    job: web::Path<String>,
    _: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    match scheduler::want(&services.core, &job, &admin.person.actor()).await {
        Ok(_) => {
            let news = admin.lang.pick(
                "Tugas dijalankan. Muat ulang halaman untuk melihat hasilnya.",
                "The job is started. Reload the page to see what came of it.",
            );
            Ok(frame::done("/pengaturan", news))
        }
        Err(RunError::Store(error)) => Err(error.into()),
        Err(RunError::NotFound) => Err(PageError::NotFound),
        Err(error) => Err(PageError::Refused(
            StatusCode::CONFLICT,
            sentence(&error, admin.lang),
        )),
    }
}
