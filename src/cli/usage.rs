//! Wrong usage, told in the chosen language. Clap speaks English only.

use std::process::ExitCode;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::failure::WRONG_USAGE;
use super::output::remark;
use crate::lang::Lang;

/// Shows the help that was asked for (exit status 0), or says what is wrong with the command line
/// (exit status 2).
pub fn wrong_usage(error: &Error, lang: Lang) -> ExitCode {
    if lang == Lang::En || error.exit_code() == 0 || is_help(error) {
        if error.print().is_err() {
            tracing::debug!("nobody reads the help");
        }
    } else {
        remark(&in_indonesian(error));
    }
    ExitCode::from(if error.exit_code() == 0 {
        0
    } else {
        WRONG_USAGE
    })
}

fn is_help(error: &Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

fn in_indonesian(error: &Error) -> String {
    let said = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let text = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} memerlukan nilai."),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => {
            format!("Nilai \"{value}\" untuk {argument} tidak sah.")
        }
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("Pilihan {argument} tidak dikenal.")
        }
        ErrorKind::UnknownArgument => format!("\"{argument}\" tidak diharapkan di sini."),
        ErrorKind::InvalidSubcommand => {
            format!(
                "Perintah {} tidak dikenal.",
                said(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::MissingRequiredArgument => format!("Yang belum disebut: {argument}."),
        ErrorKind::MissingSubcommand => "Perintah belum lengkap.".to_owned(),
        ErrorKind::ArgumentConflict => {
            let prior = said(ContextKind::PriorArg);
            if prior.is_empty() || prior == argument {
                format!("{argument} hanya boleh disebut sekali.")
            } else {
                format!("{argument} tidak dapat dipakai bersama {prior}.")
            }
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("Jumlah nilai untuk {argument} tidak sesuai.")
        }
        _ => "Baris perintah tidak dapat dipahami.".to_owned(),
    };
    let mut sentences = vec![text];
    let allowed = said(ContextKind::ValidValue);
    if !allowed.is_empty() {
        sentences.push(format!("Yang boleh: {allowed}."));
    }
    let suggestions = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    if let Some(meant) = suggestions
        .map(said)
        .into_iter()
        .find(|word| !word.is_empty())
    {
        sentences.push(format!("Mungkin maksud Anda: {meant}."));
    }
    let mut lines = vec![sentences.join(" ")];
    if let Some(usage) = said(ContextKind::Usage).strip_prefix("Usage:") {
        lines.push(format!("Pemakaian: {}", usage.trim()));
    }
    lines.push("Bantuan: tambahkan --help.".to_owned());
    lines.join("\n")
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<_> = texts.iter().map(ToString::to_string).collect();
            texts.join("; ")
        }
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
