//! Numbers in every notation, and what is none.

use proptest::prelude::*;

use super::*;

#[test]
fn the_usual_notations_are_one_number() {
    for text in [
        "0812-3456-7890",
        "+62 812-3456-7890",
        "6281234567890",
        "81234567890",
        "(0812) 3456 7890",
        "+62 (0)812 3456 7890",
        " 0812.3456.7890 ",
        "０８１２３４５６７８９０",
    ] {
        assert_eq!(
            PhoneNumber::parse(text).map(|n| n.as_str().to_owned()),
            Ok("+6281234567890".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn foreign_numbers_are_kept() {
    for text in [
        "+60 12-345 6789",
        "+65 9123 4567",
        "+39 06 698 12345",
        "60123456789",
    ] {
        let number = PhoneNumber::parse(text).unwrap();
        assert!(
            !number.as_str().starts_with("+62"),
            "{text} became {}",
            number.as_str()
        );
    }
}

#[test]
fn what_is_no_number_is_refused_with_the_reason() {
    use PhoneError::{Empty, NotANumber, SeveralNumbers, TooLong, TooShort};
    for (text, reason) in [
        ("", Empty),
        ("   ", Empty),
        ("tidak ada", NotANumber),
        ("0812abc7890", NotANumber),
        ("-", NotANumber),
        ("0812", TooShort),
        ("08123", TooShort),
        ("081234567890123456", TooLong),
        ("0812-3456-7890/0813-1111-2222", SeveralNumbers),
        ("081234567890, 081311112222", SeveralNumbers),
        ("081234567890 081311112222", SeveralNumbers),
        ("081234567890 / 0628-20123", SeveralNumbers),
    ] {
        assert_eq!(PhoneNumber::parse(text), Err(reason), "{text}");
    }
}

#[test]
fn a_landline_is_recognised_and_said_to_be_one() {
    let number = PhoneNumber::parse("0628-20123").unwrap();
    assert_eq!(number.line(), Line::Landline);
    assert_eq!(
        PhoneNumber::parse_mobile("021-5201234"),
        Err(PhoneError::Landline)
    );
    assert!(PhoneError::Landline.say(Lang::Id).contains("landline"));
}

#[test]
fn gateways_may_know_addresses_that_no_numbering_plan_has() {
    assert_eq!(
        PhoneNumber::from_gateway("5215512345678").unwrap().as_str(),
        "+5215512345678"
    );
    assert_eq!(
        PhoneNumber::from_gateway("6281311112222").unwrap().as_str(),
        "+6281311112222"
    );
    assert_eq!(PhoneNumber::from_gateway("120363000000000001"), None);
    assert_eq!(PhoneNumber::from_gateway("status"), None);
}

#[test]
fn debug_output_hides_the_middle_of_a_number() {
    let number = PhoneNumber::parse("081234567890").unwrap();
    assert_eq!(format!("{number:?}"), "PhoneNumber(+62812…890)");
}

fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(text in "(\\+|0|62|8)[0-9 ./()-]{6,16}") {
        if let Ok(once) = PhoneNumber::parse(&text) {
            prop_assert_eq!(PhoneNumber::parse(once.as_str()), Ok(once.clone()));
            prop_assert!(is_e164(once.as_str()));
        }
    }

    #[test]
    fn any_text_is_a_number_or_an_error(text in "\\PC{0,80}") {
        if let Ok(number) = PhoneNumber::parse(&text) {
            prop_assert!(is_e164(number.as_str()));
        }
        if let Some(number) = PhoneNumber::from_gateway(&text) {
            prop_assert!(is_e164(number.as_str()));
        }
    }

    #[test]
    fn every_indonesian_mobile_is_found_in_every_notation(rest in "8(1[1-9]|2[1-3]|5[1-35-9]|7[7-8]|9[5-9])[1-9][0-9]{6,7}") {
        let expected = format!("+62{rest}");
        for text in [format!("0{rest}"), format!("62{rest}"), format!("+62{rest}"), rest.clone()] {
            if let Ok(number) = PhoneNumber::parse(&text) {
                prop_assert_eq!(number.as_str(), &expected);
            }
        }
    }
}
