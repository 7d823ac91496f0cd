//! The orders in which kinds of words make an aside. A word in capitals names a kind: a set of
//! `kinds` or `settings`, or a role of the lexicon; `?` takes it or not, `*` any number of times,
//! `+` once or more.

use super::lexicon::{
    AFTER_AGREE, AFTER_YES, ANSWER, BEFORE, BEFORE_AGREE, FRONTED, LEADS, Roles, SET_OFF, THANKS,
};

/// Which orders of them make an aside, and what it may stand beside.
pub(super) const ORDERS: &[(Roles, &str)] = &[
    // "silakan dikirim ke nomor ini", "kirim aja notifnya", "lewat WA ini saja"
    (
        AFTER_YES.or(BEFORE_AGREE),
        "PLS* SENT TRIM* MSG* TRIM*|PLS* SENT TRIM* MSG* NEAR TRIM*|\
         PLS* SENT TRIM* MSG* TO HERE+ TRIM*|PLS* SENT TRIM* NEAR TRIM* MSG+ TRIM*|\
         PLS* SENT TRIM* TO HERE+ TRIM* MSG+ TRIM*",
    ),
    (
        AFTER_YES,
        "PLS* WRITTEN TRIM* TO HERE+ TRIM*|TO WIRE+ THIS ME? TRIM*|TO WIRE+ ME TRIM*|VIA WIRE ONLY* TRIM*",
    ),
    (
        AFTER_AGREE,
        "PLS* SENT TRIM* ADDRESS? NEWS+ TRIM*|NOT FORGET SENT TRIM* MSG*|PLS* WRITTEN TRIM*|\
         TO HERE+ TRIM*",
    ),
    // "biar gampang", "supaya tidak ketinggalan info", "agar tahu izinnya sampai mana"
    (
        AFTER_YES,
        "PURPOSE ME? MORE* EASY+ EASED* TRIM*|PURPOSE ME? MORE* EASY+ NEWS+ ABOUT* TRIM*|PURPOSE ME? MORE* NOT MISS+ NEWS* ABOUT* TRIM*|\
         PURPOSE ME? MORE* EASY? KNOW NEWS* ABOUT* TRIM*|PURPOSE ME? MORE* EASY? KNOW WHEN ABOUT* ENDS+ ABOUT*|\
         PURPOSE ME? MORE* EASY? GET NEWS+ ABOUT* TRIM*|\
         PURPOSE ME? MORE* EASY? KNOW ABOUT* UNTIL WHERE TRIM*|\
         PURPOSE ME? MORE* NOT NEEDED? MISS+ NEWS* ABOUT* TRIM*|\
         PURPOSE ME? MORE* EASY? KNOW WHENEVER BEING NEWS+ ABOUT* TRIM*",
    ),
    // "bagus ini biar cepat tau"
    (
        AFTER_AGREE,
        "RATHER* USEFUL RATHER* FOR_US* PURPOSE ME? MORE* EASY* KNOW NEWS* ABOUT* TRIM*|\
         RATHER* USEFUL RATHER* FOR_US* PURPOSE ME? MORE* EASY+ EASED* TRIM*|\
         RATHER* USEFUL RATHER* FOR_US* PURPOSE ME? MORE* NOT NEEDED? MISS+ NEWS* ABOUT* TRIM*",
    ),
    // "karena memang perlu", "ini sangat membantu kami"
    (
        AFTER_AGREE.or(BEFORE_AGREE),
        "BECAUSE ME? RATHER* USEFUL FOR_US*|RATHER* USEFUL FOR_US*|RATHER+ BETTER RATHER*",
    ),
    // "nomor ini aktif terus", "ini WA saya"
    (
        AFTER_AGREE,
        "LINE+ ACTIVE STAYS*|THIS WIRE+ OWN* ME? OWN*|WIRE+ ME THIS ONLY*|WIRE+ THIS WIRE+ OWN* ME? OWN*|WIRE+ ME THIS ONLY*",
    ),
    // "saya lihat di spanduk depan kantor", "dari brosur di loket 3"
    (
        AFTER_YES.or(BEFORE),
        "ME? NEWLY? SAW SEEN* IN BOARD+ PLACED* PLACE*|ME? NEWLY? SAW BOARD+ IN PLACED+|ME? SAW SEEN* IN FRIEND|\
         PER BOARD+ PLACED* PLACE*|ME? NEWLY? SCANNED BOARD+|ME? NEWLY? SCANNED BOARD+ IN PLACED+ PLACE*|\
         ME? NEWLY? SCANNED BOARD+ IN BOARD+ PLACED* PLACE*|FROM BOARD+ PLACED* PLACE*",
    ),
    // "baru kebaca", "telat balas"
    (
        BEFORE,
        "NEWLY TRIM? ME? READS+ READ_WHAT*|LATE TRIM?|READ_IT READ_WHAT+|\
         EARLIER? BUSY_NOW BUSY+|EARLIER BUSY+|EARLIER? SIGNAL LOST|\
         EARLIER? NOT BEING SIGNAL|EARLIER? BUSY_NOW? BUSY+ ADDRESS* NOT BEING SIGNAL",
    ),
    // "dari desa Sukanalu", "saya dari Berastagi"
    (
        AFTER_AGREE,
        "FROM AREA* TOWN+|FROM AREA+ TOWN* VILLAGE|CITIZEN AREA* TOWN+|\
         CITIZEN AREA+ TOWN* VILLAGE",
    ),
    (
        FRONTED,
        "ME FROM AREA* TOWN+|ME FROM AREA+ TOWN* VILLAGE|ME CITIZEN AREA* TOWN+",
    ),
    // "lebih praktis lewat WA", "daripada bolak-balik ke kantor"
    (
        AFTER_AGREE,
        "MORE+ EASY+ EASED*|MORE+ EASY+ TO HERE+|MORE+ EASY+ EASED* RATHER*",
    ),
    (AFTER_YES, "INSTEAD TRIPS+ ABOUT*"),
    // "saya sering ketinggalan info", "saya jarang buka email"
    (
        AFTER_AGREE,
        "BECAUSE? ME OFTEN MISS+ NEWS* ABOUT*|BECAUSE? ME OFTEN USES* WIRE+|\
         BECAUSE? ME SELDOM OPENS* ELSEWHERE",
    ),
    // "nanti kirim ke sini aja", "kalau ada info kirim ke WA ini"
    (
        AFTER_YES,
        "LATER PLS* SENT TRIM* MSG* NEAR TRIM*|LATER PLS* SENT TRIM* MSG* TO HERE+ TRIM*|\
         WHENEVER BEING NEWS+ PLS* SENT TRIM* NEAR TRIM*|\
         WHENEVER BEING NEWS+ PLS* SENT TRIM* TO HERE+ TRIM*|\
         PLS NEWS+ SENT TRIM* TO HERE+ TRIM*|NEWS+ SENT TRIM* TO HERE+ TRIM*",
    ),
    (
        AFTER_AGREE,
        "LATER? WHENEVER BEING ANYTHING+ PLS* WRITTEN TRIM*|LATER WHENEVER BEING NEWS+ PLS* WRITTEN TRIM*|\
         LATER WHENEVER BEING NEWS+ PLS* SENT TRIM*|WHENEVER BEING NEWS+ PLS* SENT TRIM*|\
         WHENEVER BEING NEWS+ PLS* WRITTEN TRIM*|PLS* SENT TRIM* WHENEVER BEING NEWS+|\
         PLS* WRITTEN TRIM* WHENEVER BEING NEWS+",
    ),
    // "mohon bantuannya", "mohon info selanjutnya"
    (AFTER_AGREE, "PLS HELPING+ ADDRESS*|PLS NEWS+ NEXT*"),
    // "sesuai petunjuk", "langsung saja", "siap menerima"
    (
        AFTER_YES.or(BEFORE),
        "PER GUIDE GUIDED*|PREPARED RECEIVED+ TRIM*",
    ),
    (FRONTED, "PER GUIDE GUIDED*"),
    // "kami pengurus gereja setuju", "PT kami setuju", "bersama ini kami sampaikan bahwa …"
    (
        FRONTED,
        "ME ORG+ KNOWN*|ME WHOLE+ ORG+ KNOWN*|ME ORG+ IN AREA* TOWN+|ME FROM ORG+ KNOWN*|ME FROM WHOLE+ ORG+ KNOWN*|\
         ME AS ORG+ KNOWN*|AS ORG+ KNOWN*|ME FROM ORG+ TITLED* VILLAGE? VILLAGE?|\
         ME TRADE GOODS*|ME TRADE GOODS* IN PLACED* AREA* TOWN+|ME BEHALF ORG+ KNOWN*|HOUSE+ US|\
         HEREBY THIS ME STATES THAT_IS?|ME HEREBY THIS STATES THAT_IS?|ME STATES THAT_IS",
    ),
    (AFTER_AGREE, "DIRECT TRIM+|CHEER TRIM* WORK*"),
    // "setuju dengan program ini", "lanjutkan programnya"
    (
        AFTER_AGREE,
        "WITH THAT* OFFERED AS_SAID*|WITH? BEING MSG+ CHANNEL*|GO_ON TRIM* OFFERED+",
    ),
    // "masukkan nomor saya", "nomor saya dipakai untuk notifikasi"
    (
        AFTER_YES,
        "PLS* SAVE TRIM+|PLS* SAVE TRIM* IN_LIST+|PLS* SAVE TRIM* WIRE+ THIS? OWN* IN_LIST*",
    ),
    (
        AFTER_AGREE,
        "WIRE+ THIS? OWN* USED TRIM*|WIRE+ THIS? OWN* USED ON MSG+ CHANNEL*|\
         WIRE+ THIS? OWN* USED IN_LIST+",
    ),
    // "salam buat pak kadis", "sekali lagi terima kasih", "amin"
    (AFTER_AGREE, "SALUTE+ FOR OFFICE+|AMEN+|HAIL+ WORK+"),
    (AFTER_YES, "ONCE MORE_ONCE THANKS ADDRESS*"),
    (AFTER_YES.or(BEFORE_AGREE), "ME? WAIT TRIM* MSG+ TRIM*"),
    // "saya pemilik usaha", "saya yang punya toko ini"
    (FRONTED, "ME AS? THAT? OWNER+ THIS?"),
    // "pesan sudah saya terima", "infonya sudah jelas"
    (
        AFTER_AGREE.or(BEFORE_AGREE),
        "TOLD+ DONE? ME? GOT+|DONE ME? GOT+|CLEAR TRIM*",
    ),
    // "akhirnya ada juga", "ini yang saya tunggu-tunggu"
    (
        AFTER_AGREE.or(BEFORE_AGREE),
        "FINALLY BEING* ALSO? NEWS* THIS?|THIS THAT ME WAIT+|DONE? LONG ME? WAIT+ RATHER*",
    ),
    // "menggunakan nomor ini"
    (
        AFTER_AGREE,
        "EMPLOYS WIRE+ THIS ME? TRIM*|EMPLOYS WIRE+ ME THIS? TRIM*|SAVE WIRE+ THIS? OWN* ON MSG+ CHANNEL*",
    ),
    // "hubungi nomor ini saja", "nomor ini aja"
    (
        AFTER_YES,
        "PLS* WRITTEN TRIM* WIRE THIS TRIM*|WIRE+ THAT? THIS ONLY TRIM*|\
         PLS TO WIRE+ THIS ME? TRIM*",
    ),
    (
        AFTER_AGREE,
        "PLS* WRITTEN TRIM* HERE+ TRIM*|PLS* USED TO HERE+ TRIM*|MORE+ TO HERE+|\
         ME? INSIDE AREA* TOWN+",
    ),
    (AFTER_AGREE, "SALUTE+ FROM OF* KNOWN+"),
    // "kalau dikirimi notifikasi"
    (AFTER_AGREE, "WHENEVER CONTACTED MSG+ CHANNEL*"),
    // "petani jeruk dari Tigapanah"
    (
        AFTER_AGREE.or(SET_OFF),
        "HOUSE ME ORG+ TITLED+|ME AS? THAT? OWNER+ KNOWN*|ME CITIZEN AREA* TOWN+|ME FROM AREA* TOWN+|ME? TRADE GOODS*|ME? TRADE GOODS* IN PLACED* AREA* TOWN+",
    ),
    (AFTER_YES, "PURPOSE BEING THAT REMIND TRIM*"),
    // "tanpa paksaan dari pihak manapun"
    (
        AFTER_YES,
        "WITHOUT FORCE ANYBODY*|WITHOUT FORCE ANYBODY* WHO SOEVER|FULLY FULLY AWARE",
    ),
    (FRONTED, "WITHOUT FORCE ANYBODY*|ME FROM GROUP+|ME CONFIRMS"),
    // "kelompok tani Arihta", "rumah saya di Tiganderket"
    (
        AFTER_AGREE.or(SET_OFF),
        "GROUP GROUP+ NAME*|HOME ME INSIDE AREA* TOWN+|HOME ME AREA+ TOWN+|HOME ME AREA+ TOWN* VILLAGE|FROM AREA+ GOODS TOWN+",
    ),
    // "gak masalah"
    (
        AFTER_AGREE.or(BEFORE_AGREE),
        "ME? NOT FINE TRIM*|FINE_SO TRIM*",
    ),
    (FRONTED, "FINE_SO TRIM*"),
    // "ditunggu notifnya", "catat saja nomor saya", "saya izinkan"
    (
        AFTER_YES,
        "SAVE TRIM* WIRE+ THIS? ME? TRIM*|ME? ALLOW TRIM*",
    ),
    (
        AFTER_AGREE,
        "ME? WAIT TRIM* NEWS+ NEXT* TRIM*|ME? WAIT TRIM*",
    ),
    // "selamat bertugas", "semangat terus"
    (AFTER_YES, "GOOD WORK WORK*"),
    // "demikian kami sampaikan", "mohon maaf atas keterlambatan balasan kami"
    (THANKS, "THUS ME? CONVEYED+|LATENESS REPLYING+ ME?"),
    // "atas perhatiannya kami ucapkan terima kasih"
    (
        THANKS,
        "FOR_WHAT+ ME? SAY THANKS ADDRESS*|ME SAY THANKS ADDRESS*",
    ),
    // "terima kasih atas perhatiannya", "makasih sudah diingatkan"
    (THANKS, "THANKS ADDRESS* FOR_WHAT+ ADDRESS*"),
    // "saya terima notifikasinya"
    (
        AFTER_YES,
        "ME TAKE TRIM*|ME TAKE GLAD|ME TAKE TRIM* PLAIN+ CHANNEL*|\
         ME TAKE TRIM* PLAIN* NOTICE+ CHANNEL*",
    ),
    // "salam dari Tigapanah"
    (AFTER_YES, "SALUTE+ FROM OF* PLACE* NAME*"),
    // "soal notifikasi …", "menjawab pesan Bapak …", "setelah membaca pesan di atas …"
    (
        FRONTED,
        "ON SERVED* MSG+ CHANNEL*|ON SERVED* CHANNEL* MSG+ CHANNEL*|ON POINT POINT+",
    ),
    (
        FRONTED,
        "AFTERWARDS ME? STUDIED STUDY*|ME AFTERWARDS STUDIED STUDY*|READ_IT STUDY+",
    ),
    (BEFORE_AGREE, "ANSWERING ASKED+"),
    // "saya balas YA", "pilihan saya: YA", "jawaban kami adalah setuju"
    (
        ANSWER.or(LEADS),
        "ME REPLIES|THIS? REPLY OURS+ IS?|REPLY IS+",
    ),
];
