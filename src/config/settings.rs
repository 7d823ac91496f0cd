//! The table of settings.

/// Name, default, what is allowed: the list that errors, `setuju --help` and the README agree on.
pub const SETTINGS: &[Setting] = &[
    Setting::new("listen", "127.0.0.1:8080", "address:port", "alamat:port"),
    Setting::new("data_dir", "./data", "a folder", "sebuah folder"),
    Setting::new(
        "database_url",
        "",
        "empty for SQLite in the data folder, sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME",
        "kosong untuk SQLite di folder data, sqlite:BERKAS atau postgres://USER:SANDI@HOST/NAMA",
    ),
    Setting::new(
        "public_url",
        "",
        "http:// or https:// address",
        "alamat http:// atau https://",
    ),
    Setting::new(
        "master_key",
        "",
        "32 bytes in base64",
        "32 byte dalam base64",
    ),
    Setting::new(
        "log",
        "info",
        "error, warn, info, debug, trace, or directives such as setuju=debug",
        "error, warn, info, debug, trace, atau arahan seperti setuju=debug",
    ),
    Setting::new("log_format", "text", "text or json", "text atau json"),
    Setting::new(
        "timezone",
        "Asia/Jakarta",
        "a name of the IANA time zone database in Asia, such as Asia/Jakarta, or UTC",
        "nama zona waktu IANA di Asia, seperti Asia/Jakarta, atau UTC",
    ),
    Setting::new(
        "quiet_hours",
        "20:00-07:00",
        "HH:MM-HH:MM, or empty to switch them off",
        "JJ:MM-JJ:MM, atau kosong untuk mematikannya",
    ),
    Setting::new(
        "holidays",
        "",
        "days with commas between them, such as 2026-12-25,2027-01-01 (in the file also a list), or empty",
        "tanggal dipisah koma, seperti 2026-12-25,2027-01-01 (dalam berkas boleh juga daftar), atau kosong",
    ),
    Setting::new(
        "pace_ms",
        "1000-2000",
        "two numbers of milliseconds, smaller first, such as 1000-2000",
        "dua angka milidetik, yang kecil dahulu, seperti 1000-2000",
    ),
    Setting::new("ask_cooldown_days", "30", "0 to 3650", "0 sampai 3650"),
    Setting::new("ask_limit", "3", "1 to 100", "1 sampai 100"),
    Setting::new("two_person_broadcasts", "off", "on or off", "on atau off"),
    Setting::new("brake_window", "100", "10 to 1000", "10 sampai 1000"),
    Setting::new(
        "brake_failures",
        "30",
        "0 to 100, 0 to switch it off",
        "0 sampai 100, 0 untuk mematikannya",
    ),
    Setting::new(
        "brake_stops",
        "10",
        "0 to 100, 0 to switch it off",
        "0 sampai 100, 0 untuk mematikannya",
    ),
    Setting::new(
        "brake_silence_minutes",
        "30",
        "0 to 10080, 0 to switch it off",
        "0 sampai 10080, 0 untuk mematikannya",
    ),
    Setting::new("hooks_allow_private", "off", "on or off", "on atau off"),
    Setting::new("hooks_keep_days", "30", "4 to 3650", "4 sampai 3650"),
    Setting::new(
        "reminder_days",
        "90,60,30,7",
        "1 to 10 different numbers of days from 1 to 365, with commas between them, or empty to switch reminders off",
        "1 sampai 10 jumlah hari yang berbeda, 1 sampai 365, dipisah koma, atau kosong untuk mematikan pengingat",
    ),
    Setting::new(
        "renewal_link",
        "https://sicantik.dotakaro.com/perpanjangan/{registration_id}",
        "1 to 200 characters; {registration_id} stands for the id of the permit's application",
        "1 sampai 200 karakter; {registration_id} berarti ID pendaftaran izin",
    ),
    Setting::new(
        "contact_info",
        "DPMPTSP Kabupaten Karo, https://sicantik.dotakaro.com",
        "1 to 200 characters",
        "1 sampai 200 karakter",
    ),
    Setting::new(
        "schedule_reminders",
        "0 8 * * *",
        "five fields as cron has them (minute, hour, day, month, day of the week), in the zone of the office, or empty to switch it off",
        "lima bagian seperti cron (menit, jam, tanggal, bulan, hari), menurut zona waktu kantor, atau kosong untuk mematikannya",
    ),
    Setting::new(
        "schedule_documents",
        "0 10 * * 1-5",
        "five fields as cron has them (minute, hour, day, month, day of the week), in the zone of the office, or empty to switch it off",
        "lima bagian seperti cron (menit, jam, tanggal, bulan, hari), menurut zona waktu kantor, atau kosong untuk mematikannya",
    ),
    Setting::new(
        "schedule_hook_log",
        "15 * * * *",
        "five fields as cron has them (minute, hour, day, month, day of the week), in the zone of the office, or empty to switch it off",
        "lima bagian seperti cron (menit, jam, tanggal, bulan, hari), menurut zona waktu kantor, atau kosong untuk mematikannya",
    ),
    Setting::new(
        "require_totp",
        "off",
        "off, admin or all",
        "off, admin, atau all",
    ),
    Setting::new(
        "trusted_proxies",
        "127.0.0.1,::1",
        "addresses or networks with commas between them, such as 127.0.0.1,10.0.0.0/8, or empty",
        "alamat atau jaringan dipisah koma, seperti 127.0.0.1,10.0.0.0/8, atau kosong",
    ),
    Setting::new("lang", "id", "id or en", "id atau en"),
    Setting::new("sandbox", "on", "on or off", "on atau off"),
];

/// One line of the table of settings.
#[derive(Debug)]
pub struct Setting {
    /// The name in the file; in the environment it is in capitals, after `SETUJU_`.
    pub name: &'static str,
    /// What holds when nothing is set.
    pub default: &'static str,
    /// What is allowed, in English.
    pub allowed: &'static str,
    /// What is allowed, in Indonesian.
    pub allowed_id: &'static str,
}

impl Setting {
    const fn new(
        name: &'static str,
        default: &'static str,
        allowed: &'static str,
        allowed_id: &'static str,
    ) -> Self {
        Self {
            name,
            default,
            allowed,
            allowed_id,
        }
    }

    /// The name in the environment.
    pub fn variable(&self) -> String {
        format!("SETUJU_{}", self.name.to_uppercase())
    }
}
