//! What people say beside a plain yes, in clauses of their own, by matter: whose number it is,
//! who they are, why they are glad of it. A clause counts when it has a mark of its matter and
//! every word of it belongs there. Spelled naturally; runs of a letter are shortened when the
//! table is built.

use super::lexicon::{
    ADDRESS, BESIDE_NAME, BLESSING, CLAN, DIGITS, FIELD, FINE, FIRM, GREETING, HOUSE, MAYBE_NAME,
    ME, MESSAGE, NAME, PARTICLE, PLACE, PLEASE, Roles, SIGNED, THANKS, TITLE, TOPIC, WISH,
};

/// Matters, one bit each.
pub(super) type Bits = u16;

/// Whose number it is.
pub(super) const LINE: Bits = 1 << 0;
/// Who writes.
pub(super) const WRITER: Bits = 1 << 1;
/// What they did at the office.
pub(super) const PAST: Bits = 1 << 2;
/// Why they are glad of it.
pub(super) const REASON: Bits = 1 << 3;
/// How easy it is.
pub(super) const EASY: Bits = 1 << 4;
/// Praise.
pub(super) const PRAISE: Bits = 1 << 5;
/// Good wishes.
pub(super) const WISHES: Bits = 1 << 6;
/// What we are to write.
pub(super) const WRITING: Bits = 1 << 7;
/// Help they hope for.
pub(super) const HELPED: Bits = 1 << 8;
/// What was read, and when.
pub(super) const READING: Bits = 1 << 9;
/// That it is needed.
pub(super) const NEEDED: Bits = 1 << 10;
/// Thanks and the close of a letter.
pub(super) const CLOSING: Bits = 1 << 11;
/// Who typed it.
pub(super) const TYPED: Bits = 1 << 12;
/// Where names stand.
pub(super) const NAMING: Bits = LINE | WRITER | PAST;
/// What may be mixed in talk about oneself.
pub(super) const OPEN: Bits =
    LINE | WRITER | PAST | REASON | EASY | PRAISE | WISHES | NEEDED | CLOSING;
/// What one word may say.
pub(super) const BRIEF: Bits = PRAISE | WISHES | NEEDED | CLOSING;

/// One matter: the words that mark it, the other words of it, and the roles that belong to it.
pub(super) struct Matter {
    pub(super) bit: Bits,
    pub(super) marks: &'static str,
    pub(super) marking: Roles,
    pub(super) words: &'static str,
    pub(super) roles: Roles,
    /// Whether it may stand before the answer.
    pub(super) before: bool,
    /// Whether it may follow a bare yes.
    pub(super) bare: bool,
}

/// Words of any matter.
pub(super) const COMMON: &str = "\
ini itu yang yg di i ke dari dr pada untuk utk buat bagi dan dengan dgn juga jg sangat sgt banget bgt amat lebih lbh adalah kok nih nya dong sama bersama atas dalam oleh per pun jadi jd kan";

/// Roles of any matter.
pub(super) const COMMON_ROLES: Roles = ME.or(ADDRESS).or(PARTICLE);

/// Names, and what stands beside them.
const NAMED: Roles = NAME
    .or(CLAN)
    .or(MAYBE_NAME)
    .or(PLACE)
    .or(BESIDE_NAME)
    .or(FIRM)
    .or(HOUSE)
    .or(TITLE)
    .or(SIGNED)
    .or(FIELD)
    .or(DIGITS);

/// The matters.
pub(super) const MATTERS: &[Matter] = &[
    // "nomor ini aktif terus", "memang ini nomor WA saya"
    Matter {
        bit: LINE,
        marks: "nomor nomer nmr wa hp hape whatsapp wasap watsap nomornya wanya hpnya nomorku \
                waku hpku handphone aktif aktip",
        marking: Roles::NONE,
        words: "mohon dimasukkan didaftarkan penerima notifikasi kemarin sempat masuk daftar tersimpan memang emang mmg on online standby 24 jam 1x24 terus trus selalu slalu sllu baru br \
                sendiri pribadi toko usaha tetap benar bener betul dipakai pakai pake \
                dipegang pegang megang sudah sdh udah simpan disimpan save disave nyimpan catat \
                dicatat tercatat bisa dihubungi resmi saja aja terdaftar tiap setiap hari \
                satu satunya nib izin ijin utama bisnis",
        roles: TITLE.or(SIGNED),
        before: true,
        bare: false,
    },
    // "Saya pemilik Villa Bukit Kubu", "praktek di Berastagi", "dari Kafe Puncak 2000"
    Matter {
        bit: WRITER,
        marks: "perkenalkan kenalkan pemilik pemohon pengurus pengelola direktur direktris pimpinan owner manajer \
                manager ketua wakil sekretaris bendahara kepala pelaku pengusaha pedagang \
                penjual peternak petani perawat bidan dokter apoteker notaris guru staf staff \
                karyawan karyawati pegawai admin kuasa penanggung pendeta dagang jualan jual \
                usaha pihak kelompok orangnya poktan gapoktan jemaat majelis panitia manajemen office \
                perusahaan kub kwt umkm bumdes cabang unit nama atas an ttd kedai warung \
                toko lokasi alamat alamatnya domisili nib kuasanya ahli kontraktor pensiunan lulusan",
        marking: CLAN.or(FIRM).or(HOUSE).or(PLACE).or(NAME),
        words: "kota utara selatan timur barat pendidikan kesehatan sosial izin ijin nib siup siupp sip sipb sipp sik stra sia siua siu tdp situ imb pbg slf \
                tinggal warga kampung desa dusun kelurahan kecamatan kabupaten kantor punya punyanya mewakili wakili jasa bagian front office marketing legal \
                keuangan operasional produksi pemasaran muda tua utama umum swasta negeri \
                tani ternak nelayan wanita jawab praktek praktik mandiri cu kopi bakso mie roti \
                emas las kayu kue buah sayur bunga jeruk jagung cabai kentang tomat ikan ayam \
                babi sapi pupuk bibit material bangunan baju pakaian sepatu elektronik motor \
                mobil gas galon laundry pangkas salon kosmetik baru kecil kecilan rumahan rumah \
                makan minum minuman makanan oleh2 pagi malam keliling sendiri satu dua tiga 1 2 3 4 5 6 7 \
                8 9 10 rt rw selaku sebagai sbg simpan pinjam bermarga marga lengkap usahanya \
                tokonya namanya saja biasa reklame spanduk hotel homestay apotek klinik salon \
                pasar air panas gunung semangat wisata objek pemandian kolam taman",
        roles: NAMED,
        before: true,
        bare: false,
    },
    // "saya yg urus NIB kemarin", "aku yg tadi di loket 2", "sudah saya centang di formulir"
    Matter {
        bit: PAST,
        marks: "loket formulir formulirnya form urus mengurus ngurus ajukan mengajukan daftar \
                mendaftar centang mencentang contreng mencontreng tandatangan ttd teken \
                tandatangani isi mengisi ngisi mpp sosialisasi spanduk brosur poster barcode \
                scan qr disarankan diarahkan dijelaskan ketemu bertemu",
        marking: Roles::NONE,
        words: "str sik baru kemarin kmrn kemaren tadi td tdi pagi siang sore barusan sudah sdh udah telah \
                minggu bulan lalu tanda tangan petugas petugasnya ibu bapak kakak mbak mas yg \
                orang waktu saat izin ijin nib siup sip sipb reklame imb pbg apotek klinik \
                toko usaha hotel warung kafe sendiri lewat online oss kantor 1 2 3 4 5 6 7 8 9 \
                depan dalam baca lihat liat dikasih diberi tau tahu kertas kertasnya surat \
                berkas berkasnya persyaratan pernyataan pernyataannya dinas sempat seminar acara \
                pelatihan pernah baru saja konsultasi sesuai kirim ketik balas nomor wa",
        roles: PLACE.or(TOPIC).or(TITLE).or(FIRM),
        before: true,
        bare: false,
    },
    // "karena rumah saya jauh di Mardingding", "biar tidak bolak-balik ke kantor"
    Matter {
        bit: REASON,
        marks: "karena karna krn krna soalnya sebab biar supaya agar spy demi jauh jauh2 jarang \
                sibuk sinyal sinyalnya",
        marking: Roles::NONE,
        words: "kali mau habis akan hampir tempo berakhir sekali skali tanggal tanggalnya harus repot ribet bulan sekali memang emang rumah tempat tinggal kampung desa kebun ladang juma sawah usaha toko kedai warung \
                kota kantor sinyal sinyalnya internet jaringan bagus jelas waktu tenaga ongkos \
                bensin bolak balik bolakbalik bulak perlu usah harus mesti lagi datang bisa bs \
                dapat tau tahu ingat inget lupa kelupaan ketinggalan tertinggal terlewat \
                kelewatan terlewatkan info infonya informasi informasinya notif notifikasi \
                notifikasinya pesan pemberitahuan pengingat kabar kabarnya berita update \
                perkembangan perkembangannya praktis mudah gampang enak hemat makin semakin lancar komunikasi \
                komunikasinya koordinasi urusan urusannya semua semuanya sini sana naik \
                motor angkot jalan jalannya kaki turun gunung pelosok dusun terpencil buka baca \
                cek ngecek mengecek pantau memantau mengetahui diingatkan dikabari diinfokan \
                dihubungi email surel facebook fb tv koran pakai pake selalu sering memang wa \
                whatsapp hp lewat via melalui masa berlaku izin ijin izinnya nib status statusnya \
                prosesnya jadwal perpanjangan perpanjang diperpanjang pelayanan \
                pelayanannya layanan kelancaran kemajuan kemudahan kebaikan kebutuhan kepentingan \
                kenyamanan transparansi keterbukaan tertib rapi baik maju bersama masyarakat \
                warga karo tanah usaha usahanya nanya tanya bertanya nunggu menunggu antri antre \
                ngantri capek cape susah kepikiran orang tua umur sudah sdh udah kerja bekerja \
                jualan jaga pergi pulang ada ditelepon kudet telat terlambat sendiri \
                terupdate terinformasi kami aktif jauhnya hari tiap hujan banyak terbantu \
                membantu butuh membutuhkan penting bermanfaat resmi buang bawa luar merantau",
        roles: PLACE.or(TOPIC).or(THANKS),
        before: false,
        bare: false,
    },
    // "lebih praktis lewat WA"
    Matter {
        bit: EASY,
        marks: "praktis mudah gampang enak hemat efisien efektif simpel simple ringkas nyaman",
        marking: Roles::NONE,
        words: "sekali skali jadinya sekarang wa whatsapp hp lewat via melalui begini gini  saya cek ngecek buka tau \
                tahu info infonya informasi informasinya notif notifikasi urusan urusannya \
                komunikasi komunikasinya semuanya makin semakin jadi ke kantor datang \
                email waktu urus mengurus cepat",
        roles: Roles::NONE,
        before: false,
        bare: true,
    },
    // "bagus sekali ini", "sangat membantu kami petani kecil"
    Matter {
        bit: PRAISE,
        marks: "bagus baik mantap mantab mantul keren hebat membantu bermanfaat berguna inovasi \
                inovatif terobosan memudahkan mempermudah mendukung dukung senang terbantu modern \
                canggih transparan penting butuh membutuhkan harapkan harapan nantikan maju jaya \
                sukses hidup salut semangat percaya top oke cocok siap mendukungnya mantaplah \
                bangga kagum apresiasi mengapresiasi jempol luar lanjutkan tingkatkan",
        marking: Roles::NONE,
        words: "penuh sepenuhnya sekali skali akhirnya zamannya melayani bekerja bertugas ada akhirnya seperti yang tinggal desa kampung buat memang emang program programnya progam layanan layanannya pelayanan pelayanannya fitur \
                idenya ide kali masyarakat warga rakyat kecil petani pedagang pelaku umkm usaha \
                pengusaha karo tanah dinas dpmptsp ptsp kantor pemerintah pemkab kabupaten \
                daerah terus selalu sukses semua begini gini seperti biasa sekali makin semakin \
                kinerja kinerjanya kerja kerjanya petugas petugasnya inovasinya terobosannya \
                notifikasi notifikasinya info infonya informasi informasinya notif wa whatsapp \
                zaman jaman era digital sekarang demi kemajuan kita bersama betul benar \
                tetap ramah cepat tanggap perlu perlunya mudah gampang terima kasih cara caranya \
                orang tua",
        roles: THANKS.or(GREETING),
        before: false,
        bare: false,
    },
    // "Tuhan berkati pelayanan bapak ibu", "semoga izin saya lancar"
    Matter {
        bit: WISHES,
        marks: "kiranya semoga smoga moga moga2 mugi mudahmudahan berkati memberkati diberkati masu \
                merahmati meridhoi melindungi menyertai menolong amin aamiin sehat sukses lancar \
                bermanfaat berkah amanah",
        marking: WISH,
        words: "berkembang bertambah sekali skali tuhan allah yesus dibata debata si kita kerina kita selalu dinas pelayanan \
                pelayanannya bapak ibu keluarga kerja pekerjaan tugas tugasnya bertugas amanah \
                usaha usahanya izin izinnya ijin lancar dilancarkan dimudahkan dipermudah mudah \
                program programnya berjalan baik maju semakin makin jaya sejahtera masyarakat \
                karo tanah kabupaten dpmptsp masu2 sekalian semua semuanya \
                banyak umur panjang rejeki rezeki berlimpah diberi diberikan kesehatan \
                membantu terbantu kami nyaman transparan tertib sungguh urusan urusannya",
        roles: BLESSING.or(THANKS).or(GREETING).or(TITLE).or(PLACE),
        before: true,
        bare: false,
    },
    // "mohon dikabari perkembangannya", "kami tunggu kabarnya", "kabari kalau sudah siap"
    Matter {
        bit: WRITING,
        marks: "kirim kirimkan kirimi kirimin dikirim dikirimi dikirimkan kabari kabarin dikabari \
                dikabarin infokan infoin diinfokan diinfoin dicatat catat beritahu diberitahu beritahukan \
                diberitahukan hubungi dihubungi ingatkan ingetin diingatkan diingetin \
                update diupdate perkembangannya infonya \
                informasinya kabarnya beritanya updatenya notif notifnya notifikasi \
                notifikasinya pesannya pemberitahuan pemberitahuannya pengingat pengingatnya \
                pengumumannya",
        marking: Roles::NONE,
        words: "persyaratan diproses dilanjutkan diaktifkan baru minta biar supaya agar dapat sip sipp sipb sik siup str siua situ siupp hampir akan tempo izinnya habisnya daftarkan didaftarkan mau ingin kemarin ada apa2 siap sudah sdh udah mohon tolong tlg mhn silakan silahkan monggo sok langsung lsg selalu sllu terus \
                segera sgra tahu tau beri kasih dikasih ditunggu tunggu menunggu nunggu nantikan \
                dinantikan masukkan masukin dimasukkan sertakan ikutkan perkembangan info \
                informasi kabar berita lewat via melalui wa whatsapp nomor ini sini kesini aja \
                saja selanjutnya berikutnya lanjutannya seputar tentang soal mengenai perizinan \
                perijinan izin ijin nib baik setiap tiap semua rutin berkala kami hp daftar \
                penerima layanan dinas dpmptsp ptsp terkait terbaru sms resmi jatuh tempo masa \
                berlaku habis berakhir perpanjangan status",
        roles: PLEASE.or(MESSAGE).or(FINE),
        before: true,
        bare: true,
    },
    // "mohon bimbingannya", "mohon dibantu selalu kami masyarakat kecil"
    Matter {
        bit: HELPED,
        marks: "dibantu bimbing dibimbing bimbingan bimbingannya bantuannya arahannya arahan \
                petunjuknya kerjasamanya",
        marking: Roles::NONE,
        words: "mohon mhn selalu sllu terus masyarakat kecil petani warga kami umkm pelaku usaha \
                pedagang kedepannya kedepan selanjutnya",
        roles: PLEASE,
        before: false,
        bare: false,
    },
    // "Maaf pak lama balas lagi di ladang", "enggo ku baca"
    Matter {
        bit: READING,
        marks: "baca membaca dibaca paham mengerti maaf mf map maap telat terlambat baru ladang \
                juma typo pencet kepencet ngetik mengetik menjawab menanggapi sehubungan berubah sesuai berdasarkan kubaca pahami seharian",
        marking: Roles::NONE,
        words: "ibadah beribadah sholat shalat solat mandi makan mengajar dan di atas pertanyaan pertanyaannya tersebut tsb diatas pikiran lama balas bales lihat liat pesan pesannya sinyal ketik sudah sdh udah telah enggo nggo barusan saya lagi sedang sdg sibuk kerja \
                sawah kebun jalan pulang dari sekolah gereja pasar hp wa buka on online respon \
                merespon isi isinya semua semuanya dengan jelas baik teliti tadi td kemarin salah \
                jempol tulis tidur rapat nyetir pergi luar kota bisa sempat \
                informasi informasinya penjelasan penjelasannya maksud maksudnya bales dibuka \
                ganggu mengganggu ganggunya kesalahan keterlambatan hilang jelek habis lowbat \
                dibantu mengetiknya",
        roles: THANKS,
        before: true,
        bare: false,
    },
    // "perlu sekali"
    Matter {
        bit: NEEDED,
        marks: "perlu butuh dibutuhkan diperlukan membutuhkan memerlukan",
        marking: Roles::NONE,
        words: "kebetulan sedang lagi perizinan perijinan izin ijin seperti begini begitu sekali skali penting info infonya informasi informasinya notifikasi notifikasinya notif notifnya \
                kabar kabarnya pemberitahuan pemberitahuannya",
        roles: Roles::NONE,
        before: false,
        bare: true,
    },
    // "dibantu cucu ngetik", "saya suruh anak ketik", said before the answer
    Matter {
        bit: TYPED,
        marks: "ngetik mengetik ngetikkan ketik mengetikkan pegang megang",
        marking: Roles::NONE,
        words: "dibantu suruh minta anak cucu keponakan maaf hp wa",
        roles: Roles::NONE,
        before: true,
        bare: false,
    },
    // "bujur ras mejuah-juah kita kerina", "terima kasih sudah diingatkan pak"
    Matter {
        bit: CLOSING,
        marks: "demikian sekian",
        marking: THANKS.or(GREETING),
        words: "sekali skali keluarga sekalian kami peduli memperhatikan pedagang kecil petani masyarakat warga umkm desa bujur man kam kita kerina krina karina ras banta banyak sebelumnya atas perhatian \
                perhatiannya bantuan bantuannya pelayanan pelayanannya informasi informasinya \
                info infonya kerjasama kerjasamanya kerja samanya waktu waktunya kesempatan \
                kesempatannya kepedulian kepeduliannya sudah sdh udah telah diingatkan dihubungi \
                dibantu ditanya dikabari diinfokan mengingatkan menghubungi membantu melayani \
                program programnya layanan layanannya godang sanget ma gaseuh geunaseuh mandu \
                sekali semuanya semua berhari minggu beraktivitas bekerja \
                bertugas hari kembali selamat ya",
        roles: THANKS.or(GREETING).or(BLESSING).or(TITLE),
        before: true,
        bare: false,
    },
];

/// Words that open a clause of its own after an agreement, with no mark before them.
pub(super) const OPENERS: &str = "\
karena karna krn krna soalnya sebab biar supaya agar spy demi drpd semoga smoga moga \
moga2 silakan silahkan kirim kirimkan mohon mohonlah tolong tlg maaf ditunggu";

/// Words that one is spared, in "biar tidak perlu bolak-balik": what may follow the no.
pub(super) const SPARED: &str = "\
bolak bolakbalik bulak repot repot2 ribet ketinggalan tertinggal telat terlambat lupa kelupaan susah \
susah2 bingung capek cape jauh jauh2 nunggu menunggu kelewat kelewatan terlewat terlewatkan buang \
antri antre ngantri nanya nanya2 tanya bertanya datang ke pergi turun naik kudet sempat";

/// Words between that no and what one is spared.
pub(super) const SPARING: &str = "perlu usah payah harus mesti lagi sampai lg capek2 selalu sering";

/// What asks us to write: with it, "kalau sudah siap" says when.
pub(super) const WRITES: &str = "\
kirim kirimkan kirimi kirimin kabari kabarin infokan infoin hubungi beritahu beritahukan ingatkan \
ingetin diingatkan diingetin dikabari dikabarin diinfokan diinfoin diberitahu wa chat";

/// What has come about where "kalau" says when.
pub(super) const HAPPENS: &[&str] = &[
    "ada", "sudah", "sdh", "udah", "telah", "habis", "berakhir", "tempo", "terbit", "keluar",
    "selesai", "jadi", "beres", "berubah",
];
