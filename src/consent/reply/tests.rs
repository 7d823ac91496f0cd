//! The labelled replies, and properties of any reply.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::labelled::{DEV, Labelled, OPEN, all_labelled, labelled};
use super::{Context, Doubt, Intent, RULES, lexicon, read};

/// Lines that are read otherwise than labelled.
fn misses(replies: &[Labelled]) -> Vec<String> {
    replies
        .iter()
        .filter_map(|reply| {
            let reading = read(&reply.text, reply.context);
            (!reply.accepted.contains(&reading.intent)).then(|| {
                format!(
                    "{} {:?} read as {} ({}): {:?}",
                    reply.context.as_str(),
                    reply.accepted,
                    reading.intent.as_str(),
                    reading.rule,
                    reply.text
                )
            })
        })
        .collect()
}

/// Writes to the captured output of the test.
fn show(line: &str) {
    use std::io::Write;
    let written = writeln!(std::io::stdout(), "{line}");
    assert!(written.is_ok());
}

#[test]
fn dev_set_is_read_as_labelled() {
    let misses = misses(&labelled(DEV));
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

#[test]
fn field_set_has_no_false_grant_and_few_misses() {
    let replies = all_labelled();
    let mut table: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut false_grants = Vec::new();
    for reply in &replies {
        let got = read(&reply.text, reply.context).intent;
        let meant = match reply.accepted.as_slice() {
            [only] => only.as_str(),
            _ => "either",
        };
        *table.entry((meant, got.as_str())).or_default() += 1;
        let (hits, all) = found.entry(meant).or_default();
        *all += 1;
        *hits += usize::from(reply.accepted.contains(&got));
        if got == Intent::Grant && !reply.accepted.contains(&got) {
            false_grants.push(reply.text.clone());
        }
    }
    show(&format!(
        "{} replies; labelled, read, count:",
        replies.len()
    ));
    for ((meant, got), count) in &table {
        show(&format!("  {meant:<7}{got:<6}{count:>5}"));
    }
    for miss in misses(&replies) {
        show(&format!("  miss: {miss}"));
    }
    assert!(false_grants.is_empty(), "false grants: {false_grants:#?}");
    for meant in ["grant", "deny"] {
        let (hits, all) = found.get(meant).copied().unwrap_or_default();
        show(&format!("  {meant}: {hits} of {all} found"));
        assert!(hits * 100 >= all * 99, "{meant}: {hits} of {all}");
    }
}

/// Whoever mends the reader moves what is found then to the other files.
#[test]
fn what_is_not_understood_is_never_taken_for_the_contrary() {
    let replies = labelled(OPEN);
    assert!(!replies.is_empty());
    let misses = misses(&replies);
    assert_eq!(misses.len(), replies.len(), "some are found now");
    for reply in &replies {
        let reading = read(&reply.text, reply.context);
        assert!(
            matches!(reading.intent, Intent::None | Intent::Help),
            "{:?}: {reading:?}",
            reply.text
        );
    }
}

#[test]
fn names_are_stable() {
    for context in [Context::Asked, Context::Other, Context::Cold] {
        assert_eq!(context.as_str().parse(), Ok(context));
    }
    for intent in [Intent::Grant, Intent::Deny, Intent::Help, Intent::None] {
        assert_eq!(intent.as_str().parse(), Ok(intent));
    }
    let mut names: Vec<&str> = RULES.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), RULES.len());
}

#[test]
fn what_smells_of_refusal_goes_to_a_person() {
    for (text, context) in [
        ("saya belum setuju", Context::Asked),
        ("setuju eh gak jadi", Context::Asked),
        ("kurang setuju", Context::Cold),
        ("tidak setuju", Context::Other),
        ("tidak mau menerima", Context::Cold),
        ("saya tidak bersedia", Context::Other),
        ("ya tidak", Context::Asked),
        ("sudah saya bilang stop dari kemarin", Context::Other),
        ("🚫", Context::Other),
        ("batal", Context::Other),
        ("saya cabut", Context::Cold),
        ("la aku nggit", Context::Cold),
        ("so olo", Context::Other),
        ("ora gelem", Context::Cold),
        ("moh", Context::Other),
        ("saya berubah pikiran", Context::Other),
        ("OFF", Context::Other),
        ("gak butuh notifikasi", Context::Other),
        ("terlalu sering, tolong kurangi", Context::Other),
    ] {
        let reading = read(text, context);
        assert_eq!(
            (reading.intent, reading.doubt),
            (Intent::None, Doubt::Refusal),
            "{text}"
        );
    }
    for (text, context) in [
        ("tidak", Context::Other),
        ("tidak bisa buka link", Context::Asked),
        ("kapan izin saya keluar?", Context::Other),
        ("ya", Context::Other),
        ("jangan stop", Context::Other),
        ("bus stop", Context::Cold),
        ("tidak apa-apa", Context::Asked),
        ("saya keluar kota pak", Context::Other),
        ("info syaratnya terlalu banyak", Context::Other),
        ("batal datang", Context::Other),
        ("tidak mengerti", Context::Asked),
        ("saya mau membatalkan permohonan izin", Context::Other),
    ] {
        let reading = read(text, context);
        assert_eq!(
            (reading.intent, reading.doubt),
            (Intent::None, Doubt::Nothing),
            "{text}"
        );
    }
}

#[test]
fn four_kibibytes_are_read_quickly() {
    let fill = |piece: &str| piece.chars().cycle().take(4096).collect::<String>();
    let worst = [
        ("letters", fill("a")),
        ("short words", fill("a b ")),
        ("words", fill("setuju tidak stop pak ")),
        ("near misses", fill("setukku berhnetu unsubscrebi ")),
        ("unknown words", fill("asxdfg beqwkjh nxcvoiu zlkqj ")),
        ("spelled out", fill("S E T U J U ")),
        ("clauses", fill("stop,tidak,setuju,")),
        ("names", fill("ginting sembiring tarigan ")),
        ("breaks", fill("\n.,? ")),
        ("quoted lines", fill("> ya\n")),
        ("bold", fill("𝗦𝗘𝗧𝗨𝗝𝗨 ")),
        ("pictures", fill("👍🏽🙏")),
        ("one that becomes eighteen", fill("\u{fdfa}")),
        ("marks", fill("a\u{301}\u{302}\u{327}")),
        ("invisible", fill("\u{200b}\u{200d}")),
        ("hangul", fill("각힣")),
        ("cyrillic", fill("сетужу ")),
    ];
    black_box(read("ya", Context::Asked));
    let mut slowest = Duration::ZERO;
    for (name, text) in &worst {
        let text: String = text
            .char_indices()
            .take_while(|(at, _)| *at < 4096)
            .map(|(_, letter)| letter)
            .collect();
        let rounds = 100;
        let start = Instant::now();
        for _ in 0..rounds {
            black_box(read(black_box(&text), Context::Asked));
        }
        let each = start.elapsed() / rounds;
        show(&format!("  4 KiB of {name}: {each:?}"));
        slowest = slowest.max(each);
    }
    // Generous: builds without optimisation, on a busy machine.
    assert!(slowest < Duration::from_millis(20), "{slowest:?}");
}

/// All labelled replies, to draw from.
fn any_reply() -> impl Strategy<Value = (Context, String)> {
    let replies: Vec<(Context, String)> = all_labelled()
        .into_iter()
        .map(|reply| (reply.context, reply.text))
        .collect();
    proptest::sample::select(replies)
}

fn any_context() -> impl Strategy<Value = Context> {
    proptest::sample::select(vec![Context::Asked, Context::Other, Context::Cold])
}

/// Words that say yes, and others around them.
fn any_talk() -> impl Strategy<Value = String> {
    let words = [
        "ya",
        "setuju",
        "saya",
        "tidak",
        "pak",
        "mau",
        "menerima",
        "notifikasi",
        "stop",
        "jangan",
        "kirim",
        "lagi",
        "budi",
        "ginting",
        "nanti",
        "kalau",
        "siap",
        "ok",
        "terima",
        "kasih",
        "bersedia",
        "dari",
        "dpmptsp",
        "dan",
        "izin",
        "belum",
        ",",
        ".",
        "\n",
        "-",
        "👍",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..7)
        .prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_greeting_changes_nothing(
        (context, text) in any_reply(),
        greeting in proptest::sample::select(vec![
            "Selamat pagi, ", "Selamat siang pak, ", "selamat malam bu ", "Assalamualaikum wr wb. ",
            "Assalamu'alaikum, ", "Halo, ", "Mejuah-juah, ", "Horas! ", "Pak, ", "min, ",
            "Shalom\n", "halo kak, ",
        ]),
    ) {
        // A quoted line must stay at the start of its line.
        prop_assume!(!text.trim_start().starts_with('>'));
        // After "bu" a name would be hers.
        let first = text.split(|mark: char| !mark.is_alphanumeric()).next().unwrap_or_default();
        let named = lexicon::roles(&first.to_lowercase()).any(lexicon::NAME);
        prop_assume!(!(named && greeting.ends_with("bu ")));
        let plain = read(&text, context);
        let greeted = read(&format!("{greeting}{text}"), context);
        prop_assert_eq!(plain.intent, greeted.intent, "{}{}", greeting, text);
    }

    #[test]
    fn looks_change_nothing((context, text) in any_reply(), at in 0_usize..40) {
        let plain = read(&text, context).intent;
        prop_assert_eq!(plain, read(&text.to_uppercase(), context).intent, "upper {}", &text);
        prop_assert_eq!(plain, read(&text.to_lowercase(), context).intent, "lower {}", &text);
        prop_assert_eq!(plain, read(&text.replace(' ', "  "), context).intent, "wide {}", &text);
        let mut hidden = String::new();
        for (index, letter) in text.chars().enumerate() {
            if index == at || index % 7 == 3 {
                hidden.push('\u{200b}');
            }
            hidden.push(letter);
        }
        prop_assert_eq!(plain, read(&hidden, context).intent, "hidden {}", &text);
    }

    #[test]
    fn a_no_before_never_grants(
        (context, text) in any_reply(),
        no in proptest::sample::select(vec![
            "tidak ", "belum ", "jangan ", "gak ", "TIDAK, ", "tdk ", "kurang ", "bukan ",
        ]),
    ) {
        prop_assert_ne!(read(&format!("{no}{text}"), context).intent, Intent::Grant);
    }

    #[test]
    fn a_condition_or_question_after_never_grants(
        (context, text) in any_reply(),
        after in proptest::sample::select(vec![
            " kalau gratis", "?", " ?", " tapi nanti", ", asal gratis", " atau tidak",
            " dulu ya", " apa", "\nkapan", " besok",
        ]),
    ) {
        prop_assert_ne!(read(&format!("{text}{after}"), context).intent, Intent::Grant);
    }

    #[test]
    fn any_text_is_read(text in any::<String>(), context in any_context()) {
        let reading = read(&text, context);
        prop_assert!(RULES.iter().any(|(name, _)| *name == reading.rule));
    }

    #[test]
    fn talk_is_read_soundly(text in any_talk(), context in any_context()) {
        let reading = read(&text, context);
        prop_assert!(RULES.iter().any(|(name, _)| *name == reading.rule));
        prop_assert!(reading.intent == Intent::None || reading.doubt == Doubt::Nothing);
        let against = ["tidak", "jangan", "belum", "stop", "nanti", "kalau"];
        if against.iter().any(|word| text.split(' ').any(|part| part == *word)) {
            prop_assert_ne!(reading.intent, Intent::Grant, "{}", text);
        }
        // After something else we wrote, only an agreement in words counts.
        if context == Context::Other && reading.intent == Intent::Grant {
            let worded = ["setuju", "bersedia", "menerima", "terima", "mau"];
            prop_assert!(worded.iter().any(|word| text.contains(word)), "{}", text);
        }
    }

    #[test]
    fn without_a_word_of_yes_nothing_grants(
        text in "[b-df-hk-mp-rt-xzB-DF-HK-MP-RT-XZ0-9 .,!\n👍🙏✅-]{0,60}",
        context in any_context(),
    ) {
        prop_assert_ne!(read(&text, context).intent, Intent::Grant);
    }
}
