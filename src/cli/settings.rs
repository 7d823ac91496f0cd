//! The part of the help that explains the settings.

use crate::config::SETTINGS;
use crate::lang::Lang;

/// Every `SETUJU_*` variable: what it is for, what is allowed, what holds when it is not set.
pub(super) fn explained(lang: Lang) -> String {
    let mut lines = vec![
        lang.pick(
            "Variabel lingkungan (dalam berkas TOML: nama yang sama tanpa SETUJU_, huruf kecil):",
            "Environment variables (in the TOML file: the same name without SETUJU_, in small letters):",
        )
        .to_owned(),
    ];
    for setting in SETTINGS {
        let (allowed, word) = match lang {
            Lang::Id => (setting.allowed_id, "Bawaan"),
            Lang::En => (setting.allowed, "Default"),
        };
        let default = match setting.default {
            "" => "-",
            default => default,
        };
        let purpose = purpose(setting.name, lang);
        lines.push(format!("  {}", setting.variable()));
        lines.push(format!("      {purpose}: {allowed}. {word}: {default}"));
    }
    lines.join("\n")
}

/// What a setting is for.
fn purpose(name: &str, lang: Lang) -> &'static str {
    let (indonesian, english) = match name {
        "listen" => ("Tempat layanan menunggu", "Where the service listens"),
        "data_dir" => ("Tempat berkas disimpan", "Where files are kept"),
        "database_url" => ("Basis data", "The database"),
        "public_url" => (
            "Alamat layanan dari luar, untuk alamat webhook (kosong: http://{listen})",
            "The address of the service from outside, for webhook addresses (empty: http://{listen})",
        ),
        "master_key" => (
            "Kunci induk (kosong: berkas master.key di folder data, dibuat saat pertama)",
            "The master key (empty: the file master.key in the data folder, made at first)",
        ),
        "log" => ("Baris log yang ditulis", "Which log lines are written"),
        "log_format" => ("Bentuk log", "The form of the log"),
        "timezone" => ("Zona waktu kantor", "The time zone of the office"),
        "quiet_hours" => (
            "Jam tenang, saat pesan massal menunggu",
            "Quiet hours, in which bulk messages wait",
        ),
        "holidays" => (
            "Hari libur kantor, saat pesan massal menunggu sampai pagi hari kerja berikutnya",
            "Holidays of the office, on which bulk messages wait till the next working morning",
        ),
        "pace_ms" => (
            "Jeda acak antara dua pesan satu akun",
            "The random pause between two messages of one account",
        ),
        "ask_cooldown_days" => (
            "Hari sampai satu nomor boleh ditanya lagi",
            "Days until a number may be asked again",
        ),
        "ask_limit" => (
            "Berapa kali satu nomor boleh ditanya",
            "How often a number may be asked",
        ),
        "two_person_broadcasts" => (
            "Siaran harus dimulai oleh orang lain daripada yang menyusunnya",
            "A broadcast has to be started by another person than who drafted it",
        ),
        "brake_window" => (
            "Rem siaran: berapa kiriman terakhir yang dilihat",
            "The brake of broadcasts: how many of the latest sends it looks at",
        ),
        "brake_failures" => (
            "Rem siaran: berhenti bila sekian persen di antaranya gagal",
            "The brake of broadcasts: stops when so many percent of them failed",
        ),
        "brake_stops" => (
            "Rem siaran: berhenti bila sekian persen di antaranya dijawab STOP",
            "The brake of broadcasts: stops when so many percent of them were answered with STOP",
        ),
        "brake_silence_minutes" => (
            "Rem siaran: berhenti bila sekian menit tidak ada webhook yang datang",
            "The brake of broadcasts: stops when no webhook has come for so many minutes",
        ),
        "hooks_allow_private" => (
            "Mengizinkan webhook keluar ke alamat pribadi dan tanpa enkripsi",
            "Allows outgoing webhooks to private addresses and without encryption",
        ),
        "hooks_keep_days" => (
            "Berapa hari catatan webhook keluar disimpan",
            "For how many days the log of outgoing webhooks is kept",
        ),
        "reminder_days" => (
            "Berapa hari sebelum izin berakhir pemegangnya diingatkan",
            "How many days before its end the holder of a permit is reminded",
        ),
        "renewal_link" => (
            "Tempat memperpanjang izin, seperti tertulis dalam pesan",
            "Where a permit is renewed, as messages say it",
        ),
        "contact_info" => (
            "Siapa yang dapat dihubungi, seperti tertulis dalam pesan",
            "Whom to ask, as messages say it",
        ),
        "schedule_reminders" => (
            "Kapan pengingat masa berlaku dikirim",
            "When reminders of permits that end are sent",
        ),
        "schedule_documents" => (
            "Kapan pejabat diingatkan tentang dokumen yang menunggu",
            "When officials are reminded of documents that wait",
        ),
        "schedule_hook_log" => (
            "Kapan catatan lama webhook keluar dihapus",
            "When the log of outgoing webhooks is cleared of what is old",
        ),
        "lang" => ("Bahasa baris perintah", "The language of the command line"),
        "sandbox" => (
            "Akun latihan di dalam program ini",
            "The practice account inside this program",
        ),
        _ => of_the_door(name),
    };
    lang.pick(indonesian, english)
}

/// What the settings of signing in are for.
fn of_the_door(name: &str) -> (&'static str, &'static str) {
    match name {
        "require_totp" => (
            "Siapa yang wajib memakai kode keamanan dari ponsel",
            "Who has to use a security code from the phone",
        ),
        "trusted_proxies" => (
            "Proksi yang dipercaya tentang asal permintaan (X-Forwarded-For)",
            "Which proxies are believed about where requests come from (X-Forwarded-For)",
        ),
        _ => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_explained() {
        for setting in SETTINGS {
            for lang in [Lang::Id, Lang::En] {
                assert!(!purpose(setting.name, lang).is_empty(), "{}", setting.name);
                assert!(explained(lang).contains(&setting.variable()));
            }
        }
    }
}
