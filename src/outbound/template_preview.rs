//! A text as somebody would get it, with sample values where none are given.

use std::collections::BTreeMap;

use super::template::{self, MissingValues};
use super::template_lint::{Finding, lint};

/// What the marks stand for in a preview.
const SAMPLES: &[(&str, &str)] = &[
    ("partner_name", "Budi Tarigan"),
    ("applicant_name", "Budi Tarigan"),
    ("registration_id", "2026-0042"),
    ("permit_number", "503/042/SIUP/2026"),
    ("permit_type", "Surat Izin Usaha Perdagangan"),
    ("permit_status", "aktif"),
    ("status", "aktif"),
    ("issue_date", "01-12-2023"),
    ("expiry_date", "01-12-2026"),
    ("new_expiry_date", "01-12-2029"),
    ("days_remaining", "30"),
    (
        "renewal_link",
        "https://sicantik.dotakaro.com/perpanjangan/2026-0042",
    ),
    (
        "contact_info",
        "DPMPTSP Kabupaten Karo, https://sicantik.dotakaro.com",
    ),
    ("permit_count", "2"),
    (
        "permit_list",
        "• SIUP, nomor 503/042: s/d 01-12-2026 (sisa 30 hari)\n• TDP, nomor 503/043: s/d 08-12-2026 (sisa 37 hari)",
    ),
];

/// A text, filled in.
pub struct Preview {
    /// What would be sent.
    pub text: String,
    /// The values it was filled with.
    pub values: BTreeMap<String, String>,
    /// What is wrong with the text, or might be better.
    pub findings: Vec<Finding>,
}

/// Fills a text: with the values that are given, and with samples for the other marks.
///
/// # Errors
/// [`MissingValues`] if a value that is given is empty.
pub fn preview(
    key: &str,
    body: &str,
    has_meta_twin: bool,
    mut given: BTreeMap<String, String>,
) -> Result<Preview, MissingValues> {
    let mut values = BTreeMap::new();
    for name in template::parameters(body) {
        let sample = || {
            let known = SAMPLES.iter().find(|(known, _)| *known == name);
            known.map_or_else(|| format!("[{name}]"), |(_, sample)| (*sample).to_owned())
        };
        let value = given.remove(&name).unwrap_or_else(sample);
        values.insert(name, value);
    }
    Ok(Preview {
        text: template::fill(body, &values)?,
        values,
        findings: lint(key, body, has_meta_twin),
    })
}
