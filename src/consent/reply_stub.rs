//! stub
/// C
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// a
    Asked,
    /// b
    Other,
    /// c
    Cold,
}
impl Context {
    /// s
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Other => "other",
            Self::Cold => "cold",
        }
    }
}
impl std::str::FromStr for Context {
    type Err = ();
    fn from_str(_: &str) -> Result<Self, ()> {
        Ok(Self::Asked)
    }
}
/// I
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// g
    Grant,
    /// d
    Deny,
    /// h
    Help,
    /// n
    None,
}
impl Intent {
    /// s
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Deny => "deny",
            Self::Help => "help",
            Self::None => "none",
        }
    }
}
impl std::str::FromStr for Intent {
    type Err = ();
    fn from_str(_: &str) -> Result<Self, ()> {
        Ok(Self::None)
    }
}
/// D
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// n
    Nothing,
    /// r
    Refusal,
}
/// R
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// i
    pub intent: Intent,
    /// r
    pub rule: &'static str,
    /// d
    pub doubt: Doubt,
}
/// R
pub fn read(text: &str, _: Context) -> Reading {
    let intent = match text {
        "YA" | "SETUJU" | "ya" => Intent::Grant,
        "STOP" => Intent::Deny,
        _ => Intent::None,
    };
    Reading {
        intent,
        rule: "x",
        doubt: Doubt::Nothing,
    }
}
