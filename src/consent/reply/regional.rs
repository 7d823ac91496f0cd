//! Words of the languages around us, of the old spelling, and the greetings and thanks of the
//! faiths: beside those of `words`, in the same way.

use super::lexicon::{
    ADDRESS, ADVERB, AGREE, DAYTIME, EXCUSE, FIRM, GREETING, HALF, HOUSE, JUST, KIN, LINK, ME, NO,
    NUISANCE, OFFER, PARTICLE, READY, Roles, THANKS, VERY, YA,
};

/// Roles, and the words that play them. A word may stand in several lines.
pub(super) const WORDS: &[(Roles, &str)] = &[
    (
        YA,
        "enggi iyaps iyaap inggeh enggeh yapak iyapak yabu iyabu yabang iyabang yakak iyakak",
    ),
    (
        AGREE,
        "bersetuju setj sarju sarujug sapanuju agreeing yasetuju iyasetuju sayasetuju yasayasetuju kamisetuju \
         okesetuju setujuterimakasih setujumakasih setujupak setujubu setujunpak setujunbu setujukak setujubang setujumin",
    ),
    (AGREE.or(OFFER), "willing"),
    (ADVERB, "am pe yasaya iyasaya"),
    (VERY, "bingit bingits bangits bgttt poll"),
    (JUST, "je ajalah sajalah ajah2 ajadeh"),
    (PARTICLE, "ma da nya"),
    (ME, "dalem dhalem hami im sayo sa qta qita ambe"),
    (
        GREETING,
        "sampurasun rampes tabea tabe tabik permisi punten kulonuwun yahowu yaahowu rahajeng \
         haleluya halleluya swastiastu swastyastu salve yahobu yaahobu ahoi ahoy kulanuwun nuwunsewu njuah2 mejuah2 \
         mjh2 mjh mejuajuah salamlikum",
    ),
    (DAYTIME, "pg sng siyang malem sonten enjing wengi dalu"),
    (
        THANKS,
        "diateitupa mokasih mokasi mokaseh makaseh maaciw maacih macih maaci makaci suksma kamsia kamsiah \
         xiexie arigato gracias danke merci syukran jazakallah jazakumullah barakallah regards \
         rgds trmkash trimksi tengkyuu",
    ),
    (HALF, "lum lom blon blun"),
    (READY, "86"),
    (
        NO,
        "tra trada sonde seng dak idak kada kadada nyanda enda endak tarada nenten tusing enja enjek",
    ),
    (NUISANCE, "mulu melulu"),
    (THANKS.or(EXCUSE), "ngapunten apunten hampura"),
    (LINK, "u"),
    (
        FIRM,
        "doorsmeer doorsmer dorsmer kost kosan indomaret alfamart alfamidi ekspedisi distro petshop \
         bakso catering katering rental dealer showroom bumdes gapoktan kub kwt travel ponsel tailor \
         penjahit barber pangkalan resort",
    ),
    // After the answer only: before it they may be told about ("gereja setuju").
    (
        HOUSE,
        "bkm puskesmas pustu poskesdes posyandu gereja gbkp hkbp gki gpdi gbi masjid mesjid musala \
         vihara sekolah sd sdn sdit smp smpn sma sman smk smkn mts pondok pesantren panti \
         perguruan lembaga ormas lsm kelompok rs rsu",
    ),
    (
        ADDRESS,
        "ndoro juragan gus ning kanda dinda abah nde romo pater bruder frater encik cikgu pace \
         mace paitua kaka pendeta",
    ),
    (
        ADDRESS.or(KIN),
        "bpk bp bung bi ce koko cece apara inanguda nanguda",
    ),
];
