//! The kinds of words in an aside that tells of the messages and the wish for them. Spelled
//! naturally; runs of a letter are shortened when the table is built.

/// The kinds of words. A word may be of several.
pub(super) const SETS: &[(&str, &str)] = &[
    (
        "PLS",
        "silakan silahkan silahken sila boleh mohon tolong monggo mangga bisa langsung tinggal \
         lsg tlg mhn harap please pls plis",
    ),
    (
        "SENT",
        "kirim kirimnya kirimkan kirimi kirimin kirimkanlah kirimlah krim krm dikirim \
         dikirimkan dikirimi dikirimin dikrm dikrim send",
    ),
    (
        "WRITTEN",
        "wa chat japri hubungi kabari kabarin infokan infoin dikabari diinfokan",
    ),
    (
        "TRIM",
        "saja aja sja aj ajah ae wae lah la ya yah dong deh sajalah ajalah nya terus langsung",
    ),
    (
        "MSG",
        "notifikasi notifikasinya notif notifnya notip notifikasih pesan pesannya psn pesan2 \
         pesan2nya pemberitahuan pemberitahuannya pengingat pengingatnya reminder remindernya \
         pengumuman pengumumannya notification notifications message messages",
    ),
    (
        "NEWS",
        "info infonya informasi informasinya berita kabar kabarnya update updatenya \
         perkembangan perkembangannya notifikasi notif notifnya notifikasinya pesan \
         pemberitahuan pengumuman pengingat jadwal penting terbaru terkini baru tentang soal \
         mengenai dari seputar",
    ),
    ("TO", "ke di lewat via melalui pada pakai pake"),
    (
        "HERE",
        "sini kesini disini kemari nomor no nomer nmr nmor nomorku wa whatsapp hp hpku hape ini saya \
         sy aku ak ku kami nih wanya nomornya watsap wasap",
    ),
    ("PURPOSE", "biar supaya agar spy supados ben bair bia"),
    (
        "MORE",
        "lebih lbh makin mkn semakin jadi selalu sllu terus bisa bs cepat cpt sama tetap ttp \
         segera langsung ikut",
    ),
    (
        "EASY",
        "gampang mudah praktis enak nyaman simpel simple jelas efisien efektif lancar ringkas \
         tertib update uptodate memudahkan dimudahkan dipermudah terbantu transparan",
    ),
    (
        "EASED",
        "komunikasi komunikasinya urusan urusannya koordinasi koordinasinya semua semuanya \
         mengurus mengurusnya ngurus ngurusnya urus mengecek ngecek cek pantau memantau kita \
         kami saya",
    ),
    (
        "NOT",
        "tidak tdk gak ga gk nggak ngga enggak ndak nda tak jangan jgn jangan2 ora ndang kagak \
         tdak",
    ),
    (
        "MISS",
        "ketinggalan ketinggal tertinggal terlewat terlewatkan kelewat kelewatan terlewati lupa \
         kelupaan telat terlambat kudet repot ribet susah bolak balik bingung bolak2 bulak \
         nunggak nanya tanya bertanya nanya2",
    ),
    (
        "ABOUT",
        "izin izinnya ijin ijinnya perizinan perijinan usaha usahanya status statusnya proses \
         prosesnya permohonan permohonannya jadwal jadwalnya masa berlaku berlakunya perpanjang \
         perpanjangan perpanjangnya memperpanjang perpanjangannya saya kami kita ke kantor \
         dinas dari ptsp dpmptsp lagi toko nib soal tentang info urusan tanggal tanggalnya tgl",
    ),
    (
        "KNOW",
        "tahu tau mengetahui ingat inget teringat taw paham mantau memantau pantau ngikuti \
         mengikuti ikuti terinformasi update terupdate diingatkan dikabari diinfokan diingetin",
    ),
    (
        "GET",
        "dapat dpt dapet mendapat mendapatkan menerima terima nerima memperoleh",
    ),
    ("NEEDED", "perlu usah harus mesti sering"),
    ("UNTIL", "sampai sampe smpe smp sejauh"),
    ("WHERE", "mana dimana"),
    ("BECAUSE", "karena krn krna karna soalnya sebab"),
    (
        "RATHER",
        "memang sangat sgt ini itu benar benar2 amat betul emang begitu sungguh ide program \
         programnya layanan layanannya idenya inovasi inovasinya terobosan inisiatif begini \
         gini juga yang cukup jadi lebih notifikasi notif seperti hal",
    ),
    (
        "USEFUL",
        "penting perlu butuh bermanfaat berguna membantu bagus memudahkan mempermudah \
         dibutuhkan diperlukan membutuhkan memerlukan terbantu manfaat mendukung",
    ),
    (
        "FOR_US",
        "untuk utk bagi buat kami saya sy kita usaha pelaku umkm masyarakat warga sekali banget \
         kali bgt pun ini itu programnya program layanan layanannya idenya inovasinya pedagang \
         petani",
    ),
    (
        "LINE",
        "nomor no nomer nmr wa hp ini saya sy kami nomornya wanya memang selalu tetap yang \
         whatsapp nomorku aku hpnya",
    ),
    ("ACTIVE", "aktif aktip on online"),
    (
        "STAYS",
        "terus selalu 24 jam 1x24 setiap hari tiap saya kami kok trus sy aku bisa dihubungi",
    ),
    ("THIS", "ini"),
    ("WIRE", "nomor no nomer wa hp whatsapp nmr data nomornya"),
    ("NEAR", "sini kesini disini kemari"),
    ("THUS", "demikian demikianlah dmkn sekian"),
    (
        "CONVEYED",
        "disampaikan sampaikan beritahukan diberitahukan informasikan",
    ),
    ("SAY", "ucapkan diucapkan haturkan"),
    ("LATENESS", "keterlambatan keterlambatannya"),
    (
        "REPLYING",
        "balasan balas membalas jawaban jawab menjawab respon merespon",
    ),
    ("FORGET", "lupa"),
    ("WITHOUT", "tanpa tnp"),
    (
        "FORCE",
        "paksaan tekanan ragu syarat tapi keraguan keberatan beban pamrih ragu2",
    ),
    (
        "ANYBODY",
        "dari pihak manapun siapapun apapun sedikitpun lain",
    ),
    ("WHO", "siapa mana sedikit apa"),
    ("SOEVER", "pun"),
    ("FULLY", "dengan dgn penuh"),
    ("AWARE", "kesadaran sadar"),
    ("FINALLY", "akhirnya akhirnyaa"),
    ("ALSO", "juga jg"),
    ("LONG", "lama"),
    ("ONLY", "saja aja sja"),
    (
        "OFTEN",
        "sering selalu sllu kadang suka memang biasanya biasa terus",
    ),
    ("SELDOM", "jarang tidak gak ga nggak tdk"),
    ("OPENS", "buka membuka pakai punya main"),
    ("ELSEWHERE", "email surel imel gmail facebook fb instagram"),
    ("VIA", "lewat via melalui"),
    ("WHEN", "kapan"),
    ("ENDS", "habis berakhir jatuh tempo habisnya masa selesai"),
    ("ANYTHING", "apa2 apa apapun sesuatu"),
    ("BETTER", "baik"),
    (
        "USES",
        "pakai pake buka menggunakan gunakan memakai online aktif di",
    ),
    ("LATER", "nanti nnti ntar tinggal"),
    (
        "WHENEVER",
        "kalau kalo klo kl klu bila jika apabila jk setiap tiap",
    ),
    (
        "HELPING",
        "bantuannya bantuan arahannya arahan bimbingannya bimbingan petunjuknya petunjuk \
         dibantu kerjasamanya doanya doa dukungannya",
    ),
    (
        "NEXT",
        "baik baiknya selanjutnya lanjut lebih berikutnya dari kami lainnya",
    ),
    (
        "REMIND",
        "ngingatin mengingatkan ingatkan ngingetin mengingatkannya ngasih memberi",
    ),
    (
        "RECEIVED",
        "menerima terima dihubungi dikabari dikirimi diinfokan",
    ),
    ("DIRECT", "langsung lgsg lsg"),
    ("WITH", "dengan dgn dg sama ama atas akan pada sm"),
    (
        "OFFERED",
        "program programnya penawaran penawarannya tawaran tawarannya permintaan permintaannya \
         hal disampaikan dimaksud ditawarkan layanan layanannya inovasi inovasinya ide idenya \
         fitur",
    ),
    ("THAT", "yang yg adanya semua"),
    (
        "AS_SAID",
        "notifikasi notif notifnya pesan pemberitahuan tersebut tsb ini itu di atas diatas \
         bapak ibu dinas wa whatsapp dari dpmptsp ptsp karo pak bu yang yg disampaikan dimaksud",
    ),
    ("BEING", "adanya ada"),
    ("GO_ON", "lanjut lanjutkan teruskan"),
    (
        "IN_LIST",
        "ke untuk utk sebagai sbg dalam daftar grup list datanya sistem penerima notifikasi pesan broadcast dlm",
    ),
    (
        "USED",
        "dipakai digunakan didaftarkan dimasukkan disimpan dicatat dihubungi dikirimi diwa \
         dichat dimasukan dipake terdaftar",
    ),
    ("FOR", "buat untuk utk kepada kpd ke"),
    ("AMEN", "amin aamiin amen amiin"),
    ("HAIL", "jaya maju sukses hidup bravo viva salut"),
    ("ONCE", "sekali"),
    ("MORE_ONCE", "lagi lg"),
    ("INSTEAD", "daripada drpd dripada"),
    (
        "TRIPS",
        "bolak balik bolakbalik bulak ketinggalan datang harus jauh2 nanya tanya bertanya nunggu \
         menunggu antri antre ngantri pulang pergi",
    ),
    (
        "FINE",
        "masalah mslh masalahnya apa2 papa keberatan kberatan",
    ),
    ("FINE_SO", "gapapa gpp gakpapa"),
    (
        "WAIT",
        "ditunggu tunggu menunggu nunggu dinanti menanti nanti2kan dinantikan",
    ),
    (
        "SAVE",
        "masukkan masukan masukin dimasukkan daftarkan didaftarkan daftarin pakai pake gunakan \
         simpan catat save disimpan dicatat simpankan",
    ),
    (
        "OWN",
        "saya sy kami aku pribadi kantor toko usaha aktif sendiri resmi perusahaan ya",
    ),
    (
        "ALLOW",
        "izinkan ijinkan mengizinkan mengijinkan izinin persilakan persilahkan mempersilakan \
         mempersilahkan",
    ),
    ("GOOD", "selamat slamat met"),
    (
        "WORK",
        "bekerja bertugas beraktivitas beraktifitas melayani berkarya tugas kerja kerjanya \
         pelayanan pelayanannya aktivitas semua semuanya selalu dinas dpmptsp ptsp karo",
    ),
    ("CHEER", "semangat smangat semangaat"),
    (
        "FOR_WHAT",
        "atas buat untuk utk sudah sdh telah udah udh tawarannya tawaran perhatian perhatiannya \
         informasi informasinya info infonya kesempatan kesempatannya kerjasama kerjasamanya \
         bantuan bantuannya pelayanan pelayanannya pemberitahuan pemberitahuannya waktu \
         waktunya tanya bertanya menanyakan ditanya menghubungi mengingatkan diingatkan dihubungi dikabari mengabari memberitahu \
         diberitahu membantu dibantu menginformasikan diinfokan pesan pesannya layanan \
         layanannya inisiatif inisiatifnya program programnya memberi mengirim dikirim kabar \
         kabarnya wa wanya sebelumnya",
    ),
    ("TAKE", "terima menerima trima terimo nerima nerimo"),
    ("PLAIN", "pesan psn"),
    (
        "NOTICE",
        "notifikasi notifikasinya notif notifnya pemberitahuan pemberitahuannya pengingat \
         pengingatnya",
    ),
];
