//! The kinds of words in an aside that tells who writes, where from, and what came before: what
//! was read and where, what is answered. Spelled naturally, as in `kinds`.

/// The kinds of words. A word may be of several.
pub(super) const SETS: &[(&str, &str)] = &[
    (
        "SAW",
        "lihat liat melihat ngeliat baca membaca tahu tau nampak nengok tengok dapat dapet dpt \
         lihatnya taunya tahunya nemu",
    ),
    (
        "SEEN",
        "info infonya informasi informasinya nomor nomornya no ini pengumuman pengumumannya wa \
         nya",
    ),
    ("IN", "di dari dr pada lewat melalui via dri"),
    ("FROM", "dari dr dri via"),
    (
        "BOARD",
        "spanduk poster brosur baliho banner pamflet selebaran leaflet flyer loket mpp website \
         web situs instagram ig facebook fb medsos tiktok papan pengumuman stiker barcode qr \
         sosialisasi browsur kantor kantornya dinas petugas petugasnya tv radio spanduknya \
         posternya brosurnya plang pamplet famplet xbanner standing plank reklame",
    ),
    (
        "PLACED",
        "di depan dpn kantor dinas camat desa kelurahan kecamatan loket mpp pintu masuk ptsp \
         dpmptsp nomor no pasar pajak ruang tunggu meja layanan jalan jln jl simpang bupati \
         kemarin tadi pagi kemaren dekat samping dinding yang ada dinasnya kantornya perizinan \
         dalam satu dua tiga empat lima enam tujuh delapan sembilan 1 2 3 4 5 6 7 8 9 10",
    ),
    (
        "GROUP",
        "kelompok tani ternak nelayan umkm koperasi pelaku usaha poktan gapoktan wanita",
    ),
    (
        "ORG",
        "ketua wakil sekretaris bendahara pengurus jemaat majelis panitia pengelola direksi manajemen pimpinan anggota karyawan \
         karyawati pegawai staf staff guru pelaku pemilik gereja yayasan koperasi perusahaan \
         toko warung kedai kios bengkel salon apotek klinik hotel sekolah panti lembaga \
         organisasi komunitas paguyuban masjid musala vihara pura puskesmas bumdes gapoktan \
         poktan kelompok tani ternak wanita umkm usaha rumah makan cafe kafe restoran pt cv ud \
         kub kwt pkk katering catering travel depot grosir",
    ),
    (
        "HOUSE",
        "gereja yayasan koperasi perusahaan toko warung kedai kios bengkel salon apotek klinik \
         hotel sekolah panti lembaga organisasi komunitas paguyuban masjid puskesmas bumdes \
         gapoktan poktan kelompok tani usaha rumah makan cafe kafe restoran pt cv ud kub kwt \
         katering catering travel depot grosir",
    ),
    (
        "EMPLOYS",
        "dengan dgn menggunakan gunakan pakai pake memakai make makai lewat via melalui",
    ),
    ("US", "kami kita"),
    ("WHOLE", "satu seluruh segenap semua para pihak se"),
    ("HEREBY", "dengan bersama melalui"),
    (
        "STATES",
        "menyatakan nyatakan sampaikan menyampaikan beritahukan memberitahukan \
         informasikan menginformasikan tegaskan menegaskan konfirmasikan kabarkan",
    ),
    ("THAT_IS", "bahwa bhw bahwasanya"),
    ("SCANNED", "scan nyecan pindai memindai"),
    ("HOME", "rumah toko kebun ladang usaha warung kantor alamat"),
    ("AS", "sebagai selaku sbg slku"),
    (
        "OWNER",
        "pemilik pemiliknya pemohon pemohonnya pengelola pengurus direktur pimpinan punya usaha salon \
         izin ijin toko warung kios perusahaan owner penanggung jawab penanggungjawab wakil \
         ketua manajer bengkel cafe kedai rumah makan apotek klinik usahanya izinnya yang",
    ),
    (
        "TOLD",
        "pesan pesannya info infonya informasi informasinya wa wanya penjelasan penjelasannya \
         isi isinya maksud maksudnya",
    ),
    ("DONE", "sudah sdh udah telah udh dah"),
    (
        "GOT",
        "diterima terima dibaca baca dipahami paham dimengerti mengerti jelas masuk dan",
    ),
    ("CLEAR", "jelas"),
    ("INSIDE", "di tinggal"),
    ("PER", "sesuai"),
    (
        "GUIDE",
        "penjelasan penjelasannya pesan wa surat petunjuk arahan instruksi permintaan arahannya petunjuknya \
         perintah anjuran",
    ),
    (
        "GUIDED",
        "petugas loket bapak ibu pak bu di atas diatas saja dari dinas yang diberikan",
    ),
    ("EARLIER", "tadi td tadinya"),
    ("BUSY_NOW", "lagi sedang lg sdg masih"),
    (
        "BUSY",
        "di ladang sawah kebun jalan kerja sibuk rapat nyetir masak gereja pasar sekolah luar \
         kota acara pesta ngajar mengajar bekerja perjalanan rumah sakit juma",
    ),
    (
        "SIGNAL",
        "sinyal hp paket kuota batre baterai jaringan wa hpnya sinyalnya paketnya",
    ),
    (
        "LOST",
        "hilang jelek habis mati lowbat lobet rusak lemot ilang susah gangguan error \
         ketinggalan abis",
    ),
    (
        "CONFIRMS",
        "konfirmasi mengonfirmasi mengkonfirmasi klik konfirm",
    ),
    ("FRIEND", "teman kawan tetangga saudara sodara"),
    (
        "TRADE",
        "petani pedagang dagang jualan peternak tukang pengusaha nelayan",
    ),
    ("PREPARED", "siap sedia siapp"),
    ("LATE", "telat terlambat"),
    (
        "AREA",
        "desa ds dusun kelurahan kel kecamatan kec kabupaten kab kota lingkungan kampung kp \
         jalan jl jln simpang",
    ),
    ("CITIZEN", "warga masyarakat"),
    (
        "SALUTE",
        "salam horas mejuahjuah hangat hormat sehat sukses mejuah juah",
    ),
    (
        "OF",
        "kami saya warga desa keluarga kota kecamatan kec pak bu kabupaten toko warung tanah",
    ),
    ("NEWLY", "baru br barusan telat lambat terlambat bru"),
    (
        "READS",
        "kebaca terbaca dibaca baca membaca lihat liat ngeliat keliatan nengok nampak tengok \
         buka kebuka cek ngecek pegang megang sempat bisa balas bls bales membalas ngebalas \
         jawab respon merespon online aktif nyala masuk on sadar ngeh dapat sinyal pulang dari \
         ladang paket kuota isi kelihatan tebaca",
    ),
    (
        "READ_WHAT",
        "wa hp pesan pesannya chat chatnya ini hape wanya handphone notif sekarang hari pesanya \
         saya sy nya wa-nya dari bapak ibu yang yg lalu kemarin kmrn kmarin tadi td",
    ),
    (
        "ON",
        "soal untuk utk mengenai tentang terkait perihal masalah ttg buat prihal menyangkut",
    ),
    (
        "SERVED",
        "penerimaan pengiriman layanan fitur program menerima hal terima dikirimi dapat \
         mendapatkan",
    ),
    (
        "CHANNEL",
        "wa whatsapp ini itu tersebut tsb tadi nya dari dinas dpmptsp kantor ptsp lewat via \
         melalui perizinan izin perijinan bapak ibu pemkab karo wanya di atas diatas",
    ),
    (
        "POINT",
        "hal permintaan tawaran pertanyaan ini itu tersebut tsb diatas di atas",
    ),
    (
        "ANSWERING",
        "sehubungan berkenaan berdasarkan terkait menjawab membalas menanggapi merespon \
         menindaklanjuti menjwb mbalas menyikapi",
    ),
    (
        "ASKED",
        "dengan dgn pesan wa surat permintaan pertanyaan tawaran chat whatsapp pesannya \
         permohonan dari bapak ibu dinas dpmptsp tersebut tsb di atas diatas tadi ini kemarin \
         pak bu kantor itu",
    ),
    (
        "AFTERWARDS",
        "setelah stlh sesudah habis abis telah sudah sdh",
    ),
    (
        "STUDIED",
        "membaca baca mempelajari memahami pelajari pahami mencermati menyimak dibaca \
         dipelajari",
    ),
    (
        "STUDY",
        "pesan isi penjelasan wa ketentuan informasi info di atas diatas tersebut tsb ini \
         pesannya penjelasannya dari bapak ibu dinas dan memahami mengerti isinya dengan \
         seksama saksama baik",
    ),
    (
        "REPLIES",
        "balas bales jawab ketik pilih memilih menjawab membalas mengetik jwb nyatakan putuskan",
    ),
    (
        "REPLY",
        "jawaban jawabnya jawabannya pilihan pilihannya balasan jwbn jwb respon keputusan \
         tanggapan answer jawabanku pilihanku sikap",
    ),
    (
        "IS",
        "adalah ialah yaitu is tetap yakni nya pun atas untuk ini pesan hal",
    ),
    (
        "OURS",
        "saya sy kami aku ku kita pribadi dari my toko usaha perusahaan keluarga",
    ),
];
