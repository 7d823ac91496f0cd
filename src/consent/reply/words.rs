//! The words with a part in an answer, by role. Spelled naturally; runs of a letter are
//! shortened when the table is built, as they are in the text.

use super::lexicon::{
    ACTIVATE, ADDRESS, ADVERB, AGAIN, AGREE, ALREADY, AND, ANSWER, AROUND_HELP, ASKS, BESIDE_NAME,
    BLESSING, CAPACITY, CONFIRM, CONSENT, CONTACTED, DAYTIME, DONT, DROP, EXCUSE, FIELD, FINE,
    FIRM, GREETING, HALF, HALLO, HELP, HOW, IF, JUST, KIN, LINK, LIST, ME, MESSAGE, NEED, NO, NOW,
    NUISANCE, NUMBER, OFF, OFFER, OUTCRY, OWN_STOP, PARTICLE, PLEASE, READY, RECEIVE, REFUSE,
    RETRACT, Roles, SEND, SERVICE, SIGNED, STOP, SUBSCRIPTION, THANKS, THIS, TITLE, TOPIC, TYPE,
    VERY, WANT, WEAK, WILLING, WISH, WITHDRAW, YA, YES,
};

/// Roles, and the words that play them. A word may stand in several lines.
pub(super) const WORDS: &[(Roles, &str)] = &[
    (
        YA,
        "ya y yaa ya2 iya2 ia iya iyah iy iye iyaa ye yes yess yas yup yups yap yaps yep yupz yoi \
         iyo iyoo nggih inggih njih nggeh enggih injih enjih muhun sumuhun olo oloh ue uwe \
         uee iyes iyap iyup iyh yha iyak iyaah yea yeah yaps yess nggeh enggeh nggeeh iyou iyow iyaw yaw \
         iyalah iyolah yak yaak",
    ),
    // Those of them that trail after other words without meaning yes.
    (YES, "ya y ye"),
    (
        AGREE,
        "setujusetuju stuj setuju3 setuju setuju2 setujuu stuju setju stju stj setuj stujuu s7 se7 setu7 stuju7 setujuju steju \
         setujulah satuju satujuh setujuh setujuu setujulahh etuju aetuju detuju wetuju setujuk stujulah \
         setujunyo sarujuk menyetujui menyetujuinya mnyetujui \
         bersedia brsedia bersdia bersedya sedialah agree agreed agre",
    ),
    (OFFER, "bersedia brsedia bersdia bersedya sedialah"),
    (
        TYPE,
        "ketik ketikin ketikkan ketikan pilih type balas bales balaslah reply",
    ),
    (
        WEAK,
        "boleh dipersilakan dipersilahkan silakan silahkan silahken sila monggo sedia berkenan \
         sip siip kirim kirimkan kirimlah",
    ),
    (
        WANT,
        "mau maw mo mw ingin pgn pgen pengen pingin kepingin kepengen hendak suka berminat minat tertarik \
         berkenan butuh want",
    ),
    (
        ME,
        "denai hamba hita sayah awk ane ana ogut beta kitorang torang katong kitong inyong enyong isun tiang titiang ulun saia hami q au ahu ambo den kulo kula kawulo abdi kuring sayapun kamipun saya sy sya sayaa saye aku ak aq ku gue gw gua kami kita kta kmi awak aku i we my me",
    ),
    (
        ADVERB,
        "pastinya pastilah intinya pokoknya pokonya sangat sangat2 sgt amat tentu tentunya pasti jelas memang juga jg jga pun sungguh menyatakan \
         nyatakan menyampaikan sepenuhnya absolutely full 100 1000",
    ),
    (
        VERY,
        "pastinya pastilah juga jg jga sekali skali banget bgt bngt bangettt benget bangat amat sangat kel sepenuhnya penuh full \
         100 1000 kali2 pisan tenan bana nian abis pol that botul parah puol beud bet kal",
    ),
    (
        PARTICLE,
        "nge lo loh e dong donk dongs do lah la yah euy atuh deh dh nih ni dech ah pun",
    ),
    (JUST, "saja mawon aja sj sja aj ajah ae wae sahaja"),
    (
        GREETING,
        "walaikumsalam walaikumussalam assalamualaikum assalamu'alaikum assalamualaikm asalamualaikum aslmkm askum ass asslm \
         aslm aslkm assalam assalamualikum samlekum samlikum asslamualaikum asw aslmualaikum \
         waalaikumsalam waalaikumussalam wassalam wassalamualaikum wasalam wslm wss wlkmslm \
         warahmatullahi wabarakatuh wr wb wrwb warohmatullahi warohmatullah wabarokatuh \
         mejuahjuah njuahjuah mejuah horas shalom syalom salom shallom salam slm salamm \
         haleluya syukur syukurlah yahowu sentabi santabi ahoi menjuah swastiastu rahayu permisi punten kulonuwun sampurasun bismillah bismillahirrahmanirrahim \
         alhamdulillah tabik tabe tabea wass wasslm",
    ),
    (
        GREETING.or(HALLO),
        "halo hallo helo hello hai hay hi hei hey hy alo haloo",
    ),
    (DAYTIME, "pagi siang sore malam pgi siank met mlm sre"),
    (
        ADDRESS,
        "pal say umi abi dear yth bosku bosque pak pk bpk bp pa bu buk ibuk kak ka kk kakk min admin mimin admint mas mbak mba mbk bang \
         bg bng dek dik bere ndan komandan gan agan bro broo sis sist sob om tante tan pakde bude pakdhe budhe uda uni \
         teh teteh kang neng koh cik ci bos boss lae ito amang inang tulang namboru opung \
         oppung turang kila bengkila senina silih impal pakcik makcik sir madam mam bund bunda \
         sdr sdri saudara saudari dpmptsp dinas tim team petugas operator cs rekan \
         agi dokter dok pakk buu amangboru edak eda pariban lek lik mbah tuan nyonya \
         puan gays guys bik bibik bibi kel uwak wak uak ucok butet bah kedan kam ito eda amang inang \
         nantulang bou turangku silihku amai apak mak etek angku ajo buya ustad \
         ustadz ustadzah pdt pdm bundo uda mbakyu mbah mbok pakwo makwo bulek \
         paklek bulik paklik om tante kakanda adinda abanganda abangda bapa nande  \
         mister miss mrs mr sus suster ustazah kakek nenek ketua juragan sobat cak akang",
    ),
    (
        ADDRESS.or(KIN),
        "tim team tuan nyonya puan bunda mbah bos boss tulang amang inang dok guys cs bapak bapa ibu mamak mak emak mama mami nande bolang bulang nini bibi kakak abang adik \
         nak nakku anakku ayah papa papi om tante opung oppung paman pakde bude senina turang impal dokter rekan \
         petugas operator saudara saudari sdr sdri kaka ketua juragan bere bng bg lae silih kila bengkila eda \
         kakek nenek uwak wak uak pakcik makcik paklik paklek bulik bulek budhe pakdhe pakwo makwo nantulang namboru \
         amangboru bou edak turangku silihku lawei sanina ampara akang abangda abanganda adinda kakanda bibik bik etek apak mbakyu",
    ),
    (
        TITLE,
        "lurah camat kadis kabid kades bupati dinas kepala kasi kasie sekretaris sekdis haji \
         hajah hj guru pendeta pdt ustad ustadz pastor romo kadin dpmptsp ptsp kabag staf staff \
         lek admin dokter dr bidan perijinan perizinan kantor wa",
    ),
    (
        THANKS,
        "tarimokasi kamsiya saohagolo saohagele tarimokasih tarimakasih tarimo terimakasih trimakasih makasih makasi mksh mksih mkasih maksh makasihh makasiih mks \
         trims trimss trimakasi tks tq thx thks thanks thank thankyou thanx tengkyu tengkiu \
         tenkyu ty suwun nuwun maturnuwun matursuwun nuhun mauliate bujur trmksh trmksih tmksh \
         trimks tksh terimaksih syukron tengs gbu",
    ),
    (
        THANKS.or(EXCUSE).or(CONFIRM),
        "betul btul betull benar bener bnar bnr tul btl",
    ),
    (THANKS.or(EXCUSE), "maaf mf sorry sori sory maafkan"),
    (
        READY,
        "yalah sauduran leres ok oke okey okay okeh okee okok oky okd okai oce okelah baik baiklah baeklah bae bail \
         siap siapp siaap siyap siiap syiap sip siip sipp siplah noted dikonfirmasi hooh hoh ho yo yow roger gas gaskeun gaspol good nice great top sae jos beres mantul mantaf keren asik acc deal \
         mantap mantab bismillah alhamdulillah",
    ),
    (
        READY.or(EXCUSE),
        "paham mengerti dimengerti dipahami memahami",
    ),
    (AND, "dan n dn serta and"),
    (
        ANSWER,
        "jawabanku jwbku re ket jwb jawabnya jawaban jwbn jawabannya jawab balasan pilihan konfirmasi",
    ),
    (
        SIGNED,
        "an tertanda mewakili atasnama nama nm nma dari dr ttd dri by from hormat oleh selaku",
    ),
    (
        FIRM,
        "cu pt cv ud fa firma koperasi yayasan toko tk apotek apotik klinik hotel rm kud bpr warung \
         kedai kios bengkel salon poktan kpn depot kilang pangkalan grosir agen penginapan homestay \
         resto restoran cafe kafe kantin butik laundry bakery barbershop pangkas optik percetakan \
         fotokopi konter counter minimarket swalayan mart losmen wisma spbu pertashop peternakan \
         perkebunan apotik praktek praktik studio bimbel paud gudang ternak villa vila hotel pabrik",
    ),
    (CAPACITY, "selaku sebagai sbg slku sbgai"),
    (
        ASKS,
        "apa apakah ap apkh apah pa2 kapan kpn kapankah bagaimana bgmn bgmna gimana gmn gmna \
         gmana gimna bgaimana kok koq berapa brp brapa berapakah siapa sp siapakah spa mana \
         dimana dmn dimna kemana kmn darimana bolehkah bisakah kenapa knp knapa mengapa \
         ngapain setujukah adakah haruskah perlukah apaan begimana piye opo sapa yakah iyakah \
         benarkah betulkah kah masa masak nanya tanya bertanya menanyakan tnya why what how when \
         who where kai kuga ise ija uga aha boasa maukah yakin amankah wajibkah resmikah",
    ),
    (
        IF,
        "kalau kalo klo kl klau klu kalu jika jk jikalau bila bilamana asal asalkan asalkn \
         andai andaikan seandainya apabila tapi tp tpi tetapi namun nmn nanti nnti ntar ntr \
         entar dulu dl dlu dahulu cuma cm cuman hanya hny kecuali selama sepanjang mungkin \
         mngkn sepertinya spertinya kayaknya kyknya kayanya kyaknya sebelum sblm sesudah \
         setelah stlh sampai smp sampe hingga syarat syaratnya besok bsk lusa kemarin ragu \
         bingung pikir pikir2 mikir pertimbangkan dipertimbangkan insyaallah insyaalloh insya \
         inshaallah tanpa tiada walau walaupun meski meskipun padahal daripada supaya agar biar bersyarat terpaksa \
         tergantung but if when maybe sementara misal semisal misalnya mis umpama umpamane seumpama umpami sekiranya \
         sekira keknya kekny kykny kalok klok klw kalaw kalow menawi anggo angger asl jk later tomorrow depends depending provided until til \
         unless except perhaps only once lest someday sometimes upami saupami sakiro kalu2 tpi tapi2 tpii nangin \
         ningan nanging mangke mengko engko beko annon kari engke ngke isuk sesuk gia tapina molo \
         alai lamun mun nek sing yen sih seh atau ato atw atawa or entah coba2 sekedar \
         sekadar minimal maksimal pas",
    ),
    (
        NO,
        "tiak tdiak nein tidak tdk tidk tdak tidka tdka tida tak gak ga gk gag gx g ngga nggak ngak enggak \
         engga enggk ngk nggk ngg kagak kaga kgk ogak ndak ndk nda nd indak ora mboten boten \
         moten ndang dang daong dao lang teu henteu no nope not never none neither nor cannot cant wont didnt isnt nothing nobody ndaa \
         nay nehi tydak tidac tdq gaa gakk inda labo ndang ndaong moal indak \
         tidaklah taklah gaklah nggaklah enggaklah ndaklah ngaklah ogaklah tdklah nggalah \
         oralah kagaklah indaklah",
    ),
    (
        REFUSE,
        "tolak menolak nolak menolaknya moh ndakmau skip keberatan kberatan ogah emoh emo wegah males malas \
         malesin maleslah ogahlah gamau gakmau gmau nggakmau ngamau ndakmau tdkmau takmau tidakmau gaksetuju \
         gasetuju tidaksetuju tdksetuju taksetuju nggaksetuju enggaksetuju disagree \
         refuse reject",
    ),
    (
        DONT,
        "unang ulah ngasah jangan jgn jngn jgan jangn jngan ojo gausah gakusah gaksah gasah ngausah gausa gakusa ngausa \
         nggausah takusah tdkusah tidakusah gaperlu gakperlu ula dont \
         jangann janganlah jgnlah",
    ),
    (
        NEED,
        "perlulah ush ikut ikutan mengikuti memerlukan membutuhkan usah perlu prlu pelu butuh butoh usahlah",
    ),
    (
        RECEIVE,
        "menerima nerima terima mnrima mnerima menrima menerma menerimanya dapat dpt dapet \
         mendapat mendapatkan dapatkan memperoleh peroleh nerimo trima trma mendpt mndapat \
         receive",
    ),
    (
        RECEIVE.or(CONTACTED),
        "dihubungi dihubungin dikabari dikabarin diinfokan diinfoin diingatkan diingetin \
         dikirimi dikirimin dikirimkan dikirim diberi diberikan diberitahu diberitahukan \
         disampaikan dichat diwa dikontak disms dikasih dikabarkan diinformasikan \
         dinotifikasi ditelepon ditelpon",
    ),
    (
        MESSAGE,
        "pesan psn pesannya pesan2 notifikasi notifikasinya notif notifnya notip notipikasi \
         notifikasih ntf pemberitahuan pemberitahuannya info infonya informasi informasinya wa \
         wanya whatsapp whatsap watsap wasap wasapp wa2 chat chatnya chatan sms smsnya \
         broadcast broadcash bc peringatan peringatannya kabar update updatenya pengingat reminder pengumuman berita \
         chating messages message notification notifications japri",
    ),
    (
        LINK,
        "otomatis realtime real time to the your from this untuk utk untk tuk buat bwt dengan dgn dg atas akan dari dr oleh melalui lewat lwt via \
         dpmptsp dpmpptsp pmptsp dpmptp dpmtsp dpmpstp ptsp dinas kantor kabupaten kab karo tanah pemkab pemda \
         pemerintah kabupatenkaro penanaman modal pelayanan terpadu satu pintu dan no nomor \
         nomer nmr hp ke di d k saya sy sya kami kita yang yg terkait tentang ttg mengenai \
         seputar soal semua segala setiap tiap hal tersebut tsb ini itu tsbt resmi layanan \
         berkala daerah sumatera utara pihak instansi bapak ibu pada bagian secara hal isi isinya pernyataan permintaan tawaran \
         selanjutnya bapak/ibu hpku hpnya nomorku",
    ),
    (
        TOPIC,
        "izin ijin izinnya ijinnya perizinan perijinan usaha nib oss permohonan proses status \
         berkas dokumen perkembangan masa berlaku perpanjangan",
    ),
    (
        STOP,
        "stop sto setop eureun stpo sotp stob stopp stops stopo stoop stup stopped stopkan stopin distop \
         setopkan disetop berhenti brenti brhenti berenti brnti brhnti bertenti berhnti \
         berhentilah berhentikan hentikan hentikn hentiin dihentikan diberhentikan \
         memberhentikan menghentikan stoplah setoplah unsubscribe unsubcribe unsubscrib unsub \
         unsubs unsubribe unsubscibe unreg unregister optout mandeg mandek mandhek \
         berentikan brentikan brentiin berhentiin ngadi ngadilah",
    ),
    (
        SEND,
        "kirim kirimi kirimin kirimkan kirimkn ngirim ngirimin ngirimi mengirim mengirimi \
         mengirimkan mengirimnya krim krm kirimnya kirim2 dikirim dikirimi dikirimin dikirimkan \
         hubungi hubungin menghubungi ngehubungi dihubungi ganggu gangguin mengganggu ngeganggu \
         ngganggu nganggu diganggu gangu wa wain ngewa chat ngechat chatin sms smsin spam \
         ngespam nyepam spamming kontak kontakin mengontak menghubungin telpon telepon nelpon \
         menelpon nelfon telfon ditelpon broadcast ngebroadcast message text contact disturb \
         send sending sends krm2 krim2 ingatkan ingatin ingetin mengingatkan ngingatin ngingetin texting messaging hub hubgi pengiriman pengirimannya tongos tongoshon tongosi kintun dikintun hubuangi ngintun pesen dikirim2 ngirim2 mengirimkannya sampaikan menyampaikan masukkan masukin",
    ),
    (
        AGAIN,
        "lagi lg lgi lai maneh malih nari be deui lagii lagy maning again anymore neh seterusnya selamanya kembali",
    ),
    (
        PLEASE,
        "tolong tlg tlong tlng mohon mhn mhon minta mnta mintak harap hrp dimohon diharap coba \
         bantu pliss please pls plis plz plisss tulung nyuwun",
    ),
    (
        NOW,
        "sini trus sekarang skrg skrng sekrg segera sgra langsung mulai detik hari semua semuanya smua \
         semua2 total selamanya apapun apa2 apapun2 ya2 terus begini beginian ginian gituan \
         seperti kayak kyk lainnya macam gini demikian permanen promosi iklan sejenisnya now any more",
    ),
    (
        DROP,
        "hapus hapuskan hapusin hps menghapus dihapus apus delete hapuslah keluarkan keluarin \
         dikeluarkan mengeluarkan coret dicoret buang remove hilangkan keluar",
    ),
    (
        LIST,
        "daftar penerima list listnya database sistem kontak grup group grub broadcast daftarnya sistemnya \
         data aplikasi dtbs buku",
    ),
    (
        NUMBER,
        "nomor no nomer nmr nmor hp kontak data pribadi nama wa nohp nowa nomorku dataku kontakku \
         namaku numb number telepon telpon identitas",
    ),
    (
        WITHDRAW,
        "cabut mencabut nyabut cabutlah menarik tarik narik batalkan membatalkan batal btl \
         batalin dibatalkan dicabut ditarik cabutkan mbatalkan batalan cancel",
    ),
    (
        CONSENT,
        "subscription persetujuan persetujuannya persetujuanku kesetujuan setujunya kesediaan langganan \
         berlangganan langganannya keikutsertaan",
    ),
    (
        OFF,
        "matikan matiin dimatikan nonaktifkan nonaktif dinonaktifkan menonaktifkan nonaktifin \
         disable offkan off mute mematikan tutup",
    ),
    (
        SUBSCRIPTION,
        "langganan berlangganan langganannya subscribe subscription",
    ),
    (
        HELP,
        "info infonya informasi bantuan bantuannya help menu bantu petunjuk panduan menunya \
         helpdesk bantuin tolong halp hlep bntuan",
    ),
    (
        AROUND_HELP,
        "lengkap lengkapnya selengkapnya lebih lanjut layanan layanannya me bisa butuh perlu dong dibantu ini lagi saya boleh bisa minta",
    ),
    (
        NUISANCE,
        "spam ganggu mengganggu terganggu ngganggu risih diblokir blokir blok block lapor \
         dilaporkan laporkan spamnya capek bosan bosen muak berisik menggangu diganggu penipuan penipu \
         kapok nyesal menyesal nyesel gangguan repot repot2 ribet merepotkan",
    ),
    (
        HALF,
        "belum blm blum belom blom belon durung belumm kurang krg krang kurg batal btl urung \
         nggakjadi gajadi gakjadi tdkjadi tidakjadi takjadi ngakjadi ndakjadi enggakjadi lenga alun",
    ),
    (THIS, "ini itu tersebut tsb tsbt"),
    (ALREADY, "sudah sdh udah udh dah uda2 telah"),
    (
        FINE,
        "masalah mslh masalahnya apaapa papa2 papah apa-apa gpp gapapa gakpapa nggakpapa tdkapa \
         gapapah ngapapa",
    ),
    (HOW, "cara caranya gimana bagaimana gmn bgmn gimna cr kode"),
    (
        OWN_STOP,
        "nonstop stopkontak bus non kontak bekerja kerja sekolah kuliah merokok operasi beroperasi produksi \
         berproduksi jualan berjualan hujan halte kontrak lampu aliran",
    ),
    (
        WISH,
        "semoga smoga semogga moga moga2 mugi mugo mudahmudahan",
    ),
    (
        BLESSING,
        "bagus baik membaik meningkat dipermudah lancar lncar sukses sehat berkah barokah jaya maju bermanfaat manfaat makmur sejahtera \
         layanan layanannya selalu sllu terus amin aamiin diberkati memberkati berkat sentosa usaha bapak ibu kita \
         kami semua dpmptsp kantor kedepannya kedepan depannya makin semakin tambah rejeki rezeki \
         rejekinya semua semuanya izin izinnya ijin saya kegiatan kegiatannya programnya lancar2 kesehatan panjang umur dilancarkan dimudahkan ya tuhan allah \
         memberi pelayanannya pelayanan karo tanah warga masyarakat urusan usahanya bisnisnya urusannya segalanya",
    ),
    (
        FIELD,
        "nama nm alamat almt usaha jenis bidang nik nib npwp ktp no nomor nomer nmr hp wa telp \
         telepon tlp telpon nohp nowa reg registrasi pendaftaran perusahaan perush pemilik pemohon \
         jabatan lengkap kecamatan kec desa kelurahan kel id permohonan izin",
    ),
    (
        RETRACT,
        "batal batalkan batalin dibatalkan batalkanlah batallah btal cancel gajadi gakjadi ngakjadi \
         nggakjadi tdkjadi tidakjadi takjadi ndakjadi enggakjadi urung cabut dicabut cabutlah \
         mengundurkan",
    ),
    (
        ACTIVATE,
        "aktifkan aktipkan aktifin diaktifkan diaktifin mengaktifkan aktivkan diaktivkan aktivasi \
         activate daftarkan didaftarkan lanjut lanjutkan dilanjutkan lanjutkanlah",
    ),
    (
        SERVICE,
        "layanan layanannya fitur notifikasi notif notifikasinya notifnya sekarang sgr segera whatsapp \
         wa nomor no ini tersebut tsb itu saya kami pesan pesannya info",
    ),
    (
        WILLING,
        "gelem gelm purun kerso kersa namuah amuah nggit olo sudi setujui menyetujui mnyetujui \
         disetujui izinkan ijinkan mengizinkan mengijinkan diizinkan berkenan hayang daek purunlah \
         diaktifkan aktifkan",
    ),
    (
        OUTCRY,
        "woi woy hoi oi it astaga alamak alamakjang aduh waduh duh aduhai buset busyet bah astagfirullah ampun hadeh \
         hadeuh haduh cukup",
    ),
    (
        BESIDE_NAME,
        "ny tn nn sh se st spd mpd si msi mm mh skom sos skep skes mkes sp mp amd sag mag drs dra ir drg \
         h hj ba bsc prof phd sstp stp str sihum mkn apt drh bdn mt msc ners spesialis amdkeb amdkep amdfarm strkeb strkes skeb sfarm mfarm \
         sked mked mkeb sth mth shum mhum sptn spsi mpsi sars shut mkep sgz",
    ),
];
