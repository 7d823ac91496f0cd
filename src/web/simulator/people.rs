//! Whom one may play: made-up citizens, each with a story, and numbers that nobody has used yet.

use rand::{Rng, RngExt};

use crate::lang::Lang;
use crate::people::{Address, PhoneNumber, contact, partner};
use crate::providers::sandbox::FAILURES;
use crate::services::Services;
use crate::web::error::PageError;

/// Made-up citizens.
const CITIZENS: &[Citizen] = &[
    Citizen {
        name: "Budi Ginting",
        number: "+6281200001001",
    },
    Citizen {
        name: "Sari Tarigan",
        number: "+6281200001002",
    },
];

/// Somebody to play.
#[derive(Clone, Copy, Debug)]
pub(super) struct Citizen {
    pub(super) name: &'static str,
    pub(super) number: &'static str,
}

/// Who stands ready.
pub(super) const fn ready() -> &'static [Citizen] {
    CITIZENS
}

/// Who is played when nobody was chosen.
pub(super) fn first() -> PhoneNumber {
    let first = CITIZENS.first().map_or("", |citizen| citizen.number);
    // A constant: it is one, as the test below sees.
    PhoneNumber::parse(first).unwrap_or_else(|_| new_number(&mut rand::rng()))
}

/// Whether this number is one of those who stand ready.
pub(super) fn is_ready(number: &PhoneNumber) -> bool {
    find(number).is_some()
}

fn find(number: &PhoneNumber) -> Option<&'static Citizen> {
    CITIZENS
        .iter()
        .find(|citizen| citizen.number == number.as_str())
}

/// The name of whoever has this number: the one that messages to it are written with.
pub(super) async fn name_of(
    services: &Services,
    lang: Lang,
    number: &PhoneNumber,
) -> Result<String, PageError> {
    let db = services.core.db.reader();
    let address = Address::Phone(number.clone());
    if let Some(contact) = contact::find(db, &address).await?
        && let Some(partner) = partner::of_contact(db, contact.id)
            .await?
            .into_iter()
            .next()
    {
        return Ok(partner.name);
    }
    Ok(made_up(lang, number).to_owned())
}

/// The name of somebody whom the register does not know.
fn made_up(lang: Lang, number: &PhoneNumber) -> &'static str {
    find(number).map_or(lang.pick("Warga contoh", "Sample citizen"), |citizen| {
        citizen.name
    })
}

/// A number that nobody has played with, and that does not fail.
pub(super) fn new_number(rng: &mut impl Rng) -> PhoneNumber {
    loop {
        let number = format!("+6281200{:06}", rng.random_range(10_000..1_000_000));
        let fails = FAILURES.iter().any(|(digits, _)| number.ends_with(digits));
        if !fails && let Ok(number) = PhoneNumber::parse(&number) {
            return number;
        }
    }
}

/// Where a number is played.
pub(super) fn address_of(number: &PhoneNumber) -> String {
    format!("/simulator?nomor={}", number.digits())
}

/// How numbers with certain last digits fail.
pub(super) fn failures(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let said = |digits| match digits {
        "0001" => lang.pick(
            "penyedia menolak pesannya",
            "the provider refuses the message",
        ),
        "0002" => lang.pick(
            "penyedia tidak menjawab: hasilnya tidak pasti",
            "the provider does not answer: the outcome is uncertain",
        ),
        "0003" => lang.pick(
            "perangkat terputus: akun berhenti sebentar",
            "the device is disconnected: the account pauses",
        ),
        "0004" => lang.pick("tidak ada di WhatsApp", "not on WhatsApp"),
        _ => lang.pick("penyedia sibuk: dicoba lagi", "busy: tried again"),
    };
    FAILURES
        .iter()
        .map(|(digits, _)| (*digits, said(*digits)))
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn everybody_has_a_number_that_works() {
        for citizen in CITIZENS {
            let number = PhoneNumber::parse_mobile(citizen.number).unwrap();
            assert_eq!(made_up(Lang::Id, &number), citizen.name);
            assert!(is_ready(&number));
            assert!(
                !FAILURES
                    .iter()
                    .any(|(end, _)| citizen.number.ends_with(end))
            );
        }
        assert_eq!(first().as_str(), CITIZENS[0].number);
        let mut rng = StdRng::seed_from_u64(7);
        for _ in 0..200 {
            let number = new_number(&mut rng);
            assert!(PhoneNumber::parse_mobile(number.as_str()).is_ok());
            assert_eq!(made_up(Lang::En, &number), "Sample citizen");
        }
    }
}
