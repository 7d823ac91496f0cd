//! Several words with one meaning, by role. Written as they are folded (no letter twice in a
//! row), with white space alone inside; a bar parts one from the next.

use super::lexicon::{
    ADDRESS, ADVERB, AGAIN, AGREE, ALREADY, ANSWER, ASKS, BLESSING, CONTACTED, DONT, EXCUSE, FINE,
    FIRM, GREETING, HALF, HARD, HELP, HOUSE, IF, LINK, ME, MESSAGE, NAME, NOW, NUMBER, OFF, OUTCRY,
    OWN_STOP, PLEASE, READY, RECEIVE, REFUSE, RETRACT, Roles, SEND, SIGNED, STOP, THANKS, VERY,
    WISH, WITHDRAW, YA,
};

/// Roles, and the phrases that play them. A phrase stands once; the longest that fits counts.
pub(super) const PHRASES: &[(Roles, &str)] = &[
    (
        GREETING,
        "selamat pagi juga|selamat siang juga|selamat sore juga|selamat malam juga|pagi juga|siang juga|\
         sore juga|malam juga|wlkm salam|wkm salam|wlkum salam|selamat pagi|selamat siang|selamat sore|selamat malam|slmt pagi|slmt siang|slmt sore|\
         slmt malam|selamat mlm|slmt mlm|selamat pg|slmt pg|selamat sng|slmt sng|selamat sre|slamat pagi|slamat siang|slamat sore|slamat malam|met pagi|met siang|met sore|\
         met malam|god morning|god afternon|god evening|sugeng enjing|sugeng siang|sugeng sonten|\
         sugeng dalu|wilujeng enjing|mejuah juah|mejuah juah kita kerina|mejuah juah kita krina|\
         mejuahjuah kita kerina|njuah njuah|njuah juah|asalamu alaikum|\
         asalamu alaikum warahmatulahi wabarakatuh|asalamu alaykum|as wr wb|as alaikum|\
         wa alaikum salam|walaikum salam|om swastiastu|ya ahowu|horas ma|menjuah juah|salamaik pagi|salamaik siang|salamaik sore|salamaik malam|salam sejahtera|\
         salam sejahtera bagi kita semua|salam hormat|salam kenal|salam sukses|selamat hari mingu|\
         puji tuhan|puji syukur|om santi santi om|namo budaya|namo budhaya|namo budhay|horas jala gabe|horas jala gabe ma|horas ma di hita|horas ma di hita saluhutna|wilujeng siang|wilujeng sonten|wilujeng wengi|wilujeng sumping|sugeng rawuh|sugeng ndalu|njuah juah banta karina|njuah juah banta kerina|mejuah juah banta kerina|mejuah juah banta karina|mjh mjh|nuwun sewu|kulo nuwun|berkah dalem|damai sejahtera|rahayu sagung dumadi|adil ka talino|salam kebajikan|salam damai|\
         dengan hormat|dgn hormat|mejuah juah man banta kerina|mejuah juah man banta|\
         mejuah juah man kita kerina|mejuah juah man kam|mejuah juah man kam kerina|\
         selamat berhari mingu|selamat beribadah|selamat beraktivitas|selamat beraktifitas|\
         selamat bekerja|selamat bertugas|salam kasih|salam kasih dalam kristus|\
         salam dalam kasih kristus|salam dalam kristus|selamat natal|selamat hari natal|selamat tahun baru|\
         selamat natal dan tahun baru|selamat paskah|selamat hari paskah|selamat lebaran|\
         selamat hari lebaran|selamat idul fitri|selamat hari raya|selamat hari raya idul fitri|\
         selamat hari raya idul adha|selamat idul adha|selamat berpuasa|selamat berbuka puasa|\
         selamat menunaikan ibadah puasa|selamat imlek|selamat tahun baru imlek|selamat hari raya nyepi|\
         selamat hari raya galungan|selamat hari waisak|selamat hari kemerdekan",
    ),
    (
        HARD,
        "selamat hari|ya kali|persetujuan bangunan|persetujuan lingkungan|persetujuan teknis|\
         surat persetujuan",
    ),
    (
        THANKS.or(BLESSING),
        "salam sehat|salam sehat selalu|sehat selalu|sukses selalu|sehat sehat selalu|sukses terus|maju terus",
    ),
    (
        HARD.or(OUTCRY),
        "salah sambung|salah nomor|salah nomer|salah no|salah orang|salah kirim|ya alah|ya tuhan|\
         ya ampun",
    ),
    (
        SIGNED,
        "hormat saya|hormat kami|atas nama|nama lengkap|nama perusahan|nama usaha|nama pemilik",
    ),
    (
        THANKS,
        "matur nembah nuwun|teurimong gaseuh|tarimokasi godang|bujur man kam|bujur man kena|bujur ibas perhatian ndu|bujur ibas perhatiandu|bujur man kena kerina|bujur man banta|bujur man kam kerina|\
         bujur man banta kerina|matur nuwun sanget|matur suwun sanget|nuwun sanget|suwun sanget|\
         suwun yo|mauliate ma|mauliate ma di hamu|mauliate da|mauliate bah|mauliate di hamu|mauliate godang ma|diatei tupa|\
         diate tupa|diatei tupa ma|lias ate|teurimong gaseh|teurimong geunaseh|matur suksma|\
         kure sumanga|best regards|warm regards|kind regards|salam hangat|jazakalah khairan|\
         jazakumulah khairan|barakalah fikum|terima kasih|terimah kasih|terima kaish|trima ksih|terima kasih sebelum nya|terima ksh|terima kasi|trima kasih|trima ksh|\
         trima kasi|tarimo kasih|tarimo kasi|trimo kasih|terma kasih|trm ksh|trm kasih|trma ksh|\
         tr ksh|tq sm|matur nuwun|matur suwun|hatur nuhun|thank you|thanks you|thank u|bujur melala|\
         bujur ras mejuah juah|mauliate godang|god bles|god bles you|tuhan memberkati|\
         tuhan yesus memberkati|tuhan berkati|tuhan yesus berkati|yesus memberkati|tuhan memberkahi|\
         alah memberkahi",
    ),
    (
        THANKS.or(EXCUSE),
        "map telat bales|map telat balas|map baru balas|map baru bales|map baru bls|map br bls|\
         map lama balas|map lama bales|map slow respon|mf gangu|map gangu|map mengangu|mohon map gangu|sori gangu|\
         mf mengangu|map pak|map bu|map kak|map bang|map min|\
         mohon maf|mohon maf lahir batin|mohon maf lahir dan batin|\
         maf lahir batin|maf lahir dan batin|minal aidin wal faizin|mohon bimbinganya|mohon kerjasamanya|mohon kerja samanya|maf mengangu|maf gangu",
    ),
    (
        READY.or(EXCUSE),
        "baru balas|baru bales|telat jawab|lambat jawab|terlambat jawab|baru jawab|baru bisa jawab|\
         tadi di ladang|tadi di juma|tadi di sawah|tadi di kebun|tadi di jalan|tadi di pasar|\
         tadi di gereja|baru lihat|baru liat|baru lihat wa|baru liat wa|baru baca wa|\
         baru bisa balas|br baca|br balas|br buka|br lihat|baru baca|baru buka|baru buka wa|\
         baru respon|baru sempat balas|telat balas|terlambat balas|lambat balas|slow respon|\
         sudah baca|sudah membaca|sudah dibaca|sudah paham|sudah mengerti|sudah memahami|\
         sudah dimengerti|sdh baca|sdh membaca|sdh dibaca|sdh paham|sdh mengerti|sdh memahami|\
         sdh dimengerti|udah baca|udah membaca|udah dibaca|udah paham|udah mengerti|udah memahami|\
         udah dimengerti|telah baca|telah membaca|telah dibaca|telah paham|telah mengerti|\
         telah memahami|telah dimengerti|sudah saya baca|sudah saya pahami|sudah kami baca|\
         sudah kami pahami|sudah sy baca|sudah sy pahami|saya paham|saya mengerti|saya memahami|\
         kami paham|kami mengerti|kami memahami|sy paham|sy mengerti|sy memahami|saya sudah baca|\
         saya sudah membaca|saya sudah paham|saya sudah mengerti|saya sudah memahami|saya sdh baca|\
         saya sdh membaca|saya sdh paham|saya sdh mengerti|saya sdh memahami|saya telah baca|\
         saya telah membaca|saya telah paham|saya telah mengerti|saya telah memahami|saya udah baca|\
         saya udah membaca|saya udah paham|saya udah mengerti|saya udah memahami|kami sudah baca|\
         kami sudah membaca|kami sudah paham|kami sudah mengerti|kami sudah memahami|kami sdh baca|\
         kami sdh membaca|kami sdh paham|kami sdh mengerti|kami sdh memahami|kami telah baca|\
         kami telah membaca|kami telah paham|kami telah mengerti|kami telah memahami|kami udah baca|\
         kami udah membaca|kami udah paham|kami udah mengerti|kami udah memahami|sy sudah baca|\
         sy sudah membaca|sy sudah paham|sy sudah mengerti|sy sudah memahami|sy sdh baca|\
         sy sdh membaca|sy sdh paham|sy sdh mengerti|sy sdh memahami|sy telah baca|sy telah membaca|\
         sy telah paham|sy telah mengerti|sy telah memahami|sy udah baca|sy udah membaca|\
         sy udah paham|sy udah mengerti|sy udah memahami|baru buka hp|baru lihat pesan|\
         baru liat pesan|baru baca pesan|baru buka pesan|baru baca pesanya|baru sempat baca|\
         baru sempat buka|baru sempat respon|baru bisa respon|baru pegang hp|baru megang hp|\
         baru online|baru aktif|baru sempat|br buka hp|br lihat pesan|br liat pesan|br baca pesan|\
         br buka pesan|br baca pesanya|br sempat baca|br sempat buka|br sempat respon|\
         br bisa respon|br pegang hp|br megang hp|br online|br aktif|br sempat|telat respon|\
         lambat respon|terlambat respon|telat bales|lama balas|lama balasnya",
    ),
    (
        READY.or(ADVERB),
        "dengan senang hati|dgn senang hati|senang hati|dengan gembira|dengan hati gembira|\
         dengan sukacita|dengan tulus|dengan ikhlas|dengan rela|dengan suka rela",
    ),
    (
        THANKS.or(BLESSING),
        "insya alah bermanfat|insyalah bermanfat|insya alah berkah|insyalah berkah",
    ),
    (
        AGREE,
        "setuju eh ya setuju|setuju eh setuju|setuju eh iya setuju|sepakat dan setuju|sepakat setuju|sepakat dan menyetujui",
    ),
    (
        OUTCRY.or(HARD),
        "ya olo|ya oloh|ya owoh|ya aloh|ya awoh|ya iyalah|ya iya lah|ya yesus|ya rob|ya debata|ya dibata|ya robi|ya god|ya lord|ya gusti",
    ),
    (VERY, "ma tutu|do tutu|tutu do"),
    (NAME, "uis gara|ora et labora"),
    (BLESSING, "selama ini"),
    (
        ANSWER,
        "izin konfirmasi|ijin konfirmasi|izin respon|izin membalas|izin balas",
    ),
    (ADVERB, "dengan tegas|secara tegas"),
    (
        ADDRESS,
        "bapak ibu sekalian|bapak ibu semua|bapak ibu semuanya|bapak dan ibu sekalian",
    ),
    (
        ME,
        "saya beserta keluarga|kami beserta keluarga|saya bersama keluarga|saya dan keluarga besar|\
         saya dan anak saya|saya dan keluarga saya",
    ),
    (
        READY,
        "ya sama|iya sama|nah gitu dong|gitu dong|nah begitu dong|oke fix|ok fix",
    ),
    (
        VERY,
        "pke banget|pke bgt|banget malah|sekali malah|bangt malah",
    ),
    (
        HELP,
        "kirim menu|cara pakai|cara pengunan|cara mengunakan|menu utama|daftar perintah|tampilkan menu|lihat menu|buka menu|mau bantuan|ingin bantuan|\
         daftar menu|pilihan menu",
    ),
    (
        READY.or(EXCUSE),
        "ya sudah baca|ya sudah dibaca|ya sudah saya baca|ya sdh baca|ya sdh saya baca|\
         sudah saya balas ya|sudah saya balas ya tadi|tadi sudah saya balas ya|\
         sudah saya balas setuju|sudah saya balas setuju tadi|tadi sudah saya balas setuju|\
         tadi saya sudah balas ya|tadi saya sudah balas setuju|saya sudah balas ya|\
         saya sudah balas setuju|kemarin sudah saya balas ya|sudah saya jawab ya|\
         belum sempat balas|blm sempat balas|kemarin belum sempat balas|tidak sempat balas|gak sempat balas|\
         baru pulang ladang|baru pulang dari ladang|baru pulang juma|baru pulang kerja|\
         baru pulang dari kerja|baru pulang gereja|baru pulang dari gereja|baru pulang sawah|\
         baru pulang pasar|baru pulang dari pasar|baru pulang|baru sampai rumah|baru bangun|\
         baru selesai rapat|baru selesai kerja|baru ada sinyal|baru dapat sinyal",
    ),
    (
        YA,
        "sudah pasti iya|aku sih yes|saya sih yes|kami sih yes|gue sih yes|tentu saja ya|tentu saja iya|tentu iya|tentu ya|pasti iya|tentu boleh ya",
    ),
    (
        ME,
        "kalau saya pribadi|kalo saya pribadi|klo saya pribadi|kl saya pribadi|kalau saya sih|\
         kalo saya sih|klo saya sih|kalau aku sih|kalo aku sih|klo aku sih|kalau kami sih|\
         kalo kami sih|kalau saya mah|kalo saya mah|kalau aku mah|kalo aku mah|kalau aku pribadi|\
         kalau kami pribadi|sy pribadi|aku pribadi|kami pribadi",
    ),
    (
        READY,
        "cocok kam rasa|cocok ku akap|cocok kuakap|ngit aku|ngit kami|siap laksanakan|siap laksanakan komandan|siap komandan|\
         siap ndan|siap 86",
    ),
    (
        ADDRESS,
        "pak e|bu e|mas e|mbak e|bapak ibu|pak bu|bapak dan ibu|kepada yth|kpd yth|pak dhe|pak de|bu dhe|bu de|mak tua|\
         pak tua|bapa tua|bapak tua|inang uda|mama tua|pak cik|mak cik|pak lek|bu lek|nande tua|\
         bapak udah",
    ),
    (
        ADVERB,
        "yang jelas|yg jelas|yang penting|yg penting|secara pribadi|secara sadar|dengan ini|dgn ini|tentu saja|tentu aja|sudah pasti|dengan sadar|of course",
    ),
    (
        VERY.or(ADVERB),
        "100 persen|1000 persen|seribu persen|seratus persen",
    ),
    (
        VERY,
        "sama sekali|pake banget|pakai banget|sepenuh hati|dengan sepenuh hati|dgn sepenuh hati",
    ),
    (READY, "ho oh"),
    (HARD, "ni ye|nih ye"),
    (AGREE, "se tuju|setu ju|set uju"),
    (
        ANSWER,
        "jawaban dari saya adalah|jawaban dari saya|jawaban dari kami|jawaban kami adalah|\
         jawaban dari kami adalah|saya pilih opsi|pilih opsi|saya memilih opsi|kami pilih opsi|saya pilih jawaban|\
         ini saya balas|berikut jawaban saya|ini jawaban saya|ini jawaban kami|untuk pertanyan itu saya jawab|\
         menjawab pertanyan di atas|menjawab pertanyan diatas|menjawab pesan di atas|menjawab pesan diatas|\
         menjawab pertanyan tersebut|menjawab pertanyan bapak ibu|menjawab pesan bapak ibu|\
         menjawab pesan tersebut|menangapi pesan di atas|menangapi pesan diatas|menangapi pesan bapak ibu|\
         menangapi pesan tersebut|sehubungan dengan pesan di atas|sehubungan pesan di atas|\
         yang pertama|yg pertama|opsi 1|pilihan 1|pilihan pertama|jawaban saya|jawaban sy|jawaban saya adalah|jawaban kami|saya jawab|saya pilih|sy jawab|\
         kami pilih|pilihan saya|pilihan kami|saya memilih|kami memilih|balasan saya|kita pilih|kami jawab|sy pilih|aku pilih|aku jawab",
    ),
    (SIGNED.or(NUMBER), "nama saya"),
    (
        FIRM,
        "rumah makan|home industri|home industry|rumah jahit|rumah kopi|rumah produksi|\
         industri rumah tanga|usaha dagang|panti asuhan|pondok pesantren",
    ),
    (
        HOUSE,
        "puskesmas pembantu|puskesmas induk|rumah sakit|rumah sakit umum",
    ),
    (NAME, "perangin angin"),
    (STOP, "opt out|ber henti|di hentikan|di stop|di berhentikan"),
    (OFF, "non aktifkan|non aktif|turn of"),
    (
        OWN_STOP,
        "bus stop|non stop|one stop|stop kontak|stop kontrak|stop motion|ful stop",
    ),
    (ALREADY, "ya sudah|ya udah"),
    (
        IF,
        "satu pesan|dua pesan|satu info|kali ini|kali ini saja|kali ini aja|sekali ini saja|sekali ini aja|\
         satu kali|satu kali saja",
    ),
    (IF, "mau tidak mau|mau tak mau|mau gak mau"),
    (FINE, "apa apa"),
    (
        HALF.or(RETRACT),
        "tidak jadi|tak jadi|gak jadi|ga jadi|g jadi|gk jadi|ngak jadi|nga jadi|ngk jadi|engak jadi|\
         enga jadi|tdk jadi|ndak jadi|nda jadi|indak jadi|kagak jadi|ora jadi",
    ),
    (RETRACT, "mengundurkan diri"),
    (RETRACT.or(WITHDRAW), "tarik kembali"),
    (
        REFUSE,
        "tak payah|tra mau|seng mau|sonde mau|tra usah|so ra|ndang ra|dang ra|ora sah|ra sah|ora usah|ora perlu|teu kedah|teu kudu|teu peryogi|henteu kedah|ndak paralu|indak paralu|tidak bisa setuju|tdk bisa setuju|gak bisa setuju|ga bisa setuju|kurang minat|kurang berminat|\
         kurang tertarik|ndang porlu|dang porlu|dang pola|ndang pola|ingih mboten|ngih mboten|la aku|la ngit|la kuakap perlu|la perlu|la perlu aku|la aku ngit|la setuju|labo aku|labo ngit|labo aku ngit|so olo|so setuju|\
         big no|not interested|no way|no thanks|kurang berkenan|la aku setuju|labo aku setuju|dont agre|\
         do not agre|not agre|dont want|do not want|tak nak|not now|no thank you",
    ),
    (WISH, "mudah mudahan"),
    (YA, "yes please"),
    (
        NOW,
        "apa pun|apa pun juga|kapan pun|untuk sat ini|utk sat ini|untuk sekarang|utk sekarang|buat sekarang|sampai kapanpun|mulai sekarang|sat ini",
    ),
    (AGAIN, "untuk seterusnya"),
    (
        DONT,
        "do not|don t|jangan pernah|jgn pernah|jangan lagi|jgn lagi|jangan lg|jgn lg",
    ),
    (LINK, "penanaman modal"),
    (ASKS, "apa ini"),
    (
        PLEASE,
        "minta tolong|mohon untuk|mohon agar|mohon supaya|tolong untuk|tolong agar|tolong supaya|\
         mohon utk|harap untuk|harap agar",
    ),
    (HELP.or(PLEASE), "tolong bantu"),
    (
        ME,
        "bagi saya|bagi kami|aku tuh|aku tu|aku mah|saya mah|sy mah|saya tuh|gue mah|gw mah|gue sih|gw sih|kami mah|kita mah|\
         kita sih|kami kerina|kami krina|kami karina|kami saluhutna|kami smua|kita semua|kami sekeluarga|saya sekeluarga|saya dan suami|saya dan istri|saya dan keluarga|saya sama suami|\
         saya sama istri|kami berdua|kami bertiga|kami berempat|aku sih|saya sih|sy sih|kami sih|ak sih|kami semua|kami pihak|saya pribadi|saya yang bernama|saya bernama|\
         saya sendiri|pihak kami|dari kami|dari saya|dari pihak kami|toko kami|perusahan kami|\
         saya yang bertanda tangan di bawah ini|kami yang bertanda tangan di bawah ini|\
         saya yang bertanda tangan dibawah ini|kami yang bertanda tangan dibawah ini|\
         yang bertanda tangan di bawah ini|yg bertanda tangan di bawah ini|\
         saya yg bertanda tangan di bawah ini|kami yg bertanda tangan di bawah ini|\
         saya yg bertanda tangan dibawah ini|kami yg bertanda tangan dibawah ini",
    ),
    (MESSAGE, "pesan singkat"),
    (
        RECEIVE.or(CONTACTED).or(SEND),
        "dikasi tahu|dikasi tau|dikasih tahu|dikasih tau|di kasih tahu|di kasih tau|diberi tahu|diberi tau|\
         di kirim|di kirimi|di kirimkan|di hubungi|di kabari|di infokan|di ingatkan",
    ),
    (
        DONT.or(SEND),
        "jan kirim|jan dikirim|jan hubuangi|jan wa|jan kirimi|jan chat|ulah kirim|ulah ngirim|\
         ulah wa|ampun kirim|ampun dikirim|ampun ngirim|ulang kirim|ulang wa|aja ngirim|aja ngirimi",
    ),
];
