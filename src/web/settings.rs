//! What the office decided, where each is set, and what runs by itself.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::words::JobOutcome;

use super::error::PageError;
use super::form::Form;
use super::frame::{self, Frame};
use super::nav::Section;
use super::sign_in::sentence;
use super::timetable;
use super::visitor::{Admin, Reader};
use super::words::pace;
use crate::core::Policy;
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
    /// When it runs, in words if there are any.
    when: Option<String>,
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

/// How facts are worded in one language.
#[derive(Clone, Copy)]
struct Wording(Lang);

impl Wording {
    fn fact(
        self,
        variable: &'static str,
        names: (&'static str, &'static str),
        value: String,
    ) -> Fact {
        Fact {
            name: self.0.pick(names.0, names.1),
            value: if value.is_empty() { self.off() } else { value },
            variable,
        }
    }

    fn off(self) -> String {
        self.0.pick("tidak dipakai", "off").to_owned()
    }

    fn yes(self, is_so: bool) -> String {
        let (id, en) = if is_so {
            ("ya", "yes")
        } else {
            ("tidak", "no")
        };
        self.0.pick(id, en).to_owned()
    }

    /// A number of which zero means never.
    fn unless_zero(self, number: u64, unit: &str) -> String {
        if number == 0 {
            self.off()
        } else {
            format!("{number}{unit}")
        }
    }
}

fn list<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

fn facts(services: &Services, lang: Lang) -> Vec<(&'static str, Vec<Fact>)> {
    let policy = &services.core.policy;
    vec![
        (
            lang.pick("Kapan boleh mengirim", "When messages may leave"),
            sending_facts(policy, Wording(lang)),
        ),
        (
            lang.pick("Siaran", "Broadcasts"),
            broadcast_facts(policy, Wording(lang)),
        ),
        (
            lang.pick("Pengingat masa berlaku", "Reminders of expiry"),
            reminder_facts(policy, Wording(lang)),
        ),
        (
            lang.pick("Layanan", "Service"),
            service_facts(policy, Wording(lang)),
        ),
    ]
}

fn sending_facts(policy: &Policy, say: Wording) -> Vec<Fact> {
    let rules = &policy.rules;
    let quiet = rules.quiet_hours.map(|hours| hours.to_string());
    let days = rules.ask_cooldown.as_secs() / 86_400;
    vec![
        say.fact(
            "SETUJU_TIMEZONE",
            ("Zona waktu", "Time zone"),
            rules.zone.to_string(),
        ),
        say.fact(
            "SETUJU_QUIET_HOURS",
            ("Jam tenang", "Quiet hours"),
            quiet.unwrap_or_default(),
        ),
        say.fact(
            "SETUJU_HOLIDAYS",
            ("Hari libur", "Holidays"),
            list(rules.holidays.days()),
        ),
        say.fact(
            "SETUJU_PACE_MS",
            ("Jeda antarpesan", "Pause between messages"),
            pace(say.0, policy.pace.mean()),
        ),
        say.fact(
            "SETUJU_ASK_COOLDOWN_DAYS",
            (
                "Bertanya lagi paling cepat setelah",
                "Ask again at the earliest after",
            ),
            format!("{days} {}", say.0.pick("hari", "days")),
        ),
        say.fact(
            "SETUJU_ASK_LIMIT",
            ("Bertanya paling banyak", "Ask at most"),
            format!("{} {}", rules.ask_limit, say.0.pick("kali", "times")),
        ),
    ]
}

fn broadcast_facts(policy: &Policy, say: Wording) -> Vec<Fact> {
    let brake = policy.brake;
    let percent = |share: u32| say.unless_zero(share.into(), "%");
    let minutes = brake.silence.as_secs() / 60;
    vec![
        say.fact(
            "SETUJU_TWO_PERSON_BROADCASTS",
            (
                "Harus dimulai oleh orang lain, bukan penyusunnya",
                "Must be started by another person than its author",
            ),
            say.yes(policy.two_person_broadcasts),
        ),
        say.fact(
            "SETUJU_BRAKE_WINDOW",
            (
                "Gagal dan STOP dihitung dari",
                "Failures and STOPs are counted over",
            ),
            format!(
                "{} {}",
                brake.window,
                say.0.pick("pesan terakhir", "latest messages")
            ),
        ),
        say.fact(
            "SETUJU_BRAKE_FAILURES",
            (
                "Siaran berhenti sendiri bila gagal mencapai",
                "A broadcast stops by itself when failures reach",
            ),
            percent(brake.failures_percent),
        ),
        say.fact(
            "SETUJU_BRAKE_STOPS",
            (
                "Siaran berhenti sendiri bila balasan STOP mencapai",
                "A broadcast stops by itself when STOPs reach",
            ),
            percent(brake.stops_percent),
        ),
        say.fact(
            "SETUJU_BRAKE_SILENCE_MINUTES",
            (
                "Siaran berhenti sendiri bila tidak ada webhook selama",
                "A broadcast stops by itself when no webhook came for",
            ),
            say.unless_zero(minutes, say.0.pick(" menit", " minutes")),
        ),
    ]
}

fn reminder_facts(policy: &Policy, say: Wording) -> Vec<Fact> {
    let reminders = &policy.reminders;
    vec![
        say.fact(
            "SETUJU_REMINDER_DAYS",
            (
                "Dikirim sebelum berakhir (hari)",
                "Sent before the end (days)",
            ),
            list(reminders.days.ascending()),
        ),
        say.fact(
            "SETUJU_RENEWAL_LINK",
            ("Tautan perpanjangan", "Link for renewal"),
            reminders.renewal_link.replace(
                "{registration_id}",
                say.0.pick("(nomor pendaftaran)", "(registration)"),
            ),
        ),
        say.fact(
            "SETUJU_CONTACT_INFO",
            ("Kontak", "Contact"),
            reminders.contact_info.clone(),
        ),
    ]
}

fn service_facts(policy: &Policy, say: Wording) -> Vec<Fact> {
    vec![
        say.fact(
            "SETUJU_PUBLIC_URL",
            ("Alamat publik", "Public address"),
            policy.public_url.clone(),
        ),
        say.fact(
            "SETUJU_SANDBOX",
            ("Simulator tersedia", "Simulator available"),
            say.yes(policy.sandbox),
        ),
        say.fact(
            "",
            ("Versi", "Version"),
            env!("CARGO_PKG_VERSION").to_owned(),
        ),
    ]
}

/// What a job is called.
pub(super) const fn job_name(lang: Lang, job: Job) -> &'static str {
    match job {
        Job::ExpiryReminders => lang.pick("Pengingat masa berlaku", "Reminders of expiry"),
        Job::PendingDocuments => lang.pick(
            "Mengingatkan pejabat tentang dokumen yang menunggu",
            "Reminding officials of documents that wait",
        ),
        Job::HookLog => lang.pick(
            "Membersihkan catatan webhook keluar",
            "Clearing the log of outgoing webhooks",
        ),
    }
}

fn job_row(services: &Services, lang: Lang, view: &JobView) -> JobRow {
    let name = job_name(lang, view.job);
    let row = view.row.as_ref();
    let outcome = row.and_then(|row| row.outcome);
    let outcome = match (view.is_running, outcome) {
        (true, _) => ("wait", lang.pick("berjalan", "running")),
        (_, Some(JobOutcome::Done)) => ("good", lang.pick("selesai", "done")),
        (_, Some(_)) => (
            "bad",
            lang.pick("gagal, akan dicoba lagi", "failed, tried again"),
        ),
        (_, None) => ("quiet", lang.pick("belum pernah", "never")),
    };
    let pattern = view.job.pattern(&services.core.policy.timetable);
    let pattern = pattern.map(ToString::to_string).unwrap_or_default();
    JobRow {
        id: view.job.name(),
        name,
        when: timetable::said(lang, &pattern),
        pattern,
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
