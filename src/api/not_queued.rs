//! Why a message was not queued, as a problem.

use super::problem::{Kind, Problem};
use crate::outbound::outbox::NotAccepted;
use crate::outbound::submit::SubmitError;

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        let said = error.to_string();
        match error {
            SubmitError::NoPartner(_) => Self::field("partner_id", said),
            SubmitError::NoPhone => Self::new(Kind::NoPhone, "The partner has no phone number."),
            SubmitError::NoTemplate(_) => Self::field("template", said),
            SubmitError::MissingValues(values) => {
                let problem = Self::new(Kind::Invalid, said);
                values.missing.iter().fold(problem, |problem, name| {
                    problem.and_field(&format!("values.{name}"), "is required by the template")
                })
            }
            SubmitError::EmptyText(origin) | SubmitError::TextTooLong(origin) => {
                Self::field(origin.field(), said)
            }
            SubmitError::MarkInText(_) => Self::field("message", said),
            SubmitError::NoProvider => Self::new(
                Kind::NoProvider,
                "There is no active account of this kind, or no default account.",
            ),
            SubmitError::TemplateRequired => Self::new(
                Kind::TemplateRequired,
                "The number has not written to us within 24 hours; Meta then takes only an \
                 approved template.",
            ),
            SubmitError::NotAccepted(NotAccepted::Withheld(reason)) => Self::withheld(reason),
            SubmitError::NotAccepted(NotAccepted::OtherRequest) => Self::new(
                Kind::KeyReused,
                "The same Idempotency-Key came with another body before.",
            ),
            SubmitError::NotAccepted(NotAccepted::Store(error)) => error.into(),
        }
    }
}
