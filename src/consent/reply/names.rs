//! Names, as they stand at the end of an answer.

/// Names of clans, which hardly are anything else, and close a person's name.
pub(super) const CLANS: &str = "\
ginting sembiring tarigan perangin peranginangin sitepu sinulingga kembaren pelawi depari milala \
meliala brahmana pandia gurusinga keliat colia muham tekang sukatendel jawak sibero gersang \
ganagana silangit tegur torong capah munte munthe seragih saragih sinaga ketaren barus kacaribu \
surbakti purba karokaro karo singarimbun sinukaban sinuhaji sinubulan sinuraya sinukapar ujung \
kaban samura bukit pinem peranginan namohaji sebayang laksa uwir pencawan manik manurung \
simanjuntak simatupang siregar harahap nasution lubis daulay hasibuan pohan pulungan batubara \
rangkuti matondang hutabarat hutagalung hutapea hutasoit hutauruk lumbantobing tobing lumbangaol \
lumban gaol panjaitan pangaribuan panggabean pakpahan pardede pasaribu rajagukguk sagala samosir \
sianipar sibarani siahaan sidabutar sidabuke sidauruk sihaloho sihite sihombing sihotang silaban \
silaen silalahi simamora simarmata simbolon simorangkir sinambela sinurat sipahutar sipayung \
sirait sitanggang sitinjak sitohang sitompul sitorus situmeang situmorang tambunan tampubolon \
togatorop tumanggor turnip napitupulu nainggolan nababan naibaho nadeak marbun marpaung malau \
lingga limbong haloho gultom girsang ginta damanik butarbutar banjarnahor aritonang ambarita \
silitonga simangunsong siagian sibuea sihaan zebua zendrato telaumbanua gulo harefa laia mendrofa \
lase waruwu zega daeli \
hutajulu hutabalian lumbanraja lumbanbatu manullang nadapdap naipospos parhusip parapat rambe ritonga sianturi sibagariang sigalingging siringoringo sitio solin sormin tarihoran tinambunan manalu hutahaean lumbantoruan siburian simanullang siallagan sitinjo \
harianja situngkir tamba sijabat sidebang simanihuruk simalango siadari sumbayak garingging saragi \
simanungkalit sinukaban hutauruk simanjorang sidabalok sidabariba manihuruk berutu bancin banurea boangmanalu kudadiri";

/// Given names, and what joins names.
pub(super) const NAMES: &str = "\
rosalinda rudianto lamria novita dameria darmawati sutrisni suparman sutrisno sumarno sugeng suyono suryono sukirno sukiman sukarno supriyadi supriadi suprianto suharto \
sunarto suwarno suwito sutikno sutopo suroso sumardi sumiati sumarni sulastri suminah sunarti suratmi suratno \
suwarni paijo paimin paiman parno parto parman pardi ponidi ponijan poniman ponirin ngadiman ngatiman ngatinem \
ngadimin tukiran tukijan tukiyem tumiran tumino tugimin tugiman wagimin wagini wagirin legiman legimin legiyem \
kasiman kasimin kasmin karsono karto kartini kusno kusnadi mulyono mulyadi mujiono muliadi mispan misran misnan \
misnah rusli rusdi rusman ruslan rosdiana rosmawati rosmaida rosmita roslina rotua riama rumondang rumintang \
renata rebeka ribka risma risda resti reni retno rumi selvia silvia sofia sondang sorta saur saurma \
hotma hotmian hotnida ramayana raskita rasmita sabarita tetty teti tetti tiurma tiur tiarma tio togar \
tongat tonggo poltak parulian ojak mangasa manaor maruli marihot marojahan jonter jonson jhon jhoni \
jhonson jonatan jonathan joshua josua yosua yosef yosefin yosefina yulius julius junaedi junaidi jumadi jumiati \
kristina kristiani kornelius korintus leo leonardo lukas lusi lusiana lydia lidia magdalena martin martina \
marlina marlin marulitua mikael mikha natanael natalia nelson nelly nurhayati nurlela nurmala nurjanah \
nurbaiti nurcahaya oktavia pebri petrus paulus rahmat ramlan ramli rizal rizky rizki robert roberto robin \
roy samuel sahat salomo sarah sari selamet slamet sinta siska stefani stefanus stevi surya syahrul syahputra \
taufik thomas titin tomi tommy ucok wahyu wawan widodo widya wilson yanti yanto yohanes yohana yuli yulia \
yuliana yunus yusuf zainal zulkifli zulfikar \
halawa br beru boru bin binti alm adi ade aditya agus agustina ahmad ahmat \
akbar albert alex alexander alfian ali alya amelia amir amos ana anastasia andi andika andre \
andreas andri andriani andry anes angelina anggi angga anggraini ani anita anjani annisa anton \
antoni antonius anwar apriani ardi ardiansyah ari arie arif arifin aris arman arnold arta artha \
arwin asih asnah asri astri astuti aulia ayu azhar azis bagus bambang basri benny beni benyamin \
bernard bernadeta berta bertha berliana betty bobby boby bona bonar boni budi budiman budianto \
candra carolina cecep chandra charles christian christina cici citra clara cristian cindy dahlan \
damaris dani daniel darma darmawan darwin darwis david dedi deddy deni denny desi desy devi dewi \
dewa diah dian diana didi dika dimas dina dinda dita djoko dodi doni donny dwi dyah edi eddy \
edison edward efendi effendi eka eko elisabeth elizabeth elisa elfrida eli elly elvi elvina emi \
emilia endah endang endi enda eni erik erika erlina erna ernawati ernita erni erwin esra ester \
esther esti eva evi evita fadli fahmi faisal fajar fani farhan farida fatimah fauzi fauzan febri \
febrianti ferdi ferdinan ferdinand ferry feri fitri fitriani frans fransiska fransiskus freddy \
fredi gabriel galih gilang gita gunawan gusti hadi hafiz hairul hamdan hamid hana handoko hani \
hanifah harianto hariyanto harry haris hartati hartini hartono hasan hasanah hasim hendra hendri \
hendro henny heni henry heri herlina herman hermawan herry heru herawati hidayat hotma hotman \
husein husni ibrahim ida idris ika ikhsan ilham imanuel immanuel ina indra indri indriani intan \
irawan irawati irfan irma irwan irwansyah iskandar ismail iwan izal jamal james jan janwar jefri \
jeni jenny jeremia jerry jesica jessica jhon jhoni johan johanes johannes john joko jon jonathan \
joni josep joseph josua joshua julia julian juliana julianti juliati juliadi juniar junaidi juwita \
kamal kamaruddin karina karlina karmila kartika kartini kasim kevin khairul khairani khoirul kiki \
kornelius krisna kristian kristina kurnia kurniawan kusuma lamhot larasati laila laura lely leli \
leni lenny leo leonardo lia liana lidia lilis lina linda lisa lisna lita lusi lusiana lucia lukas \
lukman luhut maharani mahmud malik malem malemta marcel margaret margaretha maria mariana mariani \
mariati marihot marlina marni marta martha martin martina martinus maruli marwan maya meri merry \
mery mestika meta mia mika mikael minarti mira monika muhammad muhamad mohamad mohammad moh muh \
muklis mulyadi mulyani mulyono murniati nadia nana nancy nani natalia natanael nella nelly neli \
neneng netty ni nia nina ningsih nirmala nita nona noni nora nova novi novita nugroho nugraha nur \
nurhayati nuraini nurdin nurlela nurjanah nurmala nuryani oktavia oscar pandu parlin parlindungan \
paulus petrus pretty prasetyo prasetya pramono priska purnomo purwanto putra putri putu rafi \
rahayu rahma rahman rahmad rahmat rahmawati rahmadani ramadan ramadhan ramli rani ratih ratna \
raymond reni renny reno resti retno reza ria riana rianto riki ricky rico rida ridho ridwan rifki \
rika riko rina rinaldi rini rinto rio riri ris risa riska risma riswan rita rizal rizki rizky \
robby roberto robert roby rohana roi roy roida rolas romi ronal ronald roni ronny rosa rosalina \
rosdiana rosmawati rosmaida rosita rudi rudy rudolf rukiah ruslan rusdi rusli rusmini ruth sabam \
sahala saiful samsul samuel sandi sandra santi santoso sandy sapril sarah sartika selamet selvi \
selvia serly setiawan setiawati shinta sinta sintia sihol simon siska siti sofia sofyan solihin \
sonia sonya sri stefanus stefani steven sudarmo sudarto sugiarto sugiono suhartini suhendra \
suhardi sujono sukardi sulaiman sulastri sumarni sumiati sunarto supardi supri supriadi suprianto \
suriani suriati surya suryani suryanto suryadi susan susanti susanto susi susilo susilowati \
sutrisno suwarni suwito suyanto swandi syafrizal syahputra syahrial syahrul syaiful syamsul \
syarifuddin taufik teguh teresia theresia timotius tika tina titin tini titi tiur toni tony torang \
tri triana tuti ucok udin ujang umar umi uli usman utami valentina vera veronika veronica vina \
vinsensius vita vivi viktor victor wahyu wahyudi wahyuni wahyuningsih wardani warsito wati wawan \
wayan wendi wibowo widi widodo widya wiji wilson windi winda wisnu wiwik wulan wulandari yanti \
yanto yani yayuk yenni yenny yeni yohana yohanes yolanda yosua yoga yogi yopi yudi yuda yudha yuli \
yulia yuliana yulianti yulianto yuni yunita yunus yusuf yusup zainal zainuddin zaki zulkarnain \
zulkifli zulfikar ngena ngapuli rasmita nurselma nuah terkelin rembah ngasup mbera tuahta jenda \
riahta riahna peringeten malemukur lau baleng \
bastanta marlon malvin sadakata ngalemi ngemat ngukumi nurmalem rasmi rasta sabarita nampati \
mehuli peraturen jemat beniamin bastian sebastian firman firmansyah jepri josri jusuf jonris \
julpan karlos kalvin kelvin leman lemta lorensius mathius matius mateus markus maringan nehemia \
obed oktavianus rehulina rehmalem robinson rosliana ruben salomo saut simson sopar sudirman \
suranta swanta tamba tarzan tomas thomas togar tohap tumpal wesly yakub yehezkiel yeremia \
yonatan zefanya abdul abdullah achmad agung aisyah ajeng alfred alfredo alfonsus ambar anisa \
apriliani ardian arsyad aryanto asep awaludin ayub azizah badrul bayu bella burhan burhanuddin \
cahyono catur chairul dadang danang darmayanti dasril dedek dede deden della denis dendi derma \
dermawan dessy dewanti dinar dodo dudung dwiki egi elvira emma ernest erwan etty fandi farid \
faridah fatma febriani felix fenny fikri fira firdaus fransisco fuad galang gandi ganesha \
gerald ghani gilbert guntoro hamidah hamzah hanum hardi hariadi hartawan hasbi hasni hastuti \
helen helmi henni hizkia husna ibnu idham ikhwan ilyas imelda indira inggrid ipan irene irvan \
isabella ishak iskak isnaini ivan iwandi jajang jasmin jeffry jelita jerri jihan joel jul \
julaiha jumadi jumiati kardi karim kartono khadijah khalid kosim kresna kristianto kurniasih \
kurniati lasma lasmaria latifah lidya lili lindawati lisbet lismawati liza loren lukito lulu \
luthfi malika manda mangasi mardiana margono mariam marintan marisa markoni marsel marzuki \
masitah mawardi megawati melani melda meliana melisa melva merlin merlina miftah mirna misbah \
misnan monang muchtar mukhlis mukhtar mulyana munir murad mursalim mustafa mustika nabila nadya \
naila nasir nasrul natasha naufal ngadimin noel nofri novianti novrianti nuraida nurasiah \
nurbaiti nurhasanah nurhidayah nurlaila nurlina nurmaya nurul nuryati okta olivia parman parmin \
parno pendi pranata pratama pratiwi rahel rahmi raihan rangga rasyid ratnawati ratno rebeka \
rendi rendy retta reva ricardo ristauli rivaldo riyadi rizka robin rohmat romauli romli romulo \
roslina rosmini rosnah rudiyanto rukmini rumondang rusdiana ryan sabrina saidah sakinah salim \
salma salmah samsudin samsuri sanjaya sarmauli sarmini saroha saskia selly septian septiani \
sherly sihar sisilia siswanto siswoyo soleh sondang sudarsono sugeng sugito suharto suherman \
sukma sulistyo sumantri sumarno sunardi sundari supriono suprapto suraji surono suryono suseno \
sutarno sutejo sutopo sutoyo suwandi suwarno suyatno suyono syafii syahril syamsuddin syarif \
tantri taruli tasya taufan tatang teddy tendi tetty theo tiara tigor tiurma togi triyono trisno \
tukiman tumini tutik ully usin vanessa vicky vincent viona wagiman wahid warsini wasis wilda \
wildan willy winarti wiranto wiwin yahya yanita yogie yohan yulius yusri yusrizal yuswandi \
zahra zahara zaenal zainab zulfan zulfikri zulham hutajulu hutabalian lumbanraja lumbanbatu \
lumbansiantar manullang mungkur nadapdap naipospos ompusunggu parhusip parapat rambe ritonga \
sianturi sibagariang sigalingging simaremare siringoringo sitio solin sormin tarihoran \
tinambunan tindaon berutu bancin banurea boangmanalu cibro kudadiri sikettang sinamo bakerah \
cingkes cimat manjerang paroka rumamis sinupayung sinusinga sinulaki ulunjandi mila mina mona \
jesika jessika elias eliyas yemima yesika yeriko yosef yulita yuniarti yusniar zulaika zaskia \
zefa yonathan wirda winarni wahyuningtyas vebri utari ulfah tuminem tukinem triyani teti tetti \
tasman tarmizi taruna syahrini syafrina suyatmi suwanti sutini suratno suparti sunarti sumiyati \
sulistiani sukinah sugianto subandi sriyani sriwahyuni sonny siswati septi saurma saragi samiun \
salomi rumiati rumini ropinus rosianna rosdelima roslinda risnawati rinawati ribka refi rasman \
ramlah ramadana rasyidah puspita purwati prayogi piter petra patar parlaungan oloan nuryanti \
nurcahaya nurbaya norita nofita ngatini neti nanang nanda mutia murdani mulki monalisa miswanto \
misran melinda mediana mastiur masniari masita marulam marsinta maryati marwiyah manaek \
mahyudin mahyuni lumongga lisbeth linawati lestina lenni lasmi kiswanto kasmir karmin kamelia \
juraida juniarti joyce jimmy jekson jansen jamaludin hottua hotna hesti herni hendry hartina \
harmoko halimah habibi gusnita gomgom gokma frengki franky friska frida florentina feronika \
febe evan elvri elseria elpina eliasar dorma dewita desmon desri delima dasnita darsono daud \
daniati dalmi cristina bungaran bernat benhard basaria badia aswin asnita asmawati ariston \
arihta aprianto apriadi anugrahta antonio amsal amelya alvin alpian alfin aldi alber agustinus \
agnes adelina adrian abel abednego \
dirman hilda ita ema ulina sry ros jonatan jamin ulima herlinawati";

/// Words that are names as often as they are something else: they may stand beside a name.
pub(super) const MAYBE_NAMES: &str = "\
al ikhlas nurul huda hidayah indah cahaya cahya bunga bukit sinar mulia bintang jaya lestari damai tuah malem ukur bangun \
tambak tambun tua jampang gana rumah keloko setia sari raja ratu permata permana pertiwi mawar \
melati pelita persada jasmani pangeran permadi panca pinta satria pedoman perdamen timbul \
ganda perdamean persadan mentari fajar subur untung slamet selamat sabar iman amin aman arga budiman sejahtera \
sentosa makmur rezeki rejeki berkat bakti dharma utama muda tani mutiara intan mestika ningrum \
kencana kumala sakti sehati merdeka teran naman payung merek empat tiga panah binanga juhar \
simpang kuta buluh desa dusun kecamatan kec kel kelurahan lau simbelang julu jahe gugung \
singgamanik teneng pola ergaji nguluh pengarapen sada rulo minda riah ukurta rasa pulung kristiani \
mahardika purnama terang nanda anugrah anugerah gracia gloria grace hope victory cinta kasihta \
natal april mei juni juli agustus maret januari desember rohani rapi dini murni imam guntur hulu \
sel peri norma roma dara mega jaka satria berlian asmara nike santa";

/// Places of the regency and around it.
pub(super) const PLACES: &str = "\
merek payung munte munthe merdeka barusjahe simpangempat namanteran sukanalu tigabinanga \
lingga seribudolok saribudolok dokan cingkes gurukinayan kinayan sukandebi sukameriah bekerah simacem kutarayat \
sigarang gamber mardinding perbesi kineppen kidupen singa kacaribu samura \
sibolangit pematangsiantar siantar sidikalang lubukpakam deli serdang batam jakarta pekanbaru \
doulu daulu tongkoh merdeka kabanjahe berastagi brastagi tigapanah juhar kutabuluh kutabuloh mardingding mardinding laubaleng \
tiganderket namanteran barusjahe tigabinanga tigajumpa medan binjai deliserdang langkat dairi \
sidikalang pancurbatu kutagadung gongsol kacinambun sukatepu batukarang tongging dolat rayat \
namoteran gundaling peceren ajijahe kandibata seberaya lau baleng simpang empat tiga panah karo";
