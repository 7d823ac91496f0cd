use super::*;

fn found(body: &str) -> Vec<(String, Option<Intent>)> {
    promises(body)
        .into_iter()
        .map(|promise| (promise.word, promise.means))
        .collect()
}

#[test]
fn words_to_answer_are_found_with_what_they_are_said_to_do() {
    let yes = |word: &str| (word.to_owned(), Some(Intent::Grant));
    let no = |word: &str| (word.to_owned(), Some(Intent::Deny));
    for (body, expected) in [
        (
            "Balas SETUJU bila bersedia, atau STOP bila tidak.",
            vec![yes("SETUJU"), no("STOP")],
        ),
        (
            "Untuk mengaktifkan layanan ini, silakan balas pesan ini dengan kata \"YA\" atau \"SETUJU\".",
            vec![yes("YA"), yes("SETUJU")],
        ),
        (
            "Anda dapat berhenti kapan saja dengan membalas STOP.",
            vec![no("STOP")],
        ),
        (
            "Ketik *STOP* untuk berhenti dari DPMPTSP.",
            vec![no("STOP")],
        ),
        (
            "Balas YA/SETUJU untuk menerima notifikasi DPMPTSP.",
            vec![yes("YA"), yes("SETUJU")],
        ),
        ("Balas “berhenti” untuk keluar", vec![no("berhenti")]),
        ("Balas OKE.", vec![("OKE".to_owned(), None)]),
        (
            "Balas \"YA\" bila setuju, \"STOP\" bila tidak.",
            vec![yes("YA"), no("STOP")],
        ),
        (
            "Balas YA untuk setuju; STOP untuk berhenti.",
            vec![yes("YA"), no("STOP")],
        ),
        (
            "Ketik YA kalau setuju, TIDAK kalau tidak setuju, STOP kalau mau berhenti.",
            vec![yes("YA"), no("TIDAK"), no("STOP")],
        ),
        (
            "Bila setuju balas YA, bila tidak balas STOP",
            vec![yes("YA"), no("STOP")],
        ),
        (
            "Balas YA bila tidak keberatan atau STOP bila keberatan",
            vec![yes("YA"), no("STOP")],
        ),
        (
            "Balas YA untuk setuju, tidak dipungut biaya, DPMPTSP akan mencatatnya.",
            vec![yes("YA")],
        ),
        (
            "Kirim YA untuk setuju dan kirim STOP untuk berhenti. Kirim berkas lewat WA.",
            vec![yes("YA"), no("STOP")],
        ),
        (
            "Ketik 1 untuk setuju, 2 untuk menolak",
            vec![yes("1"), no("2")],
        ),
        ("Balas ya untuk menerima.", vec![yes("ya")]),
        ("Mohon dijawab ya, kami balas 2 hari kerja.", vec![]),
        ("Jangan balas pesan ini. DPMPTSP KARO", vec![]),
        ("Hubungi DPMPTSP atau BKPM.", vec![]),
    ] {
        assert_eq!(found(body), expected, "{body}");
    }
}

#[test]
fn every_built_in_text_keeps_what_it_promises() {
    let mut count = 0;
    for text in BUILT_IN {
        for promise in promises(text.body) {
            assert!(is_kept(text.key, &promise), "{} {promise:?}", text.key);
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
}

#[test]
fn a_promise_that_the_reader_does_not_keep_is_seen() {
    let is_kept = |key: &str, body: &str| promises(body).iter().all(|one| is_kept(key, one));
    assert!(!is_kept(
        "opt_in_request",
        "Balas 1 atau MANGGA untuk menerima."
    ));
    assert!(!is_kept("opt_in_request", "Balas SETUJU untuk berhenti."));
    assert!(!is_kept("opt_in_request", "Ketik 1 untuk setuju."));
    assert!(!is_kept(
        "opt_in_request",
        "Balas YA bila setuju, NANAS bila tidak."
    ));
    assert!(is_kept(
        "opt_in_request",
        "Balas YA bila setuju, STOP bila tidak."
    ));
    assert!(!is_kept("service_info", "Balas YA untuk menerima."));
    assert!(is_kept("service_info", "Balas SETUJU untuk menerima."));
    assert!(is_kept("kabar", "Balas YA untuk menerima."));
}
