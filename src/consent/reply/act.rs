//! An act that is agreed to: "setuju ketemu di loket 3", "setuju bayar", "setuju, dijadwalkan
//! besok". Whoever says so answers something else than our question, so it is no yes to it.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::lexicon::{
    ACTIVATE, ADDRESS, ADVERB, AGREE, FIRM, JUST, ME, MESSAGE, NAME, NO, PARTICLE, PLACE, RECEIVE,
    Roles, SEND, TOPIC, VERY, WANT, YA,
};
use super::matter;
use super::normalise::Gap;
use super::phrase::Token;
use super::spelling;

/// Verbs of doing that are neither receiving nor sending messages.
const ACTS: &str = "\
ketemu ketemuan bertemu menemui ditemui temui jumpa berjumpa jumpai datang dtg dateng hadir \
menghadiri dihadiri ikut ikutan mengikuti bergabung gabung bayar membayar dibayar bayarkan \
dibayarkan lunasi dilunasi melunasi transfer ditransfer mentransfer tf diambil ambil mengambil \
jemput dijemput menjemput antar diantar mengantar dijadwalkan dijadwal jadwalkan menjadwalkan \
pindah dipindah pindahkan dipindahkan dipindahin berpindah digusur ditertibkan kerjasama \
bekerjasama kolaborasi berkolaborasi bermitra tandatangan menandatangani \
tandatangani ditandatangani teken diteken meneken dijual menjual beli membeli dibeli disewa \
disewakan menyewa sewa kontrak dikontrak mengontrak dibangun membangun bongkar dibongkar \
membongkar ditutup menutup dicabut mencabut cuti libur diliburkan menikah nikah kawin berpisah \
tukar menukar ditukar menukarkan bertukar rapat berapat meeting miting zoom telpon telepon \
ditelpon ditelepon menelepon nelpon vc videocall berkumpul kumpul kumpulkan dikumpulkan \
musyawarah bermusyawarah pulang pergi berangkat wawancara diwawancara interview disurvei survei \
survey disurvey dikunjungi berkunjung kunjungan mengunjungi diperiksa periksa memeriksa \
ditinjau tinjau meninjau diperbaiki perbaiki memperbaiki direvisi revisi merevisi melengkapi \
dilengkapi lengkapi serahkan diserahkan menyerahkan perpanjang diperpanjang memperpanjang \
dibatalkan batalkan membatalkan ditunda menunda diubah mengubah diganti mengganti dipotong \
memotong didenda dikenakan dipungut diwakili diwakilkan mewakilkan dijadikan memilih \
nyoblos coblos dipilih kredit mengkredit nego negosiasi ngopi ngobrol diskusi berdiskusi \
konsultasi berkonsultasi mediasi dimediasi damai berdamai nonton pelatihan dilatih mengisi isi \
diisi upload mengunggah diunggah difoto direkam dipublikasikan diumumkan dipasang memasang \
pasang menempati ditempati kembalikan dikembalikan mengembalikan mendaftar daftar mengurus urus \
diurus lembur dipecat mundur masuk keluar naik diproses ditindak ditilang disita digadai \
digadaikan dihibahkan hibah dilepas melepas dikelola mengelola dibagi membagi tunggu menunggu \
nunggu ditemani menemani dipromosikan dinaikkan diturunkan ditambah dikurangi \
sosialisasi seminar acara pinjam meminjam dipinjam pinjamkan meminjamkan makan minum tutup cabut ganti ubah pilih sidang";

/// What people live on: an act behind the agreement itself, and who they are in a clause of its
/// own.
const TRADES: &str = "\
jual dagang tanam menanam panen jalan main belajar kuliah kerja bekerja mewakili dukung didukung \
bangun bagi jadi menjadi cek dicek tes kasih memberi beri tinggal pesta adat \
lihat liat melihat nengok tengok baca membaca buka";

/// What says that it is over.
const OVER: &str = "\
kemarin kemaren kmrn kmarin tadi td tdi barusan sudah sdh udah pernah waktu lalu sempat yang yg";

static TABLES: LazyLock<[HashSet<String>; 3]> = LazyLock::new(|| {
    [ACTS, TRADES, OVER].map(|list| list.split_whitespace().map(spelling::squeezed).collect())
});

/// What may stand between the agreement and the act.
const BETWEEN: Roles = PARTICLE
    .or(JUST)
    .or(VERY)
    .or(ADDRESS)
    .or(ME)
    .or(YA)
    .or(ADVERB)
    .or(WANT);

/// What is agreed to where one of these stands: the messages.
const MESSAGES: Roles = RECEIVE.or(MESSAGE).or(SEND).or(ACTIVATE);

/// The most tokens of an answer; a longer text grants nothing anyhow.
const MOST_TOKENS: usize = 96;

/// Whether an act is what is agreed to; to take part in a service is none if we have just `asked`
/// about ours.
pub(super) fn agreed_to(tokens: &[Token<'_>], asked: bool) -> bool {
    if tokens.len() > MOST_TOKENS {
        return false;
    }
    tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.is(AGREE.or(YA)))
        .any(|(at, yes)| {
            let rest = tokens.get(at + 1..).unwrap_or_default();
            let runs_on = rest.first().is_some_and(|next| next.gap == Gap::Space);
            (runs_on || yes.is(AGREE)) && follows(rest, asked)
        })
}

/// Whether an act follows the agreement, in its own clause or at the start of the next.
fn follows(rest: &[Token<'_>], asked: bool) -> bool {
    let [acts, trades, over] = &*TABLES;
    let mut apart = false;
    let mut between = true;
    for (at, token) in rest.iter().enumerate() {
        // What follows another agreement is looked at from there.
        if token.is(AGREE) || token.gap > Gap::Space && (apart || !between) {
            return false;
        }
        apart |= token.gap > Gap::Space;
        if token.is(NAME.or(FIRM)) && !acts.contains(token.word) {
            return false;
        }
        if calls(rest, at) {
            return true;
        }
        // "setuju agar kerja sama": what is agreed to, and no reason.
        let that = at == 0
            && token.gap == Gap::Space
            && matches!(token.word, "supaya" | "agar" | "spy")
            && (calls(rest, 1) || rest.get(1).is_some_and(|next| acts.contains(next.word)));
        if that {
            continue;
        }
        if token.is(NO.or(MESSAGES)) || matter::opens(token) || over.contains(token.word) {
            return false;
        }
        let act = token.single
            && (acts.contains(token.word) || !apart && between && trades.contains(token.word));
        if act && !token.is(NAME) {
            let clause = rest.get(at + 1..).unwrap_or_default();
            let own = || clause.iter().take_while(|next| next.gap == Gap::Space);
            // "setuju, urus NIB", "tunggu infonya": who they are, and the messages.
            let waits = matches!(token.word, "tungu" | "menungu" | "nungu")
                && rest.iter().take(at).any(|before| before.is(ME));
            // "ikut layanan ini": what our messages are.
            let joins = asked
                && matches!(token.word, "ikut" | "ikutan" | "mengikuti")
                && own()
                    .next()
                    .is_some_and(|next| next.word.starts_with("layanan"));
            let who = waits
                || joins
                || own().any(|next| {
                    over.contains(next.word) || next.is(MESSAGES) || apart && next.is(TOPIC)
                });
            return !who;
        }
        let leads = token.is(BETWEEN)
            || matches!(
                token.word,
                "untuk" | "utk" | "buat" | "akan" | "bisa" | "boleh" | "langsung" | "besok"
            );
        between &= leads;
        if apart && !between {
            return false;
        }
    }
    false
}

/// "setuju ditelepon", "dilanjutkan di kantor", "diberi bu Rina", "ttd jam 9": what may be of our
/// messages as well, and here is not.
fn calls(rest: &[Token<'_>], at: usize) -> bool {
    let Some(token) = rest.get(at).filter(|token| token.single) else {
        return false;
    };
    let next = rest
        .get(at + 1)
        .filter(|next| next.gap == Gap::Space && !next.is(PARTICLE));
    match token.word {
        "diberi" | "dikasih" | "dikasi" => !rest.iter().any(|next| next.is(MESSAGE)),
        "ditelpon" | "ditelepon" | "ditlp" | "ditelp" => true,
        "lanjut" | "lanjutkan" | "dilanjutkan" | "dilanjut" => next.is_some_and(|next| {
            next.is(PLACE) || matches!(next.word, "di" | "ke" | "dengan" | "dgn" | "sama" | "besok")
        }),
        // Folded: "ttd", or "td" for "tadi".
        "td" => next.is_some_and(|next| {
            matches!(next.word, "jam" | "hari" | "besok" | "kontrak" | "surat")
        }),
        "dapat" | "dpt" | "dapet" => next.is_some_and(|next| next.word == "di"),
        "kerja" => next.is_some_and(|next| next.word == "sama"),
        "tanda" => next.is_some_and(|next| next.word == "tangan"),
        _ => false,
    }
}
