//! How a command says that it could not: one or two plain sentences on standard error.

use std::error::Error;
use std::io;
use std::process::ExitCode;

use super::output::remark;
use crate::broadcast::act::ActError;
use crate::config::ConfigError;
use crate::database::StoreError;
use crate::hooks::HookError;
use crate::keys::KeyError;
use crate::lang::{Lang, Say};
use crate::outbound::by_hand::NotSettled;
use crate::permits::button::PressError;
use crate::permits::recipient::RecipientError;
use crate::providers::registry::AccountError;
use crate::scheduler::RunError;
use crate::sheet::ImportError;
use crate::staff::api_key;
use crate::staff::user::UserError;

/// The exit status of a command that could not do what it was told.
pub(super) const FAILED: u8 = 1;
/// The exit status for a command line that cannot be understood.
pub(super) const WRONG_USAGE: u8 = 2;

/// A failure already in the words of the chosen language.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub(super) struct Failure {
    text: String,
    status: u8,
}

impl Failure {
    /// It could not be done.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            status: FAILED,
        }
    }

    /// The command line asks for something that makes no sense.
    pub(super) fn usage(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            status: WRONG_USAGE,
        }
    }
}

/// Tells a failure, and gives the exit status for it.
pub(super) fn failed(error: &anyhow::Error, lang: Lang) -> ExitCode {
    if error.chain().any(nobody_reads) {
        return ExitCode::SUCCESS;
    }
    let failure = error.chain().find_map(|cause| cause.downcast_ref());
    let status = failure.map_or(FAILED, |failure: &Failure| failure.status);
    remark(&sentences(error, lang));
    ExitCode::from(status)
}

/// `setuju … | head` is no failure.
fn nobody_reads(cause: &(dyn Error + 'static)) -> bool {
    let kind = match cause.downcast_ref::<io::Error>() {
        Some(error) => Some(error.kind()),
        None => cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind),
    };
    kind == Some(io::ErrorKind::BrokenPipe)
}

/// What went wrong, in plain sentences: those of the first cause that has some, or else all causes.
pub(super) fn sentences(error: &anyhow::Error, lang: Lang) -> String {
    let said = error.chain().find_map(|cause| say(cause, lang));
    sentence(&said.unwrap_or_else(|| format!("{error:#}")))
}

fn say(cause: &(dyn Error + 'static), lang: Lang) -> Option<String> {
    // Those that are only about the database hold its own error, which says more.
    if let Some(error) = store_error(cause) {
        return Some(say_store(error, lang));
    }
    if let Some(error) = cause.downcast_ref::<KeyError>() {
        return Some(say_key(error, lang));
    }
    said_by::<ConfigError>(cause, lang)
        .or_else(|| said_by::<AccountError>(cause, lang))
        .or_else(|| said_by::<NotSettled>(cause, lang))
        .or_else(|| said_by::<ImportError>(cause, lang))
        .or_else(|| said_by::<UserError>(cause, lang))
        .or_else(|| said_by::<api_key::KeyError>(cause, lang))
        .or_else(|| said_by::<ActError>(cause, lang))
        .or_else(|| said_by::<HookError>(cause, lang))
        .or_else(|| said_by::<RunError>(cause, lang))
        .or_else(|| said_by::<PressError>(cause, lang))
        .or_else(|| said_by::<RecipientError>(cause, lang))
}

fn said_by<E: Error + Say + 'static>(cause: &(dyn Error + 'static), lang: Lang) -> Option<String> {
    cause.downcast_ref::<E>().map(|error| error.say(lang))
}

fn store_error<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a StoreError> {
    if let Some(AccountError::Store(error)) = cause.downcast_ref() {
        return Some(error);
    }
    if let Some(ImportError::Store(error)) = cause.downcast_ref() {
        return Some(error);
    }
    if let Some(UserError::Store(error)) = cause.downcast_ref() {
        return Some(error);
    }
    if let Some(NotSettled::Store(error)) = cause.downcast_ref() {
        return Some(error);
    }
    if let Some(api_key::KeyError::Store(error)) = cause.downcast_ref() {
        return Some(error);
    }
    if let Some(ActError::Store(error)) = cause.downcast_ref() {
        return Some(error);
    }
    if let Some(HookError::Store(error)) = cause.downcast_ref() {
        return Some(error);
    }
    if let Some(RunError::Store(error)) = cause.downcast_ref() {
        return Some(error);
    }
    cause.downcast_ref()
}

fn say_key(error: &KeyError, lang: Lang) -> String {
    match (error, lang) {
        (KeyError::Malformed, Lang::Id) => {
            "Kunci induk bukan 32 byte dalam base64. Pulihkan berkas kunci dari cadangan, atau perbaiki SETUJU_MASTER_KEY".to_owned()
        }
        (KeyError::Malformed, Lang::En) => {
            "The master key is not 32 bytes in base64. Restore the key file from a backup, or correct SETUJU_MASTER_KEY".to_owned()
        }
        (KeyError::File { path, source }, Lang::Id) => {
            format!("Berkas kunci {path} tidak dapat dibaca atau ditulis: {source}")
        }
        (KeyError::File { path, source }, Lang::En) => {
            format!("The key file {path} cannot be read or written: {source}")
        }
        (KeyError::Exposed { path }, Lang::Id) => {
            format!("Berkas kunci {path} dapat dibaca orang lain. Jalankan: chmod 600 {path}")
        }
        (KeyError::Exposed { path }, Lang::En) => {
            format!("The key file {path} may be read by others. Run: chmod 600 {path}")
        }
    }
}

fn say_store(error: &StoreError, lang: Lang) -> String {
    let cause = innermost(error);
    match (error, lang) {
        (StoreError::Unavailable(_), Lang::Id) => format!(
            "Basis data tidak dapat dipakai: {cause}. Periksa SETUJU_DATABASE_URL, izin folder data, dan ruang disk"
        ),
        (StoreError::Unavailable(_), Lang::En) => format!(
            "The database cannot be used: {cause}. Check SETUJU_DATABASE_URL, the permissions of the data folder, and the space on disk"
        ),
        (StoreError::Conflict(_), Lang::Id) => {
            "Data yang sama sudah ada, atau baru saja diubah pihak lain. Ulangi perintah ini".to_owned()
        }
        (StoreError::Conflict(_), Lang::En) => {
            "The same record is there already, or was just changed by somebody else. Run the command again".to_owned()
        }
        (StoreError::Refused(_), Lang::Id) => format!("Basis data menolak: {cause}"),
        (StoreError::Refused(_), Lang::En) => format!("The database refused: {cause}"),
    }
}

/// The last cause of all: what the system itself said.
fn innermost(error: &StoreError) -> String {
    let mut cause: &dyn Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string().trim_end_matches('.').to_owned()
}

/// A text as a sentence: a capital first, a full stop last.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_a_sentence() {
        assert_eq!(sentence("tidak ada akun x"), "Tidak ada akun x.");
        assert_eq!(sentence("Selesai."), "Selesai.");
        assert_eq!(sentence(""), ".");
    }

    #[test]
    fn the_first_cause_that_has_sentences_speaks() {
        let error = anyhow::Error::from(AccountError::NotFound("karo".into())).context("testing");
        assert_eq!(sentences(&error, Lang::Id), "Tidak ada akun karo.");
        assert_eq!(sentences(&error, Lang::En), "There is no account karo.");
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let error = anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert!(error.chain().any(nobody_reads));
    }
}
