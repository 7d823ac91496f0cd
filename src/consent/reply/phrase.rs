//! Words to tokens: several words with one meaning become one token.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lexicon::{
    self, ADDRESS, ADVERB, AGAIN, AGREE, ALREADY, ANSWER, BLESSING, DONT, EXCUSE, FINE, FIRM,
    GREETING, HALF, HARD, HELP, IF, LINK, ME, MESSAGE, NOW, OFF, OUTCRY, OWN_STOP, PLEASE, READY,
    REFUSE, RETRACT, Roles, SIGNED, STOP, THANKS, VERY, WISH, WITHDRAW, YA,
};
use super::normalise::{Folded, Gap};

/// A word, or several words with one meaning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// The word, or the first of the words.
    pub(super) word: &'a str,
    /// What it can mean.
    pub(super) roles: Roles,
    /// The break before it.
    pub(super) gap: Gap,
}

impl Token<'_> {
    /// Whether it plays any of the roles.
    pub(super) const fn is(&self, roles: Roles) -> bool {
        self.roles.any(roles)
    }

    /// Whether nothing is known of it.
    pub(super) fn is_unknown(&self) -> bool {
        self.roles.is_unknown()
    }
}

/// Words, as folded, that stand together; every break inside is white space only.
pub(super) const PHRASES: &[(&[&str], Roles)] = &[
    (&["selamat", "pagi"], GREETING),
    (&["selamat", "siang"], GREETING),
    (&["selamat", "sore"], GREETING),
    (&["selamat", "malam"], GREETING),
    (&["slmt", "pagi"], GREETING),
    (&["slmt", "siang"], GREETING),
    (&["slmt", "sore"], GREETING),
    (&["slmt", "malam"], GREETING),
    (&["slamat", "pagi"], GREETING),
    (&["slamat", "siang"], GREETING),
    (&["slamat", "sore"], GREETING),
    (&["slamat", "malam"], GREETING),
    (&["met", "pagi"], GREETING),
    (&["met", "siang"], GREETING),
    (&["met", "sore"], GREETING),
    (&["met", "malam"], GREETING),
    (&["selamat", "hari"], HARD),
    (&["god", "morning"], GREETING),
    (&["god", "afternon"], GREETING),
    (&["god", "evening"], GREETING),
    (&["sugeng", "enjing"], GREETING),
    (&["sugeng", "siang"], GREETING),
    (&["sugeng", "sonten"], GREETING),
    (&["sugeng", "dalu"], GREETING),
    (&["wilujeng", "enjing"], GREETING),
    (&["mejuah", "juah"], GREETING),
    (&["mejuah", "juah", "kita", "kerina"], GREETING),
    (&["mejuah", "juah", "kita", "krina"], GREETING),
    (&["mejuahjuah", "kita", "kerina"], GREETING),
    (&["njuah", "njuah"], GREETING),
    (&["njuah", "juah"], GREETING),
    (&["asalamu", "alaikum"], GREETING),
    (
        &["asalamu", "alaikum", "warahmatulahi", "wabarakatuh"],
        GREETING,
    ),
    (&["asalamu", "alaykum"], GREETING),
    (&["as", "wr", "wb"], GREETING),
    (&["as", "alaikum"], GREETING),
    (&["wa", "alaikum", "salam"], GREETING),
    (&["walaikum", "salam"], GREETING),
    (&["walaikum", "salam"], GREETING),
    (&["om", "swastiastu"], GREETING),
    (&["salam", "sejahtera"], GREETING),
    (&["salam", "sejahtera", "bagi", "kita", "semua"], GREETING),
    (&["salam", "sehat"], THANKS.or(BLESSING)),
    (&["salam", "hormat"], GREETING),
    (&["salam", "kenal"], GREETING),
    (&["sehat", "selalu"], THANKS.or(BLESSING)),
    (&["sukses", "selalu"], THANKS.or(BLESSING)),
    (&["sehat", "sehat", "selalu"], THANKS.or(BLESSING)),
    (&["sukses", "terus"], THANKS.or(BLESSING)),
    (&["maju", "terus"], THANKS.or(BLESSING)),
    (&["salah", "sambung"], HARD.or(OUTCRY)),
    (&["salah", "nomor"], HARD.or(OUTCRY)),
    (&["salah", "nomer"], HARD.or(OUTCRY)),
    (&["salah", "no"], HARD.or(OUTCRY)),
    (&["salah", "orang"], HARD.or(OUTCRY)),
    (&["salah", "kirim"], HARD.or(OUTCRY)),
    (&["salam", "sukses"], GREETING),
    (&["hormat", "saya"], SIGNED),
    (&["hormat", "kami"], SIGNED),
    (&["terima", "kasih"], THANKS),
    (&["terima", "kasih", "sebelum", "nya"], THANKS),
    (&["terima", "ksh"], THANKS),
    (&["terima", "kasi"], THANKS),
    (&["trima", "kasih"], THANKS),
    (&["trima", "ksh"], THANKS),
    (&["trima", "kasi"], THANKS),
    (&["trimo", "kasih"], THANKS),
    (&["terma", "kasih"], THANKS),
    (&["trm", "ksh"], THANKS),
    (&["trm", "kasih"], THANKS),
    (&["trma", "ksh"], THANKS),
    (&["tr", "ksh"], THANKS),
    (&["tq", "sm"], THANKS),
    (&["matur", "nuwun"], THANKS),
    (&["matur", "suwun"], THANKS),
    (&["hatur", "nuhun"], THANKS),
    (&["thank", "you"], THANKS),
    (&["thanks", "you"], THANKS),
    (&["thank", "u"], THANKS),
    (&["bujur", "melala"], THANKS),
    (&["bujur", "ras", "mejuah", "juah"], THANKS),
    (&["mauliate", "godang"], THANKS),
    (&["god", "bles"], THANKS),
    (&["god", "bles", "you"], THANKS),
    (&["tuhan", "memberkati"], THANKS),
    (&["tuhan", "yesus", "memberkati"], THANKS),
    (&["mohon", "maf"], THANKS.or(EXCUSE)),
    (&["baru", "balas"], READY.or(EXCUSE)),
    (&["baru", "bales"], READY.or(EXCUSE)),
    (&["baru", "lihat"], READY.or(EXCUSE)),
    (&["baru", "liat"], READY.or(EXCUSE)),
    (&["baru", "lihat", "wa"], READY.or(EXCUSE)),
    (&["baru", "liat", "wa"], READY.or(EXCUSE)),
    (&["baru", "baca", "wa"], READY.or(EXCUSE)),
    (&["baru", "bisa", "balas"], READY.or(EXCUSE)),
    (&["br", "baca"], READY.or(EXCUSE)),
    (&["br", "balas"], READY.or(EXCUSE)),
    (&["br", "buka"], READY.or(EXCUSE)),
    (&["br", "lihat"], READY.or(EXCUSE)),
    (&["baru", "baca"], READY.or(EXCUSE)),
    (&["baru", "buka"], READY.or(EXCUSE)),
    (&["baru", "buka", "wa"], READY.or(EXCUSE)),
    (&["baru", "respon"], READY.or(EXCUSE)),
    (&["baru", "sempat", "balas"], READY.or(EXCUSE)),
    (&["telat", "balas"], READY.or(EXCUSE)),
    (&["terlambat", "balas"], READY.or(EXCUSE)),
    (&["lambat", "balas"], READY.or(EXCUSE)),
    (&["slow", "respon"], READY.or(EXCUSE)),
    (&["dengan", "senang", "hati"], READY),
    (&["dgn", "senang", "hati"], READY),
    (&["siap", "laksanakan"], READY),
    (&["siap", "laksanakan", "komandan"], READY),
    (&["siap", "komandan"], READY),
    (&["siap", "ndan"], READY),
    (&["siap", "86"], READY),
    (&["bapak", "ibu"], ADDRESS),
    (&["pak", "bu"], ADDRESS),
    (&["bapak", "dan", "ibu"], ADDRESS),
    (&["dengan", "ini"], ADVERB),
    (&["dgn", "ini"], ADVERB),
    (&["tentu", "saja"], ADVERB),
    (&["tentu", "aja"], ADVERB),
    (&["sudah", "pasti"], ADVERB),
    (&["dengan", "sadar"], ADVERB),
    (&["seratus", "persen"], VERY),
    (&["100", "persen"], VERY),
    (&["se", "tuju"], AGREE),
    (&["setu", "ju"], AGREE),
    (&["set", "uju"], AGREE),
    (&["atas", "nama"], SIGNED),
    (&["jawaban", "saya"], ANSWER),
    (&["jawaban", "sy"], ANSWER),
    (&["jawaban", "saya", "adalah"], ANSWER),
    (&["jawaban", "kami"], ANSWER),
    (&["saya", "jawab"], ANSWER),
    (&["saya", "pilih"], ANSWER),
    (&["sy", "jawab"], ANSWER),
    (&["nama", "saya"], SIGNED),
    (&["nama", "lengkap"], SIGNED),
    (&["nama", "perusahan"], SIGNED),
    (&["nama", "usaha"], SIGNED),
    (&["nama", "pemilik"], SIGNED),
    (&["rumah", "makan"], FIRM),
    (&["selamat", "hari", "mingu"], GREETING),
    (&["perangin", "angin"], lexicon::NAME),
    (&["opt", "out"], STOP),
    (&["ber", "henti"], STOP),
    (&["non", "aktifkan"], OFF),
    (&["non", "aktif"], OFF),
    (&["di", "hentikan"], STOP),
    (&["di", "stop"], STOP),
    (&["di", "berhentikan"], STOP),
    (&["turn", "of"], OFF),
    (&["bus", "stop"], OWN_STOP),
    (&["non", "stop"], OWN_STOP),
    (&["one", "stop"], OWN_STOP),
    (&["stop", "kontak"], OWN_STOP),
    (&["stop", "kontrak"], OWN_STOP),
    (&["stop", "motion"], OWN_STOP),
    (&["ful", "stop"], OWN_STOP),
    (&["ya", "alah"], HARD.or(OUTCRY)),
    (&["ya", "tuhan"], HARD.or(OUTCRY)),
    (&["ya", "ampun"], HARD.or(OUTCRY)),
    (&["ya", "sudah"], ALREADY),
    (&["ya", "udah"], ALREADY),
    (&["ya", "kali"], HARD),
    (&["mau", "tidak", "mau"], IF),
    (&["mau", "tak", "mau"], IF),
    (&["mau", "gak", "mau"], IF),
    (&["apa", "apa"], FINE),
    (&["tidak", "jadi"], HALF.or(RETRACT)),
    (&["tak", "jadi"], HALF.or(RETRACT)),
    (&["gak", "jadi"], HALF.or(RETRACT)),
    (&["ga", "jadi"], HALF.or(RETRACT)),
    (&["g", "jadi"], HALF.or(RETRACT)),
    (&["gk", "jadi"], HALF.or(RETRACT)),
    (&["ngak", "jadi"], HALF.or(RETRACT)),
    (&["nga", "jadi"], HALF.or(RETRACT)),
    (&["ngk", "jadi"], HALF.or(RETRACT)),
    (&["engak", "jadi"], HALF.or(RETRACT)),
    (&["enga", "jadi"], HALF.or(RETRACT)),
    (&["tdk", "jadi"], HALF.or(RETRACT)),
    (&["ndak", "jadi"], HALF.or(RETRACT)),
    (&["nda", "jadi"], HALF.or(RETRACT)),
    (&["indak", "jadi"], HALF.or(RETRACT)),
    (&["kagak", "jadi"], HALF.or(RETRACT)),
    (&["ora", "jadi"], HALF.or(RETRACT)),
    (&["mengundurkan", "diri"], RETRACT),
    (&["tarik", "kembali"], RETRACT.or(WITHDRAW)),
    (&["la", "aku"], REFUSE),
    (&["la", "ngit"], REFUSE),
    (&["la", "aku", "ngit"], REFUSE),
    (&["la", "setuju"], REFUSE),
    (&["labo", "aku"], REFUSE),
    (&["labo", "ngit"], REFUSE),
    (&["labo", "aku", "ngit"], REFUSE),
    (&["so", "olo"], REFUSE),
    (&["so", "setuju"], REFUSE),
    (&["puji", "tuhan"], GREETING),
    (&["puji", "syukur"], GREETING),
    (&["om", "santi", "santi", "om"], GREETING),
    (&["namo", "budaya"], GREETING),
    (&["salam", "kebajikan"], GREETING),
    (&["salam", "damai"], GREETING),
    (&["mudah", "mudahan"], WISH),
    (&["not", "interested"], REFUSE),
    (&["yes", "please"], YA),
    (&["of", "course"], ADVERB),
    (&["kepada", "yth"], ADDRESS),
    (&["kpd", "yth"], ADDRESS),
    (&["sampai", "kapanpun"], NOW),
    (&["mulai", "sekarang"], NOW),
    (&["sat", "ini"], NOW),
    (&["untuk", "seterusnya"], AGAIN),
    (&["do", "not"], DONT),
    (&["don", "t"], DONT),
    (&["no", "way"], REFUSE),
    (&["no", "thanks"], REFUSE),
    (&["kurang", "berkenan"], REFUSE),
    (&["penanaman", "modal"], LINK),
    (&["apa", "ini"], lexicon::ASKS),
    (&["minta", "tolong"], PLEASE),
    (&["tolong", "bantu"], HELP.or(PLEASE)),
    (&["persetujuan", "bangunan"], HARD),
    (&["persetujuan", "lingkungan"], HARD),
    (&["persetujuan", "teknis"], HARD),
    (&["surat", "persetujuan"], HARD),
    (&["kami", "sekeluarga"], ME),
    (&["kami", "semua"], ME),
    (&["kami", "pihak"], ME),
    (&["saya", "pribadi"], ME),
    (&["saya", "yang", "bernama"], ME),
    (&["saya", "bernama"], ME),
    (&["saya", "sendiri"], ME),
    (&["pesan", "singkat"], MESSAGE),
    (&["kami", "pilih"], ANSWER),
    (&["kita", "pilih"], ANSWER),
    (&["kami", "jawab"], ANSWER),
    (&["sy", "pilih"], ANSWER),
    (&["aku", "pilih"], ANSWER),
    (&["aku", "jawab"], ANSWER),
    (&["pak", "dhe"], ADDRESS),
    (&["pak", "de"], ADDRESS),
    (&["bu", "dhe"], ADDRESS),
    (&["bu", "de"], ADDRESS),
    (&["mak", "tua"], ADDRESS),
    (&["pak", "tua"], ADDRESS),
    (&["bapa", "tua"], ADDRESS),
    (&["bapak", "tua"], ADDRESS),
    (&["inang", "uda"], ADDRESS),
    (&["mama", "tua"], ADDRESS),
    (&["pak", "cik"], ADDRESS),
    (&["mak", "cik"], ADDRESS),
    (&["pak", "lek"], ADDRESS),
    (&["bu", "lek"], ADDRESS),
    (&["nande", "tua"], ADDRESS),
    (&["bapak", "udah"], ADDRESS),
    (&["maf", "mengangu"], THANKS.or(EXCUSE)),
    (&["maf", "gangu"], THANKS.or(EXCUSE)),
    (&["baru", "buka", "hp"], READY.or(EXCUSE)),
    (&["baru", "lihat", "pesan"], READY.or(EXCUSE)),
    (&["baru", "liat", "pesan"], READY.or(EXCUSE)),
    (&["baru", "baca", "pesan"], READY.or(EXCUSE)),
    (&["baru", "buka", "pesan"], READY.or(EXCUSE)),
    (&["baru", "baca", "pesanya"], READY.or(EXCUSE)),
    (&["baru", "sempat", "baca"], READY.or(EXCUSE)),
    (&["baru", "sempat", "buka"], READY.or(EXCUSE)),
    (&["baru", "sempat", "respon"], READY.or(EXCUSE)),
    (&["baru", "bisa", "respon"], READY.or(EXCUSE)),
    (&["baru", "pegang", "hp"], READY.or(EXCUSE)),
    (&["baru", "megang", "hp"], READY.or(EXCUSE)),
    (&["baru", "online"], READY.or(EXCUSE)),
    (&["baru", "aktif"], READY.or(EXCUSE)),
    (&["baru", "sempat"], READY.or(EXCUSE)),
    (&["br", "buka", "hp"], READY.or(EXCUSE)),
    (&["br", "lihat", "pesan"], READY.or(EXCUSE)),
    (&["br", "liat", "pesan"], READY.or(EXCUSE)),
    (&["br", "baca", "pesan"], READY.or(EXCUSE)),
    (&["br", "buka", "pesan"], READY.or(EXCUSE)),
    (&["br", "baca", "pesanya"], READY.or(EXCUSE)),
    (&["br", "sempat", "baca"], READY.or(EXCUSE)),
    (&["br", "sempat", "buka"], READY.or(EXCUSE)),
    (&["br", "sempat", "respon"], READY.or(EXCUSE)),
    (&["br", "bisa", "respon"], READY.or(EXCUSE)),
    (&["br", "pegang", "hp"], READY.or(EXCUSE)),
    (&["br", "megang", "hp"], READY.or(EXCUSE)),
    (&["br", "online"], READY.or(EXCUSE)),
    (&["br", "aktif"], READY.or(EXCUSE)),
    (&["br", "sempat"], READY.or(EXCUSE)),
    (&["telat", "respon"], READY.or(EXCUSE)),
    (&["lambat", "respon"], READY.or(EXCUSE)),
    (&["terlambat", "respon"], READY.or(EXCUSE)),
    (&["telat", "bales"], READY.or(EXCUSE)),
    (&["lama", "balas"], READY.or(EXCUSE)),
    (&["lama", "balasnya"], READY.or(EXCUSE)),
    (&["dengan", "hormat"], GREETING),
    (&["dgn", "hormat"], GREETING),
    (
        &["saya", "yang", "bertanda", "tangan", "di", "bawah", "ini"],
        ME,
    ),
    (
        &["kami", "yang", "bertanda", "tangan", "di", "bawah", "ini"],
        ME,
    ),
    (
        &["saya", "yang", "bertanda", "tangan", "dibawah", "ini"],
        ME,
    ),
    (
        &["kami", "yang", "bertanda", "tangan", "dibawah", "ini"],
        ME,
    ),
    (&["yang", "bertanda", "tangan", "di", "bawah", "ini"], ME),
    (&["jangan", "pernah"], DONT),
    (&["jgn", "pernah"], DONT),
    (&["jangan", "lagi"], DONT),
    (&["jgn", "lagi"], DONT),
    (&["jangan", "lg"], DONT),
    (&["jgn", "lg"], DONT),
    (&["mohon", "untuk"], PLEASE),
    (&["mohon", "agar"], PLEASE),
    (&["mohon", "supaya"], PLEASE),
    (&["tolong", "untuk"], PLEASE),
    (&["tolong", "agar"], PLEASE),
    (&["tolong", "supaya"], PLEASE),
    (&["mohon", "utk"], PLEASE),
    (&["harap", "untuk"], PLEASE),
    (&["harap", "agar"], PLEASE),
    (&["jan", "kirim"], DONT.or(lexicon::SEND)),
    (&["jan", "dikirim"], DONT.or(lexicon::SEND)),
    (&["jan", "hubuangi"], DONT.or(lexicon::SEND)),
    (&["jan", "wa"], DONT.or(lexicon::SEND)),
    (&["jan", "kirimi"], DONT.or(lexicon::SEND)),
    (&["jan", "chat"], DONT.or(lexicon::SEND)),
    (&["ulah", "kirim"], DONT.or(lexicon::SEND)),
    (&["ulah", "ngirim"], DONT.or(lexicon::SEND)),
    (&["ulah", "wa"], DONT.or(lexicon::SEND)),
    (&["ampun", "kirim"], DONT.or(lexicon::SEND)),
    (&["ampun", "dikirim"], DONT.or(lexicon::SEND)),
    (&["ampun", "ngirim"], DONT.or(lexicon::SEND)),
    (&["ulang", "kirim"], DONT.or(lexicon::SEND)),
    (&["ulang", "wa"], DONT.or(lexicon::SEND)),
    (&["aja", "ngirim"], DONT.or(lexicon::SEND)),
    (&["aja", "ngirimi"], DONT.or(lexicon::SEND)),
    (&["la", "aku", "setuju"], REFUSE),
    (&["labo", "aku", "setuju"], REFUSE),
    (&["dont", "agre"], REFUSE),
    (&["do", "not", "agre"], REFUSE),
    (&["not", "agre"], REFUSE),
    (&["dont", "want"], REFUSE),
    (&["do", "not", "want"], REFUSE),
    (&["tak", "nak"], REFUSE),
    (&["not", "now"], REFUSE),
    (&["no", "thank", "you"], REFUSE),
];

/// What goes on with thanks or an excuse: "terima kasih banyak sebelumnya".
const AFTER_THANKS: &[&str] = &[
    "banyak",
    "byk",
    "sebelumnya",
    "sblmnya",
    "sebelum",
    "kembali",
    "atas",
    "infonya",
    "informasinya",
    "pemberitahuanya",
    "perhatianya",
    "bantuanya",
    "pelayananya",
    "sangat",
    "sekali",
    "banget",
    "nya",
    "info",
    "informasi",
];

type Candidates = Vec<(&'static [&'static str], Roles)>;

/// The phrases by their first word, with the words that follow it.
static BY_FIRST: LazyLock<HashMap<&str, Candidates>> = LazyLock::new(|| {
    let mut map: HashMap<&str, Candidates> = HashMap::new();
    for (words, roles) in PHRASES {
        if let Some((first, more)) = words.split_first() {
            map.entry(first).or_default().push((more, *roles));
        }
    }
    map
});

/// The tokens of a folded text.
pub(super) fn tokens(folded: &Folded) -> Vec<Token<'_>> {
    let words: Vec<Token<'_>> = folded
        .words()
        .map(|(word, gap)| Token {
            word,
            roles: lexicon::roles(word),
            gap,
        })
        .collect();
    let mut tokens = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let (roles, used) = longest(first, after);
        let thanked = tokens
            .last()
            .is_some_and(|token: &Token<'_>| token.is(THANKS));
        let goes_on = first.gap == Gap::Space && AFTER_THANKS.contains(&first.word);
        if !(thanked && goes_on) {
            let opens = tokens.is_empty() || first.gap > Gap::Space;
            let roles = if opens && first.word == "la" && used == 0 {
                // Karo: no. After another word it is the particle of Medan.
                lexicon::NO
            } else {
                roles
            };
            tokens.push(Token { roles, ..*first });
        }
        rest = after.get(used..).unwrap_or_default();
    }
    tokens
}

/// The roles of the longest phrase that starts here, and how many further words it takes.
fn longest(first: &Token<'_>, after: &[Token<'_>]) -> (Roles, usize) {
    if !first.is(lexicon::OPENS_PHRASE) {
        return (first.roles, 0);
    }
    let Some(candidates) = BY_FIRST.get(first.word) else {
        return (first.roles, 0);
    };
    candidates
        .iter()
        .filter(|(more, _)| {
            after.len() >= more.len()
                && more
                    .iter()
                    .zip(after)
                    .all(|(word, token)| token.word == *word && token.gap == Gap::Space)
        })
        .max_by_key(|(more, _)| more.len())
        .map_or((first.roles, 0), |(more, roles)| (*roles, more.len()))
}
