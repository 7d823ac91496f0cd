//! Ordinary words: a tail that holds one is not a signature.

/// Words that may change what is said before them; never in a name, not even of a firm.
pub(super) const HARD: &str = "\
almarhum almarhumah alm almh mendiang bukan bkn lewati melewati dilewati terlewati sekalian dia beliau mereka anda kamu kalian dirinya orang istri suami anak ortu orangtua mertua \
tetangga teman kawan pemilik kata katanya bilang ngomong ujar menurut ketik balas bales balasan \
ketikkan isi jadi menjadi adalah ialah bahwa karena krn krna sebab gara nya maka lalu kemudian \
terus trus begitu gitu gini begini seperti kayak sama saling satu dua lain bisa bs dapat harus hrs \
wajib perlu pernah masih msh lagi tadi td kini sekarang minggu bulan tahun menit detik senin \
selasa rabu kamis jumat sabtu ahad siang sore malam tuhan allah astaga alamak waduh aduh wah wow \
ih huh hem hmm eh oh nah loh lho kan salah keliru typo bercanda canda bohong prank wkwk wkwkwk \
wkwkwkwk haha hahaha hehe hehehe hihi xixi lol kwkw wk terserah pasrah bawel cerewet capek cape \
bosan elah yaelah yaudah yowes yowis kasihan semua seluruh sebagian beberapa banyak sedikit \
setengah separuh lebih terlalu paling agak cukup gratis bayar biaya uang duit harga mahal murah \
rupiah ribu juta pembayaran transfer pulsa hadiah diskon berhasil gagal error rusak hilang lama \
cepat lambat segera proses diproses diurus urus mengurus tunggu menunggu nunggu ditunggu tolong \
bantu dibantu mohon minta permohonan lihat liat cek dicek ngecek baca dibaca kirim dikirim buka \
dibuka tutup ditutup ambil diambil datang ke kantor selesai siap kelar keluar masuk terbit pindah \
ganti diganti ubah diubah lanjut lanjutkan gas gaskeun gaskan setujui disetujui persetujuan \
menyetujukan selain supaya hapus cabut mundur benci kecewa marah kesal sebel jengkel takut curiga \
khawatir bahaya tipu penipu penipuan hoax hoaks spam resmi asli palsu benarkah yakin percaya pikir \
paham ngerti mengerti tau tahu maksud maksudnya artinya tentang soal hal cerita lupa ingat dengar \
dengarkan kecuali selama bila kira mesti akan sedang telah belum pun pula juga serta ataupun \
maupun sambil sehingga yaitu yakni misalnya contoh contohnya tersebut ini itu sini situ sana \
disini disitu disana kesini kesana dalam luar atas bawah depan belakang samping antara tengah \
dekat jauh pinggir sebelah hingga sejak semenjak terhadap kepada tanpa bagi demi menjelang akibat \
ada adanya punya mempunyai memiliki ingin mau hendak boleh usah mampu sanggup senang sedih malu \
rindu sayang lapar haus sakit sembuh mati hidup lahir pergi pulang tiba sampai berangkat \
naik turun lari duduk berdiri tidur makan minum mandi main bermain kerja bekerja belajar mengajar \
menulis tulis membaca bicara berbicara ngobrol panggil memanggil beli membeli jual menjual sewa \
menyewa pinjam meminjam pakai memakai guna gunakan menggunakan memberi beri berikan mengambil bawa \
membawa antar antarkan jemput taruh simpan menyimpan cari mencari temukan ketemu bertemu jumpa \
buat membuat bikin dibikin dibuat lakukan melakukan dilakukan kerjakan mulai dimulai akhir akhiri \
akhirnya selesaikan terjadi hubungi menghubungi telepon telpon hubungan sambung sambungan tanda \
tangan ditandatangani tandatangan daftar mendaftar terdaftar mengisi diisi lengkapi melengkapi \
lengkap kurang tambah tambahan ditambah kurangi periksa diperiksa perbaiki diperbaiki revisi \
upload unggah download unduh login akun password kode otp link tautan klik percepat dipercepat \
cepatan secepatnya buruan pelan mendadak tibatiba sering seringkali jarang kadang kadangkala \
biasanya umumnya selalu sekali duakali kemarin besoknya lusa minggudepan silam mendatang nanti \
tadinya awal awalnya semula mula pertama kedua ketiga keempat kelima terakhir berikut berikutnya \
selanjutnya sebelumnya sesudahnya nol lima enam tujuh delapan sembilan sepuluh sebelas belas puluh \
ratus miliar persen kali seperempat februari september oktober november tgl tanggal thn bln mgg jm \
beda berbeda mirip serupa persis tepat pas cocok sesuai betul benar bener jelas nyata penting \
khusus umum biasa aneh lucu baik jelek buruk jahat hebat keren oke top cakep ganteng cantik ngamuk \
protes komplain keluhan mengeluh sebal menyesal gembira bahagia kaget heran bingung pusing ribet \
repot susah sulit gampang mudah rumit enak parah setujunya sependapat sepakat mufakat dukung \
mendukung menolak membantah ikut ikutan ikuti mengikuti gabung bergabung undur daripada ketimbang \
alih malah malahan justru bahkan lagian lagipula toh memang emang emangnya masa terkecuali kau \
kowe elu lu lo loe gue sendiri masing seseorang siapapun apapun kapanpun dimanapun semuanya \
seluruhnya sisanya bohongan becanda candaan iseng coba cobain mencoba dicoba tes test testing \
ngetes wajah muka hati pikiran perasaan harapan harap berharap doa berdoa ibadah gereja masjid \
puasa lebaran paskah bagian masalah persoalan urusan keperluan kepentingan alasan penyebab tujuan \
arti makna judul pemerintah negara bupati gubernur presiden menteri lurah camat kades rt rw polisi \
tentara jaksa hakim pengadilan hukum undang aturan peraturan perda perbup sanksi denda pajak \
retribusi disuruh suruh dipaksa paksa memaksa terpaksa diwajibkan diminta meminta permintaan \
ditanya jawab dijawab respon direspon balasin aja doang melulu mulu banget amat nian sangat \
terlampau kelewatan donasi sumbangan sumbang hibah bansos bantuan blt pkh subsidi kredit \
pinjol pinjaman utang hutang cicil cicilan angsuran judi slot promo iklan dicabut ditarik \
dibatalkan batalin ditunda tunda menunda pending tertunda menggantikan dibalikin balikin kembali \
kembalikan dikembalikan dirumah dikantor dijalan dikampung diluar didalam disebelah ditempat \
kerumah kekantor kepasar wis wes uis enggo lenga labo lit nge naring erti dage ndai kuga wari bage \
em sitik mela bas aku kalak uda unang tung dohot boi olat mulak nunga dang ndang so jala hamu hita \
arep ameh wae iku iki ngono ngene sik sek dhisik wingi sesuk atuh naon nyak mah kumaha iraha \
saha anjing bangsat tolol goblok bodoh bego sialan setan iblis tai asu jancuk cok kampret \
brengsek sinting gila sarap edan \
sebentar bentar bntar bntr sbntr sebntr sbentar sek wait hold hang think guess suppose joke joking kidding \
kid scam fraud fake hoax modus boong bokis bacot bacod bual kibul ngibul pungli pungutan suap sogok \
amplop korupsi koruptor korup gratisan free paid pay cost price why sia pukul baa dimano kalian nego \
negosiasi tawar diskusi rundingan pungut parkir antri antrian anjir anjrit anjay njir njay bjir buset \
sure serius srius beneran bnran really real maybe sorry wrong mistake instead rather because since \
his her he she they them their someone somebody anyone else other another wife husband son daughter \
mother father brother sister friend neighbor boss office permit money today tonight week month year \
dewek dewe dhewe kabeh wong wedok lanang bojo bojoku anakku bapakku mamakku ibuku istriku suamiku \
kakakku adikku kawan kawanku temen temenku tmn bini laki lakiku biniku mertuaku apakku amakku \
malu isin wedi ragu2 takutnya males2an mager bodo bodoh amat sakarep sakarepmu karepmu sakarepe \
terserahlah sesuka suka2 sukamu pasrahlah kepaksa kapeksa dipeksa disuruhnya perintah titah wajibnya \
bae mawon kemawon doank sahajo sajo wungkul hungkul cuman2 ae2 sekaligus dobel ganda kali2 setaun \
sebulan seminggu sehari sejam semenit setahun seumur bulanan mingguan harian tahunan tiap2 pertama \
duluan belakangan terlambat kadaluarsa kedaluwarsa expired gugur hangus nyasar ngawur asal2an asalan \
ngasal ngarang ngaco ngelantur mabok mabuk mimpi ngimpi khayal halu ngigo bangun2 pinjam pinjem hpnya \
dituduh tuduh sumpah janji dijanji dijanjikan ditipu tertipu dibohongi dikibuli diperas peras ancam \
diancam tekan ditekan bujuk dibujuk sungkan segan ewuh pekewuh iyakan dianggap anggap dikira kirain \
kukira kusangka sangka sangkain nyangka ternyata rupanya entar2 ogah2an";

/// Other words of daily speech; they may stand in the name of a firm ("CV Karya Bersama").
pub(super) const ORDINARY: &str = "\
pendidikan sosial kelontong sembako jual jualan jualin dagangan panggang goreng bakar maju jaya karya bersama mandiri usaha makmur sumber baru besar kecil abadi sentral pusat toko \
rumah kopi nasi mie ayam ikan sayur buah jeruk tomat cabai kol wortel kentang pupuk tani ternak \
kebun ladang sawah hutan gunung air api tanah batu pasir kayu besi emas perak gedung bangunan \
warung kedai pasar kios gudang pabrik bengkel sekolah kampus kelas rumahsakit puskesmas klinik \
apotek hotel penginapan restoran kafe salon studio bank koperasi gang lorong jembatan sungai danau \
laut pantai bukit lembah kolam taman halaman lapangan terminal stasiun bandara pelabuhan kota desa \
kampung dusun kecamatan kabupaten provinsi daerah wilayah lokasi tempat alamat posisi titik warga \
masyarakat penduduk rakyat tamu sahabat keluarga saudara bayi remaja dewasa lansia perempuan \
lelaki pria wanita laki cewek cowok guru murid siswa mahasiswa dosen dokter perawat bidan petani \
nelayan pedagang pengusaha karyawan pegawai buruh supir sopir satpam tukang kontraktor mobil motor \
sepeda truk bus angkot kereta pesawat kapal becak buku kertas pensil pulpen meja kursi lemari \
pintu jendela lantai dinding atap kamar dapur lampu listrik komputer laptop ponsel televisi radio \
kamera foto gambar video film lagu musik baju celana sepatu sandal topi tas dompet kacamata roti \
daging telur susu gula garam minyak bumbu cabe bawang pisang mangga apel durian salak jagung \
kacang kelapa sawit karet kakao padi beras sapi babi kerbau kambing kuda kucing bebek burung ular merah \
putih hitam biru hijau kuning coklat ungu abu warna panjang pendek tinggi rendah lebar sempit \
tebal tipis berat ringan penuh kosong tua muda kuat lemah keras lembut panas dingin hangat basah \
kering bersih kotor terang gelap ramai sepi aman kaya miskin pintar rajin dagang bisnis perusahaan \
industri jasa produk barang modal untung rugi pelanggan konsumen proyek kontrak tender surat \
berkas dokumen formulir lampiran ktp npwp sertifikat akta imb pbg slf siup tdp sku rekomendasi \
rekom izin reklame papan spanduk data nomor nama umur status hasil laporan catatan jadwal rapat \
acara undangan kegiatan program rencana sistem aplikasi website situs internet sinyal jaringan \
server kuota email grup cuaca hujan banjir gempa longsor erupsi sinabung sibayak asap debu \
olahraga bola sepakbola gol pertandingan juara lomba pemilu calon pilkada partai kampanye agama \
budaya adat pesta guro aron nikah pernikahan kawin cerai meninggal duka turut berduka selamat \
ulang sejahtera sukses berkah rejeki sentosa cahaya sinar bintang mulia lestari indah permai raya \
prima mantap mantul gokil sadis asik asyik seru ayo yuk cus gercep ngab bosku bosque santai santuy \
sabar semangat kuy otw sehat";
