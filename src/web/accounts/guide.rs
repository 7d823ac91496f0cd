//! How a webhook is set up at each provider, step by step, as their own pages call things.

use entity::words::AccountKind;

use crate::lang::Lang;

/// The steps, in order.
pub(super) fn steps(lang: Lang, kind: AccountKind) -> Vec<&'static str> {
    let steps: &[(&str, &str)] = match kind {
        AccountKind::Fonnte => &[
            (
                "Masuk ke fonnte.com, buka menu Device, lalu pilih Edit pada perangkat ini.",
                "Sign in at fonnte.com, open Device, and choose Edit for this device.",
            ),
            (
                "Tempelkan alamat webhook akun ini pada kolom Webhook, Webhook Message Status, dan Webhook Connect.",
                "Paste the webhook address of this account into Webhook, Webhook Message Status and Webhook Connect.",
            ),
            (
                "Nyalakan Autoread dan Personal. Tanpa Autoread, Fonnte tidak meneruskan balasan warga.",
                "Switch Autoread and Personal on. Without Autoread, Fonnte passes no replies on.",
            ),
            (
                "Biarkan Quick mati dan balasan otomatis Fonnte kosong, supaya hanya Setuju yang menjawab.",
                "Leave Quick off and Fonnte's own autoreply empty, so that only Setuju answers.",
            ),
            (
                "Bila Anda mengisi Secret di Fonnte, isikan nilai yang sama di sini sebagai rahasia isi webhook.",
                "If you enter a Secret at Fonnte, enter the same one here as the secret of the webhook body.",
            ),
            (
                "Simpan, tekan Uji di halaman akun ini, lalu kirim sebuah pesan dari ponsel lain ke nomor kantor.",
                "Save, press Test on the page of this account, then write to the office's number from another phone.",
            ),
        ],
        AccountKind::Watzap => &[
            (
                "Masuk ke watzap.id dan pastikan nomor kantor berstatus terhubung.",
                "Sign in at watzap.id and see to it that the office's number is connected.",
            ),
            (
                "Buka pengaturan API, lalu tempelkan alamat webhook akun ini sebagai webhook nomor ini. Satu nomor memiliki satu webhook.",
                "Open the API settings and paste the webhook address of this account as the webhook of this number. A number has one webhook.",
            ),
            (
                "Jangan memakai number_key \"ALL\": balasan akan keluar dari nomor lain.",
                "Do not use the number_key \"ALL\": answers would leave from another number.",
            ),
            (
                "Simpan, tekan Uji di halaman akun ini, lalu kirim sebuah pesan dari ponsel lain ke nomor kantor.",
                "Save, press Test on the page of this account, then write to the office's number from another phone.",
            ),
        ],
        AccountKind::Meta => &[
            (
                "Buka developers.facebook.com, pilih aplikasi kantor, lalu WhatsApp, Configuration.",
                "Open developers.facebook.com, choose the office's app, then WhatsApp, Configuration.",
            ),
            (
                "Tempelkan alamat webhook akun ini sebagai Callback URL, dan verify_token yang Anda isikan di sini sebagai Verify token.",
                "Paste the webhook address of this account as Callback URL, and the verify_token that you entered here as Verify token.",
            ),
            (
                "Berlangganan bidang messages, dan user_preferences bila tersedia.",
                "Subscribe to the field messages, and to user_preferences where there is one.",
            ),
            (
                "Meta menandatangani setiap kiriman dengan app_secret; Setuju menolak yang tidak bertanda tangan.",
                "Meta signs every post with the app_secret; Setuju refuses those without a signature.",
            ),
        ],
        AccountKind::Sandbox => &[(
            "Tidak ada yang perlu dipasang: simulator mengirim balasan ke alamat ini sendiri.",
            "There is nothing to set up: the simulator posts replies to this address by itself.",
        )],
    };
    steps.iter().map(|(id, en)| lang.pick(id, en)).collect()
}

/// How a setting is called, and where its value is found.
pub(super) fn label(lang: Lang, setting: &str) -> (&'static str, &'static str) {
    let (id, en, hint_id, hint_en) = match setting {
        "token" => (
            "Token perangkat",
            "Device token",
            "Di fonnte.com, menu Device.",
            "At fonnte.com, menu Device.",
        ),
        "device" => (
            "Nomor perangkat",
            "Number of the device",
            "Seperti tertulis di Fonnte. Boleh kosong: diisi oleh pengujian.",
            "As written at Fonnte. May be empty: the test fills it in.",
        ),
        "body_secret" => (
            "Rahasia isi webhook",
            "Secret of the webhook body",
            "Hanya bila Anda mengisi Secret di Fonnte.",
            "Only if you entered a Secret at Fonnte.",
        ),
        "api_key" => (
            "API key",
            "API key",
            "16 karakter, di pengaturan akun Watzap.",
            "16 characters, in the account settings at Watzap.",
        ),
        "number_key" => (
            "Number key",
            "Number key",
            "16 karakter, milik nomor yang terhubung.",
            "16 characters, of the connected number.",
        ),
        "mode" => (
            "Modus",
            "Mode",
            "Kosongkan untuk nomor tertaut (number_key).",
            "Leave empty for a linked number (number_key).",
        ),
        "phone_number_id" => (
            "Phone number ID",
            "Phone number ID",
            "Angka ID, bukan nomor teleponnya.",
            "The id, not the phone number itself.",
        ),
        "waba_id" => (
            "WABA ID",
            "WABA ID",
            "ID akun WhatsApp Business.",
            "The id of the WhatsApp Business account.",
        ),
        "access_token" => (
            "Access token",
            "Access token",
            "Token permanen dari pengguna sistem.",
            "A permanent token of a system user.",
        ),
        "app_secret" => (
            "App secret",
            "App secret",
            "Di pengaturan dasar aplikasi Meta.",
            "In the basic settings of the Meta app.",
        ),
        "verify_token" => (
            "Verify token",
            "Verify token",
            "Anda tentukan sendiri; ketik yang sama di Meta.",
            "Choose one yourself; type the same at Meta.",
        ),
        "webhook_secret" => (
            "Rahasia tanda tangan webhook",
            "Secret of webhook signatures",
            "Hanya bila ada perantara yang menandatangani kiriman.",
            "Only if a relay in front signs the posts.",
        ),
        _ => ("Pengaturan", "Setting", "", ""),
    };
    (lang.pick(id, en), lang.pick(hint_id, hint_en))
}
