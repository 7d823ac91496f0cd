//! The words that citizens read and offices write for where a permit stands.

use entity::words::{DocumentStatus, PermitStatus};

/// The words that citizens read.
pub const STATUSES: [(PermitStatus, &str); 5] = [
    (PermitStatus::Draft, "dalam proses"),
    (PermitStatus::Active, "aktif"),
    (PermitStatus::Expired, "berakhir"),
    (PermitStatus::Renewed, "diperpanjang"),
    (PermitStatus::Cancelled, "dibatalkan"),
];

/// The word that citizens read.
pub fn status_word(status: PermitStatus) -> &'static str {
    STATUSES
        .into_iter()
        .find(|(known, _)| *known == status)
        .map_or(status.as_str(), |(_, word)| word)
}

/// Reads a status as offices write it.
pub fn read_status(text: &str) -> Option<PermitStatus> {
    let text = text.trim().to_lowercase();
    if let Ok(status) = text.parse() {
        return Some(status);
    }
    Some(match text.as_str() {
        "draf" | "proses" | "dalam proses" | "diproses" | "baru" => PermitStatus::Draft,
        "aktif" | "berlaku" | "terbit" => PermitStatus::Active,
        "berakhir" | "kedaluwarsa" | "kadaluarsa" | "kadaluwarsa" | "habis" | "tidak berlaku" => {
            PermitStatus::Expired
        }
        "diperpanjang" | "perpanjangan" => PermitStatus::Renewed,
        "batal" | "dibatalkan" | "dicabut" | "canceled" => PermitStatus::Cancelled,
        _ => return None,
    })
}

/// Reads where a document stands, as offices write it.
pub fn read_document(text: &str) -> Option<DocumentStatus> {
    let text = text.trim().to_lowercase();
    if let Ok(status) = text.parse() {
        return Some(status);
    }
    Some(match text.as_str() {
        "menunggu tanda tangan" | "menunggu tandatangan" => DocumentStatus::PendingSignature,
        "menunggu persetujuan" | "menunggu approval" => DocumentStatus::PendingApproval,
        "ditandatangani" | "sudah ditandatangani" => DocumentStatus::Signed,
        _ => return None,
    })
}

/// Reads a yes or a no.
pub fn read_yes_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "1" | "ya" | "y" | "yes" | "perpanjangan" => Some(true),
        "false" | "0" | "tidak" | "t" | "no" | "n" | "baru" | "-" => Some(false),
        _ => None,
    }
}
