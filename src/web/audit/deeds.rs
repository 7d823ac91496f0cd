//! What was done, in words. A new deed needs a line here; until it has one its code is shown.

use crate::lang::Lang;

/// Every deed of the trail: its code, and what people call it.
#[rustfmt::skip] // One line for each deed.
const DEEDS: &[(&str, &str, &str)] = &[
    ("account.added", "Akun penyedia ditambahkan", "Account added"),
    ("account.changed", "Akun penyedia diubah", "Account changed"),
    ("account.deleted", "Akun penyedia dihapus", "Account deleted"),
    ("account.made_default", "Akun dijadikan utama", "Account made the default"),
    ("account.paused", "Akun dijeda", "Account paused"),
    ("account.resumed", "Akun dijalankan lagi", "Account resumed"),
    ("account.tested", "Akun diuji", "Account tested"),
    ("account.webhook_token_rotated", "Alamat webhook akun diganti", "Webhook address of the account renewed"),
    ("api_key.created", "Kunci API dibuat", "API key made"),
    ("api_key.revoked", "Kunci API dicabut", "API key withdrawn"),
    ("broadcast.began", "Siaran terjadwal mulai berangkat", "Planned broadcast began"),
    ("broadcast.braked", "Siaran berhenti sendiri karena banyak gagal", "Broadcast stopped by itself"),
    ("broadcast.cancelled", "Siaran dibatalkan", "Broadcast cancelled"),
    ("broadcast.changed", "Rancangan siaran diubah", "Draft of a broadcast changed"),
    ("broadcast.completed", "Siaran selesai", "Broadcast completed"),
    ("broadcast.drafted", "Siaran disusun", "Broadcast drafted"),
    ("broadcast.exported", "Hasil siaran diunduh", "Results of a broadcast downloaded"),
    ("broadcast.paused", "Siaran dijeda", "Broadcast paused"),
    ("broadcast.resumed", "Siaran dilanjutkan", "Broadcast resumed"),
    ("broadcast.started", "Siaran dimulai", "Broadcast started"),
    ("broadcast.tried", "Siaran dicoba ke nomor sendiri", "Broadcast tried on one's own number"),
    ("consent.inspected", "Buku besar diperiksa", "Ledger checked"),
    ("consent.proof_downloaded", "Lembar bukti diunduh", "Proof sheet downloaded"),
    ("consent.recorded", "Keputusan di kertas atau loket dicatat", "Decision on paper or at the counter recorded"),
    ("hook.added", "Webhook keluar ditambahkan", "Outgoing webhook added"),
    ("hook.changed", "Webhook keluar diubah", "Outgoing webhook changed"),
    ("hook.deleted", "Webhook keluar dihapus", "Outgoing webhook deleted"),
    ("hook.replayed", "Kiriman webhook diulang", "Deliveries of a webhook repeated"),
    ("hook.secret_rotated", "Rahasia webhook diganti", "Secret of a webhook renewed"),
    ("hook.tested", "Webhook keluar diuji", "Outgoing webhook tested"),
    ("inbound.resolved", "Balasan diputuskan", "Reply decided"),
    ("job.run", "Tugas terjadwal dijalankan", "Job run by hand"),
    ("message.sent_by_hand", "Pesan dikirim", "Message sent"),
    ("message.settled", "Nasib pesan yang tidak pasti diputuskan", "Uncertain message settled"),
    ("partner.added", "Mitra ditambahkan", "Partner added"),
    ("partner.changed", "Mitra diubah", "Partner changed"),
    ("partner.deleted", "Mitra dihapus", "Partner removed"),
    ("partners.imported", "Mitra diimpor", "Partners imported"),
    ("permit.changed", "Izin diubah", "Permit changed"),
    ("permit.created", "Izin dicatat", "Permit entered"),
    ("permit.message", "Pesan tentang izin dikirim", "Message about a permit sent"),
    ("permits.imported", "Izin diimpor", "Permits imported"),
    ("recipient.added", "Pejabat ditambahkan", "Official added"),
    ("recipient.changed", "Pejabat diubah", "Official changed"),
    ("recipient.deleted", "Pejabat dihapus", "Official removed"),
    ("setting.office_changed", "Identitas kantor diubah", "Particulars of the office changed"),
    ("simulator.played", "Balasan dimainkan di simulator", "Reply played in the simulator"),
    ("template.added", "Templat ditambahkan", "Template added"),
    ("template.changed", "Templat diubah", "Template changed"),
    ("template.deleted", "Templat dihapus", "Template deleted"),
    ("user.added", "Pengguna ditambahkan", "Person added"),
    ("user.changed", "Peran pengguna diubah", "Role of a person changed"),
    ("user.code_refused", "Kode masuk ditolak", "Code refused"),
    ("user.disabled", "Pengguna dinonaktifkan", "Person let out"),
    ("user.enabled", "Pengguna diaktifkan lagi", "Person let in again"),
    ("user.first_admin", "Admin pertama dibuat", "First administrator made"),
    ("user.invited", "Pengguna diundang", "Person invited"),
    ("user.link_made", "Tautan masuk dibuat", "Link for signing in made"),
    ("user.password_changed", "Kata sandi diganti", "Password changed"),
    ("user.password_refused", "Kata sandi lama ditolak", "Old password refused"),
    ("user.password_set", "Kata sandi dibuat", "Password set"),
    ("user.profile_changed", "Data diri diubah", "Profile changed"),
    ("user.refused", "Masuk ditolak", "Signing in refused"),
    ("user.second_factor_removed", "Kode tambahan dihapus", "Second factor removed"),
    ("user.second_factor_set", "Kode tambahan dipasang", "Second factor set"),
    ("user.session_ended", "Sesi diakhiri", "Session ended"),
    ("user.signed_in", "Masuk", "Signed in"),
    ("user.signed_out", "Keluar", "Signed out"),
];

/// What deeds are about, by the first word of their code.
const AREAS: &[(&str, &str, &str)] = &[
    ("user", "Pengguna dan masuk", "People and signing in"),
    ("inbound", "Balasan yang diputuskan", "Replies decided"),
    ("consent", "Persetujuan", "Consent"),
    ("partner", "Mitra", "Partners"),
    ("partners", "Impor mitra", "Imports of partners"),
    ("permit", "Izin", "Permits"),
    ("permits", "Impor izin", "Imports of permits"),
    ("message", "Pesan", "Messages"),
    ("broadcast", "Siaran", "Broadcasts"),
    ("template", "Templat", "Templates"),
    ("account", "Penyedia", "Providers"),
    ("recipient", "Pejabat penerima", "Officials"),
    ("setting", "Pengaturan", "Settings"),
    ("hook", "Webhook keluar", "Outgoing webhooks"),
    ("api_key", "Kunci API", "API keys"),
    ("job", "Jadwal", "Schedule"),
    ("simulator", "Simulator", "Simulator"),
];

/// What a deed is called; a code that has no words stands for itself.
pub(super) fn deed(lang: Lang, code: &str) -> &str {
    let found = DEEDS.iter().find(|(known, ..)| *known == code);
    found.map_or(code, |(_, id, en)| lang.pick(id, en))
}

/// The choices of what deeds are about.
pub(super) fn areas(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let areas = AREAS
        .iter()
        .map(|(word, id, en)| (*word, lang.pick(id, en)));
    std::iter::once(("", lang.pick("Semua", "Everything")))
        .chain(areas)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Texts in the source that look like the code of a deed.
    fn codes(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with(file!()) {
                let source = std::fs::read_to_string(&path).unwrap();
                found.extend(
                    source
                        .split('"')
                        .filter(|text| is_code(text))
                        .map(String::from),
                );
            }
        }
    }

    fn is_code(text: &str) -> bool {
        let Some((area, act)) = text.split_once('.') else {
            return false;
        };
        AREAS.iter().any(|(known, ..)| *known == area)
            && act != "html"
            && !act.is_empty()
            && act
                .chars()
                .all(|sign| sign == '_' || sign.is_ascii_lowercase())
    }

    #[test]
    fn every_deed_in_the_source_has_words() {
        let mut found = BTreeSet::new();
        codes(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        assert!(
            found.contains("user.signed_in") && found.len() > 40,
            "{found:?}"
        );
        let silent: Vec<_> = found
            .iter()
            .filter(|code| deed(Lang::Id, code) == *code)
            .collect();
        assert!(silent.is_empty(), "no words for {silent:?}");
        assert_eq!(deed(Lang::En, "user.something_new"), "user.something_new");
    }

    #[test]
    fn every_deed_belongs_to_an_area_one_can_choose() {
        for (code, id, en) in DEEDS {
            assert!(is_code(code) && id != en, "{code}");
        }
    }
}
