//! What went wrong at a gateway or on the way to it, as the office says it: a sentence in the
//! page's language, told by the code or the words that are known, and the gateway's own words
//! quoted behind it. What is not known is told by what became of the message.

use entity::words::MessageStatus;

use crate::lang::Lang;

/// What a fault is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    /// A message that came to this.
    Message(MessageStatus),
    /// An account.
    Account,
}

/// Whose words they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Ours, and the sentence says all of it.
    Us,
    /// Somebody else's, or ours with more behind it: to be quoted.
    Others,
}

use By::{Others, Us};

/// Words as they are found in a fault, in small letters; the first that fits. Codes of Meta stand
/// at the beginning, the others anywhere.
const KNOWN: &[(&[&str], By, &str, &str)] = &[
    (
        &["no answer in time", "the sandbox did not answer in time"],
        Us,
        "Penyedia tidak menjawab pada waktunya.",
        "The provider did not answer in time.",
    ),
    (
        &["rejected by the sandbox"],
        Us,
        "Ditolak oleh simulator.",
        "Refused by the simulator.",
    ),
    (
        &["the sandbox is busy"],
        Us,
        "Simulator sedang sibuk.",
        "The simulator is busy.",
    ),
    (
        &["given up: the sandbox device was disconnected"],
        Us,
        "Tidak dicoba lagi: perangkat simulator terputus.",
        "Given up: the device of the simulator was disconnected.",
    ),
    (
        &[
            "the sandbox device is disconnected",
            "the device is disconnected",
        ],
        Us,
        "Perangkatnya terputus dari WhatsApp; sambungkan lagi.",
        "The device is disconnected from WhatsApp; connect it again.",
    ),
    (
        &["the sandbox is always ready"],
        Us,
        "Simulator selalu siap.",
        "The simulator is always ready.",
    ),
    (
        &["the number is not connected"],
        Us,
        "Nomornya terputus; hubungkan lagi di Watzap.",
        "The number is not connected; pair it again in Watzap.",
    ),
    (
        &["the number is not on whatsapp"],
        Us,
        "Nomor ini tidak ada di WhatsApp.",
        "The number is not on WhatsApp.",
    ),
    (
        &["the text is empty"],
        Us,
        "Teksnya kosong.",
        "The text is empty.",
    ),
    (
        &["the text is longer than"],
        Us,
        "Teksnya lebih panjang daripada 4096 karakter yang diterima Meta.",
        "The text is longer than the 4096 characters that Meta takes.",
    ),
    (
        &[
            "cannot write to this kind of address",
            "writes to phone numbers only",
            "cannot reach this kind of whatsapp address",
        ],
        Us,
        "Alamat WhatsApp seperti ini tidak dapat dikirimi lewat penyedia ini.",
        "This kind of WhatsApp address cannot be reached through this provider.",
    ),
    (
        &[
            "the account was deleted",
            "the account of this message was deleted",
        ],
        Us,
        "Akun pengirimnya sudah dihapus.",
        "The account it was to leave through was removed.",
    ),
    (
        &["the setting "],
        Others,
        "Pengaturan akun ini belum lengkap atau salah; perbaiki di halaman Penyedia.",
        "The settings of this account are incomplete or wrong; correct them on the page Providers.",
    ),
    (
        &[
            "no connection",
            "error sending request",
            "connection refused",
            "dns error",
        ],
        Others,
        "Tidak dapat tersambung ke penyedia.",
        "The provider could not be reached.",
    ),
    (
        &["no answer"],
        Others,
        "Sambungan ke penyedia terputus sebelum ada jawaban.",
        "The connection to the provider broke off before an answer came.",
    ),
    (
        &["the request cannot be made"],
        Others,
        "Alamat atau kunci akun ini tidak dapat dipakai.",
        "The address or the key of this account cannot be used.",
    ),
    (
        &["131047:"],
        Others,
        "Sudah lewat 24 jam sejak pesan terakhir warga; hanya templat yang disetujui Meta yang boleh dikirim.",
        "More than 24 hours after the citizen's last message, only a template that Meta approved may be sent.",
    ),
    (
        &["131056:", "130429:", "80007:", "131049:", "too many"],
        Others,
        "Terlalu banyak pesan dalam waktu singkat.",
        "Too many messages in a short time.",
    ),
    (
        &["132"],
        Others,
        "Templatnya tidak diterima Meta.",
        "Meta did not take the template.",
    ),
    (
        &["131042:", "upgrade", "payment"],
        Others,
        "Paket atau pembayaran akun ini perlu diurus di penyedia.",
        "The plan or the payment of this account needs attention at the provider.",
    ),
    (
        &[
            "131026:",
            "target invalid",
            "target input invalid",
            "invalid whatsapp number",
        ],
        Others,
        "Nomor ini tidak dapat menerima pesan WhatsApp.",
        "This number cannot receive WhatsApp messages.",
    ),
    (
        &[
            "190:",
            "token invalid",
            "invalid token",
            "invalid api key",
            "invalid api-key",
            "invalid number key",
            "unknown user",
            "devices must belong",
            "no number with this number key",
        ],
        Others,
        "Penyedia tidak mengenali kunci akun ini; periksa di halaman Penyedia.",
        "The provider does not know the key of this account; check it on the page Providers.",
    ),
    (
        &["quota"],
        Others,
        "Kuota akun ini habis; isi lagi di penyedia.",
        "The quota of this account is used up; buy more at the provider.",
    ),
    (
        &["disconnected", "rekoneksi", "reconnect", "the device says"],
        Others,
        "Perangkatnya terputus dari WhatsApp; sambungkan lagi.",
        "The device is disconnected from WhatsApp; connect it again.",
    ),
];

/// The office's sentence, and the gateway's words behind it where it does not say all of them.
pub(super) fn said(lang: Lang, about: About, fault: &str) -> String {
    let fault = fault.trim();
    let (sentence, by) = known(lang, fault)
        .or_else(|| status_of(fault).and_then(|status| of_http(lang, status)))
        .unwrap_or_else(|| (by_what_became(lang, about), Others));
    if by == Us || fault.is_empty() {
        return sentence.to_owned();
    }
    let heard = lang.pick("Kata penyedia:", "The provider's words:");
    format!("{sentence} {heard} “{fault}”")
}

/// What a provider tells of an account that works: the words we put around it, in the language of
/// the page.
pub(super) fn health(lang: Lang, detail: &str) -> String {
    if lang == Lang::En {
        return detail.to_owned();
    }
    let part = |part: &str| {
        for (en, id) in [
            ("device connected", "perangkat tersambung"),
            ("number connected", "nomor tersambung"),
            ("key accepted", "kunci diterima"),
            ("the sandbox is always ready", "simulator selalu siap"),
            ("package ", "paket "),
            ("plan ", "paket "),
            ("quota ", "kuota "),
            ("quality ", "mutu "),
            ("until ", "berlaku sampai "),
            (
                "the free package adds a line to every message",
                "paket gratis menambahkan satu baris pada setiap pesan",
            ),
            (
                "its number is not the one in the setting `device`",
                "nomornya bukan nomor perangkat yang diisi di sini",
            ),
            ("so its webhooks are refused", "jadi webhooknya ditolak"),
        ] {
            if let Some(rest) = part.strip_prefix(en) {
                return format!("{id}{rest}");
            }
        }
        part.to_owned()
    };
    detail.split(", ").map(part).collect::<Vec<_>>().join(", ")
}

fn known(lang: Lang, fault: &str) -> Option<(&'static str, By)> {
    let small = fault.to_lowercase();
    let fits = |word: &&str| {
        if word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':')
        {
            let is_code = small.split(':').next().is_some_and(|code| {
                code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())
            });
            small.starts_with(word) && (word.ends_with(':') || is_code)
        } else {
            small.contains(word)
        }
    };
    let found = KNOWN.iter().find(|(words, ..)| words.iter().any(fits));
    found.map(|(_, by, id, en)| (lang.pick(id, en), *by))
}

/// The status of HTTP that a fault begins with.
fn status_of(fault: &str) -> Option<u16> {
    let fault = fault
        .strip_prefix("an answer without a verdict: ")
        .unwrap_or(fault);
    fault.strip_prefix("HTTP ")?.get(..3)?.parse().ok()
}

fn of_http(lang: Lang, status: u16) -> Option<(&'static str, By)> {
    let sentence = match status {
        401 | 403 => lang.pick(
            "Penyedia tidak menerima kunci akun ini; periksa di halaman Penyedia.",
            "The provider does not take the key of this account; check it on the page Providers.",
        ),
        402 => lang.pick(
            "Akun ini belum dibayar di penyedia.",
            "This account is not paid for at the provider.",
        ),
        429 => lang.pick(
            "Terlalu banyak pesan dalam waktu singkat.",
            "Too many messages in a short time.",
        ),
        408 | 504 => lang.pick(
            "Penyedia tidak menjawab pada waktunya.",
            "The provider did not answer in time.",
        ),
        500.. => lang.pick(
            "Layanan penyedia sedang terganggu.",
            "The service of the provider is in trouble.",
        ),
        _ => return None,
    };
    Some((sentence, Others))
}

fn by_what_became(lang: Lang, about: About) -> &'static str {
    match about {
        About::Account => lang.pick(
            "Penyedia tidak mau mengirim lewat akun ini.",
            "The provider does not send through this account.",
        ),
        About::Message(MessageStatus::Uncertain) => lang.pick(
            "Penyedia tidak memberi jawaban yang jelas.",
            "The provider gave no clear answer.",
        ),
        About::Message(MessageStatus::Queued | MessageStatus::Sending) => lang.pick(
            "Percobaan terakhir belum berhasil.",
            "The latest try did not succeed.",
        ),
        About::Message(_) => lang.pick(
            "Penyedia tidak menerima pesan ini.",
            "The provider did not take this message.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: About = About::Message(MessageStatus::Failed);

    #[test]
    fn our_own_words_are_told_in_the_language_of_the_page() {
        let told = said(Lang::Id, FAILED, "the sandbox did not answer in time");
        assert_eq!(told, "Penyedia tidak menjawab pada waktunya.");
        let told = said(Lang::En, FAILED, "the sandbox did not answer in time");
        assert_eq!(told, "The provider did not answer in time.");
    }

    #[test]
    fn a_gateway_is_quoted_behind_the_sentence_of_the_office() {
        for (fault, sentence) in [
            ("token invalid", "Penyedia tidak mengenali kunci akun ini"),
            ("insufficient quota", "Kuota akun ini habis"),
            ("131026: Message undeliverable", "Nomor ini tidak dapat"),
            ("132001: Template name does not exist", "Templatnya tidak"),
            ("HTTP 503: <html>", "Layanan penyedia sedang terganggu"),
            (
                "no connection: Connection refused",
                "Tidak dapat tersambung",
            ),
            ("teks aneh 132", "Penyedia tidak menerima pesan ini"),
        ] {
            let told = said(Lang::Id, FAILED, fault);
            assert!(told.starts_with(sentence), "{told}");
            assert!(
                told.ends_with(&format!("Kata penyedia: “{fault}”")),
                "{told}"
            );
        }
    }

    #[test]
    fn how_an_account_is_stands_in_the_language_of_the_page() {
        let detail = "device connected, package Free, quota 990";
        let told = health(Lang::Id, detail);
        assert_eq!(told, "perangkat tersambung, paket Free, kuota 990");
        assert_eq!(health(Lang::En, detail), detail);
    }

    #[test]
    fn what_nobody_knows_is_told_by_what_became_of_it() {
        let told = |about| said(Lang::Id, about, "xyz");
        let uncertain = told(About::Message(MessageStatus::Uncertain));
        assert!(uncertain.starts_with("Penyedia tidak memberi jawaban yang jelas."));
        assert!(told(About::Account).starts_with("Penyedia tidak mau mengirim"));
        assert_eq!(
            said(Lang::Id, FAILED, ""),
            "Penyedia tidak menerima pesan ini."
        );
    }
}
