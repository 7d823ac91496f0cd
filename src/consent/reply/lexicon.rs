//! The roles a word can play, and the look-up of a word.

use std::collections::HashMap;
use std::ops::BitOr;
use std::sync::LazyLock;

use super::names;
use super::ordinary;
use super::phrase;
use super::regional;
use super::spelling;
use super::words;

/// A set of roles. A word may play several ("info" is a cry for help and a kind of message).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u128);

impl Roles {
    /// No role at all.
    pub(super) const NONE: Self = Self(0);

    pub(super) const fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// Whether it has every one of the roles, and there is one.
    pub(super) const fn all(self, of: Self) -> bool {
        of.0 != 0 && self.0 & of.0 == of.0
    }

    pub(super) const fn is_unknown(self) -> bool {
        self.0 & !OPENS_PHRASE.0 == 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Roles {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: Roles = Roles(1 << $bit);)*
    };
}

roles! {
    /// A bare yes.
    YES = 0;
    /// A bare yes that is also a particle ("terima kasih ya").
    YA = 1;
    /// A word of agreement.
    AGREE = 2;
    /// What may follow a bare yes, and is no yes alone.
    WEAK = 3;
    /// A wish: becomes an agreement with something to receive.
    WANT = 4;
    /// The first person.
    ME = 5;
    /// An adverb before an agreement.
    ADVERB = 6;
    /// An adverb after an agreement.
    VERY = 7;
    /// A particle without meaning of its own.
    PARTICLE = 8;
    /// "saja", "aja".
    JUST = 9;
    /// A greeting.
    GREETING = 10;
    /// A greeting that answers a call ("ya halo").
    HALLO = 11;
    /// A time of day: a greeting at the start of a message only.
    DAYTIME = 12;
    /// A form of address.
    ADDRESS = 13;
    /// A form of address that may as well be the one who is told about ("ibu setuju").
    KIN = 14;
    /// An office or honour after a form of address.
    TITLE = 15;
    /// Thanks and excuses.
    THANKS = 16;
    /// Readiness: polite around a yes, no yes alone.
    READY = 17;
    /// "and".
    AND = 18;
    /// "my answer".
    ANSWER = 19;
    /// Starts a signature.
    SIGNED = 20;
    /// The form of a firm.
    FIRM = 21;
    /// A name of a person or a place.
    NAME = 22;
    /// Ordinary words that also stand in the names of firms.
    ORDINARY = 23;
    /// Words that change what is said.
    HARD = 24;
    /// Asks.
    ASKS = 25;
    /// Sets a condition or delays.
    IF = 26;
    /// No.
    NO = 27;
    /// Refuses by itself.
    REFUSE = 28;
    /// Do not.
    DONT = 29;
    /// "need": with a no before it, do not.
    NEED = 30;
    /// Receives.
    RECEIVE = 31;
    /// Is written to.
    CONTACTED = 32;
    /// A message.
    MESSAGE = 33;
    /// What binds the words of an object.
    LINK = 34;
    /// What the messages are about.
    TOPIC = 35;
    /// Stop.
    STOP = 36;
    /// Sends or disturbs.
    SEND = 37;
    /// Again, any more.
    AGAIN = 38;
    /// Pleads.
    PLEASE = 39;
    /// Now, at once.
    NOW = 40;
    /// Takes off a list.
    DROP = 41;
    /// A list.
    LIST = 42;
    /// What is kept about a person.
    NUMBER = 43;
    /// Takes back.
    WITHDRAW = 44;
    /// The consent given.
    CONSENT = 45;
    /// Switches off.
    OFF = 46;
    /// A subscription.
    SUBSCRIPTION = 47;
    /// Help.
    HELP = 48;
    /// What may stand around a word of help.
    AROUND_HELP = 49;
    /// A nuisance.
    NUISANCE = 50;
    /// Not yet, not quite.
    HALF = 51;
    /// "this", "that".
    THIS = 52;
    /// "already".
    ALREADY = 53;
    /// A no that is none: "tidak apa-apa".
    FINE = 54;
    /// "the way to".
    HOW = 55;
    /// Stops something of their own: "bus stop", "stop kontak".
    OWN_STOP = 56;
    /// A long number: telephone, identity, registration.
    DIGITS = 57;
    /// An academic degree, a single letter.
    BESIDE_NAME = 58;
    /// Both a name and an ordinary word.
    MAYBE_NAME = 59;
    /// A role taken by a person who signs ("selaku direktur").
    CAPACITY = 60;
    /// May open a phrase of several words; says nothing of the word itself.
    OPENS_PHRASE = 61;
    /// An excuse: fine before a yes, but a bare yes with it answers something else.
    EXCUSE = 62;
    /// A place: part of a signature, and none by itself.
    PLACE = 63;
    /// Confirms a yes that stands before it: "ya benar".
    CONFIRM = 64;
    /// Opens a good wish: "semoga".
    WISH = 65;
    /// What is wished: "lancar", "sehat".
    BLESSING = 66;
    /// The label of a line of particulars: "alamat: …".
    FIELD = 67;
    /// Takes an answer back: "batal", "gak jadi".
    RETRACT = 68;
    /// Switches on, or takes part: "aktifkan", "lanjut".
    ACTIVATE = 69;
    /// What is switched on: "layanan", "notifikasi".
    SERVICE = 70;
    /// Wants or allows: with a no before it, a refusal ("ora gelem", "tidak saya setujui").
    WILLING = 71;
    /// An outcry: says nothing, but a yes beside it is none.
    OUTCRY = 72;
    /// The name of a clan, which closes a person's name.
    CLAN = 73;
    /// Offers: answers our question, and is no agreement to anything by itself ("bersedia").
    OFFER = 74;
    /// An aside that may follow any yes.
    AFTER_YES = 75;
    /// An aside that may follow an agreement in words.
    AFTER_AGREE = 76;
    /// An aside that names our messages.
    NAMED = 77;
    /// An aside that may stand before any yes, set off from it.
    BEFORE = 78;
    /// An aside that may stand before an agreement in words, set off from it.
    BEFORE_AGREE = 79;
    /// What the agreement is about, said before it.
    FRONTED = 80;
    /// An aside that the answer itself follows at once.
    LEADS = 81;
    /// Tells to type an answer, as our instruction does.
    TYPE = 82;
    /// An aside that must be set off from the agreement before it.
    SET_OFF = 83;
    /// An institution, in a signature after the answer.
    HOUSE = 84;
}

static WORDS: LazyLock<HashMap<String, Roles>> = LazyLock::new(|| {
    let mut map: HashMap<String, Roles> = HashMap::with_capacity(4096);
    let words = words::WORDS.iter().chain(regional::WORDS).copied();
    let lists = words.chain([
        (NAME, names::NAMES),
        (NAME.or(CLAN), names::CLANS),
        (MAYBE_NAME, names::MAYBE_NAMES),
        (PLACE, names::PLACES),
        (ORDINARY, ordinary::ORDINARY),
        (HARD, ordinary::HARD),
    ]);
    for (roles, list) in lists {
        for word in list.split_whitespace() {
            let entry = map.entry(spelling::squeezed(word)).or_default();
            *entry = *entry | roles;
        }
    }
    for (words, _) in phrase::phrases() {
        if let Some(first) = words.first() {
            let entry = map.entry(String::from(*first)).or_default();
            *entry = *entry | OPENS_PHRASE;
        }
    }
    map
});

/// The role that the orders of an aside call by its name.
pub(super) fn named(name: &str) -> Roles {
    match name {
        "ADDRESS" => ADDRESS,
        "BEHALF" => SIGNED,
        "KNOWN" => PLACE.or(NAME).or(MAYBE_NAME),
        "ME" => ME,
        "CONTACTED" => CONTACTED,
        "FINE" => FINE,
        "GOODS" => ORDINARY,
        "NAME" => NAME,
        "OFFICE" => ADDRESS.or(TITLE),
        "PLACE" | "TOWN" => PLACE,
        "TITLED" => PLACE.or(NAME).or(MAYBE_NAME).or(ORDINARY),
        "VILLAGE" => NAME.or(MAYBE_NAME),
        "THANKS" => THANKS,
        _ => Roles::default(),
    }
}

/// The roles that a word must have together to be of a kind called by name.
pub(super) fn named_together(name: &str) -> Roles {
    match name {
        "GLAD" => READY.or(ADVERB),
        "READ_IT" => READY.or(EXCUSE),
        _ => Roles::default(),
    }
}

/// The roles of a word that stands in the lists.
pub(super) fn known(word: &str) -> Option<Roles> {
    WORDS.get(word).copied()
}

/// The roles of a folded word; none for a word that is not known.
pub(super) fn roles(word: &str) -> Roles {
    if let Some(known) = WORDS.get(word) {
        return *known;
    }
    if word.len() >= 9 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return DIGITS;
    }
    // "0812xxxx": part of it hidden.
    if is_masked(word) {
        return DIGITS;
    }
    let shown = word.trim_end_matches('x');
    if shown.len() < word.len()
        && shown.len() >= 3
        && (shown.starts_with("08") || shown.starts_with("62"))
        && shown.bytes().all(|byte| byte.is_ascii_digit())
    {
        return DIGITS;
    }
    spelling::guess(word)
}

/// "1206xxxx0003", "02202xxxxx": a number of which part is hidden.
fn is_masked(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let hidden = word.bytes().filter(|byte| *byte == b'x').count();
    word.starts_with(|first: char| first.is_ascii_digit())
        && digits >= 4
        && hidden > 0
        && digits + hidden == word.len()
}
