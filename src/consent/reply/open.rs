//! Plain talk about oneself after "setuju": "Kebetulan saya lagi butuh info perizinan", "Toko
//! saya buka tiap hari di pajak Berastagi". Nothing is said of what may be agreed to when every
//! word is harmless by itself, with here and there a name that no list knows.

/// Words of ordinary talk beside those of `beside`.
pub(super) const TALK: &str = "\
kebetulan sebenarnya jujur terus terang akhirnya syukurlah untunglah cocok kali \
tinggal bertempat domisili asli berasal lahir besar merantau ngontrak ngekos kos kost \
ada punya mempunyai memiliki buka membuka jalan merintis rintis dirintis berdiri mulai sejak \
tahun 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 berkembang besar maju laris \
keripik kripik singkong ubi pisang dodol wajik kacang tahu tempe gorengan lemang cimpa arsik \
tasak telu sate soto bubur pecel lontong sarapan minuman jus es teh kopi arabika bubuk gula \
aren madu telur susu bandrek jahe kunyit rempah beras padi kol wortel kubis bawang cabe tomat \
markisa alpukat durian salak strawberry stroberi anggrek krisan mawar bibit pupuk pakan ternak \
lele nila mas ayam bebek kambing sapi babi kerbau konveksi jahit jahitan tenun ulos uis bordir \
sablon percetakan fotokopi fotocopy alat tulis komputer laptop servis service ponsel pulsa \
elektronik sepeda motor mobil tambal ban cuci steam las besi kaca aluminium mebel meubel \
perabot furniture bangunan keramik cat pasir batu kerajinan souvenir oleholeh kado bunga papan \
salon pangkas rambut kecantikan kosmetik skincare apotek klinik praktek praktik dokter gigi \
umum kandungan bidan perawat fisioterapi gizi laboratorium optik kacamata terapis \
keperawatan kebidanan farmasi kesehatan hukum ekonomi pertanian peternakan pendidikan \
pariwisata perhotelan konstruksi transportasi perdagangan jasa industri olahan kuliner katering \
rumahan kecilkecilan kaki lima keliling sekolah paud tk sd sma smk bimbel les kursus yayasan \
panti penginapan homestay vila villa hotel wisata pemandian kolam kafe cafe restoran rumah makan \
kerja bekerja swasta honorer pensiunan guru ibu rumah tangga mahasiswa lulusan alumni sarjana \
sekaligus sambil merangkap beserta berdua bertiga pengelola sehari harian sehari2 biasa \
melayani dilayani peduli perhatian berinovasi inovasi terbantu terlayani ramah \
umur usia tahun sudah sdh udah pernah baru saja hampir sekitar sekali skali perkenalkan kenalkan pancing simpang \
depan belakang samping dekat sebelah seberang pajak pasar terminal gereja masjid kantor camat \
puskesmas lapangan spbu bank atm \
berurusan urusan keperluan kebutuhan perizinan perijinan izin ijin usaha pemula pertama kalinya \
anggota penyuluh pendamping relawan komunitas persekutuan perkumpulan sanggar gapoktan \
dari pagi siang sore malam setiap tiap hari senin minggu \
teringat diingatkan informasi info penting berguna bermanfaat bantu membantu dibantu";

/// Words that only a clause of their own matter may hold.
pub(super) const DELICATE: &str = "\
turun mau habis akan hampir tempo berakhir insya insyaallah amin aamiin kali orang pinjam simpan lama butuh membutuhkan dibutuhkan perlu penting salah hilang rusak mati jelek susah susah2 repot repot2 ribet tidur ganggu mengganggu \
ganggunya lupa kelupaan bingung capek cape telat terlambat antri antre ngantri nunggu menunggu \
tunggu ditunggu buang saja aja cepat harus mesti tanya nanya bertanya dulu satu satunya \
karena krn krna karna sebab soalnya biar supaya agar spy daripada nanti kalau lanjutkan \
tingkatkan disarankan diarahkan perlu usah bisa bs dapat cek ngecek proses prosesnya status \
statusnya jam datang hadir ikut pergi pulang ambil antar selesai keluar terbit oke top lewat jadwal hujan ongkos bensin pas ke adalah";

/// What asks for something, or sets a purpose: nothing but its own matter may follow.
pub(super) const STRICT: &str = "\
semoga smoga moga moga2 kiranya supaya agar spy asal mohon tolong tlg minta bantu bantulah bawa bagi balas kirim buat bela \
bimbing centang daftar daftarkan ajukan urus uruskan buka buatkan jual jalan kasih beri ada";
