//! A browser in words: `Chrome di Linux`, out of the header that browsers send about themselves.

use crate::lang::Lang;

/// Names of browsers by the word that tells them. Most pretend to be another one as well, so those
/// that pretend come before those they pretend to be.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Names of systems, in the same way.
const SYSTEMS: [(&str, &str); 8] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
    ("X11", "Linux"),
];

fn name(agent: &str, names: &[(&str, &'static str)]) -> Option<&'static str> {
    let found = names.iter().find(|(mark, _)| agent.contains(mark));
    found.map(|(_, name)| *name)
}

/// The browser behind what it says of itself.
pub(super) fn browser(lang: Lang, agent: &str) -> String {
    match (name(agent, &BROWSERS), name(agent, &SYSTEMS)) {
        (Some(browser), Some(system)) => {
            format!("{browser} {} {system}", lang.pick("di", "on"))
        }
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => {
            let unknown = lang.pick("Peramban tidak dikenal di", "Unknown browser on");
            format!("{unknown} {system}")
        }
        (None, None) => lang
            .pick("Peramban tidak dikenal", "Unknown browser")
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_though_they_pretend_to_be_each_other() {
        let like = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/131.0.0.0 Safari/537.36";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 \
                      (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 \
                       Firefox/133.0";
        let said = |agent: &str| browser(Lang::Id, agent);
        assert_eq!(said(like), "Chrome di Linux");
        assert_eq!(said(&format!("{like} Edg/131.0.0.0")), "Edge di Linux");
        assert_eq!(said(safari), "Safari di iPhone");
        assert_eq!(said(firefox), "Firefox di Windows");
        assert_eq!(said("curl/8.5.0"), "Peramban tidak dikenal");
        assert_eq!(browser(Lang::En, firefox), "Firefox on Windows");
    }
}
