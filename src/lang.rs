//! The two languages that people read: Indonesian, and English on request.

use std::str::FromStr;

/// A language for people. Programs (the API) always read English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// Picks the text of this language.
    pub const fn pick<'a>(self, indonesian: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Id => indonesian,
            Self::En => english,
        }
    }
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "id" => Ok(Self::Id),
            "en" => Ok(Self::En),
            _ => Err(()),
        }
    }
}

/// Something that can be told to a person in either language.
pub trait Say {
    /// One or two plain sentences, without secrets and without a stack of causes.
    fn say(&self, lang: Lang) -> String;
}
