//! Combinations that nobody wrote down: a yes with anything that may take it back never grants.

use proptest::prelude::*;

use super::lexicon::Roles;
use super::phrase::phrases;
use super::spelling::squeezed;
use super::{Context, Intent, lexicon, names, read};

const YES: &str = "ya|iya|setuju|saya setuju|ya setuju|SETUJU pak|ya pak|ya benar|ok ya|iya deh|bersedia|\
    nggih|olo|ue|iyo|agree|setuju saya|saya bersedia menerima notifikasi|ya, aktifkan|setuju Budi|\
    setuju, Budi Ginting|ya - Rina Tarigan|1. ya|setuju semoga lancar|mau, ya|setuju PT Maju|\
    Setuju a.n. Budi Ginting|kami setuju menerima pesan dari dinas|setuju, terima kasih|ya kirim ke nomor ini|ya, silakan dikirim|ya biar gampang|\
    setuju biar tidak ketinggalan info|saya balas YA|Balas: YA|ketik ya|setuju kali pak|\
    ya saya terima notifikasinya|saya lihat di spanduk, setuju|setuhu eh setuju|\
    setuju tanpa paksaan|setuju, nomor ini aktif terus|soal notifikasi saya setuju|\
    setuju dengan program ini|setuju, kalau ada info kirim ke sini|sesuai petunjuk, ya|\
    Notifikasi: YA|Untuk menerima: setuju|kami pengurus gereja setuju|PT kami setuju|\
    kami dari yayasan setuju|ya, saya Pdt. Elias Depari|setuju, kami UD Barus|\
    setuju, saya Budi dari Kabanjahe|Setuju, gereja Simpang Enam|Setuju, Yohana (legal)|\
    setuju, Rini, salon|setuju, saya Budi yang urus izin apotek|saya setujui|menyetujui|\
    setuju menggunakan nomor ini|ya, menerima|setuju ma ahu|cocok, setuju|<YA>|-> YA|🆈🅰|\
    setoedjoe|salam literasi, setuju|izin menjawab, setuju|bagus ini biar cepat tau, setuju|\
    setuju, bagus ini biar cepat tau|ya gapapa setuju|bersama ini kami sampaikan bahwa kami setuju|\
    setuju. Saya pemilik Villa Bukit Kubu|setuju karena rumah saya jauh di Mardingding|\
    setuju, memang ini nomor WA saya|setuju, mohon dikabari perkembangannya|\
    kami pengurus CU Maju Bersama menyatakan setuju|setuju pak ini saya yang kemarin urus reklame|\
    sudah saya baca, setuju|berdasarkan pesan tersebut saya menyatakan setuju|setuju, sangat membantu kami|\
    setuju, Tuhan memberkati pelayanan bapak ibu|setuju, kami sudah buka kedai kopi di Merek|\
    pihak hotel setuju|saya setuju, suami juga setuju|maaf telat balas, setuju|ya kirimkan segera|\
    setuju tak payah lagi ke kantor|setuju biar tidak bolak balik ke kantor|saya suruh anak ketik: setuju|\
    setuju, kabari kalau ada info|ys setuju|cetuju|setujui";

const NO: &str = "tidak|tdk|gak|ga|nggak|ngga|enggak|kagak|ndak|nda|ora|mboten|emoh|wegah|lang|labo|\
    ula|ndang|dang|daong|unang|so olo|indak|alun|teu|henteu|moal|dak|tra|sonde|nenten|lum|no|not|nope|never|dont|bukan|bkn|\
    belum|blm|jangan|jgn|ogah|males|malas|tolak|menolak|batal|cancel|stop|berhenti|skip|gak jadi";

const IF: &str = "kalau|kalo|klo|kalok|jika|asal|asl|asalkan|selama|tapi|tp|tetapi|namun|kecuali|nanti|\
    ntar|besok|dulu|dlu|mungkin|kayaknya|keknya|sepertinya|insyaallah|misal|semisal|umpama|andai|nek|\
    yen|menawi|lamun|mun|molo|alai|anggo|gia|bila|apabila|sekiranya|tergantung|sementara|if|but|when|\
    unless|maybe|perhaps|only|later|tomorrow|depends|provided|until|except|sebentar|kalo gak spam|\
    asal jangan ganggu|free aja|hanya izin|cuma izin|sekali ini|kali ini saja|dengan syarat|bersyarat|\
    pikir dulu|tunggu dulu|hold on|not sure|terpaksa|disuruh|katanya|istri saya|boong|wkwk|hoax";

const ASKS: &str = "apa|apakah|kapan|berapa|siapa|kenapa|gimana|bagaimana|mana|kah|piye|opo|kumaha|naon|\
    kai|aha|boasa|ise|uga|why|what|how|when|who|where|siapa ini|dari mana";

/// Words of which no list knows anything, and none of them is built as names are.
const UNKNOWN: &str = "kopipes|lumbat|gerobok|sapra|tikem|wolun|brasik|pentil|jubleg|krupuk|zigzag|\
    trotoar|selimut|bantal|gorden|asbak|piring|sendok|garpu|mangkok|gelas|panci|wajan|kompor|\
    setrika|sapu|ember|gayung|handuk|sikat|odol|sabun|sampo|sisir|gunting|jarum|benang|kancing";

fn one_of(list: &'static str) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(list.split('|').map(str::trim).collect::<Vec<_>>())
}

fn any_context() -> impl Strategy<Value = Context> {
    proptest::sample::select(vec![Context::Asked, Context::Other, Context::Cold])
}

fn any_break() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        " ", ", ", " - ", "\n", ". ", " (", "/", "... ", " 🙏 ",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_yes_with_a_no_a_condition_or_a_question_never_grants(
        yes in one_of(YES),
        more in prop_oneof![one_of(NO), one_of(IF), one_of(ASKS)],
        between in any_break(),
        polite in proptest::sample::select(vec!["", " pak", " bu", " ya", " terima kasih", " Budi"]),
        first in any::<bool>(),
        context in any_context(),
    ) {
        let text = if first {
            format!("{more}{between}{yes}{polite}")
        } else {
            format!("{yes}{between}{more}{polite}")
        };
        prop_assert_ne!(read(&text, context).intent, Intent::Grant, "{}", text);
    }

    #[test]
    fn a_yes_with_unknown_words_never_grants(
        yes in one_of("ya|iya|setuju|saya setuju|ya setuju pak|bersedia|nggih|setuju, terima kasih"),
        tail in proptest::collection::vec(one_of(UNKNOWN), 1..4),
        between in any_break(),
        context in any_context(),
    ) {
        let text = format!("{yes}{between}{}", tail.join(" "));
        prop_assert_ne!(read(&text, context).intent, Intent::Grant, "{}", text);
    }

    #[test]
    fn after_a_clan_nothing_unknown_is_a_signature(
        clan in proptest::sample::select(names::CLANS.split_whitespace().collect::<Vec<_>>()),
        word in one_of(UNKNOWN),
        between in any_break(),
    ) {
        let text = format!("setuju{between}{clan} {word}");
        prop_assert_ne!(read(&text, Context::Asked).intent, Intent::Grant, "{}", text);
    }
}

#[test]
fn words_of_phrases_are_written_as_they_are_folded() {
    for (words, _) in phrases() {
        for word in &words {
            assert_eq!(*word, squeezed(word), "{words:?}");
        }
    }
}

#[test]
fn words_that_take_a_yes_back_are_known() {
    let none = Roles::default();
    for list in [NO, IF, ASKS] {
        for word in list
            .split('|')
            .map(str::trim)
            .filter(|word| !word.contains(' '))
        {
            assert_ne!(lexicon::roles(&squeezed(word)), none, "{word}");
        }
    }
}
